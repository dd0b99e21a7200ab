//! Numbers as words: rounding, half away from zero, and nothing else is done to them here.
//!
//! How a language writes a number or a day is a [`Pen`]'s to know: the browser's in the page, a plain one in tests.

use shared::{
    scale::Metric,
    wire::scores::{IntervalView, ScoreView},
};

use crate::{
    day::Day,
    language::Lang,
    texts::{counted, fill, measures::Measures},
};

/// How much of a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// Day and month: `Oct 4`.
    Short,
    /// The year too: `Oct 4, 2026`.
    Full,
    /// The month alone: `Oct 2026`.
    Month,
}

/// Writes numbers and days as a language does.
pub(crate) trait Pen {
    /// The language.
    fn lang(&self) -> Lang;

    /// Writes a number that is rounded to so many decimals already.
    fn number(&self, number: f64, decimals: u32) -> String;

    /// Writes a share of 0 to 1 as a whole percentage.
    fn percent(&self, share: f64) -> String;

    /// Writes a day.
    fn day(&self, day: Day, length: Length) -> String;
}

/// Rounds half away from zero, and never to a negative nothing.
pub(crate) fn rounded(number: f64, decimals: u32) -> f64 {
    let unit = 10_f64.powi(decimals.cast_signed());
    (number * unit).round() / unit + 0.0
}

/// Returns how many decimals a score of `metric` is told with: a mean one, a percentage none.
pub(crate) const fn decimals(metric: Metric) -> u32 {
    match metric {
        Metric::Ces => 1,
        Metric::Nps | Metric::Csat => 0,
    }
}

/// Writes a score.
pub(crate) fn score(pen: &dyn Pen, metric: Metric, score: f64) -> String {
    pen.number(rounded(score, decimals(metric)), decimals(metric))
}

/// Writes a count.
pub(crate) fn count(pen: &dyn Pen, count: u64) -> String {
    pen.number(count as f64, 0)
}

/// Writes a count of answers: `1 answer`, `12 answers`.
pub(crate) fn answers(pen: &dyn Pen, answered: u64) -> String {
    counted(Measures::of(pen.lang()).answers, answered, &count(pen, answered))
}

/// Writes an interval: `between 34 and 61`.
pub(crate) fn between(pen: &dyn Pen, metric: Metric, interval: &IntervalView) -> String {
    ends(pen, metric, interval, Measures::of(pen.lang()).between)
}

/// Writes an interval for a table: `34 to 61`; words where a single answer has none.
pub(crate) fn span(pen: &dyn Pen, metric: Metric, interval: Option<&IntervalView>) -> String {
    let texts = Measures::of(pen.lang());
    interval.map_or_else(|| texts.one_answer.to_owned(), |interval| ends(pen, metric, interval, texts.span))
}

fn ends(pen: &dyn Pen, metric: Metric, interval: &IntervalView, text: &str) -> String {
    let [low, high] = [interval.low, interval.high].map(|end| score(pen, metric, end));
    fill(text, &[("low", &low), ("high", &high)])
}

/// Writes a score for a table, words where nobody answered.
pub(crate) fn headline(pen: &dyn Pen, metric: Metric, view: &ScoreView) -> String {
    let none = || Measures::of(pen.lang()).no_answers.to_owned();
    view.headline().map_or_else(none, |headline| score(pen, metric, headline))
}

/// Returns a metric's name, long and short.
pub(crate) const fn metric_names(lang: Lang, metric: Metric) -> (&'static str, &'static str) {
    let texts = Measures::of(lang);
    match metric {
        Metric::Nps => (texts.nps, texts.nps_short),
        Metric::Csat => (texts.csat, texts.csat_short),
        Metric::Ces => (texts.ces, texts.ces_short),
    }
}

/// A pen for tests: plain numbers, ISO days.
#[cfg(test)]
pub(crate) struct PlainPen(pub(crate) Lang);

#[cfg(test)]
impl Pen for PlainPen {
    fn lang(&self) -> Lang {
        self.0
    }

    fn number(&self, number: f64, decimals: u32) -> String {
        format!("{number:.*}", decimals as usize)
    }

    fn percent(&self, share: f64) -> String {
        format!("{:.0}%", rounded(100.0 * share, 0))
    }

    fn day(&self, day: Day, _: Length) -> String {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_round_half_away_from_zero() {
        for (metric, raw, written) in [
            (Metric::Nps, 0.0, "0"),
            (Metric::Nps, -0.4, "0"),
            (Metric::Nps, 0.5, "1"),
            (Metric::Nps, -0.5, "-1"),
            (Metric::Nps, 33.5, "34"),
            (Metric::Nps, -33.5, "-34"),
            (Metric::Nps, 49.499_999, "49"),
            (Metric::Csat, 100.0, "100"),
            (Metric::Ces, 5.25, "5.3"),
            (Metric::Ces, 5.35, "5.4"),
            (Metric::Ces, 4.0, "4.0"),
        ] {
            assert_eq!(score(&PlainPen(Lang::En), metric, raw), written, "{metric:?} {raw}");
        }
    }

    #[test]
    fn an_interval_in_words() {
        let interval =
            IntervalView { low: 33.69, high: 61.45, level: 0.95, method: "wilson".to_owned(), method_version: 1 };
        let (en, es) = (PlainPen(Lang::En), PlainPen(Lang::Es));
        assert_eq!(between(&en, Metric::Nps, &interval), "between 34 and 61");
        assert_eq!(between(&es, Metric::Nps, &interval), "entre 34 y 61");
        assert_eq!(span(&en, Metric::Nps, Some(&interval)), "34 to 61");
        assert_eq!(span(&en, Metric::Ces, None), "an interval needs two answers");
        assert_eq!([1, 2].map(|n| answers(&es, n)), ["1 respuesta", "2 respuestas"]);
    }
}
