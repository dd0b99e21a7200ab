//! What the end-to-end suites share: the real binary, started and stopped, and those who call it.

pub mod client;
pub mod collector;
