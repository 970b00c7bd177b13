//! Plain English: words that readers may not know, sentences that are too long, words that mislead.
//!
//! Everything here is a warning but one: a blueprint that spells out IHO wrongly in its own name. Each rule can
//! be turned off, and its limit changed, under `plain_english` in `site.yaml`.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use self::words::{Reading, Subject, Word};
use super::SiteContext;
use crate::diag::{Code, Diagnostic};
use crate::model::Model;
use crate::model::language::PageLanguage;
use crate::model::passage::{Passage, PassageKind, passages};
use crate::model::places::Places;
use crate::model::prose::Prose;
use crate::model::reflect::{Block, ScalarRef, ValueRef, VisitEvent, visit};
use crate::model::shared::Glossary;
use crate::model::site::{PlainEnglish, PlainEnglishRule};
use crate::model::{Blueprint, Collection, Page, Section};
use crate::source::{FileId, Sources, Span};

/// Reads every text of a site.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, .. } = *cx;
    let rules = WordRules::of(model);
    let reader = ProseReader { sources, rules: &rules };
    let mut found = Vec::new();
    if let Some((file, site)) = &model.site {
        found.extend(reader.file(*file, Subject::Other, Some(site), None));
    }
    found.extend(reader.shelf(&model.organisations, Subject::Other));
    found.extend(reader.shelf(&model.places, Subject::Other));
    found.extend(reader.shelf(&model.services, Subject::Other));
    found.extend(reader.shelf(&model.metrics, Subject::Other));
    found.extend(reader.shelf(&model.documents, Subject::Context));
    found.extend(reader.shelf(&model.frameworks, Subject::Other));
    if let Some((file, it)) = &model.glossary {
        found.extend(reader.file(*file, Subject::Context, Some(it), None));
    }
    for (file, it) in model.care_models.values() {
        found.extend(reader.file(*file, Subject::Context, Some(&it.front), Some(&it.body)));
    }
    for (file, it) in model.policies.values() {
        found.extend(reader.file(*file, Subject::Context, Some(&it.front), Some(&it.body)));
    }
    if let Some((file, it)) = &model.questions {
        found.extend(reader.file(*file, Subject::Other, Some(it), None));
    }
    let is_english =
        |page: &&Arc<Page>| matches!(page.front.lang.known(), None | Some(PageLanguage::English));
    let pages: Vec<_> = model.pages.values().filter(is_english).collect();
    found.par_extend(pages.into_par_iter().flat_map_iter(|page| {
        reader.file(page.file, Subject::Other, Some(&page.front), Some(&page.body))
    }));
    let blueprints: Vec<_> = model.blueprints.values().collect();
    found.par_extend(blueprints.into_par_iter().flat_map_iter(|it| reader.blueprint(it)));
    found
}

/// Acronyms that need no explanation anywhere in the United Kingdom.
const KNOWN_TO_ALL: &[&str] = &[
    "NHS", "GP", "UK", "US", "USA", "EU", "A&E", "MP", "TV", "BBC", "VAT", "HIV", "PDF", "CSV",
    "HTML", "URL", "AM", "PM", "OK", "ID", "IT",
];

/// The longest sentence, in words, where the site does not say.
const LONGEST_SENTENCE: u64 = 30;

/// The highest reading age, where the site does not say. The service manual of the NHS asks for 9 to 11 where
/// that can be; a text about a contract is not refused for being a little above it.
const HIGHEST_READING_AGE: u64 = 16;

/// The formula was made for schools: above this age it only says that a text is hard.
const OLDEST_AGE: usize = 18;

/// A text shorter than this says too little about its reading age.
const WORDS_FOR_READING_AGE: usize = 100;

/// How many mistakes of one kind are reported for one file before the rest is counted.
const TOLD_OF_A_FILE: usize = 3;

/// What is allowed on a site.
struct WordRules {
    off: Vec<PlainEnglishRule>,
    longest_sentence: usize,
    highest_reading_age: usize,
    /// Words of the site's options.
    known_words: BTreeSet<String>,
    /// Those, those of the glossary and those that everybody knows, in capitals.
    acronyms: BTreeSet<String>,
}

impl WordRules {
    fn of(model: &Model) -> Self {
        let options: Option<&PlainEnglish> =
            model.site.as_ref().and_then(|(_, site)| site.plain_english.known());
        let known = options.map_or(&[][..], |options| options.known_words.items());
        let known_words: BTreeSet<String> = known.iter().cloned().collect();
        let mut acronyms: BTreeSet<String> =
            KNOWN_TO_ALL.iter().map(|it| (*it).to_owned()).collect();
        acronyms.extend(known_words.iter().cloned());
        if let Some((_, glossary)) = &model.glossary {
            acronyms.extend(acronyms_of(glossary));
        }
        let codes = model.organisations.values().filter_map(|(_, it)| it.codes.known());
        for code in codes.filter_map(|codes| codes.ods.known()).flat_map(|codes| &codes.0) {
            acronyms.extend(code.value.known().map(|code| code.0.clone()));
        }
        let limit = |stated: Option<&u64>, default: u64| {
            usize::try_from(*stated.unwrap_or(&default)).unwrap_or(usize::MAX)
        };
        Self {
            off: options
                .and_then(|options| options.off.known())
                .map_or_else(Vec::new, |off| off.0.items.clone()),
            longest_sentence: limit(
                options.and_then(|options| options.longest_sentence.known()),
                LONGEST_SENTENCE,
            ),
            highest_reading_age: limit(
                options.and_then(|options| options.highest_reading_age.known()),
                HIGHEST_READING_AGE,
            ),
            known_words,
            acronyms,
        }
    }
}

/// The acronyms that the glossary of a site explains, but those that need no explanation, each with the id of its
/// term; the first term counts.
pub fn acronyms(model: &Model) -> BTreeMap<String, String> {
    let terms = model.glossary.as_ref().map_or(&[][..], |(_, glossary)| glossary.terms.items());
    let mut found = BTreeMap::new();
    for term in terms {
        let Some(id) = term.id.known() else { continue };
        let names = term.term.known().into_iter().chain(term.aliases.items());
        for name in names.filter(|name| words::acronym(name) == Some(name)) {
            if !KNOWN_TO_ALL.contains(&name.as_str()) {
                found.entry(name.clone()).or_insert_with(|| id.0.value.clone());
            }
        }
    }
    found
}

/// The acronyms among the terms of a glossary and their other names.
fn acronyms_of(glossary: &Glossary) -> impl Iterator<Item = String> {
    let terms = glossary.terms.items().iter();
    let names = terms.flat_map(|term| term.term.known().into_iter().chain(term.aliases.items()));
    names.flat_map(|name| {
        words::words(name).filter_map(|(_, word)| words::acronym(word)).map(str::to_owned)
    })
}

/// One text of a file.
struct Text<'m> {
    /// Where it is, or where the list that holds it begins.
    places: Places<'m>,
    role: TextRole,
    passages: Vec<Passage<'m>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TextRole {
    /// The name of the blueprint.
    NameOfIho,
    /// A name or a title, which others chose.
    Name,
    /// Sentences.
    Sentences,
}

struct ProseReader<'s> {
    sources: &'s Sources,
    rules: &'s WordRules,
}

impl ProseReader<'_> {
    fn shelf<T: Block + Send + Sync>(
        &self,
        shelf: &Collection<T>,
        subject: Subject,
    ) -> Vec<Diagnostic> {
        let all: Vec<_> = shelf.values().collect();
        let of_file = |(file, it): &(FileId, Arc<T>)| self.file(*file, subject, Some(it), None);
        all.into_par_iter().flat_map_iter(of_file).collect()
    }

    fn blueprint(&self, blueprint: &Blueprint) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (_, section) in blueprint.sections() {
            let Some((file, section)) = section else { continue };
            found.extend(self.file(file, Subject::Blueprint, section.block(), None));
        }
        for it in blueprint.narratives.values() {
            let lang = it.front.as_ref().and_then(|front| front.lang.known());
            if !matches!(lang, None | Some(PageLanguage::English)) {
                continue;
            }
            found.extend(self.file(it.file, Subject::Blueprint, None, Some(&it.body)));
        }
        if let Some((file, note)) = &blueprint.note {
            // A note is short and never changes: of its words, names of people alone do harm.
            let of_note = self.file(*file, Subject::Blueprint, Some(note), None).into_iter();
            found.extend(of_note.filter(|it| it.code == Code::NamedPerson));
        }
        let name = blueprint.iho.as_ref().and_then(Section::known).map(|iho| &iho.name);
        if let Some((name, span)) = name.and_then(|name| Some((name.known()?, name.span?))) {
            let whole = self.sources.text(span.file);
            let of_name =
                self.wrong_expansions(&Text::plain(whole, name, span, TextRole::NameOfIho));
            found.retain(|it| !of_name.iter().any(|error| error.place == it.place));
            found.extend(of_name);
        }
        found
    }

    /// All that is to be said of one file.
    fn file(
        &self,
        file: FileId,
        subject: Subject,
        block: Option<&dyn Block>,
        body: Option<&Prose>,
    ) -> Vec<Diagnostic> {
        let mut page = PageText {
            reader: self,
            subject,
            found: Vec::new(),
            acronyms: BTreeMap::new(),
            cursor: 0,
            explained: BTreeSet::new(),
        };
        if let Some(block) = block {
            page.block(block, self.sources.text(file));
        }
        if let Some(body) = body {
            page.text(&Text::of_prose(self.sources.text(file), body));
        }
        page.finish()
    }

    fn is_on(&self, rule: PlainEnglishRule) -> bool {
        !self.rules.off.contains(&rule)
    }

    /// The place of words of a passage in the file.
    fn place(text: &Text<'_>, passage: &Passage<'_>, words: &Range<usize>) -> Span {
        text.places.locate(&passage.range_in_text(words))
    }

    fn wrong_expansions(&self, text: &Text<'_>) -> Vec<Diagnostic> {
        let is_name = text.role == TextRole::NameOfIho;
        if !is_name && !self.is_on(PlainEnglishRule::WrongExpansion) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for passage in &text.passages {
            for range in words::wrong_expansions(&passage.words) {
                if !is_name && passage.is_quoted(&range) {
                    continue;
                }
                let code = if is_name { Code::IhoName } else { Code::WrongExpansion };
                let message = format!("IHO does not stand for `{}`", &passage.words[range.clone()]);
                found.push(
                    Diagnostic::at(code, Self::place(text, passage, &range), message)
                        .hint("write `integrated health organisation`"),
                );
            }
        }
        found
    }

    fn misleading(&self, text: &Text<'_>, subject: Subject) -> Vec<Diagnostic> {
        if !self.is_on(PlainEnglishRule::MisleadingWord) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for passage in &text.passages {
            for it in words::misleading(&passage.words, subject) {
                if !passage.is_quoted(&it.range) {
                    let message =
                        format!("`{}` gives a wrong idea", &passage.words[it.range.clone()]);
                    let place = Self::place(text, passage, &it.range);
                    found.push(Diagnostic::at(Code::MisleadingWord, place, message).hint(it.hint));
                }
            }
        }
        found
    }

    fn person(
        &self,
        text: &Text<'_>,
        passage: &Passage<'_>,
        title: &Word<'_>,
    ) -> Option<Diagnostic> {
        let range = words::person(&passage.words, title)?;
        let name = &passage.words[range.clone()];
        let mut words = words::words(name);
        if !self.is_on(PlainEnglishRule::NamedPerson)
            || words.any(|(_, word)| self.rules.known_words.contains(word))
        {
            return None;
        }
        let message = format!("`{name}` is the name of a person");
        Some(
            Diagnostic::at(Code::NamedPerson, Self::place(text, passage, &range), message)
                .hint("name the role, such as `the medical director`: it stays true when people move on")
                .hint("if the name belongs here, add it to `known_words` of `plain_english` in `content/site.yaml`"),
        )
    }

    /// Sentences that are too long, and a text that is too hard.
    fn sentences(&self, text: &Text<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut reading = Reading::default();
        for passage in text.running() {
            for range in words::sentences(&passage.words) {
                let sentence = &passage.words[range.clone()];
                let n_words = reading.add(sentence);
                if n_words > self.rules.longest_sentence
                    && self.is_on(PlainEnglishRule::LongSentence)
                {
                    let first = first_words(sentence);
                    let message = format!("the sentence `{first} …` has {n_words} words");
                    let first = range.start..range.start + first.len();
                    let place = Self::place(text, passage, &first);
                    found.push(Diagnostic::at(Code::LongSentence, place, message).hint(format!(
                        "say it in two: up to {} words are easy to follow",
                        self.rules.longest_sentence
                    )));
                }
            }
        }
        found.extend(self.reading_age(text, reading));
        found
    }

    fn reading_age(&self, text: &Text<'_>, reading: Reading) -> Option<Diagnostic> {
        if !self.is_on(PlainEnglishRule::ReadingAge) || reading.words <= WORDS_FOR_READING_AGE {
            return None;
        }
        let age = reading.age();
        if age <= self.rules.highest_reading_age {
            return None;
        }
        let first = text.running().next()?;
        let place = Self::place(text, first, &(0..first_words(&first.words).len()));
        let age = if age > OLDEST_AGE { format!("over {OLDEST_AGE}") } else { format!("of {age}") };
        let message = format!("this text of {} words has a reading age {age}", reading.words);
        Some(Diagnostic::at(Code::ReadingAge, place, message).hint(format!(
            "use shorter words, and shorter sentences, of {} words on average here; the limit is {}",
            reading.words / reading.sentences.max(1),
            self.rules.highest_reading_age
        )))
    }
}

/// One file as it is read.
struct PageText<'r> {
    reader: &'r ProseReader<'r>,
    subject: Subject,
    found: Vec<Diagnostic>,
    /// Acronyms that the glossary does not have, each where it is used first.
    acronyms: BTreeMap<String, Span>,
    /// The place of the last string of a list that was looked for: the next one stands after it.
    cursor: usize,
    /// Those that the file itself explains.
    explained: BTreeSet<String>,
}

impl PageText<'_> {
    /// Every text of a record; `whole` is that of the file.
    fn block(&mut self, block: &dyn Block, whole: &str) {
        let end = whole.len();
        let mut place = block.span();
        visit(block, &mut |path, step| match step {
            VisitEvent::Field(field, _) => {
                if let Some(span) = field.span {
                    // Of a list only the beginning is known: its items are looked for from there on.
                    let is_list = matches!(field.shown, Some(ValueRef::List(_)));
                    let list = Span::new(span.file, span.start as usize, end);
                    place = if is_list { list } else { span };
                    self.cursor = 0;
                }
                for silence in field.silence.into_iter().chain(field.silent_items) {
                    let span = Span::new(silence.span.file, silence.span.start as usize, end);
                    self.text(&Text::plain(whole, &silence.reason, span, TextRole::Sentences));
                }
            }
            VisitEvent::Scalar(ScalarRef::Prose(prose)) => self.text(&Text::of_prose(whole, prose)),
            VisitEvent::Scalar(ScalarRef::Text(text)) => {
                if let Some(role) = role_of(path) {
                    let text = Text::plain(whole, text, place, role).from(self.cursor);
                    self.text(&text);
                    self.cursor = text.places.start().unwrap_or(self.cursor);
                }
            }
            VisitEvent::Scalar(_) => {}
        });
    }

    fn text(&mut self, text: &Text<'_>) {
        let reader = self.reader;
        self.found.extend(reader.wrong_expansions(text));
        if text.role == TextRole::Sentences {
            self.found.extend(reader.misleading(text, self.subject));
            self.found.extend(reader.sentences(text));
            for passage in &text.passages {
                for word in words::words(&passage.words) {
                    if word.1.starts_with(|c: char| c.is_ascii_uppercase()) {
                        self.found.extend(reader.person(text, passage, &word));
                        self.gather_acronym(text, passage, &word);
                    }
                }
            }
        }
    }

    fn gather_acronym(&mut self, text: &Text<'_>, passage: &Passage<'_>, (range, word): &Word<'_>) {
        let known = &self.reader.rules.acronyms;
        let unknown = words::acronym(word).filter(|acronym| !known.contains(*acronym));
        let Some(acronym) = unknown else { return };
        if words::is_part_of_more(&passage.words, range) {
            return;
        }
        if words::is_explained(&passage.words, range) {
            self.explained.insert(acronym.to_owned());
        }
        if !self.acronyms.contains_key(acronym) {
            let place = ProseReader::place(text, passage, range);
            self.acronyms.insert(acronym.to_owned(), place);
        }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        let is_on = self.reader.is_on(PlainEnglishRule::UndefinedAcronym);
        for (acronym, place) in self.acronyms {
            if is_on && !self.explained.contains(&acronym) {
                let message = format!("`{acronym}` is not explained");
                let hint = format!(
                    "write it out at first, as in `integrated care board (ICB)`, or add a term with \
                     `aliases: [{acronym}]` to `content/glossary.yaml`"
                );
                self.found.push(Diagnostic::at(Code::UndefinedAcronym, place, message).hint(hint));
            }
        }
        few_of_each(self.found)
    }
}

/// The words by which a reader finds a sentence.
fn first_words(sentence: &str) -> &str {
    let fifth = sentence.match_indices(' ').nth(4);
    &sentence[..fifth.map_or(sentence.len(), |(at, _)| at)]
}

/// The first few of each kind; the last of them tells how many more there are.
fn few_of_each(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut by_code: BTreeMap<Code, Vec<Diagnostic>> = BTreeMap::new();
    for it in found {
        by_code.entry(it.code).or_default().push(it);
    }
    let mut kept: Vec<Diagnostic> = Vec::new();
    for mut of_kind in by_code.into_values() {
        of_kind.sort_by_key(|it| it.place);
        let n_more = of_kind.len().saturating_sub(TOLD_OF_A_FILE);
        kept.extend(of_kind.into_iter().take(TOLD_OF_A_FILE));
        if let Some(last) = kept.last_mut().filter(|_| n_more > 0) {
            last.hints.push(format!("this file has {n_more} more of this kind"));
        }
    }
    kept
}

/// What a plain string is, by its field; nothing for one that nobody reads as words.
fn role_of(path: &[&str]) -> Option<TextRole> {
    Some(match path.last().copied().unwrap_or_default() {
        "id" | "schema" | "version" | "blueprint_version" | "time_zone" | "email" | "phone"
        | "theme" | "format" | "url" | "page" | "pages" | "vintage" | "code" | "codes"
        | "successor" | "type" | "known_words" | "linked_decision" | "decision" => return None,
        "name" | "short_name" | "title" | "term" | "aliases" | "legal_form" | "org"
        | "site_name" | "licence" | "form" | "reference" | "postal" | "provider_address" => {
            TextRole::Name
        }
        _ => TextRole::Sentences,
    })
}

impl<'m> Text<'m> {
    fn of_prose(whole: &'m str, prose: &'m Prose) -> Self {
        Self {
            places: Places::of(whole, &prose.text, prose.span),
            role: TextRole::Sentences,
            passages: passages(&prose.text),
        }
    }

    /// The passages that are sentences.
    fn running(&self) -> impl Iterator<Item = &Passage<'m>> {
        self.passages.iter().filter(|it| it.kind == PassageKind::Running)
    }

    fn plain(whole: &'m str, text: &'m str, span: Span, role: TextRole) -> Self {
        let places = Places::of(whole, text, span);
        Self { places, role, passages: vec![Passage::plain(text)] }
    }

    /// The same, where what comes before an offset is no part of it.
    fn from(self, offset: usize) -> Self {
        Self { places: self.places.from(offset), ..self }
    }
}
