//! A collector's process: where it is, how it is ended.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A running collector, killed when it is dropped.
#[derive(Debug)]
pub struct Collector {
    /// Where it is, without a slash at the end.
    pub address: String,
    /// Where its figures are, if it serves them.
    pub metrics: Option<String>,
    process: Child,
}

impl Collector {
    /// Starts it, and waits until it says where it listens.
    ///
    /// # Panics
    /// If it ends before it does.
    pub fn start(command: Command) -> Self {
        Self::try_to_start(command).expect("sondeo serve says where it listens")
    }

    /// Starts it, and waits until it says where it listens, or ends.
    ///
    /// # Panics
    /// If there is no such program.
    pub fn try_to_start(mut command: Command) -> Option<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("sondeo starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let mut metrics = None;
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            metrics = line.strip_prefix("metrics on ").map(str::to_owned).or(metrics.take());
            line.strip_prefix("listening on ").map(str::to_owned)
        });
        // What it prints from now on is read and dropped, so that its pipe never fills.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let Some(address) = address else {
            // Its output has ended, so it has or is about to.
            let _ = process.wait();
            return None;
        };
        Some(Self { address, metrics, process })
    }

    /// Where it is, for what speaks TCP.
    ///
    /// # Panics
    /// If it printed no such address.
    pub fn socket(&self) -> SocketAddr {
        self.address.trim_start_matches("http://").parse().expect("the collector tells an address and a port")
    }

    /// Ends it as a power cut would: at once, with no chance to write anything.
    pub fn kill(&mut self) {
        // One that ended by itself is as dead as is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Asks it to end, as a service manager does: SIGTERM.
    ///
    /// # Panics
    /// If there is no `kill` on this machine.
    pub fn ask_to_end(&self) {
        let sent = Command::new("kill").arg(self.process.id().to_string()).status().expect("there is a command kill");
        assert!(sent.success(), "the collector had ended before it was asked to: {sent}");
    }

    /// How it ended, once it has.
    ///
    /// # Panics
    /// If the system does not tell.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().expect("the system tells how a child ended")
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// What /proc says of its memory under this name (`VmRSS`, `VmHWM`, `VmPeak`), in KiB.
    ///
    /// # Panics
    /// If it has ended, or there is no such figure.
    pub fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("the collector runs");
        let figure = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.strip_suffix("kB"));
        figure.and_then(|kib| kib.trim().parse().ok()).expect("a size in KiB")
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// If the system does not tell.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().expect("the system tells how a child ended")
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.kill();
    }
}
