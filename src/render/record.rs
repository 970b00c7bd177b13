//! A blueprint as one plain page without theme or script: the record of what a release said, which no later program
//! can render differently.

use std::fmt::Write as _;

use super::markdown::{Pictures, escape, plain_html};
use crate::analysis::measures;
use crate::graph::{EntityId, Graph};
use crate::model::field::Silence;
use crate::model::reference::{EntityKind, Reference};
use crate::model::reflect::{Block, ScalarRef, ValueRef};
use crate::model::{Blueprint, figures};

/// The whole blueprint as an HTML document; `release` is its name, such as "release of 17 April 2027".
pub fn record(graph: &Graph, blueprint: &Blueprint, release: &str) -> String {
    let title = escape(&format!("{}: {release}", blueprint.name()));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<h1>{title}</h1>\n"
    );
    out.push_str(&written(&Record { graph, pictures: Pictures::Shown }, blueprint));
    out.push_str("</html>\n");
    out
}

/// Everything that a blueprint says, a section for each of its files; each has the name of its file as its id. What pictures show is
/// told in words.
pub fn sections(graph: &Graph, blueprint: &Blueprint) -> String {
    written(&Record { graph, pictures: Pictures::InWords }, blueprint)
}

fn written(record: &Record<'_>, blueprint: &Blueprint) -> String {
    let mut out = String::new();
    for (name, section) in blueprint.sections() {
        let Some((_, section)) = section else { continue };
        let _ = writeln!(out, "<section id=\"{name}\">\n<h2>{}</h2>", escape(heading(name)));
        match (section.block(), section.silence()) {
            (Some(block), _) => record.block(block, &mut out),
            (None, Some(silence)) => record.silence(silence, &mut out),
            (None, None) => {}
        }
        if let Some(text) = blueprint.narratives.get(name) {
            record.prose(&text.body.text, &mut out);
        }
        out.push_str("</section>\n");
    }
    let is_section = |name: &str| crate::model::SECTION_FILES.contains(&name);
    for (name, narrative) in blueprint.narratives.iter().filter(|(name, _)| !is_section(name)) {
        let front = narrative.front.as_ref();
        let title = front.and_then(|front| front.title.known()).map_or(name, |title| title);
        let _ = writeln!(out, "<section id=\"{name}\">\n<h2>{}</h2>", escape(title));
        record.prose(&narrative.body.text, &mut out);
        out.push_str("</section>\n");
    }
    out
}

/// The figures of all measures of a blueprint, a table for each.
pub fn figures(graph: &Graph, blueprint: &Blueprint) -> String {
    let mut out = String::new();
    for metric in blueprint.observations.keys() {
        let name = escape(graph.name(&EntityId::new(EntityKind::Metric, metric)));
        let _ = write!(
            out,
            "<section id=\"figures_{metric}\">\n<h2>{name}</h2>\n<table>\n<thead><tr><th scope=\"col\">Period</th>\
             <th scope=\"col\">Of what</th><th scope=\"col\" class=\"number\">Value</th></tr></thead>\n<tbody>\n"
        );
        for told in &measures::told(&graph.model, blueprint, metric) {
            let of = told.series.name().unwrap_or_else(|| "All".to_owned());
            for point in &told.series.points {
                let labels: Vec<&str> = point.flags.iter().map(|flag| flag.label()).collect();
                let value = point.value.map_or_else(String::new, |value| value.to_string());
                let words = [value, labels.join(", ")].into_iter().filter(|it| !it.is_empty());
                let _ = writeln!(
                    out,
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td></tr>",
                    escape(&point.written),
                    escape(&of),
                    escape(&words.collect::<Vec<_>>().join(" "))
                );
            }
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
    }
    out
}

/// The heading of a section, by the name of its file.
fn heading(section: &str) -> &'static str {
    crate::model::file_kind(section).map_or("", |kind| kind.title)
}

struct Record<'g> {
    graph: &'g Graph,
    pictures: Pictures,
}

impl Record<'_> {
    fn block(&self, block: &dyn Block, out: &mut String) {
        out.push_str("<dl>\n");
        for field in block.fields() {
            if field.shown.is_none() && field.silence.is_none() {
                continue;
            }
            let _ = write!(out, "<dt>{}</dt>\n<dd>", escape(field.key.label));
            match (&field.shown, field.silence) {
                (Some(shown), _) => self.shown(shown, out),
                (None, Some(silence)) => self.silence(silence, out),
                (None, None) => {}
            }
            for silence in field.silent_items {
                self.silence(silence, out);
            }
            out.push_str("</dd>\n");
        }
        out.push_str("</dl>\n");
    }

    fn shown(&self, shown: &ValueRef<'_>, out: &mut String) {
        match shown {
            ValueRef::Scalar(ScalarRef::Prose(prose)) => self.prose(&prose.text, out),
            ValueRef::Scalar(leaf) => out.push_str(&escape(&self.in_words(*leaf))),
            ValueRef::List(items) => {
                out.push_str("<ul>\n");
                for item in items {
                    out.push_str("<li>");
                    self.shown(item, out);
                    out.push_str("</li>\n");
                }
                out.push_str("</ul>\n");
            }
            ValueRef::Block(block) => {
                out.push('\n');
                self.block(*block, out);
            }
        }
    }

    fn prose(&self, text: &str, out: &mut String) {
        let name = |reference: &Reference| self.name(EntityId::of(reference));
        out.push_str(&plain_html(text, &name, self.pictures));
    }

    fn silence(&self, silence: &Silence, out: &mut String) {
        let _ = write!(out, "<p><em>{}.</em> {}", silence.state.label(), escape(&silence.reason));
        if let Some(due) = silence.due() {
            let _ = write!(out, " ({})", figures::date(due));
        }
        out.push_str("</p>\n");
    }

    fn name(&self, key: EntityId) -> String {
        self.graph.name(&key).to_owned()
    }

    fn in_words(&self, leaf: ScalarRef<'_>) -> String {
        match leaf {
            ScalarRef::Text(text) | ScalarRef::Code(text) | ScalarRef::Url(text) => text.to_owned(),
            ScalarRef::Prose(prose) => prose.text.clone(),
            ScalarRef::Choice(_, label) => label.to_owned(),
            ScalarRef::Bool(true) => "Yes".to_owned(),
            ScalarRef::Bool(false) => "No".to_owned(),
            ScalarRef::Count(count) => figures::count(count),
            ScalarRef::Decimal(number) => figures::decimal(number),
            ScalarRef::Percent(number) => figures::percent(number),
            ScalarRef::Pounds(pounds) => figures::pounds(pounds),
            ScalarRef::Pence(pounds) => figures::pence(pounds),
            ScalarRef::Period(period) => figures::period(period),
            ScalarRef::Date(date) => figures::date(date),
            ScalarRef::Due(due) => figures::due(due),
            ScalarRef::Year(year) => figures::year(year),
            ScalarRef::File(name) => name.value.clone(),
            ScalarRef::Body(name) => {
                self.name(EntityId::new(EntityKind::Organisation, name.value.clone()))
            }
            ScalarRef::Reference(reference) => {
                let name = self.name(EntityId::of(reference));
                match &reference.fragment {
                    Some(fragment) => format!("{name}, {fragment}"),
                    None => name,
                }
            }
        }
    }
}
