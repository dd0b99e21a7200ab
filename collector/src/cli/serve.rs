//! `sondeo serve`.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use collector::{
    clock::SystemClock,
    http,
    http::{App, BasePath},
    metrics::Metrics,
    remnants, retention,
};

use super::{
    descriptors,
    edge::Edge,
    error::CliError,
    listen,
    settings::{Data, WebFiles},
    stop,
};

/// Serves prompts, responses, scores and the dashboard until SIGTERM or Ctrl-C.
///
/// Prints `listening on http://ADDRESS` once it takes requests (and above it where its figures are, if asked for). What other commands change
/// meanwhile is seen within a second. Told to stop, it answers what is under way, for ten
/// seconds at most; behind a balancer give it notice as well, so that no request comes to a
/// closed port.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo serve
  sondeo serve --listen 0.0.0.0:8080 --data /var/lib/sondeo
  sondeo serve --trusted-proxy 127.0.0.1                  # behind a proxy on this machine
  sondeo serve --store postgres://sondeo@db/sondeo --notice-ms 2000 --trusted-proxy 10.0.0.10   # one of several
  SONDEO_LOG=debug sondeo serve --listen 127.0.0.1:0      # any free port")]
pub(super) struct Args {
    /// The address and port to listen on; port 0 is any free one.
    #[arg(long, env = "SONDEO_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(super) listen: SocketAddr,
    /// How long to go on after SIGTERM with /readyz at 503, in milliseconds, until a balancer has noticed.
    ///
    /// Two of its checks are enough. Each connection is closed behind its next answer meanwhile.
    #[arg(long, env = "SONDEO_NOTICE_MS", value_name = "MS", default_value_t = 0)]
    notice_ms: u64,
    /// The path below which everything is served, where a proxy gives the collector a part of a site: /feedback.
    ///
    /// The proxy passes it on as it is. The page's tag is then .../feedback/sondeo.js, the scores .../feedback/v1/scores.
    #[arg(long, env = "SONDEO_BASE_PATH", value_name = "PATH")]
    base_path: Option<BasePath>,
    /// Where to serve figures for Prometheus, at /metrics; without it nothing is counted. Not for the world to see.
    #[arg(long, env = "SONDEO_METRICS", value_name = "ADDRESS", value_parser = address)]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    pub(super) data: Data,
    #[command(flatten)]
    web: WebFiles,
    #[command(flatten)]
    edge: Edge,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    descriptors::raise_for(args.edge.max_connections);
    let web = args.web.read()?;
    let store = args.data.open_or_make().await?;
    let stop = stop::requested()?;
    let (listener, bound) = listen::on(args.listen).await?;
    let edge = args.edge.settings(args.base_path.unwrap_or_default());
    let app = App::open(store.clone(), web, Arc::new(SystemClock), edge).await?;
    tokio::spawn(app.clone().refresh());
    tokio::spawn(app.clone().forget_callers());
    tokio::spawn(retention::keep(store.clone(), Arc::new(SystemClock)));
    tokio::spawn(remnants::keep(store.clone(), Arc::new(SystemClock)));
    if let Some(address) = args.metrics {
        serve_metrics(address, app.clone()).await?;
    }
    println!("listening on http://{bound}");
    let (watched, told, notice) = (store.clone(), app.clone(), Duration::from_millis(args.notice_ms));
    let stop = async move {
        let stop_with_notice = async {
            stop.await;
            told.will_stop();
            tokio::time::sleep(notice).await;
        };
        tokio::select! {
            () = stop_with_notice => {}
            () = watched.failed() => {}
        }
    };
    http::serve(listener, app, stop).await;
    if !store.is_writing() {
        return Err(CliError::StoreFailed);
    }
    Ok(store.settle().await?)
}

/// Counts from now on, and serves the figures beside the collector for as long as it lives.
async fn serve_metrics(address: SocketAddr, app: Arc<App>) -> Result<(), CliError> {
    let (listener, bound) = listen::on(address).await?;
    let metrics = Metrics::start();
    tokio::spawn(metrics.clone().add_up());
    tokio::spawn(app.clone().gauge_scores());
    tokio::spawn(http::serve_metrics(listener, app, metrics));
    println!("metrics on http://{bound}/metrics");
    Ok(())
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "an address has a port, for example 127.0.0.1:8080 or 0.0.0.0:8080")
}
