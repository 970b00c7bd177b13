//! Pages, models of care and policies that are drafts, come later, or go: what is not due is absent from the public site.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::publish_time::{self, moment};
use crate::model::field::Field;
use crate::model::publication::{PUBLICATION_FIELDS, PublicationTime};
use crate::model::{self, Model};
use crate::source::{Content, FileId, SitePath, Sources};

/// A file of one page that says when it is public.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DatedPage {
    /// The file.
    pub path: SitePath,
    /// Whether it is a draft, whatever the time.
    pub is_draft: bool,
    /// From when on it is public; nothing where it always was.
    pub from: Option<Timestamp>,
    /// The first instant at which it is public no more.
    pub until: Option<Timestamp>,
}

impl DatedPage {
    /// Whether it is part of the public site at an instant.
    pub fn is_public(&self, at: Timestamp) -> bool {
        !self.is_draft
            && self.from.is_none_or(|from| from <= at)
            && self.until.is_none_or(|until| at < until)
    }

    /// The next instant after another at which it comes or goes.
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        let is_ever =
            !self.is_draft && self.from.zip(self.until).is_none_or(|(from, until)| from < until);
        let instants = [self.from, self.until].into_iter().flatten();
        instants.filter(|instant| is_ever && *instant > at).min()
    }
}

/// Every page of a site that says when it is public, in the order of their paths.
pub fn dated_pages(sources: &Sources, zone: &TimeZone) -> Vec<DatedPage> {
    let folders = ["content/pages/", "content/models/", "content/policies/"];
    let files = folders.iter().flat_map(|folder| sources.unit(folder));
    let says = |file: &FileId| match &sources.file(*file).content {
        Content::Text(text) => {
            PUBLICATION_FIELDS.iter().any(|field| text.contains(&format!("{field}:")))
        }
        _ => false,
    };
    let files: Vec<FileId> = files.filter(says).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let model = model::read_files(sources, &files).model;
    let mut pages = fields(&model)
        .into_iter()
        .filter(|(_, draft, from, until)| {
            draft.span.is_some() || from.span.is_some() || until.span.is_some()
        })
        .map(|(file, draft, from, until)| DatedPage {
            path: sources.file(file).path.clone(),
            is_draft: *draft.known().unwrap_or(&draft.span.is_some()),
            from: instant(from, |it| first(it, zone), Timestamp::MAX),
            until: instant(until, |it| last(it, zone), Timestamp::MIN),
        })
        .collect::<Vec<_>>();
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

type TimeFields<'m> =
    (FileId, &'m Field<bool>, &'m Field<PublicationTime>, &'m Field<PublicationTime>);

fn fields(model: &Model) -> Vec<TimeFields<'_>> {
    let pages = model.pages.values().map(|page| {
        let front = &page.front;
        (page.file, &front.draft, &front.publish_at, &front.expires)
    });
    let models = model.care_models.values().map(|(file, it)| {
        let front = &it.front;
        (*file, &front.draft, &front.publish_at, &front.expires)
    });
    let policies = model.policies.values().map(|(file, it)| {
        let front = &it.front;
        (*file, &front.draft, &front.publish_at, &front.expires)
    });
    pages.chain(models).chain(policies).collect()
}

/// What a field says; where it says something that can't be understood, the page is not public.
fn instant(
    stated: &Field<PublicationTime>,
    read: impl Fn(&str) -> Option<Timestamp>,
    otherwise: Timestamp,
) -> Option<Timestamp> {
    stated.span?;
    Some(stated.known().and_then(|time| read(&time.0)).unwrap_or(otherwise))
}

fn first(typed: &str, zone: &TimeZone) -> Option<Timestamp> {
    moment(typed, zone).ok().map(|moment| moment.instant())
}

/// A day is the last on which the page is public; a time is the end itself.
fn last(typed: &str, zone: &TimeZone) -> Option<Timestamp> {
    match typed.parse::<jiff::civil::Date>() {
        Ok(day) if typed.len() == 10 => {
            Some(day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp())
        }
        _ => first(typed, zone),
    }
}

/// The files of a site without the pages that are not public at an instant, and those pages.
pub fn without_undue(
    sources: &Sources,
    at: Timestamp,
    zone: &TimeZone,
) -> (Sources, Vec<DatedPage>) {
    let pages = dated_pages(sources, zone).into_iter();
    let undue: Vec<DatedPage> = pages.filter(|page| !page.is_public(at)).collect();
    if undue.is_empty() {
        return (sources.clone(), undue);
    }
    let gone: BTreeMap<SitePath, Option<Content>> =
        undue.iter().map(|page| (page.path.clone(), None)).collect();
    (sources.with(&gone).0, undue)
}

/// The time zone that the settings of a site name.
///
/// # Errors
/// In words, where there is no such zone.
pub fn zone_of(sources: &Sources) -> Result<TimeZone, String> {
    let file = SitePath::new("content/site.yaml").and_then(|path| sources.find(&path));
    let site = file.and_then(|file| model::read_files(sources, &[file]).model.site);
    let name = site.as_ref().and_then(|(_, site)| site.time_zone.known());
    publish_time::time_zone(name.map(String::as_str))
}
