//! The fields of a survey, each of which says something at one pointer.

use serde_json::{Value, json};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, component, html, use_state};

use super::editor::Form;
use crate::{
    browser,
    draft::{names, number, percentage, share, text},
    parts::field::Field,
    texts::{fill, survey::Survey as Texts},
};

/// The id of the field that says what is at a pointer.
pub(super) fn id(pointer: &str) -> String {
    format!("at{}", pointer.replace('/', "-"))
}

/// Moves the focus to the field at a pointer, or to that around it.
pub(super) fn focus(pointer: &str) {
    let ends = pointer.match_indices('/').map(|(at, _)| at).skip(1).chain([pointer.len()]);
    let ids: Vec<String> = ends.map(|end| id(&pointer[..end])).collect();
    browser::focus_first(ids.iter().rev().map(String::as_str));
}

/// How what is typed is read.
type Read = fn(&str) -> Value;

/// A line of text, such as `example`.
pub(super) fn line(form: &Form, pointer: &str, label: &str, example: &str) -> Html {
    typed(form, pointer, label, [example, ""], form.draft().text(pointer), text)
}

/// A line of text about which there is something to say.
pub(super) fn explained(form: &Form, pointer: &str, label: &str, [example, hint]: [&str; 2]) -> Html {
    typed(form, pointer, label, [example, hint], form.draft().text(pointer), text)
}

/// A whole number.
pub(super) fn whole(form: &Form, pointer: &str, label: &str, example: &str) -> Html {
    typed(form, pointer, label, [example, ""], form.draft().text(pointer), number)
}

/// A share in percent.
pub(super) fn percent(form: &Form, pointer: &str, label: &str, example: &str) -> Html {
    typed(form, pointer, label, [example, ""], percentage(form.draft().get(pointer)), share)
}

fn typed(form: &Form, pointer: &str, label: &str, [example, hint]: [&str; 2], value: String, read: Read) -> Html {
    let wrong = form.wrong(pointer);
    let oninput = {
        let (say, pointer) = (form.say.clone(), pointer.to_owned());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            say.emit((pointer.clone(), read(&input.value())));
        })
    };
    html! {
        <Field
            key={pointer.to_owned()} id={id(pointer)} label={label.to_owned()} hint={hint.to_owned()} wrong={wrong.clone()}
        >
            <input
                id={id(pointer)} type="text" {value} placeholder={example.to_owned()} {oninput} disabled={form.is_fixed}
                autocomplete="off" aria-invalid={wrong.is_some().then_some("true")}
                aria-describedby={format!("{0}-hint {0}-wrong", id(pointer))}
            />
        </Field>
    }
}

/// A text that may be longer than a line, in the language `lang`.
pub(super) fn lines(form: &Form, pointer: &str, label: &str, hint: &str, lang: &str) -> Html {
    let wrong = form.wrong(pointer);
    let oninput = {
        let (say, pointer) = (form.say.clone(), pointer.to_owned());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            say.emit((pointer.clone(), text(&input.value())));
        })
    };
    html! {
        <Field key={pointer.to_owned()} id={id(pointer)} label={label.to_owned()} wrong={wrong.clone()}>
            <textarea
                id={id(pointer)} rows="1" lang={lang.to_owned()} dir="auto" value={form.draft().text(pointer)}
                placeholder={hint.to_owned()} {oninput} disabled={form.is_fixed}
                aria-invalid={wrong.is_some().then_some("true")} aria-describedby={format!("{}-wrong", id(pointer))}
            />
        </Field>
    }
}

/// A choice; the first has the value that goes without saying, which is nothing.
pub(super) fn choice(form: &Form, pointer: &str, label: &str, options: &[(Value, &str)]) -> Html {
    let said = form.draft().get(pointer).cloned().unwrap_or_default();
    let wrong = form.wrong(pointer);
    let onchange = {
        let (say, pointer) = (form.say.clone(), pointer.to_owned());
        let values: Vec<Value> = options.iter().map(|(value, _)| value.clone()).collect();
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let chosen = usize::try_from(select.selected_index()).ok().and_then(|at| values.get(at));
            say.emit((pointer.clone(), chosen.cloned().unwrap_or_default()));
        })
    };
    html! {
        <Field key={pointer.to_owned()} id={id(pointer)} label={label.to_owned()} wrong={wrong}>
            <select
                id={id(pointer)} {onchange} disabled={form.is_fixed} aria-describedby={format!("{}-wrong", id(pointer))}
            >
                { for options.iter().map(|(value, name)| html! {
                    <option selected={*value == said}>{ (*name).to_owned() }</option>
                }) }
            </select>
        </Field>
    }
}

/// Something that is so or is not.
pub(super) fn tick(form: &Form, pointer: &str, label: &str) -> Html {
    let checked = form.draft().is(pointer);
    let onchange = {
        let (say, pointer) = (form.say.clone(), pointer.to_owned());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            say.emit((pointer.clone(), json!(input.checked())));
        })
    };
    html! {
        <label class="tick wide" key={pointer.to_owned()}>
            <input type="checkbox" id={id(pointer)} {checked} {onchange} disabled={form.is_fixed} />{ label.to_owned() }
        </label>
    }
}

/// Returns the color that the widget has by itself (widget/src/style).
fn usual(pointer: &str) -> &'static str {
    match pointer {
        "/theme/background" => "#ffffff",
        "/theme/text" => "#1c1e26",
        "/theme/dark_accent" => "#97a5ff",
        "/theme/dark_background" => "#1d1f27",
        "/theme/dark_text" => "#eceef4",
        _ => "#3f51d6",
    }
}

/// A color, typed or picked.
pub(super) fn color(form: &Form, pointer: &str, label: &str) -> Html {
    let said = form.draft().text(pointer);
    let is_color = said.len() == 7 && said.starts_with('#') && said[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    let texts = Texts::of(form.speech.lang);
    let oninput = {
        let (say, pointer) = (form.say.clone(), pointer.to_owned());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            say.emit((pointer.clone(), json!(input.value())));
        })
    };
    html! {
        <div class="color" key={pointer.to_owned()}>
            { line(form, pointer, label, "#rrggbb") }
            <input
                type="color" value={if is_color { said } else { usual(pointer).to_owned() }} {oninput} disabled={form.is_fixed}
                class={(!is_color).then_some("unset")} aria-label={fill(texts.pick, &[("color", label)])}
            />
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct NamesProps {
    /// The form.
    pub(super) form: Form,
    /// Where the names are listed.
    pub(super) pointer: &'static str,
    /// The label.
    pub(super) label: &'static str,
    /// What may be typed.
    pub(super) example: &'static str,
    /// What is to be said about it.
    #[prop_or_default]
    pub(super) hint: &'static str,
}

/// Names with commas between them. What was typed stays as it was typed, as long as it says the same.
#[component]
pub(super) fn Names(props: &NamesProps) -> Html {
    let NamesProps { form, pointer, label, example, hint } = props;
    let listed = form.draft().list(pointer);
    let kept = use_state(String::new);
    let value = if names(&kept) == listed { (*kept).clone() } else { listed.join(", ") };
    let wrong = form.wrong(pointer);
    let oninput = {
        let (say, pointer, kept) = (form.say.clone(), *pointer, kept.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let typed = input.value();
            let names = names(&typed);
            kept.set(typed);
            say.emit((pointer.to_owned(), if names.is_empty() { Value::Null } else { json!(names) }));
        })
    };
    html! {
        <Field id={id(pointer)} label={*label} hint={*hint} wrong={wrong.clone()}>
            <input
                id={id(pointer)} type="text" {value} placeholder={*example} {oninput} disabled={form.is_fixed}
                autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-invalid={wrong.is_some().then_some("true")}
                aria-describedby={format!("{0}-hint {0}-wrong", id(pointer))}
            />
        </Field>
    }
}
