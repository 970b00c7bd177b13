//! The rules that hold for every field: promises kept, files there, required at this status.

use super::{SiteContext, caveats};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::Blueprint;
use crate::model::decode::{Presence, missing_key};
use crate::model::field::{Field, Silence};
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef, VisitEvent, visit};
use crate::model::scalar::Slug;
use crate::model::status::Status;
use crate::source::{FileId, SitePath, Span};

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let model = cx.model;
    let mut check = FieldCheck { cx, diagnostics: Vec::new() };
    if let Some((file, site)) = &model.site {
        check.block(*file, site, None);
    }
    for (id, (file, it)) in &model.organisations {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.places {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.services {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.metrics {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.documents {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.frameworks {
        check.entity(id, *file, &it.id, it);
    }
    if let Some((file, glossary)) = &model.glossary {
        check.block(*file, glossary, None);
    }
    for (file, it) in model.care_models.values() {
        check.block(*file, &it.front, None);
    }
    for (file, it) in model.policies.values() {
        check.block(*file, &it.front, None);
    }
    if let Some((file, questions)) = &model.questions {
        check.block(*file, questions, None);
    }
    for blueprint in model.blueprints.values() {
        check.blueprint(blueprint);
    }
    check.diagnostics
}

struct FieldCheck<'s> {
    cx: &'s SiteContext<'s>,
    diagnostics: Vec<Diagnostic>,
}

impl FieldCheck<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn entity(&mut self, id: &str, file: FileId, stated: &Field<Slug>, block: &dyn Block) {
        self.id(id, stated, "the file");
        self.block(file, block, None);
    }

    fn id(&mut self, id: &str, stated: &Field<Slug>, what: &str) {
        let Some(Slug(found)) = stated.known() else {
            return;
        };
        if found.value != id {
            let message = format!("the id is `{}`, but {what} is called `{id}`", found.value);
            let hint = if Slug::is_sound(id) {
                format!("write `id: {id}`, or rename {what}")
            } else {
                format!("rename {what} to `{}`", found.value)
            };
            self.report(Diagnostic::at(Code::IdMismatch, found.span, message).hint(hint));
        }
    }

    fn blueprint(&mut self, blueprint: &Blueprint) {
        let status = blueprint.identity().and_then(|iho| iho.status.known()).copied();
        if let Some(iho) = blueprint.identity() {
            self.id(&blueprint.id, &iho.id, "the folder");
        }
        for (file, section) in blueprint.sections().into_iter().filter_map(|(_, it)| it) {
            if let Some(silence) = section.silence() {
                self.silence(silence);
            }
            if let Some(block) = section.block() {
                self.block(file, block, status);
            }
        }
    }

    /// The rules that hold for every field: promises kept, files there, required at this status.
    fn block(&mut self, file: FileId, block: &dyn Block, status: Option<Status>) {
        self.diagnostics.extend(caveats::untyped_silences(block));
        visit(block, &mut |_, step| match step {
            VisitEvent::Field(field, block_span) => {
                if let Some(silence) = field.silence {
                    self.silence(silence);
                }
                for silence in field.silent_items {
                    self.silence(silence);
                }
                self.empty_list(field);
                if let (Presence::From(from), None, Some(status)) =
                    (field.key.presence, field.span, status)
                    && status.has_reached(from)
                {
                    let what = format!("from the status `{}` on, the blueprint", from.id());
                    self.report(missing_key(field.key, block_span, &what));
                }
            }
            VisitEvent::Scalar(ScalarRef::File(name)) => self.file(file, &name.value, name.span),
            VisitEvent::Scalar(_) => {}
        });
    }

    /// A list that can't be empty is told apart from one that says that there is nothing.
    fn empty_list(&mut self, field: &FieldRef<'_>) {
        const NEVER_EMPTY: [&str; 9] = [
            "purposes",
            "icbs",
            "places",
            "local_authorities",
            "provider_type",
            "relationship",
            "retained_functions",
            "bodies",
            "benefits",
        ];
        let is_empty = matches!(&field.shown, Some(ValueRef::List(items)) if items.is_empty())
            && field.silent_items.is_empty();
        if let (true, true, Some(span), Presence::Required) =
            (is_empty, NEVER_EMPTY.contains(&field.key.name), field.span, field.key.presence)
        {
            let message = format!("the list `{}` is empty", field.key.name);
            self.report(Diagnostic::at(Code::MissingKey, span, message).hint(format!(
                "add at least one item; if that can't be published yet, write \
                 `{}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`",
                field.key.name
            )));
        }
    }

    fn silence(&mut self, silence: &Silence) {
        let Some(due) = silence.due().filter(|due| *due < self.cx.today) else {
            return;
        };
        let message = format!("this was due by {due}, and that day has passed");
        self.report(
            Diagnostic::at(Code::SilenceOverdue, silence.span, message)
                .hint("publish the value, or give a new date and say in `reason` why it slipped"),
        );
    }

    fn file(&mut self, file: FileId, name: &str, span: Span) {
        let folder = self.cx.sources.file(file).path.folder();
        let found = SitePath::resolve(folder, name).and_then(|path| self.cx.sources.find(&path));
        let is_beside =
            found.is_some_and(|file| self.cx.sources.file(file).path.folder() == folder);
        let is_asset = |file: FileId| crate::model::is_asset(&self.cx.sources.file(file).path);
        if let Some(found) = found.filter(|file| !is_beside || !is_asset(*file)) {
            let own = SitePath::file_name(&self.cx.sources.file(found).path);
            let (what, hint) = match is_asset(found) {
                true => (
                    "is in another folder",
                    format!("move the file to `{folder}`, and write its name alone: `{own}`"),
                ),
                false => (
                    "is not a kind of file that is published",
                    format!(
                        "put a picture, a table, a map or a document into `{folder}`, and write its name"
                    ),
                ),
            };
            let message = format!("`{name}` {what}");
            self.report(Diagnostic::at(Code::MissingFile, span, message).hint(hint));
        }
        if found.is_none() {
            let beside = self.cx.sources.iter().map(|(_, file)| &file.path);
            let names = beside.filter(|path| path.folder() == folder).map(SitePath::file_name);
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| format!("put the file into `{folder}`, or correct its name"));
            let message = format!("there is no file `{name}` in `{folder}`");
            self.report(Diagnostic::at(Code::MissingFile, span, message).hint(hint));
        }
    }
}
