//! What the end-to-end suites share: the real binary, started and stopped.

pub mod collector;
