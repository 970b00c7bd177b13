//! What a series does, for people and for programs.

use serde_json::{Value, json};

use crate::model::observations::Series;
use crate::statistics::spc::{
    Assurance, Cause, Chart, Direction, ENOUGH_POINTS, Note, Point, Variation,
};

/// A series and what it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Charted<'s> {
    /// The series.
    pub series: &'s Series<'s>,
    /// What it does.
    pub chart: Chart,
    /// The target that it was judged by.
    pub target: Option<f64>,
    /// Whether that is the last value of the column `trajectory`.
    pub is_planned: bool,
    /// Which way is better.
    pub direction: Direction,
}

/// All series of a file in one text.
pub fn charts(all: &[Charted<'_>], as_json: bool) -> String {
    if as_json {
        let facets: Vec<Value> = all.iter().map(to_json).collect();
        let text = serde_json::to_string_pretty(&json!({ "facets": facets }));
        return text.unwrap_or_default() + "\n";
    }
    let texts: Vec<String> = all.iter().map(in_words).collect();
    texts.join("\n")
}

fn to_json(it: &Charted<'_>) -> Value {
    let written = it.series.points.iter();
    let points: Vec<Value> = written
        .zip(&it.chart.points)
        .map(|(observation, point)| {
            json!({
                "period": observation.written,
                "value": point.reading.value,
                "rebase_group": point.group,
                "mean": point.mean,
                "lpl": point.limits.map(|limits| limits.lower),
                "upl": point.limits.map(|limits| limits.upper),
                "relative_to_mean": point.side,
                "outside_limits": point.is_outside,
                "close_to_limits": point.is_near,
                "special_cause_type": point.cause.name(),
                "point_type": point.variation.name(),
            })
        })
        .collect();
    json!({
        "facet": it.series.name(),
        "points": points,
        "variation": it.chart.variation.name(),
        "assurance": it.chart.assurance.map(Assurance::name),
        "warnings": warnings(it),
    })
}

fn in_words(it: &Charted<'_>) -> String {
    let mut text = String::new();
    if let Some(facet) = it.series.name() {
        text.push_str(&format!("{facet}\n"));
    }
    let last = it.chart.points.iter().rposition(|point| point.reading.value.is_some());
    let Some((last, point)) = last.map(|at| (at, &it.chart.points[at])) else {
        return text + "There is no value.\n";
    };
    let value = point.reading.value.map(number).unwrap_or_default();
    text.push_str(&format!("Latest value {value} ({}).\n", it.series.points[last].written));
    text.push_str(&format!("Variation: {}.\n", variation(it.chart.variation, point.cause)));
    text.push_str(&format!("Assurance: {}.\n", assurance(it)));
    if let (Some(mean), Some(limits)) = (point.mean, point.limits) {
        let (lower, upper) = (number(limits.lower), number(limits.upper));
        text.push_str(&format!("Mean {}, limits {lower} to {upper}.\n", number(mean)));
    }
    for warning in warnings(it) {
        text.push_str(&format!("Note: {warning}\n"));
    }
    text + "\n" + &table(it)
}

fn table(it: &Charted<'_>) -> String {
    let cell = |number_of: Option<f64>| number_of.map_or_else(|| "-".to_owned(), number);
    let row = |written: &str, point: &Point| {
        let cause = if point.cause == Cause::Common { "" } else { point.cause.name() };
        [
            written.to_owned(),
            cell(point.reading.value),
            cell(point.mean),
            cell(point.limits.map(|limits| limits.lower)),
            cell(point.limits.map(|limits| limits.upper)),
            cause.to_owned(),
        ]
    };
    let head = ["period", "value", "mean", "lower", "upper", "special cause"].map(str::to_owned);
    let written = it.series.points.iter().map(|point| point.written.as_str());
    let rows = written.zip(&it.chart.points).map(|(written, point)| row(written, point));
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(rows).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let line = |row: &[String; 6]| {
        let mut line = format!("{:<w$}", row[0], w = widths[0]);
        for (cell, width) in row[1..5].iter().zip(&widths[1..]) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        line.push_str(&format!("  {}", row[5]));
        line.trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

fn variation(variation: Variation, cause: Cause) -> String {
    let what = match variation {
        Variation::CommonCause => {
            return "common cause: the changes can be explained by chance".to_owned();
        }
        Variation::Improvement => "special cause, an improvement",
        Variation::Concern => "special cause of concern",
        Variation::NeutralHigh => "special cause, high",
        Variation::NeutralLow => "special cause, low",
    };
    format!("{what} ({})", cause.name())
}

fn assurance(it: &Charted<'_>) -> String {
    let Some(target) = it.target else { return "no target".to_owned() };
    let target = number(target);
    match it.chart.assurance {
        Some(Assurance::Pass) => {
            format!("the target of {target} will be reached as long as nothing changes")
        }
        Some(Assurance::Fail) => {
            format!("the target of {target} will be missed unless something changes")
        }
        Some(Assurance::HitOrMiss) => {
            format!("the target of {target} will be reached in some periods and missed in others")
        }
        None if it.direction == Direction::Neutral => {
            format!("none, because neither side of the target of {target} is better")
        }
        None => format!("none yet for the target of {target}"),
    }
}

fn warnings(it: &Charted<'_>) -> Vec<String> {
    let period = |at: usize| it.series.points.get(at).map_or("", |point| point.written.as_str());
    let mut all: Vec<String> = it
        .chart
        .notes
        .iter()
        .map(|note| match *note {
            Note::FewPoints { from, n } => format!(
                "{n} {} from {}: with fewer than {ENOUGH_POINTS}, the mean and limits are provisional.",
                if n == 1 { "point" } else { "points" },
                period(from)
            ),
            Note::NotScreened { from } => format!(
                "From {} on, most points are equal, so the changes between them were not screened.",
                period(from)
            ),
            Note::LastIsBlank { judged } => {
                format!("The last row is blank, so the latest value is that of {}.", period(judged))
            }
            Note::NoLimits => "There are no limits yet to compare the target with.".to_owned(),
        })
        .collect();
    if it.is_planned {
        all.push("The target is the last value of the column `trajectory`.".to_owned());
    }
    all
}

/// Up to 4 decimals, more for small numbers: enough to tell values apart, and no more than people read.
fn number(number: f64) -> String {
    let zeros = if number == 0.0 { 0.0 } else { -libm::log10(number.abs()).floor() - 1.0 };
    let decimals = 4 + zeros.clamp(0.0, 300.0) as usize;
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
