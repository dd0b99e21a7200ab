//! Everything that customers can have in front of them: journeys through prompts, step by step.

use crate::customer::Customer;
use crate::world::World;

/// A way through a prompt of one survey.
#[derive(Debug)]
pub(crate) struct Journey {
    /// What the survey is called, and its touchpoint.
    pub(crate) name: &'static str,
    /// What the survey is like, in TOML.
    survey: &'static str,
    /// What is seen on the way.
    pub(crate) steps: &'static [Step],
}

/// A state, and how one comes there from the one before.
#[derive(Debug)]
pub(crate) struct Step {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What is pressed, a selector in the prompt; nothing at first.
    press: &'static str,
    /// What is there then, and was not before.
    shows: &'static str,
}

const fn step(name: &'static str, press: &'static str, shows: &'static str) -> Step {
    Step { name, press, shows }
}

/// The question, the words, the thanks.
const PLAIN: &[Step] = &[
    step("asking", "", "[role=radio]"),
    step("following up", "[role=radio]", "#comment"),
    step("thanking", ".send", ".thanks"),
];

/// Every scale and every way to draw it, and all that can come before and after a rating.
pub(crate) static JOURNEYS: [Journey; 12] = [
    Journey { name: "nps", survey: "metric = 'nps'", steps: PLAIN },
    Journey { name: "thumbs", survey: "metric = 'csat'\nscale = 2", steps: PLAIN },
    Journey { name: "faces", survey: "metric = 'csat'\nscale = 3\nshape = 'smileys'", steps: PLAIN },
    Journey { name: "stars", survey: "metric = 'csat'", steps: PLAIN },
    Journey { name: "smileys", survey: "metric = 'csat'\nshape = 'smileys'", steps: PLAIN },
    Journey { name: "five", survey: "metric = 'csat'\nshape = 'numbers'", steps: PLAIN },
    Journey { name: "seven", survey: "metric = 'csat'\nscale = 7", steps: PLAIN },
    Journey { name: "ces", survey: "metric = 'ces'", steps: PLAIN },
    Journey {
        name: "many",
        survey: "metric = 'nps'\nreasons = ['late', 'broken', 'not_as_described', 'other']\ncontact = true\n\
                 link = 'https://127.0.0.1:1/help'\nprivacy = 'https://127.0.0.1:1/privacy'",
        steps: &[
            step("asking", "", "[role=radio]"),
            step("reasons, many", "[role=radio]", "[type=checkbox][name=reason]"),
            step("other, with the link to the privacy page", "label:last-child > [name=reason]", "#comment"),
            step("contact", "#talk", "#contact"),
            step("thanking with a link", ".send", ".thanks a"),
        ],
    },
    Journey {
        name: "one",
        survey: "metric = 'csat'\nreasons = ['late', 'broken', 'other']\nchoose = 'one'",
        steps: &[
            step("asking", "", "[role=radio]"),
            step("reasons, one", "[role=radio]", "[type=radio][name=reason]"),
            step("other", "label:last-child > [name=reason]", "#comment"),
            step("thanking", ".send", ".thanks"),
        ],
    },
    Journey {
        name: "leaving",
        survey: "kind = 'cancellation'\nmetric = 'nps'",
        steps: &[
            step("the reason first", "", "[name=reason]"),
            step("then the rating", "[name=reason]", "[role=radio]"),
            step("following up", "[role=radio]", "#comment"),
            step("thanking", ".send", ".thanks"),
        ],
    },
    Journey { name: "promise", survey: "kind = 'promise'\nmetric = 'csat'\nscale = 2", steps: PLAIN },
];

/// The journey of this name.
pub(crate) fn journey(name: &str) -> &'static Journey {
    JOURNEYS.iter().find(|journey| journey.name == name).unwrap()
}

/// What a prompt looks like: its name, and what the owner said.
pub(crate) type Theme = (&'static str, &'static str);

/// Every journey in every theme, as surveys that ask whenever they can.
pub(crate) fn surveys(themes: &[Theme]) -> String {
    let survey = |Journey { name, survey, .. }: &Journey, (theme, tokens): &Theme| {
        format!(
            "[[survey]]\nslug = '{name}-{theme}'\ntouchpoints = ['{name}-{theme}']\n{survey}\n[survey.ask]\n\
             cooldown_days = 0\nagain_after_answer_days = 0\nagain_after_dismissal_days = 0\n[survey.theme]\n{tokens}\n"
        )
    };
    JOURNEYS.iter().flat_map(|journey| themes.iter().map(move |theme| survey(journey, theme))).collect()
}

/// Where a prompt is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    pub(crate) journey: &'static Journey,
    pub(crate) theme: &'static str,
    /// The page's language.
    pub(crate) lang: &'static str,
    /// Whether it stands in the text, not in a corner of the window.
    pub(crate) is_inline: bool,
}

/// Thanks stay, however long they are looked at.
const PATIENT: &str = "const { setTimeout } = window
    window.setTimeout = (run, ms) => setTimeout(run, ms == 5000 ? 1e9 : ms)";

/// Asks in a language, in the corner of the window or in the text.
const ASK: &str = "
    const [lang, isInline, touchpoint] = arguments
    document.documentElement.lang = lang
    if (!isInline) return void sondeo('interaction', touchpoint)
    const survey = document.createElement('sondeo-survey')
    survey.setAttribute('touchpoint', touchpoint)
    document.querySelector('main').append(survey)";

/// Says whether something that can be seen has come to the prompt.
pub(crate) const THERE: &str = "const root = document.querySelector('sondeo-prompt')?.shadowRoot
    return !!root?.querySelector(arguments[0])?.checkVisibility()";

/// Presses something in the prompt.
pub(crate) const PRESS: &str = "document.querySelector('sondeo-prompt').shadowRoot.querySelector(arguments[0]).click()";

impl Customer {
    /// Is thanked for as long as it takes to see it.
    pub(crate) async fn has_time_for_thanks(&self) {
        self.preload(PATIENT).await;
    }

    /// Looks into prompts, and has as much time for them as it takes.
    pub(crate) async fn is_a_visitor_of_states(&self) {
        self.has_time_for_thanks().await;
        if self.browser == crate::browser::Browser::Chromium {
            self.preload(include_str!("open_roots.js")).await;
        }
    }

    /// Comes to the page on which the journey begins.
    pub(crate) async fn enters(&self, world: &World, scene: &Scene) {
        self.goes_to(&format!("{}/plain.html", world.shop)).await;
        let touchpoint = format!("{}-{}", scene.journey.name, scene.theme);
        self.has_the_page(ASK, vec![scene.lang.into(), scene.is_inline.into(), touchpoint.into()]).await;
    }

    /// Goes on to this state; that keys do as well others show.
    pub(crate) async fn comes_to(&self, step: &Step) {
        if !step.press.is_empty() {
            self.has_the_page(PRESS, vec![step.press.into()]).await;
        }
        let there = async || self.has_the_page(THERE, vec![step.shows.into()]).await == true;
        tests::wait::until(&format!("{step:?}"), std::time::Duration::from_secs(10), there).await;
    }
}

impl std::fmt::Display for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = if self.is_inline { "inline" } else { "popover" };
        write!(f, "{}, {}, {place}, {}", self.journey.name, self.lang, self.theme)
    }
}
