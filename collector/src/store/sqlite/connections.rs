//! Connections beside the writer's, each on a thread where it may block.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task, time::timeout};

use super::{copy::with_ending, lease::Lease};
use crate::store::StoreError;

/// The most connections that are kept open beside the writer's.
const MAX_IDLE: usize = 4;

/// The most that are in use at a time, as each has a cache and open files, and how long one is waited for.
const MAX_IN_USE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections beside the writer's: for reading, and for the rare changes of owners.
#[derive(Debug)]
pub(in crate::store) struct Connections {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    _lease: Arc<Lease>,
}

impl Connections {
    pub(super) fn new(path: PathBuf, lease: Arc<Lease>) -> Self {
        Self { path, idle: Mutex::default(), permits: Arc::new(Semaphore::new(MAX_IN_USE)), _lease: lease }
    }

    /// Runs `read` on a thread where it may block.
    pub(in crate::store) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.on_connection(move |db| read(db)).await
    }

    /// Runs `write` in one transaction, on a thread where it may block.
    pub(in crate::store) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.on_connection(move |db| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let written = write(&transaction)?;
            transaction.commit()?;
            Ok(written)
        })
        .await
    }

    /// Runs `work` on a thread where it may block; [`StoreError::Slow`] where all connections are in use for too long.
    pub(in crate::store) async fn on_connection<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let waited = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = waited.map_err(|_| StoreError::Slow)?.map_err(|_| StoreError::Closed)?;
        let connections = self.clone();
        let done = task::spawn_blocking(move || {
            // Until the work is done, also where nobody waits for it any more.
            let _permit = permit;
            let idle = connections.idle().pop();
            let mut db = match idle {
                Some(db) => db,
                None => super::connect(&connections.path)?,
            };
            let done = work(&mut db)?;
            let mut idle = connections.idle();
            if idle.len() < MAX_IDLE {
                idle.push(db);
            }
            Ok(done)
        });
        done.await.unwrap_or_else(|panicked| Err(StoreError::Damaged(panicked.to_string())))
    }

    /// The size of the write-ahead log; none where it cannot be told.
    pub(in crate::store) fn log_bytes(&self) -> Option<u64> {
        with_ending(&self.path, "-wal").metadata().ok().map(|log| log.len())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::Database;

    #[tokio::test]
    async fn only_so_many_connections_are_in_use_and_nobody_waits_for_one_for_long() {
        let folder = tempfile::tempdir().unwrap();
        let connections = Arc::new(Database::open(folder.path()).unwrap().connections());
        let (begun, begins) = std::sync::mpsc::channel();
        let (reads, doors): (Vec<_>, Vec<_>) = (0..MAX_IN_USE)
            .map(|_| {
                let (connections, begun) = (Arc::clone(&connections), begun.clone());
                let (door, opens) = std::sync::mpsc::channel::<()>();
                let read = move |_: &Connection| {
                    begun.send(()).unwrap();
                    Ok(opens.recv().is_err())
                };
                (tokio::spawn(async move { connections.read(read).await }), door)
            })
            .unzip();
        task::spawn_blocking(move || begins.iter().take(MAX_IN_USE).count()).await.unwrap();
        tokio::time::pause();
        let asks = tokio::spawn({
            let connections = Arc::clone(&connections);
            async move { connections.read(|_| Ok(())).await }
        });
        while !asks.is_finished() {
            tokio::time::advance(PATIENCE / 5).await;
        }
        let refused = asks.await.unwrap();
        assert!(matches!(refused, Err(StoreError::Slow)), "{refused:?}");
        tokio::time::resume();
        drop(doors);
        for read in reads {
            assert!(read.await.unwrap().unwrap());
        }
        connections.read(|_| Ok(())).await.unwrap();
    }
}
