//! Approvals of a draft: each is bound to what was approved, so that any later edit makes it void.
//!
//! The digest is the SHA-256 of a list of checksums as `sha256sum` writes it, a line for each file that would be sealed, in
//! the order of their paths. `release.yaml` counts without its approvals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::closure::closure;
use crate::archive::{NOTE, hex, sha256};
use crate::graph::Graph;
use crate::model::figures;
use crate::model::timeline::Approval;
use crate::source::{FileId, SitePath, Sources, paths};

/// The role of whoever wrote the draft; everybody else is a second pair of eyes.
const AUTHOR: &str = "author";
/// Digits of a checksum that an approval keeps of each file, to name the one that was edited.
const SHORT: usize = 12;

/// What would be sealed, to be approved: the checksum of each file by its path in the release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approvable {
    sums: BTreeMap<String, String>,
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
                sums.insert(path.to_owned(), hex(&sha256(&read)));
            }
        }
        for file in closure.shared {
            let path = sources.file(file).path.as_str().trim_start_matches("content/");
            let short = closure.instead.get(&file).map(|text| text.clone().into_bytes());
            let read = short.map_or_else(|| bytes(file), Ok)?;
            sums.insert(format!("shared/{path}"), hex(&sha256(&read)));
        }
        Ok(Self { sums })
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

    /// Why a draft with these approvals must not be sealed; nothing where they hold, or where there are none and none is
    /// needed. `needed` are the roles without which the site seals nothing.
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
            good.iter().filter(|it| is_author(it)).map(|it| name(it)).collect();
        let is_seen = good.iter().any(|it| !is_author(it) && !authors.contains(&name(it)));
        if found.is_empty() && !good.is_empty() && !is_seen {
            found.push(ApprovalProblem {
                message: "only the author has approved the draft".to_owned(),
                hint: format!(
                    "ask somebody else to review the draft and approve it with `iho approve {iho} --role \"second eyes\" --by …`"
                ),
            });
        }
        for role in needed {
            let has = |it: &&&Approval| it.role.known().is_some_and(|it| is_same_role(it, role));
            let is_approved =
                good.iter().filter(has).any(|it| is_author(it) || !authors.contains(&name(it)));
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

/// The text of `release.yaml` with one more approval, in place of those by the same name and role.
pub fn with_approval(
    text: &str,
    approvable: &Approvable,
    approvals: &[&Approval],
    new: &New,
) -> String {
    let is_kept = |it: &&&Approval| {
        let is_same = name(it) == fold(&new.by)
            && it.role.known().is_some_and(|it| is_same_role(it, &new.role));
        !is_same
    };
    let mut whole = without_approvals(text);
    whole.push_str("approvals:\n");
    for approval in approvals.iter().filter(is_kept) {
        let of = |text: Option<&String>| text.cloned().unwrap_or_default();
        let date = approval.date.known().map(ToString::to_string);
        let by = approval.by.known().map(|by| by.0.value.clone());
        let (role, digest) = (of(approval.role.known()), of(approval.digest.known()));
        entry(
            &mut whole,
            &role,
            &of(by.as_ref()),
            &of(date.as_ref()),
            &digest,
            &of(approval.files.known()),
        );
    }
    entry(&mut whole, &new.role, &new.by, &new.date, &approvable.digest(), &approvable.short());
    whole
}

/// An approval that is being given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// In which role.
    pub role: String,
    /// By whom: a post, an organisation or a name.
    pub by: String,
    /// On which day, as `2027-04-01`.
    pub date: String,
}

fn entry(text: &mut String, role: &str, by: &str, date: &str, digest: &str, files: &str) {
    let quoted = |words: &str| serde_json::to_string(words).expect("a text is JSON, and so YAML");
    text.push_str(&format!("  - role: {}\n    by: {}\n", quoted(role), quoted(by)));
    let lines = [("date", date), ("digest", digest)];
    for (key, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("    {key}: {value}\n"));
    }
    if !files.is_empty() {
        text.push_str("    files: |\n");
        files.lines().for_each(|line| text.push_str(&format!("      {line}\n")));
    }
}

/// The text of `release.yaml` without the approvals in it; empty where nothing else is in it.
fn without_approvals(text: &str) -> String {
    let mut rest = String::new();
    let mut is_approval = false;
    for line in text.lines() {
        if is_key(line) {
            let key = line.split(':').next().unwrap_or_default();
            is_approval = key.trim().trim_matches(['"', '\'']) == "approvals";
        }
        if !is_approval {
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
    let by = approval.by.known().map_or("somebody", |by| by.0.value.as_str());
    match approval.role.known() {
        Some(role) => format!("{by} ({role})"),
        None => by.to_owned(),
    }
}

fn name(approval: &Approval) -> String {
    fold(approval.by.known().map_or("", |by| by.0.value.as_str()))
}

fn is_author(approval: &Approval) -> bool {
    approval.role.known().is_some_and(|role| is_same_role(role, AUTHOR))
}

/// Roles are the same however they are spelled: “Second eyes”, `second-eyes`, and the `2i` of government publishing.
fn is_same_role(one: &str, other: &str) -> bool {
    let plain = |role: &str| match fold(role).replace(['-', '_'], " ").as_str() {
        "2i" | "second pair of eyes" => "second eyes".to_owned(),
        "writer" => AUTHOR.to_owned(),
        role => role.to_owned(),
    };
    plain(one) == plain(other)
}

fn fold(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
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
