//! Marks: days on which something changed, so that scores before and after can be compared.

use shared::{survey::Slug, wire::marks::MarkBody};

use crate::{
    calendar::{Day, NotADay},
    invalid::InvalidField,
    scores::InvalidQuery,
};

/// The most marks of a site.
pub const MAX_MARKS: u32 = 1_000;

/// The longest note, in Unicode scalar values.
const MAX_NOTE_CHARS: usize = 200;

/// How many days before a mark and from it on are compared unless the question says otherwise: of four weeks each has as
/// many of every weekday.
const DEFAULT_DAYS: i32 = 28;

/// The most days of a side.
const MAX_DAYS: i32 = 366;

/// A day on which something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name within the site.
    pub name: Slug,
    /// The first day on which it was so.
    pub day: Day,
    /// What changed, for people.
    pub note: String,
}

impl Mark {
    /// Checks what is said of the mark of this name.
    ///
    /// # Errors
    /// [`InvalidField`] names the field at fault.
    pub fn new(name: Slug, body: MarkBody) -> Result<Self, InvalidField> {
        let day = body.day.parse().map_err(|wrong: NotADay| InvalidField::new("/day", wrong.to_string()))?;
        let note = body.note;
        if note.trim().is_empty() || note.chars().count() > MAX_NOTE_CHARS || note.contains(char::is_control) {
            let right = format!("a note has 1 to {MAX_NOTE_CHARS} characters on one line");
            return Err(InvalidField::new("/note", right));
        }
        Ok(Self { name, day, note })
    }

    /// Makes of a question about this mark one about scores: those of the days from the mark on, today at most, compared
    /// with those of the days before it.
    ///
    /// # Errors
    /// [`InvalidQuery`] names the parameter at fault, or says that the day is to come.
    pub fn compared(
        &self,
        parameters: Vec<(String, String)>,
        today: Day,
    ) -> Result<Vec<(String, String)>, InvalidQuery> {
        let (days, mut parameters): (Vec<_>, Vec<_>) = parameters.into_iter().partition(|(name, _)| name == "days");
        if parameters.iter().any(|(name, _)| ["from", "to", "compare"].contains(&name.as_str())) {
            let right = "which days are compared the mark says, and days=28; the other parameters are those of scores";
            return Err(InvalidField::unknown("?", right).into());
        }
        let wrong = || InvalidField::new("?days", format!("so many days on each side, 1 to {MAX_DAYS}, given once"));
        let days = match days.as_slice() {
            [] => DEFAULT_DAYS,
            [(_, text)] if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().map_err(|_| wrong())?,
            _ => return Err(wrong().into()),
        };
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(wrong().into());
        }
        if self.day > today {
            return Err(InvalidQuery::Range("this mark's day is to come, so nothing is after it".to_owned()));
        }
        let to = self.day.plus(days).min(today.plus(1));
        for (name, value) in [
            ("from", self.day.to_string()),
            ("to", to.to_string()),
            ("compare", format!("{}..{}", self.day.plus(-days), self.day)),
        ] {
            parameters.push((name.to_owned(), value));
        }
        Ok(parameters)
    }
}

/// What became of a mark that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// There was none of this name.
    New,
    /// It says now what was put.
    Known,
    /// The site has [`MAX_MARKS`] already; nothing was stored.
    NoRoom,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_a_day_and_a_line_about_it() {
        for (day, note, want) in [
            ("2026-10-01", "new returns policy", None),
            ("2024-02-29", &"é".repeat(200), None),
            ("2026-02-29", "x", Some("/day")),
            ("2026-10-01T00:00", "x", Some("/day")),
            ("today", "x", Some("/day")),
            ("2026-10-01", "", Some("/note")),
            ("2026-10-01", " ", Some("/note")),
            ("2026-10-01", &"é".repeat(201), Some("/note")),
            ("2026-10-01", "two\nlines", Some("/note")),
            ("2026-10-01", "nul\0", Some("/note")),
        ] {
            let made = Mark::new("returns".parse().unwrap(), MarkBody { day: day.to_owned(), note: note.to_owned() });
            assert_eq!(made.err().map(|wrong| wrong.pointer).as_deref(), want, "{day} {note:?}");
        }
    }

    #[test]
    fn the_days_before_a_mark_are_compared_with_those_from_it_on() {
        let note = || "new returns policy".to_owned();
        let mark = Mark { name: "returns".parse().unwrap(), day: "2026-10-01".parse().unwrap(), note: note() };
        let asked = |given: &[(&str, &str)], today: &str| {
            let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let made = mark.compared(given, today.parse().unwrap());
            made.map(|made| made.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
        };
        for (given, today, want) in [
            (&[][..], "2026-12-01", "from=2026-10-01&to=2026-10-29&compare=2026-09-03..2026-10-01"),
            (&[("days", "7")], "2026-12-01", "from=2026-10-01&to=2026-10-08&compare=2026-09-24..2026-10-01"),
            (
                &[("device", "phone")],
                "2026-10-02",
                "device=phone&from=2026-10-01&to=2026-10-03&compare=2026-09-03..2026-10-01",
            ),
            (&[("days", "1")], "2026-10-01", "from=2026-10-01&to=2026-10-02&compare=2026-09-30..2026-10-01"),
        ] {
            assert_eq!(asked(given, today).unwrap(), want, "{given:?} on {today}");
        }
        for (given, today) in [
            (&[][..], "2026-09-30"),
            (&[("days", "0")], "2026-12-01"),
            (&[("days", "367")], "2026-12-01"),
            (&[("days", "+7")], "2026-12-01"),
            (&[("days", "7"), ("days", "7")], "2026-12-01"),
            (&[("from", "2026-01-01")], "2026-12-01"),
            (&[("compare", "previous")], "2026-12-01"),
        ] {
            assert!(asked(given, today).is_err(), "{given:?} on {today}");
        }
    }
}
