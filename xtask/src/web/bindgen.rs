//! wasm-bindgen: a WebAssembly module and the JavaScript that stands between it and the page.
//!
//! As a library, not as the command: measured on two cores, compiling the library into xtask
//! takes 44 s once, `cargo install wasm-bindgen-cli` 105 s, and Cargo.lock then fixes it
//! together with the wasm-bindgen that the crates use, which must be of the same version. Only
//! Trunk needs the command.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// Who starts the WebAssembly.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// Whoever imports the JavaScript: it instantiates the module with the JavaScript's exports
    /// as the imports `./<name>_bg.js`, and hands the instance's exports to `__wbg_set_wasm`.
    Importer,
    /// The JavaScript's default export, which is told where the WebAssembly is.
    DefaultExport,
}

/// What a browser needs to run a crate.
#[derive(Debug)]
pub(crate) struct Bound {
    /// The JavaScript module. It knows no address of the WebAssembly.
    pub(crate) js: String,
    /// The WebAssembly.
    pub(crate) wasm: Vec<u8>,
}

/// Binds the WebAssembly that cargo built.
pub(crate) fn bind(wasm: &Path, start: Start) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    match start {
        Start::Importer => bindgen.bundler(true)?,
        Start::DefaultExport => bindgen.web(true)?,
    };
    let mut output = bindgen
        .input_path(wasm)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen refuses {}", wasm.display()))?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "{} brings JavaScript files of its own, which would be requests of their own; \
         find the dependency that uses `inline_js` or `module = \"/...\"` and do without it",
        wasm.display()
    );
    let js = match start {
        // What a bundler is given besides only loads the WebAssembly.
        Start::Importer => output.start().context("wasm-bindgen made no glue")?.clone(),
        Start::DefaultExport => output.js().to_owned(),
    };
    Ok(Bound { js, wasm: output.wasm_mut().emit_wasm() })
}
