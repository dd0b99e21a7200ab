//! System packages: installed where apt-get may, else named in the command to run.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Tool;
use crate::child;

/// A program and the Debian packages that bring it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    /// What it is called in the search path.
    pub(crate) program: &'static str,
    /// The environment variable that names it where it is elsewhere.
    pub(crate) variable: &'static str,
    debian: &'static str,
}

impl Package {
    /// Looks for the program: where its variable says, else in the search path.
    ///
    /// # Errors
    /// If its variable names a program that is not there; no package would change that.
    pub(crate) fn find(&self) -> Result<Option<PathBuf>> {
        let Ok(named) = env::var(self.variable) else {
            // Debian keeps servers where only root looks.
            let anywhere =
                which::which(self.program).or_else(|_| which::which_in(self.program, Some("/usr/sbin"), "/"));
            return Ok(anywhere.ok());
        };
        // `CC` may be a compiler with a launcher before it or with options behind.
        let found = which::which(&named).or_else(|_| which::which(named.split(' ').next().unwrap_or_default()));
        Ok(Some(found.with_context(|| format!("{} is set to {named}, where no program is", self.variable))?))
    }
}

/// The system packages that bring `tool`.
pub(crate) fn packages(tool: Tool) -> Vec<Package> {
    match tool {
        Tool::CCompiler => vec![Package { program: "cc", variable: "CC", debian: "gcc libc6-dev" }],
        // The server itself is not in the search path; this stands beside it.
        Tool::Postgres => {
            vec![Package { program: "pg_createcluster", variable: "PG_CREATECLUSTER", debian: "postgresql" }]
        }
        Tool::Strace => vec![Package { program: "strace", variable: "STRACE", debian: "strace" }],
        Tool::Haproxy => vec![Package { program: "haproxy", variable: "HAPROXY", debian: "haproxy" }],
        // Only for promtool, which has no package of its own.
        Tool::Promtool => vec![Package { program: "promtool", variable: "PROMTOOL", debian: "prometheus" }],
        // Debian's python3 cannot make a folder of its own without the other package.
        Tool::Schemathesis | Tool::Scipy => {
            vec![Package { program: "python3", variable: "PYTHON", debian: "python3 python3-venv" }]
        }
        Tool::Npm | Tool::Bundler => vec![
            Package { program: "node", variable: "NODE", debian: "nodejs" },
            Package { program: "npm", variable: "NPM", debian: "npm" },
        ],
        Tool::Browser => vec![
            Package { program: "chromium", variable: "CHROMIUM", debian: "chromium" },
            Package { program: "chromedriver", variable: "CHROMEDRIVER", debian: "chromium-driver" },
            Package { program: "firefox-esr", variable: "FIREFOX", debian: "firefox-esr" },
        ],
        _ => Vec::new(),
    }
}

/// Makes sure of every one of `packages`, or says which command would.
pub(crate) fn ensure(packages: &[Package]) -> Result<()> {
    let missing = missing(packages)?;
    if missing.is_empty() {
        return Ok(());
    }
    let programs: Vec<&str> = missing.iter().map(|package| package.program).collect();
    let names: Vec<&str> = missing.iter().flat_map(|package| package.debian.split(' ')).collect();
    if which::which("apt-get").is_err() {
        let variables: Vec<&str> = missing.iter().map(|package| package.variable).collect();
        bail!(
            "this machine lacks {}, and has no apt-get; install them its own way, or say where they are with {}",
            programs.join(" and "),
            variables.join(" and ")
        );
    }
    if child::read(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!(
            "this machine lacks {}; nothing was built yet. Run this, then again:\n\n    {}\n",
            programs.join(" and "),
            by_hand(&names)
        );
    }
    eprintln!("      apt-get install {}", names.join(" "));
    child::run(apt_get().arg("update")).context("cannot refresh the list of packages")?;
    child::run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(&names))?;
    match self::missing(packages)?.first() {
        Some(package) => bail!("{} was installed, but there is no {}", package.debian, package.program),
        None => Ok(()),
    }
}

fn missing(packages: &[Package]) -> Result<Vec<Package>> {
    let mut missing = Vec::new();
    for package in packages {
        if package.find()?.is_none() {
            missing.push(*package);
        }
    }
    Ok(missing)
}

fn apt_get() -> Command {
    let mut apt_get = Command::new("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

fn by_hand(names: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {}", names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_run_is_complete() {
        assert_eq!(
            by_hand(&["chromium", "chromium-driver"]),
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium chromium-driver"
        );
    }

    #[test]
    fn a_program_that_is_there_needs_no_package() {
        ensure(&[Package { program: "sh", variable: "NO_SUCH_VARIABLE", debian: "no-such-package" }]).unwrap();
    }
}
