//! Locks that keep batches away from a site while its days are moved.
//!
//! Each site belongs to one of a few stripes, so that a batch about ever so many sites takes few locks. They are
//! advisory locks, which cost a look into shared memory; a lock on the site's row would write to it in every batch.
//! Their first number is the table of tallies, so that schemas of one database do not share them; slots have it too.

use std::collections::BTreeMap;

use shared::survey::Slug;
use tokio_postgres::{GenericClient, Transaction};

use super::error::PostgresError;

/// How many stripes there are.
const STRIPES: u32 = 16;

/// Where the numbers of the stripes begin; those below are slots of writers.
const FIRST: i32 = 1000;

/// Takes stripes, each alone or shared, in the order in which they are given.
pub(super) const TAKE: &str = "\
    select case when alone then pg_advisory_xact_lock('tallies'::regclass::oid::int, stripe) \
        else pg_advisory_xact_lock_shared('tallies'::regclass::oid::int, stripe) end \
    from unnest($1::int[], $2::bool[]) as wanted (stripe, alone)";

/// Returns the stripes of these sites in the order in which they are locked, and which are to be had alone.
pub(super) fn wanted<'a>(
    shared: impl Iterator<Item = &'a Slug>,
    alone: impl Iterator<Item = &'a Slug>,
) -> (Vec<i32>, Vec<bool>) {
    let mut wanted: BTreeMap<i32, bool> = shared.map(|site| (stripe(site), false)).collect();
    wanted.extend(alone.map(|site| (stripe(site), true)));
    wanted.into_iter().unzip()
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
        let (stripes, alone) = wanted(sites.iter(), [].into_iter());
        assert_eq!((stripes, alone), ((1000..1016).collect(), vec![false; 16]));
        let shop: Slug = "shop".parse().unwrap();
        assert_eq!(wanted([&shop, &shop].into_iter(), [].into_iter()), (vec![stripe(&shop)], vec![false]));
        assert_eq!(wanted([&shop].into_iter(), [&shop].into_iter()), (vec![stripe(&shop)], vec![true]));
    }
}
