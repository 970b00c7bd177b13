//! The check of plain English: its options, and how much it says.

use crate::common;

const PAGE: &str = "--- content/pages/about.md\n---\ntitle: About this example\n---\n";

/// The codes of what is found in a page under options of the site.
fn codes(options: &str, text: &str) -> Vec<&'static str> {
    let mut files = common::small_site_with(&format!("{PAGE}{text}\n"));
    let site = files.get_mut("content/site.yaml").expect("it is there");
    site.push_str(options);
    let (_, found) = common::mistakes(&files);
    found.iter().map(|it| it.code.name()).collect()
}

#[test]
fn a_rule_can_be_turned_off_and_a_word_made_known() {
    let text = "Dr Jane Smith of the LMC asks.";
    assert_eq!(codes("", text), ["named-person", "undefined-acronym"]);
    let off = "plain_english: {off: [named-person, undefined-acronym]}\n";
    assert_eq!(codes(off, text), [""; 0]);
    assert_eq!(codes("plain_english: {known_words: [LMC]}\n", text), ["named-person"]);
    assert_eq!(codes("plain_english: {known_words: [Smith]}\n", text), ["undefined-acronym"]);
}

#[test]
fn limits_can_be_changed() {
    let text =
        "One two three four five six seven eight nine ten, and then on to the number twenty.";
    assert_eq!(codes("", text), [""; 0]);
    assert_eq!(codes("plain_english: {longest_sentence: 16}\n", text), ["long-sentence"]);
}

#[test]
fn a_shared_mailbox_or_number_can_be_made_known() {
    let text =
        "Write to bed.manager.samplewick@nhs.net or saint.mary@nhs.net, or ring 01632 960 017.";
    // That addresses are no links is told apart.
    let codes = |settings, text| {
        let all = codes(settings, text).into_iter();
        all.filter(|code| *code != "bare-address").collect::<Vec<_>>()
    };
    assert_eq!(codes("", text), ["personal-email", "stray-telephone"]);
    let known = "plain_english: {known_words: [saint.mary@nhs.net, 01632 960 017]}\n";
    assert_eq!(codes(known, text), [""; 0]);
}

#[test]
fn three_of_a_kind_are_told_and_the_rest_is_counted() {
    let text = format!("{PAGE}The ABC, the BCD, the CDE, the DEF and the EFG.\n");
    let report = common::report(&common::small_site_with(&text));
    assert_eq!(report.matches("is not explained").count(), 3, "{report}");
    assert!(report.contains("this file has 2 more of this kind"), "{report}");
}

#[test]
fn what_is_quoted_or_denied_is_not_said() {
    let text = "Some call it an \"integrated healthcare organisation\" or a “takeover”. \
                It is not a new organisation: an integrated health organisation is a contract.";
    assert_eq!(codes("", text), [""; 0]);
}

#[test]
fn a_glossary_explains_an_acronym_everywhere() {
    let text = "--- content/glossary.yaml\nterms:\n  - id: lmc\n    term: Local medical committee\n    \
                aliases: [LMC]\n    definition: It speaks for GPs.\n  - id: capitated-budget\n    \
                term: Capitated budget\n    definition: A sum.\n  - id: footprint\n    term: Footprint\n    \
                definition: An area.\n  - id: host-provider\n    term: Host\n    definition: A body.\n";
    let page = format!("{PAGE}The LMC and two other LMCs ask, and so does the LMC's chair.\n");
    let report = common::report(&common::small_site_with(&format!("{text}{page}")));
    assert!(report.is_empty(), "{report}");
}

#[test]
fn the_first_use_of_an_acronym_leads_to_the_glossary() {
    let files = common::small_site_with(&format!(
        "{PAGE}The LMC and the NHS.\n\n## The LMC\n\nThe LMC again.\n--- content/glossary.yaml\nterms:\n  - id: lmc\n    term: Local medical committee\n    \
         aliases: [LMC]\n    definition: The committee of the GPs of an area. An LMC advises.\n  - id: capitated-budget\n    term: Capitated budget\n    definition: A sum for each person.\n"
    ));
    let pages = common::output(&files);
    let page = common::main_of(&pages["about/index.html"]);
    let link = "The <a class=\"term\" href=\"../glossary/#term_lmc\">LMC</a> and the NHS.";
    assert!(page.contains(link), "{page}");
    assert_eq!(page.matches("class=\"term\"").count(), 1, "{page}");
    assert!(!common::main_of(&pages["glossary/index.html"]).contains("class=\"term\""));
}
