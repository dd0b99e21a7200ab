//! A piece of code, and the button that copies it.

use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::Element;
use yew::{AttrValue, Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::{
    speech::use_speech,
    texts::{fill, parts::Parts},
};

// copy.js, as a part of page.js.
#[wasm_bindgen(raw_module = "./page.js")]
extern "C" {
    fn copy(element: &Element, told: &JsValue);
}

/// What a piece of code needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What it is, for the button and those who do not see it.
    pub(crate) label: AttrValue,
    /// The code.
    pub(crate) text: AttrValue,
}

/// A piece of code. Long lines are read by scrolling, so it takes the focus.
#[component]
pub(crate) fn Code(props: &Props) -> Html {
    let texts = Parts::of(use_speech().lang);
    let said = use_state(|| None::<bool>);
    let code = use_node_ref();
    let set = said.setter();
    use_effect_with(props.text.clone(), move |_| set.set(None));
    let onclick = {
        let (code, said) = (code.clone(), said.setter());
        Callback::from(move |_| {
            if let Some(element) = code.cast::<Element>() {
                let said = said.clone();
                copy(&element, &Closure::once_into_js(move |worked: bool| said.set(Some(worked))));
            }
        })
    };
    let label = fill(texts.copy_of, &[("what", &props.label)]);
    html! {
        <div class="code">
            <pre tabindex="0" role="group" aria-label={props.label.clone()}><code ref={code}>{ &props.text }</code></pre>
            <p class="actions">
                <button type="button" class="quiet small" {onclick} aria-label={label}>{ texts.copy }</button>
                <span role="status">{
                    match *said {
                        None => "",
                        Some(true) => texts.copied,
                        Some(false) => texts.copy_by_hand,
                    }
                }</span>
            </p>
        </div>
    }
}
