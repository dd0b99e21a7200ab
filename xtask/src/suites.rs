//! The suites: one row each. To add an end-to-end suite, add a `[[test]]` to tests/Cargo.toml
//! and a row here.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::house::House;
use crate::steps::Steps;
use crate::tools::{self, Python, Tool};
use crate::{bundled, child, size, web};

/// Something that CI checks, or builds so that it can be checked.
#[derive(Debug)]
pub(crate) struct Suite {
    /// The name on the command line and in the table.
    pub(crate) name: &'static str,
    /// One line for those who do not know it.
    pub(crate) about: &'static str,
    /// What has to be on the machine.
    pub(crate) tools: &'static [Tool],
    /// What has to have passed before, once for all that need it.
    pub(crate) after: &'static [&'static Suite],
    /// Checks it.
    pub(crate) check: fn(&House) -> Result<()>,
}

/// Every suite, the quickest to fail first.
pub(crate) static ALL: &[Suite] = &[
    Suite { name: "fmt", about: "the sources are formatted", tools: &[], after: &[], check: fmt },
    Suite { name: "tidy", about: "the invariants of the design hold", tools: &[], after: &[], check: tidy },
    Suite {
        name: "clippy",
        about: "no warning of clippy, on this machine and in browsers",
        tools: &[Tool::CCompiler, Tool::WasmTarget],
        after: &[],
        check: clippy,
    },
    Suite {
        name: "deny",
        about: "dependencies have the licences and sources that we take, and no known hole",
        tools: &[Tool::Deny],
        after: &[],
        check: deny,
    },
    Suite { name: "doc", about: "no warning of rustdoc", tools: &[Tool::CCompiler], after: &[], check: doc },
    Suite {
        name: "unit",
        about: "unit and property tests of every crate",
        tools: &[Tool::CCompiler, Tool::Postgres],
        after: &[],
        check: unit,
    },
    Suite {
        name: "agreement",
        about: "an implementation in another language finds the same scores",
        tools: &[Tool::CCompiler, Tool::Scipy],
        after: &[],
        check: agreement,
    },
    Suite {
        name: "trunk",
        about: "a plain `trunk build` on the shipped std works",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Trunk],
        after: &[],
        check: trunk,
    },
    Suite {
        name: "size",
        about: "what visitors load is what docs/size.md says, within its budgets",
        tools: &[],
        after: &[&WEB],
        check: size,
    },
    Suite {
        name: "api",
        about: "the real binary over HTTP: counts, refusals, replays",
        tools: &[Tool::Postgres, Tool::Promtool],
        after: &[&SONDEO],
        check: |house| child::run(&mut end_to_end(house, "api")),
    },
    Suite {
        name: "schemathesis",
        about: "requests made from /openapi.json are answered as it says",
        tools: &[Tool::Schemathesis],
        after: &[&SONDEO],
        check: |house| {
            let program = Python::schemathesis(house)?.program("st");
            child::run(end_to_end(house, "schemathesis").env("SCHEMATHESIS", program))
        },
    },
    Suite {
        name: "hostile",
        about: "slow connections, floods and forged callers do no harm",
        tools: &[],
        after: &[&SONDEO],
        check: |house| child::run(&mut end_to_end(house, "hostile")),
    },
    Suite {
        name: "browser",
        about: "customers and owners in real Chromium and Firefox",
        tools: &[Tool::Browser, Tool::Geckodriver],
        after: &[&SONDEO],
        check: |house| child::run(&mut browser(house)?),
    },
    Suite {
        name: "npm",
        about: "what bundled pages import has right types, and asks once in React and Vue",
        tools: &[Tool::Browser, Tool::Geckodriver, Tool::Bundler],
        after: &[&SONDEO],
        check: bundled::check,
    },
    Suite {
        name: "durability",
        about: "faults under load lose and double nothing",
        tools: &[Tool::Postgres, Tool::Strace, Tool::Haproxy],
        after: &[&SONDEO, &FAULTS],
        check: |house| child::run(&mut durability(house)),
    },
];

/// dist/web, which weighs what visitors load and goes into the binary.
static WEB: Suite = Suite {
    name: "web",
    about: "dist/web builds",
    tools: &web::TOOLS,
    after: &[],
    check: |house| web::build(house, &mut Steps::new(web::STEPS)).map(drop),
};

/// The `sondeo` binary with dist/web in it, as developers build it.
static SONDEO: Suite = Suite {
    name: "sondeo",
    about: "the binary builds, with dist/web in it",
    tools: &[Tool::CCompiler],
    after: &[&WEB],
    check: |house| {
        let mut cargo = house.cargo();
        child::run(cargo.args(["build", "--workspace", "--bin=sondeo"]))
    },
};

/// The same binary with fail points in it, beside the one without: what both are made of is compiled once.
static FAULTS: Suite = Suite {
    name: "faults",
    about: "the binary builds with fail points",
    tools: &[Tool::CCompiler],
    after: &[&SONDEO],
    check: |house| {
        let mut cargo = house.cargo();
        child::run(cargo.args(["build", "--workspace", "--bin=sondeo", "--features=collector/faults"]))?;
        let (built, kept) = (house.sondeo("debug"), house.faulty());
        fs::rename(&built, &kept).with_context(|| format!("cannot move {} to {}", built.display(), kept.display()))?;
        // Cargo puts the one without them, which is built, back in its place.
        (SONDEO.check)(house)
    },
};

/// The crates that run in browsers.
const IN_BROWSERS: [&str; 3] = ["--package=widget", "--package=dashboard", "--package=gallery"];

/// The list for `--help` and for whoever names one that there is not.
pub(crate) fn help() -> String {
    let rows = ALL.iter().map(|suite| format!("  {:<14}{}\n", suite.name, suite.about));
    format!("Suites:\n{}", rows.collect::<String>())
}

fn fmt(house: &House) -> Result<()> {
    child::run(house.cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(house: &House) -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    child::run(house.cargo().args(["clippy", "--workspace", "--all-targets"]).args(deny))?;
    // The suites are no targets of a plain `cargo test`, and so none of all.
    child::run(house.cargo().args(["clippy", "--workspace", "--test=*"]).args(deny))?;
    child::run(house.cargo().args(["clippy", "--workspace", "--features=collector/faults"]).args(deny))?;
    child::run(house.cargo().args(["clippy", "--target=wasm32-unknown-unknown"]).args(IN_BROWSERS).args(deny))
}

fn deny(house: &House) -> Result<()> {
    let cargo_deny = |words: &[&str]| -> Result<Command> {
        let mut deny = tools::deny()?;
        deny.current_dir(&house.root).args(words);
        Ok(deny)
    };
    child::run(&mut cargo_deny(&["check", "licenses", "bans", "sources"])?)?;
    // What is known of holes is kept where not every machine can reach it, and changes without a commit of ours.
    match child::read(&mut cargo_deny(&["fetch", "db"])?) {
        Ok(_) => child::run(&mut cargo_deny(&["check", "--disable-fetch", "advisories"])?),
        Err(cause) => {
            eprintln!("warning: known holes were NOT looked for, the list of them is out of reach: {cause:#}");
            Ok(())
        }
    }
}

fn doc(house: &House) -> Result<()> {
    child::run(
        house
            .cargo()
            .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn unit(house: &House) -> Result<()> {
    child::run(house.cargo().args(["test", "--workspace"]))
}

fn agreement(house: &House) -> Result<()> {
    let python = Python::scipy(house)?.program("python");
    child::run(named(house, "agreement").env("SONDEO_REFERENCE", python))
}

fn tidy(house: &House) -> Result<()> {
    child::run(&mut named(house, "tidy"))
}

fn trunk(house: &House) -> Result<()> {
    child::run(house.cargo().args(["fetch", "--target=wasm32-unknown-unknown"]))?;
    child::run(tools::trunk(house)?.args(["build", "--offline"]).current_dir(&house.root))
}

fn size(house: &House) -> Result<()> {
    size::check(house)
}

/// A test target that runs where it is named alone. Of the whole workspace, as everything is that is built here: for one
/// package cargo would compile what it is made of again, with that package's features.
fn named(house: &House, name: &str) -> Command {
    let mut cargo = house.cargo();
    cargo.args(["test", "--workspace", "--test", name]);
    cargo
}

/// The same, to be run against the built binary.
fn end_to_end(house: &House, name: &str) -> Command {
    let mut cargo = named(house, name);
    cargo.env("SONDEO_BIN", house.sondeo("debug"));
    cargo
}

/// The suite `browser`, which is told where the browsers are.
pub(crate) fn browser(house: &House) -> Result<Command> {
    let mut cargo = end_to_end(house, "browser");
    tools::with_browser(&mut cargo)?;
    Ok(cargo)
}

/// The suite `durability`, which has a build of its own beside the one that users get.
pub(crate) fn durability(house: &House) -> Command {
    let mut cargo = end_to_end(house, "durability");
    cargo.env("SONDEO_FAULTS_BIN", house.faulty());
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_is_in_the_help() {
        for suite in ALL {
            assert!(help().contains(&format!("  {:<14}{}", suite.name, suite.about)), "{}", suite.name);
        }
    }

    #[test]
    fn every_end_to_end_suite_is_a_test_of_the_package() {
        let manifest = include_str!("../../tests/Cargo.toml");
        for name in ["tidy", "api", "schemathesis", "hostile", "browser", "durability"] {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "tests/Cargo.toml has no [[test]] {name}");
        }
    }
}
