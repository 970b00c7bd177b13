//! Boundaries in GeoJSON: areas with their names and outlines, as RFC 7946 has them.
//!
//! Reads what can be read and leaves out the rest: what is wrong with a boundary, `graph` tells. Which way a ring runs
//! does not matter here, nor a `crs`, which older files have: positions are longitude and latitude.

use std::collections::BTreeSet;

use serde_json::Value;

/// A place on the globe: longitude and latitude in degrees.
pub type Position = (f64, f64);

/// The areas of a file.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Boundary {
    /// One of its corners, where it has areas: every map looks at those of all boundaries.
    pub corner: Option<Position>,
    /// Its areas, in the order of the file.
    pub areas: Vec<Area>,
    /// Who made it, on what terms: the member `attribution` or `source`, of the file or of its areas.
    pub sources: BTreeSet<String>,
}

/// An area: its code, its name, and its polygons.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Area {
    /// Its code; may be empty.
    pub code: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its polygons.
    pub polygons: Vec<Polygon>,
}

/// A polygon: its outer ring first, then its holes. Rings are closed: their last position is the first again.
pub type Polygon = Vec<Vec<Position>>;

/// Reads a file; what is no boundary has no areas.
pub fn parse(text: &str) -> Boundary {
    let mut boundary = Boundary::default();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        boundary.sources.extend(attribution(&value));
        object(&value, &mut boundary);
    }
    let polygon = boundary.areas.first().and_then(|area| area.polygons.first());
    boundary.corner = polygon.and_then(|rings| rings.first()?.first().copied());
    boundary
}

fn object(value: &Value, boundary: &mut Boundary) {
    match kind(value) {
        "FeatureCollection" => {
            let features = value.get("features").and_then(Value::as_array);
            for feature in features.into_iter().flatten() {
                object(feature, boundary);
            }
        }
        "Feature" => {
            let mut area = Area {
                code: property(value, Property::Code).unwrap_or_default().to_owned(),
                name: property(value, Property::Name).unwrap_or_default().to_owned(),
                polygons: Vec::new(),
            };
            boundary.sources.extend(value.get("properties").and_then(attribution));
            polygons(value.get("geometry").unwrap_or(&Value::Null), &mut area.polygons);
            boundary.areas.push(area);
        }
        _ => {
            let mut area = Area::default();
            polygons(value, &mut area.polygons);
            boundary.areas.extend((!area.polygons.is_empty()).then_some(area));
        }
    }
    boundary.areas.retain(|area| !area.polygons.is_empty());
}

fn attribution(value: &Value) -> Option<String> {
    let said = |name: &str| value.get(name).and_then(Value::as_str).map(str::trim);
    said("attribution").or_else(|| said("source")).filter(|it| !it.is_empty()).map(str::to_owned)
}

fn polygons(geometry: &Value, found: &mut Vec<Polygon>) {
    let list = |name: &str| geometry.get(name).and_then(Value::as_array);
    match kind(geometry) {
        "Polygon" => found.extend(list("coordinates").and_then(|rings| polygon(rings))),
        "MultiPolygon" => {
            let many = list("coordinates").into_iter().flatten().filter_map(Value::as_array);
            found.extend(many.filter_map(|rings| polygon(rings)));
        }
        "GeometryCollection" => {
            for part in list("geometries").into_iter().flatten() {
                polygons(part, found);
            }
        }
        _ => {}
    }
}

/// The rings that have at least three corners; nothing without an outer ring.
fn polygon(rings: &[Value]) -> Option<Polygon> {
    let ring = |ring: &Value| -> Option<Vec<Position>> {
        let mut positions: Vec<Position> = ring.as_array()?.iter().filter_map(position).collect();
        if positions.first() != positions.last() {
            positions.extend(positions.first().copied());
        }
        (positions.len() >= 4).then_some(positions)
    };
    let outer = ring(rings.first()?)?;
    Some(std::iter::once(outer).chain(rings[1..].iter().filter_map(ring)).collect())
}

/// The kind of an object of GeoJSON.
pub fn kind(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or("nothing")
}

/// A position: longitude and latitude; a height is left out.
pub fn position(value: &Value) -> Option<Position> {
    let pair = value.as_array()?;
    let (x, y) = (pair.first()?.as_f64()?, pair.get(1)?.as_f64()?);
    (x.abs() <= 180.0 && y.abs() <= 90.0).then_some((x, y))
}

/// What an area says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Property {
    /// Its code: `code`, or as the Office for National Statistics has it, `ICB23CD`.
    Code,
    /// Its name: `name`, or `ICB23NM`.
    Name,
}

/// What a feature says of itself, under our name or that of the Office for National Statistics.
pub fn property(feature: &Value, wanted: Property) -> Option<&str> {
    let properties = feature.get("properties")?.as_object()?;
    let (ours, theirs) = match wanted {
        Property::Code => ("code", "CD"),
        Property::Name => ("name", "NM"),
    };
    let is_theirs = |name: &str| {
        name.strip_suffix(theirs).is_some_and(|area| {
            let letters = area.trim_end_matches(|letter: char| letter.is_ascii_digit());
            area.len() - letters.len() == 2
                && !letters.is_empty()
                && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        })
    };
    let text = |value: &'_ Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let found = properties.get(ours).filter(|value| text(value)).or_else(|| {
        properties.iter().find(|(name, value)| is_theirs(name) && text(value)).map(|(_, it)| it)
    });
    found?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[[-1.0,53.0],[-1.0,53.1],[-0.9,53.1],[-0.9,53.0],[-1.0,53.0]]]";

    #[test]
    fn every_kind_of_area_is_read() {
        let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{SQUARE}}}");
        let many = format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{SQUARE},{SQUARE}]}}");
        let mixed = format!(
            "{{\"type\":\"GeometryCollection\",\"geometries\":[{polygon},{many},{{\"type\":\"Point\",\"coordinates\":[0,52]}}]}}"
        );
        for (geometry, n) in [(&polygon, 1), (&many, 2), (&mixed, 3)] {
            let feature = format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"ICB23CD\":\"E54000010\",\"ICB23NM\":\"Example\"}},\"geometry\":{geometry}}}"
            );
            let file = format!(
                "{{\"type\":\"FeatureCollection\",\"crs\":{{}},\"attribution\":\"Office\",\"features\":[{feature}]}}"
            );
            let found = parse(&file);
            assert_eq!(found.areas.len(), 1);
            assert_eq!(found.areas[0].polygons.len(), n, "{geometry}");
            assert_eq!(
                (found.areas[0].code.as_str(), found.areas[0].name.as_str()),
                ("E54000010", "Example")
            );
            assert_eq!(found.sources.first().map(String::as_str), Some("Office"));
            assert_eq!(parse(geometry).areas[0].polygons.len(), n);
        }
    }

    #[test]
    fn what_is_no_area_is_left_out() {
        for text in [
            "",
            "[",
            "{}",
            "{\"type\":\"Feature\"}",
            "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[1,2]]]}",
        ] {
            assert_eq!(parse(text), Boundary::default(), "{text}");
        }
        // Eastings and northings are no degrees.
        let far = SQUARE.replace("-1.0", "430000");
        assert_eq!(
            parse(&format!("{{\"type\":\"Polygon\",\"coordinates\":{far}}}")).areas.len(),
            0
        );
    }
}
