//! What answers are grouped by.

use std::borrow::Cow;

use crate::store::query::Dimension;

/// What answers are grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Spans of time.
    Time(Unit),
    /// The values of a dimension.
    Value(Dimension),
}

/// Spans of time, in the site's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// ISO weeks, from Monday to Sunday.
    Week,
    /// Months.
    Month,
}

impl GroupBy {
    /// Reads the name of it.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Time(Unit::Day),
            "week" => Self::Time(Unit::Week),
            "month" => Self::Time(Unit::Month),
            _ => Self::Value(Dimension::named(name)?),
        })
    }

    /// Returns the name of it.
    pub(super) fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Time(Unit::Day) => Cow::Borrowed("day"),
            Self::Time(Unit::Week) => Cow::Borrowed("week"),
            Self::Time(Unit::Month) => Cow::Borrowed("month"),
            Self::Value(dimension) => dimension.name(),
        }
    }
}
