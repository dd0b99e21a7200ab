//! The pages, a module each.

pub(crate) mod answers;
pub(crate) mod install;
pub(crate) mod journey;
pub(crate) mod overview;
pub(crate) mod survey;
pub(crate) mod surveys;
