//! What pages are made of.

pub(crate) mod asked_twice;
pub(crate) mod card;
pub(crate) mod chart;
pub(crate) mod code;
pub(crate) mod field;
pub(crate) mod head;
pub(crate) mod interval;
pub(crate) mod range_picker;
pub(crate) mod states;
pub(crate) mod survey_picker;
