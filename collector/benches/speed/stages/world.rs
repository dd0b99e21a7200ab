//! A collector with fifty sites, who calls it, and what became of that.

use std::{
    process::Command,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use collector::{
    catalog::{KeyHash, Scope},
    store::{Store, place::Place, query::NewKey},
};
use rand::prelude::{IndexedRandom, SeedableRng, StdRng};
use serde_json::{Value, json};
use tests::{
    collector::{Collector, Data},
    load::{Crowd, Fresh, Ledger, Load, Mark, Mix, Report},
    postgres::{Cluster, Costs, Options},
    stored::{database, file},
};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::{
    Engine, Setting,
    machine::move_to_core,
    meter::{Meter, figure, round},
    quota::Quota,
};
use crate::{SONDEO, bodies::Shop, fill::KEY};

/// How many sites there are; the nth is visited an nth as often as the first.
const SITES: usize = 50;
/// How many addresses customers come from, by the word of a proxy.
const CALLERS: u32 = 10_000;
/// How long a customer's browser waits, for its turn and for the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most connections that the proxy holds: fewer than the collector takes in all.
const CONNECTIONS: usize = 900;
/// How often the owner asks for the scores and has a response erased.
const SCORES_EVERY: Duration = Duration::from_secs(1);
const ERASE_EVERY: Duration = Duration::from_secs(60);

/// All of it; a new one for each stage.
pub(super) struct World {
    pub(super) collector: Collector,
    pub(super) crowd: Crowd,
    pub(super) ledger: Arc<Ledger>,
    pub(super) load: Load,
    meter: Meter,
    mint: Mint,
    costs: Option<Costs>,
    began: Instant,
    // In this order: what runs in the group ends before it.
    data: Data,
    cluster: Option<Rc<Cluster>>,
    _quota: Option<Quota>,
}

/// Prompts as the collector signs them, one after the other.
struct Mint {
    shops: Rc<[Shop]>,
    random: StdRng,
    made: usize,
}

impl World {
    /// Starts a collector on an empty store that takes so many connections. The load is a proxy whose word counts.
    pub(super) async fn new(setting: &Setting, connections: u32) -> Result<Self> {
        move_to_core(0)?;
        let quota = setting.quota_us.map(Quota::new).transpose()?;
        let cluster = (setting.engine == Engine::Postgres).then(|| Rc::new(Cluster::start(&Options::default())));
        let data = cluster.as_ref().map_or_else(Data::new, |cluster| Data::on(&cluster.database()));
        let mut command = Command::new(SONDEO);
        command.env("SONDEO_LOG", "error");
        let mut words = vec!["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];
        let connections = connections.to_string();
        words.extend(["--max-connections", &connections, "--connections-per-address", "50"]);
        words.extend(["--trusted-proxy", "127.0.0.1/32"]);
        let shops = open(&data).await?;
        if let Some(quota) = &quota {
            quota.enter()?;
        }
        let collector = Collector::start(data.command_of(command, &words));
        if let Some(quota) = &quota {
            quota.leave()?;
        }
        move_to_core(1)?;
        let crowd = Crowd::new(
            &[&collector.address],
            &name(0),
            "https://shop.example",
            KEY,
            "post-purchase",
            "order_completed",
        );
        let crowd = crowd.with_sites(&(1..SITES).map(name).collect::<Vec<_>>()).of_callers(CALLERS);
        let log = cluster.is_none().then(|| data.folder().join("sondeo.db-wal"));
        let meter = Meter::start(&collector, log);
        let mint = Mint { shops: shops.into(), random: StdRng::seed_from_u64(setting.seed), made: 0 };
        let load =
            Load { mix: Mix::STAGES, patience: PATIENCE, at_once: CONNECTIONS, seed: setting.seed, ..Load::default() };
        let costs = cluster.as_ref().zip(data.database()).map(|(cluster, url)| cluster.costs(database_name(url)));
        let ledger = Arc::default();
        let began = Instant::now();
        Ok(Self { collector, crowd, ledger, load, meter, mint, costs, began, data, cluster, _quota: quota })
    }

    /// Offers so many requests a second for so long, with the owner beside.
    pub(super) async fn offer(&mut self, rate: f64, lasts: Duration) -> Offered {
        let load = Load { rate: (rate as u32).max(1), ..self.load };
        let (mark, before) = (self.ledger.mark(), self.ledger.acknowledged());
        let owner = self.owner();
        let ledger = Arc::clone(&self.ledger);
        let mut accepted = 0;
        let end = async {
            tokio::time::sleep(lasts).await;
            accepted = ledger.acknowledged() - before;
        };
        let late = load.run(&self.crowd, &self.ledger, &mut self.mint, end).await;
        owner.abort();
        let seconds = lasts.as_secs_f64();
        let drawn = late.count() as f64 / seconds;
        Offered {
            rate: round(drawn),
            accepted: round(accepted as f64 / seconds),
            late_ms: late.percentiles().p99,
            mark,
        }
    }

    /// The owner, until she is told to stop: the scores every second, a response erased every minute.
    fn owner(&self) -> JoinHandle<()> {
        let (crowd, ledger) = (self.crowd.clone(), Arc::clone(&self.ledger));
        tokio::task::spawn_local(async move {
            let (mut scores, mut random) = (interval(SCORES_EVERY), StdRng::seed_from_u64(1));
            scores.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut erased = Instant::now().checked_sub(ERASE_EVERY / 10 * 9).unwrap_or_else(Instant::now);
            loop {
                let due = scores.tick().await;
                ledger.is_told("scores", &crowd.scores(PATIENCE).await, due.elapsed());
                if erased.elapsed() < ERASE_EVERY {
                    continue;
                }
                // Of her own site's.
                let drawn = (0..100).filter_map(|_| ledger.any_acknowledged(&mut random));
                let Some(told) = drawn.into_iter().find(|told| told.site == 0) else { continue };
                erased = Instant::now();
                ledger.is_to_be_erased(told.id);
                let answer = crowd.erase(told.id, PATIENCE).await;
                ledger.is_erased(told.id, &answer, erased.elapsed());
            }
        })
    }

    /// So many new prompts.
    pub(super) fn prompts(&mut self, count: usize) -> Vec<Fresh> {
        (&mut self.mint).take(count).collect()
    }

    /// Ends it and says what it came to, with more `figures` of the stage's own; whether all that must be 0 is.
    pub(super) async fn end(mut self, run: &str, figures: Value) -> Result<(Value, bool)> {
        let lasted = self.began.elapsed().as_secs_f64();
        self.load.resolve(&self.crowd, &self.ledger, Duration::from_secs(60)).await;
        let page = self.collector.metrics.clone().unwrap_or_default();
        let cpu = figure(&page, "process_cpu_seconds_total").await.unwrap_or(f64::NAN);
        let commits = figure(&page, "sondeo_commit_duration_seconds_count").await.unwrap_or(f64::NAN);
        let mut metered = self.meter.read();
        self.collector.ask_to_end();
        self.collector.wait();
        let rows = match self.data.database() {
            Some(address) => database::rows(address).await,
            None => file::rows(self.data.folder()),
        };
        let verdict = self.ledger.judge(&rows);
        let report = Report::new(run, &self.ledger, &verdict);
        let (mut server_cpu, mut bytes) = (0.0, 0.0);
        match (&self.cluster, &self.costs, self.data.database()) {
            (Some(cluster), Some(before), Some(url)) => {
                let now = cluster.costs(database_name(url));
                server_cpu = now.cpu_s - before.cpu_s;
                metered["postgres_log_mib"] = json!(round((now.log_bytes - before.log_bytes) / f64::from(1 << 20)));
                for table in ["responses", "tallies"] {
                    bytes += cluster.bytes(database_name(url), table);
                }
            }
            _ => bytes += std::fs::metadata(self.data.folder().join("sondeo.db"))?.len() as f64,
        }
        let mut verify = self.data.command_of(Command::new(SONDEO), &["verify"]);
        let verified = verify.output().context("sondeo verify runs")?;
        let answers = report.acked.max(1) as f64;
        let is_clean = (report.lost, report.doubled, report.phantom, report.status_500) == (0, 0, 0, 0)
            && verified.status.success();
        let mut told = serde_json::to_value(&report)?;
        let all = told.as_object_mut().context("a report is an object")?;
        let costs = json!({
            "seconds": round(lasted),
            "cpu_ms_per_1000": round(cpu * 1e6 / answers),
            "postgres_cpu_ms_per_1000": round(server_cpu * 1e6 / answers),
            "commits_per_answer": (commits / answers * 1e4).round() / 1e4,
            "bytes_per_answer": (bytes / rows.len().max(1) as f64).round(),
            "retry_after_percent": round(100.0 - 100.0 * report.no_retry_after as f64 / report.told_to_wait.max(1) as f64),
            "tallies_equal_a_recount": verified.status.success(),
        });
        for more in [metered, costs, figures] {
            all.extend(more.as_object().cloned().unwrap_or_default());
        }
        ensure!(!all.is_empty(), "there are figures");
        Ok((told, is_clean))
    }
}

/// What was offered, and what was taken of it meanwhile.
#[derive(Debug)]
pub(super) struct Offered {
    /// Requests a second that were due.
    pub(super) rate: f64,
    /// Reports acknowledged a second.
    pub(super) accepted: f64,
    /// How late the loader itself was, 99 in 100.
    pub(super) late_ms: f64,
    /// When it began.
    pub(super) mark: Mark,
}

/// Makes the sites; the first has an owner.
async fn open(data: &Data) -> Result<Vec<Shop>> {
    let place = match data.database() {
        Some(url) => Place::Postgres(url.parse()?),
        None => data.folder().into(),
    };
    let store = Store::open(&place).await?;
    let mut shops = Vec::new();
    for at in 0..SITES {
        let keys = if at == 0 { vec![NewKey::lasting(KeyHash::of(KEY), Scope::Manage)] } else { Vec::new() };
        shops.push(Shop::add(&store, &name(at), keys).await?);
    }
    Ok(shops)
}

impl Iterator for Mint {
    type Item = Fresh;

    fn next(&mut self) -> Option<Fresh> {
        self.made += 1;
        let weighted: &[usize] = &SITES_BY_VISITS;
        let site = *weighted.choose(&mut self.random)?;
        let (id, token) = self.shops[site].prompt(self.made).ok()?;
        Some(Fresh { site, id, token })
    }
}

/// Each site as often as it is visited, of some hundreds: Zipf's law, rounded up.
static SITES_BY_VISITS: std::sync::LazyLock<Vec<usize>> =
    std::sync::LazyLock::new(|| (0..SITES).flat_map(|at| std::iter::repeat_n(at, (200 / (at + 1)).max(1))).collect());

fn name(site: usize) -> String {
    format!("shop-{site}")
}

fn database_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}
