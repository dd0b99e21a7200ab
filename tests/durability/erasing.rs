//! F27: a hundred of a thousand people are erased under load, while their own browsers send everything again.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use reqwest::Client;
use rusqlite::Connection;
use tests::collector::Data;
use tests::load::{Crowd, Ledger, Load, Told};
use tests::postgres::{Cluster, Options};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::extent;
use crate::shop::Shop;
use tests::wait::until;

const PEOPLE: usize = 1_000;
/// One in so many is erased; of these one in so many as a known respondent, by `sondeo erase`.
const ERASED: usize = 10;
const KNOWN: usize = 10;
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon a collector has overwritten what was erased.
const OVERWRITTEN: Duration = Duration::from_secs(60);

/// By what the words of people, and their names, are found in a file; a number of four digits follows.
const WORDS: &str = "[words of ";
const PERSON: &str = "[person ";

/// One of the people, and what they told.
struct Person {
    number: usize,
    told: Told,
}

impl Person {
    fn is_to_be_erased(&self) -> bool {
        self.number.is_multiple_of(ERASED)
    }

    /// Whom the site's server vouches for.
    fn pseudonym(&self) -> Option<String> {
        self.number.is_multiple_of(ERASED * KNOWN).then(|| format!("{PERSON}{:04}]", self.number))
    }

    /// Sends the report again, and says whether that changed nothing.
    async fn replays(&self, crowd: &Crowd, told: &Told) -> String {
        let answer = crowd.tell(told, PATIENCE).await.unwrap();
        assert_eq!(answer.status, 200, "person {}: {}", self.number, answer.body);
        answer.body["status"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_erased_under_load_is_gone_from_the_store_its_scores_and_its_file() {
    let shop = Arc::new(Shop::new());
    let folder = shop.data.folder().to_owned();
    let vouch = |person: &Person, pseudonym: &str| {
        let db = Connection::open(folder.join("sondeo.db")).unwrap();
        db.busy_timeout(PATIENCE).unwrap();
        let rows =
            db.execute("update responses set respondent = ?1 where id = ?2", (pseudonym, person.told.id.as_bytes()));
        assert_eq!(rows.unwrap(), 1);
    };
    // The log first: what it had is moved into the database.
    let bytes = || ["sondeo.db-wal", "sondeo.db"].map(|file| fs::read(folder.join(file)).unwrap_or_default()).concat();
    erases(&shop, "F27", vouch, bytes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_erased_under_load_is_gone_from_postgresql_its_scores_and_its_tables() {
    let cluster = Cluster::start(&Options::default());
    let address = cluster.database();
    let database = address.rsplit('/').next().unwrap().to_owned();
    let shop = Arc::new(Shop::on(&address));
    let vouch = |person: &Person, pseudonym: &str| {
        let (id, sql) = (person.told.id, "update responses set respondent =");
        cluster.psql(&database, &format!("{sql} '{pseudonym}' where id = '{id}'"));
    };
    // The files of the tables, their indexes and what is kept beside them; not the server's own log.
    let paths = "select pg_relation_filepath(file.oid) from pg_class as mine join pg_class as file \
         on file.oid in (mine.oid, mine.reltoastrelid) \
         where mine.relnamespace = 'public'::regnamespace and mine.relkind in ('r', 'i')";
    let bytes = || {
        cluster.psql(&database, "checkpoint");
        let paths = cluster.psql(&database, paths);
        let files: Vec<PathBuf> = paths.lines().map(|path| cluster.data().join(path)).collect();
        files.iter().flat_map(|file| fs::read(file).unwrap_or_default()).collect()
    };
    erases(&shop, "F27, PostgreSQL", vouch, bytes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_erased_after_a_dump_of_postgresql_is_erased_from_what_is_restored() {
    let cluster = Cluster::start(&Options::default());
    let former = cluster.database();
    let shop = Shop::on(&former);
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let told: Vec<_> = crowd.prompts(20).await.iter().map(|prompt| Told::answer(prompt, 7, Some("hello"))).collect();
    for told in &told {
        assert_eq!(crowd.tell(told, PATIENCE).await.unwrap().status, 201);
    }
    collector.kill();
    // What a dump that is restored comes to.
    let name = former.rsplit('/').next().unwrap();
    cluster.psql("postgres", &format!("create database restored template {name}"));
    for told in &told[..5] {
        shop.data.sondeo(&["erase", "--site", "shop", "--response", &told.id.to_string()]);
    }

    let restored = Data::on(&cluster.url("restored"));
    let said = restored.sondeo(&["erase", "--as-in", &former]);
    assert!(said.starts_with("erased what was erased there: 5 responses removed\n"), "{said}");
    restored.is_right();
    let collector = restored.serve();
    let crowd = shop.crowd(&[&collector]);
    for (nth, told) in told.iter().enumerate() {
        let answer = crowd.tell(told, PATIENCE).await.unwrap();
        assert_eq!(answer.body["status"], if nth < 5 { "stale" } else { "replayed" }, "{}", answer.body);
    }
}

async fn erases(shop: &Arc<Shop>, run: &str, vouch: impl Fn(&Person, &str), bytes: impl Fn() -> Vec<u8>) {
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let people = told(&crowd, &ledger).await;
    for person in &people {
        if let Some(pseudonym) = person.pseudonym() {
            vouch(person, &pseudonym);
        }
    }
    assert_eq!(numbers(&bytes(), WORDS).len(), PEOPLE, "this test does not see what is there");

    let (replays, erased) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let condemned: Vec<&Person> = people.iter().filter(|person| person.is_to_be_erased()).collect();
    let erasing = async {
        let all = condemned.iter().map(|person| erase(shop, &collector.address, &crowd, person, &erased));
        stream::iter(all).buffer_unordered(4).collect::<()>().await;
    };
    // Their outboxes are sent all the while, and whatever comes of it is no failure.
    let replaying = async {
        for person in condemned.iter().cycle() {
            person.replays(&crowd, &person.told).await;
            replays.fetch_add(1, Ordering::Relaxed);
            if erased.load(Ordering::Relaxed) == condemned.len() {
                break;
            }
        }
    };
    let load = Load { rate: 300, ..Load::default() };
    let prompts = crowd.prompts(6_000).await;
    let began = Instant::now();
    // On a slow machine the prompts are used up before everybody is erased.
    let (is_done, done) = oneshot::channel::<()>();
    let both = async {
        tokio::join!(erasing, replaying);
        drop(is_done);
    };
    tokio::join!(both, load.run(&crowd, &ledger, prompts, async { drop(done.await) }));
    assert_eq!(erased.into_inner(), PEOPLE / ERASED);
    println!("{run}: {} erased in {:?}, {} replays", condemned.len(), began.elapsed(), replays.into_inner());

    // Those who are erased are in no ledger: were one of them stored or counted, it would be a phantom.
    load.settle(&crowd, &ledger, PATIENCE).await;
    shop.is_exact(run, &ledger, &crowd).await;
    for person in &condemned {
        assert_eq!(person.replays(&crowd, &person.told).await, "stale");
    }
    if extent::OVERWRITING_IS_AWAITED.times() == 0 {
        // It comes by itself, but not at once; this asks for it.
        shop.data.sondeo(&["erase", "--site", "shop", "--respondent", "nobody"]);
    }
    let took = until("what was erased is overwritten", OVERWRITTEN, async || {
        let left = bytes();
        numbers(&left, WORDS).iter().all(|number| !number.is_multiple_of(ERASED)) && numbers(&left, PERSON).is_empty()
    });
    println!("{run}: overwritten after {:?}", took.await);
    let left = numbers(&bytes(), WORDS);
    for person in people.iter().filter(|person| !person.is_to_be_erased()) {
        // Some of them thought again meanwhile.
        let is_first = ledger.next_rev(person.told.id) == 2;
        assert!(!is_first || left.contains(&person.number), "the words of {} are gone", person.number);
    }
    shop.is_exact(run, &ledger, &crowd).await;
}

/// Has all the people answer. Those who are to be erased are in no ledger.
async fn told(crowd: &Crowd, ledger: &Ledger) -> Vec<Person> {
    let mut people = Vec::new();
    for (number, prompt) in (0..PEOPLE).zip(crowd.prompts(PEOPLE).await) {
        let comment = format!("{WORDS}{number:04}]{}", " and so on".repeat(number * 7 % 170));
        let rating = i64::try_from(number % 11).unwrap();
        people.push(Person { number, told: Told::answer(&prompt, rating, Some(&comment)) });
    }
    let telling = people.iter().map(|Person { told, .. }| async { crowd.tell(told, PATIENCE).await });
    let answers: Vec<_> = stream::iter(telling).buffered(64).collect().await;
    for (person, answer) in people.iter().zip(&answers) {
        assert_eq!(answer.as_ref().unwrap().status, 201);
        if !person.is_to_be_erased() {
            ledger.is_sent(&person.told);
            ledger.is_answered(&person.told, answer, Duration::ZERO);
        }
    }
    people
}

/// Erases one of the people, who goes on telling.
async fn erase(shop: &Arc<Shop>, collector: &str, crowd: &Crowd, person: &Person, erased: &AtomicUsize) {
    if let Some(pseudonym) = person.pseudonym() {
        let shop = Arc::clone(shop);
        let erase = move || shop.data.sondeo(&["erase", "--site", "shop", "--respondent", &pseudonym]);
        let said = spawn_blocking(erase).await.unwrap();
        assert!(said.starts_with("erased the respondent: 1 response removed"), "{said}");
    } else {
        let address = format!("{collector}/v1/responses/{}", person.told.id);
        let request = Client::new().delete(address).bearer_auth(shop.manage_key());
        assert_eq!(request.send().await.unwrap().status(), 204);
    }
    for again in [&person.told, &person.told.changed(2, 3)] {
        assert_eq!(person.replays(crowd, again).await, "stale", "person {} is stored again", person.number);
    }
    erased.fetch_add(1, Ordering::Relaxed);
}

/// The numbers that stand behind a mark.
fn numbers(bytes: &[u8], mark: &str) -> BTreeSet<usize> {
    let starts = (0..bytes.len()).filter(|at| bytes[*at] == b'[' && bytes[*at..].starts_with(mark.as_bytes()));
    let digits = starts.filter_map(|at| bytes.get(at + mark.len()..at + mark.len() + 4));
    digits.filter_map(|digits| str::from_utf8(digits).ok()?.parse().ok()).collect()
}
