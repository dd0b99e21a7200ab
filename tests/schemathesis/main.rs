//! Requests that Schemathesis makes from /openapi.json, good ones and bad ones: each is answered as the document says.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tests::collector::Data;

const SURVEYS: &str = r#"
[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed"]
attributes = ["plan"]
[survey.ask]
cooldown_days = 0
"#;

/// Every limit off that can be: one address sends all of it. Of wrong keys each customer of a proxy may try some.
const UNLIMITED: [&str; 12] = [
    "--trusted-proxy",
    "127.0.0.1",
    "--burst-ratings",
    "0",
    "--prompts-per-caller",
    "0",
    "--responses-per-caller",
    "0",
    "--prompts-per-site",
    "0",
    "--responses-per-site",
    "0",
];

/// The routes of owners are attacked in two parts, because an address may try ten wrong keys and each route gets some.
const CHANGING: &str = "^/v1/(surveys|marks)";

/// Sends what is made for the routes that `words` choose, with this key, as if from this address: the same in every run.
fn attack(address: &str, from: &str, key: &str, words: &[&str]) {
    let program = PathBuf::from(env::var_os("SCHEMATHESIS").expect("cargo xtask test schemathesis says where it is"));
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis/schemathesis.toml");
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.arg("--config-file").arg(settings).arg("run").arg(format!("{address}/openapi.json"));
    command.args(["--max-examples", "20", "--generation-database", "none", "--no-color", "--seed", "4"]).args(words);
    command.args(["--header", "Origin: https://shop.example", "--header", &format!("Authorization: Bearer {key}")]);
    command.args(["--header", &format!("X-Forwarded-For: {from}")]);
    let output = command.current_dir(folder.path()).env("NO_PROXY", "*").output().expect("schemathesis starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    // Nothing that was tried is nothing that was found.
    assert!(said.contains("passed"), "{said}");
}

#[test]
fn schemathesis_finds_nothing() {
    let data = Data::new();
    let shop = data.add_site("shop", "https://shop.example");
    data.apply("shop", SURVEYS);
    let (collector, log) = data.serve_logging(&UNLIMITED);
    let address = &collector.address;
    attack(address, "192.0.2.1", &shop.manage_key, &["--exclude-path-regex", CHANGING]);
    attack(address, "192.0.2.2", &shop.manage_key, &["--include-path-regex", CHANGING]);
    attack(address, "192.0.2.3", &shop.read_key, &["--include-tag", "owner", "--exclude-path-regex", CHANGING]);
    attack(address, "192.0.2.4", &shop.read_key, &["--include-path-regex", CHANGING]);
    drop(collector);
    let log = fs::read_to_string(log).unwrap();
    assert!(!log.contains("\"ERROR\"") && !log.contains(" ERROR "), "{log}");
    data.is_right();
}
