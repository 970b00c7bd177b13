//! A blueprint as JSON: every field with its value, silence and source, in the words of its files.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::{Value, json};

use super::file::{FileSpec, Named, Occurs};
use super::schema::BLUEPRINT_SCHEMA;
use super::set;
use crate::analysis::risk_share::{Deal, Outcome};
use crate::analysis::sums;
use crate::model::Blueprint;
use crate::model::field::{Provenance, Silence};
use crate::model::reference::Reference;
use crate::model::reflect::{Block, ScalarRef, ValueRef};
use crate::model::scalar::{Date, Due, Period};

/// A blueprint: every field with its value, silence and source.
pub static BLUEPRINT: FileSpec = Named("ihos/{}/blueprint.json", "The whole blueprint").made(
    Occurs::Blueprint(&[], |_, _| true),
    |file, graph, _| {
        let schema = format!("../../{}", BLUEPRINT_SCHEMA.path(&[]));
        bytes(&Whole { blueprint: file.blueprint(graph), schema: Some(&schema) })
    },
);

/// The whole blueprint; sections by the names of their files.
pub fn blueprint(blueprint: &Blueprint) -> Vec<u8> {
    bytes(&Whole { blueprint, schema: None })
}

fn bytes(whole: &Whole<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    serde_json::to_writer(&mut bytes, whole).expect("values are JSON, and memory is written to");
    bytes.push(b'\n');
    bytes
}

struct Whole<'a> {
    blueprint: &'a Blueprint,
    schema: Option<&'a str>,
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(schema) = self.schema {
            map.serialize_entry("$schema", schema)?;
        }
        map.serialize_entry("schema", "iho-blueprint/1")?;
        map.serialize_entry("id", &self.blueprint.id)?;
        map.serialize_entry("sections", &Sections(self.blueprint))?;
        map.serialize_entry("narrative", &Narratives(self.blueprint))?;
        map.serialize_entry("worked_out", &worked_out(self.blueprint))?;
        map.end()
    }
}

/// What follows from the published figures: the sums that were checked, and the risk share in pounds.
fn worked_out(blueprint: &Blueprint) -> Value {
    let sums = sums::sums(blueprint).into_iter().map(|sum| {
        json!({
            "section": sum.section,
            "field": sum.field,
            "what": sum.what.trim_end_matches(','),
            "with": sum.with,
            "comes_to": number(sum.computed),
            "stated": number(sum.stated),
            "agrees": sum.agrees(),
        })
    });
    let sums: Vec<Value> = sums.collect();
    let outcomes = Deal::of_blueprint(blueprint).map_or_else(Vec::new, |(deal, variances)| {
        let outcomes = variances.into_iter().map(|variance| deal.outcome(variance));
        outcomes.map(|outcome| outcome_value(&outcome)).collect()
    });
    json!({ "sums": sums, "risk_share": outcomes })
}

fn outcome_value(outcome: &Outcome) -> Value {
    let [host, icb, partners] = outcome.parties.map(number);
    json!({
        "variance_percent": number(outcome.variance),
        "variance": number(outcome.pounds),
        "host": host,
        "icb": icb,
        "partners": partners,
        "not_shared": number(outcome.unshared),
    })
}

/// A decimal as a JSON number with all its digits.
fn number(number: Decimal) -> Value {
    let text = number.normalize().to_string();
    text.parse().map_or_else(|_| text.clone().into(), Value::Number)
}

struct Sections<'a>(&'a Blueprint);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, section) in self.0.sections() {
            let Some((_, section)) = section else { continue };
            match (section.block(), section.silence()) {
                (Some(block), _) => map.serialize_entry(name, &Fields(block))?,
                (None, Some(silence)) => {
                    map.serialize_entry(name, &Silent(silence, section.provenance()))?;
                }
                (None, None) => {}
            }
        }
        map.end()
    }
}

struct Narratives<'a>(&'a Blueprint);

impl Serialize for Narratives<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(self.0.narratives.iter().map(|(name, it)| (name, unix(&it.body.text))))
    }
}

/// A text with Unix line endings, whatever its file has.
fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace('\r', "").into() } else { text.into() }
}

/// The stated fields of a block, then where it comes from.
struct Fields<'a>(&'a dyn Block);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in self.0.fields() {
            let name = field.key.name;
            // A block that tells its source itself needs no wrapper; any other value that has one does.
            let tells =
                matches!(&field.shown, Some(ValueRef::Block(it)) if it.provenance().is_some());
            let source = field.provenance.filter(|_| !tells);
            let shown = field.shown.as_ref().map(|shown| Any(shown, field.silent_items));
            match (shown, field.silence) {
                (Some(shown), _) => match source {
                    None => map.serialize_entry(name, &shown)?,
                    Some(source) => map.serialize_entry(name, &Sourced(&shown, source))?,
                },
                (None, Some(silence)) => {
                    map.serialize_entry(name, &Silent(silence, field.provenance))?;
                }
                (None, None) => {}
            }
        }
        if let Some(provenance) = self.0.provenance() {
            map.serialize_entry("provenance", &provenance_value(provenance))?;
        }
        map.end()
    }
}

/// A value with its source.
struct Sourced<'a>(&'a Any<'a>, &'a Provenance);

impl Serialize for Sourced<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("value", self.0)?;
        map.serialize_entry("provenance", &provenance_value(self.1))?;
        map.end()
    }
}

/// Why there is no value.
struct Silent<'a>(&'a Silence, Option<&'a Provenance>);

impl Serialize for Silent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(silence, provenance) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("disclosure", silence.state.id())?;
        map.serialize_entry("reason", &silence.reason)?;
        if let Some(expected) = silence.expected {
            map.serialize_entry("expected", &due_value(expected))?;
        }
        if let Some(exemption) = silence.exemption {
            map.serialize_entry("exemption", exemption.id())?;
        }
        if let Some(day) = silence.review_on {
            map.serialize_entry("review_on", &day.to_string())?;
        }
        if let Some(provenance) = provenance {
            map.serialize_entry("provenance", &provenance_value(provenance))?;
        }
        map.end()
    }
}

/// A value, and after the items of a list why others are not published.
struct Any<'a>(&'a ValueRef<'a>, &'a [Silence]);

impl Serialize for Any<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ValueRef::Scalar(leaf) => leaf_value(*leaf).serialize(serializer),
            ValueRef::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len() + self.1.len()))?;
                for item in items {
                    list.serialize_element(&Any(item, &[]))?;
                }
                for silence in self.1 {
                    list.serialize_element(&Silent(silence, None))?;
                }
                list.end()
            }
            ValueRef::Block(block) => Fields(*block).serialize(serializer),
        }
    }
}

fn leaf_value(leaf: ScalarRef<'_>) -> Value {
    match leaf {
        ScalarRef::Text(text) | ScalarRef::Code(text) | ScalarRef::Url(text) => text.into(),
        ScalarRef::Prose(prose) => unix(&prose.text).into(),
        ScalarRef::Choice(id, _) => id.into(),
        ScalarRef::Bool(value) => value.into(),
        ScalarRef::Count(count) => count.into(),
        ScalarRef::Pounds(pounds) => pounds.into(),
        ScalarRef::Decimal(value) | ScalarRef::Percent(value) | ScalarRef::Pence(value) => {
            value.to_string().parse().map_or_else(|_| value.to_string().into(), Value::Number)
        }
        ScalarRef::Date(date) => date.to_string().into(),
        ScalarRef::Due(due) => due_value(due),
        ScalarRef::Period(period) => period_value(period),
        ScalarRef::Year(year) => crate::model::figures::year(year).into(),
        ScalarRef::File(name) => name.value.as_str().into(),
        ScalarRef::Body(name) => name.value.as_str().into(),
        ScalarRef::Reference(reference) => reference_value(reference),
    }
}

fn due_value(due: Due) -> Value {
    match due {
        Due::Day(day) => day.to_string().into(),
        Due::Quarter(year, quarter) => format!("{year}-Q{quarter}").into(),
    }
}

/// As authors write it.
fn period_value(period: Period) -> Value {
    match period {
        Period::Day(day) => day.to_string().into(),
        Period::Month(year, month) => format!("{year}-{month:02}").into(),
        Period::Quarter(year, quarter) => due_value(Due::Quarter(year, quarter)),
        Period::FinancialYear(fy) => crate::model::figures::year(fy).into(),
        Period::Year(year) => year.to_string().into(),
    }
}

fn reference_value(reference: &Reference) -> Value {
    match &reference.fragment {
        Some(fragment) => format!("{}#{fragment}", reference.id).into(),
        None => reference.id.as_str().into(),
    }
}

fn provenance_value(provenance: &Provenance) -> Value {
    let mut value = json!({});
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    set(&mut value, "source", provenance.source.as_ref().map(|it| reference_value(&it.0)));
    set(&mut value, "as_of", day(provenance.as_of));
    set(&mut value, "owner", provenance.owner.as_deref());
    set(&mut value, "approved_by", provenance.approved_by.as_ref().map(|by| by.0.value.as_str()));
    set(&mut value, "approved_on", day(provenance.approved_on));
    set(&mut value, "review_by", day(provenance.review_by));
    set(&mut value, "evidence", provenance.evidence.map(|evidence| evidence.id()));
    set(&mut value, "why", provenance.why.as_ref().map(|why| why.text.trim()));
    value
}
