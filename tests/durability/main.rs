//! kill -9 under load: nothing acknowledged is lost, nothing is counted twice.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

mod killing;

mod file;
mod ledger;
mod load;
