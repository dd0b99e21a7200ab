//! The grid of frames, and what can be chosen for all of them at once.

use crate::sample;
use yew::{Callback, Html, MouseEvent, UseStateHandle, component, html, use_state};

/// Every state of the widget.
#[component]
pub(crate) fn Overview() -> Html {
    let scheme = use_state(|| "light");
    let dir = use_state(|| "ltr");
    let width = use_state(|| "560");
    let frames = ["popover", "inline"].into_iter().flat_map(|place| {
        let states = sample::KINDS
            .into_iter()
            .flat_map(|kind| ["question", "unhappy", "follow-up", "thanks"].into_iter().map(move |step| (kind, step)));
        states.map(move |(kind, step)| (place, kind, step))
    });
    html! {
        <>
            <header>
                <h1>{ "The widget in every state" }</h1>
                { choice(&scheme, ["light", "dark"]) }
                { choice(&dir, ["ltr", "rtl"]) }
                { choice(&width, ["560", "360"]) }
            </header>
            <main data-width={*width}>
                { for frames.map(|(place, kind, step)| frame(place, kind, step, *dir, *scheme)) }
            </main>
        </>
    }
}

/// One state in a frame of its own.
fn frame(place: &str, kind: &str, step: &str, dir: &'static str, scheme: &'static str) -> Html {
    let title = format!("{kind}, {place}, {step}");
    let src = format!("?kind={kind}&place={place}&step={step}&dir={dir}&scheme={scheme}");
    html! {
        <figure>
            <figcaption>{ title.clone() }</figcaption>
            <iframe key={src.clone()} {title} {src} data-scheme={scheme} />
        </figure>
    }
}

fn choice(state: &UseStateHandle<&'static str>, options: [&'static str; 2]) -> Html {
    let button = |option: &'static str| {
        let chosen = if **state == option { "true" } else { "false" };
        let state = state.clone();
        let onclick = Callback::from(move |_: MouseEvent| state.set(option));
        html! { <button type="button" aria-pressed={chosen} {onclick}>{ option }</button> }
    };
    html! { <div role="group">{ for options.into_iter().map(button) }</div> }
}
