//! No module has a name that says nothing.

use crate::house::{self, File};
use crate::tokens::{Kind, Part, tokens};

const RULE: &str = "A module is named for the one thing that it does. These names say nothing, and so collect \
everything: utils, common, helpers, models, types, misc.";

const EMPTY: [&str; 9] = ["util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc"];

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let path = file.path.trim_end_matches(".rs");
        if path.split('/').any(|part| EMPTY.contains(&part)) {
            broken.push(file.path.clone());
        }
        for part in [Part::Product, Part::Tests] {
            for pair in tokens(file, part).windows(2) {
                if let [module, Kind::Ident(name)] = [&pair[0].kind, &pair[1].kind]
                    && *module == Kind::Ident("mod".into())
                    && EMPTY.contains(&name.as_str())
                {
                    broken.push(format!("{}:{}: mod {name}", file.path, pair[1].line));
                }
            }
        }
    }
    broken
}

#[test]
fn modules_are_named_for_what_they_do() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn an_empty_name_is_found_as_file_folder_or_module() {
    let files = [
        File::new("shared/src/utils.rs", ""),
        File::new("widget/src/common/mod.rs", ""),
        File::new("collector/src/lib.rs", "pub mod store;\nmod helpers { }"),
        File::new("collector/src/uncommon.rs", "fn types() {}"),
    ];
    assert_eq!(
        broken(&files),
        ["shared/src/utils.rs", "widget/src/common/mod.rs", "collector/src/lib.rs:2: mod helpers"]
    );
}
