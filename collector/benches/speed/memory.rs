//! The memory of a collector that is asked for far more than it can do.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use crate::{SONDEO, bodies::Shop, load::Line, report::under, server::Server};

const MOST_IDLE_MIB: f64 = 30.0;
const MOST_MIB: f64 = 256.0;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder for the data.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many connections have a request under way: ten times those at which capacity is measured.
    #[arg(long, default_value_t = 2_560)]
    connections: usize,
    /// How many responses are sent.
    #[arg(long, default_value_t = 100_000)]
    responses: usize,
}

/// Sends answers with the longest comments over so many connections, and looks at the process.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let shop = Shop::open(&folder.path().into()).await?;
    let server = Server::sondeo(SONDEO.as_ref(), folder.path())?;
    let (_, idle) = server.resident_mib()?;
    let comment = "¡".repeat(2_000);
    let requests = Arc::new(shop.requests_with(server.address, args.responses, &comment)?);
    let (next, stored) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut lines = Vec::new();
    for _ in 0..args.connections {
        lines.push(Line::open(server.address).await?);
    }
    let mut clients = JoinSet::new();
    for mut line in lines {
        let (requests, next, stored) = (Arc::clone(&requests), Arc::clone(&next), Arc::clone(&stored));
        clients.spawn(async move {
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let status = line.exchange(request).await?;
                ensure!([201, 429, 503].contains(&status), "a status {status}");
                stored.fetch_add(usize::from(status == 201), Ordering::Relaxed);
            }
            Ok(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended.context("a client failed")??;
    }
    let (peak, after) = server.resident_mib()?;
    let stored = stored.load(Ordering::Relaxed);
    println!(
        "\n{} connections, {} responses with 4 kB of comment each: {stored} stored, the others told to wait",
        args.connections, args.responses
    );
    println!("  idle    {idle:>8.1} MiB  {}", under(idle, MOST_IDLE_MIB));
    println!("  peak    {peak:>8.1} MiB  {}", under(peak, MOST_MIB));
    println!("  after   {after:>8.1} MiB");
    Ok(())
}
