//! What is on the screen, as a screen reader would say it.
//!
//! The prompt stands in a closed shadow root, where scripts and WebDriver cannot look. Chromium shows its
//! accessibility tree to whoever speaks its protocol. Firefox does not; there the root is opened before the
//! page begins, and the browser is asked for the role and the name of each element.

use fantoccini::Client;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::protocol::{Computed, DevTools};

/// Something on the screen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) role: String,
    pub(crate) name: String,
}

/// What has the focus, as a script for Firefox.
const FOCUSED: &str = "
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at == document.body ? null : at";

/// What has a role, and the texts, as a script for Firefox.
const EVERYTHING: &str = "
    const elements = [], texts = []
    const look = (root) => {
      for (const one of root.querySelectorAll('*')) {
        if (one.shadowRoot) look(one.shadowRoot)
        if (!one.checkVisibility()) continue
        if (one.matches('a, button, input, textarea, select, h1, h2, h3, label, [role]')) elements.push(one)
        for (const { nodeType, data } of one.childNodes) if (nodeType == 3 && data.trim()) texts.push(data.trim())
      }
    }
    look(document)
    return { elements, texts }";

/// What has the focus.
pub(crate) async fn focused(window: &Client, browser: Browser) -> Option<Seen> {
    match browser {
        Browser::Chromium => {
            let has_focus = |node: &&Value| {
                let properties = node["properties"].as_array().into_iter().flatten();
                properties.clone().any(|one| one["name"] == "focused" && one["value"]["value"] == true)
                    && node["role"]["value"] != "RootWebArea"
            };
            tree(window).await.iter().find(has_focus).map(seen)
        }
        Browser::Firefox => {
            let at = window.execute(FOCUSED, vec![]).await.unwrap();
            if at.is_null() {
                return None;
            }
            if window.execute("return arguments[0].localName", vec![at.clone()]).await.unwrap() != "iframe" {
                return Some(computed(window, &at).await);
            }
            // No page that is tested has a frame but the prompt's.
            window.enter_frame(0).await.unwrap();
            let at = window.execute(FOCUSED, vec![]).await.unwrap();
            let seen = if at.is_null() { None } else { Some(computed(window, &at).await) };
            window.enter_parent_frame().await.unwrap();
            seen
        }
    }
}

/// Everything that is not hidden from people.
pub(crate) async fn everything(window: &Client, browser: Browser) -> Vec<Seen> {
    match browser {
        Browser::Chromium => tree(window).await.iter().map(seen).collect(),
        Browser::Firefox => {
            let found = window.execute(EVERYTHING, vec![]).await.unwrap();
            let texts = found["texts"].as_array().unwrap().iter().filter_map(Value::as_str);
            let text = |name: &str| Seen { role: "StaticText".into(), name: name.into() };
            let mut all: Vec<Seen> = texts.map(text).collect();
            for element in found["elements"].as_array().unwrap() {
                all.push(computed(window, element).await);
            }
            all
        }
    }
}

/// Every node of Chromium's accessibility tree that is not hidden from people, those in frames first.
async fn tree(window: &Client) -> Vec<Value> {
    let ask = async |name, params| window.issue_cmd(DevTools { name, params }).await.unwrap();
    let frames = ask("Page.getFrameTree", json!({})).await;
    let frames = &frames["frameTree"];
    let inside = frames["childFrames"].as_array().into_iter().flatten();
    let mut all = Vec::new();
    for frame in inside.chain([frames]) {
        let part = ask("Accessibility.getFullAXTree", json!({ "frameId": frame["frame"]["id"] })).await;
        let nodes = part["nodes"].as_array().unwrap();
        all.extend(nodes.iter().filter(|node| node["ignored"] != true).cloned());
    }
    all
}

fn seen(node: &Value) -> Seen {
    let text = |part: &str| node[part]["value"].as_str().unwrap_or_default().to_owned();
    Seen { role: text("role"), name: text("name") }
}

/// What WebDriver says of an element that a script returned.
async fn computed(window: &Client, element: &Value) -> Seen {
    let id = element.as_object().and_then(|named| named.values().next()).and_then(Value::as_str);
    let id = id.expect("it is an element");
    // An element that is gone by now is nothing.
    let ask = async |part| window.issue_cmd(Computed { element: id.into(), part }).await.unwrap_or_default();
    let text = |said: Value| said.as_str().unwrap_or_default().to_owned();
    Seen { role: text(ask("role").await), name: text(ask("label").await) }
}
