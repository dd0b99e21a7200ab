//! How long each test goes on, in this one place.
//!
//! Short by default: the whole suite takes some minutes on two cores. Where `SONDEO_SOAK` is set, as by `cargo xtask
//! soak`, the figures are those that the design promises.

use tests::extent::Extent;

/// Visits of one customer, who is asked as the policy says.
pub(crate) const VIEWS: Extent = Extent { short: 50, long: 1_000 };
/// Tabs that are closed in the middle of an answer, for each of five moments (F16).
pub(crate) const TABS_CLOSED: Extent = Extent { short: 2, long: 20 };
/// Tabs that share an outbox of which one is killed while it sends (F17).
pub(crate) const TABS: Extent = Extent { short: 4, long: 10 };
/// Milliseconds until the collector's reply comes to a customer who is impatient (F20).
pub(crate) const SLOW_REPLY_MS: Extent = Extent { short: 800, long: 10_000 };
/// Answers of which a proxy drops three in ten replies (F21).
pub(crate) const ANSWERS_WITH_LOST_REPLIES: Extent = Extent { short: 40, long: 2_000 };
