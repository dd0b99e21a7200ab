//! What a page asked for, and how that stands: [`use_loaded`].

use std::{cell::Cell, future::Future, rc::Rc};

use gloo::timers::callback::Timeout;
use yew::{Callback, hook, platform::spawn_local, use_callback, use_effect_with, use_state};

use crate::trouble::Trouble;

/// How long until something is asked for again that may have come back by itself.
const AGAIN_MS: u32 = 5_000;

/// What was asked for. What is known stays until there is something newer, so that nothing jumps.
#[derive(Debug, PartialEq)]
pub(crate) struct Loaded<T> {
    /// The latest that is known; of an earlier question while the answer to this one is awaited.
    pub(crate) known: Option<Rc<T>>,
    /// Why nothing newer is.
    pub(crate) trouble: Option<Trouble>,
    /// Whether an answer is awaited.
    pub(crate) is_waiting: bool,
    /// Asks again.
    pub(crate) again: Callback<()>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        let Self { known, trouble, is_waiting, again } = self;
        Self { known: known.clone(), trouble: trouble.clone(), is_waiting: *is_waiting, again: again.clone() }
    }
}

/// How it stands, as the hook keeps it.
struct Standing<T> {
    known: Option<Rc<T>>,
    trouble: Option<Trouble>,
    is_waiting: bool,
}

/// Asks `load` for what `question` means, and again whenever that changes, when somebody calls [`Loaded::again`], and after
/// some seconds where the collector was not reached. Answers to earlier questions are dropped.
#[hook]
pub(crate) fn use_loaded<Q, T, F, A>(question: Q, load: F) -> Loaded<T>
where
    Q: Clone + PartialEq + 'static,
    T: PartialEq + 'static,
    F: Fn(Q) -> A + 'static,
    A: Future<Output = Result<T, Trouble>> + 'static,
{
    let standing = use_state(|| Rc::new(Standing { known: None, trouble: None, is_waiting: true }));
    let rounds = use_state(|| 0_u32);
    let set_rounds = rounds.setter();
    let again = use_callback(*rounds, move |(), rounds| set_rounds.set(rounds.wrapping_add(1)));
    let (set, before, retry) = (standing.setter(), standing.clone(), again.clone());
    use_effect_with((question, *rounds), move |(question, _)| {
        let is_over = Rc::new(Cell::new(false));
        let waiting: Rc<Cell<Option<Timeout>>> = Rc::default();
        let known = before.known.clone();
        set.set(Rc::new(Standing { known: known.clone(), trouble: before.trouble.clone(), is_waiting: true }));
        let answer = load(question.clone());
        let (over, later) = (is_over.clone(), waiting.clone());
        spawn_local(async move {
            let answer = answer.await;
            if over.get() {
                return;
            }
            set.set(Rc::new(match answer {
                Ok(new) => {
                    // The very same where nothing changed, so that nothing is drawn again.
                    let known = known.filter(|known| **known == new).unwrap_or_else(|| Rc::new(new));
                    Standing { known: Some(known), trouble: None, is_waiting: false }
                }
                Err(trouble) => {
                    if trouble.is_passing() {
                        later.set(Some(Timeout::new(AGAIN_MS, move || retry.emit(()))));
                    }
                    let known = known.filter(|_| trouble.is_passing());
                    Standing { known, trouble: Some(trouble), is_waiting: false }
                }
            }));
        });
        move || {
            is_over.set(true);
            drop(waiting.take());
        }
    });
    let Standing { known, trouble, is_waiting } = &**standing;
    Loaded { known: known.clone(), trouble: trouble.clone(), is_waiting: *is_waiting, again }
}
