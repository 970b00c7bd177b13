//! The sections of a blueprint that speak of money, rules, aims and people, and what happened when.

use std::fmt::Write as _;

use super::prose::phrase;
use super::{Iho, N_AREAS, N_METRICS, N_WITH_FIGURES, ids};

/// The financial years of a contract of seven years.
const YEARS: [&str; 7] =
    ["2027/28", "2028/29", "2029/30", "2030/31", "2031/32", "2032/33", "2033/34"];

/// The last lines of a section.
const ABOUT: &str = "\
as_of: 2026-11-12
approved_on: 2026-11-12
review_by: 2031-11-12
evidence: contractual
";

impl Iho {
    /// Different measures, as many as asked for.
    fn measures(&mut self, n: usize) -> Vec<String> {
        self.random.some(&ids("measure", N_METRICS), n).into_iter().cloned().collect()
    }

    /// What a body does, in a few words.
    fn phrase(&mut self) -> String {
        phrase(&mut self.random)
    }

    pub(super) fn milestones(&mut self, text: &mut String) {
        const PLAN: [(&str, &str, &str); 6] = [
            ("baseline-agreed", "2026-06-04", "done"),
            ("partners-signed", "2026-10-29", "done"),
            ("data-tested", "2026-12-18", "at-risk"),
            ("care-starts", "2027-04-01", "on-track"),
            ("second-phase", "2028-04-01", "not-started"),
            ("first-evaluation", "2028-06-30", "not-started"),
        ];
        text.push_str("milestones:\n");
        for (at, (id, planned, status)) in PLAN.into_iter().enumerate() {
            let _ = writeln!(
                text,
                "  - id: {id}\n    name: The host {}\n    planned: {planned}\n    status: {status}",
                self.phrase()
            );
            match at {
                0 => {
                    let why = self.prose(1, 10);
                    let _ = writeln!(
                        text,
                        "    revised:\n      - date: 2026-09-10\n        why:{why}\n    actual: 2026-09-10\n    \
                         decision: agree-baseline"
                    );
                }
                1 => text.push_str("    actual: 2026-10-29\n"),
                2 => {
                    let why = self.prose(1, 10);
                    let _ =
                        writeln!(text, "    revised:\n      - date: 2027-02-26\n        why:{why}");
                }
                _ => {}
            }
        }
    }

    pub(super) fn decisions(&mut self, text: &mut String) {
        const TAKEN: [(&str, &str, &str); 5] = [
            ("study", "2025-09-18", "iho.options_considered"),
            ("set-scope", "2026-08-06", "services.scope"),
            ("agree-baseline", "2026-09-10", "services.baseline_budget, contract.budget"),
            ("agree-rules", "2026-10-29", "governance.bodies, risk-share.corridors"),
            ("award", "2026-11-12", "contract.term_start, contract.term_end, iho.status"),
        ];
        text.push_str("decisions:\n");
        for (id, date, fields) in TAKEN {
            let _ = writeln!(
                text,
                "  - id: {id}\n    date: {date}\n    body: {}-icb\n    decision:{}\n    \
                 votes: {} for, {} against\n    paper: {}-case#p{}\n    fields: [{fields}]",
                self.id.clone(),
                self.prose(1, 6),
                self.random.between(8, 12),
                self.random.below(3),
                self.id.clone(),
                self.random.between(2, 40),
            );
        }
    }

    /// Small areas with their neighbourhoods.
    pub(super) fn areas(&mut self) -> String {
        let mut text = "LSOA21CD,LSOA21NM,neighbourhood,residents\n".to_owned();
        for at in 0..N_AREAS {
            let half = if at < N_AREAS / 2 { "north" } else { "south" };
            let _ = writeln!(
                text,
                "E{:08},{} {:03}{},{}-{half},{}",
                1_100_000 + self.at * N_AREAS + at,
                self.name,
                1 + at / 4,
                char::from(b"ABCD"[at % 4]),
                self.id,
                self.random.between(1000, 2200),
            );
        }
        text
    }

    pub(super) fn contract(&mut self) -> String {
        let id = self.id.clone();
        let values: Vec<usize> =
            (0..YEARS.len()).map(|at| self.sums.part(1000 + at * 10)).collect();
        let lifetime: usize = values.iter().sum();
        let mut text = format!(
            "\
type: iho
term_start: 2027-04-01
term_end: 2034-03-31
term_years: 7
extension_options:
  - years: 2
    who_decides: {id}-icb
    test:{}
lifetime_value: {{value: {lifetime}, basis: lifetime, price_base: 2027/28, kind: forecast, source: {id}-terms#p9}}
annual_value:
",
            self.prose(2, 6)
        );
        for (year, value) in YEARS.into_iter().zip(values) {
            let kind = if year == YEARS[0] { "budget" } else { "forecast" };
            let _ = writeln!(
                text,
                "  - {{fy: {year}, value: {value}, price_base: 2027/28, kind: {kind}}}"
            );
        }
        self.budget(&mut text);
        self.payment(&mut text);
        self.procurement(&mut text, lifetime);
        let _ = write!(
            text,
            "assurance:\n  - name: Finances over 7 years\n    date: 2026-10-22\n    by: region-0\n    outcome:{}\n    \
             document: {id}-case#p5\npublished_contract:\n  document: {id}-terms\n  redactions:\n    \
             - clause: Schedule 4\n      exemption: s43\n      reason:{}\n",
            self.prose_or_silence(1, 6),
            self.prose(1, 8),
        );
        text + &format!(
            "owner: Director of commissioning\nsource: {id}-terms\napproved_by: {id}-icb\n{ABOUT}"
        )
    }

    fn budget(&mut self, text: &mut String) {
        let id = self.id.clone();
        let _ = write!(
            text,
            "budget:\n  method: capitated-whole\n  fy: 2027/28\n  per_head: {}\n  total: {}\n  price_base: 2027/28\n  \
             allocation_sources:\n",
            self.sums.per_head,
            self.sums.total(),
        );
        for (source, thousandths) in
            [("icb-core", 800), ("delegated-primary-care", 120), ("bcf", 50), ("other", 30)]
        {
            let _ = writeln!(
                text,
                "    - {{source: {source}, amount: {}, growth: {}.{}, body: {id}-icb}}",
                self.sums.part(thousandths),
                self.random.below(4),
                self.random.below(10),
            );
        }
        let _ = writeln!(
            text,
            "  risk_adjustment:\n    text: |\n      {}\n\n      - {}\n      - {}\n    method: {id}-case#p7\n  \
             excluded_costs:",
            self.words(2, 6),
            self.sentence(),
            self.sentence(),
        );
        for cost in
            ["Medicines of more than £50,000", "Declared outbreaks", "Highly specialised care"]
        {
            let _ = writeln!(text, "    - cost: {cost}\n      why:{}", self.prose_or_silence(1, 8));
        }
    }

    fn payment(&mut self, text: &mut String) {
        let id = self.id.clone();
        let _ = write!(
            text,
            "payment:\n  model: capitation\n  lineage:\n    \
             - {{model: api-fixed-variable, from: 2021-04-01, to: 2026-03-31}}\n    \
             - {{model: uec-payment-model, from: 2026-04-01, to: 2027-03-31}}\n  outcome_share:\n    value: 3\n    \
             metrics: [{}]\nbreak_clauses:\n",
            self.measures(3).join(", "),
        );
        for (months, who) in [(6, "icb"), (12, "trust"), (12, "icb")] {
            let trigger = self.prose(1, 6);
            let _ = writeln!(
                text,
                "  - trigger:{trigger}\n    notice_months: {months}\n    who: {id}-{who}"
            );
        }
        let _ = writeln!(
            text,
            "step_in_rights: |\n  {}\n\n  - {}\n  - {}\nexit_plan: |\n  See [[doc:{id}-terms]].\n\n  1. {}\n  2. {}\n  \
             3. {}\nvariation_log:{}",
            self.words(2, 2),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            self.silence(2),
        );
    }

    fn procurement(&mut self, text: &mut String, lifetime: usize) {
        let id = self.id.clone();
        let _ = writeln!(text, "procurement:\n  route: most-suitable-provider\n  notices:");
        for (at, (kind, date)) in [
            ("intended-approach", "2026-08-20"),
            ("intention-to-award", "2026-09-17"),
            ("award", "2026-11-12"),
        ]
        .into_iter()
        .enumerate()
        {
            let number = 100_000 + self.at * 3 + at;
            let _ = writeln!(
                text,
                "    - kind: {kind}\n      date: {date}\n      id: {number}-2026\n      \
                 ocid: ocds-zz9999-{id}\n      link: https://notices.example.org/{number}-2026"
            );
        }
        let _ = write!(
            text,
            "  title: Health care for the people of {name}\n  reference: IHO-{number}\n  provider: {id}-trust\n  \
             provider_address: 3 Sample Street, {name}\n  service_description:{}\n  \
             cpv_codes: [85100000-0, 85111000-0]\n  lifetime_value: {{value: {lifetime}, basis: lifetime, price_base: \
             2027/28, kind: forecast}}\n  decision_makers: [{id}-icb, Award panel of the board]\n  reasons:\n",
            self.prose(2, 4),
            name = self.name.clone(),
            number = self.at,
        );
        for criterion in [
            "Quality and innovation",
            "Value",
            "Integration, collaboration and lasting services",
            "Access, fairer health and choice",
            "Value for society",
        ] {
            let _ =
                writeln!(text, "    - criterion: {criterion}\n      reason:{}", self.prose(1, 8));
        }
        let _ = writeln!(
            text,
            "  conflicts_declared:{}\n  conflicts_managed:{}\n  representations:\n    count: {}\n    outcome:{}",
            self.prose(1, 4),
            self.prose(1, 4),
            self.random.below(3),
            self.prose_or_silence(1, 6),
        );
    }

    pub(super) fn risk_share(&mut self) -> String {
        let id = self.id.clone();
        let mut text = format!(
            "\
model: two-sided
baseline:
  kind: contract-budget
  text:{}
  method:{}
  years: [2023/24, 2024/25, 2025/26]
  trend:{}
  document: {id}-case#p6
corridors:
  - {{from: -5, to: 0, host: 40, icb: 20, partners: 40, note: Savings are shared from the first pound.}}
  - {{from: 0, to: 1, host: 100, icb: 0, partners: 0, note: The host carries a small loss alone.}}
  - {{from: 1, to: 3.5, host: 50, icb: 50, partners: 0}}
cap_loss: {{pct: 3.5, money: {}}}
cap_gain: {{pct: 5, money: {}}}
minimum_savings_rate: 0.5
savings_distribution:
",
            self.prose(2, 4),
            self.prose_or_silence(2, 4),
            self.prose(1, 4),
            self.sums.part(35),
            self.sums.part(50),
        );
        for (recipient, own, percent) in [
            ("host", "trust", 25),
            ("reserve", "trust", 15),
            ("partners", "gps", 30),
            ("vcfse", "voices", 10),
            ("prevention-fund", "icb", 20),
        ] {
            let _ = writeln!(
                text,
                "  - recipient: {recipient}\n    organisation: {id}-{own}\n    pct: {percent}\n    purpose: {}",
                self.sentence()
            );
        }
        let _ = writeln!(
            text,
            "reinvestment_rule: |\n  {}\n\n  - {}\n  - {}\nloss_funding: |\n  1. {}\n  2. {}\n  3. {}\nquality_gate:",
            self.words(2, 2),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            self.sentence(),
        );
        for measure in self.measures(3) {
            let _ = writeln!(
                text,
                "  - metric: {measure}\n    threshold: {}.{}\n    must_be: at-least\n    consequence: {}",
                self.random.between(50, 90),
                self.random.below(10),
                self.sentence(),
            );
        }
        text.push_str("uncontrollable_factors:\n");
        for factor in ["More people than planned", "National pay awards", "New medicines"] {
            let treatment = self.prose_or_silence(1, 6);
            let _ = writeln!(text, "  - factor: {factor}\n    treatment:{treatment}");
        }
        let _ = writeln!(text, "small_partner_protection:{}\nworked_examples:", self.prose(2, 2));
        for variance in ["-2.5", "1.5"] {
            let _ = writeln!(text, "  - variance: {variance}\n    note:{}", self.prose(1, 6));
        }
        text + &format!(
            "owner: Chief finance officer\nsource: {id}-terms\napproved_by: {id}-icb\n{ABOUT}"
        )
    }

    pub(super) fn governance(&mut self) -> String {
        let mut text = "bodies:\n".to_owned();
        self.governing_bodies(&mut text);
        self.decision_rights(&mut text);
        self.conflicts(&mut text);
        self.roles(&mut text);
        self.scrutiny(&mut text);
        let id = self.id.clone();
        text + &format!(
            "owner: Company secretary\nsource: {id}-terms\napproved_by: {id}-icb\n{ABOUT}"
        )
    }

    fn governing_bodies(&mut self, text: &mut String) {
        const BODIES: [(&str, &str, &str, &str); 4] = [
            ("board", "Board of the host", "board", ""),
            ("partners-board", "Partnership board", "partnership-board", "board"),
            ("senate", "Clinical senate", "clinical-senate", "partners-board"),
            ("panel", "Residents' panel", "resident-panel", "partners-board"),
        ];
        let id = self.id.clone();
        for (body, name, kind, parent) in BODIES {
            let _ = writeln!(text, "  - id: {body}\n    name: {name}\n    kind: {kind}");
            if !parent.is_empty() {
                let _ = writeln!(text, "    parent: {parent}");
            }
            let _ = writeln!(
                text,
                "    remit:{}\n    chair_role: Chair from outside, without a vote\n    members:",
                self.prose(2, 6),
            );
            for own in ["trust", "gps", "council", "voices"] {
                let _ = writeln!(
                    text,
                    "      - {{organisation: {id}-{own}, role: Director who {}, votes: {}}}",
                    self.phrase().replace(',', ""),
                    self.random.below(4),
                );
            }
            let _ = writeln!(
                text,
                "    quorum: {} votes, with at least 1 from general practice\n    meets_in_public: {}\n    papers:{}\n    \
                 terms_of_reference: {id}-terms#p{}",
                self.random.between(4, 9),
                kind != "clinical-senate",
                self.or_silence(6, &format!("https://papers.example.org/{id}-{body}")),
                self.random.between(11, 30),
            );
        }
    }

    fn decision_rights(&mut self, text: &mut String) {
        const DECISIONS: [&str; 9] = [
            "budget",
            "sub-contract-award",
            "service-change",
            "risk-share",
            "data",
            "workforce",
            "estate",
            "complaints",
            "host-removal",
        ];
        text.push_str("decision_rights:\n");
        for decision in DECISIONS {
            let right = ["agrees", "consulted", "informed", "veto"];
            let _ = writeln!(
                text,
                "  - decision: {decision}\n    name: How the host {}\n    \
                 bodies: {{icb: decides, board: {}, partners-board: {}, panel: {}}}",
                self.phrase(),
                self.random.of(&right),
                self.random.of(&right),
                self.random.of(&right),
            );
        }
    }

    fn conflicts(&mut self, text: &mut String) {
        let id = self.id.clone();
        let _ = writeln!(text, "conflicts_of_interest:\n  policy: {id}-terms#p40\n  register:");
        for own in ["trust", "gps", "icb"] {
            let _ = writeln!(
                text,
                "    - declaration:{}\n      body: {id}-{own}\n      date: 2026-10-29\n      mitigation:{}",
                self.prose(1, 8),
                self.prose(1, 8),
            );
        }
        let _ = writeln!(
            text,
            "competition_review:\n  text:{}\n  cma_engagement:{}\n  legal_basis:{}\n  date: 2026-07-16\n  \
             document: {id}-case#p20",
            self.prose(2, 4),
            self.prose(1, 4),
            self.prose_or_silence(1, 4),
        );
    }

    fn roles(&mut self, text: &mut String) {
        for field in ["clinical_leadership", "gp_leadership"] {
            let _ = writeln!(
                text,
                "{field}:\n  text:{}\n  roles: [Medical director, Clinical lead of each neighbourhood]",
                self.prose(2, 4),
            );
        }
        for field in ["local_authority_role", "vcfse_role", "resident_role"] {
            let _ = writeln!(
                text,
                "{field}:\n  text:{}\n  votes: {}\n  body: partners-board",
                self.prose(2, 4),
                self.random.below(3),
            );
        }
    }

    fn scrutiny(&mut self, text: &mut String) {
        let id = self.id.clone();
        let _ = writeln!(
            text,
            "host_governance_changes: |\n  {}\n\n  - {}\n  - {}\nscrutiny:",
            self.words(1, 2),
            self.sentence(),
            self.sentence(),
        );
        for (kind, date) in [("hosc", "2026-03-11"), ("hwb", "2026-06-24")] {
            let _ = writeln!(
                text,
                "  - kind: {kind}\n    organisation: {id}-council\n    date: {date}\n    outcome:{}\n    \
                 substantial_variation: false\n    minutes: {id}-letter#p2\n    papers: {id}-case",
                self.prose_or_silence(2, 6),
            );
        }
        let _ = writeln!(
            text,
            "complaints_and_redress: |\n  1. {}\n  2. {}\n  3. Write to [[org:{id}-icb]].\nfoi:{}\ndata_controllers: |\n  {}\n\n  \
             | Who | Uses what | For |\n  |---|---|---|\n  | Your practice | your record | your care |\n  \
             | [[org:{id}-trust]] | records without names | {} |",
            self.sentence(),
            self.sentence(),
            self.prose(1, 2),
            self.words(2, 2),
            self.sentence(),
        );
    }

    pub(super) fn benefits(&mut self) -> String {
        const KINDS: [(&str, &str); 5] = [
            ("[residents, carers]", "clinical-outcome"),
            ("patients", "access"),
            ("[patients, carers]", "experience"),
            ("residents", "inequality"),
            ("staff", "workforce"),
        ];
        let id = self.id.clone();
        let mut text = "benefits:\n".to_owned();
        for (at, measure) in self.measures(KINDS.len()).into_iter().enumerate() {
            let (for_whom, kind) = KINDS[at];
            let start = self.random.between(30, 70);
            let _ = writeln!(
                text,
                "  - id: benefit-{at}\n    name: Aim {at}, a team that {}\n    for_whom: {for_whom}\n    kind: {kind}\n    \
                 metric: {measure}\n    baseline: {{value: {start}.4, period: 2025/26, source: {id}-case#p{}}}\n    \
                 target: {{value: {}, by: 2030-03-31, source: {id}-case#p4, evidence: plan}}\n    mechanism:{}\n    \
                 evidence_strength: before-after\n    attribution:{}",
                self.phrase(),
                at + 3,
                start + self.random.between(3, 15),
                self.prose(2, 6),
                self.prose_or_silence(1, 6),
            );
        }
        self.safeguards(&mut text);
        self.risks(&mut text);
        for field in ["equality_impact", "quality_impact"] {
            let summary = self.prose(2, 4);
            let _ = writeln!(
                text,
                "{field}:\n  document: {id}-case#p30\n  summary:{summary}\n  by: {id}-icb"
            );
        }
        text + &format!(
            "owner: Director of strategy\nsource: {id}-case\napproved_by: {id}-icb\n{ABOUT}"
        )
    }

    fn safeguards(&mut self, text: &mut String) {
        const HARMS: [&str; 7] = [
            "widening-disparities",
            "undermining-current-services",
            "provider-failure",
            "cherry-picking/under-treatment",
            "loss-of-gp-autonomy",
            "patient-choice",
            "data-misuse",
        ];
        text.push_str("safeguards:\n");
        for (harm, measure) in HARMS.into_iter().zip(self.measures(HARMS.len())) {
            let _ = writeln!(
                text,
                "  - harm: {harm}\n    description:{}\n    trigger_metric: {measure}\n    \
                 threshold: Below {} for 2 quarters running\n    action:{}\n    owner: Medical director\n    \
                 tested_on: 2026-10-14",
                self.prose(1, 6),
                self.random.between(20, 90),
                self.prose(1, 6),
            );
        }
        text.push_str("red_lines:\n");
        for _ in 0..3 {
            let _ = writeln!(text, "  - {}", self.sentence());
        }
    }

    fn risks(&mut self, text: &mut String) {
        text.push_str("risks:\n");
        for risk in ["winter", "data-quality", "staff-for-nights", "buyer-skills", "merger"] {
            let (likelihood, impact) = (self.random.between(1, 5), self.random.between(1, 5));
            let _ = writeln!(
                text,
                "  - id: {risk}\n    description:{}\n    cause:{}\n    likelihood: {likelihood}\n    impact: {impact}\n    \
                 score: {}\n    mitigation:{}\n    owner: Chief executive of the host\n    trend: {}",
                self.prose(1, 6),
                self.prose(1, 6),
                likelihood * impact,
                self.prose_or_silence(2, 6),
                self.random.of(&["rising", "steady", "falling"]),
            );
        }
    }

    pub(super) fn metrics(&mut self) -> String {
        let id = self.id.clone();
        let mut text = "metrics:\n".to_owned();
        let measures = self.measures(6);
        self.with_figures = measures[..N_WITH_FIGURES].to_vec();
        for measure in measures {
            let start = self.random.between(30, 70);
            let _ = writeln!(
                text,
                "  - metric: {measure}\n    baseline: {{value: {start}, period: 2025/26, source: {id}-case#p{}}}\n    \
                 target:{}\n    targets:\n      - {{value: {}, by: 2028-03-31, from: 2027-04-01}}\n    note:{}",
                self.random.between(4, 20),
                self.or_silence(6, &format!("{{value: {}, by: 2030-03-31}}", start + 12)),
                start + 5,
                self.prose(1, 6),
            );
        }
        text + &format!("owner: Head of population data\nsource: {id}-case\nas_of: 2026-10-29\n")
    }

    pub(super) fn engagement(&mut self) -> String {
        const HELD: [(&str, &str, &str); 4] = [
            ("engagement", "2025-11-11", "Everybody who lives here"),
            ("survey", "2026-01-12", "Households chosen by lot"),
            ("co-production", "2026-02-03", "People with several conditions, and carers"),
            ("citizens-panel", "2026-05-16", "Residents chosen by lot"),
        ];
        let id = self.id.clone();
        let mut text = "engagement:\n".to_owned();
        for (kind, date, audience) in HELD {
            let _ = writeln!(
                text,
                "  - id: {kind}\n    name: A meeting that {}\n    kind: {kind}\n    from: {date}\n    to: 2026-06-30\n    \
                 dates: [{date}, 2026-06-30]\n    audience: {audience}\n    numbers: {} people\n    you_said:{}\n    \
                 we_did:{}\n    report: {id}-case#p{}",
                self.phrase(),
                self.random.between(12, 3200),
                self.prose(2, 6),
                self.prose_or_silence(2, 6),
                self.random.between(12, 30),
            );
        }
        let _ = writeln!(
            text,
            "equality_reach: |\n  {}\n\n  - {}\n  - {}\nevaluation:\n  evaluator: supplier-2\n  independent: true\n  \
             design:{}\n  comparator:{}\n  report_dates: [2028-06-30, 2029-06-29]",
            self.words(2, 2),
            self.sentence(),
            self.sentence(),
            self.prose(2, 4),
            self.prose_or_silence(1, 4),
        );
        text + &format!("owner: Head of public involvement\nsource: {id}-case\nas_of: 2026-11-12\n")
    }

    pub(super) fn questions(&mut self) -> String {
        let mut text = "questions:\n".to_owned();
        for (at, asker) in
            ["public", "patient", "gp", "vcfse", "journalist"].into_iter().enumerate()
        {
            let _ = writeln!(
                text,
                "  - id: question-{at}\n    question: Is it true that the host {}?\n    asked_by: {asker}\n    \
                 date: 2026-0{}-11\n    answer:{}\n    links: \"[[doc:{}-terms]]\"\n    status: answered",
                self.phrase(),
                at + 3,
                self.prose_or_silence(2, 6),
                self.id.clone(),
            );
        }
        text
    }
}
