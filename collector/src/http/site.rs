//! The site that a request is about: by the address, or by the key.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use shared::{problem::ProblemCode, survey::Slug};

use super::{App, callers::Caller, error::Refusal, limits};
use crate::{
    catalog::{Catalog, Grant, KeyHash, Scope, Site},
    listing::cursor::CursorKey,
};

/// A site, held in the catalog of the moment when the request came.
#[derive(Debug)]
struct Held {
    catalog: Arc<Catalog>,
    slug: Slug,
}

impl Held {
    fn find(catalog: Arc<Catalog>, slug: Slug) -> Option<Self> {
        catalog.sites.contains_key(&slug).then_some(Self { catalog, slug })
    }

    fn site(&self) -> &Site {
        &self.catalog.sites[&self.slug]
    }
}

/// The site that the address names: `/v1/sites/{site}/...`. Its slug is public.
#[derive(Debug)]
pub(super) struct PublicSite(Held);

impl PublicSite {
    pub(super) fn site(&self) -> &Site {
        self.0.site()
    }

    /// The same site, as another version of the catalog has it.
    pub(super) fn as_in(&self, catalog: Arc<Catalog>) -> Result<Self, Refusal> {
        Held::find(catalog, self.0.slug.clone()).map(Self).ok_or_else(unknown)
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.0.catalog
    }

    /// Checks that its owner has not paused it.
    pub(super) fn check_asks(&self) -> Result<(), Refusal> {
        let detail = "this site is paused by its owner; what is reported of earlier prompts is taken";
        if self.site().is_paused { Err(Refusal::new(ProblemCode::SurveyClosed, detail)) } else { Ok(()) }
    }

    /// Checks that the page that asks is one of the site's. Browsers cannot forge the header; scripts can.
    pub(super) fn check_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut given = headers.get_all(header::ORIGIN).iter();
        let origin = given.next();
        if given.next().is_some() {
            return Err(Refusal::new(ProblemCode::HeaderInvalid, "a request has one Origin"));
        }
        if origin.is_some_and(|origin| !is_serialized(origin.as_bytes())) {
            return Err(Refusal::new(
                ProblemCode::HeaderInvalid,
                "an Origin is null, or a scheme and a host with no path",
            ));
        }
        let origin = origin.map(HeaderValue::as_bytes);
        if self.site().origins.iter().any(|known| known.is_of(origin)) {
            return Ok(());
        }
        Err(Refusal::new(
            ProblemCode::OriginDenied,
            "this page's origin is not one of the site's; its owner adds it with `sondeo site set --origin`",
        ))
    }
}

fn unknown() -> Refusal {
    Refusal::new(ProblemCode::SiteUnknown, "there is no site of this name; check data-site")
}

/// Says whether this can be an origin of any scheme, as browsers write it.
fn is_serialized(origin: &[u8]) -> bool {
    let host = origin.windows(3).position(|at| at == b"://").map(|at| &origin[at + 3..]);
    origin == b"null"
        || host.is_some_and(|host| !host.is_empty() && host.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'/'))
}

impl FromRequestParts<Arc<App>> for PublicSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let Path(name) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| unknown())?;
        let slug = name.parse().map_err(|_| unknown())?;
        Held::find(app.catalog.load_full(), slug).map(Self).ok_or_else(unknown)
    }
}

/// Until when a session vouches for the key of a request, Unix seconds; an extension of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until(pub(super) i64);

/// The site whose key the request carries.
#[derive(Debug)]
pub(super) struct OwnedSite {
    held: Held,
    scope: Scope,
    key: KeyHash,
    until: Option<Until>,
}

impl OwnedSite {
    pub(super) fn site(&self) -> &Site {
        self.held.site()
    }

    /// What the cursors of this site are signed with.
    pub(super) fn cursors(&self) -> &CursorKey {
        &self.held.catalog.cursors
    }

    /// Says whether the key opens it still, for what lasts longer than it takes to revoke a key.
    pub(super) fn is_still_open(&self, app: &App) -> bool {
        let (catalog, now) = (app.catalog.load(), app.clock.now().as_second());
        let is_vouched_for = self.until.is_none_or(|Until(ends_at)| now < ends_at);
        is_vouched_for && catalog.keys.get(&self.key).is_some_and(|grant| grant.check(now).is_ok())
    }
}

/// Finds what a key opens, and the catalog that says so. One that is not known may have been added a moment ago, at another
/// collector or by a command; whoever tries too many of those is not looked for any more.
pub(super) async fn grant_of(
    app: &App,
    key: &KeyHash,
    caller: Option<Caller>,
) -> Result<Option<(Arc<Catalog>, Grant)>, Refusal> {
    let find = |catalog: Arc<Catalog>| catalog.keys.get(key).cloned().map(|grant| (catalog, grant));
    if let Some(found) = find(app.catalog.load_full()) {
        return Ok(Some(found));
    }
    app.limits.note_wrong_key(caller)?;
    Ok(find(app.catch_up_for_one_that_waits().await?))
}

impl FromRequestParts<Arc<App>> for OwnedSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let needed = || Refusal::new(ProblemCode::KeyInvalid, "send a key of the site: Authorization: Bearer KEY");
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|given| given.to_str().ok());
        let (scheme, key) = given.and_then(|given| given.split_once(' ')).ok_or_else(needed)?;
        if scheme != "Bearer" {
            return Err(needed());
        }
        let key = KeyHash::of(key);
        let (catalog, grant) = grant_of(app, &key, limits::caller(parts)).await?.ok_or_else(needed)?;
        grant.check(app.clock.now().as_second())?;
        let held = Held::find(catalog, grant.site).ok_or_else(needed)?;
        Ok(Self { held, scope: grant.scope, key, until: parts.extensions.get().copied() })
    }
}

/// The site whose key the request carries, a key that may change it.
#[derive(Debug)]
pub(super) struct ManagedSite(OwnedSite);

impl ManagedSite {
    pub(super) fn slug(&self) -> &Slug {
        &self.0.held.slug
    }
}

impl FromRequestParts<Arc<App>> for ManagedSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let owned = OwnedSite::from_request_parts(parts, app).await?;
        match owned.scope {
            Scope::Manage => Ok(Self(owned)),
            Scope::Read => {
                let detail = "this key reads; what changes or removes needs the site's manage key";
                Err(Refusal::new(ProblemCode::ScopeMissing, detail))
            }
        }
    }
}
