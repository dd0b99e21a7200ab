//! How long each fault test runs, in this one place.
//!
//! Short by default: the whole suite takes three minutes at most on two cores. Where `SONDEO_SOAK` is set, as by
//! `cargo xtask soak`, the figures are those that the design promises.

use tests::extent::Extent;

/// kill -9 under load at a random moment, on each engine (F1).
pub(crate) const KILLS: Extent = Extent { short: 4, long: 100 };
/// Immediate restarts of PostgreSQL under load (F9).
pub(crate) const POSTGRES_RESTARTS: Extent = Extent { short: 2, long: 10 };
/// The death of the collector at each point of a batch, on each engine (F1).
pub(crate) const DEATHS_AT_A_POINT: Extent = Extent { short: 1, long: 10 };
/// Connections to PostgreSQL that are cut in the middle of a reply (F11).
pub(crate) const CUTS: Extent = Extent { short: 30, long: 300 };
/// Rounds in which three collectors start at once on an empty database (F14).
pub(crate) const STARTS_TOGETHER: Extent = Extent { short: 3, long: 20 };
/// Reports that three collectors get at once (F14).
pub(crate) const TOLD_TO_ALL: Extent = Extent { short: 100, long: 1_000 };
/// Restarts of one of two collectors behind a balancer, under load (F12).
pub(crate) const ROLLING_RESTARTS: Extent = Extent { short: 4, long: 50 };
/// kill -9 of one of three collectors behind a balancer, under load (L7).
pub(crate) const ROLLING_KILLS: Extent = Extent { short: 3, long: 30 };
/// Moments at which the power goes, each replayed in three ways (F2).
pub(crate) const POWER_CUTS: Extent = Extent { short: 60, long: 500 };
/// The same of a store that does not wait for the disk, which has to lose (F2).
pub(crate) const POWER_CUTS_OF_THE_CONTROL: Extent = Extent { short: 15, long: 100 };
/// Responses that are traced before (F2).
pub(crate) const TRACED_RESPONSES: Extent = Extent { short: 600, long: 5_000 };
/// Answers of which a proxy drops three in ten replies (F21).
pub(crate) const ANSWERS_WITH_LOST_REPLIES: Extent = Extent { short: 500, long: 2_000 };
/// Seconds that one sync takes (F5).
pub(crate) const STALL_SECONDS: Extent = Extent { short: 7, long: 10 };
/// Seconds that another process keeps the database locked (F6).
pub(crate) const LOCKED_SECONDS: Extent = Extent { short: 6, long: 30 };
/// Seconds that others write to the database (F6).
pub(crate) const OTHER_WRITERS_SECONDS: Extent = Extent { short: 3, long: 60 };
/// Seconds that another process reads from the database in one go (F7).
pub(crate) const LONG_READ_SECONDS: Extent = Extent { short: 2, long: 60 };
/// Backups of a store that is served under load (F26).
pub(crate) const BACKUPS: Extent = Extent { short: 3, long: 20 };
/// Requests a second meanwhile (F26).
pub(crate) const RATE_OF_BACKUPS: Extent = Extent { short: 400, long: 1_000 };
/// Whether commands that change the store's files are killed at every step, not only at some (F1, F26).
pub(crate) const EVERY_STEP: Extent = Extent { short: 0, long: 1 };
/// kill -9 while responses are erased, on each engine (F1, F27).
pub(crate) const KILLS_AMONG_ERASURES: Extent = Extent { short: 2, long: 4 };
/// Whether the collector's own overwriting of what was erased is awaited, which takes most of a minute (F27).
pub(crate) const OVERWRITING_IS_AWAITED: Extent = Extent { short: 0, long: 1 };
