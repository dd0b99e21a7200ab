//! Other programs: starting them and saying what they were when they fail.

use std::process::{Command, Stdio};
use std::{env, io};

use anyhow::{Context, Result, bail};

/// The cargo that runs xtask.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program that talks to the user, and waits for it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|cause| not_started(command, cause))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program and returns what it printed; what it says on standard error is shown only
/// when it fails.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|cause| not_started(command, cause))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", line(command), output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no UTF-8", line(command)))
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args()).map(|word| {
        let word = word.to_string_lossy();
        if word.contains([' ', '"', '$']) { format!("'{word}'") } else { word.into_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, cause: io::Error) -> anyhow::Error {
    anyhow::Error::new(cause).context(format!("cannot start `{}`", line(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_is_named_as_one_would_type_it() {
        let failed = run(Command::new("false").args(["--why", "two words"])).unwrap_err();
        assert!(failed.to_string().starts_with("`false --why 'two words'` failed"), "{failed}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let missing = read(&mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(missing.to_string(), "cannot start `no-such-program-here`");
    }
}
