//! The versions of a survey, and the way to go on from an earlier one.

use shared::wire::surveys::{SurveyReply, VersionView};
use yew::{Callback, Html, MouseEvent, Properties, component, html, platform::spawn_local, use_state};

use super::desk::Change;
use crate::{
    client::escaped,
    draft::Draft,
    parts::card::Card,
    speech::use_speech,
    texts::{fill, survey::Survey as Texts},
    trouble::Trouble,
    visit::use_visit,
};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The survey.
    pub(super) slug: String,
    /// The version that asks.
    pub(super) version: u32,
    /// All of them, the first one first.
    pub(super) versions: Vec<VersionView>,
    /// Told to write on from another.
    pub(super) change: Callback<Change>,
}

/// The card.
#[component]
pub(super) fn Versions(props: &Props) -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let texts = Texts::of(speech.lang);
    let trouble = use_state(|| None::<Trouble>);
    let take = |version: u32| {
        let (client, change, trouble) = (visit.client.clone(), props.change.clone(), trouble.setter());
        let path = format!("surveys/{}", escaped(&props.slug));
        Callback::from(move |_: MouseEvent| {
            let (client, change, trouble, path) = (client.clone(), change.clone(), trouble.clone(), path.clone());
            spawn_local(async move {
                match client.get::<SurveyReply>(&path, &vec![("version", version.to_string())]).await {
                    Ok(reply) => {
                        trouble.set(None);
                        change.emit(Change::Anew(Draft::of(&reply.survey.definition)));
                    }
                    Err(refused) => trouble.set(Some(refused)),
                }
            });
        })
    };
    let item = |of: &VersionView| {
        let number = of.version.to_string();
        let since = of.created_at.as_ref().map(|at| speech.moment(at, &visit.site.tz));
        html! {
            <li key={of.version}>
                <span class="name">{ fill(texts.version_is, &[("n", &number)]) }</span>
                <span class="soft">{ since.unwrap_or_else(|| texts.unknown_since.to_owned()) }</span>
                if of.version == props.version {
                    <span class="badge is-live">{ texts.current }</span>
                } else if visit.may_manage() {
                    <button
                        type="button" class="quiet small" onclick={take(of.version)}
                        aria-label={fill(texts.take_of, &[("n", &number)])}
                    >
                        { texts.take }
                    </button>
                }
            </li>
        }
    };
    html! {
        <Card id="versions" title={texts.versions}>
            <ul class="versions">{ for props.versions.iter().rev().map(item) }</ul>
            <p class="wrong" role="alert">{ trouble.as_ref().map(|trouble| trouble.hint(speech.lang)) }</p>
        </Card>
    }
}
