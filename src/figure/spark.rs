//! A series in the cell of a table: its line, its target, and the sign of its last value.

use super::scale::Scale;
use super::spc::{Series, latest, value_of};
use super::svg::{At, Canvas, Svg};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;

/// The picture, with what it shows as its name; nothing where there are fewer than two values.
pub fn draw(series: &Series<'_>) -> Option<Svg> {
    let points = &series.chart.points;
    let values: Vec<f64> = points.iter().filter_map(value_of).collect();
    let (first, _) = points.iter().enumerate().find(|(_, point)| value_of(point).is_some())?;
    let (last, end) = latest(series)?;
    if values.len() < 2 {
        return None;
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let across = Scale { of: (0.0, (points.len() - 1) as f64), to: (8.0, WIDTH - 8.0) };
    let down = Scale { of: (low, high), to: (HEIGHT - 7.0, 7.0) };
    let place = |(at, point): (usize, &crate::statistics::spc::Point)| -> Option<At> {
        Some((across.at(at as f64), down.at(value_of(point)?)))
    };
    let places: Vec<Option<At>> = points.iter().enumerate().map(place).collect();
    let mut canvas = Canvas::default();
    if let Some(mean) = points[last].mean.filter(|_| series.judged_variation().is_some()) {
        let y = down.at(mean.clamp(low, high));
        canvas.line("f-grid", (8.0, y), (WIDTH - 8.0, y));
    }
    for run in places.split(Option::is_none) {
        let run: Vec<At> = run.iter().copied().flatten().collect();
        canvas.polyline("f-line", &run);
    }
    if let Some(place) = places[last] {
        series.sign(&points[last]).draw(&mut canvas, place, series.is_provisional(last), 0.9);
    }
    let unit = &series.unit;
    let words = format!(
        "{}: {} values, {} to {}, from {} to {}, lowest {}, highest {}",
        series.measure,
        values.len(),
        series.period(first),
        series.period(last),
        unit.say(values[0]),
        unit.say(end),
        unit.say(low),
        unit.say(high)
    );
    Some(canvas.finish_named("f-spark", WIDTH, HEIGHT, &words))
}
