//! The tag with the site's values, whether it was seen, and keys.

use super::{SURVEYS, customers_rate};
use crate::customer::key;
use crate::world::play_everywhere;

#[tokio::test]
async fn the_tag_has_the_sites_values_and_is_seen_by_itself() {
    play_everywhere("install", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?page=install", &world.owner.read_key).await;
        let code = owner.run("return document.querySelector('#tag code').textContent").await;
        let tag = format!("<script async src=\"{}/sondeo.js\" data-site=\"shop\"></script>", world.collector.address);
        assert!(code.as_str().unwrap().starts_with(&tag), "{code}");
        let policy = owner.run("return document.querySelector('#policy code').textContent").await;
        assert!(policy.as_str().unwrap().contains(&format!("connect-src {}", world.collector.address)), "{policy}");
        owner.reads(&world.shop).await;
        owner.clicks("#tag .code button").await;
        // Whether a browser without a window has a clipboard is its own affair.
        owner
            .sees_that("/^(Copied|It is selected)/.test(document.querySelector('#tag .code [role=status]').innerText)")
            .await;
        owner.reads("Not yet: no page has asked for a survey").await;
        customers_rate(&world, "order_completed", &[5], None).await;
        owner.reads("Yes: your pages ask for surveys").await;
        owner.reads("Your key only reads.").await;
        owner.sees_that("!document.querySelector('.new-key')").await;
        let check = owner.run("return document.querySelector('#seen a').href").await;
        assert_eq!(check, format!("{}/check/shop?touchpoint=order_completed", world.collector.address));
    })
    .await;
}

#[tokio::test]
async fn a_key_is_made_shown_once_and_revoked() {
    play_everywhere("keys", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?page=install", &world.owner.manage_key).await;
        owner.run("document.querySelector('#key-name').focus()").await;
        owner.types("Accounts").await;
        owner.presses(key::ENTER).await;
        owner.reads("shown this once").await;
        let made = owner.run("return document.querySelector('.made code').textContent").await;
        let made = made.as_str().unwrap();
        assert_eq!(world.scores("order", made).await.0, 200);
        owner.reads("Accounts").await;
        owner.reloads().await;
        owner.reads("Accounts").await;
        owner.sees_that(&format!("!document.body.textContent.includes('{made}')")).await;
        owner.clicks("button[aria-label='Revoke the key Accounts']").await;
        owner.reads("Whoever uses it is locked out at once").await;
        owner.clicks(".delete button.alarm").await;
        owner.reads("The key is revoked.").await;
        assert_eq!(world.scores("order", made).await.0, 401);
    })
    .await;
}
