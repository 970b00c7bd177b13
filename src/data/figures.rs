//! The figures of measures as tidy tables: one row for each figure, one head line, ISO days, UTF-8.

use super::file::{FileSpec, MadeOf, Named, Occurs};
use super::rows::Rows;
use crate::analysis::measures::{self, UnjudgedSeries};
use crate::graph::{EntityId, Graph};
use crate::model::Blueprint;
use crate::model::metric::Metric;
use crate::model::observations::{Flag, Number};
use crate::model::peers::Peers;
use crate::model::reference::EntityKind;

/// The figures of a measure of an IHO, one row for each figure.
pub static FIGURES: FileSpec = Named("ihos/{}/data/{}.csv", "{}")
    .made(Occurs::Measure, |file, graph, _| csv(graph, file.blueprint(graph), Some(file.id())));

/// The figures of all measures of an IHO in one table.
pub static ALL_FIGURES: FileSpec = Named("ihos/{}/data/measures.csv", "Figures of all measures")
    .made(Occurs::Blueprint(TABLES, has_figures), |file, graph, _| {
        csv(graph, file.blueprint(graph), None)
    });

/// The figures of all peers of which the funnel of a measure is drawn.
pub static PEERS: FileSpec = Named("data/{}.peers.csv", "Figures of peers: {}")
    .made(Occurs::Peers, |file, graph, _| peers(&graph.model.peers[file.id()]));

/// What is in a cell for all of a footprint, or for everybody.
pub(super) const ALL: &str = "all";

/// A column: its name, its head for people, its type as Data Packages call it, and what it holds.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) kind: &'static str,
    pub(super) about: &'static str,
    pub(super) is_required: bool,
}

/// Words in every row.
pub(super) const TEXT: (&str, bool) = ("string", true);
/// Words in some rows.
pub(super) const REMARK: (&str, bool) = ("string", false);
/// A number, where there is one.
pub(super) const NUMBER: (&str, bool) = ("number", false);
/// A day in every row.
const DAY: (&str, bool) = ("date", true);

pub(super) const fn column(
    name: &'static str,
    title: &'static str,
    (kind, is_required): (&'static str, bool),
    about: &'static str,
) -> Column {
    Column { name, title, kind, about, is_required }
}

/// The columns that only the table of all measures has, first in it.
pub(super) const OF_ALL: [Column; 2] = [
    column("metric", "Measure", TEXT, "The id of the measure."),
    column("metric_name", "Name of the measure", TEXT, "The name of the measure."),
];

/// The columns of every table of figures.
pub(super) const COLUMNS: [Column; 14] = [
    column("period", "Period", TEXT, "The month, quarter, year or day, as it was reported."),
    column("period_start", "First day", DAY, "The first day of the period."),
    column("period_end", "Last day", DAY, "The last day of the period."),
    column("area", "Area", TEXT, "The id of the place, or `all` for the whole footprint."),
    column("area_code", "Code of the area", REMARK, "Its code in the register of GSS codes."),
    column("area_name", "Name of the area", TEXT, "Its name."),
    column("breakdown", "Group", TEXT, "The group of people, or `all` for everybody."),
    column("value", "Value", NUMBER, "The figure; empty where there is none."),
    column("numerator", "Numerator", NUMBER, "What was counted."),
    column("denominator", "Denominator", NUMBER, "What it is set against."),
    column("lower", "Lower limit", NUMBER, "The lower limit of confidence."),
    column("upper", "Upper limit", NUMBER, "The upper limit of confidence."),
    column("status", "Status", TEXT, "What has to be known of the figure."),
    column(
        "marker",
        "Marker",
        REMARK,
        "The same in the shorthand of the Government Analysis Function.",
    ),
];

/// What `status` can say.
pub(super) fn statuses() -> Vec<&'static str> {
    Flag::ALL.iter().map(|flag| flag.id()).collect()
}

/// The files that decide whether an IHO has figures.
pub(super) const TABLES: MadeOf = &[".csv"];

/// Whether any measure of a blueprint has figures.
pub(super) fn has_figures(_: &Graph, blueprint: &Blueprint) -> bool {
    !blueprint.observations.is_empty()
}

/// The name of a measure.
pub(super) fn name(graph: &Graph, metric: &str) -> String {
    graph.name(&EntityId::new(EntityKind::Metric, metric)).to_owned()
}

/// The figures of one measure, or of all.
fn csv(graph: &Graph, blueprint: &Blueprint, metric: Option<&str>) -> Vec<u8> {
    let of_all = OF_ALL.iter().filter(|_| metric.is_none());
    let mut rows = Rows::new(of_all.chain(&COLUMNS).map(|column| column.name));
    for id in blueprint.observations.keys() {
        if metric.is_some_and(|wanted| wanted != id) {
            continue;
        }
        let of_all = metric.is_none().then(|| [id.clone(), name(graph, id)]);
        let definition = graph.model.metrics.get(id).map(|(_, it)| &**it);
        for told in &measures::told(&graph.model, blueprint, id) {
            rows.add_series(graph, blueprint, definition, told, of_all.as_ref());
        }
    }
    rows.bytes()
}

/// The figures of all peers of a measure.
fn peers(peers: &Peers) -> Vec<u8> {
    let mut rows = Rows::new(["code", "name", "period", "numerator", "denominator"]);
    for peer in &peers.all {
        for text in [&peer.code, &peer.name, &peers.period] {
            rows.cell(text);
        }
        rows.cell(peer.numerator);
        rows.cell(peer.denominator);
        rows.end();
    }
    rows.bytes()
}

impl Rows {
    fn add_series(
        &mut self,
        graph: &Graph,
        blueprint: &Blueprint,
        metric: Option<&Metric>,
        told: &UnjudgedSeries<'_>,
        of_all: Option<&[String; 2]>,
    ) {
        let (area, code, area_name) = area(graph, blueprint, told.series.area);
        let breakdown = match told.series.breakdown {
            "" => ALL.to_owned(),
            words => words.to_owned(),
        };
        for (point, interval) in told.series.points.iter().zip(&told.intervals) {
            let interval = interval.filter(|_| point.value.is_some());
            for cell in of_all.into_iter().flatten() {
                self.cell(cell);
            }
            self.cell(&point.written);
            self.cell(measures::first_day(metric, point.period));
            self.cell(point.period.last_day());
            for cell in [&area, &code, &area_name, &breakdown] {
                self.cell(cell);
            }
            for number in [point.value, point.numerator, point.denominator] {
                self.number(number);
            }
            self.limit(point.lower, interval.map(|it| it.lower), told.decimals);
            self.limit(point.upper, interval.map(|it| it.upper), told.decimals);
            self.cell(point.flags.first().copied().unwrap_or(Flag::Final).id());
            self.cell(point.markers());
            self.end();
        }
    }

    fn number(&mut self, number: Option<Number>) {
        match number {
            Some(number) => self.cell(number),
            None => self.cell(""),
        }
    }

    /// Limits that are worked out get a digit more than the values, so that they can be told apart.
    fn limit(&mut self, given: Option<Number>, worked_out: Option<f64>, decimals: u8) {
        match (given, worked_out) {
            (None, Some(limit)) => {
                self.cell(format_args!("{limit:.*}", usize::from(decimals) + 1));
            }
            (given, _) => self.number(given),
        }
    }
}

/// The id, the code and the name of an area, which is written as an id or as a code.
fn area(graph: &Graph, blueprint: &Blueprint, written: &str) -> (String, String, String) {
    if written.is_empty() {
        return (ALL.to_owned(), String::new(), blueprint.name().to_owned());
    }
    let places = &graph.model.places;
    let code_of = |id: &str| {
        let code = places.get(id).and_then(|(_, place)| place.code.known());
        code.map_or_else(String::new, |code| code.0.clone())
    };
    let by_code = places.keys().find(|id| code_of(id) == written);
    match places.get_key_value(written).map(|(id, _)| id).or(by_code) {
        Some(id) => {
            let name = graph.name(&EntityId::new(EntityKind::Place, id)).to_owned();
            (id.clone(), code_of(id), name)
        }
        None => (written.to_owned(), String::new(), written.to_owned()),
    }
}
