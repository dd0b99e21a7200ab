//! Open-loop load, and the ledger that judges what becomes of it.
//!
//! Requests are due at fixed times, whether the ones before are answered or not, and latency is
//! counted from the moment when a request was due: a collector that stalls is not asked less
//! (no coordinated omission). Every report is noted before it is sent and when it is answered;
//! what is unknown is sent again with the same id, as browsers do, until it is not.
//!
//! A test asks for prompts ahead ([`Crowd::prompts`]), runs the load ([`Load::run`]), resends
//! ([`Load::settle`]), reads the store and lets the ledger judge ([`Ledger::judge`]).

mod crowd;
mod latency;
mod ledger;
mod mix;
mod oracle;
mod outcome;
mod report;
mod told;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use rand::{SeedableRng, rngs::StdRng};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout, timeout_at};

pub use self::crowd::Crowd;
pub use self::latency::{Latencies, Percentiles};
pub use self::ledger::{Ledger, Mark};
pub use self::mix::Mix;
pub use self::oracle::{Row, Verdict};
pub use self::outcome::Outcome;
pub use self::report::Report;
pub use self::told::{Fresh, Told};

use self::mix::Call;

/// How often what is unsettled is tried again.
const TRY_EVERY: Duration = Duration::from_millis(100);

/// How much is sent, and with how much patience.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Requests a second.
    pub rate: u32,
    /// What they are.
    pub mix: Mix,
    /// How often a customer's browser tries again at once after a failure, before the request counts as failed.
    pub retries: u32,
    /// How long a request may take, and how long it waits for its turn before it is given up.
    pub patience: Duration,
    /// The most requests under way. One that waits for its turn is late from the moment when it was due.
    pub at_once: usize,
    /// What is drawn follows from it.
    pub seed: u64,
}

impl Default for Load {
    fn default() -> Self {
        let patience = Duration::from_secs(10);
        Self { rate: 300, mix: Mix::USUAL, retries: 0, patience, at_once: 1_024, seed: 1 }
    }
}

impl Load {
    /// Sends until `end`, or until no prompts are left, and waits for the last answer. Returns how late the loader
    /// itself was: the time from when each request was due until it was drawn.
    ///
    /// # Panics
    /// If a sender does.
    pub async fn run(
        &self,
        crowd: &Crowd,
        ledger: &Arc<Ledger>,
        prompts: impl IntoIterator<Item: Into<Fresh>>,
        end: impl Future<Output = ()>,
    ) -> Latencies {
        let mut random = StdRng::seed_from_u64(self.seed);
        let (mut fresh, mut senders) = (prompts.into_iter(), JoinSet::new());
        let turns = Arc::new(Semaphore::new(self.at_once));
        let mut due = interval(Duration::from_secs(1) / self.rate);
        due.set_missed_tick_behavior(MissedTickBehavior::Burst);
        tokio::pin!(end);
        let (mut has_ended, mut lateness) = (false, Latencies::default());
        loop {
            let due = tokio::select! {
                biased;
                () = &mut end => {
                    has_ended = true;
                    break;
                }
                due = due.tick() => due.into_std(),
            };
            lateness.note(due.elapsed());
            let Some(call) = self.mix.draw(&mut random, ledger, &mut fresh) else { break };
            if let Call::Report(told) = &call {
                ledger.is_sent(told);
            }
            let (load, crowd, ledger, turns) = (*self, crowd.clone(), Arc::clone(ledger), Arc::clone(&turns));
            senders.spawn(async move {
                match timeout_at((due + load.patience).into(), turns.acquire()).await {
                    Ok(_turn) => load.make(call, &crowd, &ledger, due).await,
                    Err(_) => ledger.is_given_up(call.report(), due.elapsed()),
                }
            });
            // Those that are done are let go of.
            while senders.try_join_next().map(|done| done.expect("a sender does not panic")).is_some() {}
        }
        // What ends it may be meant to come while the last answers are awaited.
        while !senders.is_empty() {
            tokio::select! {
                biased;
                () = &mut end, if !has_ended => has_ended = true,
                done = senders.join_next() => done.into_iter().for_each(|done| done.expect("a sender does not panic")),
            }
        }
        lateness
    }

    /// Sends everything again whose fate is unknown or that was turned away, until it is known.
    ///
    /// # Panics
    /// If it is still unknown after `most`.
    pub async fn settle(&self, crowd: &Crowd, ledger: &Ledger, most: Duration) {
        self.send_again(crowd, ledger, most, Ledger::unsettled).await;
    }

    /// Sends again only what may be stored or not; whoever was turned away stays away.
    ///
    /// # Panics
    /// If it is still unknown after `most`.
    pub async fn resolve(&self, crowd: &Crowd, ledger: &Ledger, most: Duration) {
        self.send_again(crowd, ledger, most, Ledger::in_doubt).await;
    }

    async fn send_again(&self, crowd: &Crowd, ledger: &Ledger, most: Duration, which: fn(&Ledger) -> Vec<Told>) {
        let settled = timeout(most, async {
            let mut tries = interval(TRY_EVERY);
            loop {
                let open = which(ledger);
                if open.is_empty() {
                    return;
                }
                tries.tick().await;
                let again = open.iter().map(|told| async {
                    ledger.is_resent();
                    let sent = Instant::now();
                    ledger.is_answered(told, &crowd.tell(told, self.patience).await, sent.elapsed());
                });
                stream::iter(again).buffer_unordered(64).collect::<()>().await;
            }
        });
        let open = which(ledger).len();
        assert!(settled.await.is_ok(), "of {open} reports {} are unknown after {most:?}", which(ledger).len());
    }

    async fn make(&self, call: Call, crowd: &Crowd, ledger: &Ledger, due: Instant) {
        let told = match call {
            Call::Report(told) | Call::Replay(told) => told,
            Call::Scores => return ledger.is_told("scores", &crowd.scores(self.patience).await, due.elapsed()),
            Call::Ask(customer) => {
                return ledger.is_told("prompts", &crowd.ask(&customer, self.patience).await, due.elapsed());
            }
            Call::Tag(customer) => {
                return ledger.is_told("tag", &crowd.tag(&customer, self.patience).await, due.elapsed());
            }
        };
        for _ in 0..=self.retries {
            let answer = crowd.tell(&told, self.patience).await;
            if ledger.is_answered(&told, &answer, due.elapsed()).is_final() {
                return;
            }
        }
        ledger.has_failed();
    }
}
