//! The commands for people who write: `iho schema`.
#![expect(clippy::print_stderr, reason = "the shell speaks to the terminal")]

use super::args::SchemaArgs;
use super::{FINE, print, wrong};
use crate::author::json_schema;
use crate::diag::did_you_mean;
use crate::disk;
use crate::failure::Failure;
use crate::model::schema::FileKind;
use crate::model::{FILE_KINDS, file_kind};

/// Prints the schema of a kind, lists the kinds, or writes all schemas into a folder.
pub(super) fn schema(typed: &SchemaArgs) -> Result<u8, Failure> {
    if let Some(folder) = &typed.output {
        let files = json_schema::folder().into_iter();
        let files: Vec<_> = files.map(|(name, text)| (folder.join(name), text)).collect();
        disk::replace(&files)?;
        let readme = folder.join("README.md");
        print(&format!(
            "{} schemas in {}. How to use them stands in {}.\n",
            FILE_KINDS.len(),
            folder.display(),
            readme.display()
        ));
        return Ok(FINE);
    }
    let Some(name) = &typed.kind else {
        let width = FILE_KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
        let line = |kind: &FileKind| format!("{:width$}  {}\n", kind.name, kind.files);
        print(&FILE_KINDS.iter().map(line).collect::<String>());
        eprintln!("\nTo see one, type for example `iho schema organisation`.");
        return Ok(FINE);
    };
    let Some(kind) = file_kind(name) else {
        let failure = Failure::new(format!("there is no kind of file called `{name}`"));
        let names = FILE_KINDS.iter().map(|kind| kind.name);
        let hint = did_you_mean(name, names)
            .unwrap_or_else(|| "type `iho schema` for the list of kinds".to_owned());
        return Ok(wrong(&failure.hint(hint)));
    };
    print(&json_schema::text(kind));
    Ok(FINE)
}
