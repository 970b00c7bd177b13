//! The figures of a measure as a table for programs: CSV in UTF-8, a line of heads, ISO dates, marks in a column of
//! their own.

use jiff::ToSpan as _;

use crate::graph::measured::Measured;
use crate::model::Model;
use crate::model::metric::PeriodType;
use crate::model::observations::{Flag, Number, Observation};
use crate::statistics::interval::Interval;

/// The heads of the columns.
const COLUMNS: &str = "period,period_start,period_end,area_code,area_name,breakdown,value,numerator,denominator,lower,upper,status,marker";

/// All series of a measure, the first one first, each by day.
pub fn csv(model: &Model, measured: &Measured<'_>) -> Vec<u8> {
    let mut out = String::with_capacity(64 * 64);
    out.push_str(COLUMNS);
    out.push('\n');
    let kind = measured.metric.and_then(|it| it.period_type.known());
    let is_rolling = kind == Some(&PeriodType::Rolling);
    for strand in &measured.strands {
        let intervals = strand.intervals(measured.metric);
        for (point, interval) in strand.series.points.iter().zip(intervals) {
            line(model, point, interval, Form { decimals: strand.decimals, is_rolling }, &mut out);
        }
    }
    out.into_bytes()
}

/// How the figures of a series are written.
#[derive(Clone, Copy)]
struct Form {
    decimals: u8,
    /// Whether a period stands for the 12 months that end with it.
    is_rolling: bool,
}

fn line(
    model: &Model,
    point: &Observation,
    interval: Option<Interval>,
    Form { decimals, is_rolling }: Form,
    out: &mut String,
) {
    let place = model.places.get(&point.area).map(|(_, place)| place);
    let code = place.and_then(|place| place.code.known()).map_or(point.area.as_str(), |it| &it.0);
    let name = place.and_then(|place| place.name.known()).map_or("", String::as_str);
    let number = |it: Option<Number>| it.map_or_else(String::new, |it| it.to_string());
    // Worked out limits get a digit more than the values, so that they can be told apart.
    let limit = |given: Option<Number>, worked_out: Option<f64>| match (given, worked_out) {
        (Some(given), _) => given.to_string(),
        (None, Some(limit)) => format!("{limit:.*}", usize::from(decimals) + 1),
        (None, None) => String::new(),
    };
    let last_day = point.period.last_day();
    let first_day = match is_rolling {
        true => last_day.saturating_add(1.day()).saturating_sub(12.months()),
        false => point.period.first_day(),
    };
    let status = point
        .flags
        .iter()
        .find(|flag| matches!(flag, Flag::Final | Flag::Provisional | Flag::Revised));
    let cells = [
        point.written.clone(),
        first_day.to_string(),
        last_day.to_string(),
        safe(code),
        safe(name),
        safe(&point.breakdown),
        number(point.value),
        number(point.numerator),
        number(point.denominator),
        limit(point.lower, interval.map(|it| it.lower)),
        limit(point.upper, interval.map(|it| it.upper)),
        status.map_or_else(String::new, |flag| flag.id().to_owned()),
        point.markers(),
    ];
    out.push_str(&cells.join(","));
    out.push('\n');
}

/// Text that a spreadsheet would run gets an apostrophe before it; text with a comma or a quotation mark, quotes.
fn safe(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_neither_run_nor_split() {
        assert_eq!(safe("=1+1"), "'=1+1");
        assert_eq!(safe("Vale, west \"old\""), "\"Vale, west \"\"old\"\"\"");
        assert_eq!(safe("imd1"), "imd1");
    }
}
