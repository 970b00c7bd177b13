//! What each page and file is called on the web.

use std::fmt;

use crate::graph::EntityId;
use crate::model::reference::EntityKind;

/// An address inside the site: starts with `/`; a page's ends with `/`, a file's does not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Url(String);

impl Url {
    /// The start page.
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// The page under folders, such as `["ihos", "example-vale"]`.
    pub fn page(parts: &[&str]) -> Self {
        let mut url =
            String::with_capacity(1 + parts.iter().map(|part| part.len() + 1).sum::<usize>());
        url.push('/');
        for part in parts {
            url.push_str(part);
            url.push('/');
        }
        Self(url)
    }

    /// A file by its path.
    pub fn file(path: &str) -> Self {
        Self(format!("/{path}"))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What leads from this page to the top of the site: `../` as often as needed.
    pub fn root(&self) -> String {
        let depth = self.0.matches('/').count() - 1;
        if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
    }

    /// The file that holds the page.
    pub fn output_path(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if self.0.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// Resolves a relative or rooted address, without its query and fragment, from this page.
    pub fn join(&self, relative: &str) -> Option<Self> {
        let mut parts: Vec<&str> = if relative.starts_with('/') {
            Vec::new()
        } else {
            let folder = self.0.rsplit_once('/').map_or("", |(folder, _)| folder);
            folder.split('/').filter(|part| !part.is_empty()).collect()
        };
        let mut is_folder = relative.is_empty() && self.0.ends_with('/');
        for part in relative.split('/') {
            is_folder = matches!(part, "" | "." | "..");
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        let joined = parts.iter().fold(String::new(), |url, part| url + "/" + part);
        Some(Self(if is_folder || joined.is_empty() { joined + "/" } else { joined }))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The page of an entity, and the place on it; criteria need the framework that they belong to.
pub fn of_entity(
    key: &EntityId,
    framework: impl Fn(&str) -> Option<String>,
) -> (Url, Option<String>) {
    let id = key.id.as_str();
    match key.kind {
        EntityKind::Criterion => {
            let framework = framework(id).unwrap_or_else(|| id.to_owned());
            let own = id.rsplit('/').next().unwrap_or(id);
            (Url::page(&["criteria", &framework]), Some(format!("criterion_{own}")))
        }
        EntityKind::Term => (Url::page(&["glossary"]), Some(format!("term_{id}"))),
        EntityKind::Page => (of_page(id), None),
        EntityKind::Policy => (Url::page(&["policies"]), Some(format!("policy_{id}"))),
        EntityKind::Question => (Url::page(&["questions"]), Some(format!("question_{id}"))),
        kind => (Url::page(&[kind.folder(), id]), None),
    }
}

/// The address of a free page: `index` stands for its folder.
pub(super) fn of_page(id: &str) -> Url {
    let path = id.strip_suffix("index").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    let parts: Vec<&str> = path.unwrap_or(id).split('/').filter(|part| !part.is_empty()).collect();
    Url::page(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_know_their_files() {
        assert_eq!(Url::home().output_path(), "index.html");
        assert_eq!(of_page("about/index").as_str(), "/about/");
        assert_eq!(of_page("index").as_str(), "/");
        assert_eq!(of_page("about/reindex").as_str(), "/about/reindex/");
        assert_eq!(Url::page(&["a", "b"]).root(), "../../");
        assert_eq!(Url::file("404.html").root(), "./");
    }

    proptest! {
        /// From any page, its root and the rest of any address lead to that address.
        #[test]
        fn links_by_way_of_the_root_arrive(
            from in prop::collection::vec("[a-z]{1,4}", 0..5),
            to in prop::collection::vec("[a-z]{1,4}", 0..5),
        ) {
            let page = |parts: &[String]| Url::page(&parts.iter().map(String::as_str).collect::<Vec<_>>());
            let (from, to) = (page(&from), page(&to));
            let href = format!("{}{}", from.root(), &to.as_str()[1..]);
            prop_assert_eq!(from.join(&href), Some(to));
        }
    }
}
