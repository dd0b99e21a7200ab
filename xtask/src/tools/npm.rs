//! What npm installs: packages pinned by a lock file of this repository, in a folder of their own under the user's cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Tool;
use super::cargo_tool::tools_folder;
use super::debian;
use crate::house::House;
use crate::{child, files};

/// The packages that a `package-lock.json` pins.
#[derive(Debug)]
pub(crate) struct Npm {
    sources: PathBuf,
    folder: PathBuf,
}

impl Npm {
    /// Where the packages that the lock file in `sources` pins are, or will be, for what is called `name`.
    pub(crate) fn of(name: &str, sources: &Path) -> Result<Self> {
        let lock = sources.join("package-lock.json");
        let bytes = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let folder = tools_folder()?.join(format!("{name}-{}", files::hash(&bytes)));
        Ok(Self { sources: sources.to_owned(), folder })
    }

    /// What bundles the pages of docs/frameworks.md.
    pub(crate) fn bundler(house: &House) -> Result<Self> {
        Self::of("bundler", &house.root.join("tests/npm"))
    }

    /// The folder that has `node_modules`.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes sure of the packages. The file that says so is written last: what was broken off is begun anew.
    pub(crate) fn ensure(&self) -> Result<()> {
        let whole = self.folder.join("whole");
        if whole.exists() {
            return Ok(());
        }
        eprintln!("      installing packages of npm in {} (once)", self.folder.display());
        files::remove(&self.folder)?;
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot make {}", self.folder.display()))?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(self.sources.join(name), self.folder.join(name)).with_context(|| format!("there is no {name}"))?;
        }
        let mut npm = Command::new(program("npm")?);
        // Versions of npm differ in which peers they would add to a lock file; with this, none of them adds any.
        npm.args(["ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm.current_dir(&self.folder);
        child::run(&mut npm)?;
        fs::write(&whole, "").with_context(|| format!("cannot write {}", whole.display()))
    }
}

/// Node, about to run in `folder`.
pub(crate) fn node(folder: &Path) -> Result<Command> {
    let mut node = Command::new(program("node")?);
    node.current_dir(folder);
    Ok(node)
}

fn program(name: &str) -> Result<PathBuf> {
    let packages = debian::packages(Tool::Npm);
    let package = packages.iter().find(|package| package.program == name).context("no package brings it")?;
    package.find()?.with_context(|| format!("{name} is gone"))
}
