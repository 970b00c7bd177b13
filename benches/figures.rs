//! How long figures take: a map of 24,000 corners, and a chart of 60 points.
//!
//! `cargo bench --bench figures` invents both; `-- FILE` draws the areas of a boundary in GeoJSON.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and the disk, and says what it saw"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use iho::figure::Unit;
use iho::figure::map::{self, Area, Lines, Map};
use iho::figure::spc::{self, Period, Series};
use iho::model::boundary;
use iho::statistics::spc::{Direction, Options, Reading, chart};
use jiff::ToSpan as _;

/// How often each is measured; the median counts.
const ROUNDS: usize = 21;

fn main() {
    let file = std::env::args().skip(1).find(|word| word != "--bench");
    let text = match file {
        Some(file) => std::fs::read_to_string(file).expect("a boundary"),
        None => boundary_of(42, 570),
    };
    let n_corners: usize = {
        let areas = boundary::parse(&text).areas;
        areas.iter().flat_map(|area| area.polygons.iter().flatten()).map(Vec::len).sum()
    };
    let read = median(|| drop(std::hint::black_box(boundary::parse(&text))));
    let areas = boundary::parse(&text).areas;
    let drawn = median(|| {
        std::hint::black_box(map::draw(&map_of(&areas)).expect("a map"));
    });
    println!("map of {n_corners} corners: read in {read:.1?}, drawn twice in {drawn:.1?}");
    let readings = readings();
    let options = Options::new(Direction::Decrease);
    let judged = median(|| drop(std::hint::black_box(chart(&readings, &options))));
    let made = median(|| draw_chart(&readings, &options));
    println!(
        "chart of {} points: judged in {judged:.1?}, with both drawings {made:.1?}",
        readings.len()
    );
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

/// Areas like flowers in rows of seven, with so many corners each.
fn boundary_of(n_areas: u32, n_corners: u32) -> String {
    let mut text = String::from("{\"type\": \"FeatureCollection\", \"features\": [");
    for area in 0..n_areas {
        let (x, y) = (f64::from(area % 7) - 4.0, 50.5 + f64::from(area / 7) * 0.7);
        let separator = if area == 0 { "" } else { ", " };
        let _ = write!(
            text,
            "{separator}{{\"type\": \"Feature\", \"properties\": {{\"code\": \"E{area:08}\", \"name\": \"Area {area}\"}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [["
        );
        for corner in 0..=n_corners {
            let turn = f64::from(corner % n_corners) / f64::from(n_corners) * std::f64::consts::TAU;
            let size = 0.3 + 0.05 * (turn * 37.0).sin() + 0.02 * (turn * 211.0).cos();
            let separator = if corner == 0 { "" } else { ", " };
            let _ =
                write!(text, "{separator}[{}, {}]", x + size * turn.cos(), y + size * turn.sin());
        }
        text.push_str("]]}}");
    }
    text.push_str("]}");
    text
}

fn map_of(areas: &[boundary::Area]) -> Map<'_> {
    let areas = areas.iter().map(|area| Area {
        name: area.name.clone(),
        code: area.code.clone(),
        polygons: area.polygons.iter().collect(),
        sources: Vec::new(),
    });
    Map {
        id: "map".to_owned(),
        title: "All areas".to_owned(),
        finding: "All areas.".to_owned(),
        areas: areas.collect(),
        around: Vec::new(),
        lines: Vec::new(),
        lines_are: Lines::Councils,
        head: "Area".to_owned(),
        is_one: true,
    }
}

fn readings() -> Vec<Reading> {
    let day = |month: i32| jiff::civil::date(2021, 4, 1).saturating_add(month.months());
    let value = |month: i32| 70.0 + (f64::from(month) * 1.7).sin() * 6.0;
    (0..60).map(|month| Reading { day: day(month), value: Some(value(month)) }).collect()
}

fn draw_chart(readings: &[Reading], options: &Options) {
    let judged = chart(readings, options);
    let periods: Vec<Period> = readings
        .iter()
        .map(|reading| Period { words: reading.day.to_string(), is_provisional: false })
        .collect();
    let series = Series {
        id: "chart",
        measure: "A measure",
        area: "",
        unit: Unit::percent(1),
        direction: options.direction,
        chart: &judged,
        periods: &periods,
        targets: &[],
        rebases: &[],
        bounds: Some((0.0, 100.0)),
        least_points: 13,
        is_apart: &[],
        mark: None,
    };
    std::hint::black_box(spc::draw(&series));
}
