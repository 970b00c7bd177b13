//! `.iho-private`: what a site knows of what was removed from it by law. It is never read as content, published or sealed.
#![expect(clippy::disallowed_methods, reason = "this is where reading and writing happens")]

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::seal::replace_whole;
use crate::archive::RemovedTexts;
use crate::failure::Failure;

/// The name of the file, beside `content`.
pub const PRIVATE: &str = ".iho-private";

/// What is known of what was removed from a site; nothing where nothing was written down yet.
///
/// # Errors
/// Where the file is there, and can't be read or is damaged: then nobody can tell what must not come back.
pub fn removed_texts(root: &Path) -> Result<Option<RemovedTexts>, Failure> {
    let path = root.join(PRIVATE);
    match fs::read_to_string(&path) {
        Ok(text) => RemovedTexts::parse(&text).map(Some).ok_or_else(|| {
            Failure::new(format!("`{}` is damaged", path.display())).hint(
                "put it back as it was, from a copy or from version control: by it iho notices when something that was \
                 removed by law is about to be published again",
            )
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("read", &path, &error)),
    }
}

/// Writes down what is known of what was removed. Only the person who runs this may read it, where the system can see to that.
///
/// # Errors
/// Where the disk refuses; then it is as it was.
pub fn keep_removed_texts(root: &Path, removed: &RemovedTexts) -> Result<(), Failure> {
    let path = root.join(PRIVATE);
    replace_whole(&path, &removed.text())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let failed = |error| Failure::io("write", &path, &error);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(())
}
