//! `iho spc`: a series judged before it is published.
#![expect(clippy::disallowed_methods, reason = "the shell reads files")]

use std::io::IsTerminal as _;

use jiff::civil::Date;

use super::args::{DirectionName, RulesName, SpcArgs, SpcFormat};
use super::exit::Exit;
use super::print;
use crate::diag::{Code, Diagnostic, sorted};
use crate::failure::Failure;
use crate::model::observations::{self, Observations, Series};
use crate::model::scalar::Period;
use crate::report::{self, Charted, Format};
use crate::source::Sources;
use crate::statistics::spc::{Direction, Options, Reading, Rules, SHORTEST_BASELINE, chart};

/// Reads a file of series, and says what each does.
pub(super) fn spc(args: &SpcArgs) -> Result<(), Exit> {
    let bytes =
        std::fs::read(&args.file).map_err(|error| Failure::io("read", &args.file, &error))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Exit::Usage(
            Failure::new(format!("`{}` is not saved as UTF-8", args.file.display()))
                .hint("save it again as CSV with the encoding UTF-8"),
        ));
    };
    let asked = SpcRequest::parse(args).map_err(Exit::Usage)?;
    let name = args.file.file_name().map_or_else(String::new, |it| it.to_string_lossy().into());
    let text = text.trim_start_matches('\u{feff}');
    let sources = Sources::from_texts([(name.as_str(), text)]);
    let Some((file, _)) = sources.iter().next() else { return Ok(()) };
    let (table, mut found) = observations::read(file, text, observations::OF_SERIES);
    let series = table.series();
    if found.is_empty() {
        found = asked.fits(&table, &series);
    }
    match found.is_empty() {
        true => {}
        false => {
            let form = match args.format {
                SpcFormat::Json => Format::Json,
                SpcFormat::Human => Format::Human { is_coloured: std::io::stderr().is_terminal() },
            };
            let told = report::diagnostics(&sources, &sorted(found), form);
            match args.format {
                SpcFormat::Json => print(&told),
                SpcFormat::Human => err!("{told}"),
            }
            return Err(Exit::Content);
        }
    }
    let charted: Vec<Charted<'_>> = series.iter().map(|it| asked.chart(it)).collect();
    print(&report::charts(&charted, args.format == SpcFormat::Json));
    Ok(())
}

/// A value for all facets, or for one.
type Of<T> = (Option<String>, T);

/// The options as they were typed, read.
struct SpcRequest {
    options: Options,
    targets: Vec<Of<f64>>,
    rebase: Vec<Of<(String, Date)>>,
}

impl SpcRequest {
    fn parse(args: &SpcArgs) -> Result<Self, Failure> {
        let targets = args.target.iter().map(|args| {
            let (facet, number) = facet_of(args);
            let read = number.parse::<f64>().ok().filter(|number| number.is_finite());
            let read = read.ok_or_else(|| {
                Failure::new(format!("the target `{number}` is not a number"))
                    .hint("write digits, with a point before decimals, such as `--target 92.5`")
            });
            Ok((facet, read?))
        });
        let rebase = args.rebase.iter().map(|args| {
            let (facet, written) = facet_of(args);
            let period = Period::parse(written).ok_or_else(|| {
                Failure::new(format!("`--rebase {written}` is not a period")).hint(
                    "write the period of a row exactly as in the file, such as `--rebase 2026-04`",
                )
            });
            Ok((facet, (written.to_owned(), period?.first_day())))
        });
        if let Some(n) = args.fix_after.filter(|n| *n < SHORTEST_BASELINE) {
            return Err(Failure::new(format!("a baseline of {n} points is too short"))
                .hint(format!("write at least `--fix-after {SHORTEST_BASELINE}`")));
        }
        let direction = match args.direction {
            DirectionName::Increase => Direction::Increase,
            DirectionName::Decrease => Direction::Decrease,
            DirectionName::Neutral => Direction::Neutral,
        };
        let rules = match args.rules {
            RulesName::Current => Rules::Current,
            RulesName::Ptd02 => Rules::Ptd02,
        };
        let options = Options {
            fix_after: args.fix_after,
            screen: args.screen,
            rules,
            ..Options::new(direction)
        };
        Ok(Self {
            options,
            targets: targets.collect::<Result<_, Failure>>()?,
            rebase: rebase.collect::<Result<_, Failure>>()?,
        })
    }

    /// Facets that are named are there, and so is the day of each rebase.
    fn fits(&self, table: &Observations, all: &[Series<'_>]) -> Vec<Diagnostic> {
        let file = table.file;
        if all.is_empty() {
            let message = "the table has no rows";
            let bad = Diagnostic::of_file(Code::BadTable, file, message);
            return vec![bad.hint("add a row for each period")];
        }
        let mut found = Vec::new();
        let facets = self.targets.iter().map(|(facet, _)| facet);
        for facet in facets.chain(self.rebase.iter().map(|(facet, _)| facet)).flatten() {
            if !all.iter().any(|it| it.name().as_ref() == Some(facet)) {
                let message = format!("no row has the facet `{facet}`");
                found.push(Diagnostic::of_file(Code::UnknownValue, file, message));
            }
        }
        for (facet, (written, day)) in &self.rebase {
            let of = |it: &&Series<'_>| facet.is_none() || it.name() == *facet;
            let days: Vec<(Date, &str)> = all
                .iter()
                .filter(of)
                .flat_map(|it| &it.points)
                .map(|point| (point.period.first_day(), point.written.as_str()))
                .collect();
            if !days.iter().any(|(known, _)| known == day) {
                let message = format!("no row has the period `{written}` given after `--rebase`");
                found.push(
                    Diagnostic::of_file(Code::UnknownValue, file, message)
                        .hint(nearest(&days, *day)),
                );
            }
        }
        found
    }

    fn chart<'s>(&self, series: &'s Series<'s>) -> Charted<'s> {
        let name = series.name();
        let is_meant = |facet: &Option<String>| facet.is_none() || *facet == name;
        let target =
            self.targets.iter().rev().find(|(facet, _)| is_meant(facet)).map(|(_, it)| *it);
        let planned =
            || series.points.iter().rev().find_map(|point| point.planned).map(|it| it.value);
        let is_planned = target.is_none() && planned().is_some();
        let of_rebase = self.rebase.iter().filter(|(facet, _)| is_meant(facet));
        let options = Options {
            target: target.or_else(planned),
            rebase: of_rebase.map(|(_, (_, day))| *day).collect(),
            ..self.options.clone()
        };
        let readings = series.points.iter().map(|point| Reading {
            day: point.period.first_day(),
            value: point.value.map(|it| it.value),
        });
        let chart = chart(&readings.collect::<Vec<_>>(), &options);
        Charted { series, chart, target: options.target, is_planned, direction: options.direction }
    }
}

/// `FACET=…`, or a value for all.
fn facet_of(args: &str) -> (Option<String>, &str) {
    match args.rsplit_once('=') {
        Some((facet, value)) => (Some(facet.trim().to_owned()), value.trim()),
        None => (None, args.trim()),
    }
}

/// The rows before and after a day, as something to type.
fn nearest(days: &[(Date, &str)], day: Date) -> String {
    let before = days.iter().filter(|(known, _)| *known < day).max_by_key(|(known, _)| *known);
    let after = days.iter().filter(|(known, _)| *known > day).min_by_key(|(known, _)| *known);
    let near: Vec<String> =
        before.into_iter().chain(after).map(|(_, written)| format!("`{written}`")).collect();
    format!("the nearest periods are {}", near.join(" and "))
}
