//! A funnel: the share of each body over its size, and how far shares of that size differ by chance alone.
//!
//! Peers have no names in the drawing, so that it is no league table; the table names them.

use super::scale::{Axis, Scale, spread};
use super::svg::{Anchor, At, Canvas, Svg, fit, width_of};
use super::{Figure, KeyEntry, Size, Table, Unit};
use crate::model::figures::count;
use crate::statistics::funnel::{self, Standing};
use crate::statistics::interval::Interval;

/// A body among its peers.
#[derive(Clone, Debug)]
pub struct Funnel<'f> {
    /// What ids begin with.
    pub id: &'f str,
    /// What is measured.
    pub measure: &'f str,
    /// What the size is, in words: of how many people or things the shares are.
    pub sizes: &'f str,
    /// How shares are written, in per cent.
    pub unit: Unit,
    /// The share of all together, and its limits.
    pub limits: &'f funnel::Funnel,
    /// The body that the page is of.
    pub here: Body<'f>,
    /// All others, in the order of the table.
    pub peers: Vec<Body<'f>>,
    /// How many bodies the share of all together is of.
    pub n_all: usize,
    /// The period of the peers, in words; may be empty.
    pub period: &'f str,
    /// What has to be known besides, a sentence each.
    pub notes: Vec<String>,
}

/// A body, and its share.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Body<'f> {
    /// Its name.
    pub name: &'f str,
    /// How many of them.
    pub count: f64,
    /// Of how many, more than 0.
    pub of: f64,
}

/// With more peers than this, the table counts them instead of naming each.
const MOST_ROWS: usize = 250;

/// With more peers than this, no point has words of its own, and points that would cover each other are one.
const MOST_NAMED: usize = 250;

/// The chart with its words, key and table.
pub fn draw(it: &Funnel<'_>) -> Figure {
    let of_period = if it.period.is_empty() { String::new() } else { format!(", {}", it.period) };
    let title = format!("{} by size{of_period}", it.measure);
    let finding = finding(it);
    let name = format!("Funnel plot: {title}, {} among its peers", it.here.name);
    let picture = |size| FunnelPlot::new(it, size).finish(&name, &finding);
    Figure {
        id: it.id.to_owned(),
        wide: picture(Size::wide(380.0)),
        narrow: picture(Size::narrow(340.0)),
        key: key(it),
        notes: notes(it),
        table: Some(table(it, &title)),
        title,
        finding,
    }
}

/// Where the body stands, in sentences.
pub fn finding(it: &Funnel<'_>) -> String {
    let (Some(standing), Some(limits)) = (it.standing(&it.here), it.limits.limits(it.here.of))
    else {
        return "No share is known.".to_owned();
    };
    let range = match standing {
        Standing::FarAbove | Standing::FarBelow => limits.of_998,
        Standing::Above | Standing::Below | Standing::Within => limits.of_95,
    };
    format!(
        "{}: {}. {}. For its size they run from {} to {}. All {} bodies together: {}.",
        it.here.name,
        it.say(it.here.share()),
        meaning(standing),
        it.say(range.lower),
        it.say(range.upper),
        count(it.n_all as u64),
        it.say(it.limits.centre)
    )
}

/// What it means to stand there.
fn meaning(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => {
            "Within the 95% limits: no different from its peers, as far as chance lets tell"
        }
        Standing::Above => {
            "Above the 95% limits: higher than 39 of 40 bodies of its size would be by chance"
        }
        Standing::FarAbove => "Above the 99.8% limits: higher than chance explains",
        Standing::Below => {
            "Below the 95% limits: lower than 39 of 40 bodies of its size would be by chance"
        }
        Standing::FarBelow => "Below the 99.8% limits: lower than chance explains",
    }
}

fn short(standing: Standing) -> &'static str {
    match standing {
        Standing::FarAbove => "Above the 99.8% limits",
        Standing::Above => "Above the 95% limits",
        Standing::Within => "Within the 95% limits",
        Standing::Below => "Below the 95% limits",
        Standing::FarBelow => "Below the 99.8% limits",
    }
}

impl Body<'_> {
    fn share(&self) -> f64 {
        self.count / self.of
    }
}

impl Funnel<'_> {
    fn standing(&self, body: &Body<'_>) -> Option<Standing> {
        self.limits.standing(body.count, body.of)
    }

    fn say(&self, share: f64) -> String {
        self.unit.say(share * 100.0)
    }

    fn n_of(&self, is: impl Fn(Standing) -> bool) -> usize {
        self.peers.iter().filter_map(|it| self.standing(it)).filter(|it| is(*it)).count()
    }
}

fn notes(it: &Funnel<'_>) -> Vec<String> {
    let mut notes = it.notes.clone();
    let n_far = it.n_of(|it| matches!(it, Standing::FarAbove | Standing::FarBelow));
    // By chance it would be 1 in 500.
    if n_far * 10 > it.peers.len() {
        notes.push(format!(
            "{} of {} peers lie outside the 99.8% limits, where chance would leave next to none. So peers differ for other \
             reasons, too, and to stand outside the limits is less unusual than it looks.",
            count(n_far as u64),
            count(it.peers.len() as u64)
        ));
    }
    notes
}

/// The sign of a body: its shape says what its colour says.
fn sign(canvas: &mut Canvas, standing: Standing, (x, y): At) {
    let up = [(x - 5.5, y + 4.2), (x, y - 6.0), (x + 5.5, y + 4.2)];
    let down = [(x - 5.5, y - 4.2), (x, y + 6.0), (x + 5.5, y - 4.2)];
    match standing {
        Standing::Within => canvas.circle("f-common", (x, y), 3.5),
        Standing::Above => canvas.polygon("f-unusual f-hollow", &up),
        Standing::FarAbove => canvas.polygon("f-unusual", &up),
        Standing::Below => canvas.polygon("f-unusual f-hollow", &down),
        Standing::FarBelow => canvas.polygon("f-unusual", &down),
    }
}

fn sign_of_here(canvas: &mut Canvas, (x, y): At) {
    canvas.polygon("f-here", &[(x, y - 8.5), (x + 8.5, y), (x, y + 8.5), (x - 8.5, y)]);
}

fn key(it: &Funnel<'_>) -> Vec<KeyEntry> {
    let picture = |draw: &dyn Fn(&mut Canvas)| {
        let mut canvas = Canvas::default();
        draw(&mut canvas);
        canvas.finish_silent("f-sign", 18.0, 18.0)
    };
    let mut key = vec![KeyEntry {
        sign: picture(&|canvas| sign_of_here(canvas, (9.0, 9.0))),
        words: it.here.name.to_owned(),
    }];
    for (standing, words) in [
        (Standing::FarAbove, "Peer above the 99.8% limits"),
        (Standing::Above, "Peer above the 95% limits"),
        (Standing::Within, "Peer within the 95% limits"),
        (Standing::Below, "Peer below the 95% limits"),
        (Standing::FarBelow, "Peer below the 99.8% limits"),
    ] {
        if it.n_of(|found| found == standing) > 0 {
            let sign = picture(&|canvas| sign(canvas, standing, (9.0, 9.0)));
            key.push(KeyEntry { sign, words: words.to_owned() });
        }
    }
    key
}

fn table(it: &Funnel<'_>, title: &str) -> Table {
    if it.peers.len() > MOST_ROWS {
        return counts(it, title);
    }
    let row = |body: &Body<'_>| {
        vec![
            body.name.to_owned(),
            it.say(body.share()),
            number(body.count),
            number(body.of),
            it.standing(body).map_or("", short).to_owned(),
        ]
    };
    Table {
        caption: title.to_owned(),
        columns: ["Body", "Share", "Numerator", "Denominator", "Standing"]
            .map(str::to_owned)
            .into(),
        numeric: vec![false, true, true, true, false],
        rows: std::iter::once(&it.here).chain(&it.peers).map(row).collect(),
    }
}

/// How many peers stand where.
fn counts(it: &Funnel<'_>, title: &str) -> Table {
    let all = [
        Standing::FarAbove,
        Standing::Above,
        Standing::Within,
        Standing::Below,
        Standing::FarBelow,
    ];
    let row = |standing: Standing| {
        let n = it.n_of(|found| found == standing);
        vec![short(standing).to_owned(), count(n as u64)]
    };
    Table {
        caption: title.to_owned(),
        columns: ["Standing", "Peers"].map(str::to_owned).into(),
        numeric: vec![false, true],
        rows: all.map(row).into(),
    }
}

/// A count, which may have been rounded or weighted.
fn number(value: f64) -> String {
    Unit { decimals: if value.fract() == 0.0 { 0 } else { 1 }, ..Unit::default() }.say(value)
}

/// One drawing of a funnel.
struct FunnelPlot<'p, 'f> {
    it: &'p Funnel<'f>,
    size: Size,
    shares: Axis,
    sizes: Axis,
    across: Scale,
    down: Scale,
    /// The size of the smallest body, where lines begin.
    least: f64,
    canvas: Canvas,
}

/// How many straight pieces a limit is drawn of.
const PIECES: u32 = 40;

impl<'p, 'f> FunnelPlot<'p, 'f> {
    fn new(it: &'p Funnel<'f>, size: Size) -> Self {
        let bodies = || std::iter::once(&it.here).chain(&it.peers);
        let of = || bodies().map(|body| body.of).filter(|of| of.is_finite() && *of > 0.0);
        let least = of().fold(f64::INFINITY, f64::min);
        let widest = it.limits.limits(least).map(|it| it.of_998);
        let shares = bodies().map(Body::share).chain([it.limits.centre]);
        let shares = shares.chain(widest.into_iter().flat_map(|it| [it.lower, it.upper]));
        let shares = Axis::around(shares.map(|share| share * 100.0), Some((0.0, 100.0)));
        let n_steps = if size.is_narrow { 3.0 } else { 6.0 };
        let sizes = Axis::with_steps(of(), Some((0.0, f64::MAX)), n_steps);
        let letters = size.letters;
        let left = shares.ticks.iter().map(|tick| it.unit.say_at_axis(*tick, shares.decimals));
        let left = left.map(|words| width_of(&words) * letters).fold(20.0, f64::max) + 10.0;
        let right = labels(it, size.is_narrow, least);
        let right = right.iter().map(|(_, words, _)| width_of(words) * letters * 1.1);
        let right = right.fold(8.0, f64::max) + 10.0;
        let across = Scale { of: sizes.ends, to: (left, (size.width - right).max(left)) };
        let down = Scale { of: shares.ends, to: (size.height - letters * 3.6, letters) };
        Self { it, size, shares, sizes, across, down, least, canvas: Canvas::default() }
    }

    fn finish(mut self, name: &str, description: &str) -> Svg {
        self.grid();
        self.limits();
        self.peers();
        self.here();
        self.labels();
        self.canvas.finish(self.size, self.it.id, name, description)
    }

    fn place(&self, body: &Body<'_>) -> At {
        (self.across.at(body.of), self.down.at(body.share() * 100.0))
    }

    fn grid(&mut self) {
        let letters = self.size.letters;
        let ((left, right), (bottom, _)) = (self.across.to, self.down.to);
        for tick in self.shares.ticks.clone() {
            let y = self.down.at(tick);
            self.canvas.line("f-grid", (left, y), (right, y));
            let words = self.it.unit.say_at_axis(tick, self.shares.decimals);
            self.canvas.text("f-tick", (left - 8.0, y + letters * 0.35), Anchor::End, &words);
        }
        let mut end = f64::NEG_INFINITY;
        for tick in self.sizes.ticks.clone() {
            let x = self.across.at(tick);
            self.canvas.line("f-axis", (x, bottom), (x, bottom + 5.0));
            let words = Unit { decimals: self.sizes.decimals, ..Unit::default() }.say(tick);
            let half = width_of(&words) * letters / 2.0;
            // Long numbers leave out those that have no room.
            if x - half > end + letters * 0.5 {
                let at = (x, bottom + letters + 7.0);
                self.canvas.text("f-tick", at, Anchor::Middle, &words);
                end = x + half;
            }
        }
        self.canvas.line("f-axis", (left, bottom), (right, bottom));
        let words = format!("Size: {}", self.it.sizes);
        let room = (self.size.width - left) / letters;
        let at = (left, bottom + letters * 2.0 + 14.0);
        self.canvas.text("f-label", at, Anchor::Start, &fit(&words, room));
    }

    /// The share of all together, and the four lines around it.
    fn limits(&mut self) {
        let centre = self.down.at(self.it.limits.centre * 100.0);
        let from = self.across.at(self.least);
        self.canvas.line("f-mean", (from, centre), (self.across.to.1, centre));
        for (class, of, is_upper) in [
            ("f-limit", 95, true),
            ("f-limit", 95, false),
            ("f-limit f-far", 998, true),
            ("f-limit f-far", 998, false),
        ] {
            let through: Vec<At> = self
                .stretch()
                .filter_map(|size| {
                    let limits = self.it.limits.limits(size)?;
                    let limits: Interval = if of == 95 { limits.of_95 } else { limits.of_998 };
                    let share = if is_upper { limits.upper } else { limits.lower };
                    Some((self.across.at(size), self.down.at(share * 100.0)))
                })
                .collect();
            self.canvas.polyline(&format!("f-curve {class}"), &through);
        }
    }

    /// Sizes from the smallest body to the end of the axis, closer together where limits bend.
    fn stretch(&self) -> impl Iterator<Item = f64> + use<> {
        let most = self.sizes.ends.1.max(self.least);
        let (from, to) = (self.least.sqrt().recip(), most.sqrt().recip());
        (0..=PIECES).map(move |at| {
            let share = f64::from(at) / f64::from(PIECES);
            let root = from + (to - from) * share;
            (root * root).recip()
        })
    }

    fn peers(&mut self) {
        let is_many = self.it.peers.len() > MOST_NAMED;
        let mut taken = std::collections::BTreeSet::new();
        for body in &self.it.peers {
            let Some(standing) = self.it.standing(body) else { continue };
            let at = self.place(body);
            let cell = ((at.0 / 4.0) as i64, (at.1 / 4.0) as i64);
            if is_many && !taken.insert(cell) {
                continue;
            }
            // A pointer finds these words; narrow screens have none, and can do without their weight.
            if is_many || self.size.is_narrow {
                sign(&mut self.canvas, standing, at);
                continue;
            }
            let words =
                format!("{}: {} of {}", body.name, self.it.say(body.share()), number(body.of));
            self.canvas.group("", &words, |canvas| sign(canvas, standing, at));
        }
    }

    /// The body itself, with its share on the side that has more room, and its name where that fits, too.
    fn here(&mut self) {
        let letters = self.size.letters;
        let (x, y) = self.place(&self.it.here);
        let (left, right) = self.across.to;
        let share = self.it.say(self.it.here.share());
        let words = format!("{} {share}", self.it.here.name);
        let is_left = x - left > right - x;
        let room = if is_left { x - left } else { right - x } - 14.0;
        let words = if width_of(&words) * letters * 1.1 > room { share } else { words };
        let (anchor, at) = match is_left {
            true => (Anchor::End, x - 14.0),
            false => (Anchor::Start, x + 14.0),
        };
        sign_of_here(&mut self.canvas, (x, y));
        self.canvas.text("f-value f-halo", (at, y + letters * 0.35), anchor, &words);
    }

    /// What each line is, at its right end.
    fn labels(&mut self) {
        let labels = labels(self.it, self.size.is_narrow, self.sizes.ends.1);
        let wanted: Vec<f64> =
            labels.iter().map(|(share, ..)| self.down.at(*share * 100.0)).collect();
        let letters = self.size.letters;
        let room = (letters * 0.5, self.size.height - letters * 3.0);
        let found = spread(&wanted, letters * 1.15, room);
        let x = self.across.to.1;
        for (((_, words, class), wanted), y) in labels.iter().zip(wanted).zip(found) {
            if (wanted - y).abs() > 1.0 {
                self.canvas.line("f-leader", (x, wanted), (x + 6.0, y));
            }
            self.canvas.text(class, (x + 8.0, y + letters * 0.35), Anchor::Start, words);
        }
    }
}

/// The share, words and class of each line at a size.
fn labels(it: &Funnel<'_>, is_narrow: bool, size: f64) -> Vec<(f64, String, &'static str)> {
    let limit = if is_narrow { "" } else { " limit" };
    let centre =
        if is_narrow { "All".to_owned() } else { format!("All {}", it.say(it.limits.centre)) };
    let mut labels = vec![(it.limits.centre, centre, "f-label f-label-mean")];
    if let Some(limits) = it.limits.limits(size) {
        for (of, words) in [(limits.of_95, "95%"), (limits.of_998, "99.8%")] {
            for share in [of.upper, of.lower] {
                labels.push((share, format!("{words}{limit}"), "f-label"));
            }
        }
    }
    labels
}
