//! What a customer sees, and how it changes.

mod follow_up;
mod reasons;
mod scale;

use std::rc::Rc;

use js_sys::Function;
use shared::{scale::Rating, wire::prompts::Dir};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;
use yew::{Callback, Component, Context, Html, KeyboardEvent, MouseEvent, NodeRef, Properties, html, html::Scope};

use crate::{
    page,
    prompt::Prompt,
    report,
    session::{Act, Report, Session, Step},
};

/// How long a popover says thanks.
const THANKS_MS: u32 = 5_000;

/// The prompt as a component.
#[derive(Debug)]
pub struct Card {
    session: Session,
    /// The rating that is the group's one stop for the Tab key.
    at: u8,
    thanks: NodeRef,
}

/// Where a prompt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a corner of the window, over the page.
    Popover,
    /// In the page, where its owner put it.
    Inline,
}

/// What a prompt has around it.
#[derive(Debug)]
pub struct Stage {
    /// What it says.
    pub prompt: Rc<Prompt>,
    /// Where it stands.
    pub place: Place,
    /// Takes its reports to the collector: the loader's.
    pub send: Function,
    /// Tells the loader.
    pub tell: Function,
}

/// What the card is made from.
#[derive(Clone, Debug, Properties)]
pub struct Props {
    /// What it has around it.
    pub stage: Rc<Stage>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.stage, &other.stage)
    }
}

/// What the card is told.
#[derive(Debug)]
pub enum Msg {
    /// Something happened to the prompt.
    Act(Act),
    /// The focus is on this rating.
    Focused(u8),
}

impl From<Act> for Msg {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

impl Component for Card {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let Stage { prompt, place, .. } = &*ctx.props().stage;
        if *place == Place::Popover {
            let link = ctx.link().clone();
            page::on_escape(move || link.send_message(Act::Closed));
        }
        let scale = prompt.scale;
        Self { session: Session::new(scale, &prompt.after), at: scale.min(), thanks: NodeRef::default() }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            ctx.link().send_message(Act::Appeared);
        }
        if let Some(thanks) = self.thanks.cast::<HtmlElement>() {
            // The button that had the focus is gone. Where the focus cannot follow, it is lost, no more.
            let _ = thanks.focus();
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let act = match msg {
            Msg::Focused(rating) => {
                let moved = self.at != rating;
                self.at = rating;
                return moved;
            }
            Msg::Act(act) => act,
        };
        if let Act::Rated(raw) = act {
            // Some browsers give a button that is clicked no focus.
            self.at = raw;
        }
        let stage = &ctx.props().stage;
        let before = self.session.step();
        // A reason is no outcome: to the page, nothing has happened.
        let is_outcome = !matches!(act, Act::Reasoned(_));
        if let Some(report) = self.session.apply(act) {
            if is_outcome {
                stage.tell(report.outcome.name(), report.rating);
            }
            stage.send(&report);
        }
        match (before, self.session.step(), stage.place) {
            (before, step, _) if before == step => {}
            // In the page, the thanks stay where they are and hold up nothing.
            (Step::Thanking, _, Place::Inline) => {}
            (_, Step::Over, _) | (_, Step::Thanking, Place::Inline) => stage.tell("gone", None),
            (_, Step::Thanking, Place::Popover) => {
                let link = ctx.link().clone();
                page::after(THANKS_MS, move || link.send_message(Act::Faded));
            }
            _ => {}
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Stage { prompt, place, .. } = &*ctx.props().stage;
        let step = self.session.step();
        if step == Step::Over {
            return Html::default();
        }
        let on_click = |act| on_click(ctx.link(), act);
        html! {
            <section
                class="card"
                data-place={if *place == Place::Inline { "inline" } else { "popover" }}
                lang={prompt.locale.clone()}
                dir={if prompt.dir == Dir::Rtl { "rtl" } else { "ltr" }}
                aria-labelledby={if prompt.after.reasons_first { "why" } else { "question" }}
                onkeydown={ctx.link().batch_callback(|event: KeyboardEvent| {
                    event.stop_propagation();
                    (event.key() == "Escape" && !event.is_composing()).then_some(Msg::Act(Act::Closed))
                })}
                onkeyup={|event: KeyboardEvent| event.stop_propagation()}
                onkeypress={|event: KeyboardEvent| event.stop_propagation()}
            >
                <p class="spoken" role="status">{ announcement(prompt, &self.session) }</p>
                if step == Step::Thanking {
                    { thanks(prompt, self.session.rating(), &self.thanks) }
                } else {
                    if prompt.after.reasons_first {
                        { reasons::view(prompt, &self.session, ctx.link()) }
                    }
                    if self.session.asks_rating() {
                        <h2 id="question">{ &prompt.texts.question }</h2>
                        { scale::view(prompt, self.session.rating(), self.at, ctx.link()) }
                    }
                    if let Some(rating) = self.session.rating() {
                        { follow_up::view(prompt, rating, &self.session, ctx.link()) }
                    }
                    <button type="button" class="quiet" onclick={on_click(Act::OptedOut)}>{ &prompt.texts.opt_out }</button>
                }
                <button type="button" class="close" aria-label={prompt.texts.close.clone()} onclick={on_click(Act::Closed)}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
                </button>
            </section>
        }
    }
}

impl Stage {
    fn send(&self, report: &Report) {
        // The loader's function does not throw; if it did, the answer would be missing like any lost one.
        let _ = self.send.call1(&JsValue::UNDEFINED, &report::json(&self.prompt, report).into());
    }

    fn tell(&self, event: &str, rating: Option<u8>) {
        // A loader that fails to listen must not keep the customer from answering.
        let _ = self.tell.call2(&JsValue::UNDEFINED, &event.into(), &rating.into());
    }
}

/// Returns what happens at a click: one closure for all, as each weighs its part.
fn on_click(link: &Scope<Card>, act: Act) -> Callback<MouseEvent> {
    link.callback(move |_| act.clone())
}

/// Returns what a screen reader is to say. Nothing at first: it reads only changes out.
fn announcement<'a>(prompt: &'a Prompt, session: &Session) -> &'a str {
    let texts = &prompt.texts;
    match (session.step(), session.rating()) {
        (Step::Asking, _) if session.is_seen() => {
            if session.asks_rating() {
                &texts.question
            } else {
                &texts.reasons
            }
        }
        (Step::FollowingUp, Some(rating)) if follow_up::is_text_asked(prompt, session) => prompt.follow_up(rating),
        (Step::FollowingUp, _) => &texts.reasons,
        (Step::Thanking, rating) => prompt.thanks(rating),
        _ => "",
    }
}

fn thanks(prompt: &Prompt, rating: Option<Rating>, place: &NodeRef) -> Html {
    html! {
        <div class="thanks" tabindex="-1" ref={place}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6.5 12.5l3.5 3.5 7.5-8" /></svg>
            <p>
                { prompt.thanks(rating) }
                if let Some(link) = &prompt.farewell(rating).link {
                    { follow_up::link(&link.url, &link.label) }
                }
            </p>
        </div>
    }
}
