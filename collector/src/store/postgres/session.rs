//! What every connection is told before it is used.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{Client, Connection, GenericClient, NoTls, Socket, tls::NoTlsStream};

use super::{address::Address, error::PostgresError};

/// What is said first.
///
/// A commit is on the server's disk when it returns, whatever the role's default is (a stronger one is left alone).
/// No statement and no lock lasts longer than anybody waits for an answer, and a collector that vanished lets go of
/// its locks within seconds.
const SETTINGS: &str = "\
    select set_config('synchronous_commit', 'on', false) \
        where current_setting('synchronous_commit') <> 'remote_apply'; \
    set statement_timeout = '3s'; \
    set lock_timeout = '2s'; \
    set idle_in_transaction_session_timeout = '5s'; \
    set tcp_keepalives_idle = 1; \
    set tcp_keepalives_interval = 1; \
    set tcp_keepalives_count = 3; \
    set tcp_user_timeout = '4s'";

/// A connection whose two halves are driven by whoever uses it, not by a task beside it.
///
/// So it has no life of its own: it is closed at the moment that it is dropped.
pub(super) struct Line {
    pub(super) client: Client,
    connection: Connection<Socket, NoTlsStream>,
}

impl Line {
    /// Connects within `patience` and says what is said first.
    pub(super) async fn open(address: &Address, patience: Duration) -> Result<Self, PostgresError> {
        let connect = async {
            let (client, connection) = address.config().connect(NoTls).await?;
            let mut line = Self { client, connection };
            line.run(async |client| settle(client).await).await?;
            Ok(line)
        };
        timeout(patience, connect).await.unwrap_or(Err(PostgresError::Silent(patience)))
    }

    /// Does `work` while the connection is driven. After an error of the connection's it is of no more use.
    pub(super) async fn run<T, E: From<PostgresError>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Client) -> Result<T, E>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            done = work(&mut self.client) => done,
            ended = &mut self.connection => Err(match ended {
                Ok(()) => PostgresError::Broken("it was closed".to_owned()),
                Err(cause) => cause.into(),
            }.into()),
        }
    }

    /// Says whether the server still answers.
    pub(super) async fn answers(&mut self, patience: Duration) -> bool {
        let asked = self.run(async |client| Ok::<_, PostgresError>(client.simple_query("").await?));
        timeout(patience, asked).await.is_ok_and(|answer| answer.is_ok())
    }
}

/// Tells a new connection what every connection is told.
pub(super) async fn settle(client: &impl GenericClient) -> Result<(), PostgresError> {
    Ok(client.batch_execute(SETTINGS).await?)
}
