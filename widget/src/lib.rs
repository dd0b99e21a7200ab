//! The prompt that customers see.
