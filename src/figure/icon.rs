//! Signs for what a series means: how it varies, and whether its target will be reached. Each has a shape of its own
//! and words beside it.

use serde::Serialize;

use super::spc::Series;
use super::svg::{Anchor, At, Canvas, Svg};
use crate::statistics::spc::{Assurance, Direction, Variation};

/// A sign with its words.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Icon {
    /// The sign; silent, as the words say the same.
    pub sign: Svg,
    /// The words.
    pub words: &'static str,
}

/// How a series varies.
pub fn of_variation(series: &Series<'_>) -> Icon {
    match series.judged_variation() {
        Some(found) => variation(found, series.direction),
        None if series.is_overlapping() => {
            Icon { sign: blank("f-common"), words: "Not tested: the periods overlap" }
        }
        None => Icon { sign: blank("f-common"), words: "Not enough data yet" },
    }
}

/// Whether a series will reach its target; nothing where it has none.
pub fn of_assurance(series: &Series<'_>) -> Option<Icon> {
    series.judged_assurance().map(assurance)
}

/// What the last value means, and which way it went.
pub fn variation(variation: Variation, direction: Direction) -> Icon {
    let is_up = match (variation, direction) {
        (Variation::CommonCause, _) => {
            return Icon { sign: common_cause(), words: "No significant change" };
        }
        (Variation::NeutralHigh, _) => true,
        (Variation::NeutralLow, _) => false,
        (Variation::Improvement, direction) => direction != Direction::Decrease,
        (Variation::Concern, direction) => direction == Direction::Decrease,
    };
    let (class, words) = match (variation, is_up) {
        (Variation::Improvement, true) => ("f-better", "Improving (rising)"),
        (Variation::Improvement, false) => ("f-better", "Improving (falling)"),
        (Variation::Concern, true) => ("f-worse", "Worsening (rising)"),
        (Variation::Concern, false) => ("f-worse", "Worsening (falling)"),
        (_, true) => ("f-unusual", "Unusually high"),
        (_, false) => ("f-unusual", "Unusually low"),
    };
    Icon { sign: special_cause(class, is_up), words }
}

/// Whether the target will be reached.
pub fn assurance(assurance: Assurance) -> Icon {
    let (class, letter, words) = match assurance {
        Assurance::Pass => ("f-better", "P", "Consistently meets the target"),
        Assurance::Fail => ("f-worse", "F", "Consistently misses the target"),
        Assurance::HitOrMiss => ("f-common", "?", "May or may not meet the target"),
    };
    let mut canvas = Canvas::default();
    ring(&mut canvas, class);
    // The target as a dashed line, and the values above, below or across it.
    canvas.line("f-icon-target", (9.0, 29.0), (39.0, 29.0));
    let values: &[At] = match assurance {
        Assurance::HitOrMiss => {
            &[(10.0, 33.0), (17.0, 25.5), (24.0, 34.0), (31.0, 25.0), (38.0, 32.0)]
        }
        Assurance::Pass | Assurance::Fail => {
            &[(13.0, 36.0), (18.5, 34.0), (24.0, 37.0), (29.5, 34.0), (35.0, 36.0)]
        }
    };
    canvas.group(class, "", |canvas| canvas.polyline("f-icon-line", values));
    canvas.text("f-icon-words", (24.0, 23.0), Anchor::Middle, letter);
    Icon { sign: canvas.finish_silent("f-icon", SIZE, SIZE), words }
}

const SIZE: f64 = 48.0;

fn ring(canvas: &mut Canvas, class: &str) {
    canvas.group(class, "", |canvas| canvas.circle("f-icon-ring", (24.0, 24.0), 21.5));
}

fn blank(class: &str) -> Svg {
    let mut canvas = Canvas::default();
    ring(&mut canvas, class);
    canvas.line("f-icon-target", (15.0, 24.0), (33.0, 24.0));
    canvas.finish_silent("f-icon", SIZE, SIZE)
}

fn common_cause() -> Svg {
    let mut canvas = Canvas::default();
    ring(&mut canvas, "f-common");
    let values = [(11.0, 26.0), (17.5, 19.0), (24.0, 28.5), (30.5, 20.0), (37.0, 25.0)];
    canvas.polyline("f-line", &values);
    for value in values {
        canvas.circle("f-common", value, 2.6);
    }
    canvas.finish_silent("f-icon", SIZE, SIZE)
}

/// A letter, H for high or L for low, and an arrow that way.
fn special_cause(class: &str, is_up: bool) -> Svg {
    let mut canvas = Canvas::default();
    ring(&mut canvas, class);
    let letter = if is_up { "H" } else { "L" };
    canvas.text("f-icon-words", (17.0, 31.0), Anchor::Middle, letter);
    let y = |y: f64| if is_up { y } else { 48.0 - y };
    canvas.polygon(
        class,
        &[
            (32.0, y(13.0)),
            (39.0, y(22.0)),
            (34.5, y(22.0)),
            (34.5, y(34.0)),
            (29.5, y(34.0)),
            (29.5, y(22.0)),
            (25.0, y(22.0)),
        ],
    );
    canvas.finish_silent("f-icon", SIZE, SIZE)
}
