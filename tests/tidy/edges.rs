//! Which crate may know which.

use cargo_metadata::{Dependency, DependencyKind};

use crate::house;

const RULE: &str = "A crate of the house knows only these others (DESIGN, section 5): collector and widget \
know shared; what browsers show beside the widget knows shared and the widget; shared knows nobody. What two \
crates need goes into shared; if it does I/O it belongs to one of them.";

/// Every crate and the crates of the house that it may depend on.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("shared", &[]),
    ("collector", &["shared"]),
    ("widget", &["shared"]),
    ("dashboard", &["shared", "widget"]),
    ("gallery", &["shared", "widget"]),
    ("tests", &["shared"]),
    ("xtask", &["shared"]),
];

/// What only the tests of a crate may depend on: a server to try the store on.
const ALLOWED_IN_TESTS: (&str, &str) = ("collector", "tests");

/// `edges`: each crate with the crates of the house that it depends on.
fn broken(edges: &[(String, Vec<String>)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (from, tos) in edges {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| name == from) else {
            broken.push(format!("{from} is a new crate: say in tests/tidy/edges.rs what it may know"));
            continue;
        };
        let forbidden = tos.iter().filter(|to| !allowed.contains(&to.as_str()));
        broken.extend(forbidden.map(|to| format!("{from} depends on {to}")));
    }
    broken
}

#[test]
fn crates_know_only_what_they_may() {
    let edges: Vec<_> = house::packages()
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let is_for_tests = |dependency: &Dependency| {
                dependency.kind == DependencyKind::Development
                    && (package.name.as_str(), dependency.name.as_str()) == ALLOWED_IN_TESTS
            };
            let inner = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
            let inner = inner.filter(|dependency| !is_for_tests(dependency));
            (package.name.to_string(), inner.map(|dependency| dependency.name.clone()).collect())
        })
        .collect();
    assert_eq!(edges.len(), ALLOWED.len(), "a crate of tests/tidy/edges.rs is gone");
    house::holds(RULE, &broken(&edges));
}

#[test]
fn only_the_collector_has_the_schemas_of_the_wire() {
    let asks = |dependency: &Dependency| {
        dependency.name == "shared" && dependency.features.iter().any(|feature| feature == "openapi")
    };
    let metadata = house::packages();
    let packages = metadata.workspace_packages().into_iter();
    let asking: Vec<_> = packages.filter(|package| package.dependencies.iter().any(asks)).collect();
    assert_eq!(asking.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["collector"]);
}

#[test]
fn a_forbidden_edge_and_a_new_crate_are_found() {
    let edges = [("widget".into(), vec!["shared".into(), "collector".into()]), ("grab-bag".into(), vec![])];
    let found = broken(&edges);
    assert_eq!(found[0], "widget depends on collector");
    assert!(found[1].starts_with("grab-bag is a new crate"), "{found:?}");
}
