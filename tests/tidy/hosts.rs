//! No file names a package registry's host.

use crate::house::{self, File};

const RULE: &str = "No file names a package registry's host: every machine has its own, set up in its clients. \
Name the package; leave out where it comes from.";

/// The hosts in two parts, since this file must not name them either.
const HOSTS: [(&str, &str); 6] = [
    ("crates", "io"),
    ("npmjs", "org"),
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("deb.debian", "org"),
    ("static.rust-lang", "org"),
];

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files {
        for (at, line) in file.text.lines().enumerate() {
            // How cargo itself calls its index in Cargo.lock; no host.
            let line = line.replace(&format!("{}-index", host(("crates", "io"))), "");
            let named = HOSTS.into_iter().map(host).find(|host| line.contains(host.as_str()));
            broken.extend(named.map(|host| format!("{}:{}: {host}", file.path, at + 1)));
        }
    }
    broken
}

fn host((name, domain): (&str, &str)) -> String {
    format!("{name}.{domain}")
}

#[test]
fn no_registry_is_named() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_registry_is_found_and_the_name_of_an_index_is_not_one() {
    let host = host(HOSTS[1]);
    let lock = format!("source = \"registry+https://github.com/rust-lang/{}-index\"", self::host(HOSTS[0]));
    let files =
        [File::new("package-lock.json", &format!("\n https://registry.{host}/x")), File::new("Cargo.lock", &lock)];
    assert_eq!(broken(&files), [format!("package-lock.json:2: {host}")]);
}
