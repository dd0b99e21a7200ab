//! The one style sheet of the shadow root, in the order in which its parts must stand.

/// The card, the scale, what follows the rating, and what screens and people ask for.
pub(crate) const SHEET: &str = concat!(
    include_str!("style/card.css"),
    include_str!("style/scale.css"),
    include_str!("style/follow_up.css"),
    include_str!("style/surroundings.css"),
);
