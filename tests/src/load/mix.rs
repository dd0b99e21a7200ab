//! What customers do, in which shares.

use rand::RngExt;

use super::ledger::Ledger;
use super::told::{Fresh, Told};

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
    /// A page asks whether to ask, or for the site's triggers, by turns.
    pub asks: u32,
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
    /// A page asks whether to ask.
    Ask(Fresh),
    /// A page asks for the site's triggers.
    Tag(Fresh),
}

impl Call {
    /// The report that was not sent before, if it is one.
    pub(super) fn report(&self) -> Option<&Told> {
        match self {
            Self::Report(told) => Some(told),
            Self::Replay(_) | Self::Scores | Self::Ask(_) | Self::Tag(_) => None,
        }
    }
}

impl Mix {
    /// The mix of RELIABILITY.md, section 5.
    pub const USUAL: Self = Self { replays: 5, changes: 5, bad: 3, scores: 2, asks: 0, comments: 40 };
    /// The same, where pages ask and the owner does so apart from it.
    pub const STAGES: Self = Self { scores: 0, asks: 2, ..Self::USUAL };
    /// New answers alone.
    pub const ANSWERS: Self = Self { replays: 0, changes: 0, bad: 0, scores: 0, asks: 0, comments: 40 };

    /// Draws what comes next; `fresh` gives the prompts that nobody has answered. Nothing when they are used up.
    pub(super) fn draw(
        &self,
        random: &mut impl RngExt,
        ledger: &Ledger,
        fresh: &mut impl Iterator<Item: Into<Fresh>>,
    ) -> Option<Call> {
        let Self { replays, changes, bad, scores, asks, comments } = *self;
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
        let fresh = fresh.next()?.into();
        if (100 - bad - asks..100 - bad).contains(&drawn) {
            return Some(if random.random() { Call::Ask(fresh) } else { Call::Tag(fresh) });
        }
        let comment = (random.random_range(0..100) < comments).then_some(COMMENT);
        let told = Told::first(fresh, random.random_range(0..=10), comment);
        let is_bad = drawn >= 100 - bad;
        Some(Call::Report(if is_bad { told.spoilt(random) } else { told }))
    }
}
