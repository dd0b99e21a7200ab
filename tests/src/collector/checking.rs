//! Whether what is stored adds up: asked for by tests, and at the end of each.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::PoisonError;
use std::{panic, thread};

use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::{Collector, Data, Site, binary};
use crate::adding_up;
use crate::stored::counts::{self, Counts};

impl Data {
    /// Says whether every tally equals a recount of the responses, by `sondeo verify`, and whether all scores add up.
    ///
    /// # Panics
    /// If one does not, with its name.
    pub fn is_right(&self) {
        let said = self.sondeo(&["verify"]);
        assert!(said.contains("equal"), "sondeo verify said {said}");
        assert!(self.adds_up(), "what is stored is not served");
    }

    pub(super) fn remember(&self, site: &Site) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(site.slug.clone(), site.read_key.clone());
    }

    /// Has a collector of its own tell all scores, and holds them against the rows. Says whether there was one to ask: a
    /// test may have ended its server, or spoiled its file.
    fn adds_up(&self) -> bool {
        // Whoever calls may have a runtime, in which nobody can wait for another.
        let asked = thread::scope(|scope| {
            let runtime =
                || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            scope.spawn(move || runtime().block_on(self.ask_for_all())).join()
        });
        asked.unwrap_or_else(|cause| panic::resume_unwind(cause))
    }

    async fn ask_for_all(&self) -> bool {
        let counted = match &self.database {
            Some(address) => counts::in_database(address).await,
            None => counts::in_folder(self.folder.path()),
        };
        let Some(counted) = counted else { return false };
        if counted.values().all(|counts| counts.days.is_none()) {
            return true;
        }
        let words = ["serve", "--listen", "127.0.0.1:0", "--log", "error"];
        let start = || Collector::try_to_start(self.command_of(Command::new(binary()), &words));
        let Some(mut collector) = start() else { return false };
        let (keys, is_new) = self.keys_of(&counted, &collector.address).await;
        if is_new {
            // One that runs would learn of it after a while.
            drop(collector);
            let Some(another) = start() else { return false };
            collector = another;
        }
        adding_up::check(&collector.address, &counted, |site| keys[site].clone()).await;
        true
    }

    /// A key of each site that has responses: the one that is remembered, or another where that one is revoked. Says
    /// whether there is such another one.
    async fn keys_of(
        &self,
        counted: &BTreeMap<(String, String), Counts>,
        collector: &str,
    ) -> (BTreeMap<String, String>, bool) {
        let mut is_new = false;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((site, _), counts) in counted {
            let opens = match keys.get(site) {
                _ if counts.days.is_none() => true,
                None => false,
                Some(key) => {
                    let asked = Client::new().get(format!("{collector}/v1/scores")).bearer_auth(key).send().await;
                    asked.expect("the collector answers").status() != StatusCode::UNAUTHORIZED
                }
            };
            if !opens {
                let printed = self.sondeo(&["key", "add", "--site", site, "--scope", "read", "--json"]);
                let printed: Value = serde_json::from_str(&printed).expect("key add prints JSON");
                keys.insert(site.clone(), printed["key"].as_str().unwrap_or_default().to_owned());
                is_new = true;
            }
        }
        (keys, is_new)
    }
}

/// Whatever a test was about: what it leaves behind adds up.
impl Drop for Data {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.adds_up();
        }
    }
}
