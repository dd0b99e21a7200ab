//! Counting rows of the ledger one by one.

use rusqlite::{Connection, Params, types::ValueRef};

use crate::store::{
    StoreError,
    cells::{Cells, SAID, Seen, needed},
    quarantine::COUNTED_AT_MOST,
    scoring::{Among, Counted, Scan},
};

/// Counts the rows of a scan, all of one moment.
pub(in crate::store) fn read(db: &Connection, scan: &Scan) -> Result<Counted, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    let needed = needed(scan);
    let said: Vec<&str> = SAID.iter().zip(needed).map(|(name, needed)| if needed { *name } else { "null" }).collect();
    let columns = format!("survey, day, outcome, rating, quarantined_at is not null, {}", said.join(", "));
    let mut cells = Cells::of(scan);
    match &scan.among {
        Among::Ids(first, end) => {
            let sql = format!("select {columns} from responses where site = ?1 and id >= ?2 and id < ?3");
            count(&snapshot, &sql, (scan.site.as_str(), first.as_bytes(), end.as_bytes()), &mut cells)?;
        }
        Among::Held => {
            let sql = format!(
                "select {columns} from responses where site = ?1 and survey = ?2 and day >= ?3 and day < ?4 \
                 and quarantined_at is not null limit {COUNTED_AT_MOST}"
            );
            let (Some(from), Some(to)) = (scan.cuts.first(), scan.cuts.last()) else { return Ok(cells.counted()) };
            for survey in &scan.surveys {
                count(&snapshot, &sql, (scan.site.as_str(), survey.as_str(), from.0, to.0), &mut cells)?;
            }
        }
    }
    Ok(cells.counted())
}

fn count(db: &Connection, sql: &str, place: impl Params, cells: &mut Cells<'_>) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(place)?;
    while let Some(row) = rows.next()? {
        let text = |at: usize| match row.get_ref(at)? {
            ValueRef::Null => Ok::<_, rusqlite::Error>(None),
            text => Ok(Some(text.as_str()?)),
        };
        let mut said = [None; SAID.len()];
        for (at, said) in said.iter_mut().enumerate() {
            *said = text(5 + at)?;
        }
        let seen = Seen {
            survey: text(0)?.unwrap_or_default(),
            day: row.get(1)?,
            outcome: text(2)?.unwrap_or_default(),
            rating: row.get(3)?,
            is_held: row.get(4)?,
            said,
        };
        cells.count(&seen, 1)?;
    }
    Ok(())
}
