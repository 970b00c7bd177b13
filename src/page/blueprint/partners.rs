//! Partners, each on a card.

use super::unpublished;
use crate::model::partners::{Partner, PartnerStatus, Partners};
use crate::model::reflect::Block;
use crate::page::context::PageContext;
use crate::page::layout::{row_of, rows_of, unaddressed};
use crate::page::view::{Card, Column, Part, Row, Tag, Value};

pub(super) fn partner_parts(cx: &PageContext<'_>, partners: &Partners) -> Vec<Part> {
    if let Some(silence) = partners.partners.silence() {
        return vec![unpublished(cx, silence)];
    }
    let items = partners.partners.items();
    if items.is_empty() {
        return vec![Part::notice(
            "important",
            "No partners yet",
            cx.sentence("This blueprint names no partner."),
        )];
    }
    let columns = ["Partner", "Sector", "How it is engaged", "Role in decisions"];
    let summary = Part::table(
        "table_partners",
        "Partners at a glance",
        columns.map(Column::of_words).into(),
        items
            .iter()
            .map(|partner| {
                let rows = rows_of(cx, partner, &["organisation", "sector", "direction", "voice"]);
                let mut values: Vec<Value> = rows.into_iter().map(|row| row.value).collect();
                values.resize(columns.len(), Value::Nothing);
                values
            })
            .collect(),
    );
    let cards = Part::Cards {
        id: "cards_partners".to_owned(),
        heading: "Each partner".to_owned(),
        intro: String::new(),
        cards: items.iter().map(|partner| partner_card(cx, partner)).collect(),
        note: cx.note(partners.partners.provenance()),
    };
    vec![summary, cards]
}

fn partner_card(cx: &PageContext<'_>, partner: &Partner) -> Card {
    let organisation = partner.organisation.known();
    let title = organisation.map(|body| cx.reference(&body.0)).unwrap_or_default();
    let id = organisation.map_or("partner", |body| body.0.id.as_str());
    let shown_above = ["organisation", "sector", "status", "statement"];
    let fields = partner.fields();
    let rest = fields.iter().filter(|field| !shown_above.contains(&field.key.name));
    let mut rows: Vec<Row> =
        rest.filter_map(|field| row_of(cx, field, partner.span.file)).collect();
    if partner.statement.silence().is_some() {
        rows.extend(rows_of(cx, partner, &["statement"]));
    }
    Card {
        id: format!("partner_{id}"),
        title,
        caption: partner.sector.known().map_or("", |sector| sector.label()).to_owned(),
        tag: partner.status.known().map(|status| partner_tag(*status)),
        body: None,
        rows: unaddressed(rows),
        folds: "",
        note: cx.note(partner.provenance.as_deref()),
        quote: partner
            .statement
            .known()
            .map(|prose| cx.field_text(prose, &format!("{id}_statement"), 2)),
    }
}

fn partner_tag(status: PartnerStatus) -> Tag {
    let tone = match status {
        PartnerStatus::Proposed | PartnerStatus::Agreed => "neutral",
        PartnerStatus::Signed => "improving",
        PartnerStatus::Ended => "concern",
    };
    Tag { text: status.label().to_owned(), tone }
}
