//! Asking again and again, for as long as somebody looks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo::{events::EventListener, timers::callback::Interval, utils::document};
use yew::{
    Reducible, UseReducerDispatcher, UseReducerHandle, hook, platform::spawn_local, use_effect_with, use_mut_ref,
    use_reducer, use_state,
};

use crate::{
    access::Access,
    browser,
    figures::Time,
    range::Range,
    scores,
    standing::{Scores, Standing, Trouble},
};

/// The time between two rounds of asking.
const EVERY_MS: u32 = 2_000;

/// What one round of asking brought, and when.
#[derive(Debug)]
pub(crate) struct Heard(Vec<Result<Scores, Trouble>>, Time);

impl Reducible for Standing {
    type Action = Heard;

    fn reduce(self: Rc<Self>, Heard(answers, at): Heard) -> Rc<Self> {
        Rc::new(self.after(answers, at))
    }
}

/// Returns what is known, and keeps it new while the page is visible.
#[hook]
pub(crate) fn use_standing(access: &Access, range: Range) -> UseReducerHandle<Standing> {
    let standing = use_reducer(Standing::default);
    let zone = use_mut_ref(|| None);
    let visible = use_visible();
    let tell = standing.dispatcher();
    use_effect_with((access.clone(), range, visible), move |(access, range, visible)| {
        let (access, range) = (access.clone(), *range);
        let watch = visible.then(|| Watch::begin(access, range, zone, tell));
        move || drop(watch)
    });
    standing
}

/// Says whether anybody can see the page.
#[hook]
fn use_visible() -> bool {
    let visible = use_state(browser::is_visible);
    let set = visible.setter();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&document(), "visibilitychange", move |_| set.set(browser::is_visible()));
        move || drop(listener)
    });
    *visible
}

/// Asks at once and then at every interval, until it is dropped.
struct Watch {
    round: Rc<Round>,
    _interval: Interval,
}

impl Watch {
    fn begin(
        access: Access,
        range: Range,
        zone: Rc<RefCell<Option<String>>>,
        tell: UseReducerDispatcher<Standing>,
    ) -> Self {
        let round = Rc::new(Round { access, range, zone, tell, asking: Cell::new(false), over: Cell::new(false) });
        round.ask();
        let next = round.clone();
        Self { round, _interval: Interval::new(EVERY_MS, move || next.ask()) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.round.over.set(true);
    }
}

/// What every round asks for.
struct Round {
    access: Access,
    range: Range,
    zone: Rc<RefCell<Option<String>>>,
    tell: UseReducerDispatcher<Standing>,
    asking: Cell<bool>,
    over: Cell<bool>,
}

impl Round {
    /// Asks, unless answers are still awaited. Answers that come when the watch is over are dropped.
    fn ask(self: &Rc<Self>) {
        if self.asking.replace(true) {
            return;
        }
        let round = self.clone();
        spawn_local(async move {
            let zone = round.zone.borrow().clone();
            let answers = scores::ask(&round.access, round.range, zone.as_deref()).await;
            round.asking.set(false);
            if round.over.get() {
                return;
            }
            if let Some(scores) = answers.iter().flatten().next() {
                *round.zone.borrow_mut() = Some(scores.by_day.tz.clone());
            }
            round.tell.dispatch(Heard(answers, browser::now()));
        });
    }
}
