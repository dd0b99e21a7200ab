//! A response as the columns of its row, the same in every engine.

use serde_json::from_str;
use shared::{
    scale::{Rating, Scale},
    survey::Slug,
};
use uuid::Uuid;

use super::StoreError;
use crate::{
    calendar::Day,
    quarantine::Quarantine,
    submission::{Report, Submission},
    token::IssuedPrompt,
};

/// The columns, in the order of the table.
pub(super) const COLUMNS: &str = "site, id, survey, version, issued_at, day, rev, outcome, scale, rating, comment, reasons, \
     contact, age_ms, received_at, touchpoint, stage, locale, device, attributes, interaction_id, respondent, \
     quarantine, quarantined_at, as_other, earlier";

/// What a row says in place of a reason once its response was released. What is held has a moment, too.
pub const RELEASED: &str = "released";

/// What an engine reads from a row of the ledger; nothing of it is checked yet.
#[derive(Debug)]
pub(super) struct ResponseRow {
    pub(super) site: String,
    pub(super) id: Uuid,
    pub(super) survey: String,
    pub(super) version: i32,
    pub(super) issued_at: i64,
    pub(super) day: i32,
    pub(super) rev: i32,
    pub(super) outcome: String,
    pub(super) scale: Option<String>,
    pub(super) rating: Option<i16>,
    pub(super) comment: Option<String>,
    pub(super) reasons: String,
    pub(super) contact: Option<String>,
    pub(super) age_ms: i64,
    pub(super) received_at: i64,
    pub(super) touchpoint: String,
    pub(super) stage: Option<String>,
    pub(super) locale: String,
    pub(super) device: Option<String>,
    pub(super) attributes: String,
    pub(super) interaction_id: Option<String>,
    pub(super) respondent: Option<String>,
    pub(super) quarantine: Option<String>,
    pub(super) quarantined_at: Option<i64>,
    pub(super) as_other: Option<String>,
    pub(super) earlier: Option<String>,
}

impl TryFrom<ResponseRow> for Submission {
    type Error = StoreError;

    fn try_from(row: ResponseRow) -> Result<Self, StoreError> {
        let rating = match row.rating {
            Some(raw) => Some(rating(raw, row.scale.as_deref())?),
            None => None,
        };
        Ok(Self {
            prompt: IssuedPrompt {
                site: slug(&row.site)?,
                id: row.id,
                survey: slug(&row.survey)?,
                version: parsed(row.version.try_into())?,
                issued_at: row.issued_at,
                touchpoint: slug(&row.touchpoint)?,
                interaction_id: row.interaction_id,
                stage: row.stage.as_deref().map(slug).transpose()?,
                locale: row.locale,
                device: row.device.as_deref().map(word).transpose()?,
                attributes: parsed(from_str(&row.attributes))?,
                respondent: row.respondent,
                is_vouched: false,
                is_test: false,
            },
            day: Day(row.day),
            quarantine: quarantine(row.quarantine.as_deref(), row.quarantined_at)?,
            as_other: list(row.as_other.as_deref())?,
            earlier: list(row.earlier.as_deref())?,
            report: Report {
                rev: parsed(row.rev.try_into())?,
                outcome: word(&row.outcome)?,
                rating,
                comment: row.comment,
                reasons: parsed(from_str(&row.reasons))?,
                contact: row.contact,
            },
            received_at: row.received_at,
            age_ms: row.age_ms.unsigned_abs(),
        })
    }
}

/// The columns whose value is not a field of the submission as it stands.
pub(super) struct Columns {
    pub(super) scale: Option<&'static str>,
    pub(super) rating: Option<u8>,
    pub(super) reasons: String,
    pub(super) age_ms: i64,
    pub(super) attributes: String,
    pub(super) quarantine: Option<&'static str>,
    pub(super) quarantined_at: Option<i64>,
    pub(super) as_other: Option<String>,
    pub(super) earlier: Option<String>,
}

impl Columns {
    pub(super) fn of(submission: &Submission) -> Self {
        let json = |text: Result<String, _>| text.expect("lists and maps of strings are JSON");
        let report = &submission.report;
        let (quarantine, quarantined_at) = match submission.quarantine {
            None => (None, None),
            Some(Quarantine::Held { reason, since }) => (Some(reason.name()), Some(since)),
            Some(Quarantine::Released) => (Some(RELEASED), None),
        };
        Self {
            scale: report.rating.map(|rating| rating.scale().name()),
            rating: report.rating.map(Rating::raw),
            reasons: json(serde_json::to_string(&report.reasons)),
            age_ms: i64::try_from(submission.age_ms).unwrap_or(i64::MAX),
            attributes: json(serde_json::to_string(&submission.prompt.attributes)),
            quarantine,
            quarantined_at,
            as_other: (!submission.as_other.is_empty()).then(|| json(serde_json::to_string(&submission.as_other))),
            earlier: (!submission.earlier.is_empty()).then(|| json(serde_json::to_string(&submission.earlier))),
        }
    }
}

fn rating(raw: i16, scale: Option<&str>) -> Result<Rating, StoreError> {
    let name = scale.unwrap_or_default();
    let scale = Scale::ALL.into_iter().find(|scale| scale.name() == name);
    let scale = scale.ok_or_else(|| StoreError::Damaged(format!("there is no scale {name:?}")))?;
    parsed(Rating::new(scale, raw.into()))
}

fn quarantine(word: Option<&str>, since: Option<i64>) -> Result<Option<Quarantine>, StoreError> {
    Ok(match (word, since) {
        (None, None) => None,
        (Some(RELEASED), None) => Some(Quarantine::Released),
        (Some(reason), Some(since)) => Some(Quarantine::Held { reason: parsed(reason.parse())?, since }),
        other => return Err(StoreError::Damaged(format!("no response is in quarantine as {other:?}"))),
    })
}

/// Reads a list; none is an empty one.
fn list<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Vec<T>, StoreError> {
    text.map_or(Ok(Vec::new()), |text| parsed(from_str(text)))
}

/// Reads a name.
pub(super) fn slug(text: &str) -> Result<Slug, StoreError> {
    parsed(text.parse())
}

/// Reads a word of the wire, which is how the store spells enumerations.
fn word<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, StoreError> {
    parsed(serde_json::from_value(name.into()))
}

/// What is stored was written by this program, so that what cannot be read is damage.
pub(super) fn parsed<T, E: std::fmt::Display>(parsed: Result<T, E>) -> Result<T, StoreError> {
    parsed.map_err(|cause| StoreError::Damaged(cause.to_string()))
}
