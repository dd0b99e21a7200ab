//! Prompts on pages that were not written for them, light and dark, wide and narrow: `cargo xtask hosts`.
//!
//! What can be asserted is; whether it looks right somebody has to see. Each page leaves a sheet of pictures in
//! target/screenshots.

use serde_json::{Value, json};

use crate::customer::Customer;
use crate::sheet::Sheet;
use crate::world::{World, play};

/// A page: its name, its address, and what an inline survey stands behind.
const HOSTS: [(&str, &str, &str); 9] = [
    ("clean-blog", "packages/startbootstrap-clean-blog/dist/post.html", "article blockquote"),
    ("resume", "packages/startbootstrap-resume/dist/index.html", "#about .lead"),
    ("sb-admin-2", "packages/startbootstrap-sb-admin-2/index.html", ".container-fluid .row"),
    ("bulma", "hosts/bulma.html", "#place"),
    ("foundation", "hosts/foundation.html", "#place"),
    ("pico", "hosts/pico.html", "#place"),
    ("tabler", "hosts/tabler.html", "#place"),
    ("react", "bundled/react.html", "#app"),
    ("vue", "bundled/vue.html", "#app"),
];

/// Screens: the system's scheme, and the size of the window.
const SCREENS: [(&str, u32, u32); 4] =
    [("light", 1280, 800), ("dark", 1280, 800), ("light", 360, 740), ("dark", 360, 740)];

/// The widest scale in the corner, the usual one in the text, each with all that may come behind it.
const SURVEYS: &str = r#"
[[survey]]
slug = "visit"
metric = "nps"
touchpoints = ["popover"]
reasons_low = ["hard_to_find", "slow", "confusing", "other"]
contact = true
privacy = "https://shop.example/privacy"
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
[[survey]]
slug = "page"
metric = "csat"
touchpoints = ["inline"]
reasons_low = ["hard_to_find", "slow", "confusing", "other"]
contact = true
privacy = "https://shop.example/privacy"
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
"#;

#[tokio::test]
#[ignore = "pages from npm: `cargo xtask hosts`"]
async fn prompts_belong_on_pages_of_others() {
    play("hosts", SURVEYS, async |world, customer| {
        customer.preload(include_str!("open_roots.js")).await;
        for (name, path, behind) in HOSTS {
            let mut sheet = Sheet::new(name);
            for (scheme, width, height) in SCREENS {
                let screen = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
                customer.sets_the_screen(&screen).await;
                customer.sets_the_window(width, height).await;
                for place in ["popover", "inline"] {
                    let state = format!("{name}, {scheme}, {width} px, {place}");
                    customer.goes_to(&format!("{}/{path}", world.shop)).await;
                    visit(&customer, &state, place, behind, &mut sheet).await;
                }
            }
            sheet.leave(&customer).await;
        }
        is_counted(&world).await;
    })
    .await;
}

/// Is asked, says why and whom to call, and is thanked; looks at each of it.
async fn visit(customer: &Customer, state: &str, place: &str, behind: &str, sheet: &mut Sheet) {
    // The page of Vue loads the tag with its order.
    customer.run("document.querySelector('script[data-site]') ?? document.querySelector('#order').click()").await;
    customer.sees_that("document.readyState == 'complete' && !!window.sondeo?.loaded").await;
    customer.awaits(STANDS_STILL, vec![]).await;
    customer.has_the_page(ASK, vec![place.into(), behind.into()]).await;
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    fits(customer, state, place, "asked", sheet).await;

    press(customer, "[role=radio]").await;
    customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "outcome": "rated" } }), 1).await;
    press(customer, ".reasons label:last-child input").await;
    press(customer, "#talk").await;
    fill(customer, "#comment", "I looked for the opening hours on three pages.").await;
    fill(customer, "#contact", "ana@example.org").await;
    fits(customer, state, place, "saying why", sheet).await;

    press(customer, ".send").await;
    let said = json!({ "outcome": "completed", "reasons": ["other"], "contact": "ana@example.org" });
    customer.waits_for(json!({ "route": "responses", "status": 201, "body": said }), 1).await;
    fits(customer, state, place, "thanked", sheet).await;
}

/// Every answer is one row, and right.
async fn is_counted(world: &World) {
    let visits = HOSTS.len() * SCREENS.len();
    for survey in ["visit", "page"] {
        let total = world.total(survey).await;
        assert_eq!(total["shown_count"], visits, "{survey}: {total}");
    }
    world.data.is_right();
}

/// Ends when nothing of the page has moved for some frames: templates draw charts and put icons in.
const STANDS_STILL: &str = "
    const [done] = arguments
    const places = () => [...document.body.querySelectorAll('*')].map((one) => Object.values(one.getBoundingClientRect().toJSON()).join()).join(';')
    let before = '', frames = 0
    const look = () => {
      const now = places()
      frames = now == before ? frames + 1 : 0
      before = now
      if (frames > 20) return done()
      requestAnimationFrame(look)
    }
    look()";

/// Writes down where everything is, then asks: in the corner of the window, or in the text.
const ASK: &str = "
    const [place, behind] = arguments
    const where = (one) => {
      const { x, y, width, height } = one.getBoundingClientRect()
      return [x + scrollX, y + scrollY, width, height].map(Math.round).join()
    }
    const all = [...document.body.querySelectorAll('*')].map((one) => [one, where(one)])
    const wide = document.documentElement.scrollWidth
    window.changes = () => [
      ...(place == 'popover' ? all.filter(([one, before]) => one.isConnected && where(one) != before) : [])
        .map(([one, before]) => `${one.localName}.${one.className} was at ${before} and is at ${where(one)}`),
      ...(document.documentElement.scrollWidth > wide ? [`the page is ${document.documentElement.scrollWidth} wide and was ${wide}`] : []),
    ]
    if (place == 'popover') return void sondeo('interaction', 'popover')
    const survey = document.createElement('sondeo-survey')
    survey.setAttribute('touchpoint', 'inline')
    document.querySelector(behind).after(survey)
    survey.scrollIntoView({ block: 'center', behavior: 'instant' })";

/// What is wrong with how the prompt stands on the page, a line each.
const LOOK: &str = "
    const [place] = arguments
    const host = document.querySelector('sondeo-prompt')
    const card = host.shadowRoot.querySelector('.card')
    if (place == 'inline') card.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { clientWidth: width, clientHeight: height } = document.documentElement
    const { left, top, right, bottom } = card.getBoundingClientRect()
    const wrong = window.changes()
    if (left < 0 || right > width) wrong.push(`the card is from ${left} to ${right} of ${width}`)
    if (place == 'popover' && (top < 0 || bottom > height)) wrong.push(`the card is from ${top} to ${bottom} of ${height} high`)
    if (card.scrollWidth > card.clientWidth) wrong.push(`the card is ${card.clientWidth} wide, what is in it ${card.scrollWidth}`)
    for (const one of card.querySelectorAll('button, label, h2, textarea, #contact')) {
      const box = one.getBoundingClientRect()
      if (!box.width || one.closest('.spoken')) continue
      if (box.left < left || box.right > right) wrong.push(`${one.localName} ${one.textContent} leaves the card`)
      if (one.scrollWidth > one.clientWidth + 1) wrong.push(`${one.localName} ${one.textContent} is cut off`)
    }
    return wrong";

/// Takes a picture, and fails if something is wrong with what is on it.
async fn fits(customer: &Customer, state: &str, place: &str, step: &str, sheet: &mut Sheet) {
    let wrong = customer.has_the_page(LOOK, vec![place.into()]).await;
    sheet.add(customer.picture().await);
    assert_eq!(wrong, Value::Array(Vec::new()), "{state}, {step}");
}

/// Presses what the selector finds in the prompt; that keys do as well others show.
async fn press(customer: &Customer, selector: &str) {
    let script = "document.querySelector('sondeo-prompt').shadowRoot.querySelector(arguments[0]).click()";
    customer.has_the_page(script, vec![selector.into()]).await;
}

async fn fill(customer: &Customer, selector: &str, text: &str) {
    let script = "document.querySelector('sondeo-prompt').shadowRoot.querySelector(arguments[0]).value = arguments[1]";
    customer.has_the_page(script, vec![selector.into(), text.into()]).await;
}
