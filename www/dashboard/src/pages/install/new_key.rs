//! A new key: what it may do and for how long; shown once.

use gloo::net::http::Method;
use shared::wire::keys::{KeyScope, NewKeyBody, NewKeyReply};
use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::{Callback, Html, NodeRef, Properties, component, html, platform::spawn_local, use_node_ref, use_state};

use crate::{
    browser,
    client::Client,
    parts::{code::Code, field::Field},
    speech::use_speech,
    texts::install::keys::Keys as Texts,
    trouble::Trouble,
};

/// The id of the field with the name.
const NAME: &str = "key-name";
/// The id of what is shown once.
const MADE: &str = "made-key";

/// What the form needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The API.
    pub(super) client: Client,
    /// Told when there is a new key.
    pub(super) made: Callback<()>,
}

/// The form.
#[component]
pub(super) fn NewKey(props: &Props) -> Html {
    let lang = use_speech().lang;
    let texts = Texts::of(lang);
    let key = use_state(|| None::<String>);
    let trouble = use_state(|| None::<Trouble>);
    let (name, scope, days) = (use_node_ref(), use_node_ref(), use_node_ref());
    let onsubmit = {
        let (name, scope, days) = (name.clone(), scope.clone(), days.clone());
        let (key, trouble) = (key.setter(), trouble.setter());
        let (client, made) = (props.client.clone(), props.made.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let called = name.cast::<HtmlInputElement>().map(|input| input.value().trim().to_owned());
            let body = NewKeyBody {
                scope: if chosen(&scope) == KeyScope::Manage.name() { KeyScope::Manage } else { KeyScope::Read },
                days: chosen(&days).parse().ok(),
                name: called.filter(|called| !called.is_empty()),
            };
            let (client, made, key, trouble, name) =
                (client.clone(), made.clone(), key.clone(), trouble.clone(), name.clone());
            spawn_local(async move {
                match client.send::<NewKeyReply>(Method::POST, "keys", &body).await {
                    Ok(reply) => {
                        if let Some(input) = name.cast::<HtmlInputElement>() {
                            input.set_value("");
                        }
                        trouble.set(None);
                        key.set(Some(reply.key));
                        made.emit(());
                    }
                    Err(refused) => {
                        trouble.set(Some(refused));
                        browser::focus(NAME);
                    }
                }
            });
        })
    };
    let hide = {
        let key = key.setter();
        move |_| {
            key.set(None);
            browser::focus(NAME);
        }
    };
    let wrong = trouble.as_ref().map(|trouble| trouble.hint(lang));
    let terms = [("90", texts.in_quarter), ("30", texts.in_month), ("365", texts.in_year), ("", texts.never)];
    html! {
        <>
            <form class="new-key" novalidate=true {onsubmit}>
                <Field id={NAME} label={texts.name} wrong={wrong.clone()}>
                    <input
                        id={NAME} ref={name} type="text" maxlength="64" autocomplete="off" placeholder={texts.name_hint}
                        aria-invalid={wrong.is_some().then_some("true")} aria-describedby={format!("{NAME}-wrong")}
                    />
                </Field>
                <Field id="key-scope" label={texts.scope}>
                    <select id="key-scope" ref={scope}>
                        <option value={KeyScope::Read.name()}>{ texts.read }</option>
                        <option value={KeyScope::Manage.name()}>{ texts.manage }</option>
                    </select>
                </Field>
                <Field id="key-days" label={texts.days}>
                    <select id="key-days" ref={days}>
                        { for terms.map(|(value, name)| html! { <option {value}>{ name }</option> }) }
                    </select>
                </Field>
                <button type="submit">{ texts.make }</button>
            </form>
            if let Some(key) = &*key {
                <div class="made" id={MADE} role="status">
                    <p>{ texts.made }</p>
                    <Code label={texts.made_label} text={key.clone()} />
                    <p><button type="button" class="quiet small" onclick={hide}>{ texts.hide }</button></p>
                </div>
            }
        </>
    }
}

fn chosen(select: &NodeRef) -> String {
    select.cast::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
}
