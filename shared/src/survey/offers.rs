//! What a survey offers after the rating: reasons to choose from, a person to talk to, links.

use super::{Fault, Kind, REASONS_FOR_LEAVING, Slug, SurveyDefinition};
use crate::scale::Band;

/// The most reasons that are offered at once, the one that is not among the others included.
pub const MAX_REASONS: usize = 10;

/// The reason that is not among the others: it opens a field for the customer's own words.
pub const OTHER: &str = "other";

/// The longest address of a link, in bytes.
const MAX_LINK_BYTES: usize = 500;

/// How many reasons a customer may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Choose {
    /// One.
    One,
    /// As many as there are.
    Many,
}

impl SurveyDefinition {
    /// Returns the reasons that are offered to a band, in their order.
    pub fn reasons_for(&self, band: Band) -> Vec<&str> {
        let of_band = match band {
            Band::High => &self.reasons_high,
            Band::Middle => &self.reasons_middle,
            Band::Low => &self.reasons_low,
        };
        match (of_band.as_ref().or(self.reasons.as_ref()), self.kind) {
            (Some(reasons), _) => reasons.iter().map(Slug::as_str).collect(),
            (None, Some(Kind::Cancellation)) => REASONS_FOR_LEAVING.into_iter().chain([OTHER]).collect(),
            (None, _) => Vec::new(),
        }
    }

    /// Says whether only one reason may be chosen: the main one of those who leave, unless the owner says otherwise.
    pub fn is_one_reason(&self) -> bool {
        match self.choose {
            Some(choose) => choose == Choose::One,
            None => self.kind == Some(Kind::Cancellation),
        }
    }

    /// Says whether the survey offers this reason to anybody. A rating may be corrected, the reasons stay.
    pub fn offers(&self, reason: &str) -> bool {
        Band::ALL.into_iter().any(|band| self.reasons_for(band).contains(&reason))
    }

    /// Returns where the thanks lead a band to, if anywhere.
    pub fn link_for(&self, band: Band) -> Option<&str> {
        let of_band = match band {
            Band::High => &self.link_high,
            Band::Middle => &self.link_middle,
            Band::Low => &self.link_low,
        };
        of_band.as_deref().or(self.link.as_deref())
    }
}

/// Checks what is offered after the rating.
pub(super) fn check(definition: &SurveyDefinition) -> Result<(), Fault> {
    let by_band = [
        ("reasons_high", &definition.reasons_high),
        ("reasons_middle", &definition.reasons_middle),
        ("reasons_low", &definition.reasons_low),
    ];
    if definition.kind == Some(Kind::Cancellation) {
        if let Some((field, _)) = by_band.iter().find(|(_, reasons)| reasons.is_some()) {
            let detail = "a cancellation asks for the reason before the rating, so it has one list: reasons = [..]";
            return Err(Fault::of(field, detail));
        }
        if definition.reasons.as_ref().is_some_and(Vec::is_empty) {
            let detail = "a cancellation asks for a reason: name some, or leave this key out";
            return Err(Fault::of("reasons", detail));
        }
    }
    for (field, reasons) in [("reasons", &definition.reasons)].into_iter().chain(by_band) {
        let reasons = reasons.as_deref().unwrap_or_default();
        if reasons.len() > MAX_REASONS {
            return Err(Fault::of(field, format!("{MAX_REASONS} reasons at most are offered at once")));
        }
        if let Some((_, twice)) = reasons.iter().enumerate().find(|(at, reason)| reasons[..*at].contains(reason)) {
            return Err(Fault::of(field, format!("the reason {twice} is there twice")));
        }
    }
    let links = [
        ("link", &definition.link),
        ("link_high", &definition.link_high),
        ("link_middle", &definition.link_middle),
        ("link_low", &definition.link_low),
        ("privacy", &definition.privacy),
    ];
    for (field, link) in links {
        if link.as_deref().is_some_and(|link| host(link).is_none()) {
            let detail =
                format!("a link is https:// with a host, {MAX_LINK_BYTES} bytes at most, nothing in it a space");
            return Err(Fault::of(field, detail));
        }
    }
    for (locale, words) in &definition.texts {
        if let Some(reason) = words.reason.keys().find(|reason| !definition.offers(reason.as_str())) {
            let detail = format!("reason.{reason} is called something, but no reason {reason} is offered");
            return Err(Fault { field: "texts", pointer: format!("/texts/{locale}/reason/{reason}"), detail });
        }
    }
    Ok(())
}

/// Returns the host of a link that is one: https, visible characters alone (a line break or a tab is how filters are
/// deceived), no name or password before the host.
pub fn host(link: &str) -> Option<&str> {
    let rest = link.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    let is_visible = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '\\' | '"' | '<' | '>' | '`');
    let is_hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    let fits = link.len() <= MAX_LINK_BYTES
        && link.chars().all(|c| is_visible(c) && !is_hidden(c))
        && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && !host.contains('@');
    fits.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_https_and_shows_all_of_itself() {
        for (link, want) in [
            ("https://shop.example", Some("shop.example")),
            ("https://shop.example:8443/a?b#c", Some("shop.example:8443")),
            ("https://müller.example/größe", Some("müller.example")),
            ("https://[::1]/", Some("[::1]")),
            ("http://shop.example", None),
            ("HTTPS://shop.example", None),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("data:text/html,x", None),
            ("//shop.example", None),
            ("https://", None),
            ("https:///path", None),
            ("https://?q", None),
            ("https://shop.example@evil.example/", None),
            ("https://shop.example/a b", None),
            ("https://shop.example/\u{9}", None),
            ("https://shop.example/\0", None),
            ("https://shop.example/\u{202e}gpj", None),
            ("https://shop.example\\@evil.example", None),
        ] {
            assert_eq!(host(link), want, "{link:?}");
        }
        assert_eq!(host(&format!("https://a/{}", "a".repeat(490))), Some("a"));
        assert_eq!(host(&format!("https://a/{}", "a".repeat(491))), None);
    }
}
