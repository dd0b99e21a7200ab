//! The owner's page.

fn main() {}
