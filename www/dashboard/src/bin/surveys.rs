//! The pages on which surveys are written.

fn main() {
    dashboard::surveys();
}
