//! `iho review` and `iho approve`: what the public would see change, and approvals that hold for exactly that.

use crate::place::{Place, Run};
use crate::preview::Tested;
use crate::sealed::{DRAFT, REASON, TARGET, as_typed, iho, published};

const GPS: &str = "content/organisations/vale-gps.yaml";

fn review(place: &Place, args: &[&str]) -> Run {
    iho(place, "2027-01-10", &[&["review"], args].concat())
}

/// A site of which a target, a text, a name and a page changed since it was released.
fn edited(name: &str) -> Place {
    let place = published(name);
    let built = iho(&place, "2026-12-23", &["build"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    let harder = TARGET.replace("31}", "31, why: Counted by beds & hours.}").replace("450", "430");
    place.write(&format!("{DRAFT}/metrics.yaml"), harder);
    place.write(GPS, place.read(GPS).replace("Vale GP Federation", "Vale GPs together"));
    place.write(
        "content/pages/about.md",
        "---\ntitle: About this site\n---\n\nOther & new words.\n",
    );
    place.write("content/pages/new.md", "---\ntitle: New\n---\n\nSomething new.\n");
    place
}

#[test]
fn the_review_tells_which_pages_differ_and_why() {
    let place = edited("review-pages");
    let found = review(&place, &[]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(found.stdout);
}

#[test]
fn the_pack_is_one_file_that_asks_for_nothing() {
    let place = edited("review-pack");
    let found = review(&place, &["--out", "pack.html"]);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let pack = place.read("pack.html");
    assert!(!pack.contains("http:") && !pack.contains("https:") && !pack.contains("src="));
    assert!(!pack.contains("url(") && !pack.contains("@import") && !pack.contains("fetch("));
    assert!(pack.contains("changed from 440 to 430"), "{pack}");
    assert!(pack.contains("Why: Counted by beds &amp; hours."));
    assert!(
        pack.contains("data-digest=\"sha256:") && pack.contains("nobody has approved the draft")
    );
    // The page before and now, as it looks, without what leads elsewhere.
    assert!(pack.contains("<p class=\"side\">Before</p><div class=\"page\">"), "{pack}");
    assert!(pack.contains("data-changed>") && !pack.contains("<nav"), "{pack}");
    assert!(pack.contains("<noscript><p>You can only answer here if scripts are turned on."));
    let mut ids: Vec<&str> =
        pack.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "ids are used once");
    let again = review(&place, &["--out", "again.html"]);
    assert_eq!((again.code, place.read("again.html")), (0, pack));
}

#[test]
fn a_review_can_be_held_against_any_release_or_folder() {
    let place = edited("review-against");
    let first = review(&place, &["--against", "vale@2026-11-22", "--out", "pack.html"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(place.read("pack.html").contains("changed from 450 to 430"));
    let other = published("review-other");
    let folder = other.path("");
    let found = review(&place, &["--against", folder.to_str().expect("a path in UTF-8")]);
    assert!(found.stdout.contains("added: /new/"), "{}", found.stdout);
    for (wrong, words) in [
        ("vale@2026-11-23", "has no release"),
        ("nowhere", "there is no folder `nowhere`, and it is no release"),
        ("content", "is neither a site"),
    ] {
        let found = review(&place, &["--against", wrong]);
        assert_eq!(found.code, 2, "{wrong}");
        assert!(found.stderr.contains(words), "{}", found.stderr);
    }
    let same = published("review-same");
    let found = review(&same, &[]);
    assert!(found.stdout.contains("Nothing differs"), "{}", found.stdout);
}

#[test]
fn an_approval_holds_for_exactly_what_was_approved() {
    let place = edited("approve");
    let approve = |role: &str, by: &str| {
        let found = iho(&place, "2027-01-10", &["approve", "vale", "--role", role, "--by", by]);
        assert_eq!(found.code, 0, "{}{}", found.stdout, found.stderr);
    };
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: The target is harder.\n");
    let seal = || as_typed(&place, "2027-01-10", &["release", "vale", "--yes"]);
    approve("author", "Communications");
    let alone = seal();
    assert_eq!(alone.code, 1);
    assert!(alone.stderr.contains("only the author has approved"), "{}", alone.stderr);
    // Under another role, the author is still the author.
    approve("2i", "communications");
    assert!(seal().stderr.contains("only the author has approved"));
    approve("second eyes", "Head of Contracts");
    let metrics = format!("{DRAFT}/metrics.yaml");
    let approved = place.read(&metrics);
    place.write(&metrics, approved.replace("430", "431"));
    let void = seal();
    assert_eq!(void.code, 1);
    insta::assert_snapshot!(void.stderr);
    place.write(&metrics, &approved);
    // What several share is sealed with it.
    let gps = place.read(GPS);
    place.write(GPS, gps.replace("Vale GPs together", "Vale GPs"));
    assert!(seal().stderr.contains("`shared/organisations/vale-gps.yaml` was edited since"));
    place.write(GPS, gps);
    let seal_with = |more: &[&str]| {
        as_typed(&place, "2027-01-10", &[&["release", "vale", "--yes"], more].concat())
    };
    let typed = seal_with(&["--note", "Typed."]);
    assert!(typed.stderr.contains("two notes"), "{}", typed.stderr);
    let needless = seal_with(&["--without-approval", REASON]);
    assert!(needless.stderr.contains("the draft has been approved"), "{}", needless.stderr);
    let sealed = seal();
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    assert!(!place.read(&note).contains("approvals"), "the next release needs its own");
}

#[test]
fn a_site_can_ask_for_roles() {
    let place = edited("approve-roles");
    let site = place.read("content/site.yaml");
    place.write("content/site.yaml", site + "approvals: [second eyes, fact check]\n");
    let seal =
        |note: &str| as_typed(&place, "2027-01-10", &["release", "vale", "--yes", "--note", note]);
    const NOTE: &str = "The target is “harder”: 430.";
    let none = seal(NOTE);
    assert_eq!(none.code, 1);
    assert!(
        none.stderr.contains("requires an approval as “second eyes”, and there is none"),
        "{}",
        none.stderr
    );
    assert!(none.stderr.contains("requires an approval as “fact check”, and there is none"));
    let approve = |role: &str, by: &str, more: &[&str]| {
        let args = [&["approve", "vale", "--role", role, "--by", by], more].concat();
        iho(&place, "2027-01-10", &args)
    };
    // An approval covers the note for readers, so it has to be there.
    let early = approve("2i", "Head of Contracts", &[]);
    assert_eq!(early.code, 2, "{}", early.stderr);
    assert!(early.stderr.contains("no note for readers yet"), "{}", early.stderr);
    assert_eq!(approve("2i", "Head of Contracts", &["--note", NOTE]).code, 0);
    assert_eq!(approve("Fact-check", "Medical director", &["--note", NOTE]).code, 0);
    let other = seal("Another note.");
    assert_eq!(other.code, 1, "{}", other.stderr);
    assert!(other.stderr.contains("two notes"), "{}", other.stderr);
    let note = format!("{DRAFT}/release.yaml");
    let approved = place.read(&note);
    place.write(&note, approved.replace("430.", "431."));
    assert!(seal("x").stderr.contains("`release.yaml` was edited since"));
    // Line endings are no edit.
    place.write(&note, approved.replace('\n', "\r\n"));
    for file in ["metrics.yaml", "narrative/host.md"].map(|file| format!("{DRAFT}/{file}")) {
        place.write(&file, place.read(&file).replace('\n', "\r\n"));
    }
    place.write(GPS, place.read(GPS).replace('\n', "\r\n"));
    let sealed = seal(NOTE);
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    for blank in ["  ", "the", "—"] {
        assert_eq!(approve(blank, "Somebody", &[]).code, 2, "{blank}");
        assert_eq!(approve("2i", blank, &[]).code, 2, "{blank}");
    }
    let unknown = iho(&place, "2027-01-10", &["approve", "elsewhere", "--role", "2i", "--by", "A"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("the IHOs of this site are vale"), "{}", unknown.stderr);
}

/// A release needs somebody who is not its author, however the author is spelled; or it says in public that it has none.
#[test]
fn a_release_without_approval_says_so() {
    let place = edited("approve-default");
    let seal = |more: &[&str]| {
        as_typed(&place, "2027-01-10", &[&["release", "vale", "--yes"], more].concat())
    };
    let none = seal(&["--note", "The target is \"harder\"."]);
    assert_eq!(none.code, 1, "{}", none.stderr);
    insta::assert_snapshot!(none.stderr);
    let approve = |role: &str, by: &str| {
        let args = ["approve", "vale", "--role", role, "--by", by, "--note", "A harder target."];
        let run = iho(&place, "2027-01-10", &args);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    approve("Author", "The NHS Vale Integrated-Care Board");
    // The same body by its id, by its name, and with other hyphens.
    for (role, by) in [
        ("second eyes", "vale-icb"),
        ("2i", "nhs vale integrated care board"),
        ("fact check", "NHS  Vale Integrated Care Board."),
    ] {
        let said = approve(role, by);
        assert!(said.contains("has also approved as Author"), "{said}");
        let alone = seal(&[]);
        assert_eq!(alone.code, 1, "{by}: {}", alone.stderr);
        assert!(alone.stderr.contains("only the author has approved"), "{by}: {}", alone.stderr);
        assert!(alone.stderr.contains("roles ("), "{by}: {}", alone.stderr);
    }
    for words in ["", "  ", "a <b>x</b>", "[[org:nope]]", "Ask jo.bloggs@example.com."] {
        let refused = seal(&["--without-approval", words]);
        assert_eq!(refused.code, 2, "{words}: {}", refused.stderr);
        assert!(refused.stderr.contains("`--without-approval`"), "{words}: {}", refused.stderr);
    }
    let sealed = seal(&["--without-approval", "The board is [[org:vale-trust]] & late."]);
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    assert!(sealed.stderr.contains("published without approval: The board"), "{}", sealed.stderr);
    // Approvals that were not enough are none of the release.
    let yaml = place.read("content/ihos/vale/releases/2027-01-10/release.yaml");
    assert!(yaml.contains("without_approval: ") && !yaml.contains("approvals:"), "{yaml}");
    let built = iho(&place, "2027-01-11", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for page in ["releases/", "releases/2027-01-10/", "releases/2027-01-10/changes/"] {
        let html = place.read(&format!("output/ihos/vale/{page}index.html"));
        let said =
            "without the approval of anybody but its author. The reason given is: The board is <a";
        assert!(html.contains(said) && html.contains("&amp; late."), "{page}: {html}");
    }
    let json = place.read("output/ihos/vale/releases/index.json");
    assert!(json.contains("\"without_approval\": \"The board"), "{json}");
}

/// A correction is approved with the note that it will have.
#[test]
fn a_correction_needs_approval_too() {
    let place = edited("approve-correct");
    let args = ["--what", "The target was given as 440.", "--now", "It is 430.", "--by", "Chair"];
    let correct =
        || as_typed(&place, "2027-01-10", &[&["correct", "vale", "--yes"], &args[..]].concat());
    let none = correct();
    assert_eq!(none.code, 1, "{}", none.stderr);
    assert!(none.stderr.contains("nobody has approved the draft"), "{}", none.stderr);
    let note = "Correction. The target was given as 440. It is 430.";
    let hint = format!("iho approve vale --note \"{note}\" --role");
    assert!(none.stderr.replace('\n', " ").contains(&hint), "{}", none.stderr);
    let approve = ["approve", "vale", "--note", note, "--role", "2i", "--by", "Head of Contracts"];
    assert_eq!(iho(&place, "2027-01-10", &approve).code, 0);
    let done = correct();
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let yaml = place.read("content/ihos/vale/releases/2027-01-10/release.yaml");
    assert_eq!(yaml.matches("\nnote:").count(), 1, "{yaml}");
    // So does the same once more.
    let again = ["release", "vale", "--yes", "--republish", "A reader asked for it."];
    let refused = as_typed(&place, "2027-01-11", &again);
    assert!(refused.stderr.contains("nobody has approved the draft"), "{}", refused.stderr);
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: Once more.\n");
    let approve = ["approve", "vale", "--role", "2i", "--by", "Head of Contracts"];
    assert_eq!(iho(&place, "2027-01-11", &approve).code, 0);
    let done = as_typed(&place, "2027-01-11", &again);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let yaml = place.read("content/ihos/vale/releases/2027-01-11/release.yaml");
    assert_eq!(yaml.matches("\nnote:").count(), 1, "{yaml}");
    assert_eq!(iho(&place, "2027-01-12", &["verify"]).code, 0);
}

/// What matters first, a line for each change; pages whose words are the same are no page that changed.
#[test]
fn one_revised_figure_is_one_line() {
    let place = figures("review-figure");
    let csv = format!("{DRAFT}/metrics/bed-days.csv");
    place.write(&csv, place.read(&csv).replace("67.5", "68.1"));
    let found = review(&place, &["--out", "pack.html"]);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let pack = place.read("pack.html");
    let line = "Emergency days in hospital, July to September 2025: revised from 67.5 to 68.1, up 0.6 (0.9% higher).";
    assert!(pack.contains(&format!("<div class=\"change\"><p>{line}</p>")), "{pack}");
    assert!(pack.contains("1 change in 1 contract. 1 page would say something else."), "{pack}");
    assert_eq!(pack.matches("<details class=\"sides\">").count(), 1, "{pack}");
    // Several figures of a measure are one line, too.
    place.write(&csv, place.read(&csv).replace("66.2", "60.2"));
    assert_eq!(review(&place, &["--out", "pack.html"]).code, 0);
    let pack = place.read("pack.html");
    assert!(
        pack.contains(
            "<summary>Emergency days in hospital: 2 earlier figures revised, the largest"
        ),
        "{pack}"
    );
    assert_eq!(pack.matches("class=\"answer\"").count(), 1, "{pack}");
}

/// A site with figures, of which a release was sealed.
fn figures(name: &str) -> Place {
    let place = crate::sealed::site(name);
    let rows = "period,value\n2025-Q1,64.2\n2025-Q2,66.2\n2025-Q3,67.5\n2025-Q4,65.1\n";
    place.write(&format!("{DRAFT}/metrics/bed-days.csv"), rows);
    let first = crate::sealed::release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    place
}

/// What stands behind a name in the pack.
fn attribute<'p>(pack: &'p str, name: &str) -> Vec<&'p str> {
    let lead = format!(" {name}=\"");
    let all = pack.split(lead.as_str()).skip(1);
    all.filter_map(|rest| rest.split('"').next()).collect()
}

/// A reply as the script of the pack makes it, by its answers and words.
fn reply(pack: &str, by: &str, role: &str, answer: &str, words: &str) -> String {
    let plain =
        |text: &str| text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    let site = attribute(pack, "data-site")[0];
    let digest = attribute(pack, "data-digest")[0];
    let changes: Vec<String> = attribute(pack, "data-change").into_iter().map(plain).collect();
    let abouts: Vec<String> = attribute(pack, "data-about").into_iter().map(plain).collect();
    let n = changes.len().to_string();
    let mut lines = vec![site, by, role, "vale", digest, &n];
    let mut answers = Vec::new();
    for (change, about) in changes.iter().zip(&abouts) {
        lines.extend([change, about, answer, words]);
        answers.push(
            serde_json::json!({"change": change, "about": about, "answer": answer, "words": words}),
        );
    }
    let sum = lines.join("\n").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    serde_json::json!({
        "format": "iho-reply/1", "site": site, "by": by, "role": role,
        "drafts": [{"iho": "vale", "digest": digest, "changes": changes.len(), "answers": answers}],
        "checksum": format!("{sum:016x}"),
    })
    .to_string()
}

#[test]
fn a_reply_is_kept_until_it_is_settled() {
    let place = edited("reply");
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: The target is harder.\n");
    let pack = |name: &str| {
        assert_eq!(review(&place, &["--out", name]).code, 0);
        place.read(name)
    };
    let first = pack("pack.html");
    let take = |text: &str| {
        place.write("reply.json", text);
        as_typed(&place, "2027-01-10", &["approve", "--from", "reply.json"])
    };
    let seal = |more: &[&str]| {
        as_typed(&place, "2027-01-10", &[&["release", "vale", "--yes"], more].concat())
    };
    let query = reply(
        &first,
        "Head of Finance",
        "second eyes",
        "query",
        "With <b>VAT</b>? \"Really\" & why",
    );
    let taken = take(&query);
    assert_eq!(taken.code, 0, "{}", taken.stderr);
    assert!(taken.stdout.contains("This is not an approval"), "{}", taken.stdout);
    // Another reviewer agrees, which does not settle what the first one asks.
    let agree = reply(&first, "Medical director", "fact check", "agree", "");
    let taken = take(&agree);
    assert!(taken.stdout.contains("Approved by Medical director (fact check)"), "{}", taken.stdout);
    for more in [&[][..], &["--without-approval", "It is urgent."]] {
        let blocked = seal(more);
        assert_eq!(blocked.code, 1, "{}", blocked.stderr);
        let said = blocked.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = "Head of Finance (second eyes) has queried a change on 10 January 2027: “";
        assert!(
            said.contains(words)
                && said.contains("They wrote: “With <b>VAT</b>? \"Really\" & why”"),
            "{said}"
        );
    }
    // All of them are shown together, and what they wrote is no markup.
    let both = pack("both.html");
    assert!(
        both.contains("Head of Finance (second eyes) has queried. They wrote: “With &lt;b&gt;VAT"),
        "{both}"
    );
    assert!(both.contains("Medical director (fact check) has agreed to"), "{both}");
    let told = review(&place, &[]).stdout;
    assert!(told.contains("not ready: Head of Finance (second eyes) has queried"), "{told}");
    assert!(told.contains("approved by Medical director (fact check)"), "{told}");
    assert!(told.contains("Head of Finance (second eyes) has queried"), "{told}");
    assert!(told.contains("Medical director (fact check) has agreed to"), "{told}");
    // The same reviewer agrees: the query is settled, and the draft can be sealed without what was only for its author.
    let settled = take(&reply(&first, "the head of finance", "2i", "agree", "Thank you."));
    assert_eq!(settled.code, 0, "{}", settled.stderr);
    let sealed = seal(&[]);
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    let yaml = place.read("content/ihos/vale/releases/2027-01-10/release.yaml");
    assert!(
        yaml.contains("approvals:") && !yaml.contains("replies:") && !yaml.contains("VAT"),
        "{yaml}"
    );
    assert_eq!(iho(&place, "2027-01-11", &["build"]).code, 0);
}

#[test]
fn a_reply_that_is_not_to_be_trusted_changes_nothing() {
    let place = edited("reply-refused");
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: The target is harder.\n");
    assert_eq!(review(&place, &["--out", "pack.html"]).code, 0);
    let pack = place.read("pack.html");
    let good = reply(&pack, "Chair", "second eyes", "agree", "");
    let before = place.read(&note);
    let refuse = |name: &str, bytes: &[u8], words: &str| {
        place.write("reply.json", bytes);
        let found = as_typed(&place, "2027-01-10", &["approve", "--from", "reply.json"]);
        assert_eq!(found.code, 2, "{name}: {}", found.stderr);
        assert!(found.stderr.contains(words), "{name}: {}", found.stderr);
        assert!(
            found.stderr.contains("nothing was approved or changed"),
            "{name}: {}",
            found.stderr
        );
        assert_eq!(place.read(&note), before, "{name}");
    };
    let other = pack.replace("data-site=\"", "data-site=\"other.");
    let invisible = reply(&pack, "Chair", "second eyes", "query", "turned \u{202e}round");
    let huge = good.clone() + &" ".repeat(1 << 20);
    let text = |text: &str| text.as_bytes().to_vec();
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("altered", text(&good.replacen("agree", "refuse", 1)), "altered since it was saved"),
        ("shortened", text(&good[..good.len() / 2]), "not a reply that a review has saved"),
        ("empty", text(""), "not a reply that a review has saved"),
        ("a list", text("[]"), "not a reply that a review has saved"),
        ("deep", text(&"[".repeat(100_000)), "not a reply that a review has saved"),
        ("no text", vec![0xff, 0xfe], "not a text in UTF-8"),
        ("huge", text(&huge), "larger than 1 MB"),
        ("another site", text(&reply(&other, "Chair", "2i", "agree", "")), "about another site"),
        ("nobody", text(&reply(&pack, " ", "2i", "agree", "")), "does not say who answers"),
        ("long", text(&reply(&pack, "Chair", "2i", "query", &"x".repeat(1_001))), "too long"),
        ("unknown", text(&reply(&pack, "Chair", "2i", "maybe", "")), "none of the answers"),
        ("invisible", text(&invisible), "invisible character"),
    ];
    for (name, bytes, words) in cases {
        refuse(name, &bytes, words);
    }
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        place.read(&format!("{DRAFT}/metrics.yaml")).replace("430", "431"),
    );
    refuse("stale", good.as_bytes(), "has been edited since the reviewer saw it");
    let nowhere = as_typed(&place, "2027-01-10", &["approve", "--from", "nowhere.json"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.stderr);
    let both = as_typed(&place, "2027-01-10", &["approve", "vale", "--from", "reply.json"]);
    assert_eq!(both.code, 2, "{}", both.stderr);
}

/// A note to colleagues is shown to reviewers, and is never sealed.
#[test]
fn a_note_to_colleagues_stops_the_release() {
    let place = edited("review-note");
    let host = format!("{DRAFT}/narrative/host.md");
    place.write(&host, place.read(&host) + "\nIt is large. {>> Which source & year? <<}\n");
    let found = review(&place, &["--out", "pack.html"]);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let pack = place.read("pack.html");
    assert!(
        pack.contains("Notes in the drafts") && pack.contains("“Which source &amp; year?”"),
        "{pack}"
    );
    let sealed = crate::sealed::release(&place, "2027-01-10", "A harder target.");
    assert_eq!(sealed.code, 1, "{}", sealed.stderr);
    assert!(sealed.stderr.contains("error[open-note]"), "{}", sealed.stderr);
}

/// In the preview, what goes public without a release is told apart from what waits for one, and only the latter is answered.
#[test]
fn the_preview_asks_for_answers_to_what_waits() {
    let place = crate::sealed::site("review-preview");
    let first = crate::sealed::release(&place, "2026-11-20", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    assert_eq!(iho(&place, "2026-11-20", &["build"]).code, 0);
    let metrics = format!("{DRAFT}/metrics.yaml");
    place.write(&metrics, place.read(&metrics).replace("value: 450", "value: 460"));
    place.write(GPS, place.read(GPS).replace("Vale GP Federation", "Vale GPs together"));
    let reviewed = iho(&place, "2026-11-21", &["review", "--out", "pack.html"]);
    let lines: Vec<&str> = reviewed.stdout.lines().collect();
    assert_eq!(lines[1], "Promises weakened:", "{}", reviewed.stdout);
    assert!(lines[2].ends_with("Why: No reason was given."), "{}", reviewed.stdout);
    let tested = Tested::of(place, None);
    let list = tested.until("/_review/", |answer| answer.text().contains("from 450 to 460")).text();
    let (public, waits) = list.split_once("Waits for a release").expect("two parts");
    assert!(public.contains("Vale GPs together") && !public.contains("class=\"answer\""), "{list}");
    let first = waits.find("<h4>").expect("a heading");
    assert!(waits[first..].starts_with("<h4>Promises weakened</h4>"), "{list}");
    assert!(waits.contains("Why: No reason was given."), "{list}");
    assert!(waits.contains("nobody has approved the draft"), "{list}");
    for once in ["class=\"answer\"", "<form class=\"reply\""] {
        assert_eq!(list.matches(once).count(), 1, "{once}: {list}");
    }
    // It is the same draft that is answered in the file to send.
    let pack = tested.place.read("pack.html");
    assert_eq!(attribute(&list, "data-digest"), attribute(&pack, "data-digest"));
    assert!(pack.contains("<h4>Promises weakened</h4>"), "{pack}");
}
