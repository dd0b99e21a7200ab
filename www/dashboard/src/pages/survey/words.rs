//! In which words a survey asks, language by language.

use shared::survey::is_language_tag;
use web_sys::{HtmlInputElement, HtmlSelectElement, MouseEvent};
use yew::{Callback, Event, Html, Properties, component, html, use_node_ref, use_state};

use super::{editor::Form, fields::lines};
use crate::{
    draft::Fault,
    parts::{card::Card, field::Field},
    texts::{fill, survey::Survey as Texts},
};

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The form.
    pub(super) form: Form,
    /// The language that is written, and seen.
    pub(super) locale: String,
    /// The languages that there are.
    pub(super) locales: Vec<String>,
    /// Told of another.
    pub(super) choose: Callback<String>,
}

/// The card.
#[component]
pub(super) fn Words(props: &Props) -> Html {
    let Props { form, locale, locales, .. } = props;
    let texts = Texts::of(form.speech.lang);
    let tag = use_node_ref();
    let is_no_tag = use_state(|| false);
    let onchange = {
        let choose = props.choose.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = yew::TargetCast::target_dyn_into::<HtmlSelectElement>(&event) {
                choose.emit(select.value());
            }
        })
    };
    let add = {
        let (tag, choose, is_no_tag) = (tag.clone(), props.choose.clone(), is_no_tag.setter());
        Callback::from(move |_: MouseEvent| {
            let Some(input) = tag.cast::<HtmlInputElement>() else { return };
            let typed = input.value().trim().to_owned();
            is_no_tag.set(!is_language_tag(&typed));
            if is_language_tag(&typed) {
                input.set_value("");
                choose.emit(typed);
            }
        })
    };
    // The built-in words of another language are no hint.
    let prompt = form.prompt.as_ref().filter(|prompt| prompt.locale == *locale);
    let said = |text: fn(&shared::wire::prompts::Prompt) -> &String| prompt.map(|prompt| text(prompt).as_str());
    let spelled = form.draft().spells(locale);
    let field = |name: &str, label: &str, hint: Option<&str>| {
        lines(form, &format!("/texts/{spelled}/{name}"), label, hint.unwrap_or_default(), locale)
    };
    let elsewhere: Vec<Html> = faulty(form, spelled)
        .into_iter()
        .map(|(tag, pointer)| {
            let find = form.find.reform(move |_: MouseEvent| pointer.clone());
            html! { <button type="button" class="quiet small" onclick={find}>{ form.speech.language(tag) }</button> }
        })
        .collect();
    let option = |tag: &String| {
        html! {
            <option value={tag.clone()} selected={tag == locale}>{ form.speech.language(tag) }{ " · " }{ tag }</option>
        }
    };
    let wrong = is_no_tag.then_some(texts.no_tag);
    html! {
        <Card id="words" title={texts.words}>
            <p class="hint">{ texts.words_lead }</p>
            <div class="fields">
                <Field id="locale" label={texts.language}>
                    <select id="locale" {onchange}>{ for locales.iter().map(option) }</select>
                </Field>
                <Field id="tag" label={texts.add_language} {wrong}>
                    <div class="with-button">
                        <input
                            id="tag" ref={tag} type="text" placeholder={texts.tag_hint} autocomplete="off"
                            aria-invalid={wrong.is_some().then_some("true")} aria-describedby="tag-wrong"
                        />
                        <button type="button" class="quiet" onclick={add}>{ texts.add }</button>
                    </div>
                </Field>
                if !elsewhere.is_empty() {
                    <div class="wide actions elsewhere"><p class="wrong">{ texts.wrong_in }</p>{ elsewhere }</div>
                }
                <div class="wide">{ field("question", texts.question, said(|prompt| &prompt.texts.question)) }</div>
                { field("low", texts.low, said(|prompt| &prompt.texts.low)) }
                { field("high", texts.high, said(|prompt| &prompt.texts.high)) }
                { field("follow_up_high", texts.follow_up_high, said(|prompt| &prompt.follow_up.high)) }
                { field("follow_up_middle", texts.follow_up_middle, said(|prompt| &prompt.follow_up.middle)) }
                { field("follow_up_low", texts.follow_up_low, said(|prompt| &prompt.follow_up.low)) }
                { field("thanks", texts.thanks, said(|prompt| &prompt.texts.thanks)) }
                { for form.draft().reasons().iter().map(|reason| {
                    field(&format!("reason/{reason}"), &fill(texts.reason_label, &[("reason", reason)]), None)
                }) }
            </div>
            <details>
                <summary>{ texts.buttons }</summary>
                <div class="fields">
                    { field("thanks_high", texts.thanks_high, Some(texts.as_above)) }
                    { field("thanks_middle", texts.thanks_middle, Some(texts.as_above)) }
                    { field("thanks_low", texts.thanks_low, Some(texts.as_above)) }
                    { field("send", texts.send, said(|prompt| &prompt.texts.send)) }
                    { field("close", texts.close, said(|prompt| &prompt.texts.close)) }
                    { field("opt_out", texts.opt_out, said(|prompt| &prompt.texts.opt_out)) }
                    { field("rating", texts.rating, said(|prompt| &prompt.texts.rating)) }
                    { field("reasons", texts.reasons_title, said(|prompt| &prompt.texts.reasons)) }
                    { field("contact_offer", texts.contact_offer, said(|prompt| &prompt.texts.contact_offer)) }
                    { field("contact", texts.contact_label, said(|prompt| &prompt.texts.contact)) }
                    { field("privacy", texts.privacy_label, said(|prompt| &prompt.texts.privacy)) }
                    { field("link", texts.link_label, None) }
                </div>
            </details>
        </Card>
    }
}

/// The languages but this one in which something is wrong, each with where.
fn faulty<'a>(form: &'a Form, spelled: &str) -> Vec<(&'a str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for fault in form.faults.iter() {
        if let Some(tag) = Fault::language(&fault.pointer)
            && tag != spelled
            && found.iter().all(|(known, _)| *known != tag)
        {
            found.push((tag, fault.pointer.clone()));
        }
    }
    found
}
