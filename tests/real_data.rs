//! Real figures and boundaries as the content of an invented site: what others publish goes in, sound files come out.
//!
//! The site is left in the build's temporary folder, where validators of other people look at it (`.ci/run`).
#![expect(clippy::disallowed_methods, reason = "real data lie beside the repository")]
#![expect(clippy::print_stdout, reason = "says where there is none")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use iho::output::Body;
use serde_json::{Value, json};

use crate::common::{build, small_site};
use crate::place::Place;

/// As many contracts as make three areas and about three measures each.
const CONTRACTS: usize = 14;

/// A real series: what it is called, and its rows.
struct Series {
    id: String,
    rows: Vec<(String, String)>,
}

impl Series {
    fn of(file: &Path) -> Self {
        let stem = file.file_stem().expect("a file has a name").to_string_lossy();
        let id = stem.trim_start_matches("r_").to_lowercase().replace('_', "-");
        let text = fs::read_to_string(file).expect("text");
        let rows = text.lines().skip(1).filter_map(|line| line.split_once(','));
        Self { id, rows: rows.map(|(day, value)| (day.to_owned(), value.to_owned())).collect() }
    }

    fn is_share(&self) -> bool {
        self.id.contains("perf")
    }

    /// Deaths are counted by the week.
    fn is_weekly(&self) -> bool {
        self.id.starts_with("ons")
    }

    /// As `draft/metrics/<id>.csv` has it.
    fn table(&self) -> String {
        let mut table = "period,value\n".to_owned();
        for (day, value) in &self.rows {
            let period = if self.is_weekly() { day } else { &day[..7] };
            let value = value.strip_suffix(".0").unwrap_or(value);
            writeln!(table, "{period},{value}").expect("memory is written to");
        }
        table
    }

    /// Its definition, as `content/metrics/<id>.yaml` has it.
    fn definition(&self, pattern: &str) -> String {
        let (unit, kind) = if self.is_share() { ("pct", "proportion") } else { ("count", "count") };
        let (period, often) =
            if self.is_weekly() { ("snapshot", "weekly") } else { ("month", "monthly") };
        let lines =
            pattern.lines().map(|line| match line.split_once(": ").unwrap_or((line, "")).0 {
                "id" => format!("id: {}", self.id),
                "name" => format!("name: Series {}", self.id),
                "short_name" => format!("short_name: {}", self.id),
                "unit" => format!("unit: {unit}"),
                "value_type" => format!("value_type: {kind}"),
                "multiplier" => "multiplier: 1".to_owned(),
                "period_type" => format!("period_type: {period}"),
                "frequency" => format!("frequency: {often}"),
                _ => line.to_owned(),
            });
        lines.map(|line| line + "\n").collect()
    }
}

/// The site: the small one, with as many contracts as are needed for all areas and series.
fn site(series: &[Series], boundary: &Value) -> BTreeMap<String, String> {
    let small = small_site();
    let (pattern, mut files): (BTreeMap<_, _>, BTreeMap<_, _>) =
        small.into_iter().partition(|(path, _)| path.starts_with("content/ihos/vale/"));
    let definition = files["content/metrics/bed-days.yaml"].clone();
    for it in series {
        files.insert(format!("content/metrics/{}.yaml", it.id), it.definition(&definition));
    }
    let features = boundary["features"].as_array().expect("a list of areas");
    for n in 0..CONTRACTS {
        let id = if n == 0 { "vale".to_owned() } else { format!("vale-{n}") };
        let areas: Vec<&Value> = features.iter().skip(n).step_by(CONTRACTS).collect();
        let codes = areas.iter().map(|it| it["properties"]["ICB23CD"].as_str().expect("a code"));
        let codes = codes.collect::<Vec<_>>().join(", ");
        let draft = format!("content/ihos/{id}/draft");
        for (path, text) in &pattern {
            let text = text
                .replace("id: vale\n", &format!("id: {id}\n"))
                .replace("name: Vale ", &format!("name: Vale {n} "))
                .replace(
                    "{type: LAD24, codes: [E99999001]}",
                    &format!("{{type: ICB23, codes: [{codes}]}}"),
                );
            files.insert(path.replace("/vale/", &format!("/{id}/")), text);
        }
        let own = json!({
            "type": "FeatureCollection",
            "crs": boundary["crs"],
            "source": "Office for National Statistics licensed under the Open Government Licence v.3.0",
            "features": areas,
        });
        files.insert(format!("{draft}/footprint.geojson"), own.to_string());
        let mut reported = "metrics:\n".to_owned();
        for it in series.iter().skip(n).step_by(CONTRACTS) {
            writeln!(
                reported,
                "  - {{metric: {}, baseline: {{value: 1, period: 2016/17}}}}",
                it.id
            )
            .expect("memory is written to");
            files.insert(format!("{draft}/metrics/{}.csv", it.id), it.table());
        }
        files.insert(format!("{draft}/metrics.yaml"), reported);
    }
    files
}

fn real() -> Option<(Vec<Series>, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real");
    let Ok(text) = fs::read_to_string(folder.join("icb_april_2023_en_bsc.geojson")) else {
        println!("LEFT OUT: the real figures and boundaries are not at {}", folder.display());
        return None;
    };
    let files = fs::read_dir(folder.join("ae")).expect("the series lie beside the boundaries");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    let series = files.iter().map(|file| Series::of(file)).collect();
    Some((series, serde_json::from_str(&text).expect("GeoJSON")))
}

#[test]
fn real_figures_and_boundaries_make_a_sound_site() {
    let Some((series, boundary)) = real() else { return };
    assert_eq!(series.len(), 39);
    let files = site(&series, &boundary);
    Place::with_site("real-data", &files);
    let pages = made(&files);

    let mut n_rows = 0;
    for it in &series {
        let table = format!("/data/{}.csv", it.id);
        let found: Vec<_> = pages.iter().filter(|(path, _)| path.ends_with(&table)).collect();
        let [(path, text)] = found[..] else { panic!("{} tables of {}", found.len(), it.id) };
        assert_eq!(text.lines().count(), it.rows.len() + 1, "{path}");
        for (line, (_, value)) in text.lines().skip(1).zip(&it.rows) {
            let said: f64 = line.split(',').nth(7).expect("a value").parse().expect("a number");
            assert_eq!(said, value.parse::<f64>().expect("a number"), "{path}: {line}");
        }
        n_rows += it.rows.len();
    }
    assert_eq!(n_rows, 1573);
    let drawn: BTreeSet<String> = (0..CONTRACTS)
        .flat_map(|n| {
            let id = if n == 0 { "vale".to_owned() } else { format!("vale-{n}") };
            let text = &pages[&format!("ihos/{id}/data/footprint.geojson")];
            sound_areas(&serde_json::from_str(text).expect("JSON"))
        })
        .collect();
    assert_eq!(drawn.len(), 42, "every area is drawn once");
    for (path, text) in &pages {
        if path.ends_with(".html") {
            assert!(!text.contains("NaN"), "{path}");
        }
    }
}

/// Everything that would be written, by path; nothing is wrong with it.
fn made(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (_, build) = build(files);
    let mut found = build.diagnostics;
    let site = build.site.expect("a theme");
    let mut made = BTreeMap::new();
    for (url, _) in site.entries() {
        let bytes = match site.body(url).expect("promised").expect("made") {
            Body::Bytes(bytes) => bytes,
            Body::Shared(bytes) => bytes.to_vec(),
            Body::Copy(_) => continue,
        };
        found.extend(site.check(url, &bytes));
        made.insert(url.output_path(), String::from_utf8(bytes).expect("text"));
    }
    let errors: Vec<_> = found.iter().filter(|it| it.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    made
}

/// The codes of the areas of a boundary, all of which are as RFC 7946 has them.
fn sound_areas(boundary: &Value) -> Vec<String> {
    assert!(boundary.get("crs").is_none());
    let features = boundary["features"].as_array().expect("areas");
    for feature in features {
        let geometry = &feature["geometry"];
        let coordinates = geometry["coordinates"].as_array().expect("coordinates");
        let polygons: Vec<&Value> = match geometry["type"].as_str() {
            Some("Polygon") => vec![&geometry["coordinates"]],
            _ => coordinates.iter().collect(),
        };
        for polygon in polygons {
            for (at, ring) in polygon.as_array().expect("rings").iter().enumerate() {
                let ring: Vec<[f64; 2]> = serde_json::from_value(ring.clone()).expect("a ring");
                assert_eq!(ring.first(), ring.last());
                let area: f64 =
                    ring.windows(2).map(|it| it[0][0] * it[1][1] - it[1][0] * it[0][1]).sum();
                assert_eq!(area > 0.0, at == 0, "{}", feature["properties"]);
            }
        }
    }
    let code = |feature: &Value| feature["properties"]["code"].as_str().expect("a code").to_owned();
    features.iter().map(code).collect()
}
