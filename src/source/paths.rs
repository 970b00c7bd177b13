//! Where the files of a site lie: what spells the folders of `content` for all rooms.

/// The folder of all blueprints.
pub const IHOS: &str = "content/ihos/";

/// The settings of the site.
pub const SITE: &str = "content/site.yaml";

/// The glossary.
pub const GLOSSARY: &str = "content/glossary.yaml";

/// A file of the draft of an IHO; the folder where `file` is empty.
pub fn draft(iho: &str, file: &str) -> String {
    format!("{IHOS}{iho}/draft/{file}")
}

/// A file of the sealed releases of an IHO, by the version and what follows it; the folder where `file` is empty.
pub fn releases(iho: &str, file: &str) -> String {
    format!("{IHOS}{iho}/releases/{file}")
}

/// A notice about a release of an IHO; the folder where `name` is empty.
pub fn notices(iho: &str, name: &str) -> String {
    format!("{IHOS}{iho}/notices/{name}")
}

/// The IHO in whose folder a file lies, and what follows.
pub fn split_iho(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix(IHOS)?.split_once('/')
}
