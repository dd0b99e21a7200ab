//! How long a test goes on.

/// How often a test does what it is about: little by default; where `SONDEO_SOAK` is set, as by `cargo xtask soak`, as
/// often as the design promises.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// In every run of the suite.
    pub short: usize,
    /// Where there is time.
    pub long: usize,
}

impl Extent {
    /// How often it is this time.
    pub fn times(self) -> usize {
        if is_soak() { self.long } else { self.short }
    }
}

/// Says whether there is time for everything.
pub fn is_soak() -> bool {
    std::env::var_os("SONDEO_SOAK").is_some()
}
