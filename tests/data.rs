//! Data files: a folder in, files for programs out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iho::archive::{hex, sha256};
use iho::data;
use iho::engine::{Incremental, Options};
use iho::page::Url;
use iho::source::{Content, SitePath, Sources};
use serde_json::Value;

use crate::common::{TODAY, build, mistakes, output, report, small_site_with};

const FULL: &str = include_str!("sites/full.txt");

/// A measure in pounds, which may be negative.
const SURPLUS: &str = "--- content/metrics/surplus.yaml
id: surplus
name: \"=SUM(A1:A9) left over\"
short_name: Surplus
definition: What is left of the budget at the end of the month, in thousand pounds.
numerator: Budget less spending.
denominator: not applicable
unit: gbp
multiplier: 1
value_type: money
polarity: high-is-good
period_type: month
frequency: monthly
geography: The whole footprint
source: {name: Illustrative extract, url: https://example.org/extract}
licence: Open Government Licence v3.0
owner: Director of finance
last_updated: 2026-11-01
next_update: 2026-12-01
status: final
--- content/ihos/vale/draft/metrics.yaml
metrics:
  - metric: bed-days
    baseline: {value: 246.1, period: 2025/26}
    target: {value: 221, by: 2030-03-31}
  - {metric: surplus, baseline: {value: 10, period: 2025/26}}
--- content/ihos/vale/draft/metrics/surplus.csv
period,breakdown,value
2026-08,,-250
2026-09,,12.5
2026-09,=1+1,-3
2026-09,@home,4
2026-09,plain,5
";

/// A boundary as an old tool writes it: clockwise, with a `crs`, too many digits, and a hole that runs the wrong way.
const BOUNDARY: &str = r#"--- content/ihos/vale/draft/footprint.geojson
{"type": "FeatureCollection", "crs": {"type": "name"}, "attribution": "Office of Samples", "features": [
{"type": "Feature", "properties": {"code": "E99999001", "name": "Vale", "vintage": "2026-04-01"}, "geometry":
{"type": "Polygon", "coordinates": [
[[-1.0, 53.0], [-1.0, 53.123456789012345678], [-0.9, 53.1], [-0.9, 53.0], [-1.0, 53.0]],
[[-0.98, 53.02], [-0.92, 53.02], [-0.92, 53.08], [-0.98, 53.02]]]}}]}
"#;

/// The full site with figures, a boundary, and a prefix for the ids of its contracts.
fn everything() -> BTreeMap<String, String> {
    let mut files = small_site_with(&format!("{FULL}{SURPLUS}{BOUNDARY}"));
    let site = files.get_mut("content/site.yaml").expect("the site");
    site.push_str("ocid_prefix: ocds-zzz999\n");
    files
}

fn json(files: &BTreeMap<String, String>, path: &str) -> Value {
    let text = files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of a page's description for search engines.
fn linked(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("there is one");
    let (text, rest) = rest.split_once("</script>").expect("it ends");
    assert!(!rest.contains("<script") && !text.contains('<'), "{text}");
    assert!(text.len() < 1_500, "{} bytes", text.len());
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn every_data_file_can_be_read_and_is_made_the_same_twice() {
    let files = output(&everything());
    assert_eq!(files, output(&everything()));
    let is_data = |path: &&String| path.contains("/data/") || path.starts_with("data/");
    let is_page = |path: &&String| path.ends_with(".html");
    let paths: Vec<&String> = files.keys().filter(is_data).filter(|it| !is_page(it)).collect();
    for path in &paths {
        let text = &files[*path];
        assert!(text.ends_with('\n') && !text.contains('\r'), "{path}");
        if path.ends_with(".csv") {
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            assert!(rows.records().all(|row| row.is_ok()), "{path}");
        } else if path.ends_with(".svg") {
            assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"), "{path}");
        } else {
            json(&files, path);
        }
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(paths.iter().map(|path| format!("{path}\n")).collect::<String>());
    });
}

#[test]
fn words_that_a_spreadsheet_would_run_are_made_plain_and_numbers_are_not() {
    let files = output(&everything());
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(files["ihos/vale/data/measures.csv"]);
    });
    for text in [&files["ihos/vale/data/measures.csv"], &files["ihos/vale/data/surplus.csv"]] {
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            for cell in &row.expect("a row") {
                let is_number = cell.parse::<f64>().is_ok();
                assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
    }
    assert!(files["ihos/vale/data/surplus.csv"].contains(",-250,"));
}

#[test]
fn sizes_and_checksums_are_those_of_the_files() {
    let files = output(&everything());
    let package = json(&files, "ihos/vale/data/datapackage.json");
    let tables = package["resources"].as_array().expect("tables");
    assert_eq!(tables.len(), 2);
    for table in tables {
        let file = &files[&format!("ihos/vale/data/{}", table["path"].as_str().expect("a path"))];
        assert_eq!(table["bytes"], file.len());
        assert_eq!(table["hash"], format!("sha256:{}", hex(&sha256(file.as_bytes()))));
    }
    let catalogue = json(&files, "data/catalogue.jsonld");
    let mut n_files = 0;
    for dataset in catalogue["dcat:dataset"].as_array().expect("datasets") {
        for file in dataset["dcat:distribution"].as_array().expect("files") {
            let url = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
            let bytes =
                files[url.strip_prefix("https://iho.example.org/sub/").expect("here")].as_bytes();
            assert_eq!(file["dcat:byteSize"]["@value"], bytes.len().to_string(), "{url}");
            assert_eq!(file["spdx:checksum"]["spdx:checksumValue"]["@value"], hex(&sha256(bytes)));
            n_files += 1;
        }
    }
    assert_eq!(
        n_files, 15,
        "blueprint, summary, boundary, practices, five tables of what is drawn, contract, two tables, a drawing, columns, package"
    );
}

#[test]
fn a_boundary_is_published_as_the_standard_has_it() {
    let files = output(&everything());
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(files["ihos/vale/data/footprint.geojson"]);
    });
    let without = output(&small_site_with(""));
    assert!(!without.contains_key("ihos/vale/data/footprint.geojson"), "nothing can be drawn");
}

#[test]
fn a_boundary_that_is_drawn_later_gets_its_file() {
    let text = |files: &BTreeMap<String, String>| {
        let pairs: Vec<_> = files.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
        Sources::from_texts(pairs.iter().map(|(path, text)| (path.as_str(), text.as_str())))
    };
    let before = text(&small_site_with(""));
    let options = Options { today: TODAY, base_url: None };
    let mut memory = Incremental::new(Arc::new(before), options);
    let url = Url::file("ihos/vale/data/footprint.geojson");
    assert!(!memory.site().expect("a site").has(&url));
    let path = "content/ihos/vale/draft/footprint.geojson";
    for (drawn, is_there) in [(small_site_with(BOUNDARY), true), (small_site_with(""), false)] {
        let change =
            (SitePath::new(path).expect("a path"), Some(Content::Text(drawn[path].clone().into())));
        memory.change(&BTreeMap::from([change]), &|| false).expect("nobody overtakes");
        assert_eq!(memory.site().expect("a site").has(&url), is_there);
    }
}

#[test]
fn a_blueprint_names_the_schema_that_describes_it() {
    let files = output(&everything());
    let blueprint = json(&files, "ihos/vale/blueprint.json");
    assert_eq!(blueprint["$schema"], "../../data/blueprint.schema.json");
    let schema = json(&files, "data/blueprint.schema.json");
    let sections = blueprint["sections"].as_object().expect("sections");
    assert!(sections.len() > 10);
    for name in sections.keys() {
        assert!(schema["properties"]["sections"]["properties"].get(name).is_some(), "{name}");
    }
    let mut named = BTreeSet::new();
    references(&schema, &mut named);
    for name in named {
        let def = name.strip_prefix("#/$defs/").expect("a definition of this schema");
        assert!(schema["$defs"][def].is_object(), "{name}");
    }
    let shown =
        ["contract.PerHead", "risk_share.Corridor", "silence"].map(|it| &schema["$defs"][it]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(serde_json::to_string_pretty(&shown).expect("JSON"));
    });
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|it| references(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        _ => {}
    }
}

#[test]
fn a_contract_is_published_as_a_procurement_where_the_prefix_is_registered() {
    let mut site = everything();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(output(&site)["ihos/vale/data/ocds.json"]);
    });
    let file = site.get_mut("content/site.yaml").expect("the site");
    *file = file.replace("ocds-zzz999", "zzz999");
    let said = report(&site);
    assert!(said.contains("bad-code") && said.contains("Open Contracting Partnership"), "{said}");
    let file = site.get_mut("content/site.yaml").expect("the site");
    *file = file.replace("ocid_prefix: zzz999\n", "");
    assert!(!output(&site).contains_key("ihos/vale/data/ocds.json"));
}

/// The tables of what figures show.
const DRAWN: [&str; 5] = [
    "ihos/vale/data/steps.csv",
    "ihos/vale/footprint/areas.csv",
    "ihos/vale/partners/partners.csv",
    "ihos/vale/contract/budget.csv",
    "ihos/vale/risk-share/outcomes.csv",
];

/// What a figure shows can be taken away as a table, and the figure leads to it.
#[test]
fn what_is_drawn_is_a_table_too() {
    let files = output(&everything());
    let tables = DRAWN.into_iter().chain(["data/ihos.csv"]);
    let tables: Vec<String> = tables.map(|path| format!("{path}\n{}", files[path])).collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("drawn", tables.join("\n"));
    });
    let leads = |page: &str, to: &str| files[page].contains(&format!("{to}\">"));
    assert!(leads("index.html", "data/ihos.csv"));
    assert!(leads("ihos/vale/index.html", DRAWN[0]));
    for table in &DRAWN[1..] {
        let (page, _) = table.rsplit_once('/').expect("a page and a file");
        assert!(leads(&format!("{page}/index.html"), table), "{page}");
    }
    // Without a map, bands or a budget nothing follows.
    let files = output(&small_site_with(""));
    let left: Vec<&str> = DRAWN.into_iter().filter(|path| files.contains_key(*path)).collect();
    assert_eq!(left, [DRAWN[0], DRAWN[2]]);
}

#[test]
fn parts_of_a_budget_without_all_their_sums_are_no_table() {
    let mut site = everything();
    let services = site.get_mut("content/ihos/vale/draft/services.yaml").expect("services");
    let silent = "baseline_budget: {disclosure: withheld, exemption: s43, reason: Tender open., review_on: 2027-03-31}\n";
    let lines = services.split_inclusive('\n');
    *services = lines
        .map(|line| match line.split_once("baseline_budget:") {
            Some((indent, _)) => format!("{indent}{silent}"),
            None => line.to_owned(),
        })
        .collect();
    let budget = &output(&site)["ihos/vale/contract/budget.csv"];
    assert!(budget.contains("source,") && !budget.contains("\nuse,"), "{budget}");
}

/// Whoever takes a file away can see that it came whole.
#[test]
fn every_file_is_listed_once_with_its_checksum() {
    let content = everything();
    let (files, site) = (output(&content), build(&content).1.site.expect("a site"));
    let graph = site.graph();
    let of_ihos = graph.model.blueprints.iter().map(|(id, blueprint)| {
        (format!("ihos/{id}/data/index.html"), data::of_blueprint(graph, blueprint))
    });
    let of_site = ("data/index.html".to_owned(), data::of_site(graph));
    let mut listed = BTreeSet::new();
    for (list, data_files) in of_ihos.chain([of_site]) {
        for path in data_files.iter().map(data::File::path) {
            let checksum = hex(&sha256(files[&path].as_bytes()));
            assert_eq!(files[&list].matches(&checksum).count(), 1, "{path} in {list}");
            listed.insert(path);
        }
    }
    let is_data = |path: &&String| {
        path.contains("/data/") || path.starts_with("data/") || DRAWN.contains(&path.as_str())
    };
    let published = files.keys().filter(is_data).filter(|path| !path.ends_with(".html"));
    assert_eq!(published.filter(|path| !listed.contains(*path)).collect::<Vec<_>>(), [""; 0]);
    assert!(listed.contains("ihos/vale/blueprint.json"));
}

#[test]
fn pages_say_what_they_are_about_in_the_words_of_search_engines() {
    let files = output(&everything());
    let pages = [
        "ihos/vale",
        "ihos/vale/metrics/surplus",
        "organisations/vale-icb",
        "organisations/vale-trust",
    ];
    let said = pages.map(|page| linked(&files[&format!("{page}/index.html")]));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(serde_json::to_string_pretty(&said).expect("JSON"));
    });
    assert!(!files["glossary/index.html"].contains("ld+json"));
    assert!(!files["404.html"].contains("ld+json"));
}

#[test]
fn no_words_end_a_script_early() {
    let site = small_site_with(
        "--- content/organisations/vale-gps.yaml
id: vale-gps
name: Vale </script><script>alert(1)</script><!-- GPs
kind: gp-federation
codes: {ods: ZZ3}
",
    );
    let (_, found) = mistakes(&site);
    assert!(!found.iter().any(|it| it.is_error()), "{found:?}");
    let page = &output(&site)["organisations/vale-gps/index.html"];
    assert_eq!(linked(page)["name"], "Vale </script><script>alert(1)</script><!-- GPs");
}
