//! What an export costs: the memory it needs, and what those wait who answer meanwhile.
//!
//! A collector on a copy of a filled store takes half of the reports that it can take, for another site, by an open
//! loop: reports are due at fixed times, and a late answer counts from when its report was due. It does so alone and
//! beside an export that is read as fast as it comes, by turns; then beside one that is read slowly.

use std::{
    cell::Cell,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use collector::store::Store;
use reqwest::Client;
use tokio::{
    task::{JoinHandle, JoinSet, LocalSet},
    time::{Instant, interval, sleep, sleep_until},
};

use crate::{
    SONDEO,
    bodies::Shop,
    fill::{self, KEY},
    load::{self, Line},
    report::{median, ms, number, percentile, under},
    server::Server,
};

/// How much longer 99 in 100 may wait beside an export, and how large the log may become.
const MOST_RATIO: f64 = 1.5;
const MOST_LOG_MIB: f64 = 64.0;
/// How much memory an export may take: nothing that grows with it.
const MOST_MIB: f64 = 16.0;

/// How many connections reports come on.
const CONNECTIONS: usize = 64;
/// How many reports say what can be taken.
const TRIED: usize = 20_000;
/// How fast the slow one reads, in bytes a second.
const SLOWLY: usize = 100_000;

/// When an export is begun again that was refused.
const AGAIN: Duration = Duration::from_millis(50);

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where filled stores are kept.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many responses are exported.
    #[arg(long, default_value_t = 1_000_000)]
    responses: usize,
    /// How many rounds there are.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long reports come, each time, in seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Reports a second, in place of half of what can be taken.
    #[arg(long)]
    rate: Option<f64>,
}

/// Measures one collector.
pub(crate) async fn run(args: &Args) -> Result<()> {
    LocalSet::new().run_until(measure(args)).await
}

async fn measure(args: &Args) -> Result<()> {
    let filled = fill::filled(&args.folder, args.responses).await?;
    let copy = tempfile::tempdir_in(&args.folder)?;
    let store = copy.path().join("data");
    fs::create_dir(&store)?;
    // A backup has what is still in the log.
    Store::open(&filled.as_path().into()).await?.backup(store.join("sondeo.db"), |_| ()).await?;
    let shop = Shop::add(&Store::open(&store.as_path().into()).await?, "busy", Vec::new()).await?;
    let server = Server::sondeo(SONDEO.as_ref(), &store)?;
    let requests = shop.requests(server.address, TRIED)?;
    let capacity = load::run(server.address, CONNECTIONS, requests, 201).await?;
    let rate = args.rate.unwrap_or(capacity / 2.0);
    let lasts = Duration::from_secs(args.seconds);
    println!(
        "\n{capacity:.0} reports a second can be taken, {rate:.0} come; an export of {} responses",
        args.responses
    );
    offer(&shop, server.address, rate, lasts).await?;

    let (_, rest) = server.resident_mib()?;
    println!(
        "{:>8}{:>10}{:>10}{:>10}{:>10}{:>8}{:>12}",
        "round", "p50 alone", "p99 alone", "p50", "p99", "ratio", "lines/s"
    );
    let mut ratios = Vec::new();
    for round in 1..=args.rounds {
        let alone = offer(&shop, server.address, rate, lasts).await?;
        let export = Export::begin(server.address, args.responses, None);
        let beside = offer(&shop, server.address, rate, lasts).await?;
        let lines = export.lines.get() as f64 / args.seconds as f64;
        drop(export);
        let ratio = percentile(&beside, 99).as_secs_f64() / percentile(&alone, 99).as_secs_f64();
        let [p50, p99] = [50, 99].map(|percent| [&alone, &beside].map(|times| ms(percentile(times, percent))));
        println!("{round:>8}{:>10}{:>10}{:>10}{:>10}{ratio:>8.2}{lines:>12.0}", p50[0], p99[0], p50[1], p99[1]);
        ratios.push(ratio);
    }
    let ratio = median(ratios);
    println!(
        "  p99 beside an export: {} times, {}",
        number(ratio, 2),
        ratio.map(|ratio| under(ratio, MOST_RATIO)).unwrap_or_default()
    );

    for format in ["ndjson", "csv"] {
        let began = Instant::now();
        let lines = whole(server.address, format).await?;
        ensure!(lines == args.responses + 1, "{lines} lines of {}", args.responses);
        println!("  a whole export as {format}, nothing beside it: {:.1} s", began.elapsed().as_secs_f64());
    }
    let (peak, _) = server.resident_mib()?;
    println!("  memory {rest:.1} MiB before, {peak:.1} MiB at most: {}", under(peak - rest, MOST_MIB));
    slowly(args, &shop, &server, rate, &store).await
}

/// Reports come while an export is read slowly.
async fn slowly(args: &Args, shop: &Shop, server: &Server, rate: f64, store: &Path) -> Result<()> {
    let log = Rc::new(Cell::new(0));
    let watching = tokio::task::spawn_local(watch(store.join("sondeo.db-wal"), Rc::clone(&log)));
    let export = Export::begin(server.address, args.responses, Some(SLOWLY));
    // Longer than a connection may take nothing of its answer.
    let lasts = Duration::from_secs(args.seconds.max(45));
    let times = offer(shop, server.address, rate, lasts).await?;
    watching.abort();
    ensure!(!export.reading.is_finished(), "the slow export was cut off");
    let log = log.get() as f64 / f64::from(1 << 20);
    println!(
        "  beside an export that is read at {SLOWLY} B/s for {} s: p99 {} ms, log {log:.1} MiB at most, {}",
        lasts.as_secs(),
        ms(percentile(&times, 99)),
        under(log, MOST_LOG_MIB)
    );
    println!("  memory {:.1} MiB at most", server.resident_mib()?.0);
    Ok(())
}

/// Sends reports at fixed times and returns how long after it was due each was answered, sorted.
async fn offer(shop: &Shop, address: SocketAddr, rate: f64, lasts: Duration) -> Result<Vec<Duration>> {
    let count = (rate * lasts.as_secs_f64()) as usize;
    let requests = Rc::new(shop.requests(address, count)?);
    let (next, begins) = (Rc::new(Cell::new(0)), Instant::now() + Duration::from_millis(50));
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (requests, next, mut line) = (Rc::clone(&requests), Rc::clone(&next), Line::open(address).await?);
        clients.spawn_local(async move {
            let mut times = Vec::new();
            while let Some(request) = requests.get(next.get()) {
                let due = begins + Duration::from_secs_f64(next.get() as f64 / rate);
                next.set(next.get() + 1);
                sleep_until(due).await;
                line.ask(request, 201).await?;
                times.push(due.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::with_capacity(count);
    while let Some(ended) = clients.join_next().await {
        times.extend(ended.context("a client failed")??);
    }
    times.sort_unstable();
    Ok(times)
}

/// An export that begins anew when it has ended, until it is dropped.
struct Export {
    lines: Rc<Cell<usize>>,
    reading: JoinHandle<Result<()>>,
}

impl Export {
    fn begin(address: SocketAddr, responses: usize, bytes_per_s: Option<usize>) -> Self {
        let lines = Rc::new(Cell::new(0));
        let counted = Rc::clone(&lines);
        let reading = tokio::task::spawn_local(async move {
            loop {
                let before = counted.get();
                // The one before may have its last read under way.
                if !read(address, "ndjson", bytes_per_s, &counted).await? {
                    sleep(AGAIN).await;
                    continue;
                }
                ensure!(counted.get() - before == responses + 1, "the export was not whole");
            }
        });
        Self { lines, reading }
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

async fn whole(address: SocketAddr, format: &str) -> Result<usize> {
    let lines = Cell::new(0);
    while !read(address, format, None, &lines).await? {
        sleep(AGAIN).await;
    }
    Ok(lines.get())
}

/// Reads an export to its end and counts its lines; false if another one is under way.
async fn read(address: SocketAddr, format: &str, bytes_per_s: Option<usize>, lines: &Cell<usize>) -> Result<bool> {
    let url = format!("http://{address}/v1/responses?outcome=all&format={format}");
    let mut answer = Client::new().get(url).bearer_auth(KEY).send().await?;
    if answer.status() == 429 {
        return Ok(false);
    }
    ensure!(answer.status() == 200, "the export is answered {}", answer.status());
    while let Some(chunk) = answer.chunk().await? {
        lines.set(lines.get() + chunk.iter().filter(|byte| **byte == b'\n').count());
        if let Some(bytes_per_s) = bytes_per_s {
            sleep(Duration::from_secs_f64(chunk.len() as f64 / bytes_per_s as f64)).await;
        }
    }
    Ok(true)
}

/// Looks how large a file becomes.
async fn watch(path: PathBuf, largest: Rc<Cell<u64>>) {
    let mut looks = interval(Duration::from_millis(100));
    loop {
        looks.tick().await;
        largest.set(largest.get().max(path.metadata().map_or(0, |file| file.len())));
    }
}
