//! Listing: a filter as a condition on rows, and what is read by it, the newest prompts first.

use std::fmt::Write;

use shared::{
    scale::{Rating, Scale},
    survey::Slug,
    wire::prompts::{Device, Outcome},
};
use uuid::Uuid;

use super::{Beside, Store, StoreError, postgres, removal::first_id, sqlite};
use crate::{
    listing::filter::{Among, DISMISSED, Filter, ratings_in},
    submission::Submission,
};

/// How far the time in an id may be from the day that its response is counted on: a day is a day in every zone.
const MARGIN_DAYS: i64 = 2;

/// Part of a site's responses, as far as it was looked through.
#[derive(Debug)]
pub struct Page<T> {
    /// What was found.
    pub found: Vec<T>,
    /// The last response that was looked at; none where there are no more.
    pub end: Option<Uuid>,
}

/// The words of a response.
#[derive(Debug)]
pub struct Comment {
    /// Whose.
    pub id: Uuid,
    /// What the customer wrote.
    pub text: String,
}

/// How much is looked through at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The most that is found.
    pub found: u32,
    /// The most rows that are read.
    pub rows: u32,
}

impl Store {
    /// Looks through a site's responses in the order of their ids, the newest first, from `before` on.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn page(
        &self,
        site: Slug,
        filter: Filter,
        before: Option<Uuid>,
        extent: Extent,
    ) -> Result<Page<Submission>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::listing::page(db, &site, &filter, before, extent)).await,
            Beside::Postgres(pool) => postgres::listing::page(pool, &site, &filter, before, extent).await,
        }
    }

    /// The same of what customers wrote. The filter has to ask for comments.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn comments(
        &self,
        site: Slug,
        filter: Filter,
        before: Option<Uuid>,
        extent: Extent,
    ) -> Result<Page<Comment>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => {
                db.read(move |db| sqlite::listing::comments(db, &site, &filter, before, extent)).await
            }
            Beside::Postgres(pool) => postgres::listing::comments(pool, &site, &filter, before, extent).await,
        }
    }

    /// Returns these of a site's responses that are there, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn responses(&self, site: Slug, ids: Vec<Uuid>) -> Result<Vec<Submission>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::listing::responses(db, &site, &ids)).await,
            Beside::Postgres(pool) => postgres::listing::responses(pool, &site, &ids).await,
        }
    }
}

/// How an engine spells what SQL leaves open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a parameter of a condition is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
}

/// A condition on a row, whose parameters begin at a number.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
    dialect: Dialect,
    first: usize,
}

impl Condition {
    /// Writes what `filter` asks of a row; parameters below `first` are the statement's own.
    pub(super) fn of(filter: &Filter, dialect: Dialect, first: usize) -> Self {
        let mut condition = Self { sql: String::from("true"), values: Vec::new(), dialect, first };
        condition.ask(filter);
        condition
    }

    fn ask(&mut self, filter: &Filter) {
        match filter.among {
            Among::Answered => self.and("rating is not null"),
            Among::Dismissed => {
                let [one, other] = DISMISSED.map(Outcome::name);
                self.and(&format!("rating is null and outcome in ('{one}', '{other}')"));
            }
            Among::All => {}
        }
        self.one_of("survey", filter.surveys.iter().map(|survey| Value::Text(survey.to_string())).collect());
        for (day, sign) in [(filter.from, ">="), (filter.to, "<")] {
            if let Some(day) = day {
                let day = self.bind(Value::Integer(day.0.into()));
                self.and(&format!("day {sign} {day}"));
            }
        }
        let slug = |slug: &Option<Slug>| slug.as_ref().map(Slug::to_string);
        for (column, value) in [
            ("touchpoint", slug(&filter.touchpoint)),
            ("stage", slug(&filter.stage)),
            ("locale", filter.locale.clone()),
            ("device", filter.device.map(Device::name).map(str::to_owned)),
        ] {
            self.one_of(column, value.into_iter().map(Value::Text).collect());
        }
        if !filter.bands.is_empty() {
            let ratings: Vec<Rating> = ratings_in(&filter.bands).collect();
            let of = |scale: Scale| {
                let raw =
                    ratings.iter().filter(|rating| rating.scale() == scale).map(|rating| rating.raw().to_string());
                let raw: Vec<String> = raw.collect();
                (!raw.is_empty()).then(|| format!("scale = '{}' and rating in ({})", scale.name(), raw.join(", ")))
            };
            let scales: Vec<String> = Scale::ALL.into_iter().filter_map(of).collect();
            self.and(&format!("({})", scales.join(" or ")));
        }
        self.one_of("rating", filter.ratings.iter().map(|rating| Value::Integer((*rating).into())).collect());
        for (column, wanted) in
            [("comment", filter.has_comment), ("contact", filter.has_contact), ("quarantined_at", filter.is_held)]
        {
            if let Some(is_there) = wanted {
                self.and(&format!("{column} is {}null", if is_there { "not " } else { "" }));
            }
        }
        self.ask_of_lists(filter);
    }

    /// What stands in JSON comes last: it is read only of rows that are right so far.
    fn ask_of_lists(&mut self, filter: &Filter) {
        if let Some(reason) = &filter.reason {
            let reason = self.bind(Value::Text(reason.clone()));
            self.and(&match self.dialect {
                Dialect::Sqlite => format!("exists (select 1 from json_each(reasons) where value = {reason})"),
                Dialect::Postgres => format!("reasons::jsonb ? {reason}"),
            });
        }
        for (name, wanted) in &filter.attributes {
            let wanted = self.bind(Value::Text(wanted.clone()));
            let value = match self.dialect {
                // The name of an attribute has no quote in it.
                Dialect::Sqlite => {
                    let path = self.bind(Value::Text(format!("$.\"{name}\"")));
                    format!("json_extract(attributes, {path})")
                }
                Dialect::Postgres => {
                    let name = self.bind(Value::Text(name.to_string()));
                    format!("attributes::jsonb ->> {name}")
                }
            };
            self.and(&format!("{value} = {wanted}"));
        }
    }

    fn and(&mut self, more: &str) {
        write!(self.sql, " and {more}").expect("a string takes any text");
    }

    fn one_of(&mut self, column: &str, values: Vec<Value>) {
        if !values.is_empty() {
            let values: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
            self.and(&format!("{column} in ({})", values.join(", ")));
        }
    }

    /// Adds a parameter and returns how it is written.
    fn bind(&mut self, value: Value) -> String {
        let number = self.first + self.values.len();
        let parameter = match (self.dialect, &value) {
            (Dialect::Sqlite, _) => format!("?{number}"),
            (Dialect::Postgres, Value::Text(_)) => format!("${number}::text"),
            (Dialect::Postgres, Value::Integer(_)) => format!("${number}::bigint"),
        };
        self.values.push(value);
        parameter
    }
}

/// Returns the ids between which everything lies that `filter` admits: a prompt's begins with the time of its issue.
pub(super) fn ids_between(filter: &Filter, before: Option<Uuid>) -> (Uuid, Uuid) {
    let edge = |day: i64| first_id(day * 24 * 60 * 60);
    let first = filter.from.map_or(Uuid::nil(), |from| edge(i64::from(from.0) - MARGIN_DAYS));
    let end = filter.to.map_or(Uuid::max(), |to| edge(i64::from(to.0) + MARGIN_DAYS));
    (first, before.map_or(end, |before| before.min(end)))
}
