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
    let (mut js, mut wasm) = (js, output.wasm_mut().emit_wasm());
    number_names(&mut js, &mut wasm);
    Ok(Bound { js, wasm })
}

/// How many digits a hash in a name has.
const HASH: usize = 16;

/// Numbers the names between the two, which wasm-bindgen tells apart by hashes: nothing compresses a hash, and the widget has
/// ninety of them twice, 1.2 KB of brotli. A number is as long as the hash that it replaces, so that the module stays
/// what it is.
fn number_names(js: &mut String, wasm: &mut [u8]) {
    let is_hash = |text: &[u8]| text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut hashes: Vec<String> = Vec::new();
    for (at, _) in js.match_indices('_') {
        if let Some(hash) = js.get(at + 1..at + 1 + HASH)
            && is_hash(hash.as_bytes())
            && !hashes.iter().any(|known| known == hash)
        {
            hashes.push(hash.to_owned());
        }
    }
    for (number, hash) in hashes.iter().enumerate() {
        let (hash, number) = (format!("_{hash}"), format!("_{number:0HASH$}"));
        *js = js.replace(&hash, &number);
        let places: Vec<usize> = wasm
            .windows(hash.len())
            .enumerate()
            .filter(|(_, text)| *text == hash.as_bytes())
            .map(|(at, _)| at)
            .collect();
        for at in places {
            wasm[at..at + hash.len()].copy_from_slice(number.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number_names;

    #[test]
    fn names_stay_the_same_on_both_sides_and_as_long_as_they_were() {
        let mut js = "__wbg_now_003ee833af9699fc __wbg_get_be5b34249ff1fc15 _003ee833af9699fc _short".to_owned();
        let mut wasm = b"\x1a__wbg_now_003ee833af9699fc\0__wbg_get_be5b34249ff1fc15 _1111111111111111".to_vec();
        number_names(&mut js, &mut wasm);
        assert_eq!(js, "__wbg_now_0000000000000000 __wbg_get_0000000000000001 _0000000000000000 _short");
        assert_eq!(wasm, b"\x1a__wbg_now_0000000000000000\0__wbg_get_0000000000000001 _1111111111111111");
    }
}
