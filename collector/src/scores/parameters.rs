//! A query of scores, read: which parameters there are, and what each must be.

use jiff::Timestamp;
use shared::{
    interval::Level,
    survey::{Slug, Survey, is_language_tag},
    wire::prompts::Device,
};

use super::{Compare, Days, GroupBy, InvalidQuery, ScoresQuery};
use crate::{
    asking::MAX_ATTRIBUTE_BYTES, calendar::Day, catalog::Site, invalid::InvalidField, store::query::Dimension,
};

/// The days of a range that names no end.
const DEFAULT_DAYS: i32 = 30;

/// The most surveys of a programme.
const MAX_SURVEYS: usize = 20;

/// The levels that may be asked for. Beyond them an interval says nothing, or is all of the scale.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.999;

const DEVICES: [Device; 3] = [Device::Phone, Device::Tablet, Device::Desktop];

/// Checks the parameters of a query about `site`.
pub(super) fn read(
    parameters: Vec<(String, String)>,
    site: &Site,
    now: Timestamp,
) -> Result<ScoresQuery, InvalidQuery> {
    let given = Given::new(parameters)?;
    let surveys = given.surveys()?;
    let filters = given.filters()?;
    let group_by = given.group_by()?;
    let level = given.one("level").map_or(Ok(Level::NINETY_FIVE), level)?;
    let day = |name: &str| given.one(name).map(|text| parse_day(name, text)).transpose();
    let to = day("to")?.unwrap_or_else(|| Day::of(now, &site.zone).plus(1));
    let from = day("from")?.unwrap_or_else(|| to.plus(-DEFAULT_DAYS));
    let days = Days::new(from, to).map_err(InvalidQuery::Range)?;
    let compare = given.one("compare").map(|text| compared(text, days, &group_by)).transpose()?;
    let found: Option<Vec<&Survey>> = surveys.iter().map(|slug| site.survey_or_last(slug.as_str())).collect();
    let found = found.ok_or(InvalidQuery::SurveyUnknown)?;
    let mut scales = found.iter().map(|survey| survey.scale());
    let scale = scales.next().ok_or(InvalidQuery::SurveyUnknown)?;
    if scales.any(|other| other != scale) {
        let right = "surveys are merged where all have one metric and one scale; ask about the others on their own";
        return Err(InvalidField::new("?survey", right).into());
    }
    for (dimension, pointer) in attributes(&filters, &group_by) {
        if !surveys.iter().any(|survey| has_declared(site, survey, dimension)) {
            let right = "answers are counted by the attributes that their survey declares, and this is none";
            return Err(InvalidField::new(pointer, right).into());
        }
    }
    Ok(ScoresQuery { surveys, scale, filters, days, group_by, compare, level })
}

/// The parameters by name, all of names that there are.
struct Given(Vec<(String, String)>);

impl Given {
    fn new(parameters: Vec<(String, String)>) -> Result<Self, InvalidField> {
        let mut given = Self(Vec::new());
        for (name, value) in parameters {
            if !is_name(&name) {
                let right = "the parameters are survey, from, to, touchpoint, stage, locale, device, attribute:NAME, \
                     group_by, compare and level";
                return Err(InvalidField::unknown("?", right));
            }
            if !["survey", "group_by"].contains(&name.as_str()) && given.one(&name).is_some() {
                return Err(InvalidField::new(pointer(&name), "this parameter may be given once"));
            }
            given.0.push((name, value));
        }
        Ok(given)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn surveys(&self) -> Result<Vec<Slug>, InvalidField> {
        let mut surveys: Vec<Slug> = Vec::new();
        for name in self.all("survey") {
            let slug = name.parse().map_err(|_| InvalidField::new("?survey", "this is no name"))?;
            if surveys.contains(&slug) {
                return Err(InvalidField::new("?survey", "a survey may be named once"));
            }
            surveys.push(slug);
        }
        match surveys.len() {
            0 => Err(InvalidField::missing("?survey", "name the survey: ?survey=SLUG")),
            1..=MAX_SURVEYS => Ok(surveys),
            _ => Err(InvalidField::new("?survey", format!("{MAX_SURVEYS} surveys at most are merged"))),
        }
    }

    fn filters(&self) -> Result<Vec<(Dimension, String)>, InvalidField> {
        let mut filters = Vec::new();
        for (name, value) in &self.0 {
            let Some(dimension) = Dimension::named(name) else { continue };
            if let Some(right) = fault(&dimension, value) {
                return Err(InvalidField::new(pointer(name), right));
            }
            filters.push((dimension, value.clone()));
        }
        Ok(filters)
    }

    fn group_by(&self) -> Result<Vec<GroupBy>, InvalidField> {
        let refuse = |right: &str| Err(InvalidField::new("?group_by", right));
        let mut groups: Vec<GroupBy> = Vec::new();
        for name in self.all("group_by").flat_map(|names| names.split(',')) {
            let Some(group_by) = GroupBy::named(name) else {
                return refuse(
                    "group_by is one or two of day, week, month, touchpoint, stage, locale, device and attribute:NAME, \
                     with a comma between",
                );
            };
            if groups.contains(&group_by) {
                return refuse("two groups are by two things");
            }
            groups.push(group_by);
        }
        match groups.as_slice() {
            [GroupBy::Time(_), GroupBy::Time(_)] => refuse("one of day, week and month is enough"),
            [_, _, _, ..] => refuse("groups are by two things at most"),
            _ => Ok(groups),
        }
    }
}

fn is_name(name: &str) -> bool {
    ["survey", "from", "to", "group_by", "compare", "level"].contains(&name) || Dimension::named(name).is_some()
}

/// Names a parameter without the part of it that its sender chose.
fn pointer(name: &str) -> String {
    format!("?{}", name.split(':').next().unwrap_or_default())
}

/// Says what a value of a dimension would be, if this is none.
fn fault(dimension: &Dimension, value: &str) -> Option<String> {
    let (fits, right) = match dimension {
        Dimension::Whole => (true, String::new()),
        Dimension::Touchpoint | Dimension::Stage => (value.parse::<Slug>().is_ok(), "this is no name".to_owned()),
        Dimension::Locale => (is_language_tag(value), "a locale is a language tag, for example pt-BR".to_owned()),
        Dimension::Device => {
            let known = DEVICES.iter().any(|device| device.name() == value);
            (known, "a device is phone, tablet or desktop".to_owned())
        }
        Dimension::Attribute(_) => {
            let fits = (1..=MAX_ATTRIBUTE_BYTES).contains(&value.len()) && !value.contains(char::is_control);
            (fits, format!("an attribute's value is a text of 1 to {MAX_ATTRIBUTE_BYTES} bytes on one line"))
        }
    };
    (!fits).then_some(right)
}

/// The attributes that are asked about, and where.
fn attributes<'q>(
    filters: &'q [(Dimension, String)],
    group_by: &'q [GroupBy],
) -> impl Iterator<Item = (&'q Slug, &'static str)> {
    let filters = filters.iter().map(|(dimension, _)| (dimension, "?attribute"));
    let groups = group_by.iter().filter_map(|group_by| match group_by {
        GroupBy::Value(dimension) => Some((dimension, "?group_by")),
        GroupBy::Time(_) => None,
    });
    filters.chain(groups).filter_map(|(dimension, pointer)| match dimension {
        Dimension::Attribute(name) => Some((name, pointer)),
        _ => None,
    })
}

/// Says whether any version of a survey declares an attribute: answers are kept longer than declarations.
fn has_declared(site: &Site, survey: &Slug, attribute: &Slug) -> bool {
    let now = site.survey(survey.as_str());
    let earlier = site.earlier.iter().filter(|((slug, _), _)| slug == survey).map(|(_, survey)| survey);
    now.into_iter().chain(earlier).any(|version| version.definition().attributes.contains(attribute))
}

fn level(text: &str) -> Result<Level, InvalidField> {
    let share = text.parse().ok().filter(|share| LEVELS.contains(share));
    let level = share.and_then(|share| Level::new(share).ok());
    level.ok_or_else(|| InvalidField::new("?level", "a level is a share from 0.5 to 0.999, for example 0.95"))
}

fn compared(text: &str, days: Days, group_by: &[GroupBy]) -> Result<Compare, InvalidQuery> {
    if text == "previous" {
        return Ok(Compare::Days(days.previous()));
    }
    if text == "rest" {
        let has_time = group_by.iter().any(|group_by| matches!(group_by, GroupBy::Time(_)));
        if group_by.is_empty() || has_time {
            let right = "compare=rest holds each group against the others: group_by says by what, and by no time";
            return Err(InvalidField::new("?compare", right).into());
        }
        return Ok(Compare::Rest);
    }
    let ends = text.split_once("..").and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let (from, to) = ends.ok_or_else(|| {
        InvalidField::new("?compare", "compare is previous, rest, or a range of dates, YYYY-MM-DD..YYYY-MM-DD")
    })?;
    let days = Days::new(from, to).map_err(|right| InvalidField::new("?compare", right))?;
    Ok(Compare::Days(days))
}

fn parse_day(name: &str, text: &str) -> Result<Day, InvalidQuery> {
    text.parse().map_err(|_| InvalidQuery::Range(format!("{name} is a date of the calendar, YYYY-MM-DD")))
}
