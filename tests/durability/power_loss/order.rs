//! Whether each 2xx came after the sync of its batch, and how many syncs there were.

use std::collections::HashMap;

use uuid::Uuid;

use super::trace::{Act, Event, File};

/// What a page in the log has before it; in that of a commit's last page is the size of the database.
const FRAME_HEAD: usize = 24;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    pub(super) told: usize,
    /// Told before a sync that began after the last write of their batch was done.
    pub(super) told_too_early: usize,
    pub(super) batches: usize,
    pub(super) checkpoints: usize,
    pub(super) syncs: usize,
}

/// Looks at a whole trace.
pub(super) fn of(events: &[Event]) -> Order {
    let syncs = |of: &'static [File]| {
        events.iter().filter(move |event| matches!(&event.act, Act::Sync(file) if of.contains(file)))
    };
    let writes: Vec<(&Event, &[u8])> = events
        .iter()
        .filter_map(|event| match &event.act {
            Act::Write { file: File::Log, bytes, .. } => Some((event, bytes.as_slice())),
            _ => None,
        })
        .collect();
    let commits: Vec<usize> = (0..writes.len()).filter(|at| is_commit(writes[*at].1)).collect();
    let mut order = Order {
        batches: commits.len(),
        checkpoints: syncs(&[File::Database]).count(),
        syncs: syncs(&[File::Database, File::Log, File::Folder]).count(),
        ..Order::default()
    };
    let first_writes = first_writes(events, &writes);
    for (told, id) in told(events) {
        order.told += 1;
        let synced = first_writes.get(&id).is_some_and(|first| {
            // The head of a page is written before the page.
            let commit = commits[commits.partition_point(|commit| commit + 1 < *first)];
            let last = writes[commit + 1].0;
            syncs(&[File::Log]).any(|sync| sync.begun > last.done && sync.done < told.begun)
        });
        order.told_too_early += usize::from(!synced);
    }
    order
}

/// Each 2xx about a response.
pub(super) fn told(events: &[Event]) -> impl Iterator<Item = (&Event, Uuid)> {
    events.iter().filter_map(|event| match event.act {
        Act::Told(id) => Some((event, id)),
        _ => None,
    })
}

/// For each id that customers were told of: which write to the log has it first.
fn first_writes(events: &[Event], writes: &[(&Event, &[u8])]) -> HashMap<Uuid, usize> {
    let mut first: HashMap<Uuid, Option<usize>> = told(events).map(|(_, id)| (id, None)).collect();
    // Ids begin with the time, so that all of them begin alike.
    let begin = first.keys().next().map(|id| id.as_bytes()[0]);
    for (at, (_, page)) in writes.iter().enumerate() {
        for window in page.windows(16).filter(|window| Some(window[0]) == begin) {
            let id = Uuid::from_slice(window).unwrap();
            if let Some(first @ None) = first.get_mut(&id) {
                *first = Some(at);
            }
        }
    }
    first.into_iter().filter_map(|(id, first)| Some((id, first?))).collect()
}

fn is_commit(head: &[u8]) -> bool {
    head.len() == FRAME_HEAD && head[4..8] != [0; 4]
}
