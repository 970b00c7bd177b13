//! What a site looks like: its own logo and colours, pictures that keep their place, scripts whose names change with them, and
//! the languages of its pages.

use crate::common;
use crate::place::Place;

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 50\"><circle cx=\"25\" cy=\"25\" r=\"20\"/></svg>";

/// A PNG that is 3 pixels wide and 2 high.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\x12\x16\xf1M\
    \0\0\0\x0bIDATx\xdac`\xc0\x04\0\0\x14\0\x01\xeeZi\x09\0\0\0\0IEND\xaeB`\x82";

/// The small site with an identity, and some files besides.
fn with_identity(name: &str, identity: &str, files: &[(&str, &[u8])]) -> Place {
    let mut site = common::small_site();
    let settings = site.get_mut("content/site.yaml").expect("the settings of the site");
    settings.push_str(&format!("identity:\n{identity}"));
    let place = Place::with_site(name, &site);
    for (path, bytes) in files {
        place.write(path, bytes);
    }
    place
}

/// The style sheet that a page names.
fn style(place: &Place, folder: &str) -> (String, String) {
    let page = place.read(&format!("{folder}/index.html"));
    let (_, rest) = page.split_once("<link rel=\"stylesheet\" href=\"./").expect("a style sheet");
    let path = rest.split('"').next().expect("its address").to_owned();
    let text = place.read(&format!("{folder}/{path}"));
    (path, text)
}

#[test]
fn a_site_is_recognised_by_its_logo_and_its_colours() {
    let identity = "  logo: logo.svg\n  logo_alt: Vale Care\n  colour: \"#5b2a86\"\n  accent: \"#B85300\"\n  social_image: link.png\n";
    let files: &[(&str, &[u8])] =
        &[("content/logo.svg", LOGO.as_bytes()), ("content/link.png", PNG)];
    let place = with_identity("look-identity", identity, files);
    let usual = Place::with_site("look-usual", &common::small_site());
    for (args, folder) in [(&["build", "--drafts"][..], "output-drafts"), (&["build"], "output")] {
        for place in [&place, &usual] {
            let run = place.iho(args);
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
        let page = place.read(&format!("{folder}/about/index.html"));
        let logo = "<img class=\"logo\" src=\"../logo.svg\" alt=\"Vale Care\" width=\"200\" height=\"50\">";
        assert!(page.contains(logo), "{page}");
        // Drafts are not to be found, so other sites have no picture of them to show.
        let meta = [
            "<meta property=\"og:image\" content=\"https://iho.example.org/sub/link.png\">",
            "content=\"summary_large_image\"",
        ];
        for words in meta.into_iter().filter(|_| folder == "output") {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("#5b2a86") && !page.contains("style=\""), "{page}");
        assert_eq!(place.read(&format!("{folder}/logo.svg")), LOGO);
        let (path, css) = style(&place, folder);
        for words in [
            "@media screen { :root { --brand: #5b2a86; --hero: #5b2a86; --hero-text: #fff;",
            "--accent: #b85300; --hero-line: .5rem solid #b85300; } }",
            "@media screen and (prefers-color-scheme: dark) { :root { --hero: #",
        ] {
            assert!(css.contains(words), "{words}: {}", &css[css.len() - 600..]);
        }
        // A lighter shade was found for dark screens.
        assert_eq!(css.matches("--brand: #5b2a86").count(), 1);
        let (usual_path, usual_css) = style(&usual, folder);
        assert_ne!(path, usual_path);
        assert!(css.starts_with(&usual_css), "a site without an identity has the sheet as it is");
        let usual = usual.read(&format!("{folder}/index.html"));
        assert!(!usual.contains("class=\"logo\"") && !usual.contains("og:image"), "{usual}");
    }
}

#[test]
fn an_identity_that_does_not_work_is_refused_with_what_to_type() {
    let script = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><script/></svg>";
    let mut vast = PNG.to_vec();
    // 65,536 by 65,536: one more than 32 bits count.
    vast[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let files: &[(&str, &[u8])] = &[
        ("content/letter.png", b"A letter with the name of a picture"),
        ("content/letter.svg", b"A letter with the name of a drawing"),
        ("content/script.svg", script.as_bytes()),
        ("content/logo.svg", LOGO.as_bytes()),
        ("content/whole.png", PNG),
        ("content/cut.png", &PNG[..60]),
        ("content/head.png", &PNG[..30]),
        ("content/vast.png", &vast),
        ("content/moving.gif", b"GIF89a\x05\0\x03\0\x80\0\0;"),
    ];
    let cases: [(&str, &[&str]); 22] = [
        (
            "logo: letter.png",
            &[
                "bad-picture",
                "is not a whole picture that browsers can show",
                "`logo: logo.svg`",
                "`logo_alt: Example Vale",
            ],
        ),
        ("logo: cut.png", &["bad-picture", "`cut.png` is not a whole picture"]),
        ("logo: head.png", &["bad-picture", "`head.png` is not a whole picture"]),
        ("social_image: moving.gif", &["bad-picture", "save it as PNG or JPEG"]),
        // A header that asks for more points than any file could hold.
        ("logo: vast.png", &["bad-picture", "`vast.png` is not a whole picture"]),
        (
            "logo: logo.svg\n  logo_alt: logo.svg",
            &["missing-alt", "does not say what the logo shows"],
        ),
        ("logo: logo.svg\n  logo_alt: Logo", &["missing-alt", "does not say what the logo shows"]),
        ("logo_alt: Vale Care", &["contradiction", "describes a logo, but the site has none"]),
        (
            "disclosure: not_yet_decided\n  reason: None.\n  expected: 2027-Q2",
            &["silence-and-value", "remove it"],
        ),
        ("logo: logo.svg\n  logo_alt: \"\"", &["wrong-type", "or remove the line"]),
        ("logo: letter.svg", &["bad-picture", "is not a drawing", "a `viewBox`"]),
        ("logo: script.svg", &["unsafe-svg", "this SVG has a script"]),
        (
            "logo: lgo.svg",
            &["missing-file", "there is no file `lgo.svg` in `content`", "`logo.svg`"],
        ),
        ("logo: logo.svg", &["missing-alt", "the logo has no words", "`logo_alt: Example Vale"]),
        ("social_image: logo.svg", &["bad-picture", "that other sites can show", "PNG or JPEG"]),
        (
            "colour: \"#ffd54a\"",
            &[
                "low-contrast",
                "`#ffd54a` does not stand out enough: its contrast with white text on it, `#ffffff`, is 1.41 to 1",
                "at least 4.5 to 1",
                "write `colour: \"#",
            ],
        ),
        (
            "accent: \"#a0a0a0\"",
            &["low-contrast", "with the page, `#ffffff`, is 2.61 to 1", "at least 3 to 1"],
        ),
        (
            "colour_dark: \"#003366\"",
            &["low-contrast", "on dark screens", "write `colour_dark: \"#"],
        ),
        ("accent_dark: \"#003366\"", &["low-contrast", "write `accent_dark: \"#"]),
        ("colour: #0f4c5c", &["bad-colour", "what follows `#` is a comment", "in quotation marks"]),
        ("colour: 0f4c5c", &["bad-colour", "write `\"#0f4c5c\"`"]),
        ("colour: navy", &["bad-colour", "`navy` is not a colour", "6 digits"]),
    ];
    for (at, (identity, expected)) in cases.into_iter().enumerate() {
        let place = with_identity(&format!("look-bad-{at}"), &format!("  {identity}\n"), files);
        let run = place.iho(&["build", "--drafts"]);
        assert_eq!(run.code, 1, "{identity}: {}", run.stderr);
        for words in expected {
            assert!(run.stderr.contains(words), "{identity}: {words}: {}", run.stderr);
        }
        assert!(run.stderr.contains("content/s"), "{identity} has no place: {}", run.stderr);
    }
}

/// What is told to type is accepted.
#[test]
fn the_shade_that_is_offered_stands_out() {
    for (at, colour) in ["ffd54a", "ffffff", "00b0f0", "7f7f7f"].into_iter().enumerate() {
        let place = |round: &str, line: &str| {
            let name = format!("look-shade-{at}-{round}");
            with_identity(&name, &format!("  {line}\n"), &[]).iho(&["check"])
        };
        let refused = place("first", &format!("colour: \"#{colour}\""));
        let (_, rest) = refused.stderr.split_once("write `").expect("a shade");
        let (line, _) = rest.split_once("`, the nearest").expect("its end");
        let accepted = place("second", line);
        assert!(!accepted.stderr.contains("low-contrast"), "{line}: {}", accepted.stderr);
    }
}

#[test]
fn pictures_keep_their_place_and_wait_below_the_first() {
    let mut site = common::small_site();
    let page = site.get_mut("content/pages/about.md").expect("a page");
    page.push_str("\n![One](one.svg)\n\n![Two](two.png)\n\n![Three](/one.svg)\n");
    let place = Place::with_site("look-pictures", &site);
    place.write("content/pages/one.svg", LOGO);
    place.write("content/pages/two.png", PNG);
    let run = place.iho(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = place.read("output-drafts/about/index.html");
    for picture in [
        "<img src=\"../one.svg\" alt=\"One\" width=\"200\" height=\"50\">",
        "<img loading=\"lazy\" src=\"../two.png\" alt=\"Two\" width=\"3\" height=\"2\">",
        "<img loading=\"lazy\" src=\"../one.svg\" alt=\"Three\" width=\"200\" height=\"50\">",
    ] {
        assert!(page.contains(picture), "{picture}: {page}");
    }
}

#[test]
fn scripts_have_names_that_change_with_them() {
    let mut site = common::small_site();
    let script = "themes/default/static/compare.js".to_owned();
    let names = |place: &Place| -> Vec<String> {
        let run = place.iho(&["build", "--drafts"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let files = place.tree("output-drafts/assets").into_keys();
        files.filter(|name| name.starts_with("compare") && name.ends_with(".js")).collect()
    };
    site.insert(script.clone(), "\"one\";\n".to_owned());
    let first = names(&Place::with_site("look-script-one", &site));
    site.insert(script, "\"two\";\n".to_owned());
    let second = names(&Place::with_site("look-script-two", &site));
    assert_eq!((first.len(), second.len()), (1, 1), "{first:?} {second:?}");
    assert_ne!(first, second);
}

/// A page of the small site with lines at its top.
fn page(title: &str, lines: &str) -> String {
    format!("---\ntitle: {title}\n{lines}---\nA text.\n")
}

#[test]
fn pages_state_their_language_and_link_their_other_versions() {
    let mut site = common::small_site();
    let mut add = |name: &str, text: String| site.insert(format!("content/pages/{name}.md"), text);
    add(
        "summary",
        page(
            "Summary",
            "translations: [page:summary-polish, summary-urdu]\neasy_read: summary-easy\n",
        ),
    );
    add("summary-polish", page("Streszczenie", "lang: pl\n"));
    add("summary-urdu", page("خلاصہ", "lang: Urdu\n"));
    add("summary-easy", page("Summary in Easy Read", "lang: en-GB\n"));
    let place = Place::with_site("look-languages", &site);
    let run = place.iho(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let read = |name: &str| place.read(&format!("output-drafts/{name}/index.html"));
    let polish =
        "<a href=\"../summary-polish/\" lang=\"pl\" dir=\"ltr\" hreflang=\"pl\">Polski</a>";
    let urdu = "<a href=\"../summary-urdu/\" lang=\"ur\" dir=\"rtl\" hreflang=\"ur\">اردو</a>";
    let english =
        "<a href=\"../summary/\" lang=\"en-GB\" dir=\"ltr\" hreflang=\"en-GB\">English</a>";
    let easy = "<a href=\"../summary-easy/\">Easy Read</a>";
    let first = read("summary");
    assert!(first.contains(&format!("This page in: {polish}, {urdu} · {easy}</p>")), "{first}");
    assert!(first.contains("<html lang=\"en-GB\">") && first.contains("<body class=\"page\">"));
    let in_polish = read("summary-polish");
    assert!(
        in_polish.contains(&format!("This page in: {english}, {urdu} · {easy}</p>")),
        "{in_polish}"
    );
    let in_urdu = read("summary-urdu");
    for words in [
        "<html lang=\"ur\">",
        "<body class=\"page\" lang=\"en-GB\">",
        "<div class=\"title wrap\" lang=\"ur\" dir=\"rtl\">",
        "<div lang=\"ur\" dir=\"rtl\">",
    ] {
        assert!(in_urdu.contains(words), "{words}: {in_urdu}");
    }
    let easy = read("summary-easy");
    assert!(easy.contains(&format!("This page in: {english}, {polish}, {urdu}</p>")), "{easy}");
    assert!(!read("about").contains("class=\"editions\""));
}

#[test]
fn versions_that_are_not_there_or_do_not_say_their_language_are_refused() {
    for (at, (lines, expected)) in [
        (
            "translations: sumary-polish\n",
            &[
                "unknown-reference",
                "there is no page `content/pages/sumary-polish.md`",
                "`summary-polish`",
            ][..],
        ),
        (
            "translations: about\n",
            &[
                "missing-key",
                "`content/pages/about.md` does not say which language it is in",
                "`lang: pl`",
            ],
        ),
        ("easy_read: about\n", &["missing-key", "`lang: en-GB`"]),
        (
            "translations: [summary-polish, other-polish]\n",
            &["contradiction", "two translations are in Polski"],
        ),
        ("lang: polnish\n", &["unknown-value", "`polnish`"]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut site = common::small_site();
        site.insert("content/pages/summary.md".to_owned(), page("Summary", lines));
        for name in ["summary-polish", "other-polish"] {
            site.insert(format!("content/pages/{name}.md"), page("Streszczenie", "lang: pl\n"));
        }
        let place = Place::with_site(&format!("look-bad-language-{at}"), &site);
        let run = place.iho(&["build", "--drafts"]);
        assert_eq!(run.code, 1, "{lines}: {}", run.stderr);
        for words in expected {
            assert!(run.stderr.contains(words), "{lines}: {words}: {}", run.stderr);
        }
    }
}

/// The overview of a contract leads to its summaries in other languages and in Easy Read, and its own texts can have some, too.
#[test]
fn an_overview_links_its_summaries() {
    let mut site = common::small_site();
    for (id, lang) in [("summary-polish", "lang: pl\n"), ("summary-easy", "")] {
        let text = format!(
            "id: {id}\ntitle: Summary ({id})\npublisher: vale-icb\ndate: 2026-10-29\nkind: statement\n{lang}link: https://papers.example.org/{id}\n"
        );
        site.insert(format!("content/documents/{id}.yaml"), text);
    }
    let silent = "{disclosure: not_yet_decided, reason: The conversations start next year., expected: 2027-Q2}";
    let engagement =
        format!("engagement: {silent}\nlanguages: [summary-polish]\neasy_read: summary-easy\n");
    site.insert("content/ihos/vale/draft/engagement.yaml".to_owned(), engagement);
    let narrative = |name: &str| format!("content/ihos/vale/draft/narrative/{name}.md");
    site.insert(narrative("for-you"), page("For you", "translations: for-you-polish\n"));
    site.insert(narrative("for-you-polish"), page("Dla ciebie", "lang: pl\n"));
    let place = Place::with_site("look-overview", &site);
    let run = place.iho(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let overview = place.read("output-drafts/ihos/vale/index.html");
    let polish = "<a href=\"../../documents/summary-polish/\" lang=\"pl\" dir=\"ltr\" hreflang=\"pl\">Polski</a>";
    let easy = "<a href=\"../../documents/summary-easy/\">Easy Read</a>";
    assert!(overview.contains(&format!("Summary in: {polish} · {easy}</p>")), "{overview}");
    let text = place.read("output-drafts/ihos/vale/for-you/index.html");
    assert!(text.contains("href=\"../../../ihos/vale/for-you-polish/\" lang=\"pl\""), "{text}");
    let polish = place.read("output-drafts/ihos/vale/for-you-polish/index.html");
    assert!(polish.contains("<html lang=\"pl\">") && polish.contains(">English</a>"), "{polish}");
}

#[test]
fn a_contact_with_a_number_alone_is_at_the_foot_and_titles_are_plain() {
    let mut site = common::small_site();
    let settings = site.get_mut("content/site.yaml").expect("the settings of the site");
    *settings =
        settings.replace("contact: blueprints@example.org", "contact: {phone: 01632 960 017}");
    let title = "title: About **us** and [[org:vale-trust]]";
    let page = site.get_mut("content/pages/about.md").expect("a page");
    *page = page.replace("title: About this example", &format!("{title}\ndir: rtl"));
    let made = common::output(&site);
    let page = &made["about/index.html"];
    for words in [
        "<dt>Contact</dt><dd>01632 960 017</dd>",
        "<title>About us and Vale NHS Foundation Trust",
        "dir=\"rtl\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// What `release` would refuse is told by `check`, with its place.
#[test]
fn a_time_zone_that_there_is_not_is_told() {
    let place = with_identity("look-zone", "  colour: \"#5b2a86\"\ntime_zone: London\n", &[]);
    for command in [&["check"][..], &["release", "vale", "--note", "First.", "--yes"]] {
        let run = place.iho(command);
        assert_eq!(run.code, 1, "{command:?}: {}", run.stderr);
        for words in ["there is no time zone `London`", "content/site.yaml:", "Europe/London"] {
            assert!(run.stderr.contains(words), "{command:?}: {}", run.stderr);
        }
    }
}
