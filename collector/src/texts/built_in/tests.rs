//! Whether every language says all of it, and so that it fits.

use std::{fs, path::Path};

use shared::survey::REASONS_FOR_LEAVING;
use toml::{Table, Value};

use super::*;

/// What fits: questions and sentences on two lines of a phone, labels on one, buttons beside each other.
const SENTENCE: usize = 120;
const LABEL: usize = 40;
const BUTTON: usize = 30;

/// What is said of the language and not to customers.
const ABOUT: [&str; 2] = ["language", "dir"];

fn most(key: &str) -> usize {
    match key {
        "send" | "close" | "opt_out" => BUTTON,
        "rating" | "other" | "contact_offer" | "privacy" | "low" | "high" => LABEL,
        reason if REASONS_FOR_LEAVING.contains(&reason) => LABEL,
        _ => SENTENCE,
    }
}

/// Returns every text of a file with its key.
fn texts(words: &Table) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (key, entry) in words {
        match entry {
            Value::Table(inner) => texts.extend(self::texts(inner)),
            entry => texts.push((key.clone(), entry.as_str().expect("a text").to_owned())),
        }
    }
    texts
}

/// Runs `check` over every text that customers read, and fails with what it says.
fn check(check: impl Fn(&str, &str, &str) -> Option<String>) {
    let mut faults = Vec::new();
    for (language, file) in FILES {
        for (key, text) in texts(&file.parse().unwrap()).iter().filter(|(key, _)| !ABOUT.contains(&key.as_str())) {
            faults.extend(check(language, key, text).map(|fault| format!("{language}.toml, {key}: {fault}: {text}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Says whether a sentence has marks that its language writes otherwise.
fn is_misspelled(language: &str, text: &str) -> bool {
    let is_spaced = |mark: char| text.match_indices(mark).all(|(at, _)| text[..at].ends_with('\u{202f}'));
    match language {
        "fr" => !['?', '!', ':', ';'].into_iter().all(is_spaced),
        "es" => text.matches('¿').count() != text.matches('?').count(),
        "el" => text.contains(['?', '\u{37e}']),
        "ar" | "fa" => text.contains(['?', ',', ';']),
        "ja" | "zh-Hans" | "zh-Hant" => text.contains(['?', ',', '.', '!', ':', '(', ')']),
        "th" => text.contains(['?', '.']),
        _ => false,
    }
}

#[test]
fn every_language_has_every_key_once_and_none_besides() {
    for (language, file) in FILES {
        if let Err(fault) = toml::from_str::<BuiltIn>(file) {
            panic!("{language}.toml: {fault}");
        }
    }
    for (language, words) in BUILT_IN.iter() {
        let reasons = &words.cancellation.reasons;
        assert_eq!(reasons.len(), REASONS_FOR_LEAVING.len(), "{language}");
        assert!(REASONS_FOR_LEAVING.iter().all(|reason| reasons.contains_key(*reason)), "{language}");
    }
}

#[test]
fn every_text_says_something_and_fits() {
    check(|_, _, text| (text.is_empty() || text.trim() != text).then(|| "empty, or spaces around it".to_owned()));
    check(|_, key, text| {
        let (length, most) = (text.chars().count(), most(key));
        (length > most).then(|| format!("{length} characters where {most} fit"))
    });
    check(|_, key, text| {
        let is_whole = key != "rating" || text.contains("{rating}") && text.contains("{max}");
        (!is_whole).then(|| "without {rating} or {max}".to_owned())
    });
}

#[test]
fn marks_follow_the_custom_of_the_language() {
    check(|language, _, text| is_misspelled(language, text).then(|| "marks of another language".to_owned()));
}

#[test]
fn what_is_written_from_right_to_left_is_marked_so() {
    for (language, words) in BUILT_IN.iter() {
        assert_eq!(words.dir, crate::texts::language::dir(language), "{language}");
    }
    let is_rtl = |text: &str| text.chars().any(|letter| matches!(letter, '\u{590}'..='\u{8ff}'));
    check(|language, _, text| {
        let is_marked = BUILT_IN[language].dir == Dir::Rtl;
        let numbers_alone = !text.contains(char::is_alphabetic);
        (!numbers_alone && is_rtl(text) != is_marked).then(|| format!("marked rtl: {is_marked}"))
    });
}

#[test]
fn the_page_about_languages_names_them_all() {
    let page = include_str!("../../../../docs/languages.md");
    for (tag, words) in BUILT_IN.iter() {
        assert!(page.contains(&format!("| `{tag}` {} |", words.language)), "{tag} {}", words.language);
    }
    assert!(page.contains(&format!("{} are built in", FILES.len())));
}

#[test]
fn every_file_in_the_folder_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/texts");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned())).collect();
    found.sort();
    assert_eq!(found, FILES.map(|(language, _)| language));
}
