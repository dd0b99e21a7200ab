//! How long each test goes on, in this one place.
//!
//! Short by default: the whole suite takes some minutes on two cores. Where `SONDEO_SOAK` is set, as by `cargo xtask
//! soak`, the figures are those that the design promises.

use tests::extent::Extent;

/// Visits of one customer, who is asked as the policy says.
pub(crate) const VIEWS: Extent = Extent { short: 50, long: 1_000 };
