//! Maps: where an IHO is, and where all of them are.

use std::collections::BTreeMap;

use super::blueprint::as_csv;
use super::context::PageContext;
use super::view::{Link, Note, Part, Value};
use super::wording::n_of;
use crate::compare::Diff;
use crate::data;
use crate::figure::map::{self, Area, Lines, Map};
use crate::model::boundary::{Boundary, Polygon};
use crate::model::field::Field;
use crate::model::footprint::Footprint;
use crate::model::scalar::FileName;
use crate::model::{Blueprint, Section};
use crate::page::url::Url;
use crate::source::{FileId, SitePath};

/// The areas of a footprint; nothing where its boundary is not published.
pub(super) fn footprint(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    let footprint = Section::known(blueprint.footprint.as_ref()?)?;
    let file = blueprint.footprint.as_ref()?.file;
    let boundary = boundary(cx, file, &footprint.geometry)?;
    let areas = each(boundary);
    let drawn = Map {
        id: format!("map-{}", blueprint.id),
        title: format!("The area of {}", blueprint.name()),
        finding: covered(&areas),
        around: nearest(cx, blueprint, boundary),
        areas,
        lines: councils(cx, footprint),
        lines_are: Lines::Councils,
        head: "Area".to_owned(),
        is_one: true,
    };
    let file = footprint.geometry.known().map(|name| cx.file(&name.0.value, file));
    let mut links = match file {
        Some(Value::Link { link }) => {
            vec![Link { text: "The boundary as data (GeoJSON)".to_owned(), ..link }]
        }
        _ => Vec::new(),
    };
    links.extend(as_csv(cx, blueprint, &data::AREAS, "The areas as CSV"));
    Some(Part::Figure {
        heading: "On the map".to_owned(),
        figure: Box::new(map::draw(&drawn)?),
        links,
        note: cx.note(footprint.geometry.provenance()),
    })
}

fn each(boundary: &Boundary) -> Vec<Area<'_>> {
    let areas = boundary.areas.iter().map(|area| Area {
        name: area.name.clone(),
        code: area.code.clone(),
        polygons: area.polygons.iter().collect(),
        sources: sources(boundary),
    });
    areas.collect()
}

/// A footprint as it is now, with the boundary before; nothing where it has none now.
pub(super) fn before_and_now(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    before: &Boundary,
    days: &Diff<String>,
) -> Option<Part> {
    let boundary = boundary_of(cx, blueprint)?;
    let drawn = Map {
        id: format!("map-before-{}", blueprint.id),
        title: format!("The area of {}, before and now", blueprint.name()),
        finding: format!(
            "The map shows the areas as they have been since {}. Dotted lines show how they were on {}.",
            days.after, days.before
        ),
        areas: each(boundary),
        around: Vec::new(),
        lines: each(before),
        lines_are: Lines::Before,
        head: "Area".to_owned(),
        is_one: true,
    };
    Some(Part::Figure {
        heading: "The boundary before and now".to_owned(),
        figure: Box::new(map::draw(&drawn)?),
        links: Vec::new(),
        note: Note::default(),
    })
}

/// How many others a map shows around its own areas.
const AROUND: usize = 12;

/// The nearest footprints of others, by id; a corner of each tells how far away it is.
fn nearest<'g>(cx: &PageContext<'g>, blueprint: &Blueprint, own: &Boundary) -> Vec<Area<'g>> {
    let Some((x, y)) = own.corner else { return Vec::new() };
    let model = &cx.graph.model;
    // Every map looks at every boundary: whose it is, is asked of the nearest only.
    let mut all: Vec<(f64, &str)> = model
        .boundaries
        .iter()
        .filter_map(|(path, (_, boundary))| {
            let (east, north) = boundary.corner?;
            Some((libm::hypot(east - x, north - y), path.as_str()))
        })
        .collect();
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    let others = all.into_iter().filter_map(|(_, path)| {
        let (id, _) = path.strip_prefix("content/ihos/")?.split_once('/')?;
        model.blueprints.get(id).filter(|other| other.id != blueprint.id)
    });
    let drawn = others.filter_map(|other| Some((other.id.as_str(), whole(cx, other)?)));
    let nearest: BTreeMap<&str, Area<'g>> = drawn.take(AROUND).collect();
    nearest.into_values().collect()
}

/// Where all IHOs are that have published a boundary; nothing where none has.
pub(super) fn locator(cx: &PageContext<'_>) -> Option<Part> {
    let blueprints = &cx.graph.model.blueprints;
    let drawn = blueprints.values().filter_map(|it| Some((it, whole(cx, it)?)));
    let (areas, mut links): (Vec<Area<'_>>, Vec<Link>) = (1..)
        .zip(drawn)
        .map(|(n, (it, area))| {
            let words = format!("{n}. {}", it.short_name());
            (area, cx.link(words, &Url::page(&["ihos", &it.id])))
        })
        .unzip();
    let names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    let missing = match blueprints.len() - areas.len() {
        0 => String::new(),
        n => format!(" {} published no boundary.", n_of(n, "other has", "others have")),
    };
    let finding = format!(
        "The map shows {}: {}.{missing}",
        n_of(areas.len(), "area", "areas"),
        super::wording::listed(&names)
    );
    let drawn = Map {
        id: "map-all".to_owned(),
        title: "Areas with a blueprint on this site".to_owned(),
        finding,
        areas,
        around: Vec::new(),
        lines: Vec::new(),
        lines_are: Lines::Councils,
        head: "Blueprint".to_owned(),
        is_one: false,
    };
    let mut figure = map::draw(&drawn)?;
    // The links are the list.
    figure.table = None;
    links.push(cx.link("All of them as CSV", &Url::file(&data::IHOS.path(&[]))));
    Some(Part::Figure {
        heading: "Where they are".to_owned(),
        figure: Box::new(figure),
        links,
        note: Note::default(),
    })
}

/// "The contract covers 5 areas: Samplewick, Mockford and Testbridge."
fn covered(areas: &[Area<'_>]) -> String {
    const NAMED: usize = 12;
    let names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    let n = n_of(areas.len(), "area", "areas");
    match names.len() {
        1..=NAMED if names.iter().all(|name| !name.is_empty()) => {
            format!("The contract covers {n}: {}.", super::wording::listed(&names))
        }
        _ => format!("The contract covers {n}."),
    }
}

fn sources(boundary: &Boundary) -> Vec<&str> {
    boundary.sources.iter().map(String::as_str).collect()
}

fn boundary<'g>(
    cx: &PageContext<'g>,
    beside: FileId,
    name: &Field<FileName>,
) -> Option<&'g Boundary> {
    let path = SitePath::resolve(cx.plan.folder(beside), &name.known()?.0.value)?;
    let (_, boundary) = cx.graph.model.boundaries.get(path.as_str())?;
    Some(boundary)
}

fn boundary_of<'g>(cx: &PageContext<'g>, blueprint: &Blueprint) -> Option<&'g Boundary> {
    let section = blueprint.footprint.as_ref()?;
    boundary(cx, section.file, &Section::known(section)?.geometry)
}

/// A footprint as one area.
fn whole<'g>(cx: &PageContext<'g>, blueprint: &Blueprint) -> Option<Area<'g>> {
    let boundary = boundary_of(cx, blueprint)?;
    Some(of_all(boundary, blueprint.short_name())).filter(|area| !area.polygons.is_empty())
}

fn of_all<'g>(boundary: &'g Boundary, name: &str) -> Area<'g> {
    let polygons: Vec<&Polygon> = boundary.areas.iter().flat_map(|area| &area.polygons).collect();
    let sources = sources(boundary);
    Area { name: name.to_owned(), code: String::new(), polygons, sources }
}

/// The councils of a footprint whose area is published.
fn councils<'g>(cx: &PageContext<'g>, footprint: &Footprint) -> Vec<Area<'g>> {
    let places = &cx.graph.model.places;
    let areas = footprint.local_authorities.items().iter().filter_map(|it| it.place.known());
    let drawn = areas.filter_map(|place| {
        let (file, found) = places.get(&place.0.id)?;
        let boundary = boundary(cx, *file, &found.geometry)?;
        let name = cx.graph.name(&crate::graph::EntityId::of(&place.0)).to_owned();
        Some(of_all(boundary, &name))
    });
    drawn.collect()
}
