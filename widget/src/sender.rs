//! Carries reports to the collector, through the loader's own way of posting.

use std::{cell::RefCell, rc::Rc};

use js_sys::Function;
use wasm_bindgen::{JsValue, closure::Closure};

use crate::{
    fields::Fields,
    outgoing::{Fate, Outgoing, Todo},
    page,
    prompt::Prompt,
    report,
    session::Report,
};

/// Sends the reports of one prompt, one at a time, until each is on disk or refused.
///
/// It outlives the prompt for as long as something is unsent.
#[derive(Debug)]
pub struct Sender {
    prompt: Rc<Prompt>,
    /// The loader's `(body, done)`, which calls `done(status, reply)` once.
    post: Function,
    outgoing: RefCell<Outgoing<Dated>>,
}

/// A report and when it was made, in milliseconds of the page's life.
#[derive(Clone, Debug)]
struct Dated {
    report: Report,
    at_ms: f64,
}

impl Sender {
    /// Makes a sender that also tries whenever the page is hidden, shown again or left.
    pub fn new(prompt: Rc<Prompt>, post: Function) -> Rc<Self> {
        let sender = Rc::new(Self { prompt, post, outgoing: RefCell::default() });
        let weak = Rc::downgrade(&sender);
        page::on_leaving(move || {
            if let Some(sender) = weak.upgrade() {
                let todo = sender.outgoing.borrow_mut().leave();
                sender.act(todo);
            }
        });
        sender
    }

    /// Sends `report`, now or as soon as the one before it is answered.
    pub fn send(self: &Rc<Self>, report: Report) {
        let dated = Dated { report, at_ms: page::now_ms() };
        let todo = self.outgoing.borrow_mut().push(dated);
        self.act(todo);
    }

    fn act(self: &Rc<Self>, todo: Todo<Dated>) {
        match todo {
            Todo::Rest => {}
            Todo::Send(dated) => {
                let sender = self.clone();
                self.post(&dated, Closure::once_into_js(move |status, reply| sender.answered(status, &reply)));
            }
            Todo::SendLast(dated) => self.post(&dated, Closure::once_into_js(|_: u16, _: Fields| {})),
            Todo::WaitMs(ms) => {
                let sender = self.clone();
                page::after(ms, move || sender.retry());
            }
        }
    }

    fn retry(self: &Rc<Self>) {
        let todo = self.outgoing.borrow_mut().resume();
        self.act(todo);
    }

    fn post(&self, dated: &Dated, done: JsValue) {
        let body = report::json(&self.prompt, &dated.report, page::now_ms() - dated.at_ms);
        // The loader's function does not throw; if it did, the answer would be missing like any lost one.
        let _ = self.post.call2(&JsValue::UNDEFINED, &body.into(), &done);
    }

    fn answered(self: &Rc<Self>, status: u16, reply: &Fields) {
        let fate = Fate::of(status, reply.text("id") == self.prompt.id);
        if fate == Fate::Refused {
            page::warn(&("sondeo: the collector refused an answer: ".to_owned() + &reply.text("detail")));
        }
        let todo = self.outgoing.borrow_mut().answered(fate);
        self.act(todo);
    }
}
