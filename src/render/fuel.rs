//! What a theme's own templates may use up: rounds of their loops, and what they keep.
//!
//! The template engine does what is written, without end if need be. So whatever repeats something, or keeps something,
//! gets a call beside it in the text that the engine reads, and that call refuses when a page has used up its share.
//! The templates of the default theme are known to end, and go without.

use std::cell::Cell;
use std::io;
use std::ops::Range;

/// The function that is called; a template of a theme has no reason to call it.
pub(super) const METER: &str = "iho_meter";

/// How many rounds the loops of one page may go, all together.
pub(super) const MOST_ROUNDS: usize = 2_000_000;

/// How many bytes one page may have; a text file of the largest size that is read makes less.
pub(super) const MOST_BYTES: usize = 256 << 20;

/// How many bytes one value may have that a template keeps.
const MOST_KEPT: usize = 16 << 20;

thread_local! {
    // A page is made by one thread from its beginning to its end, and the engine hands nothing on to functions that
    // could be changed.
    static LEFT: Cell<usize> = const { Cell::new(MOST_ROUNDS) };
}

/// A page begins.
pub(super) fn fill() {
    LEFT.set(MOST_ROUNDS);
}

/// Uses up some rounds; what is wrong where there are no more.
pub(super) fn burn(rounds: usize) -> Result<(), String> {
    let left = LEFT.get().checked_sub(rounds.max(1));
    LEFT.set(left.unwrap_or(0));
    match left {
        Some(_) => Ok(()),
        None => {
            Err("loops and ranges repeat themselves more than 2,000,000 times on one page".into())
        }
    }
}

/// The same for a value of some bytes that is kept: to make it took time, too.
pub(super) fn keep(bytes: usize) -> Result<(), String> {
    if bytes > MOST_KEPT {
        return Err("a text that is kept here has more than 16 MB".to_owned());
    }
    burn(bytes / 1_000)
}

/// The text of a template with its meters, and where they are.
#[derive(Clone, Default, Debug)]
pub(super) struct Metered {
    pub(super) text: String,
    meters: Vec<Meter>,
}

/// A call that was put in.
#[derive(Clone, Debug)]
struct Meter {
    /// Its place in the text with meters.
    place: Range<usize>,
    /// The tag that it belongs to, in the text as it was written.
    tag: Range<usize>,
}

impl Metered {
    /// A text that needs no meters.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), meters: Vec::new() }
    }

    /// Puts meters into a template; one that can't be read stays as it is, and the engine tells what is wrong.
    pub(super) fn new(text: &str) -> Self {
        let mut metered = Self { text: String::with_capacity(text.len() + 64), meters: Vec::new() };
        let (mut done, mut at) = (0, 0);
        let mut captured = Vec::new();
        while let Some(tag) = next_tag(text, &mut at) {
            let inner = text[tag.start + 2..tag.end - 2].trim_matches('-').trim();
            let (word, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
            let name = rest.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or("");
            let call = match word {
                "for" | "component" => Some(format!("{METER}()")),
                "set" | "set_global" if rest.contains('=') => Some(format!("{METER}(of={name})")),
                "set" | "set_global" => {
                    captured.push(name);
                    None
                }
                "endset" => captured.pop().map(|name| format!("{METER}(of={name})")),
                _ => None,
            };
            let Some(call) = call else { continue };
            metered.text.push_str(&text[done..tag.end]);
            done = tag.end;
            let start = metered.text.len();
            // What the tag does with the spaces after it, the call does.
            let dash = if text[..tag.end].ends_with("-%}") { "-" } else { "" };
            metered.text.push_str(&format!("{{{{ {call} {dash}}}}}"));
            metered.meters.push(Meter { place: start..metered.text.len(), tag });
        }
        metered.text.push_str(&text[done..]);
        metered
    }

    /// Whether a meter has refused at a place.
    pub(super) fn is_meter(&self, at: usize) -> bool {
        self.meters.iter().any(|meter| meter.place.contains(&at))
    }

    /// The place in the text as it was written.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let before = self.meters.partition_point(|meter| meter.place.start <= range.start);
        let last = before.checked_sub(1).map(|last| &self.meters[last]);
        match last {
            Some(meter) if meter.place.contains(&range.start) => meter.tag.clone(),
            Some(meter) => {
                let more = meter.place.end - meter.tag.end;
                range.start - more..range.end.saturating_sub(more).max(range.start - more)
            }
            None => range.clone(),
        }
    }
}

/// The next tag `{% … %}` from a place on; the place moves behind it.
fn next_tag(text: &str, at: &mut usize) -> Option<Range<usize>> {
    loop {
        let start = *at + text[*at..].find('{')?;
        let rest = &text[start..];
        if let Some(comment) = rest.strip_prefix("{#") {
            *at = start + 2 + comment.find("#}")? + 2;
        } else if rest.starts_with("{{") {
            *at = start + end_of(rest, "}}")?;
        } else if rest.starts_with("{%") {
            let end = start + end_of(rest, "%}")?;
            *at = end;
            let inner = text[start + 2..end - 2].trim_matches('-').trim();
            if inner == "raw" {
                *at = end + text[end..].find("endraw")?;
                *at += text[*at..].find("%}")? + 2;
                continue;
            }
            return Some(start..end);
        } else {
            *at = start + 1;
        }
    }
}

/// Where an expression ends, behind its mark; a mark in quotation marks is none.
fn end_of(text: &str, mark: &str) -> Option<usize> {
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(2) {
        if is_escaped {
            is_escaped = false;
        } else if quote.is_some() {
            is_escaped = c == '\\';
            quote = quote.filter(|open| *open != c);
        } else if matches!(c, '"' | '\'' | '`') {
            quote = Some(c);
        } else if text[at..].starts_with(mark) {
            return Some(at + mark.len());
        }
    }
    None
}

/// A page that is being made, and takes no more than it may have.
#[derive(Debug)]
pub(super) struct Bounded {
    pub(super) bytes: Vec<u8>,
    pub(super) is_full: bool,
}

impl Bounded {
    pub(super) fn new() -> Self {
        Self { bytes: Vec::with_capacity(24 * 1024), is_full: false }
    }
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.is_full = true;
            return Err(io::Error::other("the page gets longer than 256 MB"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_and_what_keeps_has_a_meter() {
        let text = "{# {% for #}{% raw %}{% for %}{% endraw %}{{ \"{% for %}\" }}{% for a in \"%}\" -%}\n x{% endfor %}{% set b = 1 %}{% set c %}d{% endset %}";
        let metered = Metered::new(text);
        assert_eq!(
            metered.text,
            "{# {% for #}{% raw %}{% for %}{% endraw %}{{ \"{% for %}\" }}{% for a in \"%}\" -%}{{ iho_meter() -}}\n x{% endfor %}{% set b = 1 %}{{ iho_meter(of=b) }}{% set c %}d{% endset %}{{ iho_meter(of=c) }}"
        );
        for words in ["x{% endfor", "{% set b", "d{% end"] {
            let (there, here) = (metered.text.find(words), text.find(words));
            let (there, here) = (there.expect("there"), here.expect("here"));
            assert_eq!(metered.place(&(there..there + 1)), here..here + 1);
        }
        let meter = metered.text.find("iho_meter()").expect("a meter");
        assert!(text[metered.place(&(meter..meter + 11))].starts_with("{% for a in"));
        assert_eq!(Metered::new("{% for a").text, "{% for a");
    }
}
