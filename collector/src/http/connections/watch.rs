//! What a connection is doing, and how long it may.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, MissedTickBehavior, interval},
};

/// For the head of a request, and for the first byte of a connection.
const HEAD: Duration = Duration::from_secs(5);
/// From an answer to the next request.
const IDLE: Duration = Duration::from_secs(15);
/// For an answer of which the other side takes nothing.
const STALL: Duration = Duration::from_secs(30);
/// For what the other side still sends after the last answer.
const FAREWELL: Duration = Duration::from_secs(1);
/// Who has kept us waiting for so long is the first to go when room is needed: a browser's next bytes come sooner.
const WORN: Duration = Duration::from_secs(1);
/// How often a connection is looked at. It is cheaper than to move a timer with every request, and early enough.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A connection's stage, known to all who have a part in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    state: Mutex<State>,
    /// Its place is needed.
    needed: Notify,
}

#[derive(Debug)]
struct State {
    stage: Stage,
    since: Instant,
    /// Since when the other side takes nothing of what is written.
    stalled: Option<Instant>,
    /// Whether it was told to go.
    goes: bool,
}

/// How little a connection would be missed, the least first; within it, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// It keeps us waiting.
    Worn,
    /// All that was asked on it is answered.
    Idle,
    /// It has just begun to say or to take something.
    Fresh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was said yet.
    New,
    /// A request has begun.
    Head,
    /// It is being answered.
    Request,
    /// The same, and more of its body is waited for. How long it may take is said where it is read.
    Body,
    /// It is answered, and no other has begun.
    Idle,
    /// All is said from here.
    Farewell,
}

impl Default for State {
    fn default() -> Self {
        Self { stage: Stage::New, since: Instant::now(), stalled: None, goes: false }
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
            (None, Stage::Request | Stage::Body) => return None,
        };
        (now.duration_since(since) >= most).then_some(what)
    }

    /// What it is good for, and since when; none while it is answered, or if it goes already.
    fn usefulness(&self, now: Instant) -> Option<(Use, Instant)> {
        let since = match (self.goes, self.stalled, self.stage) {
            (true, ..) | (false, None, Stage::Request) => return None,
            (false, None, Stage::Idle | Stage::Farewell) => return Some((Use::Idle, self.since)),
            (false, Some(stalled), _) => stalled,
            (false, None, Stage::New | Stage::Head | Stage::Body) => self.since,
        };
        Some((if now.duration_since(since) >= WORN { Use::Worn } else { Use::Fresh }, since))
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
            Stage::Head | Stage::Request | Stage::Body | Stage::Farewell => {}
        }
    }

    /// A whole head was read.
    pub(super) fn request_came(&self) {
        self.state().turn(Stage::Request);
    }

    /// The next bytes of its body are not there yet.
    pub(super) fn waits_for_body(&self) {
        let mut state = self.state();
        if state.stage == Stage::Request {
            state.stage = Stage::Body;
        }
    }

    /// They are. Its time runs from the head on, as often as it is waited for.
    pub(super) fn has_body(&self) {
        let mut state = self.state();
        if state.stage == Stage::Body {
            state.stage = Stage::Request;
        }
    }

    /// All of the answer is there to be written.
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

    /// Says how little it would be missed, and since when; none while it is answered.
    pub(super) fn usefulness(&self) -> Option<(Use, Instant)> {
        self.state().usefulness(Instant::now())
    }

    /// Tells it to go: its place is needed.
    pub(super) fn go(&self) {
        self.state().goes = true;
        self.0.needed.notify_one();
    }

    #[cfg(test)]
    pub(super) fn goes(&self) -> bool {
        self.state().goes
    }

    /// Says whether nobody waits for anything.
    pub(super) fn is_idle(&self) -> bool {
        let state = self.state();
        state.stalled.is_none() && matches!(state.stage, Stage::New | Stage::Idle)
    }

    /// Ends when a stage has lasted too long or the place is needed, with the reason.
    pub(super) async fn is_over(&self) -> &'static str {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.0.needed.notified() => return "its place was needed",
                now = looks.tick() => {
                    if let Some(why) = self.state().excess(now) {
                        return why;
                    }
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        watch.go();
        assert_eq!(lasts(&watch).await, Some(0), "its place is needed");
    }

    #[tokio::test(start_paused = true)]
    async fn who_keeps_us_waiting_is_missed_least_and_who_is_answered_never_goes() {
        let second = || tokio::time::advance(WORN);
        let usefulness = |watch: &Watch| watch.usefulness().map(|(usefulness, _)| usefulness);
        let watch = Watch::default();
        assert_eq!(usefulness(&watch), Some(Use::Fresh), "it has just come");
        second().await;
        watch.is_heard();
        assert_eq!(usefulness(&watch), Some(Use::Worn), "a head, dribbled");
        watch.request_came();
        second().await;
        assert_eq!(usefulness(&watch), None, "it is answered");
        for _ in 0..2 {
            watch.waits_for_body();
            assert_eq!(usefulness(&watch), Some(Use::Worn), "a body, dribbled");
            watch.has_body();
            assert_eq!(usefulness(&watch), None, "the body is there");
        }
        watch.is_answered();
        second().await;
        assert_eq!(usefulness(&watch), Some(Use::Idle));
        watch.is_stalled();
        assert_eq!(usefulness(&watch), Some(Use::Fresh), "it has just begun to take its answer");
        second().await;
        assert_eq!(usefulness(&watch), Some(Use::Worn), "it takes nothing of its answer");
        watch.go();
        assert_eq!(usefulness(&watch), None, "it goes already");
    }
}
