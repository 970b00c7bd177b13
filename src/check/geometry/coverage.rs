//! Whether a boundary and what the footprint is built from are the same area.

use std::collections::BTreeSet;

use serde_json::Value;

use super::DrawnPlaces;
use crate::diag::{Code, Diagnostic};
use crate::model::boundary::{self, Property, position};
use crate::model::footprint::{BuiltFrom, Footprint};
use crate::model::{Blueprint, Model};
use crate::source::{FileId, Sources};

/// By how many hundredths the area of the boundary may differ from that of its parts.
const TOLERANCE: f64 = 0.01;

/// How many codes are named before the rest is counted.
const NAMED: usize = 3;

/// What a boundary is compared with.
pub(super) struct Sight<'s> {
    pub(super) sources: &'s Sources,
    pub(super) model: &'s Model,
    pub(super) drawn: &'s DrawnPlaces<'s>,
}

/// Compares the codes of the boundary in `file` with those of the footprint, and its area with that of its parts.
pub(super) fn all(
    sight: &Sight<'_>,
    blueprint: &Blueprint,
    footprint: &Footprint,
    file: FileId,
) -> Vec<Diagnostic> {
    let Ok(boundary) = serde_json::from_str::<Value>(sight.sources.text(file)) else {
        return Vec::new();
    };
    let Some(parts) = built_from(blueprint, footprint) else { return Vec::new() };
    let built_from: BTreeSet<String> = parts.iter().flatten().cloned().collect();
    let mut found = Vec::new();
    let drawn: BTreeSet<&str> =
        features(&boundary).filter_map(code).filter(|it| is_gss(it)).collect();
    let known = codes_of_places(sight.model, footprint);
    let foreign = drawn.iter().filter(|it| !built_from.contains(**it) && !known.contains(**it));
    if let Some(codes) = few(foreign) {
        let message = format!("the boundary has {codes}, which the footprint does not name");
        let hint = "add it to `built_from`, `places`, `neighbourhoods` or `local_authorities` of `footprint.yaml`, \
                    or take it out of the boundary";
        found.push(complaint(footprint, file, message, hint));
    }
    // A part is drawn by its own areas, or not at all: the boundary may show larger or smaller ones.
    for part in parts.iter().filter(|part| part.iter().any(|it| drawn.contains(it.as_str()))) {
        let missing = part.iter().filter(|it| is_gss(it) && !drawn.contains(it.as_str()));
        if let Some(codes) = few(missing.map(String::as_str).collect::<Vec<_>>().iter()) {
            let message = format!("the footprint is built from {codes}, which the boundary lacks");
            let hint = "export the boundary again with every area of `built_from`";
            found.push(complaint(footprint, file, message, hint));
        }
    }
    // Several parts may be the same area in other units.
    if found.is_empty() && parts.len() == 1 {
        found.extend(area_differs(sight, footprint, file, &boundary, &built_from));
    }
    found
}

fn complaint(footprint: &Footprint, file: FileId, message: String, hint: &str) -> Diagnostic {
    let diagnostic = Diagnostic::of_file(Code::BadGeometry, file, message).hint(hint);
    match footprint.built_from.span {
        Some(span) => diagnostic.related(span, "what the footprint is built from"),
        None => diagnostic,
    }
}

/// Up to three codes in words; nothing for none.
fn few<'c>(codes: impl Iterator<Item = &'c &'c str>) -> Option<String> {
    let codes: Vec<String> = codes.map(|code| format!("`{code}`")).collect();
    let (first, more) = codes.split_at(codes.len().min(NAMED));
    match (first, more.len()) {
        ([], _) => None,
        ([one], _) => Some(format!("the code {one}")),
        (_, 0) => Some(format!("the codes {}", first.join(", "))),
        (_, n) => Some(format!("the codes {} and {n} more", first.join(", "))),
    }
}

/// The codes of each part of `built_from`, in lists and in files; nothing where one can't be read.
fn built_from(blueprint: &Blueprint, footprint: &Footprint) -> Option<Vec<Vec<String>>> {
    let parts = &footprint.built_from.known()?.0;
    let codes: Option<Vec<Vec<String>>> =
        parts.iter().map(|part| codes_of(blueprint, part)).collect();
    codes.filter(|parts| parts.iter().any(|codes| !codes.is_empty()))
}

/// The codes of one part. In a table they stand in the first column that is called a code, else in the first.
fn codes_of(blueprint: &Blueprint, part: &BuiltFrom) -> Option<Vec<String>> {
    if let Some(codes) = part.codes.known() {
        return Some(codes.0.items.clone());
    }
    let (_, table) = blueprint.tables.get(&part.file.known()?.0.value)?;
    let is_code = |head: &&String| head.ends_with("CD") || head.to_lowercase().contains("code");
    let head = table.columns.iter().find(is_code).or(table.columns.first())?;
    Some(table.column(head)?.map(str::to_owned).collect())
}

/// The codes of all places that the footprint names.
fn codes_of_places(model: &Model, footprint: &Footprint) -> BTreeSet<String> {
    let places = footprint.places.items().iter().chain(footprint.neighbourhoods.items());
    let areas = footprint.local_authorities.items().iter();
    let ids = places.chain(areas.filter_map(|it| it.place.known())).map(|it| &it.0.id);
    let bodies = footprint.icbs.items().iter().filter_map(|it| it.organisation.known());
    let of_bodies =
        bodies.filter_map(|it| model.organisations.get(&it.0.id)).flat_map(|(_, it)| {
            let codes = it.codes.known().and_then(|codes| codes.gss.known());
            codes.into_iter().flat_map(|codes| &codes.0).filter_map(|code| code.value.known())
        });
    ids.filter_map(|id| model.places.get(id)?.1.code.known())
        .map(|code| code.0.clone())
        .chain(of_bodies.map(|code| code.0.clone()))
        .collect()
}

/// Where each code is a place of this site with a boundary of its own: whether together they are as large.
fn area_differs(
    sight: &Sight<'_>,
    footprint: &Footprint,
    file: FileId,
    boundary: &Value,
    codes: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let of_place = |code: &String| {
        let own = sight.drawn.get(code.as_str())?;
        serde_json::from_str(sight.sources.text(*own)).ok().map(|it| area(&it))
    };
    let parts: Option<Vec<f64>> = codes.iter().map(of_place).collect();
    let parts: f64 = parts?.iter().sum();
    let whole = area(boundary);
    if whole <= 0.0 || (parts / whole - 1.0).abs() <= TOLERANCE {
        return None;
    }
    let percent = (parts / whole * 1000.0).round() / 10.0;
    let message =
        format!("the areas of `built_from` together are {percent}% as large as the boundary");
    let hint = "both should cover the same area, within 1%: look for an area that is missing or listed twice";
    Some(complaint(footprint, file, message, hint))
}

/// Every feature of a collection, or the only one.
fn features(value: &Value) -> impl Iterator<Item = &Value> {
    let list = value.get("features").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().chain((boundary::kind(value) == "Feature").then_some(value))
}

fn code(feature: &Value) -> Option<&str> {
    boundary::property(feature, Property::Code)
}

/// A code of the Government Statistical Service: a letter for the country and eight digits.
fn is_gss(code: &str) -> bool {
    code.len() == 9
        && code.starts_with(['E', 'K', 'N', 'S', 'W'])
        && code[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// The area of all shapes on a sphere of radius 1, holes taken off.
fn area(value: &Value) -> f64 {
    let shapes = features(value).filter_map(|feature| feature.get("geometry"));
    let is_shape =
        matches!(boundary::kind(value), "Polygon" | "MultiPolygon" | "GeometryCollection");
    let alone = is_shape.then_some(value);
    shapes.chain(alone).map(area_of_shape).sum()
}

fn area_of_shape(shape: &Value) -> f64 {
    if boundary::kind(shape) == "GeometryCollection" {
        let parts = shape.get("geometries").and_then(Value::as_array);
        return parts.into_iter().flatten().map(area_of_shape).sum();
    }
    let coordinates = shape.get("coordinates").and_then(Value::as_array);
    let polygons: Vec<&Vec<Value>> = match (boundary::kind(shape), coordinates) {
        ("Polygon", Some(rings)) => vec![rings],
        ("MultiPolygon", Some(polygons)) => polygons.iter().filter_map(Value::as_array).collect(),
        _ => Vec::new(),
    };
    let of_rings = |rings: &Vec<Value>| {
        let mut areas = rings.iter().map(area_of_ring);
        areas.next().unwrap_or(0.0) - areas.sum::<f64>()
    };
    polygons.into_iter().map(of_rings).sum()
}

/// The area inside a ring: Chamberlain and Duquette, "Some algorithms for polygons on a sphere", JPL Publication
/// 07-03, 2007, equation 1.
fn area_of_ring(ring: &Value) -> f64 {
    let points: Vec<(f64, f64)> =
        ring.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(position).collect();
    let of_side = |(from, to): (&(f64, f64), &(f64, f64))| {
        let (width, south, north) =
            ((to.0 - from.0).to_radians(), from.1.to_radians(), to.1.to_radians());
        width * (2.0 + libm::sin(south) + libm::sin(north))
    };
    (points.iter().zip(points.iter().skip(1)).map(of_side).sum::<f64>() / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_of_an_octant_is_half_pi() {
        // From the equator to the pole, a quarter of the way round; sides along the pole are points.
        let ring = serde_json::json!([[0, 0], [90, 0], [90, 90], [0, 90], [0, 0]]);
        let octant = std::f64::consts::FRAC_PI_2;
        assert!((area_of_ring(&ring) - octant).abs() < 1e-9, "{}", area_of_ring(&ring));
    }

    #[test]
    fn a_hole_is_taken_off() {
        let square = |size: f64| {
            serde_json::json!([
                [0.0, 50.0],
                [size, 50.0],
                [size, 50.0 + size],
                [0.0, 50.0 + size],
                [0.0, 50.0]
            ])
        };
        let whole =
            area_of_shape(&serde_json::json!({"type": "Polygon", "coordinates": [square(0.2)]}));
        let holed = area_of_shape(
            &serde_json::json!({"type": "Polygon", "coordinates": [square(0.2), square(0.1)]}),
        );
        assert!((holed / whole - 0.75).abs() < 0.001, "{holed} of {whole}");
    }
}
