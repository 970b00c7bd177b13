//! SHA-256, as ordinary tools compute it, and commitments made of it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The HMAC-SHA-256 of some bytes (RFC 2104): a checksum from which nobody can guess the bytes without the key.
pub(super) fn hmac_sha256(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What a manifest says of a file: bound to its path and text, and worthless for guessing the text without the salt.
///
/// `SHA-256("iho-commit-v1\n" + salt + "\n" + sha256 + "\n" + path + "\n")`, the salt 16 random bytes, all in hexadecimal.
pub fn commitment(salt: &str, sha256_of_file: &str, path: &str) -> String {
    hex(&sha256(format!("iho-commit-v1\n{salt}\n{sha256_of_file}\n{path}\n").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 2 of RFC 4231 has a key of 4 bytes, which HMAC fills with zeros.
    #[test]
    fn hmac_agrees_with_its_test_vector() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        assert_eq!(
            hex(&hmac_sha256(&key, b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    /// The first test vector of FIPS 180-4, and a commitment worked out with `printf … | sha256sum`.
    #[test]
    fn agrees_with_ordinary_tools() {
        let abc = hex(&sha256(b"abc"));
        assert_eq!(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let salt = "000102030405060708090a0b0c0d0e0f";
        assert_eq!(
            commitment(salt, &abc, "iho.yaml"),
            "112683dc6943fc82eaa4f9ef14bc2c9cc426636061e3bab982db0fdad3a132a8"
        );
    }
}
