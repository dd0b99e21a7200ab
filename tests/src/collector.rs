//! The real `sondeo` binary on a port of its own, with data of its own.

mod checking;
mod process;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::time::Duration;
use std::{env, fs};

use serde::Deserialize;
use tempfile::TempDir;

pub use self::process::Collector;

/// A data folder or a database, and the binary at work on it.
#[derive(Debug)]
pub struct Data {
    folder: TempDir,
    /// The address of the database; with one, the folder keeps nothing but what commands are given.
    database: Option<String>,
    /// A read key of each site that was added here.
    keys: Mutex<BTreeMap<String, String>>,
}

/// A site and the key of its owner.
#[derive(Debug, Deserialize)]
pub struct Site {
    /// The public slug.
    #[serde(rename = "site")]
    pub slug: String,
    /// A key with the scope `read`.
    pub read_key: String,
    /// A key with the scope `manage`.
    pub manage_key: String,
}

impl Data {
    /// Begins with nothing.
    ///
    /// # Panics
    /// If there is no room for a temporary folder.
    pub fn new() -> Self {
        Self::of(None)
    }

    /// Begins with what is in this PostgreSQL database, `postgres://USER@HOST/DB`.
    ///
    /// # Panics
    /// If there is no room for a temporary folder.
    pub fn on(database: &str) -> Self {
        Self::of(Some(database.to_owned()))
    }

    fn of(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        Self { folder, database, keys: Mutex::default() }
    }

    /// Runs `sondeo` with `words` and this data, whatever comes of it.
    ///
    /// # Panics
    /// If it does not start.
    pub fn try_sondeo(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("sondeo starts")
    }

    /// Runs `sondeo` with `words` and this data, and kills it at the `nth` of these system `calls` of a thread.
    ///
    /// # Panics
    /// If there is no strace (Debian: `apt-get install strace`).
    pub fn try_sondeo_killed(&self, calls: &str, nth: usize, words: &[&str]) -> Output {
        let mut command = tracer(calls, &format!("signal=KILL:when={nth}"));
        command.arg("--").arg(binary());
        self.command_of(command, words).output().expect("strace starts")
    }

    /// Runs `sondeo` with `words` and this data, and returns what it printed.
    ///
    /// # Panics
    /// If it fails, with what it said.
    pub fn sondeo(&self, words: &[&str]) -> String {
        let ran = self.try_sondeo(words);
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "sondeo {} failed ({}): {err}{out}", words.join(" "), ran.status);
        out.into_owned()
    }

    /// Adds a site whose pages have `origin`.
    ///
    /// # Panics
    /// If `sondeo site add` fails or prints something else.
    pub fn add_site(&self, slug: &str, origin: &str) -> Site {
        let printed = self.sondeo(&["site", "add", slug, "--origin", origin, "--tz", "Europe/Madrid", "--json"]);
        let site: Site =
            serde_json::from_str(&printed).unwrap_or_else(|cause| panic!("site add --json printed {printed}: {cause}"));
        self.remember(&site);
        site
    }

    /// Applies the surveys of a file with this text to the site.
    ///
    /// # Panics
    /// If `sondeo apply` refuses them.
    pub fn apply(&self, site: &str, surveys: &str) {
        self.sondeo_on_file(&["apply", "--site", site], surveys);
    }

    /// Runs `sondeo` with `words` and then the name of a file with this text, and returns what it printed.
    ///
    /// # Panics
    /// If it fails, with what it said.
    pub fn sondeo_on_file(&self, words: &[&str], text: &str) -> String {
        let file = self.folder.path().join("surveys.toml");
        fs::write(&file, text).expect("the folder takes a file");
        self.sondeo(&[words, &[file.display().to_string().as_str()]].concat())
    }

    /// The address of the database, if it stands on one.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a collector on a free port and waits until it takes requests.
    ///
    /// # Panics
    /// If it ends before it says so.
    pub fn serve(&self) -> Collector {
        self.serve_at("127.0.0.1:0")
    }

    /// Starts a collector on this address: where it was before, for those who know it there.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_at(&self, listen: &str) -> Collector {
        Collector::start(self.command(&["serve", "--listen", listen]))
    }

    /// Starts one where another was, which has ended, with more `words` on its command line.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_again(&self, other: &Collector, words: &[&str]) -> Collector {
        let listen = other.address.trim_start_matches("http://");
        Collector::start(self.command(&[&["serve", "--listen", listen], words].concat()))
    }

    /// Starts a collector with more `words` on its command line.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_with(&self, words: &[&str]) -> Collector {
        Collector::start(self.command(&[&["serve", "--listen", "127.0.0.1:0"], words].concat()))
    }

    /// Starts a collector that logs all that it can into a file, with more `words` on its command line.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_logging(&self, words: &[&str]) -> (Collector, PathBuf) {
        let file = self.folder.path().join("log");
        let mut command = self.command(&[&["serve", "--listen", "127.0.0.1:0", "--log", "trace"], words].concat());
        command.stderr(fs::File::create(&file).expect("the folder takes a file"));
        (Collector::start(command), file)
    }

    /// Starts a collector on this address, which goes on for `notice` after it was told to stop.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_with_notice(&self, listen: &str, notice: Duration) -> Collector {
        let notice_ms = notice.as_millis().to_string();
        Collector::start(self.command(&["serve", "--listen", listen, "--notice-ms", &notice_ms]))
    }

    /// Starts a collector whose system `calls` fail or dawdle as `fault` says, in the words of `strace -e inject=`.
    ///
    /// # Panics
    /// If it ends before it takes requests, or there is no strace (Debian: `apt-get install strace`).
    pub fn serve_with_faults(&self, calls: &str, fault: &str) -> Collector {
        self.serve_under(tracer(calls, fault))
    }

    /// The same with those calls alone that are about the file of this name in the folder.
    ///
    /// # Panics
    /// If it ends before it takes requests, or there is no strace.
    pub fn serve_with_faults_on(&self, file: &str, calls: &str, fault: &str) -> Collector {
        let mut command = tracer(calls, fault);
        command.arg("-P").arg(self.folder.path().join(file)).arg("--");
        self.serve_under(command)
    }

    /// Starts a collector that the system gives no more than `limits`, options of prlimit such as `--nofile=128`.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests, or there is no prlimit.
    pub fn serve_within(&self, limits: &[&str]) -> Collector {
        let mut command = Command::new("prlimit");
        command.args(limits).arg("--");
        self.serve_under(command)
    }

    /// Starts a collector by a program that becomes it.
    fn serve_under(&self, mut command: Command) -> Collector {
        command.arg(binary());
        self.serve_by(command)
    }

    /// Starts a collector by `program`, which is another build of `sondeo` or becomes one.
    ///
    /// # Panics
    /// If it ends before it says that it takes requests.
    pub fn serve_by(&self, program: Command) -> Collector {
        Collector::start(self.command_of(program, &["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Another build of `sondeo`, or a program that becomes one, told `words` and where this data is.
    pub fn command_of(&self, mut program: Command, words: &[&str]) -> Command {
        program.args(words).env_remove("SONDEO_DATA").env_remove("SONDEO_STORE");
        // All that tests send comes from one address. A test of the limits gives flags, which go before.
        program
            .env("SONDEO_MAX_CONNECTIONS", "4096")
            .env("SONDEO_CONNECTIONS_PER_ADDRESS", "4096")
            .env("SONDEO_BURST_RATINGS", "0")
            .env("SONDEO_RATINGS_PER_RESPONDENT", "0");
        for limit in ["PROMPTS_PER_CALLER", "RESPONSES_PER_CALLER", "PROMPTS_PER_SITE", "RESPONSES_PER_SITE"] {
            program.env(format!("SONDEO_{limit}"), "0");
        }
        // What a machine's disk has left is not what is tested.
        program.env("SONDEO_DISK_RESERVE", "1");
        match &self.database {
            Some(database) => program.arg("--store").arg(database),
            None => program.arg("--data").arg(self.folder.path()),
        };
        program
    }

    fn command(&self, words: &[&str]) -> Command {
        self.command_of(Command::new(binary()), words)
    }
}

impl Default for Data {
    fn default() -> Self {
        Self::new()
    }
}

fn tracer(calls: &str, fault: &str) -> Command {
    let mut command = Command::new(env::var_os("STRACE").unwrap_or_else(|| "strace".into()));
    // -D: the tracer is the grandchild, so that this process starts, kills and awaits the collector itself.
    command.args(["-D", "-f", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
    // It is faster with a filter in the kernel, by which it sends no signals.
    if !fault.starts_with("signal") {
        command.arg("--seccomp-bpf");
    }
    command.args(["-e", &format!("inject={calls}:{fault}")]);
    command
}

/// The binary that users get.
///
/// # Panics
/// If nobody named it.
pub fn binary() -> PathBuf {
    let named = env::var_os("SONDEO_BIN");
    named.expect("SONDEO_BIN names the built binary; `cargo xtask test` builds it and sets this").into()
}
