//! A writer: one connection on a thread of its own, opened when it is needed and again when it broke.

use std::{cell::Cell, fmt, time::Duration};

use tokio::{runtime::Runtime, time::timeout};
use tracing::{info, warn};

use super::{
    address::{Address, CONNECT_TIMEOUT},
    apply::{self, Statements},
    error::PostgresError,
    feed,
    session::Line,
    stripes,
};
use crate::store::{
    StoreError,
    batch::{Batch, Engine, Outcomes},
};

/// How long a batch may take, connecting included: less than callers wait for it.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long the server may take to answer when nothing is asked of it.
const CHECK_PATIENCE: Duration = Duration::from_secs(1);

/// How often a batch is tried that certainly was not written.
const TRIES: usize = 3;

/// One of the writers of a collector.
///
/// It has a runtime of its own, because the queue hands batches to a thread and waits there: so the
/// requests' threads never wait for the database, and one queue serves both engines.
pub(in crate::store) struct Writer {
    address: Address,
    runtime: Option<Runtime>,
    session: Option<Session>,
}

/// A connection that batches are written on.
struct Session {
    line: Line,
    statements: Statements,
    /// Where this writer counts.
    slot: i16,
}

impl Writer {
    pub(super) fn new(address: Address) -> Self {
        Self { address, runtime: None, session: None }
    }
}

impl Engine for Writer {
    fn apply(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        let Self { address, runtime, session } = self;
        // The clock of a timeout is the runtime's, so it begins within.
        let written = on(runtime)?.block_on(async {
            let written = timeout(PATIENCE, write(address, session, batch)).await;
            written.unwrap_or(Err(PostgresError::Silent(PATIENCE).into()))
        });
        if written.is_err() {
            // Whatever was under way on it, its outcome is unknown: the server undoes or has done it.
            *session = None;
        }
        written
    }

    fn tend(&mut self) -> Result<(), StoreError> {
        let Self { runtime, session, .. } = self;
        if let Some(open) = session
            && !on(runtime)?.block_on(async { open.line.answers(CHECK_PATIENCE).await })
        {
            warn!("the connection to PostgreSQL broke while nothing was written; the next batch opens another");
            *session = None;
        }
        Ok(())
    }
}

/// Writes a batch, and tries again where it is certain that it was not written and another try may help.
async fn write(address: &Address, session: &mut Option<Session>, batch: &Batch) -> Result<Outcomes, StoreError> {
    for rest in (0..TRIES).rev() {
        let open = match session {
            Some(open) => open,
            None => session.insert(Session::open(address).await?),
        };
        let Session { line, statements, slot } = open;
        let commit_asked = Cell::new(false);
        let written =
            line.run(async |client| apply::write(client, statements, *slot, batch, &commit_asked).await).await;
        match written {
            Err(StoreError::Postgres(cause)) if !commit_asked.get() && cause.may_pass() && rest > 0 => {
                info!("a batch is written again: {cause}");
                *session = None;
            }
            written => return written,
        }
    }
    unreachable!("the last try returns");
}

impl Session {
    async fn open(address: &Address) -> Result<Self, StoreError> {
        let mut line = Line::open(address, CONNECT_TIMEOUT).await?;
        let ready = async |client: &mut tokio_postgres::Client| {
            feed::settle(client).await?;
            Ok::<_, StoreError>((Statements::prepare(client).await?, stripes::claim_slot(client).await?))
        };
        let (statements, slot) = line.run(ready).await?;
        Ok(Self { line, statements, slot })
    }
}

/// Returns the writer's runtime. It is made where it is used: on the writer's own thread.
fn on(runtime: &mut Option<Runtime>) -> Result<&Runtime, StoreError> {
    Ok(match runtime {
        Some(runtime) => runtime,
        None => runtime.insert(tokio::runtime::Builder::new_current_thread().enable_all().build()?),
    })
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.session = None;
        if let Some(runtime) = self.runtime.take() {
            // Nothing is left on it, and waiting for that is not allowed on every thread.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("address", &self.address).finish_non_exhaustive()
    }
}
