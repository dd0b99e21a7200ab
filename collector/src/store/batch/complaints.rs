//! What is said of batches that were not written: once a second at most, since one cause may meet thousands.

use std::time::{Duration, Instant};

use tracing::error;

use crate::store::StoreError;

/// How long a writer is silent after it has complained.
const SILENCE: Duration = Duration::from_secs(1);

/// The complaints of one writer.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    last: Option<Instant>,
    /// How many batches failed without a word since.
    kept_back: usize,
}

impl Complaints {
    /// Logs that a batch was not written, or counts it.
    pub(super) fn note(&mut self, size: usize, cause: &StoreError, now: Instant) {
        if let Some(others) = self.may_say(now, cause.is_fatal()) {
            error!(batch.size = size, batch.others = others, "a batch was not written: {cause}");
        }
    }

    /// Returns how many were not spoken of since the last that was, if this one may be; the last of all always is.
    fn may_say(&mut self, now: Instant, is_fatal: bool) -> Option<usize> {
        if !is_fatal && self.last.is_some_and(|last| now.duration_since(last) < SILENCE) {
            self.kept_back += 1;
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.kept_back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_the_others_are_counted() {
        let (mut complaints, start) = (Complaints::default(), Instant::now());
        for (ms, is_fatal, told) in [
            (0, false, Some(0)),
            (1, false, None),
            (999, false, None),
            (1_000, false, Some(2)),
            (1_001, false, None),
            (5_000, false, Some(1)),
            (5_001, true, Some(0)),
        ] {
            assert_eq!(complaints.may_say(start + Duration::from_millis(ms), is_fatal), told, "after {ms} ms");
        }
    }
}
