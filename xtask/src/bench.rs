//! `cargo xtask bench`: builds what is measured, then lets the collector's benchmark measure it.

mod floor;
mod peers;

use anyhow::Result;
use clap::Subcommand;

use crate::house::House;
use crate::steps::Steps;
use crate::tools::{self, Tool};
use crate::{child, suites, test, web};

/// What can be measured. Tables say beside each figure whether its budget was met; nothing fails because of one.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Durable responses a second, beside the least that an axum server with SQLite can do.
    ///
    /// Five rounds by turns at 64 and at 256 connections; the median of their ratios is what
    /// counts. The floor is built from ../shared/bench/floor; without it, there is no ratio.
    Ingest {
        /// How many rounds there are.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How many responses a round has.
        #[arg(long, default_value_t = 150_000)]
        responses: usize,
    },
    /// Durable responses a second on PostgreSQL, beside bare inserts of the same rows by as many connections.
    ///
    /// The benchmark starts a server of its own; over HTTP it is measured too, with nothing beside it.
    Postgres {
        /// How many rounds there are.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How many responses a round has; over HTTP a quarter.
        #[arg(long, default_value_t = 500_000)]
        responses: usize,
    },
    /// The memory of the collector at rest, and with ten times the connections at which ingest is measured.
    Memory {
        /// How many connections have a request under way.
        #[arg(long, default_value_t = 2_560)]
        connections: usize,
    },
    /// Prompts a second, beside a bare axum server that parses the request and answers as many bytes.
    Prompts {
        /// How many rounds there are.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
    },
    /// One, two and three collectors on one PostgreSQL: what they store, and what a report costs each side.
    ///
    /// All of them, their server and the load share this machine.
    Collectors {
        /// How many prompts there are; each is shown, rated and completed.
        #[arg(long, default_value_t = 40_000)]
        prompts: usize,
        /// How many sites they are of.
        #[arg(long, default_value_t = 1)]
        sites: usize,
    },
    /// What a question about a year and 50 touchpoints costs, by how many responses there are.
    ///
    /// The stores are filled through the collector's own batches and kept in the target folder
    /// for the next time: 10,000,000 responses take some minutes and 1.6 GB.
    Scores {
        /// How many responses the stores have; the first is what the others are compared with.
        #[arg(long, value_delimiter = ',', default_values_t = [100_000, 10_000_000])]
        responses: Vec<usize>,
    },
    /// What an export of all responses costs: its memory, and what reports wait beside it.
    ///
    /// Reports come at half of what can be taken, alone and beside an export by turns; then one is read slowly.
    Export {
        /// How many rounds there are.
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// How many responses are exported.
        #[arg(long, default_value_t = 1_000_000)]
        responses: usize,
        /// How long reports come, each time, in seconds.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// What a page of responses costs, whatever its filters, by how many responses there are, and what else the dashboard
    /// asks for on its pages.
    ///
    /// The stores are those of `scores`.
    Pages {
        /// How many responses the stores have.
        #[arg(long, value_delimiter = ',', default_values_t = [100_000, 10_000_000])]
        responses: Vec<usize>,
    },
    /// What a prompt costs the page: from the interaction until it is seen, long tasks, layout shift, bytes.
    ///
    /// Fifteen first visits in Chromium, with the processor and the network as they are and slowed down. The collector
    /// is the build of the tests.
    Widget,
    /// From the navigation to the score on the dashboard, at a first visit, also with a processor 4 times slower.
    Dashboard,
    /// From the navigation to the visible prompt, beside the prompts of four peers' SDKs in the same harness.
    ///
    /// Visits take turns, on loopback as it is and on a slow network with a slow processor. The harness is
    /// ../shared/bench/browser; npm installs the peers into the user's cache. The collector is the build of the tests.
    Peers {
        /// How many visits each has on each network.
        #[arg(long, default_value_t = 15)]
        runs: usize,
    },
    /// From exec to listening, and the memory of an idle collector, with a full store.
    Start {
        /// How many responses the store has.
        #[arg(long, default_value_t = 10_000_000)]
        responses: usize,
    },
}

impl Bench {
    /// Builds, then measures.
    pub(crate) fn run(self, house: &House) -> Result<()> {
        if let Self::Widget = self {
            test::prepare(house, "browser")?.announce("widget: measure");
            return child::run(suites::browser(house)?.args(["--", "--ignored", "--nocapture", "speed::"]));
        }
        if let Self::Dashboard = self {
            test::prepare(house, "browser")?.announce("dashboard: measure");
            return child::run(suites::browser(house)?.args(["--", "--ignored", "--nocapture", "owner::opening::"]));
        }
        if let Self::Peers { runs } = self {
            return peers::run(house, runs);
        }
        let with_floor = matches!(self, Self::Ingest { .. });
        let with_postgres = matches!(self, Self::Postgres { .. } | Self::Collectors { .. });
        let more: &[Tool] = if with_postgres { &[Tool::Postgres] } else { &[] };
        let mut steps = Steps::new(web::STEPS + 2 + usize::from(with_floor));
        steps.run("tools", || tools::ensure(house, &[&web::TOOLS[..], more].concat()))?;
        web::build(house, &mut steps)?;
        let mut words = self.words();
        if with_floor && let Some(floor) = steps.run("floor: the least that a server can do", || floor::build(house))? {
            words.extend(["--floor".to_owned(), floor.display().to_string()]);
        }
        if !with_postgres {
            words.extend(["--folder".to_owned(), house.target.display().to_string()]);
        }
        steps.announce("collector: build, then measure");
        let mut cargo = house.cargo();
        cargo.args(["bench", "--package=collector", "--bench=speed"]);
        child::run(cargo.arg("--").args(words))
    }

    /// What the benchmark is told.
    fn words(&self) -> Vec<String> {
        let words = match self {
            Self::Ingest { rounds, responses } => format!("ingest --rounds {rounds} --responses {responses}"),
            Self::Collectors { prompts, sites } => format!("collectors --prompts {prompts} --sites {sites}"),
            Self::Postgres { rounds, responses } => format!("postgres --rounds {rounds} --responses {responses}"),
            Self::Memory { connections } => format!("memory --connections {connections}"),
            Self::Prompts { rounds } => format!("prompts --rounds {rounds}"),
            Self::Scores { responses } => {
                let responses: Vec<String> = responses.iter().map(ToString::to_string).collect();
                format!("scores --responses {}", responses.join(","))
            }
            Self::Export { rounds, responses, seconds } => {
                format!("export --rounds {rounds} --responses {responses} --seconds {seconds}")
            }
            Self::Pages { responses } => {
                let responses: Vec<String> = responses.iter().map(ToString::to_string).collect();
                format!("pages --responses {}", responses.join(","))
            }
            Self::Start { responses } => format!("start --responses {responses}"),
            Self::Widget | Self::Dashboard | Self::Peers { .. } => unreachable!("they are measured in a browser"),
        };
        words.split(' ').map(str::to_owned).collect()
    }
}
