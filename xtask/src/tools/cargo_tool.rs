//! Programs that cargo installs, each pinned and in a folder of its own under the user's cache.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::house::House;
use crate::{child, files};

/// The last Trunk that this workspace's Rust can compile.
const TRUNK: &str = "0.21.14";

/// What drives Firefox.
const GECKODRIVER: &str = "0.37.1";

/// What looks at dependencies.
const CARGO_DENY: &str = "0.20.2";

/// A program of one version.
#[derive(Debug)]
pub(crate) struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
}

impl CargoTool {
    /// Trunk.
    pub(crate) fn trunk() -> Self {
        Self { package: "trunk", program: "trunk", version: TRUNK.into() }
    }

    /// geckodriver.
    pub(crate) fn geckodriver() -> Self {
        Self { package: "geckodriver", program: "geckodriver", version: GECKODRIVER.into() }
    }

    /// cargo-deny.
    pub(crate) fn deny() -> Self {
        Self { package: "cargo-deny", program: "cargo-deny", version: CARGO_DENY.into() }
    }

    /// The command that Trunk calls; it must be of the version that the crates are built with.
    pub(crate) fn wasm_bindgen(house: &House) -> Result<Self> {
        let version = house.locked("wasm-bindgen")?;
        Ok(Self { package: "wasm-bindgen-cli", program: "wasm-bindgen", version })
    }

    /// The folder of the program.
    pub(crate) fn bin(&self) -> Result<PathBuf> {
        Ok(self.root()?.join("bin"))
    }

    /// Makes sure of the program.
    ///
    /// It is installed beside and moved in place when it is whole, so an installation that was
    /// broken off is never taken for one; what it had compiled is kept for the next try.
    pub(crate) fn ensure(&self) -> Result<()> {
        if self.works() {
            return Ok(());
        }
        let root = self.root()?;
        let beside = tools_folder()?.join(format!("{}.new-{}", self.name(), std::process::id()));
        let compiled = tools_folder()?.join("build").join(self.name());
        eprintln!("      installing {} (once, some minutes)", self.name());
        let install = |locked: &[&str]| {
            child::run(self.install().args(locked).arg("--root").arg(&beside).arg("--target-dir").arg(&compiled))
        };
        if install(&["--locked"]).is_err() {
            eprintln!("      not with the versions of its own lock file, so with others that fit");
            install(&[]).with_context(|| format!("cannot install {}", self.name()))?;
        }
        files::remove(&root)?;
        fs::rename(&beside, &root).with_context(|| format!("cannot put {} in place", root.display()))?;
        files::remove(&compiled)?;
        if !self.works() {
            bail!("{} was installed in {} but does not run", self.name(), root.display());
        }
        Ok(())
    }

    /// Says whether the program is there and says that it is of this version.
    fn works(&self) -> bool {
        let Ok(bin) = self.bin() else { return false };
        let said = child::read(Command::new(bin.join(self.program)).arg("--version"));
        said.is_ok_and(|said| said.split_whitespace().any(|word| word == self.version))
    }

    /// The command that compiles it, free of what the user's shell says about other builds.
    ///
    /// Unoptimized: measured, it compiles in half the time and its own work takes no longer.
    fn install(&self) -> Command {
        let mut cargo = child::cargo();
        cargo.args(["install", "--debug", "--version", &self.version, self.package, "--bin", self.program]);
        for name in
            ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR", "RUSTC_BOOTSTRAP"]
        {
            cargo.env_remove(name);
        }
        cargo.current_dir(env::temp_dir());
        cargo
    }

    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    fn root(&self) -> Result<PathBuf> {
        Ok(tools_folder()?.join(self.name()))
    }
}

/// The folder of all such programs: `sondeo/tools` in the user's cache.
pub(super) fn tools_folder() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    Ok(cache.context("set XDG_CACHE_HOME or HOME: tools are kept there")?.join("sondeo/tools"))
}
