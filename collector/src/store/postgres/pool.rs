//! Connections beside the writers': for reading, and for the rare changes of owners.

use std::{fmt, future::Future, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, RecyclingMethod, Runtime};
use tokio::time::timeout;
use tokio_postgres::NoTls;

use super::{
    address::{Address, CONNECT_TIMEOUT},
    error::PostgresError,
    session,
};
use crate::store::StoreError;

/// The most connections of a collector beside its writers'.
const MOST: usize = 4;

/// How long a read may take that somebody waits for.
const PATIENCE: Duration = Duration::from_secs(4);

/// Connections that are made when they are needed, and looked at before they are used again.
#[derive(Clone)]
pub(in crate::store) struct Pool(deadpool_postgres::Pool);

impl Pool {
    pub(super) fn new(address: &Address) -> Self {
        let recycling_method = RecyclingMethod::Verified;
        let manager = Manager::from_config(address.config(), NoTls, ManagerConfig { recycling_method });
        let settle = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move {
                let settled = session::settle(&**client).await;
                settled.map_err(|cause| HookError::message(cause.to_string()))
            })
        });
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(MOST)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(CONNECT_TIMEOUT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .recycle_timeout(Some(CONNECT_TIMEOUT))
            .post_create(settle)
            .build();
        Self(pool.expect("a pool with timeouts has a runtime"))
    }

    /// Takes a connection, for as long as it is held.
    pub(super) async fn take(&self) -> Result<Object, PostgresError> {
        Ok(self.0.get().await?)
    }
}

/// Ends what somebody waits for when it takes too long. The connection that it was on is not used again.
pub(super) async fn soon<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    within(PATIENCE, work).await
}

/// The same with another patience.
pub(super) async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(patience, work).await.unwrap_or(Err(PostgresError::Silent(patience).into()))
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pool").field(&self.0.status()).finish()
    }
}
