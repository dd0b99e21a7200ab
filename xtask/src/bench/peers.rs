//! Our prompt beside those of the peers: the harness of ../shared/bench/browser, with our folder of tests/peers in it.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::house::House;
use crate::tools::{self, Npm, Tool, node};
use crate::{child, files, test};

/// Our name in the figures: the folder's.
const OURS: &str = "sondeo";
/// The bare form: a yardstick and no peer.
const FLOOR: &str = "floor-vanilla";
/// The networks: the harness's name, ours, and what the design grants of the soonest peer's time (section 8).
const NETWORKS: [(&str, &str, f64); 2] = [("fast", "fast", 0.75), ("slow4g", "slow", 0.65)];
/// The share of the machine that others may have had in a run, as the harness sees it.
const MOST_OF_OTHERS: f64 = 0.1;

/// Builds, installs, measures, and prints how we stand.
pub(super) fn run(house: &House, runs: usize) -> Result<()> {
    let harness = house.root.join("../shared/bench/browser");
    ensure!(harness.join("measure.mjs").exists(), "{} is not there: the peers are measured by it", harness.display());
    tools::ensure(house, &[Tool::Npm])?;
    let mut steps = test::prepare(house, "browser")?;
    steps.announce("peers: install, bundle, measure; each visit waits until the machine is idle");
    let npm = Npm::of("peers", &harness)?;
    npm.ensure()?;
    files::refresh(&harness, npm.folder())?;
    child::run(node(npm.folder())?.arg("build.mjs"))?;
    let mut measure = node(npm.folder())?;
    measure.args(["measure.mjs", "--profiles", "fast,slow4g", "--runs", &runs.to_string()]);
    measure.env("WIDGET_DIRS", house.root.join("tests/peers"));
    measure.env("SONDEO_BIN", house.sondeo("debug")).env("SONDEO_WEB", house.web());
    if let Some(chromium) = env::var_os("CHROMIUM") {
        measure.env("CHROME", chromium);
    }
    child::run(&mut measure)?;
    print!("{}", Figures::read(&npm.folder().join("results/perf.json"))?.table()?);
    Ok(())
}

/// What the harness found: runs by `widget|scenario|network`.
#[derive(Debug, Deserialize)]
struct Figures {
    results: BTreeMap<String, Vec<Run>>,
}

/// One visit.
#[derive(Debug, Deserialize)]
struct Run {
    /// From the start of the navigation to a score that can be seen, in milliseconds.
    visible: Option<f64>,
    /// Everything that the page loaded, with headers.
    bytes: Option<f64>,
    /// What other programs took of the processors meanwhile, 0 to 1.
    others: f64,
}

impl Figures {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not what the harness writes", path.display()))
    }

    /// The runs of `widget` in which it asked at once.
    fn shown(&self, widget: &str, network: &str) -> &[Run] {
        self.results.get(&format!("{widget}|show|{network}")).map_or(&[], Vec::as_slice)
    }

    /// Who showed a prompt, soonest on the first network first, with the medians of each network.
    fn medians(&self) -> Vec<(&str, [f64; 2], f64)> {
        let names = self.results.keys().filter_map(|key| key.strip_suffix(&format!("|show|{}", NETWORKS[0].0)));
        let mut rows: Vec<_> = names
            .filter_map(|name| {
                let visible = NETWORKS.map(|(network, ..)| median(self.shown(name, network), |run| run.visible));
                let [Some(fast), Some(slow)] = visible else { return None };
                Some((name, [fast, slow], median(self.shown(name, NETWORKS[0].0), |run| run.bytes)?))
            })
            .collect();
        rows.sort_by(|(_, [one, _], _), (_, [other, _], _)| one.total_cmp(other));
        rows
    }

    /// The table, and beside each ratio whether the budget was met.
    fn table(&self) -> Result<String> {
        let rows = self.medians();
        let of = |name| rows.iter().find(|(found, ..)| *found == name).map(|(_, visible, _)| *visible);
        let ours = of(OURS).context("our prompt was never visible")?;
        let floor = of(FLOOR).context("the bare form was never visible")?;
        let mut table =
            format!("\n{:<30}{:>10}{:>10}{:>12}\n", "navigation to prompt, median", "fast ms", "slow ms", "bytes");
        for (name, [fast, slow], bytes) in &rows {
            table += &format!("{name:<30}{fast:>10.0}{slow:>10.0}{bytes:>12.0}\n");
        }
        table += "\n";
        for (at, (network, name, budget)) in NETWORKS.into_iter().enumerate() {
            let peers = rows.iter().filter(|(name, ..)| ![OURS, FLOOR].contains(name));
            let soonest =
                peers.min_by(|one, other| one.1[at].total_cmp(&other.1[at])).context("no peer was visible")?;
            let ratio = ours[at] / soonest.1[at];
            let verdict = if ratio <= budget { "MET" } else { "NOT MET" };
            table += &format!(
                "{name}: {ratio:.2} of the soonest peer ({}), at most {budget}: {verdict}; {:.2} of the bare form\n",
                soonest.0,
                ours[at] / floor[at]
            );
            let runs = self.shown(OURS, network);
            let disturbed = runs.iter().filter(|run| run.others > MOST_OF_OTHERS).count();
            table +=
                &format!("  runs: {}, in which others took over a tenth of the machine: {disturbed}\n", runs.len());
        }
        Ok(table)
    }
}

fn median(runs: &[Run], figure: impl Fn(&Run) -> Option<f64>) -> Option<f64> {
    let mut found: Vec<f64> = runs.iter().filter_map(figure).collect();
    found.sort_by(f64::total_cmp);
    found.get(found.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures of widgets that were visible after these times, on each network.
    fn figures(widgets: &[(&str, f64, f64)]) -> Figures {
        let mut results = BTreeMap::new();
        for &(name, fast, slow) in widgets {
            for (network, visible) in [("fast", fast), ("slow4g", slow)] {
                let run = |others| Run { visible: Some(visible), bytes: Some(9.0), others };
                results.insert(format!("{name}|show|{network}"), vec![run(0.0), run(0.5)]);
            }
        }
        Figures { results }
    }

    #[test]
    fn the_soonest_peer_is_another_on_each_network_and_never_the_bare_form() {
        let figures = figures(&[
            ("floor-vanilla", 50.0, 500.0),
            ("a", 200.0, 3000.0),
            ("b", 300.0, 2000.0),
            ("sondeo", 150.0, 1301.0),
        ]);
        let table = figures.table().unwrap();
        assert!(
            table.contains("fast: 0.75 of the soonest peer (a), at most 0.75: MET; 3.00 of the bare form"),
            "{table}"
        );
        assert!(table.contains("slow: 0.65 of the soonest peer (b), at most 0.65: NOT MET; 2.60 of the"), "{table}");
        assert!(table.contains("runs: 2, in which others took over a tenth of the machine: 1"), "{table}");
    }

    #[test]
    fn a_prompt_that_was_never_visible_has_no_figures() {
        let refused = figures(&[("floor-vanilla", 50.0, 500.0), ("a", 200.0, 3000.0)]).table().unwrap_err();
        assert_eq!(refused.to_string(), "our prompt was never visible");
    }
}
