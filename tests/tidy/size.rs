//! What visitors load, as docs/size.md keeps it, is within the budgets of the design.

use crate::house::{self, File};

const RULE: &str = "Visitors load no more than the design grants (docs/size.md, written by `cargo xtask size --write`). \
Look at what the last change or its dependencies brought in.";

/// The page that keeps the table.
const PAGE: &str = "docs/size.md";
/// What is loaded together, and its budget in bytes of brotli.
const BUDGETS: [(&str, usize); 3] =
    [("every visit", 2 * 1024), ("up to the first prompt", 50 * 1024), ("the dashboard", 300 * 1024)];

fn broken(files: &[File]) -> Vec<String> {
    let page = files.iter().find(|file| file.path == PAGE).map_or("", |file| &file.text);
    let broken = |(name, budget)| {
        let brotli = page.lines().find_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if *cells.first()? != name { None } else { cells.get(4)?.replace(',', "").parse::<usize>().ok() }
        });
        match brotli {
            None => Some(format!("{PAGE} has no row \"{name}\"")),
            Some(brotli) => (brotli > budget).then(|| format!("{name}: {brotli} bytes of brotli, at most {budget}")),
        }
    };
    BUDGETS.into_iter().filter_map(broken).collect()
}

#[test]
fn budgets_are_kept() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn what_is_over_its_budget_and_what_is_not_said_is_found() {
    let row = |name, brotli| format!("| {name} | | 9 | 9 | {brotli} | 9,999,999 |\n");
    let others = row("up to the first prompt", "51,200") + &row("the dashboard", "307,200");
    let page = |every_visit| File::new(PAGE, &(row("every visit", every_visit) + &others));
    assert_eq!(broken(&[page("2,048")]), [""; 0]);
    assert_eq!(broken(&[page("2,049")]), ["every visit: 2049 bytes of brotli, at most 2048"]);
    assert_eq!(
        broken(&[File::new(PAGE, &(row("every visit", "9") + &row("the dashboard", "9")))]),
        [r#"docs/size.md has no row "up to the first prompt""#]
    );
}
