//! A collector that has a part of a site's address: everything is below its base path, and nothing beside it.

use reqwest::{Client, redirect};
use serde_json::json;
use tests::client::{Owner, Page, report, send};
use tests::collector::Data;

use crate::world::{ORIGIN, SURVEYS};

#[tokio::test]
async fn everything_is_below_the_base_path_and_nothing_beside_it() {
    let data = Data::new();
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let collector = data.serve_with(&["--base-path", "/feedback"]);
    let base = format!("{}/feedback", collector.address);
    let page = Page::new(&base, "shop", ORIGIN);
    let prompt = page.prompt("account_viewed").await;
    page.report(&report(&prompt, 1, "rated", Some(9))).await;
    assert_eq!(Owner::new(&base, &shop.read_key).total("relation").await["response_count"], 1);

    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let get = |address: String| send(client.get(address));
    // The names of files are relative to the script that pages carry.
    assert!(!prompt.widget.js.starts_with('/'));
    for file in ["sondeo.js", &prompt.widget.js, "healthz", "readyz", "dashboard/", "check/shop", "v1/sites/shop/tag"] {
        assert_eq!(get(format!("{base}/{file}")).await.status, 200, "{file}");
        assert_eq!(get(format!("{}/{file}", collector.address)).await.status, 404, "{file}");
    }
    for address in [base.clone(), format!("{base}/"), format!("{base}/dashboard")] {
        let answer = get(address.clone()).await;
        assert_eq!((answer.status, answer.header("location")), (307, "/feedback/dashboard/"), "{address}");
    }
    let refused = send(page.post("responses").json(&json!({}))).await;
    assert_eq!(refused.body["type"], "/feedback/problems/field_missing");
    assert_eq!(get(format!("{}/feedbackx/healthz", collector.address)).await.status, 404);
}
