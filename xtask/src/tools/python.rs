//! Schemathesis, in a Python folder of its own under the user's cache, every package of it pinned.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Tool;
use super::cargo_tool::tools_folder;
use super::debian;
use crate::house::House;
use crate::{child, files};

/// An installation of what tests/schemathesis/requirements.txt says.
#[derive(Debug)]
pub(crate) struct Schemathesis {
    requirements: PathBuf,
    folder: PathBuf,
}

impl Schemathesis {
    /// Where it is, or will be.
    pub(crate) fn of(house: &House) -> Result<Self> {
        let requirements = house.root.join("tests/schemathesis/requirements.txt");
        let text =
            fs::read_to_string(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
        // Other versions are another folder; so may a newer Rust be, at the price of one more installation.
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let folder = tools_folder()?.join(format!("schemathesis-{:016x}", hasher.finish()));
        Ok(Self { requirements, folder })
    }

    /// The program.
    pub(crate) fn program(&self) -> PathBuf {
        self.folder.join("bin/st")
    }

    /// Makes sure of the program. The file that says so is written last: what was broken off is begun anew.
    pub(crate) fn ensure(&self) -> Result<()> {
        let whole = self.folder.join("whole");
        if whole.exists() {
            return Ok(());
        }
        eprintln!("      installing schemathesis (once)");
        files::remove(&self.folder)?;
        let python = debian::packages(Tool::Schemathesis).first().context("it needs a package")?.find()?;
        let make = |python: PathBuf| child::read(Command::new(python).args(["-m", "venv"]).arg(&self.folder));
        make(python.context("python3 is gone")?).context("python3 makes no venv: install python3-venv")?;
        let mut install = Command::new(self.folder.join("bin/pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&self.requirements);
        child::run(&mut install)?;
        fs::write(&whole, "").with_context(|| format!("cannot write {}", whole.display()))
    }
}
