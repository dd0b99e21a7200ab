//! shared does no I/O, reads no clock and draws no randomness.

use crate::house::{self, File};
use crate::tokens::{Kind, Part, Token, begins, tokens};

const RULE: &str = "shared does no I/O, reads no clock and draws no randomness, so that browsers, collectors and \
tests compute the same. Hand in what varies as an argument; do the I/O in the crate that calls.";

/// What shared may depend on.
const DEPENDENCIES: [&str; 4] = ["serde", "statrs", "thiserror", "uuid"];
/// What it may depend on beside, where a crate asks for it: schemas, for the collector alone (edges.rs).
const OPTIONAL: [&str; 1] = ["utoipa"];
/// Features of uuid that read a clock or draw randomness.
const UUID_FEATURES: [&str; 5] = ["v1", "v4", "v6", "v7", "rng"];
/// Modules of std that touch the world.
const MODULES: [&str; 6] = ["env", "fs", "net", "os", "process", "thread"];
/// Names that mean a clock, wherever they come from.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];

/// `dependencies`: each with its features.
fn broken_dependencies(dependencies: &[(String, Vec<String>)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, features) in dependencies {
        if !DEPENDENCIES.contains(&name.as_str()) {
            broken.push(format!("shared depends on {name}"));
        }
        let unsteady = features.iter().filter(|feature| name == "uuid" && UUID_FEATURES.contains(&feature.as_str()));
        broken.extend(unsteady.map(|feature| format!("shared asks uuid for {feature}")));
    }
    broken
}

fn broken_sources(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.is_below(&["shared/src/"])) {
        let tokens = tokens(file, Part::Product);
        for (at, token) in tokens.iter().enumerate() {
            let Kind::Ident(name) = &token.kind else { continue };
            if CLOCKS.contains(&name.as_str()) || MODULES.contains(&name.as_str()) && follows_std(&tokens[..at]) {
                broken.push(format!("{}:{}: {name}", file.path, token.line));
            }
        }
    }
    broken
}

/// Says whether the next name is a module of std: `std::` or `std::{…, ` stands before it.
fn follows_std(before: &[Token]) -> bool {
    let is_std = |before: &[Token]| before.len() >= 3 && begins(&before[before.len() - 3..], &["std", "::"]);
    if is_std(before) {
        return true;
    }
    let mut depth = 0;
    for (at, token) in before.iter().enumerate().rev() {
        match token.kind {
            Kind::Sign('}') => depth += 1,
            Kind::Sign('{') if depth > 0 => depth -= 1,
            Kind::Sign('{') => {
                let first = matches!(before.last().map(|last| &last.kind), Some(Kind::Sign('{' | ',')));
                return first && is_std(&before[..at]);
            }
            Kind::Sign(';') => return false,
            _ => {}
        }
    }
    false
}

#[test]
fn shared_is_pure() {
    let metadata = house::packages();
    let shared = metadata.packages.iter().find(|package| package.name.as_str() == "shared").expect("there is shared");
    let shipped = shared.dependencies.iter().filter(|one| one.kind == cargo_metadata::DependencyKind::Normal);
    let shipped = shipped.filter(|one| !(one.optional && OPTIONAL.contains(&one.name.as_str())));
    let dependencies: Vec<_> = shipped.map(|one| (one.name.clone(), one.features.clone())).collect();
    house::holds(RULE, &[broken_dependencies(&dependencies), broken_sources(&house::files())].concat());
}

#[test]
fn a_dependency_that_touches_the_world_is_found() {
    let found = broken_dependencies(&[("reqwest".into(), vec![]), ("uuid".into(), vec!["serde".into(), "v7".into()])]);
    assert_eq!(found, ["shared depends on reqwest", "shared asks uuid for v7"]);
}

#[test]
fn io_clocks_and_processes_are_found_however_they_are_imported() {
    for (source, want) in [
        ("fn f() { std::fs::read(p) }", vec!["fs"]),
        ("use std::{fmt, net::IpAddr, process};", vec!["net", "process"]),
        ("fn f(now: Instant) {}", vec!["Instant"]),
        ("use std::fmt; fn fs() { let env = 1; }", vec![]),
        ("use std::{fmt::{self, Display}, str}; // std::fs", vec![]),
    ] {
        let found = broken_sources(&[File::new("shared/src/a.rs", source)]);
        let want: Vec<String> = want.iter().map(|name| format!("shared/src/a.rs:1: {name}")).collect();
        assert_eq!(found, want, "{source}");
    }
}
