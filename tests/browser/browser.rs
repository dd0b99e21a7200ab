//! Browsers, each through a WebDriver of its own on a free port.

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::watchdog::Watchdog;

/// A browser that the suite knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Debian's Chromium.
    Chromium,
    /// Debian's Firefox.
    Firefox,
}

/// What a visitor's system is set to, which pages may heed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// As it comes.
    Light,
    /// At night.
    Dark,
}

impl Browser {
    /// Those in which customers do the main things.
    pub(crate) const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The driver, told to take a free port, and to keep its other ones apart from those of others.
    fn driver(self) -> Command {
        let named = |variable, usual: &str| env::var_os(variable).unwrap_or_else(|| usual.into());
        match self {
            Self::Chromium => {
                let mut driver = Command::new(named("CHROMEDRIVER", "chromedriver"));
                driver.arg("--port=0");
                driver
            }
            Self::Firefox => {
                let mut driver = Command::new(named("GECKODRIVER", "geckodriver"));
                driver.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
                driver.arg("--binary").arg(named("FIREFOX", "firefox-esr"));
                driver
            }
        }
    }

    /// What its driver says before the port on which it listens.
    const fn announcement(self) -> &'static str {
        match self {
            Self::Chromium => "started successfully on port ",
            Self::Firefox => "Listening on 127.0.0.1:",
        }
    }

    /// An empty profile, a language, and nothing going on in the background.
    fn wishes(self, system: System, profile: &str) -> Value {
        match self {
            Self::Chromium => {
                let mut options = json!({ "args": [
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
                    // No name leads anywhere.
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                    "--window-size=1100,800",
                    format!("--user-data-dir={profile}"),
                ] });
                if system == System::Dark {
                    options["args"].as_array_mut().unwrap().push("--blink-settings=preferredColorScheme=0".into());
                }
                if let Some(binary) = env::var_os("CHROMIUM") {
                    options["binary"] = binary.to_string_lossy().into();
                }
                json!({ "goog:chromeOptions": options })
            }
            // geckodriver has an empty profile made, with preferences for tests that keep it quiet.
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "args": ["-headless", "--width=1100", "--height=800"],
                    // No name leads anywhere.
                    "prefs": {
                        "network.dns.disabled": true,
                        "intl.accept_languages": "en-US",
                        "ui.systemUsesDarkTheme": i32::from(system == System::Dark),
                    },
                },
                "webSocketUrl": true,
            }),
        }
    }
}

/// Ends the driver with its browsers, which stand in its group, and removes the profile.
const END: &str = r#"kill -s KILL -- "-$1" 2>/dev/null; rm -rf "$2""#;

/// A running driver, which never outlives the test process.
pub(crate) struct Driver {
    browser: Browser,
    system: System,
    address: String,
    process: Child,
    profile: TempDir,
    watchdog: Watchdog,
}

impl Driver {
    /// Starts the driver and waits until it says where it listens. ChromeDriver takes a free port of IPv4 and gives up where
    /// somebody has the same one of IPv6: then once more.
    pub(crate) fn start(browser: Browser, system: System) -> Self {
        let mut tries = (0..3).filter_map(|_| Self::try_to_start(browser, system));
        tries.next().unwrap_or_else(|| panic!("the driver of {browser:?} does not say where it listens"))
    }

    fn try_to_start(browser: Browser, system: System) -> Option<Self> {
        // In a group of its own, with the browsers that it starts: geckodriver leaves them behind when it is killed.
        let mut driver = browser.driver();
        if browser == Browser::Firefox {
            // It tells of its toolkit's troubles, whatever level of log it is told.
            driver.stderr(Stdio::null());
        }
        let started = driver.process_group(0).stdout(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|cause| panic!("no driver for {browser:?}: {cause}"));
        let profile = tempfile::tempdir().unwrap();
        let watchdog = Watchdog::start(END, &[process.id().to_string().as_ref(), profile.path().as_ref()]);
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once(browser.announcement())?;
            Some(port.trim_end_matches('.').to_owned())
        });
        // It ends here where it does not listen.
        let mut driver = Self { browser, system, address: String::new(), process, profile, watchdog };
        driver.address = format!("http://127.0.0.1:{}", port?);
        std::thread::spawn(move || lines.for_each(drop));
        Some(driver)
    }

    /// Opens a window.
    pub(crate) async fn window(&self) -> Client {
        let Value::Object(wishes) = self.browser.wishes(self.system, &self.profile.path().to_string_lossy()) else {
            unreachable!("it is an object")
        };
        let connect = ClientBuilder::new(HttpConnector::new()).capabilities(wishes).connect(&self.address).await;
        connect.unwrap_or_else(|cause| panic!("{:?} opens no window: {cause}", self.browser))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.watchdog.end();
        let _ = self.process.wait();
    }
}
