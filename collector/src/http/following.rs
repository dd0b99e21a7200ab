//! Following the changes of owners: the catalog is read again when its version has changed.

#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::Mutex;
use tracing::{info, warn};

use super::App;
use crate::{catalog::Catalog, store::StoreError};

/// How often the collector looks whether owners changed anything.
const REFRESH_EVERY: Duration = Duration::from_millis(500);

/// Looks at the catalog's version. They are taken one after the other, and one serves all who came before it began:
/// forged tokens make no more of them than fit behind each other on one connection.
#[derive(Debug, Default)]
pub(super) struct Looks {
    begun: AtomicU64,
    /// Whether the last one succeeded.
    succeeded: Mutex<bool>,
}

impl App {
    /// Follows the changes of owners, for ever. Each is seen within a second.
    pub async fn refresh(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(REFRESH_EVERY);
        loop {
            ticks.tick().await;
            if let Err(cause) = self.catch_up().await {
                warn!("the catalog was not read, the last one stays in force: {cause}");
            }
        }
    }

    pub(super) async fn catch_up(&self) -> Result<(), StoreError> {
        let mut succeeded = self.looks.succeeded.lock().await;
        self.look(&mut succeeded).await
    }

    /// Looks, and says in `succeeded` whether that did.
    async fn look(&self, succeeded: &mut bool) -> Result<(), StoreError> {
        self.looks.begun.fetch_add(1, Ordering::SeqCst);
        *succeeded = false;
        if self.store.catalog_version().await? != self.catalog.load().version {
            let catalog = self.store.catalog().await?;
            info!(catalog.version = catalog.version, "read the catalog with {} sites", catalog.sites.len());
            self.catalog.store(Arc::new(catalog));
        }
        *succeeded = true;
        Ok(())
    }

    /// Returns a catalog that is no older than this call.
    pub(super) async fn catch_up_for_one_that_waits(&self) -> Result<Arc<Catalog>, StoreError> {
        let begun_before = self.looks.begun.load(Ordering::SeqCst);
        let mut succeeded = self.looks.succeeded.lock().await;
        if self.looks.begun.load(Ordering::SeqCst) == begun_before {
            self.look(&mut succeeded).await?;
        } else if !*succeeded {
            return Err(StoreError::Slow);
        }
        Ok(self.catalog.load_full())
    }
}
