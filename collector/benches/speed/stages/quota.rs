//! A share of a processor: so that capacity is small enough for one core to offer ten times as much.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};

/// How often the share is given anew, in microseconds.
const PERIOD_US: u32 = 10_000;

/// A control group of its own, gone when it is dropped. What is in it then has ended before.
#[derive(Debug)]
pub(super) struct Quota {
    group: PathBuf,
}

impl Quota {
    /// Makes a group that gets `quota_us` of every 10,000 microseconds; needs root.
    pub(super) fn new(quota_us: u32) -> Result<Self> {
        let name = format!("sondeo-load-{}", process::id());
        let (old, new) = (Path::new("/sys/fs/cgroup/cpu"), Path::new("/sys/fs/cgroup"));
        let group = if old.join("cpu.cfs_quota_us").exists() { old.join(name) } else { new.join(name) };
        fs::create_dir(&group).with_context(|| format!("cannot make the control group {}", group.display()))?;
        let quota = Self { group };
        if old.join("cpu.cfs_quota_us").exists() {
            quota.set("cpu.cfs_period_us", &PERIOD_US.to_string())?;
            quota.set("cpu.cfs_quota_us", &quota_us.to_string())?;
        } else {
            quota.set("cpu.max", &format!("{quota_us} {PERIOD_US}"))?;
        }
        Ok(quota)
    }

    /// Puts this very process into it, so that what it starts is born there.
    pub(super) fn enter(&self) -> Result<()> {
        self.set("cgroup.procs", &process::id().to_string())
    }

    /// Puts this process back where it has all of a processor.
    pub(super) fn leave(&self) -> Result<()> {
        let above = self.group.parent().context("a group lies in another")?;
        fs::write(above.join("cgroup.procs"), process::id().to_string()).context("cannot leave the control group")
    }

    fn set(&self, name: &str, to: &str) -> Result<()> {
        fs::write(self.group.join(name), to).with_context(|| format!("cannot write {name}"))
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // Where something is still ending in it, it stays behind, empty.
        let _ = fs::remove_dir(&self.group);
    }
}
