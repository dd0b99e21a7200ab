//! The TypeScript declarations know the tag's commands and attributes.

use crate::house::{self, File};

const RULE: &str = "www/npm/index.d.ts declares every command of the loader, and no other. Beside each command in \
www/loader/sondeo.js there is `(command: 'NAME', ...): void` there.";

fn broken(files: &[File]) -> Vec<String> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let loader = commands(text("www/loader/sondeo.js"));
    let declared = text("www/npm/index.d.ts").split("(command: '").skip(1);
    let declared: Vec<&str> = declared.filter_map(|rest| rest.split('\'').next()).collect();
    let missing = loader.iter().filter(|name| !declared.contains(name)).map(|name| format!("{name} is not declared"));
    let unknown = declared.iter().filter(|name| !loader.contains(name)).map(|name| format!("{name} is no command"));
    missing.chain(unknown).collect()
}

/// Reads the names from `const commands = {`: one or more a line, two spaces further in than it stands.
fn commands(loader: &str) -> Vec<&str> {
    let mut lines = loader.lines().skip_while(|line| line.trim() != "const commands = {");
    let Some(first) = lines.next() else { return Vec::new() };
    let indent = first.len() - first.trim_start().len();
    let body = lines.take_while(|line| line.trim() != "}" || line.len() - line.trim_start().len() > indent);
    let names = body.filter(|line| line.len() - line.trim_start().len() == indent + 2);
    let names = names.filter_map(|line| line.trim().trim_end_matches(',').split(':').next());
    names.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())).collect()
}

#[test]
fn the_declarations_name_the_commands() {
    let files = house::files();
    let loader = files.iter().find(|file| file.path == "www/loader/sondeo.js").map(|file| commands(&file.text));
    assert!(loader.is_some_and(|names| names.len() > 4), "the loader's commands are not found");
    house::holds(RULE, &broken(&files));
}

#[test]
fn a_command_that_is_not_declared_is_found_and_one_that_is_not_there() {
    let loader = "  const commands = {\n    close: () => {\n      inner: 1\n    },\n    forget,\n  }\n  other: 1\n";
    let files = [
        File::new("www/loader/sondeo.js", loader),
        File::new("www/npm/index.d.ts", "(command: 'close', (command: 'open')"),
    ];
    assert_eq!(broken(&files), ["forget is not declared", "open is no command"]);
}
