//! What a reviewer answers to a draft, change by change: as the file that the review saves, and as `release.yaml` keeps it until the
//! release is sealed.
//!
//! The file names the digest of what was seen, so that an answer to an older draft is no answer to this one. Its checksum finds what
//! was altered by mistake, as in a mail; it is no signature, and whoever receives the file knows from whom.

use serde::Deserialize;

use super::approval::{ApprovalProblem, by_and_role};
use crate::graph::Graph;
use crate::model::figures;
use crate::model::timeline::{Answer, ReviewReply};

/// The format of the file.
const FORMAT: &str = "iho-reply/1";
/// The largest file that is read, in bytes.
pub const LARGEST_REPLY: u64 = 1 << 20;
/// The most letters of a name or a role, of a word on a change, and of a change in words.
const LONGEST: [usize; 3] = [200, 1_000, 10_000];

/// A reply as the review saves it.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SentReply {
    format: String,
    /// The site that was reviewed, as its address without `https://`.
    pub site: String,
    /// Who answers.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What is answered to each draft.
    pub drafts: Vec<SentDraft>,
    checksum: String,
}

/// What is answered to one draft.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SentDraft {
    /// The IHO.
    pub iho: String,
    /// What stood for the draft as it was seen.
    pub digest: String,
    /// How many changes it had.
    pub changes: usize,
    /// The answers.
    pub answers: Vec<SentAnswer>,
}

/// What is answered to one change.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SentAnswer {
    /// What the review calls the change.
    pub change: String,
    /// The change in words.
    pub about: String,
    /// `agree`, `query` or `refuse`.
    pub answer: String,
    /// A word on it; empty where none was written.
    pub words: String,
}

impl SentDraft {
    /// Whether every change was agreed to, which makes the reply an approval.
    pub fn is_agreed(&self) -> bool {
        self.answers.len() == self.changes && self.answers.iter().all(|it| it.answer == "agree")
    }
}

impl SentReply {
    /// Reads a file that a reviewer sent.
    ///
    /// # Errors
    /// Where it is no such file, too much of one, or not as it was saved: why, for people.
    pub fn read(text: &str) -> Result<Self, String> {
        let reply: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("it is not a reply that a review has saved ({error})"))?;
        if reply.format != FORMAT {
            return Err(format!("its format is `{}`, and only `{FORMAT}` is known", reply.format));
        }
        if reply.checksum != reply.expected() {
            return Err("it has been altered since it was saved".to_owned());
        }
        reply.objection().map_or(Ok(reply), Err)
    }

    /// What is wrong with what it says.
    fn objection(&self) -> Option<String> {
        let answers = || self.drafts.iter().flat_map(|draft| &draft.answers);
        let [name, words, about] = LONGEST;
        let is_long = |text: &str, most: usize| text.chars().count() > most;
        if [&self.by, &self.role].iter().any(|it| is_long(it, name))
            || answers().any(|it| is_long(&it.words, words) || is_long(&it.about, about))
        {
            return Some("a text in it is too long".to_owned());
        }
        if self.drafts.is_empty() || answers().next().is_none() {
            return Some("it answers no change".to_owned());
        }
        let is_unknown = |it: &&SentAnswer| !matches!(&*it.answer, "agree" | "query" | "refuse");
        if let Some(other) = answers().find(is_unknown) {
            return Some(format!("`{}` is none of the answers agree, query, refuse", other.answer));
        }
        let is_twice = |draft: &SentDraft| {
            let mut changes: Vec<&str> = draft.answers.iter().map(|it| &*it.change).collect();
            changes.sort_unstable();
            changes.len() > draft.changes || changes.windows(2).any(|two| two[0] == two[1])
        };
        let mut ihos: Vec<&str> = self.drafts.iter().map(|it| &*it.iho).collect();
        ihos.sort_unstable();
        let is_twice =
            self.drafts.iter().any(is_twice) || ihos.windows(2).any(|two| two[0] == two[1]);
        is_twice.then(|| "it answers a change more than once".to_owned())
    }

    /// The checksum of all that it says, line by line: FNV-1a of 64 bits, which the script of the review can make as well.
    fn expected(&self) -> String {
        let mut lines = vec![self.site.clone(), self.by.clone(), self.role.clone()];
        for draft in &self.drafts {
            lines.extend([draft.iho.clone(), draft.digest.clone(), draft.changes.to_string()]);
            for it in &draft.answers {
                lines.extend([&it.change, &it.about, &it.answer, &it.words].map(Clone::clone));
            }
        }
        let sum = lines.join("\n").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{sum:016x}")
    }
}

/// By what a reply calls the site: its address without `https://`.
pub fn site_name(graph: &Graph) -> String {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let base = site.and_then(|site| site.base_url.known()).map_or("", |base| base.trimmed());
    base.split_once("://").map_or(base, |(_, rest)| rest).to_owned()
}

/// What reviewers have answered to a change, a sentence each without its full stop.
pub fn answers_to(replies: &[&ReviewReply], change: &str) -> Vec<String> {
    let mut found = Vec::new();
    for reply in replies {
        let answers = reply.answers.known().into_iter().flat_map(|list| &list.0.items);
        for it in answers.filter(|it| it.change.known().is_some_and(|it| it == change)) {
            let Some(answer) = it.answer.known() else { continue };
            found.push(format!("{} {}{}", who(reply), has(*answer), said(it.words.known())));
        }
    }
    found
}

/// How many changes a reviewer has answered, and how: "Head of Contracts (second eyes) has agreed to 3 changes and queried 1".
pub fn answered(reply: &ReviewReply) -> String {
    let answers = reply.answers.known().into_iter().flat_map(|list| &list.0.items);
    let mut n = [0_usize; 3];
    for it in answers.filter_map(|it| it.answer.known()) {
        n[*it as usize] += 1;
    }
    let verbs = ["agreed to", "queried", "refused"];
    let parts = verbs.iter().zip(n).filter(|(_, n)| *n > 0);
    let parts: Vec<String> = parts
        .map(|(verb, n)| format!("{verb} {n} {}", if n == 1 { "change" } else { "changes" }))
        .collect();
    format!("{} has {}", who(reply), parts.join(", "))
}

/// The queries and refusals that nobody has settled: each keeps the draft from being sealed.
pub fn open_answers(replies: &[&ReviewReply], iho: &str) -> Vec<ApprovalProblem> {
    let mut found = Vec::new();
    for reply in replies {
        let answers = reply.answers.known().into_iter().flat_map(|list| &list.0.items);
        for it in answers {
            let Some(answer) = it.answer.known().filter(|it| **it != Answer::Agree) else {
                continue;
            };
            let about = it.about.known().map_or("a change", |it| it.trim_end_matches('.'));
            let on = reply
                .date
                .known()
                .map_or_else(String::new, |day| format!(" on {}", figures::date(*day)));
            found.push(ApprovalProblem {
                message: format!("{} {} a change{on}: “{about}”{}", who(reply), has(*answer), said(it.words.known())),
                hint: format!(
                    "change the draft or answer them. When they agree, they send a new reply (`iho approve --from reply.json`) or approve with `iho approve {iho}` in the same role"
                ),
            });
        }
    }
    found
}

fn has(answer: Answer) -> &'static str {
    match answer {
        Answer::Agree => "has agreed to",
        Answer::Query => "has queried",
        Answer::Refuse => "has refused",
    }
}

fn said(words: Option<&String>) -> String {
    words.map_or_else(String::new, |words| format!(". They wrote: “{}”", words.trim()))
}

fn who(reply: &ReviewReply) -> String {
    by_and_role(reply.by.known(), reply.role.known())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(answer: &str, checksum: &str) -> String {
        format!(
            r#"{{"format":"iho-reply/1","site":"a.example","by":"Chair","role":"2i","drafts":[{{"iho":"vale","digest":"sha256:0",
            "changes":1,"answers":[{{"change":"c","about":"A £ changed.","answer":"{answer}","words":""}}]}}],"checksum":"{checksum}"}}"#
        )
    }

    #[test]
    fn what_was_altered_or_is_no_reply_is_refused() {
        let sum = |answer: &str| {
            let reply: SentReply = serde_json::from_str(&sent(answer, "")).expect("it is one");
            reply.expected()
        };
        assert!(
            SentReply::read(&sent("agree", &sum("agree"))).is_ok_and(|it| it.drafts[0].is_agreed())
        );
        assert!(
            SentReply::read(&sent("agree", &sum("refuse"))).is_err_and(|it| it.contains("altered"))
        );
        assert!(
            SentReply::read(&sent("perhaps", &sum("perhaps")))
                .is_err_and(|it| it.contains("none of the"))
        );
        for broken in ["", "{}", "[1", "null", "{\"format\":1}"] {
            assert!(
                SentReply::read(broken).is_err_and(|it| it.contains("not a reply")),
                "{broken}"
            );
        }
    }
}
