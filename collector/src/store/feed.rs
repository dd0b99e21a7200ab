//! The feed: a site's responses in the order in which they changed, for whoever follows them.
//!
//! A batch writes one row for each of its sites: the ids that it changed, under its number. A response's row names the
//! batch that changed it last, and the reader passes over ids whose row names another one: so each response comes once,
//! at its latest change, and comes again when it changes again. Numbers only grow in the order in which readers see
//! them; how, each engine says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use shared::survey::Slug;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Beside, Store, StoreError, postgres, sqlite};
use crate::{submission::Submission, token::CLOCK_SKEW};

/// By how much numbers jump where a store goes on from an earlier state of itself, so that what comes next is behind
/// all that anybody may have read of the state that is gone.
pub(super) const JUMP: i64 = 1 << 40;

/// The bytes of an id in a batch's row.
pub(super) const ID_BYTES: usize = 16;

/// A place in a site's feed; what is behind it is what its reader has yet to see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Among the responses that are older than the feed, in the order of ids: behind this one.
    Older(Uuid),
    /// Behind this response of this batch.
    Behind {
        /// The batch.
        seq: i64,
        /// The response.
        id: Uuid,
    },
}

impl Position {
    /// Where nothing has been seen.
    pub const START: Self = Self::Older(Uuid::nil());

    /// Behind all that is older than the feed.
    pub(super) const SINCE_FEED: Self = Self::Behind { seq: 0, id: Uuid::max() };
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Older(id) => write!(f, "older:{id}"),
            Self::Behind { seq, id } => write!(f, "{seq}:{id}"),
        }
    }
}

/// A part of a site's feed.
#[derive(Debug)]
pub struct Feed {
    /// Responses, each with its place.
    pub arrivals: Vec<(Position, Submission)>,
    /// Behind all that was looked at.
    pub end: Position,
    /// Whether there may be more.
    pub more: bool,
}

/// What a batch changed: the ids of each site, and when.
#[derive(Debug, Default)]
pub(super) struct Arrivals(BTreeMap<Slug, (i64, BTreeSet<Uuid>)>);

impl Arrivals {
    /// Notes that a response changed, so many seconds after the epoch.
    pub(super) fn note(&mut self, response: &Submission, at: i64) {
        let (site, id) = (&response.prompt.site, response.prompt.id);
        let (latest, ids) = match self.0.get_mut(site) {
            Some(known) => known,
            None => self.0.entry(site.clone()).or_default(),
        };
        *latest = at.max(*latest);
        ids.insert(id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows to write: each site, when it was, and the ids.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Slug, i64, Vec<u8>)> {
        self.0.iter().map(|(site, (at, ids))| (site, *at, ids.iter().flat_map(|id| *id.as_bytes()).collect()))
    }
}

/// Returns the ids of a batch's row that are behind `after`.
pub(super) fn ids_behind(seq: i64, ids: &[u8], after: (i64, Uuid)) -> impl Iterator<Item = Uuid> {
    let ids = ids.chunks_exact(ID_BYTES).map(|id| Uuid::from_slice(id).expect("a chunk has the bytes of an id"));
    ids.filter(move |id| (seq, *id) > after)
}

/// Returns the moment before which batches are about nothing that is kept, where prompts that were issued before
/// `expired` are not: a report comes after its prompt, by clocks that may differ.
pub(super) fn outlived(expired: i64) -> i64 {
    expired.saturating_sub(CLOCK_SKEW.as_secs())
}

impl Store {
    /// Returns what is behind a place in a site's feed, looking at `most` changes.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn feed(&self, site: Slug, after: Position, most: u32) -> Result<Feed, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::feed::read(db, &site, after, most)).await,
            Beside::Postgres(pool) => postgres::feed::read(pool, &site, after, most).await,
        }
    }

    /// Returns the place behind all that readers of the feed can see at this moment.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn feed_end(&self) -> Result<Position, StoreError> {
        let seq = match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::feed::last).await?,
            Beside::Postgres(pool) => postgres::feed::last(pool).await?,
        };
        Ok(Position::Behind { seq, id: Uuid::max() })
    }

    /// Changes whenever this process has written something. What others write to the same store it does not know.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.batcher.commits()
    }
}
