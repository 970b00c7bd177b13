//! The records of bodies and areas: their days, codes, names, and what came before and after, fit together.

use super::{Heir, Life, Subject, day_before};
use crate::diag::{Code, Diagnostic};
use crate::model::Model;
use crate::model::field::Field;
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::model::shared::{Organisation, Predecessor, SuccessionKind};
use crate::source::Span;

/// Something of a body that holds for some days: a code or a name.
pub(super) struct Dated<'m> {
    /// What it is, in words: "ODS code", "name".
    pub(super) what: &'static str,
    pub(super) value: &'m str,
    pub(super) life: Life,
    pub(super) span: Span,
}

/// Every code of an organisation with its days.
pub(super) fn codes(it: &Organisation) -> Vec<Dated<'_>> {
    let Some(codes) = it.codes.known() else { return Vec::new() };
    let mut found = Vec::new();
    macro_rules! gather {
        ($($register:ident $what:literal;)*) => {$(
            for code in codes.$register.known().map_or(&[][..], |codes| &codes.0) {
                if let (Some(value), Some(span)) = (code.value.known(), code.value.span) {
                    let life = Life::stated(&code.from, &code.to);
                    found.push(Dated { what: $what, value: &value.0, life, span });
                }
            }
        )*};
    }
    gather! {
        ods "ODS code";
        gss "GSS code";
        cqc "CQC id";
        company "company number";
        charity "charity number";
    }
    found
}

fn names(it: &Organisation) -> Vec<Dated<'_>> {
    let dated = it.names.items().iter().filter_map(|name| {
        let life = Life::stated(&name.from, &name.to);
        Some(Dated { what: "name", value: name.name.known()?, life, span: name.name.span? })
    });
    dated.collect()
}

/// Everything that can be told from the records of bodies and areas.
pub(super) fn check(model: &Model, today: Date) -> Vec<Diagnostic> {
    let mut check = Records { model, diagnostics: Vec::new() };
    for (id, (_, it)) in &model.organisations {
        let Some(subject) = Subject::find(model, EntityKind::Organisation, id) else { continue };
        check.subject(&subject, &it.to);
        let (codes, names) = (codes(it), names(it));
        check.dated(&subject, &codes);
        check.dated(&subject, &names);
        check.name_of_today(it, &subject, &names, today);
        for predecessor in it.predecessors.items() {
            check.predecessor(&subject, predecessor);
        }
    }
    for (id, (_, it)) in &model.places {
        if let Some(subject) = Subject::find(model, EntityKind::Place, id) {
            check.subject(&subject, &it.to);
        }
    }
    check.diagnostics
}

struct Records<'m> {
    model: &'m Model,
    diagnostics: Vec<Diagnostic>,
}

impl<'m> Records<'m> {
    fn report(&mut self, span: Span, message: String, hint: impl Into<String>) {
        self.diagnostics.push(Diagnostic::at(Code::IdentityDates, span, message).hint(hint));
    }

    fn subject(&mut self, subject: &Subject<'m>, to: &Field<Date>) {
        if let (Life { from: Some(from), to: Some(last) }, Some(span)) = (subject.life, to.span)
            && last < from
        {
            let message = format!("the last day, {last}, is before the first day, {from}");
            self.report(span, message, "correct `from` or `to`");
        }
        for heir in &subject.heirs {
            self.heir(subject, heir);
        }
    }

    /// What followed exists on the day of the change, and what came before has ended by then.
    fn heir(&mut self, subject: &Subject<'m>, heir: &Heir<'m>) {
        let Some(on) = heir.on else { return };
        if let Some(next) = Subject::find(self.model, subject.kind, &heir.reference.id) {
            self.exists(&next, on, heir.span);
        }
        let Some((to, stated)) = subject.life.to.zip(subject.to) else { return };
        let lives_on = heir.kind == Some(SuccessionKind::Split) && to >= on;
        if !lives_on && to != on && to != day_before(on) {
            let message = format!("the change was on {on}, but `{}` ended on {to}", subject.id);
            let hint =
                format!("write `on:` as the day after the last, or `to: {}`", day_before(on));
            let diagnostic = Diagnostic::at(Code::IdentityDates, heir.span, message).hint(hint);
            self.diagnostics.push(diagnostic.related(stated, "its last day"));
        }
    }

    /// A body that takes over on a day exists on it.
    fn exists(&mut self, next: &Subject<'m>, on: Date, span: Span) {
        let (message, stated, what) = if let Some(from) = next.life.from.filter(|from| *from > on) {
            (
                format!("`{}` starts on {from}, after the change on {on}", next.id),
                next.from,
                "its first day",
            )
        } else if let Some(to) = next.life.to.filter(|to| *to < on) {
            (
                format!("`{}` ended on {to}, before the change on {on}", next.id),
                next.to,
                "its last day",
            )
        } else {
            return;
        };
        let hint = format!("correct `on:`, or the days in `{}`", next.kind.home(next.id));
        let mut diagnostic = Diagnostic::at(Code::IdentityDates, span, message).hint(hint);
        if let Some(stated) = stated {
            diagnostic = diagnostic.related(stated, what);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Both sides of a succession give one day.
    fn predecessor(&mut self, subject: &Subject<'m>, said: &Predecessor) {
        let (Some(organisation), Some(on)) = (said.organisation.known(), said.on.known()) else {
            return;
        };
        self.exists(subject, *on, said.span);
        let kind = EntityKind::Organisation;
        let Some(before) = Subject::find(self.model, kind, &organisation.0.id) else { return };
        if before.life.begins_after(*on) {
            let message = format!("`{}` did not exist yet on {on}", before.id);
            self.report(said.span, message, "correct `on:`, or name another predecessor");
        }
        let other = before.heirs.iter().find(|heir| heir.reference.id == subject.id);
        if let Some((heir, day)) = other.and_then(|heir| Some((heir, heir.on?)))
            && day != *on
        {
            let message = format!("the change was on {on}, but `{}` says on {day}", before.id);
            self.diagnostics.push(
                Diagnostic::at(Code::IdentityDates, said.span, message)
                    .hint("check which day is correct, and write it in both files")
                    .related(heir.span, "the other side"),
            );
        }
    }

    /// Codes of one register, and names, follow one another within the life of the body.
    fn dated(&mut self, subject: &Subject<'m>, all: &[Dated<'m>]) {
        for (at, it) in all.iter().enumerate() {
            let Dated { what, value, life, span } = it;
            if let Life { from: Some(from), to: Some(to) } = life
                && from > to
            {
                let message =
                    format!("the last day of `{value}`, {to}, is before its first day, {from}");
                self.report(*span, message, "correct `from` or `to`");
                continue;
            }
            let before = life.from.zip(subject.life.from).filter(|(its, body)| its < body);
            let after = life.to.zip(subject.life.to).filter(|(its, body)| its > body);
            if let Some((its, body)) = before {
                let message = format!(
                    "the {what} `{value}` is used from {its}, but the body began on {body}"
                );
                self.report(*span, message, "correct the day here, or `from` of the body");
            }
            if let Some((its, body)) = after {
                let message = format!(
                    "the {what} `{value}` is used until {its}, but the body ended on {body}"
                );
                self.report(*span, message, "correct the day here, or `to` of the body");
            }
            let same = all[..at].iter().filter(|other| other.what == *what);
            for other in same.filter(|other| other.life.common(*life).is_some()) {
                let message =
                    format!("two {what}s apply on the same days: `{}` and `{value}`", other.value);
                self.diagnostics.push(
                    Diagnostic::at(Code::IdentityDates, *span, message)
                        .hint("give the first and last day of each: `{…, from: 2026-04-01}`")
                        .related(other.span, "the other one"),
                );
            }
        }
    }

    /// The name of today is the last of the names with days.
    fn name_of_today(
        &mut self,
        it: &Organisation,
        subject: &Subject<'m>,
        names: &[Dated<'m>],
        today: Date,
    ) {
        let day = subject.life.nearest(today);
        let (Some(name), Some(span)) = (it.name.known(), it.name.span) else { return };
        let Some(current) = names.iter().find(|dated| dated.life.includes(day)) else { return };
        if current.value != name {
            let message =
                format!("the name is `{name}`, but `names` says `{}` for {day}", current.value);
            self.diagnostics.push(
                Diagnostic::at(Code::IdentityDates, span, message)
                    .hint(
                        "write one name in both, or add the new one to `names` with its first day",
                    )
                    .related(current.span, "the name of that day"),
            );
        }
    }
}
