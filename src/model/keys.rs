//! `keys.yaml`: the public keys with which people sign the checkpoint of the ledger.

use super::list::List;
use super::scalar::{Date, Slug};

record! {
    /// The public keys with which people sign the checkpoint of the ledger.
    pub struct Keys called "the keys" {
        /// Every key that was ever in use.
        keys: List<SigningKey> = Required "Keys";
    }
}

record! {
    /// A public key, and when it is good. The private key never lies here.
    pub struct SigningKey called "a key" {
        /// The id.
        id: Slug = Identity "Id";
        /// The key, as `minisign -G` prints it: 56 letters.
        key: String = Required "Public key";
        /// The first day on which it signs.
        from: Date = Required "Valid from";
        /// The last day on which it signs.
        until: Date = Optional "Valid until";
    }
}

impl Keys {
    /// The keys that sign on a day.
    pub fn good_on(&self, day: Date) -> impl Iterator<Item = &SigningKey> {
        let keys = self.keys.known().into_iter().flat_map(|keys| keys.iter());
        keys.filter(move |key| key.is_good_on(day))
    }
}

impl SigningKey {
    /// Whether it signs on a day.
    pub fn is_good_on(&self, day: Date) -> bool {
        self.from.known().is_some_and(|from| *from <= day)
            && self.until.known().is_none_or(|until| day <= *until)
    }
}
