//! What a release cites, by the names of now: its tree says where they are others than those of its time.

use std::collections::BTreeMap;

use serde_json::json;

use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::page::CurrentName;

/// The name of now of something, and since when it holds.
pub(super) type NameNow = (String, Option<Date>);

/// What a release, of which `graph` is made, calls otherwise than the site around it.
pub(super) fn changed(now: &BTreeMap<EntityId, NameNow>, graph: &Graph) -> Vec<CurrentName> {
    let kinds = [EntityKind::Iho].into_iter().chain(EntityKind::shared_files());
    let all = kinds.flat_map(|kind| graph.of_kind(kind));
    all.filter_map(|(key, entity)| {
        let (now, since) = now.get(key)?.clone();
        let then = entity.name.clone();
        (now != then).then(|| CurrentName { key: key.clone(), then, now, since })
    })
    .collect()
}

/// The name of now, and since when it holds.
pub(super) fn name_now(graph: &Graph, renames: &Renames, key: &EntityId) -> Option<NameNow> {
    let id = renames.now(key.kind, &key.id).unwrap_or(&key.id);
    let entity = graph.entity(&EntityId::new(key.kind, id))?;
    let body = graph.model.organisations.get(id).filter(|_| key.kind == EntityKind::Organisation);
    let names = body.map_or(&[][..], |(_, it)| it.names.items());
    let current = names.iter().find(|it| it.name.known() == Some(&entity.name));
    Some((entity.name.clone(), current.and_then(|it| it.from.known().copied())))
}

/// The same for programs; nothing where no name has changed.
pub(super) fn json(changed: &[CurrentName]) -> Option<Vec<u8>> {
    let names: Vec<_> = changed
        .iter()
        .map(|it| {
            json!({
                "kind": it.key.kind.id(),
                "id": it.key.id,
                "name": it.then,
                "current_name": it.now,
                "since": it.since.map(|day| day.to_string()),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&json!({ "names": names })).ok()?;
    (!names.is_empty()).then(|| (text + "\n").into_bytes())
}
