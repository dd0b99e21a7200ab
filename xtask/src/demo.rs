//! `cargo xtask demo`: from sources to a running shop, in one command.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::house::House;
use crate::steps::Steps;
use crate::{binary, child};

/// Where the demo listens and keeps its answers.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The collector's port; the shop has the next one. 0 takes free ones.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder where the answers are kept.
    #[arg(long, value_name = "DIR", default_value = ".demo")]
    data: PathBuf,
}

/// Builds everything and becomes `sondeo demo`.
pub(crate) fn run(house: &House, args: &Args) -> Result<()> {
    let mut steps = Steps::new(binary::STEPS + 1);
    let sondeo = binary::build(house, &mut steps)?;
    steps.announce("demo: Ctrl-C ends it");
    let mut sondeo = Command::new(sondeo);
    sondeo.arg("demo").arg("--port").arg(args.port.to_string()).arg("--data").arg(&args.data);
    become_program(sondeo)
}

/// Hands this process over, so that Ctrl-C and every other signal reach the program itself.
#[cfg(unix)]
fn become_program(mut program: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let cause = program.exec();
    Err(anyhow::Error::new(cause).context(format!("cannot start `{}`", child::line(&program))))
}

/// Waits for the program; Ctrl-C reaches it because it shares the console.
#[cfg(not(unix))]
fn become_program(mut program: Command) -> Result<()> {
    child::run(&mut program)
}
