//! One survey: read, changed, seen as the customer will see it (`slug` in the address; without it, a new one).

mod checking;
mod desk;
mod editor;
mod fields;
mod preview;
mod saving;
mod sections;
mod versions;
mod words;

use shared::wire::surveys::SurveyReply;
use yew::{Callback, Html, component, html, use_state};

use crate::{
    address::Page,
    client::escaped,
    draft::Draft,
    loaded::use_loaded,
    parts::{
        head::Head,
        states::{Empty, Failed, Waiting},
    },
    route::{Go, use_route},
    speech::use_speech,
    texts::{fill, parts::Parts, survey::Survey as Texts},
    trouble::Trouble,
    visit::use_visit,
};
use editor::Editor;

/// The page.
#[component]
pub(crate) fn Survey() -> Html {
    let (visit, route, lang) = (use_visit(), use_route(), use_speech().lang);
    let texts = Texts::of(lang);
    let slug = route.address.get("slug").map(str::to_owned);
    let done = use_state(String::new);
    let survey = use_loaded((visit.client.clone(), slug.clone()), |(client, slug)| async move {
        match slug {
            Some(slug) => {
                client.get::<SurveyReply>(&format!("surveys/{}", escaped(&slug)), &Vec::new()).await.map(Some)
            }
            None => Ok(None),
        }
    });
    let reload = {
        let (again, surveys_again, done) = (survey.again.clone(), visit.surveys_again.clone(), done.setter());
        Callback::from(move |()| {
            done.set(String::new());
            surveys_again.emit(());
            again.emit(());
        })
    };
    let saved = {
        let (done, route, again, surveys_again) =
            (done.setter(), route.clone(), survey.again.clone(), visit.surveys_again.clone());
        Callback::from(move |(slug, said): (String, String)| {
            done.set(said);
            surveys_again.emit(());
            again.emit(());
            route.go.emit((*route.address).clone().with("slug", &slug));
        })
    };
    let all = html! {
        <Go to={route.address.on(Page::Surveys)} class="button quiet">{ texts.all }</Go>
    };
    // What is known may be about the survey before.
    let known = survey
        .known
        .as_ref()
        .map(|known| known.as_ref().as_ref())
        .filter(|known: &Option<&SurveyReply>| known.map(|known| known.survey.slug.as_str()) == slug.as_deref());
    let content = match (slug.as_deref(), known, &survey.trouble) {
        (None, ..) if !visit.may_manage() => {
            html! { <div class="card"><Empty title={texts.new} hint={Parts::of(lang).read_only} /></div> }
        }
        (None, ..) => {
            html! { <Editor key="" draft={Draft::blank()} done={(*done).clone()} saved={saved.clone()} {reload} /> }
        }
        (Some(slug), Some(Some(known)), _) => html! {
            <Editor
                key={slug.to_owned()} draft={Draft::of(&known.survey.definition)} version={known.survey.version}
                versions={known.versions.clone()} done={(*done).clone()} saved={saved.clone()} {reload}
            />
        },
        (Some(slug), _, Some(Trouble::Refused(problem))) if problem.status == 404 => html! {
            <div class="card"><Empty title={fill(texts.gone, &[("survey", slug)])} hint={texts.gone_hint} /></div>
        },
        (_, _, Some(trouble)) => html! { <Failed trouble={trouble.clone()} again={survey.again.clone()} /> },
        (..) => html! { <Waiting rows={16} /> },
    };
    let version = known.flatten().map(|known| known.survey.version.to_string());
    let lead = match (&slug, version) {
        (None, _) => texts.lead_new.to_owned(),
        (Some(_), Some(version)) => fill(texts.lead, &[("version", &version)]),
        // Its place is kept.
        (Some(_), None) => "\u{a0}".to_owned(),
    };
    html! {
        <>
            <Head title={slug.unwrap_or_else(|| texts.new.to_owned())} {lead}>{ all }</Head>
            { content }
        </>
    }
}
