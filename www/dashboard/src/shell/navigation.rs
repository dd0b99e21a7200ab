//! The way between pages.

use yew::{Html, component, html};

use super::icon;
use crate::{
    address::Page,
    language::Lang,
    route::{Go, use_route},
    speech::use_speech,
    texts::shell::Shell,
};

/// The pages that one goes to; a survey's own is behind the surveys.
const PAGES: [Page; 5] = [Page::Overview, Page::Journey, Page::Answers, Page::Surveys, Page::Install];

/// Returns what a page is called.
pub(super) const fn name(lang: Lang, page: Page) -> &'static str {
    let texts = Shell::of(lang);
    match page {
        Page::Overview => texts.overview,
        Page::Journey => texts.journey,
        Page::Answers => texts.answers,
        Page::Surveys => texts.surveys,
        Page::Survey => texts.survey,
        Page::Install => texts.install,
    }
}

/// Links to all pages: beside them, on a phone below them.
#[component]
pub(super) fn Navigation() -> Html {
    let (route, lang) = (use_route(), use_speech().lang);
    let here = route.address.page;
    let link = |page: Page| {
        let is_current = page == here || (page == Page::Surveys && here == Page::Survey);
        html! {
            <li>
                <Go to={route.address.on(page)} {is_current}>
                    { icon::of_page(page) }<span>{ name(lang, page) }</span>
                </Go>
            </li>
        }
    };
    html! { <nav class="pages" aria-label={Shell::of(lang).pages}><ul>{ for PAGES.map(link) }</ul></nav> }
}
