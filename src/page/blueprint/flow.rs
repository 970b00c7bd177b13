//! Where the budget comes from, and what it is spent on.

use rust_decimal::Decimal;

use super::as_csv;
use crate::analysis::money_flow;
use crate::data;
use crate::figure::Table;
use crate::figure::flow::{self, Flow, Stream};
use crate::model::figures::{about_pounds, count, date, percent, year};
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::view::{Note, Part};
use crate::page::wording::{lower_first, n_of};

/// How long the contract runs and what it is worth, in sentences; nothing where neither is published.
pub(super) fn lead(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    let contract = Section::known(blueprint.contract.as_ref()?)?;
    let standing = blueprint.standing(cx.graph.today);
    let is = standing.verb(["be", "is", "was"]);
    let mut words = Vec::new();
    if let Some((start, end)) = contract.term_start.known().zip(contract.term_end.known()) {
        let years = contract.term_years.known();
        let years = years.map_or_else(String::new, |it| format!(" ({} years)", it.normalize()));
        let runs = standing.verb(["run", "runs", "ran"]);
        words.push(format!("The contract {runs} from {} to {}{years}.", date(*start), date(*end)));
    }
    if let Some((total, _)) = crate::analysis::sums::budget_total(contract) {
        let total = Decimal::from(total);
        let fy = contract.budget.known().and_then(|it| it.fy.known());
        let fy = fy.map_or_else(String::new, |fy| format!(" for {}", year(*fy)));
        let each = super::sharing::heads(blueprint).map_or_else(String::new, |(people, what)| {
            format!(", which is {} per {what}", about_pounds(total / people))
        });
        words.push(format!("Its budget{fy} {is} **{}**{each}.", about_pounds(total)));
    }
    if let Some(sum) = contract.lifetime_value.known()
        && let Some(value) = sum.value.known()
    {
        let prices = sum.price_base.known().map_or_else(String::new, |base| match &**base {
            "nominal" => " in cash terms".to_owned(),
            year => format!(" in {year} prices"),
        });
        let value = about_pounds(value.0.into());
        words.push(format!("Over its whole life, it {is} worth about {value}{prices}."));
    }
    (!words.is_empty()).then(|| Part::Lead { body: cx.sentence(words.join(" ")) })
}

/// The drawing; nothing where neither side of the budget is published in full.
pub(super) fn part(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    let told = money_flow::Flow::of(cx.graph, blueprint)?;
    let streams = |parts: &[money_flow::Part]| -> Vec<Stream> {
        let parts = if told.holds(parts) { parts } else { &[] };
        parts.iter().map(|(name, pounds)| stream(name.clone(), *pounds)).collect()
    };
    let (sources, uses) = (streams(&told.sources), streams(&told.uses));
    if sources.is_empty() && uses.is_empty() {
        return None;
    }
    let total = told.total;
    let budget = Section::known(blueprint.contract.as_ref()?)?.budget.known()?;
    let fy = budget.fy.known().map_or_else(String::new, |fy| format!(" for {}", year(*fy)));
    let title = format!("The budget{fy}: where the money comes from and where it goes");
    let drawn = Flow {
        id: format!("flow-{}", blueprint.id),
        finding: finding(&fy, blueprint.standing(cx.graph.today), total, &sources, &uses),
        table: table(&title, total, &sources, &uses),
        title,
        sources,
        uses,
    };
    let others = |pounds: u64, n: usize| stream(n_of(n, "other", "others"), pounds);
    let services =
        cx.link("All services", &crate::page::Url::page(&["ihos", &blueprint.id, "services"]));
    let mut links = if drawn.uses.is_empty() { Vec::new() } else { vec![services] };
    links.extend(as_csv(cx, blueprint, &data::BUDGET, "Download the sums (CSV)"));
    Some(Part::Figure {
        heading: "The budget".to_owned(),
        figure: Box::new(flow::draw(&drawn, others)),
        links,
        note: Note::default(),
    })
}

fn stream(name: String, pounds: u64) -> Stream {
    Stream { name, pounds, words: about_pounds(pounds.into()) }
}

/// "£168.4 million (39.6%)".
fn with_share(stream: &Stream, total: u64) -> String {
    format!("{} ({})", stream.words, share(stream.pounds, total))
}

fn share(pounds: u64, total: u64) -> String {
    percent((Decimal::from(pounds) * Decimal::ONE_HUNDRED / Decimal::from(total)).round_dp(1))
}

fn finding(
    fy: &str,
    standing: ContractStanding,
    total: u64,
    sources: &[Stream],
    uses: &[Stream],
) -> String {
    let is = standing.verb(["be", "is", "was"]);
    let goes = standing.verb(["go", "goes", "went"]);
    let largest = |streams: &[Stream]| streams.iter().max_by_key(|it| it.pounds).cloned();
    let mut words = format!("The budget{fy} {is} {}.", about_pounds(total.into()));
    if let Some(source) = largest(sources) {
        let name = lower_first(&source.name);
        words
            .push_str(&format!(" The largest source {is} {name}: {}.", with_share(&source, total)));
    }
    if let Some(part) = largest(uses) {
        let name = lower_first(&part.name);
        words.push_str(&format!(
            " The largest part {goes} to {name}: {}.",
            with_share(&part, total)
        ));
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
        columns: ["Part", "List", "Amount", "Share of the budget"].map(str::to_owned).into(),
        numeric: vec![false, false, true, true],
        rows: [rows(flow::COMES_FROM, sources), rows(flow::GOES_TO, uses)].concat(),
    }
}
