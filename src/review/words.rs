//! Two texts side by side or one over the other, with what was added and removed marked. The only file that knows the
//! library that compares.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::html::Html;

/// Comparing two texts that have nothing in common is given up after this time: they are then shown whole.
const LONGEST: Duration = Duration::from_millis(300);
/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 3;

/// One line of a comparison.
#[derive(Serialize, Debug)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Line {
    /// In both.
    Same {
        /// Its words.
        pieces: Vec<Piece>,
    },
    /// Only in the old text.
    Removed {
        /// Its words, with marks.
        pieces: Vec<Piece>,
    },
    /// Only in the new text.
    Added {
        /// Its words, with marks.
        pieces: Vec<Piece>,
    },
    /// Lines that are the same were left out.
    Gap {
        /// How many.
        n: usize,
    },
}

/// A stretch of a line.
#[derive(Serialize, Debug)]
pub struct Piece {
    words: Html,
    is_marked: bool,
}

/// Compares two texts line by line, and changed lines word by word; no lines where both are the same. A changed line is marked as
/// a whole where no word of it is.
pub fn compare(old: &str, new: &str, to_html: fn(&str) -> Html) -> Vec<Line> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old, new);
    let mut lines = Vec::new();
    let mut last = 0;
    for group in diff.grouped_ops(CONTEXT) {
        let first = group.first().map_or(0, |op| op.old_range().start);
        if first > last {
            lines.push(Line::Gap { n: first - last });
        }
        last = group.last().map_or(last, |op| op.old_range().end);
        for change in group.iter().flat_map(|op| diff.iter_inline_changes(op)) {
            let mut stretches: Vec<(bool, Cow<'_, str>)> = change.iter_strings_lossy().collect();
            if stretches.iter().all(|(is_meant, _)| !is_meant) {
                let line: String = stretches.into_iter().map(|(_, words)| words).collect();
                stretches = vec![(true, line.into())];
            }
            let pieces = stretches.iter().filter_map(|(is_marked, words)| {
                let words = words.trim_end_matches(['\n', '\r']);
                (!words.is_empty()).then(|| Piece { words: to_html(words), is_marked: *is_marked })
            });
            let pieces = pieces.collect();
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same { pieces },
                ChangeTag::Delete => Line::Removed { pieces },
                ChangeTag::Insert => Line::Added { pieces },
            });
        }
    }
    if !lines.iter().any(|line| matches!(line, Line::Added { .. } | Line::Removed { .. })) {
        return Vec::new();
    }
    let n_old = old.lines().count();
    if n_old > last {
        lines.push(Line::Gap { n: n_old - last });
    }
    lines
}

/// What a finished page calls itself, without the name of its site.
pub(super) fn title_of(html: &[u8]) -> String {
    let html = String::from_utf8_lossy(html);
    let title = html.split_once("<h1").and_then(|(_, rest)| rest.split_once("</h1>"));
    let words = title.map(|(title, _)| words_of(&format!("<h1{title}"))).unwrap_or_default();
    let codes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'")];
    let words = codes.iter().fold(words, |words, (code, sign)| words.replace(code, sign));
    words.replace("&amp;", "&").trim().replace('\n', " ")
}

/// The words of a piece of a page, a block on each line; still escaped as they were.
pub(super) fn words_of(html: &str) -> String {
    const INLINE: [&str; 20] = [
        "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s",
        "small", "span", "strong", "sub", "sup", "time",
    ];
    let mut lines: Vec<String> = vec![String::new()];
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or("");
        if !INLINE.contains(&name) && lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(text);
        }
    }
    let joined = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    joined.filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + &line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as JSON without what is the same in all of them.
    fn in_json(lines: &[Line]) -> String {
        let json = serde_json::to_string(lines).expect("lines are JSON");
        json.replace("\"words\":", "").replace("\"is_marked\":", "")
    }

    #[test]
    fn changed_words_are_marked() {
        let lines = in_json(&compare("one two\nthree\n", "one too\nthree\n", Html::escaped));
        let removed = r#"{"kind":"removed","pieces":[{"one ",false},{"two",true}]}"#;
        assert!(lines.contains(removed) && lines.contains(r#"{"too",true}"#), "{lines}");
        assert!(compare("a\n", "a\n", Html::escaped).is_empty());
        let nasty = in_json(&compare("", "<script>\n", Html::escaped));
        assert_eq!(nasty, r#"[{"kind":"added","pieces":[{"&lt;script&gt;",true}]}]"#);
    }

    #[test]
    fn words_of_a_page_are_its_blocks() {
        let html = "<main id=\"m\"><h1>A &amp; B</h1>\n<p>One <a href=\"x\">two</a>.</p>";
        assert_eq!(words_of(html), "A &amp; B\nOne two.\n");
    }
}
