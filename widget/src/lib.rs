//! The prompt that customers see: a yew component in a closed shadow root.
//!
//! [`session`] says what happens when, [`keys`] where the focus goes; these two know no browser.
//! [`view`] draws, [`report`] writes what is sent, [`mount`] is the door to the loader, which sends it.
//! All words come with the prompt; this crate has none.

pub mod fields;
pub mod keys;
pub mod mount;
pub mod page;
pub mod prompt;
pub mod report;
pub mod session;
mod style;
pub mod view;
