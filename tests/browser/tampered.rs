//! T18: a file on the way to the page, or where it lies, has one byte changed. It does not run.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::customer::Customer;
use crate::world::{World, play_everywhere};

/// Surveys for the pages; one has a trigger, so that the list of them is asked for.
const SURVEYS: &str = "
[[survey]]
slug = 'any'
metric = 'csat'
touchpoints = ['plain', 'csp_framed', 'order_completed']
[survey.ask]
cooldown_days = 0
";

/// Files by how their names begin and end, a page that needs each, and what the line in the console says.
const FILES: [(&str, &str, &str, &str); 6] = [
    ("prompt-", ".js", "plain.html", "nothing is shown"),
    ("widget-", ".js", "plain.html", "nothing is shown"),
    ("widget-", ".wasm", "plain.html", "nothing is shown"),
    ("framed-", ".js", "csp_framed.html", "nothing is shown"),
    ("debug-", ".js", "?tag=data-debug", "could not be loaded"),
    ("triggers-", ".js", "?tag=data-triggers", "could not be loaded"),
];

#[tokio::test]
async fn a_file_of_which_a_byte_was_changed_does_not_run() {
    play_everywhere("tampered", SURVEYS, async |mut world, customer| {
        for (begin, end, page, said) in FILES {
            println!("{begin}*{end}");
            let folder = with_one_byte_changed(&world, begin, end);
            world.collector.kill();
            let words = ["--web", folder.to_str().unwrap()];
            world.collector = world.data.serve_again(&world.collector, &words);
            customer.forgets_files().await;
            visit(&world, &customer, page).await;
            let lines = customer.waits_for(json!({ "kind": "console" }), 1).await;
            let line = lines[0]["wrong"].as_str().unwrap();
            assert!(line.starts_with("sondeo: ") && line.contains(said), "{begin}*{end}: {line}");
            // Interactions wait for each other: whatever else would be said has been said when this one is answered.
            customer.survey(json!(["interaction", "nobody_asks"])).await;
            customer.waits_for(json!({ "reply": { "reason": "no_survey" } }), 1).await;
            customer.sees_that("!document.querySelector('sondeo-prompt')").await;
            assert_eq!(world.total("any").await["shown_count"], 0, "{begin}*{end}");
            let noted = customer.noted().await;
            assert!(noted.iter().all(|note| note["kind"] != "error"), "{begin}*{end}: {noted:#?}");
            let lines = noted.iter().filter(|note| note["kind"] == "console");
            assert_eq!(lines.count(), 1, "{begin}*{end}: {noted:#?}");
            customer.run("witness.seen.length = 0").await;
        }
        world.collector.kill();
        world.collector = world.data.serve_again(&world.collector, &[]);
        customer.forgets_files().await;
        visit(&world, &customer, "plain.html").await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
    })
    .await;
}

async fn visit(world: &World, customer: &Customer, page: &str) {
    customer.goes_to(&format!("{}/{page}", world.shop)).await;
}

/// A folder of web files of which the one whose name begins and ends so has a changed byte.
fn with_one_byte_changed(world: &World, begin: &str, end: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/web");
    let to = world.data.folder().join("web");
    let _ = fs::remove_dir_all(&to);
    let mut changed = 0;
    for folder in ["", "assets"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(from.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if !entry.file_type().unwrap().is_file() {
                continue;
            }
            let mut bytes = fs::read(entry.path()).unwrap();
            if name.starts_with(begin) {
                // It travels as it is, so that no decoder finds the change.
                if name.ends_with(".br") || name.ends_with(".gz") {
                    continue;
                }
                if name.ends_with(end) {
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 1;
                    changed += 1;
                }
            }
            fs::write(to.join(folder).join(name), bytes).unwrap();
        }
    }
    assert_eq!(changed, 1, "one file is called {begin}*{end}");
    to
}
