//! Codes and what they stand for: each has the form of its kind, one holder at a time, and days of use.
//!
//! The forms are those in which the Organisation Data Service and the Office for National Statistics issue
//! codes; both moved on 1 April 2026, when six integrated care boards got codes of five characters. Codes
//! that can't be issued, `ZZ…` and `…99999…`, stand for invented bodies and areas and fit any kind.

use std::collections::BTreeMap;

use super::records::codes;
use super::{Life, Subject, succession};
use crate::diag::{Code, Diagnostic};
use crate::model::footprint::{BuiltFrom, Footprint, LineageEvent};
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::model::shared::{OrganisationKind, PlaceKind};
use crate::model::{Model, Section};
use crate::source::{Sources, Span};

/// Checks the codes of bodies and areas, and those that footprints are built from.
pub(super) fn check(sources: &Sources, model: &Model, today: Date) -> Vec<Diagnostic> {
    let mut register = Register { model, holders: BTreeMap::new(), diagnostics: Vec::new() };
    register.organisations();
    register.places();
    let Register { holders, mut diagnostics, .. } = register;
    for blueprint in model.blueprints.values() {
        if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
            let mut reader =
                CodeReader { sources, model, holders: &holders, diagnostics: Vec::new() };
            reader.footprint(footprint, today);
            diagnostics.append(&mut reader.diagnostics);
        }
    }
    diagnostics
}

/// Who has a code, and when.
struct Holder<'m> {
    what: &'static str,
    kind: EntityKind,
    id: &'m str,
    life: Life,
    span: Span,
}

type Holders<'m> = BTreeMap<&'m str, Vec<Holder<'m>>>;

struct Register<'m> {
    model: &'m Model,
    holders: Holders<'m>,
    diagnostics: Vec<Diagnostic>,
}

impl<'m> Register<'m> {
    fn organisations(&mut self) {
        let kind = EntityKind::Organisation;
        for (id, (_, it)) in &self.model.organisations {
            let Some(subject) = Subject::find(self.model, kind, id) else { continue };
            for code in codes(it) {
                let form = it.kind.known().and_then(|kind| match code.what {
                    "ODS code" => ods_form(*kind),
                    "GSS code" => gss_of_body(*kind),
                    _ => None,
                });
                let body = it.kind.known().map_or("", |kind| kind.label());
                self.fits(code.value, code.span, form, body);
                let Some(life) = code.life.common(subject.life) else { continue };
                let holder = Holder { what: code.what, kind, id, life, span: code.span };
                self.hold(code.value, holder);
            }
        }
    }

    fn places(&mut self) {
        let kind = EntityKind::Place;
        for (id, (_, it)) in &self.model.places {
            let (Some(code), Some(span)) = (it.code.known(), it.code.span) else { continue };
            let form = it.kind.known().and_then(|kind| gss_of_place(*kind));
            self.fits(&code.0, span, form, it.kind.known().map_or("", |kind| kind.label()));
            let Some(subject) = Subject::find(self.model, kind, id) else { continue };
            self.hold(&code.0, Holder { what: "GSS code", kind, id, life: subject.life, span });
        }
    }

    /// A council and its area share a code; two bodies, or two areas, never do at one time.
    fn hold(&mut self, code: &'m str, holder: Holder<'m>) {
        let holders = self.holders.entry(code).or_default();
        let other = holders.iter().find(|other| {
            let is_same = other.kind == holder.kind && other.what == holder.what;
            is_same && other.id != holder.id && other.life.common(holder.life).is_some()
        });
        if let Some(other) = other {
            let Holder { what, .. } = holder;
            let message =
                format!("`{code}` is also the {what} of `{}`, on the same days", other.id);
            self.diagnostics.push(
                Diagnostic::at(Code::DuplicateCode, holder.span, message)
                    .hint("correct one of the two, or say when each of them had the code: `{value: …, from: …, to: …}`")
                    .related(other.span, "the other one"),
            );
        }
        holders.push(holder);
    }

    fn fits(&mut self, code: &str, span: Span, form: Option<CodeForm>, kind: &str) {
        if let Some(form) = form.filter(|form| !is_invented(code) && !form.fits(code)) {
            let message = format!(
                "`{code}` does not have the form of the code of {}",
                crate::graph::in_words(kind)
            );
            self.diagnostics.push(wrong_form(code, span, message, &form));
        }
    }
}

fn wrong_form(code: &str, span: Span, message: String, form: &CodeForm) -> Diagnostic {
    let diagnostic = Diagnostic::at(Code::CodeKind, span, message);
    let of_another = KINDS_OF_AREAS
        .iter()
        .filter(|(prefix, _)| code.len() == 9 && code.starts_with(prefix))
        .map(|(prefix, area)| format!("codes that start with {prefix} are used in {area}"));
    let mut diagnostic = diagnostic.hint(format!("such a code is {}", form.words));
    diagnostic.hints.extend(of_another);
    diagnostic.hint("copy the code from its register, or correct the kind")
}

/// A form of codes.
struct CodeForm {
    /// What it looks like, with an example.
    words: &'static str,
    rule: Rule,
}

enum Rule {
    /// `A` stands for a capital letter, `9` for a digit, `?` for either, anything else for itself.
    Patterns(&'static [&'static str]),
    /// Nine characters that begin with one of these.
    Prefixes(&'static [&'static str]),
}

impl CodeForm {
    fn fits(&self, code: &str) -> bool {
        match self.rule {
            Rule::Patterns(patterns) => patterns.iter().any(|pattern| matches(pattern, code)),
            // Codes of Wales, Scotland and the islands have prefixes of their own.
            Rule::Prefixes(prefixes) => {
                !code.starts_with('E') || prefixes.iter().any(|prefix| code.starts_with(prefix))
            }
        }
    }
}

/// Whether a code has the form of a pattern such as `A9A9A`.
fn matches(pattern: &str, code: &str) -> bool {
    pattern.len() == code.len()
        && pattern.bytes().zip(code.bytes()).all(|(sign, byte)| match sign {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            b'?' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            other => byte == other,
        })
}

/// Whether no register can have issued a code, so that it may stand for what is invented.
fn is_invented(code: &str) -> bool {
    code.starts_with("ZZ") || (code.len() == 9 && code[1..].starts_with("99999"))
}

/// The form of the ODS codes of a kind of body; nothing where any form may be.
fn ods_form(kind: OrganisationKind) -> Option<CodeForm> {
    let (words, patterns): (_, &'static [&'static str]) = match kind {
        OrganisationKind::Icb => (
            "`Q` and two letters or digits, such as QYG, or since 1 April 2026 letter, digit, letter, digit, letter, such as S1Y5D",
            &["Q??", "A9A9A"],
        ),
        OrganisationKind::NhsTrust | OrganisationKind::NhsFoundationTrust => (
            "`R` and two letters or digits, such as RWX, or letter, digit, letter, digit, letter",
            &["R??", "A9A9A"],
        ),
        OrganisationKind::GpPractice => ("a letter and five digits, such as Y02345", &["A99999"]),
        OrganisationKind::Pcn => ("`U` and five digits, such as U12345", &["U99999"]),
        OrganisationKind::NhsRegion => ("`Y` and two digits, such as Y61", &["Y99"]),
        _ => return None,
    };
    Some(CodeForm { words, rule: Rule::Patterns(patterns) })
}

/// The form of the GSS code of the area of a kind of body.
fn gss_of_body(kind: OrganisationKind) -> Option<CodeForm> {
    match kind {
        OrganisationKind::Icb => gss_of_place(PlaceKind::IcbArea),
        OrganisationKind::NhsRegion => gss_of_place(PlaceKind::NhsRegion),
        OrganisationKind::LocalAuthority => Some(CodeForm {
            words: "one that starts with E06 to E10, such as E06000057, or of a combined authority with E47",
            rule: Rule::Prefixes(&["E06", "E07", "E08", "E09", "E10", "E12", "E47"]),
        }),
        _ => None,
    }
}

/// The kinds of areas by the first three characters of their GSS codes.
const KINDS_OF_AREAS: &[(&str, &str)] = &[
    ("E00", "output areas"),
    ("E01", "lower layer super output areas"),
    ("E02", "middle layer super output areas"),
    ("E05", "wards"),
    ("E06", "unitary councils"),
    ("E07", "district councils"),
    ("E08", "metropolitan councils"),
    ("E09", "London boroughs"),
    ("E10", "county councils"),
    ("E12", "regions"),
    ("E38", "sub-ICB locations"),
    ("E40", "NHS regions"),
    ("E47", "combined authorities"),
    ("E54", "integrated care boards"),
    ("E92", "England"),
];

/// The form of the GSS code of a kind of area.
fn gss_of_place(kind: PlaceKind) -> Option<CodeForm> {
    let (words, prefixes): (_, &'static [&'static str]) = match kind {
        PlaceKind::Country => ("one that starts with E92: E92000001 for England", &["E92"]),
        PlaceKind::NhsRegion => ("one that starts with E40, such as E40000003", &["E40", "E12"]),
        PlaceKind::IcbArea => ("one that starts with E54, such as E54000065", &["E54"]),
        PlaceKind::SubIcbLocation => ("one that starts with E38, such as E38000026", &["E38"]),
        PlaceKind::CombinedAuthority => ("one that starts with E47, such as E47000001", &["E47"]),
        PlaceKind::County => ("one that starts with E10, such as E10000015", &["E10"]),
        PlaceKind::Unitary => ("one that starts with E06, such as E06000057", &["E06"]),
        PlaceKind::District => ("one that starts with E07, such as E07000240", &["E07"]),
        PlaceKind::MetropolitanDistrict => {
            ("one that starts with E08, such as E08000022", &["E08"])
        }
        PlaceKind::LondonBorough => ("one that starts with E09, such as E09000033", &["E09"]),
        PlaceKind::LocalAuthority => (
            "one that starts with E06 to E10, such as E06000057",
            &["E06", "E07", "E08", "E09", "E10"],
        ),
        PlaceKind::Ward => (
            "one that starts with E05, or with E58 for a division of a county, such as E05009317",
            &["E05", "E58"],
        ),
        PlaceKind::Constituency => ("one that starts with E14, such as E14001063", &["E14"]),
        PlaceKind::Msoa => ("one that starts with E02, such as E02000001", &["E02"]),
        PlaceKind::Lsoa => ("one that starts with E01, such as E01000001", &["E01"]),
        PlaceKind::Place | PlaceKind::Locality | PlaceKind::Neighbourhood | PlaceKind::Other => {
            return None;
        }
    };
    Some(CodeForm { words, rule: Rule::Prefixes(prefixes) })
}

/// The form of the codes of a list, by the name of its kind as the Office for National Statistics heads its
/// columns: `LSOA21`, `LAD24CD`, `ICB22CDH`; nothing for a kind of the author's own.
fn form_of_list(kind: &str) -> Option<CodeForm> {
    let upper = kind.to_uppercase();
    let name = upper.trim_end_matches("CDH").trim_end_matches("CD");
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '-');
    let gss = |words, prefixes| Some(CodeForm { words, rule: Rule::Prefixes(prefixes) });
    let is_ods = upper.ends_with("CDH");
    match name {
        "OA" => gss("one that starts with E00, such as E00000001", &["E00"]),
        "LSOA" => gss_of_place(PlaceKind::Lsoa),
        "PCON" => gss_of_place(PlaceKind::Constituency),
        "MSOA" => gss_of_place(PlaceKind::Msoa),
        "WD" | "WARD" => gss_of_place(PlaceKind::Ward),
        "LAD" => {
            gss("one that starts with E06 to E09, such as E06000057", &["E06", "E07", "E08", "E09"])
        }
        "CTY" => gss_of_place(PlaceKind::County),
        "RGN" => gss("one that starts with E12, such as E12000006", &["E12"]),
        "NHSER" if !is_ods => gss_of_place(PlaceKind::NhsRegion),
        "ICB" if is_ods => ods_form(OrganisationKind::Icb),
        "ICB" => Some(CodeForm {
            words: "the ODS or the GSS code of an integrated care board, such as QYG, S1Y5D or E54000065",
            rule: Rule::Patterns(&["Q??", "A9A9A", "E54999999"]),
        }),
        "SICBL" if !is_ods => gss_of_place(PlaceKind::SubIcbLocation),
        "PRACTICE" | "PRACTICES" | "PRACTICE LIST" | "GP PRACTICE" | "GP PRACTICES" => {
            ods_form(OrganisationKind::GpPractice)
        }
        "PCN" | "PCNS" => ods_form(OrganisationKind::Pcn),
        _ => None,
    }
}

/// Reads the codes of footprints against the codes of the site.
struct CodeReader<'m> {
    sources: &'m Sources,
    model: &'m Model,
    holders: &'m Holders<'m>,
    diagnostics: Vec<Diagnostic>,
}

impl CodeReader<'_> {
    fn footprint(&mut self, footprint: &Footprint, today: Date) {
        let day = footprint.boundary_vintage.known().copied().unwrap_or(today);
        for part in footprint.built_from.known().map_or(&[][..], |parts| &parts.0) {
            self.part(part, day);
        }
        for event in footprint.lineage.items() {
            self.event(event);
        }
    }

    /// A part has the codes of its kind, and each was in use on the day of the part.
    fn part(&mut self, part: &BuiltFrom, day: Date) {
        let form = part.r#type.known().and_then(|kind| form_of_list(kind));
        let day = part.vintage.known().and_then(|words| vintage(words)).unwrap_or(day);
        let Some(span) = part.codes.span else { return };
        for code in part.codes.known().map_or(&[][..], |codes| &codes.0) {
            let place = self.place_of(code, span);
            match &form {
                Some(form) if !is_invented(code) && !form.fits(code) => {
                    let kind = part.r#type.known().map_or("", String::as_str);
                    let message = format!("`{code}` does not have the form of a code of `{kind}`");
                    self.diagnostics.push(wrong_form(code, place, message, form));
                }
                _ => self.in_use(code, place, day),
            }
        }
    }

    /// A code that this site knows was in use on the day.
    fn in_use(&mut self, code: &str, span: Span, day: Date) {
        let Some(holders) = self.holders.get(code) else { return };
        if holders.iter().any(|holder| holder.life.includes(day)) {
            return;
        }
        let ended = holders.iter().filter(|holder| holder.life.has_ended_by(day));
        let Some(last) = ended.max_by_key(|holder| holder.life.to) else { return };
        let Some(to) = last.life.to else { return };
        let message =
            format!("the code `{code}` was in use until {to}, but is used here for {day}");
        let diagnostic = Diagnostic::at(Code::EndedBody, span, message);
        let subject = Subject::find(self.model, last.kind, last.id);
        let followed = subject.map(|subject| {
            let mut followed = succession(self.model, &subject, day);
            let codes = self.codes_after(&subject, day);
            if !codes.is_empty() {
                followed.push_str(&format!("; the codes after it are {}", super::listed(&codes)));
            }
            followed
        });
        self.diagnostics.push(
            diagnostic
                .maybe_hint(followed)
                .hint(format!("if the list is older, give its day: `vintage: {to}`"))
                .related(last.span, "the code of that body or area"),
        );
    }

    /// The codes of the heirs of a body or an area.
    fn codes_after(&self, subject: &Subject<'_>, day: Date) -> Vec<String> {
        let mut heirs = Vec::new();
        super::living(self.model, subject, day, 0, &mut heirs);
        let of_heir = |holder: &Holder<'_>| {
            let is_code = matches!(holder.what, "ODS code" | "GSS code");
            is_code && holder.life.includes(day) && heirs.iter().any(|(it, ..)| it.id == holder.id)
        };
        let all = self.holders.iter();
        all.filter(|(_, holders)| holders.iter().any(of_heir))
            .map(|(code, _)| format!("`{code}`"))
            .collect()
    }

    /// What happened to a code agrees with its days, and with what this site knows of the code.
    fn event(&mut self, event: &LineageEvent) {
        let life = Life::stated(&event.from, &event.to);
        let (Some(code), Some(span)) = (event.code.known(), event.code.span) else { return };
        let wrong =
            |span: Span, message: String| Diagnostic::at(Code::IdentityDates, span, message);
        if let Life { from: Some(from), to: Some(to) } = life
            && from > to
        {
            let message =
                format!("the last day of `{code}`, {to}, is before its first day, {from}");
            self.diagnostics.push(wrong(span, message).hint("correct `from` or `to`"));
        }
        if event.successor.known() == Some(code) {
            let message = format!("`{code}` can't follow itself");
            self.diagnostics.push(wrong(span, message).hint("name the code that came after it"));
        }
        let known = self.holders.get(code.as_str()).into_iter().flatten();
        if let (Some(to), Some(at)) = (life.to, event.to.span)
            && let Some((last, holder)) =
                known.filter_map(|it| Some((it.life.to?, it))).max_by_key(|it| it.0)
            && last != to
        {
            let message = format!(
                "`{code}` ends on {to} here, but on {last} in `{}`",
                holder.kind.home(holder.id)
            );
            self.diagnostics.push(
                wrong(at, message)
                    .hint("check which day is correct, and write it in both files")
                    .related(holder.span, "the code there"),
            );
        }
    }

    /// The place of one code of a list, which is known by its first character only.
    fn place_of(&self, code: &str, list: Span) -> Span {
        let rest = self.sources.text(list.file).get(list.start as usize..);
        match rest.and_then(|rest| rest.find(code)) {
            Some(at) => list.part(at, at + code.len()),
            None => list,
        }
    }
}

/// The day of a list of codes: a day, or the last of a year or month.
fn vintage(words: &str) -> Option<Date> {
    if words.len() == 10 {
        return words.parse().ok();
    }
    let (year, month) = words.split_once('-').unwrap_or((words, "12"));
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    Some(first.last_of_month())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of the integrated care boards of 1 April 2026: the six new ones would be refused by the
    /// obvious form `Q` and two characters.
    #[test]
    fn new_and_old_codes_of_integrated_care_boards_pass() {
        let form = ods_form(OrganisationKind::Icb).expect("it has one");
        for code in ["S1Y5D", "D7T5G", "T6Y0W", "S9B9J", "S0E4D", "Z9B2Z", "QRL", "QYG", "QK1"] {
            assert!(form.fits(code), "{code}");
        }
        for code in ["RWX", "S1Y5", "1S5YD", "QYGG"] {
            assert!(!form.fits(code), "{code}");
        }
    }

    #[test]
    fn lists_are_known_by_the_heads_of_their_columns() {
        for (kind, code) in [
            ("LSOA21", "E01000001"),
            ("LSOA21CD", "E01000001"),
            ("LAD24", "E06000057"),
            ("ICB22CDH", "QM7"),
            ("ICB23", "E54000065"),
            ("practice list", "Y02345"),
        ] {
            assert!(form_of_list(kind).is_some_and(|form| form.fits(code)), "{kind}");
        }
        assert!(form_of_list("LSOA21").is_some_and(|form| !form.fits("E02000001")));
        assert!(form_of_list("our own list").is_none());
    }

    #[test]
    fn a_year_means_its_last_day() {
        assert_eq!(vintage("2021"), Date::new(2021, 12, 31).ok());
        assert_eq!(vintage("2021-02"), Date::new(2021, 2, 28).ok());
        assert_eq!(vintage("2021-03-21"), Date::new(2021, 3, 21).ok());
        assert_eq!(vintage("March"), None);
    }
}
