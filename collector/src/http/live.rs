//! `GET /v1/live`: responses as they are committed, as server-sent events.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use shared::problem::ProblemCode;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};
use tracing::warn;

use super::{
    App,
    error::Refusal,
    question::Parameters,
    refused::{self, Refused, Refuses},
    shares::Share,
    site::OwnedSite,
};
use crate::{
    listing::{
        filter::Filter,
        query::{InvalidListing, Kind, Listing},
        view::view,
    },
    store::{
        StoreError,
        feed::{Feed, Position},
    },
};

/// How often something is sent where nothing happens, so that nobody on the way takes the connection for dead: haproxy
/// does after 15 s, as we have it configured (docs/haproxy.cfg), nginx after 60.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// How often the store is looked at for what others write to it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How soon it is looked at again at the earliest, however much is written.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How much is read at once.
const AT_ONCE: u32 = 100;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[ProblemCode::FieldUnknown, ProblemCode::FieldInvalid, ProblemCode::RangeInvalid, ProblemCode::CursorInvalid],
    ];
}

/// Tells responses as they are committed: server-sent events of the name `response`, whose data is the response in JSON.
///
/// The id of an event is its cursor, the same as of a line of `/v1/responses?format=ndjson`. Whoever comes back with
/// `Last-Event-ID` (browsers do by themselves), or with `after`, gets what changed since; without it what comes from now
/// on. It takes the filters of `/v1/responses`.
#[utoipa::path(
    get,
    path = "/v1/live",
    tag = "owner",
    security(("key" = [])),
    params(
        ("survey" = Option<String>, Query, description = "One survey alone; may be given 20 times.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("band" = Option<String>, Query, description = "One band alone; may be given several times.",
            pattern = "^(promoter|passive|detractor|satisfied|neutral|dissatisfied|easy|difficult)$"),
        ("outcome" = Option<String>, Query, description = "What became of the prompt: `answered`, there is a rating.", pattern = "^(answered|dismissed|all)$"),
        ("after" = Option<String>, Query, description = "The cursor of the last response that was read; the header goes before it."),
        ("seconds" = Option<u32>, Query, description = "How long to listen; for ever. With 0 it tells what is there.", minimum = 0, maximum = 86_400),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was read."),
    ),
    responses((status = 200, description = "the events", content_type = "text/event-stream", body = String), Refused<Refusals>)
)]
pub(super) async fn get_live(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    headers: HeaderMap,
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    let Listing { filter, cursor, seconds, .. } = Listing::new(parameters, Kind::Live)?;
    let last_seen = headers.get(LAST_EVENT_ID).map(|id| id.to_str().unwrap_or("?").to_owned());
    let place = match last_seen.filter(|id| !id.is_empty()).or(cursor) {
        Some(cursor) => site.cursors().open_place(&site.site().slug, &cursor).ok_or(InvalidListing::Cursor)?,
        None => app.store.feed_end().await?,
    };
    let share = app.lives.take(&site.site().slug)?;
    let first = Event::default().comment("live").id(site.cursors().place(&site.site().slug, place));
    let now = Instant::now();
    let listener = Listener {
        commits: app.store.commits(),
        stops: app.stops.subscribe(),
        leaves: seconds.map(|seconds| now + Duration::from_secs(seconds.into())),
        looks: now,
        events: VecDeque::from([first]),
        app,
        site,
        filter,
        place,
        _share: share,
    };
    let events = stream::unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx would keep events until it has a buffer full of them.
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    Ok((headers, events).into_response())
}

/// Whoever listens to a site.
struct Listener {
    app: Arc<App>,
    site: OwnedSite,
    filter: Filter,
    /// Behind what was read.
    place: Position,
    /// What was read and not taken yet: one read's worth, however slow the other side is.
    events: VecDeque<Event>,
    commits: watch::Receiver<u64>,
    stops: watch::Receiver<bool>,
    /// When it has listened for long enough.
    leaves: Option<Instant>,
    /// When the store may be looked at again.
    looks: Instant,
    _share: Share,
}

impl Listener {
    /// Waits for the next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if *self.stops.borrow() || !self.site.is_still_open(&self.app) {
                return None;
            }
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            self.commits.mark_unchanged();
            let more = self.read().await.inspect_err(|cause| warn!("a live stream ends: {cause}")).ok()?;
            if !more && self.events.is_empty() {
                if self.leaves.is_some_and(|leaves| leaves <= Instant::now()) {
                    return None;
                }
                self.wait().await;
            }
        }
    }

    /// Reads on and says whether there may be more.
    async fn read(&mut self) -> Result<bool, StoreError> {
        let Self { app, site, filter, place, events, .. } = self;
        let (site, cursors) = (site.site(), site.cursors());
        self.looks = Instant::now() + LOOK_AGAIN;
        let Feed { arrivals, end, more } = app.store.feed(site.slug.clone(), *place, AT_ONCE).await?;
        for (place, response) in arrivals {
            if filter.admits(&response) {
                let data = serde_json::to_string(&view(response, site)).expect("what is told is texts and numbers");
                let event = Event::default().event("response").id(cursors.place(&site.slug, place));
                events.push_back(event.data(data));
            }
        }
        *place = end;
        Ok(more)
    }

    /// Waits until there may be something: a commit of this process, or some time.
    async fn wait(&mut self) {
        let latest = Instant::now() + LOOK_EVERY;
        let latest = self.leaves.map_or(latest, |leaves| leaves.min(latest));
        tokio::select! {
            // The other side of both is there as long as the app is.
            _ = self.stops.changed() => {}
            () = sleep_until(latest) => {}
            _ = self.commits.changed() => sleep_until(self.looks.min(latest)).await,
        }
    }
}
