//! `GET /problems/{code}`: what the `type` of a problem document leads to, a section of docs/problems.md.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::IntoResponse,
};

use shared::problem::ProblemCode;

use super::{
    error::{Refusal, not_found},
    refused::{self, Refused, Refuses},
};

/// All of it: written by the test below from the codes and the cases of bad input.
const PAGE: &str = include_str!("../../../docs/problems.md");

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, &[ProblemCode::NotFound]];
}

/// Says what a code means and what to do.
#[utoipa::path(get, path = "/problems/{code}", tag = "public", params(("code" = ProblemCode, Path, description = "The code.")),
    responses((status = 200, description = "what it means and what to do", content_type = "text/plain", body = String), Refused<Refusals>))]
pub(super) async fn get_problem(Path(code): Path<String>) -> Result<impl IntoResponse, Refusal> {
    let Some(section) = section(&code) else { return Err(not_found().await) };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Ok((headers, section))
}

fn section(code: &str) -> Option<&'static str> {
    PAGE.split("\n## ").skip(1).find(|section| section.lines().next() == Some(code))
}

#[cfg(test)]
mod tests {
    use std::{env, fmt::Write, fs, path::Path};

    use super::*;
    use crate::http::error::{code_name, status_and_title};
    use ::tests::bad_input::{cases, codes};

    const INTRODUCTION: &str = "# Problems\n\
        Every refusal is a problem document (RFC 9457, `application/problem+json`). Act on `code`, which is one of these \
        and stays\nwhat it is; `detail` says what was wrong with this request; `errors` names the fields at fault; \
        `instance` is the id under\nwhich the log knows the request. What was sent is never repeated. The collector serves \
        each section at\n`/problems/CODE`, where the document's `type` leads.\n\n\
        Made from tests/bad_input by a test; `UPDATE=1 cargo test -p collector --lib the_page_is` writes it anew.\n\n";

    fn page() -> String {
        let (codes, cases) = (codes(), cases());
        let mut page = format!("{INTRODUCTION}| code | status | the same again? |\n|---|---|---|\n");
        let meaning = |code: &ProblemCode| {
            let meaning = codes.get(code);
            meaning.unwrap_or_else(|| panic!("say in tests/bad_input/codes.toml what {} means", code_name(*code)))
        };
        let again = |again| if again { "later" } else { "no" };
        for code in ProblemCode::ALL {
            let (name, said) = (code_name(*code), meaning(code));
            writeln!(page, "| [{name}](#{name}) | {} | {} |", said.status, again(said.again)).unwrap();
        }
        for code in ProblemCode::ALL {
            let (name, said, title) = (code_name(*code), meaning(code), status_and_title(*code).1);
            write!(page, "\n## {name}\n**{} {title}.** {}\n\n{}\n", said.status, said.meaning, said.remedy).unwrap();
            let then = if said.again {
                "Trying the very same again later helps."
            } else {
                "Trying the very same again never helps."
            };
            writeln!(page, "{then}").unwrap();
            let mut examples = cases.iter().filter(|case| case.code == Some(*code)).map(|case| case.name.as_str());
            let some: Vec<&str> = examples.by_ref().take(8).collect();
            if !some.is_empty() {
                let more = if examples.next().is_some() { " ..." } else { "" };
                writeln!(page, "\nFor example: {}{more}", some.join(" · ")).unwrap();
            }
        }
        page
    }

    #[test]
    fn the_page_is_what_the_codes_and_cases_say() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/problems.md");
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, page()).unwrap();
        }
        let is_current = fs::read_to_string(&path).unwrap() == page();
        assert!(is_current, "docs/problems.md is behind: UPDATE=1 cargo test -p collector --lib the_page_is");
    }

    #[test]
    fn codes_have_the_statuses_that_clients_were_told() {
        for (code, meaning) in codes() {
            assert_eq!(status_and_title(code).0.as_u16(), meaning.status, "{}", code_name(code));
        }
        for case in cases() {
            let told = case.code.map(|code| status_and_title(code).0.as_u16());
            assert_eq!(told.unwrap_or(case.status), case.status, "{}", case.name);
            assert_eq!(case.code.is_some_and(|code| codes()[&code].again), case.again, "{}", case.name);
        }
    }

    #[test]
    fn every_code_leads_somewhere() {
        for code in ProblemCode::ALL {
            let section = section(&code_name(*code)).unwrap();
            assert!(section.contains(status_and_title(*code).1), "{section}");
        }
        assert!(section("canary").is_none() && section("").is_none());
    }
}
