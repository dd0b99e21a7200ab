//! F4: a disk that is full. Reports are refused before it is, reads go on, and it ends without a restart.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tests::client::{Answer, Page, report, send};
use tests::collector::{Collector, Data};
use tests::load::{Ledger, Load, Mix};

use crate::shop::{ORIGIN, Shop};
use tests::wait::until;

/// More than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);
/// How soon reports are taken once there is room.
const RECOVERY: Duration = Duration::from_secs(5);

/// A disk of 48 MiB over a folder.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// None where this system lets us mount nothing.
    fn over(folder: &'a Path) -> Option<Self> {
        mount(&["-t", "tmpfs", "-o", "size=48m", "tmpfs"], folder).then_some(Self(folder))
    }

    fn grow(&self) {
        assert!(mount(&["-o", "remount,size=96m"], self.0));
    }

    /// Another program takes all that is left.
    fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        let full = loop {
            if let Err(full) = filler.write_all(&[1; 1 << 16]) {
                break full;
            }
        };
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    }

    fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> std::path::PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn mount(words: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(words).arg(folder).status().is_ok_and(|mounted| mounted.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_reports_and_nothing_else_until_there_is_room() {
    let data = Data::new();
    let folder = data.folder().to_owned();
    let Some(disk) = Disk::over(&folder) else {
        println!("no file system may be mounted here: left to the test that injects ENOSPC");
        return;
    };
    let shop = Shop::with(data);
    // It is gone before the folder below is removed.
    let disk = disk;
    // The default is meant for larger disks.
    let mut collector = shop.data.serve_with(&["--disk-reserve", "44"]);
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(6_000).await;
    let ledger = Arc::new(Ledger::default());
    // Somebody who does not want to be in the ledger any more, while there is no room.
    let page = Page::new(&collector.address, "shop", ORIGIN);
    let regretted = page.prompt("account_viewed").await;
    assert_eq!(page.report(&report(&regretted, 1, "rated", Some(3))).await.status, 201);
    let refused = || ledger.ended_with("store_unavailable");
    let load = Load { rate: 400, mix: Mix { scores: 2, ..Mix::ANSWERS }, ..Load::default() };
    let mut waits = Vec::new();
    let fills_up = async {
        until("reports are refused", PATIENCE, async || refused() >= 100).await;
        is_full(&collector).await;
        shop.data.sondeo(&["erase", "--site", "shop", "--response", &regretted.id.to_string()]);

        disk.fill();
        let (acknowledged, before) = (ledger.acknowledged(), refused());
        until("they are refused for long", PATIENCE, async || refused() >= before + 400).await;
        assert_eq!(ledger.acknowledged(), acknowledged, "reports are taken on a full disk");
        is_full(&collector).await;
        assert_eq!(crowd.scores(PATIENCE).await.unwrap().status, 200);
        shop.data.is_right();

        disk.free();
        disk.grow();
        waits.push(until("reports are taken", RECOVERY, async || ledger.acknowledged() > acknowledged).await);
        until("it is ready", RECOVERY, async || get(&collector, "readyz").await.status == 200).await;

        // Now at once, in the middle of the load, and not by its own answers.
        disk.fill();
        let before = refused();
        until("reports are refused", PATIENCE, async || refused() >= before + 100).await;
        disk.free();
        let acknowledged = ledger.acknowledged();
        waits.push(until("reports are taken", RECOVERY, async || ledger.acknowledged() > acknowledged + 100).await);
        until("it is ready", RECOVERY, async || get(&collector, "readyz").await.status == 200).await;
    };
    load.run(&crowd, &ledger, prompts, fills_up).await;
    assert_eq!(waits.len(), 2, "the load ended before the disk was freed twice");
    println!("from room on the disk to the first 2xx: {waits:?}");
    assert_eq!(collector.ended(), None);
    load.settle(&crowd, &ledger, PATIENCE).await;
    shop.is_exact("F4 full disk", &ledger, &crowd).await;
    drop((collector, disk));
}

/// Fails unless the collector says that its disk is full, and lives.
async fn is_full(collector: &Collector) {
    let (ready, alive) = (get(collector, "readyz").await, get(collector, "healthz").await);
    assert_eq!((ready.status, ready.header("retry-after"), alive.status), (503, "1", 200));
    assert_eq!(ready.body["detail"], "the disk is almost full");
}

async fn get(collector: &Collector, page: &str) -> Answer {
    send(reqwest::Client::new().get(format!("{}/{page}", collector.address))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_finds_no_room_loses_nothing_wherever_it_goes() {
    // The log is written by every batch, the database by checkpoints alone.
    for (file, writes) in [("sondeo.db-wal", "20..22"), ("sondeo.db", "1..3")] {
        let shop = Shop::new();
        let mut collector = shop.data.serve_with_faults_on(file, "pwrite64", &format!("error=ENOSPC:when={writes}"));
        let crowd = shop.crowd(&[&collector]);
        let ledger = Arc::new(Ledger::default());
        let load = Load { rate: 500, ..Load::default() };
        load.run(&crowd, &ledger, crowd.prompts(2_000).await, std::future::pending()).await;
        assert_eq!(collector.ended(), None);
        load.settle(&crowd, &ledger, PATIENCE).await;
        let report = shop.is_exact(&format!("F4 no room for {file}"), &ledger, &crowd).await;
        assert!(report.unknown > 0, "no write found the disk full: this proves nothing");
    }
}
