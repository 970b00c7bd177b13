//! The ledger of all publications, what stands for it, and a program that checks both.

use super::catalogue::base;
use super::file::{FileSpec, Named, Occurs};
use crate::archive::Checkpoint;
use crate::graph::Graph;

/// Every publication, one line each.
pub static LEDGER: FileSpec = Named("ledger.jsonl", "The ledger of all publications")
    .made(Occurs::Archive(|_| true), |_, graph, _| graph.archive.ledger.text().into_bytes());

/// What stands for the ledger, to be signed and kept.
pub static CHECKPOINT: FileSpec =
    Named("checkpoint", "The checkpoint of the ledger, to be signed and kept")
        .made(Occurs::Archive(|graph| checkpoint(graph).is_some()), |_, graph, _| {
            checkpoint(graph).map(|it| it.text().into_bytes()).unwrap_or_default()
        });

/// A short program in another language that checks what was published.
pub(super) static VERIFIER: FileSpec =
    Named("verify/verify.py", "A program that checks seals and ledger")
        .made(Occurs::Archive(|_| true), |_, _, _| include_bytes!("verify.py").to_vec());

/// What stands for the ledger; nothing while it is empty.
pub fn checkpoint(graph: &Graph) -> Option<Checkpoint> {
    Checkpoint::of(&graph.archive.ledger, &base(graph))
}
