//! Responses as they are committed: the browser's event source, which resumes by itself where it was cut off.

use std::rc::Rc;

use gloo::{events::EventListener, timers::callback::Timeout};
use shared::wire::listing::ResponseView;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};
use yew::{Callback, hook, use_effect_with, use_mut_ref, use_state_eq};

/// How long until a stream is opened again that the collector refused or ended for good.
const AGAIN_MS: u32 = 5_000;

/// Listens at this address and tells `heard` of each response; returns whether it listens. Where the browser gave a stream
/// up, it is opened again after some seconds, and `missed` is told that something may have been.
#[hook]
pub(crate) fn use_live(address: Option<String>, heard: Callback<ResponseView>, missed: Callback<()>) -> bool {
    let is_live = use_state_eq(|| false);
    let rounds = use_state_eq(|| 0_u32);
    let latest = use_mut_ref(|| heard.clone());
    *latest.borrow_mut() = heard;
    let missing = use_mut_ref(|| missed.clone());
    *missing.borrow_mut() = missed;
    let (set_live, set_rounds, round) = (is_live.setter(), rounds.setter(), *rounds);
    use_effect_with((address, round), move |(address, _)| {
        let stream = address.as_ref().and_then(|address| EventSource::new(address).ok()).map(|source| {
            let on = |name: &'static str, run: Box<dyn FnMut(&web_sys::Event)>| EventListener::new(&source, name, run);
            let live = set_live.clone();
            let opened = on("open", Box::new(move |_| live.set(true)));
            let told = on(
                "response",
                Box::new(move |event| {
                    let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                    if let Some(response) = data.and_then(|data| serde_json::from_str(&data).ok()) {
                        latest.borrow().emit(response);
                    }
                }),
            );
            let later: Rc<std::cell::Cell<Option<Timeout>>> = Rc::default();
            let (closing, retry) = (source.clone(), later.clone());
            let failed = on(
                "error",
                Box::new(move |_| {
                    set_live.set(false);
                    if closing.ready_state() == EventSource::CLOSED {
                        let (set_rounds, missing) = (set_rounds.clone(), missing.clone());
                        retry.set(Some(Timeout::new(AGAIN_MS, move || {
                            missing.borrow().emit(());
                            set_rounds.set(round.wrapping_add(1));
                        })));
                    }
                }),
            );
            (source, [opened, told, failed], later)
        });
        move || {
            if let Some((source, listeners, later)) = stream {
                drop(listeners);
                drop(later.take());
                source.close();
            }
        }
    });
    *is_live
}
