//! HTML as a type: every word in it was escaped, so a template places it as it is. Any other text is escaped there. And the
//! templates of the program itself, which belong to no theme: reports, the review, what a preview adds to a page.

use std::sync::LazyLock;

use serde::{Serialize, Serializer};
use tera::{Context, Tera, Value};

/// Finished HTML. Templates need no `| safe` for it; for programs it is a text.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Html(String);

impl Html {
    /// Takes text as HTML. Whoever calls this has escaped all that comes from elsewhere.
    pub fn from_escaped(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// Text that is shown as it is, whatever is in it.
    pub fn escaped(text: &str) -> Self {
        let mut html = Vec::with_capacity(text.len() + 16);
        tera::escape_html(text, &mut html).expect("memory can be written");
        Self(String::from_utf8_lossy(&html).into_owned())
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Html {
    /// The template engine takes a value of its own as it is, with the mark of being safe.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::safe_string(&self.0).serialize(serializer)
    }
}

/// Makes a page, or a piece of one, of a template of the program itself.
pub fn render(template: &str, view: &impl Serialize) -> Html {
    let context = Context::from_serialize(view).expect("a view is a struct");
    Html(TEMPLATES.render(template, &context).expect("a view has all that its template places"))
}

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    let templates = [
        ("components.html", include_str!("html/components.html")),
        ("document.html", include_str!("html/document.html")),
        ("report.html", include_str!("html/report.html")),
        ("changes.html", include_str!("html/changes.html")),
        ("pack.html", include_str!("html/pack.html")),
        ("review.html", include_str!("html/review.html")),
        ("review_list.html", include_str!("html/review_list.html")),
        ("review_page.html", include_str!("html/review_page.html")),
        ("review_same.html", include_str!("html/review_same.html")),
        ("review_checks.html", include_str!("html/review_checks.html")),
        ("preview_head.html", include_str!("html/preview_head.html")),
        ("preview_bar.html", include_str!("html/preview_bar.html")),
        ("preview_panel.html", include_str!("html/preview_panel.html")),
        ("preview_change.html", include_str!("html/preview_change.html")),
        ("preview_fragment.html", include_str!("html/preview_fragment.html")),
        ("preview_broken.html", include_str!("html/preview_broken.html")),
        ("preview_no_day.html", include_str!("html/preview_no_day.html")),
    ];
    tera.add_raw_templates(templates).expect("the templates are sound");
    tera
});

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
        let context = Context::from_serialize(&page).expect("a struct is a map");
        let made = Tera::one_off("{{ html }}{{ html | safe }}{{ words }}", &context, true);
        assert_eq!(made.expect("a sound template"), "<b><b>&lt;b&gt;");
        assert_eq!(serde_json::to_string(&page.html).expect("a text"), "\"<b>\"");
    }
}
