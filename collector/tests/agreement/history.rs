//! Histories: sites in many zones, and answers where days are easily mistaken.

use std::collections::BTreeMap;

use collector::{
    calendar::Day,
    catalog::Site,
    quarantine::{Quarantine, Reason},
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        Store,
        query::{NewSite, SiteSettings},
    },
    submission::{Report, Submission},
    survey_file::SurveyFile,
    token::IssuedPrompt,
};
use jiff::{SignedDuration, Timestamp};
use rand::prelude::{IndexedRandom, RngExt, StdRng};
use serde_json::{Value, json};
use shared::{
    scale::{Rating, Scale},
    survey::Slug,
    wire::prompts::{Device, Outcome},
};

/// Half and quarter hours, both hemispheres, two hours of summer, half an hour of it, changes at midnight, none at all.
const ZONES: [&str; 42] = [
    "UTC",
    "Europe/Madrid",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Chisinau",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Lagos",
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/St_Johns",
    "America/Caracas",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Asuncion",
    "America/Havana",
    "America/Nuuk",
    "America/Scoresbysund",
    "Antarctica/Troll",
    "Antarctica/Casey",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Amman",
    "Asia/Tokyo",
    "Asia/Yangon",
    "Asia/Pyongyang",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Norfolk",
];

const HOUR: i64 = 3600;

/// A site whose answers lie around a moment, most of them where days are easily mistaken.
pub(super) struct History {
    pub(super) site: Site,
    pub(super) answers: Vec<Submission>,
    pub(super) around: Timestamp,
    pub(super) days: i64,
}

impl History {
    pub(super) async fn new(store: &Store, rng: &mut StdRng, number: usize) -> Self {
        let slug: Slug = format!("site-{number}").parse().unwrap();
        let settings = SiteSettings {
            origins: Vec::new(),
            tz: ZONES[number % ZONES.len()].to_owned(),
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
        };
        store
            .add_site(NewSite { slug: slug.clone(), settings, keys: Vec::new() }, Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
        let scale = Scale::ALL[number % Scale::ALL.len()];
        let survey = |name: &str, attributes: &str| {
            let (metric, max) = (scale.metric().name(), scale.max());
            format!(
                "[[survey]]\nslug = '{name}'\nmetric = '{metric}'\nscale = {max}\ntouchpoints = ['a']\n{attributes}\n"
            )
        };
        let file = survey("first", "attributes = ['plan']") + &survey("second", "");
        store.apply_surveys(slug.clone(), SurveyFile::parse(&file).unwrap(), Timestamp::UNIX_EPOCH).await.unwrap();
        let site = store.catalog().await.unwrap().sites.remove(&slug).unwrap();
        let somewhen = Timestamp::from_second(rng.random_range(1_500_000_000..1_760_000_000)).unwrap();
        let change = site.zone.following(somewhen).next().map(|transition| transition.timestamp());
        let around = change.filter(|_| rng.random_ratio(3, 4)).unwrap_or(somewhen);
        let days = *[2, 12, 45, 400].choose(rng).unwrap();
        let mood = rng.random_range(0.05..0.95);
        let count = *[0, 1, 8, 40, 150, 400].choose(rng).unwrap();
        let answers = (0..count).map(|_| answer(rng, &site, scale, around, days, mood)).collect();
        Self { site, answers, around, days }
    }

    /// What the reference is told of it.
    pub(super) fn told(&self, now: Timestamp, questions: &[Value]) -> Value {
        let answer = |told: &Submission| {
            let prompt = &told.prompt;
            let is_other = |name: &str| told.as_other.iter().any(|other| other == name);
            let counted = |name: &str, value: Option<&str>| {
                value.map(|value| if is_other(name) { "other" } else { value }.to_owned())
            };
            json!({
                "survey": prompt.survey,
                "at": prompt.issued_at,
                "touchpoint": counted("touchpoint", Some(prompt.touchpoint.as_str())),
                "stage": counted("stage", prompt.stage.as_ref().map(|stage| stage.as_str())),
                "locale": counted("locale", Some(&prompt.locale)),
                "device": prompt.device,
                "attributes": prompt.attributes.iter().map(|(name, value)| {
                    (name.to_string(), counted(&format!("attribute:{name}"), Some(value)))
                }).collect::<BTreeMap<_, _>>(),
                "outcome": told.report.outcome,
                "rating": told.report.rating.map(Rating::raw),
                "held": told.is_held(),
            })
        };
        let scale = self.site.surveys[0].scale().name();
        json!({
            "tz": self.site.tz,
            "now": now.as_second(),
            "surveys": { "first": scale, "second": scale },
            "responses": self.answers.iter().map(answer).collect::<Vec<_>>(),
            "questions": questions,
        })
    }
}

/// A moment near `around`: anywhen, or near a midnight or the change itself.
pub(super) fn moment(rng: &mut StdRng, site: &Site, around: Timestamp, days: i64) -> Timestamp {
    let anywhen = around + SignedDuration::from_secs(rng.random_range(-days * 24 * HOUR..days * 24 * HOUR));
    let midnight = Day::of(anywhen, &site.zone).start(&site.zone).unwrap();
    let (close, reach) = match rng.random_range(0..4) {
        0 => (around, 3 * HOUR),
        1 => (midnight, 2 * HOUR),
        2 => (midnight, 2),
        _ => return anywhen,
    };
    close + SignedDuration::from_secs(rng.random_range(-reach..reach))
}

fn answer(rng: &mut StdRng, site: &Site, scale: Scale, around: Timestamp, days: i64, mood: f64) -> Submission {
    let issued_at = moment(rng, site, around, days);
    let survey = *["first", "second"].choose(rng).unwrap();
    let plan = rng.random_ratio(2, 3) && survey == "first";
    let plan =
        plan.then(|| ("plan".parse().unwrap(), (*["free", "pro", "Ø", "\"x\"&=,"].choose(rng).unwrap()).to_owned()));
    let prompt = IssuedPrompt {
        site: site.slug.clone(),
        id: uuid::Builder::from_unix_timestamp_millis(issued_at.as_millisecond().unsigned_abs(), &rng.random())
            .into_uuid(),
        survey: survey.parse().unwrap(),
        version: 1,
        issued_at: issued_at.as_second(),
        touchpoint: ["a", "b", "other"].choose(rng).unwrap().parse().unwrap(),
        interaction_id: None,
        stage: [None, Some("use"), Some("renewal")].choose(rng).unwrap().map(|stage| stage.parse().unwrap()),
        locale: (*["en", "pt-BR", "zh-Hant"].choose(rng).unwrap()).to_owned(),
        device: *[None, Some(Device::Phone), Some(Device::Tablet), Some(Device::Desktop)].choose(rng).unwrap(),
        attributes: plan.into_iter().collect(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    };
    let outcome = *[
        Outcome::Shown,
        Outcome::Dismissed,
        Outcome::OptedOut,
        Outcome::Rated,
        Outcome::Completed,
        Outcome::Completed,
    ]
    .choose(rng)
    .unwrap();
    let is_rated =
        matches!(outcome, Outcome::Rated | Outcome::Completed) || (outcome == Outcome::OptedOut && rng.random());
    let (min, max) = (i64::from(scale.min()), i64::from(scale.max()));
    let raw = if rng.random_bool(mood) { max } else { rng.random_range(min..=max) };
    let rating = is_rated.then(|| Rating::new(scale, raw).unwrap());
    let rev = u32::from(outcome != Outcome::Shown);
    let as_other =
        rng.random_ratio(1, 12).then(|| vec!["touchpoint".to_owned(), "stage".to_owned(), "attribute:plan".to_owned()]);
    let since = issued_at.as_second();
    Submission {
        day: Day::of(issued_at, &site.zone),
        prompt,
        quarantine: rng.random_ratio(1, 15).then_some(Quarantine::Held { reason: Reason::Burst, since }),
        as_other: as_other.unwrap_or_default(),
        earlier: Vec::new(),
        report: Report { rev, outcome, rating, comment: None, reasons: Vec::new(), contact: None },
        received_at: since,
        age_ms: 0,
    }
}
