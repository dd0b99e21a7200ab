//! Signing in to the dashboard, and what pages of others can make of somebody's session (RELIABILITY.md T16).

use std::time::Duration;

use serde_json::{Value, json};
use tests::client::Owner;
use tests::wait::until;

use crate::browser::Browser;
use crate::customer::Customer;
use crate::rating::SURVEYS;
use crate::world::{World, play_everywhere};

/// What the dashboard does: asks for an address of its own.
const ASK: &str = "const [address, method, body, done] = arguments
    fetch(new URL(address, location).href, { method, body: body === null ? undefined : JSON.stringify(body) }).then(
      async (answer) => done([answer.status, await answer.json().catch(() => null)]), (why) => done([0, String(why)]))";

/// What a page of somebody else's does, the same with the visitor's cookies; `mode` is that of fetch.
const ASK_FROM_ELSEWHERE: &str = "const [address, method, body, mode, done] = arguments
    fetch(address, { method, mode, credentials: 'include', body: body === null ? undefined : JSON.stringify(body) }).then(
      async (answer) => done([answer.type, await answer.text()]), () => done(['refused', null]))";

/// Sends a form that is all of somebody else's page.
const SUBMIT: &str = "const [address, body, done] = arguments
    const form = document.createElement('form')
    Object.assign(form, { action: address, method: 'post', enctype: 'text/plain' })
    const field = document.createElement('input')
    const [name, value] = body.split('=')
    Object.assign(field, { type: 'hidden', name, value })
    form.append(field)
    document.body.append(form)
    setTimeout(() => form.submit())
    done(null)";

async fn asks(window: &Customer, address: &str, method: &str, body: Value) -> (Value, Value) {
    let said = window.awaits(ASK, vec![address.into(), method.into(), body]).await;
    (said[0].clone(), said[1].clone())
}

/// The collector's address by another name of this machine.
fn under(world: &World, host: &str) -> String {
    world.collector.address.replace("127.0.0.1", host)
}

/// Opens the dashboard under this name and signs in to the shop.
async fn sign_in(world: &World, window: &Customer, host: &str) {
    window.goes_to(&format!("{}/dashboard/", under(world, host))).await;
    let key = json!({ "key": world.owner.manage_key });
    let (status, session) = asks(window, "session", "POST", key).await;
    let said = (&status, &session["sites"][0]["site"], &session["insecure"]);
    assert_eq!(said, (&json!(200), &json!("shop"), &json!(false)), "{session}");
}

/// The sites that the browser is signed in to.
async fn sites(world: &World, window: &Customer, host: &str) -> Vec<Value> {
    window.goes_to(&format!("{}/dashboard/", under(world, host))).await;
    let (status, session) = asks(window, "session", "GET", Value::Null).await;
    assert_eq!(status, 200, "{session}");
    session["sites"].as_array().unwrap().iter().map(|site| site["site"].clone()).collect()
}

#[tokio::test]
async fn a_session_is_kept_on_loopback_under_the_name_that_nobody_else_can_plant() {
    play_everywhere("session_kept", SURVEYS, async |world, window| {
        for host in ["127.0.0.1", "localhost"] {
            sign_in(&world, &window, host).await;
            assert!(window.cookies().await.contains(&"__Host-sondeo".to_owned()), "{host}");
            assert_eq!(window.run("return document.cookie").await, "", "no script reads it");
            let (status, surveys) = asks(&window, "sites/shop/v1/surveys", "GET", Value::Null).await;
            assert_eq!((status, surveys["surveys"].is_array()), (json!(200), true), "{host}: {surveys}");
            let mark = json!({ "day": "2026-10-01", "note": host });
            assert_eq!(asks(&window, "sites/shop/v1/marks/new", "PUT", mark).await.0, 201, "{host}");
            assert_eq!(asks(&window, "sites/shop/v1/marks/new", "DELETE", Value::Null).await.0, 204, "{host}");
            assert_eq!(
                asks(&window, "../v1/surveys", "GET", Value::Null).await.0,
                401,
                "{host}: the API takes no cookie"
            );
            let listens = "const done = arguments[0]; const events = new EventSource('sites/shop/v1/live')
                events.onopen = () => { events.close(); done(true) }; events.onerror = () => done(false)";
            assert_eq!(window.awaits(listens, vec![]).await, true, "{host}");
            window.reloads().await;
            assert_eq!(sites(&world, &window, host).await, ["shop"], "{host}");
            assert_eq!(asks(&window, "session", "DELETE", Value::Null).await.0, 204, "{host}");
            assert_eq!(sites(&world, &window, host).await, Vec::<Value>::new(), "{host}");
            assert!(window.cookies().await.is_empty(), "{host}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_other_page_makes_use_of_a_session() {
    // The shop is at 127.0.0.1, at another port: to `localhost` it is another site, to 127.0.0.1 a sibling that has the
    // browser send the cookie.
    play_everywhere("session_of_another", SURVEYS, async |world, window| {
        for host in ["localhost", "127.0.0.1"] {
            sign_in(&world, &window, host).await;
            let at = |address: &str| format!("{}/dashboard/{address}", under(&world, host));
            let theirs = json!({ "key": world.stranger.manage_key });
            window.goes_to(&format!("{}/plain.html", world.shop)).await;
            for (address, method, body, mode) in [
                ("session", "GET", Value::Null, "cors"),
                ("session", "POST", theirs.clone(), "cors"),
                ("session", "POST", theirs.clone(), "no-cors"),
                ("session", "DELETE", Value::Null, "cors"),
                ("sites/shop/v1/surveys", "GET", Value::Null, "cors"),
                ("sites/shop/v1/responses?format=csv", "GET", Value::Null, "no-cors"),
                ("sites/shop/v1/surveys/order/pause", "POST", Value::Null, "cors"),
                ("sites/shop/v1/surveys/order/pause", "POST", Value::Null, "no-cors"),
                ("sites/shop/v1/surveys/order", "DELETE", Value::Null, "cors"),
                ("sites/shop/v1/marks/planted", "PUT", json!({ "day": "2026-10-01", "note": "planted" }), "cors"),
            ] {
                let words = vec![at(address).into(), method.into(), body, mode.into()];
                let said = window.awaits(ASK_FROM_ELSEWHERE, words).await;
                let want = if mode == "cors" { json!(["refused", null]) } else { json!(["opaque", ""]) };
                assert_eq!(said, want, "{host}: {method} {address} {mode}");
            }
            for (address, body) in [
                ("session", format!(r#"{{"key":"{}"}}="#, world.stranger.manage_key)),
                ("sites/shop/v1/surveys/order/pause", "x=y".to_owned()),
            ] {
                window.goes_to(&format!("{}/plain.html", world.shop)).await;
                window.awaits(SUBMIT, vec![at(address).into(), body.into()]).await;
                let refused = async || {
                    let said = window.run("return document.body?.innerText ?? ''").await;
                    said.as_str().is_some_and(|said| said.contains("origin_denied"))
                };
                until(&format!("{host}: a form is refused"), Duration::from_secs(10), refused).await;
            }
            assert_eq!(sites(&world, &window, host).await, ["shop"], "{host}");
        }
        let owner = Owner::new(&world.collector.address, &world.owner.read_key);
        assert_eq!(owner.list("surveys").await["surveys"][0]["live"], true);
        assert_eq!(owner.list("marks").await, json!({ "marks": [] }));
    })
    .await;
}

#[tokio::test]
async fn no_other_page_frames_the_dashboard() {
    play_everywhere("dashboard_framed", SURVEYS, async |world, window| {
        for host in ["localhost", "127.0.0.1"] {
            sign_in(&world, &window, host).await;
            window.goes_to(&format!("{}/plain.html", world.shop)).await;
            let frames = "const [address, done] = arguments
                const frame = document.createElement('iframe')
                frame.src = address
                frame.onload = () => done(null)
                document.body.append(frame)";
            window.awaits(frames, vec![format!("{}/dashboard/", under(&world, host)).into()]).await;
            let shown = window.has_the_frame("return document.documentURI", vec![]).await;
            let error = if window.browser == Browser::Chromium { "chrome-error:" } else { "about:neterror" };
            assert!(shown.as_str().unwrap().starts_with(error), "{host}: {shown}");
        }
    })
    .await;
}
