//! The command line: its words, and the help that teaches them.

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::house::House;
use crate::{bench, binary, demo, hosts, load, pictures, size, soak, suites, test, web};

/// Builds, shows and checks Sondeo.
///
/// Two commands are all that is needed: `demo` to see it, `test` to check it. Whatever this
/// machine lacks is installed first, pinned; the second run is quick.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds everything and starts a collector, a demo shop and the dashboard.
    ///
    /// Prints their addresses and runs until Ctrl-C. What is answered is kept in the data
    /// folder and is there at the next start; delete the folder to begin anew.
    Demo(demo::Args),
    /// Runs everything that CI runs, or the suites that are named.
    ///
    /// A suite that fails does not keep the others from running; the table at the end has
    /// every verdict. Suites share what they need: the web files and the binary are built once.
    #[command(after_help = suites::help())]
    Test(test::Args),
    /// Runs the faults of the suites `durability` and `browser` as long as the design promises, or those that are named.
    ///
    /// Kills by the hundred, power cuts by the thousand, tabs that are closed at once: nothing that was
    /// acknowledged may be lost, nothing counted twice. Ends with a table of the figures.
    #[command(after_help = soak::HELP)]
    Soak(soak::Args),
    /// Drives the release binary through the stages of load: capacity, steady, overload, bursts, slow connections.
    ///
    /// Says beside each figure whether its budget was met, and fails only where something that was
    /// acknowledged is lost, stored twice or without cause, or an answer was a status 500.
    #[command(after_help = load::HELP)]
    Load(load::Args),
    /// Builds the binary for a real site: `target/release/sondeo`, with everything in it.
    Build,
    /// Builds dist/web: loader, widget, dashboard and shop, as browsers are served them.
    ///
    /// Needs no system package but a C compiler. Nothing is rewritten unless its source changed.
    Web,
    /// Prints what a visitor loads, by part: raw, gzip and brotli, beside the budgets.
    ///
    /// docs/size.md keeps the table, so that growth shows in review; the suite `size` compares.
    Size(size::Args),
    /// Shows prompts on pages that were not written for them: templates, CSS frameworks, React, Vue.
    ///
    /// Light and dark, wide and narrow, in the corner and in the text. Fails where a prompt does not fit, moves the
    /// page or loses an answer; sheets of pictures in target/screenshots are for people to look at.
    Hosts,
    /// Takes the pictures of docs/getting-started.md anew, by the test that walks its steps.
    Pictures,
    /// Measures.
    #[command(subcommand)]
    Bench(bench::Bench),
}

impl Cli {
    /// Does what was asked for.
    pub(crate) fn run(self) -> Result<()> {
        let house = House::find()?;
        match self.command {
            Command::Demo(args) => demo::run(&house, &args),
            Command::Test(args) => test::run(&house, &args),
            Command::Soak(args) => soak::run(&house, &args),
            Command::Load(args) => load::run(&house, &args),
            Command::Build => binary::command(&house),
            Command::Web => web::command(&house),
            Command::Size(args) => size::command(&house, &args),
            Command::Hosts => hosts::run(&house),
            Command::Pictures => pictures::run(&house),
            Command::Bench(bench) => bench.run(&house),
        }
    }
}
