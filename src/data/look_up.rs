//! Who is covered, for programs: the GP practices and the postcodes of a footprint, as its authors list them, and the postcodes once
//! more in small files of which the page that looks them up asks for one.

use serde_json::{Value, json};

use super::compact;
use super::file::{File, FileSpec, Named, Occurs};
use super::rows::Rows;
use crate::graph::Graph;
use crate::model::look_up::{self, Extent};
use crate::model::postcode::Postcode;
use crate::model::shared::Place;

/// The files of a draft of which they are made.
const MADE_OF: &[&str] = &["footprint.yaml", ".csv"];

/// The GP practices whose patients are counted.
pub static PRACTICES: FileSpec =
    Named("ihos/{}/find-my-area/practices.csv", "GP practices whose patients are counted")
        .made(Occurs::Chart(MADE_OF, |_, it| !it.practices().is_empty()), |file, graph, _| {
            practices(file, graph)
        });

/// The postcodes of the homes that are counted.
pub static POSTCODES: FileSpec =
    Named("ihos/{}/find-my-area/postcodes.csv", "Postcodes whose residents are counted")
        .made(Occurs::Chart(MADE_OF, |_, it| it.postcodes().is_some()), |file, graph, _| {
            postcodes(file, graph)
        });

/// The postcodes with one first half.
pub static OUTWARD: FileSpec =
    Named("ihos/{}/find-my-area/postcodes/{}.json", "Postcodes in {} whose residents are counted")
        .made(Occurs::Outward, |file, graph, _| compact(&outward(file, graph)));

fn practices(file: &File, graph: &Graph) -> Vec<u8> {
    let mut rows = Rows::new(look_up::PRACTICES.iter().copied());
    for it in file.blueprint(graph).practices() {
        rows.cell(it.ods);
        rows.cell(it.name);
        rows.cell(it.postcode);
        rows.cell(it.people.map_or_else(String::new, |people| people.to_string()));
        rows.end();
    }
    rows.bytes()
}

fn postcodes(file: &File, graph: &Graph) -> Vec<u8> {
    let mut rows = Rows::new(look_up::POSTCODES.iter().copied());
    for (outward, extent) in file.blueprint(graph).postcodes().into_iter().flatten() {
        let all = match extent {
            Extent::Whole(area) => vec![(None, area)],
            Extent::Part(part) => part.iter().map(|(it, area)| (Some(it.clone()), area)).collect(),
        };
        for (inward, area) in all {
            rows.cell(Postcode { outward: outward.clone(), inward });
            rows.cell(area);
            rows.end();
        }
    }
    rows.bytes()
}

/// `{"outward": "QX1", "areas": ["Mill End"], "whole": 0}`, or `"inward": {"2AB": 0}` in the place of `whole`: numbers are places in the
/// list of areas.
fn outward(file: &File, graph: &Graph) -> Value {
    let blueprint = file.blueprint(graph);
    let wanted = Postcode::parse(file.id()).expect("the first half of a postcode").outward;
    let extent = blueprint.postcodes().and_then(|all| all.get(&wanted)).expect("a promised file");
    let mut value = json!({ "outward": wanted.to_string() });
    let names = extent.areas();
    let place = |area: &str| names.iter().position(|it| *it == area);
    match extent {
        Extent::Whole(area) => value["whole"] = json!(place(area)),
        Extent::Part(part) => {
            value["inward"] =
                part.iter().map(|(it, area)| (it.clone(), json!(place(area)))).collect();
        }
    }
    value["areas"] = names.iter().map(|it| name_of_area(graph, it)).collect();
    value
}

/// What people call an area, by its id or its code; the code where it has no name here.
pub fn name_of_area<'g>(graph: &'g Graph, area: &'g str) -> &'g str {
    let place = place_of_area(graph, area).and_then(|id| graph.model.places.get(id));
    place.and_then(|(_, it)| it.name.known()).map_or(area, String::as_str)
}

/// The id of the place that an area is, by its id or its code.
pub fn place_of_area<'g>(graph: &'g Graph, area: &str) -> Option<&'g str> {
    let places = &graph.model.places;
    if let Some((id, _)) = places.get_key_value(area) {
        return Some(id);
    }
    let is_code = |it: &Place| it.code.known().is_some_and(|code| code.0 == area);
    places.iter().find(|(_, (_, it))| is_code(it)).map(|(id, _)| id.as_str())
}
