//! A field of a request that is not what it must be.

use shared::problem::ProblemCode;

/// A field of a request that is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct InvalidField {
    /// JSON pointer to the field, or `?name` of a query parameter.
    pub pointer: String,
    /// In which way.
    pub code: ProblemCode,
    /// What is wrong with it, and what would be right.
    pub detail: String,
}

impl InvalidField {
    /// Names a field whose content is wrong, and says how.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: ProblemCode::FieldInvalid, detail: detail.into() }
    }

    /// Names a field that is not there and must be.
    pub fn missing(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: ProblemCode::FieldMissing, ..Self::new(pointer, detail) }
    }

    /// Names a field that is there and must not be.
    pub fn unknown(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: ProblemCode::FieldUnknown, ..Self::new(pointer, detail) }
    }
}
