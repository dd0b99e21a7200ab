//! Several collectors on one PostgreSQL: what they do together, and what a report costs each side.

use std::time::Instant;

use anyhow::Result;
use collector::store::place::Place;
use serde_json::json;
use tests::postgres::{Cluster, Costs, Options};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    SONDEO,
    bodies::{Shop, post},
    load,
    server::Server,
};

/// What becomes of a prompt, in the order in which it is told.
const JOURNEY: [Told; 3] = [
    ("shown", None, None),
    ("rated", Some(9), None),
    (
        "completed",
        Some(9),
        Some("quick and friendly, and the parcel was there a day before it was promised; thank you"),
    ),
];

/// An outcome, a rating and a comment.
type Told = (&'static str, Option<u8>, Option<&'static str>);

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many collectors there are, each number measured by itself.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    collectors: Vec<usize>,
    /// How many prompts there are; each is shown, rated and completed.
    #[arg(long, default_value_t = 40_000)]
    prompts: usize,
    /// How many connections there are in all.
    #[arg(long, default_value_t = 192)]
    connections: usize,
    /// How many sites the prompts are of, by turns.
    #[arg(long, default_value_t = 1)]
    sites: usize,
}

/// Runs the journey with each number of collectors, on a server of this benchmark's own.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let cluster = Cluster::start(&Options::default());
    let Args { prompts, connections, sites, .. } = args;
    println!("\n{prompts} prompts of {sites} sites, {connections} connections; what a report costs");
    println!(
        "{:>10}{:>11}{:>12}{:>14}{:>15}{:>16}{:>11}{:>12}",
        "collectors",
        "report",
        "reports/s",
        "collector us",
        "PostgreSQL us",
        "reports/commit",
        "log bytes",
        "tally rows"
    );
    for &collectors in &args.collectors {
        journey(args, &cluster, collectors).await?;
    }
    Ok(())
}

/// A database with the prompts of some sites.
struct World<'a> {
    cluster: &'a Cluster,
    url: String,
    prompts: Vec<(String, Uuid, String)>,
}

impl<'a> World<'a> {
    async fn new(cluster: &'a Cluster, sites: usize, prompts: usize) -> Result<Self> {
        let url = cluster.database();
        let (mut shops, mut all) = (Vec::new(), Vec::new());
        for site in 0..sites {
            let slug = format!("shop-{site}");
            shops.push((Shop::named(&Place::Postgres(url.parse()?), &slug).await?, slug));
        }
        for at in 0..prompts {
            let (shop, slug) = &shops[at % sites];
            let (id, token) = shop.prompt(at)?;
            all.push((slug.clone(), id, token));
        }
        Ok(Self { cluster, url, prompts: all })
    }

    fn costs(&self) -> Costs {
        self.cluster.costs(self.database())
    }

    fn database(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }
}

/// Tells everything that becomes of the prompts, one kind of report after the other.
async fn journey(args: &Args, cluster: &Cluster, collectors: usize) -> Result<()> {
    let world = World::new(cluster, args.sites, args.prompts).await?;
    for (rev, told) in (0..).zip(JOURNEY) {
        // Anew for each kind: what a connection has counted it tells for certain when it ends.
        let servers = (0..collectors).map(|_| Server::on_database(SONDEO.as_ref(), &world.url));
        tell(&world, servers.collect::<Result<_>>()?, args.connections, rev, told).await?;
    }
    let [responses, tallies] = ["responses", "tallies"].map(|table| cluster.bytes(world.database(), table));
    let response = responses / args.prompts as f64;
    println!(
        "{:>10} a response takes {response:.0} bytes with its indexes, all tallies {:.0} KiB",
        "",
        tallies / 1024.0
    );
    Ok(())
}

/// Tells one report of each prompt, and prints what that cost.
async fn tell(world: &World<'_>, servers: Vec<Server>, connections: usize, rev: u32, told: Told) -> Result<()> {
    let (outcome, rating, comment) = told;
    let mut requests = vec![Vec::new(); servers.len()];
    for (at, (site, id, token)) in world.prompts.iter().enumerate() {
        let server = at % servers.len();
        let body = json!({ "id": id, "token": token, "rev": rev, "outcome": outcome, "rating": rating,
            "comment": comment, "age_ms": 1200 });
        let path = format!("/v1/sites/{site}/responses");
        requests[server].push(post(servers[server].address, &path, &body.to_string()));
    }
    let (before, cpu_before) = (world.costs(), cpu_s(&servers)?);
    let started = Instant::now();
    let mut loads = JoinSet::new();
    for (server, requests) in servers.iter().zip(requests) {
        loads.spawn(load::run(server.address, connections / servers.len(), requests, 201));
    }
    while let Some(done) = loads.join_next().await {
        done??;
    }
    let (took, cpu, collectors) = (started.elapsed().as_secs_f64(), cpu_s(&servers)? - cpu_before, servers.len());
    drop(servers);
    world.cluster.is_left(world.database());
    let now = world.costs();
    let count = world.prompts.len() as f64;
    let each = |figure: fn(&Costs) -> f64| (figure(&now) - figure(&before)) / count;
    println!(
        "{collectors:>10}{outcome:>11}{:>12.0}{:>14.0}{:>15.0}{:>16.0}{:>11.0}{:>12.3}",
        count / took,
        cpu * 1e6 / count,
        each(|costs| costs.cpu_s) * 1e6,
        1.0 / each(|costs| costs.commits),
        each(|costs| costs.log_bytes),
        each(|costs| costs.tally_rows),
    );
    Ok(())
}

/// The seconds that these servers were on a processor.
fn cpu_s(servers: &[Server]) -> Result<f64> {
    servers.iter().map(Server::cpu_s).sum()
}
