//! Where the budget comes from, and what it is spent on.

use rust_decimal::Decimal;

use crate::figure::Table;
use crate::figure::flow::{self, Flow, Stream};
use crate::graph::{Key, arithmetic};
use crate::model::contract::Budget;
use crate::model::figures::{about_pounds, count, percent, year};
use crate::model::services::Scope;
use crate::model::shown::Block as _;
use crate::model::{Blueprint, Section};
use crate::page::desk::Desk;
use crate::page::layout::{value_of, words_of};
use crate::page::view::{Note, Part};
use crate::page::wording::{lower_first, n_of};

/// The drawing; nothing where neither side of the budget is published in full.
pub(super) fn part(desk: &Desk<'_>, blueprint: &Blueprint) -> Option<Part> {
    let contract = Section::known(blueprint.contract.as_ref()?)?;
    let (total, _) = arithmetic::budget_total(contract)?;
    let total = u64::try_from(total).ok().filter(|total| *total > 0)?;
    let budget = contract.budget.known()?;
    let sources = completed(sources(desk, budget).unwrap_or_default(), total);
    let uses = completed(services(desk, blueprint).unwrap_or_default(), total);
    if sources.is_empty() && uses.is_empty() {
        return None;
    }
    let fy = budget.fy.known().map_or_else(String::new, |fy| format!(" of {}", year(*fy)));
    let title = format!("The budget{fy}: where it comes from and what it is spent on");
    let drawn = Flow {
        id: format!("flow-{}", blueprint.id),
        finding: finding(&fy, total, &sources, &uses),
        whole: ("Budget".to_owned(), about_pounds(total.into())),
        table: table(&title, total, &sources, &uses),
        title,
        sources,
        uses,
    };
    let others = |pounds: u64, n: usize| stream(n_of(n, "other", "others"), pounds);
    let services =
        desk.link("All services", &crate::page::Url::page(&["ihos", &blueprint.id, "services"]));
    let links = if drawn.uses.is_empty() { Vec::new() } else { vec![services] };
    Some(Part::Figure {
        heading: "Where the money goes".to_owned(),
        figure: Box::new(flow::draw(&drawn, others)),
        links,
        note: Note::default(),
    })
}

fn stream(name: String, pounds: u64) -> Stream {
    Stream { name, pounds, words: about_pounds(pounds.into()) }
}

/// The streams with what is missing to the whole; none where they are more than the whole by over half a per cent.
fn completed(mut streams: Vec<Stream>, total: u64) -> Vec<Stream> {
    let sum: u64 = streams.iter().map(|it| it.pounds).sum();
    if sum > total + total / 200 {
        return Vec::new();
    }
    if !streams.is_empty() && total.saturating_sub(sum) > total / 200 {
        streams.push(stream("Not broken down".to_owned(), total - sum));
    }
    streams
}

/// The sources of the budget, where all are published.
fn sources(desk: &Desk<'_>, budget: &Budget) -> Option<Vec<Stream>> {
    let sources = budget.allocation_sources.complete()?;
    let source = |it: &crate::model::contract::Allocation| {
        let pounds = it.amount.known()?.value.known()?.0;
        let fields = it.fields();
        let name = fields.iter().find(|field| field.key.name == "source")?;
        let words = words_of(&value_of(desk, name, it.span.file));
        Some(stream(words, u64::try_from(pounds).ok()?))
    };
    sources.iter().map(source).collect()
}

/// The services in scope with their budgets, where all are published.
fn services(desk: &Desk<'_>, blueprint: &Blueprint) -> Option<Vec<Stream>> {
    let services = blueprint.services.as_ref().and_then(Section::known)?;
    let in_scope =
        services.services.complete()?.iter().filter(|it| it.scope.known() == Some(&Scope::InScope));
    let service = |it: &crate::model::services::ServiceLine| {
        let pounds = it.baseline_budget.known()?.value.known()?.0;
        let name = desk.graph.name(&Key::of(&it.service.known()?.0)).to_owned();
        Some(stream(name, u64::try_from(pounds).ok()?))
    };
    in_scope.map(service).collect()
}

/// "£168.4 million (39.6%)".
fn with_share(stream: &Stream, total: u64) -> String {
    format!("{} ({})", stream.words, share(stream.pounds, total))
}

fn share(pounds: u64, total: u64) -> String {
    percent((Decimal::from(pounds) * Decimal::ONE_HUNDRED / Decimal::from(total)).round_dp(1))
}

fn finding(fy: &str, total: u64, sources: &[Stream], uses: &[Stream]) -> String {
    let largest = |streams: &[Stream]| streams.iter().max_by_key(|it| it.pounds).cloned();
    let mut words = format!("The budget{fy} is {}.", about_pounds(total.into()));
    if let Some(source) = largest(sources) {
        let name = lower_first(&source.name);
        words.push_str(&format!(" The largest source is {name}: {}.", with_share(&source, total)));
    }
    if let Some(part) = largest(uses) {
        let name = lower_first(&part.name);
        words.push_str(&format!(" The largest part goes to {name}: {}.", with_share(&part, total)));
    }
    words
}

fn table(title: &str, total: u64, sources: &[Stream], uses: &[Stream]) -> Table {
    let rows = |side: &'static str, streams: &[Stream]| {
        let row = move |it: &Stream| {
            let sum = format!("£{}", count(it.pounds));
            vec![it.name.clone(), side.to_owned(), sum, share(it.pounds, total)]
        };
        streams.iter().map(row).collect::<Vec<_>>()
    };
    Table {
        caption: title.to_owned(),
        columns: ["Part", "Source or use", "Sum", "Share of the budget"].map(str::to_owned).into(),
        numeric: vec![false, false, true, true],
        rows: [rows("Comes from here", sources), rows("Is spent on this", uses)].concat(),
    }
}
