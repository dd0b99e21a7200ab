//! What an owner may do to the surveys of a site, whether by a file or over HTTP: one thing at a time, all or nothing.
//!
//! Versions of a survey are only added, because answers keep the one that they were given to.

mod difference;
mod plan;

use shared::survey::{Slug, Survey};

pub use self::plan::{Plan, Standing};
use crate::survey_file::SurveyFile;

/// The most surveys that a site has at a time: each prompt may look at all of them.
pub const MAX_SURVEYS: usize = 200;

/// The most bytes that the definitions of a site may have, all versions together: collectors hold them in memory.
pub const MAX_DEFINITION_BYTES: u64 = 8 << 20;

/// What an owner does to the surveys of a site.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What is to be.
    pub wish: Wish,
    /// What has to be so before; else nothing is done.
    pub condition: Condition,
    /// Whether nothing is done, but told what would be.
    pub is_rehearsal: bool,
}

impl Edit {
    /// An edit that is made whatever there is.
    pub fn of(wish: Wish) -> Self {
        Self { wish, condition: Condition::Nothing, is_rehearsal: false }
    }
}

/// What is to be.
#[derive(Clone, Debug)]
pub enum Wish {
    /// The surveys are those of the file, in its order; those that it does not name get their turn behind them.
    File(SurveyFile),
    /// There is this survey.
    Put {
        /// The survey.
        survey: Box<Survey>,
        /// When it gets its turn, counted from 1; without it where it is, and last where it is new.
        position: Option<usize>,
    },
    /// A survey asks, or does not.
    Live {
        /// The survey.
        survey: Slug,
        /// Whether it asks.
        live: bool,
    },
    /// There is no such survey any more. What was answered stays.
    Delete(Slug),
}

/// What has to be so before a survey is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    #[default]
    Nothing,
    /// There is no such survey.
    Absent,
    /// There is one.
    Present,
    /// Its version is one of these.
    At(Vec<u32>),
}

/// How a survey stands in a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its version.
    pub version: u32,
    /// When it gets its turn, counted from 1.
    pub position: usize,
}

/// What became of a survey that an edit names.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyChange {
    /// The survey as it is now; as it was, where it is deleted.
    pub survey: Survey,
    /// How it stood before; none where there was no such survey.
    pub before: Option<Stand>,
    /// How it stands now; none where it is deleted.
    pub after: Option<Stand>,
    /// JSON pointers to what its definition says differently now. Empty of a survey that there was not.
    pub changed: Vec<String>,
}

impl SurveyChange {
    /// Says whether the survey has another version now, or is there or not there otherwise than before.
    pub fn is_one(&self) -> bool {
        self.before.map(|stand| stand.version) != self.after.map(|stand| stand.version)
    }
}

/// Why an edit is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// There is no such site.
    #[error("there is no site {0}; `sondeo site add {0}` makes one")]
    NoSite(Slug),
    /// The site has no such survey.
    #[error("this site has no such survey")]
    NoSurvey,
    /// The survey is not as the condition says.
    #[error("the survey is not at the version that the condition names; read it again, then decide")]
    OtherVersion,
    /// The ratings under this slug are of another scale.
    #[error(
        "survey {survey} measures {was}; it cannot become {is} under the same slug, because its scores would mix two \
         scales: give the new one a slug of its own"
    )]
    OtherScale {
        /// The survey.
        survey: Slug,
        /// The name of its scale.
        was: &'static str,
        /// The name of the scale that it would have.
        is: &'static str,
        /// The field of the definition that says so.
        field: &'static str,
    },
    /// The site has as many surveys as a site may have.
    #[error("a site has {MAX_SURVEYS} surveys at most")]
    TooMany,
    /// The definitions of the site are as long as they may be.
    #[error("the definitions of a site's surveys, all versions together, have {} MiB at most", MAX_DEFINITION_BYTES >> 20)]
    TooLong,
}
