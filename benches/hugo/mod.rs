//! The same site for Hugo: each page of `iho` becomes a content file with the same fields and the same prose.
//!
//! What `iho` works out for itself, and Hugo has no means to, is handed to Hugo ready-made: what refers to an
//! entity, as finished HTML, and the names of references without words. All else Hugo does as its users would
//! have it do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iho::disk;
use iho::graph::{self, Graph, Key};
use iho::model::{self, reference::EntityKind};
use iho::page::view::Part;
use iho::page::{self, PageId, Plan, View};
use iho::source::Sources;

/// Writes the site for `iho` into `folder/iho`, and its content for Hugo into `folder/hugo`.
pub(crate) fn write(folder: &Path, n: usize) {
    let site = folder.join("iho");
    super::corpus::write(&site, n).expect("written");
    let sources = Arc::new(disk::read(&site).expect("a site to read"));
    let (model, _) = model::read(&sources);
    let (graph, _) = graph::resolve(&sources, model, super::stages::options().today);
    let (plan, _) = page::plan(&sources, &graph);
    let maker = Maker {
        sources: &sources,
        graph: &graph,
        plan: &plan,
        content: folder.join("hugo/content"),
    };
    let mut made = BTreeSet::new();
    for (_, id) in plan.pages() {
        maker.page(id, &mut made);
    }
    for (url, file) in plan.assets() {
        let from = site.join(sources.file(file).path.as_str());
        let to = folder.join(format!("hugo/static{url}"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder for a file");
        fs::copy(from, to).expect("copied");
    }
}

struct Maker<'s> {
    sources: &'s Sources,
    graph: &'s Graph,
    plan: &'s Plan,
    content: PathBuf,
}

/// A content file of Hugo and the files of the site that it is made of.
struct Made {
    path: String,
    layout: &'static str,
    fields: Option<String>,
    body: Option<String>,
}

impl Maker<'_> {
    fn page(&self, id: &PageId, folders: &mut BTreeSet<PathBuf>) {
        let entity = |folder: &str, id: &str| Made {
            path: format!("{folder}/{id}.md"),
            layout: "",
            fields: Some(format!("{folder}/{id}.yaml")),
            body: None,
        };
        let list = |path: &str| Made {
            path: format!("{path}/_index.md"),
            layout: "",
            fields: None,
            body: None,
        };
        let made = match id {
            PageId::Home => Made {
                path: "_index.md".to_owned(),
                layout: "",
                fields: None,
                body: Some("pages/index.md".to_owned()),
            },
            PageId::Free(id) => Made {
                path: match id.strip_suffix("/index") {
                    Some(folder) => format!("{folder}/_index.md"),
                    None => format!("{id}.md"),
                },
                layout: "prose",
                fields: None,
                body: Some(format!("pages/{id}.md")),
            },
            PageId::Iho(id) => Made {
                path: format!("ihos/{id}/_index.md"),
                layout: "blueprint",
                fields: Some(format!("ihos/{id}/draft/iho.yaml")),
                body: Some(format!("ihos/{id}/draft/narrative/overview.md")),
            },
            PageId::Section(id, name) => Made {
                path: format!("ihos/{id}/{name}.md"),
                layout: name,
                fields: Some(format!("ihos/{id}/draft/{name}.yaml")),
                body: Some(format!("ihos/{id}/draft/narrative/{name}.md")),
            },
            PageId::FindMy(id) => list(&format!("ihos/{id}/find-my-area")),
            PageId::Timeline(id) => list(&format!("ihos/{id}/timeline")),
            PageId::Briefing(id) => list(&format!("ihos/{id}/briefing")),
            PageId::Checks(id) => list(&format!("ihos/{id}/checks")),
            PageId::Narrative(id, name) => Made {
                path: format!("ihos/{id}/{name}.md"),
                layout: "narrative",
                fields: None,
                body: Some(format!("ihos/{id}/draft/narrative/{name}.md")),
            },
            PageId::Organisation(id) => entity("organisations", id),
            PageId::Place(id) => entity("places", id),
            PageId::Service(id) => entity("services", id),
            PageId::Metric(id) => entity("metrics", id),
            PageId::Document(id) => entity("documents", id),
            PageId::Framework(id) => entity("criteria", id),
            PageId::CareModel(id) => Made {
                path: format!("models/{id}.md"),
                layout: "prose",
                fields: None,
                body: Some(format!("models/{id}.md")),
            },
            PageId::CareModelList => list("models"),
            PageId::PolicyTimeline => list("policies"),
            PageId::QuestionList => list("questions"),
            PageId::Disclosure => list("disclosure"),
            PageId::Dictionary => list("data/dictionary"),
            PageId::DictionaryOf(kind) => Made {
                path: format!("data/dictionary/{kind}.md"),
                layout: "",
                fields: None,
                body: None,
            },
            PageId::Compare => list("compare"),
            PageId::Facet(_, value) => list(&format!("ihos/by/{value}")),
            PageId::IhoList => list("ihos"),
            PageId::OrganisationList => list("organisations"),
            PageId::PlaceList => list("places"),
            PageId::ServiceList => list("services"),
            PageId::MetricList => list("metrics"),
            PageId::DocumentList => list("documents"),
            PageId::FrameworkList => list("criteria"),
            PageId::Glossary => Made {
                path: "glossary.md".to_owned(),
                layout: "glossary",
                fields: Some("glossary.yaml".to_owned()),
                body: None,
            },
            PageId::Accessibility => Made {
                path: "accessibility.md".to_owned(),
                layout: "accessibility",
                fields: Some("site.yaml".to_owned()),
                body: None,
            },
            PageId::NotFound => return,
        };
        let place = self.content.join(&made.path);
        let folder = place.parent().expect("a file lies in a folder").to_owned();
        if !folders.contains(&folder) {
            fs::create_dir_all(&folder).expect("a folder for a page");
            folders.insert(folder);
        }
        fs::write(place, self.text(id, &made)).expect("written");
    }

    fn text(&self, id: &PageId, made: &Made) -> String {
        let view = page::view(self.graph, self.plan, id);
        let mut text = format!(
            "---\ntitle: {:?}\ndescription: {:?}\ncaption: {:?}\n",
            view.head.title, view.head.description, view.head.caption
        );
        if !made.layout.is_empty() {
            let _ = writeln!(text, "layout: {}", made.layout);
        }
        if let PageId::Section(..) | PageId::Narrative(..) = id {
            let at = view.head.siblings.iter().position(|link| link.is_current);
            let _ = writeln!(text, "weight: {}", at.unwrap_or(0) + 1);
        }
        connections(&mut text, &view);
        let body = made.body.as_deref().and_then(|path| self.source(path));
        if let Some(front) = body.and_then(front_matter) {
            let dates = front
                .lines()
                .filter(|line| line.starts_with("updated") || line.starts_with("review"));
            for line in dates {
                let _ = writeln!(text, "{line}");
            }
        }
        if let Some(fields) = made.fields.as_deref().and_then(|path| self.source(path)) {
            text.push_str("fields:\n");
            for line in self.linked(fields).lines() {
                let _ = writeln!(text, "  {line}");
            }
        }
        text.push_str("---\n");
        if let Some(body) = body {
            text.push_str(&self.linked(without_front_matter(body)));
        }
        text
    }

    fn source(&self, path: &str) -> Option<&str> {
        let path = iho::source::SitePath::new(&format!("content/{path}"))?;
        Some(self.sources.text(self.sources.find(&path)?))
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
            let key = Key::new(kind, id);
            let (url, anchor) = self.plan.url_of_entity(&key);
            let words = words.unwrap_or_else(|| self.graph.name(&key));
            let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
            let _ = write!(linked, "{before}[{words}]({url}{anchor})");
            rest = after;
        }
        linked + rest
    }
}

/// What refers to this page, and what it takes part in.
fn connections(text: &mut String, view: &View) {
    let groups = view.parts.iter().find_map(|part| match part {
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
