//! Every kind of mistake has one bad and one good example; the snapshot is what a person would read.
//!
//! `tests/codes/<code>.txt` holds `=== bad` and `=== good`, each a set of changes to the small site.

use std::collections::BTreeSet;

use iho::diag::Code;

use crate::common;

/// Mistakes that only a real disk can show have their examples in `tests/bad_input.rs`; those that only sealing shows,
/// in `tests/release.rs` and `tests/notices.rs`; those of files that are no texts, in `tests/metadata.rs` and `tests/look.rs`.
const ON_DISK: &[Code] = &[
    Code::UnreadableFile,
    Code::NotUtf8,
    Code::FileTooLarge,
    Code::SymbolicLink,
    Code::ReleaseNote,
    Code::Approval,
    Code::UnguardedRemoval,
    Code::RemovedText,
    Code::PictureMetadata,
    Code::SealedMetadata,
    Code::BadPicture,
    Code::LargePicture,
];

fn example(code: Code) -> Option<String> {
    let path = format!("{}/tests/codes/{}.txt", env!("CARGO_MANIFEST_DIR"), code.name());
    #[expect(clippy::disallowed_methods, reason = "examples are files")]
    std::fs::read_to_string(path).ok()
}

fn halves(text: &str) -> (&str, &str) {
    let (_, rest) = text.split_once("=== bad\n").expect("an example has a bad half");
    rest.split_once("=== good\n").expect("an example has a good half")
}

#[test]
fn every_code_has_a_bad_and_a_good_example() {
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !ON_DISK.contains(code) && example(**code).is_none())
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no example in tests/codes for: {missing:?}");
}

#[test]
fn bad_examples_are_caught_and_good_ones_are_not() {
    for code in Code::ALL {
        let Some(text) = example(*code) else { continue };
        let (bad, good) = halves(&text);
        let (_, found) = common::mistakes(&common::small_site_with(bad));
        let codes: BTreeSet<&str> = found.iter().map(|it| it.code.name()).collect();
        assert!(codes.contains(code.name()), "{}: the bad example gives {codes:?}", code.name());
        insta::with_settings!({ snapshot_path => "codes/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(code.name(), common::report(&common::small_site_with(bad)));
        });
        let good = common::report(&common::small_site_with(good));
        assert!(good.is_empty(), "{}: the good example gives\n{good}", code.name());
    }
}

#[test]
fn codes_are_words_and_explained() {
    let mut names = BTreeSet::new();
    for code in Code::ALL {
        let name = code.name();
        assert!(iho::model::scalar::Slug::is_sound(name), "{name}");
        assert!(names.insert(name), "{name} stands twice");
        assert!(code.explanation().ends_with('.'), "{name}: an explanation is a sentence");
    }
}
