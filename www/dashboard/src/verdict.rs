//! A change in words: how much, whether it is one, and what would tell.

use shared::{change::Verdict, scale::Metric, wire::scores_change::ChangeView};

use crate::{
    figures::{Pen, count, decimals, rounded, score},
    texts::{counted, fill, measures::Measures},
};

/// Whether a change is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It is better, for sure.
    Good,
    /// It is worse, for sure.
    Bad,
    /// Nobody can tell.
    Unsure,
}

impl Tone {
    /// Returns the word by which the style sheet knows it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unsure => "unsure",
        }
    }
}

/// A change in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// In one line: `Down 3 points: could be noise; about 400 more answers would tell`.
    pub(crate) verdict: String,
    /// What it is held against: `30 before; the true change lies between −2 and 38`.
    pub(crate) grounds: String,
    /// Whether it is good news.
    pub(crate) tone: Tone,
}

/// Tells a change of a score of `metric` from what it was `before`.
pub(crate) fn tell(pen: &dyn Pen, metric: Metric, before: Option<f64>, change: &ChangeView) -> Told {
    let texts = Measures::of(pen.lang());
    let Some(before) = before else {
        let (verdict, grounds) = (texts.nothing_before.to_owned(), texts.nothing_before_hint.to_owned());
        return Told { verdict, grounds, tone: Tone::Unsure };
    };
    let delta = rounded(change.delta.unwrap_or(0.0), decimals(metric));
    let points = points(pen, metric, delta);
    let said = |text: &str| fill(text, &[("points", &points)]);
    let (verdict, tone) = match change.verdict {
        Verdict::Up => (said(texts.up), Tone::Good),
        Verdict::Down => (said(texts.down), Tone::Bad),
        Verdict::TooFew => (with_more(pen, texts.too_few, texts.more_would_do, change), Tone::Unsure),
        Verdict::NoClearChange if delta == 0.0 => (texts.level.to_owned(), Tone::Unsure),
        Verdict::NoClearChange => {
            let said = said(if delta > 0.0 { texts.maybe_up } else { texts.maybe_down });
            (with_more(pen, &said, texts.more_would_tell, change), Tone::Unsure)
        }
    };
    Told { verdict, grounds: grounds(pen, metric, before, change), tone }
}

/// Writes a difference without its sign: `8 points`, `0.3 points`.
fn points(pen: &dyn Pen, metric: Metric, delta: f64) -> String {
    let written = pen.number(delta.abs(), decimals(metric));
    counted(Measures::of(pen.lang()).points, if delta.abs() == 1.0 { 1 } else { 2 }, &written)
}

/// Adds how many answers are missing, where a number would do.
fn with_more(pen: &dyn Pen, said: &str, text: &str, change: &ChangeView) -> String {
    match change.more_answers_needed {
        Some(more) if more > 0 => {
            let about = about(more);
            format!("{said}; {}", counted(text, about, &count(pen, about)))
        }
        _ => said.to_owned(),
    }
}

/// Rounds a number of answers up to what people would say: to two digits.
pub(crate) fn about(more: u64) -> u64 {
    let unit = 10_u64.pow(more.max(1).ilog10().saturating_sub(1));
    more.div_ceil(unit) * unit
}

fn grounds(pen: &dyn Pen, metric: Metric, before: f64, change: &ChangeView) -> String {
    let texts = Measures::of(pen.lang());
    let before = score(pen, metric, before);
    match &change.interval {
        Some(interval) => {
            let [low, high] = [interval.low, interval.high].map(|end| score(pen, metric, end));
            fill(texts.before, &[("score", &before), ("low", &low), ("high", &high)])
        }
        None => fill(texts.before_alone, &[("score", &before)]),
    }
}

#[cfg(test)]
mod tests {
    use shared::wire::scores::IntervalView;

    use super::*;
    use crate::{figures::PlainPen, language::Lang};

    fn change(verdict: Verdict, delta: f64, more: Option<u64>) -> ChangeView {
        let interval = IntervalView {
            low: delta - 20.4,
            high: delta + 20.4,
            level: 0.95,
            method: String::new(),
            method_version: 1,
        };
        ChangeView {
            delta: Some(delta),
            interval: Some(interval),
            p_value: Some(0.05),
            q_value: None,
            verdict,
            more_answers_needed: more,
        }
    }

    #[test]
    fn changes_are_told_with_what_would_tell() {
        for (lang, metric, verdict, delta, more, said, tone) in [
            (Lang::En, Metric::Nps, Verdict::Up, 8.2, None, "Up 8 points: a real change", Tone::Good),
            (Lang::En, Metric::Csat, Verdict::Down, -1.4, None, "Down 1 point: a real change", Tone::Bad),
            (
                Lang::En,
                Metric::Nps,
                Verdict::NoClearChange,
                -3.0,
                Some(396),
                "Down 3 points: could be noise; about 400 more answers would tell",
                Tone::Unsure,
            ),
            (Lang::En, Metric::Nps, Verdict::NoClearChange, 3.0, None, "Up 3 points: could be noise", Tone::Unsure),
            (Lang::En, Metric::Nps, Verdict::NoClearChange, 0.3, Some(9), "No change to speak of", Tone::Unsure),
            (Lang::En, Metric::Ces, Verdict::NoClearChange, 0.3, None, "Up 0.3 points: could be noise", Tone::Unsure),
            (
                Lang::En,
                Metric::Csat,
                Verdict::TooFew,
                30.0,
                Some(1),
                "Too few answers to compare; 1 more answer is needed",
                Tone::Unsure,
            ),
            (
                Lang::Es,
                Metric::Nps,
                Verdict::NoClearChange,
                -3.0,
                Some(396),
                "Baja 3 puntos: podría ser azar; unas 400 respuestas más lo aclararían",
                Tone::Unsure,
            ),
        ] {
            let told = tell(&PlainPen(lang), metric, Some(30.0), &change(verdict, delta, more));
            assert_eq!((told.verdict.as_str(), told.tone), (said, tone));
        }
    }

    #[test]
    fn the_grounds_are_told_beside() {
        let told = tell(&PlainPen(Lang::En), Metric::Nps, Some(30.0), &change(Verdict::NoClearChange, 19.0, Some(49)));
        assert_eq!(told.grounds, "30 before; the true change lies between -1 and 39");
        let told = tell(&PlainPen(Lang::En), Metric::Nps, None, &ChangeView::new(None, None));
        assert_eq!(told.verdict, "Nothing to compare with");
    }

    #[test]
    fn missing_answers_are_rounded_up_to_two_digits() {
        for (more, said) in
            [(1, 1), (9, 9), (49, 49), (99, 99), (101, 110), (396, 400), (1_234, 1_300), (98_001, 99_000)]
        {
            assert_eq!(about(more), said, "{more}");
        }
    }
}
