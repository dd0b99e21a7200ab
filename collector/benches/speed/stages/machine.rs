//! The machine: who runs on which core, and what its disk costs.

use std::{
    fs,
    io::Write,
    process::{self, Command},
    time::Instant,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// How often the disk is written to, to find out what that costs.
const SYNCS: u32 = 200;

/// Runs this process, and whatever it starts from now on, on one core.
pub(super) fn move_to_core(core: u32) -> Result<()> {
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", &core.to_string(), &process::id().to_string()]);
    let ran = taskset.output().context("taskset runs (Debian: util-linux)")?;
    anyhow::ensure!(ran.status.success(), "there is no core {core}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

/// What the figures are of: the machine, its disk, the versions.
pub(super) fn describe() -> Result<Value> {
    let first = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name).map(|it| it.trim_matches([' ', '\t', ':'])));
        line.unwrap_or_default().to_owned()
    };
    Ok(json!({
        "processor": first("/proc/cpuinfo", "model name"),
        "cores": std::thread::available_parallelism()?.get(),
        "memory": first("/proc/meminfo", "MemTotal"),
        "kernel": first("/proc/sys/kernel/osrelease", ""),
        "version": env!("CARGO_PKG_VERSION"),
        "sync_ms": sync_ms()?,
    }))
}

/// What one fdatasync of 8 KiB costs in the folder where the stores lie (M1), in milliseconds.
fn sync_ms() -> Result<f64> {
    let mut file = tempfile::tempfile()?;
    let began = Instant::now();
    for _ in 0..SYNCS {
        file.write_all(&[1; 8192])?;
        file.sync_data()?;
    }
    Ok((began.elapsed().as_secs_f64() * 1e3 / f64::from(SYNCS) * 100.0).round() / 100.0)
}
