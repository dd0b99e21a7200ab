use super::*;
use Act::{Appeared, Closed, Commented, Faded, OptedOut, Rated, Reasoned};

type Told = (u32, Outcome, Option<u8>, Option<&'static str>);

/// Plays `acts` on a CSAT prompt of five and checks the reports and where it ends.
#[track_caller]
fn check(acts: &[Act], want: &[Told], end: Step) {
    let mut session = Session::new(Scale::Csat5, &After::default());
    let got: Vec<Report> = acts.iter().cloned().filter_map(|act| session.apply(act)).collect();
    let want: Vec<Report> = want
        .iter()
        .map(|&(rev, outcome, rating, comment)| Report {
            rev,
            outcome,
            rating,
            comment: comment.map(str::to_owned),
            reasons: 0,
            contact: None,
        })
        .collect();
    assert_eq!(got, want, "{acts:?}");
    assert_eq!(session.step(), end, "{acts:?}");
}

fn words(text: &str) -> Act {
    Commented(text.to_owned(), String::new())
}

const SHOWN: Told = (0, Outcome::Shown, None, None);

#[test]
fn an_answer_with_its_reason() {
    check(
        &[Appeared, Rated(4), words(" quick "), Faded],
        &[SHOWN, (1, Outcome::Rated, Some(4), None), (2, Outcome::Completed, Some(4), Some("quick"))],
        Step::Over,
    );
}

#[test]
fn who_is_quicker_than_the_prompt_is_heard_as_well() {
    check(
        &[Rated(4), Appeared, Closed],
        &[(1, Outcome::Rated, Some(4), None), (2, Outcome::Completed, Some(4), None)],
        Step::Over,
    );
    check(&[Closed, Appeared], &[(1, Outcome::Dismissed, None, None)], Step::Over);
}

#[test]
fn an_answer_without_words_is_complete_too() {
    let want = [SHOWN, (1, Outcome::Rated, Some(2), None), (2, Outcome::Completed, Some(2), None)];
    check(&[Appeared, Rated(2), words(" \n")], &want, Step::Thanking);
    check(&[Appeared, Rated(2), Closed], &want, Step::Over);
}

#[test]
fn another_rating_is_another_revision_and_the_same_one_is_none() {
    check(
        &[Appeared, Rated(4), Rated(4), Rated(5), Rated(5), words("")],
        &[
            SHOWN,
            (1, Outcome::Rated, Some(4), None),
            (2, Outcome::Rated, Some(5), None),
            (3, Outcome::Completed, Some(5), None),
        ],
        Step::Thanking,
    );
}

#[test]
fn closing_without_a_rating_dismisses() {
    check(&[Appeared, Closed, Closed], &[SHOWN, (1, Outcome::Dismissed, None, None)], Step::Over);
}

#[test]
fn opting_out_keeps_the_rating() {
    check(&[Appeared, OptedOut], &[SHOWN, (1, Outcome::OptedOut, None, None)], Step::Over);
    check(
        &[Appeared, Rated(1), OptedOut, Rated(2)],
        &[SHOWN, (1, Outcome::Rated, Some(1), None), (2, Outcome::OptedOut, Some(1), None)],
        Step::Over,
    );
}

#[test]
fn impatience_changes_nothing() {
    let rated = (1, Outcome::Rated, Some(3), None);
    check(
        &[Appeared, Appeared, Rated(3), words("a"), words("b"), Rated(5), OptedOut],
        &[SHOWN, rated, (2, Outcome::Completed, Some(3), Some("a"))],
        Step::Thanking,
    );
    check(&[Appeared, words("too soon"), Faded, Rated(0), Rated(6)], &[SHOWN], Step::Asking);
    check(
        &[Appeared, Rated(3), Closed, words("late"), Faded],
        &[SHOWN, rated, (2, Outcome::Completed, Some(3), None)],
        Step::Over,
    );
}

#[test]
fn a_comment_fits_the_wire() {
    assert_eq!(said(&"😀".repeat(2_001), MAX_COMMENT_CHARS).unwrap().chars().count(), 2_000);
    assert_eq!(said("a\0b", MAX_COMMENT_CHARS).as_deref(), Some("ab"));
}

/// Plays `acts` and returns the outcome, rating, reasons and contact of every report.
fn told(after: &After, acts: &[Act]) -> Vec<(Outcome, Option<u8>, u16, Option<String>)> {
    let mut session = Session::new(Scale::Csat5, after);
    let reports = acts.iter().cloned().filter_map(|act| session.apply(act));
    reports.map(|told| (told.outcome, told.rating, told.reasons, told.contact)).collect()
}

#[test]
fn reasons_are_told_as_they_are_chosen_and_go_with_their_band() {
    let acts = [Rated(1), Reasoned(0), Reasoned(9), Reasoned(0), Rated(2), Rated(5), Closed];
    let want = [
        (Outcome::Rated, Some(1), 0),
        (Outcome::Rated, Some(1), 1),
        (Outcome::Rated, Some(1), 0b10_0000_0001),
        (Outcome::Rated, Some(1), 0b10_0000_0000),
        (Outcome::Rated, Some(2), 0b10_0000_0000),
        (Outcome::Rated, Some(5), 0),
        (Outcome::Completed, Some(5), 0),
    ];
    let want = want.map(|(outcome, rating, reasons)| (outcome, rating, reasons, None));
    assert_eq!(told(&After::default(), &acts), want);
}

#[test]
fn those_who_leave_say_why_before_they_rate_and_may_leave_it_at_that() {
    let leaving = After { one_reason: true, reasons_first: true, ..After::default() };
    assert!(!Session::new(Scale::Csat5, &leaving).asks_rating());
    let got = told(&leaving, &[Reasoned(0), Reasoned(1), Closed]);
    assert_eq!(got, [1, 2, 2].map(|reasons| (Outcome::Dismissed, None, reasons, None)));
    let got = told(&leaving, &[Reasoned(2), Rated(2), Rated(5), OptedOut]);
    let want = [
        (Outcome::Dismissed, None),
        (Outcome::Rated, Some(2)),
        (Outcome::Rated, Some(5)),
        (Outcome::OptedOut, Some(5)),
    ];
    assert_eq!(got, want.map(|(outcome, rating)| (outcome, rating, 4, None)));
}

#[test]
fn a_way_to_be_reached_is_told_with_the_comment_alone() {
    let sent = Commented("why".to_owned(), " ana@example.org ".to_owned());
    let got = told(&After::default(), &[Rated(1), sent]);
    assert_eq!((&got[0].3, got[1].3.as_deref()), (&None, Some("ana@example.org")));
}
