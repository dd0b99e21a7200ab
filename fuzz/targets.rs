//! What is tried with bytes of anybody's: each takes any, panics at none, and keeps the law that stands at it.
//!
//! cargo-fuzz runs these for as long as it is let (`fuzz_targets/`), and the collector's tests try them with what it found
//! before (collector/tests/corpus.rs).

use std::sync::LazyLock;

use collector::{
    asking::Asking,
    catalog::Site,
    http::read_body,
    retention::Retention,
    scores::ScoresQuery,
    signed_interaction::{self, Interactions, SigningSecret},
    submission::Report,
    survey_file::SurveyFile,
    token::{self, Secret},
};
use jiff::{Timestamp, tz::TimeZone};
use shared::{
    problem::ProblemCode,
    wire::{prompts::PromptRequest, responses::ResponseRequest},
};

/// A target.
pub type Target = fn(&[u8]);

/// All of them by name, which is that of the folder of its corpus.
pub const ALL: [(&str, Target); 6] = [
    ("prompt_body", prompt_body),
    ("response_body", response_body),
    ("prompt_token", prompt_token),
    ("interaction_token", interaction_token),
    ("survey_file", survey_file),
    ("scores_query", scores_query),
];

const SURVEYS: &str = "
    [[survey]]
    slug = 'relation'
    metric = 'nps'
    touchpoints = ['account_viewed']
    attributes = ['plan']
    reasons = ['price', 'other']
    contact = true";

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let surveys = SurveyFile::parse(SURVEYS).expect("these surveys are sound").surveys().to_vec();
    Site {
        slug: "shop".parse().expect("a slug"),
        origins: Vec::new(),
        tz: "UTC".to_owned(),
        zone: TimeZone::UTC,
        locale: "en".to_owned(),
        retention: Retention::FOREVER,
        interactions: Interactions::Any,
        is_paused: false,
        signing_secrets: vec![SigningSecret::from("a secret of the site's".to_owned())],
        versions: vec![1; surveys.len()],
        earlier: Default::default(),
        surveys,
    }
});

/// A second in which everything happens.
fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a second of 2026")
}

/// A body is refused with one of the codes of bodies, or what is read is spelled as it was.
pub fn prompt_body(bytes: &[u8]) {
    match read_body::<PromptRequest>(bytes) {
        Err(code) => is_of_bodies(code),
        Ok(request) => {
            let text = serde_json::to_vec(&request).expect("a request is JSON");
            assert_eq!(read_body::<PromptRequest>(&text), Ok(request.clone()), "it reads otherwise than it is written");
            let _ = Asking::new(request, &SITE, None);
        }
    }
}

/// As [`prompt_body`]; a rating that is taken lies on the scale.
pub fn response_body(bytes: &[u8]) {
    match read_body::<ResponseRequest>(bytes) {
        Err(code) => is_of_bodies(code),
        Ok(request) => {
            let asked = request.rating;
            let Ok(report) = Report::new(request, &SITE.surveys[0]) else { return };
            assert_eq!(report.rating.map(|rating| i64::from(rating.raw())), asked);
            assert!(asked.is_none_or(|rating| (0..=10).contains(&rating)));
        }
    }
}

/// Nobody comes upon a token by chance.
pub fn prompt_token(bytes: &[u8]) {
    let secret = Secret { key_id: 1, bytes: vec![7; 32] };
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(token::open(text, &SITE.slug, &[secret], now()).is_err(), "a token that nobody made is taken");
    }
}

/// Nobody comes upon a signature by chance.
pub fn interaction_token(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let opened = signed_interaction::open(text, &SITE, "account_viewed", now());
        assert!(opened.is_err(), "what nobody signed is taken");
    }
}

/// A file that is taken has surveys that may be asked.
pub fn survey_file(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(file) = SurveyFile::parse(text)
    {
        for survey in file.surveys() {
            assert!(survey.scale().min() < survey.scale().max());
        }
    }
}

/// A query is read, or refused with a sentence.
pub fn scores_query(bytes: &[u8]) {
    let parameters = url::form_urlencoded::parse(bytes).into_owned().collect();
    if let Err(refused) = ScoresQuery::new(parameters, &SITE, now()) {
        assert!(!refused.to_string().is_empty());
    }
}

fn is_of_bodies(code: ProblemCode) {
    use ProblemCode::{FieldInvalid, FieldMissing, FieldUnknown, JsonSyntax};
    assert!(matches!(code, JsonSyntax | FieldInvalid | FieldMissing | FieldUnknown), "{code:?}");
}
