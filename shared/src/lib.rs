//! What every part of Sondeo agrees on: scales, tallies, scores, the asking policy and the wire.
//!
//! Collector, widget and dashboard call this crate; nobody else computes a score or decides
//! whether to ask. It does no I/O, reads no clock and draws no randomness: whatever varies is
//! handed in.

pub mod scale;
pub mod tally;
pub mod theme;

pub mod change;
mod difference;
pub mod interval;
pub mod mean;
pub mod sample_size;
pub mod score;
mod student;

pub mod policy;
pub mod problem;
pub mod survey;
pub mod trigger;
pub mod wire;
