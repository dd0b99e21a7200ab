//! The table: a row for each part and for what visitors load together, made from dist/web or read from docs/size.md.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::weight::Weight;
use crate::files;

/// The parts that there is something to say of, in the order of the table: what each is called before its hash, and when a
/// browser fetches it. Others follow.
const PARTS: [(&str, &str); 20] = [
    ("sondeo.js", "by every page"),
    ("prompt.js", "with the first interaction"),
    ("widget.js", "with the first prompt"),
    ("widget.wasm", "with the first prompt"),
    ("triggers.js", "where the tag says `data-triggers`"),
    ("debug.js", "where the tag says `data-debug`"),
    ("framed.js", "where the page refuses WebAssembly"),
    ("frame.js", "there, by the collector's frame"),
    ("check.js", "in a page that is being checked"),
    ("checking.js", "by the check page"),
    ("checking.css", "by the check page"),
    ("dashboard.js", "by the dashboard"),
    ("dashboard.wasm", "by the dashboard"),
    ("dashboard.css", "by the dashboard"),
    ("page.js", "by the dashboard, for numbers and days"),
    ("chart.js", "by the dashboard, for charts"),
    ("uplot.js", "there, the library that draws them"),
    ("surveys.js", "by the dashboard's pages that write surveys"),
    ("surveys.wasm", "by the dashboard's pages that write surveys"),
    ("preview.js", "there, with the widget, to show one beforehand"),
];
/// What the dashboard loads before anything is seen, whichever page that shows scores.
const DASHBOARD: &[&str] = &["dashboard.js", "dashboard.wasm", "dashboard.css", "page.js", "chart.js", "uplot.js"];
/// The same of the pages on which surveys are written. What is seen beforehand comes later, in a frame.
const SURVEYS: &[&str] = &["surveys.js", "surveys.wasm", "dashboard.css", "page.js"];
/// What is loaded together: its name, the parts, and its budget in bytes of brotli (DESIGN.md, section 8).
const TOGETHER: [(&str, &[&str], usize); 4] = [
    ("every visit", &["sondeo.js"], 2 * 1024),
    ("up to the first prompt", &["sondeo.js", "prompt.js", "widget.js", "widget.wasm"], 50 * 1024),
    ("the dashboard", DASHBOARD, 300 * 1024),
    ("the dashboard's surveys", SURVEYS, 300 * 1024),
];

const PAGE: &str = "\
# What visitors load
In bytes, by part, as `cargo xtask size --write` found it. `cargo xtask test size` fails where a part weighs over a fiftieth
more or less than here, `cargo xtask test tidy` where a budget is not kept: growth shows in review, beside what it is for.

| part | fetched | raw | gzip | brotli | budget |
|---|---|---:|---:|---:|---:|
";

/// What one part weighs, or several together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    fetched: String,
    pub(super) weight: Weight,
    /// In bytes of brotli.
    pub(super) budget: Option<usize>,
}

/// All of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// Weighs every script, style sheet and WebAssembly file of dist/web that has a name by its hash, and the loader.
    pub(super) fn of(web: &Path) -> Result<Self> {
        let mut parts = vec![("sondeo.js".to_owned(), Weight::of(web, "sondeo.js")?)];
        for path in files::below(&web.join("assets"))?.into_keys() {
            let file = path.to_str().context("assets have names in UTF-8")?;
            if let Some(name) = part(file) {
                parts.push((name, Weight::of(web, &format!("assets/{file}"))?));
            }
        }
        let known = |name: &str| PARTS.iter().position(|(known, _)| *known == name);
        parts.sort_by_key(|(name, _)| (known(name).unwrap_or(PARTS.len()), name.clone()));
        let mut rows = Vec::new();
        for (name, parts_of_it, budget) in TOGETHER {
            let of = |name: &&str| {
                let found = parts.iter().find(|(part, _)| part == name);
                found.map(|(_, weight)| *weight).with_context(|| format!("dist/web has no {name}"))
            };
            let weight = parts_of_it.iter().map(of).sum::<Result<Weight>>()?;
            rows.push(Row { name: name.to_owned(), fetched: String::new(), weight, budget: Some(budget) });
        }
        rows.extend(parts.into_iter().map(|(name, weight)| {
            let fetched = known(&name).map(|at| PARTS[at].1).unwrap_or_default().to_owned();
            Row { name, fetched, weight, budget: None }
        }));
        Ok(Self { rows })
    }

    /// Reads docs/size.md.
    pub(super) fn read(page: &str) -> Result<Self> {
        let lines = page.lines().filter(|line| line.starts_with('|')).skip(2);
        let rows: Vec<Row> = lines.map(Row::read).collect::<Result<_>>()?;
        ensure!(!rows.is_empty(), "docs/size.md has no table; `cargo xtask size --write` writes one");
        Ok(Self { rows })
    }

    /// The table for a terminal.
    pub(super) fn plain(&self) -> String {
        let mut plain = format!("{:<28}{:>10}{:>10}{:>10}{:>10}\n", "bytes", "raw", "gzip", "brotli", "budget");
        for Row { name, weight: Weight { raw, gzip, brotli }, budget, .. } in &self.rows {
            let budget = budget.map(|bytes| bytes.to_string()).unwrap_or_default();
            let _ = writeln!(plain, "{name:<28}{raw:>10}{gzip:>10}{brotli:>10}{budget:>10}");
        }
        plain
    }

    /// The page docs/size.md.
    pub(super) fn page(&self) -> String {
        let mut page = PAGE.to_owned();
        for Row { name, fetched, weight: Weight { raw, gzip, brotli }, budget } in &self.rows {
            let budget = budget.map(with_commas).unwrap_or_default();
            let [raw, gzip, brotli] = [raw, gzip, brotli].map(|bytes| with_commas(*bytes));
            let _ = writeln!(page, "| {name} | {fetched} | {raw} | {gzip} | {brotli} | {budget} |");
        }
        page
    }
}

impl Row {
    fn read(line: &str) -> Result<Self> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, fetched, raw, gzip, brotli, budget] = cells[..] else {
            anyhow::bail!("a row of docs/size.md has six cells: {line}");
        };
        let bytes = |cell: &str| -> Result<usize> {
            cell.replace(',', "").parse().with_context(|| format!("{cell:?} is no number of bytes: {line}"))
        };
        Ok(Self {
            name: name.to_owned(),
            fetched: fetched.to_owned(),
            weight: Weight { raw: bytes(raw)?, gzip: bytes(gzip)?, brotli: bytes(brotli)? },
            budget: (!budget.is_empty()).then(|| bytes(budget)).transpose()?,
        })
    }
}

/// What an asset is called before its hash, unless it is a form in which another travels.
fn part(file: &str) -> Option<String> {
    let (stem, extension) = file.rsplit_once('.')?;
    let (name, _hash) = stem.rsplit_once('-')?;
    ["js", "wasm", "css"].contains(&extension).then(|| format!("{name}.{extension}"))
}

fn with_commas(bytes: usize) -> String {
    let digits = bytes.to_string();
    let mut groups: Vec<&str> =
        digits.as_bytes().rchunks(3).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.reverse();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_the_table_that_it_was_written_from() {
        let row = |name: &str, brotli, budget| Row {
            name: name.to_owned(),
            fetched: "now and then".to_owned(),
            weight: Weight { raw: 1_234_567, gzip: 12_345, brotli },
            budget,
        };
        let table = Table { rows: vec![row("every visit", 999, Some(2_048)), row("frame.js", 1_000, None)] };
        assert!(table.page().contains("| every visit | now and then | 1,234,567 | 12,345 | 999 | 2,048 |"));
        assert_eq!(Table::read(&table.page()).unwrap(), table);
    }

    #[test]
    fn parts_are_known_by_their_names_before_the_hash() {
        assert_eq!(part("widget-0a1b.wasm").as_deref(), Some("widget.wasm"));
        assert_eq!(part("widget-0a1b.wasm.br"), None);
    }
}
