//! A view and a theme make a page. The only file that knows the template engine.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, ErrorKind, Filter, Kwargs, State, Tera, TeraResult, Value};

use super::acronyms::Acronyms;
use super::fuel::{self, Bounded, Metered};
use super::highlight::Highlighter;
use super::markdown::{self, Request};
use super::theme::Theme;
use crate::diag::{Code, Diagnostic};
use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;
use crate::model::scalar::FileName;
use crate::model::site::Site;
use crate::page::view::{Head, Link, Logo, NavigationLink, SiteView, View};
use crate::page::{LinkTable, Plan, Url};
use crate::source::{FileId, PictureSize, Sources, Span};

/// Turns views into pages.
#[derive(Debug)]
pub struct Renderer {
    tera: Tera,
    shared: SharedParts,
    acronyms: Acronyms,
    files: BTreeMap<String, Option<FileId>>,
    look: blake3::Hash,
    /// The theme's own templates with their meters.
    metered: Arc<BTreeMap<String, Metered>>,
}

impl Renderer {
    /// Reads the templates of a theme; what is wrong in them is reported, and then nothing can be made.
    pub fn new(
        sources: &Sources,
        theme: &Theme,
        site: &SiteView,
        links: Arc<LinkTable>,
    ) -> Result<Self, Diagnostic> {
        if let Some(file) = blank(theme) {
            let message = "this template is empty";
            let hint = "write it, or delete it to use the one of the default theme. For an empty template, write `{# nothing #}`";
            return Err(Diagnostic::of_file(Code::EmptyFile, file, message).hint(hint));
        }
        let acronyms = Acronyms::new(&links);
        let mut tera = Tera::new();
        tera.register_filter(
            "markdown",
            MarkdownFilter { links, highlighter: Highlighter::default() },
        );
        tera.register_filter("has_link", HasLink);
        tera.register_function(fuel::METER, meter);
        tera.register_function("range", range);
        let files = theme.templates.iter().map(|(name, file)| (name.clone(), file.file)).collect();
        let metered = theme.templates.iter().filter_map(|(name, file)| {
            let text = file.text.as_deref()?;
            let is_own = file.file.is_some();
            Some((name.clone(), if is_own { Metered::new(text) } else { Metered::plain(text) }))
        });
        let metered: Arc<BTreeMap<String, Metered>> = Arc::new(metered.collect());
        let templates = metered.iter().map(|(name, it)| (name.as_str(), it.text.as_str()));
        let added = tera.add_raw_templates(templates);
        let look = look(theme, site);
        let mut renderer =
            Self { tera, shared: SharedParts::default(), acronyms, files, look, metered };
        if let Err(error) = added {
            return Err(renderer.template_diagnostic(sources, &error));
        }
        renderer.tera.global_context().insert("site", site);
        match SharedParts::new(&renderer.tera, site) {
            Ok(shared) => renderer.shared = shared,
            Err(error) => return Err(renderer.template_diagnostic(sources, &error)),
        }
        Ok(renderer)
    }

    /// The same templates for texts whose links lead elsewhere.
    #[must_use]
    pub fn with_links(&self, links: Arc<LinkTable>) -> Self {
        let acronyms = Acronyms::new(&links);
        let mut tera = self.tera.clone();
        tera.register_filter(
            "markdown",
            MarkdownFilter { links, highlighter: Highlighter::default() },
        );
        Self {
            tera,
            acronyms,
            shared: self.shared.clone(),
            files: self.files.clone(),
            look: self.look,
            metered: Arc::clone(&self.metered),
        }
    }

    /// Stands for all that a page has of the renderer besides its own view and links: the templates, and what is the same on
    /// every page.
    pub fn look(&self) -> blake3::Hash {
        self.look
    }

    /// The page as HTML.
    pub fn page(&self, sources: &Sources, view: &View) -> Result<Vec<u8>, Diagnostic> {
        let mut context = Context::new();
        context.insert("head", &view.head);
        context.insert("parts", &view.parts);
        context.insert("details", &view.details);
        let (header, footer) = self
            .shared
            .for_page(&self.tera, &view.head)
            .map_err(|error| self.template_diagnostic(sources, &error))?;
        context.insert_value("header", header);
        context.insert_value("footer", footer);
        let own = match view.head.kind {
            "not-found" => "404.html".to_owned(),
            kind => format!("{kind}.html"),
        };
        let template = if self.files.contains_key(&own) { own.as_str() } else { "page.html" };
        fuel::fill();
        let mut page = Bounded::new();
        let made = self.tera.render_to(template, &context, &mut page);
        if page.is_full {
            return Err(self.too_long(template, &view.head.path));
        }
        made.map_err(|error| self.template_diagnostic(sources, &error))?;
        let mut html = page.bytes;
        markdown::hasten_first_picture(&mut html);
        let linked = self.acronyms.linked(&html, &view.head.path, &view.head.root);
        Ok(linked.unwrap_or(html))
    }

    fn too_long(&self, template: &str, path: &str) -> Diagnostic {
        let megabytes = fuel::MOST_BYTES >> 20;
        let message = format!("the page `{path}` gets longer than {megabytes} MB");
        let hint = "look for a loop or a component in it that repeats itself. The default theme does not make such a page";
        let own = self.files.get(template).copied().flatten();
        match own.or_else(|| self.files.values().find_map(|file| *file)) {
            Some(file) => Diagnostic::of_file(Code::Template, file, message).hint(hint),
            None => Diagnostic::of_site(Code::Template, message).hint(hint),
        }
    }

    fn template_diagnostic(&self, sources: &Sources, error: &tera::Error) -> Diagnostic {
        let hint = "compare the template with the one of the default theme; removing your own brings that one back";
        if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
            let message = lower_first(report.message());
            let file = self.files.get(report.filename()).copied().flatten();
            return match file {
                Some(file) => {
                    let range = &report.span().range;
                    let metered = self.metered.get(report.filename());
                    let has_refused = metered.is_some_and(|it| it.is_meter(range.start));
                    let hint = if has_refused { LESS } else { hint };
                    let range = metered.map_or_else(|| range.clone(), |it| it.place(range));
                    let end = range.end.min(sources.text(file).len());
                    let span = Span::new(file, range.start.min(end), end);
                    Diagnostic::at(Code::Template, span, message).hint(hint)
                }
                None => {
                    let message =
                        format!("in the default theme's `{}`: {message}", report.filename());
                    Diagnostic::of_site(Code::Template, message).hint(hint)
                }
            };
        }
        let message = lower_first(error.to_string().trim_start_matches("error: "));
        let culprit =
            self.files.iter().find(|(name, file)| file.is_some() && message.contains(*name));
        match culprit.and_then(|(_, file)| *file) {
            Some(file) => Diagnostic::of_file(Code::Template, file, message).hint(hint),
            None => Diagnostic::of_site(Code::Template, message).hint(hint),
        }
    }
}

fn look(theme: &Theme, site: &SiteView) -> blake3::Hash {
    let templates: BTreeMap<&String, &Option<String>> =
        theme.templates.iter().map(|(name, file)| (name, &file.text)).collect();
    let all = serde_json::to_vec(&(templates, site)).expect("texts are JSON");
    blake3::hash(&all)
}

/// A template of the site's own with nothing in it: made and forgotten, or about to be written.
fn blank(theme: &Theme) -> Option<FileId> {
    let is_blank = |text: &Option<String>| text.as_ref().is_some_and(|it| it.trim().is_empty());
    theme.templates.values().find(|it| is_blank(&it.text)).and_then(|it| it.file)
}

/// The top and the foot of a page depend only on how deep it lies and on the area it belongs to, so they are
/// made once for each and shared by all pages.
#[derive(Clone, Debug, Default)]
struct SharedParts {
    /// The paths and areas of the main navigation.
    navigation: Vec<(String, String)>,
    made: BTreeMap<SharedPartsKey, (Value, Value)>,
}

/// What the top and the foot of a page depend on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct SharedPartsKey {
    root: String,
    area: String,
    is_exact: bool,
    is_home: bool,
}

impl SharedParts {
    fn new(tera: &Tera, site: &SiteView) -> TeraResult<Self> {
        /// Deeper pages are few: theirs are made when they are asked for.
        const DEPTHS: usize = 7;
        let items = site.navigation.iter();
        let navigation = items.map(|item| (format!("/{}", item.path), item.area.clone())).collect();
        let mut shared = Self { navigation, made: BTreeMap::new() };
        let areas: BTreeSet<String> =
            site.navigation.iter().map(|item| item.area.clone()).chain([String::new()]).collect();
        for depth in 1..=DEPTHS {
            for area in &areas {
                for is_exact in [false, true] {
                    let root = "../".repeat(depth);
                    let key = SharedPartsKey { root, area: area.clone(), is_exact, is_home: false };
                    let made = Self::make(tera, &key)?;
                    shared.made.insert(key, made);
                }
            }
        }
        Ok(shared)
    }

    fn for_page(&self, tera: &Tera, head: &Head) -> TeraResult<(Value, Value)> {
        let is_listed = self.navigation.iter().any(|(_, area)| *area == head.area);
        let key = SharedPartsKey {
            root: head.root.clone(),
            area: if is_listed { head.area.clone() } else { String::new() },
            is_exact: self.navigation.iter().any(|(path, _)| *path == head.path),
            is_home: head.kind == "home",
        };
        match self.made.get(&key) {
            Some(made) => Ok(made.clone()),
            None => Self::make(tera, &key),
        }
    }

    fn make(tera: &Tera, key: &SharedPartsKey) -> TeraResult<(Value, Value)> {
        fuel::fill();
        let mut context = Context::new();
        context.insert("root", &key.root);
        context.insert("area", &key.area);
        context.insert("is_exact", &key.is_exact);
        context.insert("is_home", &key.is_home);
        let make =
            |name| -> TeraResult<Value> { Ok(Value::safe_string(&tera.render(name, &context)?)) };
        Ok((make("header.html")?, make("footer.html")?))
    }
}

fn lower_first(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim_end_matches('.');
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What to do about a loop that goes on for too long.
const LESS: &str = "go through fewer things, or take the loop out of the one around it; look for components that use themselves";

/// Refuses when a page has used up its share; says nothing otherwise.
fn meter(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let kept: Option<&Value> = kwargs.get("of")?;
    let size = |value: &Value| {
        let text = value.as_str().map(str::len);
        text.or_else(|| Some(value.as_array()?.len().saturating_mul(16))).unwrap_or(0)
    };
    kept.map_or_else(|| fuel::burn(1), |value| fuel::keep(size(value)))
        .map_err(tera::Error::message)?;
    Ok(Value::safe_string(""))
}

/// `range(end=3)`: the same as that of the engine, but that what it makes is counted.
fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    const LONGEST: i128 = 100_000;
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    let refuse = |words: &str| Err(tera::Error::message(format!("the function `range` {words}")));
    if step == 0 {
        return refuse("needs a `step_by` that is not 0");
    }
    if start > end && step > 0 {
        return refuse("begins after its end");
    }
    let length = end.checked_sub(start).and_then(|span| span.checked_add(step - step.signum()));
    let Some(length) = length.map(|span| (span / step).max(0)).filter(|it| *it <= LONGEST) else {
        return refuse("makes no more than 100000 numbers");
    };
    fuel::burn(usize::try_from(length).unwrap_or(usize::MAX)).map_err(tera::Error::message)?;
    Ok((0..length).map(|at| start + at * step).collect())
}

/// `{{ body | markdown(root=head.root) }}`.
struct MarkdownFilter {
    links: Arc<LinkTable>,
    highlighter: Highlighter,
}

impl Filter<Value, TeraResult<Value>> for MarkdownFilter {
    fn call(&self, value: Value, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
        let root: &str = kwargs.must_get("root")?;
        fn text<'v>(value: &'v Value, key: &'static str) -> &'v str {
            value.get_from_path(key).and_then(Value::as_str).unwrap_or("")
        }
        let shift = value.get_from_path("shift").and_then(Value::as_u64).unwrap_or(0);
        let id = |value: &Value| value.as_str().map(str::to_owned);
        let headings =
            value.get_from_path("headings").and_then(Value::as_array).unwrap_or_default();
        let names = headings.iter().filter_map(Value::as_array);
        let names = names.filter_map(|it| Some((id(it.first()?)?, it.get(1).and_then(id))));
        let names: Vec<(String, Option<String>)> = names.collect();
        let request = Request {
            headings: &names,
            text: text(&value, "text"),
            prefix: text(&value, "prefix"),
            shift: u8::try_from(shift).unwrap_or(0),
            folder: text(&value, "folder"),
            root,
        };
        let html = markdown::html(&request, &self.links, &self.highlighter);
        Ok(Value::safe_string(&html))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// `{{ part.rows | has_link }}`: whether the first row of a table has a link, by which a keyboard reaches the table.
/// A box that scrolls needs a stop of its own only where there is none.
struct HasLink;

impl Filter<Value, TeraResult<Value>> for HasLink {
    fn call(&self, rows: Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
        let cells = rows.as_array().and_then(|rows| rows.first()?.as_array());
        let is_link = |cell: &Value| cell.as_str().is_some_and(|html| html.contains("<a "));
        Ok(Value::from(cells.is_some_and(|cells| cells.iter().any(is_link))))
    }
}

/// What is the same on every page.
pub fn site_view(
    graph: &Graph,
    plan: &Plan,
    styles: [String; 3],
    scripts: BTreeMap<String, String>,
) -> SiteView {
    let [style, code_style, icon] = styles;
    let Some((_, site)) = &graph.model.site else {
        return SiteView { style, code_style, icon, scripts, ..SiteView::default() };
    };
    let text =
        |stated: &crate::model::field::Field<String>| stated.known().cloned().unwrap_or_default();
    let publisher = site.publisher.known().map(|publisher| {
        let key = EntityId::of(&publisher.0);
        let (url, _) = plan.url_of_entity(&key);
        Link {
            text: graph.name(&key).to_owned(),
            href: url.as_str()[1..].to_owned(),
            ..Link::default()
        }
    });
    let licence = site.licence.known().map(|licence| Link {
        text: text(&licence.name),
        href: licence.url.known().map_or_else(String::new, |url| url.0.clone()),
        ..Link::default()
    });
    let contact = site.contact.known();
    let of_contact =
        |field: fn(&crate::model::site::SiteContact) -> &crate::model::field::Field<String>| {
            contact.and_then(|contact| field(contact).known()).cloned().unwrap_or_default()
        };
    SiteView {
        title: text(&site.title),
        language: site.language.known().map_or("en-GB", |language| language.id()).to_owned(),
        navigation: navigation(graph, plan),
        is_illustrative: site.illustrative.known() == Some(&true),
        publisher: publisher.unwrap_or_default(),
        licence: licence.unwrap_or_default(),
        contact_role: of_contact(|contact| &contact.role),
        contact_email: of_contact(|contact| &contact.email),
        contact_phone: of_contact(|contact| &contact.phone),
        contact_form: contact
            .and_then(|contact| contact.form.known())
            .map_or_else(String::new, |form| form.0.clone()),
        footer: footer(graph),
        style,
        code_style,
        icon,
        scripts,
        logo: logo(site, plan),
        social_image: social_image(site, plan),
        generator: concat!("iho ", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

/// The address of a picture beside `site.yaml`, with its size.
fn picture(name: &FileName, plan: &Plan) -> Option<(String, PictureSize)> {
    let url = Url::file(&name.0.value);
    Some((name.0.value.clone(), plan.picture_at(&url)?))
}

fn logo(site: &Site, plan: &Plan) -> Option<Logo> {
    let identity = site.identity.known()?;
    let (path, size) = picture(identity.logo.known()?, plan)?;
    Some(Logo { path, alt: identity.logo_alt.known().cloned().unwrap_or_default(), size })
}

/// The address on the web of the picture for links; empty where there is none.
fn social_image(site: &Site, plan: &Plan) -> String {
    let name = site.identity.known().and_then(|identity| identity.social_image.known());
    let path = name.and_then(|name| Some(picture(name, plan)?.0));
    let address =
        path.zip(site.base_url.known()).map(|(path, base)| format!("{}/{path}", base.trimmed()));
    address.unwrap_or_default()
}

fn navigation(graph: &Graph, plan: &Plan) -> Vec<NavigationLink> {
    let items = graph.model.site.as_ref().map_or(&[][..], |(_, site)| site.navigation.items());
    let link = |item: &crate::model::site::NavigationItem| {
        let text = item.title.known()?.clone();
        if let Some(page) = item.page.known() {
            let id = if graph.model.pages.contains_key(page) {
                page.clone()
            } else {
                format!("{page}/index")
            };
            let (url, _) = plan.url_of_entity(&EntityId::new(EntityKind::Page, id));
            return Some(to_navigation(text, &url));
        }
        let written = item.url.known()?;
        if crate::model::prose::scheme(written).is_some() {
            let path = written.clone();
            return Some(NavigationLink { text, path, area: String::new(), is_external: true });
        }
        Some(to_navigation(text, &Url::home().join(written)?))
    };
    let written: Vec<_> = items.iter().filter_map(link).collect();
    if !written.is_empty() {
        return written;
    }
    let lists = [
        ("IHOs", "ihos"),
        ("Organisations", "organisations"),
        ("Services", "services"),
        ("Measures", "metrics"),
        ("Glossary", "glossary"),
    ];
    lists.map(|(text, path)| to_navigation(text.to_owned(), &Url::page(&[path]))).into()
}

fn to_navigation(text: String, url: &Url) -> NavigationLink {
    let area = url.as_str().split('/').nth(1).unwrap_or("").to_owned();
    NavigationLink { text, path: url.as_str()[1..].to_owned(), area, is_external: false }
}

fn footer(graph: &Graph) -> Vec<NavigationLink> {
    let lists = crate::page::site_lists(&graph.model).map(|(text, url, _)| (text, url));
    let has_releases = !graph.archive.ihos.is_empty();
    let proof = has_releases.then(|| ("How to check what we published", Url::page(&["verify"])));
    let has_notices = !graph.model.notices.is_empty();
    let notices = has_notices.then(|| ("Corrections and withdrawals", Url::page(&["notices"])));
    std::iter::once(("Accessibility statement", Url::page(&["accessibility"])))
        .chain(lists)
        .chain(notices)
        .chain(proof)
        .map(|(text, url)| to_navigation(text.to_owned(), &url))
        .collect()
}
