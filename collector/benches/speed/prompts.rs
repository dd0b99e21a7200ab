//! Prompts a second, beside a bare axum server that parses the same request and answers as many bytes.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    SONDEO,
    bodies::{self, Shop},
    load,
    report::{at_least, median, number},
    server::Server,
};

const BUDGET: f64 = 0.5;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder for the data.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many rounds there are.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many prompts a round has.
    #[arg(long, default_value_t = 100_000)]
    prompts: usize,
    /// How many connections there are at a time.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256])]
    connections: Vec<usize>,
}

/// Runs the rounds: bare server and collector by turns.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    Shop::open(&folder.path().into()).await?;
    let sondeo = Server::sondeo(SONDEO.as_ref(), folder.path())?;
    let bytes = load::body_length(sondeo.address, &request(&sondeo)).await?;
    let mut bare = Command::new(std::env::current_exe()?);
    let bare = Server::that_says_where(bare.args(["bare", "--bytes", &bytes.to_string()]))?;
    for &connections in &args.connections {
        println!("\n{connections} connections, {} prompts of {bytes} bytes a round: prompts a second", args.prompts);
        println!("{:>8}{:>12}{:>12}{:>8}", "round", "bare", "sondeo", "ratio");
        let (mut rates, mut ratios) = (Vec::new(), Vec::new());
        for round in 1..=args.rounds {
            let beside = load::run(bare.address, connections, vec![request(&bare); args.prompts], 200).await?;
            let rate = load::run(sondeo.address, connections, vec![request(&sondeo); args.prompts], 200).await?;
            println!("{round:>8}{beside:>12.0}{rate:>12.0}{:>8.2}", rate / beside);
            rates.push(rate);
            ratios.push(rate / beside);
        }
        let ratio = median(ratios).context("there is a round")?;
        println!("{:>8}{:>12}{:>12}{ratio:>8.2}  {}", "median", "", number(median(rates), 0), at_least(ratio, BUDGET));
    }
    Ok(())
}

/// What a page of the shop asks.
fn request(server: &Server) -> Vec<u8> {
    let body = json!({ "touchpoint": "order_completed", "interaction_id": "order-1234", "stage": "purchase",
        "locales": ["es-ES", "en"], "device": "phone", "bucket": 42, "attributes": {}, "interaction_token": null,
        "gpc": false, "history": [] });
    bodies::post(server.address, "/v1/sites/shop/prompts", &body.to_string())
}
