//! Where things are: the workspace, what cargo builds, what browsers are served.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::child;

/// The folders of this checkout.
#[derive(Debug)]
pub(crate) struct House {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the user put it.
    pub(crate) target: PathBuf,
}

impl House {
    /// Asks cargo where this checkout is.
    pub(crate) fn find() -> Result<Self> {
        #[derive(Deserialize)]
        struct Metadata {
            workspace_root: PathBuf,
            target_directory: PathBuf,
        }
        let mut cargo = child::cargo();
        cargo.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]);
        cargo.arg(Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".into())).join("Cargo.toml"));
        let metadata: Metadata = serde_json::from_str(&child::read(&mut cargo)?).context("cargo metadata is odd")?;
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory })
    }

    /// Where the web files go that the collector embeds.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("dist/web")
    }

    /// The `sondeo` binary of cargo's profile folder `profile`.
    pub(crate) fn sondeo(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("sondeo").with_extension(env::consts::EXE_EXTENSION)
    }

    /// The build of it that has fail points, for fault tests alone.
    pub(crate) fn faulty(&self) -> PathBuf {
        self.sondeo("debug").with_file_name("sondeo-faults").with_extension(env::consts::EXE_EXTENSION)
    }

    /// Cargo at work in this checkout. It is told of dist/web where that is there: a collector without it, for tests that need
    /// none, would be built again each time by turns with the one that has it.
    pub(crate) fn cargo(&self) -> std::process::Command {
        let mut cargo = child::cargo();
        cargo.current_dir(&self.root);
        if self.web().exists() {
            cargo.env("SONDEO_EMBED", self.web());
        }
        cargo
    }

    /// The version of `package` that Cargo.lock fixes.
    pub(crate) fn locked(&self, package: &str) -> Result<String> {
        #[derive(Deserialize)]
        struct Lock {
            package: Vec<Package>,
        }
        #[derive(Deserialize)]
        struct Package {
            name: String,
            version: String,
        }
        let path = self.root.join("Cargo.lock");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let lock: Lock = toml::from_str(&text).with_context(|| format!("cannot parse {}", path.display()))?;
        let found = lock.package.into_iter().find(|one| one.name == package);
        Ok(found.with_context(|| format!("Cargo.lock has no package {package}"))?.version)
    }
}
