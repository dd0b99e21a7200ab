//! The log: to stderr, so that stdout is the command's answer.

use std::{env, io, io::IsTerminal};

use tracing_subscriber::EnvFilter;

use super::error::CliError;

/// How lines of the log look.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging what `filter` lets through; without it what `RUST_LOG` does, then `level`.
///
/// Without a format it is text at a terminal and JSON elsewhere, where programs read it. Both escape control
/// characters, so that nobody writes lines of their own into the log.
pub(super) fn start(filter: Option<&str>, format: Option<Format>, level: &str) -> Result<(), CliError> {
    let fallback = env::var("RUST_LOG").ok();
    let chosen = filter.or(fallback.as_deref()).filter(|filter| !filter.is_empty()).unwrap_or(level);
    let is_terminal = io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::try_new(chosen)?).with_writer(io::stderr);
    match format.unwrap_or(if is_terminal { Format::Text } else { Format::Json }) {
        Format::Text => log.with_ansi(is_terminal).init(),
        Format::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}
