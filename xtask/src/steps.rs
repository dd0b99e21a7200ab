//! Progress: numbered steps and how long each took, in plain lines that a log can hold.

use std::time::Instant;

use anyhow::Result;

/// A known number of steps, done one after the other.
#[derive(Debug)]
pub(crate) struct Steps {
    done: usize,
    total: usize,
}

impl Steps {
    /// Begins a run of `total` steps.
    pub(crate) const fn new(total: usize) -> Self {
        Self { done: 0, total }
    }

    /// Announces the next step.
    pub(crate) fn announce(&mut self, what: &str) {
        self.done += 1;
        eprintln!("[{}/{}] {what}", self.done, self.total);
    }

    /// Does the next step and says how long it took.
    pub(crate) fn run<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.announce(what);
        let started = Instant::now();
        let made = work()?;
        eprintln!("      {:.1} s", started.elapsed().as_secs_f64());
        Ok(made)
    }
}
