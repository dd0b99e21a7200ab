//! Numbers as words: rounding, half away from zero, and nothing else is done to them here.

use std::fmt;

use shared::{scale::Metric, wire::scores::IntervalView};

/// What is said where nobody answered. Never 0: that is a real score.
pub(crate) const NO_ANSWERS: &str = "no answers yet";

/// A space that never ends a line.
const NBSP: char = '\u{a0}';

/// A time of day on the owner's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    /// 0 to 23.
    pub(crate) hour: u32,
    /// 0 to 59.
    pub(crate) minute: u32,
    /// 0 to 59.
    pub(crate) second: u32,
}

/// `hh:mm:ss`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// Writes a score: a mean to one decimal, a percentage to none.
pub(crate) fn score(metric: Metric, score: f64) -> String {
    match metric {
        Metric::Ces => rounded(score, 1),
        Metric::Nps | Metric::Csat => rounded(score, 0),
    }
}

/// Writes an end of an axis.
pub(crate) fn tick(end: f64) -> String {
    rounded(end, 0)
}

/// Writes a score and its interval: `49, between 34 and 61 (95 %)`.
pub(crate) fn with_interval(metric: Metric, headline: f64, interval: Option<&IntervalView>) -> String {
    let headline = score(metric, headline);
    match interval {
        Some(interval) => format!("{headline}, {}", between(metric, interval)),
        None => format!("{headline}; an interval needs two answers"),
    }
}

/// Writes an interval for a table: `34 to 61`; none of a single answer of which no interval is known.
pub(crate) fn reach(metric: Metric, interval: Option<&IntervalView>) -> String {
    let ends = |interval: &IntervalView| format!("{} to {}", score(metric, interval.low), score(metric, interval.high));
    interval.map_or_else(|| "none".to_owned(), ends)
}

/// Writes an interval: `between 34 and 61 (95 %)`.
pub(crate) fn between(metric: Metric, interval: &IntervalView) -> String {
    let (low, high) = (score(metric, interval.low), score(metric, interval.high));
    format!("between {low} and {high} ({})", percent(100.0 * interval.level))
}

/// Writes a percentage: `62 %`.
pub(crate) fn percent(percent: f64) -> String {
    format!("{}{NBSP}%", rounded(percent, 0))
}

/// Writes a rate of 0 to 1: `42 %`; words where nothing was shown.
pub(crate) fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "none shown".to_owned(), |rate| percent(100.0 * rate))
}

/// Writes a count with a comma at every thousand.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Writes a count of answers: `1 answer`, `12 answers`.
pub(crate) fn answers(answered: u64) -> String {
    format!("{} {}", count(answered), if answered == 1 { "answer" } else { "answers" })
}

/// Writes a day, `2026-10-04`, as `Oct 4`; what is no day stays as it is.
pub(crate) fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = date.splitn(3, '-').skip(1).map(str::parse::<usize>);
    let month = parts.next().and_then(Result::ok).and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (month, parts.next()) {
        (Some(month), Some(Ok(day))) => format!("{month}{NBSP}{day}"),
        _ => date.to_owned(),
    }
}

/// Rounds half away from zero, with a true minus sign, and never writes a negative nothing.
fn rounded(number: f64, decimals: usize) -> String {
    let unit = if decimals == 0 { 1.0 } else { 10.0 };
    let number = (number * unit).round() / unit;
    let sign = if number < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{:.decimals$}", number.abs())
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
            (Metric::Nps, -0.5, "\u{2212}1"),
            (Metric::Nps, 33.5, "34"),
            (Metric::Nps, -33.5, "\u{2212}34"),
            (Metric::Nps, 49.499_999, "49"),
            (Metric::Csat, 100.0, "100"),
            (Metric::Ces, 5.25, "5.3"),
            (Metric::Ces, 5.35, "5.4"),
            (Metric::Ces, 4.0, "4.0"),
        ] {
            assert_eq!(score(metric, raw), written, "{metric:?} {raw}");
        }
    }

    #[test]
    fn an_interval_in_words() {
        let interval = IntervalView {
            low: 33.69,
            high: 61.45,
            level: 0.95,
            method: "adjusted-wald".to_owned(),
            method_version: 1,
        };
        assert_eq!(with_interval(Metric::Nps, 49.0, Some(&interval)), "49, between 34 and 61 (95\u{a0}%)");
        assert_eq!(reach(Metric::Nps, Some(&interval)), "34 to 61");
        assert_eq!(reach(Metric::Ces, None), "none");
        assert_eq!(with_interval(Metric::Ces, 5.0, None), "5.0; an interval needs two answers");
    }

    #[test]
    fn counts_and_rates() {
        for (number, written) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), written);
        }
        assert_eq!((answers(1).as_str(), answers(0).as_str()), ("1 answer", "0 answers"));
        assert_eq!((rate(Some(0.4167)).as_str(), rate(None).as_str()), ("42\u{a0}%", "none shown"));
    }

    #[test]
    fn days_and_times() {
        for (date, written) in [
            ("2026-10-04", "Oct\u{a0}4"),
            ("2026-01-31", "Jan\u{a0}31"),
            ("2026-13-01", "2026-13-01"),
            ("2026-00-01", "2026-00-01"),
            ("soon", "soon"),
        ] {
            assert_eq!(day(date), written);
        }
        assert_eq!(Time { hour: 9, minute: 5, second: 0 }.to_string(), "09:05:00");
    }
}
