//! Days and the bands of a risk share: what was promised of them.

use std::collections::BTreeSet;

use super::{BESIDE, NO_LONGER, Promise, Promises};
use crate::model::decode::Presence;
use crate::model::field::Provenance;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};
use crate::model::risk_share::Corridor;
use crate::model::timeline::Milestone;
use crate::model::{Blueprint, Section, figures};

/// Days on which something is done regularly; that one was is no broken promise.
const ROUTINE: &[&str] = &["tested_on"];

/// Fields of measures and benefits whose days are told with their values.
const PROMISED: &[&str] = &["baseline", "target", "targets"];

/// What milestones promise has reasons of its own.
const MILESTONES: &str = "milestones";

/// The bands of the risk share, and what spending is compared with.
pub(super) fn of_bands(blueprint: &Blueprint, all: &mut Promises) {
    let Some(sharing) = blueprint.risk_share.as_ref().and_then(Section::known) else { return };
    let outer = sharing.provenance();
    if !sharing.corridors.is_absent() {
        let words = sharing.corridors.known().map(|bands| {
            let mut words: Vec<String> = bands.items.iter().map(Corridor::in_words).collect();
            words.sort_unstable();
            format!("({})", words.join("; "))
        });
        let whys = [outer, sharing.corridors.provenance()];
        let of_each = sharing.corridors.items().iter().map(Block::provenance);
        let promise = Promise {
            what: "who shares how much".to_owned(),
            words,
            whys: whys.into_iter().chain(of_each).filter_map(why).collect(),
            span: sharing.corridors.span,
            advice: "add `why: …` to each band that changed: readers ask first who moved the goalposts, and why",
            instead: NO_LONGER,
            list: Some("corridors"),
        };
        all.insert(("risk-share", String::new(), "corridors".to_owned()), promise);
    }
    if !sharing.baseline.is_absent() {
        let words = sharing.baseline.known().map(|baseline| {
            let kind = baseline.kind.known().map(|kind| kind.label().to_owned());
            let years = baseline.years.items().iter().map(|year| figures::year(*year));
            let paper = baseline.document.known().map(|it| it.0.id.clone());
            let words: Vec<String> = kind.into_iter().chain(years).chain(paper).collect();
            format!("({})", words.join("; "))
        });
        let whys = [outer, sharing.baseline.provenance()];
        let promise = Promise {
            what: "what spending is compared with".to_owned(),
            words,
            whys: whys.into_iter().filter_map(why).collect(),
            span: sharing.baseline.span,
            advice: BESIDE,
            instead: NO_LONGER,
            list: Some("baseline"),
        };
        all.insert(("risk-share", String::new(), "baseline".to_owned()), promise);
    }
}

/// The first plan of a milestone, which stays, and the one that holds now.
pub(super) fn of_milestones(blueprint: &Blueprint, all: &mut Promises) {
    let Some(iho) = blueprint.iho.as_ref().and_then(Section::known) else { return };
    for it in iho.milestones.items() {
        let (Some(id), Some(name)) = (it.id.known(), it.name.known()) else { continue };
        let mut add = |field: &str, promise: Promise| {
            all.insert(("iho", id.0.value.clone(), field.to_owned()), promise);
        };
        let whys = [iho.provenance(), it.provenance()];
        let whys: BTreeSet<String> = whys.into_iter().filter_map(why).collect();
        let advice = "leave `planned` as it was published, and add the new day below it: `revised: [{date: …, why: …}]`";
        let planned = it.planned.known().map(|due| figures::due(*due));
        add(
            "planned",
            Promise {
                what: format!("the day that was first planned for “{name}”"),
                words: planned.clone(),
                whys: whys.clone(),
                span: it.planned.span,
                advice,
                instead: "put it back as it was published; a milestone that is given up has `status: dropped`",
                list: Some(MILESTONES),
            },
        );
        let revised = latest(it);
        if let Some((day, reason)) = revised {
            let promise = Promise {
                what: format!("the new day of “{name}”"),
                words: Some(day),
                whys: whys.into_iter().chain(reason).collect(),
                span: it.revised.span,
                advice: "leave the days that were published, and add one more with its `why`",
                instead: "put it back as it was published; a milestone that is given up has `status: dropped`",
                list: Some(MILESTONES),
            };
            add("revised", promise);
        }
    }
}

/// The last of the new days of a milestone, and its reason.
fn latest(milestone: &Milestone) -> Option<(String, Option<String>)> {
    let last = milestone.revised.items().last()?;
    let day = figures::due(*last.date.known()?);
    Some((day, last.why.known().map(|why| why.text.trim().to_owned())))
}

/// Every other day in the sections of a blueprint.
pub(super) fn of_all(blueprint: &Blueprint, all: &mut Promises) {
    for (section, body) in blueprint.sections() {
        let Some(block) = body.and_then(|(_, it)| it.block()) else { continue };
        let mut walk = Walk { section, all };
        walk.block(block, &[], &BTreeSet::new());
    }
}

struct Walk<'w> {
    section: &'static str,
    all: &'w mut Promises,
}

impl Walk<'_> {
    fn block(&mut self, block: &dyn Block, path: &[String], outer: &BTreeSet<String>) {
        let fields = block.fields();
        let mut whys = outer.clone();
        whys.extend(own_why(&fields).or_else(|| why(block.provenance())));
        self.holder(path, whys.clone());
        for field in &fields {
            self.field(field, path, &whys);
        }
    }

    fn field(&mut self, field: &FieldRef<'_>, path: &[String], whys: &BTreeSet<String>) {
        let is_told = match self.section {
            "metrics" | "benefits" => PROMISED.contains(&field.key.name),
            _ => field.key.name == MILESTONES,
        };
        if is_told || ROUTINE.contains(&field.key.name) {
            return;
        }
        let mut whys = whys.clone();
        whys.extend(why(field.provenance));
        let path = [path, &[field.key.name.to_owned()]].concat();
        match &field.shown {
            Some(ValueRef::Scalar(leaf)) => self.leaf(field, *leaf, &path, whys),
            Some(ValueRef::Block(block)) => self.block(*block, &path, &whys),
            Some(ValueRef::List(items)) => {
                let named = items.iter().filter_map(|item| match item {
                    ValueRef::Block(block) => Some((name(*block)?, *block)),
                    ValueRef::Scalar(_) | ValueRef::List(_) => None,
                });
                let named: Vec<(String, &dyn Block)> = named.collect();
                for (name, block) in &named {
                    // Of two with one name nobody can say which is which.
                    if named.iter().filter(|(other, _)| other == name).count() == 1 {
                        self.block(
                            *block,
                            &[&path[..], std::slice::from_ref(name)].concat(),
                            &whys,
                        );
                    }
                }
            }
            // Why it is kept back now stands there.
            None if field.silence.is_some() => self.add(field, &path, None, whys),
            None => {}
        }
    }

    fn leaf(
        &mut self,
        field: &FieldRef<'_>,
        leaf: ScalarRef<'_>,
        path: &[String],
        whys: BTreeSet<String>,
    ) {
        let words = match leaf {
            _ if field.key.presence == Presence::Identity => return,
            ScalarRef::Date(day) => figures::date(day),
            ScalarRef::Due(due) => figures::due(due),
            _ => return,
        };
        self.add(field, path, Some(words), whys);
    }

    /// That something of which days are said is there.
    fn holder(&mut self, path: &[String], whys: BTreeSet<String>) {
        let promise = Promise {
            what: String::new(),
            words: None,
            whys,
            span: None,
            advice: BESIDE,
            instead: NO_LONGER,
            list: None,
        };
        self.all.insert((self.section, path.join("."), String::new()), promise);
    }

    fn add(
        &mut self,
        field: &FieldRef<'_>,
        path: &[String],
        words: Option<String>,
        whys: BTreeSet<String>,
    ) {
        let (last, holder) = path.split_last().expect("a field has a name");
        let of = match holder.last() {
            Some(holder) => format!(" of `{holder}`"),
            None => String::new(),
        };
        let promise = Promise {
            what: format!("“{}”{of}", field.key.label),
            words,
            whys,
            span: field.span,
            advice: "write `{value: …, why: …}` in its place: readers ask why a published date has changed",
            instead: NO_LONGER,
            list: None,
        };
        self.all.insert((self.section, holder.join("."), last.clone()), promise);
    }
}

/// By what an item of a list is known: nothing where only its place tells it from others.
fn name(block: &dyn Block) -> Option<String> {
    let fields = block.fields();
    let said = |field: &FieldRef<'_>| match &field.shown {
        Some(ValueRef::Scalar(ScalarRef::Text(text) | ScalarRef::Code(text))) => {
            Some((*text).to_owned())
        }
        Some(ValueRef::Scalar(ScalarRef::Reference(it))) => Some(it.id.clone()),
        Some(ValueRef::Scalar(ScalarRef::Body(it))) => Some(it.value.clone()),
        Some(ValueRef::Scalar(ScalarRef::Choice(id, _))) => Some((*id).to_owned()),
        _ => None,
    };
    let by_id = fields.iter().find(|field| field.key.name == "id").and_then(said);
    let identity = || {
        let own = fields.iter().filter(|field| field.key.presence == Presence::Identity);
        let own: Vec<String> = own.filter_map(said).collect();
        (!own.is_empty()).then(|| own.join(" "))
    };
    by_id.or_else(identity).or_else(|| fields.iter().find_map(said))
}

/// The reason that a block gives in a field of its own.
fn own_why(fields: &[FieldRef<'_>]) -> Option<String> {
    let field = fields.iter().find(|field| matches!(field.key.name, "why" | "reason"))?;
    match &field.shown {
        Some(ValueRef::Scalar(ScalarRef::Prose(prose))) => Some(prose.text.trim().to_owned()),
        Some(ValueRef::Scalar(ScalarRef::Text(text))) => Some((*text).to_owned()),
        _ => None,
    }
}

pub(super) fn why(provenance: Option<&Provenance>) -> Option<String> {
    provenance?.why.as_ref().map(|why| why.text.trim().to_owned())
}
