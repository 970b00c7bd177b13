//! Bodies in time: the integrated care boards of England on 1 April 2026, as the demonstration content has them.
#![expect(clippy::disallowed_methods, reason = "the records are files")]

use std::collections::BTreeMap;

use iho::diag::{Code, Diagnostic};

use crate::common;

/// The small site with the real records of the reorganisation, and a commissioner.
fn site(commissioner: &str) -> BTreeMap<String, String> {
    let mut files = common::small_site();
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let folders = ["organisations", "documents"];
    for entry in folders.iter().flat_map(|folder| walkdir::WalkDir::new(content.join(folder))) {
        let path = entry.expect("readable").into_path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_wanted =
            name.is_some_and(|name| name.starts_with("icb-") && !name.starts_with("icb-support"));
        if is_wanted {
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside");
            let text = std::fs::read_to_string(&path).expect("text");
            files.insert(name.to_string_lossy().into_owned(), text);
        }
    }
    let path = "content/ihos/vale/draft/commissioner.yaml";
    let functions = "retained_functions:\n  - {function: Pays, legal_basis: A duty}\n";
    files.insert(path.to_owned(), format!("{commissioner}{functions}"));
    files
}

/// Codes of the mistakes in the commissioner's file, and what they say.
fn found(commissioner: &str) -> Vec<(Code, String)> {
    let (sources, found) = common::mistakes(&site(commissioner));
    let of_file = found.into_iter().filter(|it| {
        let file = it.place.map(|place| sources.file(place.file()).path.as_str().to_owned());
        file.is_some_and(|path| path.ends_with("commissioner.yaml"))
    });
    of_file.map(|it| (it.code, [it.message, it.hints.join("; ")].join(": "))).collect()
}

#[test]
fn a_board_is_right_until_the_day_it_ends_and_wrong_after_it() {
    assert_eq!(found("lead_icb: icb-qm7\nas_of: 2026-03-31\n"), []);
    let wrong = found("lead_icb: icb-qm7\nas_of: 2026-05-01\n");
    let [(Code::EndedBody, words)] = &wrong[..] else { panic!("{wrong:?}") };
    for part in ["ended on 2026-03-31", "`icb-central-east`", "`icb-essex`", "on 2026-04-01"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_board_is_wrong_before_the_day_it_begins() {
    assert_eq!(found("lead_icb: icb-central-east\nas_of: 2026-04-01\n"), []);
    let wrong = found("lead_icb: icb-central-east\nas_of: 2026-03-31\n");
    let [(Code::BodyNotBegun, words)] = &wrong[..] else { panic!("{wrong:?}") };
    for part in ["starts on 2026-04-01", "`icb-qhg`", "`icb-que`", "`icb-qm7`"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_board_divided_in_three_offers_all_three() {
    let wrong = found("lead_icb: icb-qnq\n");
    let [(Code::EndedBody, words)] = &wrong[..] else { panic!("{wrong:?}") };
    for part in ["icb-surrey-and-sussex", "icb-thames-valley", "icb-hampshire-and-isle-of-wight"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn history_may_name_what_has_gone() {
    assert_eq!(found("lead_icb: {organisation: icb-central-east, predecessors: [icb-qm7]}\n"), []);
    let with_date = "lead_icb: {organisation: icb-central-east, approved_by: icb-qm7, approved_on: 2026-03-20}\n";
    assert_eq!(found(with_date), []);
    assert_eq!(found(&with_date.replace("2026-03-20", "2026-04-20"))[0].0, Code::EndedBody);
}

/// The records themselves: codes of five characters pass, and the days of both sides agree.
#[test]
fn the_records_of_the_reorganisation_are_sound() {
    let (_, found) = common::mistakes(&site("lead_icb: vale-icb\n"));
    // The records mention terms of a glossary that is not theirs.
    let is_theirs = |it: &&Diagnostic| it.is_error() && it.code != Code::UnknownReference;
    let wrong: Vec<_> = found.iter().filter(is_theirs).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_page_gives_codes_and_names_with_their_days() {
    let mut files = common::small_site();
    let text = "id: vale-gps\nname: Vale GP Federation\nkind: gp-federation\ncodes:\n  ods:\n    \
                - {value: ZZ3, to: 2026-03-31}\n    - {value: ZZ33, from: 2026-04-01}\n\
                names:\n  - {name: Vale Doctors, from: 2016-04-01, to: 2020-03-31}\n  \
                - {name: Vale GP Federation, from: 2020-04-01}\n";
    files.insert("content/organisations/vale-gps.yaml".to_owned(), text.to_owned());
    let pages = common::output(&files);
    let page = common::main_of(&pages["organisations/vale-gps/index.html"]);
    for words in [
        "Until 31 March 2026",
        "Since 1 April 2026",
        "1 April 2016 to 31 March 2020",
        "Since 1 April 2020",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
