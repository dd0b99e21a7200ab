//! How many descriptors the system gives this process.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::warn;

/// What is open beside the connections that have a place: 64 that are told there is none, and as many files, pipes and
/// connections to the database, of which 30 are used.
const BESIDE: u64 = 128;

/// Takes as many as the system lets it, and warns where they are not enough for so many connections.
///
/// Many systems begin with 1,024 for the sake of old programs that cannot count further, and let each take more:
/// with them the default of 1,024 connections would never be reached.
pub(super) fn raise_for(connections: u32) {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    let needed = u64::from(connections) + BESIDE;
    if let Some(most) = getrlimit(Resource::Nofile).current.filter(|most| *most < needed) {
        warn!(
            "the system gives {most} descriptors, {needed} are needed for {connections} connections: \
             raise `ulimit -Hn`, or lower --max-connections"
        );
    }
}
