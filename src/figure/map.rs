//! Areas on a map: what is covered, and what lies around it.
//!
//! Longitude is shortened by the cosine of the middle latitude, which is true to shape within a hundredth for an area of
//! the size of a county. No tiles, no coast: only outlines that the site itself publishes.

mod ring;

use std::collections::BTreeSet;

use super::svg::{Anchor, At, Canvas, Path, Svg, fit, width_of, wrapped};
use super::{Figure, Size, Table};
use crate::model::boundary::{Polygon, Position};
use ring::{Ring, TOLERANCE, area_of, bounds, crossings, inside, is_inside, path};

/// How long the outlines of a drawing may be, in bytes: together with those of the other drawing, 40 kB.
const LONGEST: [usize; 2] = [26_000, 14_000];

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
    let reach = Reach::around(map.areas.iter().chain(before))?;
    let mut map = map.clone();
    let sight = MapPlot::new(&map, &reach, reach.size(720.0, false)).sight();
    for beyond in [&mut map.around, &mut map.lines] {
        beyond
            .retain(|area| Reach::around(std::iter::once(area)).is_some_and(|it| it.meets(&sight)));
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
    fn around<'m>(areas: impl Iterator<Item = &'m Area<'m>>) -> Option<Self> {
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
        self.canvas.text("f-tick", (end + 8.0, y + letters * 0.2), Anchor::Start, &words);
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
                    self.canvas.text("f-place f-halo", (middle.0, y), Anchor::Middle, line);
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
        self.canvas.text("f-badge-words", (at.0, at.1 + 4.6), Anchor::Middle, number);
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
                self.canvas.text("f-around-name f-halo", *at, Anchor::Middle, &name);
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
