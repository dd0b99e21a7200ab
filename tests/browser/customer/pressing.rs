//! Keys, one after the other.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::CmdError;

use super::{Customer, key};

/// How many times one presses Tab before one gives up.
const PATIENCE: usize = 40;

impl Customer {
    /// Presses a key and lets it go.
    pub(crate) async fn presses(&self, key: char) {
        self.try_to_press(key).await.unwrap();
    }

    /// Does so in a page that may be gone before the key is let go.
    pub(super) async fn try_to_press(&self, key: char) -> Result<(), CmdError> {
        let press =
            KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.window.perform_actions(press).await
    }

    /// Types a text.
    pub(crate) async fn types(&self, text: &str) {
        for letter in text.chars() {
            self.presses(letter).await;
        }
    }

    /// Presses Tab until the focus is on something of this role whose name begins so.
    pub(crate) async fn tabs_to(&self, role: &str, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..PATIENCE {
            self.presses(key::TAB).await;
            match self.focused().await {
                Some(seen) if seen.role == role && seen.name.starts_with(name) => return,
                seen => passed.push(seen),
            }
        }
        panic!("Tab never came to the {role} {name}, only to {passed:?}");
    }
}
