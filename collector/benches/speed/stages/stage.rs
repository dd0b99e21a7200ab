//! What each stage does and what must hold in it.

use std::{
    collections::VecDeque,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use rand::prelude::{RngExt, SeedableRng, StdRng};
use serde_json::{Value, json};
use tests::load::{Fresh, Percentiles, Told};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant as Moment, interval_at, sleep},
};

use super::{Engine, Setting, meter::round, slow, world::World};
use crate::report::{at_least, under};

/// A stage's figures, and whether all that must be 0 is.
type Found = (Value, bool);

/// How many connections the collector takes: its default.
const PLACES: u32 = 1_024;
/// What 99 in 100 take at capacity, at most.
const CAPACITY_P99_MS: f64 = 200.0;
/// How long each step towards capacity lasts, and how much larger it is than the one before.
const STEP: Duration = Duration::from_secs(4);
const GROWTH: f64 = 1.25;
/// What must hold at half of the capacity: half, 99 in 100 and 999 in 1,000 within so many milliseconds.
const STEADY_MS: [f64; 3] = [10.0, 50.0, 250.0];
/// How long is looked for all to be as before.
const AFTER: Duration = Duration::from_secs(15);
/// How many seconds have to be so.
const IN_A_ROW: usize = 5;
/// How long a browser waits after its first, second and later failures, in seconds, and up to twice as long
/// (www/loader/prompt.js).
const BACKOFF_S: [f64; 5] = [1.0, 5.0, 30.0, 300.0, 3_600.0];

/// L0: steps up until it is too much.
pub(super) async fn capacity(setting: &Setting) -> Result<Found> {
    let mut world = World::new(setting, PLACES).await?;
    let run = name("L0 capacity", setting);
    let (mut rate, mut best, mut steps) = (if setting.quota_us.is_some() { 300.0 } else { 1_500.0 }, 0.0, Vec::new());
    // What begins is cold.
    world.offer(rate, STEP / 2).await;
    let mut failures = 0;
    while failures < 2 {
        let offered = world.offer(rate, STEP).await;
        let since = world.ledger.since(&offered.mark);
        let p99 = of(&since, "stored").p99;
        let failed: usize = since.iter().filter(|(name, _)| is_failure(name)).map(|(_, times)| times.count).sum();
        println!(
            "{run}: {:.0}/s offered, {:.0}/s acknowledged, p99 {p99} ms, {failed} failed, loader {} ms late",
            offered.rate, offered.accepted, offered.late_ms
        );
        steps.push(json!({ "rate": offered.rate, "accepted": offered.accepted, "p99": p99, "failed": failed,
            "loader_late_ms": offered.late_ms }));
        // Whoever shares the machine may spoil a step: it is tried once more.
        if p99 > CAPACITY_P99_MS || failed > 0 {
            failures += 1;
        } else {
            (best, failures) = (offered.accepted, 0);
            rate *= GROWTH;
        }
    }
    world.end(&run, json!({ "capacity": best, "steps": steps })).await
}

/// L1: half of the capacity.
pub(super) async fn steady(setting: &Setting, capacity: f64, seconds: u64) -> Result<Found> {
    let mut world = World::new(setting, PLACES).await?;
    let run = name("L1 steady", setting);
    world.offer(capacity / 2.0, Duration::from_secs(3)).await;
    println!("{run}: {:.0}/s for {seconds} s", capacity / 2.0);
    let offered = world.offer(capacity / 2.0, Duration::from_secs(seconds)).await;
    let stored = of(&world.ledger.since(&offered.mark), "stored");
    let budgets =
        [("p50", stored.p50, STEADY_MS[0]), ("p99", stored.p99, STEADY_MS[1]), ("p99.9", stored.p999, STEADY_MS[2])]
            .map(|(name, figure, budget)| format!("stored {name} {figure} ms: {}", under(figure, budget)));
    let figures = json!({ "offered_per_s": offered.rate, "accepted_per_s": offered.accepted,
        "loader_late_ms": offered.late_ms, "stored_ms": stored, "budgets": budgets });
    world.end(&run, figures).await
}

/// L2: two, five and ten times the capacity, each on a store of its own.
pub(super) async fn overload(setting: &Setting, capacity: f64, seconds: u64) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for times in [2.0, 5.0, 10.0] {
        let mut world = World::new(setting, PLACES).await?;
        let run = name(&format!("L2 overload {times} C"), setting);
        let usual = usual(&mut world, capacity).await;
        println!("{run}: {:.0}/s for {seconds} s", times * capacity);
        let offered = world.offer(times * capacity, Duration::from_secs(seconds)).await;
        let during = world.ledger.since(&offered.mark);
        let normal = normal(&mut world, capacity, usual).await;
        let scores = of(&during, "scores_200");
        let ratio = offered.accepted / capacity;
        let budgets = [
            format!("accepted, of C, {ratio:.2}: {}", at_least(ratio, 0.8)),
            format!("scores p99 {} ms: {}", scores.p99, under(scores.p99, 1_000.0)),
            format!("normal again after {normal:?} s: {}", under(normal.unwrap_or(f64::MAX), 10.0)),
        ];
        let figures = json!({ "offered_per_s": offered.rate, "accepted_per_s": offered.accepted,
            "loader_late_ms": offered.late_ms, "during_ms": during, "usual_p99_ms": usual,
            "normal_after_s": normal, "budgets": budgets });
        found.push(world.end(&run, figures).await?);
    }
    Ok(found)
}

/// L3: from nothing to twenty times the capacity for a second, every 30 s.
pub(super) async fn bursts(setting: &Setting, capacity: f64) -> Result<Found> {
    let mut world = World::new(setting, PLACES).await?;
    let run = name("L3 burst", setting);
    let mut bursts = interval_at(Moment::now(), Duration::from_secs(30));
    let mut found = Vec::new();
    for burst in 1..=3 {
        bursts.tick().await;
        let began = Instant::now();
        let offered = world.offer(20.0 * capacity, Duration::from_secs(1)).await;
        let over_s = round(began.elapsed().as_secs_f64());
        println!("{run}: burst {burst}, {:.0}/s, all answered or given up after {over_s} s", offered.rate);
        found.push(json!({ "offered_per_s": offered.rate, "loader_late_ms": offered.late_ms, "over_after_s": over_s }));
    }
    world.end(&run, json!({ "bursts": found })).await
}

/// L4: the same half of the capacity without slow connections and beside a thousand of them.
pub(super) async fn slow(setting: &Setting, capacity: f64, seconds: u64) -> Result<Found> {
    let mut world = World::new(setting, PLACES).await?;
    let run = name("L4 slow and hostile", setting);
    let half = Duration::from_secs((seconds / 2).max(1));
    world.offer(capacity / 2.0, Duration::from_secs(3)).await;
    println!("{run}: {:.0}/s for {seconds} s, in the second half beside 1,000 slow connections", capacity / 2.0);
    let alone = world.offer(capacity / 2.0, half).await;
    let alone = of(&world.ledger.since(&alone.mark), "stored");
    let slow = slow::Slow::start(world.collector.socket());
    world.offer(capacity / 2.0, Duration::from_secs(3)).await;
    let offered = world.offer(capacity / 2.0, half).await;
    let beside = world.ledger.since(&offered.mark);
    let told = slow.told();
    drop(slow);
    let stored = of(&beside, "stored");
    let ratio = stored.p99 / alone.p99;
    let budgets =
        [format!("p99 {} ms alone, {} ms beside: {ratio:.2} times, {}", alone.p99, stored.p99, under(ratio, 3.0))];
    let figures = json!({ "alone_ms": alone, "beside_ms": beside, "accepted_per_s": offered.accepted, "slow": told,
        "loader_late_ms": offered.late_ms, "budgets": budgets });
    let (found, clean) = world.end(&run, figures).await?;
    Ok((found, clean && told["status_500"] == 0))
}

/// L5: widgets that found no collector, each with an answer, until it is there again and all are heard.
pub(super) async fn thundering(setting: &Setting) -> Result<Found> {
    const WIDGETS: usize = 5_000;
    let mut world = World::new(setting, PLACES).await?;
    let run = name("L5 thundering return", setting);
    let (prompts, socket) = (world.prompts(WIDGETS), world.collector.socket());
    println!("{run}: {WIDGETS} widgets, the collector is frozen for 8 s; a minute and a half");
    freeze(&world, "STOP")?;
    let (began, lines) = (Instant::now(), Arc::new(Semaphore::new(world.load.at_once)));
    let mut widgets = JoinSet::new();
    for (at, fresh) in prompts.into_iter().enumerate() {
        let (crowd, ledger, lines) = (world.crowd.clone(), Arc::clone(&world.ledger), Arc::clone(&lines));
        widgets.spawn(async move {
            let told = widget_report(fresh, at);
            ledger.is_sent(&told);
            let mut random = StdRng::seed_from_u64(at as u64);
            for failures in 0.. {
                let turn = lines.acquire().await;
                let sent = Instant::now();
                let outcome =
                    ledger.is_answered(&told, &crowd.tell(&told, Duration::from_secs(2)).await, sent.elapsed());
                drop(turn);
                if outcome.is_final() {
                    return began.elapsed().as_secs_f64();
                }
                ledger.is_resent();
                let wait_s = BACKOFF_S[failures.min(BACKOFF_S.len() - 1)];
                sleep(Duration::from_secs_f64(wait_s * random.random_range(1.0..2.0))).await;
            }
            unreachable!("a widget tries for ever")
        });
    }
    sleep(Duration::from_secs(8)).await;
    freeze(&world, "CONT")?;
    let mut heard = widgets.join_all().await;
    heard.sort_by(f64::total_cmp);
    let at = |share: f64| round(heard[((heard.len() - 1) as f64 * share) as usize]);
    let figures = json!({ "widgets": WIDGETS, "collector": socket.to_string(), "heard_after_s":
        { "first": at(0.0), "p5": at(0.05), "p50": at(0.5), "p95": at(0.95), "last": at(1.0) } });
    world.end(&run, figures).await
}

fn widget_report(fresh: Fresh, at: usize) -> Told {
    Told::first(fresh, (at % 11) as i64, None)
}

fn freeze(world: &World, signal: &str) -> Result<()> {
    let sent = Command::new("kill").args([&format!("-{signal}"), &world.collector.pid().to_string()]).status()?;
    anyhow::ensure!(sent.success(), "the collector takes no signals");
    Ok(())
}

/// What 99 in 100 take at half of the capacity, before the overload.
async fn usual(world: &mut World, capacity: f64) -> f64 {
    world.offer(capacity / 2.0, Duration::from_secs(2)).await;
    let offered = world.offer(capacity / 2.0, Duration::from_secs(8)).await;
    of(&world.ledger.since(&offered.mark), "stored").p99
}

/// Offers half of the capacity again, and says after how many seconds it had five in a row with L1's figures.
///
/// They are judged over the five, as those of L1 are over the whole of it: with a tenth of a core a single second has
/// its checkpoint or not.
async fn normal(world: &mut World, capacity: f64, usual: f64) -> Option<f64> {
    let (began, mut moments) = (Instant::now(), VecDeque::new());
    while began.elapsed() < AFTER {
        let at = round(began.elapsed().as_secs_f64());
        let offered = world.offer(capacity / 2.0, Duration::from_secs(1)).await;
        let p99 = of(&world.ledger.since(&offered.mark), "stored").p99;
        println!("  {at} s after: stored p99 {p99} ms");
        moments.push_back((at, offered.mark));
        if moments.len() < IN_A_ROW {
            continue;
        }
        let (first, mark) = moments.pop_front()?;
        let found = world.ledger.since(&mark);
        let failed = found.keys().any(|name| is_failure(name));
        if !failed && of(&found, "stored").p99 <= STEADY_MS[1].max(1.5 * usual) {
            return Some(first);
        }
    }
    None
}

fn of(found: &std::collections::BTreeMap<String, Percentiles>, name: &str) -> Percentiles {
    let none = Percentiles { count: 0, p50: 0.0, p95: 0.0, p99: 0.0, p999: 0.0, max: 0.0 };
    found.get(name).copied().unwrap_or(none)
}

/// Says whether an outcome is one that nobody should have within the capacity.
fn is_failure(name: &str) -> bool {
    ["no_", "given_up", "overloaded", "rate_limited", "store_unavailable", "status_5"]
        .iter()
        .any(|it| name.starts_with(it))
        || name.ends_with("no_answer")
}

fn name(stage: &str, setting: &Setting) -> String {
    let engine = match setting.engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    match setting.quota_us {
        Some(quota_us) => format!("{stage}, {engine}, {} % of a core", quota_us / 100),
        None => format!("{stage}, {engine}"),
    }
}
