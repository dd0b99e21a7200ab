//! A field of a form: its label, the control, what is wrong with it.

use yew::{AttrValue, Html, Properties, component, html};

/// What a field needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The id of the control, which names what is wrong as `aria-describedby="{id}-wrong"`, and the hint as `{id}-hint`.
    pub(crate) id: AttrValue,
    /// Its label.
    pub(crate) label: AttrValue,
    /// What it is to hold, where that does not go without saying.
    #[prop_or_default]
    pub(crate) hint: AttrValue,
    /// What is wrong with what it holds.
    #[prop_or_default]
    pub(crate) wrong: Option<AttrValue>,
    /// The control.
    pub(crate) children: Html,
}

/// A field.
#[component]
pub(crate) fn Field(props: &Props) -> Html {
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            { props.children.clone() }
            if !props.hint.is_empty() { <p class="hint" id={format!("{}-hint", props.id)}>{ &props.hint }</p> }
            <p class="wrong" id={format!("{}-wrong", props.id)} role="alert">{ props.wrong.clone() }</p>
        </div>
    }
}
