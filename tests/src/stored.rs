//! What is stored, read behind the collectors' backs: it takes nobody's word.

pub mod counts;
pub mod database;
pub mod file;
pub mod past;
