//! The one way to learn what time it is.

use std::fmt;

use jiff::Timestamp;

/// Tells the time. Handed in, so that tests choose it.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns this moment.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Spells a moment, Unix seconds, as it is told: in UTC, to the second.
pub fn moment(second: i64) -> String {
    Timestamp::from_second(second).map_or_else(|_| second.to_string(), |moment| moment.to_string())
}
