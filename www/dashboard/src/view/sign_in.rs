//! The form that asks for a key, kindly.

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::{
    access::{Access, Missing},
    browser,
};

/// Why a key is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// What was typed is not enough.
    Missing(Missing),
    /// The collector does not take the key; its own words.
    Refused(String),
}

impl Trouble {
    fn words(&self) -> String {
        match self {
            Self::Missing(missing) => missing.words().to_owned(),
            Self::Refused(detail) => format!("The collector does not take this key. It says: {detail}."),
        }
    }

    /// Returns the id of the field at fault.
    const fn field(&self) -> &'static str {
        match self {
            Self::Missing(missing) if !missing.is_the_key() => SURVEYS,
            Self::Missing(_) | Self::Refused(_) => KEY,
        }
    }
}

const KEY: &str = "key";
const SURVEYS: &str = "surveys";

/// What the form needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The surveys that the address names.
    pub(crate) surveys: String,
    /// What was wrong.
    pub(crate) why: Option<Trouble>,
    /// Told when the form gives access.
    pub(crate) grant: Callback<Access>,
}

/// The form.
#[component]
pub(crate) fn SignIn(props: &Props) -> Html {
    let (key, surveys) = (use_node_ref(), use_node_ref());
    let trouble = use_state(|| props.why.clone());
    let field = trouble.as_ref().map(Trouble::field);
    use_effect_with((*trouble).clone(), move |_| browser::focus(field.unwrap_or(KEY)));

    let onsubmit = {
        let (grant, set) = (props.grant.clone(), trouble.setter());
        let (key, surveys) = (key.clone(), surveys.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = |input: &yew::NodeRef| input.cast::<HtmlInputElement>().map(|input| input.value());
            match Access::new(&typed(&key).unwrap_or_default(), &typed(&surveys).unwrap_or_default()) {
                Ok(access) => grant.emit(access),
                Err(missing) => set.set(Some(Trouble::Missing(missing))),
            }
        })
    };
    let invalid = |id| (field == Some(id)).then_some("true");
    let describe = |id, hint: &'static str| if field == Some(id) { format!("trouble {hint}") } else { hint.to_owned() };
    html! {
        <form class="sign-in" novalidate=true autocomplete="off" {onsubmit}>
            <h2>{ "See how customers feel" }</h2>
            <p class="trouble" id="trouble" role="alert">
                if let Some(trouble) = &*trouble { { trouble.words() } }
            </p>
            <label for={KEY}>{ "Read key" }</label>
            <input
                id={KEY} ref={key} type="password" autocomplete="off" spellcheck="false"
                aria-invalid={invalid(KEY)} aria-describedby={describe(KEY, "key-hint")}
            />
            <p class="hint" id="key-hint">
                { "Printed by " }<code>{ "sondeo site add" }</code>{ ". It stays in this tab until you close it." }
            </p>
            <label for={SURVEYS}>{ "Surveys" }</label>
            <input
                id={SURVEYS} ref={surveys} type="text" autocapitalize="none" spellcheck="false"
                value={props.surveys.clone()}
                aria-invalid={invalid(SURVEYS)} aria-describedby={describe(SURVEYS, "surveys-hint")}
            />
            <p class="hint" id="surveys-hint">{ "Their slugs, with commas between: order, support" }</p>
            <button type="submit">{ "Show scores" }</button>
        </form>
    }
}
