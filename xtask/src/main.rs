//! The two commands, `cargo xtask demo` and `cargo xtask test`, and what they are made of.
//!
//! Everything that a machine needs beside Rust itself is found or installed from here, pinned,
//! so that a fresh clone, a developer and CI do the same.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "xtask talks to a terminal")]

mod cli;

mod bench;
mod binary;
mod bundled;
mod demo;
mod hosts;
mod load;
mod pictures;
mod size;
mod soak;
mod suites;
mod test;

mod tools;
mod web;

mod child;
mod files;
mod house;
mod steps;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("\nerror: {cause:#}");
            ExitCode::FAILURE
        }
    }
}
