//! The command line `sondeo`.

fn main() {}
