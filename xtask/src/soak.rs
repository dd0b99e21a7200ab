//! `cargo xtask soak`: the faults of the suites `durability` and `browser` at full length, and a table of what came of
//! them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::house::House;
use crate::{child, suites, test};

/// What the help ends with.
pub(crate) const HELP: &str = "\
Parts of test names choose what is run:
  cargo xtask soak                                    all of it: two hours or more
  cargo xtask soak --suite browser                    what needs browsers
  cargo xtask soak --suite durability killing power_loss    kill -9 and loss of power, some ten minutes
  cargo xtask soak --suite durability dying::nothing  death at each point of a batch, on both engines

How long each fault runs is said in tests/durability/extent.rs and tests/browser/extent.rs. What the
tests say is shown as it comes; their figures are in the table at the end and, a line of JSON each, in
target/soak.";

/// What of a report of load goes into the table; the file has the rest.
const OF_A_REPORT: [&str; 7] = ["acked", "resent", "stored", "lost", "doubled", "phantom", "status_500"];

/// Which faults to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The suite to run; both if none is named.
    #[arg(long, value_enum)]
    suite: Option<Suite>,
    /// Parts of test names, `killing power_loss`; all tests if none is given.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// A suite that is longer where there is time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Suite {
    Durability,
    Browser,
}

impl Suite {
    const ALL: [Self; 2] = [Self::Durability, Self::Browser];

    const fn name(self) -> &'static str {
        match self {
            Self::Durability => "durability",
            Self::Browser => "browser",
        }
    }

    fn command(self, house: &House) -> Result<Command> {
        match self {
            Self::Durability => Ok(suites::durability(house)),
            Self::Browser => suites::browser(house),
        }
    }
}

/// Builds what the tests need, runs them one after the other, and says what came of them.
pub(crate) fn run(house: &House, args: &Args) -> Result<()> {
    let began = Instant::now();
    let folder = house.target.join("soak");
    let name = if args.names.is_empty() { "all".to_owned() } else { args.names.join("-").replace(':', "") };
    let path = folder.join(name).with_extension("jsonl");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;

    let (mut found, mut failed) = (Vec::new(), Vec::new());
    for suite in Suite::ALL.into_iter().filter(|suite| args.suite.is_none_or(|named| named == *suite)) {
        let mut steps = test::prepare(house, suite.name())?;
        steps.announce(&format!("soak: {} at full length, one after the other", suite.name()));
        let mut cargo = suite.command(house)?;
        cargo.args(["--", "--nocapture", "--test-threads=1"]).args(&args.names).env("SONDEO_SOAK", "1");
        if let Err(why) = hear(&mut cargo, &mut file, &mut found) {
            failed.push(format!("{why:#}"));
        }
    }
    println!("\n{}\n{:.0} s; also in {}", table(&found), began.elapsed().as_secs_f64(), path.display());
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    if found.is_empty() {
        bail!("nothing was found: no test with {} in its name has figures", args.names.join(" or "));
    }
    Ok(())
}

/// Shows what the tests say as it comes, and keeps their figures.
fn hear(cargo: &mut Command, file: &mut File, found: &mut Vec<Map<String, Value>>) -> Result<()> {
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    for line in BufReader::new(child.stdout.take().context("its output is piped")?).lines() {
        let line = line.context("cannot read what the tests say")?;
        let Some(figures) = figures(&line) else {
            println!("{line}");
            continue;
        };
        // Whoever gives up in the middle has what was found until then.
        writeln!(file, "{}", Value::Object(figures.clone())).context("cannot write the figures")?;
        found.push(figures);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", child::line(cargo));
    }
    Ok(())
}

/// The figures in a line that begins with the name of a run; libtest may have written before it.
fn figures(line: &str) -> Option<Map<String, Value>> {
    let object = line.get(line.find('{')?..)?;
    let figures: Map<String, Value> = serde_json::from_str(object).ok()?;
    figures.get("run").is_some_and(Value::is_string).then_some(figures)
}

fn table(found: &[Map<String, Value>]) -> String {
    let row = |figures: &Map<String, Value>| {
        let is_report = OF_A_REPORT.iter().all(|name| figures.contains_key(*name));
        let told = figures.iter().filter(|(name, figure)| match is_report {
            true => OF_A_REPORT.contains(&name.as_str()),
            false => figure.is_number(),
        });
        let told: Vec<String> = told.map(|(name, figure)| format!("{name} {figure}")).collect();
        format!("{:<46}{}\n", figures["run"].as_str().unwrap_or_default(), told.join(", "))
    };
    format!("{:<46}figures\n{}", "run", found.iter().map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_behind_what_libtest_wrote() {
        let found = figures(r#"test killing::x ... {"run":"kill -9","kills":100}"#).unwrap();
        assert_eq!(found["kills"], 100);
        for other in ["cycle 1: 40 stored", "panicked: Order { told: 1 }", r#"{"status":"stored"}"#] {
            assert_eq!(figures(other), None, "{other}");
        }
    }

    #[test]
    fn the_table_has_the_figures_of_a_run_and_what_must_be_0_of_a_report() {
        let report = r#"{"run":"kill -9","sent":9,"acked":7,"resent":1,"stored":7,"lost":0,"doubled":0,"phantom":0,"status_500":0,"latency_ms":{}}"#;
        let found = [report, r#"{"run":"kill -9","kills":100}"#].map(|line| figures(line).unwrap());
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let rows: Vec<String> = table(&found).lines().map(words).collect();
        assert_eq!(
            rows,
            [
                "run figures",
                "kill -9 acked 7, doubled 0, lost 0, phantom 0, resent 1, status_500 0, stored 7",
                "kill -9 kills 100"
            ]
        );
    }
}
