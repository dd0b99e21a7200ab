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
