//! Variety: how many values of a dimension have tallies of their own. What comes beyond them is counted as `other`.
//!
//! Pages choose attributes, stages and the like, so anybody can make up values, and each would be a row of tallies for
//! each day. What is counted as `other` is decided when the first report of a prompt arrives and written on its row, so
//! that a recount is told the same, whoever counts.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use shared::survey::Slug;
use tokio::sync::Mutex as Turn;

use crate::{
    calendar::Day,
    store::{
        Store, StoreError,
        query::{Dimension, TallyQuery},
    },
    submission::Submission,
};

/// The value that stands for all that have no tally of their own.
pub const OTHER: &str = "other";

/// The most values of a dimension, of a survey and a day, that have one.
const MOST: usize = 1_000;

/// The most values that are remembered of all surveys and days: some 30 MB. They are read again when that is reached.
const MOST_KNOWN: usize = 200_000;

/// A survey of a site, and a day.
type Place = (Slug, Slug, Day);

/// The values that have tallies of their own, as far as this collector knows: what was counted when it first looked, and
/// what it let in since.
#[derive(Debug, Default)]
pub struct Variety {
    known: Mutex<Known>,
    /// Held by whoever reads what was counted, so that it is read once.
    reading: Turn<()>,
}

#[derive(Debug, Default)]
struct Known {
    places: HashMap<Place, BTreeMap<String, HashSet<String>>>,
    values: usize,
}

impl Variety {
    /// Settles which dimensions of a response are counted as `other`. What is held back brings no value in: who floods
    /// takes nobody's room.
    ///
    /// # Errors
    /// [`StoreError`] if what was counted cannot be read.
    pub async fn settle(&self, store: &Store, told: &mut Submission) -> Result<(), StoreError> {
        let values: Vec<(Dimension, String)> =
            told.values().map(|(dimension, value)| (dimension, value.to_owned())).collect();
        let place = (told.prompt.site.clone(), told.prompt.survey.clone(), told.day);
        loop {
            {
                let mut known = self.known();
                if known.has_all(&place, &values) {
                    let is_held = told.is_held();
                    let beyond = values.iter().filter(|(name, value)| !known.admits(&place, name, value, is_held));
                    told.as_other = beyond.map(|(dimension, _)| dimension.name().into_owned()).collect();
                    return Ok(());
                }
            }
            let _turn = self.reading.lock().await;
            self.known().make_room();
            for (dimension, _) in &values {
                if !self.known().has(&place, dimension) {
                    let counted = counted(store, &place, dimension).await?;
                    self.known().add(&place, dimension, counted);
                }
            }
        }
    }

    /// Returns how many values are remembered.
    pub fn remembered(&self) -> usize {
        self.known().values
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn has(&self, place: &Place, dimension: &Dimension) -> bool {
        self.places.get(place).is_some_and(|known| known.contains_key(&*dimension.name()))
    }

    fn has_all(&self, place: &Place, values: &[(Dimension, String)]) -> bool {
        values.iter().all(|(dimension, _)| self.has(place, dimension))
    }

    /// Forgets everything where it has become much: what is needed is read again.
    fn make_room(&mut self) {
        if self.values >= MOST_KNOWN {
            *self = Self::default();
        }
    }

    fn add(&mut self, place: &Place, dimension: &Dimension, counted: HashSet<String>) {
        self.values += counted.len();
        self.places.entry(place.clone()).or_default().insert(dimension.name().into_owned(), counted);
    }

    /// Says whether a value has a tally of its own, and lets it in where there is room and it may.
    fn admits(&mut self, place: &Place, dimension: &Dimension, value: &str, is_held: bool) -> bool {
        let known = self.places.get_mut(place).and_then(|known| known.get_mut(&*dimension.name()));
        let known = known.expect("whoever asks has looked that it is there");
        if known.contains(value) {
            return true;
        }
        let has_room = known.len() < MOST && !is_held;
        if has_room {
            known.insert(value.to_owned());
            self.values += 1;
        }
        has_room
    }
}

/// Reads which values were counted.
async fn counted(store: &Store, place: &Place, dimension: &Dimension) -> Result<HashSet<String>, StoreError> {
    let (site, survey, day) = place.clone();
    let query = TallyQuery { site, survey, dimension: dimension.clone(), value: None, from: day, to: day.plus(1) };
    Ok(store.tallies(query).await?.into_iter().map(|row| row.value).filter(|value| value != OTHER).collect())
}
