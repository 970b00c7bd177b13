//! XML as it is written: feeds and the map of the site.

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document in the making, with a line for each tag or element that is added.
pub struct XmlDocument(Writer<Vec<u8>>);

impl XmlDocument {
    /// A document that opens with an element, which is closed like any other.
    pub fn new(root: &str, attributes: &[(&str, &str)]) -> Self {
        let mut document = Self(Writer::new(Vec::new()));
        document.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        document.end_line();
        document.open(root, attributes);
        document
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Start(start(name, attributes)));
        self.end_line();
    }

    /// Closes the element that was opened last, which has this name.
    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
        self.end_line();
    }

    /// Adds an element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(start(name, attributes)));
        self.end_line();
    }

    /// Adds a text in an element, which may lie in others: they are named from the outermost to the innermost.
    pub fn text(&mut self, names: &[&str], text: &str) {
        let text = writable(text);
        names.iter().for_each(|name| self.write(Event::Start(BytesStart::new(*name))));
        // Not `BytesText::new`, which makes every apostrophe a reference: a feed has the bytes that it always had.
        let escaped = partial_escape(&text).replace('"', "&quot;");
        self.write(Event::Text(BytesText::from_escaped(escaped)));
        names.iter().rev().for_each(|name| self.write(Event::End(BytesEnd::new(*name))));
        self.end_line();
    }

    /// The bytes of the document.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn end_line(&mut self) {
        self.write(Event::Text(BytesText::from_escaped("\n")));
    }

    fn write(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory is written to");
    }
}

fn start<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let attributes = attributes.iter().map(|(name, value)| (*name, writable(value)));
    let mut tag = BytesStart::new(name);
    attributes.for_each(|(name, value)| tag.push_attribute((name, value.as_str())));
    tag
}

/// A text without the characters that XML has no way to write.
fn writable(text: &str) -> String {
    let is_writable = |letter: &char| match letter {
        '\t' | '\n' | '\r' => true,
        letter => *letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'),
    };
    text.chars().filter(is_writable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_can_end_what_it_stands_in() {
        let mut document = XmlDocument::new("feed", &[("lang", "a\"b<c>&\u{1}")]);
        document.text(&["author", "name"], "it's </name> & \u{0}\u{ffff}all");
        document.empty("link", &[("rel", "self")]);
        document.close("feed");
        assert_eq!(
            String::from_utf8(document.into_bytes()).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed lang=\"a&quot;b&lt;c&gt;&amp;\">\n\
             <author><name>it's &lt;/name&gt; &amp; all</name></author>\n<link rel=\"self\"/>\n</feed>\n"
        );
    }
}
