//! A theme as a value: the embedded default, overridden file by file by the site's own.

use std::collections::BTreeMap;

use super::identity;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::site::Site;
use crate::source::{Content, FileId, Sources};

/// The files of the default theme, which is part of the program.
const EMBEDDED: &[(&str, &str)] = &[
    ("templates/404.html", include_str!("../../themes/default/templates/404.html")),
    ("templates/base.html", include_str!("../../themes/default/templates/base.html")),
    ("templates/footer.html", include_str!("../../themes/default/templates/footer.html")),
    ("templates/header.html", include_str!("../../themes/default/templates/header.html")),
    ("templates/home.html", include_str!("../../themes/default/templates/home.html")),
    ("templates/page.html", include_str!("../../themes/default/templates/page.html")),
    ("templates/parts.html", include_str!("../../themes/default/templates/parts.html")),
    ("static/as-at.js", include_str!("../../themes/default/static/as-at.js")),
    ("static/look-up.js", include_str!("../../themes/default/static/look-up.js")),
    ("static/compare.js", include_str!("../../themes/default/static/compare.js")),
    ("static/contracts.js", include_str!("../../themes/default/static/contracts.js")),
    ("static/icon.svg", include_str!("../../themes/default/static/icon.svg")),
    ("static/site.css", include_str!("../../themes/default/static/site.css")),
];

/// Templates that had another name, by which a site's own theme may still have them, and their name now.
const RENAMED: &[(&str, &str)] =
    &[("imprint.html", "footer.html"), ("masthead.html", "header.html")];

/// The files of a theme by their path inside it.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Templates by name, such as `page.html`.
    pub templates: BTreeMap<String, ThemeFile>,
    /// Files that are published, such as `site.css`.
    pub statics: BTreeMap<String, ThemeFile>,
}

/// One file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Its text; nothing for a picture or the like, which is copied.
    pub text: Option<String>,
    /// Where it lies, if it is the site's own.
    pub file: Option<FileId>,
}

impl Theme {
    /// The theme that a site asks for, over the embedded one.
    pub fn read(sources: &Sources, site: Option<&Site>) -> (Self, Vec<Diagnostic>) {
        let mut theme = Self::embedded();
        let named = site.and_then(|site| site.theme.known()).map_or("default", String::as_str);
        let prefix = format!("themes/{named}/");
        let mut diagnostics = Vec::new();
        let mut is_there = named == "default";
        for (id, file) in sources.iter() {
            let Some(path) = file.path.as_str().strip_prefix(&prefix) else {
                continue;
            };
            is_there = true;
            let text = match &file.content {
                Content::Text(text) => Some(text.to_string()),
                Content::Asset { .. } => None,
                Content::Sealed(_) | Content::Unusable(_) | Content::Removed => continue,
            };
            if let Some(diagnostic) = theme.take(path, ThemeFile { text, file: Some(id) }) {
                diagnostics.push(diagnostic);
            }
        }
        if !is_there {
            diagnostics.push(unknown_theme(sources, site, named));
        }
        diagnostics.extend(site.into_iter().flat_map(|site| identity::check(site, &theme)));
        (theme, diagnostics)
    }

    /// The text of the style sheet.
    pub fn style(&self) -> &str {
        self.statics.get("site.css").and_then(|file| file.text.as_deref()).unwrap_or("")
    }

    fn embedded() -> Self {
        let mut theme = Self::default();
        for (path, text) in EMBEDDED {
            theme.take(path, ThemeFile { text: Some((*text).to_owned()), file: None });
        }
        theme
    }

    fn take(&mut self, path: &str, file: ThemeFile) -> Option<Diagnostic> {
        if let Some(name) = path.strip_prefix("templates/") {
            if file.text.is_none() || !name.ends_with(".html") {
                let message = format!("`{name}` is not a template: their names end in `.html`");
                return file.file.map(|id| {
                    Diagnostic::of_file(Code::ThemeFile, id, message)
                        .hint("move it into the folder `static` of the theme, or rename it")
                });
            }
            if let Some((old, new)) = RENAMED.iter().find(|(old, _)| *old == name) {
                let message = format!("the template `{old}` is called `{new}` now");
                let part = new.trim_end_matches(".html");
                return file.file.map(|id| {
                    Diagnostic::of_file(Code::ThemeFile, id, message).hint(format!(
                        "rename it; where `base.html` is your own, write `{{{{ {part} }}}}` in it"
                    ))
                });
            }
            self.templates.insert(name.to_owned(), file);
        } else if let Some(name) = path.strip_prefix("static/") {
            self.statics.insert(name.to_owned(), file);
        }
        None
    }
}

fn unknown_theme(sources: &Sources, site: Option<&Site>, named: &str) -> Diagnostic {
    let themes: std::collections::BTreeSet<&str> = sources
        .iter()
        .filter_map(|(_, file)| file.path.as_str().strip_prefix("themes/")?.split('/').next())
        .chain(["default"])
        .collect();
    let message = format!("there is no theme `{named}`");
    let span = site.and_then(|site| site.theme.span);
    let hint = did_you_mean(named, themes.iter().copied()).unwrap_or_else(|| {
        format!(
            "the themes are {}; leave the line out for the default",
            themes.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        )
    });
    match span {
        Some(span) => Diagnostic::at(Code::UnknownTheme, span, message).hint(hint),
        None => Diagnostic::of_site(Code::UnknownTheme, message).hint(hint),
    }
}
