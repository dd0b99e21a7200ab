//! The answer that is open: where it stands on the page, how one goes on, and how it is deleted.

use shared::{problem::ProblemCode, wire::listing::ResponseDetails};
use yew::{Callback, Html, Properties, component, html};

use super::{DETAIL, one};
use crate::{
    client::escaped,
    loaded::use_loaded,
    parts::{
        asked_twice::AskedTwice,
        states::{Empty, Failed, show},
    },
    route::{Go, use_route},
    sifting,
    speech::use_speech,
    texts::answers::one::One as Texts,
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
                    <AskedTwice
                        key={props.id.clone()} class="erase" path={format!("responses/{}", escaped(&props.id))}
                        client={visit.client.clone()} label={texts.delete} sure={texts.sure} yes={texts.yes}
                        gone={props.deleted.clone()}
                    />
                }
            }
        </section>
    }
}
