//! A field of a form: its label, the control, what is wrong with it.

use yew::{AttrValue, Html, Properties, component, html};

/// What a field needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The id of the control, which names it as `aria-describedby="{id}-wrong"`.
    pub(crate) id: &'static str,
    /// Its label.
    pub(crate) label: AttrValue,
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
            <label for={props.id}>{ &props.label }</label>
            { props.children.clone() }
            <p class="wrong" id={format!("{}-wrong", props.id)} role="alert">{ props.wrong.clone() }</p>
        </div>
    }
}
