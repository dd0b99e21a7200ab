//! The head of a page: its title, and what chooses what it shows.

use yew::{AttrValue, Html, Properties, component, html};

use crate::shell::TITLE;

/// What a head needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The page's title.
    pub(crate) title: AttrValue,
    /// What the page is about, in a sentence.
    #[prop_or_default]
    pub(crate) lead: AttrValue,
    /// Pickers and buttons.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The head of a page. Its title gets the focus when somebody comes to the page.
#[component]
pub(crate) fn Head(props: &Props) -> Html {
    html! {
        <header class="head">
            <div>
                <h1 id={TITLE} tabindex="-1">{ &props.title }</h1>
                if !props.lead.is_empty() { <p class="lead">{ &props.lead }</p> }
            </div>
            <div class="tools">{ props.children.clone() }</div>
        </header>
    }
}
