//! Faults under load: nothing acknowledged is lost, nothing is counted twice, and no fault is a status 500.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

mod backing_up;
mod cutting;
mod damaged;
mod dying;
mod erasing;
mod failing;
mod full;
mod interrupting;
mod killing;
mod killing_erasures;
mod locked;
mod losing_replies;
mod power_loss;
mod restarting_postgres;
mod rolling;
mod scarcity;
mod silence;
mod slow;
mod starting_together;
mod stopping;

mod extent;
mod faulty;
mod line;
mod shop;

use tests::figures;
use tests::stored::{database, file};
