//! Remnants: after an erasure the bytes are overwritten too, soon and without anybody asking for it.

use std::{sync::Arc, time::Duration};

use tokio::time;
use tracing::warn;

use crate::{
    clock::Clock,
    store::{
        Store,
        scrubbing::{Extent, Scrubbed},
    },
};

/// How often it is asked whether something was erased. Nothing of it is left within a minute.
const LOOK_EVERY: Duration = Duration::from_secs(45);

/// How long an erasure may take to be committed after its moment, by another clock, in seconds.
const LATE: i64 = 15;

/// How long before the start somebody may have stopped before its scrubbing, in seconds.
const UNFINISHED: i64 = 3600;

/// Scrubs after every erasure, whoever made it, for as long as the store is written.
pub async fn keep(store: Store, clock: Arc<dyn Clock>) {
    let mut looks = time::interval(LOOK_EVERY);
    let mut scrubbed_at = clock.now().as_second() - UNFINISHED;
    loop {
        looks.tick().await;
        if !store.is_writing() {
            // After an error of the disk nothing is written any more.
            return;
        }
        // A store that cannot be read is told of elsewhere.
        let Ok(Some(erased_at)) = store.last_erasure().await else { continue };
        if erased_at + LATE < scrubbed_at {
            continue;
        }
        let now = clock.now().as_second();
        match store.scrub(Extent::InPassing).await {
            Ok(Scrubbed::Clean | Scrubbed::Copies) => scrubbed_at = now,
            Ok(Scrubbed::InUse) => {}
            Err(cause) => warn!("what was erased is not overwritten yet; it is tried again: {cause}"),
        }
    }
}
