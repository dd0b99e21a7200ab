//! What the collector takes while it is under load, read beside it.

use std::{
    cell::RefCell,
    fs,
    path::PathBuf,
    rc::Rc,
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};
use tests::collector::Collector;
use tokio::{task::JoinHandle, time::interval};

/// How often the process is looked at. That costs it nothing.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How often the page of figures is asked for, and how long that may take.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// Two looks, ended when it is dropped.
#[derive(Debug)]
pub(super) struct Meter {
    seen: Rc<RefCell<Seen>>,
    tasks: [JoinHandle<()>; 2],
}

#[derive(Debug, Default)]
struct Seen {
    /// Seconds from the beginning, and MiB.
    resident: Vec<(f64, f64)>,
    descriptors: usize,
    log_bytes: u64,
    queue_bytes: f64,
    queue_depth: f64,
}

impl Meter {
    /// Begins to look. `log` is SQLite's write-ahead log, if there is one.
    pub(super) fn start(collector: &Collector, log: Option<PathBuf>) -> Self {
        let seen = Rc::<RefCell<Seen>>::default();
        let (pid, page) = (collector.pid(), collector.metrics.clone().unwrap_or_default());
        let process = tokio::task::spawn_local(watch(pid, log, Rc::clone(&seen)));
        let figures = tokio::task::spawn_local(ask(page, Rc::clone(&seen)));
        Self { seen, tasks: [process, figures] }
    }

    /// What was seen until now.
    pub(super) fn read(&self) -> Value {
        let seen = self.seen.borrow();
        let peak = seen.resident.iter().map(|(_, mib)| *mib).fold(0.0, f64::max);
        json!({
            "rss_peak_mib": round(peak),
            "rss_slope_mib_per_min": round(slope(&seen.resident[seen.resident.len() / 2..]) * 60.0),
            "fds_peak": seen.descriptors,
            "wal_peak_mib": round(seen.log_bytes as f64 / f64::from(1 << 20)),
            "queue_peak_mib": round(seen.queue_bytes / f64::from(1 << 20)),
            "queue_peak_reports": seen.queue_depth,
        })
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Two digits are as many as can be meant.
pub(super) fn round(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}

/// A figure of the page, summed over its labels.
pub(super) async fn figure(page: &str, name: &str) -> Option<f64> {
    let asked = Client::new().get(page).timeout(Duration::from_secs(10)).send().await.ok()?;
    Some(sum(&asked.text().await.ok()?, name))
}

async fn watch(pid: u32, log: Option<PathBuf>, seen: Rc<RefCell<Seen>>) {
    let (began, mut looks) = (Instant::now(), interval(LOOK_EVERY));
    loop {
        looks.tick().await;
        let Ok(status) = fs::read_to_string(format!("/proc/{pid}/status")) else { return };
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        let kib: f64 = resident.and_then(|kib| kib.parse().ok()).unwrap_or(0.0);
        let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count);
        let bytes = log.as_ref().and_then(|log| fs::metadata(log).ok()).map_or(0, |log| log.len());
        let mut seen = seen.borrow_mut();
        seen.resident.push((began.elapsed().as_secs_f64(), kib / 1024.0));
        seen.descriptors = seen.descriptors.max(descriptors);
        seen.log_bytes = seen.log_bytes.max(bytes);
    }
}

async fn ask(page: String, seen: Rc<RefCell<Seen>>) {
    let (client, mut looks) = (Client::new(), interval(ASK_EVERY));
    loop {
        looks.tick().await;
        // Under overload it may be late; the next look finds what this one did not.
        let Ok(answer) = client.get(&page).timeout(ASK_EVERY).send().await else { continue };
        let Ok(text) = answer.text().await else { continue };
        let mut seen = seen.borrow_mut();
        seen.queue_bytes = seen.queue_bytes.max(sum(&text, "sondeo_queue_bytes"));
        seen.queue_depth = seen.queue_depth.max(sum(&text, "sondeo_queue_depth"));
    }
}

fn sum(page: &str, name: &str) -> f64 {
    let figure = |line: &str| {
        let rest = line.strip_prefix(name)?;
        rest.starts_with([' ', '{']).then(|| rest.rsplit(' ').next()?.parse::<f64>().ok()).flatten()
    };
    page.lines().filter_map(figure).sum()
}

/// The slope of the line that is nearest to all points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (mut up, mut along) = (0.0, 0.0);
    for point in points {
        up += (point.0 - x) * (point.1 - y);
        along += (point.0 - x).powi(2);
    }
    if along > 0.0 { up / along } else { 0.0 }
}
