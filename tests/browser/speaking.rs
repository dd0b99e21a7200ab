//! In which language a customer is asked.

use serde_json::json;

use crate::world::play_everywhere;

const SURVEYS: &str = "
    [[survey]]
    slug = 'order'
    metric = 'csat'
    touchpoints = ['order_completed']
    [survey.ask]
    cooldown_days = 0
    again_after_dismissal_days = 0";

#[tokio::test]
async fn the_page_says_the_language_then_the_browser() {
    play_everywhere("languages", SURVEYS, async |world, customer| {
        for (lang, command, locale, dir, first) in [
            ("ar", None, "ar", "rtl", "1 من 5"),
            ("ar", Some("zh-HK"), "zh-Hant", "ltr", "1 分，滿分 5 分"),
            ("iw-IL", None, "he", "rtl", "1 מתוך 5"),
            ("tlh", None, "en", "ltr", "1 out of 5"),
        ] {
            customer.goes_to(&format!("{}/plain.html", world.shop)).await;
            customer.has_the_page("document.documentElement.lang = arguments[0]", vec![lang.into()]).await;
            if let Some(tag) = command {
                customer.survey(json!(["locale", tag])).await;
            }
            customer.survey(json!(["interaction", "order_completed"])).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            // The first question was about the page itself, which no survey asks about.
            let asked = customer.waits_for(json!({ "route": "prompts" }), 2).await;
            let prompt = &asked[1]["reply"]["prompt"];
            assert_eq!((&prompt["locale"], &prompt["dir"]), (&json!(locale), &json!(dir)), "{lang} {command:?}");
            assert!(customer.sees("radio", first).await, "{lang} {command:?}");
            customer.survey(json!(["close"])).await;
            customer.waits_for(json!({ "event": "dismissed" }), 1).await;
        }
    })
    .await;
}
