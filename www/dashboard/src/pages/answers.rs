//! What customers say: every answer, filtered, searched, read.

use yew::{Html, component, html};

use crate::{
    parts::{head::Head, states::Empty},
    speech::use_speech,
    texts::shell::Shell,
};

/// The page.
#[component]
pub(crate) fn Answers() -> Html {
    let texts = Shell::of(use_speech().lang);
    html! {
        <>
            <Head title={texts.answers} />
            <Empty title={texts.not_built} hint="" />
        </>
    }
}
