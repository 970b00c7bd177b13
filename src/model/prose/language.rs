//! The languages of code samples.

/// The languages of code samples that are coloured.
pub const COLOURED_LANGUAGES: &[&str] =
    &["yaml", "markdown", "json", "bash", "html", "css", "javascript", "xml", "rust", "python"];

/// The languages of code samples that are shown plain on purpose.
pub const PLAIN_LANGUAGES: &[&str] = &["text", "csv", "console", "geojson"];

/// The language of a code sample by its name or its usual ending.
pub fn language_of(info: &str) -> &str {
    match info.split([' ', ',']).next().unwrap_or("") {
        "yml" => "yaml",
        "md" => "markdown",
        "js" => "javascript",
        "sh" | "shell" => "bash",
        "py" => "python",
        "rs" => "rust",
        other => other,
    }
}
