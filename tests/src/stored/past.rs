//! A past that is known, put into a store that has none: no collector takes answers to what it asked long ago.

use std::path::Path;

use rusqlite::{Connection, params};

/// Noon in UTC of 2026-09-01 and of 2026-10-01, Unix seconds.
const MONTHS: [i64; 2] = [1_788_264_000, 1_790_856_000];

/// An answer, or a prompt that came to nothing.
#[derive(Clone, Debug)]
pub struct Past {
    id: [u8; 16],
    issued_at: i64,
    outcome: &'static str,
    rating: Option<u8>,
    comment: Option<&'static str>,
}

/// The survey `relation` over two months. In September 50 promoters, 30 passives and 20 detractors; in October 62, 25 and
/// 13. Each month 240 prompts are shown, of which 61 are dismissed.
pub fn two_months() -> Vec<Past> {
    let ratings: [[u64; 11]; 2] = [[2, 1, 2, 2, 3, 5, 5, 14, 16, 26, 24], [1, 0, 1, 1, 2, 3, 5, 9, 16, 28, 34]];
    let mut past = Vec::new();
    for (month, counts) in (0_u8..).zip(ratings) {
        let rated =
            (0_u8..).zip(counts).flat_map(|(rating, count)| (0..count).map(move |_| ("completed", Some(rating))));
        let dismissed = std::iter::repeat_n(("dismissed", None), 61);
        let ignored = std::iter::repeat_n(("shown", None), 79);
        for (at, (outcome, rating)) in (0_i64..).zip(rated.chain(dismissed).chain(ignored)) {
            let issued_at = MONTHS[usize::from(month)] + at % 30 * 86_400 + at;
            past.push(Past { id: id(issued_at, at), issued_at, outcome, rating, comment: comment(month, at) });
        }
    }
    past
}

/// What the first detractor of October wrote.
fn comment(month: u8, at: i64) -> Option<&'static str> {
    (month == 1 && at == 0).then_some("The parcel came a week late.")
}

/// A UUID of version 7, the same in every run.
fn id(issued_at: i64, at: i64) -> [u8; 16] {
    let milliseconds = (issued_at * 1000).to_be_bytes();
    let mut id = [0; 16];
    id[..6].copy_from_slice(&milliseconds[2..]);
    id[6] = 0x70;
    id[8] = 0x80;
    id[8..].iter_mut().skip(1).zip(at.to_be_bytes().into_iter().skip(1)).for_each(|(byte, of)| *byte = of);
    id
}

/// Writes the past of a site's survey `relation` into the store in `folder`, which nobody serves. The counts are behind
/// until the site's zone is set.
///
/// # Panics
/// If SQLite refuses.
pub fn write(folder: &Path, site: &str, past: &[Past]) {
    let mut db = Connection::open(folder.join("sondeo.db")).expect("SQLite reads the file");
    let transaction = db.transaction().expect("nobody writes");
    let sql = "insert into responses (site, id, survey, version, issued_at, day, rev, outcome, scale, rating, comment, reasons, \
         age_ms, received_at, touchpoint, locale, device, attributes) \
         values (?1, ?2, 'relation', 1, ?3, ?3 / 86400, ?4, ?5, ?6, ?7, ?8, '[]', 1200, ?3 + 20, 'account_viewed', 'en', 'desktop', '{}')";
    for Past { id, issued_at, outcome, rating, comment } in past {
        let (rev, scale) = (i32::from(*outcome != "shown"), rating.map(|_| "nps-10"));
        let row = params![site, id, issued_at, rev, outcome, scale, rating, comment];
        transaction.execute(sql, row).expect("a response fits in its row");
    }
    // As if the store had been there before its feed.
    let older = "update feed set old_until = (select max(id) from responses where site = ?1)";
    transaction.execute(older, [site]).expect("there is a feed");
    transaction.commit().expect("the disk has room");
}
