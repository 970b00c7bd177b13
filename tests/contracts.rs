//! Who decides, who covers a place, what a body does, and contracts side by side: what readers find first on these pages.

use std::collections::BTreeMap;

use iho::output::Body;
use iho::page::Url;

use crate::common::{build, main_of, output, report, small_site, small_site_with, words_of};

const FULL: &str = include_str!("sites/full.txt");

/// A list page is no larger, whatever the number of contracts.
const MOST_BYTES: usize = 100_000;

/// The full site with further contracts, which say the same under other names.
fn site_of(n: usize) -> BTreeMap<String, String> {
    let mut files = small_site_with(FULL);
    let draft = "content/ihos/vale/draft/";
    let own: Vec<(String, String)> = files
        .iter()
        .filter(|(path, _)| path.starts_with(draft))
        .map(|it| (it.0.clone(), it.1.clone()))
        .collect();
    for at in 1..n {
        for (path, text) in &own {
            let path = path.replace("/vale/", &format!("/vale-{at}/"));
            let text = match path.ends_with("/iho.yaml") {
                true => text.replace("id: vale\n", &format!("id: vale-{at}\n")).replace(
                    "name: Vale integrated",
                    &format!("short_name: Vale {at}\nname: Vale {at} integrated"),
                ),
                false => text.clone(),
            };
            files.insert(path, text);
        }
    }
    files
}

/// Some pages of a site.
fn pages(files: &BTreeMap<String, String>, paths: &[&str]) -> Vec<String> {
    let (_, build) = build(files);
    assert!(!build.has_errors(), "{:?}", build.diagnostics);
    let site = build.site.expect("a site without errors is there");
    let page = |path: &&str| match site.body(&Url::file(path)).expect(path).expect("made") {
        Body::Bytes(bytes) => String::from_utf8(bytes).expect("text"),
        Body::Shared(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Copy(_) => panic!("{path} is a page"),
    };
    paths.iter().map(page).collect()
}

#[test]
fn many_contracts_never_share_one_wide_table() {
    let lists = [
        "compare/",
        "compare/money/",
        "compare/money/2/",
        "disclosure/",
        "disclosure/page/2/",
        "questions/",
    ];
    let made = pages(&site_of(52), &lists);
    for (path, page) in lists.iter().zip(&made) {
        assert!(page.len() < MOST_BYTES, "{path}: {} bytes", page.len());
        for head in main_of(page).split("<thead>").skip(1) {
            let head = head.split("</thead>").next().expect("an end");
            assert!(head.matches("<th ").count() <= 6, "{path}: {head}");
        }
        assert!(page.matches("<tr><th scope=\"row\"").count() <= 101, "{path}");
    }
    let [choice, money, last, disclosure, ..] = &made[..] else { panic!("six pages") };
    assert!(!main_of(choice).contains("<table"), "the tables are pages of their own");
    let place = |page: &str, name: &str| page.find(&format!(">{name}</a>"));
    assert!(place(money, "Vale 9") < place(money, "Vale 10"), "names stand in their natural order");
    assert!(place(money, "Vale 51").is_none() && place(last, "Vale 51").is_some());
    assert!(money.contains("compare/money/2/") && last.contains("(page 2 of 2)"));
    assert!(
        disclosure.contains("disclosure/of/vale-7/") && disclosure.contains("disclosure/page/2/")
    );
}

#[test]
fn two_contracts_can_be_chosen_and_read_the_same_without_a_script() {
    let [page, file] = &pages(&site_of(2), &["compare/", "ihos/vale-1/summary.json"])[..] else {
        panic!("two pages")
    };
    assert!(page.contains("<option value=\"vale-1\">Vale 1</option>"), "{page}");
    assert!(page.contains("assets/contracts") && page.contains("connect-src 'self'"), "{page}");
    let file: serde_json::Value = serde_json::from_str(file).expect("JSON");
    let mut n_facts = 0;
    for fact in file["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .flat_map(|it| it["facts"].as_array().expect("facts"))
    {
        for value in fact["values"].as_array().expect("values") {
            let value = value.as_str().expect("words").replace('\'', "&#x27;");
            assert!(main_of(page).contains(&value) || value.contains('&'), "{value}");
            n_facts += 1;
        }
    }
    assert!(n_facts > 20, "{n_facts}");
    // One contract has nothing to be compared with.
    let alone = &pages(&site_of(1), &["compare/"])[0];
    assert!(!alone.contains("<form") && alone.contains("nothing yet to compare"), "{alone}");
}

#[test]
fn decisions_are_sentences_and_the_table_is_a_detail() {
    let page = &output(&small_site_with(FULL))["ihos/vale/governance/index.html"];
    let main = words_of(main_of(page));
    let lead =
        main.split("class=\"lead").nth(1).expect("a lead").split("</div>").next().expect("an end");
    assert!(lead.contains(" will decide on "), "{lead}");
    let (first, details) = main.split_once("id=\"all_details\"").expect("details");
    assert!(
        first.contains("id=\"field_decision_rights\"") && !first.contains("id=\"decision_matrix\"")
    );
    assert!(
        details.contains("id=\"decision_matrix\"")
            && details.contains("id=\"field_accountability_map\"")
    );
}

#[test]
fn a_place_says_who_covers_it_and_a_body_what_it_does() {
    let pages = output(&small_site_with(FULL));
    let place = main_of(&pages["places/vale-place/index.html"]);
    assert!(
        place.contains("Vale place will be covered by the") && place.contains("For councillors"),
        "{place}"
    );
    let host = main_of(&pages["organisations/vale-trust/index.html"]);
    assert!(host.contains(" will hold the ") && host.contains(" in 2027/28."), "{host}");
}

/// The words of the main part of a page, without its tags.
fn plain(html: &str) -> String {
    let pieces = main_of(html).split('<').map(|it| it.split_once('>').map_or("", |(_, it)| it));
    pieces.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The full site with other words in its files.
fn changed(changes: &[(&str, &str, &str)]) -> BTreeMap<String, String> {
    let mut files = small_site_with(FULL);
    for (name, old, new) in changes {
        let path = format!("content/ihos/vale/draft/{name}.yaml");
        let text = files.get_mut(&path).expect("a file of the draft");
        assert!(text.contains(old), "{path}: {old}");
        *text = text.replace(old, new);
    }
    files
}

#[test]
fn nothing_is_said_to_be_in_force_that_is_only_proposed() {
    const NO_DAY: &str =
        "{disclosure: not_yet_decided, reason: It is agreed later., expected: 2027-06-30}";
    const DAY: &str = "2027-04-01";
    let paths = [
        "ihos/vale/",
        "organisations/vale-trust/",
        "organisations/vale-icb/",
        "organisations/vale-gps/",
        "ihos/vale/contract/",
        "ihos/vale/governance/",
    ];
    let nobody = "Nobody is in charge of this contract yet, because it has not been awarded. NHS Vale Integrated Care \
        Board commissions the care, as today. Vale NHS Foundation Trust would hold the contract and answer for the results.";
    let cases = [
        (
            "expression-of-interest",
            DAY,
            [
                nobody,
                "would hold the",
                "would commission the",
                "would be a partner",
                "would be £801.9 million",
                "would decide on",
            ],
        ),
        (
            "contract-procurement",
            DAY,
            [
                nobody,
                "contract, which has not been awarded. It would have a budget of £801.9 million in 2027/28.",
                "It would pay a budget of",
                "It would share in savings, but not in losses.",
                "The contract would run from 1 April 2027",
                "would have 5 votes",
            ],
        ),
        (
            "contract-awarded",
            DAY,
            [
                "will hold the contract and answer for the results from 1 April 2027.",
                "contract from 1 April 2027. It will have a budget",
                "will commission the",
                "will be a partner",
                "The contract will run from 1 April 2027",
                "will decide on",
            ],
        ),
        (
            "live",
            NO_DAY,
            [
                "holds the contract and answers for the results.",
                "It provides 62% of the care, by value.",
                "commissions the",
                "is a partner, contracted by the host, in the",
                "is £801.9 million",
                "decides on",
            ],
        ),
        (
            "expired",
            NO_DAY,
            [
                "This contract has ended.",
                "contract, which has ended. It had a budget",
                "commissioned the",
                "was a partner",
                "was £801.9 million",
                "decided on",
            ],
        ),
        (
            "withdrawn",
            NO_DAY,
            [
                "Nobody is in charge, because this contract was not awarded.",
                "would have held the",
                "would have commissioned the",
                "would have been a partner",
                "would have been £801.9 million",
                "would have decided on",
            ],
        ),
    ];
    for (status, start, expected) in cases {
        let files = changed(&[
            ("iho", "status: contract-awarded", &format!("status: {status}")),
            ("engagement", "engagement:\n", &format!("evaluation: {NO_DAY}\nengagement:\n")),
            ("contract", "term_start: 2027-04-01", &format!("term_start: {start}")),
            (
                "contract",
                "procurement:\n",
                &format!("variation_log: []\npublished_contract: {NO_DAY}\nprocurement:\n"),
            ),
        ]);
        for (page, words) in pages(&files, &paths).iter().zip(expected) {
            let said = plain(page);
            assert!(said.contains(words), "{status}: {words}\n{said}");
            assert!(status == "live" || !said.contains(" holds the contract"), "{status}: {said}");
        }
    }
}

#[test]
fn what_a_partner_is_not_paid_is_a_sentence() {
    let value =
        "{disclosure: withheld, exemption: s43, reason: Tender open., review_on: 2027-03-31}";
    let path = ["organisations/vale-gps/"];
    let said = |files| plain(&pages(&files, &path)[0]);
    let withheld = said(small_site_with(FULL));
    let words = "What it will be paid is not published: withheld under the Freedom of Information Act, section 43";
    assert!(withheld.contains(words) && withheld.contains("Tender open."), "{withheld}");
    let none = "{disclosure: not_applicable, reason: It gives advice.}";
    let unpaid = said(changed(&[("partners", value, none)]));
    assert!(unpaid.contains("It will not be paid under the contract."), "{unpaid}");
}

#[test]
fn wards_and_constituencies_are_places_with_codes_of_their_own() {
    let site = |kind: &str, code: &str| {
        let mut files = small_site();
        let text = format!("id: x\nname: X\nkind: {kind}\ncode: {code}\n");
        files.insert("content/places/x.yaml".to_owned(), text);
        report(&files)
    };
    assert_eq!(site("ward", "E05009317") + &site("constituency", "E14001063"), "");
    let found = site("constituency", "E05009317");
    assert!(found.contains("E14"), "{found}");
    let found = site("ward", "E14001063");
    assert!(found.contains("E05"), "{found}");
}

#[test]
fn the_summary_of_a_policy_is_shown_beside_its_text() {
    let mut files = small_site();
    let text = "---\ntitle: A plan\ndate: 2026-01-02\nkind: policy\nstatus: in-force\npublishers: [A body]\n\
        sources: [board-paper]\nsummary: What it says in short.\n---\nWhat it says at length.\n";
    files.insert("content/policies/a-plan.md".to_owned(), text.to_owned());
    let page = &output(&files)["policies/index.html"];
    assert!(
        page.contains("What it says in short.") && page.contains("What it says at length."),
        "{page}"
    );
}
