//! Which key moves to which rating.

use shared::{scale::Scale, wire::prompts::Dir};

/// Returns the rating that `key` moves the focus to from `at`, if it moves it at all.
///
/// Arrows go round at the ends, as in any radio group; left and right follow the direction of
/// the text.
pub fn moved(key: &str, at: u8, scale: Scale, dir: Dir) -> Option<u8> {
    let (min, max) = (scale.min(), scale.max());
    let (before, after) = match dir {
        Dir::Ltr => ("ArrowLeft", "ArrowRight"),
        Dir::Rtl => ("ArrowRight", "ArrowLeft"),
    };
    match key {
        "Home" => Some(min),
        "End" => Some(max),
        _ if key == after || key == "ArrowDown" => Some(if at < max { at + 1 } else { min }),
        _ if key == before || key == "ArrowUp" => Some(if at > min { at - 1 } else { max }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_along_the_scale_and_round_its_ends() {
        for (key, at, dir, want) in [
            ("ArrowRight", 3, Dir::Ltr, Some(4)),
            ("ArrowLeft", 3, Dir::Ltr, Some(2)),
            ("ArrowRight", 3, Dir::Rtl, Some(2)),
            ("ArrowLeft", 3, Dir::Rtl, Some(4)),
            ("ArrowDown", 3, Dir::Rtl, Some(4)),
            ("ArrowUp", 3, Dir::Rtl, Some(2)),
            ("ArrowRight", 10, Dir::Ltr, Some(0)),
            ("ArrowLeft", 0, Dir::Ltr, Some(10)),
            ("Home", 7, Dir::Ltr, Some(0)),
            ("End", 7, Dir::Ltr, Some(10)),
            ("Enter", 7, Dir::Ltr, None),
            ("a", 7, Dir::Ltr, None),
        ] {
            assert_eq!(moved(key, at, Scale::Nps, dir), want, "{key} at {at}, {dir:?}");
        }
    }
}
