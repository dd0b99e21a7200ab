//! A field of a request that is not what it must be.

/// A field of a request that is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct InvalidField {
    /// JSON pointer to the field, or `?name` of a query parameter.
    pub pointer: String,
    /// What is wrong with it, and what would be right.
    pub detail: String,
}

impl InvalidField {
    /// Names the field and what is wrong with it.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}
