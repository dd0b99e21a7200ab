//! `sondeo serve`.

use std::{net::SocketAddr, sync::Arc};

use collector::{clock::SystemClock, http, http::App};

use super::{
    error::CliError,
    listen,
    settings::{Data, WebFiles},
    stop,
};

/// Serves prompts, responses, scores and the owner's page until SIGTERM or Ctrl-C.
///
/// Prints `listening on http://ADDRESS` once it takes requests. What other commands change
/// meanwhile is seen within a second. Told to stop, it answers what is under way, for ten
/// seconds at most.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo serve
  sondeo serve --listen 0.0.0.0:8080 --data /var/lib/sondeo
  SONDEO_LOG=debug sondeo serve --listen 127.0.0.1:0      # any free port")]
pub(super) struct Args {
    /// The address and port to listen on; port 0 is any free one.
    #[arg(long, env = "SONDEO_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(super) listen: SocketAddr,
    #[command(flatten)]
    pub(super) data: Data,
    #[command(flatten)]
    web: WebFiles,
    /// How much of the data folder's disk stays free, in MiB: with less, reports are refused (503) and reads go on.
    ///
    /// Without it 64 MiB or 5 % of the disk, whichever is more.
    #[arg(long, env = "SONDEO_DISK_RESERVE", value_name = "MIB")]
    disk_reserve: Option<u32>,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let web = args.web.read()?;
    let store = args.data.open_or_make().await?;
    if let Some(mib) = args.disk_reserve {
        store.keep_free(u64::from(mib) << 20);
    }
    let stop = stop::requested()?;
    let (listener, bound) = listen::on(args.listen).await?;
    let app = App::open(store.clone(), web, Arc::new(SystemClock)).await?;
    tokio::spawn(app.clone().refresh());
    println!("listening on http://{bound}");
    let watched = store.clone();
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = watched.failed() => {}
        }
    };
    http::serve(listener, app, stop).await?;
    if store.is_writing() { Ok(()) } else { Err(CliError::StoreFailed) }
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "an address has a port, for example 127.0.0.1:8080 or 0.0.0.0:8080")
}
