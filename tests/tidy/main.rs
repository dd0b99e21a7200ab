//! The invariants of the design, kept by reading the sources: one file a rule.
//!
//! Each rule is a function from sources to what is wrong with them. It is run on this
//! repository, and on small samples that break it, which it has to find.

mod declarations;
mod edges;
mod hosts;
mod http;
mod length;
mod lints;
mod names;
mod purity;
mod size;
mod sleep;
mod sql;
mod statuses;
mod versions;

mod house;
mod tokens;
