//! JSON of requests: one object in UTF-8, each key once, 8 levels deep at most; else why not.

use std::{collections::HashSet, fmt};

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use shared::{problem::ProblemCode, survey::NotASlug, theme::NotAColor};

use super::error::Refusal;
use crate::invalid::InvalidField;

/// How deep objects and lists may lie in each other.
const MAX_DEPTH: usize = 8;

/// Reads one JSON object as the bodies of requests are read: what a fuzzer calls, which makes no requests.
///
/// # Errors
/// The code of the problem that the request would be refused with.
pub fn read_body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProblemCode> {
    parse(bytes).map_err(|refusal| refusal.code())
}

/// Reads a body as `T`.
///
/// What does not read is read again, slower, to say why: first as JSON, then field by field.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // serde reads structs from arrays too; the wire does not.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Refusal::new(ProblemCode::JsonSyntax, "the body is one JSON object in UTF-8 and begins with {"));
    }
    serde_json::from_slice(bytes).map_err(|_| check_shape(bytes).err().unwrap_or_else(|| explain::<T>(bytes)))
}

fn check_shape(bytes: &[u8]) -> Result<(), Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let cause = match Shape(0).deserialize(&mut reader).and_then(|()| reader.end()) {
        Ok(()) => return Ok(()),
        // It is JSON; the field at fault is to be named.
        Err(cause) if is_too_large_a_number(&cause) => return Ok(()),
        Err(cause) => cause,
    };
    let detail = match cause.classify() {
        serde_json::error::Category::Data => cause.to_string(),
        _ => format!("the body is not JSON in UTF-8 from line {} column {} on", cause.line(), cause.column()),
    };
    Err(Refusal::new(ProblemCode::JsonSyntax, detail))
}

/// A JSON value, so deep in the body, that is looked at and thrown away.
#[derive(Clone, Copy)]
struct Shape(usize);

impl Shape {
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.0 == MAX_DEPTH {
            return Err(E::custom(format_args!("objects and lists lie in each other more than {MAX_DEPTH} deep")));
        }
        Ok(Self(self.0 + 1))
    }
}

impl<'de> DeserializeSeed<'de> for Shape {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shape {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let inner = self.inside()?;
        while list.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let inner = self.inside()?;
        let mut names = HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a field is given twice"));
            }
            object.next_value_seed(inner)?;
        }
        Ok(())
    }
}

/// Says which field of the object is at fault.
fn explain<T: DeserializeOwned>(bytes: &[u8]) -> Refusal {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Err(refused) = serde_path_to_error::deserialize::<_, T>(&mut reader) else {
        return Refusal::new(ProblemCode::JsonSyntax, "there is something behind the JSON object");
    };
    let cause = refused.inner();
    let place = format!("line {} column {}", cause.line(), cause.column());
    let pointer = pointer(refused.path());
    if is_too_large_a_number(cause) {
        return InvalidField::new(pointer, format!("this number is larger than any that is taken ({place})")).into();
    }
    let message = cause.to_string();
    if message.starts_with("missing field") {
        let name = message.split('`').nth(1).unwrap_or_default();
        return InvalidField::missing(format!("{pointer}/{name}"), format!("the field {name} is required")).into();
    }
    if message.starts_with("unknown field") {
        return InvalidField::unknown(pointer, format!("there is no such field here ({place})")).into();
    }
    let own = [NotASlug.to_string(), NotAColor.to_string()];
    let right = match own.into_iter().find(|own| message.starts_with(own.as_str())) {
        Some(own) => own,
        None => format!("this field is {}", expected(&message)),
    };
    InvalidField::new(pointer, format!("{right} ({place})")).into()
}

fn is_too_large_a_number(cause: &serde_json::Error) -> bool {
    cause.is_syntax() && cause.to_string().starts_with("number out of range")
}

/// What serde's message says that the field is, and nothing of what was given.
fn expected(message: &str) -> &str {
    let message = message.rsplit_once(" at line").map_or(message, |(message, _)| message);
    // What was given stands first and may say anything.
    match message.rsplit_once(", expected ").map(|(_, expected)| expected) {
        Some("u8" | "u32" | "u64") => "a whole number, 0 or more",
        Some("i64") => "a whole number",
        Some("a sequence") => "a list",
        Some("a map") => "an object",
        Some(expected) => expected,
        None if message.starts_with("UUID") => "a UUID, as the prompt gave it",
        None => "of another kind",
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    // A name that none of our fields could have is the input's, and not repeated.
    let is_plain = |key: &str| {
        key.len() <= 64 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => is_plain(key).then(|| format!("/{key}")),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(part).collect()
}
