//! What is to be sent next: one report in flight, the newest one wins, refusals end it.
//!
//! Knows no browser and no clock: it is told what happened and says what to do.

/// How long to wait after the first, second, ... failure in a row, in milliseconds.
const BACKOFF_MS: [u32; 4] = [1_000, 5_000, 30_000, 300_000];

/// The reports of one prompt on their way to the collector.
///
/// Each report repeats what the one before it said, so one that was never sent may be replaced
/// by a newer one and nothing is lost.
#[derive(Debug)]
pub struct Outgoing<R> {
    unsent: Option<R>,
    in_flight: Option<R>,
    failures: usize,
    refused: bool,
    /// Whether the unsent report went out beside the one in flight.
    is_left: bool,
}

/// What the sender is to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Todo<R> {
    /// Nothing.
    Rest,
    /// Send this and say how it went.
    Send(R),
    /// Send this too, because the page may be about to end; nobody waits for the answer.
    SendLast(R),
    /// Ask again after so many milliseconds.
    WaitMs(u32),
}

/// How sending a report went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is on the collector's disk.
    Kept,
    /// It may not have arrived; the same again later can help.
    Lost,
    /// The collector will never take it.
    Refused,
}

impl Fate {
    /// Judges an answer. Only a 2xx that speaks of this very prompt says that a report was kept:
    /// captive portals answer 200 too. A status of 0 stands for no answer.
    pub const fn of(status: u16, is_about_us: bool) -> Self {
        match status {
            200..=299 if is_about_us => Self::Kept,
            408 | 425 | 429 => Self::Lost,
            400..=499 => Self::Refused,
            _ => Self::Lost,
        }
    }
}

impl<R: Clone> Outgoing<R> {
    /// Begins with nothing to send.
    pub const fn new() -> Self {
        Self { unsent: None, in_flight: None, failures: 0, refused: false, is_left: false }
    }

    /// Takes a newer report.
    pub fn push(&mut self, report: R) -> Todo<R> {
        if !self.refused {
            self.unsent = Some(report);
            self.is_left = false;
        }
        self.resume()
    }

    /// Says what to do now that nothing is waited for.
    pub fn resume(&mut self) -> Todo<R> {
        if self.in_flight.is_some() {
            return Todo::Rest;
        }
        self.in_flight = self.unsent.take();
        self.in_flight.clone().map_or(Todo::Rest, Todo::Send)
    }

    /// Learns how the report in flight fared.
    pub fn answered(&mut self, fate: Fate) -> Todo<R> {
        let sent = self.in_flight.take();
        match fate {
            Fate::Kept => {
                self.failures = 0;
                self.resume()
            }
            Fate::Lost => {
                self.unsent = self.unsent.take().or(sent);
                let wait_ms = BACKOFF_MS[self.failures.min(BACKOFF_MS.len() - 1)];
                self.failures += 1;
                Todo::WaitMs(wait_ms)
            }
            Fate::Refused => {
                self.unsent = None;
                self.refused = true;
                Todo::Rest
            }
        }
    }

    /// Says what to do now that the page may be about to end.
    ///
    /// A report behind another in flight goes out beside it, and once more in its turn if the
    /// page lives on: the collector knows a repeat when it sees one.
    pub fn leave(&mut self) -> Todo<R> {
        match (&self.in_flight, &self.unsent) {
            (Some(_), Some(report)) if !self.is_left => {
                self.is_left = true;
                Todo::SendLast(report.clone())
            }
            _ => self.resume(),
        }
    }
}

impl<R: Clone> Default for Outgoing<R> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use Fate::{Kept, Lost, Refused};
    use Todo::{Rest, Send, SendLast, WaitMs};

    #[test]
    fn one_in_flight_and_the_newest_wins() {
        let mut outgoing = Outgoing::new();
        assert_eq!(outgoing.push(0), Send(0));
        assert_eq!(outgoing.push(1), Rest);
        assert_eq!(outgoing.push(2), Rest);
        assert_eq!(outgoing.answered(Kept), Send(2));
        assert_eq!(outgoing.answered(Kept), Rest);
    }

    #[test]
    fn a_lost_report_is_sent_again_after_longer_and_longer_waits() {
        let mut outgoing = Outgoing::new();
        assert_eq!(outgoing.push(1), Send(1));
        for wait_ms in [1_000, 5_000, 30_000, 300_000, 300_000] {
            assert_eq!(outgoing.answered(Lost), WaitMs(wait_ms));
            assert_eq!(outgoing.resume(), Send(1));
        }
        assert_eq!(outgoing.answered(Kept), Rest);
        assert_eq!(outgoing.push(2), Send(2));
        assert_eq!(outgoing.answered(Lost), WaitMs(1_000), "a success forgives earlier failures");
    }

    #[test]
    fn a_newer_report_replaces_a_lost_one_and_does_not_wait() {
        let mut outgoing = Outgoing::new();
        outgoing.push(1);
        outgoing.push(2);
        assert_eq!(outgoing.answered(Lost), WaitMs(1_000));
        assert_eq!(outgoing.push(3), Send(3));
        assert_eq!(outgoing.resume(), Rest, "the timer that is left over finds nothing to do");
    }

    #[test]
    fn a_refusal_ends_it() {
        let mut outgoing = Outgoing::new();
        outgoing.push(1);
        outgoing.push(2);
        assert_eq!(outgoing.answered(Refused), Rest);
        assert_eq!(outgoing.push(3), Rest);
        assert_eq!(outgoing.leave(), Rest);
    }

    #[test]
    fn leaving_sends_what_waits() {
        let mut outgoing = Outgoing::new();
        assert_eq!(outgoing.leave(), Rest);
        outgoing.push(1);
        assert_eq!(outgoing.leave(), Rest, "what is in flight outlives the page");
        outgoing.push(2);
        assert_eq!(outgoing.leave(), SendLast(2));
        assert_eq!(outgoing.leave(), Rest, "a page that is left says so more than once");
        assert_eq!(outgoing.answered(Lost), WaitMs(1_000));
        assert_eq!(outgoing.leave(), Send(2), "a wait is cut short");
    }

    /// What stands in the files of `tests/bad_input` about a refusal.
    #[derive(serde::Deserialize)]
    struct Told {
        status: u16,
        #[serde(default)]
        again: bool,
    }

    #[test]
    fn the_same_is_tried_again_where_it_can_help() {
        #[derive(serde::Deserialize)]
        struct Cases {
            case: Vec<Told>,
        }
        let cases: Cases = toml::from_str(include_str!("../../tests/bad_input/cases.toml")).unwrap();
        let codes: HashMap<String, Told> = toml::from_str(include_str!("../../tests/bad_input/codes.toml")).unwrap();
        assert!(cases.case.len() > 100 && codes["overloaded"].again);
        for told in codes.into_values().chain(cases.case) {
            let want = if told.again { Lost } else { Refused };
            assert_eq!(Fate::of(told.status, false), want, "{}", told.status);
        }
    }

    #[test]
    fn only_our_own_answer_empties_the_queue() {
        for (status, is_about_us, want) in [
            (0, false, Lost),
            (200, false, Lost),
            (200, true, Kept),
            (201, true, Kept),
            (302, false, Lost),
            (400, false, Refused),
            (403, true, Refused),
            (404, false, Refused),
            (408, false, Lost),
            (413, false, Refused),
            (422, false, Refused),
            (425, false, Lost),
            (429, false, Lost),
            (500, false, Lost),
            (503, true, Lost),
        ] {
            assert_eq!(Fate::of(status, is_about_us), want, "{status} {is_about_us}");
        }
    }
}
