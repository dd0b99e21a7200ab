//! Looking for words in what customers wrote. There is no index of words: the newest comments are read, so many at most.

use shared::survey::Slug;
use uuid::Uuid;

use super::filter::{Filter, Needle};
use crate::{
    store::{
        Store, StoreError,
        listing::{Extent, Page},
    },
    submission::Submission,
};

/// How many comments are read for one page, and how many rows to find them.
pub const MOST_COMMENTS: u32 = 50_000;
const MOST_ROWS: u32 = 1_000_000;

/// How much of that is read at once: no reader holds the store up.
const AT_ONCE: Extent = Extent { found: 2_000, rows: 20_000 };

/// What a search found.
#[derive(Debug)]
pub struct Searched {
    /// Responses whose comment has the words, and where the reading stopped, if not at the end.
    pub page: Page<Submission>,
    /// How many comments were read.
    pub comments: u32,
}

/// Looks for `needle` in the newest comments of what `filter` means, from `before` on, until `most` have it.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub async fn search(
    store: &Store,
    site: &Slug,
    filter: &Filter,
    needle: &Needle,
    before: Option<Uuid>,
    most: usize,
) -> Result<Searched, StoreError> {
    let filter = Filter { has_comment: Some(true), ..filter.clone() };
    let (mut ids, mut comments, mut rows, mut end) = (Vec::new(), 0, 0, before);
    'reading: loop {
        let page = store.comments(site.clone(), filter.clone(), end, AT_ONCE).await?;
        for comment in &page.found {
            comments += 1;
            if needle.is_in(&comment.text) {
                ids.push(comment.id);
            }
            if ids.len() == most || comments == MOST_COMMENTS {
                end = Some(comment.id);
                break 'reading;
            }
        }
        end = page.end;
        rows += AT_ONCE.rows;
        if end.is_none() || rows >= MOST_ROWS {
            break;
        }
    }
    let found = store.responses(site.clone(), ids).await?;
    Ok(Searched { page: Page { found, end }, comments })
}
