//! The collector: it decides who is asked, keeps the answers and serves the scores.
//!
//! Data flows one way: request, wire type, valid domain type, batch, store, tally, score, wire
//! type, reply. [`http`] knows axum and nothing of SQL, [`store`] the reverse; the modules
//! beside them know neither.

pub mod asking;
pub mod bursts;
pub mod calendar;
pub mod catalog;
pub mod clock;
pub mod complaints;
pub mod explaining;
pub mod heard;
pub mod http;
pub mod invalid;
pub mod keys;
pub mod listing;
pub mod marks;
pub mod metrics;
pub mod quarantine;
pub mod remnants;
pub mod retention;
pub mod score_gauges;
pub mod scores;
pub mod session;
pub mod signed_interaction;
pub mod store;
pub mod submission;
pub mod survey_file;
pub mod surveys;
pub mod texts;
pub mod token;
pub mod variety;
pub mod web;
