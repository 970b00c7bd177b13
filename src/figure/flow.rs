//! Where a sum of money comes from and what it is spent on: streams whose width is their sum.
//!
//! In narrow places the same sums are bars below each other.

use super::scale::spread;
use super::svg::{Anchor, Canvas, Svg, fit, width_of};
use super::{Figure, Size, Table};

/// So many streams on a side; the smallest beyond are drawn as one.
const MOST: usize = 11;

/// A sum of money with what flows in and out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// What ids begin with.
    pub id: String,
    /// What is drawn.
    pub title: String,
    /// What it shows, in sentences.
    pub finding: String,
    /// The whole, in words: `Budget`, `£424.8 million`.
    pub whole: (String, String),
    /// Where it comes from; may be empty.
    pub sources: Vec<Stream>,
    /// What it is spent on; may be empty.
    pub uses: Vec<Stream>,
    /// The same sums as a table.
    pub table: Table,
}

/// A part of the sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stream {
    /// What it is.
    pub name: String,
    /// How much of the whole it is, in pounds.
    pub pounds: u64,
    /// The same in words.
    pub words: String,
}

/// The drawing with its words and its table.
pub fn draw(flow: &Flow, others: impl Fn(u64, usize) -> Stream) -> Figure {
    let name = format!("Flow of money: {}", flow.title);
    let sides = [shortened(&flow.sources, &others), shortened(&flow.uses, &others)];
    Figure {
        id: flow.id.clone(),
        title: flow.title.clone(),
        finding: flow.finding.clone(),
        wide: streams(flow, &sides, &name),
        narrow: bars(flow, &sides, &name),
        key: Vec::new(),
        notes: Vec::new(),
        table: Some(flow.table.clone()),
    }
}

/// The largest streams, with the rest as one.
fn shortened(streams: &[Stream], others: impl Fn(u64, usize) -> Stream) -> Vec<Stream> {
    let mut streams: Vec<Stream> = streams.iter().filter(|it| it.pounds > 0).cloned().collect();
    streams.sort_by_key(|it| std::cmp::Reverse(it.pounds));
    if streams.len() > MOST {
        let rest = streams.split_off(MOST - 1);
        streams.push(others(rest.iter().map(|it| it.pounds).sum(), rest.len()));
    }
    streams
}

#[expect(clippy::cast_precision_loss, reason = "no budget has 2^52 pounds")]
fn total(streams: &[Stream]) -> f64 {
    streams.iter().map(|it| it.pounds as f64).sum()
}

/// Where the parts of a column begin and end, from top to bottom.
#[expect(clippy::cast_precision_loss, reason = "no budget has 2^52 pounds")]
fn stretches(streams: &[Stream], from: f64, scale: f64, gap: f64) -> Vec<(f64, f64)> {
    let mut y = from;
    let stretch = |stream: &Stream| {
        let start = y;
        let end = start + stream.pounds as f64 * scale;
        y = end + gap;
        (start, end)
    };
    streams.iter().map(stretch).collect()
}

fn streams(flow: &Flow, [sources, uses]: &[Vec<Stream>; 2], name: &str) -> Svg {
    let n = sources.len().max(uses.len()).max(1) as f64;
    let size = Size::wide((n * 38.0 + 30.0).clamp(220.0, 460.0));
    let letters = size.letters;
    let whole = total(sources).max(total(uses)).max(1.0);
    let top = letters * 1.8;
    let gap = 7.0;
    let scale = (size.height - top - 8.0 - gap * (n - 1.0)) / whole;
    let middle = (size.height + top - whole * scale) / 2.0;
    let mut canvas = Canvas::default();
    let middle_x = if sources.is_empty() { 100.0 } else { 312.0 };
    let bar = 14.0;
    for (side, streams) in [(Side::In, sources), (Side::Out, uses)] {
        if streams.is_empty() {
            continue;
        }
        let n = streams.len() as f64;
        let used = total(streams) * scale + gap * (n - 1.0);
        let start = top + (size.height - top - used) / 2.0;
        let outer = stretches(streams, start, scale, gap);
        let inner = stretches(streams, middle, scale, 0.0);
        let (x, inner_x, bar_x) = match side {
            Side::In => (204.0, middle_x, 190.0),
            Side::Out => (446.0, middle_x + bar, 446.0),
        };
        for (outer, inner) in outer.iter().zip(&inner) {
            canvas.ribbon("f-stream", (x, *outer), (inner_x, *inner));
        }
        for (from, to) in &outer {
            canvas.rect("f-pool", (bar_x, *from), bar, (to - from).max(1.0));
        }
        labels(&mut canvas, side, streams, &outer, size);
    }
    canvas.rect("f-whole", (middle_x, middle), bar, whole * scale);
    let words = format!("{} {}", flow.whole.0, flow.whole.1);
    let at = (middle_x + bar / 2.0, letters);
    canvas.text("f-value", at, Anchor::Middle, &words);
    canvas.finish(size, &flow.id, name, &flow.finding)
}

/// Into the whole, or out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

/// What each part is, in one line or two, beside it.
fn labels(
    canvas: &mut Canvas,
    side: Side,
    streams: &[Stream],
    stretches: &[(f64, f64)],
    size: Size,
) {
    let letters = size.letters;
    let wanted: Vec<f64> = stretches.iter().map(|(from, to)| f64::midpoint(*from, *to)).collect();
    let room = (letters * 1.8, size.height - letters * 1.2);
    let found = spread(&wanted, letters * 2.25, room);
    let (edge, x, anchor) = match side {
        Side::In => (190.0, 174.0, Anchor::End),
        Side::Out => (460.0, 476.0, Anchor::Start),
    };
    for ((stream, wanted), y) in streams.iter().zip(wanted).zip(found) {
        let near = if side == Side::In { x + 4.0 } else { x - 4.0 };
        canvas.line("f-leader", (edge, wanted), (near, y));
        let room = if side == Side::In { x } else { size.width - x };
        let name = fit(&stream.name, room / letters);
        canvas.text("", (x, y - letters * 0.1), anchor, &name);
        canvas.text("f-tick", (x, y + letters * 0.95), anchor, &stream.words);
    }
}

/// Each part as a line of words with a bar below it.
#[expect(clippy::cast_precision_loss, reason = "no budget has 2^52 pounds")]
fn bars(flow: &Flow, [sources, uses]: &[Vec<Stream>; 2], name: &str) -> Svg {
    let mut canvas = Canvas::default();
    let whole = total(sources).max(total(uses)).max(1.0);
    let width = 352.0;
    let mut y = 0.0;
    let letters = 15.0;
    for (title, streams) in [("Comes from", sources), ("Is spent on", uses)] {
        if streams.is_empty() {
            continue;
        }
        y += letters * 1.3;
        canvas.text("f-name", (0.0, y), Anchor::Start, title);
        for stream in streams {
            y += letters * 1.7;
            let room = width - (width_of(&stream.words) + 1.0) * letters;
            let name = fit(&stream.name, room / letters);
            canvas.text("", (0.0, y), Anchor::Start, &name);
            canvas.text("f-tick", (width, y), Anchor::End, &stream.words);
            y += 6.0;
            canvas.rect("f-stream", (0.0, y), width, 9.0);
            canvas.rect("f-pool", (0.0, y), (stream.pounds as f64 / whole * width).max(1.5), 9.0);
            y += 9.0;
        }
        y += letters;
    }
    canvas.finish(Size::narrow(y.max(20.0)), &flow.id, name, &flow.finding)
}
