//! Every figure of a blueprint that follows from others is worked out again, and compared with what is stated.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::diag::{Code, Diagnostic};
use crate::model::contract::Contract;
use crate::model::field::Field;
use crate::model::figures;
use crate::model::footprint::PopulationKind;
use crate::model::metric::{BetterWhen, Polarity};
use crate::model::money::{Money, MoneyOrBand};
use crate::model::partners::{Direction, Partner};
use crate::model::risk_share::{Cap, RiskShare};
use crate::model::scalar::FileName;
use crate::model::services::{Scope, ServiceLine};
use crate::model::status::Status;
use crate::model::{Blueprint, Model, Section};
use crate::source::Span;

/// The unit of a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Pounds.
    Pounds,
    /// Per cent.
    Percent,
    /// Years.
    Years,
    /// A number.
    Number,
}

impl Unit {
    /// A figure with its unit.
    pub fn words(self, figure: Decimal) -> String {
        let figure = figure.normalize();
        match self {
            Self::Pounds => figures::pence(figure),
            Self::Percent => figures::percent(figure.round_dp(2)),
            Self::Years if figure == Decimal::ONE => "1 year".to_owned(),
            Self::Years => format!("{} years", figures::decimal(figure.round_dp(2))),
            Self::Number => figures::decimal(figure),
        }
    }
}

/// A figure that was worked out again.
#[derive(Clone, PartialEq, Debug)]
pub struct Sum {
    /// The section where it is stated.
    pub section: &'static str,
    /// The field of that section.
    pub field: &'static str,
    /// What was worked out: "the sources of money, added up".
    pub what: String,
    /// What it has to agree with: "the total budget".
    pub with: String,
    /// What came out.
    pub computed: Decimal,
    /// What is stated.
    pub stated: Decimal,
    /// By how much they may differ.
    pub tolerance: Decimal,
    /// The unit of both.
    pub unit: Unit,
    /// Where the parts are.
    pub at: Span,
    /// Where the whole is.
    pub other: Option<Span>,
}

impl Sum {
    /// Whether both agree.
    pub fn agrees(&self) -> bool {
        (self.computed - self.stated).abs() <= self.tolerance
    }

    /// The mistake, where they do not.
    pub fn contradiction(&self) -> Option<Diagnostic> {
        if self.agrees() {
            return None;
        }
        let words = |figure| self.unit.words(figure);
        let message = format!(
            "these figures do not agree: {} for {} and {} for {}",
            words(self.computed),
            self.what,
            words(self.stated),
            self.with
        );
        let diagnostic = Diagnostic::at(Code::SumDisagrees, self.at, message).hint(
            "correct the figure that is wrong; the page shows that the sum was worked out again",
        );
        Some(match self.other {
            Some(other) if other != self.at => diagnostic.related(other, "the other figure"),
            _ => diagnostic,
        })
    }
}

/// Everything that can be worked out again in one blueprint, in the order of reading.
pub fn sums(blueprint: &Blueprint) -> Vec<Sum> {
    let mut sums = Vec::new();
    sums.extend(icb_shares(blueprint));
    sums.extend(profiles(blueprint));
    sums.extend(practices(blueprint));
    sums.extend(provided_and_sub_contracted(blueprint));
    if let Some(contract) = blueprint.contract.as_ref().and_then(Section::known) {
        sums.extend(per_head(blueprint, contract));
        sums.extend(service_budgets(blueprint, contract));
        sums.extend(allocation(contract));
        sums.extend(years(contract));
        sums.extend(term(contract));
    }
    if let Some(sharing) = blueprint.risk_share.as_ref().and_then(Section::known) {
        sums.extend(bands(sharing));
        sums.extend(savings(sharing));
        sums.extend(caps(blueprint, sharing));
        sums.extend(settlements(sharing));
    }
    if let Some(benefits) = blueprint.benefits.as_ref().and_then(Section::known) {
        sums.extend(benefits.risks.items().iter().filter_map(|risk| {
            let (likelihood, impact) = (risk.likelihood.known()?.0, risk.impact.known()?.0);
            let name = risk.id.known().map_or("a risk", |id| id.0.value.as_str());
            Some(Sum {
                section: "benefits",
                field: "risks",
                what: format!("likelihood times impact of the risk `{name}`"),
                with: "its score".to_owned(),
                computed: (likelihood * impact).into(),
                stated: (*risk.score.known()?).into(),
                tolerance: Decimal::ZERO,
                unit: Unit::Number,
                at: risk.score.span?,
                other: risk.likelihood.span,
            })
        }));
    }
    sums
}

/// A sum of money in whole pounds.
fn pounds(money: &Field<Money>) -> Option<i64> {
    Some(money.known()?.value.known()?.0)
}

/// The total budget and where it is stated.
pub fn budget_total(contract: &Contract) -> Option<(i64, Span)> {
    let total = &contract.budget.known()?.total;
    Some((pounds(total)?, total.span?))
}

fn icb_shares(blueprint: &Blueprint) -> Option<Sum> {
    let footprint = blueprint.footprint.as_ref()?.known()?;
    let icbs = footprint.icbs.complete()?;
    let shares: Option<Vec<Decimal>> =
        icbs.iter().map(|icb| icb.share.known().map(|share| share.0)).collect();
    let shares = shares.filter(|shares| !shares.is_empty())?;
    let last = icbs.iter().rev().find_map(|icb| icb.share.span);
    Some(Sum {
        section: "footprint",
        field: "icbs",
        what: "the shares of the ICBs, added up,".to_owned(),
        with: "the whole population".to_owned(),
        computed: shares.iter().sum(),
        stated: Decimal::ONE_HUNDRED,
        tolerance: Decimal::new(5, 1),
        unit: Unit::Percent,
        at: last.or(footprint.icbs.span)?,
        other: None,
    })
}

/// The shares of ages, fifths of deprivation and ethnic groups are each the whole population.
fn profiles(blueprint: &Blueprint) -> Vec<Sum> {
    let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) else {
        return Vec::new();
    };
    let profiles = [
        ("age_profile", &footprint.age_profile, "the shares of the age groups"),
        ("deprivation", &footprint.deprivation, "the shares of the fifths of deprivation"),
        ("ethnicity", &footprint.ethnicity, "the shares of the ethnic groups"),
    ];
    let sum = |(field, name, what): (&'static str, &Field<FileName>, &str)| {
        let (_, table) = blueprint.tables.get(&name.known()?.0.value)?;
        let shares: Option<Vec<Decimal>> =
            table.column("share")?.map(|cell| cell.trim_end_matches('%').parse().ok()).collect();
        let shares = shares.filter(|shares| !shares.is_empty())?;
        Some(Sum {
            section: "footprint",
            field,
            what: format!("{what}, added up,"),
            with: "the whole population".to_owned(),
            computed: shares.iter().sum(),
            stated: Decimal::ONE_HUNDRED,
            tolerance: Decimal::new(5, 1),
            unit: Unit::Percent,
            at: table.rows.first()?.1,
            other: name.span,
        })
    };
    profiles.into_iter().filter_map(sum).collect()
}

/// The practices of the list are as many as is stated; where everybody is counted, and each row says how many people are on
/// the list of the practice, they are all that are registered.
fn practices(blueprint: &Blueprint) -> Vec<Sum> {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let (Some(footprint), all) = (footprint, blueprint.practices()) else { return Vec::new() };
    // Of a list with a mistake, that mistake is told, and not what follows from it.
    let n_rows = blueprint.table(&footprint.practices).map_or(0, |(_, table)| table.rows.len());
    let codes: BTreeSet<&str> = all.iter().map(|it| it.ods).collect();
    let is_sound = !all.is_empty() && codes.len() == n_rows;
    let Some(other) = footprint.practices.span.filter(|_| is_sound) else {
        return Vec::new();
    };
    let is_whole = footprint.population_kind.known() == Some(&PopulationKind::WholePopulation);
    let people: Option<u64> = all.iter().map(|it| it.people).sum();
    let sum = |(field, stated, computed): (&'static str, &Field<u64>, Option<u64>)| {
        let (what, with) = match field {
            "practices_count" => {
                ("the rows of the list of GP practices", "the number of practices")
            }
            _ => ("the people on the lists of all GP practices", "the registered population"),
        };
        Some(Sum {
            section: "footprint",
            field,
            what: what.to_owned(),
            with: with.to_owned(),
            computed: computed?.into(),
            stated: (*stated.known()?).into(),
            tolerance: Decimal::ZERO,
            unit: Unit::Number,
            at: stated.span?,
            other: Some(other),
        })
    };
    let sums = [
        ("practices_count", &footprint.practices_count, u64::try_from(all.len()).ok()),
        ("registered_population", &footprint.registered_population, people.filter(|_| is_whole)),
    ];
    sums.into_iter().filter_map(sum).collect()
}

/// A sum for a year in whole pounds, where it is one.
fn annual_pounds(money: &Money) -> Option<i64> {
    use crate::model::money::MoneyBasis;
    let is_annual = money.basis.known().is_none_or(|basis| *basis == MoneyBasis::Annual);
    money.value.known().filter(|_| is_annual).map(|pounds| pounds.0)
}

/// What the host provides itself and what it passes on are the whole budget.
fn provided_and_sub_contracted(blueprint: &Blueprint) -> Option<Sum> {
    let own = &blueprint.host.as_ref()?.known()?.provides_share;
    let share = own.known()?.0;
    let (total, _) = budget_total(blueprint.contract.as_ref()?.known()?)?;
    let partners = &blueprint.partners.as_ref()?.known()?.partners;
    let of_host = partners
        .complete()?
        .iter()
        .filter(|partner| partner.direction.known() == Some(&Direction::ByHost));
    let values: Option<Vec<i64>> = of_host
        .map(|partner| match partner.value_annual.known()? {
            MoneyOrBand::Money(money) => annual_pounds(money),
            MoneyOrBand::Band(_) => None,
        })
        .collect();
    let values = values.filter(|values| !values.is_empty() && total > 0)?;
    let passed_on = Decimal::from(values.iter().sum::<i64>());
    let passed_share = passed_on * Decimal::ONE_HUNDRED / Decimal::from(total);
    Some(Sum {
        section: "partners",
        field: "partners",
        what: "the host's own share and the shares of those it contracts, added up,".to_owned(),
        with: "the whole budget".to_owned(),
        computed: (share + passed_share).round_dp(2),
        stated: Decimal::ONE_HUNDRED,
        tolerance: Decimal::new(5, 1),
        unit: Unit::Percent,
        at: own.span?,
        other: partners.span,
    })
}

/// Where some of those whom the host contracts publish only a band: the host's own share and theirs can't be the
/// whole budget, whatever the sums are.
pub fn bands_contradict(blueprint: &Blueprint) -> Option<Diagnostic> {
    let own = &blueprint.host.as_ref()?.known()?.provides_share;
    let share = own.known()?.0;
    let (total, _) = budget_total(blueprint.contract.as_ref()?.known()?)?;
    let partners = &blueprint.partners.as_ref()?.known()?.partners;
    let by_host = |it: &&Partner| it.direction.known() == Some(&Direction::ByHost);
    let edges = |it: &Partner| match it.value_annual.known()? {
        MoneyOrBand::Money(money) => annual_pounds(money).map(|sum| (sum, Some(sum))),
        MoneyOrBand::Band(band) => Some(band.value.known()?.edges()),
    };
    let is_band = |it: &Partner| matches!(it.value_annual.known(), Some(MoneyOrBand::Band(_)));
    let all: Vec<&Partner> = partners.complete()?.iter().filter(by_host).collect();
    let edges: Vec<(i64, Option<i64>)> =
        all.iter().map(|it| edges(it)).collect::<Option<_>>().filter(|_| total > 0)?;
    if !all.iter().any(|it| is_band(it)) {
        return None;
    }
    let percent =
        |pounds: i64| share + Decimal::from(pounds) * Decimal::ONE_HUNDRED / Decimal::from(total);
    let tolerance = Decimal::new(5, 1);
    let least = percent(edges.iter().map(|(least, _)| least).sum());
    let most = edges.iter().map(|(_, most)| *most).sum::<Option<i64>>().map(percent);
    let status = blueprint.identity().and_then(|iho| iho.status.known());
    let is_awarded = status.is_some_and(|status| status.has_reached(Status::ContractAwarded));
    let verdict = if least > Decimal::ONE_HUNDRED + tolerance {
        format!("at least {}", figures::percent(least.round_dp(1)))
    } else {
        // Until the contract is awarded, some of the partners may not be found yet.
        let is_short = |most: &Decimal| is_awarded && *most < Decimal::ONE_HUNDRED - tolerance;
        let most = most.filter(is_short)?;
        format!("at most {}", figures::percent(most.round_dp(1)))
    };
    let message = format!(
        "the host's own share and the bands of those it contracts come to {verdict} of the budget, not 100%"
    );
    let diagnostic = Diagnostic::at(Code::SumDisagrees, own.span?, message)
        .hint("check `provides_share`, and `value_annual` of the partners with `direction: contracted-by-host`");
    Some(match partners.span {
        Some(span) => diagnostic.related(span, "the partners"),
        None => diagnostic,
    })
}

fn per_head(blueprint: &Blueprint, contract: &Contract) -> Option<Sum> {
    let budget = contract.budget.known()?;
    let weighted = &blueprint.footprint.as_ref()?.known()?.weighted_population;
    let (total, other) = budget_total(contract)?;
    let computed = budget.per_head.known()?.value.known()?.0 * Decimal::from(*weighted.known()?);
    let stated = Decimal::from(total);
    Some(Sum {
        section: "contract",
        field: "budget",
        what: "the amount per person times the weighted population".to_owned(),
        with: "the total budget".to_owned(),
        computed,
        stated,
        tolerance: stated.abs() * Decimal::new(5, 3),
        unit: Unit::Pounds,
        at: budget.per_head.span?,
        other: Some(other),
    })
}

/// The budgets of the services in scope are the whole budget, once all of them are published.
fn service_budgets(blueprint: &Blueprint, contract: &Contract) -> Option<Sum> {
    let (total, other) = budget_total(contract)?;
    let services = &blueprint.services.as_ref()?.known()?.services;
    let lines = services.complete()?;
    let of = |scopes: &[Scope]| -> Option<i64> {
        let in_scope =
            |line: &&ServiceLine| line.scope.known().is_some_and(|scope| scopes.contains(scope));
        let sums: Option<Vec<i64>> = lines
            .iter()
            .filter(in_scope)
            .map(|line| annual_pounds(line.baseline_budget.known()?))
            .collect();
        sums.filter(|sums| !sums.is_empty()).map(|sums| sums.iter().sum())
    };
    // Services that join later may be part of the budget already, or not yet.
    let alone = of(&[Scope::InScope]);
    let with_phased = of(&[Scope::InScope, Scope::Phased]).filter(|sum| *sum == total);
    let computed = with_phased.or(alone)?;
    Some(Sum {
        section: "services",
        field: "services",
        what: "the budgets of the services in scope, added up,".to_owned(),
        with: "the total budget".to_owned(),
        computed: computed.into(),
        stated: total.into(),
        tolerance: Decimal::ZERO,
        unit: Unit::Pounds,
        at: services.span?,
        other: Some(other),
    })
}

fn allocation(contract: &Contract) -> Option<Sum> {
    let sources = &contract.budget.known()?.allocation_sources;
    let amounts: Option<Vec<i64>> =
        sources.complete()?.iter().map(|source| pounds(&source.amount)).collect();
    let amounts = amounts.filter(|amounts| !amounts.is_empty())?;
    let (total, other) = budget_total(contract)?;
    Some(Sum {
        section: "contract",
        field: "budget",
        what: "the sources of money, added up,".to_owned(),
        with: "the total budget".to_owned(),
        computed: amounts.iter().sum::<i64>().into(),
        stated: total.into(),
        tolerance: Decimal::ZERO,
        unit: Unit::Pounds,
        at: sources.span?,
        other: Some(other),
    })
}

/// The value of a year is its budget; the values of all years are about the value over the whole life.
fn years(contract: &Contract) -> Vec<Sum> {
    let mut sums = Vec::new();
    let Some(years) = contract.annual_value.complete() else { return sums };
    let values: Option<Vec<i64>> =
        years.iter().map(|year| year.value.known().map(|it| it.0)).collect();
    let lifetime = contract.lifetime_value.known().and_then(|money| money.value.known());
    if let (Some(values), Some(lifetime), Some(at)) =
        (values.filter(|it| !it.is_empty()), lifetime, contract.annual_value.span)
        && covers_term(contract, years.len())
    {
        let stated = Decimal::from(lifetime.0);
        sums.push(Sum {
            section: "contract",
            field: "annual_value",
            what: "the values of the years, added up,".to_owned(),
            with: "the value over the life of the contract".to_owned(),
            computed: values.iter().sum::<i64>().into(),
            stated,
            tolerance: stated.abs() * Decimal::new(5, 3),
            unit: Unit::Pounds,
            at,
            other: contract.lifetime_value.span,
        });
    }
    let of_budget = contract.budget.known().and_then(|budget| {
        let fy = budget.fy.known()?;
        let year = years.iter().find(|year| year.fy.known() == Some(fy))?;
        let (total, other) = budget_total(contract)?;
        Some(Sum {
            section: "contract",
            field: "annual_value",
            what: format!("the value of {}", figures::year(*fy)),
            with: "the total budget of that year".to_owned(),
            computed: year.value.known()?.0.into(),
            stated: total.into(),
            tolerance: Decimal::ZERO,
            unit: Unit::Pounds,
            at: year.value.span?,
            other: Some(other),
        })
    });
    sums.extend(of_budget);
    sums
}

/// Whether so many financial years are all those of the term.
fn covers_term(contract: &Contract, n_years: usize) -> bool {
    let (Some(start), Some(end)) = (contract.term_start.known(), contract.term_end.known()) else {
        return false;
    };
    let financial = |date: jiff::civil::Date| i64::from(date.year()) - i64::from(date.month() < 4);
    i64::try_from(n_years).is_ok_and(|n| n == financial(*end) - financial(*start) + 1)
}

/// The years of the term, from its first day to its last.
fn term(contract: &Contract) -> Option<Sum> {
    let (start, end) = (*contract.term_start.known()?, *contract.term_end.known()?);
    let day_after = end.tomorrow().ok().filter(|_| end > start)?;
    let days = Decimal::from((day_after - start).get_days());
    let months = {
        let years = i64::from(day_after.year()) - i64::from(start.year());
        years * 12 + i64::from(day_after.month()) - i64::from(start.month())
    };
    let is_even = day_after.day() == start.day();
    let computed = if is_even {
        Decimal::from(months) / Decimal::from(12)
    } else {
        days / Decimal::new(36525, 2)
    };
    Some(Sum {
        section: "contract",
        field: "term_years",
        what: "the time from the first to the last day".to_owned(),
        with: "the number of years".to_owned(),
        computed,
        stated: *contract.term_years.known()?,
        tolerance: Decimal::new(1, 1),
        unit: Unit::Years,
        at: contract.term_years.span?,
        other: contract.term_end.span,
    })
}

/// In each band the shares are the whole.
fn bands(sharing: &RiskShare) -> Vec<Sum> {
    let sum = |band: &crate::model::risk_share::Corridor| {
        let shares = [band.host.known()?.0, band.icb.known()?.0, band.partners.known()?.0];
        let (from, to) = (band.from.known()?.0, band.to.known()?.0);
        Some(Sum {
            section: "risk-share",
            field: "corridors",
            what: format!(
                "the shares in the band from {} to {}, added up,",
                figures::percent(from),
                figures::percent(to)
            ),
            with: "the whole".to_owned(),
            computed: shares.iter().sum(),
            stated: Decimal::ONE_HUNDRED,
            tolerance: Decimal::ZERO,
            unit: Unit::Percent,
            at: band.host.span?,
            other: None,
        })
    };
    sharing.corridors.items().iter().filter_map(sum).collect()
}

fn savings(sharing: &RiskShare) -> Option<Sum> {
    let parts = sharing.savings_distribution.complete()?;
    let shares: Option<Vec<Decimal>> =
        parts.iter().map(|part| part.pct.known().map(|it| it.0)).collect();
    let shares = shares.filter(|shares| !shares.is_empty())?;
    Some(Sum {
        section: "risk-share",
        field: "savings_distribution",
        what: "the parts of the savings, added up,".to_owned(),
        with: "the whole".to_owned(),
        computed: shares.iter().sum(),
        stated: Decimal::ONE_HUNDRED,
        tolerance: Decimal::ZERO,
        unit: Unit::Percent,
        at: sharing.savings_distribution.span?,
        other: None,
    })
}

/// A cap in per cent and the same cap in pounds.
fn caps(blueprint: &Blueprint, sharing: &RiskShare) -> Vec<Sum> {
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let Some((total, other)) = contract.and_then(budget_total) else { return Vec::new() };
    let sum = |field: &'static str, cap: &Field<Cap>| {
        let cap = cap.known()?;
        let percent = cap.pct.known()?.0;
        let stated = Decimal::from(pounds(&cap.money)?);
        Some(Sum {
            section: "risk-share",
            field,
            what: format!("{} of the total budget", figures::percent(percent)),
            with: "the cap in pounds".to_owned(),
            computed: percent * Decimal::from(total) / Decimal::ONE_HUNDRED,
            stated,
            tolerance: stated.abs() * Decimal::new(5, 3),
            unit: Unit::Pounds,
            at: cap.money.span?,
            other: Some(other),
        })
    };
    [sum("cap_loss", &sharing.cap_loss), sum("cap_gain", &sharing.cap_gain)]
        .into_iter()
        .flatten()
        .collect()
}

/// What was spent beyond the budget.
fn settlements(sharing: &RiskShare) -> Vec<Sum> {
    let sum = |year: &crate::model::risk_share::Settlement| {
        Some(Sum {
            section: "risk-share",
            field: "settlements",
            what: format!(
                "what was spent in {} less the budget",
                year.fy.known().map_or_else(String::new, |fy| figures::year(*fy))
            ),
            with: "the difference".to_owned(),
            computed: (pounds(&year.actual)? - pounds(&year.budget)?).into(),
            stated: pounds(&year.variance)?.into(),
            tolerance: Decimal::ZERO,
            unit: Unit::Pounds,
            at: year.variance.span?,
            other: year.actual.span,
        })
    };
    sharing.settlements.items().iter().filter_map(sum).collect()
}

/// Which way is good for a measure: 1 for higher, -1 for lower, nothing where neither is.
pub fn better_way(model: &Model, metric: &str) -> Option<i8> {
    let (_, metric) = model.metrics.get(metric)?;
    let by_polarity = metric.polarity.known().and_then(|polarity| match polarity {
        Polarity::High => Some(1),
        Polarity::Low => Some(-1),
        Polarity::NoJudgement => None,
    });
    by_polarity.or_else(|| match metric.better_when.known()? {
        BetterWhen::Higher => Some(1),
        BetterWhen::Lower => Some(-1),
        BetterWhen::InRange | BetterWhen::Neutral => None,
    })
}
