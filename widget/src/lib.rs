//! The prompt that customers see: a yew component in a closed shadow root.
//!
//! [`session`] says what happens when, [`outgoing`] what is sent when, [`keys`] where the focus
//! goes; these three know no browser. [`view`] draws, [`sender`] sends, [`mount`] is the door to
//! the loader. All words come with the prompt; this crate has none.

pub mod fields;
pub mod keys;
pub mod mount;
pub mod outgoing;
pub mod page;
pub mod prompt;
pub mod report;
pub mod sender;
pub mod session;
mod style;
pub mod view;
