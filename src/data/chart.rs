//! A measure as its control chart is drawn from it, for its page, and the chart as a file of its own.

use rust_decimal::Decimal;

use super::file::{FileSpec, Named, Occurs};
use crate::analysis::measures::{self, ControlSeries, Measured};
use crate::figure::{Unit as Writing, spc};
use crate::graph::{EntityId, Graph};
use crate::model::metric::{Metric, PeriodType, Unit, ValueType};
use crate::model::observations::{Flag, group};
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::model::{Blueprint, Section, figures};

/// The chart of a measure as a drawing that other programs can show; empty where there is no value.
pub static CHART: FileSpec = Named("ihos/{}/data/{}.svg", "Chart: {}")
    .made(Occurs::Measure, |file, graph, _| chart(graph, file.blueprint(graph), file.id()));

fn chart(graph: &Graph, blueprint: &Blueprint, metric: &str) -> Vec<u8> {
    let it = measures::head(&graph.model, blueprint, metric);
    let Some(main) = it.main() else { return Vec::new() };
    let area = [main.series.area, &group(main.series.breakdown)].join(" ");
    let drawn = Drawn::new(graph, &it, main, area.trim().to_owned());
    let series = spc::Series { mark: contract_start(blueprint), ..drawn.series(main) };
    spc::drawing(&series).into_file().into_bytes()
}

/// The first day of the contract with its words, where it is published: what a chart marks.
pub fn contract_start(blueprint: &Blueprint) -> Option<(Date, &'static str)> {
    let contract = blueprint.contract.as_ref().and_then(Section::known)?;
    Some((*contract.term_start.known()?, "Contract starts"))
}

/// How the numbers of a measure are written.
pub fn unit(it: &Measured<'_>) -> Writing {
    let decimals = it.main().map_or(0, |strand| usize::from(strand.decimals));
    let (before, after) = match it.unit() {
        Some(Unit::Rate) => {
            return Writing { before: String::new(), after: per(it.metric), decimals };
        }
        Some(Unit::Percent) => ("", "%"),
        Some(Unit::Gbp) => ("£", ""),
        Some(Unit::Days) => ("", " days"),
        Some(Unit::Minutes) => ("", " minutes"),
        Some(Unit::Years) => ("", " years"),
        Some(Unit::PercentagePoints) => ("", " percentage points"),
        Some(Unit::Ratio) => ("", " times"),
        Some(Unit::Count | Unit::Score | Unit::Index) | None => ("", ""),
    };
    Writing { before: before.to_owned(), after: after.to_owned(), decimals }
}

/// " per 1,000": what a rate is of; nothing for other measures.
pub fn per(metric: Option<&Metric>) -> String {
    let rate = metric.filter(|it| it.unit.known() == Some(&Unit::Rate));
    let multiplier = rate.and_then(|it| it.multiplier.known()).filter(|it| **it > Decimal::ONE);
    multiplier.map_or_else(String::new, |it| format!(" per {}", figures::decimal(*it)))
}

/// Whether each value is of the 12 months that end with its period.
pub fn is_rolling(metric: Option<&Metric>) -> bool {
    metric.and_then(|it| it.period_type.known()) == Some(&PeriodType::Rolling)
}

/// A series with all that a figure of it needs.
pub struct Drawn {
    id: String,
    measure: String,
    area: String,
    /// How its numbers are written.
    pub unit: Writing,
    periods: Vec<spc::Period>,
    bounds: Option<(f64, f64)>,
}

impl Drawn {
    /// The main series of a page has no `area`, others say which place or group they describe.
    pub fn new(graph: &Graph, it: &Measured<'_>, strand: &ControlSeries<'_>, area: String) -> Self {
        let key = EntityId::new(EntityKind::Metric, it.id);
        let name = graph.name(&key);
        let unit = Writing { decimals: usize::from(strand.decimals), ..unit(it) };
        let is_share = it.unit() == Some(Unit::Percent)
            && it.metric.and_then(|it| it.value_type.known()) != Some(&ValueType::Ratio);
        let is_count = it.unit() == Some(Unit::Count);
        let periods = strand.series.points.iter().map(|point| spc::Period {
            words: figures::period(point.period),
            is_provisional: point.flags.contains(&Flag::Provisional),
        });
        Self {
            id: format!("chart_{}", it.id),
            measure: match is_rolling(it.metric) {
                true => format!("{name}, 12 months to each period"),
                false => name.to_owned(),
            },
            area,
            unit,
            periods: periods.collect(),
            bounds: match (is_share, is_count) {
                (true, _) => Some((0.0, 100.0)),
                (false, true) => Some((0.0, f64::MAX)),
                (false, false) => None,
            },
        }
    }

    /// As the chart is drawn from it.
    pub fn series<'s>(&'s self, strand: &'s ControlSeries<'_>) -> spc::Series<'s> {
        spc::Series {
            id: &self.id,
            measure: &self.measure,
            area: &self.area,
            unit: self.unit.clone(),
            direction: strand.direction(),
            chart: &strand.chart,
            periods: &self.periods,
            targets: &strand.steps,
            rebases: &strand.new_starts,
            bounds: self.bounds,
            least_points: strand.least_points,
            is_apart: &strand.is_apart,
            mark: None,
        }
    }
}
