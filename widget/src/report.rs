//! The body of `POST /v1/sites/{site}/responses`, written by hand: a library to write JSON weighs a kilobyte.

use crate::{
    prompt::{Prompt, digits},
    session::Report,
};

/// Writes `report` as JSON, in the words of `shared::wire::responses::ResponseRequest`.
pub fn json(prompt: &Prompt, report: &Report) -> String {
    let mut json = "{".to_owned();
    put(&mut json, "id", Some(&prompt.id));
    put(&mut json, "token", Some(&prompt.token));
    put(&mut json, "outcome", Some(report.outcome.name()));
    put(&mut json, "comment", report.comment.as_deref());
    put(&mut json, "contact", report.contact.as_deref());
    if let Some(rating) = report.rating {
        json += "\"rating\":";
        json += &digits(rating.into());
        json.push(',');
    }
    json += "\"rev\":";
    json += &digits(report.rev);
    json += ",\"reasons\":[";
    for reason in prompt.chosen(report.rating, report.reasons) {
        if !json.ends_with('[') {
            json.push(',');
        }
        text(&mut json, reason);
    }
    json += "]}";
    json
}

/// Adds a field and a comma, if there is something in it.
fn put(json: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text(json, name);
        json.push(':');
        text(json, value);
        json.push(',');
    }
}

/// Adds a text as RFC 8259 has it: what would end it and control characters are escaped.
fn text(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        if c < ' ' {
            *json += "\\u00";
            json.extend([c as u8 / 16, c as u8 % 16].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
            continue;
        }
        if matches!(c, '"' | '\\') {
            json.push('\\');
        }
        json.push(c);
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use shared::{
        scale::Scale,
        wire::{after::Reason, prompts::Outcome, responses::ResponseRequest},
    };

    use super::*;
    use crate::prompt::tests::prompt;

    #[test]
    fn a_report_is_what_the_wire_takes() {
        let mut prompt = prompt(Scale::Csat5);
        let reason = |name: &str| Reason { name: name.to_owned(), label: String::new() };
        prompt.after.high.reasons = vec![reason("late"), reason("price")];
        let comment = "\"quick\" \\ <b>\u{1}\u{1f}\u{7f}\u{202e}😀\n".to_owned();
        let report = Report {
            rev: 2,
            outcome: Outcome::Completed,
            rating: Some(4),
            comment: Some(comment.clone()),
            reasons: 0b10,
            contact: Some("ana@example.org".to_owned()),
        };
        let request: ResponseRequest = serde_json::from_str(&json(&prompt, &report)).unwrap();
        assert_eq!(request.id.to_string(), prompt.id);
        assert_eq!(request.token, prompt.token);
        assert_eq!((request.rev, request.outcome, request.rating), (2, Outcome::Completed, Some(4)));
        assert_eq!(request.comment, Some(comment));
        assert_eq!((request.reasons, request.contact), (vec!["price".to_owned()], report.contact));
    }
}
