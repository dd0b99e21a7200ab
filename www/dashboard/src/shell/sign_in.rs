//! The page that asks for a key, kindly.

use shared::wire::session::SessionReply;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{
    Callback, Html, Properties, component, html, platform::spawn_local, use_effect_with, use_node_ref, use_state,
};

use super::{
    frame::{MAIN, languages},
    icon,
};
use crate::{
    browser, client,
    language::Lang,
    speech::use_speech,
    texts::{
        fill,
        shell::{Shell, sign_in::SignIn as Texts},
    },
    trouble::Trouble,
};

/// Why a key is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Nobody is signed in.
    Nothing,
    /// The session has ended.
    Ended,
    /// Somebody signed out.
    Left,
    /// The key that the address brought along is not taken.
    Refused,
    /// Somebody wants another site as well.
    Another,
    /// The address is about a site that the session does not have.
    UnknownSite(String),
}

/// What is wrong with what was typed, or with the answer.
#[derive(Clone, PartialEq)]
enum Wrong {
    Empty,
    Garbled,
    Refused,
    Trouble(Trouble),
}

impl Wrong {
    fn words(&self, lang: Lang) -> String {
        let texts = Texts::of(lang);
        match self {
            Self::Empty => texts.empty.to_owned(),
            Self::Garbled => texts.garbled.to_owned(),
            Self::Refused => texts.refused.to_owned(),
            Self::Trouble(trouble) => format!("{} {}", trouble.title(lang), trouble.hint(lang)),
        }
    }
}

const KEY: &str = "key";

/// What the page needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Why it is shown.
    pub(super) why: Why,
    /// Whether a key that is typed here travels where others may read it.
    pub(super) is_insecure: bool,
    /// Told what is open now.
    pub(super) opened: Callback<SessionReply>,
    /// Leads back to what is open already.
    #[prop_or_default]
    pub(super) back: Option<Callback<()>>,
}

/// The page.
#[component]
pub(super) fn SignIn(props: &Props) -> Html {
    let speech = use_speech();
    let (lang, texts) = (speech.lang, Texts::of(speech.lang));
    let input = use_node_ref();
    let wrong = use_state(|| (props.why == Why::Refused).then_some(Wrong::Refused));
    let is_busy = use_state(|| false);
    use_effect_with(lang, |lang| browser::title(&format!("{} · Sondeo", Texts::of(*lang).page)));
    use_effect_with((*wrong).clone(), |_| browser::focus(KEY));

    let onsubmit = {
        let (input, opened, wrong, busy) = (input.clone(), props.opened.clone(), wrong.setter(), is_busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let key = typed.trim().to_owned();
            if *busy {
                return;
            }
            if let Some(found) = fault(&key) {
                wrong.set(Some(found));
                return;
            }
            busy.set(true);
            let (opened, wrong, busy) = (opened.clone(), wrong.clone(), busy.setter());
            spawn_local(async move {
                match client::sign_in(&key).await {
                    Ok(reply) => opened.emit(reply),
                    Err(trouble) => {
                        busy.set(false);
                        wrong.set(Some(match trouble {
                            Trouble::SignedOut => Wrong::Refused,
                            trouble => Wrong::Trouble(trouble),
                        }));
                    }
                }
            });
        })
    };
    let lead = match &props.why {
        Why::Ended => texts.ended.to_owned(),
        Why::UnknownSite(site) => fill(texts.unknown_site, &[("site", site)]),
        Why::Nothing | Why::Left | Why::Refused | Why::Another => texts.lead.to_owned(),
    };
    html! {
        <main id={MAIN} class="alone">
            <form class="sign-in card" novalidate=true autocomplete="off" {onsubmit}>
                <p class="brand">{ icon::brand() }{ "Sondeo" }</p>
                <h1>{ texts.title }</h1>
                <p class="lead">{ lead }</p>
                if props.is_insecure { <p class="warning" role="status">{ Shell::of(lang).insecure }</p> }
                <label class="field" for={KEY}><span>{ texts.key }</span></label>
                <input
                    id={KEY} ref={input} type="password" autocomplete="off" spellcheck="false"
                    aria-invalid={wrong.is_some().then_some("true")} aria-describedby="wrong key-hint"
                />
                <p class="wrong" id="wrong" role="alert">
                    if let Some(wrong) = &*wrong { { wrong.words(lang) } }
                </p>
                <p class="hint" id="key-hint">{ texts.hint }</p>
                <button type="submit" aria-busy={is_busy.then_some("true")}>
                    { if *is_busy { texts.entering } else { texts.enter } }
                </button>
                if let Some(back) = props.back.clone() {
                    <button type="button" class="quiet" onclick={move |_| back.emit(())}>{ texts.back }</button>
                }
            </form>
            <footer>
                { languages(&speech, Shell::of(lang)) }
                <p>{ Shell::of(lang).trademark }</p>
            </footer>
        </main>
    }
}

/// Says what is wrong with a key before it is sent.
fn fault(key: &str) -> Option<Wrong> {
    if key.is_empty() {
        return Some(Wrong::Empty);
    }
    (!key.bytes().all(|byte| byte.is_ascii_graphic())).then_some(Wrong::Garbled)
}
