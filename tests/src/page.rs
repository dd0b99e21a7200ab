//! Pages of documentation whose requests are sent and whose replies are compared, so that they cannot be wrong.
//!
//! A request is a `curl` in a block `sh`; the block `http` behind it is what comes back: the status, headers, an empty
//! line, the body. In JSON a number is as exact as it is written; a text in pointed brackets is any text; `"..."` as the
//! name of a field or as the last of a list is whatever else there is.

use std::collections::HashMap;

use serde_json::Value;

/// A request of a page and what is said to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The line of the page on which the request begins.
    pub line: usize,
    /// The request.
    pub request: Curl,
    /// The status of the reply.
    pub status: u16,
    /// Headers that it has, by their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, to its last line.
    pub body: String,
}

/// A request as curl is told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curl {
    /// The method.
    pub method: String,
    /// The address.
    pub address: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

/// Reads the exchanges of a page, with `words` in place of `$NAME`.
///
/// # Panics
/// If a request has no reply, or cannot be read.
pub fn exchanges(page: &str, words: &HashMap<&str, String>) -> Vec<Exchange> {
    let mut found = Vec::new();
    let mut asked: Option<(usize, Curl)> = None;
    for (line, kind, text) in blocks(page) {
        match (kind, asked.take()) {
            ("sh", None) if text.starts_with("curl ") => asked = Some((line, Curl::read(&text, words))),
            ("http", Some((line, request))) => found.push(reply(line, request, &text)),
            (_, Some((line, _))) => panic!("line {line}: behind a request stands its reply"),
            ("http", None) => panic!("line {line}: this reply has no request"),
            _ => {}
        }
    }
    assert!(asked.is_none(), "the last request has no reply");
    found
}

/// The fenced blocks of a page, each with the number of its first line and its kind.
fn blocks(page: &str) -> Vec<(usize, &str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &str, String)> = None;
    for (at, line) in (1..).zip(page.lines()) {
        match (line.strip_prefix("```"), &mut open) {
            (Some(kind), None) => open = Some((at + 1, kind, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, _, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

fn reply(line: usize, request: Curl, text: &str) -> Exchange {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let mut head = head.lines();
    let status = head.next().and_then(|status| status.split(' ').next()?.parse().ok());
    let status = status.unwrap_or_else(|| panic!("line {line}: a reply begins with its status"));
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("this is no header: {line}"));
        (name.to_lowercase(), value.to_owned())
    };
    Exchange { line, request, status, headers: head.map(header).collect(), body: body.to_owned() }
}

impl Curl {
    fn read(text: &str, words: &HashMap<&str, String>) -> Self {
        let mut said = shell_words(text, words).into_iter().skip(1);
        let mut curl = Self::default();
        while let Some(word) = said.next() {
            let mut next = || said.next().unwrap_or_else(|| panic!("something is missing behind {word}: {text}"));
            match word.as_str() {
                "-X" => curl.method = next(),
                "-H" => {
                    let header = next();
                    let (name, value) =
                        header.split_once(": ").unwrap_or_else(|| panic!("this is no header: {header}"));
                    curl.headers.push((name.to_owned(), value.to_owned()));
                }
                "-d" => curl.send(next(), "application/x-www-form-urlencoded"),
                "--json" => curl.send(next(), "application/json"),
                "-N" | "-s" => {}
                address if !address.starts_with('-') => curl.address = address.to_owned(),
                unknown => panic!("{unknown} is not read here: {text}"),
            }
        }
        if curl.method.is_empty() {
            curl.method = if curl.body.is_some() { "POST" } else { "GET" }.to_owned();
        }
        curl
    }
}

impl Curl {
    /// Takes a body, which curl sends as this unless it is told otherwise.
    fn send(&mut self, body: String, usual: &str) {
        self.body = Some(body);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.headers.push(("Content-Type".to_owned(), usual.to_owned()));
        }
    }
}

/// Splits a command as a shell does: quotes, lines that go on, and variables outside of single quotes.
fn shell_words(text: &str, words: &HashMap<&str, String>) -> Vec<String> {
    let mut split = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(q)) if c == q => quote = None,
            ('\\', None) if rest.next_if_eq(&'\n').is_some() => {}
            ('$', None | Some('"')) => {
                let mut name = String::new();
                while let Some(letter) = rest.next_if(|c| c.is_ascii_uppercase() || *c == '_') {
                    name.push(letter);
                }
                let value = words.get(name.as_str()).unwrap_or_else(|| panic!("there is no ${name}: {text}"));
                word.get_or_insert_default().push_str(value);
            }
            (c, None) if c.is_whitespace() => split.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    split.extend(word);
    split
}

/// Lists in what `got` is not what the page says, each by a JSON pointer.
pub fn differences(said: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", said, got, &mut found);
    found
}

fn compare(at: &str, said: &Value, got: &Value, found: &mut Vec<String>) {
    match (said, got) {
        (Value::String(any), Value::String(_)) if any.starts_with('<') && any.ends_with('>') => {}
        (Value::Number(said), Value::Number(got)) if is_rounded(said, got) => {}
        (Value::Object(said), Value::Object(got)) => {
            for (name, said) in said.iter().filter(|(name, _)| *name != "...") {
                match got.get(name) {
                    Some(got) => compare(&format!("{at}/{name}"), said, got, found),
                    None => found.push(format!("{at}/{name} is not there")),
                }
            }
            if !said.contains_key("...") {
                found.extend(
                    got.keys().filter(|name| !said.contains_key(*name)).map(|name| format!("{at}/{name} is new")),
                );
            }
        }
        (Value::Array(said), Value::Array(got)) => {
            let is_open = said.last().is_some_and(|last| last == "...");
            let length = if is_open { said.len() - 1 } else { said.len() };
            if got.len() < length || (got.len() > length && !is_open) {
                found.push(format!("{at} has {} parts", got.len()));
            }
            for (place, (said, got)) in said[..length].iter().zip(got).enumerate() {
                compare(&format!("{at}/{place}"), said, got, found);
            }
        }
        _ if said != got => found.push(format!("{at} is {got}, not {said}")),
        _ => {}
    }
}

/// Says whether `got`, rounded to as many decimals as `said` has, is `said`.
fn is_rounded(said: &serde_json::Number, got: &serde_json::Number) -> bool {
    let text = said.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let (Some(said), Some(got)) = (said.as_f64(), got.as_f64()) else { return false };
    let most = if decimals == 0 { 0.0 } else { 0.5000001 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX)) };
    (said - got).abs() <= most
}
