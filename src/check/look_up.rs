//! The lists by which people look up whether they are covered: GP practices, and postcodes.

use std::collections::{BTreeMap, BTreeSet};

use super::BlueprintContext;
use crate::archive;
use crate::diag::{Code, Diagnostic, Severity, Suggestions, few};
use crate::model::code::OdsCode;
use crate::model::footprint::Footprint;
use crate::model::look_up::{POSTCODES, PRACTICES};
use crate::model::observations::Number;
use crate::model::postcode::Postcode;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::table::{self, MOST, Table};
use crate::model::{Blueprint, Section};
use crate::source::{FileId, Span, Spanned};

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let blueprint = cx.blueprint;
    let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) else {
        return Vec::new();
    };
    let is_sealed = |file: FileId| archive::is_kept(cx.site.sources.place(file));
    let mut found = missing(footprint);
    found.extend(no_csv(footprint, is_sealed));
    let site = cx.site.model.site.as_ref().map(|(_, site)| site);
    let is_illustrative = site.and_then(|it| it.illustrative.known()) == Some(&true);
    for (field, columns, n_needed) in
        [(&footprint.practices, PRACTICES, 3), (&footprint.postcodes, POSTCODES, 2)]
    {
        let Some((file, table)) = blueprint.table(field) else { continue };
        let text = cx.site.sources.text(*file);
        let slips = match table::separated(*file, text) {
            Some(slip) => vec![slip],
            None => table.unlike(text, columns, n_needed),
        };
        if !slips.is_empty() {
            found.extend(few(slips));
            continue;
        }
        // What was sealed can't be corrected in place.
        let is_sealed = is_sealed(*file);
        let (seen, suggestions) = (BTreeMap::new(), Suggestions::default());
        let mut reader =
            Reader { text, table, is_illustrative, seen, suggestions, found: Vec::new() };
        if table.rows.is_empty() {
            let message = "this list has no rows";
            let hint = "add the rows, or say in `footprint.yaml` why there is no list";
            reader.found.push(Diagnostic::at(Code::BadTable, table.heads, message).hint(hint));
        }
        match n_needed {
            3 => reader.practices(),
            _ => {
                // What was sealed may name an area by an id that was given up since.
                let renames =
                    if is_sealed { Renames::of(cx.site.model) } else { Renames::default() };
                reader.postcodes(&areas(cx, footprint), &renames);
            }
        }
        if is_sealed {
            reader.found.iter_mut().for_each(|it| it.severity = Severity::Warning);
        }
        found.extend(few(reader.found));
    }
    found
}

/// Lists that are saved as something else than CSV, which nothing reads: new since some releases were sealed.
fn no_csv(footprint: &Footprint, is_sealed: impl Fn(FileId) -> bool) -> Vec<Diagnostic> {
    let profile = "group,people,share";
    let parts = footprint.built_from.known().map_or(&[][..], |parts| &parts.0);
    let all = [
        ("age_profile", &footprint.age_profile, profile.to_owned()),
        ("deprivation", &footprint.deprivation, profile.to_owned()),
        ("ethnicity", &footprint.ethnicity, profile.to_owned()),
        ("practices", &footprint.practices, PRACTICES.join(",")),
        ("postcodes", &footprint.postcodes, POSTCODES.join(",")),
    ];
    let of_parts = parts.iter().map(|it| ("file", &it.file, "code,name".to_owned()));
    let wrong = all.into_iter().chain(of_parts).filter_map(|(field, name, header)| {
        let Spanned { value, span } = &name.known()?.0;
        (!value.to_lowercase().ends_with(".csv")).then(|| {
            let message = format!("`{value}` is not a CSV file");
            let stem = value.rsplit_once('.').map_or(value.as_str(), |(stem, _)| stem);
            let found = Diagnostic::at(Code::BadTable, *span, message).hint(format!(
                "save it as CSV with a header row such as `{header}`, and write `{field}: {stem}.csv`"
            ));
            match is_sealed(span.file) {
                true => Diagnostic { severity: Severity::Warning, ..found },
                false => found,
            }
        })
    });
    wrong.collect()
}

/// A way to look up that is neither there nor said to be missing.
fn missing(footprint: &Footprint) -> Vec<Diagnostic> {
    let at = footprint.population_basis.span.unwrap_or(footprint.span);
    let ways = [
        (&footprint.practices, "practices", "GP practice", "practices.csv", PRACTICES),
        (&footprint.postcodes, "postcodes", "home", "footprint-postcodes.csv", POSTCODES),
    ];
    let (counts_by, has_neither) =
        (footprint.counts_by(), ways.iter().all(|(field, ..)| field.is_absent()));
    // While nobody knows how people are counted, one list or one reason is enough.
    let is_open = counts_by == [false, false] && has_neither;
    let needed = ways.into_iter().zip(counts_by);
    let missing =
        needed.filter(|((field, ..), is_needed)| *is_needed && field.is_absent() || is_open);
    missing
        .map(|((_, key, by, file, columns), _)| {
            let message = match is_open {
                true => format!("the footprint has no list of {key}, and does not say why"),
                false => format!(
                    "people are counted by their {by}, but the footprint has no list of {key}"
                ),
            };
            let header = columns.join(",");
            Diagnostic::at(Code::NoLookUp, at, message)
                .hint(format!("add `{key}: {file}` and, beside it, the file `{file}` with the header row `{header}`"))
                .hint(format!("if there is no list yet, say why: `{key}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q2}}`"))
        })
        .collect()
}

/// The ids and codes of the areas that a footprint names, and of the parts it is built from.
fn areas<'c>(cx: &BlueprintContext<'c>, footprint: &'c Footprint) -> BTreeSet<&'c str> {
    let councils = footprint.local_authorities.items().iter().filter_map(|it| it.place.known());
    let places = footprint.places.items().iter().chain(footprint.neighbourhoods.items());
    let mut areas: BTreeSet<&str> = places.chain(councils).map(|it| it.0.id.as_str()).collect();
    let codes = areas.iter().filter_map(|id| cx.site.model.places.get(*id)?.1.code.known());
    let codes: Vec<&str> = codes.map(|code| code.0.as_str()).collect();
    areas.extend(codes);
    for part in footprint.built_from.known().map_or(&[][..], |parts| &parts.0) {
        areas.extend(part.codes.known().into_iter().flat_map(|it| &it.0.items).map(String::as_str));
        areas.extend(codes_in_file(cx.blueprint, part));
    }
    areas
}

/// An area as it can be written.
fn example(areas: &BTreeSet<&str>) -> String {
    areas.last().map_or(String::new(), |it| format!(", such as `{it}`"))
}

/// Every code in the first column: what is no code of a register has no name that readers could be told.
fn codes_in_file<'b>(
    blueprint: &'b Blueprint,
    part: &crate::model::footprint::BuiltFrom,
) -> impl Iterator<Item = &'b str> {
    let table = blueprint.table(&part.file).map(|(_, table)| table);
    let cells = table.into_iter().flat_map(|it| &it.rows).filter_map(|(cells, _)| cells.first());
    cells.map(String::as_str).filter(|it| OdsCode::parse(it, Span::NOWHERE).is_ok())
}

/// Reads the rows of a list, and notes what is wrong in them.
struct Reader<'t> {
    text: &'t str,
    table: &'t Table,
    is_illustrative: bool,
    /// What may occur once, with its row.
    seen: BTreeMap<String, Span>,
    suggestions: Suggestions,
    found: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    /// A cell and where it is.
    fn cell(&self, (cells, row): &'t (Vec<String>, Span), column: &str) -> (&'t str, Span) {
        let Some(at) = self.table.columns.iter().position(|it| it == column) else {
            return ("", *row);
        };
        // To find a cell takes longer the more there are before it.
        let is_told = self.found.len() < MOST;
        (&cells[at], if is_told { table::cell(self.text, *row, at) } else { *row })
    }

    fn say(&mut self, code: Code, at: Span, message: String, hint: impl Into<String>) {
        self.found.push(Diagnostic::at(code, at, message).hint(hint));
    }

    fn once(&mut self, what: &str, name: String, at: Span) {
        if let Some(first) = self.seen.get(&name) {
            let message = format!("the {what} `{name}` is listed twice");
            self.found.push(
                Diagnostic::at(Code::DuplicateId, at, message)
                    .hint("remove one of the two rows")
                    .related(*first, "the first of them"),
            );
        } else {
            self.seen.insert(name, at);
        }
    }

    fn practices(&mut self) {
        for row in &self.table.rows {
            let (ods, at) = self.cell(row, "ods");
            let first = row.0.iter().find(|cell| !cell.is_empty());
            if first.is_some_and(|cell| cell.to_lowercase().starts_with("total"))
                && self.cell(row, "postcode").0.is_empty()
            {
                let message = "this row is a total, not a practice".to_owned();
                self.say(Code::BadTable, row.1, message, "delete the row of totals");
                continue;
            }
            match OdsCode::parse(ods, at) {
                Ok(code) => self.once("practice", code.0, at),
                Err(slip) => self.found.push(slip),
            }
            let (name, at) = self.cell(row, "name");
            if name.is_empty() {
                let message = "this practice has no name".to_owned();
                self.say(Code::BadTable, at, message, "write the name that patients know");
            }
            if let Some((Postcode { inward: None, outward }, at)) = self.postcode(row) {
                let message = format!("`{outward}` is only the first half of a postcode");
                let hint = "write the whole postcode, such as `QX1 2AB`".to_owned();
                self.say(Code::BadCode, at, message, self.with_example(hint));
            }
            let (people, at) = self.cell(row, "people");
            if people.is_empty() || people.parse::<u64>().is_ok() {
                continue;
            }
            let hint = match Number::parse(people) {
                Err(hint) if people.starts_with(|it: char| it.is_ascii_digit()) => hint,
                _ => "write a whole number such as `7450`, or leave the cell empty".to_owned(),
            };
            let message = format!("`{people}` is not a number of people");
            self.say(Code::BadNumber, at, message, hint);
        }
    }

    fn postcodes(&mut self, areas: &BTreeSet<&str>, renames: &Renames) {
        let mut whole = BTreeMap::new();
        let mut parts = Vec::new();
        for row in &self.table.rows {
            if let Some((postcode, at)) = self.postcode(row) {
                self.once("postcode", postcode.to_string(), at);
                match postcode.inward {
                    None => drop(whole.insert(postcode.outward, at)),
                    Some(_) => parts.push((postcode, at)),
                }
            }
            let (area, at) = self.cell(row, "area");
            if area.is_empty() {
                let hint = format!("write the id or code of an area{}", example(areas));
                self.say(Code::BadTable, at, "this row has no area".to_owned(), hint);
            } else if !areas.contains(renames.now(EntityKind::Place, area).unwrap_or(area)) {
                let message = format!("`{area}` is not an area of this footprint");
                let near = self.suggestions.did_you_mean(area, areas.iter().copied());
                let hint = near.unwrap_or_else(|| {
                    let example = example(areas);
                    format!("write the id or code of an area that `footprint.yaml` names{example}")
                });
                self.say(Code::UnknownReference, at, message, hint);
            }
        }
        for (postcode, at) in parts {
            let Some(whole) = whole.get(&postcode.outward) else { continue };
            let message = format!("`{postcode}` is listed beside all of `{}`", postcode.outward);
            self.found.push(
                Diagnostic::at(Code::Contradiction, at, message)
                    .hint(format!(
                        "remove this row, or the row that says all of `{}` is covered",
                        postcode.outward
                    ))
                    .related(*whole, "all of it"),
            );
        }
    }

    /// What to type, with examples that the site would take.
    fn with_example(&self, hint: String) -> String {
        if self.is_illustrative {
            return hint;
        }
        hint.replace("`QX1 2AB`", "`SW1A 2AA`").replace("`QX1`", "`SW1A`")
    }

    /// The postcode of a row, if it is one that can be meant.
    fn postcode(&mut self, row: &'t (Vec<String>, Span)) -> Option<(Postcode, Span)> {
        let (typed, at) = self.cell(row, "postcode");
        match Postcode::parse(typed).map_err(|hint| self.with_example(hint)) {
            Err(hint) if typed.is_empty() => {
                self.say(Code::BadCode, at, "this row has no postcode".to_owned(), hint);
            }
            Err(hint) => {
                self.say(Code::BadCode, at, format!("`{typed}` is not a postcode"), hint);
            }
            Ok(it) if it.outward.is_known() => return Some((it, at)),
            Ok(it) if it.outward.is_fictional() && self.is_illustrative => return Some((it, at)),
            Ok(it) => {
                let area = it.outward.area();
                let message = match it.outward.elsewhere() {
                    Some(place) => {
                        format!("postcodes that begin with `{area}` are those of {place}")
                    }
                    None => format!("no postcode begins with `{area}`"),
                };
                let hint = match (it.outward.elsewhere(), it.outward.is_fictional()) {
                    (Some(_), _) => "remove the row: the NHS in England does not cover them",
                    (None, true) => {
                        "replace invented postcodes by real ones: only an illustrative site has invented ones"
                    }
                    (None, false) if self.is_illustrative => {
                        "check the letters; on an illustrative site, invented postcodes begin with Q, V or X"
                    }
                    (None, false) => "check the letters",
                };
                self.say(Code::BadCode, at, message, hint);
            }
        }
        None
    }
}
