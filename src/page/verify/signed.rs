//! Who signs the ledger: on the page that says how to check what was published.

use crate::data;
use crate::graph::history;
use crate::model::keys::SigningKey;
use crate::page::context::{PageContext, row};
use crate::page::url::Url;
use crate::page::view::{Link, Part, Value};
use crate::page::wording;

/// The checkpoint, the keys, and the command that checks a signature.
pub(in crate::page) fn parts(cx: &PageContext<'_>) -> Vec<Part> {
    let Some(checkpoint) = data::checkpoint(cx.graph) else { return Vec::new() };
    let link: Link = cx.link("checkpoint", &Url::file(&data::CHECKPOINT.path(&[])));
    let mut rows = vec![
        row("checkpoint", "The checkpoint", Value::Link { link }),
        row("origin", "Of the site", Value::Code { text: checkpoint.origin.clone() }),
    ];
    let keys = cx.graph.model.keys.as_ref().and_then(|(_, keys)| keys.keys.known());
    let keys: Vec<&SigningKey> = keys.into_iter().flat_map(|keys| keys.iter()).collect();
    for key in &keys {
        let (Some(id), Some(text)) = (key.id.known(), key.key.known()) else { continue };
        let from = key.from.known().map(|day| format!("from {}", wording::date(*day)));
        let until = key.until.known().map(|day| format!(" until {}", wording::date(*day)));
        let when = format!("{}{}", from.unwrap_or_default(), until.unwrap_or_default());
        let label = format!("Public key {when}");
        rows.push(row(
            &format!("key_{}", id.0.value),
            label.trim(),
            Value::Code { text: text.clone() },
        ));
    }
    let day = history::day(cx.graph, checkpoint.at);
    let good = keys.iter().find(|key| key.is_good_on(day)).and_then(|key| key.key.known());
    let words = match good {
        None => UNSIGNED.to_owned(),
        Some(key) => SIGNED.replace("THE-KEY", key),
    };
    vec![
        cx.prose("signed", "Check who stands for it", format!("{CHECKPOINT}\n\n{words}")),
        Part::facts("signed_facts", "The checkpoint now", rows),
    ]
}

const CHECKPOINT: &str = "The checkpoint is five lines that stand for the whole ledger: whose it is, how many lines it has, one number made \
    of all its lines (the root of a tree of hashes, RFC 6962), the checksum of its last line, and when that was published. It is short \
    enough to print, to send and to keep. With a ledger and a checkpoint that you kept, type:\n\n```sh\n\
    iho verify --ledger ledger.jsonl --checkpoint my-old-checkpoint\n```\n\nWithout `iho`, the checksum of the line with the number in \
    the second line of the checkpoint (here 12) must be the one in its fourth line:\n\n```sh\n\
    sed -n 12p ledger.jsonl | tr -d '\\n' | sha256sum\n```";

const UNSIGNED: &str = "Nobody signs the checkpoint of this site yet. Copies that others keep are what proves that history was not rewritten.";

const SIGNED: &str = "We sign the checkpoint with the ordinary program `minisign`; the private key is never on this site. Download `checkpoint` and \
    `checkpoint.minisig`, and type:\n\n```sh\nminisign -Vm checkpoint -P THE-KEY\n```\n\nCompare the key with one that you got another \
    way, such as from a printed report. If the signature is missing, nobody has signed the newest lines yet.";
