//! What nothing names, or is withheld, stays in its drawer: it is not published, copied, packed or sealed.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use crate::place::{Place, Run};
use crate::sealed::{DRAFT, RELEASES, iho, release, site};

const SECRET: &str = "Only for the board";
const SECRET_FIGURE: &str = "48077";

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// A site whose draft names a table, a map, a picture, a paper and figures of a measure, each with words of its own.
fn full(name: &str) -> Place {
    let place = site(name);
    let footprint = place.read(&format!("{DRAFT}/footprint.yaml"));
    place.write(&format!("{DRAFT}/footprint.yaml"), footprint + "ethnicity: ethnicity.csv\ndeprivation: deprivation.csv\nage_profile: age-profile.csv\n");
    for table in ["ethnicity", "deprivation", "age-profile"] {
        place.write(&format!("{DRAFT}/{table}.csv"), format!("group,people\n{SECRET},300000\n"));
    }
    place.write(&format!("{DRAFT}/assets/plan.txt"), SECRET);
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        host + "\nSee [the plan](../assets/plan.txt) and [[document:paper]].\n",
    );
    place.write("content/documents/paper.yaml", "id: paper\ntitle: A paper\nkind: board-paper\npublisher: Vale\ndate: 2026-11-01\nfile: paper.txt\n");
    place.write("content/documents/paper.txt", SECRET);
    place.write(
        &format!("{DRAFT}/metrics/bed-days.csv"),
        format!("period,value\n2026-Q2,{SECRET_FIGURE}\n"),
    );
    place
}

/// The files that hold the secret words in what is sealed and published.
fn holding(place: &Place, version: &str) -> Vec<String> {
    let mut found = Vec::new();
    let folders =
        [format!("{RELEASES}/{version}"), "output".to_owned(), "output-drafts".to_owned()];
    for folder in folders.iter().filter(|folder| place.path(folder).exists()) {
        for (path, bytes) in place.tree(folder) {
            let holds = |words: &str| memchr::memmem::find(&bytes, words.as_bytes()).is_some();
            let is_named = path.contains("metrics") || path.contains("bed-days");
            if holds(SECRET) || (is_named && (holds(SECRET_FIGURE) || holds("48,077"))) {
                found.push(format!("{folder}/{path}"));
            }
        }
    }
    found
}

fn replace(place: &Place, path: &str, from: &str, to: &str) {
    let text = place.read(path);
    assert!(text.contains(from), "{path} has no `{from}`");
    place.write(path, text.replace(from, to));
}

const WITHHELD: &str =
    "{disclosure: withheld, exemption: s40, reason: The groups are small., review_on: 2027-05-31}";
const NOT_YET: &str =
    "{disclosure: not_yet_decided, reason: The boards have not met., expected: 2027-Q2}";

/// As long as they are named, all are published: what the other tests look for is there.
#[test]
fn what_is_named_is_published_and_listed() {
    let place = full("cited-full");
    let sealed = release(&place, "2026-11-22", "The first release.");
    fine(&sealed);
    fine(&iho(&place, "2026-11-23", &["build"]));
    for file in [
        "ethnicity.csv",
        "age-profile.csv",
        "deprivation.csv",
        "assets/plan.txt",
        "metrics/bed-days.csv",
        "shared/documents/paper.txt",
    ] {
        let path = format!("{RELEASES}/2026-11-22/{file}");
        assert!(place.path(&path).exists(), "{path}");
    }
    assert!(place.path("output/documents/paper.txt").exists());
    assert!(place.path("output/ihos/vale/assets/plan.txt").exists());
    let listed = &sealed.stderr;
    for line in [
        "ethnicity.csv (39 bytes), used in footprint.yaml",
        "assets/plan.txt (18 bytes), used in narrative/host.md",
        "shared/documents/paper.txt (18 bytes), used in shared/documents/paper.yaml",
    ] {
        assert!(listed.contains(line), "{line} is not in {listed}");
    }
}

/// Whatever the reason of the silence, whatever the field: the file lies in the draft, and goes nowhere.
#[test]
fn what_is_withheld_stays_in_the_draft() {
    let not_applicable = "{disclosure: not_applicable, reason: It covers one group of people.}";
    for (n, silence) in [WITHHELD, NOT_YET, not_applicable].into_iter().enumerate() {
        let place = full(&format!("cited-withheld-{n}"));
        for field in [
            "ethnicity: ethnicity.csv",
            "deprivation: deprivation.csv",
            "age_profile: age-profile.csv",
        ] {
            let name = field.split(": ").next().unwrap_or_default();
            replace(
                &place,
                &format!("{DRAFT}/footprint.yaml"),
                field,
                &format!("{name}: {silence}"),
            );
        }
        replace(
            &place,
            "content/documents/paper.yaml",
            "file: paper.txt",
            &format!("file: {silence}"),
        );
        place.write(&format!("{DRAFT}/metrics.yaml"), format!("metrics: {silence}\n"));
        replace(
            &place,
            &format!("{DRAFT}/narrative/host.md"),
            "See [the plan](../assets/plan.txt) and",
            "See",
        );
        std::fs::remove_file(place.path(&format!("{DRAFT}/assets/plan.txt")))
            .expect("it was written");
        fine(&iho(&place, "2026-11-21", &["build", "--drafts"]));
        let sealed = release(&place, "2026-11-22", "The first release.");
        fine(&sealed);
        assert!(sealed.stderr.contains("Files that stay in the draft"), "{}", sealed.stderr);
        fine(&iho(&place, "2026-11-23", &["build"]));
        assert_eq!(holding(&place, "2026-11-22"), [""; 0], "{silence}");
    }
}

/// Nothing names them: `check` warns, `release` refuses, and builds leave them where they are.
#[test]
fn what_nothing_names_stops_a_release_and_goes_nowhere() {
    type Stray = (&'static str, fn(&Place));
    let strays: [Stray; 6] = [
        ("patients.csv", |it| it.write(&format!("{DRAFT}/patients.csv"), SECRET)),
        ("assets/negotiation.docx", |it| {
            it.write(&format!("{DRAFT}/assets/negotiation.docx"), SECRET)
        }),
        ("assets/deep/er/a.pdf", |it| it.write(&format!("{DRAFT}/assets/deep/er/a.pdf"), SECRET)),
        ("other.geojson", |it| {
            it.write(&format!("{DRAFT}/other.geojson"), format!("{{\"type\": \"{SECRET}\"}}"))
        }),
        ("metrics/bed-days.csv", |it| {
            it.write(&format!("{DRAFT}/metrics.yaml"), "metrics: []\n");
            it.write(
                &format!("{DRAFT}/metrics/bed-days.csv"),
                format!("period,value\n2026-Q2,{SECRET_FIGURE}\n"),
            );
        }),
        // Named in a comment, in code, as a part of another name, and in words: none of these is a link.
        ("assets/plan.txt", |it| {
            it.write(&format!("{DRAFT}/assets/plan.txt"), SECRET);
            it.write(&format!("{DRAFT}/assets/the-plan.txt"), "Public.");
            let host = it.read(&format!("{DRAFT}/narrative/host.md"));
            let more = "\nNot plan.txt, `../assets/plan.txt` or assets/plan.txt, but [this](../assets/the-plan.txt).\n";
            it.write(&format!("{DRAFT}/narrative/host.md"), host + more);
            let text = it.read(&format!("{DRAFT}/iho.yaml"));
            it.write(&format!("{DRAFT}/iho.yaml"), format!("# assets/plan.txt\n{text}"));
        }),
    ];
    for (n, (name, put)) in strays.into_iter().enumerate() {
        let place = site(&format!("cited-stray-{n}"));
        put(&place);
        let checked = iho(&place, "2026-11-21", &["check"]);
        assert_eq!(checked.code, 0, "{name}: {}", checked.stderr);
        assert!(
            checked.stderr.contains("uncited-file") && checked.stderr.contains(name),
            "{name}: {}",
            checked.stderr
        );
        fine(&iho(&place, "2026-11-21", &["build", "--drafts"]));
        let refused = release(&place, "2026-11-22", "The first release.");
        assert_eq!(refused.code, 1, "{name}: {}", refused.stdout);
        assert!(refused.stderr.contains(name), "{name}: {}", refused.stderr);
        assert!(!place.path(RELEASES).exists(), "{name}");
        assert_eq!(holding(&place, "2026-11-22"), [""; 0], "{name}");
    }
}

/// Among pages and papers: a warning, and they stay out of both sites.
#[test]
fn what_nothing_names_among_the_pages_stays_out() {
    let place = full("cited-pages");
    place.write("content/pages/minutes.docx", SECRET);
    place.write("content/pages/deep/paper.txt", SECRET);
    place.write("content/documents/loose.pdf", SECRET);
    // `a.pdf` is the end of the name of a public paper, and that of one that nobody cites.
    place.write("content/documents/secret.yaml", "id: secret\ntitle: Secret\nkind: board-paper\npublisher: Vale\ndate: 2026-11-01\nfile: r.txt\n");
    place.write("content/documents/r.txt", SECRET);
    fine(&release(&place, "2026-11-22", "The first release."));
    fine(&iho(&place, "2026-11-23", &["build"]));
    for path in ["minutes.docx", "deep/paper.txt", "documents/loose.pdf", "documents/r.txt"] {
        assert!(!place.path(&format!("output/{path}")).exists(), "{path}");
    }
    assert!(!place.path(&format!("{RELEASES}/2026-11-22/shared/documents/r.txt")).exists());
    assert!(!place.path(&format!("{RELEASES}/2026-11-22/shared/documents/loose.pdf")).exists());
}

/// A link names a file by its address on the site as well as by its place in the folder.
#[test]
fn a_file_is_named_by_its_address_too() {
    let place = site("cited-address");
    place.write(&format!("{DRAFT}/assets/plan.txt"), "Public.");
    place.write("content/pages/files/terms.txt", "Public.");
    place.write(
        "content/pages/more.md",
        "---\ntitle: More\n---\n[One](/ihos/vale/assets/plan.txt), [two](/files/terms.txt).\n",
    );
    let checked = iho(&place, "2026-11-21", &["check"]);
    assert!(!checked.stderr.contains("uncited-file"), "{}", checked.stderr);
    fine(&iho(&place, "2026-11-21", &["build", "--drafts"]));
    assert!(place.path("output-drafts/ihos/vale/assets/plan.txt").exists());
    assert!(place.path("output-drafts/files/terms.txt").exists());
}
