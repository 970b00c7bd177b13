//! The boundary of an IHO as GeoJSON that follows RFC 7946, whatever the file of its authors was like.
//!
//! Longitude and latitude in WGS 84 with at most six decimals (about ten centimetres), no `crs`, rings closed, outer
//! rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6).

use serde_json::{Value, json};

use super::file::{FileSpec, MadeOf, Named, Occurs};
use super::package::{licence, site};
use super::{compact, set};
use crate::graph::Graph;
use crate::model::boundary::{Area, Boundary, Polygon, Position};
use crate::model::{Blueprint, Model, Section};
use crate::source::SitePath;

/// The boundary of an IHO.
pub static FOOTPRINT: FileSpec =
    Named("ihos/{}/data/footprint.geojson", "The area that is covered")
        .made(Occurs::Blueprint(MADE_OF, has_boundary), |file, graph, _| {
            compact(&footprint(graph, file.blueprint(graph)))
        });

/// The files that decide whether a boundary can be drawn.
pub(super) const MADE_OF: MadeOf = &["footprint.yaml", ".geojson", ".json"];

/// Whether an IHO publishes a boundary that can be drawn.
pub(super) fn has_boundary(graph: &Graph, blueprint: &Blueprint) -> bool {
    boundary(&graph.model, blueprint).is_some()
}

/// The areas of an IHO; nothing where it publishes no boundary that can be drawn.
pub(super) fn boundary<'m>(model: &'m Model, blueprint: &Blueprint) -> Option<&'m Boundary> {
    let footprint = Section::known(blueprint.footprint.as_ref()?)?;
    let folder = format!("content/ihos/{}/draft", blueprint.id);
    let path = SitePath::resolve(&folder, &footprint.geometry.known()?.0.value)?;
    let (_, boundary) = model.boundaries.get(path.as_str())?;
    is_drawn(boundary).then_some(&**boundary)
}

/// Whether any area of it has an extent.
pub(super) fn is_drawn(boundary: &Boundary) -> bool {
    let mut polygons = boundary.areas.iter().flat_map(|area| &area.polygons);
    polygons.any(|polygon| wound(polygon).is_some())
}

/// The boundary of an IHO, a feature for each of its areas.
fn footprint(graph: &Graph, blueprint: &Blueprint) -> Value {
    let boundary = boundary(&graph.model, blueprint).expect("a boundary that is promised");
    let drawn = boundary.areas.iter().map(|area| (area, polygons(area)));
    let drawn: Vec<(&Area, Vec<Polygon>)> =
        drawn.filter(|(_, polygons)| !polygons.is_empty()).collect();
    let features: Vec<Value> = drawn
        .iter()
        .map(|(area, polygons)| {
            json!({
                "type": "Feature",
                "properties": properties(graph, blueprint, boundary, area),
                "geometry": geometry(polygons),
            })
        })
        .collect();
    json!({
        "type": "FeatureCollection",
        "bbox": bounds(drawn.iter().flat_map(|(_, polygons)| polygons).flatten().flatten()),
        "features": features,
    })
}

fn properties(graph: &Graph, blueprint: &Blueprint, boundary: &Boundary, area: &Area) -> Value {
    let mut properties = json!({ "name": area.name, "iho": blueprint.id });
    set(&mut properties, "code", Some(area.code.clone()).filter(|code| !code.is_empty()));
    let version = blueprint.identity().and_then(|iho| iho.blueprint_version.known());
    set(&mut properties, "version", version.cloned());
    let sources: Vec<&str> = boundary.sources.iter().map(String::as_str).collect();
    set(&mut properties, "source", Some(sources.join("; ")).filter(|words| !words.is_empty()));
    set(&mut properties, "licence", site(graph).and_then(licence).map(|(name, _)| name));
    properties
}

fn geometry(polygons: &[Polygon]) -> Value {
    let coordinates = |polygon: &Polygon| -> Value {
        let ring = |ring: &Vec<Position>| ring.iter().map(|(x, y)| json!([x, y])).collect();
        polygon.iter().map(ring).collect::<Vec<Value>>().into()
    };
    match polygons {
        [only] => json!({ "type": "Polygon", "coordinates": coordinates(only) }),
        many => json!({
            "type": "MultiPolygon",
            "coordinates": many.iter().map(coordinates).collect::<Vec<_>>(),
        }),
    }
}

/// West, south, east, north (RFC 7946, section 5).
fn bounds<'p>(positions: impl Iterator<Item = &'p Position>) -> [f64; 4] {
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    positions.fold(empty, |[west, south, east, north], (x, y)| {
        [west.min(*x), south.min(*y), east.max(*x), north.max(*y)]
    })
}

/// The polygons of an area, rounded and wound; those that rounding made a line are left out.
fn polygons(area: &Area) -> Vec<Polygon> {
    area.polygons.iter().filter_map(wound).collect()
}

fn wound(polygon: &Polygon) -> Option<Polygon> {
    let (outer, holes) = polygon.split_first()?;
    let outer = ring(outer, true)?;
    Some(std::iter::once(outer).chain(holes.iter().filter_map(|hole| ring(hole, false))).collect())
}

/// A closed ring without repeated positions that runs the wanted way; nothing where it encloses nothing.
fn ring(positions: &[Position], is_outer: bool) -> Option<Vec<Position>> {
    let mut ring: Vec<Position> =
        positions.iter().map(|(x, y)| (rounded(*x), rounded(*y))).collect();
    ring.dedup();
    let area = twice_the_area(&ring);
    if ring.len() < 4 || area == 0.0 {
        return None;
    }
    if (area > 0.0) != is_outer {
        ring.reverse();
    }
    Some(ring)
}

/// At six decimals; never `-0`.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6 + 0.0
}

/// By the shoelace formula: more than nothing where a closed ring runs counter-clockwise.
fn twice_the_area(ring: &[Position]) -> f64 {
    // Measured from its first corner, as large numbers would swallow the area of a small ring.
    let Some((x0, y0)) = ring.first().copied() else { return 0.0 };
    let cross = |pair: &[Position]| {
        let [(ax, ay), (bx, by)] = [pair[0], pair[1]];
        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    };
    ring.windows(2).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCKWISE: [Position; 5] =
        [(-1.0, 53.0), (-1.0, 53.1), (-0.9, 53.1), (-0.9, 53.0), (-1.0, 53.0)];

    #[test]
    fn outer_rings_run_counter_clockwise_and_holes_clockwise() {
        let outer = ring(&CLOCKWISE, true).unwrap();
        assert!(twice_the_area(&outer) > 0.0);
        assert_eq!(ring(&outer, true).unwrap(), outer);
        assert!(twice_the_area(&ring(&outer, false).unwrap()) < 0.0);
        assert_eq!(outer.first(), outer.last());
    }

    #[test]
    fn what_rounding_makes_a_line_is_left_out() {
        let thin = [(0.0, 52.0), (0.1, 52.0), (0.1, 52.000_000_1), (0.0, 52.0)];
        assert_eq!(ring(&thin, true), None);
        let doubled = [CLOCKWISE[0], CLOCKWISE[1], CLOCKWISE[1], CLOCKWISE[2], CLOCKWISE[0]];
        assert_eq!(ring(&doubled, true).unwrap().len(), 4);
    }

    #[test]
    fn positions_have_six_decimals_and_no_minus_nothing() {
        assert_eq!(rounded(-1.234_567_89).to_string(), "-1.234568");
        assert_eq!(rounded(-0.000_000_01).to_string(), "0");
    }
}
