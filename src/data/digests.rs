//! Size and checksum of every file for programs, worked out once: pages, packages and the catalogue all tell them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::File;
use crate::archive::{hex, sha256};
use crate::graph::Graph;

/// The sizes and checksums of the files of one graph, as far as somebody has asked for them.
#[derive(Default, Debug)]
pub struct Digests {
    /// Only ever asked for one file.
    places: Arc<HashMap<File, usize>>,
    /// One for each place, once the first is asked for: a site of which nobody asks any is made at every save.
    known: OnceLock<Box<[OnceLock<Digest>]>>,
}

/// The size of a file in bytes, and its SHA-256.
pub type Digest = (usize, String);

impl Digests {
    /// Knows nothing yet.
    pub fn new(files: impl IntoIterator<Item = File>) -> Self {
        let places = files.into_iter().zip(0..).collect();
        Self::of(Arc::new(places))
    }

    /// The same files, of a graph that says something else.
    #[must_use]
    pub fn forgotten(&self) -> Self {
        Self::of(Arc::clone(&self.places))
    }

    fn of(places: Arc<HashMap<File, usize>>) -> Self {
        Self { places, known: OnceLock::new() }
    }

    fn known(&self) -> &[OnceLock<Digest>] {
        let empty = || std::iter::repeat_with(OnceLock::new).take(self.places.len()).collect();
        self.known.get_or_init(empty)
    }

    /// Makes a file, and notes its size and checksum.
    pub fn made(&self, graph: &Graph, file: &File) -> Vec<u8> {
        let bytes = file.bytes(graph, self);
        if let Some(place) = self.places.get(file) {
            self.known()[*place].get_or_init(|| digest(&bytes));
        }
        bytes
    }

    /// The size and the checksum of a file.
    pub fn of_file(&self, graph: &Graph, file: &File) -> Digest {
        let work_out = || digest(&file.bytes(graph, self));
        match self.places.get(file) {
            Some(place) => self.known()[*place].get_or_init(work_out).clone(),
            None => work_out(),
        }
    }
}

fn digest(bytes: &[u8]) -> Digest {
    (bytes.len(), hex(&sha256(bytes)))
}
