//! What a file is for, by where it lies.

use super::blueprint::SECTION_FILES;
use super::registry::FILE_KINDS;
use super::schema::FileKind;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::paths::IHOS;
use crate::source::{FileId, SitePath};

/// The start of the paths of all files that are read together with one: a blueprint is read as a whole, any other
/// file by itself.
pub fn unit(path: &SitePath) -> &str {
    let path = path.as_str();
    let iho = path.strip_prefix(IHOS).and_then(|rest| rest.find('/'));
    iho.map_or(path, |end| &path[..IHOS.len() + end + 1])
}

/// What a file is for, by where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role<'p> {
    /// A file in which people state facts, and the ids in its path.
    Records(&'static FileKind, [&'p str; 2]),
    Table(&'p str),
    ReleaseNote(&'p str),
    Observations(&'p str),
    Peers(&'p str),
    Boundary,
    Asset,
    Theme,
}

impl Role<'_> {
    /// Whether what such a file says stands in a blueprint under its name, and nowhere else.
    pub(super) fn is_part(self) -> bool {
        match self {
            Self::Records(kind, _) => kind.files.starts_with(IHOS),
            Self::ReleaseNote(_) | Self::Observations(_) => true,
            Self::Table(_) | Self::Peers(_) | Self::Boundary | Self::Asset | Self::Theme => false,
        }
    }
}

pub(super) fn role(path: &SitePath) -> Option<Role<'_>> {
    let records = |kind: &'static FileKind| Some(Role::Records(kind, kind.ids(path.as_str())?));
    if let Some(role) = FILE_KINDS.iter().find_map(records) {
        return Some(role);
    }
    let parts: Vec<&str> = path.as_str().split('/').collect();
    Some(match parts[..] {
        ["content", "ihos", iho, "draft", "release.yaml"] => Role::ReleaseNote(iho),
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
            if is_asset(path) =>
        {
            Role::Asset
        }
        // The logo of the site, and its picture for links.
        ["content", _] if PICTURE_EXTENSIONS.contains(&path.extension()) => Role::Asset,
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

/// Files that browsers show as pictures.
const PICTURE_EXTENSIONS: [&str; 7] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// Files that are published as they are.
const ASSET_EXTENSIONS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "csv", "json", "geojson", "txt",
    "xlsx", "docx", "odt", "ods", "zip",
];

pub(super) fn unknown_place(id: FileId, path: &SitePath) -> Diagnostic {
    let diagnostic =
        Diagnostic::of_file(Code::UnknownPlace, id, format!("a file called `{path}` is not used"));
    if path.extension() == "yml" {
        let fixed = format!("{}.yaml", path.as_str().trim_end_matches(".yml"));
        return diagnostic.hint(format!("rename it to `{fixed}`"));
    }
    if let Some(hint) = wrong_form(path) {
        return diagnostic.hint(hint);
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
            format!("the files to edit are in `content/ihos/{iho}/draft`")
        }
        ["content", folder, ..] => did_you_mean(folder, content_folders())
            .map(|near| near.replace("mean `", "mean the folder `"))
            .unwrap_or_else(|| {
                let all: Vec<_> = content_folders().iter().map(|name| format!("`{name}`")).collect();
                format!("`content` holds {}", all.join(", "))
            }),
        _ => "a theme consists of `theme.yaml` and the folders `templates` and `static`".to_owned(),
    };
    diagnostic.hint(hint)
}

/// Files that no folder takes, by their endings, and what to do with them.
const OTHER_FORMS: [(&[&str], &str); 3] = [
    (
        &["mp4", "m4v", "mov", "avi", "webm", "mp3", "m4a", "wav", "ogg"],
        "video and sound cannot be part of the site: publish them where your organisation does, link to them from a page, and remove this file",
    ),
    (
        &["heic", "heif", "tif", "tiff", "bmp", "psd", "svgz"],
        "save the picture as PNG, JPEG or SVG, and remove this file",
    ),
    (
        &["doc", "docm", "xls", "xlsm", "ppt", "pptx", "rtf", "pages", "numbers", "key", "odp"],
        "save it as PDF, or as `.docx`, `.xlsx`, `.odt` or `.ods`, and remove this file",
    ),
];

/// What to do with a file that lies in the right folder and has an ending that is not used there.
fn wrong_form(path: &SitePath) -> Option<String> {
    let (folder, name) = path.as_str().strip_prefix("content/")?.split_once('/')?;
    let end = path.extension().trim().to_lowercase();
    let stem = path.as_str().strip_suffix(path.extension())?.trim_end_matches('.');
    let has_role = |path: &String| SitePath::new(path).is_some_and(|path| role(&path).is_some());
    if let Some(lower) = Some(format!("{stem}.{end}")).filter(has_role) {
        return Some(format!("rename it to `{lower}`"));
    }
    if let Some((_, hint)) = OTHER_FORMS.iter().find(|(ends, _)| ends.contains(&&*end)) {
        return Some((*hint).to_owned());
    }
    let kind = FILE_KINDS.iter().find(|kind| kind.folder() == folder && folder != "ihos")?;
    if name.contains('/') && !kind.files.contains("**") {
        let name = path.file_name();
        return Some(format!(
            "`content/{folder}` has no folders inside: move it to `content/{folder}/{name}`"
        ));
    }
    let is_text = ["markdown", "mdown", "mkd", "mdx", "md", ""].contains(&&*end);
    Some(match (kind.is_markdown(), &*end) {
        (true, _) if is_text => format!("rename it to `{stem}.md`"),
        (true, "html" | "htm" | "xhtml") => {
            format!(
                "HTML is not published: write its text as markdown, in `{stem}.md`, and remove this file"
            )
        }
        (true, _) if folder == "pages" => format!(
            "remove it, or save it in another form: `content/pages` is for pages, which end in `.md`, and for files that they link to, which end in `.{}`",
            ASSET_EXTENSIONS.join("`, `.")
        ),
        (true, _) => format!(
            "remove it, or move it to `content/pages`: the files of `content/{folder}` end in `.md`"
        ),
        (false, "yml") => format!("rename it to `{stem}.yaml`"),
        (false, _) if ASSET_EXTENSIONS.contains(&&*end) => format!(
            "the files of `content/{folder}` end in `.yaml`: write what it says as fields, in `{stem}.yaml`, or move it to `content/pages`"
        ),
        (false, _) => format!(
            "the files of `content/{folder}` end in `.yaml`: write what it says as fields, in `{stem}.yaml`, and remove this file"
        ),
    })
}

/// What lies in `content`: single files, then folders, that of the blueprints last.
fn content_folders() -> Vec<&'static str> {
    let mut names: Vec<&str> = FILE_KINDS.iter().map(FileKind::folder).collect();
    names.sort_by_key(|name| (!name.ends_with(".yaml"), *name == "ihos"));
    names.dedup();
    names
}
