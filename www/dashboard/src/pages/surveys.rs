//! What the site asks, and how each survey stands.

use yew::{Html, component, html};

use crate::{
    parts::{head::Head, states::Empty},
    speech::use_speech,
    texts::shell::Shell,
};

/// The page.
#[component]
pub(crate) fn Surveys() -> Html {
    let texts = Shell::of(use_speech().lang);
    html! {
        <>
            <Head title={texts.surveys} />
            <Empty title={texts.not_built} hint="" />
        </>
    }
}
