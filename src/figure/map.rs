//! Areas on a map: what is covered, and what lies around it.
//!
//! Longitude is shortened by the cosine of the middle latitude, which is true to shape within a hundredth for an area of
//! the size of a county. No tiles, no coast: only outlines that the site itself publishes.

use std::collections::BTreeSet;

use super::svg::{Anchor, At, Canvas, Path, Svg, fit, width_of, wrapped};
use super::{Figure, Size, Table};
use crate::model::boundary::{Polygon, Position};

/// Outlines are drawn with so much tolerance, in units of the drawing, unless they would be too long.
const TOLERANCE: f64 = 0.3;

/// How long the outlines of a drawing may be, in bytes: together with those of the other drawing, 40 kB.
const LONGEST: [usize; 2] = [26_000, 14_000];

/// A ring of a smaller area, in square units, is left out, unless its area would not be seen at all.
const SPECK: f64 = 0.6;

/// With more areas, none has its number on the map.
const MOST_NUMBERS: usize = 60;

/// The mean radius of the earth, in kilometres: IUGG.
const EARTH: f64 = 6_371.008_8;

/// A map.
#[derive(Clone, Debug)]
pub struct Map<'m> {
    /// What ids begin with.
    pub id: String,
    /// What is drawn.
    pub title: String,
    /// What it shows; how large it is, is added.
    pub finding: String,
    /// What is covered, in the order of the table; the first has number 1.
    pub areas: Vec<Area<'m>>,
    /// What lies around, drawn as far as it is in sight.
    pub around: Vec<Area<'m>>,
    /// What is drawn as dotted lines on top.
    pub lines: Vec<Area<'m>>,
    /// What these lines are.
    pub lines_are: Lines,
    /// What the numbers are of, for the head of the table: `Area`.
    pub head: String,
    /// Whether how large the whole is means anything.
    pub is_one: bool,
}

/// What the dotted lines of a map are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lines {
    /// Areas of councils, as far as they are in sight.
    Councils,
    /// The boundary that was published before, all of it.
    Before,
}

/// An area of a map.
#[derive(Clone, Debug)]
pub struct Area<'m> {
    /// Its name.
    pub name: String,
    /// Its code; may be empty.
    pub code: String,
    /// Its polygons.
    pub polygons: Vec<&'m Polygon>,
    /// Who made its boundary, on what terms.
    pub sources: Vec<&'m str>,
}

/// The map with its words and the list of its areas; nothing where no area has a place.
pub fn draw(map: &Map<'_>) -> Option<Figure> {
    let before = map.lines.iter().filter(|_| map.lines_are == Lines::Before);
    let reach = Reach::of(map.areas.iter().chain(before))?;
    let mut map = map.clone();
    let sight = MapPlot::new(&map, &reach, reach.size(720.0, false)).sight();
    for beyond in [&mut map.around, &mut map.lines] {
        beyond.retain(|area| Reach::of(std::iter::once(area)).is_some_and(|it| it.meets(&sight)));
    }
    let map = &map;
    let extent = format!(
        "From west to east it is about {}, from north to south about {}.",
        kilometres(reach.width_km()),
        kilometres(reach.height_km())
    );
    let finding =
        if map.is_one { format!("{} {extent}", map.finding) } else { map.finding.clone() };
    let name = format!("Map: {}", map.title);
    let picture = |width: f64, is_narrow: bool| {
        let size = reach.size(width, is_narrow);
        MapPlot::new(map, &reach, size).finish(&name, &finding)
    };
    let wide = picture(720.0, false);
    let narrow = picture(360.0, true);
    Some(Figure {
        id: map.id.clone(),
        title: map.title.clone(),
        finding,
        wide,
        narrow,
        key: Vec::new(),
        notes: notes(map),
        table: Some(table(map)),
    })
}

fn notes(map: &Map<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let around: BTreeSet<&str> = map.around.iter().map(|area| area.name.as_str()).collect();
    if !around.is_empty() {
        let names: Vec<&str> = around.into_iter().filter(|name| !name.is_empty()).collect();
        notes.push(format!("Drawn with broken lines, and not covered: {}.", names.join(", ")));
    }
    let names: Vec<&str> = map.lines.iter().map(|area| area.name.as_str()).collect();
    match map.lines_are {
        _ if names.is_empty() => {}
        Lines::Councils => {
            notes.push(format!("The dotted lines are council areas: {}.", names.join(", ")));
        }
        Lines::Before => {
            notes.push("The dotted lines are the boundary before. Where they run along the other lines, nothing changed.".to_owned());
        }
    }
    let drawn = map.areas.iter().chain(&map.around).chain(&map.lines);
    let sources: BTreeSet<&str> = drawn.flat_map(|area| area.sources.iter().copied()).collect();
    for source in sources {
        notes.push(format!("Boundaries: {}.", source.trim().trim_end_matches('.')));
    }
    notes
}

fn table(map: &Map<'_>) -> Table {
    let has_codes = map.areas.iter().any(|area| !area.code.is_empty());
    let mut columns = vec![map.head.clone()];
    if has_codes {
        columns.push("Code".to_owned());
    }
    let has_numbers = is_numbered(map);
    if has_numbers {
        columns.push("On the map".to_owned());
    }
    let row = |(at, area): (usize, &Area<'_>)| {
        let name = if area.name.is_empty() { &area.code } else { &area.name };
        let mut cells = vec![name.clone()];
        if has_codes {
            cells.push(area.code.clone());
        }
        if has_numbers {
            cells.push((at + 1).to_string());
        }
        cells
    };
    Table {
        caption: format!("{}s on the map", map.head),
        numeric: (0..columns.len()).map(|_| false).collect(),
        columns,
        rows: map.areas.iter().enumerate().map(row).collect(),
    }
}

/// Whether areas are told apart by numbers: one needs none, very many have no room for them.
fn is_numbered(map: &Map<'_>) -> bool {
    (2..=MOST_NUMBERS).contains(&map.areas.len())
}

/// "9.5 km", "41 km".
fn kilometres(length: f64) -> String {
    let decimals = usize::from(length < 10.0);
    let unit = super::Unit { after: " km".to_owned(), decimals, ..Default::default() };
    unit.say_round(length)
}

/// The west, south, east and north of some areas, in degrees.
#[derive(Clone, Copy, Debug)]
struct Reach {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Reach {
    fn of<'m>(areas: impl Iterator<Item = &'m Area<'m>>) -> Option<Self> {
        let positions = areas.flat_map(|area| &area.polygons).filter_map(|it| it.first()).flatten();
        let mut reach = Self {
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
        };
        for (x, y) in positions.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            reach.west = reach.west.min(*x);
            reach.east = reach.east.max(*x);
            reach.south = reach.south.min(*y);
            reach.north = reach.north.max(*y);
        }
        (reach.west <= reach.east).then_some(reach)
    }

    /// Whether the two have anything in common.
    fn meets(&self, other: &Self) -> bool {
        self.west < other.east
            && other.west < self.east
            && self.south < other.north
            && other.south < self.north
    }

    /// How much shorter a degree of longitude is than one of latitude, in the middle.
    fn shortening(&self) -> f64 {
        libm::cos(f64::midpoint(self.south, self.north).to_radians()).max(0.01)
    }

    fn width_km(&self) -> f64 {
        (self.east - self.west).to_radians() * self.shortening() * EARTH
    }

    fn height_km(&self) -> f64 {
        (self.north - self.south).to_radians() * EARTH
    }

    /// As high as the areas ask for, within what a page can take.
    fn size(&self, width: f64, is_narrow: bool) -> Size {
        let shape = (self.height_km() / self.width_km().max(1e-9)).clamp(0.4, 1.1);
        let height = (shape * width).clamp(200.0, 520.0).round();
        match is_narrow {
            true => Size::narrow(height),
            false => Size::wide(height),
        }
    }
}

struct MapPlot<'p, 'm> {
    map: &'p Map<'m>,
    size: Size,
    /// The position at the top left, and units of the drawing in a degree, across and down.
    origin: Position,
    scale: (f64, f64),
    canvas: Canvas,
    /// Where words stand: corner at the top left, width and height.
    taken: Vec<(At, f64, f64)>,
}

impl<'p, 'm> MapPlot<'p, 'm> {
    fn new(map: &'p Map<'m>, reach: &Reach, size: Size) -> Self {
        let (margin, below) = (size.letters * 2.2, size.letters * 3.2);
        let shortening = reach.shortening();
        let (wide, high) = ((reach.east - reach.west) * shortening, reach.north - reach.south);
        let room = (size.width - 2.0 * margin, size.height - margin - below);
        // A point, or a line, is drawn in the middle of a kilometre or so.
        let scale = (room.0 / wide.max(0.005)).min(room.1 / high.max(0.005));
        let left = (size.width - wide * scale) / 2.0;
        let top = margin + (room.1 - high * scale) / 2.0;
        let origin = (reach.west - left / scale / shortening, reach.north + top / scale);
        let canvas = Canvas::default();
        Self { map, size, origin, scale: (scale * shortening, scale), canvas, taken: Vec::new() }
    }

    fn finish(mut self, name: &str, description: &str) -> Svg {
        let (width, height) = (self.size.width, self.size.height);
        self.canvas.rect("f-ground", (0.0, 0.0), width, height);
        self.lines();
        self.bar();
        self.names();
        if self.map.lines_are == Lines::Councils {
            self.names_of(&self.map.lines);
        }
        self.names_of(&self.map.around);
        self.canvas.finish(self.size, &self.map.id, name, description)
    }

    /// All that the drawing shows.
    fn sight(&self) -> Reach {
        let (west, north) = self.origin;
        let (east, south) =
            (west + self.size.width / self.scale.0, north - self.size.height / self.scale.1);
        Reach { west, south, east, north }
    }

    fn place(&self, (x, y): Position) -> At {
        ((x - self.origin.0) * self.scale.0, (self.origin.1 - y) * self.scale.1)
    }

    /// The rings of an area that are in sight.
    fn rings(&self, area: &Area<'_>) -> Vec<Ring> {
        let rings = area.polygons.iter().flat_map(|polygon| polygon.iter());
        let rings = rings.map(|ring| ring.iter().map(|it| self.place(*it)).collect::<Vec<At>>());
        rings.filter(|ring| self.is_in_sight(ring)).map(Ring::new).collect()
    }

    fn is_in_sight(&self, ring: &[At]) -> bool {
        let (low, high) = bounds(ring);
        high.0 > 0.0 && high.1 > 0.0 && low.0 < self.size.width && low.1 < self.size.height
    }

    /// The outlines of what lies around, of the areas and of the dotted lines, as exact as there is room for.
    fn outlines(&self) -> [Vec<Path>; 3] {
        let longest = LONGEST[usize::from(self.size.is_narrow)];
        let rings = [&self.map.around, &self.map.areas, &self.map.lines]
            .map(|areas| areas.iter().map(|area| self.rings(area)).collect::<Vec<Vec<Ring>>>());
        let mut tolerance = TOLERANCE;
        loop {
            let outlines = rings.each_ref().map(|areas| {
                let paths = areas.iter().map(|rings| path(rings, tolerance));
                paths.filter(|path| !path.is_empty()).collect::<Vec<Path>>()
            });
            let length: usize = outlines.iter().flatten().map(Path::len).sum();
            if length <= longest || tolerance > 20.0 {
                return outlines;
            }
            tolerance *= 1.25;
        }
    }

    /// What lies around; then the areas twice, as one outline and on top of it each by itself; then the dotted lines.
    fn lines(&mut self) {
        let [around, areas, dotted] = self.outlines();
        for path in &around {
            self.canvas.shape("f-around", path);
        }
        let suffix = if self.size.is_narrow { "n" } else { "w" };
        let id = format!("{}-{suffix}", self.map.id);
        self.canvas.shared(&id, |canvas| {
            for path in &areas {
                canvas.shape("", path);
            }
        });
        self.canvas.again("f-outline", &id);
        self.canvas.again(if self.map.is_one { "f-areas" } else { "f-areas f-wholes" }, &id);
        for path in &dotted {
            self.canvas.shape("f-council", path);
        }
    }

    /// A round number of kilometres, a fifth of the drawing long or so.
    fn bar(&mut self) {
        let letters = self.size.letters;
        let km = self.scale.1 / (EARTH * 1f64.to_radians());
        let most = self.size.width / 4.0 / km;
        let length = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];
        let Some(length) = length.into_iter().rev().find(|it| *it <= most) else { return };
        let (x, y) = (12.0, self.size.height - 12.0);
        let end = x + length * km;
        self.canvas.polyline("f-bar", &[(x, y - 5.0), (x, y), (end, y), (end, y - 5.0)]);
        let words = kilometres(length);
        self.canvas.words("f-tick", (end + 8.0, y + letters * 0.2), Anchor::Start, &words);
        let width = width_of(&words) * letters + 20.0 + length * km;
        self.taken.push(((x, y - letters), width, letters * 1.4));
    }

    /// Each area has its name where it fits, else its number.
    fn names(&mut self) {
        if self.map.areas.len() > MOST_NUMBERS {
            return;
        }
        let letters = self.size.letters;
        let mut places: Vec<(usize, At, (At, At))> = Vec::new();
        for (at, area) in self.map.areas.iter().enumerate() {
            places.extend(self.middle_of(area).map(|(middle, bounds)| (at, middle, bounds)));
        }
        places.sort_by(|a, b| {
            (b.2.1.0 - b.2.0.0).total_cmp(&(a.2.1.0 - a.2.0.0)).then(a.0.cmp(&b.0))
        });
        for (at, middle, (low, high)) in places {
            let number = (at + 1).to_string();
            let name = &self.map.areas[at].name;
            let lines = wrapped(name, ((high.0 - low.0) / letters - 1.0).max(1.0));
            let fits = !name.is_empty()
                && lines.len() <= 3
                && (lines.len() as f64 + 1.6) * letters * 1.2 < high.1 - low.1
                && lines.iter().all(|line| width_of(line) * letters < high.0 - low.0 - letters);
            let lines = if fits { lines } else { Vec::new() };
            let height = (lines.len() as f64 + 1.0) * letters * 1.2;
            let widest = lines.iter().map(|line| width_of(line) * letters).fold(20.0, f64::max);
            let corner = (middle.0 - widest / 2.0, middle.1 - height / 2.0);
            if fits && self.is_free(corner, widest, height) {
                if is_numbered(self.map) {
                    self.badge(&number, (middle.0, corner.1 + 10.0));
                }
                for (n, line) in lines.iter().enumerate() {
                    let y = corner.1 + letters * 1.2 * (n as f64 + 2.0) - 1.0;
                    self.canvas.words("f-place f-halo", (middle.0, y), Anchor::Middle, line);
                }
                self.taken.push((corner, widest, height));
            } else {
                let corner = (middle.0 - 11.0, middle.1 - 11.0);
                // Two numbers on each other can't be read: the list has both areas, the map one of the numbers.
                if is_numbered(self.map) && self.is_free(corner, 22.0, 22.0) {
                    self.badge(&number, middle);
                    self.taken.push((corner, 22.0, 22.0));
                }
            }
        }
    }

    /// Where the words of an area stand, and its corners at the top left and bottom right: those of the whole if its
    /// middle is inside it, else those of its largest polygon.
    fn middle_of(&self, area: &Area<'_>) -> Option<(At, (At, At))> {
        let rings = area.polygons.iter().filter_map(|polygon| polygon.first());
        let rings: Vec<Vec<At>> =
            rings.map(|ring| ring.iter().map(|it| self.place(*it)).collect()).collect();
        let all: Vec<At> = rings.iter().flatten().copied().collect();
        let (low, high) = bounds(&all);
        let middle = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        if rings.len() > 1 && rings.iter().any(|ring| is_inside(ring, middle)) {
            return Some((middle, (low, high)));
        }
        let largest = rings.iter().max_by(|a, b| area_of(a).abs().total_cmp(&area_of(b).abs()))?;
        Some((inside(largest), bounds(largest)))
    }

    fn badge(&mut self, number: &str, at: At) {
        self.canvas.circle("f-badge", at, if number.len() > 2 { 13.0 } else { 10.5 });
        self.canvas.words("f-badge-words", (at.0, at.1 + 4.6), Anchor::Middle, number);
    }

    /// What lies around has its name where there is room.
    fn names_of(&mut self, areas: &[Area<'m>]) {
        let letters = self.size.letters;
        for area in areas {
            let name = fit(&area.name, 20.0);
            let (width, height) = (width_of(&name) * letters, letters * 1.3);
            let in_sight = |at: &At| {
                at.0 - width / 2.0 > 4.0
                    && at.0 + width / 2.0 < self.size.width - 4.0
                    && at.1 - height > 4.0
                    && at.1 < self.size.height - 4.0
            };
            let rings = area.polygons.iter().filter_map(|polygon| polygon.first());
            let places = rings.flat_map(|ring| {
                let ring: Vec<At> = ring.iter().map(|it| self.place(*it)).collect();
                self.visible_middles(&ring)
            });
            let is_free =
                |at: &At| self.is_free((at.0 - width / 2.0, at.1 - letters), width, height);
            let found: Vec<At> = places.filter(|at| in_sight(at) && is_free(at)).take(1).collect();
            if let Some(at) = found.first() {
                self.canvas.words("f-around-name f-halo", *at, Anchor::Middle, &name);
                self.taken.push(((at.0 - width / 2.0, at.1 - letters), width, height));
            }
        }
    }

    /// Places inside a ring that can be seen: the middles of stripes across the drawing, those with most room first.
    fn visible_middles(&self, ring: &[At]) -> Vec<At> {
        let mut found = Vec::new();
        for stripe in 1..16 {
            let y = self.size.height * f64::from(stripe) / 16.0;
            for pair in crossings(ring, y).chunks_exact(2) {
                let (from, to) = (pair[0].max(0.0), pair[1].min(self.size.width));
                if to > from {
                    found.push((to - from, (f64::midpoint(from, to), y)));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, at)| at).collect()
    }

    fn is_free(&self, (x, y): At, width: f64, height: f64) -> bool {
        let is_clear = |((left, top), wide, high): &(At, f64, f64)| {
            x + width <= *left || left + wide <= x || y + height <= *top || top + high <= y
        };
        self.taken.iter().all(is_clear)
    }
}

fn bounds(ring: &[At]) -> (At, At) {
    let start = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    ring.iter().fold(start, |(low, high), (x, y)| {
        ((low.0.min(*x), low.1.min(*y)), (high.0.max(*x), high.1.max(*y)))
    })
}

/// Twice the area of a ring is the sum of cross products; its sign tells which way the ring runs.
fn area_of(ring: &[At]) -> f64 {
    let Some(first) = ring.first() else { return 0.0 };
    let from_first = |at: &At| (at.0 - first.0, at.1 - first.1);
    let cross = |pair: &[At]| {
        let (a, b) = (from_first(&pair[0]), from_first(&pair[1]));
        a.0 * b.1 - b.0 * a.1
    };
    ring.windows(2).map(cross).sum::<f64>() / 2.0
}

/// A small square where something too small to draw is.
fn dot(ring: &[At]) -> [At; 4] {
    let (low, high) = bounds(ring);
    let (x, y) = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
    [(x - 1.5, y - 1.5), (x + 1.5, y - 1.5), (x + 1.5, y + 1.5), (x - 1.5, y + 1.5)]
}

/// A place inside a ring, near its middle: the middle of the longest stretch of a horizontal line through it.
fn inside(ring: &[At]) -> At {
    let (low, high) = bounds(ring);
    let stretches = [0.5, 0.4, 0.6, 0.3, 0.7].into_iter().flat_map(|share| {
        let y = low.1 + (high.1 - low.1) * share;
        let cuts = crossings(ring, y);
        let stretches: Vec<(f64, At)> = cuts
            .chunks_exact(2)
            .map(|pair| (pair[1] - pair[0], (f64::midpoint(pair[0], pair[1]), y)))
            .collect();
        stretches
    });
    // A stretch counts as longer only if it is so by a fifth: the middle of the ring is the better place.
    let mut best: Option<(f64, At)> = None;
    for (length, at) in stretches {
        if best.is_none_or(|(most, _)| length > most * 1.2) {
            best = Some((length, at));
        }
    }
    best.map_or((f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1)), |(_, at)| at)
}

fn is_inside(ring: &[At], at: At) -> bool {
    crossings(ring, at.1).iter().filter(|x| **x < at.0).count() % 2 == 1
}

/// Where a horizontal line crosses a ring, from left to right.
fn crossings(ring: &[At], y: f64) -> Vec<f64> {
    let cut = |pair: &[At]| {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        ((y1 <= y) != (y2 <= y)).then(|| x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    };
    let mut cuts: Vec<f64> = ring.windows(2).filter_map(cut).collect();
    cuts.sort_by(f64::total_cmp);
    cuts
}

/// A closed ring in a drawing.
struct Ring {
    /// Its corners; the last is the first again.
    corners: Vec<At>,
    /// With how much tolerance each corner is left out.
    weights: Vec<f64>,
    /// Its area.
    size: f64,
}

impl Ring {
    fn new(corners: Vec<At>) -> Self {
        Self { weights: weights(&corners), size: area_of(&corners).abs(), corners }
    }

    /// The corners that it takes to draw it; the last is not the first again.
    fn simplified(&self, tolerance: f64) -> Vec<At> {
        let open = self.corners.len().saturating_sub(1);
        let kept = self.corners[..open].iter().zip(&self.weights);
        kept.filter(|(_, weight)| **weight > tolerance).map(|(corner, _)| *corner).collect()
    }
}

/// The outlines of an area: specks are left out if there is anything larger.
fn path(rings: &[Ring], tolerance: f64) -> Path {
    let mut path = Path::default();
    for ring in rings.iter().filter(|ring| ring.size >= SPECK) {
        let corners = ring.simplified(tolerance);
        if corners.len() >= 3 {
            path.ring(&corners);
        }
    }
    let largest = rings.iter().max_by(|a, b| a.size.total_cmp(&b.size));
    if path.is_empty()
        && let Some(ring) = largest
    {
        path.ring(&dot(&ring.corners));
    }
    path
}

/// How often each corner of a ring is looked at, all in all, before its long stretches are cut in halves: those of coastlines are
/// looked at 20 to 40 times.
const MOST_LOOKS: usize = 200;
/// A stretch of a ring that is never cut so.
const SHORT: usize = 200;

/// With how much tolerance each corner of a closed ring can be left out: Douglas and Peucker, "Algorithms for the
/// reduction of the number of points required to represent a digitized line", 1973. A ring is two lines: between its
/// start and the corner that is farthest from it. Corners that `TOLERANCE` leaves out weigh nothing.
fn weights(ring: &[At]) -> Vec<f64> {
    let mut weights = vec![0.0; ring.len()];
    let Some(last) = ring.len().checked_sub(1) else { return weights };
    let mut far = 0;
    let mut most = 0.0;
    for (at, corner) in ring.iter().enumerate() {
        let off = square(*corner, ring[0]);
        if off > most {
            (far, most) = (at, off);
        }
    }
    weights[0] = f64::INFINITY;
    weights[far] = f64::INFINITY;
    // A stack in place of recursion: coastlines have thousands of corners. No corner outweighs the one that it hangs on.
    let mut open = vec![(0, far, f64::INFINITY), (far, last, f64::INFINITY)];
    let mut n_looked = 0;
    while let Some((from, to, above)) = open.pop() {
        // Teeth of a saw are taken off one by one, each after a look at all the others: cut in halves they are not.
        if n_looked > MOST_LOOKS * ring.len() && to - from > SHORT {
            let middle = usize::midpoint(from, to);
            weights[middle] = above;
            open.extend([(from, middle, above), (middle, to, above)]);
            continue;
        }
        n_looked += to - from;
        let (mut farthest, mut most) = (from, TOLERANCE * TOLERANCE);
        for at in from + 1..to {
            let off = off_line(ring[at], ring[from], ring[to]);
            if off > most {
                (farthest, most) = (at, off);
            }
        }
        if farthest > from {
            let weight = most.sqrt().min(above);
            weights[farthest] = weight;
            open.extend([(from, farthest, weight), (farthest, to, weight)]);
        }
    }
    weights
}

/// The square of the distance of two places.
fn square(a: At, b: At) -> f64 {
    let (across, down) = (a.0 - b.0, a.1 - b.1);
    across * across + down * down
}

/// The square of the distance of a place from a stretch of line.
fn off_line(place: At, from: At, to: At) -> f64 {
    let (across, down) = (to.0 - from.0, to.1 - from.1);
    let length = across * across + down * down;
    if length == 0.0 {
        return square(place, from);
    }
    let along = ((place.0 - from.0) * across + (place.1 - from.1) * down) / length;
    let along = along.clamp(0.0, 1.0);
    square(place, (from.0 + along * across, from.1 + along * down))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn straight_stretches_lose_their_corners() {
        let mut ring: Vec<At> = (0..=100).map(|at| (f64::from(at), 0.0)).collect();
        ring.extend([(100.0, 50.0), (0.0, 50.0), (0.0, 0.0)]);
        assert_eq!(
            Ring::new(ring).simplified(TOLERANCE),
            [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)]
        );
    }

    #[test]
    fn a_place_inside_a_horseshoe_is_inside() {
        let ring = [
            (0.0, 0.0),
            (90.0, 0.0),
            (90.0, 100.0),
            (80.0, 100.0),
            (80.0, 10.0),
            (10.0, 10.0),
            (10.0, 100.0),
            (0.0, 100.0),
            (0.0, 0.0),
        ];
        let at = inside(&ring);
        assert!(at.0 < 10.0 || at.0 > 80.0 || at.1 < 10.0, "{at:?}");
    }

    proptest! {
        /// No corner that was left out is farther from the drawn outline than the tolerance.
        #[test]
        fn outlines_stay_within_tolerance(
            corners in prop::collection::vec((0.0f64..400.0, 0.0f64..300.0), 3..60),
            tolerance in TOLERANCE..40.0,
        ) {
            let mut ring = corners.clone();
            ring.push(corners[0]);
            let mut drawn = Ring::new(ring.clone()).simplified(tolerance);
            drawn.push(drawn[0]);
            for corner in &ring {
                let off = drawn
                    .windows(2)
                    .map(|pair| off_line(*corner, pair[0], pair[1]).sqrt())
                    .fold(f64::INFINITY, f64::min);
                prop_assert!(off <= tolerance + 1e-9, "{corner:?} is {off} away");
            }
        }
    }
}
