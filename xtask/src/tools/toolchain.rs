//! Parts of the Rust toolchain that rustup adds when asked.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::child;

/// A part that not every toolchain has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// The source of std.
    RustSource,
    /// The shipped std for browsers.
    WasmTarget,
}

impl Part {
    /// A file of the sysroot that only this part brings.
    const fn sign(self) -> &'static str {
        match self {
            Self::RustSource => "lib/rustlib/src/rust/library/Cargo.lock",
            Self::WasmTarget => "lib/rustlib/wasm32-unknown-unknown/lib",
        }
    }

    /// What rustup is told.
    const fn request(self) -> [&'static str; 3] {
        match self {
            Self::RustSource => ["component", "add", "rust-src"],
            Self::WasmTarget => ["target", "add", "wasm32-unknown-unknown"],
        }
    }
}

/// Says whether the toolchain that runs xtask has `part`; rustup is not needed for that.
pub(crate) fn has(part: Part) -> Result<bool> {
    static SYSROOT: OnceLock<String> = OnceLock::new();
    let sysroot = match SYSROOT.get() {
        Some(sysroot) => sysroot,
        None => {
            let asked = child::read(Command::new("rustc").args(["--print", "sysroot"]))?;
            SYSROOT.get_or_init(|| asked.trim().to_owned())
        }
    };
    Ok(Path::new(sysroot).join(part.sign()).exists())
}

/// Makes sure of `part`; rustup installs nothing by itself here, so it is asked.
pub(crate) fn ensure(part: Part) -> Result<()> {
    if has(part)? {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(part.request());
    let line = child::line(&rustup);
    eprintln!("      {line}");
    child::run(&mut rustup).with_context(|| {
        format!("the Rust toolchain lacks {}; run `{line}` where rustup works, then again", part.request()[2])
    })
}
