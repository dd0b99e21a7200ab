//! The page: who may look, and then the scores.

mod bands;
mod board;
mod card;
mod counts;
mod headline;
mod ratings;
mod sign_in;
mod table;
mod touchpoints;
mod trend;

use gloo::{events::EventListener, utils::window};
use yew::{Callback, Html, component, html, use_effect_with, use_state};

use crate::{
    access::{Access, Missing},
    browser,
};
use board::Board;
use sign_in::{SignIn, Trouble};

/// The id of what is between header and footer.
const MAIN: &str = "scores";

/// Whether somebody may look.
#[derive(Clone, PartialEq)]
enum Visit {
    /// This may be shown, unless the collector disagrees.
    Granted(Access),
    /// A key is asked for, and why.
    Asked { surveys: String, why: Option<Trouble> },
}

impl Visit {
    /// Reads the address. Nothing is wrong with one that claims nothing.
    fn new() -> Self {
        let claim = browser::claim();
        match Access::new(&claim.key, &claim.surveys) {
            Ok(access) => {
                browser::keep(&access);
                Self::Granted(access)
            }
            Err(missing) => {
                browser::forget(&claim.surveys);
                let why = (missing != Missing::Key).then_some(Trouble::Missing(missing));
                Self::Asked { surveys: claim.surveys, why }
            }
        }
    }
}

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let visit = use_state(Visit::new);
    let set = visit.setter();
    use_effect_with((), move |()| {
        // Another address pasted into this tab changes the fragment and loads nothing.
        let listener = EventListener::new(&window(), "hashchange", move |_| set.set(Visit::new()));
        move || drop(listener)
    });
    let set = visit.setter();
    let grant = Callback::from(move |access: Access| {
        browser::keep(&access);
        set.set(Visit::Granted(access));
        browser::focus(MAIN);
    });
    let set = visit.setter();
    let ask = Callback::from(move |(access, why): (Access, Option<Trouble>)| {
        let surveys = access.listed();
        browser::forget(&surveys);
        set.set(Visit::Asked { surveys, why });
    });
    html! {
        <>
            <header class="top">
                <p class="brand">
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <path d="M3 6c3-3 6-3 9 0s6 3 9 0M12 6v10" /><circle cx="12" cy="19" r="2.5" />
                    </svg>
                    { "Sondeo" }
                </p>
                <h1>{ "Scores" }</h1>
            </header>
            <main id={MAIN} tabindex="-1">
                {
                    match &*visit {
                        Visit::Granted(access) => {
                            // Other surveys or another key begin anew.
                            let who = format!("{} {}", access.listed(), access.key);
                            html! { <Board key={who} access={access.clone()} {ask} /> }
                        }
                        Visit::Asked { surveys, why } => {
                            html! { <SignIn surveys={surveys.clone()} why={why.clone()} {grant} /> }
                        }
                    }
                }
            </main>
            <footer>
                <p>
                    { "Net Promoter, Net Promoter Score and NPS are registered marks of " }
                    { "Bain & Company, NICE Systems and Fred Reichheld." }
                </p>
            </footer>
        </>
    }
}
