//! One survey: read, changed, seen as the customer will see it (`slug` in the address).

use yew::{Html, component, html};

use crate::{
    parts::{head::Head, states::Empty},
    route::use_route,
    speech::use_speech,
    texts::shell::Shell,
};

/// The page.
#[component]
pub(crate) fn Survey() -> Html {
    let (route, texts) = (use_route(), Shell::of(use_speech().lang));
    let title = route.address.get("slug").unwrap_or(texts.survey).to_owned();
    html! {
        <>
            <Head {title} />
            <Empty title={texts.not_built} hint="" />
        </>
    }
}
