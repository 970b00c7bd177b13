//! Values, notes and links as HTML: what stands inside a line is made here, what stands around it by templates.
//!
//! A page has dozens of them. To serialise each field by field and to choose its markup in a template was a third of
//! the work of making a page.

use serde::ser::{Serialize, SerializeSeq as _, Serializer};

use super::markdown::escape_into;
use crate::html::Html;
use crate::page::view::{Column, Group, Link, Markdown, Note, Row, Tag, Value};

/// A value is a piece of HTML, or a block that a template places.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        enum Block<'v> {
            Prose { body: &'v Markdown },
            List { items: &'v [Value] },
            Facts { rows: &'v [Row] },
        }
        let mut html = String::with_capacity(96);
        if place(self, &mut html) {
            return Html::from_escaped(html).serialize(serializer);
        }
        match self {
            Self::Prose { body } => Block::Prose { body }.serialize(serializer),
            Self::List { items } => Block::List { items }.serialize(serializer),
            Self::Facts { rows } => Block::Facts { rows }.serialize(serializer),
            _ => Html::from_escaped(html).serialize(serializer),
        }
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut html = String::with_capacity(64);
        state(self, &mut html);
        Html::from_escaped(html).serialize(serializer)
    }
}

/// An empty note is an empty text.
impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.source.is_none() && self.text.is_empty() {
            return serializer.serialize_str("");
        }
        let mut html = String::with_capacity(128);
        html.push_str("<p class=\"note\">");
        escape_into(&mut html, &self.text);
        if let Some(source) = &self.source {
            html.push_str(if self.text.is_empty() { "Source: " } else { " Source: " });
            anchor(source, &mut html);
        }
        html.push_str("</p>");
        Html::from_escaped(html).serialize(serializer)
    }
}

/// The links of a group, each a piece of HTML.
impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut group = serializer.serialize_struct("Group", 2)?;
        group.serialize_field("label", &self.label)?;
        group.serialize_field("links", &Links(&self.links))?;
        group.end()
    }
}

struct Links<'v>(&'v [Link]);

impl Serialize for Links<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut links = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            let mut html = String::with_capacity(128);
            link(item, &mut html);
            links.serialize_element(&Html::from_escaped(html))?;
        }
        links.end()
    }
}

/// Writes a value, and tells whether it could be written without a template.
fn place(value: &Value, html: &mut String) -> bool {
    match value {
        Value::Text { text } | Value::Number { text } => escape_into(html, text),
        Value::Date { text, iso } => {
            html.push_str("<time datetime=\"");
            escape_into(html, iso);
            html.push_str("\">");
            escape_into(html, text);
            html.push_str("</time>");
        }
        Value::Code { text } => {
            html.push_str("<code>");
            escape_into(html, text);
            html.push_str("</code>");
        }
        Value::Tag { tag } => state(tag, html),
        Value::Link { link: to } => link(to, html),
        Value::Picture { picture } => html.push_str(picture.as_str()),
        Value::Icon { icon } => {
            html.push_str("<span class=\"icon\">");
            html.push_str(icon.sign.as_str());
            html.push_str(" <span>");
            escape_into(html, icon.words);
            html.push_str("</span></span>");
        }
        Value::Silence { sentence } => silence(sentence, html),
        Value::Nothing => html.push_str("<span class=\"nothing\">Not published</span>"),
        Value::List { items } => {
            html.push_str("<ul class=\"values\">");
            for item in items {
                html.push_str("<li>");
                if !place(item, html) {
                    return false;
                }
                html.push_str("</li>");
            }
            html.push_str("</ul>");
        }
        Value::Table { label, columns, rows } => table(label, columns, rows, html),
        Value::Prose { .. } | Value::Facts { .. } => return false,
    }
    true
}

fn table(label: &str, columns: &[Column], rows: &[Vec<Value>], html: &mut String) {
    html.push_str("<table class=\"small\" aria-label=\"");
    escape_into(html, label);
    html.push_str("\"><thead><tr>");
    let class = |column: Option<&Column>| match column {
        Some(column) if column.is_numeric => " class=\"number\"",
        _ => "",
    };
    for column in columns {
        html.push_str("<th scope=\"col\"");
        html.push_str(class(Some(column)));
        html.push('>');
        escape_into(html, &column.label);
        html.push_str("</th>");
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            html.push_str(if at == 0 { "<th scope=\"row\"" } else { "<td" });
            html.push_str(class(columns.get(at).filter(|_| at > 0)));
            html.push('>');
            if !matches!(cell, Value::Nothing) {
                place(cell, html);
            }
            html.push_str(if at == 0 { "</th>" } else { "</td>" });
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
}

/// The word carries the meaning, the colour repeats it.
fn state(tag: &Tag, html: &mut String) {
    html.push_str("<span class=\"tag tag-");
    html.push_str(tag.tone);
    html.push_str("\">");
    escape_into(html, &tag.text);
    html.push_str("</span>");
}

fn link(to: &Link, html: &mut String) {
    if to.is_current {
        html.push_str("<span aria-current=\"page\">");
        escape_into(html, &to.text);
        html.push_str("</span>");
    } else if to.href.is_empty() {
        escape_into(html, &to.text);
    } else {
        anchor(to, html);
    }
    if !to.note.is_empty() {
        html.push_str(" <span class=\"aside\">");
        escape_into(html, &to.note);
        html.push_str("</span>");
    }
}

fn anchor(to: &Link, html: &mut String) {
    html.push_str("<a href=\"");
    escape_into(html, &to.href);
    html.push_str("\">");
    escape_into(html, &to.text);
    html.push_str("</a>");
}

/// Why there is no value: the kind of silence is its first sentence.
fn silence(sentence: &str, html: &mut String) {
    html.push_str("<p class=\"silence\"><strong>");
    match sentence.split_once(". ") {
        Some((kind, rest)) => {
            escape_into(html, kind);
            html.push_str(".</strong> ");
            escape_into(html, rest);
        }
        None => {
            escape_into(html, sentence);
            html.push_str("</strong>");
        }
    }
    html.push_str("</p>");
}
