//! No file over 300 lines without a reason at its top.

use crate::house::{self, File};

const RULE: &str = "A file does one job, and 300 lines are enough for one. Split it along its jobs; if it truly has \
one, say so in its first ten lines: \"Longer than 300 lines because ...\".";

const MOST: usize = 300;
/// What is written by hand to be run; texts to be read and data are as long as they are.
const WRITTEN: [&str; 8] = [".css", ".html", ".js", ".mjs", ".py", ".rs", ".sh", ".sql"];

fn broken(files: &[File]) -> Vec<String> {
    let written = files.iter().filter(|file| WRITTEN.iter().any(|extension| file.path.ends_with(extension)));
    written
        .map(|file| (file, file.text.lines().count()))
        .filter(|(file, lines)| {
            *lines > MOST && !file.text.lines().take(10).any(|line| line.contains("onger than 300 lines because "))
        })
        .map(|(file, lines)| format!("{} has {lines} lines", file.path))
        .collect()
}

#[test]
fn files_are_short() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_long_file_is_found_unless_it_says_why() {
    let long = "x\n".repeat(301);
    let files = [
        File::new("a.rs", &long),
        File::new("b.rs", &long[2..]),
        File::new("c.rs", &format!("//! Longer than 300 lines because it is a table.\n{long}")),
        File::new("Cargo.lock", &long),
    ];
    assert_eq!(broken(&files), ["a.rs has 301 lines"]);
}
