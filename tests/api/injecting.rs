//! Statements in disguise: in every query field and path part they are refused or find nothing (T25).

use reqwest::header::{HeaderValue, IF_MATCH};
use reqwest::{Client, Url};
use serde_json::{Value, json};
use tests::bad_input::injections;
use tests::client::{report, send};

use crate::world::World;

/// The address of the collector with this path, each part of it escaped.
fn at(world: &World, parts: &[&str], query: &[(&str, &str)]) -> Url {
    let mut url = Url::parse(&world.collector.address).unwrap();
    url.path_segments_mut().unwrap().pop_if_empty().extend(parts);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// Says whether a reply with scores counts nobody.
fn is_empty(scores: &Value) -> bool {
    scores["total"]["response_count"] == 0 && scores["total"]["shown_count"] == 0 && scores["groups"] == json!([])
}

async fn nothing_obeys(world: World) {
    let prompt = world.page.prompt("account_viewed").await;
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    let before = (world.owner.total("relation").await, world.owner.total("order").await);
    let all = injections();
    assert!(all.len() >= 40, "only {} injections", all.len());
    let (client, key) = (Client::new(), &world.shop.manage_key);
    for text in &all {
        let mut queries: Vec<Vec<(&str, &str)>> =
            vec![vec![("survey", text)], vec![("survey", "relation"), (text, "1")]];
        queries.extend(["touchpoint", "from", "to", "group_by"].map(|name| vec![("survey", "relation"), (name, text)]));
        for query in queries {
            let asked = client.get(at(&world, &["v1", "scores"], &query)).bearer_auth(key);
            let answer = send(asked).await;
            let found_nothing = answer.status == 200 && is_empty(&answer.body);
            assert!(
                (400..500).contains(&answer.status) || found_nothing,
                "{query:?}: {} {}",
                answer.status,
                answer.body
            );
        }
        for name in ["survey", "stage", "bucket", "history", "storage", "signed", "respondent", "interaction_id", text]
        {
            let query = [("touchpoint", "account_viewed"), (name, text)];
            let answer = send(client.get(at(&world, &["v1", "explain"], &query)).bearer_auth(key)).await;
            // A customer, an order or a stage that nobody knows is asked as if nothing had happened.
            let found_nothing = answer.status == 200 && answer.body["survey"] == "relation";
            let is_refused = (400..500).contains(&answer.status);
            assert!(is_refused || found_nothing, "{query:?}: {} {}", answer.status, answer.body);
        }
        for name in ["version", text] {
            let answer =
                send(client.get(at(&world, &["v1", "surveys", "relation"], &[(name, text)])).bearer_auth(key)).await;
            assert_eq!(answer.status, 422, "{name:?} {text:?}: {}", answer.body);
        }
        let survey =
            json!({ "slug": text, "metric": "nps", "touchpoints": [text], "stage": text, "attributes": [text] });
        for name in ["relation", text] {
            for query in [[("dry_run", text.as_str())], [("position", text)], [("dry_run", "true")]] {
                let put = client.put(at(&world, &["v1", "surveys", name], &query)).bearer_auth(key).json(&survey);
                // Some of them are names that a survey may have; then nothing is wrong with it.
                let answer = send(put).await;
                assert!(
                    answer.status == 422 || query[0].1 == "true" && answer.body["dry_run"] == true,
                    "{text:?}: {}",
                    answer.body
                );
            }
            for route in ["pause", "resume"] {
                let asks = client.post(at(&world, &["v1", "surveys", text, route], &[])).bearer_auth(key);
                assert_eq!(send(asks).await.status, 404, "{text:?}");
            }
        }
        for (name, text) in [("from", text.as_str()), ("to", text), (text, "1")] {
            let answer = send(client.get(at(&world, &["v1", "marks"], &[(name, text)])).bearer_auth(key)).await;
            assert_eq!(answer.status, 422, "{name:?} {text:?}: {}", answer.body);
        }
        let marks = at(&world, &["v1", "marks", text], &[]);
        let mark = json!({ "day": "2026-10-01", "note": text });
        let put = send(client.put(marks.clone()).bearer_auth(key).json(&mark)).await;
        // A name is one, whatever it says elsewhere; so is a note.
        assert!(matches!(put.status, 201 | 404 | 422), "{text:?}: {}", put.body);
        assert!(put.status != 201 || put.body["note"] == **text, "{text:?}: {}", put.body);
        let removed = send(client.delete(marks).bearer_auth(key)).await.status;
        assert_eq!(removed == 204, put.status == 201, "{text:?}");
        // That there is one is a condition which holds.
        let tags = [text.clone(), format!("\"{text}\"")].into_iter().filter(|tag| tag != "*");
        for tag in tags.filter_map(|tag| HeaderValue::try_from(tag).ok()) {
            let deletes = client.delete(at(&world, &["v1", "surveys", "relation"], &[])).bearer_auth(key);
            let status = send(deletes.header(IF_MATCH, tag)).await.status;
            assert!(matches!(status, 400 | 412), "{text:?}: {status}");
        }
        // What may be any words finds nobody; the table and the lines have a head or an end then.
        let free = ["locale", "reason", "text", "attribute:plan"];
        let narrow = [
            "survey",
            "from",
            "to",
            "touchpoint",
            "stage",
            "device",
            "band",
            "rating",
            "comment",
            "contact",
            "held",
            "outcome",
            "limit",
            "cursor",
            "format",
            text,
            "attribute:",
        ];
        for name in free.into_iter().chain(narrow) {
            for (path, more) in
                [("responses", ("outcome", "all")), ("responses", ("format", "csv")), ("live", ("seconds", "0"))]
            {
                let query = [(name, text.as_str()), more];
                let query = if name == more.0 { &query[..1] } else { &query[..] };
                let answer = client.get(at(&world, &["v1", path], query)).bearer_auth(key).send().await.unwrap();
                let (status, body) = (answer.status().as_u16(), answer.text().await.unwrap());
                let found_nothing = status == 200 && !body.contains(&prompt.id.to_string());
                assert!((400..500).contains(&status) || found_nothing, "{query:?}: {status} {body}");
            }
        }
        let attribute = format!("attribute:{text}");
        let answer = send(client.get(at(&world, &["v1", "responses"], &[(&attribute, "pro")])).bearer_auth(key)).await;
        let found_nothing = answer.status == 200 && answer.body["responses"] == json!([]);
        assert!(answer.status == 422 || found_nothing, "{attribute}: {}", answer.body);
        let one = send(client.get(at(&world, &["v1", "responses", text], &[])).bearer_auth(key)).await;
        assert_eq!(one.status, 404, "{text:?}");
        for (parts, status) in [
            (vec!["v1", "sites", text, "tag"], 404),
            (vec!["v1", "responses", text], 401),
            (vec!["problems", text], 404),
            (vec!["assets", text], 404),
        ] {
            let answer = send(client.get(at(&world, &parts, &[]))).await;
            assert_eq!(answer.status, status, "{parts:?}: {}", answer.body);
        }
        let removal = client.delete(at(&world, &["v1", "responses", text], &[])).bearer_auth(key);
        assert_eq!(send(removal).await.status, 404, "{text:?}");
    }
    assert_eq!((world.owner.total("relation").await, world.owner.total("order").await), before);
    world.data.is_right();
}

#[tokio::test]
async fn no_statement_is_obeyed_on_sqlite() {
    nothing_obeys(World::new()).await;
}

#[tokio::test]
async fn no_statement_is_obeyed_on_postgresql() {
    nothing_obeys(World::on_postgres()).await;
}
