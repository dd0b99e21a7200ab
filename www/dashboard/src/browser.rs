//! What the page takes from the browser: address, storage, clock, focus.

use gloo::utils::{document, window};
use js_sys::{Date, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Storage, UrlSearchParams, VisibilityState};

use crate::{access::Access, figures::Time};

/// The name under which the tab keeps the key.
const KEY: &str = "sondeo.read-key";

/// What the address and the tab say of who is looking, as it stands there.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The key; empty where there is none.
    pub(crate) key: String,
    /// The surveys, commas between.
    pub(crate) surveys: String,
}

/// Reads the fragment, `#key=...&surveys=order,support`, which no server ever sees. A key that
/// is not there may be in the tab's storage.
pub(crate) fn claim() -> Claim {
    let hash = window().location().hash().unwrap_or_default();
    let Ok(fragment) = UrlSearchParams::new_with_str(hash.trim_start_matches('#')) else { return Claim::default() };
    let kept = || storage()?.get_item(KEY).ok()?;
    Claim {
        key: fragment.get("key").or_else(kept).unwrap_or_default(),
        surveys: fragment.get("surveys").unwrap_or_default(),
    }
}

/// Keeps the key for as long as the tab is open, and takes it out of the address and its history.
///
/// Where storage is blocked, the key lives as long as the page.
pub(crate) fn keep(access: &Access) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, &access.key);
    }
    show_in_address(&access.listed());
}

/// Forgets the key. The address keeps the surveys.
pub(crate) fn forget(surveys: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
    show_in_address(surveys);
}

fn show_in_address(surveys: &str) {
    // A sandboxed page cannot; then the address stays as its owner wrote it.
    if let Ok(history) = window().history() {
        let fragment = if surveys.is_empty() { "#".to_owned() } else { format!("#surveys={surveys}") };
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment));
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}

/// Says whether anybody can see the page.
pub(crate) fn is_visible() -> bool {
    document().visibility_state() != VisibilityState::Hidden
}

/// Returns the time on the owner's clock.
pub(crate) fn now() -> Time {
    let now = Date::new_0();
    Time { hour: now.get_hours(), minute: now.get_minutes(), second: now.get_seconds() }
}

/// Returns the last `days` days of `zone`, today included, as the range that the wire asks for:
/// first day, day after the last. None where the browser does not know the zone.
pub(crate) fn last_days(zone: &str, days: u32) -> Option<(String, String)> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    // Swedes write a date as the wire does. The method throws where the zone is unknown.
    let write = Reflect::get(&Date::new_0(), &"toLocaleDateString".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    let today: JsString = write.call2(&Date::new_0(), &"sv-SE".into(), &options).ok()?.dyn_into().ok()?;
    let day = |later: f64| {
        let midnight = Date::new(&format!("{today}T00:00:00Z").into()).get_time();
        let day = Date::new(&(midnight + later * 86_400_000.0).into());
        (!day.get_time().is_nan()).then(|| String::from(day.to_iso_string()).chars().take(10).collect())
    };
    Some((day(1.0 - f64::from(days))?, day(1.0)?))
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}
