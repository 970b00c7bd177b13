//! Every address that was ever published leads somewhere, whatever later releases leave out.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;

use crate::common;
use crate::place::{Place, Run};
use crate::sealed::{DRAFT, iho};

/// An IHO whose every section says something.
const FULL: &str = include_str!("sites/full.txt");
/// Where the public reads the site, below its host.
const BASE: &str = "/sub/";

/// A file of the draft, with what it says first and what it says otherwise; nothing where it is not there.
struct Part {
    path: &'static str,
    first: Text,
    then: Text,
}

/// What a file says.
enum Text {
    /// What it says on the full site.
    Full,
    /// This.
    Is(&'static str),
    /// The full site, with one text instead of another.
    With(&'static str, &'static str),
    /// There is no such file.
    None,
}

const SILENT: &str = "{disclosure: not_yet_decided, reason: It is being written., expected: 2035-Q2, why: It is written anew.}\n";
const FIGURES: &str = "period,value\n2025-Q3,65.1\n2025-Q4,66.2\n";
const UNMEASURED: &str =
    "disclosure: not_applicable\nreason: Nothing is measured any more.\nwhy: The contract ended.\n";

/// A measure that is a share, so that it can be held against its peers.
const SEEN: &str = "id: seen\nname: Seen in time\nshort_name: Seen\ndefinition: People who are seen in time.\nnumerator: Seen in time.\ndenominator: Seen.\nunit: pct\nmultiplier: 100\nvalue_type: proportion\npolarity: high-is-good\nperiod_type: quarter\nfrequency: quarterly\ngeography: Neighbourhoods\nsource: Illustrative extract\nlicence: Open Government Licence v3.0\nowner: Director of data\nlast_updated: 2026-11-01\nnext_update: 2027-02-01\nstatus: final\n";
const REPORTED: &str = "  - metric: seen\n    baseline: {value: 60, period: 2025-Q3}\n    target: {value: 80, by: 2030-03-31}\n";
const SHARES: &str =
    "period,value,numerator,denominator\n2025-Q3,60.0,600,1000\n2025-Q4,61.0,610,1000\n";

/// Everything that a later release may leave out.
const PARTS: &[Part] = &[
    Part {
        path: "narrative/parking.md",
        first: Text::Is("---\ntitle: Parking\n---\nWhere to park.\n"),
        then: Text::None,
    },
    Part { path: "metrics/bed-days.csv", first: Text::Is(FIGURES), then: Text::None },
    Part { path: "metrics.yaml", first: Text::Full, then: Text::Is(UNMEASURED) },
    Part { path: "benefits.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "footprint.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "partners.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "contract.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "risk-share.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "host.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "services.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part { path: "commissioner.yaml", first: Text::Full, then: Text::Is(SILENT) },
    Part {
        path: "iho.yaml",
        first: Text::Full,
        then: Text::With("status: contract-awarded", "status: shadow-running"),
    },
    // With the page goes the file that nothing else leads to.
    Part {
        path: "narrative/plan.md",
        first: Text::Is("---\ntitle: Plan\n---\nSee [all of it](../plan.pdf).\n"),
        then: Text::None,
    },
];

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// A site, and every address that it ever had.
struct History {
    place: Place,
    published: BTreeSet<String>,
    days: u32,
}

impl History {
    fn new(name: &str) -> Self {
        let place = Place::with_site(name, &common::small_site_with(FULL));
        let mut own = Self { place, published: BTreeSet::new(), days: 0 };
        own.say("plan.pdf", &Text::Is("%PDF-1.7"));
        for part in PARTS {
            own.say(part.path, &part.first);
        }
        own
    }

    fn say(&mut self, path: &str, text: &Text) {
        let full = common::small_site_with(FULL);
        let path = format!("{DRAFT}/{path}");
        let text = match text {
            Text::Full => full[&path].clone(),
            Text::Is(text) => (*text).to_owned(),
            Text::With(old, new) => full[&path].replace(old, new),
            Text::None => {
                let _ = fs::remove_file(self.place.path(&path));
                // A file that nothing names any more would stop the release.
                if path.ends_with("narrative/plan.md") {
                    let _ = fs::remove_file(self.place.path(&format!("{DRAFT}/plan.pdf")));
                }
                if path.ends_with(".csv") {
                    self.give_reason();
                }
                return;
            }
        };
        self.place.write(&path, text);
        if path.ends_with("narrative/plan.md") {
            self.place.write(&format!("{DRAFT}/plan.pdf"), "%PDF-1.7");
        }
    }

    /// Figures may go, but not without a word.
    fn give_reason(&self) {
        let path = format!("{DRAFT}/metrics.yaml");
        let text = self.place.read(&path);
        if text.starts_with("metrics:") {
            self.place.write(&path, format!("why: It is no longer counted.\n{text}"));
        }
    }

    fn next_day(&mut self) -> String {
        self.days += 1;
        format!("2026-12-{:02}", self.days)
    }

    /// Seals the draft, and publishes the site as it is on that day.
    fn release(&mut self) {
        let day = self.next_day();
        fine(&iho(&self.place, &day, &["release", "vale", "--yes", "--note", "It goes on."]));
        self.build(&day);
    }

    /// The same, where it may be that nothing changed of what is sealed: figures of a measure that `metrics.yaml` does not list
    /// come and go unseen.
    fn release_if_changed(&mut self) {
        let day = self.next_day();
        let run = iho(&self.place, &day, &["release", "vale", "--yes", "--note", "It goes on."]);
        if run.code != 2 || !run.stderr.contains("nothing has changed in `vale`") {
            fine(&run);
        }
        self.build(&day);
    }

    /// Says something about a release, and publishes the site on that day.
    fn decide(&mut self, words: &[&str]) {
        let day = self.next_day();
        let because = ["--reason", "It was wrong.", "--by", "Chief executive", "--yes"];
        fine(&iho(&self.place, &day, &[words, &because[..]].concat()));
        self.build(&day);
    }

    /// Gives something that IHOs share another id, and says so.
    fn rename(&mut self, folder: &str, old: &str, new: &str) {
        let [from, to] = [old, new].map(|id| format!("content/{folder}/{id}.yaml"));
        let text = self.place.read(&from);
        self.place
            .write(&to, text.replace(&format!("id: {old}\n"), &format!("id: {new}\nwas: {old}\n")));
        fs::remove_file(self.place.path(&from)).expect("a file");
        for path in ["content/metrics/ID.peers.csv", &format!("{DRAFT}/metrics/ID.csv")] {
            let [from, to] = [old, new].map(|id| self.place.path(&path.replace("ID", id)));
            let _ = fs::rename(from, to);
        }
        let files = self.place.tree("content");
        let others = files
            .iter()
            .filter(|(path, _)| !path.contains("/releases/") && !path.contains("/notices/"));
        for (path, bytes) in others {
            let text = String::from_utf8_lossy(bytes);
            if text.contains(old)
                && *path != format!("{folder}/{new}.yaml")
                && path != "ledger.jsonl"
            {
                self.place.write(&format!("content/{path}"), text.replace(old, new));
            }
        }
    }

    fn build(&mut self, day: &str) {
        // A folder of its own, as what a build leaves standing must not help.
        let output = format!("output-{day}");
        fine(&iho(&self.place, day, &["build", "--output", &output]));
        self.published.extend(addresses(&self.place, &output));
        self.check(&output);
        // Where only what changed was made again, the site is the same.
        fine(&iho(&self.place, day, &["build"]));
        let (whole, step) = (self.place.tree(&output), self.place.tree("output"));
        let differs = |path: &&String| whole.get(*path) != step.get(*path);
        let differ: Vec<&String> = whole.keys().chain(step.keys()).filter(differs).collect();
        assert!(differ.is_empty(), "not as in a whole build: {differ:#?}");
        fs::remove_dir_all(self.place.path(&output)).expect("a folder");
    }

    /// Whatever was published has something at its address now, or a rule that leads to something.
    fn check(&self, output: &str) {
        let now = addresses(&self.place, output);
        let rules = fs::read_to_string(self.place.path(&format!("{output}/_redirects")));
        let rules = rules.unwrap_or_default();
        let rules: Vec<(&str, &str)> = rules
            .lines()
            .map(|line| {
                let mut words = line.split(' ').map(|url| url.strip_prefix(BASE).unwrap_or(url));
                (words.next().expect("an address"), words.next().expect("an address"))
            })
            .collect();
        let sources: BTreeSet<&str> = rules.iter().map(|(from, _)| *from).collect();
        let folders: Vec<&str> = sources.iter().filter_map(|from| from.strip_suffix('*')).collect();
        let is_led = |url: &str| {
            sources.contains(url) || folders.iter().any(|folder| url.starts_with(folder))
        };
        let is_kept = |url: &&String| now.contains(*url) || is_led(url);
        let lost: Vec<&String> = self.published.iter().filter(|url| !is_kept(url)).collect();
        assert!(lost.is_empty(), "nothing is there any more: {lost:#?}");
        // Where nothing else is, a rule stands in for a file; what moved for good has a page as well.
        let is_page = |url: &str| url.is_empty() || url.ends_with('/');
        let hidden: Vec<&String> = now.iter().filter(|url| !is_page(url) && is_led(url)).collect();
        assert!(hidden.is_empty(), "these are there, and a rule leads away from them: {hidden:#?}");
        let astray: Vec<_> = rules.iter().filter(|(_, to)| !now.contains(*to)).collect();
        assert!(astray.is_empty(), "these lead to nothing: {astray:#?}");
    }
}

/// Every address of a site, without those of its theme, which are named by their contents, and the rules for servers.
fn addresses(place: &Place, output: &str) -> BTreeSet<String> {
    let paths = place
        .tree(output)
        .into_keys()
        .filter(|path| !path.starts_with("assets/") && !path.contains("redirects"));
    paths.map(|path| path.strip_suffix("index.html").map(str::to_owned).unwrap_or(path)).collect()
}

/// Two after the other, and then nothing is in force any more.
#[test]
fn whatever_is_left_out_leads_on() {
    let mut history = History::new("addresses-each");
    history.release();
    for parts in PARTS.chunks(2) {
        for part in parts {
            history.say(part.path, &part.then);
        }
        history.release();
    }
    let last = format!("2026-12-{:02}", history.days);
    history.decide(&["withdraw", "vale", &last]);
}

/// What is withdrawn may have had the only page of its kind.
#[test]
fn a_withdrawn_site_keeps_its_addresses() {
    let mut history = History::new("addresses-withdrawn");
    history.release();
    history.decide(&["withdraw", "vale", "2026-12-01"]);
}

/// What is removed by law is gone, and its address leads to the notice.
#[test]
fn what_is_removed_leads_to_the_notice() {
    let mut history = History::new("addresses-removed");
    history.release();
    for path in ["narrative/parking.md", "plan.pdf", "metrics/bed-days.csv"] {
        history.decide(&["redact", "vale", "2026-12-01", path, "--category", "personal-data"]);
    }
    for path in ["narrative/parking.md", "narrative/plan.md", "metrics/bed-days.csv"] {
        history.say(path, &Text::None);
    }
    history.release();
}

/// Where older releases are one page each, that page has it all.
#[test]
fn old_releases_on_one_page_are_led_to() {
    let mut history = History::new("addresses-compact");
    let site = history.place.read("content/site.yaml");
    history.place.write("content/site.yaml", format!("{site}archive: compact\n"));
    history.release();
    for path in
        ["narrative/parking.md", "metrics/bed-days.csv", "narrative/plan.md", "contract.yaml"]
    {
        let part = PARTS.iter().find(|part| part.path == path).expect("a part");
        history.say(path, &part.then);
    }
    history.release();
    history.say("host.yaml", &Text::Is(SILENT));
    history.release();
}

/// Ids change, and with them the addresses of all that is named after them.
#[test]
fn whatever_has_another_id_leads_on() {
    let mut history = History::new("addresses-renamed");
    let rows: String =
        (0..12).map(|at| format!("P{at:02},Body {at},{},1000,2025-Q4\n", 580 + at * 4)).collect();
    let peers = format!("code,name,numerator,denominator,period\n{rows}");
    history.place.write("content/metrics/seen.peers.csv", peers);
    history.place.write("content/metrics/seen.yaml", SEEN);
    let reported = history.place.read(&format!("{DRAFT}/metrics.yaml"));
    history.place.write(&format!("{DRAFT}/metrics.yaml"), format!("{reported}{REPORTED}"));
    history.place.write(&format!("{DRAFT}/metrics/seen.csv"), SHARES);
    history.release();
    history.rename("organisations", "vale-gps", "vale-doctors");
    history.release();
    history.rename("metrics", "bed-days", "days-in-hospital");
    history.rename("metrics", "seen", "seen-in-time");
    history.release();
    history.rename("places", "mill-end", "mill-street");
    history.rename("services", "memory-clinic", "memory-service");
    history.rename("documents", "board-paper", "first-paper");
    history.release();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// Left out, put back, left out again, in any order.
    #[test]
    fn in_any_order(steps in prop::collection::vec(prop::sample::subsequence((0..PARTS.len()).collect::<Vec<_>>(), 1..4), 3)) {
        let mut history = History::new("addresses-any");
        let mut are_left_out = vec![false; PARTS.len()];
        history.release();
        for step in steps {
            for at in step {
                let part = &PARTS[at];
                are_left_out[at] = !are_left_out[at];
                history.say(part.path, if are_left_out[at] { &part.then } else { &part.first });
            }
            history.release_if_changed();
        }
    }
}
