//! Addresses outlive names: what was published is found again, whatever it is called now, or says why not.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::place::{Place, Run};
use crate::sealed::{DRAFT, iho, published, release, site};

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn build(place: &Place, at: &str) {
    fine(&iho(place, at, &["build"]));
}

/// Renames a file, and its id in it, and says so.
fn rename(place: &Place, folder: &str, old: &str, new: &str) {
    let text = place.read(&format!("{folder}/{old}.yaml"));
    let text = text.replace(&format!("id: {old}\n"), &format!("id: {new}\nwas: {old}\n"));
    place.write(&format!("{folder}/{new}.yaml"), text);
    fs::remove_file(place.path(&format!("{folder}/{old}.yaml"))).expect("a file");
}

fn replace(place: &Place, path: &str, from: &str, to: &str) {
    let text = place.read(path);
    assert!(text.contains(from), "{path}: {from}: {text}");
    place.write(path, text.replace(from, to));
}

/// The page at an old address leads on by itself, without script, and is not to be found.
#[test]
fn the_old_address_of_a_body_leads_to_the_new_one() {
    let place = published("moved-body");
    rename(&place, "content/organisations", "vale-gps", "vale-doctors");
    // The release in force still names the body by the id of its time.
    build(&place, "2027-01-02");
    let old = place.read("output/organisations/vale-gps/index.html");
    for words in [
        "<meta http-equiv=\"refresh\" content=\"0; url=../../organisations/vale-doctors/\">",
        "<link rel=\"canonical\" href=\"https://iho.example.org/sub/organisations/vale-doctors/\">",
        "<meta name=\"robots\" content=\"noindex\">",
        "This page has moved",
        "<a href=\"../../organisations/vale-doctors/\">",
    ] {
        assert!(old.contains(words), "{words}: {old}");
    }
    let new = place.read("output/organisations/vale-doctors/index.html");
    assert!(new.contains("Example Vale") || new.contains("ihos/vale"), "{new}");
    let partners = place.read("output/ihos/vale/partners/index.html");
    assert!(partners.contains("organisations/vale-doctors/") && !partners.contains("vale-gps"));
    let sitemap = place.read("output/sitemap.xml");
    assert!(sitemap.contains("organisations/vale-doctors/") && !sitemap.contains("vale-gps"));
    let rules = place.read("output/_redirects");
    let lines = ["/", "/feed.atom", "/feed.json"].map(|of| {
        format!("/sub/organisations/vale-gps{of} /sub/organisations/vale-doctors{of} 301\n")
    });
    assert_eq!(rules, lines.concat());
    let nginx = place.read("output/redirects.nginx.conf");
    let line = "location = /sub/organisations/vale-gps/ { return 301 /sub/organisations/vale-doctors/; }\n";
    assert!(nginx.contains(line), "{nginx}");
    let feed = place.read("output/organisations/vale-doctors/feed.json");
    assert!(feed.contains("vale:2026-11-22"), "{feed}");
    // The frozen tree says what it said, at the address that it had.
    let tree = "output/ihos/vale/releases/2026-11-22";
    assert!(place.path(&format!("{tree}/definitions/organisations/vale-gps/index.html")).exists());
}

#[test]
fn where_nothing_moved_there_are_no_rules() {
    let place = published("moved-nothing");
    build(&place, "2027-01-02");
    assert!(!place.path("output/_redirects").exists());
    assert!(!place.path("output/redirects.nginx.conf").exists());
}

/// Whoever follows the first of three names arrives at the third at once.
#[test]
fn a_chain_of_names_leads_straight_to_the_last() {
    let place = published("moved-chain");
    rename(&place, "content/organisations", "vale-gps", "vale-doctors");
    replace(&place, &format!("{DRAFT}/partners.yaml"), "vale-gps", "vale-doctors");
    replace(&place, &format!("{DRAFT}/services.yaml"), "vale-gps", "vale-doctors");
    fine(&release(&place, "2027-01-02", "x"));
    rename(&place, "content/organisations", "vale-doctors", "vale-care");
    replace(&place, "content/organisations/vale-care.yaml", "was: vale-gps\n", "");
    build(&place, "2027-01-03");
    for old in ["vale-gps", "vale-doctors"] {
        let page = place.read(&format!("output/organisations/{old}/index.html"));
        assert!(page.contains("url=../../organisations/vale-care/\""), "{page}");
    }
}

/// What an IHO published under its old id stays there; its pages lead to the new one.
#[test]
fn an_iho_with_another_name_keeps_its_past() {
    let place = published("moved-iho");
    fs::create_dir_all(place.path("content/ihos/dale")).expect("a folder");
    fs::rename(place.path(DRAFT), place.path("content/ihos/dale/draft")).expect("a folder");
    replace(&place, "content/ihos/dale/draft/iho.yaml", "id: vale\n", "id: dale\nwas: vale\n");
    let _ = fs::remove_file(place.path("content/ihos/dale/draft/release.yaml"));
    for page in ["content/pages/index.md", "content/pages/about.md"] {
        let text =
            place.read(page).replace("iho:vale", "iho:dale").replace("/ihos/vale/", "/ihos/dale/");
        place.write(page, text);
    }
    fine(&iho(&place, "2027-01-02", &["check"]));
    let args = ["release", "dale", "--yes", "--note", "It has another name."];
    fine(&iho(&place, "2027-01-02", &args));
    fine(&place.iho(&["verify"]));
    build(&place, "2027-01-03");
    assert!(place.path("output/ihos/dale/partners/index.html").exists());
    for rest in ["", "partners/", "host/", "metrics/bed-days/"] {
        let page = place.read(&format!("output/ihos/vale/{rest}index.html"));
        assert!(page.contains(&format!("ihos/dale/{rest}\">")), "{rest}: {page}");
        assert!(page.contains("http-equiv=\"refresh\""), "{rest}");
    }
    let frozen = place.read("output/ihos/vale/releases/2026-12-22/partners/index.html");
    assert!(frozen.contains("This is an earlier release"), "{frozen}");
    assert!(
        frozen.contains("../ihos/dale/partners/\">See this page in the latest release"),
        "{frozen}"
    );
    let history = place.read("output/ihos/vale/releases/index.html");
    assert!(history.contains("It goes on at another address"), "{history}");
    let history = place.read("output/ihos/dale/releases/index.html");
    assert!(history.contains("Earlier releases were published at another address"), "{history}");
    assert!(place.read("output/_redirects").contains("/sub/ihos/vale/ /sub/ihos/dale/ 301\n"));
    assert!(!place.read("output/data/ihos.csv").contains("vale,"));
}

/// An id that something had is not given to another.
#[test]
fn an_id_is_never_used_again() {
    let place = published("moved-reused");
    let gps = place.read("content/organisations/vale-gps.yaml");
    rename(&place, "content/organisations", "vale-gps", "vale-doctors");
    place.write("content/organisations/vale-gps.yaml", gps.replace("Federation", "Others"));
    let run = iho(&place, "2027-01-02", &["check"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[id-reused]"), "{}", run.stderr);
    assert!(run.stderr.contains("content/organisations/vale-gps.yaml:1:1"), "{}", run.stderr);
    fs::remove_file(place.path("content/organisations/vale-gps.yaml")).expect("a file");
    replace(&place, &format!("{DRAFT}/partners.yaml"), "vale-gps", "vale-doctors");
    replace(&place, &format!("{DRAFT}/services.yaml"), "vale-gps", "vale-doctors");
    fine(&release(&place, "2027-01-02", "x"));
    // Nor where the line is taken out again, as a release still says it.
    replace(&place, "content/organisations/vale-doctors.yaml", "was: vale-gps\n", "");
    place.write("content/organisations/vale-gps.yaml", gps.replace("Federation", "Others"));
    let run = iho(&place, "2027-01-03", &["check"]);
    assert!(run.stderr.contains("error[id-reused]"), "{}", run.stderr);
}

/// A page that the latest release dropped is not lost to those who saved its address.
#[test]
fn a_dropped_page_leads_into_the_last_release_that_had_it() {
    let place = site("moved-dropped");
    place.write(
        &format!("{DRAFT}/narrative/parking.md"),
        "---\ntitle: Parking\n---\nWhere to park.\n",
    );
    fine(&release(&place, "2026-11-22", "x"));
    fs::remove_file(place.path(&format!("{DRAFT}/narrative/parking.md"))).expect("a file");
    fine(&release(&place, "2026-12-22", "x"));
    build(&place, "2027-01-02");
    let page = place.read("output/ihos/vale/parking/index.html");
    for words in [
        "last published in the release of 22 November 2026",
        "href=\"../../../ihos/vale/releases/2026-11-22/parking/\"",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("http-equiv=\"refresh\"") && !page.contains("rel=\"canonical\""));
    assert!(!place.read("output/sitemap.xml").contains("parking"));
}

/// After a withdrawal every page of the IHO says so, and what names the IHO leads to its page.
#[test]
fn a_withdrawn_iho_can_still_be_named() {
    let place = published("moved-withdrawn");
    place.write("content/pages/more.md", "---\ntitle: More\n---\nSee [[iho:vale]].\n");
    let because = ["--reason", "It was wrong.", "--by", "Chief executive", "--yes"];
    fine(&iho(&place, "2027-01-02", &[&["withdraw", "vale", "2026-12-22"], &because[..]].concat()));
    build(&place, "2027-01-03");
    let more = place.read("output/more/index.html");
    assert!(more.contains("href=\"../ihos/vale/\""), "{more}");
    let partners = place.read("output/ihos/vale/partners/index.html");
    assert!(partners.contains("No release of this contract is in force"), "{partners}");
    assert!(partners.contains("releases/2026-12-22/partners/"), "{partners}");
    let measure = place.read("output/ihos/vale/metrics/bed-days/index.html");
    assert!(measure.contains("in force"), "{measure}");
}

/// A body that only an old release cites keeps its page, which says what followed.
#[test]
fn an_abolished_body_keeps_its_page() {
    let place = published("moved-abolished");
    place.write(
        "content/organisations/new-gps.yaml",
        "id: new-gps\nname: New GP Federation\nkind: gp-federation\nfrom: 2027-01-01\n",
    );
    let gps = place.read("content/organisations/vale-gps.yaml");
    let ended = format!(
        "{gps}to: 2026-12-31\nsuccessors:\n  - {{organisation: new-gps, on: 2027-01-01, type: merger}}\n"
    );
    place.write("content/organisations/vale-gps.yaml", ended);
    for file in ["partners", "services"] {
        replace(&place, &format!("{DRAFT}/{file}.yaml"), "vale-gps", "new-gps");
    }
    fine(&release(&place, "2027-01-02", "x"));
    build(&place, "2027-01-03");
    let old = place.read("output/organisations/vale-gps/index.html");
    assert!(old.contains("New GP Federation") && !old.contains("refresh"), "{old}");
    let new = place.read("output/organisations/new-gps/index.html");
    assert!(new.contains("Vale GP Federation"), "{new}");
}

/// What was published does not vanish without a word.
#[test]
fn an_address_that_is_gone_fails_the_build() {
    let place = published("moved-gone");
    place.write(
        "content/organisations/new-gps.yaml",
        "id: new-gps\nname: New GP Federation\nkind: gp-federation\n",
    );
    for file in ["partners", "services"] {
        replace(&place, &format!("{DRAFT}/{file}.yaml"), "vale-gps", "new-gps");
    }
    fine(&release(&place, "2027-01-02", "x"));
    fs::remove_file(place.path("content/organisations/vale-gps.yaml")).expect("a file");
    let run = iho(&place, "2027-01-03", &["build"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    for words in [
        "error[address-gone]",
        "nothing is at `/organisations/vale-gps/` any more",
        "content/ihos/vale/releases/2026-12-22/shared",
        "was: vale-gps",
    ] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    let settings = place.read("content/site.yaml");
    let moved = "moved:\n  - {from: /organisations/vale-gps/, why: It never existed.}\n";
    place.write("content/site.yaml", format!("{settings}{moved}"));
    build(&place, "2027-01-03");
    let page = place.read("output/organisations/vale-gps/index.html");
    assert!(page.contains("This page is gone") && page.contains("It never existed."), "{page}");
    let moved = "moved:\n  - {from: /organisations/vale-gps/, to: /organisations/new-gps/}\n";
    place.write("content/site.yaml", format!("{settings}{moved}"));
    build(&place, "2027-01-03");
    let page = place.read("output/organisations/vale-gps/index.html");
    assert!(page.contains("url=../../organisations/new-gps/\""), "{page}");
}

/// Pages that people write, and narratives, move in the same way.
#[test]
fn pages_and_narratives_move() {
    let place = site("moved-pages");
    let page = "---\ntitle: History\nwas: [past, older/past]\n---\nOnce upon a time.\n";
    place.write("content/pages/history.md", page);
    let text = "---\ntitle: Parking\nwas: cars\n---\nWhere to park.\n";
    place.write(&format!("{DRAFT}/narrative/parking.md"), text);
    fine(&iho(&place, "2026-11-22", &["build", "--drafts", "--output", "output"]));
    let old = place.read("output/older/past/index.html");
    assert!(old.contains("url=../../history/\""), "{old}");
    assert!(place.path("output/past/index.html").exists());
    let old = place.read("output/ihos/vale/cars/index.html");
    assert!(old.contains("url=../../../ihos/vale/parking/\""), "{old}");
}

/// A tree keeps the names of its time, and says which of them are others now; only then is it made again.
#[test]
fn an_old_release_says_what_is_called_otherwise_now() {
    let place = published("moved-now-called");
    build(&place, "2027-01-02");
    let tree = "output/ihos/vale/releases/2026-11-22";
    let before = place.tree(tree);
    assert!(!before.contains_key("names.json"));
    let gps = place.read("content/organisations/vale-gps.yaml");
    let names = "names:\n  - {name: Vale GP Federation, to: 2026-12-31}\n  - {name: Vale Doctors, from: 2027-01-01}\n";
    let gps = gps.replace("name: Vale GP Federation", "name: Vale Doctors") + names;
    place.write("content/organisations/vale-gps.yaml", gps);
    build(&place, "2027-01-03");
    let own = place.read(&format!("{tree}/definitions/organisations/vale-gps/index.html"));
    assert!(own.contains("Vale GP Federation is now called Vale Doctors (since 2027)."), "{own}");
    let partners = place.read(&format!("{tree}/partners/index.html"));
    assert!(
        partners.contains(
            "Names that have changed since: Vale GP Federation is now called Vale Doctors (since 2027)."
        ),
        "{partners}"
    );
    let contract = place.read(&format!("{tree}/contract/index.html"));
    assert!(!contract.contains("now called"), "{contract}");
    let names = place.read(&format!("{tree}/names.json"));
    assert!(names.contains("\"current_name\": \"Vale Doctors\""), "{names}");
    assert!(!place.read("output/ihos/vale/partners/index.html").contains("now called"));
}
