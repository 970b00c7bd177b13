//! What links and pictures say to people who hear them, and where they lead.

use std::ops::Range;

use super::ProseParser;
use crate::diag::Code;

/// Words of links that say nothing where they are heard by themselves.
const VAGUE: [&str; 16] = [
    "here",
    "click here",
    "click",
    "see here",
    "link",
    "this link",
    "click this link",
    "more",
    "read more",
    "see more",
    "learn more",
    "find out more",
    "more info",
    "more information",
    "more details",
    "details",
];

/// Whether the description of a picture only says that it is one, or what its file is called.
pub fn says_nothing(words: &str, file: &str) -> bool {
    const KINDS: [&str; 12] = [
        "logo",
        "our logo",
        "the logo",
        "image",
        "an image",
        "picture",
        "a picture",
        "photo",
        "a photo",
        "photograph",
        "screenshot",
        "img",
    ];
    const ENDS: [&str; 10] =
        [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".tif", ".bmp"];
    let words = words.trim().to_lowercase();
    let file = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
    let is_code = |it: &str| it.contains(|c: char| c.is_ascii_digit() || "-_".contains(c));
    KINDS.contains(&&*words)
        || words == file
        || !words.contains(' ') && ENDS.iter().any(|end| words.ends_with(end))
        || is_code(stem) && (words == stem || words == stem.replace(['-', '_'], " "))
}

impl ProseParser<'_> {
    pub(super) fn check_link_words(&mut self, words: &str, range: Range<usize>) {
        let said = words.trim();
        if said.is_empty() {
            self.report(
                Code::EmptyLink,
                range,
                "this link has no words",
                "write what the link leads to between the square brackets",
            );
            return;
        }
        let plain = said.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if VAGUE.contains(&&*plain) {
            let message = format!("`{said}` does not say where this link leads");
            let hint = "write what is there between the square brackets, such as `[the board paper of May](…)`";
            self.report(Code::VagueLink, range, &message, hint);
        }
    }

    pub(super) fn check_picture_words(&mut self, words: &str, range: Range<usize>) {
        const HINT: &str = "say between the square brackets what the picture shows: `![Map of the four places](map.png)`";
        if words.trim().is_empty() {
            self.report(Code::MissingAlt, range, "this image has no description", HINT);
            return;
        }
        let written = self.text.get(range.clone()).unwrap_or("");
        let address = written.rsplit_once("](").map_or("", |(_, address)| address);
        let file = address.split([')', ' ', '"']).next().unwrap_or("");
        if says_nothing(words, file) {
            let message = format!("`{}` does not say what the picture shows", words.trim());
            self.report_young(Code::MissingAlt, range, &message, HINT);
        }
    }

    /// The words in quotation marks after an address are shown by few browsers, and to few people.
    pub(super) fn check_title(&mut self, title: &str, range: &Range<usize>) {
        if !title.trim().is_empty() {
            let shown = crate::model::yaml::shorten(title.trim());
            let message = format!("the words `{shown}` after the address are not shown");
            let hint = "put them into the text, and remove them here with their quotation marks";
            self.report(Code::LinkTitle, range.clone(), &message, hint);
        }
    }
}
