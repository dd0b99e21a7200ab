//! The demo's past: half a year of made-up answers, written on the path that real ones take.

use collector::{
    calendar::Day,
    catalog::Site,
    marks::Mark,
    store::{Store, StoreError},
    submission::{Report, Submission},
    token::IssuedPrompt,
};
use futures_util::{StreamExt, TryStreamExt, future, stream};
use jiff::{SignedDuration, Timestamp};
use rand::prelude::{IndexedRandom, RngExt, SeedableRng, StdRng};
use shared::{
    scale::{Band, Rating, Scale},
    survey::{Kind, Slug, Survey},
    wire::prompts::{Device, Outcome},
};

use super::{
    course::{CHANGES, Course},
    voices,
};

/// How far back the past goes: half a year of whole weeks.
const REACH_DAYS: i64 = 26 * 7;

/// The seconds of a day.
const DAY_S: i64 = 86_400;

/// How many are written at a time: each is to be on disk within the store's patience, on a busy machine too.
const AT_ONCE: usize = 256;

/// Everybody's demo has the same past, but for the day on which it ends.
const SEED: u64 = 1987;

/// Writes the past of a site up to `now`, with the days on which something changed.
pub(super) async fn write(store: &Store, site: &Site, now: Timestamp) -> Result<(), StoreError> {
    let writing = stream::iter(past(site, now)).map(|submission| store.submit(submission));
    writing.buffer_unordered(AT_ONCE).try_for_each(|_| future::ok(())).await?;
    for (days_ago, name, note) in CHANGES {
        let day = Day::of(now - SignedDuration::from_secs(days_ago * DAY_S), &site.zone);
        let mark = Mark { name: name.parse().expect("this is a name"), day, note: note.to_owned() };
        store.put_mark(site.slug.clone(), mark).await?;
    }
    Ok(())
}

/// Makes the past up: at each touchpoint so many prompts a day, and what became of them.
fn past(site: &Site, now: Timestamp) -> Vec<Submission> {
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut past = Vec::new();
    for (survey, &version) in site.surveys.iter().zip(&site.versions) {
        for touchpoint in &survey.definition().touchpoints {
            let course = Course::of(survey, touchpoint.as_str());
            for days_ago in 0..REACH_DAYS {
                for _ in 0..course.prompts(&mut rng, days_ago) {
                    let earlier_s = days_ago * DAY_S + rng.random_range(60..DAY_S);
                    let issued_at = now - SignedDuration::from_secs(earlier_s);
                    let prompt = prompt(&mut rng, site, (survey, version), touchpoint, issued_at);
                    let report = report(&mut rng, survey, &prompt.locale, course.bands(days_ago));
                    let received_at = prompt.issued_at + rng.random_range(3..50);
                    past.push(Submission {
                        prompt,
                        day: Day::of(issued_at, &site.zone),
                        quarantine: None,
                        as_other: Vec::new(),
                        earlier: Vec::new(),
                        report,
                        received_at,
                        age_ms: rng.random_range(100..1500),
                    });
                }
            }
        }
    }
    past
}

fn prompt(
    rng: &mut StdRng,
    site: &Site,
    (survey, version): (&Survey, u32),
    touchpoint: &Slug,
    issued_at: Timestamp,
) -> IssuedPrompt {
    let definition = survey.definition();
    IssuedPrompt {
        site: site.slug.clone(),
        id: uuid::Builder::from_unix_timestamp_millis(issued_at.as_millisecond().unsigned_abs(), &rng.random())
            .into_uuid(),
        survey: definition.slug.clone(),
        version,
        issued_at: issued_at.as_second(),
        touchpoint: touchpoint.clone(),
        interaction_id: None,
        stage: definition.stage.clone(),
        locale: pick(rng, &[("es", 6), ("en", 4)]).to_owned(),
        device: Some(pick(rng, &[(Device::Phone, 12), (Device::Desktop, 7), (Device::Tablet, 1)])),
        attributes: Default::default(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    }
}

/// Four in ten answer; of those one in four says why, and every second chooses a reason where some are
/// offered. Who leaves says so with a reason.
fn report(rng: &mut StdRng, survey: &Survey, locale: &str, bands: [u32; 3]) -> Report {
    let (scale, is_leaving) = (survey.scale(), survey.definition().kind == Some(Kind::Cancellation));
    let outcomes = [(Outcome::Completed, 40), (Outcome::Dismissed, 27), (Outcome::OptedOut, 2), (Outcome::Shown, 31)];
    let outcome = pick(rng, &outcomes);
    let rating = (outcome == Outcome::Completed).then(|| rating(rng, scale, bands));
    let said = rating.filter(|_| !is_leaving && rng.random_ratio(1, 4));
    let comment = said.map(|rating| {
        let (en, es) = voices::of(survey, rating.band()).choose(rng).expect("every band has a voice");
        if locale == "es" { (*es).to_owned() } else { (*en).to_owned() }
    });
    let rev = match outcome {
        Outcome::Shown => 0,
        Outcome::Completed if comment.is_some() => 2,
        _ => 1,
    };
    let offered = rating.map(|rating| survey.definition().reasons_for(rating.band())).unwrap_or_default();
    let chosen = offered.choose(rng).filter(|_| is_leaving || rng.random_ratio(1, 2));
    let reasons = chosen.map(|reason| (*reason).to_owned()).into_iter().collect();
    Report { rev, outcome, rating, comment, reasons, contact: None }
}

/// Draws a band first; within it the better ratings are the more frequent ones.
fn rating(rng: &mut StdRng, scale: Scale, bands: [u32; 3]) -> Rating {
    let bands = [Band::High, Band::Middle, Band::Low].into_iter().zip(bands);
    // A scale of two ratings has no middle.
    let bands: Vec<_> = bands.filter(|(band, _)| scale.ratings().any(|r| r.band() == *band)).collect();
    let band = pick(rng, &bands);
    let within: Vec<_> = scale.ratings().filter(|r| r.band() == band).map(|r| (r, u32::from(r.raw()) + 1)).collect();
    pick(rng, &within)
}

/// Draws one by its weight.
fn pick<T: Copy>(rng: &mut StdRng, weighted: &[(T, u32)]) -> T {
    weighted.choose_weighted(rng, |(_, weight)| *weight).expect("there is a weight above zero").0
}

#[cfg(test)]
mod tests {
    use collector::{retention::Retention, signed_interaction::Interactions, survey_file::SurveyFile};
    use jiff::tz::TimeZone;

    use super::*;

    const SURVEYS: &str = "[[survey]]\nslug = 'a'\nmetric = 'nps'\ntouchpoints = ['x']\n\
        [[survey]]\nslug = 'b'\nmetric = 'csat'\nscale = 2\ntouchpoints = ['y']\n\
        [[survey]]\nslug = 'c'\nmetric = 'ces'\ntouchpoints = ['z']\n";

    fn site() -> Site {
        let surveys = SurveyFile::parse(SURVEYS).unwrap().surveys().to_vec();
        Site {
            slug: "shop".parse().unwrap(),
            origins: Vec::new(),
            tz: "UTC".to_owned(),
            zone: TimeZone::UTC,
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
            is_paused: false,
            signing_secrets: Vec::new(),
            versions: vec![1; surveys.len()],
            earlier: Default::default(),
            surveys,
        }
    }

    #[test]
    fn the_past_is_half_a_year_long_and_over() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let past = past(&site(), now);
        for submission in &past {
            let age_s = now.as_second() - submission.prompt.issued_at;
            assert!((0..=REACH_DAYS * DAY_S).contains(&age_s), "{age_s}");
            assert!(submission.received_at <= now.as_second());
        }
        let days: std::collections::BTreeSet<i32> = past.iter().map(|submission| submission.day.0).collect();
        assert!(days.len() >= 182, "{} days", days.len());
    }

    #[test]
    fn every_survey_was_answered_and_refused() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let past = past(&site(), now);
        for slug in ["a", "b", "c"] {
            let of = past.iter().filter(|submission| submission.prompt.survey.as_str() == slug);
            let answered = of.clone().filter(|submission| submission.report.rating.is_some()).count();
            let said = of.clone().filter(|submission| submission.report.comment.is_some()).count();
            assert!(said > 5 && answered > 2 * said && of.count() > 2 * answered, "{slug}: {said} of {answered}");
        }
    }
}
