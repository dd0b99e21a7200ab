//! The PostgreSQL engine: any number of collectors on one database.
//!
//! # Locks
//! Writers of any number of collectors write beside each other, and never wait in a circle, because
//! everybody who writes takes locks in this order:
//! 1. The site's stripe ([`stripes`]): shared by batches; alone by whoever moves a site's days, or removes or releases
//!    something of it, so that no report that is under way slips by its tombstone. In the order of stripes.
//!    Then the interactions that a batch rates ([`ratings`]), in the order of keys.
//! 2. New responses, by their insertion, in the order of keys. Whoever finds a key that another has inserted and not
//!    committed waits for that one, and holds only lower keys meanwhile.
//! 3. Responses that were there, `for update`, in the order of keys. Whoever is here has inserted all that it will
//!    insert, and waits only for rows that were committed before, which nobody in step 2 holds.
//! 4. Histories, in the order of keys.
//! 5. Tallies, in the order of keys, each writer in its own slot; then the audit, likewise. (What is written in the feed
//!    has the transaction's own number in its key, which nobody else writes.)
//!
//! Removals and releases come between 4 and 5. They touch rows of sites whose stripe they have alone, so that nobody has those rows
//! or waits for them.
//!
//! Within a step the order of keys keeps a circle from closing, and nobody who waits in a later step is waited for by
//! the one it waits for, who would have to be in an earlier one. Site, survey and their like are compared byte by byte
//! on both sides (`collate "C"`), ids too.
//!
//! # The same id at once
//! Of two transactions that insert one id, the second waits until the first commits, inserts nothing, and then locks
//! and reads the row that the first one wrote: under READ COMMITTED every statement sees what was committed before it
//! began. So it is judged against what is really there.

pub(super) mod access;
mod address;
mod apply;
pub(super) mod audit;
pub(super) mod catalog;
mod error;
pub(super) mod feed;
pub(super) mod histories;
pub(super) mod ledger;
pub(super) mod listing;
pub(super) mod marks;
mod migrations;
mod pool;
pub(super) mod quarantine;
pub(super) mod ratings;
pub(super) mod remnants;
mod removals;
pub(super) mod returned;
pub(super) mod scan;
mod session;
pub(super) mod signing;
pub(super) mod sites;
mod stripes;
pub(super) mod sums;
pub(super) mod surveys;
pub(super) mod tallies;
pub(super) mod tombstones;
pub(super) mod verify;
mod writer;

use std::time::Duration;

use rand::RngExt;
use tokio_postgres::Client;
use tracing::warn;

use self::session::Line;
pub use self::{
    address::{Address, InvalidAddress},
    error::PostgresError,
};
pub(super) use self::{pool::Pool, writer::Writer};
use super::StoreError;

/// How many transactions of one collector are under way at a time.
///
/// While one waits for its commit to reach the disk, another may use the processor. `cargo xtask bench collectors` with
/// 192 connections on two cores, medians of five interleaved rounds: 1 writer stores 7,700 reports a second, 2 store
/// 8,100, 4 store 12,900, 8 store 12,200; and the more writers, the smaller their batches and the more work each report
/// is for the server: 20, 22, 28 and 42 microseconds of its processors.
pub const WRITERS: usize = 4;

/// How long the server may take to greet a collector that starts: nobody waits for an answer of it yet.
const START_PATIENCE: Duration = Duration::from_secs(10);

/// A database that has the schema of this binary.
#[derive(Debug)]
pub(super) struct Database {
    address: Address,
}

impl Database {
    /// Connects, brings the schema up to date and looks at what the server promises.
    pub(super) async fn open(address: &Address) -> Result<Self, StoreError> {
        Line::open(address, START_PATIENCE).await?.run(prepare).await?;
        Ok(Self { address: address.clone() })
    }

    /// The writers of this collector; each connects when it is first needed.
    pub(super) fn writers(&self) -> impl Iterator<Item = Writer> {
        (0..WRITERS).map(|_| self.writer())
    }

    pub(super) fn writer(&self) -> Writer {
        Writer::new(self.address.clone())
    }

    pub(super) fn pool(&self) -> Pool {
        Pool::new(&self.address)
    }
}

async fn prepare(client: &mut Client) -> Result<(), StoreError> {
    let encoding: String = client.query_one("show server_encoding", &[]).await?.get(0);
    if encoding != "UTF8" {
        return Err(StoreError::Refused(format!(
            "the database keeps texts as {encoding}, which cannot hold what customers write: make one with encoding UTF8"
        )));
    }
    for (setting, promise) in [
        ("fsync", "acknowledged responses are lost when the server's machine fails"),
        ("full_page_writes", "the database may be damaged when the server's machine fails"),
    ] {
        let value: String = client.query_one(&format!("show {setting}"), &[]).await?.get(0);
        if value == "off" {
            warn!("PostgreSQL runs with {setting} = off: {promise}; turn it on");
        }
    }
    // Making an index over what is there may take its time.
    client.batch_execute("set statement_timeout = 0; set lock_timeout = '60s'").await?;
    migrations::run(client).await?;
    feed::settle(client).await?;
    let secret: [u8; 32] = rand::rng().random();
    catalog::ensure_secret(client, &secret).await
}
