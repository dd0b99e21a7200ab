//! What customers do, in which shares.

use rand::RngExt;
use shared::wire::prompts::Prompt;

use super::ledger::Ledger;
use super::told::Told;

/// What a customer writes who writes: 200 bytes, as long as such words are on average.
const COMMENT: &str = "The parcel came two days late, and nobody told me where it was; the person on the phone was kind, \
found it within minutes and had it brought the same evening. So in the end all was well, and thank you!";

/// How many of a hundred requests are what; the rest are new answers.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// The very same report once more.
    pub replays: u32,
    /// A higher revision of an acknowledged answer.
    pub changes: u32,
    /// What has to be refused.
    pub bad: u32,
    /// The owner asks for the scores.
    pub scores: u32,
    /// Of a hundred new answers, how many have a comment.
    pub comments: u32,
}

/// What is sent next.
#[derive(Clone, Debug)]
pub(super) enum Call {
    /// A report that was not sent before.
    Report(Told),
    /// A report that was acknowledged before.
    Replay(Told),
    /// A question of the owner.
    Scores,
}

impl Mix {
    /// The mix of RELIABILITY.md, section 5.
    pub const USUAL: Self = Self { replays: 5, changes: 5, bad: 3, scores: 2, comments: 40 };
    /// New answers alone.
    pub const ANSWERS: Self = Self { replays: 0, changes: 0, bad: 0, scores: 0, comments: 40 };

    /// Draws what comes next; `fresh` gives the prompts that nobody has answered. Nothing when they are used up.
    pub(super) fn draw(
        &self,
        random: &mut impl RngExt,
        ledger: &Ledger,
        fresh: &mut impl Iterator<Item = Prompt>,
    ) -> Option<Call> {
        let Self { replays, changes, bad, scores, comments } = *self;
        let drawn = random.random_range(0..100);
        if drawn < scores {
            return Some(Call::Scores);
        }
        if drawn < scores + replays + changes
            && let Some(known) = ledger.any_acknowledged(random)
        {
            if drawn < scores + replays {
                return Some(Call::Replay(known));
            }
            return Some(Call::Report(known.changed(ledger.next_rev(known.id), random.random_range(0..=10))));
        }
        let comment = (random.random_range(0..100) < comments).then_some(COMMENT);
        let told = Told::answer(&fresh.next()?, random.random_range(0..=10), comment);
        let is_bad = drawn >= 100 - bad;
        Some(Call::Report(if is_bad { told.spoilt(random) } else { told }))
    }
}
