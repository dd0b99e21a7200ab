//! Whether a customer would be asked, and what every gate says.

use shared::wire::explain::{ExplainReply, GateView, SurveyFindings};
use web_sys::{FormData, HtmlFormElement, HtmlSelectElement, SubmitEvent};
use yew::{Callback, Event, Html, TargetCast, component, html, platform::spawn_local, use_state, use_state_eq};

use crate::{
    client::Query,
    gates,
    parts::{card::Card, field::Field},
    speech::{Speech, use_speech},
    texts::{explain::Explain as Texts, fill},
    trouble::Trouble,
    visit::use_visit,
};

/// The fields that are sent as they are, by their names.
const FIELDS: [&str; 4] = ["touchpoint", "stage", "bucket", "respondent"];

/// The card.
#[component]
pub(super) fn Explain() -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let (lang, texts) = (speech.lang, Texts::of(speech.lang));
    let told = use_state(|| None::<Result<ExplainReply, Trouble>>);
    let onsubmit = {
        let (client, told) = (visit.client.clone(), told.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(query) = event.target_dyn_into::<HtmlFormElement>().and_then(|form| question(&form)) else {
                return;
            };
            let (client, told) = (client.clone(), told.clone());
            spawn_local(async move { told.set(Some(client.get("explain", &query).await)) });
        })
    };
    let was_asked = use_state_eq(|| false);
    let onchange = {
        let was_asked = was_asked.setter();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                was_asked.set(!select.value().is_empty());
            }
        })
    };
    let before = [
        ("", texts.never),
        ("completed", texts.answered),
        ("dismissed", texts.closed),
        ("shown", texts.saw),
        ("opted_out", texts.left_alone),
    ];
    let mut touchpoints: Vec<&str> = visit
        .surveys
        .iter()
        .flat_map(|survey| survey.definition.touchpoints.iter().map(shared::survey::Slug::as_str))
        .collect();
    touchpoints.sort_unstable();
    touchpoints.dedup();
    let wrong = |name: &str| match &*told {
        Some(Err(Trouble::Refused(problem))) => {
            let error = problem.errors.iter().find(|error| error.pointer.trim_start_matches('?') == name);
            error.map(|error| error.detail.clone())
        }
        _ => None,
    };
    let line = |name: &'static str, label: &'static str, hint: &'static str| {
        let wrong = wrong(name);
        let id = format!("explain-{name}");
        html! {
            <Field id={id.clone()} {label} wrong={wrong.clone()}>
                <input
                    {id} {name} type="text" autocomplete="off" placeholder={hint}
                    aria-invalid={wrong.is_some().then_some("true")} aria-describedby={format!("explain-{name}-wrong")}
                />
            </Field>
        }
    };
    html! {
        <Card id="explain" title={texts.title} class="explain">
            <p class="lead">{ texts.lead }</p>
            <form class="fields" novalidate=true {onsubmit}>
                <Field id="explain-touchpoint" label={texts.touchpoint} wrong={wrong("touchpoint")}>
                    <select id="explain-touchpoint" name="touchpoint" aria-describedby="explain-touchpoint-wrong">
                        { options(touchpoints.iter().map(|name| (*name, *name))) }
                    </select>
                </Field>
                { line("stage", texts.stage, texts.any_stage) }
                { line("bucket", texts.bucket, texts.optional) }
                { line("respondent", texts.respondent, texts.optional) }
                <Field id="explain-outcome" label={texts.before}>
                    <select id="explain-outcome" name="outcome" {onchange}>
                        { options(before.into_iter()) }
                    </select>
                </Field>
                if *was_asked {
                    <div class="fields">
                        <Field id="explain-of" label={texts.which}>
                            <select id="explain-of" name="of">
                                { options(visit.surveys.iter().map(|survey| (&*survey.slug, &*survey.slug))) }
                            </select>
                        </Field>
                        { line("history", texts.days_ago, "1") }
                    </div>
                }
                <label class="tick wide"><input type="checkbox" name="blocked" />{ texts.blocked }</label>
                <div class="actions wide"><button type="submit">{ texts.ask }</button></div>
            </form>
            <div role="status" class="told">
                { match &*told {
                    None => Html::default(),
                    Some(Ok(reply)) => verdict(&speech, reply),
                    Some(Err(trouble)) => html! { <p class="wrong">{ trouble.hint(lang) }</p> },
                } }
            </div>
        </Card>
    }
}

/// The choices of a list by value and name, the first of which is chosen. That has to be said: what is drawn first is not.
fn options<'a>(choices: impl Iterator<Item = (&'a str, &'a str)>) -> Html {
    let option = |(at, (value, name)): (usize, (&str, &str))| {
        html! { <option value={value.to_owned()} selected={at == 0}>{ name.to_owned() }</option> }
    };
    choices.enumerate().map(option).collect()
}

/// What the form asks.
fn question(form: &HtmlFormElement) -> Option<Query> {
    let typed = FormData::new_with_form(form).ok()?;
    let said = |name: &str| typed.get(name).as_string().map(|said| said.trim().to_owned()).unwrap_or_default();
    let fields = FIELDS.into_iter().map(|name| (name, said(name))).filter(|(_, said)| !said.is_empty());
    let storage = if said("blocked").is_empty() { "works" } else { "blocked" };
    let mut query: Query = fields.chain([("storage", storage.to_owned())]).collect();
    if !said("outcome").is_empty() {
        let days = said("history");
        // What is no number is sent as it is, for the collector to say so.
        let ago = days.parse::<u32>().map_or(days.clone(), |days| (u64::from(days) * 86_400).to_string());
        let ago = if days.is_empty() { "86400".to_owned() } else { ago };
        query.push(("history", format!("{}:{}:{ago}", said("of"), said("outcome"))));
    }
    Some(query)
}

fn verdict(speech: &Speech, reply: &ExplainReply) -> Html {
    let texts = Texts::of(speech.lang);
    let said = match (&reply.survey, reply.reason.as_deref()) {
        (Some(survey), _) => fill(texts.asked, &[("survey", survey)]),
        (None, Some("survey_closed")) => texts.site_paused.to_owned(),
        (None, Some("token_invalid")) => texts.signed_only.to_owned(),
        (None, _) => texts.not_asked.to_owned(),
    };
    let gate = |gate: &GateView| {
        html! {
            <li class={if gate.open { "open" } else { "closed" }}>
                <span class="unseen">{ if gate.open { texts.fine } else { texts.stops } }{ " " }</span>
                { gates::tell(speech, gate) }
            </li>
        }
    };
    let survey = |findings: &SurveyFindings| {
        // Why it does not ask about another touchpoint goes without saying.
        let is_about_it = findings.gates.iter().all(|gate| gate.of_touchpoint != Some(false));
        let would = if findings.eligible { texts.would } else { texts.would_not };
        html! {
            <details key={findings.survey.clone()} open={is_about_it}>
                <summary>{ &findings.survey }{ " " }<span class={if findings.eligible { "badge is-live" } else { "badge" }}>{ would }</span></summary>
                <ul class="gates">{ for findings.gates.iter().map(gate) }</ul>
            </details>
        }
    };
    html! {
        <>
            <p class="said">{ said }</p>
            { for reply.surveys.iter().map(survey) }
        </>
    }
}
