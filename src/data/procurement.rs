//! The contract of an IHO as a release of the Open Contracting Data Standard:
//! <https://standard.open-contracting.org/1.1/en/>.
//!
//! Only for a site that has registered a prefix for the ids of its procurements; without one, ids could clash with
//! those of other publishers. Says what the blueprint says, and nothing of what is not published.

use serde_json::{Value, json};

use super::catalogue::base;
use super::file::{FileSpec, Named, Occurs};
use super::package::{licence, publisher, site};
use super::{File, json_bytes, set};
use crate::graph::{EntityId, Graph};
use crate::model::commissioner::Commissioner;
use crate::model::contract::{Contract, Notice, NoticeKind, ProcurementRoute, Variation};
use crate::model::field::Field;
use crate::model::host::Host;
use crate::model::money::Money;
use crate::model::prose::first_paragraph;
use crate::model::reference::{EntityKind, OrgRef, Reference};
use crate::model::scalar::Date;
use crate::model::status::Status;
use crate::model::{Blueprint, Section};

/// The contract of an IHO as a release of the Open Contracting Data Standard.
pub(super) static CONTRACT: FileSpec =
    Named("ihos/{}/data/ocds.json", "The contract as a procurement record").made(
        Occurs::Blueprint(&["contract.yaml", "commissioner.yaml"], is_published),
        |file, graph, _| json_bytes(&package(file, graph)),
    );

/// Whether a blueprint has a release: its contract and who buys are published, and the site has a prefix.
fn is_published(graph: &Graph, blueprint: &Blueprint) -> bool {
    prefix(graph).is_some() && has_enough(blueprint)
}

/// Whether a blueprint tells enough for a release.
pub(super) fn has_enough(blueprint: &Blueprint) -> bool {
    Procurement::of(blueprint).is_some()
}

fn prefix(graph: &Graph) -> Option<&str> {
    Some(&site(graph)?.ocid_prefix.known()?.0)
}

/// What a release is made of.
struct Procurement<'m> {
    blueprint: &'m Blueprint,
    contract: &'m Contract,
    buyer: &'m OrgRef,
    host: Option<&'m OrgRef>,
    status: Status,
}

impl<'m> Procurement<'m> {
    fn of(blueprint: &'m Blueprint) -> Option<Self> {
        let contract = Section::known(blueprint.contract.as_ref()?)?;
        let commissioner: &Commissioner = Section::known(blueprint.commissioner.as_ref()?)?;
        let buyer = commissioner.lead_icb.known()?.organisation.known()?;
        let host: Option<&Host> = blueprint.host.as_ref().and_then(Section::known);
        let host = host.and_then(|host| host.organisation.known());
        let status = *blueprint.identity()?.status.known()?;
        Some(Self { blueprint, contract, buyer, host, status })
    }

    /// Whether there is a contract, so that there are an award and a supplier.
    fn is_awarded(&self) -> bool {
        self.status.has_reached(Status::ContractAwarded)
    }

    fn notices(&self) -> &'m [Notice] {
        self.contract.procurement.known().map_or(&[], |procurement| procurement.notices.items())
    }

    fn variations(&self) -> &'m [Variation] {
        self.contract.variation_log.items()
    }

    /// The newest day that the contract and its notices name for themselves; the day of the build where there is none.
    fn date(&self, today: Date) -> Date {
        let notices = self.notices().iter().filter_map(|it| it.date.known());
        let variations = self.variations().iter().filter_map(|it| it.date.known());
        let own = self.contract.provenance.as_ref();
        let own = own.into_iter().flat_map(|it| [it.as_of, it.approved_on]).flatten();
        notices
            .chain(variations)
            .copied()
            .chain(own)
            .filter(|day| *day <= today)
            .max()
            .unwrap_or(today)
    }
}

/// A package with the release of an IHO.
///
/// # Panics
/// Where none is published.
fn package(file: &File, graph: &Graph) -> Value {
    let blueprint = file.blueprint(graph);
    let told = Procurement::of(blueprint).expect("a release that is promised can be made");
    let prefix = prefix(graph).expect("a release is promised only with a prefix");
    let known = told.notices().iter().find_map(|notice| notice.ocid.known());
    let ocid = known.map_or_else(|| format!("{prefix}-{}", blueprint.id), |ocid| ocid.0.clone());
    let date = moment(told.date(graph.today));
    let mut package = json!({
        "uri": file.address(graph),
        "version": "1.1",
        "publishedDate": date,
        "publisher": { "name": publisher(graph).unwrap_or_default() },
        "releases": [release(graph, &told, &ocid, &date)],
    });
    set(&mut package, "license", site(graph).and_then(licence).and_then(|(_, url)| url));
    package
}

fn release(graph: &Graph, told: &Procurement<'_>, ocid: &str, date: &str) -> Value {
    let identity = told.blueprint.identity();
    let version = identity.and_then(|iho| iho.blueprint_version.known());
    let version = version.map_or("draft", String::as_str);
    let mut parties = vec![party(graph, told.buyer, "buyer")];
    let supplier = told.host.filter(|_| told.is_awarded());
    parties.extend(supplier.map(|host| party(graph, host, "supplier")));
    let mut release = json!({
        "ocid": ocid,
        "id": format!("{ocid}-{version}"),
        "date": date,
        "tag": tags(told),
        "initiationType": "tender",
        "language": "en",
        "parties": parties,
        "buyer": named(graph, told.buyer),
        "tender": tender(graph, told, ocid),
    });
    if told.is_awarded() {
        let supplier = supplier.map(|host| named(graph, host));
        release["awards"] = json!([award(told, ocid, supplier)]);
        release["contracts"] = json!([contract(graph, told, ocid)]);
    }
    release
}

/// What kind of release it is, of the closed list of the standard.
fn tags(told: &Procurement<'_>) -> Vec<&'static str> {
    if !told.is_awarded() {
        return match told.status.has_reached(Status::ContractProcurement) {
            true => vec!["tender"],
            false => vec!["planning"],
        };
    }
    match told.variations() {
        [] => vec!["award", "contract"],
        _ => vec!["contractAmendment"],
    }
}

fn tender(graph: &Graph, told: &Procurement<'_>, ocid: &str) -> Value {
    let procurement = told.contract.procurement.known();
    let mut tender = json!({
        "id": format!("{ocid}-tender"),
        "title": title(told),
        "status": match told.status {
            status if status.has_reached(Status::ContractAwarded) => "complete",
            Status::ContractProcurement => "active",
            _ => "planned",
        },
        "mainProcurementCategory": "services",
        "procuringEntity": named(graph, told.buyer),
    });
    let bought = procurement.and_then(|it| it.service_description.known());
    let name = |it: &Reference| Some(graph.entity(&EntityId::of(it))?.name.clone());
    set(&mut tender, "description", bought.map(|prose| first_paragraph(&prose.text, &name)));
    let route = procurement.and_then(|it| it.route.known().copied());
    set(&mut tender, "procurementMethod", route.and_then(method));
    set(&mut tender, "procurementMethodDetails", route.map(|route| route.label()));
    set(&mut tender, "value", value(told));
    set(&mut tender, "contractPeriod", period(told));
    let codes = procurement.map_or(&[][..], |it| it.cpv_codes.items());
    let items: Vec<Value> = (1..)
        .zip(codes)
        .map(|(n, code)| {
            let classification = json!({ "scheme": "CPV", "id": code.0 });
            json!({ "id": n.to_string(), "classification": classification })
        })
        .collect();
    set(&mut tender, "items", (!items.is_empty()).then_some(items));
    let is_here = |kind| !told.is_awarded() || place_of(kind) == Place::Tender;
    let documents = documents(told, is_here);
    set(&mut tender, "documents", (!documents.is_empty()).then_some(documents));
    tender
}

/// The method of the closed list of the standard; nothing where the route says none.
fn method(route: ProcurementRoute) -> Option<&'static str> {
    match route {
        ProcurementRoute::DirectAwardA
        | ProcurementRoute::DirectAwardB
        | ProcurementRoute::DirectAwardC => Some("direct"),
        ProcurementRoute::Competitive => Some("open"),
        ProcurementRoute::MostSuitable | ProcurementRoute::Framework => Some("limited"),
        ProcurementRoute::Delegation | ProcurementRoute::NotPsr => None,
    }
}

/// Where a notice is once there is a contract.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Tender,
    Award,
    Contract,
}

const fn place_of(kind: NoticeKind) -> Place {
    match kind {
        NoticeKind::IntendedApproach | NoticeKind::Abandonment => Place::Tender,
        NoticeKind::IntentionToAward | NoticeKind::Award | NoticeKind::Urgent => Place::Award,
        NoticeKind::Modification => Place::Contract,
    }
}

fn award(told: &Procurement<'_>, ocid: &str, supplier: Option<Value>) -> Value {
    let mut award = json!({
        "id": award_id(ocid),
        "title": title(told),
        "status": "active",
    });
    let notices = told.notices().iter();
    let awards = notices.filter(|it| it.kind.known() == Some(&NoticeKind::Award));
    set(&mut award, "date", awards.filter_map(|it| it.date.known()).max().map(|day| moment(*day)));
    set(&mut award, "value", value(told));
    set(&mut award, "contractPeriod", period(told));
    set(&mut award, "suppliers", supplier.map(|supplier| json!([supplier])));
    let documents = documents(told, |kind| place_of(kind) == Place::Award);
    set(&mut award, "documents", (!documents.is_empty()).then_some(documents));
    award
}

fn contract(graph: &Graph, told: &Procurement<'_>, ocid: &str) -> Value {
    let status = match told.status {
        Status::Live | Status::UnderReview => "active",
        Status::Expired | Status::Terminated => "terminated",
        _ => "pending",
    };
    let mut contract = json!({
        "id": format!("{ocid}-contract"),
        "awardID": award_id(ocid),
        "title": title(told),
        "status": status,
    });
    set(&mut contract, "value", value(told));
    set(&mut contract, "period", period(told));
    let published = told.contract.published_contract.known();
    let published = published.and_then(|it| it.document.known());
    let mut documents = documents(told, |kind| place_of(kind) == Place::Contract);
    documents.extend(published.map(|it| signed(graph, &it.0)));
    set(&mut contract, "documents", (!documents.is_empty()).then_some(documents));
    let amendments: Vec<Value> =
        (1..).zip(told.variations()).map(|(n, it)| amendment(n, it)).collect();
    set(&mut contract, "amendments", (!amendments.is_empty()).then_some(amendments));
    contract
}

/// The contract itself, as a paper.
fn signed(graph: &Graph, reference: &Reference) -> Value {
    let url = format!("{}documents/{}/", base(graph), reference.id);
    json!({
        "id": reference.id,
        "documentType": "contractSigned",
        "title": graph.name(&EntityId::new(EntityKind::Document, reference.id.clone())),
        "url": url,
    })
}

fn amendment(n: usize, variation: &Variation) -> Value {
    let mut amendment = json!({ "id": n.to_string() });
    set(&mut amendment, "date", variation.date.known().map(|day| moment(*day)));
    set(&mut amendment, "description", variation.what.known().map(|what| what.text.as_str()));
    amendment
}

/// The notices of some kinds.
fn documents(told: &Procurement<'_>, is_wanted: impl Fn(NoticeKind) -> bool) -> Vec<Value> {
    let document = |(n, notice): (usize, &Notice)| {
        let kind = notice.kind.known().copied().filter(|kind| is_wanted(*kind))?;
        let mut document = json!({
            "id": notice.id.known().map_or_else(|| format!("notice-{n}"), |id| id.0.clone()),
            "documentType": match place_of(kind) {
                Place::Tender => "tenderNotice",
                Place::Award => "awardNotice",
                Place::Contract => "contractNotice",
            },
            "title": kind.label(),
        });
        set(&mut document, "datePublished", notice.date.known().map(|day| moment(*day)));
        set(&mut document, "url", notice.link.known().map(|url| url.0.as_str()));
        Some(document)
    };
    (1..).zip(told.notices()).filter_map(document).collect()
}

fn title(told: &Procurement<'_>) -> String {
    let procurement = told.contract.procurement.known();
    let title = procurement.and_then(|it| it.title.known());
    title.cloned().unwrap_or_else(|| told.blueprint.name().to_owned())
}

fn award_id(ocid: &str) -> String {
    format!("{ocid}-award")
}

/// What the contract is worth over its whole life.
fn value(told: &Procurement<'_>) -> Option<Value> {
    let sum = |money: &Field<Money>| Some(money.known()?.value.known()?.0);
    let in_notice = || sum(&told.contract.procurement.known()?.lifetime_value);
    let pounds = sum(&told.contract.lifetime_value).or_else(in_notice)?;
    Some(json!({ "amount": pounds, "currency": "GBP" }))
}

fn period(told: &Procurement<'_>) -> Option<Value> {
    let mut period = json!({ "startDate": moment(*told.contract.term_start.known()?) });
    let end = told.contract.term_end.known().map(|end| format!("{end}T23:59:59Z"));
    set(&mut period, "endDate", end);
    Some(period)
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// A body with its role, and its code where it has one; `GB-NHS` is the register of the Organisation Data Service in
/// the list of <https://org-id.guide/>.
fn party(graph: &Graph, body: &OrgRef, role: &str) -> Value {
    let mut party = named(graph, body);
    party["roles"] = json!([role]);
    if let Some(code) = super::bodies::ods(graph, &body.0.id) {
        party["identifier"] = json!({ "scheme": "GB-NHS", "id": code, "legalName": party["name"] });
    }
    party
}

/// A body as it is named inside a release.
fn named(graph: &Graph, body: &OrgRef) -> Value {
    let id = match super::bodies::ods(graph, &body.0.id) {
        Some(code) => format!("GB-NHS-{code}"),
        None => body.0.id.clone(),
    };
    json!({ "id": id, "name": graph.name(&EntityId::of(&body.0)) })
}
