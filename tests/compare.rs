//! What changed between two texts and between two blueprints: rules that hold whatever they are.

use proptest::prelude::*;

use iho::compare::{
    Block, Diff, Extent, Marked, PieceKind, Unit, compare_texts, inline, side_by_side, units,
};

const WORDS: &[&str] = &[
    "the",
    "contract",
    "of",
    "people",
    "£810",
    "62.5%",
    "1,250",
    "2027",
    "a",
    "and",
    "care",
    "cafe\u{301}",
    "Ŵyllt",
    "Llanfair-pwll",
    "gofal",
    "👩‍⚕️",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "שלום",
    "مرحبا",
    "(so)",
    "end.",
    "**bold**",
    "*soft*",
    "`code`",
    "[plan](plan.pdf)",
    "[plan](other.pdf)",
    "![map](map.png)",
    "![map](new.png)",
    "~~gone~~",
    "<b>",
    "&amp;",
    "\"",
    "[[org:vale-trust]]",
    "[[term:icb|board]]",
    "a\u{200d}b",
    "\u{301}",
    "e\u{301}\u{323}",
    "[^1]",
];

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 1..14).prop_map(|words| words.join(" "))
}

fn block() -> impl Strategy<Value = String> {
    let line = words;
    prop_oneof![
        5 => line(),
        1 => line().prop_map(|it| format!("## {it}")),
        1 => line().prop_map(|it| format!("### {it} {{#there}}")),
        2 => prop::collection::vec(line(), 1..4).prop_map(|all| {
            all.iter().map(|it| format!("- {it}")).collect::<Vec<_>>().join("\n")
        }),
        1 => prop::collection::vec(line(), 1..3).prop_map(|all| {
            all.iter().map(|it| format!("1. {it}\n\n   - {it}")).collect::<Vec<_>>().join("\n\n")
        }),
        1 => line().prop_map(|it| format!("> {it}\n>\n> - {it}")),
        1 => line().prop_map(|it| format!("```text\n{it}\n{it}\n```")),
        1 => (line(), line()).prop_map(|(a, b)| {
            let (a, b) = (a.replace('|', "/"), b.replace('|', "/"));
            format!("| {a} | {b} |\n|---|---|\n| {b} | {a} |\n| one | two |")
        }),
        1 => line().prop_map(|it| format!("[^1]: {it}")),
        1 => line().prop_map(|it| format!("{it}\n: {it}")),
        1 => Just("---".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 0..9).prop_map(|all| all.join("\n\n"))
}

/// A text, and what somebody made of it.
fn edited() -> impl Strategy<Value = (String, String)> {
    let edit = (0..7u8, any::<prop::sample::Index>(), words());
    (prop::collection::vec(block(), 0..9), prop::collection::vec(edit, 0..4)).prop_map(
        |(blocks, edits)| {
            let old = blocks.join("\n\n");
            let mut new = blocks;
            for (kind, at, words) in edits {
                if new.is_empty() {
                    new.push(words);
                    continue;
                }
                let at = at.index(new.len());
                match kind {
                    0 => drop(new.remove(at)),
                    1 => new.insert(at, words),
                    2 => {
                        let last = new.len() - 1;
                        new.swap(at, last);
                    }
                    3 => new[at] = words,
                    4 => new[at] = format!("{} {words}", new[at]),
                    5 => new[at] = new[at].replace("the", "those"),
                    _ => new[at] = new[at].replace(' ', "\n"),
                }
            }
            (old, new.join("\n\n"))
        },
    )
}

fn pairs() -> impl Strategy<Value = (String, String)> {
    prop_oneof![(text(), text()), edited(), (".{0,80}", ".{0,80}")]
}

fn compare(old: &str, new: &str) -> Marked {
    compare_texts(old, new, &|reference| Some(format!("Name of {}", reference.id)))
}

fn read(text: &str) -> Vec<Unit> {
    units(text, &|reference| Some(format!("Name of {}", reference.id)))
}

/// The text that is left where every insertion is taken and no deletion, or the other way round.
fn taken(marked: &Marked, is_new: bool) -> Vec<Vec<String>> {
    let whole = |unit: &Unit| unit.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let mut all = Vec::new();
    for block in &marked.blocks {
        match block {
            Block::Same { new, .. } if is_new => all.push(whole(&marked.new[*new])),
            Block::Same { old, .. } => all.push(whole(&marked.old[*old])),
            Block::Removed { old, .. } if !is_new => all.push(whole(&marked.old[*old])),
            Block::Added { new, .. } if is_new => all.push(whole(&marked.new[*new])),
            Block::Removed { .. } | Block::Added { .. } => {}
            Block::Changed { old, new, cells } => {
                let mut unit = Vec::new();
                for cell in cells {
                    let is_there = if is_new { cell.new } else { cell.old }.is_some();
                    let left_out = if is_new { PieceKind::Removed } else { PieceKind::Added };
                    let pieces = cell.pieces.iter().filter(|piece| piece.kind != left_out);
                    let words = pieces.map(|piece| match is_new {
                        true => marked.new_words(*new, cell, piece),
                        false => marked.old_words(*old, cell, piece),
                    });
                    let words: String = words.collect();
                    if is_there {
                        unit.push(words);
                    }
                }
                all.push(unit);
            }
        }
    }
    all
}

fn texts(units: &[Unit]) -> Vec<Vec<String>> {
    units.iter().map(|unit| unit.cells.iter().map(|it| it.text.clone()).collect()).collect()
}

/// What is wrong with HTML: tags that don't match, marks where they may not stand, ids.
fn slip(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in html.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { return Some(format!("<{piece}")) };
        if tag.contains(" id=") {
            return Some(format!("an id: {tag}"));
        }
        if text.contains('\0')
            || text
                .replace("&amp;", "")
                .replace("&lt;", "")
                .replace("&gt;", "")
                .replace("&quot;", "")
                .contains('&')
        {
            return Some(format!("bare: {text}"));
        }
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        match tag.strip_prefix('/') {
            Some(name) => match open.pop() {
                Some(last) if last == name => {}
                last => return Some(format!("{last:?} is closed by {name}")),
            },
            None => {
                let parent = open.last().copied().unwrap_or("");
                let is_wrong = match name {
                    "ins" | "del" => !matches!(
                        parent,
                        "p" | "li"
                            | "td"
                            | "th"
                            | "dt"
                            | "dd"
                            | "code"
                            | "blockquote"
                            | "div"
                            | "h3"
                            | "h4"
                            | "h5"
                            | "h6"
                    ),
                    "li" => !matches!(parent, "ul" | "ol"),
                    "tbody" => parent != "table",
                    "tr" => parent != "tbody",
                    "td" | "th" => parent != "tr",
                    "dt" | "dd" => parent != "dl",
                    "p" | "ul" | "ol" | "table" | "pre" | "h3" | "h4" | "h5" | "h6" | "hr" => {
                        !matches!(parent, "" | "li" | "dd" | "dt" | "blockquote" | "div")
                    }
                    _ => matches!(parent, "table" | "tbody" | "tr" | "ul" | "ol" | "dl"),
                };
                let is_nested = matches!(name, "ins" | "del")
                    && open.iter().any(|it| matches!(*it, "ins" | "del"));
                if is_wrong || is_nested {
                    return Some(format!("{name} in {open:?}"));
                }
                if name != "hr" {
                    open.push(name);
                }
            }
        }
        let parent = open.last().copied().unwrap_or("");
        if matches!(parent, "table" | "tbody" | "tr" | "ul" | "ol" | "dl")
            && !text.trim().is_empty()
        {
            return Some(format!("words in {parent}: {text}"));
        }
    }
    // Who hears a table hears each cell by its header.
    let bare: String = html.split_whitespace().collect();
    if bare.contains("<tbody><tr><td>") {
        return Some("a table without its header row".to_owned());
    }
    (!open.is_empty()).then(|| format!("left open: {open:?}"))
}

/// The words of HTML without an element and all that is said for those who can't see marks.
fn without(html: &str, left_out: &str) -> String {
    let mut words = String::new();
    let mut hidden: Vec<&str> = Vec::new();
    for piece in html.split('<').enumerate() {
        let (tag, text) = match piece {
            (0, text) => ("", text),
            (_, piece) => piece.split_once('>').unwrap_or(("", piece)),
        };
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        let is_said = tag.contains("\"hidden\"") || tag.contains("change-note");
        match tag.starts_with('/') {
            true if hidden.last() == Some(&name) => drop(hidden.pop()),
            true => {}
            false if name == left_out || is_said || (!hidden.is_empty() && name == "span") => {
                hidden.push(name);
            }
            false => {}
        }
        if hidden.is_empty() {
            words.push_str(text);
            if matches!(name, "p" | "li" | "td" | "th" | "tr" | "hr") || name.starts_with('h') {
                words.push(' ');
            }
        }
    }
    words.split_whitespace().collect()
}

fn escaped(units: &[Unit]) -> String {
    let text: String =
        units.iter().flat_map(|unit| &unit.cells).map(|it| it.text.as_str()).collect();
    let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    let text: String = text.chars().map(|it| if control(it) { '\u{fffd}' } else { it }).collect();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn insertions_alone_give_the_new_text_and_deletions_alone_the_old((old, new) in pairs()) {
        let marked = compare(&old, &new);
        prop_assert_eq!(taken(&marked, true), texts(&read(&new)));
        prop_assert_eq!(taken(&marked, false), texts(&read(&old)));
    }

    #[test]
    fn a_text_compared_with_itself_has_no_change(text in text()) {
        let marked = compare(&text, &text);
        prop_assert!(marked.is_same());
        let folded = text.replace('\n', "\r\n");
        prop_assert!(compare(&text, &folded).is_same());
        let html = inline(&marked, Extent::Whole);
        prop_assert!(!html.as_str().contains("<ins>") && !html.as_str().contains("<del>"));
    }

    #[test]
    fn the_other_way_round_is_the_mirror((old, new) in pairs()) {
        prop_assert_eq!(compare(&old, &new).flipped(), compare(&new, &old));
    }

    #[test]
    fn the_html_is_sound_and_says_both_texts((old, new) in pairs()) {
        let marked = compare(&old, &new);
        for extent in [Extent::Whole, Extent::Near] {
            let html = inline(&marked, extent);
            prop_assert_eq!(slip(html.as_str()), None, "{}", html.as_str());
        }
        for html in side_by_side(&marked).iter().flatten().flat_map(Diff::iter) {
            prop_assert_eq!(slip(html.as_str()), None, "{}", html.as_str());
            prop_assert!(!html.as_str().contains("<ins>") || !html.as_str().contains("<del>"));
        }
        let html = inline(&marked, Extent::Whole);
        prop_assert_eq!(without(html.as_str(), "del"), escaped(&read(&new)));
        prop_assert_eq!(without(html.as_str(), "ins"), escaped(&read(&old)));
    }
}

#[test]
fn words_are_marked_inside_their_block() {
    let html = |old: &str, new: &str| inline(&compare(old, new), Extent::Near).as_str().to_owned();
    insta::assert_snapshot!(html(
        "# One\n\nThe budget is £810 million a year for all people.\n\nSame.\n\nStill the same.\n\n- first point here\n- second point here",
        "# One\n\nThe budget is £801.9 million a year for all people.\n\nSame.\n\nStill the same.\n\n- first point here\n- another point now\n- second point here, [changed](a.pdf)"
    ));
    insta::assert_snapshot!(html(
        "| Year | Sum |\n|---|---|\n| 2026 | 10 |\n| 2027 | 12 |",
        "| Year | Sum |\n|---|---|\n| 2025 | 9 |\n| 2026 | 10 |\n| 2027 | 13 |"
    ));
    insta::assert_snapshot!(html(
        "## Words\n\nHost\n: Who holds the contract.\n\nPartner\n: Who works with it.\n\nSame.\n\n| Year | Sum |\n|---|---|\n| 2026 | 10 |\n\nAlso the same.\n\nOld end.",
        "## Words\n\nHost\n: Who holds the contract.\n\nPartner\n: Who works with it, by an agreement.\n\nSame.\n\n| Year | Sum |\n|---|---|\n| 2026 | 10 |\n\nNew end."
    ));
    insta::assert_snapshot!(html(
        "See [the plan](a.pdf) and **this**.",
        "See [the plan](b.pdf) and this."
    ));
}
