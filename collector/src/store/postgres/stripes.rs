//! Locks that keep batches away from a site while its days are moved.
//!
//! Each site belongs to one of a few stripes, so that a batch about ever so many sites takes few locks. They are
//! advisory locks, which cost a look into shared memory; a lock on the site's row would write to it in every batch.
//! Their first number is the table of tallies, so that schemas of one database do not share them; slots have it too.

use std::collections::BTreeSet;

use shared::survey::Slug;
use tokio_postgres::{GenericClient, Transaction};

use super::error::PostgresError;

/// How many stripes there are.
const STRIPES: u32 = 16;

/// Where the numbers of the stripes begin; those below are slots of writers.
const FIRST: i32 = 1000;

/// Takes the stripes of a batch: any number of batches may have them at a time.
pub(super) const SHARE: &str =
    "select pg_advisory_xact_lock_shared('tallies'::regclass::oid::int, stripe) from unnest($1::int[]) as stripe";

/// Returns the stripes of these sites, in the order in which they are locked.
pub(super) fn of<'a>(sites: impl Iterator<Item = &'a Slug>) -> Vec<i32> {
    sites.map(stripe).collect::<BTreeSet<i32>>().into_iter().collect()
}

/// Waits for the batches that have the site's stripe, and keeps others out until the transaction ends.
pub(super) async fn take(transaction: &Transaction<'_>, site: &Slug) -> Result<(), PostgresError> {
    let sql = "select pg_advisory_xact_lock('tallies'::regclass::oid::int, $1)";
    transaction.query(sql, &[&stripe(site)]).await?;
    Ok(())
}

/// Claims a slot of tallies for as long as the connection lasts. Where none is free, any will do: writers who share
/// one count right, and wait for each other's commits.
pub(super) async fn claim_slot(client: &impl GenericClient) -> Result<i16, PostgresError> {
    let sql = "select slot::smallint from generate_series(0, 63) as slot \
         where pg_try_advisory_lock('tallies'::regclass::oid::int, slot) limit 1";
    if let Some(row) = client.query_opt(sql, &[]).await? {
        return Ok(row.get(0));
    }
    let sql = "select (pg_backend_pid() % 64)::smallint";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

/// Every collector must come to the same number, now and after an update: FNV-1a, which is fixed for ever.
fn stripe(site: &Slug) -> i32 {
    let hash =
        site.as_str().bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    FIRST + i32::try_from(hash % STRIPES).expect("there are few stripes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripes_are_few_in_order_and_the_same_for_ever() {
        let sites: Vec<Slug> = (0..500).map(|at| format!("site-{at}").parse().unwrap()).collect();
        assert_eq!(of(sites.iter()), (1000..1016).collect::<Vec<_>>());
        let shop: Slug = "shop".parse().unwrap();
        assert_eq!(of([&shop, &shop].into_iter()), [stripe(&shop)]);
    }
}
