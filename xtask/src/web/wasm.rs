//! The small build: Rust to WebAssembly, std rebuilt for size.
//!
//! The flags are passed from here because stable cargo refuses every command of a workspace
//! whose manifest asks for unstable features. `RUSTC_BOOTSTRAP` lets the stable compiler take
//! them, for this command only; the build has a target folder of its own, so that those flags
//! never invalidate what other commands built.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::child;
use crate::house::House;
use crate::tools::toolchain::{self, Part};

/// A program that browsers run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    package: &'static str,
    /// The name of its WebAssembly file.
    name: &'static str,
    /// Which of its targets. The widget's rlib is left out: with it, cargo would compile every
    /// dependency, std too, once more for the dashboard.
    pick: &'static [&'static str],
}

impl Unit {
    /// The prompt that customers see: a library that the loader starts.
    pub(crate) const WIDGET: Self = Self { package: "widget", name: "widget", pick: &["--lib", "--crate-type=cdylib"] };
    /// The owner's pages.
    pub(crate) const DASHBOARD: Self = Self { package: "dashboard", name: "dashboard", pick: &["--bin", "dashboard"] };
    /// Those of them on which surveys are written.
    pub(crate) const SURVEYS: Self = Self { package: "dashboard", name: "surveys", pick: &["--bin", "surveys"] };
}

/// Which standard library is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Std {
    /// Rebuilt from source without panic messages: 11 KB of 60 less, compressed.
    Rebuilt,
    /// As the toolchain ships it.
    Shipped,
}

impl Std {
    /// The best that this toolchain can do.
    pub(crate) fn at_hand() -> Result<Self> {
        Ok(if toolchain::has(Part::RustSource)? { Self::Rebuilt } else { Self::Shipped })
    }

    const fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Rebuilt => &[
                "-Zbuild-std=std",
                "-Zbuild-std-features=optimize_for_size",
                "-Zpanic-immediate-abort",
                "--config=profile.wasm.panic=\"immediate-abort\"",
            ],
            Self::Shipped => &[],
        }
    }
}

/// Compiles `unit` and returns where its WebAssembly is, before wasm-bindgen.
///
/// Each unit is a command of its own: in one command, cargo would give the widget the features
/// that only the dashboard asks for.
pub(crate) fn compile(house: &House, std: Std, unit: Unit) -> Result<PathBuf> {
    let target = house.target.join("wasm-build");
    let mut cargo = house.cargo();
    cargo.args(["rustc", "--profile=wasm", "--target=wasm32-unknown-unknown", "--package", unit.package]);
    cargo.args(unit.pick).args(std.flags()).arg("--target-dir").arg(&target);
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTFLAGS");
    if std == Std::Rebuilt {
        cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zlocation-detail=none -Zfmt-debug=none");
    }
    child::run(&mut cargo)?;
    let made = target.join("wasm32-unknown-unknown/wasm").join(unit.name).with_extension("wasm");
    ensure!(made.exists(), "package {} makes no {}; is its library a cdylib?", unit.package, made.display());
    Ok(made)
}
