//! The pages that show what customers say, and how a site asks them.

fn main() {
    dashboard::scores();
}
