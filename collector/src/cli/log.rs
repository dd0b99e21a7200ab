//! The log: to stderr, so that stdout is the command's answer.

use std::{env, io, io::IsTerminal};

use tracing_subscriber::EnvFilter;

use super::error::CliError;

/// Starts logging what `filter` lets through; without it what `RUST_LOG` does, then `level`.
pub(super) fn start(filter: Option<&str>, level: &str) -> Result<(), CliError> {
    let fallback = env::var("RUST_LOG").ok();
    let chosen = filter.or(fallback.as_deref()).filter(|filter| !filter.is_empty()).unwrap_or(level);
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(chosen)?)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    Ok(())
}
