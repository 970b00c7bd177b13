//! One drawing of a control chart: where its points, lines and words stand.

use jiff::civil::Date;

use super::{Series, value_of};
use crate::figure::Size;
use crate::figure::scale::{Axis, Scale, spread, thinned};
use crate::figure::svg::{Anchor, At, Canvas, Svg, fit, width_of};
use crate::statistics::spc::Point;

/// One drawing of a series.
pub(super) struct ControlChartPlot<'p, 's> {
    series: &'p Series<'s>,
    size: Size,
    axis: Axis,
    across: Scale,
    down: Scale,
    canvas: Canvas,
}

/// The scale on which the values, limits and targets of a series are drawn.
pub(super) fn scale(series: &Series<'_>) -> Axis {
    Axis::around(all_values(series), series.bounds)
}

impl<'p, 's> ControlChartPlot<'p, 's> {
    pub(super) fn new(series: &'p Series<'s>, size: Size) -> Self {
        let axis = scale(series);
        let letters = size.letters;
        let left = axis.ticks.iter().map(|tick| series.unit.say_at_axis(*tick, axis.decimals));
        let left = left.map(|words| width_of(&words) * letters).fold(20.0, f64::max) + 10.0;
        let labels = labels(series, size.is_narrow);
        // Some of the labels are bold, and a tenth wider.
        let right = labels.iter().map(|(_, words, _)| width_of(words) * letters * 1.1);
        let right = right.fold(8.0, f64::max) + 10.0;
        let has_unit = series.unit.after.starts_with(' ');
        let has_words = !series.rebases.is_empty() || has_unit || series.marked().is_some();
        let top = if has_words { letters * 2.0 } else { letters };
        let (bottom, inset) = (letters * 2.2, 9.0);
        let days = |day: Date| day_number(series, day);
        let last = series.chart.points.last().map_or(0.0, |point| days(point.reading.day));
        let last = series.marked().map_or(last, |(at, _)| at.max(last));
        let across = Scale {
            of: (0.0, last),
            to: (left + inset, (size.width - right - inset).max(left + inset)),
        };
        let down = Scale { of: axis.ends, to: (size.height - bottom, top) };
        Self { series, size, axis, across, down, canvas: Canvas::default() }
    }

    pub(super) fn finish(mut self, name: &str, description: &str) -> Svg {
        self.grid();
        self.periods();
        self.groups();
        self.target();
        self.mark();
        self.values();
        self.labels();
        self.canvas.finish(self.size, self.series.id, name, description)
    }

    fn left(&self) -> f64 {
        self.across.to.0 - 9.0
    }

    fn right(&self) -> f64 {
        self.across.to.1 + 9.0
    }

    fn x(&self, point: &Point) -> f64 {
        self.across.at(day_number(self.series, point.reading.day))
    }

    fn grid(&mut self) {
        let (left, right, letters) = (self.left(), self.right(), self.size.letters);
        for tick in self.axis.ticks.clone() {
            let y = self.down.at(tick);
            self.canvas.line("f-grid", (left, y), (right, y));
            let words = self.series.unit.say_at_axis(tick, self.axis.decimals);
            self.canvas.text("f-tick", (left - 8.0, y + letters * 0.35), Anchor::End, &words);
        }
        let unit = self.series.unit.after.trim();
        if self.series.unit.after.starts_with(' ') {
            let at = (0.0, letters);
            self.canvas.text("f-tick", at, Anchor::Start, &fit(unit, 14.0));
        }
    }

    fn periods(&mut self) {
        let points = &self.series.chart.points;
        let words: Vec<String> =
            (0..points.len()).map(|at| short_period(self.series, at)).collect();
        let letters = self.size.letters;
        // Words at the ends move inwards as far as they have to: what is beside them has to make room.
        let place = |(point, words): (&Point, &String)| {
            let half = width_of(words) * letters / 2.0;
            self.x(point).max(half).min(self.size.width - half)
        };
        let places: Vec<f64> = points.iter().zip(&words).map(place).collect();
        let widths: Vec<f64> =
            words.iter().map(|words| width_of(words) * letters + letters).collect();
        let month = |wanted: i8| points.iter().any(|point| point.reading.day.month() == wanted);
        let n_years = day_number_of_last(self.series) / 365.0;
        let wanted_month = [4, 1].into_iter().find(|wanted| n_years > 1.0 && month(*wanted));
        let is_wanted: Vec<bool> = points
            .iter()
            .map(|point| wanted_month.is_none_or(|month| point.reading.day.month() == month))
            .collect();
        let base = self.down.to.0;
        for at in thinned(&places, &widths, &is_wanted) {
            let x = self.x(&points[at]);
            self.canvas.line("f-axis", (x, base), (x, base + 5.0));
            let at_words = (places[at], base + 8.0 + letters);
            self.canvas.text("f-tick", at_words, Anchor::Middle, &words[at]);
        }
        self.canvas.line("f-axis", (self.left(), base), (self.right(), base));
    }

    /// The mean and the limits of each group, and the line between two groups.
    fn groups(&mut self) {
        let points = &self.series.chart.points;
        let mut from = 0;
        let mut edge = self.left();
        while from < points.len() {
            let group = points[from].group;
            let n = points[from..].iter().take_while(|point| point.group == group).count();
            let to = from + n;
            let end = match points.get(to) {
                Some(next) => f64::midpoint(self.x(&points[to - 1]), self.x(next)),
                None => self.right(),
            };
            if self.series.is_judged(group) {
                for (value, class) in lines(self.series, &points[from]) {
                    let y = self.down.at(value);
                    self.canvas.line(class, (edge, y), (end, y));
                }
            }
            if to < points.len() {
                let (top, bottom) = (self.down.to.1, self.down.to.0);
                self.canvas.line("f-rebase", (end, top), (end, bottom));
                let centre = (end, top - 9.0);
                self.canvas.circle("f-badge", centre, 9.5);
                let words = points[to].group.to_string();
                let at = (end, centre.1 + 4.6);
                self.canvas.text("f-badge-words", at, Anchor::Middle, &words);
            }
            (from, edge) = (to, end);
        }
    }

    /// The target as steps.
    fn target(&mut self) {
        let targets = self.series.targets;
        let end = day_number_of_last(self.series);
        let mut through: Vec<At> = Vec::new();
        for (at, step) in targets.iter().enumerate() {
            let start = day_number(self.series, step.from);
            let until = targets.get(at + 1).map(|next| day_number(self.series, next.from));
            if start > end || until.is_some_and(|until| until <= 0.0) || !step.value.is_finite() {
                continue;
            }
            let y = self.down.at(step.value);
            let x = if start <= 0.0 { self.left() } else { self.across.at(start) };
            let until = until.filter(|until| *until <= end);
            let x_end = until.map_or(self.right(), |until| self.across.at(until));
            through.extend([(x, y), (x_end, y)]);
        }
        self.canvas.polyline("f-target", &through);
    }

    /// The marked day, with its words above the plot.
    fn mark(&mut self) {
        let Some((at, words)) = self.series.marked() else { return };
        let (x, (bottom, top)) = (self.across.at(at), self.down.to);
        self.canvas.line("f-start", (x, top - 4.0), (x, bottom));
        let middle = f64::midpoint(self.across.to.0, self.across.to.1);
        let anchor = if x > middle { Anchor::End } else { Anchor::Start };
        self.canvas.text("f-label f-label-start", (x, top - 8.0), anchor, words);
    }

    /// The values: a line with a gap where one is blank, and a sign for each.
    fn values(&mut self) {
        let points = &self.series.chart.points;
        let place = |point: &Point| Some((self.x(point), self.down.at(value_of(point)?)));
        let places: Vec<Option<At>> = points.iter().map(place).collect();
        for run in places.split(Option::is_none) {
            let run: Vec<At> = run.iter().copied().flatten().collect();
            self.canvas.polyline("f-line", &run);
        }
        for (at, (point, place)) in points.iter().zip(places).enumerate() {
            let Some(place) = place else { continue };
            let (sign, is_hollow) = (self.series.sign(point), self.series.is_provisional(at));
            // A pointer finds these words; narrow screens have none, and can do without their weight.
            if self.size.is_narrow {
                sign.draw(&mut self.canvas, place, is_hollow, 0.8);
                continue;
            }
            let value = self.series.unit.say(value_of(point).unwrap_or_default());
            let words = format!("{}: {value}", self.series.period(at));
            self.canvas.group("", &words, |canvas| {
                sign.draw(canvas, place, is_hollow, 1.0);
            });
        }
    }

    /// What each line is, at its right end.
    fn labels(&mut self) {
        let labels = labels(self.series, self.size.is_narrow);
        let wanted: Vec<f64> = labels.iter().map(|(value, ..)| self.down.at(*value)).collect();
        let letters = self.size.letters;
        let room = (letters * 0.5, self.size.height - letters * 0.5);
        let found = spread(&wanted, letters * 1.15, room);
        let x = self.right();
        for (((_, words, class), wanted), y) in labels.iter().zip(wanted).zip(found) {
            if (wanted - y).abs() > 1.0 {
                self.canvas.line("f-leader", (x, wanted), (x + 6.0, y));
            }
            self.canvas.text(class, (x + 8.0, y + letters * 0.35), Anchor::Start, words);
        }
    }
}

/// The values and classes of the lines of a point's group.
fn lines(series: &Series<'_>, point: &Point) -> Vec<(f64, &'static str)> {
    let limits = point.limits;
    let lines = [
        (limits.map(|it| it.upper), "f-limit"),
        (point.mean, "f-mean"),
        (limits.map(|it| it.lower), "f-limit"),
    ];
    let drawn = |(value, class): (Option<f64>, &'static str)| {
        let value = value.filter(|value| value.is_finite())?;
        Some((series.within_bounds(value), class))
    };
    lines.into_iter().filter_map(drawn).collect()
}

/// The value, words and class of each label at the right end.
fn labels(series: &Series<'_>, is_narrow: bool) -> Vec<(f64, String, &'static str)> {
    let mut labels = Vec::new();
    let unit = &series.unit;
    let at_axis = |value: f64| unit.say_at_axis(value, unit.decimals);
    let mut add = |value: Option<f64>, long: &str, said: &dyn Fn(f64) -> String, class| {
        let Some(value) = value.filter(|value| value.is_finite()) else { return };
        let words = match is_narrow {
            true => long.trim_end_matches(" limit").to_owned(),
            false => format!("{long} {}", said(value)),
        };
        labels.push((series.within_bounds(value), words, class));
    };
    let target = |value: f64| unit.say_chosen_at_axis(value);
    add(series.target_at_end(), "Target", &target, "f-label f-label-target");
    if let Some(last) = series.chart.points.last().filter(|it| series.is_judged(it.group)) {
        add(last.limits.map(|it| it.upper), "Upper limit", &at_axis, "f-label");
        add(last.mean, "Mean", &at_axis, "f-label f-label-mean");
        add(last.limits.map(|it| it.lower), "Lower limit", &at_axis, "f-label");
    }
    labels
}

/// Everything that has to be inside the plot.
fn all_values<'a>(series: &'a Series<'_>) -> impl Iterator<Item = f64> + 'a {
    let of_point = |point: &'a Point| {
        let lines = series.is_judged(point.group).then_some(point);
        let limits = lines.and_then(|point| point.limits);
        let mean = lines.and_then(|point| point.mean);
        let lines = [mean, limits.map(|it| it.lower), limits.map(|it| it.upper)];
        let lines = lines.into_iter().flatten().map(|it| series.within_bounds(it));
        value_of(point).into_iter().chain(lines)
    };
    // A target that begins after the last point is not drawn.
    let end = series.chart.points.last().map(|point| point.reading.day);
    let begun = series.targets.iter().filter(move |step| end.is_some_and(|end| step.from <= end));
    let targets = begun.map(|step| step.value);
    series.chart.points.iter().flat_map(of_point).chain(targets)
}

/// Days since the first point.
fn day_number(series: &Series<'_>, day: Date) -> f64 {
    let first = series.chart.points.first().map(|point| point.reading.day);
    let days = first.and_then(|first| day.since(first).ok());
    days.map_or(0.0, |span| f64::from(span.get_days()))
}

fn day_number_of_last(series: &Series<'_>) -> f64 {
    series.chart.points.last().map_or(0.0, |point| day_number(series, point.reading.day))
}

/// A period as it stands at the axis: months by their first three letters.
fn short_period(series: &Series<'_>, at: usize) -> String {
    let words = match series.periods.get(at) {
        Some(period) => period.words.clone(),
        None => crate::model::figures::date(series.chart.points[at].reading.day),
    };
    let short = |word: &str| match crate::model::scalar::MONTHS.contains(&word) {
        true => word[..3].to_owned(),
        false => word.to_owned(),
    };
    words.split(' ').map(short).collect::<Vec<_>>().join(" ")
}
