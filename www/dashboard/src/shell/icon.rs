//! The icons: lines on a grid of 24, in the color of the words beside them.

use yew::{Html, html};

use crate::address::Page;

/// Returns the icon of a page.
pub(super) fn of_page(page: Page) -> Html {
    draw(match page {
        Page::Overview => "M4 19V9m6 10V5m6 14v-7m4 7H3",
        Page::Journey => "M5 6h9a3.5 3.5 0 0 1 0 7H9a3 3 0 0 0 0 6h10M5 6v.01M19 19v.01",
        Page::Answers => "M5 5h14v10H11l-4 4v-4H5z",
        Page::Surveys | Page::Survey => "M6 4h12v16H6zM9 9h6M9 13h6M9 17h3",
        Page::Install => "M9 8l-4 4 4 4m6-8l4 4-4 4",
    })
}

/// Returns the icon of the settings.
pub(super) fn settings() -> Html {
    draw("M4 7h10m4 0h2M4 17h2m4 0h10M16 5v4M8 15v4")
}

/// Returns the mark of Sondeo: a sounding line below the water.
pub(super) fn brand() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 6c3-3 6-3 9 0s6 3 9 0M12 6v10" /><circle cx="12" cy="19" r="2.5" />
        </svg>
    }
}

fn draw(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg> }
}
