//! What one party gets or pays when spending differs from the budget.
//!
//! Across stands spending against the budget in per cent of it, up and down what the party gets or pays. Between two
//! edges of the agreement the payment is a straight line; where it jumps, a full dot is the end that counts and a
//! hollow one the end that does not.

use super::scale::{Axis, Scale};
use super::svg::{Anchor, At, Canvas, Svg, Tint, width_of, wrapped};
use super::{Figure, KeyEntry, Size, Table, Unit};

/// What a party gets (+) or pays (-), in pounds, over spending in per cent of the budget.
#[derive(Clone, PartialEq, Debug)]
pub struct Sharing {
    /// What ids begin with.
    pub id: String,
    /// What is drawn.
    pub title: String,
    /// What it shows, in sentences.
    pub finding: String,
    /// The party, as it stands inside a sentence: `the host`.
    pub party: String,
    /// The straight pieces of the payment, from the lowest spending to the highest.
    pub pieces: Vec<Piece>,
    /// The bands, with the party's share of each pound in per cent.
    pub bands: Vec<Band>,
    /// Lines across, such as caps.
    pub marks: Vec<Mark>,
    /// Outcomes that are worked out in the table.
    pub examples: Vec<At>,
    /// What has to be known besides, a sentence each.
    pub notes: Vec<String>,
    /// The examples as a table.
    pub table: Table,
}

/// A straight piece of the payment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// Spending and payment where it begins.
    pub from: At,
    /// Spending and payment where it ends.
    pub to: At,
    /// Whether its first end is what is paid there; it is not where the payment jumps.
    pub has_from: bool,
    /// The same of its last end.
    pub has_to: bool,
    /// Whether more or less spending is shared here; the payment is level where it is not.
    pub is_shared: bool,
}

/// A band of spending.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// Where it begins and ends, in per cent over the budget.
    pub stretch: (f64, f64),
    /// The share of the party, in words: `40%`.
    pub share: String,
}

/// A line across the drawing with words beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// Where, in per cent over the budget.
    pub at: f64,
    /// Its words.
    pub words: String,
}

/// The chart with its words and its table.
pub fn draw(sharing: &Sharing) -> Figure {
    let name = format!("Chart of gains and losses: {}", sharing.title);
    let picture = |size| SharePlot::new(sharing, size).finish(&name);
    Figure {
        id: sharing.id.clone(),
        title: sharing.title.clone(),
        finding: sharing.finding.clone(),
        wide: picture(Size::wide(420.0)),
        narrow: picture(Size::narrow(380.0)),
        key: key(sharing),
        notes: sharing.notes.clone(),
        table: Some(sharing.table.clone()),
    }
}

fn key(sharing: &Sharing) -> Vec<KeyEntry> {
    let tinted = |class: &str, tint: Tint, suffix: &str| {
        let id = format!("{}-{suffix}", sharing.id);
        let mut canvas = Canvas::default();
        canvas.tints(&[(&id, tint)]);
        canvas.rect(class, (1.0, 1.0), 16.0, 16.0);
        canvas.filled_rect("f-tint", (1.0, 1.0), 16.0, 16.0, &id);
        canvas.finish_silent("f-sign", 18.0, 18.0)
    };
    let dot = |class: &str| {
        let mut canvas = Canvas::default();
        canvas.circle(class, (9.0, 9.0), 4.5);
        canvas.finish_silent("f-sign", 18.0, 18.0)
    };
    let party = &sharing.party;
    let has = |is: fn(f64) -> bool| sharing.pieces.iter().any(|it| is(it.from.1) || is(it.to.1));
    let mut key = Vec::new();
    let mut add = |is_there: bool, sign: Svg, words: String| {
        if is_there {
            key.push(KeyEntry { sign, words });
        }
    };
    add(has(|sum| sum > 0.0), tinted("f-gain", Tint::Dots, "kg"), format!("What {party} gets"));
    add(has(|sum| sum < 0.0), tinted("f-loss", Tint::Diagonal, "kl"), format!("What {party} pays"));
    add(!sharing.examples.is_empty(), dot("f-example"), "Worked out in the table".to_owned());
    let jumps = sharing.pieces.iter().any(|piece| !piece.has_from || !piece.has_to);
    let words = "Hollow end: the payment jumps, and this end does not count".to_owned();
    add(jumps, dot("f-open"), words);
    key
}

struct SharePlot<'s> {
    sharing: &'s Sharing,
    size: Size,
    /// Of payments in `unit`.
    axis: Axis,
    /// Pounds in one of the axis.
    scale: f64,
    unit: Unit,
    across: Scale,
    down: Scale,
    percents: Axis,
    canvas: Canvas,
}

impl<'s> SharePlot<'s> {
    fn new(sharing: &'s Sharing, size: Size) -> Self {
        let sums = || sharing.pieces.iter().flat_map(|piece| [piece.from.1, piece.to.1]);
        let most = sums().map(f64::abs).filter(|sum| sum.is_finite()).fold(0.0, f64::max);
        let (scale, letter) = match most {
            most if most >= 1e6 => (1e6, "m"),
            most if most >= 1e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        let axis = Axis::around(sums().chain([0.0]).map(|sum| sum / scale), None);
        let unit = Unit { before: "£".to_owned(), after: letter.to_owned(), decimals: 1 };
        let letters = size.letters;
        let words = axis.ticks.iter().map(|tick| signed(&unit, *tick, axis.decimals));
        let left = words.map(|words| width_of(&words) * letters).fold(20.0, f64::max) + 10.0;
        let ends = sharing.pieces.iter().flat_map(|piece| [piece.from.0, piece.to.0]);
        let (low, high) = ends
            .filter(|end| end.is_finite())
            .fold((-1.0_f64, 1.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        let percents = Axis::with_steps([low, high].into_iter(), None, 8.0);
        let across = Scale { of: (low, high), to: (left, size.width - 24.0) };
        let down = Scale { of: axis.ends, to: (size.height - letters * 3.6, letters * 4.6) };
        Self { sharing, size, axis, scale, unit, across, down, percents, canvas: Canvas::default() }
    }

    fn finish(mut self, name: &str) -> Svg {
        let suffix = if self.size.is_narrow { "n" } else { "w" };
        let tints = ["g", "l"].map(|tint| format!("{}-{suffix}{tint}", self.sharing.id));
        self.canvas.tints(&[(&tints[0], Tint::Dots), (&tints[1], Tint::Diagonal)]);
        self.grid();
        self.areas(&tints);
        self.bands();
        self.marks();
        self.zeros();
        self.payment();
        self.examples();
        self.canvas.finish(self.size, &self.sharing.id, name, &self.sharing.finding)
    }

    fn place(&self, (percent, pounds): At) -> At {
        (self.across.at(percent), self.down.at(pounds / self.scale))
    }

    fn grid(&mut self) {
        let letters = self.size.letters;
        let ((left, right), (bottom, _)) = (self.across.to, self.down.to);
        for tick in self.axis.ticks.clone() {
            let y = self.down.at(tick);
            self.canvas.line("f-grid", (left, y), (right, y));
            let words = signed(&self.unit, tick, self.axis.decimals);
            self.canvas.text("f-tick", (left - 8.0, y + letters * 0.35), Anchor::End, &words);
        }
        let percent = Unit::percent(self.percents.decimals);
        for tick in self.percents.ticks.clone() {
            let x = self.across.at(tick);
            if x < left - 0.5 || x > right + 0.5 {
                continue;
            }
            self.canvas.line("f-axis", (x, bottom), (x, bottom + 5.0));
            let words = match tick {
                0.0 => "0".to_owned(),
                tick if tick > 0.0 => format!("+{}", percent.say(tick)),
                tick => percent.say(tick),
            };
            self.canvas.text("f-tick", (x, bottom + letters + 7.0), Anchor::Middle, &words);
        }
        self.canvas.line("f-axis", (left, bottom), (right, bottom));
        let y = bottom + letters * 2.0 + 12.0;
        let (under, over) = match self.size.is_narrow {
            true => ("Under the budget", "Over"),
            false => ("Spending under the budget", "Spending over the budget"),
        };
        let zero = self.across.at(0.0);
        self.canvas.text("f-label", (zero - 10.0, y), Anchor::End, under);
        self.canvas.text("f-label", (zero + 10.0, y), Anchor::Start, over);
        self.canvas.line("f-axis", (zero, bottom), (zero, y));
    }

    /// What is between the payment and nothing.
    fn areas(&mut self, [gain, loss]: &[String; 2]) {
        for piece in &self.sharing.pieces {
            let (from, to) = (self.place(piece.from), self.place(piece.to));
            let zero = self.down.at(0.0);
            let corners = [(from.0, zero), from, to, (to.0, zero)];
            let sum = piece.from.1 + piece.to.1;
            if sum != 0.0 {
                let (class, tint) = if sum > 0.0 { ("f-gain", gain) } else { ("f-loss", loss) };
                self.canvas.polygon(class, &corners);
                self.canvas.filled_polygon("f-tint", &corners, tint);
            }
        }
    }

    /// The share of each pound in each band, above the drawing.
    fn bands(&mut self) {
        let letters = self.size.letters;
        let (top, height) = (letters * 1.5, letters * 1.7);
        let party = &self.sharing.party;
        let title = match self.size.is_narrow {
            true => format!("Share of {party}"),
            false => format!("Of each pound in this band, {party} gets or pays"),
        };
        self.canvas.text("f-tick", (self.across.to.0, letters), Anchor::Start, &title);
        for band in &self.sharing.bands {
            let (from, to) = (self.across.at(band.stretch.0), self.across.at(band.stretch.1));
            self.canvas.rect("f-band", (from, top), to - from, height);
            let at = (f64::midpoint(from, to), top + height * 0.5 + letters * 0.35);
            if width_of(&band.share) * letters < to - from - 2.0 {
                self.canvas.text("f-share", at, Anchor::Middle, &band.share);
            }
            for x in [from, to] {
                self.canvas.line("f-edge", (x, top + height), (x, self.down.to.0));
            }
        }
    }

    /// Caps and the like. Above the line of nothing on the side of losses, below it on the side of savings: the
    /// payment is on the other side of it.
    fn marks(&mut self) {
        let letters = self.size.letters;
        for mark in &self.sharing.marks {
            let x = self.across.at(mark.at);
            let (top, bottom) = (self.down.to.1, self.down.to.0);
            self.canvas.line("f-cap", (x, top), (x, bottom));
            let is_saving = mark.at < 0.0;
            let zero = self.down.at(0.0);
            let room = (self.across.at(0.0) - x).abs() - 12.0;
            let lines = wrapped(&mark.words, room / letters);
            let (anchor, x, first) = match is_saving {
                true => (Anchor::Start, x + 7.0, zero + letters * 1.4),
                false => {
                    let above = letters * (1.2 * lines.len() as f64 - 0.6);
                    (Anchor::End, x - 7.0, zero - above)
                }
            };
            for (at, line) in lines.iter().enumerate() {
                let y = first + letters * 1.2 * at as f64;
                self.canvas.text("f-label f-halo", (x, y), anchor, line);
            }
        }
    }

    /// No payment, and spending on the budget.
    fn zeros(&mut self) {
        let zero = self.place((0.0, 0.0));
        let ((left, right), (bottom, top)) = (self.across.to, self.down.to);
        self.canvas.line("f-zero", (left, zero.1), (right, zero.1));
        self.canvas.line("f-zero", (zero.0, bottom), (zero.0, top));
    }

    fn payment(&mut self) {
        for piece in &self.sharing.pieces {
            let class = if piece.is_shared { "f-payment" } else { "f-payment f-level" };
            let (from, to) = (self.place(piece.from), self.place(piece.to));
            self.canvas.line(class, from, to);
        }
        let n = self.sharing.pieces.len();
        let ends = self.sharing.pieces.iter().enumerate().flat_map(|(at, piece)| {
            let from = (at > 0).then_some((piece.from, piece.has_from));
            let to = (at + 1 < n).then_some((piece.to, piece.has_to));
            [from, to].into_iter().flatten()
        });
        let mut ends: Vec<(At, bool)> = ends.collect();
        ends.sort_by_key(|(_, counts)| !*counts);
        let mut drawn: Vec<At> = Vec::new();
        for (end, counts) in ends {
            if !drawn.contains(&end) {
                drawn.push(end);
                let class = if counts { "f-closed" } else { "f-open" };
                self.canvas.circle(class, self.place(end), 4.5);
            }
        }
    }

    fn examples(&mut self) {
        let letters = self.size.letters;
        for example in &self.sharing.examples {
            let (x, y) = self.place(*example);
            self.canvas.circle("f-example", (x, y), 6.0);
            let sum = example.1 / self.scale;
            if sum == 0.0 || !sum.is_finite() {
                continue;
            }
            // Words stand outside the tinted area, towards the middle, where the payment gets smaller.
            let words = signed(&self.unit, sum, if self.scale > 1.0 { 1 } else { 0 });
            let (zero, wide) = (self.across.at(0.0), width_of(&words) * letters * 1.1 + 12.0);
            // Where they would cross the line of spending on the budget, they stand on the other side of the dot.
            let is_crossed = |from: f64, to: f64| from < zero && zero < to;
            let y = y + letters * if sum > 0.0 { -0.6 } else { 1.2 };
            let (anchor, x) = match sum > 0.0 {
                true if is_crossed(x, x + wide) => (Anchor::End, x - 8.0),
                false if !is_crossed(x - wide, x) => (Anchor::End, x - 8.0),
                _ => (Anchor::Start, x + 8.0),
            };
            self.canvas.text("f-value f-halo", (x, y), anchor, &words);
        }
    }
}

/// `+£5m`, `£0`, `-£5m`.
fn signed(unit: &Unit, value: f64, decimals: usize) -> String {
    match value {
        0.0 => "£0".to_owned(),
        value if value > 0.0 => format!("+{}", unit.say_at_axis(value, decimals)),
        value => unit.say_at_axis(value, decimals),
    }
}

/// A pound and who gets or pays which part of it: name, pence and their words, as one bar. The words beside it say the same.
pub fn split(parts: &[(&str, f64, String)]) -> Svg {
    const LETTERS: f64 = 14.0;
    const GAP: f64 = 10.0;
    let (width, height) = (320.0, 38.0);
    let mut canvas = Canvas::default();
    // Where the words of each part begin, how wide they are, and they.
    let mut labels: Vec<(f64, f64, String)> = Vec::new();
    let (mut x, mut free_from) = (0.0, 0.0);
    for (at, (label, pence, words)) in parts.iter().enumerate() {
        let part = pence / 100.0 * width;
        if part <= 0.0 {
            continue;
        }
        canvas.rect(["f-first", "f-second", "f-third"][at.min(2)], (x, 0.0), part, 16.0);
        let words = format!("{label} {words}");
        let wide = width_of(&words) * LETTERS;
        let begin = f64::max(x, free_from);
        free_from = begin + wide + GAP;
        labels.push((begin, wide, words));
        x += part;
    }
    // The words of a narrow part at the end move to the left, and push those before them.
    let mut free_to = width;
    for (begin, wide, _) in labels.iter_mut().rev() {
        *begin = f64::min(*begin, free_to - *wide).max(0.0);
        free_to = *begin - GAP;
    }
    for (begin, _, words) in &labels {
        canvas.text("f-part", (*begin, 32.0), Anchor::Start, words);
    }
    canvas.finish_silent("f-split", width, height)
}

#[cfg(test)]
mod tests {
    use super::split;

    /// Where the words of each part begin, from left to right.
    fn labels(pence: &[f64]) -> Vec<(f64, String)> {
        let names = ["Host", "ICB", "Partners"];
        let parts = names.into_iter().zip(pence);
        let parts: Vec<_> = parts.map(|(name, it)| (name, *it, format!("{it}p"))).collect();
        let svg = split(&parts).as_str().to_owned();
        let label = |text: &str| {
            let (x, rest) = text.split_once("x=\"")?.1.split_once('"')?;
            Some((x.parse().ok()?, rest.split_once('>')?.1.split_once('<')?.0.to_owned()))
        };
        svg.split("<text").skip(1).filter_map(label).collect()
    }

    #[test]
    fn every_part_of_a_pound_has_its_words_and_none_covers_another() {
        for pence in [[49.0, 50.0, 1.0], [1.0, 1.0, 98.0], [1.0, 98.0, 1.0], [98.0, 1.0, 1.0]] {
            let labels = labels(&pence);
            assert_eq!(labels.len(), 3, "{pence:?}: {labels:?}");
            for pair in labels.windows(2) {
                let end = pair[0].0 + crate::figure::svg::width_of(&pair[0].1) * 14.0;
                assert!(end < pair[1].0, "{pence:?}: {labels:?}");
            }
            let (x, words) = &labels[2];
            assert!(x + crate::figure::svg::width_of(words) * 14.0 <= 320.5, "{labels:?}");
        }
        assert_eq!(labels(&[100.0, 0.0, 0.0]).len(), 1);
    }
}
