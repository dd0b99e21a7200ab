//! The way to take something away for good, asked for twice.

use yew::{AttrValue, Callback, Classes, Html, Properties, component, html, platform::spawn_local, use_state};

use crate::{client::Client, speech::use_speech, texts::parts::Parts, trouble::Trouble};

/// What is taken away, and how that is said.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// How it looks.
    pub(crate) class: Classes,
    /// Its path below the site's API.
    pub(crate) path: String,
    /// Takes it away.
    pub(crate) client: Client,
    /// What the first button says.
    pub(crate) label: &'static str,
    /// What that button is called where `label` alone does not say of what it is.
    #[prop_or_default]
    pub(crate) name: Option<AttrValue>,
    /// What is asked then.
    pub(crate) sure: AttrValue,
    /// What the button says that does it.
    pub(crate) yes: &'static str,
    /// Told when it is gone.
    pub(crate) gone: Callback<()>,
}

/// The button, the question behind it, and what went wrong.
#[component]
pub(crate) fn AskedTwice(props: &Props) -> Html {
    let lang = use_speech().lang;
    let is_asking = use_state(|| false);
    let trouble = use_state(|| None::<Trouble>);
    let ask = |wanted: bool| {
        let is_asking = is_asking.setter();
        move |_| is_asking.set(wanted)
    };
    let remove = {
        let (client, path, gone) = (props.client.clone(), props.path.clone(), props.gone.clone());
        let trouble = trouble.setter();
        move |_| {
            let (client, path, gone, trouble) = (client.clone(), path.clone(), gone.clone(), trouble.clone());
            spawn_local(async move {
                match client.delete(&path).await {
                    Ok(()) => gone.emit(()),
                    Err(refused) => trouble.set(Some(refused)),
                }
            });
        }
    };
    html! {
        <div class={props.class.clone()}>
            if *is_asking {
                <p role="alert">{ &props.sure }</p>
                <p class="actions">
                    <button type="button" class="alarm small" onclick={remove}>{ props.yes }</button>
                    <button type="button" class="quiet small" onclick={ask(false)}>{ Parts::of(lang).cancel }</button>
                </p>
            } else {
                <button type="button" class="quiet small" onclick={ask(true)} aria-label={props.name.clone()}>
                    { props.label }
                </button>
            }
            <p class="wrong" role="alert">{ trouble.as_ref().map(|trouble| trouble.hint(lang)) }</p>
        </div>
    }
}
