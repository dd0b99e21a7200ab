//! `GET /v1/scores`, on the page's own origin.

use futures_util::future::{join, join_all};
use gloo::net::http::{Request, Response};
use shared::{
    problem::{Problem, ProblemCode},
    survey::Slug,
    wire::scores::ScoresReply,
};
use web_sys::{AbortSignal, RequestCache};

use crate::{
    access::Access,
    browser,
    range::Range,
    standing::{Scores, Trouble},
};

/// How long an answer may take before the collector counts as away.
const PATIENCE_MS: u32 = 10_000;

/// Asks for the scores of every survey, all at once, and returns an answer for each in order.
///
/// Days are those of the site, so only its `zone` says which are the last ones; while it is not
/// known, the collector chooses: the last 30.
pub(crate) async fn ask(access: &Access, range: Range, zone: Option<&str>) -> Vec<Result<Scores, Trouble>> {
    let days = match (range, zone) {
        (Range::Month, _) | (_, None) => None,
        (range, Some(zone)) => browser::last_days(zone, range.days()),
    };
    join_all(access.surveys.iter().map(|survey| of_survey(&access.key, survey, days.as_ref()))).await
}

async fn of_survey(key: &str, survey: &Slug, days: Option<&(String, String)>) -> Result<Scores, Trouble> {
    let (by_day, by_touchpoint) = join(get(key, survey, "day", days), get(key, survey, "touchpoint", days)).await;
    Ok(Scores { by_day: by_day?, by_touchpoint: by_touchpoint? })
}

async fn get(
    key: &str,
    survey: &Slug,
    group_by: &str,
    days: Option<&(String, String)>,
) -> Result<ScoresReply, Trouble> {
    let query = [("survey", survey.as_str()), ("group_by", group_by)];
    let range = days.map(|(from, to)| [("from", from.as_str()), ("to", to.as_str())]);
    let request = Request::get("../v1/scores")
        .query(query.into_iter().chain(range.into_iter().flatten()))
        .header("authorization", &format!("Bearer {key}"))
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    let response = request.send().await.map_err(|_| Trouble::Away)?;
    let body = response.text().await.map_err(|_| Trouble::Away)?;
    if response.ok() {
        return serde_json::from_str(&body).map_err(|_| Trouble::Away);
    }
    Err(refusal(&response, &body))
}

/// Returns why it was refused. What may be over in a moment counts as away.
fn refusal(response: &Response, body: &str) -> Trouble {
    match (response.status(), serde_json::from_str::<Problem>(body)) {
        (429 | 500.., _) => Trouble::Away,
        (_, Ok(problem)) => Trouble::Refused(problem.code, problem.detail),
        (401, Err(_)) => Trouble::Refused(ProblemCode::KeyInvalid, "this key is not taken".to_owned()),
        (status, Err(_)) => {
            Trouble::Refused(ProblemCode::Internal, format!("the collector refuses with {status} and gives no reason"))
        }
    }
}
