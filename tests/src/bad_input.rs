//! Bad input as data, `tests/bad_input`: what can be wrong with a request, and how it is answered.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use shared::problem::ProblemCode;

/// The route that a bad request is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// `POST /v1/sites/{site}/responses`.
    Responses,
    /// `POST /v1/sites/{site}/prompts`.
    Prompts,
    /// `GET /v1/sites/{site}/tag`.
    Tag,
    /// `GET /v1/scores`.
    Scores,
    /// `GET /v1/explain`.
    Explain,
    /// `GET /v1/responses`.
    Listing,
    /// `GET /v1/live`.
    Live,
    /// `DELETE /v1/responses/{id}`.
    Removal,
    /// `PUT /v1/surveys/{slug}`.
    Survey,
    /// `PUT /v1/marks/{name}`.
    Mark,
    /// `POST /v1/keys`.
    Key,
    /// `POST /v1/preview`.
    Preview,
    /// `POST /dashboard/session`, from the page itself.
    Session,
    /// `PUT /dashboard/sites/{site}/v1/marks/{name}`, from the page itself, with a session.
    Passed,
    /// `GET /assets/{path}`.
    Asset,
    /// None of them.
    Other,
}

impl Route {
    /// Says whether pages of other origins may read its answers.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Responses | Self::Prompts | Self::Tag | Self::Asset)
    }
}

/// A bad request: a good one of its route, with something wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its numbers in the design's table.
    pub rows: Vec<u8>,
    /// What is wrong.
    pub name: String,
    /// The route.
    pub route: Route,
    /// Another method than the route's.
    pub method: Option<String>,
    /// Another path.
    pub path: Option<String>,
    /// Another query.
    pub query: Option<String>,
    /// Lines in place of the headers of their names; one that begins with `-` only leaves its header out.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Fields of the body, each in JSON or in what is none.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Fields that are left out.
    #[serde(default)]
    pub without: Vec<String>,
    /// Another body.
    pub body: Option<String>,
    /// Whether the body comes in chunks, without its length.
    #[serde(default)]
    pub chunked: bool,
    /// Another request altogether.
    pub raw: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// The code of its problem; none where the server answers before it has understood the request.
    pub code: Option<ProblemCode>,
    /// The field that the problem names first.
    pub pointer: Option<String>,
    /// The header `Allow` of the answer.
    pub allow: Option<String>,
    /// Whether the connection ends behind the answer.
    #[serde(default)]
    pub close: bool,
    /// Whether a client tries the very same again.
    #[serde(default)]
    pub again: bool,
}

/// What a code means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// Its status.
    pub status: u16,
    /// What is wrong.
    pub meaning: String,
    /// What to do.
    pub remedy: String,
    /// Whether a client tries the very same again.
    #[serde(default)]
    pub again: bool,
}

/// Every case of `tests/bad_input/cases.toml` and of the files beside it for single routes.
///
/// # Panics
/// If the file is not what it must be.
pub fn cases() -> Vec<Case> {
    #[derive(Deserialize)]
    struct File {
        case: Vec<Case>,
    }
    let files = [
        include_str!("../bad_input/cases.toml"),
        include_str!("../bad_input/surveys.toml"),
        include_str!("../bad_input/marks.toml"),
        include_str!("../bad_input/session.toml"),
        include_str!("../bad_input/keys.toml"),
        include_str!("../bad_input/preview.toml"),
    ];
    let read = |text| toml::from_str::<File>(text).expect("a file of cases is a list of them").case;
    files.into_iter().flat_map(read).collect()
}

/// Every code of `tests/bad_input/codes.toml`.
///
/// # Panics
/// If the file is not what it must be.
pub fn codes() -> HashMap<ProblemCode, Meaning> {
    toml::from_str(include_str!("../bad_input/codes.toml")).expect("codes.toml is a table of codes")
}

/// Hostile comments of `tests/bad_input/comments.toml`, which are stored as they are.
///
/// # Panics
/// If the file is not what it must be.
pub fn comments() -> Vec<String> {
    #[derive(Deserialize)]
    struct File {
        comments: Vec<String>,
    }
    let file: File = toml::from_str(include_str!("../bad_input/comments.toml")).expect("comments.toml is a list");
    file.comments
}

/// Texts of `tests/bad_input/injections.toml`, which a database must never obey.
///
/// # Panics
/// If the file is not what it must be.
pub fn injections() -> Vec<String> {
    #[derive(Deserialize)]
    struct File {
        injections: Vec<String>,
    }
    let file: File = toml::from_str(include_str!("../bad_input/injections.toml")).expect("injections.toml is a list");
    file.injections
}

/// Writes out a text of a case: `<<hex FF>>`, `<<N x TEXT>>`, and `<<word>>` by `words`.
///
/// # Panics
/// If a word is not among them.
pub fn written_out(text: &str, words: &HashMap<&str, String>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("<<") {
        let (word, behind) = behind.split_once(">>").expect("<< has a >>");
        bytes.extend_from_slice(before.as_bytes());
        rest = behind;
        if let Some(hex) = word.strip_prefix("hex ") {
            let digits = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits"));
            bytes.extend(digits.map(|pair| u8::from_str_radix(pair, 16).expect("two hexadecimal digits")));
        } else if let Some((times, repeated)) = word.split_once(" x ") {
            bytes.extend_from_slice(repeated.repeat(times.parse().expect("a number of times")).as_bytes());
        } else {
            bytes.extend_from_slice(words.get(word).unwrap_or_else(|| panic!("there is no <<{word}>>")).as_bytes());
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
