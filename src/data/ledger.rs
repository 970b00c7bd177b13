//! The ledger of all publications, what stands for it, and a program that checks both.

use super::catalogue::base;
use super::file::{FileSpec, Occurs};
use crate::archive::Checkpoint;
use crate::graph::Graph;

/// Every publication, one line each.
pub static LEDGER: FileSpec = FileSpec {
    path: "ledger.jsonl",
    form: ("JSON Lines", "application/jsonl"),
    title: "The ledger of all publications",
    occurs: Occurs::Archive(|_| true),
    bytes: |_, graph, _| graph.archive.ledger.text().into_bytes(),
};

/// What stands for the ledger, to be signed and kept.
pub static CHECKPOINT: FileSpec = FileSpec {
    path: "checkpoint",
    form: ("Text", "text/plain"),
    title: "The checkpoint of the ledger, to be signed and kept",
    occurs: Occurs::Archive(|graph| checkpoint(graph).is_some()),
    bytes: |_, graph, _| checkpoint(graph).map(|it| it.text().into_bytes()).unwrap_or_default(),
};

/// A short program in another language that checks what was published.
pub(super) static VERIFIER: FileSpec = FileSpec {
    path: "verify/verify.py",
    form: ("Python", "text/x-python"),
    title: "A program that checks seals and ledger",
    occurs: Occurs::Archive(|_| true),
    bytes: |_, _, _| include_bytes!("verify.py").to_vec(),
};

/// What stands for the ledger; nothing while it is empty.
pub fn checkpoint(graph: &Graph) -> Option<Checkpoint> {
    Checkpoint::of(&graph.archive.ledger, &base(graph))
}
