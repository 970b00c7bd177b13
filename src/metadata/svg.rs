//! What an SVG may not hold, as whoever opens it by itself would run it or be led elsewhere: scripts, handlers, pages inside
//! it, addresses of other files. And the names that drawing programs leave in it.

use std::ops::Range;

use super::css;
use super::picture::{self, PictureFormat};
use super::xml::{self, Attribute, Node, local};
use super::{Finding, Findings, quoted, xmp};

const SVG: &str = "http://www.w3.org/2000/svg";
/// More than any drawing program declares.
const MAX_PREFIXES: usize = 256;
const ONLY_DRAWING: &str = "export it again as a plain SVG, or delete this from the file";

/// Everything that must not be in an SVG, and what it tells.
pub(super) fn traces(text: &str, findings: &mut Findings<'_>) {
    let mut reading =
        SvgParser { text, findings, open: Vec::new(), spaces: Vec::new(), style: None };
    let read = xml::read(text, |node| reading.node(node));
    if let Err(slip) = read {
        let message = format!("this SVG can't be read: {}", slip.message.trim_end_matches('.'));
        reading.refuse(slip.at..slip.at, message, "open it in a drawing program and save it again");
    }
    xmp::traces(text, reading.findings);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("<!--") {
        let (words, after) = after.split_once("-->").unwrap_or((after, ""));
        reading.findings.sentence("comment", words);
        rest = after;
    }
}

struct SvgParser<'r, 'b, 't> {
    text: &'t str,
    findings: &'r mut Findings<'b>,
    /// The elements that are open: their local names, and how many prefixes each brought.
    open: Vec<(&'t str, usize)>,
    /// Prefixes and what they stand for.
    spaces: Vec<(&'t str, String)>,
    /// The rules of style that are being read, each piece with its place.
    style: Option<Vec<(usize, String)>>,
}

impl<'t> SvgParser<'_, '_, 't> {
    fn refuse(&mut self, at: Range<usize>, message: impl Into<String>, hint: &str) {
        let (message, hint) = (message.into(), hint.to_owned());
        self.findings.push(Finding::Unsafe { at, message, hint });
    }

    fn node(&mut self, node: Node<'t>) {
        match node {
            Node::Open { name, attributes, at } => self.begin(name, &attributes, &at),
            Node::Close => self.end(),
            Node::Text { text, at } => {
                if self.open.last().is_some_and(|(name, _)| *name == "metadata") {
                    self.findings.sentence("`<metadata>`", &text);
                }
                if let Some(style) = &mut self.style {
                    style.push((at, text.into_owned()));
                }
            }
            Node::Instruction { target, at } => {
                if target.eq_ignore_ascii_case("xml-stylesheet") {
                    let message = "this SVG takes a style sheet from another file";
                    self.refuse(at, message, "put the rules into a `<style>` in the SVG");
                }
            }
            Node::Doctype { text, at } => {
                let is_usual = !text.contains('[')
                    && text.split(['"', '\'']).skip(1).step_by(2).all(|it| {
                        it.starts_with("-//W3C//DTD SVG") || it.starts_with("http://www.w3.org/")
                    });
                if !is_usual {
                    let message = "this SVG declares entities or names a file of declarations";
                    self.refuse(at, message, "delete `<!DOCTYPE …>`, or save it as a plain SVG");
                }
            }
        }
    }

    fn begin(&mut self, name: &'t str, attributes: &[Attribute<'t>], at: &Range<usize>) {
        let mut n = 0;
        for it in attributes {
            let prefix = if it.name == "xmlns" { Some("") } else { it.name.strip_prefix("xmlns:") };
            if let Some(prefix) = prefix.filter(|_| self.spaces.len() <= MAX_PREFIXES) {
                self.spaces.push((prefix, it.value.trim().to_owned()));
                n += 1;
            }
        }
        if self.spaces.len() > MAX_PREFIXES {
            let message = "this SVG has more prefixes than a drawing needs";
            self.refuse(at.clone(), message, "save it as a plain SVG");
        }
        let element = local(name);
        self.open.push((element, n));
        let prefix = name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
        let space = self.spaces.iter().rev().find(|(known, _)| *known == prefix);
        let space = space.map_or("", |(_, space)| space.as_str()).to_owned();
        self.element(element, &space, at);
        let sets =
            attributes.iter().find(|it| local(it.name).eq_ignore_ascii_case("attributename"));
        let sets = sets.map(|it| local(it.value.trim()).to_lowercase()).unwrap_or_default();
        for it in attributes {
            self.attribute(element, &sets, it);
        }
        if element.eq_ignore_ascii_case("style") {
            self.style = Some(Vec::new());
        }
    }

    fn end(&mut self) {
        let Some((name, n)) = self.open.pop() else { return };
        self.spaces.truncate(self.spaces.len().saturating_sub(n));
        if !name.eq_ignore_ascii_case("style") {
            return;
        }
        let Some(pieces) = self.style.take() else { return };
        let whole: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        for wrong in css::wrong(&whole) {
            let mut before = 0;
            let piece = pieces.iter().find(|(_, text)| {
                before += text.len();
                wrong.at < before
            });
            let at = piece.map_or(0, |(at, text)| at + wrong.at + text.len() - before);
            let at = crate::source::floor_char_boundary(self.text, at);
            self.refuse(at..at, wrong.message, wrong.hint);
        }
    }

    fn element(&mut self, name: &str, space: &str, at: &Range<usize>) {
        let lower = name.to_lowercase();
        let is_of_page =
            ["1999/xhtml", "Math/MathML", "XSL/Transform", "mozilla.org/xbl", "xml-events"]
                .iter()
                .any(|it| space.contains(it));
        let is_drawing = space.is_empty() || space == SVG;
        let at = at.start..(at.start + 1 + name.len()).min(at.end);
        match lower.as_str() {
            "script" | "handler" | "listener" => {
                self.refuse(at, format!("this SVG has a script: `<{name}>`"), ONLY_DRAWING);
            }
            "foreignobject" => {
                let message =
                    format!("this SVG contains something that is not a drawing: `<{name}>`");
                self.refuse(at, message, ONLY_DRAWING);
            }
            "iframe" | "audio" | "video" | "canvas" | "embed" | "object" | "link" | "meta"
            | "base"
                if is_drawing || is_of_page =>
            {
                let message =
                    format!("this SVG contains something that is not a drawing: `<{name}>`");
                self.refuse(at, message, ONLY_DRAWING);
            }
            _ if is_of_page => {
                let message =
                    format!("this SVG contains a part of another kind of page: `<{name}>`");
                self.refuse(at, message, ONLY_DRAWING);
            }
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, sets: &str, it: &Attribute<'t>) {
        let name = local(it.name).to_lowercase();
        let is_letters = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_letters && name.len() > 2 && name.starts_with("on") {
            let message = format!("this SVG runs a script: `{}`", it.name);
            return self.refuse(it.at.clone(), message, ONLY_DRAWING);
        }
        match name.as_str() {
            "href" | "src" | "data" | "poster" | "action" | "formaction" | "srcset" | "ping" => {
                self.address(element, it);
            }
            "base" if !it.value.trim().is_empty() && it.name.contains(':') => {
                let message = format!("`{}` sends all addresses of this SVG elsewhere", it.name);
                self.refuse(it.at.clone(), message, ONLY_DRAWING);
            }
            "attributename" if sets == "href" || sets.starts_with("on") => {
                let message = format!("this SVG changes `{sets}` while it is shown");
                self.refuse(it.at.clone(), message, ONLY_DRAWING);
            }
            "docname" | "docbase" | "absref" | "export-filename" => {
                if let Some(owner) = owner_of_path(&it.value) {
                    self.findings.name(&format!("`{}`", it.name), &owner);
                }
            }
            _ if !it.name.starts_with("xmlns") && it.value.contains(['(', '\\', '@', ':']) => {
                if let Some(wrong) = css::wrong(&it.value).into_iter().next() {
                    self.refuse(it.at.clone(), wrong.message, wrong.hint);
                }
            }
            _ => {}
        }
    }

    fn address(&mut self, element: &str, it: &Attribute<'t>) {
        // Browsers pass over spaces and line breaks in addresses.
        let is_seen = |it: &char| !it.is_control() && !it.is_whitespace();
        let address: String = it.value.chars().filter(is_seen).collect();
        let lower = address.to_lowercase();
        if address.is_empty() || address.starts_with('#') {
            return;
        }
        if let Some(bytes) = css::is_data(&lower).then(|| css::data(&address)).flatten() {
            self.findings.inside("a picture in it", |findings| {
                if let Some(format) = PictureFormat::detect(&bytes) {
                    picture::traces(format, &bytes, findings);
                }
            });
        }
        if css::is_data(&lower) {
            return;
        }
        let has_scheme = lower.split(['/', '?', '#']).next().is_some_and(|it| it.contains(':'));
        let is_near = !has_scheme && !lower.starts_with("//") && !lower.contains('\\');
        if element == "a" && is_near {
            return;
        }
        let message = match lower.starts_with("javascript:") || lower.starts_with("vbscript:") {
            true => format!("this SVG runs a script: `{}`", it.name),
            false => {
                format!("this SVG links to `{}`, or loads something from it", quoted(&address))
            }
        };
        let hint = if element == "a" {
            "put the link into the text beside the picture"
        } else {
            "draw it in the SVG itself, or embed the picture in it"
        };
        self.refuse(it.at.clone(), message, hint);
    }
}

/// The person in whose folder a path of a computer lies.
pub(super) fn owner_of_path(path: &str) -> Option<String> {
    if !path.contains(['/', '\\', '%']) {
        return None;
    }
    let lower = path.to_lowercase().replace('\\', "/").replace("%5c", "/");
    // Letters may change their length in lower case.
    let path = if lower.len() == path.len() { path } else { &lower };
    let folders = [concat!("/us", "ers/"), concat!("/ho", "me/"), "/documents and settings/"];
    let at = folders.iter().find_map(|folder| Some(lower.find(folder)? + folder.len()))?;
    let name = path.get(at..)?.split(['/', '\\']).next()?.replace("%20", " ");
    let is_shared = ["public", "shared", "default", "all users"].contains(&&*name.to_lowercase());
    (!is_shared && !name.is_empty()).then_some(name)
}
