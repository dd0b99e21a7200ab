//! Following a site: lines that are cut off anywhere and resumed are all of them, and so is what is told live.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use shared::wire::prompts::Prompt;
use tests::client::{report, send};
use tokio::time::{Duration, timeout};

use crate::listing::{UNLIMITED, answer, get};
use crate::world::World;

/// By when something that was told must have come.
const SOON: Duration = Duration::from_secs(20);

/// All lines of a stream, and whether it ended as it should.
async fn lines(world: &World, query: &str) -> Vec<String> {
    let stream = get(world, &format!("?format=ndjson{query}"), &world.shop.read_key).send().await.unwrap();
    assert_eq!(
        (stream.status().as_u16(), &stream.headers()["content-type"]),
        (200, &"application/x-ndjson".parse().unwrap())
    );
    let text = stream.text().await.unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(str::to_owned).collect()
}

fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|cause| panic!("{line}: {cause}"))
}

/// What a warehouse has that takes each line over what it had of the response.
fn merged<'a>(lines: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, Value> {
    let responses = lines.into_iter().map(|line| parsed(line)).filter(|line| line["end"].is_null());
    let keyed = responses.map(|mut line| {
        line["cursor"].take();
        (line["id"].as_str().unwrap().to_owned(), line)
    });
    keyed.collect()
}

/// Some answers in every state; every third prompt is kept for a later revision.
async fn some(world: &World, count: usize) -> Vec<Prompt> {
    let mut open = Vec::new();
    for at in 0..count {
        let prompt = answer(&world.page, "account_viewed", (at % 11).try_into().unwrap(), json!({})).await;
        if at % 3 == 0 {
            open.push(prompt);
        }
    }
    open
}

async fn resumed_lines_are_the_whole(world: World) {
    let mut rng = StdRng::seed_from_u64(6);
    let open = some(&world, 60).await;
    let whole = lines(&world, "").await;
    assert_eq!(whole.len(), 61);
    assert_eq!(parsed(&whole[60])["end"], true);
    let bytes = whole.join("\n") + "\n";
    for _ in 0..25 {
        // The connection breaks at any byte; a line without its end was not read.
        let cut = rng.random_range(0..bytes.len());
        let read: Vec<String> =
            bytes[..cut].rsplit_once('\n').map_or("", |(read, _)| read).lines().map(str::to_owned).collect();
        let after =
            read.last().map(|line| format!("&after={}", parsed(line)["cursor"].as_str().unwrap())).unwrap_or_default();
        let rest = lines(&world, &after).await;
        let both: Vec<_> = read.iter().chain(&rest).cloned().collect();
        assert_eq!(both, whole, "cut at {cut}");
    }
    // What changes meanwhile comes again: late answers, revisions.
    let mut place = String::new();
    let mut copy = BTreeMap::new();
    for prompt in &open {
        let rest = lines(&world, &place).await;
        let taken = &rest[..rng.random_range(0..=rest.len())];
        if let Some(last) = taken.last() {
            place = format!("&after={}", parsed(last)["cursor"].as_str().unwrap());
        }
        copy.extend(merged(taken));
        assert_eq!(world.page.report(&report(prompt, 2, "completed", Some(7))).await.status, 201);
        answer(&world.page, "account_viewed", 3, json!({})).await;
    }
    copy.extend(merged(&lines(&world, &place).await));
    assert_eq!(copy, merged(&lines(&world, "").await));
    assert_eq!(copy.len(), 60 + open.len());
    // The end of a stream is a place as well, also where a filter let nothing through.
    let end = lines(&world, "&survey=order").await;
    assert_eq!(end.len(), 1);
    let place = format!("&after={}", parsed(&end[0])["cursor"].as_str().unwrap());
    assert_eq!(lines(&world, &place).await.len(), 1);
    answer(&world.page, "account_viewed", 3, json!({})).await;
    assert_eq!(lines(&world, &place).await.len(), 2);
}

#[tokio::test]
async fn lines_resumed_at_any_point_are_the_whole_on_sqlite() {
    resumed_lines_are_the_whole(World::with(&UNLIMITED)).await;
}

#[tokio::test]
async fn lines_resumed_at_any_point_are_the_whole_on_postgres() {
    resumed_lines_are_the_whole(World::on_postgres_with(&UNLIMITED)).await;
}

/// Somebody who listens.
struct Listener {
    stream: Response,
    text: String,
    /// The id of the last event, to come back with.
    last: String,
}

impl Listener {
    async fn begin(world: &World, query: &str, last: Option<&str>) -> Self {
        let address = format!("{}/v1/live?{query}", world.collector.address);
        let request = Client::new().get(address).bearer_auth(&world.shop.read_key);
        let stream =
            last.into_iter().fold(request, |request, id| request.header("last-event-id", id)).send().await.unwrap();
        assert_eq!(stream.status(), 200);
        for (name, value) in
            [("content-type", "text/event-stream"), ("cache-control", "no-store"), ("x-accel-buffering", "no")]
        {
            assert_eq!(stream.headers()[name], value);
        }
        let mut listener = Self { stream, text: String::new(), last: String::new() };
        // It is told at once where it begins.
        let first = listener.event().await.unwrap();
        assert!(first.is_none() && !listener.last.is_empty());
        listener
    }

    /// The next event's data, if it has any; none at the end.
    async fn event(&mut self) -> Option<Option<Value>> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let mut data = None;
                for line in event.lines() {
                    match line.split_once(": ") {
                        Some(("id", id)) => id.clone_into(&mut self.last),
                        Some(("data", json)) => data = Some(parsed(json)),
                        Some(("event", name)) => assert_eq!(name, "response"),
                        _ => assert!(line.starts_with(':'), "{line}"),
                    }
                }
                return Some(data);
            }
            let chunk = timeout(SOON, self.stream.chunk()).await.expect("something is told in time").unwrap();
            self.text.push_str(str::from_utf8(&chunk?).unwrap());
        }
    }

    /// The next responses.
    async fn responses(&mut self, count: usize) -> Vec<Value> {
        let mut responses = Vec::new();
        while responses.len() < count {
            responses.extend(self.event().await.expect("it goes on"));
        }
        responses
    }

    /// All that is told until the end.
    async fn rest(mut self) -> Vec<Value> {
        let mut responses = Vec::new();
        while let Some(event) = self.event().await {
            responses.extend(event);
        }
        responses
    }
}

async fn what_is_live_is_told_and_resumed(world: World) {
    let mut rng = StdRng::seed_from_u64(7);
    answer(&world.page, "account_viewed", 1, json!({})).await;
    let mut listener = Listener::begin(&world, "", None).await;
    let beginning = listener.last.clone();
    let prompt = answer(&world.page, "account_viewed", 9, json!({ "comment": "one\nline: two" })).await;
    let [told] = &listener.responses(1).await[..] else { panic!("one is told") };
    assert_eq!((&told["id"], &told["comment"], &told["rev"]), (&json!(prompt.id), &json!("one\nline: two"), &json!(1)));
    world.page.report(&report(&prompt, 2, "completed", Some(10))).await;
    let [told] = &listener.responses(1).await[..] else { panic!("one is told") };
    assert_eq!((&told["id"], &told["rating"], &told["rev"]), (&json!(prompt.id), &json!(10), &json!(2)));

    // It hears some, hangs up, and comes back for the rest, while answers come.
    let mut heard = vec![told.clone()];
    let mut last = listener.last.clone();
    drop(listener);
    let answers = async {
        let mut ids = Vec::new();
        for at in 0..60 {
            ids.push(answer(&world.page, "account_viewed", at % 11, json!({})).await.id.to_string());
        }
        ids
    };
    let listening = async {
        while heard.len() < 61 {
            let some = rng.random_range(1..=7_usize.min(61 - heard.len()));
            let mut listener = Listener::begin(&world, "", Some(&last)).await;
            heard.extend(listener.responses(some).await);
            last = listener.last.clone();
        }
    };
    let (ids, ()) = tokio::join!(answers, listening);
    let told: Vec<&str> = heard[1..].iter().map(|told| told["id"].as_str().unwrap()).collect();
    assert_eq!(told, ids);
    // From the beginning it is the same, by the parameter too, and lines have the same places.
    let again = Listener::begin(&world, &format!("seconds=0&after={beginning}"), None).await.rest().await;
    assert_eq!(again[..], heard[..]);
    let as_lines = lines(&world, &format!("&after={beginning}")).await;
    assert_eq!(as_lines.len(), heard.len() + 1);
    // One survey alone.
    let order = answer(&world.page, "order_completed", 4, json!({})).await;
    answer(&world.page, "account_viewed", 4, json!({})).await;
    let of_order =
        Listener::begin(&world, &format!("seconds=0&survey=order&after={beginning}"), None).await.rest().await;
    assert_eq!(of_order.iter().map(|told| told["id"].clone()).collect::<Vec<_>>(), [json!(order.id)]);
}

#[tokio::test]
async fn what_is_live_is_told_once_and_resumed_on_sqlite() {
    what_is_live_is_told_and_resumed(World::with(&UNLIMITED)).await;
}

#[tokio::test]
async fn what_is_live_is_told_once_and_resumed_on_postgres() {
    what_is_live_is_told_and_resumed(World::on_postgres_with(&UNLIMITED)).await;
}

#[tokio::test]
async fn on_postgres_it_is_told_what_another_collector_was_told() {
    let world = World::on_postgres_with(&UNLIMITED);
    let other = world.data.serve();
    let mut listener = Listener::begin(&world, "", None).await;
    let page = tests::client::Page::new(&other.address, "shop", crate::world::ORIGIN);
    let prompt = answer(&page, "account_viewed", 9, json!({})).await;
    assert_eq!(listener.responses(1).await[0]["id"], json!(prompt.id));
}

#[tokio::test]
async fn who_listens_is_let_go_when_the_collector_stops_or_the_key_is_revoked() {
    let mut world = World::with(&UNLIMITED);
    let key = world.data.sondeo(&["key", "add", "--site", "shop", "--scope", "read", "--json"]);
    let key = parsed(&key);
    world.shop.read_key = key["key"].as_str().unwrap().to_owned();
    let address = format!("{}/v1/live?seconds=0", world.collector.address);
    let opens = async || send(Client::new().get(&address).bearer_auth(&world.shop.read_key)).await.status == 200;
    tests::wait::until("the key opens", crate::world::FOLLOWED, opens).await;
    let revoked = Listener::begin(&world, "", None).await;
    world.data.sondeo(&["key", "revoke", "--site", "shop", key["id"].as_str().unwrap()]);
    assert_eq!(revoked.rest().await, Vec::<Value>::new());

    world.shop.read_key = world.shop.manage_key.clone();
    let stopped = Listener::begin(&world, "", None).await;
    world.collector.ask_to_end();
    assert_eq!(stopped.rest().await, Vec::<Value>::new());
    world.collector.wait();
}

#[tokio::test]
async fn so_many_listen_to_a_site_and_no_more() {
    let world = World::with(&UNLIMITED);
    let mut listeners = Vec::new();
    for _ in 0..10 {
        listeners.push(Listener::begin(&world, "", None).await);
    }
    let address = format!("{}/v1/live", world.collector.address);
    let refused = send(Client::new().get(&address).bearer_auth(&world.shop.read_key)).await;
    assert_eq!((refused.status, &refused.body["code"]), (429, &json!("rate_limited")));
    listeners.pop();
    let again =
        async || Client::new().get(&address).bearer_auth(&world.shop.read_key).send().await.unwrap().status() == 200;
    tests::wait::until("who left made room", SOON, again).await;
}
