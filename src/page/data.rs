//! Every file for programs, with its form, size and checksum: of one IHO, and of the site.

use super::blueprint;
use super::context::{PageContext, text};
use super::kinds::{PageKind, has_ihos, has_or_had_ihos};
use super::url::Url;
use super::view::{Column, Group as Links, Link, Part, Row, Value, View};
use super::wording::n_of;
use crate::data::{
    self, ALL_FIGURES, BLUEPRINT, CHART, COLUMN_METADATA, FIGURES, FOOTPRINT, File, FileSpec,
    PageSubject, SUMMARY,
};
use crate::graph::EntityId;
use crate::graph::history::measures_of;
use crate::model::figures;
use crate::model::reference::EntityKind;

/// The last part of the address of the list.
pub(super) const DATA: &str = "data";

/// How a reader can see that a file came whole.
const HOW_TO_CHECK: &str = "Two files with the same checksum are identical. To calculate the checksum of \
    a file, type `sha256sum` and the name of the file, or on Windows `certutil -hashfile`, the name, and `SHA256`.";

/// A group of files: its id, its heading, and what belongs to it.
type Group = (&'static str, &'static str, fn(&File) -> bool);

/// The groups in which the files of an IHO are listed.
const GROUPS: [Group; 4] = [
    ("whole", "Everything at once", |file| {
        ![&FIGURES, &CHART, &COLUMN_METADATA].into_iter().any(|spec| file.is(spec))
    }),
    ("figures", "Figures of each measure", |file| file.is(&FIGURES)),
    ("charts", "Chart of each measure", |file| file.is(&CHART)),
    ("columns", "What the columns mean", |file| file.is(&COLUMN_METADATA)),
];

/// The files of one IHO.
pub(super) static IHO_FILES: PageKind = PageKind {
    pages: |kind, graph| kind.each_iho(graph, |_| true),
    subject: |page| Some(PageSubject::DataOf(&page.iho)),
    ..PageKind::new("iho-data", |page| url_of_iho(&page.iho), files_of_iho)
};

fn files_of_iho(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let it = &cx.graph.model.blueprints[id];
    let title = "Data";
    let mut head = blueprint::blueprint_head(cx, DATA, it, title);
    head.description = format!("Files to download about {}, with their checksums.", it.name());
    let files = data::of_blueprint(cx.graph, it);
    let identity = it.identity();
    let version = identity.and_then(|iho| iho.blueprint_version.known());
    let version = version.map_or_else(String::new, |version| format!(" (version {version})"));
    let lead = format!(
        "You can download everything on these pages{version} as data, in {}.{}",
        n_of(files.len(), "file", "files"),
        licence(cx)
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    body.extend(which_to_take(cx, &files));
    for (id, heading, is_of_group) in GROUPS {
        let group: Vec<&File> = files.iter().filter(|file| is_of_group(file)).collect();
        if !group.is_empty() {
            body.push(table(cx, (id, heading), &group));
        }
    }
    body.extend(vintages(cx, id));
    body.push(checksums(cx, &files.iter().collect::<Vec<_>>()));
    body.push(how_to_check(cx));
    cx.finish(head, body)
}

/// Figures as each release published them.
fn vintages(cx: &PageContext<'_>, id: &str) -> Option<Part> {
    let measures = measures_of(cx.graph, id);
    if measures.is_empty() || cx.plan.has_no_history() {
        return None;
    }
    let links = measures.iter().map(|metric| {
        let name = cx.graph.name(&EntityId::new(EntityKind::Metric, metric.as_str())).to_owned();
        cx.link(name, &Url::file(&data::revisions_path(id, metric)))
    });
    let all = cx.link("Every field that changed (JSON)", &Url::file(&data::history_path(id)));
    let groups = vec![
        Links { label: "Figures of each measure (CSV)".to_owned(), links: links.collect() },
        Links { label: "The blueprint".to_owned(), links: vec![all] },
    ];
    Some(Part::Links {
        id: "files_vintages".to_owned(),
        heading: "Figures as each release published them".to_owned(),
        intro:
            "Every figure and value that has been published, with the releases that published it."
                .to_owned(),
        groups,
    })
}

/// The files of the site, and the way to those of each IHO.
pub(super) static SITE_FILES: PageKind = PageKind {
    title: "Data",
    listed: Some(("Data", "files to download", has_ihos)),
    pages: |kind, graph| kind.once(has_or_had_ihos(graph)),
    subject: |_| Some(PageSubject::Data),
    ..PageKind::new("data", |_| Url::page(&[DATA]), files_of_site)
};

fn files_of_site(cx: &PageContext<'_>) -> View {
    let model = &cx.graph.model;
    let mut head = cx.head(DATA, "Data");
    head.description = "Files to download from this site, with their checksums.".to_owned();
    let lead = format!(
        "You can download everything on this site as data. Choose an IHO to see its files, \
         or take a file about the whole site.{}",
        licence(cx)
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    let rows = model.blueprints.values().map(|it| {
        let files = data::of_blueprint(cx.graph, it);
        let n_tables = files.iter().filter(|file| file.is(&FIGURES)).count();
        let whole = BLUEPRINT.file([&it.id]);
        let version = it.identity().and_then(|iho| iho.blueprint_version.known());
        vec![
            Value::Link { link: cx.link(it.name(), &url_of_iho(&it.id)) },
            text(version.map_or("Not published", String::as_str)),
            Value::Link { link: cx.link(whole.format(), &Url::file(&whole.path())) },
            Value::Number { text: figures::count(n_tables as u64) },
            Value::Number { text: figures::count(files.len() as u64) },
        ]
    });
    let columns = [
        ("IHO", false),
        ("Version", false),
        ("Whole blueprint", false),
        ("Measures with figures", true),
        ("Files", true),
    ];
    if !cx.graph.model.blueprints.is_empty() {
        body.push(Part::table(
            "table_ihos",
            "Files about each IHO",
            heads(&columns),
            rows.collect(),
        ));
    }
    let of_site: Vec<File> = data::of_site(cx.graph);
    if !of_site.is_empty() {
        let files: Vec<&File> = of_site.iter().collect();
        body.push(table(cx, ("site", "Files about the whole site"), &files));
        body.push(checksums(cx, &files));
    }
    body.push(how_to_check(cx));
    cx.finish(head, body)
}

/// The address of the files of an IHO.
pub(super) fn url_of_iho(id: &str) -> Url {
    Url::page(&["ihos", id, DATA])
}

fn heads(columns: &[(&str, bool)]) -> Vec<Column> {
    let column = |(label, is_numeric): &(&str, bool)| Column::new(*label, *is_numeric);
    columns.iter().map(column).collect()
}

fn table(cx: &PageContext<'_>, (id, heading): (&str, &str), files: &[&File]) -> Part {
    let rows = files.iter().map(|file| {
        let (bytes, _) = cx.digests.of_file(cx.graph, file);
        let link = cx.link(file.title(cx.graph), &Url::file(&file.path()));
        vec![Value::Link { link }, text(file.format()), Value::Number { text: size(bytes) }]
    });
    Part::table(
        format!("files_{id}"),
        heading,
        heads(&[("File", false), ("Format", false), ("Size", true)]),
        rows.collect(),
    )
}

/// For each of the most common wishes, the file to take.
fn which_to_take(cx: &PageContext<'_>, files: &[File]) -> Option<Part> {
    let wishes: [(&str, &FileSpec); 6] = [
        ("everything about the contract in one file", &BLUEPRINT),
        ("all figures in a spreadsheet", &ALL_FIGURES),
        ("to compare contracts", &SUMMARY),
        ("the budget in a spreadsheet", &data::BUDGET),
        ("the partners in a spreadsheet", &data::PARTNERS),
        ("the area on a map", &FOOTPRINT),
    ];
    let rows = wishes.into_iter().filter_map(|(wish, spec)| {
        let file = files.iter().find(|file| file.is(spec))?;
        let link = cx.link(file.title(cx.graph), &Url::file(&file.path()));
        let note = format!("({})", file.format());
        let link = Link { note, ..link };
        Some(Row::unaddressed(format!("If you want {wish}"), Value::Link { link }))
    });
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then(|| Part::facts("which_to_take", "Which file to take", rows))
}

/// The checksum of each file, for those who check what they have downloaded.
fn checksums(cx: &PageContext<'_>, files: &[&File]) -> Part {
    let rows = files.iter().map(|file| {
        let (_, sha256) = cx.digests.of_file(cx.graph, file);
        vec![text(file.title(cx.graph)), text(file.format()), Value::Code { text: sha256 }]
    });
    Part::Folded {
        id: "checksums".to_owned(),
        summary: "Checksums (SHA-256)".to_owned(),
        columns: heads(&[("File", false), ("Format", false), ("SHA-256", false)]),
        rows: rows.collect(),
    }
}

/// "846 bytes", "12.3 kB", "1.4 MB".
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// " You may use it under the Open Government Licence v3.0."
fn licence(cx: &PageContext<'_>) -> String {
    let site = cx.graph.model.site.as_ref().map(|(_, site)| site);
    let licence = site.and_then(|site| site.licence.known());
    let Some(name) = licence.and_then(|licence| licence.name.known()) else { return String::new() };
    match licence.and_then(|licence| licence.url.known()) {
        Some(url) => format!(" You may use it under the [{name}]({}).", url.0),
        None => format!(" You may use it under the {name}."),
    }
}

fn how_to_check(cx: &PageContext<'_>) -> Part {
    cx.prose("how_to_check", "How to check a file", HOW_TO_CHECK)
}
