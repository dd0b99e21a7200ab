//! Programs that end at a chosen moment: `sondeo` with fail points, and `sondeo` under a tracer.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::collector::binary;

/// The build of `sondeo` that has fail points; `points` says what they do, as in `batch-after-commit=return`.
pub(crate) fn sondeo(points: &str) -> Command {
    let mut command = Command::new(faulty_binary());
    command.env("FAILPOINTS", points);
    command
}

/// Where that build is.
pub(crate) fn faulty_binary() -> PathBuf {
    let named = env::var_os("SONDEO_FAULTS_BIN");
    named.expect("SONDEO_FAULTS_BIN names the build with fail points; `cargo xtask test` makes it and sets this").into()
}

/// `sondeo` under a tracer that kills it where a thread of it enters the system call `call` for the nth time; where
/// `file` is named, calls on other files do not count.
pub(crate) fn killed_in(call: &str, file: Option<&Path>, nth: usize) -> Command {
    // Without `--seccomp-bpf`: with it strace 6.1 kills nobody.
    let mut strace = strace();
    strace.args(["-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:signal=KILL:when={nth}")]);
    if let Some(file) = file {
        strace.arg("-P").arg(file);
    }
    strace.arg(binary());
    strace
}

/// The tracer. It runs beside what it traces, which is our own child and dies when it is killed.
pub(crate) fn strace() -> Command {
    let mut strace = Command::new(env::var_os("STRACE").unwrap_or_else(|| "strace".into()));
    strace.args(["-D", "-f"]);
    strace
}
