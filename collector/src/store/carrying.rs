//! Carrying over: a PostgreSQL database that is restored from a dump has what was removed after that was made. The
//! database of before remembers. (`sondeo restore` does the same for SQLite.)

use jiff::Timestamp;
use shared::survey::Slug;
use uuid::Uuid;

use super::{
    Beside, Store, StoreError,
    postgres::{
        Pool,
        returned::{histories, responses},
        tombstones::{add_all, page, salt_bytes},
    },
    removal::{Removal, Target},
};

/// How many rows are looked at in one go.
const PAGE: u32 = 1000;

/// Rows that were looked at.
#[derive(Debug)]
pub(super) struct Looked<Key, Found> {
    /// The last of them, if there may be more.
    pub(super) last: Option<Key>,
    /// Those that are there although they were removed.
    pub(super) returned: Vec<Found>,
}

/// A response that was removed before it was there again: its site and its id.
pub(super) type Returned = (Slug, Uuid);

/// A history that was removed before it was there again: its site, its respondent, and when it was removed.
pub(super) type ReturnedHistory = (Slug, String, i64);

impl Store {
    /// Removes here what `former` removed, and remembers it; returns how many responses that were. To be called before
    /// anybody else uses this store.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the two did not begin as one, so that nothing can be told from what `former`
    /// remembers; any other if one of them failed. It may be called again.
    pub async fn carry_over(&self, former: &Self, now: Timestamp) -> Result<u64, StoreError> {
        let (Beside::Postgres(here), Beside::Postgres(there)) = (&self.beside, &former.beside) else {
            let right = "this is for a PostgreSQL database and the one before; `sondeo restore` does it for a folder";
            return Err(StoreError::Refused(right.to_owned()));
        };
        let mut known = page(there, None, PAGE).await?;
        if known.is_empty() {
            return Ok(0);
        }
        if salt_bytes(there).await? != salt_bytes(here).await? {
            let why = "what was removed there cannot be told here: the two stores did not begin as one";
            return Err(StoreError::Refused(why.to_owned()));
        }
        while let Some(last) = known.last() {
            let after = (last.site.clone(), last.hash);
            add_all(here, &known).await?;
            known = page(there, Some(after), PAGE).await?;
        }
        self.remove_what_returned(here, now).await
    }

    /// Removes what is there although a tombstone says that it was removed.
    async fn remove_what_returned(&self, here: &Pool, now: Timestamp) -> Result<u64, StoreError> {
        let (mut removed, mut after) = (0, None);
        loop {
            let Looked { last, returned } = responses(here, after, PAGE).await?;
            for (site, id) in returned {
                let removal = Removal { site, target: Target::Response(id), at: now.as_second() };
                removed += self.remove(removal).await?.responses;
            }
            if last.is_none() {
                break;
            }
            after = last;
        }
        let mut after = None;
        loop {
            let Looked { last, returned } = histories(here, after, PAGE).await?;
            for (site, respondent, at) in returned {
                removed += self.remove(Removal { site, target: Target::Respondent(respondent), at }).await?.responses;
            }
            if last.is_none() {
                break;
            }
            after = last;
        }
        Ok(removed)
    }
}
