//! The time between being told to stop and stopping: whoever sends requests here is asked to send them elsewhere.
//!
//! A balancer looks every second or so whether a collector is ready. One that closed its port at once would be sent
//! requests until the balancer looks again; so it says that it is not ready, answers what still comes, and closes
//! each connection behind its answer.

use std::sync::atomic::Ordering;

use super::App;

impl App {
    /// Says from now on that the collector is about to stop; it goes on answering.
    pub fn will_stop(&self) {
        self.will_stop.store(true, Ordering::Relaxed);
        // What lasts ends: a live stream would keep the process until it is cut.
        self.stops.send_replace(true);
    }

    /// Says whether it is about to stop.
    pub(super) fn is_about_to_stop(&self) -> bool {
        self.will_stop.load(Ordering::Relaxed)
    }
}
