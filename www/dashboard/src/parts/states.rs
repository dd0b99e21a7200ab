//! What is shown in the place of what is not there: it is on its way, there is none, it did not work.

use yew::{AttrValue, Callback, Html, Properties, component, html};

use crate::{loaded::Loaded, speech::use_speech, texts::parts::Parts, trouble::Trouble};

/// How much is on its way.
#[derive(PartialEq, Properties)]
pub(crate) struct WaitingProps {
    /// About how many lines it will have, so that its place is kept.
    pub(crate) rows: usize,
}

/// Lines in the place of what is on its way. They are seen a moment later, so that what comes at once does not flicker.
#[component]
pub(crate) fn Waiting(props: &WaitingProps) -> Html {
    let texts = Parts::of(use_speech().lang);
    html! {
        <div class="waiting" role="status">
            <span class="unseen">{ texts.loading }</span>
            { for (0..props.rows).map(|_| html! { <span class="line" aria-hidden="true" /> }) }
        </div>
    }
}

/// What did not work.
#[derive(PartialEq, Properties)]
pub(crate) struct FailedProps {
    /// Why.
    pub(crate) trouble: Trouble,
    /// Tries again.
    pub(crate) again: Callback<()>,
}

/// Says what did not work and what to do about it.
#[component]
pub(crate) fn Failed(props: &FailedProps) -> Html {
    let lang = use_speech().lang;
    let again = props.again.clone();
    html! {
        <div class="empty failed" role="alert">
            <p class="title">{ props.trouble.title(lang) }</p>
            <p>{ props.trouble.hint(lang) }</p>
            <button type="button" onclick={move |_| again.emit(())}>{ Parts::of(lang).again }</button>
        </div>
    }
}

/// What there is none of.
#[derive(PartialEq, Properties)]
pub(crate) struct EmptyProps {
    /// That there is none.
    pub(crate) title: AttrValue,
    /// What to do about it.
    pub(crate) hint: AttrValue,
    /// Links and buttons that do so.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// Says that there is nothing yet, and what to do about it.
#[component]
pub(crate) fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="empty">
            <p class="title">{ &props.title }</p>
            <p>{ &props.hint }</p>
            { props.children.clone() }
        </div>
    }
}

/// Shows what is known by `view`; else that it is on its way, in so many `rows`, or why there is none.
pub(crate) fn show<T>(loaded: &Loaded<T>, rows: usize, view: impl FnOnce(&T) -> Html) -> Html {
    match (&loaded.known, &loaded.trouble) {
        (Some(known), _) => view(known),
        (None, Some(trouble)) => html! { <Failed trouble={trouble.clone()} again={loaded.again.clone()} /> },
        (None, None) => html! { <Waiting {rows} /> },
    }
}

/// Says that what is seen is the last that was heard, where that is so.
pub(crate) fn stale<T>(loaded: &Loaded<T>, texts: &'static Parts) -> Html {
    let is_stale = loaded.known.is_some() && loaded.trouble.is_some();
    html! { <p class="stale" role="status">if is_stale { { texts.away } }</p> }
}
