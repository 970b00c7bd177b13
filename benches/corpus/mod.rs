//! A site of any size: N integrated health organisations (IHOs) and what they share, all invented.
//!
//! An IHO is 40 pages: its blueprint is 28, and 6 organisations, 3 places and 3 documents are its own. All IHOs
//! share a catalogue of services, measures, terms, criteria, national bodies, papers, models of care, policies and
//! questions. An IHO depends on its number alone, but for its links to neighbours.

mod look_up;
mod prose;
mod random;
mod sections;
mod shared;

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use prose::{Links, narrative, paragraph, phrase, sentence, short};
use random::Random;

/// The day on which to build: no promise of the corpus is overdue then.
pub(crate) const TODAY: &str = "2026-11-21";

const N_SERVICES: usize = 30;
const N_METRICS: usize = 15;
const N_TERMS: usize = 100;
const N_CRITERIA: usize = 20;
const N_SUPPLIERS: usize = 20;
const N_PAPERS: usize = 10;
const N_REGIONS: usize = 7;
const N_MODELS: usize = 12;
const N_POLICIES: usize = 30;
const N_QUESTIONS: usize = 42;
/// Of the measures of an IHO, so many have figures, of so many months.
const N_WITH_FIGURES: usize = 2;
const N_PERIODS: usize = 36;
/// Small areas of the file that a footprint is built from.
const N_AREAS: usize = 40;

const CATEGORIES: &[&str] = &[
    "primary-medical",
    "community",
    "mental-health",
    "urgent-emergency",
    "planned-acute",
    "maternity-neonatal",
    "children",
    "diagnostics",
    "end-of-life",
    "prescribing",
];

const SERVICE_NAMES: &[&str] = &[
    "Visits at home",
    "Night nursing",
    "Talking therapy",
    "Walk-in care",
    "Day surgery",
    "Care at birth",
    "School health",
    "Scans near home",
    "Hospice at home",
    "Medicines advice",
];

const FIRST: &[&str] = &[
    "Ash", "Birch", "Copper", "Drift", "Elder", "Fen", "Gorse", "Hazel", "Ivy", "Juniper",
    "Kestrel", "Lark", "Maple", "Nettle", "Oak", "Plover", "Quince", "Rowan", "Sorrel", "Thistle",
    "Umber", "Vetch", "Willow", "Yarrow", "Amber", "Bramble", "Clover", "Damson", "Ember",
    "Fallow", "Garnet", "Heather", "Indigo", "Jasper", "Kelp", "Linden", "Marl", "Nimbus", "Otter",
    "Pewter",
];

const SECOND: &[&str] = &[
    "ford", "wick", "mere", "combe", "holt", "bridge", "stead", "worth", "dale", "marsh", "field",
    "haven", "moor", "cliffe", "burn", "gate", "well", "bourne", "thorpe", "minster", "shaw",
    "ley", "ness", "brook", "side",
];

/// Kinds of bodies that work with many hosts. The word of the kind is a partner's sector, too.
const SUPPLIERS: &[(&str, &str)] = &[
    ("ambulance", "Ambulance service"),
    ("independent", "Scanning company"),
    ("university/research", "University"),
    ("pharmacy/dental/optometry", "Pharmacy network"),
];

/// Writes the folder `content` of a site of `n` IHOs.
pub(crate) fn write(root: &Path, n: usize) -> io::Result<()> {
    let content = root.join("content");
    let mut made = std::collections::BTreeSet::new();
    let mut put = |path: &str, text: &str| {
        let place = content.join(path);
        let folder = place.parent().expect("a file lies in a folder").to_owned();
        if !made.contains(&folder) {
            fs::create_dir_all(&folder)?;
            made.insert(folder);
        }
        fs::write(place, text)
    };
    shared::write(&mut put)?;
    for at in 0..n {
        Iho::new(at, n).write(&mut put)?;
    }
    Ok(())
}

/// Narratives, one after the other, that link to what all IHOs share.
pub(crate) fn texts() -> impl FnMut() -> String {
    let mut random = Random::new(7);
    let mut pools = pools();
    for kind in ["iho", "place"] {
        pools.push((kind, vec![slug(&place_name(0))]));
    }
    let links = Links { pools };
    move || narrative(&mut random, &links)
}

/// Three years of figures that wander a little.
pub(crate) fn figures(seed: usize) -> String {
    let mut text = "period,value,numerator,denominator,flag\n".to_owned();
    for at in 0..N_PERIODS {
        let of_all = 9_000 + (seed * 31 + at * 577) % 1_000;
        let some = of_all * (600 + (seed * 7 + at * at * 13) % 80) / 1_000;
        let tenths = (some * 2_000 + of_all) / (of_all * 2);
        let (year, month) = (2023 + (at + 9) / 12, 1 + (at + 9) % 12);
        let share = format!("{}.{}", tenths / 10, tenths % 10);
        let _ = writeln!(text, "{year}-{month:02},{share},{some},{of_all},final");
    }
    text
}

/// Takes the path of a file, and its text.
type Put<'p> = dyn FnMut(&str, &str) -> io::Result<()> + 'p;

fn place_name(at: usize) -> String {
    let n_names = FIRST.len() * SECOND.len();
    let mixed = (at % n_names) * 389 % n_names;
    let plain = format!("{}{}", FIRST[mixed % FIRST.len()], SECOND[mixed / FIRST.len()]);
    match at / n_names {
        0 => plain,
        round => format!("{plain} {}", 1 + round),
    }
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn service_id(at: usize) -> String {
    let round = at / SERVICE_NAMES.len();
    let name = slug(SERVICE_NAMES[at % SERVICE_NAMES.len()]);
    if round == 0 { name } else { format!("{name}-{}", 1 + round) }
}

fn ids(stem: &str, n: usize) -> Vec<String> {
    (0..n).map(|at| format!("{stem}-{at}")).collect()
}

/// What any text may link to besides the things of its own IHO.
fn pools() -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("service", (0..N_SERVICES).map(service_id).collect()),
        ("metric", ids("measure", N_METRICS)),
        ("term", ids("term", N_TERMS)),
        ("doc", ids("paper", N_PAPERS)),
        ("model", ids("model", N_MODELS)),
        ("policy", ids("policy", N_POLICIES)),
        ("org", ids("supplier", N_SUPPLIERS)),
    ]
}

/// One IHO and its place among the others.
struct Iho {
    at: usize,
    id: String,
    name: String,
    /// Numbers of three others.
    neighbours: [usize; 3],
    random: Random,
    links: Links,
    sums: Sums,
    /// Measures of which there are figures.
    with_figures: Vec<String>,
}

/// The figures that several files of an IHO speak of.
struct Sums {
    /// Registered people.
    people: usize,
    /// Weighted heads.
    weighted: usize,
    /// Pounds for each of them; the budget is a multiple of £1,000.
    per_head: usize,
    /// GP practices.
    practices: usize,
}

impl Sums {
    fn new(random: &mut Random) -> Self {
        let people = random.between(80_000, 600_000);
        Self {
            people,
            weighted: people / 100 * 100 + 300,
            per_head: random.between(140, 190) * 10,
            practices: random.between(12, 60),
        }
    }

    /// The budget of the first year.
    fn total(&self) -> usize {
        self.weighted * self.per_head
    }

    /// So many thousandths of the budget.
    fn part(&self, thousandths: usize) -> usize {
        self.total() / 1000 * thousandths
    }
}

/// A partner in the making.
struct Bond {
    organisation: String,
    sector: &'static str,
    services: Vec<String>,
    /// What it gets, in thousandths of the budget.
    thousandths: usize,
}

impl Iho {
    fn new(at: usize, n: usize) -> Self {
        let name = place_name(at);
        let id = slug(&name);
        let neighbours = [1, 2, 3].map(|step| (at + step) % n);
        let mut pools = pools();
        for (kind, pool) in &mut pools {
            match *kind {
                "org" => {
                    pool.truncate(4);
                    for own in ["trust", "icb", "council", "gps", "hospice", "voices"] {
                        pool.push(format!("{id}-{own}"));
                    }
                    pool.push(format!("{}-gps", slug(&place_name(neighbours[0]))));
                }
                "doc" => {
                    for own in ["case", "letter", "terms"] {
                        pool.push(format!("{id}-{own}"));
                    }
                }
                _ => {}
            }
        }
        let places = ["", "-north", "-south"].map(|part| format!("{id}{part}"));
        pools.push(("place", places.into()));
        let near = neighbours.map(|other| slug(&place_name(other)));
        pools.push(("iho", near.into()));
        let mut random = Random::new(1 + u64::try_from(at).expect("a count fits"));
        Self {
            at,
            sums: Sums::new(&mut random),
            random,
            id,
            name,
            neighbours,
            links: Links { pools },
            with_figures: Vec::new(),
        }
    }

    fn write(mut self, put: &mut Put<'_>) -> io::Result<()> {
        self.organisations(put)?;
        self.places(put)?;
        self.documents(put)?;
        let services = self.services_of();
        let bonds = self.bonds(&services);
        let folder = format!("ihos/{}/draft", self.id);
        let files = [
            ("iho.yaml", self.identity()),
            ("footprint.yaml", self.footprint()),
            ("host.yaml", self.host(&bonds)),
            ("commissioner.yaml", self.commissioner()),
            ("partners.yaml", self.partners(&bonds)),
            ("services.yaml", self.services(&services, &bonds)),
            ("contract.yaml", self.contract()),
            ("risk-share.yaml", self.risk_share()),
            ("governance.yaml", self.governance()),
            ("benefits.yaml", self.benefits()),
            ("metrics.yaml", self.metrics()),
            ("engagement.yaml", self.engagement()),
            ("questions.yaml", self.questions()),
            ("areas.csv", self.areas()),
            ("age-profile.csv", self.ages()),
            ("footprint.geojson", self.boundary()),
        ];
        for (name, text) in files.into_iter().chain(self.look_up()) {
            put(&format!("{folder}/{name}"), &text)?;
        }
        for measure in &self.with_figures {
            put(&format!("{folder}/metrics/{measure}.csv"), &figures(self.at))?;
        }
        for name in ["overview", "footprint", "host", "partners", "services"] {
            if matches!(name, "footprint" | "host") && self.random.below(3) == 0 {
                continue;
            }
            let text = narrative(&mut self.random, &self.links);
            put(&format!("{folder}/narrative/{name}.md"), &text)?;
        }
        for name in ["contract", "risk-share", "governance", "benefits", "engagement"] {
            if self.random.below(3) > 0 {
                let text = short(&mut self.random, &self.links);
                put(&format!("{folder}/narrative/{name}.md"), &text)?;
            }
        }
        let text = format!(
            "---\ntitle: What changes for you\ndescription: What people in {} will notice.\n\
             updated: 2026-11-20\nreview: 2031-02-26\n---\n{}",
            self.name,
            narrative(&mut self.random, &self.links)
        );
        put(&format!("{folder}/narrative/what-changes-for-you.md"), &text)
    }

    fn sentence(&mut self) -> String {
        sentence(&mut self.random)
    }

    /// Sentences of a block scalar, at this depth.
    fn words(&mut self, n: usize, depth: usize) -> String {
        indent(&paragraph(&mut self.random, &self.links, n), depth)
    }

    /// A promise in place of a value, at this depth.
    fn silence(&mut self, depth: usize) -> String {
        let space = " ".repeat(depth);
        let reason = self.sentence();
        if self.random.below(3) == 0 {
            format!(
                "\n{space}disclosure: withheld\n{space}exemption: s43\n{space}reason: {reason}\n\
                 {space}review_on: 2031-03-31"
            )
        } else {
            let quarter = self.random.between(1, 4);
            format!(
                "\n{space}disclosure: not_yet_decided\n{space}reason: {reason}\n\
                 {space}expected: 2031-Q{quarter}"
            )
        }
    }

    /// Sentences as the value of a key whose block has this depth.
    fn prose(&mut self, n: usize, depth: usize) -> String {
        format!(" >-\n{}{}", " ".repeat(depth), self.words(n, depth))
    }

    /// The same, or for every fourth a promise in its place.
    fn prose_or_silence(&mut self, n: usize, depth: usize) -> String {
        match self.random.below(4) {
            0 => self.silence(depth),
            _ => self.prose(n, depth),
        }
    }

    /// A value, or for every fourth a promise in its place.
    fn or_silence(&mut self, depth: usize, value: &str) -> String {
        match self.random.below(4) {
            0 => self.silence(depth),
            _ => format!(" {value}"),
        }
    }

    fn organisations(&mut self, put: &mut Put<'_>) -> io::Result<()> {
        let kinds = [
            ("trust", "nhs-foundation-trust", "Integrated Care NHS Foundation Trust"),
            ("icb", "integrated-care-board", "Integrated Care Board"),
            ("council", "local-authority", "Council"),
            ("gps", "gp-federation", "GP Federation"),
            ("hospice", "hospice", "Lantern Hospice"),
            ("voices", "user-led-organisation", "Voices"),
        ];
        for (at, (own, kind, title)) in kinds.into_iter().enumerate() {
            let id = format!("{}-{own}", self.id);
            let about = self.words(2, 2);
            let codes = match own {
                "council" => format!("gss: E{:08}", 6_900_000 + self.at),
                "hospice" | "voices" => {
                    format!("charity: \"{:07}\"", self.at * 2 + at)
                }
                _ => format!("ods: ZZ{:06}", self.at * 6 + at),
            };
            let text = format!(
                "id: {id}\nname: {} {title}\nkind: {kind}\ncodes:\n  {codes}\n\
                 legal_form: {title}, a public benefit body\nwebsite: https://www.{id}.example.org/\n\
                 from: 20{:02}-04-01\nillustrative: true\ndescription: >-\n  {about}\n",
                self.name,
                self.random.between(10, 25),
            );
            put(&format!("organisations/{id}.yaml"), &text)?;
        }
        Ok(())
    }

    fn places(&mut self, put: &mut Put<'_>) -> io::Result<()> {
        let (id, name) = (self.id.clone(), self.name.clone());
        for (at, (end, kind, words)) in [
            ("", "unitary-authority", ""),
            ("-north", "neighbourhood", " North"),
            ("-south", "neighbourhood", " South"),
        ]
        .into_iter()
        .enumerate()
        {
            let parent = match at {
                0 => String::new(),
                _ => format!("parent: {id}\n"),
            };
            let text = format!(
                "id: {id}{end}\nname: {}{words}\nkind: {kind}\ncode: E{:08}\nvintage: 2026-04-01\n{parent}\
                 description: >-\n  {}\n",
                name,
                6_100_000 + self.at * 3 + at,
                self.words(2, 2),
            );
            put(&format!("places/{id}{end}.yaml"), &text)?;
        }
        Ok(())
    }

    fn documents(&mut self, put: &mut Put<'_>) -> io::Result<()> {
        let (id, name) = (self.id.clone(), self.name.clone());
        for (own, title, publisher, kind) in [
            ("case", "The case for one contract", "icb", "business-case"),
            ("letter", "Letter of designation", "icb", "statement"),
            ("terms", "Terms of sharing gains and losses", "trust", "contract"),
        ] {
            let text = format!(
                "id: {id}-{own}\ntitle: \"{}: {title}\"\npublisher: {id}-{publisher}\ndate: 2026-{:02}-{:02}\n\
                 kind: {kind}\nformat: HTML\npages: {}\nlink: https://papers.example.org/{id}-{own}\n\
                 summary: >-\n  {}\n",
                name,
                self.random.between(1, 10),
                self.random.between(1, 28),
                self.random.between(2, 60),
                self.words(2, 2),
            );
            put(&format!("documents/{id}-{own}.yaml"), &text)?;
        }
        Ok(())
    }

    fn identity(&mut self) -> String {
        const PURPOSES: &[&str] = &[
            "better-care",
            "investment",
            "small-business",
            "integration",
            "left-shift",
            "population-health",
            "inequalities",
        ];
        const OPTIONS: &[&str] =
            &["status-quo", "alliance", "lead-provider", "snp", "mnp", "s75", "merger", "iho"];
        const STATUSES: &[&str] =
            &["iho-designated", "contract-design", "contract-awarded", "shadow-running", "live"];
        let (id, name) = (self.id.clone(), self.name.clone());
        let mut text = format!(
            "schema: iho-blueprint/1\nid: {id}\nname: {name} integrated health organisation contract\n\
             short_name: {name}\nsummary: >-\n  {}\nwhat_it_is_not: |\n  It is a contract, not an organisation.\n\n  \
             - Care stays free at the point of use.\n  - You stay with your GP practice.\n  - {}\n  - {}\nstatus: {}\npurposes:\n",
            self.words(4, 2),
            self.sentence(),
            self.sentence(),
            self.random.of(STATUSES),
        );
        for purpose in PURPOSES {
            let _ = writeln!(text, "  - id: {purpose}\n    why: >-\n      {}", self.words(2, 6));
        }
        let _ =
            writeln!(text, "problem_statement: >-\n  {}\noptions_considered:", self.words(4, 2));
        for option in OPTIONS {
            let _ = writeln!(
                text,
                "  - option: {option}\n    verdict: It {}\n    reason: >-\n      {}",
                phrase(&mut self.random),
                self.words(2, 6)
            );
        }
        let _ = write!(
            text,
            "contact:\n  role: Programme office of {name}\n  postal: Programme office, 1 Sample Street, {name}\n  \
             email: {id}@example.org\n  phone: 01632 960 017\nblueprint_version: 2026.11.1\n\
             owner: Director of strategy\nas_of: 2026-11-20\napproved_by: {id}-icb\napproved_on: 2026-11-12\n\
             review_by: 2031-02-26\nevidence: board-approved\nauthorisation:\n"
        );
        self.authorisation(&mut text);
        self.milestones(&mut text);
        self.decisions(&mut text);
        text
    }

    fn authorisation(&mut self, text: &mut String) {
        let id = self.id.clone();
        let steps = [
            ("iho", "exploring", "icb", "case"),
            ("iho", "expression-of-interest", "trust", "case"),
            ("aft", "aft-authorised", "", "letter"),
            ("iho", "iho-assessment", "", "letter"),
            ("iho", "iho-designated", "", "letter"),
        ];
        for (at, (track, step, by, document)) in steps.into_iter().enumerate() {
            let by =
                if by.is_empty() { "national-office".to_owned() } else { format!("{id}-{by}") };
            let _ = write!(
                text,
                "  - track: {track}\n    step: {step}\n    date: 2026-{:02}-14\n    decided_by: {by}\n    \
                 document: {id}-{document}\n    outcome: The body {}.\n",
                at + 2,
                phrase(&mut self.random),
            );
            if at < 2 {
                continue;
            }
            if track == "aft" {
                let _ = write!(
                    text,
                    "    icb_support_statement: {id}-case\n    region_support: true\n    reassessment_due: 2031-03-31\n"
                );
            }
            let _ = write!(
                text,
                "    framework: {{document: paper-0, version: Version of 2025}}\n    conditions:\n      \
                 - {{text: A plan that {}, due: 2031-03-31, status: open}}\n    criteria_results:\n",
                phrase(&mut self.random),
            );
            for criterion in (at - 2)..(at + 4) {
                let result = ["met", "partly-met", "not-met"][self.random.below(3)];
                let _ = writeln!(
                    text,
                    "      - criterion: criterion-{criterion}\n        result: {result}\n        \
                     evidence: [{id}-case#p{}, {id}-letter]\n        assessor: region-{}\n        \
                     date: 2026-{:02}-09\n        commentary: >-\n          {}",
                    self.random.between(1, 9),
                    self.at % N_REGIONS,
                    at + 2,
                    self.words(1, 10),
                );
            }
        }
    }

    fn footprint(&mut self) -> String {
        let id = self.id.clone();
        let (people, n_practices) = (self.sums.people, self.sums.practices);
        let basis = match self.counts_by() {
            [true, true] => "hybrid",
            [false, true] => "resident",
            _ => "registered",
        };
        let lists = self.lists_to_look_up();
        let weighted = match self.random.below(4) {
            0 => self.silence(2),
            _ => {
                format!(
                    "\n  value: {}\n  source: {id}-case#p9\n  as_of: 2026-04-01",
                    self.sums.weighted
                )
            }
        };
        format!(
            "population_basis: {basis}\nrule: |\n  {}\n\n  - {}\n  - {}\npopulation_kind: whole-population\n\
             registered_population:\n  value: {people}\n  source: {id}-case#p3\n  as_of: 2026-10-01\n  \
             owner: Head of population data\nresident_population: {{value: {}, source: {id}-case, evidence: estimate}}\n\
             weighted_population:{weighted}\nage_profile: {{value: age-profile.csv, as_of: 2026-10-01}}\nicbs:\n  \
             - {{organisation: {id}-icb, share: 100}}\nplaces: [{id}]\nneighbourhoods: [{id}-north, {id}-south]\n\
             local_authorities:\n  - {{place: {id}, coverage: whole}}\npractices_count: {}\n\
             {lists}geometry: footprint.geojson\nbuilt_from:\n  type: LSOA21\n  codes: [E{:08}, E{:08}, E{:08}]\n  \
             file: areas.csv\n  vintage: 2021-03-21\nboundary_vintage: 2026-04-01\nlineage:\n  - {{code: E{:08}, to: 2023-03-31, \
             successor: E{:08}, type: merger}}\ncross_border: >-\n  {}\nowner: Head of population data\n\
             as_of: 2026-10-01\nsource: {id}-case\n",
            self.words(1, 2),
            self.sentence(),
            self.sentence(),
            people - 1234,
            n_practices,
            self.at * 3 + 1_000_000,
            self.at * 3 + 1_000_001,
            self.at * 3 + 1_000_002,
            self.at + 2_000_000,
            self.at + 2_100_000,
            self.words(2, 2),
        )
    }

    fn host(&mut self, bonds: &[Bond]) -> String {
        let id = self.id.clone();
        let share = match self.random.below(4) {
            0 => self.silence(2),
            _ => {
                let own = 1000 - bonds.iter().map(|bond| bond.thousandths).sum::<usize>();
                format!(
                    "\n  value: {}.{}\n  source: {id}-terms#p3\n  evidence: contractual",
                    own / 10,
                    own % 10
                )
            }
        };
        format!(
            "organisation: {id}-trust\nlegal_form: nhs-foundation-trust\n\
             aft_status: {{value: authorised, date: 2026-05-28, source: {id}-letter}}\n\
             provider_type: [acute, community, integrated]\nnof_segment: {{value: \"{}\", fy: 2026/27, quarter: Q1}}\n\
             cqc_rating: {{value: good, date: 2025-03-14}}\n\
             provider_capability_rating: {{value: Amber-green, date: 2026-01-29}}\n\
             nhs_income_share: {{value: 96.4, fy: 2025/26}}\nincome_total:\n  value: {}000000\n  basis: annual\n  \
             price_base: nominal\n  kind: actual\n  fy: 2025/26\nstaff_wte: {}\nprovides_share:{share}\n\
             why_this_host: |\n  **Capability.** {}\n\n  **Need.** {}\n\n  **What it lacks.** {}\n\
             owner: Office of the chief executive\nas_of: 2026-11-12\nreview_by: 2031-05-28\n",
            self.random.between(1, 4),
            self.random.between(150, 900),
            self.random.between(1500, 9000),
            self.words(2, 2),
            self.words(2, 2),
            self.words(2, 2),
        )
    }

    fn commissioner(&mut self) -> String {
        let id = self.id.clone();
        let next = slug(&place_name(self.neighbours[1]));
        let mut text = format!(
            "lead_icb:\n  organisation: {id}-icb\n  successor_expected: {next}-icb\nother_commissioners:\n  \
             - organisation: {id}-council\n    role: {}\n  - organisation: national-office\n    role: {}\n\
             retained_functions:\n",
            self.sentence(),
            self.sentence(),
        );
        for _ in 0..5 {
            let _ = writeln!(
                text,
                "  - function: It {}\n    legal_basis: Duty of the board, which it does not delegate",
                phrase(&mut self.random)
            );
        }
        text.push_str("delegated_functions:\n");
        for at in 0..3 {
            let _ = writeln!(
                text,
                "  - function: The host {}\n    delegated_to: {id}-trust\n    basis: contract\n    from: 2027-04-01\n    \
                 revocable: true\n    document: {id}-terms#p{}",
                phrase(&mut self.random),
                at + 4
            );
        }
        let metrics = ids("measure", N_METRICS);
        let metrics: Vec<&str> =
            self.random.some(&metrics, 9).into_iter().map(String::as_str).collect();
        let _ = write!(
            text,
            "assurance_of_host:\n  text: |\n    {}\n\n    1. {}\n    2. {}\n    3. {}\n  metrics: [{}]\nicb_readiness:\n",
            self.words(2, 4),
            self.sentence(),
            self.sentence(),
            self.sentence(),
            metrics.join(", ")
        );
        for criterion in 10..13 {
            let _ = writeln!(
                text,
                "  - criterion: criterion-{criterion}\n    result: met\n    evidence: [{id}-case]\n    \
                 assessor: region-{}\n    date: 2026-03-26\n    commentary: >-\n      {}",
                self.at % N_REGIONS,
                self.words(1, 6)
            );
        }
        text + "owner: Director of commissioning\nas_of: 2026-11-12\n"
    }

    /// The services that the contract speaks of.
    fn services_of(&mut self) -> Vec<String> {
        let all: Vec<String> = (0..N_SERVICES).map(service_id).collect();
        let n = self.random.between(9, 11);
        self.random.some(&all, n).into_iter().cloned().collect()
    }

    /// Own bodies, two of the neighbours', and two that work everywhere.
    fn bonds(&mut self, services: &[String]) -> Vec<Bond> {
        let own = |end: &str| format!("{}-{end}", self.id);
        let of = |at: usize, end: &str| format!("{}-{end}", slug(&place_name(self.neighbours[at])));
        let mut bodies = vec![
            (own("gps"), "gp-federation"),
            (own("hospice"), "hospice"),
            (own("voices"), "user-led-organisation"),
            (own("council"), "local-authority-adult-social-care"),
            (of(0, "trust"), "nhs-trust"),
            (of(2, "hospice"), "hospice"),
        ];
        let first = self.random.below(N_SUPPLIERS);
        for at in [first, (first + 5) % N_SUPPLIERS] {
            let (sector, _) = SUPPLIERS[at % SUPPLIERS.len()];
            bodies.push((format!("supplier-{at}"), sector));
        }
        let mut seen = std::collections::BTreeSet::new();
        bodies
            .into_iter()
            .filter(|(organisation, _)| seen.insert(organisation.clone()))
            .map(|(organisation, sector)| {
                let n = self.random.between(1, 3);
                Bond {
                    organisation,
                    sector,
                    services: self.random.some(services, n).into_iter().cloned().collect(),
                    thousandths: self.random.between(4, 40),
                }
            })
            .collect()
    }

    fn partners(&mut self, bonds: &[Bond]) -> String {
        let id = self.id.clone();
        let mut text = "partners:\n".to_owned();
        for (at, bond) in bonds.iter().enumerate() {
            let value = match self.random.below(5) {
                0 => format!(" {}", band(self.sums.part(bond.thousandths))),
                1 => self.silence(6),
                _ => format!(
                    " {{value: {}, basis: annual, price_base: 2027/28, kind: budget, fy: 2027/28}}",
                    self.sums.part(bond.thousandths)
                ),
            };
            let gains = self.random.below(2) == 0;
            let voice = ["voting", "non-voting", "advisory", "none"][self.random.below(4)];
            let status = ["agreed", "signed", "signed"][self.random.below(3)];
            let _ = writeln!(
                text,
                "  - organisation: {}\n    sector: {}\n    relationship: [sub-contract, alliance-member, data-sharing]\n    \
                 direction: contracted-by-host\n    services: [{}]\n    value_annual:{value}\n    \
                 shares_risk: {{value: false, ref: {id}-terms#p7}}\n    \
                 shares_gain: {{value: {gains}, ref: {id}-terms#p6}}\n    voice: {voice}\n    \
                 from: 2027-04-01\n    to: 2034-03-31\n    status: {status}\n    statement:\n      value: >-\n        \
                 {}\n      approved_by: {}\n      approved_on: 2026-11-05\n    provider_impact: {id}-case#p{}",
                bond.organisation,
                bond.sector,
                bond.services.join(", "),
                self.words(3, 8),
                bond.organisation,
                at + 8,
            );
        }
        text + "owner: Director of partnerships\nas_of: 2026-11-12\n"
    }

    fn services(&mut self, services: &[String], bonds: &[Bond]) -> String {
        let id = self.id.clone();
        let in_scope: Vec<usize> = (0..services.len()).filter(|at| at % 7 < 4).collect();
        // The last service in scope gets what the others leave of the budget.
        let mut rest = 1000;
        let mut text = "services:\n".to_owned();
        for (at, service) in services.iter().enumerate() {
            let category = (0..N_SERVICES)
                .find(|other| service_id(*other) == *service)
                .map_or("community", |other| CATEGORIES[other % CATEGORIES.len()]);
            let scope = match at % 7 {
                4 => "phased\n    phase: {value: 2, from: 2028-04-01}".to_owned(),
                5 => "under-discussion".to_owned(),
                6 => {
                    let reason = self.words(1, 6);
                    format!("out-of-scope\n    reason_excluded: >-\n      {reason}")
                }
                _ => "in-scope".to_owned(),
            };
            let mut providers = vec![format!("{id}-trust")];
            let helping = bonds.iter().filter(|bond| bond.services.contains(service));
            providers.extend(helping.map(|bond| bond.organisation.clone()));
            let thousandths = match in_scope.last() {
                Some(last) if *last == at => rest,
                _ => self.random.between(40, 110),
            };
            if in_scope.contains(&at) {
                rest -= thousandths;
            }
            let budget = match self.random.below(5) {
                0 => self.silence(6),
                _ => format!(
                    " {{value: {}, basis: annual, price_base: 2027/28, kind: budget, fy: 2027/28}}",
                    self.sums.part(thousandths)
                ),
            };
            let _ = writeln!(
                text,
                "  - service: {service}\n    scope: {scope}\n    category: {category}\n    \
                 current_commissioner: {id}-icb\n    current_provider: [{id}-trust]\n    future_provider: [{}]\n    \
                 baseline_budget:{budget}\n    what_changes_for_patients: >-\n      {}\n    choice_and_access: >-\n      \
                 {}\n    cpv_code: 85111000-0",
                providers.join(", "),
                self.words(2, 6),
                self.words(1, 6),
            );
        }
        text + &format!(
            "owner: Director of commissioning\nas_of: 2026-11-12\nsource: {id}-case\nevidence: plan\n"
        )
    }

    fn ages(&mut self) -> String {
        let mut text = "group,people,share\n".to_owned();
        for group in ["0 to 17", "18 to 39", "40 to 64", "65 to 79", "80 and over"] {
            let _ = writeln!(text, "{group},{},20.0", self.random.between(9_000, 90_000));
        }
        text
    }

    fn boundary(&mut self) -> String {
        let mut points: Vec<String> = (0..60)
            .map(|_| {
                format!(
                    "[-0.{:04}, 53.{:04}]",
                    self.random.below(10_000),
                    self.random.below(10_000)
                )
            })
            .collect();
        points.push(points[0].clone());
        format!(
            "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \"properties\": \
             {{\"code\": \"E{:08}\", \"name\": \"{}\", \"vintage\": \"2026-04-01\"}}, \
             \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[{}]]}}}}]}}\n",
            6_100_000 + self.at * 3,
            self.name,
            points.join(", ")
        )
    }
}

/// Lines of a block scalar at this depth; the first is at its place already.
fn indent(text: &str, depth: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(depth)))
}

/// The band in which a sum of pounds lies.
fn band(pounds: usize) -> &'static str {
    match pounds {
        0..100_000 => "<0.1m",
        100_000..1_000_000 => "0.1-1m",
        1_000_000..10_000_000 => "1-10m",
        10_000_000..50_000_000 => "10-50m",
        _ => "50m+",
    }
}
