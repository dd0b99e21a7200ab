//! Fail points: moments at which a fault test ends or bends the process.
//!
//! They are there with the feature `faults`, which no binary has but the one that the suite
//! `durability` builds for itself. Without it a point is nothing, and no setting of the product
//! does what it does.

#[cfg(all(feature = "faults", not(debug_assertions)))]
compile_error!("fail points are for tests: the feature `faults` is not for a release");

/// Ends the process here and now, with no chance to write anything, where `FAILPOINTS=NAME=return` says so.
macro_rules! may_die_at {
    ($name:literal) => {{
        #[cfg(feature = "faults")]
        fail::fail_point!($name, |_| std::process::abort());
    }};
}
pub(super) use may_die_at;

/// A step beside those that wait for a server's answers: the process may end when all of them have been
/// sent and none of the answers has been read.
pub(super) async fn may_die_once_sent<E>() -> Result<(), E> {
    #[cfg(feature = "faults")]
    {
        // Whoever drives the connection comes next, and sends.
        tokio::task::yield_now().await;
        may_die_at!("batch-commit-sent");
    }
    Ok(())
}

/// What SQLite waits for at a commit: that it is on the disk.
///
/// Bent to `normal`, commits are told of before: the negative control, which has to lose.
pub(super) fn synchronous() -> &'static str {
    #[cfg(feature = "faults")]
    fail::fail_point!("synchronous-normal", |_| "normal");
    "full"
}
