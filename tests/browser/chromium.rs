//! A Chromium of its own for each test, through ChromeDriver on a free port.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A running ChromeDriver.
pub(crate) struct Chromium {
    address: String,
    driver: Child,
    profile: TempDir,
}

impl Chromium {
    /// Starts the driver and waits until it says where it listens.
    pub(crate) fn start() -> Self {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut driver =
            Command::new(program).arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let address = format!("http://127.0.0.1:{}", port.expect("chromedriver says where it listens"));
        std::thread::spawn(move || lines.for_each(drop));
        Self { address, driver, profile: tempfile::tempdir().unwrap() }
    }

    /// Opens a window with an empty profile, a language and nothing going on in the background.
    pub(crate) async fn window(&self) -> Client {
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--lang=en-US",
            "--window-size=1100,800",
        ]
        .map(String::from)
        .into();
        arguments.push(format!("--user-data-dir={}", self.profile.path().display()));
        let mut options = json!({ "args": arguments });
        if let Some(binary) = env::var_os("CHROMIUM") {
            options["binary"] = binary.to_string_lossy().into();
        }
        let Value::Object(wanted) = json!({ "goog:chromeOptions": options }) else { unreachable!("it is an object") };
        let connect = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&self.address).await;
        connect.expect("Chromium opens a window")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver takes its browsers with it; one that ended by itself is as gone as is wanted.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A command of Chromium's own protocol, for what WebDriver has no words for.
#[derive(Debug)]
pub(crate) struct DevTools {
    /// The command, `Domain.verb`.
    pub(crate) name: &'static str,
    /// Its parameters.
    pub(crate) params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.name, "params": self.params }).to_string()))
    }
}
