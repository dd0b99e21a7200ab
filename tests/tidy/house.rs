//! This repository: its files, its packages, and how a broken rule is told.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use cargo_metadata::{Metadata, MetadataCommand};

/// A text file of the repository.
pub(crate) struct File {
    /// Its path from the root, with `/`.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

impl File {
    /// A file that a rule is tried on.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Says whether it is Rust.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Says whether it lies below one of `folders`, each ending in `/`.
    pub(crate) fn is_below(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }
}

/// Every text file that is or would be committed.
pub(crate) fn files() -> Vec<File> {
    let root = root();
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output()
        .expect("git lists the files of this repository");
    assert!(listed.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr));
    let paths = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    // The fuzzer's package is no part of the workspace: nightly Rust builds it, with what the fuzzer brings.
    let paths = paths.split_terminator('\0').filter(|path| !path.starts_with("fuzz/"));
    let read = |path: &str| Some(File::new(path, &fs::read_to_string(Path::new(&root).join(path)).ok()?));
    let files: Vec<File> = paths.filter_map(read).collect();
    assert!(files.len() > 30, "only {} files were found in {root}", files.len());
    files
}

/// The packages of this workspace.
pub(crate) fn packages() -> Metadata {
    let manifest = Path::new(&root()).join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo knows this workspace")
}

/// Fails with the rule and every place that breaks it.
pub(crate) fn holds(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n{rule}\n\n  {}\n", broken.join("\n  "));
}

fn root() -> String {
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo runs this");
    Path::new(&package).parent().expect("the package lies in the workspace").display().to_string()
}
