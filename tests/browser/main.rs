//! Customers and owners in real browsers, against the real binary.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

mod accessible;
mod asking;
mod bundled;
mod cancelling;
mod checking;
mod closing;
mod consent;
mod dropping;
mod hostile;
mod hosts;
mod keyboard;
mod leaving;
mod narrow;
mod outbox;
mod owner;
mod rating;
mod reasons;
mod returning;
mod scheme;
mod speaking;
mod speed;
mod trying;

mod browser;
mod customer;
mod packages;
mod display;
mod extent;
mod pages;
mod pairs;
mod protocol;
mod screen;
mod sheet;
mod shop;
mod states;
mod world;
