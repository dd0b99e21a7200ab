//! What the site asks, and how each survey stands.

mod explain;

use gloo::net::http::Method;
use shared::wire::surveys::{SurveyChangeReply, SurveyView};
use yew::{Callback, Html, Properties, component, html, platform::spawn_local, use_state};

use crate::{
    address::Page,
    client::escaped,
    figures::metric_names,
    parts::{asked_twice::AskedTwice, card::Card, head::Head, states::Empty},
    route::{Go, use_route},
    speech::use_speech,
    texts::{fill, parts::Parts, shell::Shell, surveys::Surveys as Texts},
    trouble::Trouble,
    unsaved,
    visit::use_visit,
};
use explain::Explain;

/// The page.
#[component]
pub(crate) fn Surveys() -> Html {
    let (visit, route, lang) = (use_visit(), use_route(), use_speech().lang);
    let texts = Texts::of(lang);
    let done = use_state(String::new);
    let changed = {
        let (again, done) = (visit.surveys_again.clone(), done.setter());
        Callback::from(move |said: String| {
            done.set(said);
            again.emit(());
        })
    };
    let new = visit.may_manage().then(|| {
        html! { <Go to={route.address.on(Page::Survey)} class="button">{ texts.new }</Go> }
    });
    let hint = if visit.may_manage() { texts.none_hint } else { texts.none_hint_read };
    html! {
        <>
            <Head title={Shell::of(lang).surveys} lead={texts.lead}>
                if !visit.surveys.is_empty() { { new.clone() } }
            </Head>
            <p class="done" role="status">{ &*done }</p>
            if visit.surveys.is_empty() {
                <div class="card">
                    <Empty title={Parts::of(lang).no_surveys} {hint}>{ new }</Empty>
                </div>
            } else {
                <Card id="list" title={texts.list} class="surveys">
                    <table class="surveys">
                        <thead><tr>
                            <th scope="col">{ texts.name }</th>
                            <th scope="col">{ texts.state }</th>
                            <th scope="col">{ texts.metric }</th>
                            <th scope="col">{ texts.touchpoints }</th>
                            <th scope="col" class="count">{ texts.position }</th>
                            <th scope="col" class="count">{ texts.version }</th>
                            if visit.may_manage() { <th scope="col"><span class="unseen">{ texts.changes }</span></th> }
                        </tr></thead>
                        <tbody>
                            { for visit.surveys.iter().map(|survey| html! {
                                <Row key={survey.slug.clone()} survey={survey.clone()} changed={changed.clone()} />
                            }) }
                        </tbody>
                    </table>
                </Card>
                <Explain />
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    survey: SurveyView,
    changed: Callback<String>,
}

/// A survey, and what can be done with it.
#[component]
fn Row(props: &RowProps) -> Html {
    let (visit, route, lang) = (use_visit(), use_route(), use_speech().lang);
    let texts = Texts::of(lang);
    let survey = &props.survey;
    let state = if survey.live { texts.live } else { texts.paused };
    let touchpoints: Vec<&str> = survey.definition.touchpoints.iter().map(shared::survey::Slug::as_str).collect();
    let position = survey.position.map(|position| position.to_string());
    let to = route.address.on(Page::Survey).with("slug", &survey.slug);
    html! {
        <tr>
            <th scope="row"><Go {to}>{ survey.slug.clone() }</Go></th>
            <td><span class={if survey.live { "badge is-live" } else { "badge" }}>{ state }</span></td>
            <td>{ metric_names(lang, survey.metric).1 }</td>
            <td class="touchpoints">{ touchpoints.join(", ") }</td>
            <td class="count" data-name={texts.position}>{ position }</td>
            <td class="count" data-name={texts.version}>{ survey.version }</td>
            if visit.may_manage() {
                <td class="changes"><Changes survey={survey.clone()} changed={props.changed.clone()} /></td>
            }
        </tr>
    }
}

/// The ways to pause, resume and delete a survey.
#[component]
fn Changes(props: &RowProps) -> Html {
    let (visit, lang) = (use_visit(), use_speech().lang);
    let texts = Texts::of(lang);
    let trouble = use_state(|| None::<Trouble>);
    let RowProps { survey, changed } = props;
    let named = |text: &str| fill(text, &[("survey", &survey.slug)]);
    let path = format!("surveys/{}", escaped(&survey.slug));
    let (verb, label, word, said) = if survey.live {
        ("pause", texts.pause_of, texts.pause, texts.is_paused)
    } else {
        ("resume", texts.resume_of, texts.resume, texts.is_live)
    };
    let turn = {
        let (client, changed, trouble) = (visit.client.clone(), changed.clone(), trouble.setter());
        let (path, said) = (format!("{path}/{verb}"), named(said));
        move |_| {
            let (client, changed, trouble) = (client.clone(), changed.clone(), trouble.clone());
            let (path, said) = (path.clone(), said.clone());
            spawn_local(async move {
                match client.send::<SurveyChangeReply>(Method::POST, &path, &()).await {
                    Ok(_) => {
                        trouble.set(None);
                        changed.emit(said);
                    }
                    Err(refused) => trouble.set(Some(refused)),
                }
            });
        }
    };
    let gone = {
        let (site, slug, said) = (visit.site.clone(), survey.slug.clone(), named(texts.deleted));
        changed.reform(move |()| {
            unsaved::keep(&site.site, &slug, None);
            said.clone()
        })
    };
    html! {
        <div class="ways">
            <button type="button" class="quiet small" onclick={turn} aria-label={named(label)}>{ word }</button>
            <AskedTwice
                class="delete" {path} client={visit.client.clone()} label={texts.delete} name={named(texts.delete_of)}
                sure={named(texts.sure)} yes={texts.yes} {gone}
            />
            <p class="wrong" role="alert">{ trouble.as_ref().map(|trouble| trouble.hint(lang)) }</p>
        </div>
    }
}
