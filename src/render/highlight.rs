//! Code samples in a few colours. The only file that knows the highlighter.
//!
//! Its hundreds of scopes are reduced to six classes, so that samples stay light and the two palettes can be
//! checked for contrast.

use std::sync::OnceLock;

use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::markdown::escape;

/// Colours code; the grammars are loaded when the first sample comes.
#[derive(Default)]
pub(super) struct Highlighter {
    grammars: OnceLock<Grammars>,
}

struct Grammars {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

/// The beginning of a scope, and the class that it gets; the innermost scope that has one counts.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string.unquoted", ""),
    ("string", "s"),
    ("constant", "n"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.tag", "t"),
    ("entity.name", "t"),
    ("entity.other", "a"),
    ("markup.heading", "t"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
    ("markup.bold", "k"),
    ("support", "a"),
    ("punctuation.definition", "p"),
];

/// The palettes: class, colour on the light ground, colour on the dark ground.
const PALETTES: &[(&str, &str, &str)] = &[
    ("c", "#4a5763", "#aab7c2"),
    ("s", "#1d6b3e", "#7fd6a2"),
    ("n", "#8a3b00", "#f2a35e"),
    ("k", "#5b2a86", "#c9a7f0"),
    ("t", "#12609e", "#8cc4f0"),
    ("a", "#7a1a14", "#ff9a91"),
    ("p", "#4a5763", "#aab7c2"),
];

impl Grammars {
    fn load() -> Self {
        let scope = |name: &str| Scope::new(name).expect("the table's scopes are well-formed");
        Self {
            syntaxes: SyntaxSet::load_defaults_newlines(),
            classes: CLASSES.iter().map(|(name, class)| (scope(name), *class)).collect(),
        }
    }

    fn class_of(&self, stack: &ScopeStack) -> &'static str {
        let of_scope = |scope: &Scope| {
            self.classes
                .iter()
                .find(|(prefix, _)| prefix.is_prefix_of(*scope))
                .map(|(_, class)| *class)
        };
        stack.scopes.iter().rev().find_map(of_scope).unwrap_or("")
    }
}

/// A sample with a longer line is no sample to read, and stays plain.
const LONGEST_LINE: usize = 1_000;
/// So does one that nests deeper.
const DEEPEST: usize = 200;

impl Highlighter {
    /// The code as HTML; plain where the language has no grammar.
    pub(super) fn html(&self, language: &str, code: &str) -> String {
        let grammars = self.grammars.get_or_init(Grammars::load);
        let found = grammars.syntaxes.find_syntax_by_token(language);
        let Some(syntax) = found.filter(|syntax| syntax.name != "Plain Text") else {
            return escape(code);
        };
        // Grammars take time in proportion to the square of a line, and of how deep things nest.
        if code.split('\n').any(|line| line.len() > LONGEST_LINE) {
            return escape(code);
        }
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut html = Spans::default();
        for line in code.split_inclusive('\n') {
            let Ok(ops) = state.parse_line(line, &grammars.syntaxes) else {
                return escape(code);
            };
            for (words, op) in ScopeRegionIterator::new(&ops, line) {
                if stack.apply(op).is_err() || stack.len() > DEEPEST {
                    return escape(code);
                }
                html.add(grammars.class_of(&stack), words);
            }
        }
        html.finish()
    }
}

/// Words of one class in one span.
#[derive(Default)]
struct Spans {
    html: String,
    class: &'static str,
    words: String,
}

impl Spans {
    fn add(&mut self, class: &'static str, words: &str) {
        if class != self.class && !words.is_empty() {
            self.flush();
            self.class = class;
        }
        self.words.push_str(words);
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        if self.class.is_empty() || words.trim().is_empty() {
            self.html.push_str(&escape(&words));
        } else {
            self.html.push_str("<span class=\"hl-");
            self.html.push_str(self.class);
            self.html.push_str("\">");
            self.html.push_str(&escape(&words));
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.html
    }
}

/// The style sheet of code samples: a light and a dark palette.
pub fn code_style() -> String {
    let rule = |(class, colour): (&str, &str)| format!(".hl-{class}{{color:{colour}}}");
    let light: String = PALETTES.iter().map(|(class, light, _)| rule((class, light))).collect();
    let dark: String = PALETTES.iter().map(|(class, _, dark)| rule((class, dark))).collect();
    format!(
        "{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n@media (forced-colors:active){{[class^=\"hl-\"]{{color:CanvasText}}}}\n@media print{{[class^=\"hl-\"]{{color:#000}}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::prose::COLOURED_LANGUAGES;

    #[test]
    fn every_language_that_is_promised_has_a_grammar() {
        let syntaxes = SyntaxSet::load_defaults_newlines();
        for language in COLOURED_LANGUAGES {
            let found = syntaxes.find_syntax_by_token(language);
            assert!(found.is_some_and(|syntax| syntax.name != "Plain Text"), "{language}");
        }
    }

    #[test]
    fn code_is_coloured_and_escaped() {
        let html = Highlighter::default().html("yaml", "name: \"<Vale>\" # why\n");
        assert_eq!(
            html,
            "<span class=\"hl-t\">name</span>: <span class=\"hl-p\">&quot;</span><span class=\"hl-s\">&lt;Vale&gt;</span><span class=\"hl-p\">&quot;</span> <span class=\"hl-p\">#</span><span class=\"hl-c\"> why\n</span>"
        );
    }

    /// WCAG 2.2, 1.4.3: at least 4.5 to 1, on the ground of code samples.
    #[test]
    fn both_palettes_have_enough_contrast() {
        for (class, light, dark) in PALETTES {
            assert!(contrast(light, "#f5f7f8") >= 4.5, "{class} light");
            assert!(contrast(dark, "#1b242d") >= 4.5, "{class} dark");
        }
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }
}
