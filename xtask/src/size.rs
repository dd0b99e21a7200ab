//! What a visitor loads, by part, beside the budgets of the design.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use shared::wire::tag::WidgetFiles;

use crate::house::House;
use crate::steps::Steps;
use crate::{tools, web};

/// The loader, which every visit loads, in bytes of brotli.
const BEFORE_AN_INTERACTION: usize = 2 * 1024;
/// Everything up to the first prompt, in bytes of brotli.
const UP_TO_THE_FIRST_PROMPT: usize = 50 * 1024;

/// `cargo xtask size`.
pub(crate) fn command(house: &House) -> Result<()> {
    let mut steps = Steps::new(web::STEPS + 1);
    steps.run("tools", || tools::ensure(house, &web::TOOLS))?;
    web::build(house, &mut steps)?;
    check(&house.web())
}

/// Prints the table of the folder `web` and checks it against the budgets.
pub(crate) fn check(web: &Path) -> Result<()> {
    let manifest = fs::read(web.join("manifest.json")).context("dist/web has no manifest.json")?;
    let widget: WidgetFiles = serde_json::from_slice(&manifest).context("manifest.json is not a list of files")?;
    let loader = Weight::of(web, "sondeo.js")?;
    let glue = Weight::of(web, &widget.js)?;
    let wasm = Weight::of(web, &widget.wasm)?;
    let part = Weight::of(web, &named(web, "prompt")?)?;
    let all = loader.plus(part).plus(glue).plus(wasm);
    println!("{:<28}{:>10}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli", "budget");
    loader.print("loader (every visit)", Some(BEFORE_AN_INTERACTION));
    part.print("loader, second part", None);
    glue.print("glue", None);
    wasm.print("wasm", None);
    all.print("up to the first prompt", Some(UP_TO_THE_FIRST_PROMPT));
    within("what a visitor loads before an interaction", loader.brotli, BEFORE_AN_INTERACTION)?;
    within("what a visitor loads up to the first prompt", all.brotli, UP_TO_THE_FIRST_PROMPT)
}

/// Returns the path of the asset that is called `name` before its hash.
fn named(web: &Path, name: &str) -> Result<String> {
    for entry in fs::read_dir(web.join("assets")).context("dist/web has no assets")? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if file.ends_with(".js") && file.starts_with(&format!("{name}-")) {
            return Ok(format!("assets/{file}"));
        }
    }
    bail!("dist/web/assets has no {name}-HASH.js")
}

fn within(what: &str, brotli: usize, budget: usize) -> Result<()> {
    ensure!(
        brotli <= budget,
        "{what} weighs {brotli} bytes of brotli, {} over its budget of {budget}; \
         look at what the last change or its dependencies brought into the widget",
        brotli - budget
    );
    Ok(())
}

/// What a file weighs in each form in which it travels, in bytes.
#[derive(Clone, Copy, Debug)]
struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Weight {
    fn of(web: &Path, file: &str) -> Result<Self> {
        let len = |suffix: &str| -> Result<usize> {
            let path = web.join(format!("{file}{suffix}"));
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok(bytes.len())
        };
        Ok(Self { raw: len("")?, gzip: len(".gz")?, brotli: len(".br")? })
    }

    const fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }

    fn print(self, part: &str, budget: Option<usize>) {
        let budget = budget.map(|bytes| bytes.to_string()).unwrap_or_default();
        println!("{part:<28}{:>10}{:>10}{:>10}{budget:>10}", self.raw, self.gzip, self.brotli);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weighs a folder whose loader and wasm travel as this many bytes of brotli.
    fn check_of(loader: usize, wasm: usize) -> Result<()> {
        let web = tempfile::tempdir().unwrap();
        let files = WidgetFiles {
            js: "w.js".into(),
            wasm: "w.wasm".into(),
            js_sha384: String::new(),
            wasm_sha384: String::new(),
        };
        fs::write(web.path().join("manifest.json"), serde_json::to_vec(&files).unwrap()).unwrap();
        fs::create_dir(web.path().join("assets")).unwrap();
        for (name, brotli) in [("sondeo.js", loader), ("assets/prompt-0.js", 0), ("w.js", 0), ("w.wasm", wasm)] {
            for (suffix, len) in [("", 9), (".gz", 9), (".br", brotli)] {
                fs::write(web.path().join(format!("{name}{suffix}")), vec![0; len]).unwrap();
            }
        }
        check(web.path())
    }

    #[test]
    fn budgets_are_kept_to_the_byte() {
        check_of(2_048, 51_200 - 2_048).unwrap();
    }

    #[test]
    fn a_loader_that_is_too_heavy_is_refused() {
        let refused = check_of(2_049, 0).unwrap_err().to_string();
        assert!(refused.contains("before an interaction weighs 2049 bytes of brotli, 1 over"), "{refused}");
    }

    #[test]
    fn a_first_prompt_that_is_too_heavy_is_refused() {
        let refused = check_of(2_048, 51_200 - 2_047).unwrap_err().to_string();
        assert!(refused.contains("up to the first prompt weighs 51201 bytes of brotli, 1 over"), "{refused}");
    }
}
