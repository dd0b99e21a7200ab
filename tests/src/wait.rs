//! Waiting for what is meant, not for a time.

use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval, timeout};

/// Looks until `is_so`, and returns how long that took.
///
/// # Panics
/// If it is not so after `most`.
pub async fn until(what: &str, most: Duration, mut is_so: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    let mut looks = interval(Duration::from_millis(2));
    // Where a look takes longer than that, whoever else is on this thread still gets its turn.
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let looking = async {
        loop {
            looks.tick().await;
            if is_so().await {
                return;
            }
        }
    };
    assert!(timeout(most, looking).await.is_ok(), "after {most:?} still not so: {what}");
    began.elapsed()
}
