//! The widget in every state.

fn main() {}
