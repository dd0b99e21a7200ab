//! Slow connections, floods and forged callers do no harm.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

mod crowding;
mod flooding;
mod heads;
mod limits;
mod lingering;
mod slowness;

mod line;
mod shop;
