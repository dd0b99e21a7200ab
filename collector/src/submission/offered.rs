//! What a survey offers after the rating, and what of it a customer took.

use shared::survey::{MAX_REASONS, Survey};

use super::check_text;
use crate::invalid::InvalidField;

/// The longest reason of a response, in characters.
const MAX_REASON_CHARS: usize = 100;
/// The longest way to be reached, in characters: the longest e-mail address.
const MAX_CONTACT_CHARS: usize = 254;

/// Checks that every reason is one of the survey's, and that there are no more than it lets choose.
pub(super) fn check_reasons(reasons: &[String], survey: &Survey) -> Result<(), InvalidField> {
    let definition = survey.definition();
    let most = if definition.is_one_reason() { 1 } else { MAX_REASONS };
    if reasons.len() > most {
        return Err(InvalidField::new("/reasons", format!("this survey takes {most} of its reasons at most")));
    }
    for (at, reason) in reasons.iter().enumerate() {
        let pointer = format!("/reasons/{at}");
        check_text(&pointer, reason, MAX_REASON_CHARS)?;
        if !definition.offers(reason) {
            return Err(InvalidField::new(pointer, "a reason is one of those that the survey offers, by its name"));
        }
        if reasons[..at].contains(reason) {
            return Err(InvalidField::new(pointer, "a reason is given once"));
        }
    }
    Ok(())
}

/// Checks that the survey offers to reach somebody, where a customer wants that.
pub(super) fn check_contact(contact: Option<&str>, survey: &Survey) -> Result<(), InvalidField> {
    let Some(contact) = contact else { return Ok(()) };
    check_text("/contact", contact, MAX_CONTACT_CHARS)?;
    if survey.definition().contact {
        return Ok(());
    }
    Err(InvalidField::new("/contact", "this survey offers no contact, so nobody is to be reached"))
}

#[cfg(test)]
mod tests {
    use shared::wire::{prompts::Outcome, responses::ResponseRequest};

    use crate::submission::{
        Report,
        tests::{request, survey},
    };

    #[test]
    fn reasons_and_a_contact_are_those_that_the_survey_offers() {
        let many = "reasons = ['price']\nreasons_low = ['late', 'other']\ncontact = true";
        let leaving = "kind = 'cancellation'";
        for (more, reasons, contact, want) in [
            (many, &["price", "late", "other"][..], Some("ana@example.org"), None),
            (many, &["Price"], None, Some("/reasons/0")),
            (many, &["price", "price"], None, Some("/reasons/1")),
            (many, &["price", ""], None, Some("/reasons/1")),
            ("", &["price"], None, Some("/reasons/0")),
            ("", &[], Some("ana@example.org"), Some("/contact")),
            ("", &[], Some("  "), None),
            (leaving, &["too_expensive"], None, None),
            (leaving, &["too_expensive", "switched"], None, Some("/reasons")),
        ] {
            let reasons = reasons.iter().map(|&reason| reason.to_owned()).collect();
            let contact = contact.map(str::to_owned);
            let told = ResponseRequest { reasons, contact, ..request(1, Outcome::Rated, Some(4)) };
            let got = Report::new(told, &survey(more)).err().map(|invalid| invalid.pointer);
            assert_eq!(got.as_deref(), want, "{more}");
        }
        // Who leaves says why before rating, and may leave it at that.
        let reasons = vec!["too_expensive".to_owned()];
        let told = ResponseRequest { reasons, ..request(1, Outcome::Dismissed, None) };
        assert!(Report::new(told, &survey(leaving)).is_ok());
    }
}
