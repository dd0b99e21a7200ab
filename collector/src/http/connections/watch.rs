//! What a connection is doing, and how long it may.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, MissedTickBehavior, interval};

/// For the head of a request, and for the first byte of a connection.
const HEAD: Duration = Duration::from_secs(5);
/// From an answer to the next request.
const IDLE: Duration = Duration::from_secs(15);
/// For an answer of which the other side takes nothing.
const STALL: Duration = Duration::from_secs(30);
/// For what the other side still sends after the last answer.
const FAREWELL: Duration = Duration::from_secs(1);
/// How often a connection is looked at. It is cheaper than to move a timer with every request, and early enough.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A connection's stage, known to all who have a part in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    stage: Stage,
    since: Instant,
    /// Since when the other side takes nothing of what is written.
    stalled: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was said yet.
    New,
    /// A request has begun.
    Head,
    /// It is being answered, in which its body is read.
    Request,
    /// It is answered, and no other has begun.
    Idle,
    /// All is said from here.
    Farewell,
}

impl Default for State {
    fn default() -> Self {
        Self { stage: Stage::New, since: Instant::now(), stalled: None }
    }
}

impl State {
    fn turn(&mut self, stage: Stage) {
        (self.stage, self.since) = (stage, Instant::now());
    }

    /// What it did for too long.
    fn excess(&self, now: Instant) -> Option<&'static str> {
        let (since, most, what) = match (self.stalled, self.stage) {
            (Some(stalled), _) => (stalled, STALL, "it took nothing of its answer"),
            (None, Stage::New | Stage::Head) => (self.since, HEAD, "the head of a request did not come"),
            (None, Stage::Idle) => (self.since, IDLE, "it was idle"),
            (None, Stage::Farewell) => (self.since, FAREWELL, "it did not end"),
            (None, Stage::Request) => return None,
        };
        (now.duration_since(since) >= most).then_some(what)
    }
}

impl Watch {
    /// Something of the other side's was read.
    pub(super) fn is_heard(&self) {
        let mut state = self.state();
        match state.stage {
            // The time for the first head runs from the beginning.
            Stage::New => state.stage = Stage::Head,
            Stage::Idle => state.turn(Stage::Head),
            Stage::Head | Stage::Request | Stage::Farewell => {}
        }
    }

    /// A whole head was read.
    pub(super) fn request_came(&self) {
        self.state().stage = Stage::Request;
    }

    /// The answer is ready to be written.
    pub(super) fn is_answered(&self) {
        self.state().turn(Stage::Idle);
    }

    /// The other side takes nothing at the moment.
    pub(super) fn is_stalled(&self) {
        self.state().stalled = Some(Instant::now());
    }

    /// It has taken some.
    pub(super) fn is_taking(&self) {
        let mut state = self.state();
        state.stalled = None;
        if state.stage == Stage::Idle {
            state.since = Instant::now();
        }
    }

    /// Nothing is answered any more.
    pub(super) fn says_farewell(&self) {
        let mut state = self.state();
        state.turn(Stage::Farewell);
        state.stalled = None;
    }

    /// Says whether nobody waits for anything.
    pub(super) fn is_idle(&self) -> bool {
        let state = self.state();
        state.stalled.is_none() && matches!(state.stage, Stage::New | Stage::Idle)
    }

    /// Ends when a stage has lasted too long, with the reason.
    pub(super) async fn is_over(&self) -> &'static str {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let now = looks.tick().await;
            if let Some(why) = self.state().excess(now) {
                return why;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a connection lasts on which nothing more happens, in seconds; none if it does for ever.
    async fn lasts(watch: &Watch) -> Option<u64> {
        let from = Instant::now();
        let over = tokio::time::timeout(Duration::from_secs(3_600), watch.is_over()).await;
        over.ok().map(|_| from.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn every_stage_but_the_answering_ends() {
        let watch = Watch::default();
        assert_eq!(lasts(&watch).await, Some(5), "silence from the first");
        let watch = Watch::default();
        tokio::time::advance(Duration::from_secs(4)).await;
        watch.is_heard();
        assert_eq!(lasts(&watch).await, Some(1), "a first head that began late");
        watch.request_came();
        assert_eq!(lasts(&watch).await, None, "an answer that takes its time");
        watch.is_answered();
        assert_eq!(lasts(&watch).await, Some(15), "nothing after the answer");
        watch.is_answered();
        tokio::time::advance(Duration::from_secs(14)).await;
        watch.is_heard();
        tokio::time::advance(Duration::from_secs(3)).await;
        watch.is_heard();
        assert_eq!(lasts(&watch).await, Some(2), "a later head, dribbled");
        watch.request_came();
        watch.is_stalled();
        watch.is_answered();
        assert_eq!(lasts(&watch).await, Some(30), "an answer that is not taken");
        watch.is_taking();
        assert_eq!(lasts(&watch).await, Some(15), "idle after it was taken");
        watch.says_farewell();
        assert_eq!(lasts(&watch).await, Some(1), "no end after the last word");
    }
}
