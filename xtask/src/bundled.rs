//! The pages of docs/frameworks.md, bundled as whoever reads them would: `cargo xtask test npm`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::house::House;
use crate::tools::{Npm, node};
use crate::{child, files, suites};

/// What the page shows, by the language of its first block, and the file that this block is.
const SHOWN: [(&str, &str); 3] = [("ts", "usage.ts"), ("tsx", "OrderPlaced.tsx"), ("vue", "OrderPlaced.vue")];

/// Type-checks and bundles them, and lets customers answer on them.
pub(crate) fn check(house: &House) -> Result<()> {
    let pages = build(house)?;
    child::run(suites::browser(house)?.env("SONDEO_BUNDLED", pages).args(["--", "--ignored", "bundled::"]))
}

/// Type-checks and bundles them; returns the folder of the pages.
pub(crate) fn build(house: &House) -> Result<PathBuf> {
    let npm = Npm::bundler(house)?;
    // Below the packages, where Node looks for them. Every checkout has a folder of its own.
    let work = npm.folder().join("work").join(files::hash(house.root.display().to_string().as_bytes()));
    files::remove(&work)?;
    files::refresh(&house.root.join("tests/npm"), &work)?;
    files::refresh(&house.root.join("www/npm"), &work.join("src/node_modules/sondeo"))?;
    let path = house.root.join("docs/frameworks.md");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    for (language, name) in SHOWN {
        let block =
            block(&text, language).with_context(|| format!("docs/frameworks.md shows nothing in {language}"))?;
        fs::write(work.join("src").join(name), block).with_context(|| format!("cannot write {name}"))?;
    }
    let run = |tool: &str, words: &[&Path]| -> Result<()> {
        child::run(node(&work)?.arg(npm.folder().join("node_modules").join(tool)).args(words))
    };
    let pages = house.target.join("bundled");
    run("typescript/bin/tsc", &[Path::new("-p"), Path::new("tsconfig.types.json")])?;
    run("vue-tsc/bin/vue-tsc.js", &[])?;
    run("vite/bin/vite.js", &[Path::new("build"), Path::new("--logLevel=warn"), Path::new("--outDir"), &pages])?;
    Ok(pages)
}

/// The first block of a page in this language.
fn block<'a>(markdown: &'a str, language: &str) -> Option<&'a str> {
    let (_, behind) = markdown.split_once(&format!("\n```{language}\n"))?;
    behind.split_once("\n```\n").map(|(block, _)| block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_by_its_language_alone() {
        let page = "# A\n```tsx\nx\n```\ntext\n```ts\ny\n\nz\n```\n";
        assert_eq!(block(page, "ts"), Some("y\n\nz"));
        assert_eq!(block(page, "vue"), None);
    }
}
