//! Where a comparison stands in a blueprint, and what readers call that place.

use super::Diff;
use super::weakening::Watch;
use super::words::Part;
use crate::model::prose::slugify;

/// Where a comparison stands in a blueprint.
#[derive(Clone, Default)]
pub(super) struct FieldPath {
    /// The names of fields and items down to here.
    pub(super) path: Vec<String>,
    /// The same in the order of reading.
    pub(super) order: Vec<String>,
    /// What readers call it.
    pub(super) subject: Diff<Vec<Part>>,
    /// Why it changed.
    pub(super) reason: Option<String>,
    /// The measure of which it is a figure.
    pub(super) measure: Diff<String>,
    /// What is promised there.
    pub(super) watch: Watch,
}

impl FieldPath {
    /// A place right below a section, and what readers call it.
    pub(super) fn new(name: &str, names: Diff<String>) -> Self {
        let subject = names.map(|name| vec![Part::Name(name)]);
        Self { subject, ..Self::default() }.child(name, name.to_owned())
    }

    /// The same place among those that are read last.
    pub(super) fn last(mut self) -> Self {
        if let Some(first) = self.order.first_mut() {
            first.insert(0, '~');
        }
        self
    }

    /// A field or item of what stands here; `order` is its place in the order of reading.
    pub(super) fn child(&self, name: &str, order: String) -> Self {
        let mut child = Self { watch: self.watch.below(), ..self.clone() };
        child.path.push(name.to_owned());
        child.order.push(order);
        child
    }

    /// An item by what it is known by.
    pub(super) fn keyed(&self, key: &str) -> Self {
        self.child(&slugify(key), key.to_owned())
    }

    /// An item that has a name of its own.
    pub(super) fn item(&self, key: &str, names: Diff<String>) -> Self {
        let mut item = self.keyed(key);
        let is_of_milestones = self.is_at("milestones");
        for (parts, name) in item.subject.as_mut().zip(names) {
            // The name of an item says of which list it is.
            parts.pop_if(|part| matches!(part, Part::Label(_)));
            let is_sentence = is_of_milestones || name.ends_with('?');
            parts.push(Part::Name(if is_sentence { format!("“{name}”") } else { name }));
        }
        item
    }

    /// The same place, with one more part to what readers call it.
    pub(super) fn called(mut self, part: Part) -> Self {
        self.subject.before.push(part.clone());
        self.subject.after.push(part);
        self
    }

    /// Whether the field or item that stands here has this name.
    pub(super) fn is_at(&self, name: &str) -> bool {
        self.path.last().is_some_and(|last| last == name)
    }
}
