//! The demo's site: made at the first start, with a key that outlives restarts.

use std::{fs, io, path::Path};

use collector::{
    catalog::{Origin, Scope},
    clock::{Clock, SystemClock},
    keys::Key,
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        Store,
        query::{NewKey, NewSite, SiteChange, SiteSettings},
    },
    survey_file::SurveyFile,
};
use serde::{Deserialize, Serialize};
use shared::survey::Slug;

use super::past;
use crate::cli::error::CliError;

/// The site's name, which the shop's pages say.
pub(super) const SLUG: &str = "shop";

/// The file in the demo's folder that keeps the key, so that an address printed once stays right.
const KEY_FILE: &str = "demo.json";

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(alias = "read_key")]
    key: String,
}

/// Makes the site what this start needs, the first time with half a year of answers, and returns its key.
pub(super) async fn prepare(store: &Store, dir: &Path, shop_port: u16, surveys: SurveyFile) -> Result<Key, CliError> {
    let sites = store.sites().await?;
    let slug: Slug = SLUG.parse().expect("the demo's slug is one");
    let kept = kept_key(dir)?;
    if kept.is_none() && !sites.is_empty() {
        return Err(CliError::NotADemo(dir.to_owned()));
    }
    let key = match kept {
        Some(key) => key,
        None => keep_new_key(dir)?,
    };
    let origins = origins(shop_port);
    if sites.iter().any(|site| site.slug == slug) {
        let change = SiteChange { origins: Some(origins), ..SiteChange::default() };
        store.change_site(slug.clone(), change).await?;
        store.apply_surveys(slug, surveys, SystemClock.now()).await?;
    } else {
        let settings = SiteSettings {
            origins,
            tz: "Europe/Madrid".to_owned(),
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
        };
        let site = NewSite { slug: slug.clone(), settings, keys: vec![NewKey::lasting(key.hash(), Scope::Manage)] };
        store.add_site(site, SystemClock.now()).await?;
        store.apply_surveys(slug.clone(), surveys, SystemClock.now()).await?;
        if let Some(site) = store.catalog().await?.sites.get(&slug) {
            past::write(store, site, SystemClock.now()).await?;
        }
    }
    Ok(key)
}

/// Both names under which a browser here may open the shop.
fn origins(port: u16) -> Vec<Origin> {
    let origin = |host: &str| format!("http://{host}:{port}").parse().expect("host and port make an origin");
    vec![origin("127.0.0.1"), origin("localhost")]
}

fn kept_key(dir: &Path) -> Result<Option<Key>, CliError> {
    let path = dir.join(KEY_FILE);
    let text = match fs::read(&path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(CliError::File { file: path.display().to_string(), cause }),
        Ok(text) => text,
    };
    let kept: Kept = serde_json::from_slice(&text).map_err(|_| CliError::DemoKey(path.clone()))?;
    Ok(Some(kept.key.try_into().map_err(|_| CliError::DemoKey(path))?))
}

fn keep_new_key(dir: &Path) -> Result<Key, CliError> {
    let (path, key) = (dir.join(KEY_FILE), Key::draw());
    let kept = Kept { key: key.reveal().to_owned() };
    let text = serde_json::to_vec(&kept).expect("a string is JSON");
    fs::write(&path, text).map_err(|cause| CliError::File { file: path.display().to_string(), cause })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";

    async fn start(dir: &Path, port: u16) -> Result<(Key, Store), CliError> {
        let store = Store::open(&dir.into()).await.unwrap();
        let key = prepare(&store, dir, port, SurveyFile::parse(SURVEYS).unwrap()).await?;
        Ok((key, store))
    }

    #[tokio::test]
    async fn a_restart_keeps_key_and_answers_and_moves_the_origins() {
        let dir = tempfile::tempdir().unwrap();
        let (first_key, store) = start(dir.path(), 9001).await.unwrap();
        let first = store.sites().await.unwrap().remove(0);
        assert!(first.responses > 100, "{first:?}");
        let (second_key, store) = start(dir.path(), 9003).await.unwrap();
        let second = store.sites().await.unwrap().remove(0);
        assert_eq!(second_key.reveal(), first_key.reveal());
        assert!(store.catalog().await.unwrap().keys.contains_key(&second_key.hash()));
        assert_eq!(second.responses, first.responses);
        assert_eq!(second.settings.origins, origins(9003));
        assert_eq!(store.verify().await.unwrap(), []);
    }

    #[tokio::test]
    async fn somebody_elses_data_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let settings = SiteSettings {
            origins: origins(1),
            tz: "UTC".to_owned(),
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
        };
        let site = NewSite { slug: SLUG.parse().unwrap(), settings, keys: Vec::new() };
        Store::open(&dir.path().into()).await.unwrap().add_site(site, SystemClock.now()).await.unwrap();
        assert!(matches!(start(dir.path(), 9001).await, Err(CliError::NotADemo(_))));
        assert!(!dir.path().join(KEY_FILE).exists());
    }
}
