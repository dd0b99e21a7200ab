//! Listing: which responses an owner asks for, where the reading goes on, and how they are told.

pub mod cursor;
pub mod filter;
pub mod query;
pub mod search;
pub mod table;
pub mod view;
