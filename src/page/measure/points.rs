//! The figures of a series: its chart, its facts, its table, and what the marks in it mean.

use std::collections::BTreeSet;

use super::words::{self, Drawn};
use crate::analysis::measures::{ControlSeries, Measured};
use crate::analysis::standardised::{self, Band};
use crate::data;
use crate::figure::{Unit, icon, spark, spc};
use crate::model::Blueprint;
use crate::model::observations::{Flag, Number, Observation, ages, group};
use crate::model::scalar::Date;
use crate::page::context::{PageContext, row, text};
use crate::page::scope;
use crate::page::view::{Column, Link, Note, Part, Row, Value};
use crate::page::wording;
use crate::statistics::interval::Interval;

/// With more series than this, their tables are in the file only.
const MOST_TABLES: usize = 12;

/// The main series: its chart with what it shows, its facts, its table.
pub(super) fn main(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
) -> Vec<Part> {
    let drawn = words::drawn(cx, it, strand);
    let mark = data::contract_start(blueprint);
    let series = spc::Series { mark, ..drawn.series(strand) };
    let mut figure = spc::draw(&series);
    figure.notes.extend(mark.map(|(day, _)| start_in_words(day, &series)));
    let of_figure = figure.table.take();
    let meanings: Vec<Vec<String>> = of_figure.map(|table| table.rows).unwrap_or_default();
    let csv = cx.link("Download the figures (CSV)", &super::csv_url(&blueprint.id, it.id));
    let revisions = crate::page::releases::history::of_measure(cx, &blueprint.id, it.id);
    let mut parts = Vec::new();
    if strand.last().is_some() {
        let cite = scope::is_quoted(cx, "measure").then(|| Link {
            text: "Cite this".to_owned(),
            href: "#cite".to_owned(),
            ..Link::default()
        });
        let chart = super::chart_link(cx, &blueprint.id, it.id);
        let links =
            std::iter::once(csv).chain(chart).chain(revisions.into_iter().flatten()).chain(cite);
        parts.push(Part::Figure {
            heading: "Over time".to_owned(),
            figure: Box::new(figure),
            links: links.collect(),
            note: Note::default(),
        });
        parts.push(facts(cx, it, strand, &drawn));
    }
    parts.push(table(it, strand, &drawn, &meanings, "All figures", "figures_whole"));
    parts.extend(bands(it));
    parts
}

/// Where the values stand to the start of the contract.
fn start_in_words(start: Date, series: &spc::Series<'_>) -> String {
    let days = series.chart.points.iter().map(|point| point.reading.day);
    let (before, after): (Vec<Date>, Vec<Date>) = days.partition(|day| *day < start);
    let day = wording::date(start);
    match (before.is_empty(), after.is_empty()) {
        (_, true) => format!("The contract starts on {day}: all these values are from before it."),
        (true, false) => {
            format!("The contract started on {day}: all these values are from after that.")
        }
        (false, false) => format!("The contract started on {day}, where the line is marked."),
    }
}

/// Latest, period, change, variation, assurance.
fn facts(
    cx: &PageContext<'_>,
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
    drawn: &Drawn,
) -> Part {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |id: &str, label: &str, value: Value| rows.push(row(id, label, value));
    if let Some((at, point)) = strand.last().map(|at| (at, strand.series.points[at])) {
        let value = drawn.unit.say(point.value.map_or(f64::NAN, |it| it.value));
        add("latest", "Latest value", Value::Number { text: value });
        add("of_period", "Period", text(super::sentences::period(it, point)));
        if let Some(interval) = strand.intervals(it.metric)[at] {
            let range = drawn.unit.range(interval.lower, interval.upper);
            add("confidence", "Confidence interval", text(range));
        }
    }
    if !strand.series.is_whole() {
        add("of_whom", "Group", text(words::of_whom(cx, strand)));
    }
    add("target_now", "Target", text(super::sentences::target(cx, it)));
    let labels = [("variation", "Change"), ("assurance", "Against the target")];
    for ((id, label), icon) in labels.into_iter().zip(super::sentences::signs(cx, it, strand)) {
        add(id, label, Value::Icon { icon });
    }
    if let Some(label) = it.metric.and_then(|it| it.statistical_label.known()) {
        add("standing", "Status of the figures", text(label.label()));
    }
    if let Some(next) = it.metric.and_then(|it| it.next_update.known()) {
        add("next", "Next figures", crate::page::context::day(*next));
    }
    Part::facts("latest_figure", "Status and confidence", rows)
}

/// Every other series: all at a glance, then the figures of each.
pub(super) fn others(cx: &PageContext<'_>, it: &Measured<'_>) -> Vec<Part> {
    let others = it.strands.get(1..).unwrap_or(&[]).iter();
    let others: Vec<&ControlSeries<'_>> = others.filter(|strand| !is_band(it, strand)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let heads = ["Group", "Latest", "Period", "Change", "Trend"];
    let stat_all = |strand: &&ControlSeries<'_>| {
        let drawn = words::drawn(cx, it, strand);
        let series = drawn.series(strand);
        // Where no figure is shown, the last one says why.
        let latest = strand.latest().or(strand.series.points.last().copied());
        let value = latest.map_or_else(String::new, |point| value(point, &|it| drawn.unit.say(it)));
        let trend = spark::draw(&series);
        vec![
            text(words::of_whom(cx, strand)),
            Value::Number { text: value },
            text(latest.map_or_else(String::new, |point| super::period_and_markers(it, point))),
            Value::Icon { icon: icon::of_variation(&series) },
            trend.map_or_else(|| text("Not enough data yet"), |picture| Value::Picture { picture }),
        ]
    };
    let is_cut = others.len() > MOST_TABLES;
    let mut parts = vec![Part::Table {
        id: "by_place_and_group".to_owned(),
        heading: "By place and group".to_owned(),
        columns: heads.map(|label| Column::new(label, label == "Latest")).into(),
        rows: others.iter().map(stat_all).collect(),
        note: Note {
            text: match is_cut {
                true => "The CSV file has all figures of each of them.".to_owned(),
                false => String::new(),
            },
            source: None,
        },
    }];
    if !is_cut {
        parts.extend(others.iter().enumerate().map(|(at, strand)| {
            let drawn = words::drawn(cx, it, strand);
            let of_figure = spc::table_of(&drawn.series(strand));
            let summary = format!("All figures: {}", words::of_whom(cx, strand));
            table(it, strand, &drawn, &of_figure, &summary, &format!("figures_{}", at + 1))
        }));
    }
    parts
}

/// Whether a series is of an age band that a rate is made of: these have a table of their own.
fn is_band(it: &Measured<'_>, strand: &ControlSeries<'_>) -> bool {
    it.metric.is_some_and(standardised::is_asked) && ages(strand.series.breakdown).is_some()
}

/// The age bands that the latest rate is made of.
fn bands(it: &Measured<'_>) -> Option<Part> {
    let (metric, table) = (it.metric.filter(|it| standardised::is_asked(it))?, it.observations?);
    let period = it.whole()?.latest()?.period;
    let bands = standardised::bands(table, "", period);
    if bands.is_empty() {
        return None;
    }
    let heads = ["Ages", "Numerator", "Denominator", "Of 100,000 in the standard population"];
    let row = |band: &Band<'_>| {
        let cell = |number: Option<Number>| match (number, band.row.is_suppressed()) {
            (None, true) => Flag::Suppressed.marker().unwrap_or_default().to_owned(),
            (number, _) => count(number),
        };
        let weight = Unit::default().say(band.weight);
        let numbers = [cell(band.row.numerator), count(band.row.denominator), weight];
        let ages = text(wording::upper_first(&group(&band.row.breakdown)));
        std::iter::once(ages).chain(numbers.map(|text| Value::Number { text })).collect()
    };
    Some(Part::Folded {
        id: "age_bands".to_owned(),
        summary: format!("Age bands of {}", words::period(Some(metric), period)),
        columns: heads.map(|label| Column::new(label, label != "Ages")).into(),
        rows: bands.iter().map(row).collect(),
    })
}

/// The figures of a series, the newest first, folded up.
fn table(
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
    drawn: &Drawn,
    judged: &[Vec<String>],
    summary: &str,
    id: &str,
) -> Part {
    let columns = columns(it, strand, drawn, judged);
    let n = strand.series.points.len();
    let row = |at: usize| columns.iter().map(|(_, cells)| cells[at].clone()).collect();
    Part::Folded {
        id: id.to_owned(),
        summary: format!("{summary} ({})", wording::n_of(n, "period", "periods")),
        rows: (0..n).rev().map(row).collect(),
        columns: columns.into_iter().map(|(head, _)| head).collect(),
    }
}

/// The columns that have something in them, each with a cell for every point.
fn columns(
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
    drawn: &Drawn,
    judged: &[Vec<String>],
) -> Vec<(Column, Vec<Value>)> {
    let points = &strand.series.points;
    let mut columns = Vec::new();
    let mut add = |label: &str, is_numeric: bool, cells: Vec<String>| {
        let to_value = |cell: String| match is_numeric {
            true => Value::Number { text: cell },
            false => text(cell),
        };
        let head = Column::new(label, is_numeric);
        columns.push((head, cells.into_iter().map(to_value).collect::<Vec<_>>()));
    };
    let has_any = |cells: &[String]| cells.iter().any(|cell| !cell.is_empty());
    let of_points = |cell: &dyn Fn(&Observation) -> String| -> Vec<String> {
        points.iter().map(|point| cell(point)).collect()
    };
    let period = if words::is_rolling(it.metric) { "12 months to" } else { "Period" };
    add(period, false, of_points(&|point| wording::period(point.period)));
    let in_table = |value| drawn.unit.say_in_table(value);
    add(&drawn.unit.head("Value"), true, of_points(&|point| value(point, &in_table)));
    let marks = of_points(&|point| point.markers());
    if has_any(&marks) {
        add("Marks", false, marks);
    }
    for (label, part) in [("Numerator", 0), ("Denominator", 1)] {
        let counts = of_points(&|point| count([point.numerator, point.denominator][part]));
        if has_any(&counts) {
            add(label, true, counts);
        }
    }
    let intervals = strand.intervals(it.metric);
    for (label, part) in [("Lower confidence limit", 0), ("Upper confidence limit", 1)] {
        let limit = |interval: &Option<Interval>| {
            let limits = interval.map(|it| drawn.unit.say_in_table([it.lower, it.upper][part]));
            limits.unwrap_or_default()
        };
        let limits: Vec<String> = intervals.iter().map(limit).collect();
        if has_any(&limits) {
            add(label, true, limits);
        }
    }
    let lines =
        [("Mean", true), ("Lower limit", true), ("Upper limit", true), ("What it means", false)];
    for (at, (label, is_numeric)) in (2..).zip(lines) {
        if judged.iter().all(|cells| cells.len() > at) && !judged.is_empty() {
            let cell = |cells: &Vec<String>| match cells[at].as_str() {
                "None" => String::new(),
                cell => cell.to_owned(),
            };
            add(label, is_numeric, judged.iter().map(cell).collect());
        }
    }
    columns
}

/// The value, or the mark of why there is none.
fn value(point: &Observation, say: &dyn Fn(f64) -> String) -> String {
    let absent = point.flags.iter().find(|flag| flag.is_absence()).and_then(|flag| flag.marker());
    point.value.map_or_else(|| absent.unwrap_or("[x]").to_owned(), |value| say(value.value))
}

fn count(number: Option<Number>) -> String {
    number.map_or_else(String::new, |it| {
        Unit { decimals: usize::from(it.decimals), ..Unit::default() }.say(it.value)
    })
}

/// What the marks on this page mean.
pub(super) fn markers(it: &Measured<'_>) -> Option<Part> {
    let points = || it.strands.iter().flat_map(|strand| &strand.series.points);
    let mut flags: BTreeSet<Flag> =
        points().flat_map(|point| point.flags.iter().copied()).collect();
    let is_blank = |point: &&Observation| {
        point.value.is_none() && !point.flags.iter().any(|it| it.is_absence())
    };
    let shown = it.strands.iter().filter(|strand| !is_band(it, strand));
    if shown.flat_map(|strand| &strand.series.points).any(is_blank) {
        flags.insert(Flag::NotCollected);
    }
    let rows = flags.into_iter().filter_map(|flag| {
        let mark = flag.marker()?;
        Some(Row::unaddressed(mark, text(flag.meaning())))
    });
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then(|| Part::facts("marks", "What the marks mean", rows))
}
