//! Rules across fields and files.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::decode::{Presence, missing_key};
use crate::model::field::{Field, Silence};
use crate::model::figures;
use crate::model::footprint::{Footprint, PopulationBasis, PopulationKind};
use crate::model::iho::Iho;
use crate::model::metric::{Metric, ValueType};
use crate::model::prose::scheme;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef, VisitEvent, visit};
use crate::model::scalar::{Date, Slug};
use crate::model::services::{Scope, ServiceLine};
use crate::model::site::{ComplianceStatus, Site};
use crate::model::status::Status;
use crate::model::{Blueprint, Model, Section, section_keys};
use crate::source::{FileId, SitePath, Sources, Span};
use crate::statistics::funnel::FEWEST;

/// Checks everything that one file alone can't tell.
pub(super) fn all(sources: &Sources, model: &Model, today: Date) -> Vec<Diagnostic> {
    let mut check = ModelCheck { sources, today, diagnostics: Vec::new() };
    if let Some((file, site)) = &model.site {
        check.block(*file, site, None);
        check.navigation(model);
        check.accessibility(site);
    }
    for (id, (file, it)) in &model.organisations {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.places {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.services {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.metrics {
        check.entity(id, *file, &it.id, it);
        check.metric(it);
    }
    for (id, (file, it)) in &model.documents {
        check.entity(id, *file, &it.id, it);
    }
    for (id, (file, it)) in &model.frameworks {
        check.entity(id, *file, &it.id, it);
    }
    if let Some((file, glossary)) = &model.glossary {
        check.block(*file, glossary, None);
    }
    for (file, it) in model.care_models.values() {
        check.block(*file, &it.front, None);
    }
    for (file, it) in model.policies.values() {
        check.block(*file, &it.front, None);
    }
    if let Some((file, questions)) = &model.questions {
        check.block(*file, questions, None);
    }
    check.diagnostics.extend(super::suppression::across(sources, model));
    check.peers(model);
    check.diagnostics.extend(super::geometry::of_places(sources, model));
    let drawn = super::geometry::drawn_places(sources, model);
    for blueprint in model.blueprints.values() {
        check.blueprint(blueprint);
        check.diagnostics.extend(super::geometry::all(sources, model, &drawn, blueprint));
        check.diagnostics.extend(super::rules::all(sources, model, blueprint, today));
    }
    check.diagnostics
}

struct ModelCheck<'s> {
    sources: &'s Sources,
    today: Date,
    diagnostics: Vec<Diagnostic>,
}

impl ModelCheck<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn entity(&mut self, id: &str, file: FileId, stated: &Field<Slug>, block: &dyn Block) {
        self.id(id, stated, "the file");
        self.block(file, block, None);
    }

    fn id(&mut self, id: &str, stated: &Field<Slug>, what: &str) {
        let Some(Slug(found)) = stated.known() else {
            return;
        };
        if found.value != id {
            let message = format!("the id is `{}`, but {what} is called `{id}`", found.value);
            let hint = if Slug::is_sound(id) {
                format!("write `id: {id}`, or rename {what}")
            } else {
                format!("rename {what} to `{}`", found.value)
            };
            self.report(Diagnostic::at(Code::IdMismatch, found.span, message).hint(hint));
        }
    }

    /// The rules that hold for every field: promises kept, files there, required at this status.
    fn block(&mut self, file: FileId, block: &dyn Block, status: Option<Status>) {
        self.diagnostics.extend(super::caveats::untyped_silences(block));
        visit(block, &mut |_, step| match step {
            VisitEvent::Field(field, block_span) => {
                if let Some(silence) = field.silence {
                    self.silence(silence);
                }
                for silence in field.silent_items {
                    self.silence(silence);
                }
                self.empty_list(field);
                if let (Presence::From(from), None, Some(status)) =
                    (field.key.presence, field.span, status)
                    && status.has_reached(from)
                {
                    let what = format!("from the status `{}` on, the blueprint", from.id());
                    self.report(missing_key(field.key, block_span, &what));
                }
            }
            VisitEvent::Scalar(ScalarRef::File(name)) => self.file(file, &name.value, name.span),
            VisitEvent::Scalar(_) => {}
        });
    }

    /// A list that can't be empty is told apart from one that says that there is nothing.
    fn empty_list(&mut self, field: &FieldRef<'_>) {
        const NEVER_EMPTY: [&str; 9] = [
            "purposes",
            "icbs",
            "places",
            "local_authorities",
            "provider_type",
            "relationship",
            "retained_functions",
            "bodies",
            "benefits",
        ];
        let is_empty = matches!(&field.shown, Some(ValueRef::List(items)) if items.is_empty())
            && field.silent_items.is_empty();
        if let (true, true, Some(span), Presence::Required) =
            (is_empty, NEVER_EMPTY.contains(&field.key.name), field.span, field.key.presence)
        {
            let message = format!("the list `{}` is empty", field.key.name);
            self.report(Diagnostic::at(Code::MissingKey, span, message).hint(format!(
                "add at least one item; if that can't be published yet, write \
                 `{}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`",
                field.key.name
            )));
        }
    }

    fn silence(&mut self, silence: &Silence) {
        let Some(due) = silence.due().filter(|due| *due < self.today) else {
            return;
        };
        let message = format!("this was due by {due}, and that day has passed");
        self.report(
            Diagnostic::at(Code::SilenceOverdue, silence.span, message)
                .hint("publish the value, or give a new date and say in `reason` why it slipped"),
        );
    }

    fn file(&mut self, file: FileId, name: &str, span: Span) {
        let folder = self.sources.file(file).path.folder();
        let found = SitePath::resolve(folder, name).and_then(|path| self.sources.find(&path));
        let is_beside = found.is_some_and(|file| self.sources.file(file).path.folder() == folder);
        let is_asset = |file: FileId| crate::model::is_asset(&self.sources.file(file).path);
        if let Some(found) = found.filter(|file| !is_beside || !is_asset(*file)) {
            let what = if is_asset(found) {
                "lies in another folder"
            } else {
                "is not a kind of file that is published"
            };
            let message = format!("`{name}` {what}");
            self.report(Diagnostic::at(Code::MissingFile, span, message).hint(format!(
                "put a file such as `footprint.geojson` or `codes.csv` into `{folder}`"
            )));
        }
        if found.is_none() {
            let beside = self.sources.iter().map(|(_, file)| &file.path);
            let names = beside.filter(|path| path.folder() == folder).map(SitePath::file_name);
            let hint = crate::diag::did_you_mean(name, names)
                .unwrap_or_else(|| format!("put the file into `{folder}`, or correct its name"));
            let message = format!("there is no file `{name}` in `{folder}`");
            self.report(Diagnostic::at(Code::MissingFile, span, message).hint(hint));
        }
    }

    /// A definition follows one of two lists of fields: the full one, or that of the national specification sheet,
    /// which tells the direction by `better_when` and the areas by `granularity`.
    fn metric(&mut self, metric: &Metric) {
        let fields = metric.fields();
        let is_there =
            |name: &str| fields.iter().any(|field| field.key.name == name && field.span.is_some());
        let of_sheet = is_there("better_when") && is_there("granularity");
        let needed: &[&str] = if of_sheet && !is_there("polarity") { &[] } else { &Metric::FULL };
        for name in needed.iter().filter(|name| !is_there(name)) {
            if let Some(field) = fields.iter().find(|field| field.key.name == *name) {
                self.report(missing_key(field.key, metric.span, "the measure"));
            }
        }
        for n in [&metric.trend_points, &metric.shift_points] {
            if let (Some(known), Some(span)) = (n.known().filter(|n| !(6..=8).contains(*n)), n.span)
            {
                let message =
                    format!("{known} points are too few or too many to tell a pattern from chance");
                self.report(Diagnostic::at(Code::BadNumber, span, message).hint("write 6, 7 or 8"));
            }
        }
        self.diagnostics.extend(super::suppression::small_baseline(metric));
    }

    /// A table of peers is of a measure, and a funnel is of a share.
    fn peers(&mut self, model: &Model) {
        for (id, peers) in &model.peers {
            let Some((_, metric)) = model.metrics.get(id) else {
                let message = format!("there is no measure called `{id}`");
                let hint = did_you_mean(id, model.metrics.keys().map(String::as_str));
                self.report(
                    Diagnostic::of_file(Code::UnknownReference, peers.file, message)
                        .maybe_hint(hint)
                        .hint("the file is named after the id of its measure, and `.peers.csv`"),
                );
                continue;
            };
            for slip in super::suppression::of_peers(peers, metric) {
                self.report(slip);
            }
            let kind = metric.value_type.known();
            if kind.is_some_and(|it| *it != ValueType::Proportion) {
                let message = "a funnel is drawn of shares, and this measure is none";
                self.report(
                    Diagnostic::of_file(Code::Contradiction, peers.file, message).hint(
                        "remove the file, or write `value_type: proportion` if it is a share",
                    ),
                );
            }
            if peers.all.len() < FEWEST {
                let message = format!(
                    "a funnel needs {FEWEST} bodies, and this table has {}",
                    peers.all.len()
                );
                self.report(
                    Diagnostic::of_file(Code::BadTable, peers.file, message)
                        .hint("add all bodies that publish the measure, or remove the file"),
                );
            }
        }
    }

    /// A statement that claims too much, or is older than a year.
    fn accessibility(&mut self, site: &Site) {
        let Some(statement) = site.accessibility.known() else { return };
        let claims_all = statement.status.known() == Some(&ComplianceStatus::Fully);
        if let (true, Some(span), false) =
            (claims_all, statement.issues.span, statement.issues.items().is_empty())
        {
            let message = "the statement says that the site is fully compliant, yet lists issues";
            self.report(
                Diagnostic::at(Code::Contradiction, span, message)
                    .hint("write `status: partially`, or remove the issues that are mended"),
            );
        }
        if let (Some(reviewed), Some(span)) = (statement.reviewed.known(), statement.reviewed.span)
        {
            let next = reviewed.saturating_add(jiff::Span::new().years(1));
            if next < self.today {
                let message =
                    format!("the statement was last reviewed on {reviewed}, over a year ago");
                self.report(
                    Diagnostic::at(Code::OldStatement, span, message)
                        .hint("review the statement, then write the day here"),
                );
            }
        }
    }

    fn navigation(&mut self, model: &Model) {
        let Some((_, site)) = &model.site else { return };
        let items = site.navigation.items();
        if let (Some(span), true) = (site.navigation.span, items.len() > 6) {
            let message = format!("the main navigation has {} links", items.len());
            self.report(
                Diagnostic::at(Code::Contradiction, span, message)
                    .hint("keep at most 6: each is shown on every page, on a phone too"),
            );
        }
        for item in items {
            if let (Some(url), Some(span)) = (item.url.known(), item.url.span)
                && scheme(url).is_some_and(|scheme| !matches!(scheme.as_str(), "http" | "https"))
            {
                let message = format!("`{url}` is not an address that a link may lead to");
                self.report(
                    Diagnostic::at(Code::DangerousLink, span, message)
                        .hint("write an address of this site such as `/ihos/`, or one that starts with https://"),
                );
            }
            if item.url.is_absent() == item.page.is_absent() {
                let message = "a link of the navigation has either a `url` or a `page`";
                self.report(
                    Diagnostic::at(Code::MissingKey, item.span, message)
                        .hint("write `url: /ihos/` or `page: about/index`"),
                );
            }
        }
    }

    fn blueprint(&mut self, blueprint: &Blueprint) {
        let status = blueprint.identity().and_then(|iho| iho.status.known()).copied();
        self.missing_sections(blueprint);
        if let Some(iho) = blueprint.identity() {
            self.id(&blueprint.id, &iho.id, "the folder");
            self.items_once(iho);
            self.journal(iho);
            self.words(iho.summary.known().map(|summary| (summary.text.as_str(), summary.span)));
        }
        for (_, section) in blueprint.sections() {
            let Some((file, section)) = section else {
                continue;
            };
            if let Some(silence) = section.silence() {
                self.silence(silence);
            }
            if let Some(block) = section.block() {
                self.block(file, block, status);
            }
        }
        if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
            self.footprint(footprint);
        }
        if let Some(commissioner) = blueprint.commissioner.as_ref().and_then(Section::known) {
            let others = commissioner.other_commissioners.items().iter();
            let ids = others.filter_map(|it| it.organisation.known());
            self.once("commissioner", ids.map(|id| (id.0.id.as_str(), id.0.span)));
        }
        self.figures_once(blueprint);
        if let Some(partners) = blueprint.partners.as_ref().and_then(Section::known) {
            let ids = partners.partners.items().iter().filter_map(|it| it.organisation.known());
            self.once("partner", ids.map(|id| (id.0.id.as_str(), id.0.span)));
        }
        if let Some(services) = blueprint.services.as_ref().and_then(Section::known) {
            let ids = services.services.items().iter().filter_map(|it| it.service.known());
            self.once("service", ids.map(|id| (id.0.id.as_str(), id.0.span)));
            for line in services.services.items() {
                self.service_line(line);
            }
        }
    }

    /// Lists of figures in which a year, a measure or a recipient stands once.
    fn figures_once(&mut self, blueprint: &Blueprint) {
        if let Some(contract) = blueprint.contract.as_ref().and_then(Section::known) {
            let years = contract.annual_value.items().iter();
            let years: Vec<(String, Span)> = years
                .filter_map(|it| Some((figures::year(*it.fy.known()?), it.fy.span?)))
                .collect();
            self.once("year", years.iter().map(|(year, at)| (year.as_str(), *at)));
        }
        if let Some(sharing) = blueprint.risk_share.as_ref().and_then(Section::known) {
            let settled = sharing.settlements.items().iter();
            let years: Vec<(String, Span)> = settled
                .filter_map(|it| Some((figures::year(*it.fy.known()?), it.fy.span?)))
                .collect();
            self.once("year", years.iter().map(|(year, at)| (year.as_str(), *at)));
            let gates = sharing.quality_gate.items().iter().filter_map(|it| it.metric.known());
            self.once("measure", gates.map(|it| (it.0.id.as_str(), it.0.span)));
            let parts = sharing.savings_distribution.items().iter();
            let parts = parts.filter(|it| it.organisation.is_absent());
            let parts =
                parts.filter_map(|it| Some((it.recipient.known()?.id(), it.recipient.span?)));
            self.once("recipient", parts);
        }
        if let Some(benefits) = blueprint.benefits.as_ref().and_then(Section::known) {
            let names = benefits.benefits.items().iter();
            self.once(
                "benefit",
                names.filter_map(|it| Some((it.name.known()?.as_str(), it.name.span?))),
            );
        }
        if let Some(reported) = blueprint.reported.as_ref().and_then(Section::known) {
            let metrics = reported.metrics.items().iter().filter_map(|it| it.metric.known());
            self.once("measure", metrics.map(|it| (it.0.id.as_str(), it.0.span)));
        }
    }

    /// Lists of `iho.yaml` whose items have an id.
    fn items_once(&mut self, iho: &Iho) {
        let purposes = iho.purposes.items().iter();
        self.once("purpose", purposes.filter_map(|it| Some((it.id.known()?.id(), it.span))));
        let options = iho.options_considered.items().iter();
        self.once("option", options.filter_map(|it| Some((it.option.known()?.id(), it.span))));
        for step in iho.authorisation.items() {
            let results = step.criteria_results.items().iter();
            self.once(
                "criterion",
                results
                    .filter_map(|it| it.criterion.known().map(|id| (id.0.id.as_str(), id.0.span))),
            );
        }
    }

    /// Milestones and decisions that are not written yet.
    fn journal(&mut self, iho: &Iho) {
        let fields =
            [("milestones", iho.milestones.is_absent()), ("decisions", iho.decisions.is_absent())];
        for (name, _) in fields.into_iter().filter(|(_, is_absent)| *is_absent) {
            let message = format!("the blueprint says nothing of its `{name}`");
            self.report(
                Diagnostic::at(Code::MissingSection, iho.span, message).hint(format!(
                    "add `{name}:` with a list, or `{name}: []` if there is none yet"
                )),
            );
        }
    }

    fn missing_sections(&mut self, blueprint: &Blueprint) {
        let folder = format!("content/ihos/{}/draft", blueprint.id);
        let anchor = blueprint
            .sections()
            .into_iter()
            .find_map(|(_, section)| section.map(|(file, _)| file))
            .or_else(|| blueprint.narratives.values().next().map(|narrative| narrative.file));
        let status = blueprint.identity().and_then(|iho| iho.status.known()).copied();
        for (name, section) in blueprint.sections() {
            let path = SitePath::new(&format!("{folder}/{name}.yaml"));
            let is_there = path.is_some_and(|path| self.sources.find(&path).is_some());
            if section.is_some()
                || is_there
                || !is_section_required(name, status)
                || self.is_misnamed(&folder, name)
            {
                continue;
            }
            let message = format!("the blueprint `{}` has no file `{name}.yaml`", blueprint.id);
            let hint = format!(
                "add `{folder}/{name}.yaml`; a section that can't be published yet is the one line \
                 `{{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
            );
            // What a contract is, covers and whom it binds can't wait; the rest can be written later.
            let code = if FIRST_SECTIONS.contains(&name) {
                Code::MissingFile
            } else {
                Code::MissingSection
            };
            let diagnostic = match anchor {
                Some(file) => Diagnostic::of_file(code, file, message),
                None => Diagnostic::of_site(code, message),
            };
            self.report(diagnostic.hint(hint));
        }
    }

    /// Whether a file of the draft is meant to be that section, but has another spelling; that is told already.
    fn is_misnamed(&self, folder: &str, section: &str) -> bool {
        let draft = folder.strip_suffix("/draft").unwrap_or(folder);
        self.sources.iter().any(|(_, file)| {
            let path = &file.path;
            let stem = path.stem().to_lowercase().replace(['_', ' '], "-");
            let is_near = path.folder() == folder || path.folder() == draft;
            is_near
                && stem == section
                && matches!(path.extension().to_lowercase().as_str(), "yml" | "yaml")
        })
    }

    fn words(&mut self, summary: Option<(&str, Span)>) {
        let Some((text, span)) = summary else { return };
        let words = text.split_whitespace().count();
        if words > 100 {
            let message = format!("the summary has {words} words");
            self.report(Diagnostic::at(Code::Contradiction, span, message).hint(
                "say it in at most 100 words; the rest belongs into `narrative/overview.md`",
            ));
        }
    }

    fn footprint(&mut self, footprint: &Footprint) {
        let Footprint { span, .. } = *footprint;
        let counts = [
            footprint.registered_population.is_absent(),
            footprint.resident_population.is_absent(),
            footprint.weighted_population.is_absent(),
        ];
        if counts.iter().all(|absent| *absent) {
            let message = "the footprint says nothing of how many people it covers";
            self.report(Diagnostic::at(Code::MissingKey, span, message).hint(
                "add `registered_population`, `resident_population` or `weighted_population`",
            ));
        }
        let is_hybrid = footprint.population_basis.known().and_then(|it| it.value.known())
            == Some(&PopulationBasis::Hybrid);
        let has_rule = footprint.population_basis.known().is_some_and(|it| !it.rule.is_absent());
        if is_hybrid && footprint.rule.is_absent() && !has_rule {
            let message = "a hybrid population needs the field `rule`";
            self.report(
                Diagnostic::at(Code::MissingKey, span, message).hint(
                    "add `rule:` with who counts, who does not, and what happens at the border",
                ),
            );
        }
        let kind = footprint.population_kind.known();
        if kind == Some(&PopulationKind::Segment) && footprint.segment.is_absent() {
            let message = "a population that is a segment needs the field `segment`";
            self.report(
                Diagnostic::at(Code::MissingKey, span, message)
                    .hint("add `segment:` with `kind`, `inclusion_rule` and `share_of_population`"),
            );
        }
        if kind == Some(&PopulationKind::WholePopulation)
            && let (Some(_), Some(at)) = (footprint.segment.known(), footprint.segment.span)
        {
            let message = "the whole population is covered, yet a segment is described";
            self.report(
                Diagnostic::at(Code::Contradiction, at, message)
                    .hint("remove `segment`, or write `population_kind: segment`"),
            );
        }
        self.icbs_once(footprint);
        let areas = footprint.local_authorities.items().iter();
        self.once(
            "council area",
            areas.filter_map(|it| it.place.known().map(|id| (id.0.id.as_str(), id.0.span))),
        );
        self.parts_of(footprint);
    }

    /// Every place once, and every part of the footprint with its codes.
    fn parts_of(&mut self, footprint: &Footprint) {
        let list = |ids: &[crate::model::reference::PlaceRef]| -> Vec<(String, Span)> {
            ids.iter().map(|id| (id.0.id.clone(), id.0.span)).collect()
        };
        for (what, ids) in [
            ("place", list(footprint.places.items())),
            ("neighbourhood", list(footprint.neighbourhoods.items())),
        ] {
            self.once(what, ids.iter().map(|(id, span)| (id.as_str(), *span)));
        }
        for part in footprint.built_from.known().map_or(&[][..], |parts| &parts.0) {
            if part.codes.is_absent() && part.file.is_absent() {
                let message = "this part of the footprint names neither codes nor a file of codes";
                self.report(
                    Diagnostic::at(Code::MissingKey, part.span, message)
                        .hint("add `codes: [...]` or `file: footprint-lsoa.csv`"),
                );
            }
        }
    }

    fn icbs_once(&mut self, footprint: &Footprint) {
        let icbs = footprint.icbs.items();
        self.once(
            "ICB",
            icbs.iter().filter_map(|icb| {
                icb.organisation.known().map(|body| (body.0.id.as_str(), body.0.span))
            }),
        );
    }

    fn service_line(&mut self, line: &ServiceLine) {
        let Some(scope) = line.scope.known() else {
            return;
        };
        let mut require = |needed: bool, absent: bool, field: &str, why: &str| {
            if needed && absent {
                let message =
                    format!("a service that is `{}` needs the field `{field}`", scope.id());
                self.report(
                    Diagnostic::at(Code::MissingKey, line.span, message)
                        .hint(format!("add `{field}: …` {why}")),
                );
            }
        };
        let excluded = matches!(scope, Scope::OutOfScope | Scope::ExcludedByLaw);
        require(
            excluded,
            line.reason_excluded.is_absent(),
            "reason_excluded",
            "with the reason in plain English",
        );
        require(
            *scope == Scope::Phased,
            line.phase.is_absent(),
            "phase",
            "with its number and first day, such as `{value: 2, from: 2028-04-01}`",
        );
    }

    /// Every item of a list has its own id.
    fn once<'a>(&mut self, what: &str, ids: impl Iterator<Item = (&'a str, Span)>) {
        let mut seen: std::collections::BTreeMap<&str, Span> = std::collections::BTreeMap::new();
        for (id, span) in ids {
            if let Some(first) = seen.insert(id, span) {
                let message = format!("the {what} `{id}` stands twice in this list");
                self.report(
                    Diagnostic::at(Code::DuplicateId, span, message)
                        .hint("join the two, or remove one")
                        .related(first, "the first one"),
                );
            }
        }
    }
}

/// The sections without which there is no blueprint.
const FIRST_SECTIONS: [&str; 6] =
    ["iho", "footprint", "host", "commissioner", "partners", "services"];

/// Whether any field of a section is required at a status; the sections of which none is may be left out.
fn is_section_required(section: &str, status: Option<Status>) -> bool {
    let keys = section_keys(section).unwrap_or(&[]);
    keys.iter().any(|key| match key.presence {
        Presence::Identity | Presence::Required => true,
        Presence::From(from) => status.is_some_and(|status| status.has_reached(from)),
        Presence::Optional | Presence::Generated => false,
    })
}
