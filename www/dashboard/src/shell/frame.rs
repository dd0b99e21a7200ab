//! What stands around a page: brand, site, navigation, language, the way out.

use std::rc::Rc;

use shared::wire::{
    keys::KeyScope,
    session::{SessionReply, SignedInSite},
};
use web_sys::HtmlSelectElement;
use yew::{
    Callback, Event, Html, Properties, TargetCast, component, html, platform::spawn_local, use_effect_with, use_mut_ref,
};

use super::{
    icon,
    navigation::{self, Navigation},
    sign_in::Why,
};
use crate::{
    address::Page,
    browser, client,
    language::Lang,
    route::use_route,
    speech::{Speech, use_speech},
    texts::shell::Shell,
};

/// The id of the page's own part.
pub(super) const MAIN: &str = "main";
/// The id of every page's title, which gets the focus when somebody goes there.
pub(crate) const TITLE: &str = "title";
/// The value of the choice that asks for another site's key.
const ADD: &str = "+";

/// What the frame needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What is open.
    pub(super) reply: Rc<SessionReply>,
    /// What is looked at.
    pub(super) site: Rc<SignedInSite>,
    /// Told when a key is wanted.
    pub(super) wanted: Callback<Why>,
    /// The page.
    pub(super) children: Html,
}

/// The frame.
#[component]
pub(super) fn Frame(props: &Props) -> Html {
    let (speech, route) = (use_speech(), use_route());
    let texts = Shell::of(speech.lang);
    let page = route.address.page;
    let name = navigation::name(speech.lang, page);
    let title = format!("{name} · {} · Sondeo", props.site.site);
    use_effect_with(title, |title| browser::title(title));
    let before = use_mut_ref(|| page);
    use_effect_with(page, move |page: &Page| {
        // Whoever comes in stays where the browser puts them; whoever goes on is told where they are.
        if before.replace(*page) != *page {
            browser::scroll_up();
            browser::focus(TITLE);
        }
    });
    let wanted = props.wanted.clone();
    let leave = Callback::from(move |_| {
        let wanted = wanted.clone();
        spawn_local(async move {
            // Where the collector is away the cookie stays, but whoever walks by sees nothing.
            let _ = client::sign_out().await;
            wanted.emit(Why::Left);
        });
    });
    let skip = Callback::from(|event: web_sys::MouseEvent| {
        event.prevent_default();
        browser::focus(MAIN);
    });
    let settings = html! {
        <>
            { sites(props, &route, texts) }
            if props.site.scope == KeyScope::Read { <p class="badge">{ texts.read_only }</p> }
            { languages(&speech, texts) }
            <button type="button" class="quiet" onclick={leave}>{ texts.sign_out }</button>
        </>
    };
    html! {
        <div class="frame">
            <a class="skip" href="#main" onclick={skip}>{ texts.skip }</a>
            <header class="side">
                <p class="brand">{ icon::brand() }{ "Sondeo" }</p>
                <div class="settings wide">{ settings.clone() }</div>
                <details class="settings narrow">
                    <summary>{ icon::settings() }<span class="unseen">{ texts.account }</span></summary>
                    <div class="sheet">{ settings }</div>
                </details>
                <Navigation />
            </header>
            <main id={MAIN} tabindex="-1">
                if props.reply.insecure { <p class="warning" role="status">{ texts.insecure }</p> }
                { props.children.clone() }
                <footer><p>{ texts.trademark }</p></footer>
            </main>
        </div>
    }
}

/// The choice among the sites that are open, and the way to open another.
fn sites(props: &Props, route: &crate::route::Route, texts: &'static Shell) -> Html {
    let (address, go, wanted) = (route.address.clone(), route.go.clone(), props.wanted.clone());
    let onchange = Callback::from(move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        match select.value().as_str() {
            ADD => wanted.emit(Why::Another),
            site => go.emit(address.at(site)),
        }
    });
    let option = |site: &SignedInSite| {
        let selected = site.site == props.site.site;
        html! { <option value={site.site.clone()} {selected}>{ &site.site }</option> }
    };
    html! {
        <label class="field">
            <span>{ texts.site }</span>
            <select {onchange}>
                { for props.reply.sites.iter().map(option) }
                <option value={ADD}>{ texts.add_site }</option>
            </select>
        </label>
    }
}

/// The choice among the languages.
pub(super) fn languages(speech: &Speech, texts: &'static Shell) -> Html {
    let choose = speech.choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            choose.emit(Lang::first_of([select.value().as_str()]));
        }
    });
    let option = |lang: Lang| {
        html! {
            <option value={lang.tag()} lang={lang.tag()} selected={lang == speech.lang}>{ lang.name() }</option>
        }
    };
    html! {
        <label class="field">
            <span>{ texts.language }</span>
            <select {onchange}>{ for Lang::ALL.map(option) }</select>
        </label>
    }
}
