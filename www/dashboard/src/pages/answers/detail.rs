//! The answer that is open: where it stands on the page, how one goes on, and how it is deleted.

use shared::{problem::ProblemCode, wire::listing::ResponseDetails};
use yew::{Callback, Html, Properties, component, html, platform::spawn_local, use_state};

use super::{DETAIL, one};
use crate::{
    client::{Client, escaped},
    loaded::use_loaded,
    parts::states::{Empty, Failed, show},
    route::{Go, use_route},
    sifting,
    speech::use_speech,
    texts::{answers::one::One as Texts, parts::Parts},
    trouble::Trouble,
    visit::use_visit,
};

/// What the open answer needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Its id.
    pub(super) id: String,
    /// The ids of the list.
    pub(super) ids: Vec<String>,
    /// Told when it was deleted.
    pub(super) deleted: Callback<()>,
}

/// The open answer.
#[component]
pub(super) fn Detail(props: &Props) -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let details = use_loaded((visit.client.clone(), props.id.clone()), |(client, id)| async move {
        client.get::<ResponseDetails>(&format!("responses/{}", escaped(&id)), &Vec::new()).await
    });
    let at = props.ids.iter().position(|id| *id == props.id);
    let beside = |step: isize, sign: &'static str, label: &'static str| {
        let next = at.and_then(|at| sifting::step(Some(at), step, props.ids.len()));
        let to = next.map(|next| (*route.address).clone().with("id", &props.ids[next]));
        to.map(|to| html! { <Go {to} class="button quiet small" {label}>{ sign }</Go> })
    };
    let is_gone = matches!(&details.trouble, Some(Trouble::Refused(problem)) if problem.code == ProblemCode::NotFound);
    // While this one is awaited the one before stays, so that nothing jumps.
    let is_this = details.known.as_ref().is_some_and(|known| known.response.id.to_string() == props.id);
    html! {
        <section
            id={DETAIL} class="card detail" tabindex="-1" aria-labelledby="answer-title"
            aria-busy={details.is_waiting.then_some("true")}
        >
            <header>
                <h2 id="answer-title">
                    {
                        match &details.known {
                            Some(known) => one::title(&speech, &visit, &known.response),
                            None => html! { texts.facts },
                        }
                    }
                </h2>
                <div class="actions">
                    { beside(-1, "↑", texts.previous) }
                    { beside(1, "↓", texts.next) }
                    <Go to={(*route.address).clone().with("id", "")} class="button quiet small">{ texts.close }</Go>
                </div>
            </header>
            if is_gone {
                <Empty title={texts.gone} hint={texts.gone_hint} />
            } else if let Some(trouble) = details.trouble.clone().filter(|_| !is_this) {
                <Failed {trouble} again={details.again.clone()} />
            } else {
                { show(&details, 6, |known| one::view(&speech, &visit, &route.address, known)) }
                if visit.may_manage() && is_this {
                    <Delete
                        key={props.id.clone()} id={props.id.clone()} client={visit.client.clone()}
                        deleted={props.deleted.clone()}
                    />
                }
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct DeleteProps {
    id: String,
    client: Client,
    deleted: Callback<()>,
}

/// The way to delete an answer, asked for twice.
#[component]
fn Delete(props: &DeleteProps) -> Html {
    let lang = use_speech().lang;
    let texts = Texts::of(lang);
    let is_asking = use_state(|| false);
    let trouble = use_state(|| None::<Trouble>);
    let ask = |wanted: bool| {
        let is_asking = is_asking.setter();
        move |_| is_asking.set(wanted)
    };
    let delete = {
        let (id, client, deleted) = (props.id.clone(), props.client.clone(), props.deleted.clone());
        let trouble = trouble.setter();
        move |_| {
            let (id, client, deleted, trouble) = (id.clone(), client.clone(), deleted.clone(), trouble.clone());
            spawn_local(async move {
                match client.delete(&format!("responses/{}", escaped(&id))).await {
                    Ok(()) => deleted.emit(()),
                    Err(refused) => trouble.set(Some(refused)),
                }
            });
        }
    };
    html! {
        <div class="erase">
            if *is_asking {
                <p role="alert">{ texts.sure }</p>
                <p class="actions">
                    <button type="button" class="alarm small" onclick={delete}>{ texts.yes }</button>
                    <button type="button" class="quiet small" onclick={ask(false)}>{ Parts::of(lang).cancel }</button>
                </p>
            } else {
                <button type="button" class="quiet small" onclick={ask(true)}>{ texts.delete }</button>
            }
            <p class="wrong" role="alert">{ trouble.as_ref().map(|trouble| trouble.hint(lang)) }</p>
        </div>
    }
}
