//! What every storage engine must do, tried on real databases: a folder each, a schema each.

mod access;
mod away;
mod carrying;
mod counting;
mod expiring;
mod failing;
mod following;
mod following_beside;
mod holding;
mod home;
mod keeping;
mod listing;
mod marks;
mod mixing;
mod racing;
mod rating_once;
mod removing;
mod restoring;
mod revisions;
mod scoring;
mod scrubbing;
mod surveys;
mod telling;
mod together;
mod varying;
mod zones;

use std::{collections::BTreeMap, thread};

use jiff::Timestamp;
use shared::{
    scale::{Rating, Scale},
    survey::Slug,
    tally::Tally,
    wire::prompts::Outcome,
};
use uuid::Uuid;

use self::home::{Home, On, on_every_engine};
use super::{
    Store, StoreError,
    batch::{Applied, Batch, Engine, Outcomes},
    query::{Dimension, NewSite, SiteSettings, TallyQuery},
    removal::{Removal, Removed, Target},
};
use crate::{
    calendar::Day,
    retention::Retention,
    signed_interaction::Interactions,
    submission::{Report, Submission},
    survey_file::SurveyFile,
    token::IssuedPrompt,
};

/// The day on which everything happens unless a test says otherwise: 2026-09-21 in UTC.
const DAY: Day = Day(20_717);
const NOON: i64 = DAY.0 as i64 * 86_400 + 43_200;

const SURVEYS: &str = "[[survey]]\nslug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n\
     [[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";

/// A store, its write side without the queue in front, and where both are.
struct Ledger {
    store: Store,
    engine: Box<dyn Engine>,
    home: Home,
}

impl Ledger {
    /// Makes a store with nothing in it.
    async fn new(on: On) -> Self {
        Self::open(Home::new(on).await).await
    }

    /// Makes a store with the site `shop` and [`SURVEYS`].
    async fn with_shop(on: On) -> Self {
        let ledger = Self::new(on).await;
        ledger.add_site("shop").await;
        let (file, now) = (SurveyFile::parse(SURVEYS).unwrap(), Timestamp::from_second(NOON).unwrap());
        ledger.store.apply_surveys(slug("shop"), file, now).await.unwrap();
        ledger
    }

    async fn open(home: Home) -> Self {
        let store = Store::open(&home.place()).await.unwrap();
        let engine = home.engine().await;
        Self { store, engine, home }
    }

    /// Closes the store and opens it again.
    async fn reopened(self) -> Self {
        let Self { store, engine, home } = self;
        drop((store, engine));
        Self::open(home).await
    }

    async fn add_site(&self, name: &str) {
        let settings = SiteSettings {
            origins: vec!["https://shop.example".parse().unwrap()],
            tz: "UTC".to_owned(),
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
        };
        let site = NewSite { slug: slug(name), settings, keys: Vec::new() };
        self.store.add_site(site, Timestamp::from_second(NOON).unwrap()).await.unwrap();
    }

    /// Writes one report in a batch of its own.
    fn apply(&mut self, submission: &Submission) -> Applied {
        self.apply_all(std::slice::from_ref(submission)).unwrap()[0]
    }

    /// Writes reports in one batch.
    fn apply_all(&mut self, reports: &[Submission]) -> Result<Vec<Applied>, StoreError> {
        let batch = Batch { reports: reports.to_vec(), ..Batch::default() };
        Ok(self.apply_batch(&batch)?.reports)
    }

    /// Removes something of a site, in a batch of its own.
    fn remove(&mut self, site: &str, target: Target, at: i64) -> Removed {
        let removal = Removal { site: slug(site), target, at };
        let batch = Batch { removals: vec![removal], ..Batch::default() };
        self.apply_batch(&batch).unwrap().removals[0]
    }

    /// Writes a batch as the queue does it: on a thread that may wait.
    fn apply_batch(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        thread::scope(|scope| scope.spawn(|| self.engine.apply(batch)).join().unwrap())
    }

    /// What is kept of a prompt: its revision, its outcome and its rating.
    async fn kept(&self, id: Uuid) -> (u32, String, Option<u8>) {
        let row = format!("select rev, outcome, rating from responses where id = {}", self.home.id(id));
        let row = self.home.read(&row).await.remove(0);
        let [rev, outcome, rating] = row.try_into().unwrap();
        (rev.unwrap().parse().unwrap(), outcome.unwrap(), rating.map(|rating| rating.parse().unwrap()))
    }

    /// How many rows a table has.
    async fn rows(&self, table: &str) -> i64 {
        let count = self.home.read(&format!("select count(*) from {table}")).await.remove(0).remove(0);
        count.unwrap().parse().unwrap()
    }

    /// The tallies of a survey, by day and value.
    async fn tallies(&self, site: &str, survey: &str, dimension: Dimension) -> BTreeMap<(Day, String), Tally> {
        let (from, to) = (Day(0), Day(100_000));
        let query = TallyQuery { site: slug(site), survey: slug(survey), dimension, value: None, from, to };
        let rows = self.store.tallies(query).await.unwrap();
        rows.into_iter().map(|row| ((row.day, row.value), row.tally)).collect()
    }

    /// What a survey of the shop adds up to.
    async fn whole(&self, survey: &str) -> Tally {
        self.tallies("shop", survey, Dimension::Whole).await.into_values().sum()
    }

    /// Fails if writers waited for each other in a circle. They try again after that, so that nobody else would notice.
    async fn never_waited_in_a_circle(&self) {
        if matches!(self.home, Home::Schema(_)) {
            let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
            assert_eq!(self.home.read(deadlocks).await[0][0].as_deref(), Some("0"), "writers waited in a circle");
        }
    }

    /// Fails unless the tallies equal a recount.
    async fn is_right(&self) {
        assert_eq!(self.store.verify().await.unwrap(), []);
    }
}

fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

/// A prompt of the shop's survey `order`.
fn prompt(id: u128) -> IssuedPrompt {
    IssuedPrompt {
        site: slug("shop"),
        id: Uuid::from_u128(id),
        survey: slug("order"),
        version: 1,
        issued_at: NOON,
        touchpoint: slug("order_completed"),
        interaction_id: Some(format!("order-{id}")),
        stage: None,
        locale: "en".to_owned(),
        device: None,
        attributes: BTreeMap::new(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    }
}

/// A report about `prompt`, on the scale of `order`.
fn submission(prompt: &IssuedPrompt, rev: u32, outcome: Outcome, rating: Option<i64>) -> Submission {
    let rating = rating.map(|raw| Rating::new(Scale::Csat5, raw).unwrap());
    let report = Report { rev, outcome, rating, comment: None, reasons: Vec::new(), contact: None };
    let day = Day(i32::try_from(prompt.issued_at.div_euclid(86_400)).unwrap());
    Submission {
        prompt: prompt.clone(),
        day,
        quarantine: None,
        as_other: Vec::new(),
        earlier: Vec::new(),
        report,
        received_at: prompt.issued_at + i64::from(rev) + 5,
        age_ms: 0,
    }
}
