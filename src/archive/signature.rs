//! Signatures of people over a checkpoint, made with `minisign`: they are checked here, and never made.

use minisign_verify::{Error, PublicKey, Signature};

/// Whether a signature over a text was made with a key, given as one line in base64 or as the file that `minisign` writes.
///
/// # Errors
/// In words, where it was not.
pub fn check_signature(key: &str, text: &[u8], signature: &str) -> Result<(), String> {
    let bare = key.trim().lines().next_back().unwrap_or_default().trim();
    let key = PublicKey::from_base64(bare).map_err(|_| {
        format!("`{bare}` is not a public key of `minisign`, which is 56 letters, such as `RWQ…`")
    })?;
    let signature = Signature::decode(&signature.replace("\r\n", "\n"))
        .map_err(|_| "it is not a signature as `minisign -S` writes it".to_owned())?;
    key.verify(text, &signature, true).map_err(|error| match error {
        Error::UnexpectedKeyId => "it was made with another key".to_owned(),
        _ => "it is of another text, or was changed".to_owned(),
    })
}
