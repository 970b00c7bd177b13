//! Drawing: lines, shapes and words that can't break the page they stand on.
//!
//! Whatever goes in, well-formed XML comes out: words are escaped, numbers are finite and short.

use serde::Serialize;

use super::Size;
use crate::html::Html;

/// A finished drawing, which only this room can make.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
#[serde(transparent)]
pub struct Svg(Html);

impl Svg {
    /// The markup.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The drawing as a file that stands alone: with the colours of the light theme on white.
    pub fn into_file(self) -> String {
        let (root, rest) = self.as_str().split_once('>').unwrap_or_default();
        let root = root.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
        format!("{root}><style>{STYLE_OF_FILES}</style>{rest}\n")
    }
}

/// What the style sheet says of the classes of a control chart.
const STYLE_OF_FILES: &str = "svg{background:#fff;font:15px Arial,sans-serif}text{fill:#231f20}\
    .f-tick,.f-label{fill:#4c5b66}.f-label-mean,.f-label-start{fill:#231f20;font-weight:600}\
    .f-label-target{fill:#b3121d;font-weight:600}.f-grid{stroke:#dfe5e8}.f-axis,.f-leader{stroke:#6b7782}\
    .f-line{fill:none;stroke:#6b7782;stroke-width:1.75}.f-limit{stroke:#6b7782;stroke-width:1.5;stroke-dasharray:5 4}\
    .f-mean{stroke:#231f20;stroke-width:1.5}.f-target{fill:none;stroke:#b3121d;stroke-width:2;stroke-dasharray:9 4}\
    .f-start{stroke:#231f20;stroke-width:2;stroke-dasharray:2 4}.f-rebase{stroke:#231f20}.f-badge{fill:#fff;stroke:#231f20}\
    .f-badge-words{font-size:13px;font-weight:600}.f-common{fill:#6b7782;stroke:#6b7782}.f-better{fill:#12609e;stroke:#12609e}\
    .f-worse{fill:#b85300;stroke:#b85300}.f-unusual{fill:#490092;stroke:#490092}.f-hollow{fill:#fff;stroke-width:2}";

/// A place in a drawing: to the right, and down.
pub type At = (f64, f64);

/// Where words stand to their place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// They begin there.
    Start,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

/// What is being drawn.
#[derive(Default, Debug)]
pub struct Canvas {
    text: String,
}

impl Canvas {
    /// A straight line.
    pub fn line(&mut self, class: &str, from: At, to: At) {
        self.open("line", class);
        for (name, value) in [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)] {
            self.number(name, value);
        }
        self.text.push_str("/>");
    }

    /// A line through several places; nothing is drawn through fewer than two.
    pub fn polyline(&mut self, class: &str, through: &[At]) {
        if through.len() < 2 {
            return;
        }
        self.open("path", class);
        self.text.push_str(" d=\"");
        trace(&mut self.text, through);
        self.text.push_str("\"/>");
    }

    /// A closed shape with straight sides.
    pub fn polygon(&mut self, class: &str, corners: &[At]) {
        self.open("path", class);
        self.text.push_str(" d=\"");
        trace(&mut self.text, corners);
        self.text.push_str("z\"/>");
    }

    /// A shape by its finished path, which `trace` wrote.
    pub fn shape(&mut self, class: &str, path: &Path) {
        self.open("path", class);
        self.text.push_str(" d=\"");
        self.text.push_str(&path.0);
        self.text.push_str("\"/>");
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, centre: At, radius: f64) {
        self.open("circle", class);
        for (name, value) in [("cx", centre.0), ("cy", centre.1), ("r", radius)] {
            self.number(name, value);
        }
        self.text.push_str("/>");
    }

    /// A box by its corner at the top left.
    pub fn rect(&mut self, class: &str, corner: At, width: f64, height: f64) {
        self.filled_rect(class, corner, width, height, "");
    }

    /// A box with a tint of `tints`.
    pub fn filled_rect(&mut self, class: &str, corner: At, width: f64, height: f64, tint: &str) {
        self.open("rect", class);
        let (width, height) = (width.max(0.0), height.max(0.0));
        for (name, value) in
            [("x", corner.0), ("y", corner.1), ("width", width), ("height", height)]
        {
            self.number(name, value);
        }
        self.tint(tint);
        self.text.push_str("/>");
    }

    /// A closed shape with a tint of `tints`.
    pub fn filled_polygon(&mut self, class: &str, corners: &[At], tint: &str) {
        self.open("path", class);
        self.text.push_str(" d=\"");
        trace(&mut self.text, corners);
        self.text.push_str("z\"");
        self.tint(tint);
        self.text.push_str("/>");
    }

    /// Words.
    pub fn text(&mut self, class: &str, at: At, anchor: Anchor, words: &str) {
        self.open("text", class);
        self.number("x", at.0);
        self.number("y", at.1);
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => self.text.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.text.push_str(" text-anchor=\"end\""),
        }
        self.text.push('>');
        escape_into(&mut self.text, words);
        self.text.push_str("</text>");
    }

    /// Several things of one class, with words that a pointer brings up; no words where they are empty.
    pub fn group(&mut self, class: &str, title: &str, draw: impl FnOnce(&mut Self)) {
        self.open("g", class);
        self.text.push('>');
        if !title.is_empty() {
            self.element("title", "", title);
        }
        draw(self);
        self.text.push_str("</g>");
    }

    /// Draws something that is not seen, but can be drawn `again`.
    pub fn shared(&mut self, id: &str, draw: impl FnOnce(&mut Self)) {
        self.text.push_str("<defs><g id=\"");
        escape_into(&mut self.text, id);
        self.text.push_str("\">");
        draw(self);
        self.text.push_str("</g></defs>");
    }

    /// Draws what is `shared`, in a class of its own.
    pub fn again(&mut self, class: &str, id: &str) {
        self.open("use", class);
        self.text.push_str(" href=\"#");
        escape_into(&mut self.text, id);
        self.text.push_str("\"/>");
    }

    /// Patterns to fill areas with, so that a tint is not told by its colour alone.
    pub fn tints(&mut self, tints: &[(&str, Tint)]) {
        self.text.push_str("<defs>");
        for (id, tint) in tints {
            self.text.push_str("<pattern id=\"");
            escape_into(&mut self.text, id);
            self.text.push_str("\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">");
            match tint {
                Tint::Diagonal => {
                    self.polyline("f-hatch", &[(-2.0, 2.0), (2.0, -2.0)]);
                    self.polyline("f-hatch", &[(0.0, 8.0), (8.0, 0.0)]);
                    self.polyline("f-hatch", &[(6.0, 10.0), (10.0, 6.0)]);
                }
                Tint::Dots => {
                    self.circle("f-dot", (2.0, 2.0), 1.1);
                    self.circle("f-dot", (6.0, 6.0), 1.1);
                }
            }
            self.text.push_str("</pattern>");
        }
        self.text.push_str("</defs>");
    }

    /// The drawing as one picture with a name and a description.
    pub fn finish(self, size: Size, id: &str, title: &str, description: &str) -> Svg {
        let mut out = Self { text: String::with_capacity(self.text.len() + 400) };
        let class = if size.is_narrow { "f f-narrow" } else { "f f-wide" };
        out.root(class, size.width, size.height);
        let ids = if size.is_narrow { ("nt", "nd") } else { ("t", "d") };
        out.text.push_str(" role=\"img\" aria-labelledby=\"");
        for (suffix, end) in [(ids.0, " "), (ids.1, "\">")] {
            escape_into(&mut out.text, id);
            out.text.push('-');
            out.text.push_str(suffix);
            out.text.push_str(end);
        }
        for (name, suffix, words) in [("title", ids.0, title), ("desc", ids.1, description)] {
            out.element(name, &format!("{id}-{suffix}"), words);
        }
        out.text.push_str(&self.text);
        out.text.push_str("</svg>");
        Svg(Html::from_escaped(out.text))
    }

    /// A small picture with a name of one line.
    pub fn finish_named(self, class: &str, width: f64, height: f64, name: &str) -> Svg {
        let mut out = Self { text: String::with_capacity(self.text.len() + 160) };
        out.root(class, width, height);
        out.text.push_str(" role=\"img\" aria-label=\"");
        escape_into(&mut out.text, name);
        out.text.push_str("\">");
        out.text.push_str(&self.text);
        out.text.push_str("</svg>");
        Svg(Html::from_escaped(out.text))
    }

    /// A sign beside words that say the same.
    pub fn finish_silent(self, class: &str, width: f64, height: f64) -> Svg {
        let mut out = Self { text: String::with_capacity(self.text.len() + 120) };
        out.root(class, width, height);
        out.text.push_str(" aria-hidden=\"true\" focusable=\"false\">");
        out.text.push_str(&self.text);
        out.text.push_str("</svg>");
        Svg(Html::from_escaped(out.text))
    }

    fn root(&mut self, class: &str, width: f64, height: f64) {
        self.text.push_str("<svg class=\"");
        escape_into(&mut self.text, class);
        self.text.push_str("\" viewBox=\"0 0 ");
        number(&mut self.text, width);
        self.text.push(' ');
        number(&mut self.text, height);
        self.text.push('"');
    }

    fn open(&mut self, name: &str, class: &str) {
        self.text.push('<');
        self.text.push_str(name);
        if !class.is_empty() {
            self.text.push_str(" class=\"");
            escape_into(&mut self.text, class);
            self.text.push('"');
        }
    }

    fn element(&mut self, name: &str, id: &str, words: &str) {
        self.text.push('<');
        self.text.push_str(name);
        if !id.is_empty() {
            self.text.push_str(" id=\"");
            escape_into(&mut self.text, id);
            self.text.push('"');
        }
        self.text.push('>');
        escape_into(&mut self.text, words);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    fn number(&mut self, name: &str, value: f64) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        number(&mut self.text, value);
        self.text.push('"');
    }

    fn tint(&mut self, tint: &str) {
        if !tint.is_empty() {
            self.text.push_str(" fill=\"url(#");
            escape_into(&mut self.text, tint);
            self.text.push_str(")\"");
        }
    }
}

/// How an area is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tint {
    /// Lines from bottom left to top right.
    Diagonal,
    /// Dots.
    Dots,
}

/// The outline of a shape with any number of closed rings.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Path(String);

impl Path {
    /// Adds a closed ring.
    pub fn ring(&mut self, corners: &[At]) {
        trace(&mut self.0, corners);
        self.0.push('z');
    }

    /// How long its text is.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no ring.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A path with places relative to the one before: the shortest way to write it. Each is rounded to a tenth from the
/// start of the path, so that errors don't add up.
fn trace(out: &mut String, through: &[At]) {
    let mut last = (0, 0);
    for (at, place) in through.iter().enumerate() {
        let now = (tenths(place.0), tenths(place.1));
        let (across, down) = match at {
            0 => {
                out.push('M');
                now
            }
            _ => {
                if at == 1 {
                    out.push('l');
                }
                (now.0 - last.0, now.1 - last.1)
            }
        };
        write_tenths(out, across, at > 1);
        write_tenths(out, down, true);
        last = now;
    }
}

/// A number of a drawing: a tenth of a unit is finer than any screen; what is no number is 0, what lies far outside
/// is brought near.
fn number(out: &mut String, value: f64) {
    write_tenths(out, tenths(value), false);
}

fn tenths(value: f64) -> i64 {
    const FAR: f64 = 100_000.0;
    let value = if value.is_nan() { 0.0 } else { value.clamp(-FAR, FAR) };
    (value * 10.0).round() as i64
}

/// Writes a number of tenths; a minus sign sets it apart from the one before as well as a space does.
fn write_tenths(out: &mut String, tenths: i64, is_next: bool) {
    if tenths < 0 {
        out.push('-');
    } else if is_next {
        out.push(' ');
    }
    let size = tenths.unsigned_abs();
    if size >= 10 || size.is_multiple_of(10) {
        write_whole(out, size / 10);
    }
    if !size.is_multiple_of(10) {
        out.push('.');
        out.push(char::from(b'0' + (size % 10) as u8));
    }
}

/// Writes digits without asking for memory: a drawing has thousands of numbers.
fn write_whole(out: &mut String, number: u64) {
    if number >= 10 {
        write_whole(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Writes words so that they are words in XML and HTML; what XML can't hold is left out.
pub fn escape_into(out: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
}

/// How wide words are, at most, in units of the size of their letters: no font is at hand when a site is built.
pub fn width_of(words: &str) -> f64 {
    let width = |letter: char| match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' => 0.32,
        ' ' | 'f' | 't' | 'r' | '-' | 'I' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '+' => 0.92,
        letter if letter.is_ascii_uppercase() || letter == '£' => 0.68,
        letter if letter.is_ascii() => 0.58,
        _ => 1.0,
    };
    words.chars().map(width).sum()
}

/// Words in as many lines as it takes to keep to a width, in units of the size of their letters.
pub fn wrapped(words: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line) + width_of(word) + width_of(" ") <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Words cut to a width, in units of the size of their letters.
pub fn fit(words: &str, width: f64) -> String {
    if width_of(words) <= width {
        return words.to_owned();
    }
    let mut kept = String::new();
    for letter in words.chars() {
        if width_of(&kept) + width_of(&letter.to_string()) + 1.0 > width {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path_of(through: &[At]) -> String {
        let mut out = String::new();
        trace(&mut out, through);
        out
    }

    #[test]
    fn paths_are_short_and_exact() {
        assert_eq!(path_of(&[(10.0, 20.0), (10.25, 19.5), (0.0, 19.5)]), "M10 20l.3-.5-10.3 0");
        // A thousand steps of a third of a tenth end where they should.
        let steps: Vec<At> = (0..=3_000).map(|at| (f64::from(at) / 30.0, 0.0)).collect();
        let across: i64 = path_of(&steps)
            .split_once('l')
            .expect("a line")
            .1
            .split(' ')
            .step_by(2)
            .map(|step| if step == "0" { 0 } else { 1 })
            .sum();
        assert_eq!(across, 1_000);
    }

    #[test]
    fn what_is_no_number_is_nothing() {
        assert_eq!(
            path_of(&[(f64::NAN, f64::INFINITY), (0.0, f64::NEG_INFINITY)]),
            "M0 100000l0-200000"
        );
    }

    proptest! {
        /// Words come out as words, and nothing of them is markup.
        #[test]
        fn words_never_become_markup(words in ".*") {
            let mut out = String::new();
            escape_into(&mut out, &words);
            prop_assert!(!out.contains(['<', '>', '"']));
            let entities = ["&amp;", "&lt;", "&gt;", "&quot;"];
            let n: usize = entities.iter().map(|it| out.matches(it).count()).sum();
            prop_assert_eq!(out.matches('&').count(), n);
        }

        #[test]
        fn cut_words_fit(words in "[ -~]{0,60}", width in 2.0f64..20.0) {
            prop_assert!(width_of(&fit(&words, width)) <= width.max(width_of("…")));
        }
    }
}
