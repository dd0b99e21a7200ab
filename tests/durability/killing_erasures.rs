//! The collector is killed while it erases: what it said is erased stays erased, and the rest is whole.

use std::collections::HashSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use rand::RngExt;
use reqwest::Client;
use tests::load::{Ledger, Told};
use tests::postgres::{Cluster, Options};
use uuid::Uuid;

use crate::extent;
use crate::shop::Shop;
use tests::wait::until;

const PEOPLE: usize = 400;
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_that_was_acknowledged_outlives_kill_9() {
    survives(&Shop::new(), "kill -9 among erasures").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_from_postgresql_that_was_acknowledged_outlives_kill_9() {
    let cluster = Cluster::start(&Options::default());
    survives(&Shop::on(&cluster.database()), "kill -9 among erasures, PostgreSQL").await;
}

async fn survives(shop: &Shop, run: &str) {
    let mut collector = shop.data.serve();
    let (crowd, ledger) = (shop.crowd(&[&collector]), Arc::new(Ledger::default()));
    let prompts = crowd.prompts(PEOPLE).await;
    let people: Vec<Told> = prompts.iter().map(|prompt| Told::answer(prompt, 7, Some("hello"))).collect();
    let telling = people.iter().map(|told| crowd.tell(told, PATIENCE));
    let answers: Vec<_> = stream::iter(telling).buffered(64).collect().await;
    // Those who stay are in the ledger; those who are erased are not, so that what is left of them is a phantom.
    let (condemned, stay) = people.split_at(PEOPLE * 3 / 4);
    for (told, answer) in stay.iter().zip(&answers[condemned.len()..]) {
        ledger.is_sent(told);
        ledger.is_answered(told, answer, Duration::ZERO);
    }

    let erased = Mutex::new(HashSet::new());
    for cycle in 1..=extent::KILLS_AMONG_ERASURES.times() {
        let (answered, most) = (AtomicUsize::new(0), rand::rng().random_range(5..60));
        let left: Vec<Uuid> = condemned.iter().map(|told| told.id).filter(|id| !of(&erased).contains(id)).collect();
        assert!(left.len() > most, "all were erased before the last kill");
        let erasing = stream::iter(left.iter().map(|id| {
            let request = delete(shop, &collector.address, *id);
            let (erased, answered) = (&erased, &answered);
            async move {
                if request.send().await.is_ok_and(|answer| answer.status() == 204) {
                    of(erased).insert(*id);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            }
        }));
        let pid = collector.pid();
        let killed = async {
            until("enough are erased", PATIENCE * 6, async || answered.load(Ordering::Relaxed) >= most).await;
            kill(pid);
        };
        tokio::join!(erasing.buffer_unordered(8).collect::<()>(), killed);
        collector.kill();
        let came_back: Vec<Uuid> =
            shop.rows().await.iter().map(|row| row.id).filter(|id| of(&erased).contains(id)).collect();
        assert!(came_back.is_empty(), "cycle {cycle}: {came_back:?} were erased, and are there");
        shop.data.is_right();
        println!("{run}, cycle {cycle}: {} are erased", of(&erased).len());
        collector = shop.data.serve();
    }

    // Whoever was not answered asks again, and whoever was may as well.
    let crowd = shop.crowd(&[&collector]);
    for told in condemned {
        assert_eq!(delete(shop, &collector.address, told.id).send().await.unwrap().status(), 204);
        assert_eq!(crowd.tell(told, PATIENCE).await.unwrap().body["status"], "stale");
    }
    shop.is_exact(run, &ledger, &crowd).await;
}

fn of(erased: &Mutex<HashSet<Uuid>>) -> MutexGuard<'_, HashSet<Uuid>> {
    erased.lock().unwrap()
}

fn delete(shop: &Shop, collector: &str, id: Uuid) -> reqwest::RequestBuilder {
    Client::new().delete(format!("{collector}/v1/responses/{id}")).bearer_auth(shop.manage_key())
}

fn kill(pid: u32) {
    let sent = Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap();
    assert!(sent.success());
}
