//! A store with a year of made-up answers, written through the batch interface and kept for the next run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use collector::{
    calendar::Day,
    catalog::{KeyHash, Scope, Site},
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        Store,
        query::{NewKey, NewSite, SiteSettings},
    },
    submission::{Report, Submission},
    survey_file::SurveyFile,
    token::IssuedPrompt,
};
use jiff::Timestamp;
use rand::prelude::{IndexedRandom, RngExt, SeedableRng, StdRng};
use shared::{
    scale::Rating,
    survey::Slug,
    wire::prompts::{Device, Outcome},
};
use tokio::task::JoinSet;

/// What opens the scores of a filled store. It guards made-up answers on loopback.
pub(crate) const KEY: &str = "sondeo_live_of_a_store_that_is_filled_for_benchmarks";

/// The survey that three answers in four are to.
pub(crate) const SURVEY: &str = "order";

/// How many touchpoints there are.
pub(crate) const TOUCHPOINTS: usize = 50;

/// The first and the day after the last that answers are of, and the same in seconds.
pub(crate) const RANGE: (&str, &str) = ("2025-01-01", "2026-01-01");
const FIRST_SECOND: i64 = 1_735_689_600;
const SECONDS: i64 = 365 * 86_400;

/// How many wait for the writer at a time: some batches of the largest kind.
const AHEAD: usize = 8_192;

/// Returns the folder of a store with so many responses, and fills it first where there is none.
pub(crate) async fn filled(folder: &Path, responses: usize) -> Result<PathBuf> {
    let (done, filling) = (folder.join(format!("filled-{responses}")), folder.join(format!("filling-{responses}")));
    if done.exists() {
        return Ok(done);
    }
    if filling.exists() {
        fs::remove_dir_all(&filling)?;
    }
    fs::create_dir_all(&filling)?;
    println!("filling a store with {responses} responses: {}", done.display());
    let store = Store::open(&filling.as_path().into()).await?;
    let site = open(&store).await?;
    submit(&store, answers(&site, responses)).await?;
    drop(store);
    // Whole stores only have the name that is looked for.
    fs::rename(&filling, &done)?;
    Ok(done)
}

/// Writes answers through the collector's own batches.
pub(crate) async fn submit(store: &Store, answers: impl Iterator<Item = Result<Submission>>) -> Result<()> {
    let mut writing = JoinSet::new();
    for answer in answers {
        let (store, answer) = (store.clone(), answer?);
        writing.spawn(async move { store.submit(answer).await });
        if writing.len() >= AHEAD {
            writing.join_next().await.context("some are written")???;
        }
    }
    for written in writing.join_all().await {
        written?;
    }
    Ok(())
}

/// Made-up answers of a year, in the order of time: the same ones each time.
pub(crate) fn answers(site: &Site, count: usize) -> impl Iterator<Item = Result<Submission>> {
    let mut rng = StdRng::seed_from_u64(1987);
    (0..count).map(move |at| answer(&mut rng, site, at, count))
}

/// Adds the site and its surveys to a store that is new.
pub(crate) async fn open(store: &Store) -> Result<Site> {
    let slug: Slug = "shop".parse()?;
    let settings = SiteSettings {
        origins: Vec::new(),
        tz: "UTC".to_owned(),
        locale: "en".to_owned(),
        retention: Retention::FOREVER,
        interactions: Interactions::Any,
    };
    let keys = vec![NewKey::lasting(KeyHash::of(KEY), Scope::Read)];
    store.add_site(NewSite { slug: slug.clone(), settings, keys }, Timestamp::now()).await?;
    let touchpoints: Vec<_> = (0..TOUCHPOINTS).map(|at| format!("'{}'", touchpoint(at))).collect();
    let touchpoints = touchpoints.join(", ");
    let survey =
        |(slug, metric)| format!("[[survey]]\nslug = '{slug}'\nmetric = '{metric}'\ntouchpoints = [{touchpoints}]\n");
    let file: String = [(SURVEY, "nps"), ("chat", "csat"), ("help", "ces")].map(survey).concat();
    store.apply_surveys(slug.clone(), SurveyFile::parse(&file)?, Timestamp::now()).await?;
    store.catalog().await?.sites.remove(&slug).context("the site has just been added")
}

/// The name of a touchpoint.
pub(crate) fn touchpoint(at: usize) -> String {
    format!("touchpoint_{at}")
}

/// One of so many answers, in the order of time, as they would arrive.
fn answer(rng: &mut StdRng, site: &Site, at: usize, of: usize) -> Result<Submission> {
    let through = i64::try_from(at)? * SECONDS / i64::try_from(of)?;
    let issued_at = Timestamp::from_second(FIRST_SECOND + through)?;
    let place = *[0, 0, 0, 0, 0, 0, 1, 2].choose(rng).context("there are surveys")?;
    let (survey, version) = (&site.surveys[place], site.versions[place]);
    let milliseconds = issued_at.as_millisecond().unsigned_abs();
    let prompt = IssuedPrompt {
        site: site.slug.clone(),
        id: uuid::Builder::from_unix_timestamp_millis(milliseconds, &rng.random()).into_uuid(),
        survey: survey.definition().slug.clone(),
        version,
        issued_at: issued_at.as_second(),
        touchpoint: touchpoint(rng.random_range(0..TOUCHPOINTS)).parse()?,
        interaction_id: Some(format!("order-{at}")),
        stage: None,
        locale: (*["en", "es", "de", "fr", "pt-BR"].choose(rng).context("there are languages")?).to_owned(),
        device: [Device::Phone, Device::Tablet, Device::Desktop].choose(rng).copied(),
        attributes: Default::default(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    };
    let outcome = *[Outcome::Completed, Outcome::Completed, Outcome::Dismissed, Outcome::Shown]
        .choose(rng)
        .context("there are outcomes")?;
    let scale = survey.scale();
    let rating = (outcome == Outcome::Completed).then(|| rng.random_range(scale.min()..=scale.max()));
    let rating = rating.map(|raw| Rating::new(scale, i64::from(raw))).transpose()?;
    let comment = (rating.is_some() && rng.random_ratio(2, 5))
        .then(|| "The parcel came a day early, but the box was dented and nobody answered the phone.".to_owned());
    let rev = u32::from(outcome != Outcome::Shown);
    let report = Report { rev, outcome, rating, comment, reasons: Vec::new(), contact: None };
    let day = Day::of(issued_at, &site.zone);
    Ok(Submission {
        prompt,
        day,
        quarantine: None,
        as_other: Vec::new(),
        earlier: Vec::new(),
        report,
        received_at: issued_at.as_second() + 20,
        age_ms: 900,
    })
}
