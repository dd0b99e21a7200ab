//! A part of a page with a title of its own.

use yew::{AttrValue, Classes, Html, Properties, component, html};

/// What a card needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its id, by which its title names it.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: AttrValue,
    /// Its classes.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// What stands beside the title.
    #[prop_or_default]
    pub(crate) aside: Html,
    /// Whether what it shows is about to change.
    #[prop_or_default]
    pub(crate) is_waiting: bool,
    /// What it shows.
    pub(crate) children: Html,
}

/// A card.
#[component]
pub(crate) fn Card(props: &Props) -> Html {
    let title = format!("{}-title", props.id);
    html! {
        <section
            id={props.id} class={yew::classes!("card", props.class.clone())} aria-labelledby={title.clone()}
            aria-busy={props.is_waiting.then_some("true")}
        >
            <header><h2 id={title}>{ &props.title }</h2>{ props.aside.clone() }</header>
            { props.children.clone() }
        </section>
    }
}
