//! Customers and owners in real Chromium, against the real binary.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

mod asking;
mod leaving;
mod owner;
mod rating;

mod chromium;
mod customer;
mod shop;
mod world;
