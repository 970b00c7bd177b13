//! Boundaries: GeoJSON with closed rings, in longitude and latitude, inside England, of the area that they should show.

mod coverage;

use std::collections::BTreeMap;

use serde_json::Value;

use super::SiteContext;
use crate::diag::{Code, Diagnostic};
use crate::model::boundary::{Property, kind, property};
use crate::model::field::Field;
use crate::model::scalar::FileName;
use crate::model::yaml::shorten;
use crate::model::{Blueprint, Model, Section};
use crate::source::{FileId, SitePath, Sources};

/// West, south, east and north of England with a margin, in degrees (WGS 84).
const ENGLAND: [f64; 4] = [-7.0, 49.5, 2.5, 56.2];

/// At most so many complaints about one file: what is wrong with one ring is often wrong with all.
const MOST: usize = 5;

/// The boundaries of places, by the code of each.
pub(super) type DrawnPlaces<'m> = BTreeMap<&'m str, FileId>;

/// The boundary of each place that has a code and a boundary of its own.
fn drawn_places<'m>(sources: &Sources, model: &'m Model) -> DrawnPlaces<'m> {
    let drawn = model.places.values().filter_map(|(at, place)| {
        let own = file_of(sources, *at, &place.geometry)?;
        Some((place.code.known()?.0.as_str(), own))
    });
    drawn.collect()
}

/// Checks the boundaries of places and of blueprints.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, .. } = *cx;
    let files = model.places.values().filter_map(|(at, it)| file_of(sources, *at, &it.geometry));
    let mut found: Vec<Diagnostic> = files.flat_map(|file| shapes(sources, file)).collect();
    let drawn = drawn_places(sources, model);
    let sight = coverage::Sight { sources, model, drawn: &drawn };
    found.extend(model.blueprints.values().flat_map(|blueprint| covered(&sight, blueprint)));
    found
}

/// Checks the boundary of a blueprint.
fn covered(sight: &coverage::Sight<'_>, blueprint: &Blueprint) -> Vec<Diagnostic> {
    let Some(section) = &blueprint.footprint else { return Vec::new() };
    let Some(footprint) = Section::known(section) else { return Vec::new() };
    let Some(file) = file_of(sight.sources, section.file, &footprint.geometry) else {
        return Vec::new();
    };
    let found = shapes(sight.sources, file);
    if found.is_empty() {
        return coverage::all(sight, blueprint, footprint, file);
    }
    found
}

/// The file that a field of another names.
fn file_of(sources: &Sources, beside: FileId, name: &Field<FileName>) -> Option<FileId> {
    let folder = sources.file(beside).path.folder();
    SitePath::resolve(folder, &name.known()?.0.value).and_then(|path| sources.find(&path))
}

/// What is wrong with one file.
fn shapes(sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    let text = sources.text(file);
    if text.is_empty() {
        return Vec::new();
    }
    let mut check = BoundaryCheck { file, found: Vec::new() };
    match serde_json::from_str::<Value>(text) {
        Ok(value) => check.object(&value),
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let message = format!("this file is not well-formed JSON, at {place}");
            check.report(message, "export the boundary again as GeoJSON");
        }
    }
    let n_found = check.found.len();
    check.found.truncate(MOST);
    if n_found > MOST {
        check.report(
            format!("{} more problems like these in this file", n_found - MOST),
            "correct the ones above first",
        );
    }
    check.found
}

struct BoundaryCheck {
    file: FileId,
    found: Vec<Diagnostic>,
}

impl BoundaryCheck {
    fn report(&mut self, message: impl Into<String>, hint: &str) {
        self.found
            .push(Diagnostic::of_file(Code::BadGeometry, self.file, message.into()).hint(hint));
    }

    fn object(&mut self, value: &Value) {
        match kind(value) {
            "FeatureCollection" => match value.get("features").and_then(Value::as_array) {
                Some(features) => {
                    for (at, feature) in (1..).zip(features) {
                        self.feature(feature, at);
                    }
                }
                None => self.report(
                    "the boundary has no list of features",
                    "export the areas of the footprint",
                ),
            },
            "Feature" => self.feature(value, 1),
            "Polygon" | "MultiPolygon" | "GeometryCollection" => {
                self.report(
                    "the boundary is a shape without properties",
                    "export it as a FeatureCollection whose features have `code`, `name` and `vintage`",
                );
                self.geometry(value, "the shape");
            }
            _ => self.report(
                "this file is JSON, but not a boundary in GeoJSON",
                "export the boundary as a GeoJSON FeatureCollection of polygons",
            ),
        }
    }

    fn feature(&mut self, feature: &Value, at: usize) {
        let code = property(feature, Property::Code);
        let name = property(feature, Property::Name);
        // The names of the Office for National Statistics hold the year: `ICB23CD`.
        let ours = |name: &str| feature.get("properties").and_then(|it| it.get(name));
        let has_year = ours("vintage").is_some_and(|it| !it.is_null())
            || (ours("code").is_none() && code.is_some());
        let absent: Vec<String> =
            [("code", code.is_some()), ("name", name.is_some()), ("vintage", has_year)]
                .iter()
                .filter(|(_, is_there)| !is_there)
                .map(|(name, _)| format!("`{name}`"))
                .collect();
        let label = shorten(name.unwrap_or("without a name"));
        let what = format!("feature {at} ({label})");
        if !absent.is_empty() {
            self.report(
                format!("{what} lacks the properties {}", absent.join(", ")),
                "give each feature the code and name of its area, and the day of its boundary",
            );
        }
        match feature.get("geometry") {
            Some(geometry) if !geometry.is_null() => self.geometry(geometry, &what),
            _ => self.report(format!("{what} has no shape"), "export the areas with their shapes"),
        }
    }

    fn geometry(&mut self, geometry: &Value, what: &str) {
        if kind(geometry) == "GeometryCollection" {
            let parts = geometry.get("geometries").and_then(Value::as_array);
            return parts.into_iter().flatten().for_each(|part| self.geometry(part, what));
        }
        let coordinates = geometry.get("coordinates").and_then(Value::as_array);
        let rings: Vec<&Value> = match (kind(geometry), coordinates) {
            ("Polygon", Some(rings)) => rings.iter().collect(),
            ("MultiPolygon", Some(polygons)) => {
                polygons.iter().filter_map(Value::as_array).flatten().collect()
            }
            (other, _) => {
                return self.report(
                    format!("the shape of {what} is of the kind `{other}`"),
                    "areas are polygons: export them as Polygon or MultiPolygon",
                );
            }
        };
        for (at, ring) in (1..).zip(rings) {
            let points: Option<Vec<(f64, f64)>> =
                ring.as_array().and_then(|points| points.iter().map(pair).collect());
            match points {
                Some(points) => self.ring(&points, what, at),
                None => self.report(
                    format!("ring {at} of {what} is not a list of positions"),
                    "a position is longitude and latitude: [-1.5, 53.2]",
                ),
            }
        }
    }

    fn ring(&mut self, points: &[(f64, f64)], what: &str, at: usize) {
        if points.len() < 4 {
            return self.report(
                format!("ring {at} of {what} has {} positions", points.len()),
                "a ring has at least four, the last the same as the first",
            );
        }
        if points.first() != points.last() {
            self.report(
                format!("ring {at} of {what} is not closed"),
                "end the ring with its first position",
            );
        }
        let [west, south, east, north] = ENGLAND;
        let is_inside = |x: f64, y: f64| (west..=east).contains(&x) && (south..=north).contains(&y);
        if let Some((x, y)) = points.iter().find(|(x, y)| !is_inside(*x, *y)) {
            let hint = if x.abs() > 180.0 || y.abs() > 90.0 {
                "these look like eastings and northings: export as longitude and latitude (EPSG:4326)"
            } else if is_inside(*y, *x) {
                "latitude comes first: write longitude first, [-1.5, 53.2]"
            } else {
                "check the coordinates: longitude first, then latitude (EPSG:4326)"
            };
            self.report(format!("ring {at} of {what} leaves England at [{x}, {y}]"), hint);
        }
    }
}

/// Two numbers, whatever they are: eastings and northings are told from degrees by their size.
fn pair(value: &Value) -> Option<(f64, f64)> {
    let pair = value.as_array()?;
    Some((pair.first()?.as_f64()?, pair.get(1)?.as_f64()?))
}
