//! Pages on paper, and charts while the theme changes.

use serde_json::json;

use super::{SURVEYS, customers_rate};
use crate::display::Display;
use crate::world::{play, play_everywhere};

/// Controls that are seen, but for those that say what is looked at.
const CONTROLS: &str = "return [...document.querySelectorAll('nav, button, a.button, input, select')]
    .filter((one) => one.checkVisibility() && !one.closest('.tools, .survey-picker') && !one.matches('.is-set'))
    .map((one) => one.outerHTML)";

#[tokio::test]
async fn paper_says_what_is_looked_at_and_has_no_controls() {
    play("dashboard_paper", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 4, 1], Some("Wrapped with care.")).await;
        for (page, said) in [
            ("?survey=order", ["How customers feel", "Wrapped with care."]),
            ("?page=journey&survey=order", ["order_completed", "Did it help?"]),
            ("?page=answers&survey=order&band=low", ["1 of 5", "Wrapped with care."]),
            ("?page=install", ["data-site", "Content-Security-Policy"]),
        ] {
            owner.looks_at(&world, page, &world.owner.manage_key).await;
            owner.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
            assert_eq!(owner.run(CONTROLS).await, json!([]), "{page}");
            for words in said {
                owner.reads(words).await;
            }
            // What was chosen is part of what is said.
            let chosen = "[...document.querySelectorAll('.tools :is(select, .choice), .is-set')].every((one) => one.checkVisibility())";
            owner.sees_that(chosen).await;
            owner.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_chart_has_the_colors_of_the_theme_that_is_on() {
    play_everywhere("chart_theme", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 4, 1], None).await;
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        for is_dark in [false, true, false] {
            owner.sets_the_display(Display { is_dark, is_forced: false, is_still: true }).await;
            let [red, green, blue] = if is_dark { [0x5c, 0xc8, 0xd7] } else { [0x0b, 0x72, 0x85] };
            let drawn = format!(
                "(() => {{
                  const canvas = document.querySelector('.trend canvas')
                  const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
                  for (let at = 0; at < data.length; at += 4)
                    if (data[at] == {red} && data[at + 1] == {green} && data[at + 2] == {blue} && data[at + 3] == 255) return true
                  return false
                }})()"
            );
            owner.sees_that(&drawn).await;
        }
    })
    .await;
}
