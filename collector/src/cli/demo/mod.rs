//! `sondeo demo`: a collector, a shop and half a year of answers, with nothing to set up.

mod course;
mod past;
mod site;
mod voices;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use collector::{
    clock::SystemClock,
    http,
    http::{App, Edge},
    survey_file::SurveyFile,
    web::Web,
};

use super::{
    error::CliError,
    listen,
    settings::{self, WebFiles},
    stop,
};

/// Where the shop's surveys are among the web files.
const SURVEYS: &str = "shop/surveys.toml";

/// Starts a collector, a shop to click through and a dashboard with half a year of answers.
///
/// The shop is on an origin of its own, as a customer's would be. Order something, end a chat or
/// look at the account page, and a survey asks how it was; the dashboard shows what was
/// answered. It is kept in the data folder and is there at the next start; delete the folder to
/// begin anew.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo demo
  sondeo demo --port 9000 --data /tmp/demo
  sondeo demo --port 0                       # any two free ports")]
pub(super) struct Args {
    /// The collector's port; the shop has the next one. 0 takes any two free ones.
    #[arg(long, env = "SONDEO_DEMO_PORT", default_value_t = 8080)]
    port: u16,
    /// The demo's own folder; it is made if it is not there.
    #[arg(long, env = "SONDEO_DEMO_DATA", value_name = "DIR", default_value = "./.demo")]
    data: PathBuf,
    #[command(flatten)]
    web: WebFiles,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let web = args.web.read()?;
    let surveys = surveys(&web)?;
    let first = surveys.surveys().first().map(|survey| survey.definition().slug.to_string()).unwrap_or_default();
    let (stop, stop_shop) = (stop::requested()?, stop::requested()?);
    let shop_port = match args.port {
        0 => 0,
        port => port.checked_add(1).ok_or(CliError::NoNextPort)?,
    };
    let (listener, collector) = listen::on(local(args.port)).await?;
    let (shop_listener, shop) = listen::on(local(shop_port)).await?;
    let store = settings::open(&args.data.as_path().into()).await?;
    let key = site::prepare(&store, &args.data, shop.port(), surveys).await?;
    let app = App::open(store, web, Arc::new(SystemClock), Edge::default()).await?;
    tokio::spawn(app.clone().refresh());
    let origin = format!("http://{collector}");
    println!("listening on {origin}");
    println!("{}", welcome(&origin, &format!("http://{shop}"), key.reveal(), &first));
    let shop = http::serve_shop(shop_listener, app.clone(), origin, site::SLUG.to_owned(), stop_shop);
    tokio::join!(http::serve(listener, app, stop), shop);
    Ok(())
}

/// The demo is for the people at this machine alone.
fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn surveys(web: &Web) -> Result<SurveyFile, CliError> {
    let file = web.file(SURVEYS).ok_or(CliError::NoShop(SURVEYS))?;
    let text = String::from_utf8_lossy(&file.plain);
    SurveyFile::parse(&text).map_err(|cause| CliError::InvalidSurveys { file: SURVEYS.to_owned(), cause })
}

fn welcome(collector: &str, shop: &str, key: &str, survey: &str) -> String {
    format!(
        "
  Shop       {shop}/
             Order something, end a chat in Help, or open Account: a survey asks how it was.

  Dashboard  {collector}/dashboard/#key={key}
             What customers answered, half a year of it made up. The link signs in.

  The same for programs:
             curl -H 'Authorization: Bearer {key}' '{collector}/v1/scores?survey={survey}'

  Ctrl-C stops.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_has_every_address_whole() {
        let welcome = welcome("http://127.0.0.1:8080", "http://127.0.0.1:8081", "sondeo_live_k", "order");
        for address in [
            " http://127.0.0.1:8081/\n",
            " http://127.0.0.1:8080/dashboard/#key=sondeo_live_k\n",
            " 'http://127.0.0.1:8080/v1/scores?survey=order'\n",
        ] {
            assert!(welcome.contains(address), "{address} in {welcome}");
        }
    }
}
