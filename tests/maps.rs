//! Maps: what they say, what they leave out, and that real boundaries fit on a page.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "real boundaries stand in a file, which may not be there"
)]

use std::collections::BTreeMap;
use std::path::Path;

use iho::figure::map::{self, Area, Lines, Map};
use iho::model::boundary::{self, Boundary};
use proptest::prelude::*;

use crate::common::{drawings, is_well_formed, main_of, output, report, small_site_with, words_of};

/// A boundary of boxes: code, name, west, south, and width in hundredths of a degree.
fn boxes(of: &[(&str, &str, f64, f64, f64)]) -> String {
    let feature = |(code, name, west, south, width): &(&str, &str, f64, f64, f64)| {
        let (east, north) = (west + width / 100.0, south + width / 200.0);
        format!(
            r#"{{"type": "Feature", "properties": {{"code": "{code}", "name": "{name}", "vintage": "2026-04-01"}}, "geometry": {{"type": "Polygon", "coordinates": [[[{west}, {south}], [{west}, {north}], [{east}, {north}], [{east}, {south}], [{west}, {south}]]]}}}}"#
        )
    };
    let features: Vec<String> = of.iter().map(feature).collect();
    format!(
        r#"{{"type": "FeatureCollection", "crs": {{"type": "name"}}, "attribution": "Office of Invented Surveys, invented licence 1.0", "features": [{}]}}"#,
        features.join(", ")
    )
}

/// The full site beside a second blueprint whose footprint begins where the first ends, and a council with an outline.
fn site_with_a_neighbour() -> BTreeMap<String, String> {
    let mut files = small_site_with(include_str!("sites/full.txt"));
    let own = boxes(&[
        ("E99999011", "Vale <East>", -0.2, 53.1, 10.0),
        ("E99999012", "Vale West", -0.3, 53.1, 10.0),
    ]);
    files.insert("content/ihos/vale/draft/footprint.geojson".to_owned(), own);
    let other: Vec<(String, String)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("content/ihos/vale/"))
        .map(|(path, text)| {
            let text = text.replace("id: vale\n", "id: hill\n").replace("name: Vale", "name: Hill");
            (path.replace("/ihos/vale/", "/ihos/hill/"), text)
        })
        .collect();
    files.extend(other);
    let beside = boxes(&[
        ("E99999011", "Hill East", -0.1, 53.1, 10.0),
        ("E99999012", "Hill West", 0.0, 53.1, 10.0),
    ]);
    files.insert("content/ihos/hill/draft/footprint.geojson".to_owned(), beside);
    files
        .get_mut("content/places/vale-area.yaml")
        .expect("the place")
        .push_str("\ngeometry: vale-area.geojson\n");
    let council = boxes(&[("E99999001", "Vale", -0.31, 53.09, 21.0)]);
    files.insert("content/places/vale-area.geojson".to_owned(), council);
    files
}

/// The first figure of a page, with its table.
fn figure_of(page: &str) -> &str {
    let start = page.find("<div class=\"figure\">").expect("a figure");
    &page[start..start + page[start..].find("</section>").expect("an end")]
}

#[test]
fn a_footprint_is_on_the_map() {
    let files = site_with_a_neighbour();
    let pages = output(&files);
    let page = &pages["ihos/vale/footprint/index.html"];
    for drawing in drawings(page) {
        assert_eq!(is_well_formed(drawing), Ok(()), "{drawing}");
    }
    let figure = figure_of(page);
    insta::assert_snapshot!("footprint", words_of(figure));
    let home = main_of(&pages["index.html"]);
    let figure = figure_of(home);
    insta::assert_snapshot!("locator", words_of(figure));
}

/// The names of the Office for National Statistics are as good as ours, and a collection of shapes is a shape.
#[test]
fn a_boundary_may_come_as_the_office_exports_it() {
    let mut files = small_site_with(include_str!("sites/full.txt"));
    let ring = "[[[-0.2, 53.1], [-0.2, 53.2], [-0.1, 53.2], [-0.2, 53.1]]]";
    let shape = format!(r#"{{"type": "Polygon", "coordinates": {ring}}}"#);
    let text = format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"FID": 1, "LAD24CD": "E99999001", "LAD24NM": "Vale"}}, "geometry": {{"type": "GeometryCollection", "geometries": [{shape}]}}}}]}}"#
    );
    files.insert("content/ihos/vale/draft/footprint.geojson".to_owned(), text);
    assert_eq!(report(&files), "");
    assert!(output(&files)["ihos/vale/footprint/index.html"].contains("covers 1 area: Vale."));
}

fn area_of(area: &boundary::Area) -> Area<'_> {
    Area {
        name: area.name.clone(),
        code: area.code.clone(),
        polygons: area.polygons.iter().collect(),
        sources: Vec::new(),
    }
}

fn map_of(boundary: &Boundary) -> Map<'_> {
    Map {
        id: "map-test".to_owned(),
        title: "Test".to_owned(),
        finding: "All of it.".to_owned(),
        areas: boundary.areas.iter().map(area_of).collect(),
        around: Vec::new(),
        lines: Vec::new(),
        lines_are: Lines::Councils,
        head: "Area".to_owned(),
        is_one: true,
    }
}

/// The paths of a drawing: how long all of them are.
fn length_of_paths(svg: &str) -> usize {
    svg.match_indices(" d=\"")
        .map(|(at, start)| svg[at + start.len()..].find('"').expect("an end"))
        .sum()
}

/// 42 areas with 23,809 corners: all of them are there, and the outline is short enough for a page.
#[test]
fn real_boundaries_fit_on_a_page() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/real/icb_april_2023_en_bsc.geojson");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("LEFT OUT: the real boundaries are not at {}", file.display());
        return;
    };
    let boundary = boundary::parse(&text);
    assert_eq!(boundary.areas.len(), 42);
    assert!(boundary.areas.iter().all(|area| !area.name.is_empty() && area.code.len() == 9));
    let figure = map::draw(&map_of(&boundary)).expect("a map");
    for svg in [&figure.wide, &figure.narrow] {
        assert_eq!(is_well_formed(svg.as_str()), Ok(()));
        assert_eq!(svg.as_str().matches("<path d=").count(), 42);
    }
    let length = |figure: &iho::figure::Figure| {
        length_of_paths(figure.wide.as_str()) + length_of_paths(figure.narrow.as_str())
    };
    let found = length(&figure);
    assert!((15_000..40_000).contains(&found), "{found} bytes of outlines");
    // England is 575 km from west to east without the Isles of Scilly, and 580 km from north to south.
    assert!(figure.finding.contains("from north to south about 6"), "{}", figure.finding);
    // A footprint of one of them is drawn more finely, and still fits.
    let mut one = map_of(&boundary);
    for at in 0..42 {
        let mut single = map_of(&boundary);
        let area = single.areas.swap_remove(at);
        single.around = std::mem::replace(&mut single.areas, vec![area.clone()]);
        let figure = map::draw(&single).expect("a map");
        let found = length(&figure);
        assert!(found < 40_000, "{}: {found} bytes of outlines", area.name);
    }
    one.areas.clear();
    assert_eq!(map::draw(&one), None);
}

proptest! {
    /// Whatever a file says, what is drawn is well-formed and finite.
    #[test]
    fn any_boundary_makes_a_sound_map(
        rings in prop::collection::vec(prop::collection::vec((any::<f64>(), -90.0f64..90.0), 3..12), 0..8),
        tiny in any::<bool>(),
    ) {
        let mut boundary = Boundary::default();
        for (at, mut ring) in rings.into_iter().enumerate() {
            for position in &mut ring {
                position.0 = if tiny { position.0.signum() * 1e-9 } else { position.0 % 180.0 };
            }
            ring.retain(|(x, y)| x.is_finite() && y.is_finite());
            if ring.len() < 3 {
                continue;
            }
            ring.push(ring[0]);
            let name = format!("<{at}> & \"more\" of a long name");
            boundary.areas.push(boundary::Area { code: String::new(), name, polygons: vec![vec![ring]] });
        }
        if let Some(figure) = map::draw(&map_of(&boundary)) {
            for svg in [&figure.wide, &figure.narrow] {
                prop_assert_eq!(is_well_formed(svg.as_str()), Ok(()));
                prop_assert!(!svg.as_str().to_lowercase().contains("nan"));
            }
        }
    }
}
