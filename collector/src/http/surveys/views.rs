//! Surveys as they stand on the wire.

use jiff::Timestamp;
use shared::{
    survey::{Slug, Survey},
    wire::{
        prompts::ScaleView,
        surveys::{MendedView, StandView, SurveyChangeReply, SurveyOutcome, SurveyView, UnsaidView, VersionView},
    },
};

use crate::{
    catalog::Site,
    store::query::VersionRow,
    surveys::{Stand, SurveyChange},
    texts::gaps,
};

/// The surveys of a site.
pub(super) fn all(site: &Site) -> Vec<SurveyView> {
    let surveys = site.surveys.iter().zip(&site.versions);
    (1..).zip(surveys).map(|(position, (survey, version))| view(survey, *version, Some(position))).collect()
}

/// A survey of a site as it is.
pub(super) fn current(site: &Site, slug: &Slug) -> Option<SurveyView> {
    let position = site.surveys.iter().position(|survey| survey.definition().slug == *slug)?;
    Some(view(&site.surveys[position], site.versions[position], Some(number(position + 1))))
}

/// A survey of a site as it was, or is, at a version.
pub(super) fn at(site: &Site, slug: &Slug, version: u32) -> Option<SurveyView> {
    let is_this = |current: &SurveyView| current.version == version;
    let earlier = || site.survey_at(slug, version).map(|survey| view(survey, version, None));
    current(site, slug).filter(is_this).or_else(earlier)
}

fn view(survey: &Survey, version: u32, position: Option<u32>) -> SurveyView {
    let (definition, scale) = (survey.definition(), survey.scale());
    SurveyView {
        slug: definition.slug.to_string(),
        version,
        metric: scale.metric(),
        scale: ScaleView { min: scale.min(), max: scale.max(), shape: survey.shape() },
        live: definition.live,
        position,
        definition: definition.clone(),
    }
}

/// One version of many.
pub(super) fn version(row: VersionRow) -> VersionView {
    let at = |second| Timestamp::from_second(second).ok().map(|at| at.to_string());
    VersionView { version: row.version, created_at: row.created_at.and_then(at) }
}

/// What became of a survey, which stands as `after` now.
pub(super) fn change(change: SurveyChange, after: Stand, dry_run: bool) -> SurveyChangeReply {
    let SurveyChange { survey, before, changed, .. } = change;
    let outcome = match before {
        None => SurveyOutcome::Created,
        Some(before) if before.version != after.version => SurveyOutcome::Changed,
        Some(before) if before.position != after.position => SurveyOutcome::Moved,
        Some(_) => SurveyOutcome::Unchanged,
    };
    let mended = survey.mended().iter().map(|mended| MendedView {
        pointer: format!("/theme/{}", mended.key),
        was: mended.was.to_string(),
        is: mended.is.to_string(),
    });
    let unsaid = gaps(&survey).into_iter().map(|gap| UnsaidView {
        locale: gap.locale().to_owned(),
        texts: gap.unsaid().iter().map(|name| (*name).to_owned()).collect(),
    });
    SurveyChangeReply {
        slug: survey.definition().slug.to_string(),
        dry_run,
        outcome,
        version: after.version,
        position: number(after.position),
        before: before.map(|stand| StandView { version: stand.version, position: number(stand.position) }),
        changed,
        mended: mended.collect(),
        unsaid: unsaid.collect(),
    }
}

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
