//! Figures: what they say, that any numbers make a sound drawing, and that their colours can be told from the page.
#![expect(clippy::disallowed_methods, reason = "the colours stand in the style sheet")]

use iho::figure::funnel::{self, Body, Funnel};
use iho::figure::share::{self, Band, Mark, Piece, Sharing};
use iho::figure::spc::{self, Period, Series};
use iho::figure::{Figure, Table, Unit, icon, spark};
use iho::statistics::spc::{Direction, ENOUGH_POINTS, Options, Reading, Rebase, TargetStep, chart};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::common;
use crate::common::{drawings, is_well_formed};

/// A series of months from April 2023 on.
struct Months {
    readings: Vec<Reading>,
    options: Options,
    unit: Unit,
    bounds: Option<(f64, f64)>,
    targets: Vec<TargetStep>,
    rebases: Vec<Rebase>,
    n_provisional: usize,
}

const START: Date = date(2023, 4, 1);

impl Months {
    fn new(values: &[Option<f64>], direction: Direction) -> Self {
        let month = |at: usize| START.saturating_add(i64::try_from(at).unwrap_or(0).months());
        let readings = values.iter().enumerate();
        let readings = readings.map(|(at, value)| Reading { day: month(at), value: *value });
        Self {
            readings: readings.collect(),
            options: Options::new(direction),
            unit: Unit::percent(1),
            bounds: Some((0.0, 100.0)),
            targets: Vec::new(),
            rebases: Vec::new(),
            n_provisional: 0,
        }
    }

    fn target(mut self, steps: &[(usize, f64)]) -> Self {
        self.targets = steps
            .iter()
            .map(|(at, value)| TargetStep { from: self.readings[*at].day, value: *value })
            .collect();
        self.options.target = steps.last().map(|(_, value)| *value);
        self
    }

    fn rebase(mut self, at: usize, reason: &str) -> Self {
        let day = self.readings[at].day;
        self.options.rebase.push(day);
        self.rebases.push(Rebase { day, reason: reason.to_owned() });
        self
    }

    fn with<T>(&self, look: impl FnOnce(&Series<'_>) -> T) -> T {
        let judged = chart(&self.readings, &self.options);
        let n = self.readings.len();
        let periods: Vec<Period> = self
            .readings
            .iter()
            .enumerate()
            .map(|(at, reading)| Period {
                words: iho::model::figures::period(iho::model::scalar::Period::Month(
                    reading.day.year(),
                    reading.day.month(),
                )),
                is_provisional: at + self.n_provisional >= n,
            })
            .collect();
        look(&Series {
            id: "vale-ae",
            measure: "Seen within 4 hours in A&E, per cent of patients",
            area: "Example <Vale>",
            unit: self.unit.clone(),
            direction: self.options.direction,
            chart: &judged,
            periods: &periods,
            targets: &self.targets,
            rebases: &self.rebases,
            bounds: self.bounds,
            least_points: ENOUGH_POINTS,
            is_apart: &[],
            mark: None,
        })
    }

    fn figure(&self) -> Figure {
        self.with(spc::draw)
    }
}

/// Values that wander around a level.
fn around(level: f64, n: usize) -> Vec<Option<f64>> {
    let steps = [0.4, -1.1, 1.6, -0.3, 0.9, -1.7, 0.2, 1.2, -0.8, 0.5, -1.4, 1.0];
    (0..n).map(|at| Some(level + steps[at % steps.len()])).collect()
}

#[track_caller]
fn check(figure: &Figure) {
    let mut ids = Vec::new();
    for svg in [&figure.wide, &figure.narrow] {
        let text = svg.as_str();
        assert_eq!(is_well_formed(text), Ok(()), "{text}");
        // The tags alone: words may say anything.
        let tags = text.split('<').filter_map(|piece| Some(piece.split_once('>')?.0));
        let lower = tags.collect::<Vec<_>>().join(" ").to_lowercase();
        for wrong in ["nan", "inf\"", "inf ", "infinity", "style=", "#0", "#f", "rgb("] {
            assert!(!lower.contains(wrong), "{wrong} in {text}");
        }
        for named in ["role=\"img\"", "<title id=", "<desc id=", "viewBox=\"0 0 "] {
            assert!(text.contains(named), "{named} is not in {text}");
        }
        for inert in ["<a ", "href=\"h", "tabindex", "<script", "onclick"] {
            assert!(!text.contains(inert), "{inert} in {text}");
        }
        ids.extend(text.match_indices(" id=\"").map(|(at, _)| {
            let id = &text[at + 5..];
            id[..id.find('"').expect("an end")].to_owned()
        }));
    }
    assert!(ids.iter().all(|id| id.starts_with(&figure.id)), "{ids:?}");
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "{ids:?}");
    if let Some(table) = &figure.table {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        assert_eq!(table.numeric.len(), table.columns.len());
    }
}

/// All that a figure says in words.
fn words(figure: &Figure) -> String {
    let mut said = format!("{}\n\n{}\n", figure.title, figure.finding);
    for entry in &figure.key {
        said.push_str(&format!("\n[sign] {}", entry.words));
    }
    for note in &figure.notes {
        said.push_str(&format!("\n\n{note}"));
    }
    let text = figure.wide.as_str();
    let written: Vec<&str> = text
        .match_indices("<text")
        .map(|(at, _)| {
            let words = &text[at + text[at..].find('>').expect("an end") + 1..];
            &words[..words.find('<').expect("an end")]
        })
        .collect();
    said.push_str(&format!("\n\nIn the drawing: {}\n", written.join(" | ")));
    if let Some(table) = &figure.table {
        said.push_str(&format!("\n{}\n", table.columns.join(" | ")));
        for row in table.rows.iter().rev().take(3).rev() {
            said.push_str(&format!("{}\n", row.join(" | ")));
        }
    }
    said
}

/// A series with everything: two groups, a target that moved, a blank, a fall at the end, a value that may change.
fn everything() -> Months {
    let mut values = around(78.0, 18);
    values.extend(around(84.0, 14));
    values[6] = None;
    values.extend([82.0, 80.5, 79.0, 78.2, 77.0, 75.5, 74.0].map(Some));
    let mut months = Months::new(&values, Direction::Increase)
        .target(&[(0, 90.0), (24, 95.0)])
        .rebase(18, "A second ward opened, and patients are counted from their arrival.");
    months.n_provisional = 2;
    months
}

#[test]
fn the_chart_says_what_it_shows() {
    let figure = everything().figure();
    check(&figure);
    insta::assert_snapshot!("spc_everything", words(&figure));
}

#[test]
fn few_points_have_no_limits() {
    let months = Months::new(&around(78.0, 12), Direction::Increase).target(&[(0, 80.0)]);
    let figure = months.figure();
    check(&figure);
    assert!(!figure.wide.as_str().contains("f-limit"), "no limits are drawn");
    assert_eq!(months.with(icon::of_variation).words, "Not enough data yet");
    assert_eq!(months.with(icon::of_assurance), None);
    insta::assert_snapshot!("spc_few_points", words(&figure));
}

#[test]
fn limits_are_cut_off_where_no_value_can_be() {
    let mut values = around(99.0, 24);
    for value in values.iter_mut().flatten() {
        *value = value.min(100.0);
    }
    let figure = Months::new(&values, Direction::Increase).figure();
    check(&figure);
    assert!(figure.notes.iter().any(|note| note.contains("drawn at 100%")), "{:?}", figure.notes);
}

/// Values fill the drawing, however far away a target is that has not begun.
#[test]
fn a_target_that_has_not_begun_takes_no_room() {
    let plain = Months::new(&around(50.0, 20), Direction::Increase).figure();
    let mut months = Months::new(&around(50.0, 20), Direction::Increase);
    months.targets = vec![TargetStep { from: START.saturating_add(60.months()), value: 95.0 }];
    assert_eq!(months.figure().wide, plain.wide);
}

#[test]
fn no_values_make_a_sentence() {
    for values in [vec![], vec![None], vec![None, None]] {
        let months = Months::new(&values, Direction::Decrease);
        let figure = months.figure();
        check(&figure);
        assert_eq!(figure.finding, "No value is published yet.");
        assert_eq!(months.with(spark::draw), None);
    }
}

/// A blank is a gap in the line, and nothing is drawn across it.
#[test]
fn a_blank_is_a_gap() {
    let runs = |months: &Months| months.figure().wide.as_str().matches("class=\"f-line\"").count();
    let mut values = around(50.0, 20);
    assert_eq!(runs(&Months::new(&values, Direction::Increase)), 1);
    values[9] = None;
    assert_eq!(runs(&Months::new(&values, Direction::Increase)), 2);
}

/// The words at an axis, as the drawing places them: their middle, and how wide they may be.
fn at_axis(drawing: &str) -> Vec<(f64, f64)> {
    let number = |tag: &str, name: &str| -> f64 {
        let from = &tag[tag.find(name).expect("a place") + name.len()..];
        from[..from.find('"').expect("an end")].parse().expect("a number")
    };
    let found = drawing.split("<text class=\"f-tick\"").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let words = &rest[..rest.find('<')?];
        let width = iho::figure::svg::width_of(words) * 15.0;
        tag.contains("middle").then(|| (number(tag, " x=\""), width))
    });
    found.collect()
}

/// Words at the ends of the axis keep within the drawing, and the others keep clear of where they stand then.
#[test]
fn periods_at_the_axis_do_not_touch() {
    for words in ["September 2024", "April to June 2024", "1 September 2024", "12 months to March"]
    {
        for n in 2..40 {
            let months = Months::new(&around(5.0, n), Direction::Increase);
            let figure = months.with(|series| {
                let period = Period { words: words.to_owned(), is_provisional: false };
                let periods = vec![period; n];
                spc::draw(&Series { periods: &periods, least_points: 50, ..series.clone() })
            });
            for drawing in [&figure.wide, &figure.narrow] {
                let all = at_axis(drawing.as_str());
                assert!(!all.is_empty());
                for pair in all.windows(2) {
                    let [(a, width), (b, _)] = pair else { continue };
                    assert!(b - a > width + 5.0, "{n} times {words}: {all:?}");
                }
            }
        }
    }
}

/// The same series makes the same bytes.
#[test]
fn drawings_are_stable() {
    assert_eq!(everything().figure(), everything().figure());
}

#[test]
fn a_sparkline_says_its_ends() {
    let picture = everything().with(spark::draw).expect("values");
    assert_eq!(is_well_formed(picture.as_str()), Ok(()));
    let name = "aria-label=\"Seen within 4 hours in A&amp;E, per cent of patients: 38 values, April 2023 to June 2026, provisional, from 78.4% to 74.0%, lowest 74.0%, highest 85.6%\"";
    assert!(picture.as_str().contains(name), "{}", picture.as_str());
}

/// Shares of bodies of many sizes around 60%.
fn bodies(n: u32) -> Vec<(String, f64, f64)> {
    let body = |at: u32| {
        let of = f64::from(200 + at * at % 97 * 120);
        let away = [0.0, 0.01, -0.03, 0.05, -0.01][at as usize % 5];
        (format!("Body {at}"), (of * (0.6 + away)).round(), of)
    };
    (0..n).map(body).collect()
}

fn funnel_of(here: (f64, f64), bodies: &[(String, f64, f64)]) -> Option<Figure> {
    let counts: Vec<(f64, f64)> = bodies.iter().map(|(_, count, of)| (*count, *of)).collect();
    let limits = iho::statistics::funnel::Funnel::around(&counts)?;
    let body = |(name, count, of)| Body { name, count, of };
    Some(funnel::draw(&Funnel {
        id: "peers",
        measure: "Seen <soon>",
        sizes: "people who ask to be seen, of whom there may be many in any one place",
        unit: Unit::percent(1),
        limits: &limits,
        here: body(("Example Vale", here.0, here.1)),
        peers: bodies.iter().map(|(name, count, of)| body((name, *count, *of))).collect(),
        n_all: bodies.len(),
        period: "March 2026",
        notes: Vec::new(),
    }))
}

#[test]
fn the_funnel_says_where_a_body_stands() {
    let figure = funnel_of((1_290.0, 2_000.0), &bodies(14)).expect("enough bodies");
    check(&figure);
    insta::assert_snapshot!("funnel", words(&figure));
    for (count, words) in [
        (1_140.0, "Below the 99.8% limits"),
        (1_160.0, "Below the 95% limits"),
        (1_210.0, "Within the 95% limits"),
        (1_270.0, "Above the 95% limits"),
        (1_300.0, "Above the 99.8% limits"),
    ] {
        let figure = funnel_of((count, 2_000.0), &bodies(14)).expect("enough bodies");
        assert!(figure.finding.contains(words), "{count}: {}", figure.finding);
    }
    assert_eq!(funnel_of((1.0, 2.0), &bodies(9)), None);
}

/// The table of all practices of a country makes no page that nobody can load.
#[test]
fn a_funnel_of_thousands_stays_small() {
    let figure = funnel_of((1_290.0, 2_000.0), &bodies(7_000)).expect("enough bodies");
    check(&figure);
    assert!(figure.wide.as_str().len() < 60_000, "{}", figure.wide.as_str().len());
    let table = figure.table.expect("a table");
    assert_eq!(table.columns, ["Standing", "Peers"]);
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        8 => (-1e3f64..1e3).prop_map(Some),
        2 => Just(None),
        1 => any::<f64>().prop_map(Some),
        1 => prop::sample::select(vec![0.0, 1e308, -1e308, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE]).prop_map(Some),
    ]
}

proptest! {
    /// Whatever numbers go in, the drawing is well-formed, finite and bounded.
    #[test]
    fn any_series_makes_a_sound_drawing(
        values in prop::collection::vec(any_value(), 0..40),
        target in any_value(),
        rebase in any::<prop::sample::Index>(),
        bounds in any::<bool>(),
        least in 0usize..16,
    ) {
        let mut months = Months::new(&values, Direction::Decrease);
        if let Some(target) = target.filter(|_| !values.is_empty()) {
            months = months.target(&[(0, target)]).rebase(rebase.index(values.len()), "<why> & \"how\"");
        }
        months.bounds = bounds.then_some((0.0, 100.0));
        let figure = months.with(|series| {
            spc::draw(&Series { least_points: least, ..series.clone() })
        });
        check(&figure);
        prop_assert!(figure.wide.as_str().len() < 30_000);
        if let Some(picture) = months.with(spark::draw) {
            prop_assert_eq!(is_well_formed(picture.as_str()), Ok(()));
        }
        prop_assert!(!figure.finding.contains("NaN"));
    }
}

proptest! {
    /// Whatever shares go in, the drawing is well-formed, finite and bounded.
    #[test]
    fn any_shares_make_a_sound_funnel(
        sizes in prop::collection::vec((0.0..=1.0_f64, prop_oneof![1.0..1e5_f64, 1e-9..1e300_f64]), 10..30),
        here in (0.0..=1.0_f64, 1e-3..1e9_f64),
    ) {
        let bodies: Vec<(String, f64, f64)> =
            sizes.into_iter().map(|(share, of)| ("<b> & \"c\"".to_owned(), share * of, of)).collect();
        if let Some(figure) = funnel_of((here.0 * here.1, here.1), &bodies) {
            check(&figure);
            prop_assert!(figure.wide.as_str().len() < 30_000);
            prop_assert!(!figure.finding.contains("NaN"), "{}", figure.finding);
        }
    }
}

/// Relative luminance and contrast: WCAG 2.2, "relative luminance" and "contrast ratio".
fn luminance(hex: &str) -> f64 {
    let hex = hex.trim_start_matches('#');
    let digits: Vec<char> = match hex.len() {
        3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => hex.chars().collect(),
    };
    let channel = |at: usize| {
        let pair: String = digits[at..at + 2].iter().collect();
        let value = f64::from(u8::from_str_radix(&pair, 16).expect("a colour")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What carries meaning in a figure can be told from what is behind it, by day, by night and on paper.
#[test]
fn colours_of_figures_have_contrast() {
    let sheet = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static/site.css"),
    )
    .expect("the style sheet");
    let after = |from: &str| &sheet[sheet.find(from).expect("a mode")..];
    let modes = [
        ("light", after(":root {")),
        ("dark", after("@media (prefers-color-scheme: dark) {")),
        ("print", after("@media print {")),
    ];
    for (mode, text) in modes {
        let block = &text[..text.find("\n  }").or_else(|| text.find("\n}")).expect("an end")];
        let block =
            if mode == "light" { &text[..text.find("\n}").expect("an end")] } else { block };
        let value = |name: &str| {
            let start =
                block.find(&format!("{name}: ")).unwrap_or_else(|| panic!("{name} in {mode}"));
            let value = &block[start + name.len() + 2..];
            value[..value.find(';').expect("an end")].to_owned()
        };
        for ground in ["--page", "--surface"] {
            for name in [
                "--chart-improving",
                "--chart-concern",
                "--chart-common",
                "--chart-unusual",
                "--chart-target",
                "--chart-mean",
                "--chart-tint",
                "--control",
            ] {
                let ratio = contrast(&value(name), &value(ground));
                assert!(ratio >= 3.0, "{mode}: {name} on {ground} is {ratio:.2}");
            }
            for name in ["--text", "--text-2", "--chart-target", "--chart-mean"] {
                let ratio = contrast(&value(name), &value(ground));
                assert!(ratio >= 4.5, "{mode}: words in {name} on {ground} are {ratio:.2}");
            }
        }
    }
}

/// The page of a blueprint with every section.
fn page_of_full_site(path: &str) -> String {
    let site = common::small_site_with(include_str!("sites/full.txt"));
    common::output(&site).remove(path).expect("the page")
}

/// The chart is drawn of the same sums as the tables: the edges of the worked example of the content model.
#[test]
fn gains_and_losses_are_drawn() {
    let page = page_of_full_site("ihos/vale/risk-share/index.html");
    let found = drawings(&page);
    assert!(found.len() >= 4, "two drawings and their key");
    for drawing in &found {
        assert_eq!(is_well_formed(drawing), Ok(()));
    }
    for words in [
        "Cap on gains 5%",
        ">100%<",
        "The most that the host can get is £20.85 million, when spending is 5% or more under the budget.",
        "The most that it can pay is £20.05 million, when spending is 4% or more over.",
        "3% under the budget",
        "href=\"#in_pounds\"",
        "<a href=\"../../../ihos/vale/risk-share/outcomes.csv\">Download all outcomes (CSV)</a>",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

/// Without a style sheet the network is a list in a list: commissioner, host, partners.
#[test]
fn the_network_of_partners_is_a_list() {
    let page = page_of_full_site("ihos/vale/partners/index.html");
    let start = page.find("<div class=\"network\">").expect("a network");
    let network = &page[start..start + page[start..].find("</section>").expect("an end")];
    assert_eq!(is_well_formed(network), Ok(()));
    let at = |words: &str| network.find(words).unwrap_or_else(|| panic!("{words}:\n{network}"));
    let order =
        ["Commissioner", "vale-icb/", "Host", "vale-trust/", "Contracted by the host", "vale-gps/"];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{network}");
    assert_eq!(
        network.matches("<ul").count(),
        5,
        "three lists inside each other, one of partners, the key"
    );
    assert!(network.contains("net-contract"), "a sub-contract is the strongest bond");
    assert!(page.contains("1 partner: 1 contracted by the host."));
}

#[test]
fn the_budget_flows_from_its_sources_to_its_services() {
    let page = page_of_full_site("ihos/vale/contract/index.html");
    for drawing in drawings(&page) {
        assert_eq!(is_well_formed(drawing), Ok(()), "{drawing}");
    }
    for words in [
        "ICB core allocation: £700 million (87.3%).",
        "to community nursing: £801.9 million (100%).",
        "<td>Where the money comes from</td><td class=\"number\">£101,900,000</td><td class=\"number\">12.7%</td>",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

/// A side that is not published in full is not drawn, and without both there is no drawing.
#[test]
fn half_a_budget_is_half_a_drawing() {
    const COMES_FROM: &str = ">Where the money comes from</text>";
    const GOES_TO: &str = ">Where it goes</text>";
    const SERVICES: (&str, &str, &str) =
        ("services.yaml", "    baseline_budget: {value: 801900000, fy: 2027/28}\n", "");
    const SOURCES: (&str, &str, &str) = (
        "contract.yaml",
        "\n    - {source: icb-core, amount: 700000000, growth: 1.5}\n    - {source: delegated-primary-care, amount: 101900000}\n",
        " {disclosure: withheld, exemption: s43, reason: A tender is open., review_on: 2027-03-31}\n",
    );
    let page = |changes: &[(&str, &str, &str)]| {
        let mut site = common::small_site_with(include_str!("sites/full.txt"));
        for (path, from, to) in changes {
            let text = site.get_mut(&format!("content/ihos/vale/draft/{path}")).expect("the file");
            assert!(text.contains(from), "{path} has no `{from}`");
            *text = text.replacen(from, to, 1);
        }
        common::output(&site).remove("ihos/vale/contract/index.html").expect("the page")
    };
    let without_services = page(&[SERVICES]);
    assert!(without_services.contains(COMES_FROM) && !without_services.contains(GOES_TO));
    let without_sources = page(&[SOURCES]);
    assert!(!without_sources.contains(COMES_FROM) && without_sources.contains(GOES_TO));
    assert!(!page(&[SERVICES, SOURCES]).contains("flow-vale"));
}

proptest! {
    /// Whatever an agreement comes to, its drawing is well-formed and finite.
    #[test]
    fn any_agreement_makes_a_sound_drawing(
        ends in prop::collection::vec((-20.0f64..20.0, any_value(), any::<bool>()), 2..9),
        words in "[ -~]{0,40}",
    ) {
        let pieces = ends.windows(2).map(|pair| Piece {
            from: (pair[0].0, pair[0].1.unwrap_or(0.0)),
            to: (pair[1].0, pair[1].1.unwrap_or(0.0)),
            has_from: pair[0].2,
            has_to: pair[1].2,
            is_shared: pair[0].2,
        });
        let figure = share::draw(&Sharing {
            id: "chart".to_owned(),
            title: words.clone(),
            finding: words.clone(),
            party: words.clone(),
            pieces: pieces.collect(),
            bands: vec![Band { stretch: (ends[0].0, ends[1].0), share: words.clone() }],
            marks: vec![Mark { at: ends[0].0, words: words.clone() }],
            examples: ends.iter().map(|(at, sum, _)| (*at, sum.unwrap_or(0.0))).collect(),
            notes: Vec::new(),
            table: Table {
                caption: words,
                columns: vec!["Spending".to_owned()],
                numeric: vec![false],
                rows: Vec::new(),
            },
        });
        check(&figure);
        for entry in &figure.key {
            prop_assert_eq!(is_well_formed(entry.sign.as_str()), Ok(()));
        }
    }
}
