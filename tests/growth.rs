//! Whatever a file repeats, five times as much of it takes about five times as long and as much memory.
//!
//! Each kind is what somebody may type, paste or generate; nothing of it has to be sensible, and much of it is wrong.
//! Both sizes go in by the front door, finished pages and the report included.
#![expect(clippy::disallowed_methods, reason = "time and memory are what is measured")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::small_site_with;
use iho::diag::Diagnostic;
use iho::engine::Build;
use iho::output::Body;
use iho::report::{self, Format};
use iho::source::Sources;

/// How often the small one of the two repeats itself.
const SIZE: usize = 2_000;
/// How much more the large one has.
const TIMES: usize = 5;
/// What no machine measures: less than this counts as this.
const FLOOR: Duration = Duration::from_millis(60);
/// What the large one may take, in times of the small one: twice what it should. The square would be five times as much.
const MOST: u32 = 2 * TIMES as u32;
/// The same for memory, in kilobytes, above what nobody cares about.
const MEMORY_FLOOR: u64 = 40_000;

/// What is repeated: a name, and the site with `n` of it.
type KindOfText = (&'static str, fn(usize) -> BTreeMap<String, String>);

fn page(text: &str) -> BTreeMap<String, String> {
    file("content/pages/x.md", format!("---\ntitle: X\n---\n{text}\n"))
}

fn file(path: &str, text: String) -> BTreeMap<String, String> {
    let mut files = small_site_with("");
    files.insert(path.to_owned(), text);
    files
}

fn service(more: &str) -> BTreeMap<String, String> {
    let text = format!("id: x\nname: X\ncategory: community\n{more}\n");
    file("content/services/x.yaml", text)
}

fn all(n: usize, each: impl Fn(usize) -> String) -> String {
    (0..n).map(each).collect()
}

fn figures(rows: &str) -> BTreeMap<String, String> {
    let heads = "period,area,breakdown,value,numerator,denominator,ci_low,ci_high,flag\n";
    let mut files = file("content/ihos/vale/draft/metrics/bed-days.csv", format!("{heads}{rows}"));
    let reported = "metrics:\n  - metric: bed-days\n    baseline: {value: 246.1, period: 2025-Q1}\n    target: {value: 221, by: 2030-03-31}\n";
    files.insert("content/ihos/vale/draft/metrics.yaml".to_owned(), reported.to_owned());
    files
}

fn quarter(at: usize) -> String {
    format!("{}-Q{}", 1000 + at / 4 % 1000, at % 4 + 1)
}

fn boundary(features: Vec<String>) -> BTreeMap<String, String> {
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    file("content/ihos/vale/draft/footprint.geojson", text)
}

fn area(at: usize, rings: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"code":"","name":"A{at}"}},"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}"#
    )
}

fn corner(at: usize, n: usize) -> String {
    let turn = std::f64::consts::TAU * at as f64 / n as f64;
    format!("[{:.6},{:.6}]", -0.2 + turn.cos() / 10.0, 53.1 + turn.sin() / 10.0)
}

fn square(at: usize) -> String {
    let (x, y) = (-2.0 + (at % 400) as f64 / 100.0, 51.0 + (at / 400) as f64 / 100.0);
    format!(
        "[[{x:.2},{y:.2}],[{:.2},{y:.2}],[{:.2},{:.2}],[{x:.2},{y:.2}]]",
        x + 0.01,
        x + 0.01,
        y + 0.01
    )
}

fn terms(n: usize, each: impl Fn(usize) -> String) -> BTreeMap<String, String> {
    let known = "terms:\n  - {id: footprint, term: Footprint, definition: The people.}\n";
    file("content/glossary.yaml", format!("{known}{}", all(n, each)))
}

/// References, links and notes.
const REFERENCES: &[KindOfText] = &[
    ("references that never end", |n| page(&"[[org:".repeat(n))),
    ("references that never end, in lines", |n| page(&"[[org:vale\n".repeat(n))),
    ("references that end all at once", |n| page(&("[[org:".repeat(n) + &"]]".repeat(n)))),
    ("references", |n| page(&"[[org:vale-trust]] ".repeat(n))),
    ("references in code", |n| page(&"`[[org:` ".repeat(n))),
    ("references to nothing", |n| page(&all(n, |at| format!("[[org:vale-trast{at}]]\n\n")))),
    ("references without a kind", |n| page(&all(n, |at| format!("[[vale{at}]]\n\n")))),
    ("brackets", |n| page(&"[".repeat(n))),
    ("pictures in pictures", |n| page(&("![".repeat(n) + "a" + &"](a.png)".repeat(n)))),
    ("links to nothing", |n| page(&all(n, |at| format!("[a](aboot{at}.md)\n\n")))),
    ("links to no heading", |n| page(&all(n, |at| format!("[a](#a{at})\n\n")))),
    ("links to a place of a view", |n| page(&"[a](/organisations/vale-trust/#a_b)\n\n".repeat(n))),
    ("links without words", |n| page(&"[](about.md)\n\n".repeat(n))),
    ("link definitions", |n| {
        page(&(all(n, |at| format!("[a{at}]: /x{at}\n")) + &all(n, |at| format!("[a{at}]\n"))))
    }),
    ("notes", |n| {
        page(&(all(n, |at| format!("a[^n{at}]\n\n")) + &all(n, |at| format!("[^n{at}]: b\n\n"))))
    }),
    ("notes that are not written", |n| page(&all(n, |at| format!("a[^n{at}]\n\n")))),
    ("notes that never end", |n| page(&"[^".repeat(n))),
];

/// Blocks and words.
const TEXTS: &[KindOfText] = &[
    ("the same heading", |n| page(&"## Same\n\n".repeat(n))),
    ("headings with numbers", |n| page(&all(n, |at| format!("## Same {}\n\n## Same\n\n", at + n)))),
    ("wrong headings", |n| page(&"# One\n\n".repeat(n))),
    ("definitions", |n| page(&all(n, |at| format!("Term {at}\n: What it is\n\n")))),
    ("rows", |n| page(&("| a | b |\n| - | - |\n".to_owned() + &"| c | d |\n".repeat(n)))),
    ("columns", |n| {
        page(&format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "c|".repeat(n)))
    }),
    ("cells that are cut", |n| {
        page(&("| a |\n| - |\n".to_owned() + &"| [[org:x|y]] |\n".repeat(n)))
    }),
    ("emphasis that never ends", |n| page(&"*a_ ".repeat(n))),
    ("stars", |n| page(&"*".repeat(n))),
    ("code that never ends", |n| page(&all(n, |at| "`".repeat(at % 300 + 1) + "a "))),
    ("fences", |n| page(&"~~~\n".repeat(n))),
    ("quotes in quotes", |n| page(&("> ".repeat(n.min(2_000)) + &"> a\n\n".repeat(n)))),
    ("lists in lists", |n| page(&all(n, |at| " ".repeat(at % 40 * 2) + "- a\n"))),
    ("wrong callouts", |n| page(&"> [!NOET]\n> a\n\n".repeat(n))),
    ("HTML", |n| page(&"a <b> c </i> text\n\n".repeat(n))),
    ("tags that never end", |n| page(&"a <b ".repeat(n))),
    ("a line of words", |n| page(&"the patient was utilised and, ".repeat(n))),
    ("a long word", |n| page(&"a".repeat(n * 10))),
    ("misleading words", |n| page(&"no takeover, ICB (a takeover, ".repeat(n))),
    ("acronyms", |n| {
        let letter = |at: usize| char::from(b'A' + (at % 26) as u8);
        page(&all(n, |at| {
            let letters = [letter(at), letter(at / 26), letter(at / 676), 'X'];
            letters.iter().collect::<String>() + " "
        }))
    }),
    ("letters of a code sample", |n| page(&format!("```yaml\n{}\n```", "a".repeat(n * 2)))),
    ("brackets of a code sample", |n| page(&format!("```json\n{}```", "[\n".repeat(n)))),
    ("code samples", |n| page(&"```yaml\na: b\n```\n\n".repeat(n / 2))),
];

/// YAML.
const YAML: &[KindOfText] = &[
    ("the same key", |n| service(&"a: 1\n".repeat(n))),
    ("unknown keys", |n| service(&all(n, |at| format!("k{at}: 1\n")))),
    ("a long key", |n| service(&("a".repeat(n * 10) + ": 1"))),
    ("a long word of a list", |n| {
        file(
            "content/services/x.yaml",
            format!("id: x\nname: X\ncategory: {}\n", "a".repeat(n * 10)),
        )
    }),
    ("commas between braces", |n| {
        service(&format!("description: {{why: a{}}}", ", in b.".repeat(n)))
    }),
    ("a text that is repeated", |n| {
        service(&format!("a: &a \"{}\"\ndescription: [{}]", "x".repeat(n), "*a, ".repeat(n)))
    }),
    ("names in names", |n| {
        service(&all(n, |at| format!("a{at}: &a{at} [*a{}]\n", at.saturating_sub(1))))
    }),
    ("a folded text", |n| {
        service(&format!("description: >\n{}", "  see [[org:vale-trust]]\n".repeat(n)))
    }),
    ("a folded text that is wrong", |n| {
        service(&format!("description: >\n{}", "  a <b>c</b> [[org:d\n".repeat(n)))
    }),
    ("a block of text that is wrong", |n| {
        service(&format!("description: |\n{}", "  # A\n\n".repeat(n)))
    }),
    ("a quoted text", |n| service(&format!("description: \"{}\"", "[[org:".repeat(n)))),
    ("terms", |n| {
        terms(n, |at| format!("  - {{id: t{at}, term: Term {at}, definition: A word.}}\n"))
    }),
    ("terms of one id", |n| {
        terms(n, |at| format!("  - {{id: t, term: Term {at}, definition: A word.}}\n"))
    }),
    ("terms that name nothing", |n| {
        terms(n, |at| {
            format!("  - {{id: t{at}, term: Term {at}, definition: A word., see: tt{at}}}\n")
        })
    }),
    ("strings of a list that are wrong", |n| {
        terms(1, |_| {
            format!(
                "  - {{id: t, term: T, definition: A word., aliases: [{}]}}\n",
                all(n, |at| format!("Dr Jane Smith{at}, "))
            )
        })
    }),
    ("words that make no sense", |n| service(&format!("description: {}", "{a: [".repeat(n)))),
    ("lines below a quotation mark", |n| {
        service(&format!("description: \"a\n{}", "b: c\n".repeat(n)))
    }),
];

/// Tables, boundaries and many files.
const OTHERS: &[KindOfText] = &[
    ("figures", |n| figures(&all(n, |at| format!("{},,,60,,,,,final\n", quarter(at))))),
    ("figures that are hidden", |n| {
        figures(&all(n, |at| format!("{},,,,,,,,suppressed\n", quarter(at))))
    }),
    ("hidden figures of groups", |n| {
        figures(&all(n, |at| format!("2024-Q1,,group {at},,,,,,suppressed\n")))
    }),
    ("figures of areas", |n| figures(&all(n, |at| format!("2024-Q1,area {at},,60,,,,,final\n")))),
    ("figures that are wrong", |n| figures(&"2024-Q1,,,x,,,,,finel\n".repeat(n))),
    ("figures of unknown areas", |n| {
        let letter = |at: usize| char::from(b'a' + (at % 26) as u8);
        figures(&all(n, |at| {
            format!("2024-Q1,mill-en{}{},,60,,,,,final\n", letter(at), letter(at / 26))
        }))
    }),
    ("a row that never ends", |n| figures(&("\"a\n".repeat(n)))),
    ("cells of a row", |n| figures(&",a".repeat(n))),
    ("areas of a boundary", |n| boundary((0..n).map(|at| area(at, &square(at))).collect())),
    ("corners of an area", |n| {
        let corners: Vec<String> = (0..n).chain([0]).map(|at| corner(at, n)).collect();
        boundary(vec![area(0, &format!("[{}]", corners.join(",")))])
    }),
    ("teeth of a saw", |n| {
        let teeth = (0..n)
            .map(|at| format!("[{:.6},{:.3}]", at as f64 / 1e5, 51.0 + (at % 7) as f64 / 1e3));
        let teeth: Vec<String> = teeth.chain(["[0.000000,51.000]".to_owned()]).collect();
        boundary(vec![area(0, &format!("[{}]", teeth.join(",")))])
    }),
    ("ids that were given up", |n| {
        let ids: Vec<String> = (0..n).map(|at| format!("a{at}")).collect();
        file("content/pages/x.md", format!("---\ntitle: X\nwas: [{}]\n---\nx\n", ids.join(", ")))
    }),
    ("holes of an area", |n| {
        let around = "[[-3,50],[3,50],[3,55],[-3,55],[-3,50]]".to_owned();
        let rings: Vec<String> = std::iter::once(around).chain((0..n).map(square)).collect();
        boundary(vec![area(0, &rings.join(","))])
    }),
    ("mistakes in many files", |n| {
        let mut files = small_site_with("");
        for at in 0..n / 5 {
            files.insert(
                format!("content/organisations/o{at}.yaml"),
                format!("id: o{at}\nnaam: O\n"),
            );
        }
        files
    }),
    ("pages", |n| {
        let mut files = small_site_with("");
        for at in 0..n / 20 {
            let text = format!("---\ntitle: Page {at}\n---\nSee [[org:vale-trust]].\n");
            files.insert(format!("content/pages/p{at}.md"), text);
        }
        files
    }),
];

/// Time and memory for one build with its report.
fn measure(files: &BTreeMap<String, String>) -> (Duration, u64) {
    let before = resident_from_here();
    let start = Instant::now();
    let (sources, found) = mistakes(files);
    let human = report::diagnostics(&sources, &found, Format::Human { is_coloured: false });
    let json = report::diagnostics(&sources, &found, Format::Json);
    let time = start.elapsed();
    assert!(
        human.len() + json.len() < 8_000_000,
        "nobody reads {} bytes",
        human.len() + json.len()
    );
    (time, peak().saturating_sub(before))
}

/// Everything that is wrong with a site, and with those finished pages and files on which the text stands.
fn mistakes(files: &BTreeMap<String, String>) -> (Arc<Sources>, Vec<Diagnostic>) {
    const PAGES: &[&str] =
        &["/x/", "/glossary/", "bed-days", "/ihos/vale/footprint/", "/organisations/"];
    let (sources, Build { site, mut diagnostics }) = common::build(files);
    let Some(site) = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) else {
        return (sources, diagnostics);
    };
    for (url, _) in
        site.entries().filter(|(url, _)| PAGES.iter().any(|it| url.as_str().contains(it)))
    {
        match site.body(url) {
            Some(Ok(Body::Bytes(bytes))) => diagnostics.extend(site.check(url, &bytes)),
            Some(Ok(Body::Shared(bytes))) => diagnostics.extend(site.check(url, bytes)),
            Some(Err(diagnostic)) => diagnostics.push(diagnostic),
            Some(Ok(Body::Copy(_))) | None => {}
        }
    }
    (sources, iho::diag::sorted(diagnostics))
}

/// The most memory since the last call of [`resident_from_here`], in kilobytes; 0 where the system does not say.
fn peak() -> u64 {
    of_status("VmHWM:")
}

fn resident_from_here() -> u64 {
    // The system forgets the peak so far.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    of_status("VmRSS:")
}

fn of_status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// What is wrong with how the time and the memory of a kind grow; another machine may be busy, so it has three tries.
fn growth((name, files): &KindOfText) -> Option<String> {
    let [small, large] = [SIZE, SIZE * TIMES].map(files);
    let mut least = [(Duration::MAX, u64::MAX); 2];
    let mut found = None;
    for _ in 0..3 {
        for (least, files) in least.iter_mut().zip([&small, &large]) {
            let (time, memory) = measure(files);
            *least = (least.0.min(time), least.1.min(memory));
        }
        let [(time, memory), (time_of_large, memory_of_large)] = least;
        let is_slow = time_of_large > time.max(FLOOR) * MOST;
        let is_large = memory_of_large > memory.max(MEMORY_FLOOR) * u64::from(MOST);
        found = (is_slow || is_large).then(|| {
            format!(
                "{name}: {time:?}, then {time_of_large:?}; {memory} kB, then {memory_of_large} kB"
            )
        });
        if found.is_none() {
            break;
        }
    }
    if std::env::var_os("IHO_GROWTH_SAYS").is_some() {
        let [(time, memory), (time_of_large, memory_of_large)] = least;
        let line = format!("{name}: {time:?}, {time_of_large:?}; {memory}, {memory_of_large} kB\n");
        let mut out = std::io::stderr().lock();
        std::io::Write::write_all(&mut out, line.as_bytes()).expect("somebody listens");
    }
    found
}

#[test]
fn five_times_as_much_takes_about_five_times_as_long() {
    let kinds = [REFERENCES, TEXTS, YAML, OTHERS].concat();
    let slow: Vec<String> = kinds.iter().filter_map(growth).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}

/// What can't be in proportion has a limit, which is told with its place and what to do.
#[test]
fn a_limit_is_a_mistake_with_a_place() {
    let mut files = file(
        "themes/own/templates/page.html",
        "{% for a in range(end=9999) -%}\n {% for b in range(end=9999) %}x{% endfor %}{% endfor %}"
            .to_owned(),
    );
    files.get_mut("content/site.yaml").expect("the settings").push_str("theme: own\n");
    let (sources, build) = common::build(&files);
    let site = build.site.expect("the theme can be read");
    let url = site.entries().map(|(url, _)| url).find(|url| url.as_str() == "/about/");
    let found =
        site.body(url.expect("a page")).expect("it is promised").err().expect("it never ends");
    let report = report::diagnostics(&sources, &[found], Format::Human { is_coloured: false });
    for words in ["page.html:2:2", "2,000,000 times", "go through fewer things"] {
        assert!(report.contains(words), "{report}");
    }
    let bomb = format!("a: &a \"{}\"\ndescription: [{}]", "x".repeat(1 << 20), "*a, ".repeat(40));
    let report = common::report(&service(&bomb));
    assert!(report.contains("yaml-too-complex") && report.contains("x.yaml"), "{report}");
    let report = common::report(&page(&"<b>a</b>\n\n".repeat(300)));
    assert!(report.contains("this file has 200 more of this kind"), "{report}");
    assert_eq!(report.matches("error[raw-html]").count(), 100);
}
