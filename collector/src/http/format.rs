//! In which form responses are wanted: by `format`, else by the header `Accept`.

use axum::http::{HeaderMap, header};
use shared::problem::ProblemCode;

use super::error::Refusal;
use crate::invalid::InvalidField;

/// A form that responses come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A page of JSON.
    Json,
    /// A table.
    Csv,
    /// A stream of lines of JSON.
    Ndjson,
}

/// Each form's word and the types that mean it, the own one first.
const FORMATS: [(&str, Format, &[&str]); 3] = [
    ("json", Format::Json, &["application/json", "application/*", "*/*"]),
    ("csv", Format::Csv, &["text/csv", "text/*"]),
    ("ndjson", Format::Ndjson, &["application/x-ndjson", "application/ndjson", "application/jsonl"]),
];

impl Format {
    /// Returns what is wanted.
    pub(super) fn of(parameters: &[(String, String)], headers: &HeaderMap) -> Result<Self, Refusal> {
        if let Some((_, word)) = parameters.iter().find(|(name, _)| name == "format") {
            let known = FORMATS.iter().find(|(name, ..)| name == word);
            let right = || InvalidField::new("?format", "this is one of json, csv, ndjson");
            return Ok(known.ok_or_else(right)?.1);
        }
        let accepts: Vec<&str> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|types| types.to_str().ok())
            .flat_map(|types| types.split(','))
            .collect();
        if accepts.is_empty() {
            return Ok(Self::Json);
        }
        let mut wanted: Vec<(u32, Self)> = accepts.into_iter().filter_map(weighed).collect();
        // The sort is stable: of two that are wanted as much the first one is meant.
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let none = || {
            Refusal::new(
                ProblemCode::NotAcceptable,
                "responses come as application/json, text/csv or application/x-ndjson",
            )
        };
        wanted.first().map(|(_, format)| *format).ok_or_else(none)
    }

    /// Its own media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// What one part of the header wants, and how much, in thousandths; none if it is nothing of ours.
fn weighed(part: &str) -> Option<(u32, Format)> {
    let mut words = part.split(';').map(str::trim);
    let name = words.next()?.to_ascii_lowercase();
    let quality = words.find_map(|word| word.strip_prefix("q=").or_else(|| word.strip_prefix("Q=")));
    let weight = quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok())?;
    let format = FORMATS.iter().find(|(_, _, types)| types.contains(&name.as_str()))?.1;
    (weight > 0.0 && weight <= 1.0).then_some(((weight * 1000.0) as u32, format))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(format: Option<&str>, accept: Option<&'static str>) -> Result<Format, ProblemCode> {
        let parameters: Vec<_> = format.map(|word| ("format".to_owned(), word.to_owned())).into_iter().collect();
        let accept = accept.map(|accept| (header::ACCEPT, HeaderValue::from_static(accept)));
        Format::of(&parameters, &accept.into_iter().collect()).map_err(|refusal| refusal.code())
    }

    #[test]
    fn the_parameter_wins_over_the_header_and_what_nobody_has_is_refused() {
        const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (format, accept, want) in [
            (None, None, Ok(Format::Json)),
            (None, Some("*/*"), Ok(Format::Json)),
            (None, Some(BROWSER), Ok(Format::Json)),
            (None, Some("text/csv"), Ok(Format::Csv)),
            (None, Some("application/json;q=0.5, text/csv;q=0.9"), Ok(Format::Csv)),
            (None, Some("Application/X-NDJSON"), Ok(Format::Ndjson)),
            (None, Some("text/csv;q=0, application/json"), Ok(Format::Json)),
            (None, Some("text/html"), Err(ProblemCode::NotAcceptable)),
            (None, Some("text/csv;q=0"), Err(ProblemCode::NotAcceptable)),
            (None, Some(""), Err(ProblemCode::NotAcceptable)),
            (Some("csv"), Some("text/html"), Ok(Format::Csv)),
            (Some("ndjson"), None, Ok(Format::Ndjson)),
            (Some("xlsx"), Some("*/*"), Err(ProblemCode::FieldInvalid)),
            (Some(""), None, Err(ProblemCode::FieldInvalid)),
        ] {
            assert_eq!(of(format, accept), want, "{format:?} {accept:?}");
        }
    }
}
