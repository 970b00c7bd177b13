//! The questions that people ask, and where each blueprint answers them.

use super::context::{PageContext, row, text};
use super::kinds::{PageKind, each_iho_ever};
use super::paging;
use super::url::Url;
use super::view::{Card, Group, Link, Part, Row, Value, View};
use crate::analysis::completeness::{self, Answer, Found};
use crate::compare;
use crate::model::Blueprint;
use crate::model::care_model::SiteQuestion;
use crate::model::decode::FieldSpec;
use crate::model::engagement::Asker;
use crate::model::reference::FieldPath;
use crate::model::reflect::{ScalarRef, ValueRef};
use crate::model::schema::Schema;
use crate::model::section_keys;

/// Every question by who asks it, with the answer of each IHO.
pub(super) static PAGE: PageKind = PageKind {
    title: "Questions people ask",
    listed: Some(("Questions", "what people ask, and who answers", |model| {
        model.questions.is_some()
    })),
    shows: &["content/questions.yaml"],
    pages: |kind, graph| kind.once(graph.model.questions.is_some()),
    ..PageKind::new("question-list", |_| Url::page(&["questions"]), view)
};

/// Every question, with the answer of one IHO.
pub(super) static OF_IHO: PageKind = PageKind {
    shows: &["content/questions.yaml"],
    pages: |kind, graph| match &graph.model.questions {
        Some(_) => each_iho_ever(kind, graph),
        None => Vec::new(),
    },
    ..PageKind::new("iho-answers", |page| Url::page(&["questions", "of", &page.iho]), of_iho)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("question-list", PAGE.title);
    head.description =
        "What residents, partners, councillors and journalists ask, and where each contract answers.".to_owned();
    let all = paging::by_name(cx.graph);
    let mut body = Vec::new();
    if !all.is_empty() {
        let lead = "These are the questions that residents, partners, councillors and journalists ask most often. \
            Choose a contract to see its own answers.";
        body.push(Part::Lead { body: cx.sentence(lead) });
        let link = |it: &&Blueprint| cx.link(it.short_name(), &OF_IHO.of_iho(&it.id).url());
        let links = all.iter().map(link).collect();
        let groups = vec![Group { label: String::new(), links }];
        body.push(Part::links("answers_of_each", "Answers of each contract", groups));
    }
    // The answers of few contracts stand beside each other here, too.
    let few = if all.len() > MOST_IN_FULL { Vec::new() } else { all };
    body.extend(question_parts(cx, &few));
    cx.finish(head, body)
}

fn of_iho(cx: &PageContext<'_>) -> View {
    let Some(blueprint) = cx.graph.model.blueprints.get(&cx.page.iho) else {
        return super::releases::not_in_force(cx, "Questions people ask");
    };
    let name = blueprint.short_name();
    let mut head = cx.head("question-list", format!("Questions people ask about {name}"));
    head.breadcrumb.push(cx.link(PAGE.title, &PAGE.page().url()));
    head.caption = blueprint.name().to_owned();
    head.description =
        format!("Where the pages on {name} answer what residents, partners and journalists ask.");
    let lead = format!(
        "Each question has the answer of {name} in short, with a link to all of it, or the reason why there is none yet."
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    body.extend(question_parts(cx, &[blueprint]));
    cx.finish(head, body)
}

/// Every question by who asks it, with the answers of some contracts.
fn question_parts(cx: &PageContext<'_>, contracts: &[&Blueprint]) -> Vec<Part> {
    let questions =
        cx.graph.model.questions.as_ref().map_or(&[][..], |(_, it)| it.questions.items());
    let of_asker = |asker: &Asker| {
        let cards: Vec<Card> = questions
            .iter()
            .filter(|it| it.who.known() == Some(asker))
            .map(|it| question_card(cx, it, contracts))
            .collect();
        (!cards.is_empty()).then(|| {
            Part::cards(format!("asked_by_{}", asker.id()), asker.label().to_owned(), cards)
        })
    };
    Asker::ALL.iter().filter_map(of_asker).collect()
}

fn question_card(cx: &PageContext<'_>, question: &SiteQuestion, contracts: &[&Blueprint]) -> Card {
    let id = question.id.known().map_or("question", |id| id.0.value.as_str());
    let mut rows = Vec::new();
    let paths = question.answered_by.known().map_or(&[][..], |paths| &paths.0);
    if contracts.is_empty() {
        rows.extend(paths.iter().map(|path| row("", &field_label(path), counted(cx, path))));
    }
    for blueprint in contracts {
        let items: Vec<Value> =
            paths.iter().map(|path| answer_value(cx, blueprint, path)).collect();
        rows.push(row("", blueprint.short_name(), one_or_list(items)));
    }
    let pages = question.pages.known().map_or(&[][..], |pages| &pages.0);
    let links: Vec<Value> = pages.iter().filter_map(|page| page_link(cx, page)).collect();
    if !links.is_empty() {
        rows.push(row("", "On this site", one_or_list(links)));
    }
    Card {
        id: format!("question_{id}"),
        title: Link {
            text: question.question.known().cloned().unwrap_or_default(),
            ..Link::default()
        },
        body: question.answer.known().map(|prose| cx.field_text(prose, id, 2)),
        rows: super::layout::unaddressed(rows),
        note: cx.note(question.provenance.as_deref()),
        ..Card::default()
    }
}

/// The answers of up to so many contracts stand beside each other; those of more are counted, and have a page each.
const MOST_IN_FULL: usize = 3;

/// How many contracts publish a field, and how many say why they do not.
fn counted(cx: &PageContext<'_>, path: &FieldPath) -> Value {
    let (section, names) = path.parts();
    let blueprints = &cx.graph.model.blueprints;
    let (mut published, mut silent) = (0, 0);
    for blueprint in blueprints.values() {
        match completeness::answer(blueprint, section, &names) {
            Answer::Published => published += 1,
            Answer::Silent(_) => silent += 1,
            Answer::Absent => {}
        }
    }
    text(format!(
        "Published by {published} of {} contracts. {silent} give a reason why it is not published",
        super::wording::count(blueprints.len() as u64)
    ))
}

fn one_or_list(mut items: Vec<Value>) -> Value {
    if items.len() == 1 { items.swap_remove(0) } else { Value::List { items } }
}

fn page_link(cx: &PageContext<'_>, page: &str) -> Option<Value> {
    let url = Url::home().join(page.trim_start_matches('/'))?;
    let known = cx.plan.page_at(&url)?;
    let title = known.kind.title;
    (!title.is_empty()).then(|| Value::Link { link: cx.link(title, &url) })
}

/// One row for each IHO with what it says to a field.
pub(super) fn answers(cx: &PageContext<'_>, path: &FieldPath) -> Vec<Row> {
    let blueprints = &cx.graph.model.blueprints;
    if blueprints.len() > MOST_IN_FULL {
        return vec![row("", "All contracts", counted(cx, path))];
    }
    let each = blueprints.values();
    each.map(|it| row("", it.short_name(), answer_value(cx, it, path))).collect()
}

/// A link to the answer to a field, by its label, or why there is none.
fn answer_value(cx: &PageContext<'_>, blueprint: &Blueprint, path: &FieldPath) -> Value {
    let (section, names) = path.parts();
    let answer = answer(cx, blueprint, section, &names, &field_label(path));
    // On a page of its own, a contract answers in words.
    let is_own = cx.page.is(&OF_IHO);
    let words = is_own.then(|| in_short(cx, blueprint, (section, &names))).flatten();
    match (answer, words) {
        (Value::Link { link }, Some(words)) => {
            let words = super::lists::escape(&words);
            let body = format!("{words} [{}]({})", super::lists::escape(&link.text), link.href);
            Value::Prose { body: cx.sentence(body) }
        }
        (answer, _) => answer,
    }
}

/// What a contract says to a question in a sentence or two, where that is all or the beginning of a text.
fn in_short(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    (section, names): (&str, &[&str]),
) -> Option<String> {
    const LONGEST: usize = 200;
    if (section, names) == ("footprint", &["find_my"]) {
        let footprint = blueprint.footprint.as_ref()?.known()?;
        return super::blueprint::find_my::rule_in_short(cx, blueprint, footprint);
    }
    let Found::Field(field, _) = completeness::find(blueprint, section, names) else { return None };
    // A list, or a text that begins with one, is no answer in a sentence.
    let shown = match field.shown? {
        ValueRef::Scalar(ScalarRef::Prose(prose))
            if !prose
                .text
                .trim_start()
                .starts_with(|c: char| c.is_alphabetic() || "[\"'“‘£".contains(c)) =>
        {
            return None;
        }
        shown @ ValueRef::Scalar(_) => shown,
        ValueRef::List(_) | ValueRef::Block(_) => return None,
    };
    let words = compare::in_few_words(cx.graph, &shown);
    let words = words.trim();
    if words.is_empty() || words.ends_with(':') || words.chars().count() > LONGEST {
        return None;
    }
    let end = if words.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    Some(format!("{}{end}", super::wording::upper_first(words)))
}

/// A link to the answer to a field, with those words, or why there is none.
pub(super) fn answer(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    section: &str,
    names: &[&str],
    words: &str,
) -> Value {
    if let Some(value) = worked_out(cx, blueprint, section, names) {
        return value;
    }
    match completeness::answer(blueprint, section, names) {
        Answer::Published => {
            let link = cx.link(words, &field_url(&blueprint.id, section, names));
            let anchor = names.first().filter(|name| {
                section_keys(section).is_some_and(|keys| keys.iter().any(|key| key.name == **name))
            });
            let href = match anchor {
                Some(name) if has_anchor(section, name) => format!("{}#field_{name}", link.href),
                _ => link.href,
            };
            Value::Link { link: Link { href, is_current: false, ..link } }
        }
        Answer::Silent(silence) => Value::Silence { sentence: cx.silence(silence) },
        Answer::Absent => text(format!("{words} (not published)")),
    }
}

/// What this tool works out has a page or a part of its own.
fn worked_out(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    section: &str,
    names: &[&str],
) -> Option<Value> {
    use super::blueprint::find_my;
    let (text, url, anchor) = match (section, names) {
        ("footprint", ["find_my"]) if find_my::is_there(blueprint) => {
            (find_my::TITLE, Url::page(&["ihos", &blueprint.id, find_my::FIND_MY]), "")
        }
        ("governance", ["accountability_map"]) => {
            blueprint.governance.as_ref()?.known()?.bodies.known()?;
            ("Accountability", section_url(&blueprint.id, section), "#field_accountability_map")
        }
        _ => return None,
    };
    let link = cx.link(text, &url);
    let href = format!("{}{anchor}", link.href);
    Some(Value::Link { link: Link { href, is_current: false, ..link } })
}

/// Lists that are a whole page, and fields that the overview shows elsewhere, have no place of their own.
fn has_anchor(section: &str, field: &str) -> bool {
    !matches!(
        (section, field),
        ("partners" | "services" | "questions", _) | ("iho", "status" | "name" | "authorisation")
    )
}

/// The page of a section.
pub(super) fn section_url(iho: &str, section: &str) -> Url {
    if section == "iho" { Url::page(&["ihos", iho]) } else { Url::page(&["ihos", iho, section]) }
}

/// The page on which a field is shown.
pub(super) fn field_url(iho: &str, section: &str, names: &[&str]) -> Url {
    match (section, names.first()) {
        ("iho", Some(&("milestones" | "decisions"))) => {
            Url::page(&["ihos", iho, super::blueprint::timeline::TIMELINE])
        }
        ("iho", Some(&"authorisation")) => {
            Url::page(&["ihos", iho, super::blueprint::AUTHORISATION])
        }
        _ => section_url(iho, section),
    }
}

/// What a field is called on pages: "Budget", "Services: what changes for patients".
pub(super) fn field_label(path: &FieldPath) -> String {
    let (section, names) = path.parts();
    let keys = section_keys(section).unwrap_or(&[]);
    let label = |keys: &[FieldSpec], name: &str| {
        keys.iter().find(|key| key.name == name).map(|key| key.label.to_owned())
    };
    let named = names.iter().rev().find_map(|name| label(keys, name));
    // Of a file that is one list, the name of the list may be left out.
    let list = keys.iter().find(|key| key.name == section).map(|key| (key.schema)());
    // By itself, "Ends" or "Scope" does not say of what.
    let of_item = || {
        let of_what = super::blueprint::section_title(section);
        let label = list.iter().flat_map(Schema::parts).find_map(|part| match part {
            Schema::Record(record) => names.iter().rev().find_map(|name| label(record.keys, name)),
            _ => None,
        });
        label.map(|label| format!("{of_what}: {}", super::wording::lower_first(&label)))
    };
    named.or_else(of_item).unwrap_or_else(|| {
        let words = names.last().copied().unwrap_or(section).replace(['_', '-'], " ");
        crate::page::wording::upper_first(&words)
    })
}
