//! `cargo xtask test`: runs suites, each to its end, and says how each went.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::house::House;
use crate::steps::Steps;
use crate::suites::{self, Suite};
use crate::tools::{self, Tool};

/// Which suites to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The suites to run; all of them if none is named.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the suites that were named.
pub(crate) fn run(house: &House, args: &Args) -> Result<()> {
    let plan = plan(&args.names)?;
    tools::ensure(house, &tools_of(&plan))?;
    let mut steps = Steps::new(plan.len());
    let mut rows: Vec<Row> = Vec::new();
    for suite in plan {
        steps.announce(&format!("{}: {}", suite.name, suite.about));
        let started = Instant::now();
        let verdict = match suite.after.iter().find(|needed| !passed(&rows, needed.name)) {
            Some(needed) => Verdict::Failed(format!("not run, because {} failed", needed.name)),
            None => match (suite.check)(house) {
                Ok(()) => Verdict::Passed,
                Err(cause) => Verdict::Failed(format!("{cause:#}")),
            },
        };
        if let Verdict::Failed(why) = &verdict {
            eprintln!("error: {why}");
        }
        rows.push(Row { name: suite.name, verdict, took: started.elapsed() });
    }
    print(&rows);
    let failed: Vec<&str> = rows.iter().filter(|row| row.verdict != Verdict::Passed).map(|row| row.name).collect();
    if !failed.is_empty() {
        bail!("{} failed", failed.join(", "));
    }
    Ok(())
}

/// Builds what the suite `name` needs; what is left of the steps is the suite's own.
pub(crate) fn prepare(house: &House, name: &str) -> Result<Steps> {
    let plan = plan(&[name.to_owned()])?;
    tools::ensure(house, &tools_of(&plan))?;
    let mut steps = Steps::new(plan.len());
    for suite in plan.iter().filter(|suite| suite.name != name) {
        steps.run(&format!("{}: {}", suite.name, suite.about), || (suite.check)(house))?;
    }
    Ok(steps)
}

/// How a suite went.
struct Row {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
}

#[derive(PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed(String),
}

fn passed(rows: &[Row], name: &str) -> bool {
    rows.iter().any(|row| row.name == name && row.verdict == Verdict::Passed)
}

/// The suites with these names in their own order, each behind what it needs.
pub(crate) fn plan(names: &[String]) -> Result<Vec<&'static Suite>> {
    if let Some(unknown) = names.iter().find(|name| suites::ALL.iter().all(|suite| suite.name != **name)) {
        bail!("there is no suite {unknown}\n\n{}", suites::help());
    }
    let mut plan = Vec::new();
    for suite in suites::ALL.iter().filter(|suite| names.is_empty() || names.iter().any(|name| name == suite.name)) {
        add(&mut plan, suite);
    }
    Ok(plan)
}

fn add(plan: &mut Vec<&'static Suite>, suite: &'static Suite) {
    for needed in suite.after {
        add(plan, needed);
    }
    if plan.iter().all(|planned| planned.name != suite.name) {
        plan.push(suite);
    }
}

/// What the whole plan needs, each once, in the order in which it is best looked for.
pub(crate) fn tools_of(plan: &[&Suite]) -> Vec<Tool> {
    let mut tools: Vec<Tool> = plan.iter().flat_map(|suite| suite.tools).copied().collect();
    tools.sort_unstable();
    tools.dedup();
    tools
}

/// Prints the table, and the line that those who read logs look for.
fn print(rows: &[Row]) {
    println!("\n{:<14}{:<10}{:>8}", "suite", "verdict", "seconds");
    for row in rows {
        let verdict = if row.verdict == Verdict::Passed { "passed" } else { "FAILED" };
        println!("{:<14}{verdict:<10}{:>8.1}", row.name, row.took.as_secs_f64());
    }
    let passed = rows.iter().filter(|row| row.verdict == Verdict::Passed).count();
    println!("\nsuites: {passed} passed, {} failed", rows.len() - passed);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &[&str]) -> Vec<&'static str> {
        let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
        plan(&asked).unwrap().iter().map(|suite| suite.name).collect()
    }

    #[test]
    fn nothing_named_is_everything() {
        assert_eq!(
            names(&[]),
            [
                "fmt",
                "tidy",
                "clippy",
                "deny",
                "doc",
                "unit",
                "agreement",
                "trunk",
                "web",
                "size",
                "sondeo",
                "api",
                "schemathesis",
                "hostile",
                "browser",
                "npm",
                "faults",
                "durability"
            ]
        );
    }

    #[test]
    fn a_suite_comes_behind_what_it_needs_and_with_nothing_else() {
        assert_eq!(names(&["fmt"]), ["fmt"]);
        assert_eq!(names(&["browser", "size"]), ["web", "size", "sondeo", "browser"]);
    }

    #[test]
    fn an_unknown_suite_is_answered_with_those_there_are() {
        let refused = plan(&["uint".into()]).unwrap_err().to_string();
        assert!(
            refused.starts_with("there is no suite uint") && refused.contains("  unit          unit and"),
            "{refused}"
        );
    }

    #[test]
    fn system_packages_are_looked_for_first_and_only_where_needed() {
        assert_eq!(tools_of(&plan(&["fmt".into()]).unwrap()), []);
        assert_eq!(
            tools_of(&plan(&["browser".into()]).unwrap()),
            [Tool::CCompiler, Tool::Browser, Tool::RustSource, Tool::Geckodriver]
        );
    }
}
