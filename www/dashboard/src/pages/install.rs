//! How the site shows surveys: the tag, its headers, whether it was seen, keys.

use yew::{Html, component, html};

use crate::{
    parts::{head::Head, states::Empty},
    speech::use_speech,
    texts::shell::Shell,
};

/// The page.
#[component]
pub(crate) fn Install() -> Html {
    let texts = Shell::of(use_speech().lang);
    html! {
        <>
            <Head title={texts.install} />
            <Empty title={texts.not_built} hint="" />
        </>
    }
}
