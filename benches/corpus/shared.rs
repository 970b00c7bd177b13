//! What all IHOs of the corpus share: services, measures, terms, criteria, bodies, papers, models of care, policies
//! and the questions of the site.

use std::fmt::Write as _;
use std::io;

use super::prose::{Links, narrative, paragraph, sentence, short};
use super::random::Random;
use super::{
    CATEGORIES, N_CRITERIA, N_METRICS, N_MODELS, N_PAPERS, N_POLICIES, N_QUESTIONS, N_REGIONS,
    N_SERVICES, N_SUPPLIERS, N_TERMS, Put, SERVICE_NAMES, SUPPLIERS, indent, place_name, pools,
    service_id, slug,
};

/// Writes them all.
pub(super) fn write(put: &mut Put<'_>) -> io::Result<()> {
    let mut pools = pools();
    pools.push(("place", vec![slug(&place_name(0))]));
    pools.push(("iho", vec![slug(&place_name(0))]));
    let links = Links { pools };
    let mut random = Random::new(0);
    put("site.yaml", SITE)?;
    pages(put, &mut random, &links)?;
    bodies(put, &mut random)?;
    for at in 0..N_SERVICES {
        let id = service_id(at);
        let name = SERVICE_NAMES[at % SERVICE_NAMES.len()];
        let group = ["", " for adults", " for older people"][at / SERVICE_NAMES.len()];
        let text = format!(
            "id: {id}\nname: {name}{group}\ncategory: {}\ndescription: >-\n  {}\ncpv_code: 85111000-0\n",
            CATEGORIES[at % CATEGORIES.len()],
            indent(&paragraph(&mut random, &links, 2), 2),
        );
        put(&format!("services/{id}.yaml"), &text)?;
    }
    for at in 0..N_METRICS {
        put(&format!("metrics/measure-{at}.yaml"), &metric(at, &mut random, &links))?;
    }
    for at in 0..N_PAPERS {
        let text = format!(
            "id: paper-{at}\ntitle: National guidance, part {}\npublisher: national-office\n\
             date: 2025-{:02}-12\nkind: guidance\nformat: HTML\npages: {}\n\
             link: https://papers.example.org/paper-{at}\nsummary: >-\n  {}\n",
            at + 1,
            at % 12 + 1,
            random.between(4, 90),
            sentence(&mut random),
        );
        put(&format!("documents/paper-{at}.yaml"), &text)?;
    }
    let mut criteria =
        "id: national-criteria\ntitle: National criteria\nversion: Version of 2025\n\
                        document: paper-0\ncriteria:\n"
            .to_owned();
    for at in 0..N_CRITERIA {
        let group = ["A. Before", "B. Trust", "C. Contract"][at * 3 / N_CRITERIA];
        let _ = write!(
            criteria,
            "  - id: criterion-{at}\n    short_name: Criterion {}\n    group: {group}\n    asks: >-\n      \
             {}\n    source: paper-{}\n",
            at + 1,
            sentence(&mut random),
            at % N_PAPERS,
        );
    }
    put("criteria/national-criteria.yaml", &criteria)?;
    let mut glossary = "terms:\n".to_owned();
    for at in 0..N_TERMS {
        let letter = char::from(b"ABCDEFGHIKLMNOPRSTUW"[at % 20]);
        let _ = write!(
            glossary,
            "  - id: term-{at}\n    term: {letter}-word number {at}\n    definition: >-\n      {}\n      {}\n    \
             see: term-{}\n",
            sentence(&mut random),
            sentence(&mut random),
            (at + 7) % N_TERMS,
        );
    }
    put("glossary.yaml", &glossary)?;
    models(put, &mut random, &links)?;
    policies(put, &mut random, &links)?;
    put("questions.yaml", &questions(&mut random, &links))
}

fn pages(put: &mut Put<'_>, random: &mut Random, links: &Links) -> io::Result<()> {
    for (path, title) in [
        ("index", "Invented blueprints, by the thousand"),
        ("about/index", "About this site"),
        ("about/how-to-read", "How to read this site"),
    ] {
        let text = format!(
            "---\ntitle: {title}\ndescription: {}\nupdated: 2026-11-20\n---\n{}",
            sentence(random),
            narrative(random, links)
        );
        put(&format!("pages/{path}.md"), &text)?;
    }
    Ok(())
}

/// Bodies that take part in many contracts.
fn bodies(put: &mut Put<'_>, random: &mut Random) -> io::Result<()> {
    let mut body = |id: &str, name: &str, kind: &str, ods: usize| {
        let text = format!(
            "id: {id}\nname: {name}\nkind: {kind}\ncodes:\n  ods: ZZZ{ods:03}\nillustrative: true\n\
             description: >-\n  {}\n",
            sentence(random)
        );
        put(&format!("organisations/{id}.yaml"), &text)
    };
    body("national-office", "Example National Office", "nhs-england", 0)?;
    for at in 0..N_REGIONS {
        let name = format!("Example Region {}", at + 1);
        body(&format!("region-{at}"), &name, "nhs-region", 1 + at)?;
    }
    for at in 0..N_SUPPLIERS {
        let (kind, word) = SUPPLIERS[at % SUPPLIERS.len()];
        let name = format!("{word} number {}", at + 1);
        body(&format!("supplier-{at}"), &name, kind, 100 + at)?;
    }
    Ok(())
}

fn metric(at: usize, random: &mut Random, links: &Links) -> String {
    const DOMAINS: &[&str] = &["outcomes", "inequality", "experience", "access", "finance"];
    let mut text = format!(
        "id: measure-{at}\nname: Measure number {} of the national set\nshort_name: Measure {}\n",
        at + 1,
        at + 1
    );
    for field in ["definition", "numerator", "denominator", "rationale", "caveats"] {
        let _ = writeln!(text, "{field}: >-\n  {}", sentence(random));
    }
    let _ = write!(
        text,
        "unit: pct\nmultiplier: 100\nvalue_type: proportion\npolarity: high-is-good\nbetter_when: higher\n\
         period_type: month\nfrequency: monthly\ngeography: Areas of the contracts\n\
         granularity: [practice, neighbourhood, iho]\ndomain: {}\nsource: Invented extract\n\
         licence: Open Government Licence v3.0\nowner:\n  role: Data lead\n  mailbox: data@example.org\n\
         last_updated: 2026-11-12\nnext_update: 2026-12-10\nstatus: provisional\nci_method: wilson\n\
         ci_level: 95\nsuppression_rule: lt5\nstatistical_label: management-information\n\
         publication_status: local-unverified\npurpose: >-\n  {}\n",
        DOMAINS[at % DOMAINS.len()],
        indent(&paragraph(random, links, 2), 2),
    );
    text
}

/// Fields of a blueprint that lessons and questions point to.
const FIELDS: &[&str] = &[
    "footprint.find_my",
    "footprint.registered_population",
    "footprint.weighted_population",
    "iho.what_it_is_not",
    "iho.milestones",
    "iho.options_considered",
    "host.provides_share",
    "host.why_this_host",
    "commissioner.retained_functions",
    "partners.value_annual",
    "partners.voice",
    "services.what_changes_for_patients",
    "services.baseline_budget",
    "contract.budget",
    "contract.annual_value",
    "contract.exit_plan",
    "contract.procurement",
    "contract.published_contract",
    "risk-share.baseline",
    "risk-share.corridors",
    "risk-share.quality_gate",
    "risk-share.small_partner_protection",
    "governance.accountability_map",
    "governance.decision_rights",
    "governance.conflicts_of_interest",
    "governance.complaints_and_redress",
    "benefits.safeguards",
    "benefits.equality_impact",
    "benefits.risks",
    "metrics.target",
    "engagement.you_said",
    "engagement.evaluation",
];

fn models(put: &mut Put<'_>, random: &mut Random, links: &Links) -> io::Result<()> {
    const KINDS: &[&str] = &["england", "abroad", "contract-type", "payment"];
    const STRENGTHS: &[&str] =
        &["rct/quasi-experimental", "before-after", "case-study", "expert-view", "none"];
    for at in 0..N_MODELS {
        let mut text = format!(
            "---\ntitle: Model of care {}\nkind: {}\ncountry: Nowhere\nfrom: {}\nsummary: {}\nfacts:\n",
            at + 1,
            KINDS[at % KINDS.len()],
            1998 + at * 2,
            sentence(random),
        );
        for fact in 0..6 {
            let _ = writeln!(
                text,
                "  - id: fact-{fact}\n    fact: >-\n      {}\n    source: paper-{}",
                indent(&paragraph(random, links, 1), 6),
                random.below(N_PAPERS),
            );
        }
        let _ = writeln!(
            text,
            "evidence_strength: {}\nevidence_note: >-\n  {}\nteaches:",
            STRENGTHS[at % STRENGTHS.len()],
            indent(&paragraph(random, links, 2), 2),
        );
        for field in random.some(FIELDS, 3) {
            let lesson = indent(&paragraph(random, links, 1), 6);
            let _ = writeln!(text, "  - field: {field}\n    lesson: >-\n      {lesson}");
        }
        let other = (at + 5) % N_MODELS;
        let _ = write!(text, "related: [model-{other}]\n---\n{}", short(random, links));
        put(&format!("models/model-{at}.md"), &text)?;
    }
    Ok(())
}

fn policies(put: &mut Put<'_>, random: &mut Random, links: &Links) -> io::Result<()> {
    const KINDS: &[&str] =
        &["policy", "law", "guidance", "announcement", "consultation", "research"];
    for at in 0..N_POLICIES {
        let paper = at % N_PAPERS;
        let text = format!(
            "---\ntitle: National policy {}\ndate: 20{:02}-{:02}-11\nkind: {}\nstatus: {}\n\
             publishers: [national-office]\ndocument: paper-{paper}\nsources: [paper-{paper}, paper-{}]\n\
             summary: {}\n---\n{}\n",
            at + 1,
            14 + at / 3,
            at % 12 + 1,
            KINDS[at % KINDS.len()],
            ["in-force", "done", "superseded"][at % 3],
            (paper + 3) % N_PAPERS,
            sentence(random),
            paragraph(random, links, 3),
        );
        put(&format!("policies/policy-{at}.md"), &text)?;
    }
    Ok(())
}

fn questions(random: &mut Random, links: &Links) -> String {
    const ASKERS: &[&str] =
        &["public", "patient", "partner", "gp", "vcfse", "council", "journalist"];
    let mut text = "questions:\n".to_owned();
    for at in 0..N_QUESTIONS {
        let n_fields = random.between(1, 3);
        let _ = write!(
            text,
            "  - id: question-{at}\n    who: {}\n    question: What follows if {}?\n    answered_by: [{}]\n",
            ASKERS[at * ASKERS.len() / N_QUESTIONS],
            sentence(random).trim_end_matches('.').to_lowercase(),
            random.some(FIELDS, n_fields).into_iter().copied().collect::<Vec<_>>().join(", "),
        );
        if at % 5 == 0 {
            text.push_str("    pages: [/models/]\n");
        }
        if at % 3 != 0 {
            let answer = indent(&paragraph(random, links, 2), 6);
            let _ = writeln!(text, "    answer: |\n      {answer}");
        }
    }
    text
}

const SITE: &str = "\
title: Invented blueprints
base_url: https://iho.example.org/
language: en-GB
time_zone: Europe/London
publisher: national-office
licence:
  name: Open Government Licence v3.0
  url: https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/
contact:
  role: Blueprint editor
  email: blueprints@example.org
  postal: Blueprint editor, 1 Sample Street
navigation:
  - {title: IHOs, url: /ihos/}
  - {title: Organisations, url: /organisations/}
  - {title: Services, url: /services/}
  - {title: Measures, url: /metrics/}
  - {title: Glossary, url: /glossary/}
  - {title: About, page: about/index}
illustrative: true
accessibility:
  status: partially
  contact:
    email: accessibility@example.org
    days: 5
  prepared: 2026-11-20
  reviewed: 2026-11-20
";
