//! A response as it is told.

use jiff::Timestamp;
use shared::{
    scale::Rating,
    survey::Slug,
    wire::listing::{ResponseDetails, ResponseView, RevisionView},
};

use super::filter::band;
use crate::{
    catalog::Site,
    quarantine::Quarantine,
    store::RELEASED,
    submission::{Earlier, Submission},
};

/// Tells a response of `site`.
pub fn view(response: Submission, site: &Site) -> ResponseView {
    let Submission { prompt, day, quarantine, report, received_at, age_ms, .. } = response;
    let metric = match report.rating {
        Some(rating) => Some(rating.scale().metric()),
        None => site.survey_at(&prompt.survey, prompt.version).map(|survey| survey.definition().metric),
    };
    ResponseView {
        id: prompt.id,
        survey: prompt.survey.to_string(),
        version: prompt.version,
        metric,
        rating: report.rating.map(Rating::raw),
        band: report.rating.map(|rating| band(rating).to_owned()),
        outcome: report.outcome,
        comment: report.comment,
        reasons: report.reasons,
        contact: report.contact,
        touchpoint: prompt.touchpoint.to_string(),
        stage: prompt.stage.as_ref().map(Slug::to_string),
        locale: prompt.locale,
        device: prompt.device,
        attributes: prompt.attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect(),
        interaction_id: prompt.interaction_id,
        respondent: prompt.respondent,
        issued_at: instant(prompt.issued_at),
        answered_at: instant(received_at.saturating_sub(i64::try_from(age_ms / 1000).unwrap_or(i64::MAX))),
        received_at: instant(received_at),
        day: day.to_string(),
        rev: report.rev,
        quarantine: quarantine.map(|quarantine| {
            match quarantine {
                Quarantine::Held { reason, .. } => reason.name(),
                Quarantine::Released => RELEASED,
            }
            .to_owned()
        }),
    }
}

/// Tells a response and its revisions.
pub fn details(response: Submission, site: &Site) -> ResponseDetails {
    // What this one will be to the next is what it is among the earlier ones.
    let revisions = response.replaced().into_iter().map(|Earlier { rev, outcome, rating, received_at }| RevisionView {
        rev,
        outcome,
        rating,
        received_at: instant(received_at),
    });
    let revisions = revisions.collect();
    ResponseDetails { response: view(response, site), revisions }
}

/// A moment in seconds, as it is written.
fn instant(second: i64) -> String {
    Timestamp::from_second(second).unwrap_or_default().to_string()
}
