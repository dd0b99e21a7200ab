//! What became of one request.

use serde_json::Value;

use crate::client::Answer;

/// What the sender knows when a request is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A 2xx with the collector's own body: on disk, whatever happens now. Stored, replayed or stale.
    Acknowledged(String),
    /// Refused for what it says: never to be stored, never to be sent again.
    Refused(String),
    /// Refused for what the collector has to bear: not stored, to be sent again.
    TurnedAway(String),
    /// No answer, or one that leaves it open: stored or not, to be sent again.
    Unknown(String),
}

impl Outcome {
    /// Reads what the collector answered to a report; an error is a connection that broke or a wait that was too long.
    pub fn of(answer: &reqwest::Result<Answer>) -> Self {
        let answer = match answer {
            Ok(answer) => answer,
            Err(cause) if cause.is_connect() => return Self::Unknown("no_connection".to_owned()),
            Err(cause) if cause.is_timeout() => return Self::Unknown("no_answer_in_time".to_owned()),
            Err(_) => return Self::Unknown("no_answer".to_owned()),
        };
        let word = |field: &str| answer.body.get(field).and_then(Value::as_str).map(str::to_owned);
        match (answer.status, word("status"), word("code")) {
            (200 | 201, Some(status), _) => Self::Acknowledged(status),
            (_, _, Some(code)) if code == "overloaded" || code == "rate_limited" => Self::TurnedAway(code),
            (400..=499, _, Some(code)) => Self::Refused(code),
            (_, _, Some(code)) => Self::Unknown(code),
            // A 200 that is not ours acknowledges nothing; a proxy's own answers leave it open.
            (status, _, None) => Self::Unknown(format!("status_{status}")),
        }
    }

    /// The word under which it is counted.
    pub fn name(&self) -> &str {
        match self {
            Self::Acknowledged(name) | Self::Refused(name) | Self::TurnedAway(name) | Self::Unknown(name) => name,
        }
    }

    /// Says whether the sender is done with this report.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Acknowledged(_) | Self::Refused(_))
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_collectors_own_2xx_acknowledges() {
        let name = str::to_owned;
        for (status, body, want) in [
            (201, json!({ "status": "stored" }), Outcome::Acknowledged(name("stored"))),
            (200, json!({ "status": "stale" }), Outcome::Acknowledged(name("stale"))),
            (200, Value::Null, Outcome::Unknown(name("status_200"))),
            (422, json!({ "status": 422, "code": "field_invalid" }), Outcome::Refused(name("field_invalid"))),
            (503, json!({ "status": 503, "code": "overloaded" }), Outcome::TurnedAway(name("overloaded"))),
            (503, json!({ "status": 503, "code": "store_unavailable" }), Outcome::Unknown(name("store_unavailable"))),
            (503, Value::Null, Outcome::Unknown(name("status_503"))),
        ] {
            let answer = Ok(Answer { status, headers: HeaderMap::new(), body });
            assert_eq!(Outcome::of(&answer), want, "{status}");
        }
    }
}
