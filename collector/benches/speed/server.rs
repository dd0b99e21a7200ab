//! The servers under load: processes of their own, on free ports of loopback.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::{net::TcpStream, time};

/// A running server, killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    process: Child,
}

impl Server {
    /// Starts the floor. It does not say when it listens, so it is asked until it answers.
    pub(crate) async fn floor(program: &Path, db: &Path) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(program);
        let process = command.arg("sqlite").arg(address.to_string()).arg(db).spawn().context("the floor starts")?;
        let server = Self { address, process };
        let mut ticks = time::interval(Duration::from_millis(10));
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                ticks.tick().await;
            }
        };
        time::timeout(Duration::from_secs(10), listens).await.context("the floor does not listen")?;
        Ok(server)
    }

    /// Starts a collector on the data in `folder`.
    pub(crate) fn sondeo(program: &Path, folder: &Path) -> Result<Self> {
        Self::that_says_where(Command::new(program).args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder))
    }

    /// Starts a collector on the database at `url`.
    pub(crate) fn on_database(program: &Path, url: &str) -> Result<Self> {
        Self::that_says_where(Command::new(program).args(["serve", "--listen", "127.0.0.1:0", "--store", url]))
    }

    /// Starts a server that prints `listening on http://ADDRESS`.
    pub(crate) fn that_says_where(command: &mut Command) -> Result<Self> {
        // All the load comes from one address, and more of it than a collector is used to.
        command
            .env("SONDEO_MAX_CONNECTIONS", "4096")
            .env("SONDEO_CONNECTIONS_PER_ADDRESS", "4096")
            .env("SONDEO_BURST_RATINGS", "0");
        for limit in ["PROMPTS_PER_CALLER", "RESPONSES_PER_CALLER", "PROMPTS_PER_SITE", "RESPONSES_PER_SITE"] {
            command.env(format!("SONDEO_{limit}"), "0");
        }
        let mut process = command.stdout(Stdio::piped()).spawn().context("the server starts")?;
        let output = process.stdout.take().context("its output is piped")?;
        let said = BufReader::new(output).lines().next().context("the server ended at once")??;
        let address = said.rsplit_once("http://").and_then(|(_, address)| address.trim().parse().ok());
        Ok(Self { address: address.with_context(|| format!("it does not say where it listens: {said}"))?, process })
    }

    /// The seconds that it was on a processor.
    pub(crate) fn cpu_s(&self) -> Result<f64> {
        let line =
            fs::read_to_string(format!("/proc/{}/stat", self.process.id())).context("times are read from /proc")?;
        // Behind the name, which is in brackets; the system counts in hundredths.
        let fields: Vec<&str> = line.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).context("it has times");
        Ok((ticks(11)? + ticks(12)?) / 100.0)
    }

    /// The most memory that it ever had, and what it has now, in MiB.
    pub(crate) fn resident_mib(&self) -> Result<(f64, f64)> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(path).context("memory is read from /proc, as on Linux")?;
        let mib = |name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).context("the process has a size")?;
            let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
            anyhow::Ok(kib / 1024.0)
        };
        Ok((mib("VmHWM:")?, mib("VmRSS:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that ended by itself has failed its round already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
