//! Takes out of the style sheet what only its readers need, so that customers need not load it.

use std::{env, fs, path::Path};

/// The card, the scale, what follows the rating, and what screens and people ask for, in the order in which they must
/// stand.
const PARTS: [&str; 4] = ["card", "scale", "follow_up", "surroundings"];

fn main() {
    let mut sheet = String::new();
    for part in PARTS {
        let file = format!("src/style/{part}.css");
        println!("cargo::rerun-if-changed={file}");
        sheet += &fs::read_to_string(&file).expect("a part of the style sheet can be read");
    }
    let words: Vec<&str> = sheet.split_whitespace().collect();
    let mut sheet = words.join(" ");
    for (long, short) in [(" {", "{"), ("{ ", "{"), ("; ", ";"), (";}", "}"), ("} ", "}"), (": ", ":"), (", ", ",")] {
        sheet = sheet.replace(long, short);
    }
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&folder).join("sheet.css"), sheet).expect("the folder can be written");
}
