//! The kinds of files in which people state facts.

use super::benefits::Benefits;
use super::care_model::{CareModel, Policy, SiteQuestions};
use super::commissioner::Commissioner;
use super::contract::Contract;
use super::engagement::{EngagementFile, QuestionsFile};
use super::footprint::Footprint;
use super::governance::Governance;
use super::host::Host;
use super::iho::Iho;
use super::keys::Keys;
use super::metric::Metric;
use super::partners::Partners;
use super::reported::Reported;
use super::risk_share::RiskShare;
use super::schema::{FileKind, RecordSchema as Fields};
use super::services::Services;
use super::shared::{Document, Framework, Glossary, Organisation, Place, Service};
use super::site::Site;
use super::site::front::{FrontMatter, NarrativeFront};

const fn kind(
    name: &'static str,
    title: &'static str,
    files: &'static str,
    record: &'static Fields,
) -> FileKind {
    FileKind { name, title, files, record, may_be_silent: false }
}

/// A section of a blueprint, all of which may be unpublished.
const fn section(
    name: &'static str,
    title: &'static str,
    files: &'static str,
    record: &'static Fields,
) -> FileKind {
    FileKind { may_be_silent: true, ..kind(name, title, files, record) }
}

/// Every kind of file in which people state facts, in the order of reading: the site, the blueprints, what they share.
pub const FILE_KINDS: &[FileKind] = &[
    kind("site", "The site", "content/site.yaml", Site::RECORD),
    kind("page", "Page", "content/pages/**/*.md", FrontMatter::RECORD),
    section("iho", "Identity and status", "content/ihos/*/draft/iho.yaml", Iho::RECORD),
    section(
        "footprint",
        "Who and where it covers",
        "content/ihos/*/draft/footprint.yaml",
        Footprint::RECORD,
    ),
    section("host", "The host provider", "content/ihos/*/draft/host.yaml", Host::RECORD),
    section(
        "commissioner",
        "The commissioner",
        "content/ihos/*/draft/commissioner.yaml",
        Commissioner::RECORD,
    ),
    section("partners", "Partners", "content/ihos/*/draft/partners.yaml", Partners::RECORD),
    section(
        "services",
        "Services of a contract",
        "content/ihos/*/draft/services.yaml",
        Services::RECORD,
    ),
    section("contract", "The contract", "content/ihos/*/draft/contract.yaml", Contract::RECORD),
    section(
        "risk-share",
        "Gains and losses",
        "content/ihos/*/draft/risk-share.yaml",
        RiskShare::RECORD,
    ),
    section(
        "governance",
        "Who decides",
        "content/ihos/*/draft/governance.yaml",
        Governance::RECORD,
    ),
    section(
        "benefits",
        "Benefits, safeguards and risks",
        "content/ihos/*/draft/benefits.yaml",
        Benefits::RECORD,
    ),
    section(
        "metrics",
        "Measures of success",
        "content/ihos/*/draft/metrics.yaml",
        Reported::RECORD,
    ),
    section(
        "engagement",
        "Who was asked",
        "content/ihos/*/draft/engagement.yaml",
        EngagementFile::RECORD,
    ),
    section(
        "questions",
        "Questions and answers",
        "content/ihos/*/draft/questions.yaml",
        QuestionsFile::RECORD,
    ),
    kind("narrative", "Narrative", "content/ihos/*/draft/narrative/*.md", NarrativeFront::RECORD),
    kind("organisation", "Organisation", "content/organisations/*.yaml", Organisation::RECORD),
    kind("place", "Place", "content/places/*.yaml", Place::RECORD),
    kind("service", "Service", "content/services/*.yaml", Service::RECORD),
    kind("metric", "Measure", "content/metrics/*.yaml", Metric::RECORD),
    kind("document", "Document", "content/documents/*.yaml", Document::RECORD),
    kind("criteria", "Framework of assessment", "content/criteria/*.yaml", Framework::RECORD),
    kind("glossary", "Glossary", "content/glossary.yaml", Glossary::RECORD),
    kind("site-questions", "Questions people ask", "content/questions.yaml", SiteQuestions::RECORD),
    kind("keys", "Keys of signatures", "content/keys.yaml", Keys::RECORD),
    kind("model", "Model of care", "content/models/*.md", CareModel::RECORD),
    kind("policy", "Policy event", "content/policies/*.md", Policy::RECORD),
];

/// The kind of file of a name.
pub fn file_kind(name: &str) -> Option<&'static FileKind> {
    FILE_KINDS.iter().find(|kind| kind.name == name)
}
