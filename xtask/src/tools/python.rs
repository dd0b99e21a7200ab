//! What is written in Python, in folders of its own under the user's cache, every package of it pinned.

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

/// An installation of what a file of requirements says.
#[derive(Debug)]
pub(crate) struct Python {
    name: &'static str,
    requirements: PathBuf,
    folder: PathBuf,
}

impl Python {
    /// Schemathesis, which makes requests from /openapi.json.
    pub(crate) fn schemathesis(house: &House) -> Result<Self> {
        Self::of(house, "schemathesis", "tests/schemathesis/requirements.txt")
    }

    /// What the reference of the suite `agreement` computes with.
    pub(crate) fn scipy(house: &House) -> Result<Self> {
        Self::of(house, "scipy", "collector/tests/agreement/requirements.txt")
    }

    /// Where it is, or will be.
    fn of(house: &House, name: &'static str, requirements: &str) -> Result<Self> {
        let requirements = house.root.join(requirements);
        let text =
            fs::read_to_string(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
        // Other versions are another folder; so may a newer Rust be, at the price of one more installation.
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let folder = tools_folder()?.join(format!("{name}-{:016x}", hasher.finish()));
        Ok(Self { name, requirements, folder })
    }

    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Makes sure of it. The file that says so is written last: what was broken off is begun anew.
    pub(crate) fn ensure(&self) -> Result<()> {
        let whole = self.folder.join("whole");
        if whole.exists() {
            return Ok(());
        }
        eprintln!("      installing {} (once)", self.name);
        files::remove(&self.folder)?;
        let python = debian::packages(Tool::Schemathesis).first().context("it needs a package")?.find()?;
        let make = |python: PathBuf| child::read(Command::new(python).args(["-m", "venv"]).arg(&self.folder));
        make(python.context("python3 is gone")?).context("python3 makes no venv: install python3-venv")?;
        let mut install = Command::new(self.program("pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&self.requirements);
        child::run(&mut install)?;
        fs::write(&whole, "").with_context(|| format!("cannot write {}", whole.display()))
    }
}
