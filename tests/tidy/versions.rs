//! Versions are named once, in the root manifest.

use toml::{Table, Value};

use crate::house::{self, File};

const RULE: &str = "Versions are named once, in [workspace.dependencies] of the root manifest. Write the version \
there, and here: name.workspace = true, or name = { workspace = true, features = [...] }.";

fn broken(files: &[File]) -> Vec<String> {
    let manifests = files.iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    let mut broken = Vec::new();
    for file in manifests {
        let manifest: Table = file.text.parse().unwrap_or_else(|cause| panic!("{}: {cause}", file.path));
        let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
        for part in targets.filter_map(Value::as_table).chain([&manifest]) {
            for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let dependencies = part.get(kind).and_then(Value::as_table).into_iter().flatten();
                let own =
                    dependencies.filter(|(_, entry)| entry.get("workspace").and_then(Value::as_bool) != Some(true));
                broken.extend(own.map(|(name, _)| format!("{}: {name}", file.path)));
            }
        }
    }
    broken
}

#[test]
fn versions_are_named_once() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_version_of_ones_own_is_found() {
    let manifest = "[dependencies]\nserde.workspace = true\ntoml = { workspace = true, features = [] }\nrand = \"0.10\"\n\
                    [target.'cfg(unix)'.dev-dependencies]\nnix = { version = \"1\" }";
    let found = broken(&[File::new("collector/Cargo.toml", manifest), File::new("Cargo.toml", manifest)]);
    assert_eq!(found, ["collector/Cargo.toml: nix", "collector/Cargo.toml: rand"]);
}
