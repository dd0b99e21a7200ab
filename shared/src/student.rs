//! Student's t distribution, for any number of answers.
//!
//! statrs is exact for small samples, but its incomplete beta function loses digits as the degrees
//! of freedom grow: at 1,000,000 its 97.5 % quantile is 1.959848 instead of 1.959966, and at
//! 100,000,000 it does not return. From [`LARGE`] on, where they are exact to twelve digits, classic
//! expansions around the normal distribution take over.

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};

/// The degrees of freedom from which on the expansions are used.
const LARGE: f64 = 1_000.0;

/// The degrees of freedom from which on the expansion is close enough for Newton's method to end where it should.
const CLOSE: f64 = 10.0;

/// How often Newton's method may step; three times is usual.
const MOST_STEPS: usize = 20;

/// Returns the point below which a share `p` of t with `freedom` degrees of freedom lies.
///
/// Between few and [`LARGE`], the expansion is only where Newton's method begins: it takes two or three looks at the
/// distribution, statrs's own search some dozens, and thousands of groups have an interval each.
pub(crate) fn quantile(p: f64, freedom: f64) -> f64 {
    if freedom >= LARGE {
        return expansion(p, freedom);
    }
    let student = student(freedom);
    if freedom < CLOSE {
        return student.inverse_cdf(p);
    }
    let mut point = expansion(p, freedom);
    for _ in 0..MOST_STEPS {
        let step = (student.cdf(point) - p) / student.pdf(point);
        point -= step;
        // The next step would be about the square of this one.
        if step.abs() < 1e-7 {
            break;
        }
    }
    point
}

/// The same for many degrees of freedom, and nearly so for some.
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
fn expansion(p: f64, freedom: f64) -> f64 {
    let z = Normal::standard().inverse_cdf(p);
    let z2 = z * z;
    let terms = [
        z,
        z * (z2 + 1.0) / 4.0,
        z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0,
        z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0,
        z * ((((79.0 * z2 + 776.0) * z2 + 1_482.0) * z2 - 1_920.0) * z2 - 945.0) / 92_160.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| sum / freedom + term)
}

/// Returns the probability that t with `freedom` degrees of freedom is at least as far from 0 as `t`.
///
/// Source of the expansion: Hill, "Algorithm 395: Student's t-distribution", CACM 13 (1970).
pub(crate) fn two_sided_p(t: f64, freedom: f64) -> f64 {
    if freedom < LARGE {
        return 2.0 * student(freedom).sf(t.abs());
    }
    let a = freedom - 0.5;
    let b = 48.0 * a * a;
    let z2 = a * (t * t / freedom).ln_1p();
    let second = (((4.0 * z2 + 33.0) * z2 + 240.0) * z2 + 855.0) / (10.0 * b * (b + 0.8 * z2 * z2 + 100.0));
    let z = z2.sqrt() * (1.0 + (z2 + 3.0) / b - second);
    2.0 * Normal::standard().sf(z)
}

fn student(freedom: f64) -> StudentsT {
    StudentsT::new(0.0, 1.0, freedom).expect("degrees of freedom come from at least two answers, so they are positive")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_ways_meet_where_one_takes_over() {
        for p in [0.75, 0.9, 0.975, 0.995, 0.9995] {
            let (below, above) = (quantile(p, LARGE - 1e-6), quantile(p, LARGE));
            assert!((below - above).abs() < 1e-9, "quantile {p}: {below} and {above}");
        }
        for t in [0.0, 0.5, 1.96, 4.0, 9.0] {
            let (below, above) = (two_sided_p(t, LARGE - 1e-6), two_sided_p(t, LARGE));
            assert!((below - above).abs() < 1e-9, "p of {t}: {below} and {above}");
        }
    }

    #[test]
    fn newtons_method_ends_where_statrs_does() {
        for freedom in [10.0, 10.5, 17.0, 42.42, 120.0, 500.0, 999.0] {
            for p in [0.5005, 0.6, 0.75, 0.9, 0.975, 0.9995, 0.999_95] {
                let (ours, theirs) = (quantile(p, freedom), student(freedom).inverse_cdf(p));
                assert!((ours - theirs).abs() < 1e-9 * theirs.max(1.0), "{p} with {freedom}: {ours} and {theirs}");
                assert!((student(freedom).cdf(ours) - p).abs() < 1e-11, "{p} with {freedom}");
            }
        }
    }

    #[test]
    fn with_a_billion_answers_it_is_the_normal_distribution() {
        assert!((quantile(0.975, 1e9) - 1.959_963_984_540_054).abs() < 1e-8);
        assert!((two_sided_p(1.959_963_984_540_054, 1e9) - 0.05).abs() < 1e-8);
    }
}
