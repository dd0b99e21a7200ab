//! `cargo xtask hosts`: prompts on pages that were not written for them, to be looked at.

use anyhow::Result;

use crate::house::House;
use crate::tools::{self, Npm, Tool};
use crate::{bundled, child, suites, test};

/// Installs what the pages are made of, shows prompts on them, and says where the pictures are.
pub(crate) fn run(house: &House) -> Result<()> {
    tools::ensure(house, &[Tool::Bundler])?;
    let packages = Npm::of("hosts", &house.root.join("tests/hosts"))?;
    packages.ensure()?;
    let mut steps = test::prepare(house, "browser")?;
    steps.announce("hosts: prompts on pages of others; pictures go to target/screenshots");
    let mut browser = suites::browser(house)?;
    browser.env("SONDEO_BUNDLED", bundled::build(house)?);
    browser.env("SONDEO_PACKAGES", packages.folder().join("node_modules"));
    child::run(browser.args(["--", "--ignored", "--nocapture", "hosts::"]))
}
