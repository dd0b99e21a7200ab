//! Only collector/src/store contains SQL.

use crate::house::{self, File};
use crate::tokens::{Kind, Part, tokens};

const RULE: &str = "Only collector/src/store contains SQL or knows a database: the rest says what it wants through \
the store's interface. Move the statement there and give it a name.";

/// How a statement begins, and a word that it also has.
const STATEMENTS: [(&str, &str); 14] = [
    ("select", "from"),
    ("select", "("),
    ("insert", "into"),
    ("replace", "into"),
    ("update", "set"),
    ("delete", "from"),
    ("create", "table"),
    ("create", "index"),
    ("alter", "table"),
    ("drop", "table"),
    ("with", "select"),
    ("begin", "immediate"),
    ("pragma", ""),
    ("vacuum", ""),
];
/// Crates that speak to databases.
const DATABASES: [&str; 3] = ["rusqlite", "sqlx", "tokio_postgres"];

/// Where it may be: the store, what reads it behind its back, what asks a test's own server for its
/// costs, what the store's speed is measured beside, and the samples of this one.
const ALLOWED: [&str; 7] = [
    "collector/src/store/",
    "collector/benches/speed/bare_inserts.rs",
    "tests/api/stored.rs",
    "tests/durability/",
    "tests/src/postgres/",
    "tests/src/stored/",
    "tests/tidy/",
];

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| !file.is_below(&ALLOWED)) {
        if file.path.ends_with(".sql") {
            broken.push(format!("{}: a file of SQL", file.path));
        }
        if !file.is_rust() || file.path == "collector/src/store.rs" {
            continue;
        }
        for token in tokens(file, Part::Product).into_iter().chain(tokens(file, Part::Tests)) {
            let what = match &token.kind {
                Kind::Ident(name) if DATABASES.contains(&name.as_str()) => name,
                Kind::Literal(text) if is_statement(text) => text,
                _ => continue,
            };
            broken.push(format!("{}:{}: {}", file.path, token.line, what.chars().take(60).collect::<String>()));
        }
    }
    broken
}

/// Says whether a literal begins like a statement; prose may begin so too, but has no such second word
/// or does not write the first one alone.
fn is_statement(literal: &str) -> bool {
    let text = literal.trim_start_matches(['r', '#', '"']).trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return false };
    STATEMENTS.iter().any(|(begin, also)| {
        first == begin && !rest.is_empty() && (also.is_empty() || rest.iter().any(|word| word.starts_with(also)))
    })
}

#[test]
fn only_the_store_contains_sql() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn sql_elsewhere_is_found() {
    for (source, want) in [
        (r#"fn f() { run("SELECT id FROM site") }"#, true),
        (r#"fn f() { run("  insert into site values (1)") }"#, true),
        (r##"fn f() { run(r#"pragma journal_mode = wal"#) }"##, true),
        ("use rusqlite::Connection;", true),
        (r#"fn f() { say("select a rating") }"#, false),
        (r#"fn f() { say("update the survey, then again") }"#, false),
        ("/// SELECT id FROM site\nfn f() {}", false),
    ] {
        assert_eq!(!broken(&[File::new("collector/src/http/a.rs", source)]).is_empty(), want, "{source}");
        assert!(broken(&[File::new("collector/src/store/a.rs", source)]).is_empty(), "{source}");
    }
    assert_eq!(broken(&[File::new("collector/sql/a.sql", "")]), ["collector/sql/a.sql: a file of SQL"]);
}
