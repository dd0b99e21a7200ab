//! Ends a server when the process that started it has ended, however that came about.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Waits for the end of its input, which nobody but the test process holds open; then stops whatever
/// server runs in the folder, waits until it is gone and removes the folder.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null
    for _ in $(seq 100); do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$server" 2>/dev/null
fi
rm -rf "$1"
"#;

/// The shell that watches.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    /// What it waits for the end of.
    held: Option<ChildStdin>,
}

impl Watchdog {
    /// Watches over the server in `folder`, from before it is there.
    pub(super) fn start(folder: &Path) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "watchdog"]).arg(folder);
        // A group of its own, so that what is sent to the tests' is not sent to it.
        let mut shell =
            shell.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("there is a shell");
        let held = shell.stdin.take();
        Self { shell, held }
    }

    /// Ends the server now, and waits for that.
    pub(super) fn end(&mut self) {
        drop(self.held.take());
        // However it ended, there is nothing left to do here.
        let _ = self.shell.wait();
    }
}
