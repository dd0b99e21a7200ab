//! Responses as a table in CSV (RFC 4180), for spreadsheets.
//!
//! A cell that a spreadsheet would run is made inert by a `'` in front, and so is one that begins with `'` already: a
//! reader that takes one away from each cell that has it has every text as it was. Numbers are left alone.

use std::collections::BTreeSet;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use shared::{survey::Slug, wire::listing::ResponseView};

use crate::catalog::Site;

/// What tells Excel that the text is UTF-8, which it takes for the system's own encoding otherwise.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What separates several reasons in a cell. No reason has one.
const BETWEEN_REASONS: &str = "; ";

/// The columns that every site has; an attribute has one each, behind them.
const COLUMNS: [&str; 22] = [
    "id",
    "survey",
    "version",
    "metric",
    "rating",
    "band",
    "outcome",
    "comment",
    "reasons",
    "contact",
    "touchpoint",
    "stage",
    "locale",
    "device",
    "interaction_id",
    "respondent",
    "issued_at",
    "answered_at",
    "received_at",
    "day",
    "rev",
    "quarantine",
];

/// What is in front of the name of an attribute.
const ATTRIBUTE: &str = "attribute:";

/// A table that is written in parts.
#[derive(Clone, Debug)]
pub struct Table {
    attributes: Vec<String>,
}

impl Table {
    /// A table of a site's responses, with a column for each attribute that any of its surveys ever declared.
    pub fn of(site: &Site) -> Self {
        let surveys = site.surveys.iter().chain(site.earlier.values());
        let attributes: BTreeSet<&Slug> = surveys.flat_map(|survey| &survey.definition().attributes).collect();
        Self { attributes: attributes.into_iter().map(Slug::to_string).collect() }
    }

    /// Writes the first line.
    pub fn head(&self) -> Vec<u8> {
        let attributes = self.attributes.iter().map(|name| format!("{ATTRIBUTE}{name}"));
        let names = COLUMNS.into_iter().map(str::to_owned).chain(attributes);
        let line = written(|writer| writer.write_record(names.map(|name| inert(&name))));
        [BYTE_ORDER_MARK, &line].concat()
    }

    /// Writes a line for each response.
    pub fn lines(&self, responses: &[ResponseView]) -> Vec<u8> {
        written(|writer| responses.iter().try_for_each(|response| writer.write_record(self.cells(response))))
    }

    fn cells(&self, response: &ResponseView) -> Vec<String> {
        let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let text = |text: &Option<String>| text.as_deref().map_or_else(String::new, inert);
        let mut cells = vec![
            response.id.to_string(),
            inert(&response.survey),
            number(Some(response.version)),
            response.metric.map_or("", |metric| metric.name()).to_owned(),
            number(response.rating.map(u32::from)),
            text(&response.band),
            response.outcome.name().to_owned(),
            text(&response.comment),
            inert(&response.reasons.join(BETWEEN_REASONS)),
            text(&response.contact),
            inert(&response.touchpoint),
            text(&response.stage),
            inert(&response.locale),
            response.device.map_or("", |device| device.name()).to_owned(),
            text(&response.interaction_id),
            text(&response.respondent),
            response.issued_at.clone(),
            response.answered_at.clone(),
            response.received_at.clone(),
            response.day.clone(),
            number(Some(response.rev)),
            text(&response.quarantine),
        ];
        cells.extend(self.attributes.iter().map(|name| text(&response.attributes.get(name).cloned())));
        cells
    }
}

/// Every cell is quoted but numbers, and lines end as the standard has it.
fn written(write: impl FnOnce(&mut Writer<Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).terminator(Terminator::CRLF).from_writer(Vec::new());
    write(&mut writer).expect("memory takes what is written, and every line has as many cells");
    writer.into_inner().expect("memory takes what is written")
}

/// Makes a text one that no spreadsheet runs.
fn inert(text: &str) -> String {
    let is_formula = text
        .chars()
        .find(|char| !char.is_whitespace() || matches!(char, '\t' | '\r' | '\n'))
        .is_some_and(|first| "=+-@\t\r\n＝＋－＠".contains(first));
    if is_formula || text.starts_with('\'') { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use shared::{scale::Metric, wire::prompts::Outcome};
    use uuid::Uuid;

    use super::*;

    fn response(words: &[String; 4]) -> ResponseView {
        let [comment, contact, interaction, attribute] = words.clone();
        ResponseView {
            id: Uuid::from_u128(1),
            survey: "order".to_owned(),
            version: 1,
            metric: Some(Metric::Csat),
            rating: Some(4),
            band: Some("satisfied".to_owned()),
            outcome: Outcome::Completed,
            comment: Some(comment),
            reasons: vec!["price".to_owned(), "-other".to_owned()],
            contact: Some(contact),
            touchpoint: "order_completed".to_owned(),
            stage: None,
            locale: "en".to_owned(),
            device: None,
            attributes: BTreeMap::from([("plan".to_owned(), attribute)]),
            interaction_id: Some(interaction),
            respondent: None,
            issued_at: "2026-09-21T12:00:00Z".to_owned(),
            answered_at: "2026-09-21T12:00:00Z".to_owned(),
            received_at: "2026-09-21T12:00:00Z".to_owned(),
            day: "2026-09-21".to_owned(),
            rev: 2,
            quarantine: None,
        }
    }

    fn table() -> Table {
        Table { attributes: vec!["=plan".to_owned(), "plan".to_owned()] }
    }

    /// What a reader has who takes a `'` away from each cell that begins with it.
    fn read(table: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table);
        reader
            .records()
            .map(|record| {
                record.unwrap().iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned()).collect()
            })
            .collect()
    }

    fn parts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            "[ \\t\\r\\n\",;'=+\\-@＝＋－＠\u{a0}\u{3000}\u{feff}]",
            Just("=cmd|' /C calc'!A0".to_owned()),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat().replace('\0', ""))
    }

    proptest! {
        #[test]
        fn what_customers_wrote_survives_and_no_cell_begins_like_a_formula(words in [parts(), parts(), parts(), parts()]) {
            let table = table();
            let written = [table.head(), table.lines(&[response(&words)])].concat();
            let rows = read(&written);
            let [head, row] = &rows[..] else { panic!("{} lines", rows.len()) };
            prop_assert_eq!(head.len(), row.len());
            let cell = |name: &str| row[head.iter().position(|column| column == name).unwrap()].as_str();
            let names = ["comment", "contact", "interaction_id", "attribute:plan"];
            for (name, word) in names.into_iter().zip(&words) {
                prop_assert_eq!(cell(name), word.as_str());
            }
            let mut raw = csv::ReaderBuilder::new().has_headers(false).from_reader(&written[..]);
            for record in raw.records() {
                for cell in record.unwrap().iter() {
                    let first = cell.chars().find(|char| !char.is_whitespace() || "\t\r\n".contains(*char));
                    prop_assert!(first.is_none_or(|first| !"=+-@\t\r\n＝＋－＠".contains(first)), "{:?}", cell);
                }
            }
            // Numbers stay numbers, unquoted.
            prop_assert_eq!((cell("rating"), cell("rev")), ("4", "2"));
        }
    }

    #[test]
    fn the_table_is_as_it_is_documented() {
        let table = Table { attributes: vec!["plan".to_owned()] };
        let words = ["=1+1", "a\"b", "order, 1", "  ＝x"].map(str::to_owned);
        let text = String::from_utf8([table.head(), table.lines(&[response(&words)])].concat()).unwrap();
        let (head, line) = text.strip_prefix('\u{feff}').unwrap().split_once("\r\n").unwrap();
        assert!(
            head.starts_with("\"id\",\"survey\",\"version\"") && head.ends_with("\"quarantine\",\"attribute:plan\""),
            "{head}"
        );
        let want = "\"00000000-0000-0000-0000-000000000001\",\"order\",1,\"csat\",4,\"satisfied\",\"completed\",\"'=1+1\",\
            \"price; -other\",\"a\"\"b\",\"order_completed\",\"\",\"en\",\"\",\"order, 1\",\"\",\"2026-09-21T12:00:00Z\",\
            \"2026-09-21T12:00:00Z\",\"2026-09-21T12:00:00Z\",\"2026-09-21\",2,\"\",\"'  ＝x\"\r\n";
        assert_eq!(line, want);
    }
}
