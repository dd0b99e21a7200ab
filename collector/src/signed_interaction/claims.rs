//! What a token may say, word for word.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, Visitor},
};

/// The payload of a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    #[serde(default)]
    pub(super) site: Option<String>,
    /// Left out where a token says who the customer is, and nothing of an interaction.
    #[serde(default)]
    pub(super) touchpoint: Option<String>,
    #[serde(default)]
    pub(super) interaction_id: Option<String>,
    #[serde(default)]
    pub(super) respondent: Option<String>,
    #[serde(default)]
    pub(super) attributes: Option<Texts>,
    pub(super) exp: i64,
    #[serde(default)]
    pub(super) nbf: Option<i64>,
    /// Many libraries write it unasked.
    #[serde(default)]
    pub(super) iat: Option<i64>,
}

/// Texts by name, each name once.
pub(super) struct Texts(pub(super) BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((name, text)) = map.next_entry()? {
                    if texts.insert(name, text).is_some() {
                        return Err(A::Error::custom("a name is given twice"));
                    }
                }
                Ok(Texts(texts))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// Reads one JSON object. serde reads structs from arrays too; tokens are not written so.
pub(super) fn object<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let begins = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins == Some(&b'{') { serde_json::from_slice(bytes).ok() } else { None }
}
