//! JavaScript in several files that travels as one, because a file is a request.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Returns a module with those of ours that it imports put in front of what uses them.
///
/// Such an import is a line of its own, `import { name } from './file.js'`; all other imports stay. The files share their top
/// level, so that no name may be declared twice.
pub(crate) fn read(module: &Path) -> Result<String> {
    let source = fs::read_to_string(module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut joined = String::new();
    for line in source.lines() {
        let imported = line.strip_prefix("import { ").and_then(|rest| rest.split_once(" } from '"));
        match imported.and_then(|(_, file)| file.strip_suffix('\'')) {
            Some(file) => {
                let imported = read(&module.with_file_name(file))?;
                joined.extend(imported.lines().flat_map(|line| [line.strip_prefix("export ").unwrap_or(line), "\n"]));
            }
            None => joined.extend([line, "\n"]),
        }
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_module_imports_from_beside_stands_in_it() {
        let at = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(at.path().join(name), text).unwrap();
        write(
            "whole.js",
            "// why\nimport { one } from './one.js'\nimport * as far from './{{far}}'\nexport default one\n",
        );
        write("one.js", "import { two } from './two.js'\nexport const one = two\n");
        write("two.js", "export const two = 2\n");
        let joined = read(&at.path().join("whole.js")).unwrap();
        let want = "// why\nconst two = 2\nconst one = two\nimport * as far from './{{far}}'\nexport default one\n";
        assert_eq!(joined, want);
    }

    #[test]
    fn what_is_imported_and_not_there_is_named() {
        let at = tempfile::tempdir().unwrap();
        fs::write(at.path().join("whole.js"), "import { one } from './one.js'\n").unwrap();
        let refused = read(&at.path().join("whole.js")).unwrap_err().to_string();
        assert!(refused.ends_with("one.js"), "{refused}");
    }
}
