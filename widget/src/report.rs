//! The body of `POST /v1/sites/{site}/responses`, but for the age, which the loader adds when it sends.

use serde::Serialize;
use shared::wire::prompts::Outcome;

use crate::{prompt::Prompt, session::Report};

/// `shared::wire::responses::ResponseRequest` with the id as the text it came as.
#[derive(Serialize)]
struct Body<'a> {
    id: &'a str,
    token: &'a str,
    rev: u32,
    outcome: Outcome,
    rating: Option<u8>,
    comment: Option<&'a str>,
}

/// Writes `report` as JSON.
pub fn json(prompt: &Prompt, report: &Report) -> String {
    serde_json::to_string(&Body {
        id: &prompt.id,
        token: &prompt.token,
        rev: report.rev,
        outcome: report.outcome,
        rating: report.rating,
        comment: report.comment.as_deref(),
    })
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shared::{scale::Scale, wire::responses::ResponseRequest};

    use super::*;
    use crate::prompt::tests::prompt;

    #[test]
    fn a_report_is_what_the_wire_takes() {
        let prompt = prompt(Scale::Csat5);
        let comment = "\"quick\" \\ <b>\u{1}\u{202e}😀\n".to_owned();
        let report = Report { rev: 2, outcome: Outcome::Completed, rating: Some(4), comment: Some(comment.clone()) };
        let request: ResponseRequest = serde_json::from_str(&json(&prompt, &report)).unwrap();
        assert_eq!(request.id.to_string(), prompt.id);
        assert_eq!(request.token, prompt.token);
        assert_eq!((request.rev, request.outcome, request.rating), (2, Outcome::Completed, Some(4)));
        assert_eq!(request.comment, Some(comment));
    }
}
