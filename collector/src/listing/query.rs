//! From the parameters of a request to what is listed.

use std::{collections::BTreeSet, str::FromStr};

use shared::{scale::Scale, wire::prompts::Device};

use super::filter::{Among, Filter, Needle, band};
use crate::{calendar::Day, invalid::InvalidField};

/// The longest range of days.
const MAX_DAYS: i32 = 3660;

/// How many values a parameter may have that may be given several times.
const MOST_VALUES: usize = 20;

/// The longest value of a filter that is not a name.
const MAX_VALUE_CHARS: usize = 256;

/// How many responses a page has unless it says otherwise, and at most.
const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

/// How long somebody may say that they listen: a day.
const MAX_SECONDS: u32 = 86_400;

/// What begins the name of a parameter that names an attribute.
const ATTRIBUTE: &str = "attribute:";

/// Why a question is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidListing {
    /// A parameter is not what it must be.
    #[error(transparent)]
    Parameter(#[from] InvalidField),
    /// The days are no range.
    #[error("{0}")]
    Range(String),
    /// The cursor is not one of this site and question.
    #[error("the cursor is not one that was given for this site and these filters; begin without one")]
    Cursor,
}

/// What may be asked beside which responses are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page: `limit`, `cursor`, and words in comments.
    Page,
    /// A table of all of it: words in comments.
    Table,
    /// The feed as a stream: `after`, and words in comments.
    Stream,
    /// The feed as it grows: `after`, `seconds`.
    Live,
}

impl Kind {
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Page => &["format", "text", "limit", "cursor"],
            Self::Table => &["format", "text"],
            Self::Stream => &["format", "text", "after"],
            Self::Live => &["after", "seconds"],
        }
    }
}

/// A question about a site's responses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Which responses.
    pub filter: Filter,
    /// Words that their comment has.
    pub text: Option<Needle>,
    /// How many at most, of a page.
    pub limit: u32,
    /// Where to go on, as it was sent: `cursor` of a page, `after` of the feed.
    pub cursor: Option<String>,
    /// How long to listen to the feed.
    pub seconds: Option<u32>,
}

impl Listing {
    /// Checks the parameters of a question.
    ///
    /// # Errors
    /// [`InvalidListing`] names the parameter at fault.
    pub fn new(parameters: Vec<(String, String)>, kind: Kind) -> Result<Self, InvalidListing> {
        let mut listing = Self { limit: DEFAULT_LIMIT, ..Self::default() };
        let mut given = BTreeSet::new();
        for (name, value) in parameters {
            if !matches!(name.as_str(), "survey" | "band" | "rating") && !given.insert(name.clone()) {
                // Attributes are named by whoever asks.
                let pointer = if name.starts_with(ATTRIBUTE) { "?attribute".to_owned() } else { format!("?{name}") };
                return Err(InvalidField::new(pointer, "this parameter may be given once").into());
            }
            listing.take(&name, value, kind)?;
        }
        listing.filter.surveys = in_order("survey", listing.filter.surveys)?;
        listing.filter.bands = in_order("band", listing.filter.bands)?;
        listing.filter.ratings = in_order("rating", listing.filter.ratings)?;
        if listing.text.is_some() && listing.filter.has_comment == Some(false) {
            return Err(InvalidField::new("?text", "where there is no comment there are no words to find").into());
        }
        if let (Some(from), Some(to)) = (listing.filter.from, listing.filter.to) {
            match to.0.saturating_sub(from.0) {
                ..=0 => return Err(range("from must be before to; to is the day after the last")),
                1..=MAX_DAYS => {}
                _ => return Err(range(&format!("a range has {MAX_DAYS} days at most"))),
            }
        }
        Ok(listing)
    }

    /// Returns what tells this question from others, for the cursors of its pages.
    pub fn fingerprint(&self) -> String {
        format!("{:?} {:?}", self.filter, self.text)
    }

    fn take(&mut self, name: &str, value: String, kind: Kind) -> Result<(), InvalidListing> {
        let filter = &mut self.filter;
        match name {
            "survey" => filter.surveys.push(parsed(name, &value, "this is no name of a survey")?),
            "from" => filter.from = Some(day(name, &value)?),
            "to" => filter.to = Some(day(name, &value)?),
            "touchpoint" => filter.touchpoint = Some(parsed(name, &value, "this is no name of a touchpoint")?),
            "stage" => filter.stage = Some(parsed(name, &value, "this is no name of a stage")?),
            "locale" => filter.locale = Some(text(name, value)?),
            "device" => filter.device = Some(one_of(name, &value, DEVICES.map(|it| (it.name(), it)))?),
            "band" => {
                let names = Scale::ALL.into_iter().flat_map(Scale::ratings).map(band).map(|name| (name, name));
                filter.bands.push(one_of(name, &value, names.collect::<BTreeSet<_>>())?);
            }
            "rating" => {
                let rating = value.parse().ok().filter(|rating: &u8| *rating <= 10 && rating.to_string() == value);
                let right = || InvalidField::new("?rating", "a rating is a whole number from 0 to 10");
                filter.ratings.push(rating.ok_or_else(right)?);
            }
            "reason" => filter.reason = Some(text(name, value)?),
            "comment" => filter.has_comment = Some(one_of(name, &value, YES_OR_NO)?),
            "contact" => filter.has_contact = Some(one_of(name, &value, YES_OR_NO)?),
            "held" => filter.is_held = Some(one_of(name, &value, YES_OR_NO)?),
            "outcome" => filter.among = one_of(name, &value, Among::ALL)?,
            _ if name.starts_with(ATTRIBUTE) => {
                let (_, attribute) = name.split_at(ATTRIBUTE.len());
                let right =
                    || InvalidField::new("?attribute", "write attribute:NAME=VALUE, with the name of an attribute");
                let attribute = attribute.parse().map_err(|_| right())?;
                filter.attributes.insert(attribute, text("attribute", value)?);
                if filter.attributes.len() > MOST_VALUES {
                    return Err(too_many("attribute").into());
                }
            }
            _ if !kind.parameters().contains(&name) => return Err(unknown(kind).into()),
            "text" => {
                let right = || InvalidField::new("?text", "words to look for are more than spaces");
                self.text = Some(Needle::new(&text(name, value)?).ok_or_else(right)?);
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit: &u32| (1..=MAX_LIMIT).contains(limit));
                let right = || InvalidField::new("?limit", format!("a page has 1 to {MAX_LIMIT} responses"));
                self.limit = limit.ok_or_else(right)?;
            }
            "seconds" => {
                let seconds = value.parse().ok().filter(|seconds: &u32| *seconds <= MAX_SECONDS);
                let right = || InvalidField::new("?seconds", format!("this is a whole number up to {MAX_SECONDS}"));
                self.seconds = Some(seconds.ok_or_else(right)?);
            }
            "cursor" | "after" => self.cursor = Some(value),
            // Whoever asks has looked at it.
            "format" => {}
            _ => unreachable!("the names of a kind are all above"),
        }
        Ok(())
    }
}

const DEVICES: [Device; 3] = [Device::Phone, Device::Tablet, Device::Desktop];
const YES_OR_NO: [(&str, bool); 2] = [("true", true), ("false", false)];

fn unknown(kind: Kind) -> InvalidField {
    let own = kind.parameters().join(", ");
    let right = format!(
        "the parameters are survey, from, to, touchpoint, stage, locale, device, attribute:NAME, band, rating, reason, \
         comment, contact, held, outcome; and here {own}"
    );
    InvalidField::unknown("?", right)
}

fn too_many(name: &str) -> InvalidField {
    InvalidField::new(format!("?{name}"), format!("this parameter may be given {MOST_VALUES} times"))
}

fn in_order<T: Ord>(name: &str, values: Vec<T>) -> Result<Vec<T>, InvalidField> {
    if values.len() > MOST_VALUES {
        return Err(too_many(name));
    }
    Ok(values.into_iter().collect::<BTreeSet<_>>().into_iter().collect())
}

fn parsed<T: FromStr>(name: &str, value: &str, wrong: &str) -> Result<T, InvalidField> {
    value.parse().map_err(|_| InvalidField::new(format!("?{name}"), wrong))
}

fn one_of<T>(name: &str, value: &str, words: impl IntoIterator<Item = (&'static str, T)>) -> Result<T, InvalidField> {
    let mut names = Vec::new();
    for (word, meant) in words {
        if word == value {
            return Ok(meant);
        }
        names.push(word);
    }
    Err(InvalidField::new(format!("?{name}"), format!("this is one of {}", names.join(", "))))
}

/// Some words, which need be nobody's.
fn text(name: &str, value: String) -> Result<String, InvalidField> {
    if value.chars().count() > MAX_VALUE_CHARS || value.contains('\0') {
        let right = format!("this has {MAX_VALUE_CHARS} characters at most, and no NUL among them");
        return Err(InvalidField::new(format!("?{name}"), right));
    }
    Ok(value)
}

fn day(name: &str, value: &str) -> Result<Day, InvalidListing> {
    value.parse().map_err(|not_a_day| range(&format!("{name}: {not_a_day}")))
}

fn range(detail: &str) -> InvalidListing {
    InvalidListing::Range(detail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(query: &str, kind: Kind) -> Result<Listing, InvalidListing> {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        };
        Listing::new(query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect(), kind)
    }

    #[test]
    fn parameters_at_fault_are_named() {
        for (query, kind, pointer) in [
            ("survey=Order!", Kind::Page, "?survey"),
            ("touchpoint=", Kind::Page, "?touchpoint"),
            ("touchpoint=a&touchpoint=a", Kind::Page, "?touchpoint"),
            ("band=happy", Kind::Page, "?band"),
            ("rating=11", Kind::Page, "?rating"),
            ("rating=%2B1", Kind::Page, "?rating"),
            ("rating=01", Kind::Page, "?rating"),
            ("comment=yes", Kind::Page, "?comment"),
            ("outcome=shown", Kind::Page, "?outcome"),
            ("device=watch", Kind::Page, "?device"),
            ("attribute:=x", Kind::Page, "?attribute"),
            ("attribute:Plan=x", Kind::Page, "?attribute"),
            ("attribute:plan=x&attribute:plan=y", Kind::Page, "?attribute"),
            ("text= ", Kind::Page, "?text"),
            ("text=a&comment=false", Kind::Page, "?text"),
            ("seconds=86401", Kind::Live, "?seconds"),
            ("limit=0", Kind::Page, "?limit"),
            ("limit=201", Kind::Page, "?limit"),
            ("limit=-1", Kind::Page, "?limit"),
            ("limit=1000000000", Kind::Page, "?limit"),
            ("after=x", Kind::Page, "?"),
            ("limit=5", Kind::Table, "?"),
            ("cursor=x", Kind::Stream, "?"),
            ("text=x", Kind::Live, "?"),
            ("key=x", Kind::Page, "?"),
        ] {
            match listing(query, kind) {
                Err(InvalidListing::Parameter(field)) => assert_eq!(field.pointer, pointer, "{query}"),
                other => panic!("{query}: {other:?}"),
            }
        }
        let many = (0..21).map(|at| format!("survey=s{at}")).collect::<Vec<_>>().join("&");
        assert!(listing(&many, Kind::Page).is_err());
        for query in ["from=2026-02-30", "to=today", "from=2026-01-02&to=2026-01-02", "from=1926-01-01&to=2026-01-01"] {
            assert!(matches!(listing(query, Kind::Page), Err(InvalidListing::Range(_))), "{query}");
        }
    }

    #[test]
    fn the_same_question_in_another_order_is_the_same_and_another_one_is_not() {
        let print = |query| listing(query, Kind::Page).unwrap().fingerprint();
        assert_eq!(print("survey=a&survey=b&rating=1"), print("rating=1&survey=b&survey=a&survey=a"));
        // How many there are on a page may change on the way.
        assert_eq!(print("survey=a&limit=1"), print("survey=a&limit=2"));
        let all =
            ["", "survey=a", "rating=1", "text=a", "comment=true", "comment=false", "attribute:a=b", "from=2026-01-01"];
        let prints: BTreeSet<_> = all.into_iter().map(print).collect();
        assert_eq!(prints.len(), all.len());
    }
}
