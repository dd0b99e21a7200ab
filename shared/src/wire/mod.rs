//! The wire, version 1: JSON bodies of requests and replies. It only grows.
//!
//! These types say how a body is spelled, not whether it makes sense: the collector turns each
//! request into a domain type once, and nothing checks it again.

pub mod after;
pub mod explain;
pub mod keys;
pub mod listing;
pub mod marks;
pub mod preview;
pub mod prompts;
pub mod responses;
mod score_view;
pub mod scores;
pub mod scores_change;
pub mod session;
pub mod site;
pub mod surveys;
pub mod tag;
pub mod theme;
