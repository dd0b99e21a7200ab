//! Every crate inherits the lints of the house, which forbid unsafe code.

use toml::{Table, Value};

use crate::house::{self, File};

const RULE: &str = "Every crate inherits the lints of the root manifest, which forbid unsafe code. Write in its \
Cargo.toml: [lints] workspace = true.";

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml")) {
        let manifest: Table = file.text.parse().unwrap_or_else(|cause| panic!("{}: {cause}", file.path));
        let at = |path: &[&str]| {
            let (first, rest) = path.split_first()?;
            rest.iter().try_fold(manifest.get(*first)?, |value: &Value, key| value.get(*key)).cloned()
        };
        if file.path == "Cargo.toml" {
            if at(&["workspace", "lints", "rust", "unsafe_code"]) != Some(Value::from("forbid")) {
                broken.push("Cargo.toml does not forbid unsafe_code".into());
            }
        } else if at(&["lints", "workspace"]) != Some(Value::from(true)) {
            broken.push(file.path.clone());
        }
    }
    broken
}

#[test]
fn every_crate_inherits_the_lints() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_crate_with_lints_of_its_own_is_found() {
    let files = [
        File::new("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"deny\""),
        File::new("shared/Cargo.toml", "[lints]\nworkspace = true"),
        File::new("widget/Cargo.toml", "[package]\nname = \"widget\""),
    ];
    assert_eq!(broken(&files), ["Cargo.toml does not forbid unsafe_code", "widget/Cargo.toml"]);
}
