//! What visitors load, by part: weighed, held against the budgets of the design and against docs/size.md, which keeps it.

mod table;
mod weight;

use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::house::House;
use crate::steps::Steps;
use crate::{tools, web};
use table::{Row, Table};
use weight::Weight;

/// Where the table is kept, below the checkout.
const KEPT: &str = "docs/size.md";
/// What to do with the table.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Writes the table into docs/size.md, which review looks at.
    #[arg(long)]
    write: bool,
}

/// `cargo xtask size`.
pub(crate) fn command(house: &House, args: &Args) -> Result<()> {
    let mut steps = Steps::new(web::STEPS + 1);
    steps.run("tools", || tools::ensure(house, &web::TOOLS))?;
    web::build(house, &mut steps)?;
    if !args.write {
        return check(house);
    }
    let table = Table::of(&house.web())?;
    print!("{}", table.plain());
    let path = house.root.join(KEPT);
    fs::write(&path, table.page()).with_context(|| format!("cannot write {}", path.display()))?;
    within_budget(&table)
}

/// Prints the table, and holds it against the budgets and what is kept.
pub(crate) fn check(house: &House) -> Result<()> {
    let table = Table::of(&house.web())?;
    print!("{}", table.plain());
    within_budget(&table)?;
    let path = house.root.join(KEPT);
    let kept = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    as_kept(&table, &Table::read(&kept)?)
}

fn within_budget(table: &Table) -> Result<()> {
    for Row { name, weight: Weight { brotli, .. }, budget, .. } in &table.rows {
        let Some(budget) = budget else { continue };
        ensure!(
            brotli <= budget,
            "{name} weighs {brotli} bytes of brotli, {} over its budget of {budget}; \
             look at what the last change or its dependencies brought in",
            brotli - budget
        );
    }
    Ok(())
}

/// Says whether every part weighs what it weighed when the table was written.
fn as_kept(table: &Table, kept: &Table) -> Result<()> {
    let names = |table: &Table| table.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let mut changes = Vec::new();
    if names(table) != names(kept) {
        changes.push(format!("it has {}", names(kept).join(", ")));
    }
    for row in &table.rows {
        let Some(before) = kept.rows.iter().find(|before| before.name == row.name) else { continue };
        let (now, before) = (row.weight.brotli, before.weight.brotli);
        if now.abs_diff(before) > tolerance(before) {
            changes.push(format!("{} had {before} bytes of brotli and has {now}", row.name));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    bail!("{KEPT} is out of date, {}; `cargo xtask size --write` brings it up to date", changes.join("; "))
}

/// How far a row may be from what is kept, in bytes of brotli: a fiftieth of `kept`, and what a line weighs in a small part.
fn tolerance(kept: usize) -> usize {
    (kept / 50).max(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table whose loader and first prompt travel as this many bytes of brotli.
    fn table(loader: usize, wasm: usize) -> Table {
        let web = tempfile::tempdir().unwrap();
        weight::put(web.path(), "sondeo.js", loader);
        for (file, brotli) in [("prompt-0.js", 0), ("widget-0.js", 0), ("widget-0.wasm", wasm), ("extra-0.js", 100)] {
            weight::put(web.path(), &format!("assets/{file}"), brotli);
        }
        let dashboard =
            ["dashboard-0.js", "dashboard-0.wasm", "dashboard-0.css", "page-0.js", "chart-0.js", "uplot-0.js"];
        for file in dashboard.into_iter().chain(["surveys-0.js", "surveys-0.wasm"]) {
            weight::put(web.path(), &format!("assets/{file}"), 1_000);
        }
        Table::of(web.path()).unwrap()
    }

    #[test]
    fn budgets_are_kept_to_the_byte() {
        within_budget(&table(2_048, 51_200 - 2_048)).unwrap();
        let refused = within_budget(&table(2_049, 0)).unwrap_err().to_string();
        assert!(refused.starts_with("every visit weighs 2049 bytes of brotli, 1 over"), "{refused}");
        let refused = within_budget(&table(2_048, 51_200 - 2_047)).unwrap_err().to_string();
        assert!(refused.starts_with("up to the first prompt weighs 51201 bytes of brotli, 1 over"), "{refused}");
    }

    #[test]
    fn what_is_kept_reads_as_what_was_weighed() {
        let table = table(2_000, 40_000);
        as_kept(&table, &Table::read(&table.page()).unwrap()).unwrap();
    }

    #[test]
    fn growth_by_more_than_a_fiftieth_has_to_be_written_down() {
        let kept = table(2_000, 40_000);
        as_kept(&table(2_064, 40_000), &kept).unwrap();
        as_kept(&table(2_000, 40_800), &kept).unwrap();
        assert!(as_kept(&table(2_000, 40_801), &kept).is_err());
        let refused = as_kept(&table(2_065, 40_000), &kept).unwrap_err().to_string();
        assert!(refused.contains("every visit had 2000 bytes of brotli and has 2065"), "{refused}");
        assert!(refused.contains("size --write"), "{refused}");
    }

    #[test]
    fn a_part_that_the_page_does_not_list_has_to_be_written_down() {
        let (now, mut kept) = (table(2_000, 40_000), table(2_000, 40_000));
        kept.rows.retain(|row| row.name != "extra.js");
        assert!(as_kept(&now, &kept).is_err());
    }
}
