//! Where a score lies between the ends of its metric's scale, as SVG attributes.

use shared::scale::Metric;

/// The ends between which scores of a metric lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    /// The worst score.
    pub(crate) low: f64,
    /// The best score.
    pub(crate) high: f64,
}

impl Axis {
    /// Returns the axis of `metric`.
    pub(crate) const fn of(metric: Metric) -> Self {
        match metric {
            Metric::Nps => Self { low: -100.0, high: 100.0 },
            Metric::Csat => Self { low: 0.0, high: 100.0 },
            Metric::Ces => Self { low: 1.0, high: 7.0 },
        }
    }

    /// Returns how far along the axis `score` lies, 0 to 100; the nearer end where it is off it.
    pub(crate) fn place(self, score: f64) -> f64 {
        (100.0 * (score - self.low) / (self.high - self.low)).clamp(0.0, 100.0)
    }
}

/// Writes a length of 0 to 100 as an SVG attribute, to a hundredth.
pub(crate) fn length(percent: f64) -> String {
    format!("{}%", (percent * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_every_metric() {
        for (metric, low, high) in [(Metric::Nps, -100.0, 100.0), (Metric::Csat, 0.0, 100.0), (Metric::Ces, 1.0, 7.0)] {
            let axis = Axis::of(metric);
            assert_eq!([low, high].map(|score| axis.place(score)), [0.0, 100.0], "{metric:?}");
        }
    }

    #[test]
    fn what_is_off_the_axis_stays_on_the_page() {
        assert_eq!(Axis::of(Metric::Ces).place(0.2), 0.0);
        assert_eq!(Axis::of(Metric::Ces).place(7.9), 100.0);
    }

    #[test]
    fn lengths_are_short() {
        for (percent, written) in [(0.0, "0%"), (100.0, "100%"), (12.5, "12.5%"), (100.0 / 3.0, "33.33%")] {
            assert_eq!(length(percent), written);
        }
    }
}
