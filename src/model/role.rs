//! What a file is for, by where it lies.

use super::blueprint::SECTION_FILES;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::{FileId, SitePath};

/// The start of the paths of all files that are read together with one: a blueprint is read as a whole, any other
/// file by itself.
pub fn unit(path: &SitePath) -> &str {
    let path = path.as_str();
    let iho = path.strip_prefix("content/ihos/").and_then(|rest| rest.find('/'));
    iho.map_or(path, |end| &path[.."content/ihos/".len() + end + 1])
}

pub(super) const SITE_FILE: &str = "content/site.yaml";

/// What a file is for, by where it lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Role<'p> {
    Site,
    Organisation,
    Place,
    Service,
    Metric,
    Document,
    Framework,
    Glossary,
    Keys,
    Questions,
    CareModel,
    Policy,
    Page(&'p str),
    Section(&'p str, &'p str),
    Narrative(&'p str, &'p str),
    Table(&'p str),
    Release(&'p str),
    Observations(&'p str),
    Peers(&'p str),
    Boundary,
    Asset,
    Theme,
}

pub(super) fn role(path: &SitePath) -> Option<Role<'_>> {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let is_yaml = path.extension() == "yaml";
    Some(match parts[..] {
        ["content", "site.yaml"] => Role::Site,
        ["content", "glossary.yaml"] => Role::Glossary,
        ["content", "keys.yaml"] => Role::Keys,
        ["content", "questions.yaml"] => Role::Questions,
        ["content", "models", _] if path.extension() == "md" => Role::CareModel,
        ["content", "policies", _] if path.extension() == "md" => Role::Policy,
        ["content", "pages", ..] if path.extension() == "md" => {
            Role::Page(path.as_str().strip_prefix("content/pages/")?.strip_suffix(".md")?)
        }
        ["content", "organisations", _] if is_yaml => Role::Organisation,
        ["content", "places", _] if is_yaml => Role::Place,
        ["content", "services", _] if is_yaml => Role::Service,
        ["content", "metrics", _] if is_yaml => Role::Metric,
        ["content", "documents", _] if is_yaml => Role::Document,
        ["content", "criteria", _] if is_yaml => Role::Framework,
        ["content", "ihos", iho, "draft", _] if is_yaml && SECTION_FILES.contains(&path.stem()) => {
            Role::Section(iho, path.stem())
        }
        ["content", "ihos", iho, "draft", "release.yaml"] => Role::Release(iho),
        ["content", "ihos", iho, "draft", "narrative", _] if path.extension() == "md" => {
            Role::Narrative(iho, path.stem())
        }
        ["content", "ihos", iho, "draft", _] if path.extension() == "csv" => Role::Table(iho),
        ["content", "ihos", iho, "draft", "metrics", _] if path.extension() == "csv" => {
            Role::Observations(iho)
        }
        ["content", "metrics", name] if name.ends_with(PEERS) => {
            Role::Peers(name.strip_suffix(PEERS)?)
        }
        ["content", "ihos", _, "draft", _] | ["content", "places", _]
            if path.extension() == "geojson" =>
        {
            Role::Boundary
        }
        ["content", "ihos", _, "draft", "assets", ..]
        | ["content", "ihos", _, "draft", _]
        | ["content", "pages", ..]
        | ["content", "documents" | "places", _]
            if ASSET_EXTENSIONS.contains(&path.extension()) =>
        {
            Role::Asset
        }
        ["themes", _, "templates" | "static", ..]
        | ["themes", _, "theme.yaml" | "screenshot.png"] => Role::Theme,
        _ => return None,
    })
}

/// How the names of files of peers end.
pub(super) const PEERS: &str = ".peers.csv";

/// Whether a file is of a kind that is published as it is.
pub fn is_asset(path: &SitePath) -> bool {
    ASSET_EXTENSIONS.contains(&path.extension())
}

/// Files that are published as they are.
const ASSET_EXTENSIONS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "csv", "json", "geojson", "txt",
    "xlsx", "docx", "odt", "ods", "zip",
];

pub(super) fn unknown_place(id: FileId, path: &SitePath) -> Diagnostic {
    let diagnostic = Diagnostic::of_file(
        Code::UnknownPlace,
        id,
        format!("nothing reads a file called `{path}`"),
    );
    if path.extension() == "yml" {
        let fixed = format!("{}.yaml", path.as_str().trim_end_matches(".yml"));
        return diagnostic.hint(format!("rename it to `{fixed}`"));
    }
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let near_file = |typed: &str| {
        let near = did_you_mean(typed, SECTION_FILES.iter().copied())?;
        Some(format!("rename it to `{}.yaml`", near.split('`').nth(1)?))
    };
    let hint = match parts[..] {
        ["content", "ihos", iho, "draft", name] => near_file(name.trim_end_matches(".yaml"))
            .unwrap_or_else(|| {
            let files: Vec<_> = SECTION_FILES.iter().map(|name| format!("`{name}.yaml`")).collect();
            format!("the files of `content/ihos/{iho}/draft` are {}, and the folders `narrative` and `assets`", files.join(", "))
        }),
        ["content", "ihos", iho, name] => format!("move it to `content/ihos/{iho}/draft/{name}`"),
        ["content", "ihos", iho, ..] => {
            format!("what people edit lies in `content/ihos/{iho}/draft`")
        }
        ["content", folder, ..] => did_you_mean(folder, CONTENT_FOLDERS.iter().copied())
            .map(|near| near.replace("mean `", "mean the folder `"))
            .unwrap_or_else(|| {
                let all: Vec<_> = CONTENT_FOLDERS.iter().map(|name| format!("`{name}`")).collect();
                format!("`content` holds {}", all.join(", "))
            }),
        _ => "a theme holds `theme.yaml` and the folders `templates` and `static`".to_owned(),
    };
    diagnostic.hint(hint)
}

const CONTENT_FOLDERS: &[&str] = &[
    "site.yaml",
    "glossary.yaml",
    "questions.yaml",
    "keys.yaml",
    "pages",
    "organisations",
    "places",
    "services",
    "metrics",
    "documents",
    "criteria",
    "models",
    "policies",
    "ihos",
];
