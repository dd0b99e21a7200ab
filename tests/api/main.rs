//! The real binary over HTTP: counts, replays, refusals, and who is asked.
#![allow(clippy::unwrap_used, reason = "everything here is a test")]

mod accepted;
mod asking;
mod bad_input;
mod canaries;
mod comparing;
mod counting;
mod documented;
mod drawing;
mod embedding;
mod erasing;
mod explaining;
mod exporting;
mod following;
mod grouping;
mod headers;
mod injecting;
mod keys;
mod listing;
mod logging;
mod marks;
mod opening;
mod pausing;
mod placing;
mod repeating;
mod respondents;
mod rotating;
mod running;
mod session;
mod signing;
mod surveys;
mod triggers;
mod watching;

mod good;
mod past;
mod stored;
mod world;
