//! What is logged of failures that may come by the thousand, because they have one cause: one a second, with a count.

use std::time::{Duration, Instant};

/// How long nothing is said after a complaint.
const SILENCE: Duration = Duration::from_secs(1);

/// Failures of one kind.
#[derive(Debug, Default)]
pub struct Complaints {
    last: Option<Instant>,
    /// How many there were without a word since.
    kept_back: usize,
}

impl Complaints {
    /// Begins with none.
    pub const fn new() -> Self {
        Self { last: None, kept_back: 0 }
    }

    /// Returns how many were not spoken of since the last that was, if this one may be; a fatal one always is.
    pub fn may_say(&mut self, now: Instant, is_fatal: bool) -> Option<usize> {
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
