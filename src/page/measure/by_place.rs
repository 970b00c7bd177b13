//! The latest figures of one place, beside those of the whole contract.

use super::words::{period, short_name, unit};
use crate::analysis::measures::{self, UnjudgedSeries};
use crate::model::Blueprint;
use crate::model::observations::Observation;
use crate::page::context::{PageContext, text};
use crate::page::url::Url;
use crate::page::view::{Column, Part, Value};

/// A table with a row for each measure that has figures of the place; nothing where none has.
pub(in crate::page) fn part(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    place: &str,
    code: &str,
) -> Option<Part> {
    let rows = measures::ids(blueprint).into_iter().filter_map(|id| {
        let told = measures::told(&cx.graph.model, blueprint, id);
        let is_here = |it: &&UnjudgedSeries<'_>| {
            let area = it.series.area;
            it.series.breakdown.is_empty() && (area == place || (area == code && !code.is_empty()))
        };
        let here = latest(told.iter().find(is_here)?)?;
        let whole = told.iter().find(|it| it.series.is_whole());
        let whole =
            whole.and_then(|it| it.series.points.iter().find(|at| at.period == here.period));
        let it = measures::head(&cx.graph.model, blueprint, id);
        let unit = unit(&it);
        let say = |at: &Observation| at.value.map(|value| unit.say(value.value));
        let url = Url::page(&["ihos", &blueprint.id, "metrics", id]);
        Some(vec![
            Value::Link { link: cx.link(short_name(cx, &it), &url) },
            Value::Number { text: say(here)? },
            Value::Number { text: whole.and_then(|at| say(at)).unwrap_or_default() },
            text(period(it.metric, here.period)),
        ])
    });
    let rows: Vec<Vec<Value>> = rows.collect();
    let name = blueprint.short_name();
    let columns = [("Measure", false), ("Here", true), (name, true), ("Period", false)];
    let columns = columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into();
    let heading = format!("Latest figures from {name}");
    let id = format!("figures_{}", blueprint.id);
    (!rows.is_empty()).then(|| Part::table(id, heading, columns, rows))
}

fn latest<'m>(it: &UnjudgedSeries<'m>) -> Option<&'m Observation> {
    it.series.points.iter().rev().find(|at| at.value.is_some()).copied()
}
