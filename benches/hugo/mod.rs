//! The same site for Hugo: each page of `iho` becomes a content file with the same fields and the same prose.
//!
//! What `iho` works out for itself, and Hugo has no means to, is handed to Hugo ready-made: what refers to an
//! entity, sums, comparisons and registers, as finished HTML, and the names of references without words. All else
//! Hugo does as its users would have it do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iho::disk;
use iho::graph::{self, EntityId};
use iho::model::{self, reference::EntityKind};
use iho::output::{self, Site};
use iho::page::view::Part;
use iho::page::{self, PageId, Plan, Url, View};
use iho::render::Theme;

/// Writes the site for `iho` into `folder/iho`, and its content for Hugo into `folder/hugo`.
pub(crate) fn write(folder: &Path, n: usize) {
    let site = folder.join("iho");
    super::corpus::write(&site, n).expect("written");
    let sources = Arc::new(disk::read(&site).expect("a site to read"));
    let (model, _) = model::read(&sources);
    let (graph, _) = graph::resolve(&sources, model, super::stages::options().today);
    let (plan, _) = page::plan(&sources, &graph);
    let (theme, _) = Theme::read(&sources, graph.model.site.as_ref().map(|(_, site)| site));
    let (of_site, _) = page::plan(&sources, &graph);
    let finished = Site::new(Arc::clone(&sources), graph, of_site, &theme).expect("a site");
    let maker = Maker { site: &finished, plan: &plan, content: folder.join("hugo/content") };
    let mut made = BTreeSet::new();
    for (url, id) in plan.pages() {
        maker.page(url, id, &mut made);
    }
    for (url, file) in plan.assets() {
        let from = site.join(sources.file(file).path.as_str());
        let to = folder.join(format!("hugo/static{url}"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder for a file");
        fs::copy(from, to).expect("copied");
    }
}

struct Maker<'s> {
    site: &'s Site,
    plan: &'s Plan,
    content: PathBuf,
}

/// Parts of pages that follow from other fields or other files, by the ids of their headings: whole, or what they begin with up
/// to the id of an IHO.
const WORKED_OUT: &[&str] = &[
    "for_you",
    "chart_",
    "latest_figure",
    "method",
    "map-",
    "flow-",
    "saved",
    "overspent",
    "gates",
    "in_words",
    "in_pounds",
    "chart-",
    "per_head",
    "savings_in_pounds",
    "partner_lines",
    "network_partners",
    "field_decision_rights",
    "votes_and_meetings",
    "conflicts_in_short",
    "field_accountability_map",
    "progress",
    "field_metrics",
    "how_to_read",
    "by_iho",
    "elsewhere",
    "place_services",
    "for_councillors",
    "field_age_profile",
    "arithmetic",
    "table_completeness",
    "lessons_all",
    "cite",
    "browse_all",
    "facets_all",
];

/// A content file of Hugo and what it is made of.
struct Made {
    path: String,
    layout: String,
    fields: Fields,
    body: Body,
}

/// Where the fields in the front matter come from.
enum Fields {
    None,
    /// A file.
    File(String),
    /// The front matter of the body.
    Front,
    /// The small areas, GP practices and postcodes in the folder of an IHO.
    LookUp(String),
    /// The figures of a measure, where there are any.
    Measure(String),
    /// All policies, newest first.
    Policies,
    /// All terms, and what is related to each.
    Glossary,
}

/// Where the text of a page comes from.
enum Body {
    None,
    /// A file of markdown.
    File(String),
    /// The page as `iho` finished it.
    Finished,
}

impl Made {
    fn new(path: String, layout: &str) -> Self {
        Self { path, layout: layout.to_owned(), fields: Fields::None, body: Body::None }
    }

    /// The start of a folder, which lists what lies in it.
    fn list(folder: &str) -> Self {
        Self::new(format!("{folder}/_index.md"), "")
    }

    fn entity(folder: &str, id: &str) -> Self {
        let fields = Fields::File(format!("{folder}/{id}.yaml"));
        Self { fields, ..Self::new(format!("{folder}/{id}.md"), "") }
    }

    /// A page that Hugo only wraps.
    fn finished(url: &Url) -> Self {
        let path = format!("{}.html", url.as_str().trim_matches('/'));
        Self { body: Body::Finished, ..Self::new(path, "finished") }
    }

    fn fields(self, path: &str) -> Self {
        Self { fields: Fields::File(path.to_owned()), ..self }
    }

    fn body(self, path: &str) -> Self {
        Self { body: Body::File(path.to_owned()), ..self }
    }

    /// Nothing for the page that says that there is no page: Hugo has a layout for it.
    fn of(id: &PageId, url: &Url) -> Option<Self> {
        let page = |path: String, layout: &str| Self::new(path, layout);
        let PageId { kind, iho, name } = id;
        Some(match kind.name {
            // The corpus has no releases, and nothing that moved.
            "releases" | "as-at" | "verify" | "notices" | "withdrawn" | "moved" | "retired"
            | "gone" | "unused-facet" | "not-found" => return None,
            "home" => page("_index.md".to_owned(), "").body("pages/index.md"),
            "article" => {
                let path = match name.strip_suffix("/index") {
                    Some(folder) => format!("{folder}/_index.md"),
                    None => format!("{name}.md"),
                };
                page(path, "prose").body(&format!("pages/{name}.md"))
            }
            "iho" => page(format!("ihos/{iho}/_index.md"), "blueprint")
                .fields(&format!("ihos/{iho}/draft/iho.yaml"))
                .body(&format!("ihos/{iho}/draft/narrative/overview.md")),
            "section" => page(format!("ihos/{iho}/{name}.md"), name)
                .fields(&format!("ihos/{iho}/draft/{name}.yaml"))
                .body(&format!("ihos/{iho}/draft/narrative/{name}.md")),
            "narrative" => page(format!("ihos/{iho}/{name}.md"), "narrative")
                .body(&format!("ihos/{iho}/draft/narrative/{name}.md")),
            "measure" => Self {
                fields: Fields::Measure(format!("ihos/{iho}/draft/metrics/{name}.csv")),
                ..page(format!("ihos/{iho}/metrics/{name}.md"), "measure")
            },
            "timeline" => page(format!("ihos/{iho}/timeline.md"), "timeline"),
            "find-my" => Self {
                fields: Fields::LookUp(format!("ihos/{iho}/draft")),
                ..page(format!("ihos/{iho}/find-my-area.md"), "find-my-area")
            },
            "organisation" => Self::entity("organisations", name),
            "place" => Self::entity("places", name),
            "service" => Self::entity("services", name),
            "metric" => Self::entity("metrics", name),
            "document" => Self::entity("documents", name),
            "framework" => Self::entity("criteria", name),
            "care-model" => {
                let path = format!("models/{name}.md");
                Self { fields: Fields::Front, ..page(path.clone(), "").body(&path) }
            }
            "policy-timeline" => {
                Self { fields: Fields::Policies, ..page("policies.md".to_owned(), "policies") }
            }
            "glossary" => {
                Self { fields: Fields::Glossary, ..page("glossary.md".to_owned(), "glossary") }
            }
            "accessibility" => {
                page("accessibility.md".to_owned(), "accessibility").fields("site.yaml")
            }
            "iho-list" => Self::list("ihos"),
            "organisation-list" => Self::list("organisations"),
            "place-list" => Self::list("places"),
            "service-list" => Self::list("services"),
            "metric-list" => Self::list("metrics"),
            "document-list" => Self::list("documents"),
            "framework-list" => Self::list("criteria"),
            "care-model-list" => Self::list("models"),
            _ => Self::finished(url),
        })
    }
}

impl Maker<'_> {
    fn page(&self, url: &Url, id: &PageId, folders: &mut BTreeSet<PathBuf>) {
        let Some(made) = Made::of(id, url) else { return };
        let place = self.content.join(&made.path);
        let folder = place.parent().expect("a file lies in a folder").to_owned();
        if !folders.contains(&folder) {
            fs::create_dir_all(&folder).expect("a folder for a page");
            folders.insert(folder);
        }
        fs::write(place, self.text(url, id, &made)).expect("written");
    }

    fn text(&self, url: &Url, id: &PageId, made: &Made) -> String {
        let view = self.site.view(id);
        let html = self.html(url);
        let mut text = format!(
            "---\ntitle: {:?}\ntab_title: {:?}\ndescription: {:?}\ncaption: {:?}\n",
            view.head.title, view.head.tab_title, view.head.description, view.head.caption
        );
        if !made.layout.is_empty() {
            let _ = writeln!(text, "layout: {}", made.layout);
        }
        place_among_siblings(&mut text, &view);
        contents(&mut text, &view);
        connections(&mut text, &view);
        if !view.head.script.is_empty() {
            let _ = writeln!(text, "script: {}", view.head.script);
        }
        if let Some(lead) = lead(&html) {
            let _ = writeln!(text, "lead: |\n  {lead}");
        }
        if !matches!(made.body, Body::Finished) {
            worked_out(&mut text, &html);
            results(&mut text, &html);
        }
        let body = match &made.body {
            Body::File(path) => self.source(path),
            Body::None | Body::Finished => None,
        };
        if let Some(front) = body.and_then(front_matter) {
            let dates = front
                .lines()
                .filter(|line| line.starts_with("updated") || line.starts_with("review"));
            for line in dates {
                let _ = writeln!(text, "{line}");
            }
        }
        if let Some(fields) = self.fields(&made.fields, body, &html) {
            let _ = writeln!(text, "fields:\n  {}", fields.trim_end().replace('\n', "\n  "));
        }
        text.push_str("---\n");
        match body {
            Some(body) => text.push_str(&self.linked(without_front_matter(body))),
            None if matches!(made.body, Body::Finished) => text.push_str(main_part(&html)),
            None => {}
        }
        text
    }

    /// The page as `iho` finishes it.
    fn html(&self, url: &Url) -> String {
        match self.site.body(url).expect("a page").expect("a page without a mistake") {
            output::Body::Bytes(bytes) => String::from_utf8(bytes).expect("text"),
            output::Body::Shared(_) | output::Body::Copy(_) => unreachable!("pages are rendered"),
        }
    }

    fn fields(&self, fields: &Fields, body: Option<&str>, html: &str) -> Option<String> {
        match fields {
            Fields::None => None,
            Fields::File(path) => Some(self.linked(self.source(path)?)),
            Fields::Front => Some(self.linked(front_matter(body?)?)),
            Fields::LookUp(folder) => Some(self.look_up(folder)),
            Fields::Measure(path) => Some(
                self.source(path)
                    .map_or_else(|| "figures: []\n".to_owned(), |table| figures(table, html)),
            ),
            Fields::Policies => Some(self.policies(html)),
            Fields::Glossary => {
                Some(self.linked(self.source("glossary.yaml")?) + &related_terms(html))
            }
        }
    }

    /// Every policy with its text, and with what refers to it.
    fn policies(&self, html: &str) -> String {
        let mut policies: Vec<(&str, &str, &str)> = Vec::new();
        for (_, file) in self.site.sources().iter() {
            let name = file.path.as_str().strip_prefix("content/policies/");
            let Some(id) = name.and_then(|name| name.strip_suffix(".md")) else { continue };
            let text = self.source(&format!("policies/{id}.md")).expect("a policy");
            let front = front_matter(text).expect("fields of a policy");
            let date = front.split("\ndate: ").nth(1).expect("a date");
            policies.push((date, id, text));
        }
        policies.sort_unstable();
        let mut all = "policies:\n".to_owned();
        for (_, id, text) in policies.into_iter().rev() {
            let front = self.linked(front_matter(text).expect("fields of a policy"));
            let body = self.linked(without_front_matter(text).trim_end());
            let _ = writeln!(
                all,
                "  - id: {id}\n    {}\n    text: |\n      {}",
                front.replace('\n', "\n    "),
                body.replace('\n', "\n      ")
            );
            if let Some(mentions) = mentions(html, id) {
                let _ = writeln!(all, "    mentions: |\n      {mentions}");
            }
        }
        all
    }

    /// The rows of each list that there is.
    fn look_up(&self, folder: &str) -> String {
        let files = [
            ("areas", "areas.csv"),
            ("practices", "practices.csv"),
            ("postcodes", "footprint-postcodes.csv"),
        ];
        let lists = files
            .iter()
            .filter_map(|(name, file)| Some(rows(name, self.source(&format!("{folder}/{file}"))?)));
        lists.collect()
    }

    fn source(&self, path: &str) -> Option<&str> {
        let path = iho::source::SitePath::new(&format!("content/{path}"))?;
        let sources = self.site.sources();
        Some(sources.text(sources.find(&path)?))
    }

    /// References become links to the pages that they name.
    fn linked(&self, text: &str) -> String {
        let mut linked = String::with_capacity(text.len() * 5 / 4);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("[[") {
            let (inside, after) = after.split_once("]]").expect("a reference has an end");
            let inside = inside.replace("\\|", "|");
            let (target, words) = match inside.split_once('|') {
                Some((target, words)) => (target, Some(words)),
                None => (inside.as_str(), None),
            };
            let (kind, id) = target.split_once(':').expect("a reference has a kind");
            let kind = EntityKind::parse(kind).expect("a known kind");
            let key = EntityId::new(kind, id);
            let (url, anchor) = self.plan.url_of_entity(&key);
            let words = words.unwrap_or_else(|| self.site.graph().name(&key));
            let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
            let _ = write!(linked, "{before}[{words}]({url}{anchor})");
            rest = after;
        }
        linked + rest
    }
}

/// Pages of a blueprint stand in an order, in groups; some of them stand outside it.
fn place_among_siblings(text: &mut String, view: &View) {
    if view.head.siblings.is_empty() {
        return;
    }
    text.push_str("in_blueprint: true\n");
    let mut weight = 0;
    for group in &view.head.siblings {
        for (at, link) in group.links.iter().enumerate() {
            weight += 1;
            if !link.is_current {
                continue;
            }
            // Besides the first page, only what can be reached from elsewhere stands in no group.
            if group.label.is_empty() && weight > 1 {
                break;
            }
            let _ = writeln!(text, "weight: {weight}\ngroup: {:?}", group.label);
            // A part of a page that stands among pages.
            if let Some(next) = group.links.get(at + 1).filter(|next| next.href.contains('#')) {
                let path = next.href.trim_start_matches("../");
                let _ = writeln!(text, "beside: [{:?}, \"/{path}\"]", next.text);
            }
            return;
        }
    }
    text.push_str("build:\n  list: never\n");
}

/// The links to the headings of the page, which a template does not know.
fn contents(text: &mut String, view: &View) {
    if view.head.contents.is_empty() {
        return;
    }
    text.push_str("contents:\n");
    for link in &view.head.contents {
        let _ = writeln!(text, "  - [{:?}, {:?}]", link.href, link.text);
    }
}

/// The sentence below the heading, as HTML.
fn lead(html: &str) -> Option<&str> {
    let (_, after) = html.split_once("<div class=\"lead prose\">")?;
    after.split_once("</div>\n").map(|(lead, _)| lead).filter(|lead| !lead.contains('\n'))
}

/// What `iho` works out for a page, part by part.
fn worked_out(text: &mut String, html: &str) {
    let parts: Vec<&str> = WORKED_OUT.iter().filter_map(|id| part(html, id)).collect();
    if parts.is_empty() {
        return;
    }
    text.push_str("worked_out: |\n");
    for line in parts.iter().flat_map(|part| part.lines()) {
        let _ = writeln!(text, "  {line}");
    }
}

/// The part of a finished page under a heading.
fn part<'h>(html: &'h str, id: &str) -> Option<&'h str> {
    const START: &str = "<section class=\"part\">";
    let end_of_id = if id.ends_with(['-', '_']) { "" } else { "\"" };
    let heading = html.find(&format!("<h2 id=\"{id}{end_of_id}"))?;
    let start = html[..heading].rfind(START)?;
    let ends = [
        START,
        "<details class=\"unfolds all-details\"",
        "</details>\n<nav class=\"pagination\"",
        "</details>\n<dl class=\"dates\"",
        "</details>\n</div>\n</div>\n</main>",
        "<nav class=\"pagination\"",
        "<dl class=\"dates\"",
        "</div>\n</div>\n</main>",
    ];
    let end = ends.iter().filter_map(|end| html[heading..].find(end)).min()?;
    Some(html[start..heading + end].trim_end())
}

/// What stands between the navigation and the foot of a finished page.
fn main_part(html: &str) -> &str {
    let (_, after) = html.split_once("<div class=\"content\">\n").expect("a page has content");
    let content = after.split_once("</div>\n</div>\n</main>").expect("content has an end").0;
    content.split_once("<nav class=\"pagination\"").map_or(content, |(before, _)| before)
}

/// What refers to a policy: the row of its card.
fn mentions<'h>(html: &'h str, id: &str) -> Option<&'h str> {
    let (_, card) = html.split_once(&format!("id=\"policy_{id}\""))?;
    let (card, _) = card.split_once("\n</li>\n")?;
    let start = card.find("<div><dt>Mentioned in")?;
    card[start..].lines().next()
}

/// What stands below the definition of each term.
fn related_terms(html: &str) -> String {
    let mut related = "related:\n".to_owned();
    for term in html.split("<div id=\"term_").skip(1) {
        let (id, rest) = term.split_once('"').expect("an id has an end");
        let notes: String =
            rest.lines().filter(|line| line.starts_with("<p class=\"note related")).collect();
        let _ = writeln!(related, "  {id}: |\n    {notes}");
    }
    related
}

/// The rows of a table as a list, each with the names of the columns in small letters.
fn rows(name: &str, table: &str) -> String {
    let mut lines = table.lines();
    let columns = lines.next().expect("a header").to_lowercase();
    let mut list = format!("{name}:\n");
    for row in lines {
        let cells = columns.split(',').zip(row.split(','));
        let cells: Vec<String> = cells.map(|(column, cell)| format!("{column}: {cell}")).collect();
        let _ = writeln!(list, "  - {{{}}}", cells.join(", "));
    }
    list
}

/// The figures of a measure as its authors wrote them, newest first, each with what `iho` works out for its row.
fn figures(table: &str, html: &str) -> String {
    let (_, shown) = html.split_once("id=\"figures_whole\"").expect("figures are shown");
    let shown = shown.split("<tr><th scope=\"row\">").skip(1);
    let mut list = "figures:\n".to_owned();
    for (row, shown) in table.lines().skip(1).collect::<Vec<_>>().into_iter().rev().zip(shown) {
        let cells: Vec<&str> = row.split(',').collect();
        let worked_out: Vec<&str> = shown
            .split("<td")
            .skip(4)
            .filter_map(|cell| cell.split_once('>')?.1.split_once("</td>"))
            .map(|(words, _)| words)
            .collect();
        let _ = writeln!(
            list,
            "  - {{period: {}-01, value: {}, numerator: {}, denominator: {}, worked_out: {worked_out:?}}}",
            cells[0], cells[1], cells[2], cells[3],
        );
    }
    list
}

/// What `iho` says in short of the measures of a blueprint that have figures: its sentence, its figures and its signs.
fn results(text: &mut String, html: &str) {
    let mut all = String::new();
    for entry in html.split("<li class=\"entry\" id=\"measure_").skip(1) {
        let Some((id, rest)) = entry.split_once("\">\n") else { continue };
        let Some((entry, _)) = rest.split_once("\n</li>\n") else { continue };
        let Some((_, signs)) = entry.split_once("<div class=\"entry-signs\">\n") else { continue };
        let sentence = entry.lines().find(|line| line.starts_with("<p>"));
        let latest = entry.lines().filter(|line| {
            line.starts_with("<div><dt>Latest<") || line.starts_with("<div><dt>Period<")
        });
        let _ = write!(all, "  {id}:\n    sentence: |\n      {}\n", sentence.unwrap_or_default());
        let _ = write!(all, "    latest: |\n      {}\n", latest.collect::<String>());
        let signs = signs.trim_end().trim_end_matches("</div>").trim_end();
        let _ = write!(all, "    signs: |\n      {}\n", signs.replace('\n', "\n      "));
    }
    if !all.is_empty() {
        let _ = write!(text, "results:\n{all}");
    }
}

/// What refers to this page, and what it takes part in.
fn connections(text: &mut String, view: &View) {
    let groups = view.parts.iter().chain(&view.details).find_map(|part| match part {
        Part::Links { groups, id, .. } if id.starts_with("connections") => Some(groups),
        _ => None,
    });
    let Some(groups) = groups else { return };
    text.push_str("connections: |\n");
    for group in groups {
        let _ = writeln!(
            text,
            "  <div class=\"group\">\n  <h3>{}</h3>\n  <ul class=\"links\">",
            group.label
        );
        for link in &group.links {
            let path = link.href.trim_start_matches("../");
            let note = match link.note.as_str() {
                "" => String::new(),
                note => format!(" <span class=\"aside\">{note}</span>"),
            };
            let _ = writeln!(text, "  <li><a href=\"/{path}\">{}</a>{note}</li>", link.text);
        }
        text.push_str("  </ul>\n  </div>\n");
    }
}

fn front_matter(text: &str) -> Option<&str> {
    Some(text.strip_prefix("---\n")?.split_once("\n---\n")?.0)
}

fn without_front_matter(text: &str) -> &str {
    let after = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    after.map_or(text, |(_, body)| body)
}
