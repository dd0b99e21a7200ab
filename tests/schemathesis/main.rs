//! Requests that Schemathesis makes from /openapi.json, good ones and bad ones: each is answered as the document says.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
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

/// The origin of the shop's pages.
const SHOP: &str = "https://shop.example";

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

/// The routes of owners are attacked in parts, because an address may try ten wrong keys and each route gets some.
const CHANGING: &str = "^/v1/(surveys|marks)";

/// With a key of their own, which may be revoked; and signing in, which tries wrong keys alone.
const APART: &str = "^/(v1/keys|dashboard)";

/// Sends what is made for the routes that `words` choose, with this key, as if a page of this origin did
/// from this address: the same in every run.
fn attack(address: &str, from: &str, origin: &str, key: &str, words: &[&str]) {
    let program = PathBuf::from(env::var_os("SCHEMATHESIS").expect("cargo xtask test schemathesis says where it is"));
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis/schemathesis.toml");
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.arg("--config-file").arg(settings).arg("run").arg(format!("{address}/openapi.json"));
    command.args(["--max-examples", "20", "--generation-database", "none", "--no-color", "--seed", "4"]).args(words);
    command.args(["--header", &format!("Origin: {origin}"), "--header", &format!("Authorization: Bearer {key}")]);
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
    let shop = data.add_site("shop", SHOP);
    data.apply("shop", SURVEYS);
    let spare = data.sondeo(&["key", "add", "--site", "shop", "--scope", "manage", "--json"]);
    let spare: Value = serde_json::from_str(&spare).unwrap();
    let spare = spare["key"].as_str().unwrap().to_owned();
    let (collector, log) = data.serve_logging(&UNLIMITED);
    let address = &collector.address;
    let others = &format!("({CHANGING})|({APART})");
    attack(address, "192.0.2.1", SHOP, &shop.manage_key, &["--exclude-path-regex", others]);
    attack(address, "192.0.2.2", SHOP, &shop.manage_key, &["--include-path-regex", CHANGING]);
    attack(address, "192.0.2.3", SHOP, &shop.read_key, &["--include-tag", "owner", "--exclude-path-regex", others]);
    attack(address, "192.0.2.4", SHOP, &shop.read_key, &["--include-path-regex", CHANGING]);
    attack(address, "192.0.2.5", SHOP, &shop.read_key, &["--include-path-regex", "^/v1/keys"]);
    attack(address, "192.0.2.6", SHOP, &spare, &["--include-path-regex", "^/v1/keys"]);
    attack(address, "192.0.2.7", address, &shop.read_key, &["--include-path-regex", "^/dashboard"]);
    drop(collector);
    let log = fs::read_to_string(log).unwrap();
    assert!(!log.contains("\"ERROR\"") && !log.contains(" ERROR "), "{log}");
    data.is_right();
}
