//! A good request of each route that wants a key.

use serde_json::{Value, json};

/// A request that a right key of the shop opens.
pub(crate) struct Good {
    pub(crate) method: &'static str,
    /// The address as the document has it.
    pub(crate) path: &'static str,
    /// The address of something of the shop's.
    pub(crate) ours: String,
    /// The address of what never was.
    pub(crate) unknown: String,
    /// Whether it takes the manage key.
    pub(crate) writes: bool,
    pub(crate) status: u16,
    /// What the other site's key is told about what is the shop's: that there is nothing of this name, or a list of its
    /// own.
    pub(crate) theirs: u16,
    pub(crate) body: Option<Value>,
}

impl Good {
    /// One that reads what has a name.
    fn read(path: &'static str, ours: &str, unknown: &str) -> Self {
        let (ours, unknown) = (ours.to_owned(), unknown.to_owned());
        Self { method: "get", path, ours, unknown, writes: false, status: 200, theirs: 404, body: None }
    }

    /// One that lists: everybody's list is at the same address.
    fn list(path: &'static str) -> Self {
        Self { theirs: 200, ..Self::read(path, path, path) }
    }

    /// One that changes what has a name.
    fn write(method: &'static str, path: &'static str, ours: &str, unknown: &str, status: u16) -> Self {
        Self { method, writes: true, status, ..Self::read(path, ours, unknown) }
    }
}

/// Routes whose answers differ each time: by the moment, or by what is drawn.
pub(crate) const DIFFERS: [(&str, &str); 2] = [("get", "/v1/live"), ("post", "/v1/keys")];

/// One for each route. `key` is one of the shop's that nothing else is done with.
pub(crate) fn good_requests(id: uuid::Uuid, key: &str) -> Vec<Good> {
    let survey = json!({ "slug": "relation", "metric": "nps", "touchpoints": ["account_viewed"] });
    vec![
        Good::read("/v1/scores", "/v1/scores?survey=relation", "/v1/scores?survey=nowhere"),
        Good::read(
            "/v1/explain",
            "/v1/explain?touchpoint=account_viewed&survey=relation",
            "/v1/explain?touchpoint=account_viewed&survey=nowhere",
        ),
        Good::list("/v1/marks"),
        Good::read("/v1/marks/{name}", "/v1/marks/returns", "/v1/marks/nowhere"),
        Good::write("delete", "/v1/marks/{name}", "/v1/marks/returns", "/v1/marks/nowhere", 204),
        // The other site makes one of its own, of the same name.
        Good {
            theirs: 200,
            body: Some(json!({ "day": "2026-10-02", "note": "whatever" })),
            ..Good::write("put", "/v1/marks/{name}", "/v1/marks/opening", "/v1/marks/opening", 200)
        },
        Good::list("/v1/responses"),
        Good::read(
            "/v1/responses/{id}",
            &format!("/v1/responses/{id}"),
            &format!("/v1/responses/{}", uuid::Uuid::max()),
        ),
        Good { theirs: 200, ..Good::read("/v1/live", "/v1/live?seconds=0", "/v1/live?seconds=0") },
        Good::list("/v1/site"),
        Good { method: "post", body: Some(json!({ "survey": survey })), ..Good::list("/v1/preview") },
        Good { writes: true, ..Good::list("/v1/keys") },
        Good {
            theirs: 201,
            body: Some(json!({ "scope": "read" })),
            ..Good::write("post", "/v1/keys", "/v1/keys", "/v1/keys", 201)
        },
        Good::write("delete", "/v1/keys/{id}", &format!("/v1/keys/{key}"), "/v1/keys/0123456789ab", 204),
        Good::list("/v1/surveys"),
        Good::read("/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/nowhere"),
        // Of a survey that is there: else the other site would make one of its own.
        Good {
            theirs: 412,
            body: Some(survey),
            ..Good::write("put", "/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/relation", 200)
        },
        Good::write("post", "/v1/surveys/{slug}/pause", "/v1/surveys/relation/pause", "/v1/surveys/nowhere/pause", 200),
        Good::write(
            "post",
            "/v1/surveys/{slug}/resume",
            "/v1/surveys/relation/resume",
            "/v1/surveys/nowhere/resume",
            200,
        ),
        Good::write("delete", "/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/nowhere", 204),
        Good::write(
            "delete",
            "/v1/responses/{id}",
            &format!("/v1/responses/{id}"),
            &format!("/v1/responses/{}", uuid::Uuid::max()),
            204,
        ),
    ]
}
