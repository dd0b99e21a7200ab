//! `cargo xtask pictures`: what docs/getting-started.md shows, taken by the test that walks its steps.

use anyhow::Result;

use crate::house::House;
use crate::{child, suites, test};

/// Builds what is shown, and takes the pictures anew.
pub(crate) fn run(house: &House) -> Result<()> {
    let folder = house.root.join("docs/getting-started");
    test::prepare(house, "browser")?.announce("pictures: walk the steps of docs/getting-started.md");
    let mut browser = suites::browser(house)?;
    child::run(browser.env("SONDEO_PICTURES", folder).args(["--", "getting_started::"]))
}
