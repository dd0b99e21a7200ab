//! Names that the page makes for people who need not know that there are any.

/// The longest name, in bytes.
const MOST: usize = 64;

/// Makes the name of a mark out of its note and day, different from those that are `taken`.
pub(crate) fn of_mark<'a>(note: &str, day: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut name = String::new();
    for letter in note.chars().flat_map(char::to_lowercase).map(plain) {
        match letter {
            'a'..='z' | '0'..='9' => name.push(letter),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name.truncate(40);
    let name = match name.trim_end_matches('-') {
        "" => day.to_owned(),
        name => format!("{name}-{day}"),
    };
    let free = |name: &String| taken.clone().all(|taken| taken != name) && name.len() <= MOST;
    let mut more = (2_u32..).map(|nth| format!("{name}-{nth}"));
    if free(&name) { name } else { more.find(free).unwrap_or(name) }
}

/// Returns a letter without its accent, of the languages that the page speaks.
const fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' => 'a',
        'é' | 'è' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'ò' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_become_names_that_addresses_can_have() {
        for (note, taken, name) in [
            ("New returns policy", &[][..], "new-returns-policy-2026-10-01"),
            ("  ¿Devolución más fácil? ", &[], "devolucion-mas-facil-2026-10-01"),
            ("新しい", &[], "2026-10-01"),
            ("a", &["a-2026-10-01"], "a-2026-10-01-2"),
            ("a", &["a-2026-10-01", "a-2026-10-01-2"], "a-2026-10-01-3"),
            ("-- x --", &[], "x-2026-10-01"),
        ] {
            assert_eq!(of_mark(note, "2026-10-01", taken.iter().copied()), name, "{note}");
        }
        let long = of_mark(&"word ".repeat(40), "2026-10-01", [].into_iter());
        assert!(long.len() <= MOST, "{long}");
    }
}
