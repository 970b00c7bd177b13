//! The figures of a series: its chart, its facts, its table, and what the marks in it mean.

use std::collections::BTreeSet;

use super::words::{self, Drawn};
use crate::figure::{icon, spark, spc};
use crate::graph::measured::{Measured, Strand};
use crate::model::Blueprint;
use crate::model::observations::{Flag, Observation};
use crate::page::desk::{Desk, row, text};
use crate::page::view::{Column, Note, Part, Row, Value};
use crate::page::wording;

/// With more series than this, their tables are in the file only.
const MOST_TABLES: usize = 12;

/// The main series: its chart with what it shows, its facts, its table.
pub(super) fn main(
    desk: &Desk<'_>,
    blueprint: &Blueprint,
    it: &Measured<'_>,
    strand: &Strand<'_>,
) -> Vec<Part> {
    let drawn = Drawn::new(desk, it, strand);
    let series = drawn.series(strand);
    let mut figure = spc::draw(&series);
    let of_figure = figure.table.take();
    let meanings: Vec<Vec<String>> = of_figure.map(|table| table.rows).unwrap_or_default();
    let csv = desk.link("These figures as CSV", &super::csv_url(&blueprint.id, it.id));
    let mut parts = Vec::new();
    if strand.last().is_some() {
        parts.push(facts(desk, it, strand, &drawn));
        let heading = "Over time".to_owned();
        parts.push(Part::Figure {
            heading,
            figure: Box::new(figure),
            links: vec![csv.clone()],
            note: Note::default(),
        });
    }
    parts.push(table(
        desk,
        it,
        strand,
        &drawn,
        &meanings,
        "All figures".to_owned(),
        "figures_whole",
    ));
    parts
}

/// Latest, period, change, variation, assurance.
fn facts(desk: &Desk<'_>, it: &Measured<'_>, strand: &Strand<'_>, drawn: &Drawn) -> Part {
    let series = drawn.series(strand);
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |id: &str, label: &str, value: Value| rows.push(row(id, label, value));
    if let Some((at, point)) = strand.last().map(|at| (at, strand.series.points[at])) {
        let value = drawn.unit.say(point.value.map_or(f64::NAN, |it| it.value));
        add("latest", "Latest value", Value::Number { text: value });
        add("of_period", "Period", text(super::period_and_markers(it, point)));
        if let Some(interval) = strand.intervals(it.metric)[at] {
            let [low, high] = [interval.lower, interval.upper].map(|limit| drawn.unit.say(limit));
            add("confidence", "Limits of confidence", text(format!("{low} to {high}")));
        }
    }
    if !strand.series.is_whole() {
        add("of_whom", "Of whom", text(words::of_whom(desk, strand)));
    }
    add("target_now", "Target", super::target(desk, it));
    add("variation", "Variation", Value::Icon { icon: icon::of_variation(&series) });
    if let Some(icon) = icon::of_assurance(&series) {
        add("assurance", "Assurance", Value::Icon { icon });
    }
    if let Some(label) = it.metric.and_then(|it| it.statistical_label.known()) {
        add("standing", "Standing of the figures", text(label.label()));
    }
    if let Some(next) = it.metric.and_then(|it| it.next_update.known()) {
        add("next", "Next figures", crate::page::desk::day(*next));
    }
    Part::Facts { id: "latest_figure".to_owned(), heading: "Latest figure".to_owned(), rows }
}

/// Every other series: all at a glance, then the figures of each.
pub(super) fn others(desk: &Desk<'_>, it: &Measured<'_>) -> Vec<Part> {
    let others = it.strands.get(1..).unwrap_or(&[]);
    if others.is_empty() {
        return Vec::new();
    }
    let heads = ["Of whom", "Latest", "Period", "Variation", "Trend"];
    let glance = |strand: &Strand<'_>| {
        let drawn = Drawn::new(desk, it, strand);
        let series = drawn.series(strand);
        let latest = strand.latest();
        let value = latest.and_then(|it| it.value).map(|it| drawn.unit.say(it.value));
        let trend = spark::draw(&series);
        vec![
            text(words::of_whom(desk, strand)),
            value.map_or_else(|| text("None"), |text| Value::Number { text }),
            text(latest.map_or_else(String::new, |point| super::period_and_markers(it, point))),
            Value::Icon { icon: icon::of_variation(&series) },
            trend.map_or_else(|| text("Too few values"), |picture| Value::Picture { picture }),
        ]
    };
    let is_cut = others.len() > MOST_TABLES;
    let mut parts = vec![Part::Table {
        id: "by_place_and_group".to_owned(),
        heading: "By place and group".to_owned(),
        columns: heads
            .map(|label| Column { label: label.to_owned(), is_numeric: label == "Latest" })
            .into(),
        rows: others.iter().map(glance).collect(),
        note: match is_cut {
            true => Note {
                text: "All figures of each of them are in the CSV file.".to_owned(),
                source: None,
            },
            false => Note::default(),
        },
    }];
    if !is_cut {
        parts.extend(others.iter().enumerate().map(|(at, strand)| {
            let drawn = Drawn::new(desk, it, strand);
            let of_figure = spc::table_of(&drawn.series(strand));
            let summary = format!("All figures: {}", words::of_whom(desk, strand));
            table(desk, it, strand, &drawn, &of_figure, summary, &format!("figures_{}", at + 1))
        }));
    }
    parts
}

/// The figures of a series, the newest first, folded up.
fn table(
    desk: &Desk<'_>,
    it: &Measured<'_>,
    strand: &Strand<'_>,
    drawn: &Drawn,
    judged: &[Vec<String>],
    summary: String,
    id: &str,
) -> Part {
    let points = &strand.series.points;
    let intervals = strand.intervals(it.metric);
    let has = |is: fn(&Observation) -> bool| points.iter().any(|point| is(point));
    let has_counts = has(|it| it.numerator.is_some() || it.denominator.is_some());
    let has_intervals = intervals.iter().any(Option::is_some);
    let has_limits = judged.iter().any(|cells| cells.len() > 2);
    let has_marks = has(|it| !it.markers().is_empty());
    let mut heads = vec![("Period", false), ("Value", true)];
    heads.extend(has_marks.then_some(("Marks", false)));
    if has_counts {
        heads.extend([("Numerator", true), ("Denominator", true)]);
    }
    if has_intervals {
        heads.extend([("Lower confidence limit", true), ("Upper confidence limit", true)]);
    }
    if has_limits {
        heads.extend([
            ("Mean", true),
            ("Lower limit", true),
            ("Upper limit", true),
            ("What it means", false),
        ]);
    }
    let count = |it: Option<crate::model::observations::Number>| {
        it.map_or_else(
            || text(""),
            |it| {
                let unit = crate::figure::Unit {
                    decimals: usize::from(it.decimals),
                    ..Default::default()
                };
                Value::Number { text: unit.say(it.value) }
            },
        )
    };
    let row = |(at, point): (usize, &&Observation)| {
        let limit = |of: fn(&crate::statistics::interval::Interval) -> f64| {
            intervals[at]
                .as_ref()
                .map_or_else(|| text(""), |it| Value::Number { text: drawn.unit.say(of(it)) })
        };
        let absent =
            point.flags.iter().find(|flag| flag.is_absence()).and_then(|flag| flag.marker());
        let value = match point.value {
            Some(value) => Value::Number { text: drawn.unit.say(value.value) },
            None => text(absent.unwrap_or("[x]")),
        };
        let mut cells = vec![text(words::period(it.metric, point.period)), value];
        if has_marks {
            cells.push(text(point.markers()));
        }
        if has_counts {
            cells.extend([count(point.numerator), count(point.denominator)]);
        }
        if has_intervals {
            cells.extend([limit(|it| it.lower), limit(|it| it.upper)]);
        }
        if has_limits {
            cells.extend(judged[at][2..].iter().map(text));
        }
        cells
    };
    let _ = desk;
    Part::Folded {
        id: id.to_owned(),
        summary: format!("{summary} ({})", wording::n_of(points.len(), "period", "periods")),
        columns: heads
            .into_iter()
            .map(|(label, is_numeric)| Column { label: label.to_owned(), is_numeric })
            .collect(),
        rows: points.iter().enumerate().rev().map(row).collect(),
    }
}

/// What the marks on this page mean.
pub(super) fn markers(it: &Measured<'_>) -> Option<Part> {
    let points = || it.strands.iter().flat_map(|strand| &strand.series.points);
    let mut flags: BTreeSet<Flag> =
        points().flat_map(|point| point.flags.iter().copied()).collect();
    if points().any(|point| point.value.is_none() && !point.flags.iter().any(|it| it.is_absence()))
    {
        flags.insert(Flag::NotCollected);
    }
    let rows = flags.into_iter().filter_map(|flag| {
        let mark = flag.marker()?;
        Some(Row {
            id: String::new(),
            label: mark.to_owned(),
            value: text(flag.meaning()),
            note: Note::default(),
        })
    });
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then(|| Part::Facts {
        id: "marks".to_owned(),
        heading: "What the marks mean".to_owned(),
        rows,
    })
}
