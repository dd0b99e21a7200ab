//! The site's keys: which there are, and how one is taken back.

use shared::wire::keys::{KeyScope, KeyState, KeyView, KeysReply};
use yew::{Callback, Html, component, html, use_state};

use super::new_key::NewKey;
use crate::{
    client::escaped,
    loaded::use_loaded,
    parts::{asked_twice::AskedTwice, card::Card, states::show},
    speech::{Speech, use_speech},
    texts::{fill, install::keys::Keys as Texts},
    visit::{Visit, use_visit},
};

/// The card.
#[component]
pub(super) fn Keys() -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let texts = Texts::of(speech.lang);
    html! {
        <Card id="keys" title={texts.title} class="keys">
            if visit.may_manage() { <Managed /> } else { <p class="hint">{ texts.read_only }</p> }
        </Card>
    }
}

/// The keys, as those see them who may change them.
#[component]
fn Managed() -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let texts = Texts::of(speech.lang);
    let keys =
        use_loaded(visit.client.clone(), |client| async move { client.get::<KeysReply>("keys", &Vec::new()).await });
    let said = use_state(|| None::<&'static str>);
    let revoked = {
        let (again, said) = (keys.again.clone(), said.setter());
        Callback::from(move |()| {
            said.set(Some(texts.gone));
            again.emit(());
        })
    };
    html! {
        <>
            <p class="hint">{ texts.lead }</p>
            <NewKey client={visit.client.clone()} made={keys.again.clone()} />
            <p class="done" role="status">{ *said }</p>
            { show(&keys, 3, |reply| list(&speech, &visit, reply, &revoked)) }
        </>
    }
}

fn list(speech: &Speech, visit: &Visit, reply: &KeysReply, revoked: &Callback<()>) -> Html {
    let texts = Texts::of(speech.lang);
    // Those that open something first, and of both the newest.
    let (valid, over): (Vec<_>, Vec<_>) = reply.keys.iter().rev().partition(|key| key.state == KeyState::Valid);
    let row = |key: &KeyView| row(speech, visit, key, revoked);
    html! {
        <div class="scroll" role="group" aria-label={texts.title} tabindex="0">
            <table class="keys">
                <thead><tr>
                    { for [texts.name, texts.scope, texts.created, texts.expires, texts.state].map(|name| {
                        html! { <th scope="col">{ name }</th> }
                    }) }
                    <th scope="col"><span class="unseen">{ texts.revoke }</span></th>
                </tr></thead>
                <tbody>{ for valid.into_iter().chain(over).map(row) }</tbody>
            </table>
        </div>
    }
}

fn row(speech: &Speech, visit: &Visit, key: &KeyView, revoked: &Callback<()>) -> Html {
    let texts = Texts::of(speech.lang);
    let moment = |at: &Option<String>| match at {
        Some(at) => speech.moment(at, &visit.site.tz),
        None => texts.never.to_owned(),
    };
    let is_own = key.id == visit.site.key_id;
    let state = match key.state {
        KeyState::Valid => texts.valid,
        KeyState::Expired => texts.expired,
        KeyState::Revoked => texts.revoked,
    };
    let scope = match key.scope {
        KeyScope::Read => texts.read,
        KeyScope::Manage => texts.manage,
    };
    html! {
        <tr key={key.id.clone()} data-state={key.state.name()}>
            <th scope="row">
                { key.name.as_deref().unwrap_or(texts.nameless) }{ " " }<code class="soft">{ &key.id }</code>
                if is_own { { " " }<span class="badge">{ texts.yours }</span> }
            </th>
            <td>{ scope }</td>
            <td>{ moment(&Some(key.created_at.clone())) }</td>
            <td>{ moment(&key.expires_at) }</td>
            <td>{ state }</td>
            <td>
                if key.state == KeyState::Valid {
                    { revoke(visit, texts, key, is_own, revoked) }
                }
            </td>
        </tr>
    }
}

/// The way to take a key back. Who takes back their own is signed out by it.
fn revoke(visit: &Visit, texts: &'static Texts, key: &KeyView, is_own: bool, revoked: &Callback<()>) -> Html {
    let client = visit.client.clone();
    let gone = if is_own { Callback::from(move |()| client.has_ended()) } else { revoked.clone() };
    let name = fill(texts.revoke_of, &[("name", key.name.as_deref().unwrap_or(&key.id))]);
    html! {
        <AskedTwice
            class="delete" path={format!("keys/{}", escaped(&key.id))} client={visit.client.clone()}
            label={texts.revoke} {name} sure={if is_own { texts.sure_own } else { texts.sure }}
            yes={texts.yes} {gone}
        />
    }
}
