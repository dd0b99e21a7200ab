//! What the page takes from the browser: storage, focus, title, the key that an address brings along.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Storage};

/// Returns what is kept under this name. Where storage is blocked, nothing is.
pub(crate) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text under this name, if storage allows it.
pub(crate) fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Takes the key out of the address, `#key=...`, which no server ever sees, so that neither the history nor anybody who
/// looks on has it.
pub(crate) fn take_key() -> Option<String> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let key = hash.strip_prefix("#key=")?.split('&').next().unwrap_or_default().to_owned();
    let query = location.search().unwrap_or_default();
    let clean = if query.is_empty() { "?" } else { &query };
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(clean));
    }
    (!key.is_empty()).then_some(key)
}

/// Names the page in its tab and in the history.
pub(crate) fn title(title: &str) {
    document().set_title(title);
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    focus_first([id]);
}

/// Moves the focus to the first element that there is of these ids; if it is folded away, not any more.
pub(crate) fn focus_first<'a>(ids: impl IntoIterator<Item = &'a str>) {
    if let Some(element) = ids.into_iter().find_map(|id| document().get_element_by_id(id)) {
        if let Ok(Some(folded)) = element.closest("details:not([open])") {
            let _ = folded.set_attribute("open", "");
        }
        // An element that cannot take the focus leaves it where it is.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Scrolls to the element with this id.
pub(crate) fn scroll_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// Scrolls to the top, as a page does that is loaded.
pub(crate) fn scroll_up() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}
