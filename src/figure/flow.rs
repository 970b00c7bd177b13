//! Where a sum of money comes from and what it is spent on: two lists of bars, beside each other where there is room.

use super::svg::{Anchor, Canvas, Svg, width_of, wrapped};
use super::{Figure, Size, Table};

/// So many bars in a list; the smallest beyond are drawn as one.
const MOST: usize = 11;

/// What the list of sources is called.
pub const COMES_FROM: &str = "Where the money comes from";

/// What the list of uses is called.
pub const GOES_TO: &str = "Where it goes";

/// A sum of money with what flows in and out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// What ids begin with.
    pub id: String,
    /// What is drawn.
    pub title: String,
    /// What it shows, in sentences.
    pub finding: String,
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
    let name = format!("Bars: {}", flow.title);
    let sides = [shortened(&flow.sources, &others), shortened(&flow.uses, &others)];
    Figure {
        id: flow.id.clone(),
        title: flow.title.clone(),
        finding: flow.finding.clone(),
        wide: bars(flow, &sides, &name, false),
        narrow: bars(flow, &sides, &name, true),
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

/// Each part as a line of words with a bar below it.
#[expect(clippy::cast_precision_loss, reason = "no budget has 2^52 pounds")]
fn bars(flow: &Flow, [sources, uses]: &[Vec<Stream>; 2], name: &str, is_narrow: bool) -> Svg {
    let mut canvas = Canvas::default();
    let whole = total(sources).max(total(uses)).max(1.0);
    let is_beside = !is_narrow && !sources.is_empty() && !uses.is_empty();
    let width = if is_beside || is_narrow { 336.0 } else { 720.0 };
    let letters = 15.0;
    let (mut left, mut y, mut height) = (0.0, 0.0_f64, 20.0_f64);
    for (title, streams) in [(COMES_FROM, sources), (GOES_TO, uses)] {
        if streams.is_empty() {
            continue;
        }
        y += letters * 1.3;
        canvas.text("f-name", (left, y), Anchor::Start, title);
        for stream in streams {
            y += letters * 1.9;
            let room = width - (width_of(&stream.words) + 1.0) * letters;
            canvas.text("f-tick", (left + width, y), Anchor::End, &stream.words);
            for (at, line) in wrapped(&stream.name, room / letters).iter().enumerate() {
                y += if at > 0 { letters * 1.2 } else { 0.0 };
                canvas.text("", (left, y), Anchor::Start, line);
            }
            y += 6.0;
            canvas.rect("f-stream", (left, y), width, 9.0);
            canvas.rect("f-pool", (left, y), (stream.pounds as f64 / whole * width).max(1.5), 9.0);
            y += 9.0;
        }
        y += letters;
        height = height.max(y);
        if is_beside {
            (left, y) = (720.0 - width, 0.0);
        }
    }
    let size = if is_narrow { Size::narrow(height) } else { Size::wide(height) };
    canvas.finish(size, &flow.id, name, &flow.finding)
}
