//! haproxy in front of several collectors, set as docs/haproxy.cfg says.
//!
//! Needs Debian's haproxy package, or `HAPROXY`, which names the program.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// What we tell people to use.
const SAMPLE: &str = include_str!("../../docs/haproxy.cfg");

/// How often a port is tried that another program takes in between.
const TRIES: usize = 20;

/// A running haproxy, killed when it is dropped.
#[derive(Debug)]
pub struct Balancer {
    /// Where visitors find it, without a slash at the end.
    pub address: String,
    folder: TempDir,
    process: Child,
}

impl Balancer {
    /// Starts one in front of these collectors.
    ///
    /// # Panics
    /// If haproxy is not installed or refuses the settings, with what it said.
    pub fn before(collectors: &[SocketAddr]) -> Self {
        for _ in 0..TRIES {
            let folder = tempfile::tempdir().expect("there is room for a temporary folder");
            let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
            let bind = listener.local_addr().expect("a listener has an address");
            drop(listener);
            let settings = folder.path().join("haproxy.cfg");
            fs::write(&settings, adapted(bind, collectors, &socket(&folder))).expect("the folder takes a file");
            let said = fs::File::create(folder.path().join("said")).expect("the folder takes a file");
            // Without -W and -D it is one process and stays in the foreground.
            let mut haproxy = Command::new(program());
            haproxy.arg("-db").arg("-f").arg(&settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
            let process = haproxy.spawn().expect("haproxy is here: `apt-get install haproxy`, or HAPROXY names it");
            let mut balancer = Self { address: format!("http://{bind}"), folder, process };
            if balancer.listens() {
                return balancer;
            }
            let said = fs::read_to_string(balancer.folder.path().join("said")).unwrap_or_default();
            assert!(said.contains("Address already in use"), "haproxy does not start: {said}");
        }
        panic!("{TRIES} ports were free and then taken")
    }

    /// How many collectors it finds ready.
    ///
    /// # Panics
    /// If it does not tell.
    pub fn ready(&self) -> usize {
        // Those that are not looked at have another word.
        self.column("status").iter().filter(|status| status.starts_with("UP")).count()
    }

    /// How many requests it has sent again, after a connection or an answer that it did not get.
    ///
    /// # Panics
    /// If it does not tell.
    pub fn retried(&self) -> u64 {
        self.column("wretr").iter().map(|count| count.parse::<u64>().expect("a count is a number")).sum()
    }

    /// What its statistics say about each collector in the column of this name, in each of its two roles.
    fn column(&self, name: &str) -> Vec<String> {
        let state = self.ask("show stat").expect("haproxy tells its state");
        let mut lines = state.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let names = lines.next().expect("the first line has the names");
        let at = names.iter().position(|column| *column == name).expect("haproxy has such a column");
        lines
            .filter(|line| line.len() > at && line[0].starts_with("collectors") && line[1].starts_with("collector-"))
            .map(|line| line[at].to_owned())
            .collect()
    }

    /// Waits until it answers, false if it ends instead.
    fn listens(&mut self) -> bool {
        while self.ask("show info").is_err() {
            if self.process.try_wait().expect("the system tells how a child ended").is_some() {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }

    fn ask(&self, question: &str) -> std::io::Result<String> {
        let mut socket = UnixStream::connect(socket(&self.folder))?;
        socket.write_all(format!("{question}\n").as_bytes())?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        // One that ended by itself is as dead as is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The sample with other addresses, no certificate, and a socket to ask at.
fn adapted(bind: SocketAddr, collectors: &[SocketAddr], socket: &Path) -> String {
    let mut settings = format!("global\n    stats socket {}\n", socket.display());
    let (mut bound, mut after_servers) = (0, false);
    for line in SAMPLE.lines() {
        let word = line.split_whitespace().next();
        match word {
            Some("bind") => {
                bound += 1;
                let _ = writeln!(settings, "    bind {bind}");
            }
            Some("server") if after_servers => {}
            Some("server") => {
                for (at, collector) in (1..).zip(collectors) {
                    let _ = writeln!(settings, "    server collector-{at} {collector}");
                }
            }
            _ => {
                let _ = writeln!(settings, "{line}");
            }
        }
        after_servers = word == Some("server");
    }
    assert_eq!(bound, 1, "docs/haproxy.cfg binds one address");
    settings
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("admin.sock")
}

fn program() -> PathBuf {
    // Debian puts it where only root looks.
    env::var_os("HAPROXY").map_or_else(|| "/usr/sbin/haproxy".into(), PathBuf::from)
}
