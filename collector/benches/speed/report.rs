//! What tables have in common: medians, percentiles, verdicts.

use std::time::Duration;

/// Returns the middle of an odd number of figures.
pub(crate) fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

/// Returns the time that so many percent kept within; `times` is sorted.
pub(crate) fn percentile(times: &[Duration], percent: usize) -> Duration {
    let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(place).copied().unwrap_or_default()
}

/// Writes how long something named took, so many times: median, 99 in 100 and the most, which has a budget; `times` is sorted.
pub(crate) fn row(name: &str, times: &[Duration], budget_ms: f64) -> String {
    let [p50, p99, most] = [50, 99, 100].map(|percent| percentile(times, percent));
    let verdict = under(most.as_secs_f64() * 1000.0, budget_ms);
    format!("{name:>32}{:>8}{:>8}{:>8}{:>8}  {verdict}", times.len(), ms(p50), ms(p99), ms(most))
}

/// Writes a figure, or that there is none.
pub(crate) fn number(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.digits$}"))
}

/// Writes milliseconds.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

/// Says whether a figure that is to be at least `budget` is.
pub(crate) fn at_least(figure: f64, budget: f64) -> String {
    verdict(figure >= budget, format!("at least {budget}"))
}

/// Says whether a figure that is to be under `budget` is.
pub(crate) fn under(figure: f64, budget: f64) -> String {
    verdict(figure < budget, format!("under {budget}"))
}

fn verdict(met: bool, budget: String) -> String {
    format!("budget {budget}: {}", if met { "MET" } else { "NOT MET" })
}
