//! The command line `sondeo`.

mod cli;

use std::process::ExitCode;

use clap::Parser;

use self::cli::Cli;

#[tokio::main]
#[expect(clippy::print_stderr, reason = "this is where people at a terminal are told what went wrong")]
async fn main() -> ExitCode {
    #[cfg(feature = "faults")]
    let _points = fail::FailScenario::setup();
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("error: {cause}");
            cause.exit_code()
        }
    }
}
