//! Whether people are covered, in words: by whom they are counted, for which group, and since when.

use crate::model::Blueprint;
use crate::model::footprint::{Footprint, PopulationKind};
use crate::model::status::ContractStanding;
use crate::page::context::{PageContext, row, text};
use crate::page::view::{Answers, Row};
use crate::page::wording::{self, lower_first};

/// What the answers of a page have in common.
pub(super) struct Words {
    /// Whether people are counted by their GP practice, and whether by their home.
    pub(super) by: [bool; 2],
    /// "will be covered".
    covered: &'static str,
    /// " from 1 April 2027", where it has yet to start.
    from: String,
    /// "will not be covered".
    not: &'static str,
    /// The group that is covered, where it is not everybody.
    group: Option<String>,
    practices: String,
    /// Whether a list of postcodes is published.
    has_postcodes: bool,
}

impl Words {
    pub(super) fn new(cx: &PageContext<'_>, blueprint: &Blueprint, it: &Footprint) -> Self {
        let ((covered, not), from) = standing(cx, blueprint);
        let is_segment = it.population_kind.known() == Some(&PopulationKind::Segment);
        let group = is_segment.then(|| group_of(cx, it));
        let n = blueprint.practices().len();
        let practices = match (n, it.practices_count.known()) {
            (0, Some(n)) => format!("one of its {} GP practices", wording::count(*n)),
            (0, None) => "one of its GP practices".to_owned(),
            (1, _) => "the GP practice below".to_owned(),
            (n, _) => format!("one of the {} GP practices below", wording::count(n as u64)),
        };
        let has_postcodes = blueprint.postcodes().is_some();
        Self { by: it.counts_by(), covered, from, not, group, practices, has_postcodes }
    }

    /// The rule in one sentence.
    pub(super) fn rule(&self) -> String {
        let home = match self.has_postcodes {
            true => "live at one of the postcodes below",
            false => "live in its area",
        };
        let how = match self.by {
            [true, false] => format!("are registered with {}", self.practices),
            [false, true] => home.to_owned(),
            [true, true] => return self.covered_by_both("the rule below says which"),
            [false, false] => {
                return "It is not published yet who is counted, and so who is covered.".to_owned();
            }
        };
        self.covered_if(&how)
    }

    /// The rule in short, by the names of the places, and how many people it covers.
    pub(super) fn in_short(&self, cx: &PageContext<'_>, it: &Footprint) -> Option<String> {
        let places: Vec<&str> = it.places.items().iter().map(|it| cx.name_of(&it.0)).collect();
        let places = match places.len() {
            0 => "the area".to_owned(),
            1..=3 => wording::any_of(&places),
            n => format!("one of {n} places"),
        };
        let (how, count) = match self.by {
            [true, false] => (
                format!("are registered with a GP practice in {places}"),
                &it.registered_population,
            ),
            [false, true] => (format!("live in {places}"), &it.resident_population),
            [true, true] => (String::new(), &it.registered_population),
            [false, false] => return None,
        };
        let count = count.known().map_or_else(String::new, |n| {
            format!(" About {} people {}.", wording::count(*n), self.covered)
        });
        let rule = match self.by {
            [true, true] => self.covered_by_both(&format!("either has to be in {places}")),
            _ => self.covered_if(&how),
        };
        Some(rule + &count)
    }

    /// Who is covered, where some people are counted by their practice and others by their home.
    fn covered_by_both(&self, more: &str) -> String {
        let Self { covered, from, group, .. } = self;
        match group {
            Some(group) => format!(
                "You {covered}{from} if you belong to the group that this contract is for: {group}. \
                 You are counted by your GP practice or by your home: {more}."
            ),
            None => {
                format!("You {covered}{from} by your GP practice or by your home: {more}.")
            }
        }
    }

    fn covered_if(&self, how: &str) -> String {
        let Self { covered, from, .. } = self;
        match &self.group {
            Some(group) => format!(
                "You {covered}{from} if you {how} and belong to the group that this contract is for: {group}."
            ),
            None => {
                let end = match self.by {
                    [true, false] => ", wherever you live",
                    [false, true] => ", wherever your GP practice is",
                    _ => "",
                };
                format!("You {covered}{from} if you {how}{end}.")
            }
        }
    }

    /// What a script answers who looked up a `practice`, or a `home`.
    pub(super) fn answers(&self, by: &'static str) -> Answers {
        let (covered, not) = match (self.by, &self.group) {
            ([true, true], _) => (
                format!("may be covered: the rule on this page says who is counted by their {by}"),
                format!("are not counted by your {by}"),
            ),
            (_, group) => {
                (format!("{}{}{}", self.covered, self.from, of_group(group)), self.not.to_owned())
            }
        };
        Answers { covered, not }
    }

    /// What holds for people who live in one area and have their GP practice in another.
    pub(super) fn elsewhere(&self) -> Vec<Row> {
        let Self { covered, from, not, group, .. } = self;
        let group = of_group(group);
        let yes = |by| format!("You {covered}{from}{group}. Only {by} counts.");
        let no = |by, other| format!("You {not}. People are counted by {by}, not by {other}.");
        let may =
            |by| format!("You may be covered: the rule on this page says who is counted by {by}.");
        let (practice, home) = ("your GP practice", "where you live");
        let [home_only, practice_only] = match self.by {
            [true, false] => [no("their GP practice", "where they live"), yes(practice)],
            [false, true] => [yes(home), no("where they live", "their GP practice")],
            [true, true] => [may("their home"), may("their GP practice")],
            [false, false] => return Vec::new(),
        };
        [
            ("home", "I live in the area, but my GP practice is outside it", home_only),
            ("practice", "My GP practice is in the area, but I live outside it", practice_only),
        ]
        .map(|(id, question, answer)| row(&format!("only_{id}"), question, text(answer)))
        .into()
    }
}

/// What people of one group need besides, where not everybody is covered.
fn of_group(group: &Option<String>) -> String {
    let needed = |_| " if you belong to the group that this contract is for".to_owned();
    group.as_ref().map_or_else(String::new, needed)
}

/// Who belongs to the group: the first sentence of its rule. A category of groups would promise cover to people outside it.
fn group_of(cx: &PageContext<'_>, it: &Footprint) -> String {
    let rule = it.segment.known().and_then(|it| it.inclusion_rule.known());
    let Some(rule) = rule else {
        return "a specific group, which has not been published".to_owned();
    };
    let words = cx.first_words(rule);
    let first = words.split_once(". ").map_or(words.as_str(), |(first, _)| first);
    lower_first(first.trim_end_matches('.'))
}

/// How far the contract has come, as a verb and the same denied, and from when.
pub(super) fn standing(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
) -> ((&'static str, &'static str), String) {
    match blueprint.standing(cx.graph.today) {
        ContractStanding::GivenUp => {
            (("would have been covered", "would not have been covered"), String::new())
        }
        ContractStanding::Ended => (("were covered", "were not covered"), String::new()),
        ContractStanding::InForce => (("are covered", "are not covered"), String::new()),
        ContractStanding::Proposed => (("would be covered", "would not be covered"), String::new()),
        ContractStanding::Awarded(start) => {
            let from =
                start.map_or_else(String::new, |day| format!(" from {}", wording::date(day)));
            (("will be covered", "will not be covered"), from)
        }
    }
}
