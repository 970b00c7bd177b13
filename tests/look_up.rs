//! "Am I covered?": the lists of GP practices and postcodes, what is wrong in them, and the page on which people look themselves up.

use std::collections::BTreeMap;

use iho::diag::Severity;

use crate::common::{main_of, mistakes, output, report, small_site, words_of};

const DRAFT: &str = "content/ihos/vale/draft";
const PAGE: &str = "ihos/vale/find-my-area/index.html";

/// The small site with another way of counting people, in the lines of its footprint, and files beside it.
fn site(basis: &str, files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut site = small_site();
    let footprint = site.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
    let end = footprint.find("population_kind").expect("a field");
    footprint.replace_range(..end, basis);
    for (name, text) in files {
        site.insert(format!("{DRAFT}/{name}"), (*text).to_owned());
    }
    site
}

fn with_practices(rows: &str) -> BTreeMap<String, String> {
    let basis = "population_basis: registered\npractices: practices.csv\n";
    site(basis, &[("practices.csv", rows)])
}

fn with_postcodes(rows: &str) -> BTreeMap<String, String> {
    let basis = "population_basis: resident\npostcodes: footprint-postcodes.csv\n";
    site(basis, &[("footprint-postcodes.csv", rows)])
}

/// The only mistake of a site: its line and column, the words there, what is wrong and what to type.
#[track_caller]
fn the_mistake(files: &BTreeMap<String, String>) -> String {
    let text = report(files);
    assert_eq!(text.matches("error[").count() + text.matches("warning[").count(), 1, "{text}");
    text
}

#[test]
fn tables_are_taken_as_spreadsheets_write_them() {
    for rows in [
        "ods,name,postcode\nZZ9001,Mill End Surgery,QX1 1AB\n",
        "ods,name,postcode,people\r\nZZ9001,\"Mill End, East\",qx11ab,52000\r\n",
        "postcode,people,name,ods\nQX1  1AB,,Mill End Surgery,ZZ9001\n\n",
    ] {
        assert_eq!(report(&with_practices(rows)), "", "{rows}");
    }
    for rows in [
        "postcode,area\nQX1,mill-end\nqx2 1ab,vale-place\nQX21AD,E99999001\nQX10 1AB, vale-area \n",
        "area,postcode\r\nmill-end,\"QX1\"\r\n",
    ] {
        assert_eq!(report(&with_postcodes(rows)), "", "{rows}");
    }
}

#[test]
fn what_is_wrong_in_a_list_of_practices_is_told_with_its_place() {
    for (rows, place, message, hint) in [
        ("ods;name;postcode\nZZ1;A;QX1 1AB\n", ":1:1", "separated by `;`", "with commas"),
        (
            "ods,name\nZZ9001,A\n",
            ":1:1",
            "no column `postcode`",
            "`ods`, `name`, `postcode`, `people`",
        ),
        (
            "ods,name,postcode,post code\nZZ9001,A,QX1 1AB,\n",
            ":1:19",
            "no column called `post code`",
            "did you mean `postcode`?",
        ),
        ("ods,name,postcode\n", ":1:1", "this list has no rows", "add the rows"),
        (
            "ods,name,postcode,people\nZZ9001,A,QX1 1AB,52000\nTotal,,,52000\n",
            ":3:1",
            "is a total, not a practice",
            "delete the row",
        ),
        (
            "ods,name,postcode,people\nZZ9001,A,QX1 1AB,*\n",
            ":2:18",
            "`*` is not a number",
            "or leave the cell empty",
        ),
        ("ods,name,postcode\nzz9001,A,QX1 1AB\n", ":2:1", "`zz9001`", "write `ZZ9001`"),
        ("ods,name,postcode\nZZ9001,,QX1 1AB\n", ":2:1", "no name", "the name that patients know"),
        (
            "ods,name,postcode\nZZ9001,A,QX1 OAB\n",
            ":2:10",
            "`QX1 OAB` is not a postcode",
            "write `QX1 0AB`",
        ),
        ("ods,name,postcode\nZZ9001,A,QX1\n", ":2:10", "only the first half", "such as `QX1 2AB`"),
        (
            "ods,name,postcode\nZZ9001,A,\n",
            ":2:1",
            "this row has no postcode",
            "write the whole postcode",
        ),
        (
            "ods,name,postcode\nZZ9001,A,ZY1 1AB\n",
            ":2:10",
            "no postcode begins with `ZY`",
            "check the letters",
        ),
        (
            "ods,name,postcode,people\nZZ9001,A,QX1 1AB,\"7,450\"\n",
            ":2:18",
            "`7,450` is not a number",
            "7450",
        ),
        (
            "ods,name,postcode,people\nZZ9001,A,QX1 1AB,7.5\n",
            ":2:18",
            "`7.5` is not a number",
            "whole number",
        ),
        (
            "ods,name,postcode\nZZ9001,A,QX1 1AB\nZZ9001,B,QX1 1AD\n",
            ":3:1",
            "`ZZ9001` is listed twice",
            "remove one",
        ),
    ] {
        let found = the_mistake(&with_practices(rows));
        for words in [&format!("practices.csv{place}"), message, hint] {
            assert!(found.contains(words), "{rows}\n{words}\n{found}");
        }
    }
}

/// Of a list with one mistake, the mistake is told, and no sum that follows from it.
#[test]
fn a_row_with_a_mistake_makes_no_sum_wrong() {
    for row in ["ZZ9002,B,QX1 1A,26000", "ZZ9001,A,QX1 1AB,26000"] {
        let basis = "population_basis: registered\npractices: practices.csv\npractices_count: 2\n";
        let rows = format!("ods,name,postcode,people\nZZ9001,A,QX1 1AB,26000\n{row}\n");
        let found = the_mistake(&site(basis, &[("practices.csv", &rows)]));
        assert!(!found.contains("sum-disagrees"), "{found}");
    }
}

/// A list that nothing reads is not dropped without a word.
#[test]
fn a_list_that_is_no_csv_is_told_at_its_field() {
    let basis = "population_basis: resident\npostcodes: {value: footprint.geojson}\n";
    let found = the_mistake(&site(basis, &[]));
    for words in ["footprint.yaml:2:", "`footprint.geojson` is not a CSV file", "`postcode,area`"] {
        assert!(found.contains(words), "{words}\n{found}");
    }
}

/// A file of codes may have other words in its first column, which are no areas that readers know.
#[test]
fn only_codes_of_a_file_of_codes_are_areas() {
    let with_area = |area: &str| {
        let mut site = with_postcodes(&format!("postcode,area\nQX1 1AB,{area}\n"));
        let footprint = site.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
        *footprint = footprint.replace("codes: [E99999001]", "file: areas.csv");
        let areas = "code,name\nE99999001,Vale\nE99999002,Dale\nrest-of-vale,The rest\n";
        site.insert(format!("{DRAFT}/areas.csv"), areas.to_owned());
        site
    };
    assert_eq!(report(&with_area("E99999002")), "");
    let found = the_mistake(&with_area("rest-of-vale"));
    assert!(found.contains("`rest-of-vale` is not an area of this footprint"), "{found}");
}

/// While nobody knows how people are counted, there is one list, or one reason why there is none.
#[test]
fn an_unknown_way_of_counting_needs_a_reason_too() {
    let basis =
        "population_basis: {disclosure: not_yet_decided, reason: It is open., expected: 2027-Q2}\n";
    let found = report(&site(basis, &[]));
    assert_eq!(found.matches("warning[no-look-up]").count(), 2, "{found}");
    let reason =
        "postcodes: {disclosure: not_yet_decided, reason: It is open., expected: 2027-Q2}\n";
    assert_eq!(report(&site(&format!("{basis}{reason}"), &[])), "");
}

#[test]
fn what_is_wrong_in_a_list_of_postcodes_is_told_with_its_place() {
    for (rows, place, message, hint) in [
        ("postcode\nQX1 1AB\n", ":1:1", "no column `area`", "`postcode`, `area`"),
        (
            "postcode,area\nQX1 1A,mill-end\n",
            ":2:1",
            "`QX1 1A` is not a postcode",
            "or its first half, such as `QX1`",
        ),
        (
            "postcode,area\nQX1 1AB,mill-edn\n",
            ":2:9",
            "`mill-edn` is not an area of this footprint",
            "did you mean `mill-end`?",
        ),
        (
            "postcode,area\nQX1 1AB,elsewhere\n",
            ":2:9",
            "`elsewhere` is not an area",
            "such as `vale-place`",
        ),
        ("postcode,area\nQX1 1AB,\n", ":2:1", "this row has no area", "write the id or code"),
        (
            "postcode,area\nQX1 1,mill-end\n",
            ":2:1",
            "`QX1 1` is not a postcode",
            "is a sector: list its postcodes",
        ),
        ("postcode,area\nJE2 3AB,mill-end\n", ":2:1", "are those of Jersey", "remove the row"),
        ("Postcode,Area\nQX1 1AB,mill-end\n", ":1:1", "has capital letters", "`postcode,area`"),
        (
            "Homes that are counted\npostcode,area\nQX1 1AB,mill-end\n",
            ":1:1",
            "this line has 1 cell, but the rows below it have 2 cells",
            "delete every line above",
        ),
        (
            "postcode,area\nQX1 1AB,mill-end\nqx11ab,vale-place\n",
            ":3:1",
            "`QX1 1AB` is listed twice",
            "remove one",
        ),
        (
            "postcode,area\nQX1 1AB,mill-end\nQX1,mill-end\n",
            ":2:1",
            "beside all of `QX1`",
            "remove this row",
        ),
    ] {
        let found = the_mistake(&with_postcodes(rows));
        for words in [&format!("footprint-postcodes.csv{place}"), message, hint] {
            assert!(found.contains(words), "{rows}\n{words}\n{found}");
        }
    }
}

/// Invented postcodes are for illustrative sites, where nobody's own is mistaken for one.
#[test]
fn a_real_site_has_real_postcodes() {
    let rows = |postcode: &str| format!("ods,name,postcode\nZZ9001,A,{postcode}\n");
    let told = |postcode: &str| {
        let mut files = with_practices(&rows(postcode));
        let settings = files.get_mut("content/site.yaml").expect("settings");
        *settings = settings.replace("illustrative: true", "illustrative: false");
        report(&files)
    };
    assert!(told("QX1 1AB").contains("replace invented postcodes by real ones"));
    assert!(!told("LS1 1AB").contains("postcode"));
}

#[test]
fn a_footprint_has_a_list_for_each_way_of_counting_or_says_why_not() {
    let silence =
        "{disclosure: not_yet_decided, reason: Nobody has counted yet., expected: 2027-Q2}";
    let rule = "rule: Both count.\n";
    for (basis, missing) in [
        ("registered\n".to_owned(), vec!["practices"]),
        ("resident\n".to_owned(), vec!["postcodes"]),
        (format!("hybrid\n{rule}"), vec!["practices", "postcodes"]),
        (format!("registered\npractices: {silence}\n"), vec![]),
        (format!("resident\npostcodes: {silence}\n"), vec![]),
        (format!("hybrid\n{rule}practices: {silence}\n"), vec!["postcodes"]),
        (format!("hybrid\n{rule}practices: {silence}\npostcodes: {silence}\n"), vec![]),
    ] {
        let files = site(&format!("population_basis: {basis}"), &[]);
        let (_, found) = mistakes(&files);
        // A draft may be without for as long as it is written, and is not released so.
        assert!(
            found.iter().all(|it| it.severity == Severity::Warning),
            "{basis}: {}",
            report(&files)
        );
        let told: Vec<&str> =
            found.iter().map(|it| it.message.rsplit(' ').next().expect("words")).collect();
        assert_eq!(told, missing, "{basis}: {}", report(&files));
        assert!(found.iter().all(|it| it.code.name() == "no-look-up"));
    }
}

#[test]
fn practices_and_people_are_as_many_as_the_footprint_says() {
    let rows = "ods,name,postcode,people\nZZ9001,A,QX1 1AB,50000\nZZ9002,B,QX1 1AD,2000\n";
    let with = |count: u8, rows: &str| {
        let mut files = with_practices(rows);
        let footprint = files.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
        footprint.push_str(&format!("practices_count: {count}\n"));
        files
    };
    assert_eq!(report(&with(2, rows)), "");
    let page = &output(&with(2, rows))["ihos/vale/checks/index.html"];
    assert!(page.contains("The people on the lists of all GP practices"), "{page}");
    let found = the_mistake(&with(3, rows));
    assert!(
        found.contains("2 for the rows of the list") && found.contains("3 for the number"),
        "{found}"
    );
    let found = the_mistake(&with(2, &rows.replace(",2000", ",2001")));
    assert!(
        found.contains("52,001 for the people") && found.contains("52,000 for the registered"),
        "{found}"
    );
    // Where one row does not say, nothing can be added up.
    assert_eq!(report(&with(2, &rows.replace(",2000", ","))), "");
}

/// The page of a site, and its words.
#[track_caller]
fn page_of(files: &BTreeMap<String, String>) -> (String, String) {
    assert_eq!(report(files), "");
    let html = output(files)[PAGE].clone();
    let words = words_of(main_of(&html));
    (html, words)
}

#[track_caller]
fn says_in_order(words: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at =
            words[from..].find(part).unwrap_or_else(|| panic!("`{part}` after {from} in\n{words}"));
        from += at + part.len();
    }
}

#[test]
fn by_practice_the_rule_comes_first_then_the_practices_from_a_to_z_and_codes_last() {
    let rows = "ods,name,postcode,people\nZZ9002,Vale Road Practice,QX2 3DE,2000\nZZ9001,Mill End Surgery,qx11ab,50000\n";
    let (html, words) = page_of(&with_practices(rows));
    says_in_order(
        &words,
        &[
            "Am I covered?",
            "if you are registered with one of the 2 GP practices below, wherever you live.",
            "Name, postcode or ODS code of your GP practice",
            "GP practices from A to Z",
            "Mill End Surgery",
            "QX1 1AB, ODS code ZZ9001",
            "50,000 people",
            "Vale Road Practice",
            "I live in the area, but my GP practice is outside it",
            "People are counted by their GP practice, not by where they live.",
            "Only your GP practice counts.",
            "All details",
            "E99999001",
        ],
    );
    for part in [
        "href=\"#practices_m\"",
        "id=\"practices_v\"",
        "aria-live=\"polite\"",
        "connect-src 'self'",
        "assets/look-up-",
    ] {
        assert!(html.contains(part), "{part}");
    }
    // Nothing that is typed is sent: no field of the form has a name.
    let form =
        html.split("<form class=\"ask look-up\"").nth(1).and_then(|it| it.split("</form>").next());
    assert!(form.is_some_and(|it| !it.contains(" name=")));
    let made = output(&with_practices(rows));
    assert_eq!(
        made["ihos/vale/find-my-area/practices.csv"],
        "ods,name,postcode,people\nZZ9001,Mill End Surgery,QX1 1AB,50000\nZZ9002,Vale Road Practice,QX2 3DE,2000\n"
    );
    let others = made
        .iter()
        .filter(|(path, text)| path.ends_with("index.html") && text.contains("connect-src"));
    assert_eq!(others.map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [PAGE]);
}

#[test]
fn by_home_each_first_half_has_a_file_of_its_own() {
    let rows = "postcode,area\nQX10,mill-end\nQX2 1AB,mill-end\nqx21ad,E99999001\n";
    let files = with_postcodes(rows);
    let (html, words) = page_of(&files);
    says_in_order(
        &words,
        &[
            "if you live at one of the postcodes below, wherever your GP practice is.",
            "Postcode of your home",
            "Only the first half of your postcode, such as QX2, is used in an address on this site.",
            "QX2",
            "part of it: 2 postcodes",
            "QX10",
            "all of it",
            "Mill End",
            "Areas in the list:",
            "Only where you live counts.",
            "People are counted by where they live, not by their GP practice.",
        ],
    );
    assert!(
        html.contains(
            "data-code=\"QX2\" data-file=\"../../../ihos/vale/find-my-area/postcodes/qx2.json\""
        ),
        "{html}"
    );
    assert!(html.contains("data-code=\"QX10\">"), "{html}");
    let made = output(&files);
    let json = |code: &str| -> serde_json::Value {
        serde_json::from_str(&made[&format!("ihos/vale/find-my-area/postcodes/{code}.json")])
            .expect("JSON")
    };
    assert_eq!(
        json("qx10"),
        serde_json::json!({"outward": "QX10", "areas": ["Mill End"], "whole": 0})
    );
    let part = json("qx2");
    assert_eq!(part["inward"].as_object().expect("postcodes").len(), 2);
    assert_eq!(
        part["areas"][part["inward"]["1AB"].as_u64().expect("a place") as usize],
        "Mill End"
    );
    assert_eq!(
        made["ihos/vale/find-my-area/postcodes.csv"],
        "postcode,area\nQX2 1AB,mill-end\nQX2 1AD,E99999001\nQX10,mill-end\n"
    );
}

#[test]
fn a_mix_has_both_and_a_silence_stands_in_for_a_list() {
    let basis = "population_basis: hybrid\nrule: Care homes count by home.\npostcodes: footprint-postcodes.csv\n\
        practices: {disclosure: not_yet_decided, reason: Nobody has counted yet., expected: 2027-Q2}\n";
    let files = site(basis, &[("footprint-postcodes.csv", "postcode,area\nQX1,mill-end\n")]);
    let (html, words) = page_of(&files);
    says_in_order(
        &words,
        &[
            "by your GP practice or by your home: the rule below says which.",
            "Care homes count by home.",
            "Postcode of your home",
            "The list of GP practices is not published",
            "Nobody has counted yet.",
            "You may be covered: the rule on this page says who is counted by their home.",
        ],
    );
    assert!(html.contains(
        "data-covered=\"may be covered: the rule on this page says who is counted by their home\""
    ));
    // Without a list there is nothing to ask.
    let silent = "population_basis: resident\npostcodes: {disclosure: not_yet_decided, reason: Not drawn., expected: 2027-Q2}\n";
    let (html, words) = page_of(&site(silent, &[]));
    says_in_order(
        &words,
        &["if you live in its area", "The list of postcodes is not published", "Not drawn."],
    );
    assert!(!html.contains("<form class=\"ask") && !html.contains("connect-src"));
}

#[test]
fn a_group_is_named_in_the_rule_and_in_the_answers() {
    let mut files = with_practices("ods,name,postcode\nZZ9001,Mill End Surgery,QX1 1AB\n");
    let footprint = files.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
    let group = "segment\nsegment: {kind: older-people, inclusion_rule: Everybody from 65 on., \
        share_of_population: {value: 20, as_of: 2026-10-01}}";
    *footprint = footprint.replace("whole-population", group);
    let (html, words) = page_of(&files);
    says_in_order(
        &words,
        &[
            "are registered with the GP practice below and belong to the group that this contract is for: \
             everybody from 65 on.",
            "Everybody from 65 on.",
        ],
    );
    assert!(html.contains("if you belong to the group that this contract is for\""));
}

/// The words about services and practices on the page of a place.
#[track_caller]
fn care_in(place: &str, files: &BTreeMap<String, String>) -> String {
    assert_eq!(report(files), "");
    let html = output(files)[&format!("places/{place}/index.html")].clone();
    let part = html.split("id=\"place_services\"").nth(1).expect("the part");
    let part = part.split("</section>").next().expect("its end");
    part.split('<').filter_map(|it| it.split_once('>')).map(|(_, words)| words).collect()
}

#[test]
fn a_place_has_the_practices_that_the_lists_put_there() {
    let basis = "population_basis: registered\npractices: practices.csv\npostcodes: footprint-postcodes.csv\n";
    let practices =
        "ods,name,postcode\nZZ9001,Mill End Surgery,QX1 1AB\nZZ9002,Vale Road Practice,QX2 3DE\n";
    let both = |practices: &str, postcodes: &str| {
        let lists = [("practices.csv", practices), ("footprint-postcodes.csv", postcodes)];
        let mut files = site(basis, &lists);
        files
            .get_mut("content/places/mill-end.yaml")
            .expect("a place")
            .push_str("code: E99999011\n");
        files
    };
    // By the first half alone, by a whole postcode, and by the code of an area.
    for postcodes in ["QX1,mill-end\nQX2,vale-place\n", "QX1 1AB,E99999011\nQX2 3DE,vale-place\n"] {
        let files = both(practices, &format!("postcode,area\n{postcodes}"));
        let words = care_in("mill-end", &files);
        says_in_order(
            &words,
            &[
                "1 of the 2 GP practices in the",
                "contract is in Mill End.",
                "Mill End Surgery (ODS code ZZ9001)",
                "The page Am I covered? lists every practice",
                // The other is somewhere in the place around it: nobody can say where.
                "Not published for 1 GP practice. The list of postcodes does not say whether it is in Mill End.",
            ],
        );
        assert!(!words.contains("Vale Road"), "{words}");
        let words = care_in("vale-place", &files);
        says_in_order(
            &words,
            &["All 2 GP practices", "are in Vale place.", "Mill End Surgery", "Vale Road Practice"],
        );
        assert!(!words.contains("Not published"), "{words}");
    }
    // What no list knows is in no place.
    let words = care_in("mill-end", &both(practices, "postcode,area\nQX9,mill-end\n"));
    says_in_order(
        &words,
        &[
            "includes 2 GP practices",
            "Vale Road Practice",
            "Not published for 2 GP practices.",
            "they are in Mill End",
        ],
    );
    // Of two neighbourhoods, a practice is in the other.
    let mut files = both(practices, "postcode,area\nQX1,mill-end\nQX2,mill-end\n");
    let other = files["content/places/mill-end.yaml"].replace("mill-end", "old-end");
    let other = other.replace("Mill End", "Old End").replace("E99999011", "E99999012");
    files.insert("content/places/old-end.yaml".to_owned(), other);
    let footprint = files.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
    *footprint =
        footprint.replace("neighbourhoods: [mill-end", "neighbourhoods: [mill-end, old-end");
    let words = care_in("old-end", &files);
    assert!(words.contains("No GP practice in the") && !words.contains("Not published"), "{words}");
}

#[test]
fn many_practices_are_counted_on_the_page_of_a_place() {
    let rows = |n: u32| {
        let row = |at| format!("ZZ9{at:03},Practice {at},QX1 1AB\n");
        format!("ods,name,postcode\n{}", (1..=n).map(row).collect::<String>())
    };
    let silence =
        "Not published. The list of GP practices does not say which of them are in Mill End.";
    let few = care_in("mill-end", &with_practices(&rows(12)));
    says_in_order(
        &few,
        &["includes 12 GP practices across its whole area.", "Practice 12", silence],
    );
    let many = care_in("mill-end", &with_practices(&rows(13)));
    says_in_order(&many, &["includes 13 GP practices", "The page Am I covered?", silence]);
    assert!(!many.contains("ODS code"), "{many}");
}

#[test]
fn a_place_says_why_it_has_no_practices() {
    let silent = "population_basis: registered\npractices: {disclosure: not_yet_decided, reason: Nobody has counted yet., expected: 2027-Q2}\n";
    let words = care_in("mill-end", &site(silent, &[]));
    says_in_order(&words, &["GP practices in the", "Not yet decided.", "Nobody has counted yet."]);
    let words = care_in("mill-end", &with_postcodes("postcode,area\nQX1,mill-end\n"));
    let never = "counts people by where they live, not by their GP practice.";
    says_in_order(&words, &["Does not apply here.", never]);
}

#[test]
fn a_place_lists_services_each_with_what_changes() {
    let files = with_practices("ods,name,postcode\nZZ9001,Mill End Surgery,QX1 1AB\n");
    let html = &output(&files)["places/mill-end/index.html"];
    let service =
        "<a href=\"../../ihos/vale/services/#service_community-nursing\">Community nursing</a>";
    assert!(html.contains(service), "{html}");
    let mut files = files;
    files.insert(
        format!("{DRAFT}/services.yaml"),
        "disclosure: not_yet_decided\nreason: The list is being agreed.\nexpected: 2027-Q2\n"
            .to_owned(),
    );
    let words = care_in("mill-end", &files);
    says_in_order(&words, &["Services in the", "Not yet decided.", "The list is being agreed."]);
}
