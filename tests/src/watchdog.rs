//! Cleans up when the process that started something has ended, however that came about.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Waits for the end of its input, which nobody but the test process holds open.
const WAIT: &str = "trap '' INT TERM HUP\ncat >/dev/null\n";

/// The shell that watches.
#[derive(Debug)]
pub struct Watchdog {
    shell: Child,
    /// What it waits for the end of.
    held: Option<ChildStdin>,
}

impl Watchdog {
    /// Runs the shell's `script` with `words` once this process has ended.
    ///
    /// # Panics
    /// If there is no shell.
    pub fn start(script: &str, words: &[&OsStr]) -> Self {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{WAIT}{script}")).arg("watchdog").args(words);
        // A group of its own, so that what is sent to the tests' is not sent to it.
        let mut shell =
            shell.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("there is a shell");
        let held = shell.stdin.take();
        Self { shell, held }
    }

    /// Runs the script now, and waits until it is through.
    pub fn end(&mut self) {
        drop(self.held.take());
        // However it ended, there is nothing left to do here.
        let _ = self.shell.wait();
    }
}
