//! The sections and the lists that a blueprint must have.

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::decode::Presence;
use crate::model::iho::Iho;
use crate::model::section_keys;
use crate::model::status::Status;
use crate::source::{SitePath, Sources};

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    missing_sections(cx, &mut found);
    if let Some(iho) = cx.blueprint.identity() {
        journal(&mut found, iho);
        found.extend(long_summary(iho));
    }
    found
}

fn missing_sections(cx: &BlueprintContext<'_>, found: &mut Vec<Diagnostic>) {
    let blueprint = cx.blueprint;
    let folder = format!("content/ihos/{}/draft", blueprint.id);
    let anchor = blueprint
        .sections()
        .into_iter()
        .find_map(|(_, section)| section.map(|(file, _)| file))
        .or_else(|| blueprint.narratives.values().next().map(|narrative| narrative.file));
    let status = blueprint.identity().and_then(|iho| iho.status.known()).copied();
    for (name, section) in blueprint.sections() {
        let path = SitePath::new(&format!("{folder}/{name}.yaml"));
        let is_there = path.is_some_and(|path| cx.site.sources.find(&path).is_some());
        if section.is_some()
            || is_there
            || !is_section_required(name, status)
            || is_misnamed(cx.site.sources, &folder, name)
        {
            continue;
        }
        let message = format!("the blueprint `{}` has no file `{name}.yaml`", blueprint.id);
        let hint = format!(
            "add `{folder}/{name}.yaml`; a section that can't be published yet is the one line \
             `{{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
        );
        // What a contract is, covers and whom it binds can't wait; the rest can be written later.
        let code =
            if FIRST_SECTIONS.contains(&name) { Code::MissingFile } else { Code::MissingSection };
        let diagnostic = match anchor {
            Some(file) => Diagnostic::of_file(code, file, message),
            None => Diagnostic::of_site(code, message),
        };
        found.push(diagnostic.hint(hint));
    }
}

/// Whether a file of the draft is meant to be that section, but has another spelling; that is told already.
fn is_misnamed(sources: &Sources, folder: &str, section: &str) -> bool {
    let draft = folder.strip_suffix("/draft").unwrap_or(folder);
    sources.iter().any(|(_, file)| {
        let path = &file.path;
        let stem = path.stem().to_lowercase().replace(['_', ' '], "-");
        let is_near = path.folder() == folder || path.folder() == draft;
        is_near
            && stem == section
            && matches!(path.extension().to_lowercase().as_str(), "yml" | "yaml")
    })
}

/// Milestones and decisions that are not written yet.
fn journal(found: &mut Vec<Diagnostic>, iho: &Iho) {
    let fields =
        [("milestones", iho.milestones.is_absent()), ("decisions", iho.decisions.is_absent())];
    for (name, _) in fields.into_iter().filter(|(_, is_absent)| *is_absent) {
        let message = format!("the blueprint has no `{name}`");
        found.push(
            Diagnostic::at(Code::MissingSection, iho.span, message)
                .hint(format!("add `{name}:` with a list, or `{name}: []` if there is none yet")),
        );
    }
}

fn long_summary(iho: &Iho) -> Option<Diagnostic> {
    let summary = iho.summary.known()?;
    let words = summary.text.split_whitespace().count();
    (words > 100).then(|| {
        let message = format!("the summary has {words} words");
        Diagnostic::at(Code::Contradiction, summary.span, message)
            .hint("say it in at most 100 words; the rest belongs into `narrative/overview.md`")
    })
}

/// The sections without which there is no blueprint.
const FIRST_SECTIONS: [&str; 6] =
    ["iho", "footprint", "host", "commissioner", "partners", "services"];

/// Whether any field of a section is required at a status; the sections of which none is may be left out.
fn is_section_required(section: &str, status: Option<Status>) -> bool {
    let keys = section_keys(section).unwrap_or(&[]);
    keys.iter().any(|key| match key.presence {
        Presence::Identity | Presence::Required => true,
        Presence::From(from) => status.is_some_and(|status| status.has_reached(from)),
        Presence::Optional | Presence::Generated => false,
    })
}
