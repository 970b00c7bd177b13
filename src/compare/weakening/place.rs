//! What the place of a comparison promises: the rule of its field, with what stands beside and around it.

use rust_decimal::Decimal;

use super::number;
use crate::analysis::sums::better_way;
use crate::compare::same::canonical;
use crate::compare::{Diff, FieldPath, SHARED};
use crate::graph::Graph;
use crate::model::decode::Presence;
use crate::model::metric::Unit;
use crate::model::reference::EntityKind;
use crate::model::reflect::{FieldRef, ScalarRef, ValueRef};
use crate::model::scalar::Due;
use crate::model::worse::WorseWhen;
use crate::source::Span;

/// What numbers of a measure mean.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scale {
    pub(super) measure: String,
    /// 1 where higher is better, -1 where lower is.
    pub(super) better: Option<i8>,
    pub(super) unit: Option<Unit>,
    pub(super) multiplier: Option<Decimal>,
    /// Whether the measure is there: a release may hold no copy of it.
    pub(super) is_known: bool,
}

impl Scale {
    fn of(graph: &Graph, measure: &str) -> Self {
        let metric = graph.model.metrics.get(measure).map(|(_, metric)| metric);
        Self {
            measure: measure.to_owned(),
            better: better_way(&graph.model, measure),
            unit: metric.and_then(|it| it.unit.known().copied()),
            multiplier: metric.and_then(|it| it.multiplier.known().copied()),
            is_known: metric.is_some(),
        }
    }
}

/// What the place of a comparison promises.
#[derive(Clone, Default)]
pub(in crate::compare) struct Watch {
    pub(super) rule: WorseWhen,
    /// Whether any other value needs a reason.
    pub(super) is_told: bool,
    /// Whether it has to be stated.
    pub(super) is_owed: bool,
    /// What numbers mean here.
    pub(super) scales: Diff<Option<Scale>>,
    /// The last day that was planned before.
    pub(super) due: Option<Due>,
    pub(super) span: Option<Span>,
    /// The reasons that were given before, here and around it.
    old_whys: Vec<String>,
    pub(super) has_why: bool,
}

impl Watch {
    /// The same for something below: what it promises is not known yet.
    pub(in crate::compare) fn below(&self) -> Self {
        Self {
            rule: WorseWhen::NotKnown,
            is_told: false,
            is_owed: false,
            due: None,
            ..self.clone()
        }
    }

    /// Learns why something changed; what was said there before is no reason.
    pub(in crate::compare) fn explained(&mut self, why: Diff<Option<String>>) -> Option<String> {
        self.has_why |= why.after.is_some();
        let new = if why.differs() { why.after } else { None };
        self.old_whys.extend(why.before);
        new
    }

    /// Whether a reason was given before.
    pub(in crate::compare) fn is_old(&self, why: &str) -> bool {
        self.old_whys.iter().any(|old| old.trim() == why.trim())
    }
}

impl FieldPath {
    /// The same place as a whole section, which was published.
    pub(in crate::compare) fn of_section(mut self) -> Self {
        self.watch.is_owed = true;
        self
    }

    /// The same place as one where words for the kind of a promise stand.
    pub(in crate::compare) fn of_evidence(mut self) -> Self {
        let words = &["contractual|statutory", "board-approved", "plan", "estimate", "aspiration"];
        self.watch.rule = WorseWhen::Down(words);
        self
    }

    /// The same place of a measure that several share.
    pub(in crate::compare) fn of_measure(mut self, graphs: Diff<&Graph>, id: &str) -> Self {
        self.watch.scales = graphs.map(|graph| Some(Scale::of(graph, id)));
        self
    }

    /// Learns from a block what stands for all its fields.
    pub(in crate::compare) fn in_block(
        &mut self,
        graphs: Diff<&Graph>,
        fields: &Diff<Vec<FieldRef<'_>>>,
    ) {
        let first = fields.after.iter().find_map(|field| field.span);
        if !self.path.is_empty() {
            self.watch.span = first.or(self.watch.span);
        }
        let found = graphs.zip(fields.as_ref()).map(|(graph, fields)| scale(graph, fields));
        let outer = std::mem::take(&mut self.watch.scales);
        self.watch.scales = found.zip(outer).map(|(own, outer)| own.or(outer));
    }

    /// The same place as a field of a block that stands at `outer`.
    pub(in crate::compare) fn of_field(
        mut self,
        outer: &Self,
        fields: &Diff<Vec<FieldRef<'_>>>,
        (nth, section): (usize, &str),
    ) -> Self {
        let field = fields.as_ref().map(|fields| &fields[nth]);
        let shown = field.before.shown.as_ref().or(field.after.shown.as_ref());
        let key = field.after.key;
        let is_number = |leaf: &ScalarRef<'_>| number(*leaf).is_some();
        let inherits = match shown {
            Some(ValueRef::Scalar(leaf)) => is_number(leaf) || matches!(leaf, ScalarRef::Bool(_)),
            _ => false,
        };
        let is_list = matches!(shown, Some(ValueRef::List(_)));
        let rule = match key.worse {
            WorseWhen::NotKnown if inherits && outer.watch.rule != WorseWhen::NotKnown => {
                if is_same_basis(fields) {
                    outer.watch.rule
                } else {
                    WorseWhen::Changed
                }
            }
            rule if is_list => rule,
            rule => settled(rule, fields),
        };
        let is_day =
            matches!(shown, Some(ValueRef::Scalar(ScalarRef::Date(_) | ScalarRef::Due(_))))
                && section != SHARED
                && key.presence != Presence::Identity
                && !matches!(rule, WorseWhen::Routine | WorseWhen::Undone);
        let watch = &mut self.watch;
        watch.is_told = is_day
            || matches!(key.worse, WorseWhen::Band)
            || matches!(rule, WorseWhen::Target | WorseWhen::Changed);
        watch.is_owed = matches!(key.presence, Presence::Required | Presence::From(_));
        watch.span = field.after.span.or(outer.watch.span);
        if let WorseWhen::LaterThan(first) = rule {
            let list = fields.before[nth].shown.as_ref();
            let planned = || due(said_by(&fields.before, first)?);
            watch.due = list.and_then(last_day).or_else(planned);
            watch.old_whys.extend(list.into_iter().flat_map(whys_of));
            watch.has_why |= !watch.old_whys.is_empty();
        }
        watch.rule = rule;
        self
    }
}

/// A rule that hangs on what stands beside its field.
pub(super) fn settled(rule: WorseWhen, fields: &Diff<Vec<FieldRef<'_>>>) -> WorseWhen {
    match rule {
        WorseWhen::Unless(name, word, rule) => {
            let said = said_by(&fields.before, name);
            let is_so =
                matches!(said, Some(ValueRef::Scalar(ScalarRef::Choice(id, _))) if *id == word);
            if is_so { WorseWhen::NotKnown } else { settled(*rule, fields) }
        }
        WorseWhen::Band => {
            let edges = fields.as_ref().map(|fields| {
                let edge = |name| match said_by(fields, name) {
                    Some(ValueRef::Scalar(leaf)) => number(*leaf),
                    _ => None,
                };
                Some((edge("from")?, edge("to")?))
            });
            let is = |fits: fn(Decimal) -> bool| {
                edges.iter().all(|it| it.is_some_and(|(from, to)| fits(from) && fits(to)))
            };
            // Less than the budget was spent, or more.
            match (is(|edge| edge <= Decimal::ZERO), is(|edge| edge >= Decimal::ZERO)) {
                (true, false) => WorseWhen::Lower,
                (false, true) => WorseWhen::Higher,
                _ => WorseWhen::Changed,
            }
        }
        rule => rule,
    }
}

/// What a field says, by its name.
fn said_by<'f, 'v>(fields: &'f [FieldRef<'v>], name: &str) -> Option<&'f ValueRef<'v>> {
    fields.iter().find(|field| field.key.name == name)?.shown.as_ref()
}

/// What numbers of a block mean: those of the measure that it names, with what its value has to be.
fn scale(graph: &Graph, fields: &[FieldRef<'_>]) -> Option<Scale> {
    let named = ["metric", "trigger_metric"].iter().find_map(|name| said_by(fields, name))?;
    let ValueRef::Scalar(ScalarRef::Reference(named)) = named else { return None };
    if named.kind != EntityKind::Metric {
        return None;
    }
    let mut scale = Scale::of(graph, &named.id);
    if let Some(ValueRef::Scalar(ScalarRef::Choice(id, _))) = said_by(fields, "must_be") {
        scale.better = Some(if *id == "at-least" { 1 } else { -1 });
    }
    Some(scale)
}

/// Whether sums of both sides mean the same.
fn is_same_basis(fields: &Diff<Vec<FieldRef<'_>>>) -> bool {
    ["basis", "price_base", "kind", "fy"].iter().all(|name| {
        let said = fields.as_ref().map(|fields| said_by(fields, name).map(canonical));
        !said.differs()
    })
}

fn due(said: &ValueRef<'_>) -> Option<Due> {
    match said {
        ValueRef::Scalar(ScalarRef::Due(due)) => Some(*due),
        ValueRef::Scalar(ScalarRef::Date(day)) => Some(Due::Day(*day)),
        _ => None,
    }
}

/// The day of an item.
pub(super) fn day_of(item: &ValueRef<'_>) -> Option<Due> {
    let ValueRef::Block(block) = item else { return None };
    due(said_by(&block.fields(), "date")?)
}

/// The reasons that items of a list give.
fn whys_of(list: &ValueRef<'_>) -> Vec<String> {
    let ValueRef::List(items) = list else { return Vec::new() };
    let why = |item: &ValueRef<'_>| match item {
        ValueRef::Block(block) => match said_by(&block.fields(), "why") {
            Some(ValueRef::Scalar(ScalarRef::Prose(why))) => Some(why.text.clone()),
            _ => None,
        },
        ValueRef::Scalar(_) | ValueRef::List(_) => None,
    };
    items.iter().filter_map(why).collect()
}

/// The day of the last item of a list.
fn last_day(list: &ValueRef<'_>) -> Option<Due> {
    let ValueRef::List(items) = list else { return None };
    items.last().and_then(day_of)
}
