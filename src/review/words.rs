//! Two texts side by side or one over the other, with what was added and removed marked. The only file that knows the
//! library that compares.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

/// Comparing two texts that have nothing in common is given up after this time: they are then shown whole.
const LONGEST: Duration = Duration::from_millis(300);
/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 3;

/// One line of a comparison, as HTML.
pub enum Line {
    /// In both.
    Same(String),
    /// Only in the old text.
    Removed(String),
    /// Only in the new text.
    Added(String),
    /// Lines that are the same were left out.
    Gap(usize),
}

/// What is done to a piece of text to make it HTML.
pub(super) type ToHtml = fn(&str) -> String;

/// Compares two texts line by line, and changed lines word by word.
pub fn compare(old: &str, new: &str, to_html: ToHtml) -> Vec<Line> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old, new);
    let mut lines = Vec::new();
    let mut last = 0;
    for group in diff.grouped_ops(CONTEXT) {
        let first = group.first().map_or(0, |op| op.old_range().start);
        if first > last {
            lines.push(Line::Gap(first - last));
        }
        last = group.last().map_or(last, |op| op.old_range().end);
        for change in group.iter().flat_map(|op| diff.iter_inline_changes(op)) {
            let words = change.iter_strings_lossy().map(|(is_meant, words)| {
                let words = to_html(words.trim_end_matches(['\n', '\r']));
                match change.tag() {
                    ChangeTag::Delete if is_meant => format!("<del>{words}</del>"),
                    ChangeTag::Insert if is_meant => format!("<ins>{words}</ins>"),
                    ChangeTag::Delete | ChangeTag::Insert | ChangeTag::Equal => words,
                }
            });
            let words: String = words.collect();
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same(words),
                ChangeTag::Delete => Line::Removed(words),
                ChangeTag::Insert => Line::Added(words),
            });
        }
    }
    let n_old = old.lines().count();
    if n_old > last {
        lines.push(Line::Gap(n_old - last));
    }
    lines
}

/// Whether two texts differ in any line.
pub fn differs(lines: &[Line]) -> bool {
    lines.iter().any(|line| matches!(line, Line::Added(_) | Line::Removed(_)))
}

/// The lines of a comparison, one over the other.
pub fn over_another(lines: &[Line]) -> String {
    lines.iter().map(|line| one(line, true, true)).collect()
}

/// The lines that the old text has, or the new one.
pub fn one_side(lines: &[Line], is_old: bool) -> String {
    lines.iter().map(|line| one(line, is_old, !is_old)).collect()
}

fn one(line: &Line, has_old: bool, has_new: bool) -> String {
    // A line that is marked as a whole where no word of it is.
    let mark =
        |tag: &str, words: &str| match words.contains(&format!("<{tag}>")) || words.is_empty() {
            true => words.to_owned(),
            false => format!("<{tag}>{words}</{tag}>"),
        };
    match line {
        Line::Same(words) => format!("<div>\u{a0} {words}</div>"),
        Line::Removed(words) if has_old => {
            format!(
                "<div class=\"iho-removed\"><span aria-hidden=\"true\">\u{2212} </span>{}</div>",
                mark("del", words)
            )
        }
        Line::Added(words) if has_new => {
            format!(
                "<div class=\"iho-added\"><span aria-hidden=\"true\">+ </span>{}</div>",
                mark("ins", words)
            )
        }
        Line::Removed(_) | Line::Added(_) => String::new(),
        Line::Gap(1) => "<div class=\"iho-number\">\u{2026} 1 line is the same</div>".to_owned(),
        Line::Gap(n) => format!("<div class=\"iho-number\">\u{2026} {n} lines are the same</div>"),
    }
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

    #[test]
    fn changed_words_are_marked() {
        let lines = compare("one two\nthree\n", "one too\nthree\n", str::to_owned);
        let html = over_another(&lines);
        assert!(
            html.contains("one <del>two</del>") && html.contains("one <ins>too</ins>"),
            "{html}"
        );
        assert!(one_side(&lines, true).contains("two") && !one_side(&lines, true).contains("too"));
        assert!(!differs(&compare("a\n", "a\n", str::to_owned)));
        let nasty = compare("", "<script>\n", |text| text.replace('<', "&lt;"));
        assert!(over_another(&nasty).contains("<ins>&lt;script></ins>"));
    }

    #[test]
    fn words_of_a_page_are_its_blocks() {
        let html = "<main id=\"m\"><h1>A &amp; B</h1>\n<p>One <a href=\"x\">two</a>.</p>";
        assert_eq!(words_of(html), "A &amp; B\nOne two.\n");
    }
}
