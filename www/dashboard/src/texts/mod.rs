//! What the dashboard says, in every language: tables with one line a text and a column a language.
//!
//! A text that lacks a language does not compile; a test sees to it that the languages fill in the same places. `{n}` is a
//! place, [`fill`] fills it; `one|many` are the forms of a number, [`counted`] chooses. A page's texts are a table of their
//! own beside this one: `texts! { Answers { title: "Answers", "Respuestas"; } }`, used as `Answers::of(lang).title`.

pub(crate) mod answers;
pub(crate) mod asking;
pub(crate) mod explain;
pub(crate) mod gates;
pub(crate) mod install;
pub(crate) mod journey;
pub(crate) mod marks;
pub(crate) mod measures;
pub(crate) mod overview;
pub(crate) mod parts;
pub(crate) mod shell;
pub(crate) mod survey;
pub(crate) mod surveys;

/// Makes a struct of texts: `name: "English", "Spanish";`.
macro_rules! texts {
    ($(#[$doc:meta])* $table:ident { $($name:ident: $en:literal, $es:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $table {
            $(pub(crate) $name: &'static str,)*
        }

        impl $table {
            const EN: Self = Self { $($name: $en,)* };
            const ES: Self = Self { $($name: $es,)* };

            /// Returns the texts in a language.
            pub(crate) const fn of(lang: $crate::language::Lang) -> &'static Self {
                match lang {
                    $crate::language::Lang::En => &Self::EN,
                    $crate::language::Lang::Es => &Self::ES,
                }
            }
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn languages_fill_in_the_same_places() {
                for (name, en, es) in [$((stringify!($name), $en, $es),)*] {
                    $crate::texts::agree(name, en, es);
                }
            }
        }
    };
}
pub(crate) use texts;

/// Fills the places of a text: `fill("up {n}", &[("n", "8")])`.
pub(crate) fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        // Not again: what is filled in is never read as a text.
        filled.push_str(places.iter().find(|(place, _)| *place == name).map_or("", |(_, value)| value));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// Chooses the form of a text for this number, `1 answer|{n} answers`, and writes `written` in the place `n`.
pub(crate) fn counted(text: &str, number: u64, written: &str) -> String {
    let (one, many) = text.split_once('|').unwrap_or((text, text));
    fill(if number == 1 { one } else { many }, &[("n", written)])
}

/// Fails where two languages do not fill in the same places, or one says nothing.
#[cfg(test)]
pub(crate) fn agree(name: &str, en: &str, es: &str) {
    let places = |text: &str| {
        let mut places: Vec<String> =
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
        places.sort();
        places.dedup();
        (places, text.matches('|').count())
    };
    assert_eq!(places(en), places(es), "{name}");
    assert!(!en.trim().is_empty() && !es.trim().is_empty(), "{name}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_never_read_again() {
        for (text, filled) in [
            ("up {n} points", "up 8 points"),
            ("{n} of {m}", "8 of {n}"),
            ("{unknown}.", "."),
            ("no place", "no place"),
            ("open {n", "open {n"),
            ("{n}{n}", "88"),
        ] {
            assert_eq!(fill(text, &[("n", "8"), ("m", "{n}")]), filled, "{text}");
        }
    }

    #[test]
    fn numbers_have_their_form() {
        for (number, said) in [(0, "0 answers"), (1, "1 answer"), (2, "2 answers")] {
            assert_eq!(counted("{n} answer|{n} answers", number, &number.to_string()), said);
        }
        assert_eq!(counted("answers: {n}", 1, "1"), "answers: 1");
    }
}
