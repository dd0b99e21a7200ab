//! What the end-to-end suites share: the real binary, started and stopped, those who call it, and load with its ledger.

pub mod adding_up;
pub mod bad_input;
pub mod balancer;
pub mod client;
pub mod collector;
pub mod dashboard;
pub mod extent;
pub mod figures;
pub mod load;
pub mod page;
pub mod postgres;
pub mod proxy;
pub mod stored;
pub mod wait;
pub mod watchdog;
pub mod wire;
