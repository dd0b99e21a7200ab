//! How the demo's touchpoints fare over half a year, and the days on which the shop changed something.

use rand::prelude::{RngExt, StdRng};
use shared::{
    scale::Metric,
    survey::{Kind, Survey},
};

/// A day on which the shop changed something: so many days ago, what, and the name of its mark.
pub(super) const CHANGES: [(i64, &str, &str); 3] = [
    (110, "postage-in-cart", "Postage shown in the cart"),
    (38, "new-carrier", "Parcels go by another carrier"),
    (17, "chat-until-nine", "Chat answers until nine in the evening"),
];

/// How a touchpoint fares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Prompts on an ordinary day.
    a_day: f64,
    /// Of 100 who answer how many are content, in between and unhappy.
    bands: [u32; 3],
    /// The same since something changed, so many days ago.
    since: Option<(i64, [u32; 3])>,
}

impl Course {
    /// Returns how a touchpoint of a survey fares.
    pub(super) fn of(survey: &Survey, touchpoint: &str) -> Self {
        let [cart, carrier, _] = CHANGES.map(|(days_ago, ..)| days_ago);
        let definition = survey.definition();
        let (a_day, bands, since) = match (touchpoint, definition.kind, survey.scale().metric()) {
            ("order_completed", ..) => (13.0, [70, 18, 12], Some((cart, [80, 13, 7]))),
            ("parcel_received", ..) => (9.0, [52, 20, 28], Some((carrier, [74, 14, 12]))),
            ("return_completed", ..) => (3.0, [42, 18, 40], None),
            (_, Some(Kind::Cancellation), _) => (1.5, [38, 30, 32], None),
            (_, _, Metric::Nps) => (8.0, [50, 30, 20], Some((carrier, [54, 29, 17]))),
            (_, _, Metric::Ces) => (6.0, [72, 14, 14], None),
            (_, _, Metric::Csat) => (8.0, [74, 14, 12], None),
        };
        Self { a_day, bands, since }
    }

    /// Returns the bands of a day so many days ago.
    pub(super) fn bands(&self, days_ago: i64) -> [u32; 3] {
        self.since.filter(|(since, _)| days_ago <= *since).map_or(self.bands, |(_, bands)| bands)
    }

    /// Draws how many prompts a day had: every seventh is quiet, and the shop grows slowly.
    pub(super) fn prompts(&self, rng: &mut StdRng, days_ago: i64) -> u32 {
        let weekday = if days_ago % 7 == 3 { 0.5 } else { 1.0 };
        let growth = 1.15 - days_ago as f64 / 600.0;
        let most = 2.0 * self.a_day * weekday * growth;
        let drawn = (rng.random::<f64>() + rng.random::<f64>()) / 2.0;
        (most * drawn).round() as u32
    }
}
