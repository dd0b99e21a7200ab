//! Marks: days on which something changed, so that scores before and after can be compared.

use shared::{survey::Slug, wire::marks::MarkBody};

use crate::{
    calendar::{Day, NotADay},
    invalid::InvalidField,
};

/// The most marks of a site.
pub const MAX_MARKS: u32 = 1_000;

/// The longest note, in Unicode scalar values.
const MAX_NOTE_CHARS: usize = 200;

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
}
