//! HTML as a type: every word in it was escaped, so a template places it as it is. Any other text is escaped there.

use serde::{Serialize, Serializer};

/// Finished HTML. Templates need no `| safe` for it; for programs it is a text.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Html(String);

impl Html {
    /// Takes text as HTML. Whoever calls this has escaped all that comes from elsewhere.
    pub fn from_escaped(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Html {
    /// The template engine takes a value of its own as it is, with the mark of being safe.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_placed_as_it_is_and_words_are_not() {
        #[derive(Serialize)]
        struct Page {
            html: Html,
            words: &'static str,
        }
        let page = Page { html: Html::from_escaped("<b>"), words: "<b>" };
        let context = tera::Context::from_serialize(&page).expect("a struct is a map");
        let made = tera::Tera::one_off("{{ html }}{{ html | safe }}{{ words }}", &context, true);
        assert_eq!(made.expect("a sound template"), "<b><b>&lt;b&gt;");
        assert_eq!(serde_json::to_string(&page.html).expect("a text"), "\"<b>\"");
    }
}
