//! How far back the page looks.

/// The last so many days, today included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Range {
    /// A week.
    Week,
    /// A month, which is also what the collector answers when no days are asked for.
    #[default]
    Month,
    /// A quarter.
    Quarter,
}

impl Range {
    /// Every range, shortest first.
    pub(crate) const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Returns how many days it has.
    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}
