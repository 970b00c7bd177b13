//! What readers find first: titles, answers, navigation and dates of the demonstration, and what search engines are told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::common::{main_of, output, small_site};
use crate::place::{Place, run};
use crate::sealed::{DRAFT, TARGET, iho, release, site};

/// The pages of the demonstration as on 26 November 2026.
fn pages() -> &'static BTreeMap<String, String> {
    static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let place = Place::new("reading");
        let output = place.path("output").to_string_lossy().into_owned();
        let site = ["build", "--site", env!("CARGO_MANIFEST_DIR"), "--output", &output];
        let run = run(place.command().args(site).args(["--at", "2026-11-30T12:00:00Z"]));
        assert_eq!(run.code, 0, "{}", run.stderr);
        let files = place.tree("output").into_iter();
        let text = files.filter(|(path, _)| path.ends_with(".html") || path == "sitemap.xml");
        text.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
    })
}

fn html() -> impl Iterator<Item = (&'static str, &'static str)> {
    let html = pages().iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, html)| (path.as_str(), html.as_str()))
}

fn between<'h>(html: &'h str, start: &str, end: &str) -> Option<&'h str> {
    let (_, rest) = html.split_once(start)?;
    rest.split_once(end).map(|(inside, _)| inside)
}

#[test]
fn titles_are_whole_short_and_each_has_its_own() {
    let mut known = BTreeMap::new();
    for (path, html) in html() {
        let title = between(html, "<title>", "</title>").expect("a title");
        assert!(!title.contains('…'), "{path}: {title}");
        let letters = title.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        let letters = letters.chars().count();
        assert!(letters <= 70, "{path}: {letters} letters: {title}");
        // What only leads on to another page is in no list of results.
        if html.contains("http-equiv=\"refresh\"") {
            assert!(html.contains("content=\"noindex\""), "{path}");
            continue;
        }
        if let Some(other) = known.insert(title, path) {
            panic!("{path} and {other}: {title}");
        }
    }
}

/// Whatever authors write: nothing is cut inside a word, and only a single word may be longer.
#[test]
fn a_long_title_ends_at_a_clause_or_a_word() {
    let words = "How the people of every neighbourhood in the vale were asked what they wanted";
    for (title, shown) in [
        (words.to_owned(), &words[..words.find(" wanted").expect("a word")]),
        (format!("What we heard, and {words}"), "What we heard"),
        (
            "Vale ".repeat(14) + "all",
            "Vale Vale Vale Vale Vale Vale Vale Vale Vale Vale Vale Vale Vale Vale",
        ),
    ] {
        let mut files = small_site();
        let page = format!("---\ntitle: {title}\n---\nWords.\n");
        files.insert("content/pages/long.md".to_owned(), page);
        let html = &output(&files)["long/index.html"];
        let title = between(html, "<title>", "</title>").expect("a title");
        // Where there is room, the name of the site follows.
        assert_eq!(title.split(" – ").next(), Some(shown));
    }
}

#[test]
fn the_site_map_lists_every_page_that_is_canonical_and_no_other() {
    let map = &pages()["sitemap.xml"];
    let listed: BTreeSet<&str> = map
        .split("<loc>")
        .skip(1)
        .filter_map(|it| it.split_once("</loc>"))
        .map(|it| it.0)
        .collect();
    let own =
        |path: &str| format!("https://iho.example.org/{}", path.trim_end_matches("index.html"));
    let canonical: BTreeSet<String> = html()
        .filter(|(path, html)| {
            between(html, "<link rel=\"canonical\" href=\"", "\"") == Some(own(path).as_str())
        })
        .map(|(path, _)| own(path))
        .collect();
    let canonical: BTreeSet<&str> = canonical.iter().map(String::as_str).collect();
    assert_eq!(listed.difference(&canonical).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert_eq!(canonical.difference(&listed).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn the_pages_of_a_blueprint_are_in_five_groups_folded_up_after_the_lead() {
    for iho in ["example-vale", "moors-and-wolds-mental-health", "northmarsh-older-people"] {
        let page = &pages()[&format!("ihos/{iho}/partners/index.html")];
        let nav =
            between(page, "<nav class=\"siblings\"", "</nav>").expect("the pages beside this");
        let groups: Vec<&str> =
            nav.split("<p").skip(1).filter_map(|it| between(it, ">", "</p>")).collect();
        let five = ["For residents", "The deal", "Who", "Results", "The record"];
        assert_eq!(groups, five, "{iho}");
        assert!(nav.contains("<details") && !nav.contains("<details open"), "{iho}");
        let (h1, at) = (page.find("<h1").expect("a heading"), page.find("<nav class=\"siblings\""));
        assert!(h1 < at.expect("the pages"), "{iho}: the answer comes before the navigation");
        for words in ["Am I covered?", "How to complain", "Gains and losses"] {
            assert!(nav.contains(&format!(">{words}</a>")), "{iho}: {words}");
        }
        // A field that is not published is no place to lead to.
        assert_eq!(nav.contains(">Safeguards</a>"), iho != "northmarsh-older-people", "{iho}");
    }
}

#[test]
fn headings_are_listed_from_four_on_and_never_twice() {
    for (path, html) in html() {
        let Some(nav) = between(html, "<nav class=\"contents\"", "</nav>") else { continue };
        let words: Vec<&str> =
            nav.split("<a href").skip(1).filter_map(|it| between(it, ">", "</a>")).collect();
        assert!(words.len() >= 4, "{path}: {words:?}");
        let once: BTreeSet<&&str> = words.iter().collect();
        assert_eq!(once.len(), words.len(), "{path}: {words:?}");
    }
}

#[test]
fn an_overview_answers_before_it_lists() {
    let vale = main_of(&pages()["ihos/example-vale/index.html"]);
    let answers = between(vale, "id=\"for_you\"", "</dl>").expect("answers");
    for words in [
        "You will be covered from 1 April 2027 if you are registered with a GP practice in",
        ", wherever you live. About 262,400 people will be covered.",
        "Most people will notice little on 1 April 2027.",
        "The contract starts on 1 April 2027 and runs until 31 March 2034.",
        "£424.76 million in 2027/28, which is £1,640 per person, weighted for need.",
        "will hold the contract and answer for the results from 1 April 2027.",
        "Tell the service that you used.",
        "are not decided yet",
        "What you can choose is published for every service.",
        "If £1 is saved, the host gets 40p, the",
        "8 safeguards will watch for harm, such as:",
        "complaints@example.org</a>, <a href=\"tel:01632960021\">",
        "Of 19 measures, <strong>4 are improving</strong>",
        "Figures are published by place, ",
        "Each provider stays responsible for the records that it makes.",
        "9 will have a vote.",
        "People have been asked 6 times so far.",
    ] {
        assert!(answers.contains(words), "{words}\n{answers}");
    }
    assert!(vale.contains("href=\"mailto:") && vale.contains("href=\"tel:"));
    let latest = between(vale, "id=\"latest_changes\"", "</dl>").expect("the latest change");
    assert!(latest.contains("November 2026") && latest.contains("/changes/"), "{latest}");
    // What is only a plan is told as one, and what is not decided says why.
    let marsh = main_of(&pages()["ihos/northmarsh-older-people/index.html"]);
    let answers = between(marsh, "id=\"for_you\"", "</dl>").expect("answers");
    assert!(answers.contains("You would be covered if"), "{answers}");
    assert!(answers.contains("There is no date for the start yet."), "{answers}");
    assert!(answers.contains("Withheld"), "{answers}");
}

/// Every page of a blueprint answers before it lists: where it can't, it says what is not published.
#[test]
fn the_pages_of_a_blueprint_begin_with_an_answer() {
    let answers = [
        ("example-vale/partners", "Of 14 partners, "),
        ("example-vale/host", "The host is Example Vale Integrated Care NHS Foundation Trust."),
        ("northmarsh-older-people/host", "The proposed host is "),
        ("example-vale/commissioner", "The lead commissioner is "),
        ("example-vale/footprint", "You will be covered from 1 April 2027 if "),
        ("example-vale/benefits", "10 benefits are planned, 8 safeguards will watch for harm and "),
        ("moors-and-wolds-mental-health/benefits", " safeguards would watch for harm and "),
        ("moors-and-wolds-mental-health/services", "7 would be in the contract"),
        ("example-vale/services", " will be in the contract"),
        ("moors-and-wolds-mental-health/risk-share", "These are the terms of a proposal. If £1"),
        ("example-vale/engagement", "People have been asked 6 times so far."),
        ("example-vale/timeline", "Next: "),
        ("example-vale/governance", "The host will have 3 of 15 votes on the "),
        ("example-vale/what-changes-for-you", "Most people will notice little on "),
        ("example-vale/authorisation", "Stage now: Contract awarded."),
        ("northmarsh-older-people/risk-share", "Who gets savings and who pays losses: "),
    ];
    for (page, words) in answers {
        let html = &pages()[&format!("ihos/{page}/index.html")];
        let lead = between(html, "<div class=\"lead prose\">", "</div>").expect(page);
        assert!(lead.contains(words), "{page}: {lead}");
        assert!(html.find("lead prose") < html.find("<nav class=\"siblings\""), "{page}");
    }
}

/// People find the figures of their own group, and that there are no others.
#[test]
fn measures_say_for_which_groups_there_are_figures() {
    let metrics = main_of(&pages()["ihos/example-vale/metrics/index.html"]);
    let groups = between(metrics, "id=\"by_group\"", "</section>").expect("the groups");
    for words in
        ["Inkmarsh 281.4 per 1,000", "Disabled people 66.0%", "Asian or Asian British 61.8%"]
    {
        assert!(groups.contains(words), "{words}\n{groups}");
    }
    assert!(groups.contains("No figures are published here for other groups of people."));
}

/// Before a contract starts, no figure is its result, and no target that is still to come is missed.
#[test]
fn targets_that_are_still_to_come_are_not_missed() {
    let vale = main_of(&pages()["ihos/example-vale/metrics/index.html"]);
    let lead = between(
        &pages()["ihos/example-vale/metrics/index.html"],
        "<div class=\"lead prose\">",
        "</div>",
    );
    let lead = lead.expect("a lead");
    assert!(lead.contains("1 consistently misses its target"), "{lead}");
    assert!(lead.contains("4 are not on course for their target"), "{lead}");
    assert!(
        lead.contains("which is due to start on 1 April 2027: none of them shows its effect yet."),
        "{lead}"
    );
    assert!(vale.contains("Not on course for the target"));
    let marsh = &pages()["ihos/northmarsh-older-people/metrics/index.html"];
    assert!(marsh.contains("There are no figures yet for any of its measures."));
}

/// A category of groups would promise cover to people outside the group.
#[test]
fn who_belongs_to_a_group_is_said_by_its_rule() {
    let lead = |page: &str| {
        let html = &pages()[&format!("ihos/{page}/find-my-area/index.html")];
        between(html, "<div class=\"lead prose\">", "</div>").expect("a lead").to_owned()
    };
    let moors = lead("moors-and-wolds-mental-health");
    assert!(moors.contains("adults with severe or long-lasting mental illness."), "{moors}");
    let marsh = lead("northmarsh-older-people");
    assert!(marsh.contains("everybody aged 65 and over."), "{marsh}");
    // Counted by practice or by home: the rule comes before the lists.
    let page = main_of(&pages()["ihos/northmarsh-older-people/find-my-area/index.html"]);
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(at(">The rule in full</h2>") < at(">Postcodes in the list</h2>"));
}

#[test]
fn the_home_page_says_where_to_look_and_what_changed() {
    let home = main_of(&pages()["index.html"]);
    let order: Vec<usize> = ["find_your_area", "latest_changes", "cards_ihos"]
        .map(|id| home.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {home}")))
        .into();
    assert!(order.is_sorted());
    let latest = between(home, "id=\"latest_changes\"", "</dl>").expect("changes");
    assert_eq!(latest.matches("See what changed in").count(), 3, "{latest}");
}

#[test]
fn a_page_of_an_old_release_leads_to_the_same_page_and_says_how_to_cite_it() {
    let path = "ihos/example-vale/releases/2026-11-12/partners/index.html";
    let page = &pages()[path];
    let banner = between(page, "<aside class=\"banner", "</aside>").expect("a banner");
    assert!(banner.contains("<a href=\"../../../../../ihos/example-vale/partners/\">See this page in the latest release</a>"), "{banner}");
    let cite = between(page, CITE, "</details>").expect("how to cite");
    for words in [
        "release 1 of 12 November 2026. ",
        "(accessed [date]).",
        path.trim_end_matches("index.html"),
    ] {
        assert!(cite.contains(words), "{words}: {cite}");
    }
    // A release that nobody should rely on looks unlike one that is only old.
    let withdrawn = &pages()["ihos/example-vale/releases/2026-11-20/partners/index.html"];
    assert!(withdrawn.contains("banner-withdrawn") && !page.contains("banner-withdrawn"));
    // What will change is cited where it stays, in one way on a page.
    for path in ["metrics/em-adm-65/", ""] {
        let page = &pages()[&format!("ihos/example-vale/{path}index.html")];
        let cite = between(page, CITE, "</details>").expect("how to cite");
        let stays = format!("/ihos/example-vale/releases/2026-11-30/{path} (accessed [date]).</p>");
        assert!(cite.ends_with(&stays), "{cite}");
        assert!(cite.contains("release 8 of 30 November 2026. "), "{cite}");
        assert_eq!(page.matches("accessed").count(), 1, "{path}");
    }
}

const CITE: &str = "<details class=\"cite\" id=\"cite\">";

/// A line says what became of the release; why, and who decided, unfolds below the title.
#[test]
fn a_notice_leaves_the_first_screen_to_the_title() {
    for (path, status, reason) in [
        (
            "2026-11-20/metrics/em-adm-65",
            "Withdrawn on 23 November 2026. Do not rely on it. This is release 5, 20 November 2026.",
            "Head of population health data",
        ),
        (
            "2026-11-16/contract",
            "Contains an error, corrected in release 3 of 17 November 2026. This is release 2, 16 November 2026.",
            "Director of communications",
        ),
        (
            "2026-11-12/partners",
            "This is an earlier release (release 1, 12 November 2026).",
            "is now called",
        ),
    ] {
        let page = &pages()[&format!("ihos/example-vale/releases/{path}/index.html")];
        let banner = between(page, "<aside class=\"banner", "</aside>").expect("a banner");
        assert!(banner.contains(&format!("<p>{status}</p>")), "{path}: {banner}");
        assert_eq!(banner.matches("<p").count(), 2, "{path}: {banner}");
        let (before, after) = page.split_once("<h1").expect("a title");
        assert!(!before.contains(reason), "{path}");
        let folded = between(after, "<details class=\"cite evidence\">", "</details>");
        assert!(folded.is_some_and(|it| it.contains(reason)), "{path}: {folded:?}");
    }
    let latest = &pages()["ihos/example-vale/releases/2026-11-30/partners/index.html"];
    let banner = between(latest, "<aside class=\"banner", "</aside>").expect("a banner");
    let said = "<p>This is the latest release (release 8, 30 November 2026).</p>";
    assert!(banner.ends_with(said), "{banner}");
}

/// Releases are named by number and written date, and pages by what they are about, never by the names of files.
#[test]
fn pages_of_releases_are_named_for_people() {
    for (path, html) in html().filter(|(path, _)| path.contains("/releases/2")) {
        let title = between(html, "<title>", "</title>").expect("a title");
        let id = path.rsplit('/').nth(1).unwrap_or_default();
        let is_id = id.contains('-') && title.starts_with(id);
        assert!(!is_id && !title.contains("2026-"), "{path}: {title}");
    }
    let title = |path: &str| between(&pages()[path], "<title>", "</title>");
    let measure = "ihos/example-vale/releases/2026-11-16/metrics/em-adm-65/index.html";
    assert_eq!(
        title(measure),
        Some("Emergency admissions, 65 and over: Example Vale (16 November 2026)")
    );
    for (path, words) in [
        ("notices", "Example Vale, release 5 of 20 November 2026"),
        ("notices", "<dt>23 November 2026</dt>"),
        ("ihos/example-vale/as-at", "(withdrawn on 23 November 2026)"),
        ("ihos/example-vale/as-at", "(in force again)"),
        ("ihos/example-vale/releases", "Correction of release 2 of 16 November 2026"),
        ("verify", "releases have been published"),
        ("ihos/example-vale/compare", "fields have changed so far"),
    ] {
        let page = main_of(&pages()[&format!("{path}/index.html")]);
        assert!(page.contains(words), "{path}: {words}\n{page}");
        assert!(!page.contains("elease 2026-"), "{path}");
    }
}

/// The note comes first, a new thing is one line, and what few look for is one line that unfolds.
#[test]
fn what_changed_is_told_in_few_lines() {
    let page = main_of(&pages()["ihos/example-vale/releases/2026-11-26/changes/index.html"]);
    let note = page.find("You can now look up whether your GP practice is covered.");
    assert!(note.expect("the note") < page.find("<nav class=\"siblings\"").expect("the menu"));
    let open = without(page, "<details", "</details>");
    for words in [
        "<p>7 risks now have a name: Weak buying by the host; ",
        "<p>The list of GP practices is now published.</p>",
        "<li>Source: Registered patients by practice on 1 October 2026</li>",
    ] {
        assert!(open.contains(words), "{words}\n{open}");
    }
    assert!(open.find("7 risks") < open.find("The list of GP practices"), "promises come first");
    let summary = "<summary>Descriptions of 41 organisations and places were reworded</summary>";
    let inside = "Example Vale Voices is a user-led";
    let folded = between(page, summary, "</details>");
    assert!(folded.is_some_and(|it| it.contains(inside)), "{folded:?}");
    assert!(!open.contains(inside));
    // Each field that changed names the releases that changed it, and no others.
    let history = main_of(&pages()["ihos/example-vale/compare/index.html"]);
    assert!(
        history.contains("Release 2, 16 November 2026: from 82% to 84%. Why: 6 more nurses"),
        "{history}"
    );
    assert!(!history.contains("As before") && !history.contains("Practices.csv"));
}

/// A page without what stands between two marks.
fn without(page: &str, start: &str, end: &str) -> String {
    let mut parts = page.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once(end)).fold(first, |all, (_, rest)| all + rest)
}

#[test]
fn a_briefing_has_answers_and_only_steps_that_are_to_come() {
    let briefing = main_of(&pages()["ihos/example-vale/briefing/index.html"]);
    let steps = between(briefing, "Next steps", "</div>").expect("next steps");
    assert!(steps.contains("1 January 2027") && !steps.contains("2026"), "{steps}");
    assert!(briefing.contains("We will never charge for NHS care."));
    assert!(!briefing.contains("What it will never do"));
}

/// The sections of a page of changes from top to bottom, as its headings call them.
fn sections_of_changes(html: &str) -> Vec<&str> {
    let ids = html.split("id=\"changes_").skip(1).filter_map(|it| it.split('"').next());
    // Promises weakened come before all, whatever section they are of.
    ids.filter(|id| *id != "weakened").collect()
}

/// Money, promises, measures and dates come first in this order, then the rest; no section comes twice.
#[track_caller]
fn is_by_weight(path: &str, sections: &[&str]) {
    let first = ["contract", "risk-share", "benefits", "metrics", "figures", "iho"];
    let rank = |it: &&str| first.iter().position(|known| known == it).unwrap_or(first.len());
    assert!(sections.iter().map(rank).is_sorted(), "{path}: {sections:?}");
    assert_eq!(sections.iter().collect::<BTreeSet<_>>().len(), sections.len(), "{path}");
}

#[test]
fn changes_that_matter_most_come_first() {
    let changes = pages().iter().filter(|(path, _)| path.ends_with("/changes/index.html"));
    let sections: Vec<_> = changes.map(|(path, html)| (path, sections_of_changes(html))).collect();
    for (path, sections) in &sections {
        is_by_weight(path, sections);
    }
    assert!(sections.iter().any(|(_, it)| it.len() > 3), "{sections:?}");
}

/// Whatever sections change: the demonstration happens to change some of them alone.
#[test]
fn the_order_of_changes_holds_for_any_sections() {
    const EDITS: [(&str, &str, &str); 10] = [
        ("services", "Nothing changes", "Nothing has changed"),
        ("engagement", "next year", "in the year"),
        ("iho", "by itself", "for itself"),
        ("host", "at home", "in their homes"),
        ("benefits", "being chosen", "still being chosen"),
        ("governance", "on this yet", "on this so far"),
        ("metrics", REASON, "value: 510, why: A ward was counted twice"),
        ("commissioner", "By one measure", "By a measure"),
        ("risk-share", "still negotiate", "negotiate"),
        ("contract", "being written", "still being written"),
    ];
    const REASON: &str = "value: 500, why: A ward was left out";
    let place = site("reading-changes");
    let metrics = place.read(&format!("{DRAFT}/metrics.yaml")).replace("value: 500", REASON);
    place.write(&format!("{DRAFT}/metrics.yaml"), metrics);
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    // Each release changes other sections; the last of them all, back to what they were.
    let releases =
        [("2026-11-23", 0b01_0101_0101), ("2026-11-24", 0b10_1010_1010), ("2026-11-25", 0x3ff)];
    for (day, chosen) in releases {
        let edits = EDITS.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        for (_, (section, before, after)) in edits {
            let path = format!("{DRAFT}/{section}.yaml");
            let text = place.read(&path);
            let edited = match text.contains(after) {
                true => text.replace(after, before),
                false => text.replace(before, after),
            };
            assert_ne!(text, edited, "{section}");
            place.write(&path, edited);
        }
        let sealed = release(&place, day, "Words.");
        assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    }
    assert_eq!(iho(&place, "2026-11-26", &["build"]).code, 0);
    for (day, chosen) in releases {
        let path = format!("output/ihos/vale/releases/{day}/changes/index.html");
        let html = place.read(&path);
        let found = sections_of_changes(&html);
        is_by_weight(&path, &found);
        let edited = EDITS.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        let edited: BTreeSet<&str> = edited.map(|(_, (section, ..))| *section).collect();
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), edited, "{path}");
    }
}

/// What search engines read stays small however much data there is (`.ci/validate_data.py` holds the same limit).
#[test]
fn json_ld_is_at_most_3000_characters() {
    let linked = |html: &str| {
        let text = between(html, "<script type=\"application/ld+json\">", "</script>")?;
        Some(text.chars().count())
    };
    for (path, html) in html() {
        let size = linked(html).unwrap_or_default();
        assert!(size <= 3000, "{path}: {size}");
    }
    // Twenty times as many first halves of postcodes and measures as the demonstration has.
    let mut files = small_site();
    let footprint = files.get_mut(&format!("{DRAFT}/footprint.yaml")).expect("the footprint");
    *footprint = footprint.replace(
        "population_basis: registered",
        "population_basis: resident\npostcodes: codes.csv",
    );
    let rows: String = (1..=90).map(|n| format!("QX{n},mill-end\n")).collect();
    files.insert(format!("{DRAFT}/codes.csv"), format!("postcode,area\n{rows}"));
    let definition = files["content/metrics/bed-days.yaml"].clone();
    let mut targets = TARGET.to_owned();
    for n in 1..=60 {
        let id = format!("bed-days-{n}");
        targets.push_str(&format!("  - metric: {id}\n    baseline: {{value: 500, period: 2025/26}}\n    target: {{value: 450, by: 2030-03-31}}\n"));
        files.insert(format!("content/metrics/{id}.yaml"), definition.replace("bed-days", &id));
        files.insert(
            format!("{DRAFT}/metrics/{id}.csv"),
            "period,value,flag\n2026-Q3,471,final\n".to_owned(),
        );
    }
    files.insert(format!("{DRAFT}/metrics.yaml"), targets);
    let pages = output(&files);
    assert!(pages.contains_key("ihos/vale/data/bed-days-60.csv"), "{:?}", pages.keys());
    for path in ["ihos/vale/data/index.html", "data/index.html", "ihos/vale/index.html"] {
        let size = linked(&pages[path]).expect("JSON-LD");
        assert!(size <= 3000, "{path}: {size}");
    }
}

/// A number that breaks over two lines is hard to read out and to dial.
#[test]
fn telephone_numbers_stay_on_one_line() {
    let mut n_numbers = 0;
    for (path, html) in html() {
        for link in html.split("<a href=\"tel:").skip(1) {
            let words = between(link, ">", "</a>").expect("its words");
            let has_gap = words.contains('\u{a0}');
            assert!(!words.contains([' ', '\n']), "{path}: {words}");
            n_numbers += usize::from(has_gap);
        }
    }
    assert!(n_numbers > 0, "some numbers have gaps");
}
