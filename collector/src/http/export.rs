//! All of a site's responses in one answer, as it is read: CSV and lines of JSON.
//!
//! Nothing is read before the connection takes it, in short reads that hold nobody up and keep nothing from the store
//! between them, so that an export may last for hours: it needs the memory of one read. A site has one at a time. While
//! answers arrive it rests between reads: whoever answers goes first.

use std::{future::Future, sync::Arc};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use shared::wire::listing::{FeedEnd, FeedLine};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};
use tracing::warn;
use uuid::Uuid;

use super::{App, error::Refusal, format::Format, shares::Share, site::OwnedSite};
use crate::{
    listing::{
        filter::Needle,
        query::{InvalidListing, Listing},
        table::Table,
        view::view,
    },
    store::{
        StoreError,
        feed::{Feed, Position},
        listing::{Extent, Page},
    },
    submission::Submission,
};

/// How much is read at once: little, since what is read and written down at one go is what those who answer wait for.
const AT_ONCE: u32 = 50;
const ROWS_AT_ONCE: u32 = 10_000;

/// How long it rests behind a read in which answers arrived, in times of what the read took.
const REST: u32 = 4;

/// Why an export ends before its end.
#[derive(Debug, thiserror::Error)]
enum CutOff {
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    #[error("its key opens nothing any more")]
    Key,
}

/// What every export has.
struct Export {
    app: Arc<App>,
    site: OwnedSite,
    listing: Listing,
    /// None once all is read: whoever has the last part may begin another export.
    share: Option<Share>,
    commits: watch::Receiver<u64>,
    /// Until when it rests.
    rests: Instant,
}

/// An export that is read in parts.
trait Parts: Send + Sized + 'static {
    fn export(&mut self) -> &mut Export;

    /// Reads on; some of it may be nothing. The share is given back with the last part.
    fn read(&mut self) -> impl Future<Output = Result<Vec<u8>, CutOff>> + Send;
}

impl Export {
    fn begin(app: Arc<App>, site: OwnedSite, listing: Listing) -> Result<Self, Refusal> {
        let share = Some(app.exports.take(&site.site().slug)?);
        let (commits, rests) = (app.store.commits(), Instant::now());
        Ok(Self { app, site, listing, share, commits, rests })
    }

    fn is_meant(&self, response: &Submission) -> bool {
        let comment = response.report.comment.as_deref();
        let has_text = |text: &Needle| comment.is_some_and(|comment| text.is_in(comment));
        self.listing.filter.admits(response) && self.listing.text.as_ref().is_none_or(has_text)
    }
}

/// Reads the next part that has something; none behind the last one.
async fn next(parts: &mut impl Parts) -> Result<Option<Bytes>, CutOff> {
    loop {
        let export = parts.export();
        if export.share.is_none() {
            return Ok(None);
        }
        if !export.site.is_still_open(&export.app) {
            return Err(CutOff::Key);
        }
        sleep_until(export.rests).await;
        export.commits.mark_unchanged();
        let began = Instant::now();
        let part = parts.read().await?;
        let export = parts.export();
        if export.commits.has_changed().unwrap_or_default() {
            export.rests = Instant::now() + began.elapsed() * REST;
        }
        if !part.is_empty() {
            return Ok(Some(part.into()));
        }
    }
}

/// Answers with all of it. The first part is read before, so that a store that fails is told as ever.
async fn answer(mut parts: impl Parts, format: Format, name: &'static str) -> Result<Response, Refusal> {
    let first = match next(&mut parts).await {
        Ok(first) => first,
        Err(CutOff::Store(cause)) => return Err(cause.into()),
        Err(CutOff::Key) => None,
    };
    let rest = stream::try_unfold(parts, async |mut parts| {
        let part = next(&mut parts).await.inspect_err(|cause| warn!("an export was cut off: {cause}"))?;
        Ok::<_, CutOff>(part.map(|part| (part, parts)))
    });
    let all = stream::iter(first.map(Ok)).chain(rest);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(all)).into_response())
}

struct TableParts {
    export: Export,
    table: Table,
    is_begun: bool,
    before: Option<Uuid>,
}

/// Answers with a table, the newest response first.
pub(super) async fn table(app: Arc<App>, site: OwnedSite, listing: Listing) -> Result<Response, Refusal> {
    let table = Table::of(site.site());
    let export = Export::begin(app, site, listing)?;
    let parts = TableParts { export, table, is_begun: false, before: None };
    answer(parts, Format::Csv, "attachment; filename=\"responses.csv\"").await
}

impl Parts for TableParts {
    fn export(&mut self) -> &mut Export {
        &mut self.export
    }

    async fn read(&mut self) -> Result<Vec<u8>, CutOff> {
        let Self { export, table, is_begun, before } = self;
        let site = export.site.site();
        let extent = Extent { found: AT_ONCE, rows: ROWS_AT_ONCE };
        let filter = export.listing.filter.clone();
        let Page { found, end } = export.app.store.page(site.slug.clone(), filter, *before, extent).await?;
        let found = found.into_iter().filter(|response| export.is_meant(response));
        let found: Vec<_> = found.map(|response| view(response, site)).collect();
        let mut part = if *is_begun { Vec::new() } else { table.head() };
        part.extend(table.lines(&found));
        (*is_begun, *before) = (true, end);
        if end.is_none() {
            export.share = None;
        }
        Ok(part)
    }
}

struct Lines {
    export: Export,
    after: Position,
}

/// Answers with lines in the order in which responses changed.
pub(super) async fn lines(app: Arc<App>, site: OwnedSite, listing: Listing) -> Result<Response, Refusal> {
    let after = match &listing.cursor {
        Some(cursor) => site.cursors().open_place(&site.site().slug, cursor).ok_or(InvalidListing::Cursor)?,
        None => Position::START,
    };
    let export = Export::begin(app, site, listing)?;
    answer(Lines { export, after }, Format::Ndjson, "attachment; filename=\"responses.ndjson\"").await
}

impl Parts for Lines {
    fn export(&mut self) -> &mut Export {
        &mut self.export
    }

    async fn read(&mut self) -> Result<Vec<u8>, CutOff> {
        let Self { export, after } = self;
        let (site, cursors) = (export.site.site(), export.site.cursors());
        let Feed { arrivals, end, more } = export.app.store.feed(site.slug.clone(), *after, AT_ONCE).await?;
        let mut part = Vec::new();
        for (place, response) in arrivals {
            if export.is_meant(&response) {
                let line = FeedLine { cursor: cursors.place(&site.slug, place), response: view(response, site) };
                write(&mut part, &line);
            }
        }
        *after = end;
        if !more {
            write(&mut part, &FeedEnd { cursor: cursors.place(&site.slug, end), end: true });
            export.share = None;
        }
        Ok(part)
    }
}

fn write(part: &mut Vec<u8>, line: &impl serde::Serialize) {
    serde_json::to_writer(&mut *part, line).expect("what is told is texts and numbers");
    part.push(b'\n');
}
