//! What customers, pages and owners wrote is only ever text, on every page (RELIABILITY.md T5, T6). A dialog fails the step
//! that meets it, a report of the policy the story. Comments in the list of answers are looked at in `answers`.

use reqwest::Method;
use serde_json::{Value, json};
use tests::bad_input::comments as hostile_texts;
use tests::client::{Owner, Page, report, send};

use super::answers::filters;
use crate::customer::Customer;
use crate::world::{World, play_everywhere};

/// A survey that takes all that customers and pages may say; everybody may be asked again at once.
const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
attributes = ["plan"]
contact = true
[survey.ask]
cooldown_days = 0
"#;

/// How many of the latest comments the overview shows.
const VOICES: usize = 6;

/// How many marks the journey shows.
const MARKS: usize = 20;

/// What the pages are never made of.
const MARKUP: &str = "document.querySelectorAll(
    '#page :is(img, script, iframe, object, style, base, math, xmp, body, form[action], [href^=javascript], [onload])').length";

/// Hostile texts that are one line of so many characters at most, as notes, names and attributes are.
fn lines(most: usize) -> Vec<String> {
    let is_line =
        |text: &String| text.trim() == text && text.chars().count() <= most && !text.contains(char::is_control);
    hostile_texts().into_iter().filter(is_line).collect()
}

/// The owner asks for something at `/v1`.
async fn owner_sends(world: &World, method: Method, path: &str, body: &Value) {
    let api = Owner::new(&world.collector.address, &world.owner.manage_key);
    let answer = send(api.request(method, path).json(body)).await;
    assert!(matches!(answer.status, 200 | 201), "{path}: {} {}", answer.status, answer.body);
}

/// Waits until what the selector finds says these texts, to the letter and in any order.
async fn shows(owner: &Customer, selector: &str, texts: &[String]) {
    let mut sorted = texts.to_vec();
    // As JavaScript sorts: by units of UTF-16.
    sorted.sort_by_key(|text| text.encode_utf16().collect::<Vec<_>>());
    let shown = format!(
        "JSON.stringify([...document.querySelectorAll('{selector}')].map((one) => one.lastChild.textContent).sort())"
    );
    owner.sees_that(&format!("{shown} == JSON.stringify({})", json!(sorted))).await;
    assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0, "{selector}");
}

#[tokio::test]
async fn what_owners_wrote_is_words_on_every_page() {
    play_everywhere("hostile_owners", SURVEYS, async |world, owner| {
        let mut definition: Value = json!({
            "slug": "order", "metric": "csat", "touchpoints": ["order_completed"], "attributes": ["plan"], "reasons": ["price"],
            "ask": { "cooldown_days": 0 }, "texts": {},
        });
        let fields = ["question", "low", "high", "thanks", "follow_up_high", "follow_up_low", "reasons", "contact"];
        for (texts, tag) in hostile_texts().chunks(fields.len()).zip(["en", "es", "de", "fr", "it", "pt", "nl", "sv", "da", "fi"]) {
            let texts = texts.iter().filter(|text| !text.trim().is_empty());
            definition["texts"][tag] = fields.into_iter().map(str::to_owned).zip(texts.map(|text| json!(text))).collect();
        }
        owner_sends(&world, Method::PUT, "surveys/order", &definition).await;
        let (notes, names) = (lines(200), lines(64));
        assert!(notes.len() >= 50 && names.len() >= 50, "{} notes, {} names", notes.len(), names.len());
        let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
        for (at, note) in notes.iter().enumerate() {
            let mark = json!({ "day": today, "note": note });
            // By name, which is how marks of one day are in order.
            owner_sends(&world, Method::PUT, &format!("marks/m{at:03}"), &mark).await;
        }
        for name in &names {
            owner_sends(&world, Method::POST, "keys", &json!({ "name": name, "scope": "read" })).await;
        }
        super::customers_rate(&world, "order_completed", &[5, 1], None).await;

        owner.looks_at(&world, "?survey=order", &world.owner.manage_key).await;
        shows(&owner, ".marks-below li", &notes).await;
        owner.clicks(".trend .above button").await;
        assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0);
        owner.goes_to(&world.dashboard("?page=journey&survey=order")).await;
        shows(&owner, ".marks .note", &notes[notes.len() - MARKS..]).await;
        owner.goes_to(&world.dashboard("?page=answers&id=1%3Cimg%20src%3Dx%3E&q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")).await;
        owner.reads("No answer is like that").await;
        assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0);
        owner.goes_to(&world.dashboard("?page=install")).await;
        owner.sees_that(&format!("document.querySelectorAll('.keys tbody tr').length >= {}", names.len())).await;
        let named = owner.run("return [...document.querySelectorAll('.keys th')].map((one) => one.firstChild.textContent)").await;
        let named = named.as_array().unwrap();
        for name in names {
            assert!(named.contains(&json!(name)), "{name} is not among {named:#?}");
        }
        assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_customers_write_is_words_as_it_arrives_at_the_overview() {
    play_everywhere("hostile_voices", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        owner.sees_that("document.querySelector('.live')?.dataset.live == 'true'").await;
        for said in hostile_texts().chunks(VOICES) {
            for comment in said {
                super::customers_rate(&world, "order_completed", &[3], Some(comment)).await;
            }
            let newest = format!(
                "JSON.stringify([...document.querySelectorAll('.voices blockquote')].slice(0, {}).map((one) => one.textContent))",
                said.len()
            );
            let said: Vec<&String> = said.iter().rev().collect();
            owner.sees_that(&format!("{newest} == JSON.stringify({})", json!(said))).await;
            assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0, "{said:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_pages_and_customers_said_beside_is_words_in_an_answer_and_in_its_filters() {
    play_everywhere("hostile_facts", SURVEYS, async |world, owner| {
        let page = Page::new(&world.collector.address, &world.owner.slug, &world.shop);
        let said = lines(128);
        for text in &said {
            let asked = json!({
                "touchpoint": "order_completed", "bucket": 0, "history": [], "interaction_id": text,
                "attributes": { "plan": text },
            });
            let prompt = page.ask(&asked).await.prompt.unwrap();
            let mut told = report(&prompt, 1, "completed", Some(3));
            (told["contact"], told["comment"]) = (json!(text), json!(text));
            let answer = page.report(&told).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        owner.looks_at(&world, "?page=answers", &world.owner.read_key).await;
        owner.clicks("[aria-controls=more-filters]").await;
        let any = vec!["Any".to_owned()];
        shows(&owner, "#by-attribute-plan option", &[any, said.clone()].concat()).await;
        for text in said.iter().rev() {
            filters(&owner, "attribute-plan", text).await;
            let found = "JSON.stringify([...document.querySelectorAll('.one .words')].map((one) => one.textContent))";
            owner.sees_that(&format!("{found} == JSON.stringify([{}])", json!(text))).await;
            owner.run("document.querySelector('.found li a').click()").await;
            let shown = format!(
                "document.querySelector('.detail') &&
                JSON.stringify([...document.querySelectorAll('.facts dd')].map((one) => one.textContent).filter((one) => one == {0}))
                == JSON.stringify([{0}, {0}]) && document.querySelector('.contact').textContent == {0}",
                json!(text)
            );
            owner.sees_that(&shown).await;
            assert_eq!(owner.run(&format!("return {MARKUP}")).await, 0, "{text}");
        }
    })
    .await;
}
