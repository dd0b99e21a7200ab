//! A real PostgreSQL server of a test process's own, which never outlives it.
//!
//! Needs Debian's postgresql package, or `POSTGRES_BIN`, which names the folder with `initdb`, `pg_ctl` and `psql`.

mod costs;

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

pub use self::costs::Costs;
use crate::watchdog::Watchdog;

/// The superuser, who needs no password.
const USER: &str = "postgres";

/// Stops whatever server runs in the folder, waits until it is gone and removes the folder.
const END: &str = r#"
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

/// How often a port is tried that another program takes in between.
const TRIES: usize = 20;

/// How a server is set.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether a commit waits for the disk. Only tests that never cut the power may do without.
    pub fsync: bool,
    /// How many connections there may be.
    pub max_connections: u32,
    /// More lines of postgresql.conf, `name=value`.
    pub settings: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { fsync: true, max_connections: 100, settings: Vec::new() }
    }
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Open transactions are rolled back, everything is written out.
    Fast,
    /// At once; the next start recovers from the log.
    Immediate,
}

/// A server and its data.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    made: AtomicUsize,
    watchdog: Watchdog,
}

impl Cluster {
    /// Makes a server with no data of anybody's and starts it on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start, with what it said.
    pub fn start(options: &Options) -> Self {
        let folder = tempfile::Builder::new().prefix("sondeo-postgres-").tempdir();
        let folder = folder.expect("there is room for a temporary folder").keep();
        if let Some((uid, gid)) = servant() {
            chown(&folder, Some(uid), Some(gid)).expect("root gives its folder away");
        }
        let watchdog = Watchdog::start(END, &[folder.as_os_str()]);
        let mut cluster = Self { folder, port: 0, made: AtomicUsize::new(0), watchdog };
        let auth = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--username", USER, "--pgdata"];
        let ran = cluster.command("initdb").args(auth).arg(cluster.data()).output();
        succeeded("initdb", ran);
        cluster.configure(options);
        for rest in (0..TRIES).rev() {
            cluster.port = free_port();
            match cluster.try_to_run() {
                Ok(()) => break,
                Err(said) => assert!(rest > 0, "PostgreSQL does not start: {said}"),
            }
        }
        cluster
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("create database {name}"));
        self.url(&name)
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// The port of 127.0.0.1 that the server listens on, also after it was run again.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs a statement and returns what psql prints, without its ornaments.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn psql(&self, database: &str, statement: &str) -> String {
        let mut psql = self.command("psql");
        let bare = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"];
        psql.args(bare).arg(self.url(database)).args(["--command", statement]);
        succeeded("psql", psql.output())
    }

    /// Writes a database to a file with `pg_dump`, as docs/operations.md says.
    ///
    /// # Panics
    /// If that fails, with what it said.
    pub fn dump(&self, address: &str) -> PathBuf {
        let file = self.folder.join(format!("{}.dump", self.made.fetch_add(1, Ordering::Relaxed)));
        let mut dump = self.command("pg_dump");
        dump.arg("--format=custom").arg("--file").arg(&file).arg(address);
        succeeded("pg_dump", dump.output());
        file
    }

    /// Fills an empty database from such a file with `pg_restore`, as docs/operations.md says.
    ///
    /// # Panics
    /// If that fails, with what it said.
    pub fn undump(&self, file: &Path, address: &str) {
        let mut restore = self.command("pg_restore");
        restore.args(["--exit-on-error", "--single-transaction", "--no-owner", "--dbname", address]).arg(file);
        succeeded("pg_restore", restore.output());
    }

    /// Stops the server and waits until it is gone.
    ///
    /// # Panics
    /// If it does not stop.
    pub fn stop(&self, how: Stop) {
        let mode = if how == Stop::Fast { "fast" } else { "immediate" };
        let ran = self.command("pg_ctl").args(["stop", "-w", "-m", mode, "-D"]).arg(self.data()).output();
        succeeded("pg_ctl stop", ran);
    }

    /// Kills the server as if its machine had failed: it writes nothing more.
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&self) {
        let pid = self.pid().expect("the server runs");
        let ran = Command::new("kill").args(["-KILL", &pid]).output();
        succeeded("kill", ran);
    }

    /// Runs the server again after it was stopped or killed, and waits until it takes connections.
    ///
    /// # Panics
    /// If it does not start, with what it said.
    pub fn run(&self) {
        // After a kill the processes of the last run may take a moment to notice.
        for rest in (0..TRIES).rev() {
            match self.try_to_run() {
                Ok(()) => return,
                Err(said) => assert!(rest > 0, "PostgreSQL does not start again: {said}"),
            }
        }
    }

    /// Stops the server and runs it again.
    ///
    /// # Panics
    /// If it does not stop or start.
    pub fn restart(&self, how: Stop) {
        self.stop(how);
        self.run();
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn try_to_run(&self) -> Result<(), String> {
        // pg_ctl hands its output to the server, which would keep a pipe open.
        let said = self.folder.join("said");
        let out = File::create(&said).expect("the folder takes a file");
        let mut start = self.command("pg_ctl");
        start.args(["start", "-w", "-s", "-t", "60", "-D"]).arg(self.data()).arg("-l").arg(self.log());
        start.args(["-o", &format!("-p {}", self.port)]);
        start.stdin(Stdio::null()).stderr(out.try_clone().expect("a file may be shared")).stdout(out);
        let ran = start.status().unwrap_or_else(|cause| panic!("pg_ctl does not run: {cause}"));
        if ran.success() {
            return Ok(());
        }
        let read = |file: &Path| fs::read_to_string(file).unwrap_or_default();
        Err(format!("{}{}", read(&said), read(&self.log())))
    }

    fn configure(&self, options: &Options) {
        let switch = |on| if on { "on" } else { "off" };
        let mut lines = vec![
            "listen_addresses='127.0.0.1'".to_owned(),
            "unix_socket_directories=''".to_owned(),
            "shared_buffers='64MB'".to_owned(),
            "timezone='UTC'".to_owned(),
            format!("max_connections={}", options.max_connections),
            format!("fsync={}", switch(options.fsync)),
            format!("full_page_writes={}", switch(options.fsync)),
        ];
        lines.extend_from_slice(&options.settings);
        let file = self.data().join("postgresql.auto.conf");
        fs::write(&file, lines.join("\n") + "\n").expect("the data folder takes a file");
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// The server's process, as it says itself.
    fn pid(&self) -> Option<String> {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        Some(text.lines().next()?.trim().to_owned())
    }

    /// A program of PostgreSQL's, run as somebody who is not root.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(binaries().join(program));
        command.current_dir(&self.folder).env("LC_ALL", "C").stdin(Stdio::null());
        if let Some((uid, gid)) = servant() {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.watchdog.end();
    }
}

/// Where the programs are.
fn binaries() -> PathBuf {
    if let Some(named) = env::var_os("POSTGRES_BIN") {
        return named.into();
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let newest = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).max();
    newest.expect("PostgreSQL is here: `apt-get install postgresql`, or POSTGRES_BIN names the folder of initdb")
}

/// Whom the server runs as where this process is root, for whom PostgreSQL refuses to run: user and group.
fn servant() -> Option<(u32, u32)> {
    let me = fs::metadata("/proc/self").expect("there is /proc").uid();
    if me != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("there are users");
    let ids = |name: &str| {
        let mut fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|user| user[0] == name)?;
        fields.truncate(4);
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    Some(["postgres", "nobody"].into_iter().find_map(ids).expect("there is a user postgres or nobody"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}

/// Returns what a program printed.
fn succeeded(name: impl AsRef<OsStr>, ran: io::Result<std::process::Output>) -> String {
    let name = name.as_ref().display();
    let ran = ran.unwrap_or_else(|cause| panic!("{name} does not run: {cause}"));
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{name} failed ({}): {err}{out}", ran.status);
    out.trim_end().to_owned()
}
