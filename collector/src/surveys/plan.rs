//! From how the surveys of a site stand and what is to be, to what is to be written. The engines read the one and
//! write the other, in one transaction.

use std::collections::BTreeMap;

use shared::survey::{Slug, Survey};

use super::{
    Condition, Edit, MAX_DEFINITION_BYTES, MAX_SURVEYS, Stand, SurveyChange, Unmade, Wish, difference::between,
};

/// How the surveys of a site stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Those that it has, in the order in which they get their turn.
    pub listed: Vec<Slug>,
    /// The last version of each survey that it ever had.
    pub latest: BTreeMap<Slug, (u32, Survey)>,
    /// How many bytes all versions have together.
    pub bytes: u64,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// New versions, each with its number and as the store keeps it.
    pub versions: Vec<(Slug, u32, String)>,
    /// The surveys that the site has from now on, each at its version, in their order.
    pub listed: Vec<(Slug, u32)>,
    /// Whether there is anything to write.
    pub is_needed: bool,
    /// What became of each survey that the edit names.
    pub changes: Vec<SurveyChange>,
}

/// Writes a definition as the store keeps it.
fn json(survey: &Survey) -> String {
    serde_json::to_string(survey.definition()).expect("a definition is JSON")
}

impl Standing {
    /// Plans an edit.
    ///
    /// # Errors
    /// [`Unmade`] says why it is not made.
    pub fn plan(self, edit: &Edit) -> Result<Plan, Unmade> {
        let mut planning = Planning { before: self.stands(), standing: self, versions: Vec::new(), named: Vec::new() };
        match &edit.wish {
            Wish::File(file) => {
                let others = |slug: &Slug| file.surveys().iter().all(|survey| survey.definition().slug != *slug);
                planning.standing.listed.retain(others);
                for (position, survey) in (1..).zip(file.surveys()) {
                    planning.put(survey, Some(position))?;
                }
            }
            Wish::Put { survey, position } => {
                planning.check(&edit.condition, &survey.definition().slug)?;
                planning.put(survey, *position)?;
            }
            Wish::Live { survey, live } => {
                planning.check_listed(survey)?;
                planning.check(&edit.condition, survey)?;
                let mut definition = planning.standing.latest[survey].1.definition().clone();
                definition.live = *live;
                let survey = Survey::new(definition).expect("whether it asks makes no survey invalid");
                planning.put(&survey, None)?;
            }
            Wish::Delete(survey) => {
                planning.check_listed(survey)?;
                planning.check(&edit.condition, survey)?;
                planning.standing.listed.retain(|listed| listed != survey);
                planning.named.push((survey.clone(), Vec::new()));
            }
        }
        planning.finish()
    }

    /// How each survey that the site has stands.
    fn stands(&self) -> BTreeMap<Slug, Stand> {
        let stand = |(position, slug): (usize, &Slug)| {
            let version = self.latest.get(slug).map(|(version, _)| *version);
            version.map(|version| (slug.clone(), Stand { version, position }))
        };
        (1..).zip(&self.listed).filter_map(stand).collect()
    }
}

/// A plan that is being made.
struct Planning {
    before: BTreeMap<Slug, Stand>,
    standing: Standing,
    versions: Vec<(Slug, u32, String)>,
    named: Vec<(Slug, Vec<String>)>,
}

impl Planning {
    fn check_listed(&self, slug: &Slug) -> Result<(), Unmade> {
        if self.before.contains_key(slug) { Ok(()) } else { Err(Unmade::NoSurvey) }
    }

    fn check(&self, condition: &Condition, slug: &Slug) -> Result<(), Unmade> {
        let version = self.before.get(slug).map(|stand| stand.version);
        let holds = match condition {
            Condition::Nothing => true,
            Condition::Absent => version.is_none(),
            Condition::Present => version.is_some(),
            Condition::At(versions) => version.is_some_and(|version| versions.contains(&version)),
        };
        if holds { Ok(()) } else { Err(Unmade::OtherVersion) }
    }

    fn put(&mut self, survey: &Survey, position: Option<usize>) -> Result<(), Unmade> {
        let definition = survey.definition();
        let slug = &definition.slug;
        let listed = self.before.contains_key(slug);
        let (mut version, mut changed) = (1, Vec::new());
        if let Some((latest, stored)) = self.standing.latest.get(slug) {
            if stored.scale() != survey.scale() {
                let field = if stored.scale().metric() == survey.scale().metric() { "scale" } else { "metric" };
                let (was, is) = (stored.scale().name(), survey.scale().name());
                return Err(Unmade::OtherScale { survey: slug.clone(), was, is, field });
            }
            let is_same = listed && stored.definition() == definition;
            version = if is_same { *latest } else { latest + 1 };
            if listed {
                let value = |survey: &Survey| serde_json::to_value(survey.definition()).expect("a definition is JSON");
                changed = between(&value(stored), &value(survey));
            }
        }
        if self.standing.latest.get(slug).is_none_or(|(latest, _)| *latest != version) {
            let written = json(survey);
            self.standing.bytes += written.len() as u64;
            if self.standing.bytes > MAX_DEFINITION_BYTES {
                return Err(Unmade::TooLong);
            }
            self.versions.push((slug.clone(), version, written));
            self.standing.latest.insert(slug.clone(), (version, survey.clone()));
        }
        self.place(slug, position);
        self.named.push((slug.clone(), changed));
        Ok(())
    }

    fn place(&mut self, slug: &Slug, position: Option<usize>) {
        let listed = &mut self.standing.listed;
        if position.is_none() && listed.contains(slug) {
            return;
        }
        listed.retain(|other| other != slug);
        let at = position.map_or(listed.len(), |position| position.saturating_sub(1).min(listed.len()));
        listed.insert(at, slug.clone());
    }

    fn finish(self) -> Result<Plan, Unmade> {
        let Self { before, standing, versions, named } = self;
        if standing.listed.len() > MAX_SURVEYS && standing.listed.len() > before.len() {
            return Err(Unmade::TooMany);
        }
        let after = standing.stands();
        let change = |(slug, changed): (Slug, Vec<String>)| SurveyChange {
            survey: standing.latest[&slug].1.clone(),
            before: before.get(&slug).copied(),
            after: after.get(&slug).copied(),
            changed,
        };
        let listed = standing.listed.iter().map(|slug| (slug.clone(), after[slug].version)).collect();
        Ok(Plan { versions, listed, is_needed: before != after, changes: named.into_iter().map(change).collect() })
    }
}

#[cfg(test)]
mod tests;
