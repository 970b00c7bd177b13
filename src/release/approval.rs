//! Approvals of a draft: each is bound to what was approved, so that any later edit makes it void.
//!
//! The digest is the SHA-256 of a list of checksums as `sha256sum` writes it, a line for each file that would be sealed, in
//! the order of their paths. `release.yaml` counts without its approvals and the replies of reviewers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::closure::closure;
use super::reply::SentAnswer;
use crate::archive::{NOTE, hex, sha256};
use crate::graph::Graph;
use crate::model::figures;
use crate::model::list::OneOrMany;
use crate::model::reference::OrgOrText;
use crate::model::scalar::Date;
use crate::model::timeline::{Approval, ReleaseNote};
use crate::source::{FileId, SitePath, Sources, paths};

/// The role of whoever wrote the draft; everybody else is a second pair of eyes.
const AUTHOR: &str = "author";
/// Digits of a checksum that an approval keeps of each file, to name the one that was edited.
const SHORT: usize = 12;

/// What would be sealed, to be approved: the checksum of each file by its path in the release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approvable {
    sums: BTreeMap<String, String>,
    /// The organisations of the site by their names, so that a body is the same by its name and by its id.
    bodies: BTreeMap<String, String>,
}

/// What keeps approvals from holding: in words, and what helps.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ApprovalProblem {
    /// What is wrong.
    pub message: String,
    /// What helps.
    pub hint: String,
}

impl Approvable {
    /// What would be sealed of a draft. `bytes` reads a file of the sources.
    ///
    /// # Errors
    /// Those of `bytes`.
    pub fn of<E>(
        sources: &Sources,
        graph: &Graph,
        iho: &str,
        bytes: impl Fn(FileId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, E> {
        let draft = paths::draft(iho, "");
        let mut sums = BTreeMap::new();
        let note = SitePath::new(&format!("{draft}{NOTE}")).and_then(|path| sources.find(&path));
        let closure = closure(sources, graph, iho);
        for file in closure.draft {
            let path = &sources.file(file).path.as_str()[draft.len()..];
            let read = match note == Some(file) {
                true => without_approvals(sources.text(file)).into_bytes(),
                false => bytes(file)?,
            };
            if note != Some(file) || !read.is_empty() {
                sums.insert(path.to_owned(), sum(&read));
            }
        }
        for file in closure.shared {
            let path = sources.file(file).path.as_str().trim_start_matches("content/");
            let short = closure.instead.get(&file).map(|text| text.clone().into_bytes());
            let read = short.map_or_else(|| bytes(file), Ok)?;
            sums.insert(format!("shared/{path}"), sum(&read));
        }
        let organisations = graph.model.organisations.iter();
        let bodies =
            organisations.filter_map(|(id, (_, body))| Some((fold(body.name.known()?), fold(id))));
        Ok(Self { sums, bodies: bodies.collect() })
    }

    /// The digest that stands for all of it.
    pub fn digest(&self) -> String {
        let lines: String =
            self.sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect();
        format!("sha256:{}", hex(&sha256(lines.as_bytes())))
    }

    /// The beginning of each checksum, a line for each file.
    fn short(&self) -> String {
        let line = |(path, sum): (&String, &String)| format!("{}  {path}\n", &sum[..SHORT]);
        self.sums.iter().map(line).collect()
    }

    /// The files that differ from those that somebody approved; nothing where the approval does not list them.
    fn edited_since(&self, approval: &Approval) -> Vec<String> {
        let Some(listed) = approval.files.known() else { return Vec::new() };
        let listed = listed.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
        let then: BTreeMap<&str, &str> = listed.map(|(sum, path)| (path.trim(), sum)).collect();
        let paths: BTreeSet<&str> =
            self.sums.keys().map(String::as_str).chain(then.keys().copied()).collect();
        let is_edited = |path: &&str| match (then.get(path), self.sums.get(*path)) {
            (Some(then), Some(now)) => !now.starts_with(then),
            _ => true,
        };
        paths.into_iter().filter(is_edited).map(str::to_owned).collect()
    }

    /// Why a draft with these approvals must not be sealed; nothing where they hold. `needed` are the roles without which the site
    /// seals nothing; where it names none, one approval by somebody else than the author will do.
    pub fn objections(
        &self,
        approvals: &[&Approval],
        needed: &[String],
        iho: &str,
    ) -> Vec<ApprovalProblem> {
        let mut found = Vec::new();
        let digest = self.digest();
        let mut good: Vec<&Approval> = Vec::new();
        for approval in approvals {
            match approval.digest.known() {
                None => found.push(ApprovalProblem {
                    message: format!(
                        "the approval by {} is not bound to what was approved",
                        who(approval)
                    ),
                    hint: format!("take it out, and let them approve with `iho approve {iho}`"),
                }),
                Some(bound) if bound.trim() != digest => found.push(self.void(approval, iho)),
                Some(_) => good.push(approval),
            }
        }
        let authors: BTreeSet<String> =
            good.iter().filter(|it| is_author(it)).map(|it| self.party(it)).collect();
        let is_seen = good.iter().any(|it| !is_author(it) && !authors.contains(&self.party(it)));
        if found.is_empty() && !is_seen && (!good.is_empty() || needed.is_empty()) {
            found.push(self.unseen(&good, iho));
        }
        for role in needed {
            let has = |it: &&&Approval| it.role.known().is_some_and(|it| is_same_role(it, role));
            let is_approved = good
                .iter()
                .filter(has)
                .any(|it| is_author(it) || !authors.contains(&self.party(it)));
            let is_void = approvals
                .iter()
                .any(|it| has(&it) && it.digest.known().is_none_or(|it| it.trim() != digest));
            if !is_approved && !is_void {
                found.push(ApprovalProblem {
                    message: format!(
                        "`site.yaml` requires an approval as “{role}”, and there is none"
                    ),
                    hint: format!("approve it with `iho approve {iho} --role \"{role}\" --by …`"),
                });
            }
        }
        found
    }

    /// That nobody but the author has approved.
    fn unseen(&self, good: &[&Approval], iho: &str) -> ApprovalProblem {
        let command = format!("`iho approve {iho} --role \"second eyes\" --by \"…\"`");
        match good {
            [] => ApprovalProblem {
                message: "nobody has approved the draft: a release needs the approval of somebody who is not its author"
                    .to_owned(),
                hint: format!("ask somebody else to review the draft and approve it with {command}"),
            },
            _ => {
                let twice = self.same_in_two_roles(good);
                let twice = twice.first().map_or_else(String::new, |it| format!(": {it}"));
                ApprovalProblem {
                    message: format!("only the author has approved the draft{twice}"),
                    hint: format!("ask somebody else to review the draft and approve it with {command}"),
                }
            }
        }
    }

    /// Who has approved in more than one role, a sentence for each without its full stop.
    pub fn same_in_two_roles(&self, approvals: &[&Approval]) -> Vec<String> {
        let mut roles: BTreeMap<String, Vec<&Approval>> = BTreeMap::new();
        for approval in approvals {
            roles.entry(self.party(approval)).or_default().push(approval);
        }
        let several = roles.into_values().filter(|of| of.len() > 1);
        several
            .map(|of| {
                let roles = of.iter().filter_map(|it| it.role.known());
                let roles: Vec<&str> = roles.map(String::as_str).collect();
                format!("{} has approved in {} roles ({})", by(of[0]), of.len(), roles.join(", "))
            })
            .collect()
    }

    /// The approvals that the same person or body gave in other roles: by whom as it was spelled, and the role.
    pub fn other_roles_of<'a>(
        &self,
        who: &str,
        role: &str,
        approvals: &[&'a Approval],
    ) -> Vec<(&'a str, &'a str)> {
        let who = self.party_of(who);
        let same = approvals.iter().filter(|it| self.party(it) == who);
        let roles = same.filter_map(|it| Some((by(it), it.role.known()?.as_str())));
        roles.filter(|(_, other)| !is_same_role(other, role)).collect()
    }

    /// Who approved, by one name however it is spelled: a body that has a page here by its id.
    fn party(&self, approval: &Approval) -> String {
        self.party_of(by(approval))
    }

    fn party_of(&self, who: &str) -> String {
        let name = fold(who);
        self.bodies.get(&name).cloned().unwrap_or(name)
    }

    fn void(&self, approval: &Approval, iho: &str) -> ApprovalProblem {
        let on = approval.date.known().map_or_else(String::new, |date| format!(" on {date}"));
        let edited = self.edited_since(approval);
        let what = match &edited[..] {
            [] => "something was edited since".to_owned(),
            [one] => format!("`{one}` was edited since"),
            many => {
                let names: Vec<String> = many.iter().map(|path| format!("`{path}`")).collect();
                format!("{} were edited since", names.join(", "))
            }
        };
        ApprovalProblem {
            message: format!("the approval by {}{on} is void: {what}", who(approval)),
            hint: format!(
                "let them look again and approve with `iho approve {iho}`, or put the files back as they were approved"
            ),
        }
    }
}

/// The text of `release.yaml` with what somebody says of the draft, in the place of all that the same name has said in the same role.
/// With answers that do not agree to everything it is no approval.
pub fn with_verdict(
    text: &str,
    approvable: &Approvable,
    note: Option<&ReleaseNote>,
    new: &New,
    answers: &[SentAnswer],
    is_approval: bool,
) -> String {
    let is_other = |by: Option<&OrgOrText>, role: Option<&String>| {
        let by = by.map_or("", |by| by.0.value.as_str());
        approvable.party_of(by) != approvable.party_of(&new.by)
            || !role.is_some_and(|role| is_same_role(role, &new.role))
    };
    let mut approvals = String::new();
    for approval in items(note.and_then(|note| note.approvals.known())) {
        if is_other(approval.by.known(), approval.role.known()) {
            let of = |text: Option<&String>| text.cloned().unwrap_or_default();
            let files = of(approval.files.known());
            let digest = of(approval.digest.known());
            head(&mut approvals, approval.role.known(), by(approval), approval.date.known());
            bound_to(&mut approvals, &digest, &files);
        }
    }
    if is_approval {
        head(&mut approvals, Some(&new.role), &new.by, Some(&new.date));
        bound_to(&mut approvals, &approvable.digest(), &approvable.short());
    }
    let mut replies = String::new();
    for reply in items(note.and_then(|note| note.replies.known())) {
        if is_other(reply.by.known(), reply.role.known()) {
            let by = reply.by.known().map_or("", |by| by.0.value.as_str());
            head(&mut replies, reply.role.known(), by, reply.date.known());
            replies.push_str("    answers:\n");
            for it in items(reply.answers.known()) {
                let of = |text: Option<&String>| text.map_or("", String::as_str).to_owned();
                let word = it.answer.known().map_or("query", |it| it.id());
                answer(
                    &mut replies,
                    &of(it.change.known()),
                    &of(it.about.known()),
                    word,
                    &of(it.words.known()),
                );
            }
        }
    }
    if !answers.is_empty() {
        head(&mut replies, Some(&new.role), &new.by, Some(&new.date));
        replies.push_str("    answers:\n");
        for it in answers {
            answer(&mut replies, &it.change, &it.about, &it.answer, &it.words);
        }
    }
    let mut whole = without_approvals(text);
    for (key, entries) in [("approvals", approvals), ("replies", replies)] {
        if !entries.is_empty() {
            whole.push_str(&format!("{key}:\n{entries}"));
        }
    }
    whole
}

fn items<T>(list: Option<&OneOrMany<T>>) -> impl Iterator<Item = &T> {
    list.into_iter().flat_map(|list| &list.0.items)
}

/// Who says something, in which role and when.
fn head(text: &mut String, role: Option<&String>, by: &str, date: Option<&Date>) {
    let role = role.map_or_else(String::new, |role| format!("role: {}\n    ", quoted(role)));
    text.push_str(&format!("  - {role}by: {}\n", quoted(by)));
    if let Some(date) = date {
        text.push_str(&format!("    date: {date}\n"));
    }
}

/// What was approved.
fn bound_to(text: &mut String, digest: &str, files: &str) {
    if !digest.is_empty() {
        text.push_str(&format!("    digest: {digest}\n"));
    }
    if !files.is_empty() {
        text.push_str("    files: |\n");
        files.lines().for_each(|line| text.push_str(&format!("      {line}\n")));
    }
}

/// What was answered to a change.
fn answer(text: &mut String, change: &str, about: &str, answer: &str, words: &str) {
    let [change, about] = [change, about].map(quoted);
    text.push_str(&format!(
        "      - change: {change}\n        about: {about}\n        answer: {answer}\n"
    ));
    if !words.trim().is_empty() {
        text.push_str(&format!("        words: {}\n", quoted(words.trim())));
    }
}

/// `release.yaml` with what was typed as one more entry, quoted.
pub fn with_words(text: &str, key: &str, words: &str) -> String {
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{gap}{key}: {}\n", quoted(words))
}

fn quoted(words: &str) -> String {
    serde_json::to_string(words).expect("a text is JSON, and so YAML")
}

/// Who says something of a draft now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// In which role.
    pub role: String,
    /// By whom: a post, an organisation or a name.
    pub by: String,
    /// On which day.
    pub date: Date,
}

/// The text of `release.yaml` without what others say of the draft; empty where nothing else is in it.
pub fn without_approvals(text: &str) -> String {
    without(text, &["approvals", "replies"])
}

/// The text of `release.yaml` without what reviewers have answered, which is not published.
pub fn without_replies(text: &str) -> String {
    without(text, &["replies"])
}

fn without(text: &str, keys: &[&str]) -> String {
    let mut rest = String::new();
    let mut is_left_out = false;
    for line in text.lines() {
        if is_key(line) {
            let key = line.split(':').next().unwrap_or_default();
            is_left_out = keys.contains(&key.trim().trim_matches(['"', '\'']));
        }
        if !is_left_out {
            rest.push_str(line.trim_end());
            rest.push('\n');
        }
    }
    let rest = rest.trim_end();
    if rest.is_empty() { String::new() } else { format!("{rest}\n") }
}

/// Whether a line begins an entry of the file, and not of something in it.
fn is_key(line: &str) -> bool {
    !line.starts_with([' ', '\t', '-', '#', ']', '}']) && line.contains(':')
}

/// An approval in words: by whom, in which role, when.
pub fn said(approval: &Approval) -> String {
    let on =
        approval.date.known().map_or_else(String::new, |day| format!(", {}", figures::date(*day)));
    who(approval) + &on
}

fn who(approval: &Approval) -> String {
    by_and_role(approval.by.known(), approval.role.known())
}

/// "Head of Contracts (second eyes)".
pub(super) fn by_and_role(by: Option<&OrgOrText>, role: Option<&String>) -> String {
    let by = by.map_or("somebody", |by| by.0.value.as_str());
    role.map_or_else(|| by.to_owned(), |role| format!("{by} ({role})"))
}

fn by(approval: &Approval) -> &str {
    approval.by.known().map_or("somebody", |by| by.0.value.as_str())
}

fn is_author(approval: &Approval) -> bool {
    approval.role.known().is_some_and(|role| is_same_role(role, AUTHOR))
}

/// Roles are the same however they are spelled: “Second eyes”, `second-eyes`, and the `2i` of government publishing.
fn is_same_role(one: &str, other: &str) -> bool {
    let plain = |role: &str| match fold(role).as_str() {
        "2i" | "second pair of eyes" => "second eyes".to_owned(),
        "authors" | "co author" | "coauthor" | "writer" => AUTHOR.to_owned(),
        role => role.to_owned(),
    };
    plain(one) == plain(other)
}

/// The words of a name as they count: without case, spaces, punctuation, hyphens and “the”. Nothing where no word is left.
pub fn fold(words: &str) -> String {
    let words = words.to_lowercase().replace(['\'', '’'], "").replace('&', " and ");
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty() && *word != "the").collect::<Vec<_>>().join(" ")
}

/// The checksum of a file, the same however its lines end: git and editors turn one ending into another. A file with a zero byte
/// is no text.
fn sum(bytes: &[u8]) -> String {
    if bytes.contains(&0) || !bytes.contains(&b'\r') {
        return hex(&sha256(bytes));
    }
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    hex(&sha256(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_no_part_of_what_is_approved() {
        let plain = "note: |\n  Words: more.\n  approvals: no.\nbased_on:\n  version: 2027-04-01\n";
        for with in [
            format!("{plain}approvals:\n- role: author\n  by: A\n# End.\n"),
            format!("approvals: [\n  {{role: author, by: A}}\n]\n{plain}"),
            format!("{plain}\n\"approvals\":\n  - role: author\n    files: |\n      0a  b\n")
                .replace('\n', "\r\n"),
        ] {
            assert_eq!(without_approvals(&with), plain);
        }
        assert_eq!(without_approvals("approvals:\n  - by: A\n"), "");
        assert_eq!(without_approvals("# Only this.\n\n"), "# Only this.\n");
    }

    #[test]
    fn roles_are_the_same_however_they_are_spelled() {
        assert!(is_same_role("2i", "second-eyes") && is_same_role("Fact check", "fact-check"));
        assert!(!is_same_role("author", "fact check"));
    }
}
