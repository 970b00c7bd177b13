//! What a blueprint states, what it leaves open and why, counted field by field.

use crate::graph::{EntityId, Graph};
use crate::model::decode::Presence;
use crate::model::field::{Disclosure, Silence};
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};
use crate::model::scalar::Date;
use crate::model::status::Status;
use crate::model::{Blueprint, section_keys};
use crate::source::FileId;

/// A field that is not published, with the reason.
#[derive(Clone, PartialEq, Debug)]
pub struct UndisclosedField<'m> {
    /// The file of the section.
    pub section: &'static str,
    /// The field of the section that it is, or that it belongs to; empty for a whole section.
    pub field: &'static str,
    /// What comes before it, from the outside in: "Partners", "Vale GP Federation", "Value a year".
    pub trail: Vec<String>,
    /// The id of the item of a list that it belongs to, where it has one.
    pub item: Option<String>,
    /// Why, and until when.
    pub silence: &'m Silence,
}

impl UndisclosedField<'_> {
    /// Whether the day that was named has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.silence.due().is_some_and(|due| due < today)
    }
}

/// The count of one section.
///
/// A field counts if it is required at the status of the blueprint. A field inside a list counts once for
/// each item. A field that does not apply is left out; a section that is unpublished as a
/// whole counts with each field that it would have to have.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct SectionCount {
    /// Required fields with a value.
    pub published: usize,
    /// Required fields that are unpublished, with a reason.
    pub open: usize,
    /// Required fields that are not there.
    pub missing: usize,
    /// Other fields with a value.
    pub further: usize,
}

impl SectionCount {
    /// Required fields, whatever their state.
    pub fn required(self) -> usize {
        self.published + self.open + self.missing
    }

    /// Of the required fields, how many of a hundred are published; rounded down, so that 100 means all.
    pub fn percent(self) -> usize {
        if self.required() == 0 { 100 } else { self.published * 100 / self.required() }
    }

    fn add(&mut self, other: Self) {
        self.published += other.published;
        self.open += other.open;
        self.missing += other.missing;
        self.further += other.further;
    }
}

/// What a blueprint says and does not say.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Census<'m> {
    /// The count of each section, in the order of reading.
    pub sections: Vec<(&'static str, SectionCount)>,
    /// Everything that is unpublished, in the order of reading.
    pub gaps: Vec<UndisclosedField<'m>>,
}

impl Census<'_> {
    /// The count of the whole blueprint.
    pub fn total(&self) -> SectionCount {
        let mut total = SectionCount::default();
        for (_, count) in &self.sections {
            total.add(*count);
        }
        total
    }
}

/// Counts one blueprint.
pub fn census<'m>(graph: &Graph, blueprint: &'m Blueprint) -> Census<'m> {
    let status = blueprint.identity().and_then(|iho| iho.status.known()).copied();
    let mut census = Census::default();
    for (section, body) in blueprint.sections() {
        let mut counter = Counter {
            graph,
            section,
            status,
            count: SectionCount::default(),
            gaps: Vec::new(),
            way: Vec::new(),
        };
        match body.map(|(_, body)| (body.block(), body.silence())) {
            Some((Some(block), _)) => counter.block(block),
            Some((None, Some(silence))) => counter.silent_section(silence),
            _ => {
                let keys = section_keys(section).unwrap_or(&[]);
                let needed = keys.iter().filter(|key| counter.is_required(key.presence));
                counter.count.missing += needed.count();
            }
        }
        census.sections.push((section, counter.count));
        census.gaps.append(&mut counter.gaps);
    }
    census
}

/// A step of the way from a section to a field.
enum Step<'m> {
    Field(&'static crate::model::decode::FieldSpec),
    Item(&'m dyn Block),
}

struct Counter<'g, 'm> {
    graph: &'g Graph,
    section: &'static str,
    status: Option<Status>,
    count: SectionCount,
    gaps: Vec<UndisclosedField<'m>>,
    /// From the outside in; names are looked up only where there is a gap.
    way: Vec<Step<'m>>,
}

impl<'m> Counter<'_, 'm> {
    fn silent_section(&mut self, silence: &'m Silence) {
        if silence.state != Disclosure::NotApplicable {
            let keys = section_keys(self.section).unwrap_or(&[]);
            let required = keys.iter().filter(|key| self.is_required(key.presence)).count();
            self.count.open += required.max(1);
        }
        self.gap(silence);
    }

    fn is_required(&self, presence: Presence) -> bool {
        match presence {
            Presence::Identity | Presence::Required => true,
            Presence::From(from) => self.status.is_some_and(|status| status.has_reached(from)),
            Presence::Optional | Presence::Generated => false,
        }
    }

    fn gap(&mut self, silence: &'m Silence) {
        let mut gap = UndisclosedField {
            section: self.section,
            field: "",
            trail: Vec::new(),
            item: None,
            silence,
        };
        for step in &self.way {
            match step {
                Step::Field(key) => {
                    if gap.field.is_empty() {
                        gap.field = key.name;
                    }
                    gap.trail.push(key.label.to_owned());
                }
                Step::Item(block) => {
                    let (name, id) = self.name_of(*block);
                    gap.trail.extend(name);
                    gap.item = gap.item.or(id);
                }
            }
        }
        self.gaps.push(gap);
    }

    fn block(&mut self, block: &'m dyn Block) {
        for field in block.fields() {
            self.way.push(Step::Field(field.key));
            self.field(field);
            self.way.pop();
        }
    }

    fn field(&mut self, field: FieldRef<'m>) {
        let is_required = self.is_required(field.key.presence);
        if let Some(silence) = field.silence {
            if is_required && silence.state != Disclosure::NotApplicable {
                self.count.open += 1;
            }
            return self.gap(silence);
        }
        match (&field.shown, is_required) {
            (Some(_), true) => self.count.published += 1,
            (Some(_), false) => self.count.further += 1,
            (None, true) => self.count.missing += 1,
            (None, false) => {}
        }
        for silence in field.silent_items {
            self.gap(silence);
        }
        if let Some(shown) = field.shown {
            self.shown(shown);
        }
    }

    fn shown(&mut self, shown: ValueRef<'m>) {
        match shown {
            ValueRef::Scalar(_) => {}
            ValueRef::Block(block) => self.block(block),
            ValueRef::List(items) => {
                for item in items {
                    if let ValueRef::Block(block) = item {
                        self.way.push(Step::Item(block));
                        self.block(block);
                        self.way.pop();
                    } else {
                        self.shown(item);
                    }
                }
            }
        }
    }

    /// What an item of a list is called: by its first field with words; and its id.
    fn name_of(&self, block: &dyn Block) -> (Option<String>, Option<String>) {
        let fields = block.fields();
        fn leaf<'a>(field: &FieldRef<'a>) -> Option<ScalarRef<'a>> {
            match &field.shown {
                Some(ValueRef::Scalar(leaf)) => Some(*leaf),
                _ => None,
            }
        }
        let id = fields.iter().find_map(|field| match leaf(field)? {
            ScalarRef::Reference(reference) => Some(reference.id.clone()),
            ScalarRef::Text(text) if field.key.name == "id" => Some(text.to_owned()),
            _ => None,
        });
        let named = fields.iter().find(|field| matches!(field.key.name, "name" | "question"));
        let first = named.or_else(|| fields.iter().find(|field| field.shown.is_some()));
        let name = first.and_then(|field| match leaf(field)? {
            ScalarRef::Text(text) | ScalarRef::Code(text) => Some(text.to_owned()),
            ScalarRef::Choice(_, label) => Some(label.to_owned()),
            ScalarRef::Reference(reference) => {
                Some(self.graph.name(&EntityId::of(reference)).to_owned())
            }
            ScalarRef::Body(body) => {
                let key =
                    EntityId::new(crate::model::reference::EntityKind::Organisation, &body.value);
                Some(self.graph.name(&key).to_owned())
            }
            _ => None,
        });
        (name, id)
    }
}

/// What a blueprint says to one of its fields.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer<'m> {
    /// It is published.
    Published,
    /// It is not, and this is why.
    Silent(&'m Silence),
    /// It is not there, and did not have to be.
    Absent,
}

/// What a blueprint says to a field named by its section and the names of its fields.
///
/// Of a file that is one list, such as `partners`, the name of the list may be left out; the field is
/// published if any item publishes it.
pub fn answer<'m>(blueprint: &'m Blueprint, section: &str, path: &[&str]) -> Answer<'m> {
    let mut sections = blueprint.sections().into_iter();
    let Some((_, Some((_, body)))) = sections.find(|(name, _)| *name == section) else {
        return Answer::Absent;
    };
    let Some(block) = body.block() else {
        return body.silence().map_or(Answer::Absent, Answer::Silent);
    };
    let is_there = path
        .first()
        .is_some_and(|first| block.fields().iter().any(|field| field.key.name == *first));
    if is_there { in_block(block, path) } else { in_block(block, &[&[section], path].concat()) }
}

/// What a field of a blueprint holds.
pub enum Found<'m> {
    /// The field, and the file of its section.
    Field(FieldRef<'m>, FileId),
    /// It is unpublished, or what it belongs to is.
    Silent(&'m Silence),
    /// It is not there.
    Absent,
}

/// The field named by its section and the names of blocks down to it; lists end the way.
pub fn find<'m>(blueprint: &'m Blueprint, section: &str, path: &[&str]) -> Found<'m> {
    let mut sections = blueprint.sections().into_iter();
    let Some((_, Some((file, body)))) = sections.find(|(name, _)| *name == section) else {
        return Found::Absent;
    };
    let Some(mut block) = body.block() else {
        return body.silence().map_or(Found::Absent, Found::Silent);
    };
    for (at, name) in path.iter().enumerate() {
        let Some(field) = block.fields().into_iter().find(|field| field.key.name == *name) else {
            return Found::Absent;
        };
        if let Some(silence) = field.silence {
            return Found::Silent(silence);
        }
        match field.shown {
            None => return Found::Absent,
            Some(_) if at + 1 == path.len() => return Found::Field(field, file),
            Some(ValueRef::Block(inner)) => block = inner,
            Some(ValueRef::Scalar(_) | ValueRef::List(_)) => return Found::Absent,
        }
    }
    Found::Absent
}

fn in_block<'m>(block: &'m dyn Block, path: &[&str]) -> Answer<'m> {
    let Some((first, rest)) = path.split_first() else {
        return Answer::Published;
    };
    let Some(field) = block.fields().into_iter().find(|field| field.key.name == *first) else {
        return Answer::Absent;
    };
    match (field.shown, field.silence) {
        (Some(shown), _) => match (in_shown(shown, rest), field.silent_items.first()) {
            (Answer::Absent, Some(silence)) => Answer::Silent(silence),
            (answer, _) => answer,
        },
        (None, Some(silence)) => Answer::Silent(silence),
        (None, None) => Answer::Absent,
    }
}

fn in_shown<'m>(shown: ValueRef<'m>, path: &[&str]) -> Answer<'m> {
    match shown {
        _ if path.is_empty() => Answer::Published,
        ValueRef::Scalar(_) => Answer::Published,
        ValueRef::Block(block) => in_block(block, path),
        ValueRef::List(items) => {
            let mut answers: Vec<_> = items.into_iter().map(|item| in_shown(item, path)).collect();
            let best = answers.iter().position(|it| *it == Answer::Published);
            let best = best.or_else(|| answers.iter().position(|it| *it != Answer::Absent));
            best.map_or(Answer::Absent, |at| answers.swap_remove(at))
        }
    }
}
