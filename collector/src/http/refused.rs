//! What each route may refuse, for /openapi.json: codes, which become statuses by the one match of [`super::error`].

use std::{collections::BTreeMap, marker::PhantomData};

use shared::problem::{Problem, ProblemCode};
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        Content, ContentBuilder, Header, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
        path::Operation,
        schema::{Schema, Type},
    },
};

use super::{
    error::{code_name, status_and_title},
    request_id::REQUEST_ID,
};

/// What every address may be refused for.
pub(super) const ADDRESS: &[ProblemCode] =
    &[ProblemCode::HeaderInvalid, ProblemCode::HostUnknown, ProblemCode::UriInvalid, ProblemCode::UriTooLong];

/// What every body may be refused for.
pub(super) const BODY: &[ProblemCode] = &[
    ProblemCode::JsonSyntax,
    ProblemCode::FieldMissing,
    ProblemCode::FieldUnknown,
    ProblemCode::FieldInvalid,
    ProblemCode::BodyTooLarge,
    ProblemCode::BodyTimeout,
    ProblemCode::TypeUnsupported,
];

/// What every key may be refused for.
pub(super) const KEY: &[ProblemCode] = &[ProblemCode::KeyInvalid, ProblemCode::RateLimited];

/// What comes of a store that fails.
pub(super) const STORE: &[ProblemCode] = &[ProblemCode::StoreUnavailable, ProblemCode::Internal];

/// A route, by what it may refuse.
pub(super) trait Refuses {
    /// The codes, in groups that routes share.
    const CODES: &'static [&'static [ProblemCode]];
}

/// The answers of `T`'s refusals.
#[derive(Debug)]
pub(super) struct Refused<T>(PhantomData<T>);

impl<T: Refuses> IntoResponses for Refused<T> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for code in T::CODES.iter().copied().flatten() {
            let status = status_and_title(*code).0;
            names.entry(status.as_str().to_owned()).or_default().push(format!("`{}`", code_name(*code)));
        }
        let problem =
            || -> Content { ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build() };
        let response = |names: Vec<String>| {
            let response = ResponseBuilder::new().description(names.join(", "));
            RefOr::T(response.content("application/problem+json", problem()).build())
        };
        names.into_iter().map(|(status, names)| (status, response(names))).collect()
    }
}

/// Returns the schemas that [`Refused`] refers to.
pub(super) fn schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    schemas
}

/// Describes the headers that answers have whatever the route.
pub(super) fn describe_headers(operation: &mut Operation) {
    let header = |kind: Type, description: &str| {
        let mut header = Header::new(ObjectBuilder::new().schema_type(kind).build());
        header.description = Some(description.to_owned());
        header
    };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let id = header(Type::String, "the id under which the log knows the request");
        response.headers.insert(REQUEST_ID.as_str().to_owned(), id.into());
        if matches!(status.as_str(), "429" | "503") {
            let wait = header(Type::Integer, "after how many seconds trying the same again helps");
            response.headers.insert("retry-after".to_owned(), wait.into());
        }
    }
}
