//! The fuzz targets, tried with their corpus and with what is like it: no nightly Rust is needed for that.

#![allow(clippy::unwrap_used, reason = "everything here is a test")]

use std::{fs, path::PathBuf};

use proptest::{collection::vec, prelude::*, sample::Index};

#[path = "../../fuzz/targets.rs"]
#[expect(unreachable_pub, reason = "it is also a library, that of cargo-fuzz")]
mod targets;

/// What a fuzzer found or was given for a target.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let files = fs::read_dir(&folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display()));
    let corpus: Vec<_> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(corpus.len() >= 5, "{name} has a corpus of {}", corpus.len());
    corpus
}

/// One change of some bytes: a byte, a piece left out, a piece said twice, a piece of another.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    Without(Index, usize),
    Twice(Index, usize),
    Insert(Index, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    // What means something to those who read JSON, TOML, tokens and queries.
    let words = prop::sample::select(vec![
        "\"", "{", "}", "[", "]", ",", ":", "\\u0000", "null", "1e9", "-", ".", "=", "&", "%", "\n", "é",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (any::<Index>(), 1..20_usize).prop_map(|(at, length)| Change::Without(at, length)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Change::Twice(at, length)),
        (any::<Index>(), vec(words, 1..4)).prop_map(|(at, words)| Change::Insert(at, words.concat().into_bytes())),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let at = |index: &Index| index.index(bytes.len() + 1);
        match change {
            Change::Byte(index, byte) => {
                let at = at(index);
                bytes.splice(at..bytes.len().min(at + 1), [*byte]);
            }
            Change::Without(index, length) => drop(bytes.drain(at(index)..bytes.len().min(at(index) + length))),
            Change::Twice(index, length) => {
                let piece = bytes[at(index)..bytes.len().min(at(index) + length)].to_vec();
                bytes.extend(piece);
            }
            Change::Insert(index, words) => drop(bytes.splice(at(index)..at(index), words.iter().copied())),
        }
    }
    bytes
}

#[test]
fn what_was_found_before_is_borne() {
    for (name, target) in targets::ALL {
        corpus(name).iter().for_each(|bytes| target(bytes));
    }
}

#[test]
fn what_is_like_it_is_borne_too() {
    for (name, target) in targets::ALL {
        let corpus = corpus(name);
        let cases = (any::<Index>(), vec(change(), 0..6));
        let mut runner = proptest::test_runner::TestRunner::default();
        let tried = runner.run(&cases, |(seed, changes)| {
            target(&changed(seed.get(&corpus).clone(), &changes));
            Ok(())
        });
        tried.unwrap_or_else(|found| panic!("{name}: {found}"));
    }
}
