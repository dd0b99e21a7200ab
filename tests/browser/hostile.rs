//! Pages that would break a lesser guest: the answer arrives once, or nothing is shown and the console says why
//! in one line. Nothing of the page breaks, and nothing of it moves.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use serde_json::{Value, json};
use tests::wait::until;

use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::outbox::PATIENCE;
use crate::world::{World, play_in};

/// What becomes of a prompt on a page.
#[derive(Clone, Copy)]
enum Fate {
    /// It is shown, and its answer arrives.
    Answered,
    /// It is not shown, and the one line in the console says this.
    Silent(&'static str),
}
use Fate::{Answered, Silent};

/// The files in tests/browser/pages, and what becomes of a prompt there.
const PAGES: [(&str, Fate); 30] = [
    ("plain.html", Answered),
    ("prototype_js.html", Answered),
    ("overridden_before.html", Silent("a script of this page broke")),
    ("overridden_after.html", Answered),
    ("promise_gone.html", Silent("the widget broke")),
    ("hidden.html", Silent("hides")),
    ("hidden_body.html", Answered),
    ("unset.html", Answered),
    ("unset_important.html", Answered),
    ("overlays.html", Answered),
    ("twice.html", Answered),
    ("amd.html", Answered),
    ("base.html", Answered),
    ("frozen.html", Answered),
    ("quirks.html", Answered),
    ("sandboxed.html", Silent("origin")),
    ("csp_strict.html", Answered),
    ("csp_without_style.html", Answered),
    ("csp_framed.html", Answered),
    ("csp_without_wasm.html", Silent("frame-src")),
    ("csp_without_connect.html", Silent("What this page lacks")),
    ("trusted_types.html", Answered),
    ("document_write.html", Answered),
    ("removing.html", Silent("removed")),
    ("moving.html", Answered),
    ("shadow_host.html", Answered),
    ("dialog.html", Answered),
    ("transformed.html", Answered),
    ("clobbered.html", Answered),
    ("xhtml.xhtml", Answered),
];

/// The page that has its prompt where it put it, and no other in a corner.
const INLINE: &str = "shadow_host.html";

/// A survey for each page, which asks whenever it can.
fn surveys() -> String {
    let survey = |(page, _): (&str, Fate)| {
        let slug = slug(page);
        format!(
            "[[survey]]\nslug = \"{slug}\"\nmetric = \"csat\"\ntouchpoints = [\"{slug}\"]\n[survey.ask]\n\
             cooldown_days = 0\nagain_after_answer_days = 0\nagain_after_dismissal_days = 0\nask_without_storage = true\n"
        )
    };
    PAGES.map(survey).concat()
}

fn slug(page: &str) -> &str {
    page.split_once('.').unwrap().0
}

#[tokio::test]
async fn hostile_pages_break_nothing_in_chromium() {
    play_in(Browser::Chromium, "hostile in Chromium", &surveys(), &visit_all).await;
}

#[tokio::test]
async fn hostile_pages_break_nothing_in_firefox() {
    play_in(Browser::Firefox, "hostile in Firefox", &surveys(), &visit_all).await;
}

/// Goes to every page, and says of all what is wrong, not of the first.
async fn visit_all(world: World, customer: Customer) {
    let mut wrong = Vec::new();
    let pages = PAGES.into_iter().filter(|(page, _)| can_be_told(&customer, page));
    for (page, fate) in pages.clone() {
        println!("{page}");
        if AssertUnwindSafe(visit(&world, &customer, page, fate)).catch_unwind().await.is_err() {
            println!("{page} failed");
            customer.leave_a_picture(page).await;
            wrong.push(page);
        }
    }
    assert!(wrong.is_empty(), "above is what is wrong with {wrong:?}");
    for (page, fate) in pages {
        let total = world.total(slug(page)).await;
        let (shown, answered) = (total["shown_count"].as_u64(), total["response_count"].as_u64());
        let want = if matches!(fate, Answered) { Some(1) } else { Some(0) };
        assert_eq!((shown, answered), (want, want), "{page}");
    }
    customer.goes_to("about:blank").await;
}

/// Firefox takes Tab nowhere from a page whose body is not drawn.
fn can_be_told(customer: &Customer, page: &str) -> bool {
    customer.browser == Browser::Chromium || page != "hidden_body.html"
}

async fn visit(world: &World, customer: &Customer, page: &str, fate: Fate) {
    let address = format!("{}/{page}", world.shop);
    customer.dares_to_go_to(&format!("{address}?bare")).await;
    let alone = globals(customer).await;
    // What an earlier page made of it is none of this one's business.
    customer.has_the_page("try { localStorage.clear() } catch {}", vec![]).await;
    customer.dares_to_go_to(&address).await;
    // Not the event: a page that writes itself anew takes all listeners with it.
    let is_shown = |note: &Value| note["body"]["outcome"] == "shown";
    let told = async || customer.noted().await.iter().any(|note| is_shown(note) || is_line(note));
    let told = AssertUnwindSafe(until("there is a prompt, or a line in the console", PATIENCE, told));
    assert!(told.catch_unwind().await.is_ok(), "{page}: {}", json!(customer.noted().await));

    if let Answered = fate {
        let noted = customer.noted().await;
        assert!(lines(&noted).is_empty(), "{page}: {:?}", lines(&noted));
        if page != INLINE {
            let on_top =
                "return !!document.elementFromPoint(innerWidth - 60, innerHeight - 60)?.closest('sondeo-prompt')";
            let drawn = async || customer.run(on_top).await == true;
            until(&format!("the prompt of {page} is drawn above all"), PATIENCE, drawn).await;
        }
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        let answered = async || world.total(slug(page)).await["response_count"] == 1;
        until(&format!("the answer of {page} arrives"), PATIENCE, answered).await;
        customer.presses(key::ESCAPE).await;
    }
    let noted = customer.noted().await;
    let lines = lines(&noted);
    match fate {
        Answered => assert!(lines.is_empty(), "{page}: {lines:?}"),
        Silent(why) => assert!(lines.len() == 1 && lines[0].contains(why), "{page}: {lines:?}, and not {why}"),
    }
    let errors: Vec<&Value> = noted.iter().filter(|note| note["kind"] == "error").collect();
    assert!(errors.is_empty(), "{page}: {errors:?}");
    let after = globals(customer).await;
    let brought: Vec<&String> = after.difference(&alone).collect();
    assert!(brought.iter().all(|name| *name == "sondeo"), "{page}: {brought:?}");
    assert!(matches!(fate, Silent(_)) || brought.len() == 1, "{page} has no sondeo");
    if page != INLINE {
        let shift = customer.has_the_page("return witness.shift()", vec![]).await;
        assert_eq!(shift, json!(0), "{page}");
    }
}

/// The names that the page's window has of its own, but for the numbers of its frames.
async fn globals(customer: &Customer) -> BTreeSet<String> {
    let names = customer.has_the_page("return Object.getOwnPropertyNames(window).join(' ')", vec![]).await;
    let names = names.as_str().unwrap().split(' ').filter(|name| name.parse::<usize>().is_err());
    names.map(String::from).collect()
}

fn is_line(note: &Value) -> bool {
    note["kind"] == "console"
}

fn lines(noted: &[Value]) -> Vec<&str> {
    noted.iter().filter(|note| is_line(note)).filter_map(|note| note["wrong"].as_str()).collect()
}
