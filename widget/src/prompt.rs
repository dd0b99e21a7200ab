//! What a prompt says: the part of `shared::wire::prompts::Prompt` that a customer sees.

use shared::{
    scale::{Band, Metric, Rating, Scale, Shape},
    wire::{
        after::{After, Farewell, Link, Reason},
        prompts::{Dir, FollowUp, Texts},
    },
};

use crate::fields::Fields;

/// A prompt as the widget needs it.
#[derive(Debug)]
pub struct Prompt {
    /// Its id, a UUID as text.
    pub id: String,
    /// Proof that the collector issued it.
    pub token: String,
    /// What can be chosen.
    pub scale: Scale,
    /// How that is drawn.
    pub shape: Shape,
    /// The language of the texts, BCP 47.
    pub locale: String,
    /// The direction of the texts.
    pub dir: Dir,
    /// What it says.
    pub texts: Texts,
    /// What it asks after the rating.
    pub follow_up: FollowUp,
    /// What else comes after it.
    pub after: After,
}

impl Prompt {
    /// Reads a prompt from the collector's reply; none if its scale is unknown.
    pub fn read(from: &Fields) -> Option<Self> {
        let metric = match from.text("metric").as_str() {
            "nps" => Metric::Nps,
            "csat" => Metric::Csat,
            "ces" => Metric::Ces,
            _ => return None,
        };
        let scale = from.fields("scale");
        let texts = from.fields("texts");
        let follow_up = from.fields("follow_up");
        let after = from.fields("after");
        Some(Self {
            id: from.text("id"),
            token: from.text("token"),
            scale: Scale::new(metric, scale.number("max") as u8)?,
            shape: match scale.text("shape").as_str() {
                "stars" => Shape::Stars,
                "smileys" => Shape::Smileys,
                "thumbs" => Shape::Thumbs,
                _ => Shape::Numbers,
            },
            locale: from.text("locale"),
            dir: if from.text("dir") == "rtl" { Dir::Rtl } else { Dir::Ltr },
            texts: Texts {
                question: texts.text("question"),
                low: texts.text("low"),
                high: texts.text("high"),
                rating: texts.text("rating"),
                send: texts.text("send"),
                close: texts.text("close"),
                opt_out: texts.text("opt_out"),
                thanks: texts.text("thanks"),
                reasons: texts.text("reasons"),
                contact_offer: texts.text("contact_offer"),
                contact: texts.text("contact"),
                privacy: texts.text("privacy"),
            },
            follow_up: FollowUp {
                high: follow_up.text("high"),
                middle: follow_up.text("middle"),
                low: follow_up.text("low"),
            },
            after: After {
                high: farewell(&after.fields("high")),
                middle: farewell(&after.fields("middle")),
                low: farewell(&after.fields("low")),
                one_reason: after.number("one_reason") > 0,
                reasons_first: after.number("reasons_first") > 0,
                contact: after.number("contact") > 0,
                privacy: Some(after.text("privacy")),
            },
        })
    }

    /// Returns what is asked after `rating`.
    pub fn follow_up(&self, rating: Rating) -> &str {
        match rating.band() {
            Band::High => &self.follow_up.high,
            Band::Middle => &self.follow_up.middle,
            Band::Low => &self.follow_up.low,
        }
    }

    /// Returns what comes after `rating` beside that; before the rating, what comes in any case.
    pub fn farewell(&self, rating: Option<Rating>) -> &Farewell {
        match rating.map(Rating::band) {
            Some(Band::High) => &self.after.high,
            Some(Band::Low) => &self.after.low,
            _ => &self.after.middle,
        }
    }

    /// Returns the names of the reasons whose bits are set.
    pub fn chosen(&self, rating: Option<u8>, reasons: u16) -> Vec<&str> {
        let rating = rating.and_then(|raw| Rating::new(self.scale, raw.into()).ok());
        let all = self.farewell(rating).reasons.iter().enumerate();
        all.filter(|(at, _)| reasons >> at & 1 > 0).map(|(_, reason)| reason.name.as_str()).collect()
    }

    /// Returns what is said in the end.
    pub fn thanks(&self, rating: Option<Rating>) -> &str {
        let thanks = &self.farewell(rating).thanks;
        if thanks.is_empty() { &self.texts.thanks } else { thanks }
    }

    /// Returns how `rating` is read aloud: "8 out of 10".
    pub fn spoken(&self, rating: Rating) -> String {
        // `str::replace` would bring a search algorithm along, a kilobyte of it.
        let mut spoken = String::new();
        for c in self.texts.rating.chars() {
            spoken.push(c);
            for (name, number) in [("{rating}", rating.raw()), ("{max}", self.scale.max())] {
                if spoken.ends_with(name) {
                    spoken.truncate(spoken.len() - name.len());
                    spoken += numeral(number);
                }
            }
        }
        spoken
    }
}

fn farewell(from: &Fields) -> Farewell {
    let mut reasons = Vec::new();
    if let Some(list) = from.maybe_fields("reasons") {
        for at in 0..list.number("length").min(10) {
            let reason = list.fields(numeral(at as u8));
            reasons.push(Reason { name: reason.text("name"), label: reason.text("label") });
        }
    }
    let link = from.maybe_fields("link");
    let link = link.map(|link| Link { url: link.text("url"), label: link.text("label") });
    Farewell { reasons, thanks: from.text("thanks"), link }
}

/// Returns the digits of any number, as `numeral` does for a rating.
pub fn digits(number: u32) -> String {
    let mut digits = if number > 9 { digits(number / 10) } else { String::new() };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// Returns the digits of a rating, without the machinery that formats any number.
pub fn numeral(raw: u8) -> &'static str {
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"][usize::from(raw)]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A prompt on `scale`, in words that say where they stand.
    pub(crate) fn prompt(scale: Scale) -> Prompt {
        let text = str::to_owned;
        Prompt {
            id: text("0190d5a0-0000-7000-8000-000000000001"),
            token: text("payload.signature"),
            scale,
            shape: scale.default_shape(),
            locale: text("en"),
            dir: Dir::Ltr,
            texts: Texts {
                question: text("question"),
                low: text("low"),
                high: text("high"),
                rating: text("{rating} out of {max}"),
                send: text("send"),
                close: text("close"),
                opt_out: text("opt out"),
                thanks: text("thanks"),
                reasons: text("reasons"),
                contact_offer: text("talk to me"),
                contact: text("contact"),
                privacy: text("privacy"),
            },
            follow_up: FollowUp {
                high: text("what was good?"),
                middle: text("what was missing?"),
                low: text("what went wrong?"),
            },
            after: After { low: Farewell { thanks: text("sorry"), ..Farewell::default() }, ..After::default() },
        }
    }

    #[test]
    fn a_rating_is_read_out_in_the_words_of_the_language() {
        for (text, want) in [
            ("{rating} out of {max}", "9 out of 10"),
            ("von {max}: {rating}.", "von 10: 9."),
            ("{rating}", "9"),
            ("no number", "no number"),
            ("{max", "{max"),
        ] {
            let mut prompt = prompt(Scale::Nps);
            prompt.texts.rating = text.to_owned();
            assert_eq!(prompt.spoken(Rating::new(Scale::Nps, 9).unwrap()), want, "{text}");
        }
    }

    #[test]
    fn the_follow_up_belongs_to_the_band() {
        let prompt = prompt(Scale::Csat5);
        for (raw, want) in [(1, "what went wrong?"), (3, "what was missing?"), (5, "what was good?")] {
            assert_eq!(prompt.follow_up(Rating::new(Scale::Csat5, raw).unwrap()), want, "rating {raw}");
        }
    }

    #[test]
    fn the_thanks_belong_to_the_band() {
        let prompt = prompt(Scale::Csat5);
        for (raw, want) in [(1, "sorry"), (3, "thanks"), (5, "thanks")] {
            assert_eq!(prompt.thanks(Rating::new(Scale::Csat5, raw).ok()), want, "rating {raw}");
        }
    }

    #[test]
    fn every_rating_has_its_numeral() {
        for rating in Scale::ALL.into_iter().flat_map(Scale::ratings) {
            assert_eq!(numeral(rating.raw()), rating.raw().to_string());
        }
        for number in [0, 9, 10, 99, 100, u32::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
    }
}
