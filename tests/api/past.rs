//! Customers of some days ago: their prompts are signed here as the collector signs them, with the secret in its store.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tests::client::report_of;
use uuid::Uuid;

use crate::stored;
use crate::world::{World, together};

/// Customers who were asked so many days ago.
pub(crate) struct Past<'w> {
    world: &'w World,
    secret: (i64, Vec<u8>),
    issued_at: u64,
}

impl<'w> Past<'w> {
    pub(crate) async fn new(world: &'w World, days_ago: u64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        Self { world, secret: stored::secret(&world.data).await, issued_at: now - days_ago * 86_400 }
    }

    /// They answer `survey` at `touchpoint`: so many with each rating, and so many close it.
    pub(crate) async fn rate(&self, survey: &str, touchpoint: &str, ratings: &[(Option<i64>, usize)]) {
        self.rate_as(json!({ "q": survey, "p": touchpoint }), ratings).await;
    }

    /// The same with more of what a prompt is counted by, as its token spells it.
    pub(crate) async fn rate_as(&self, asked: Value, ratings: &[(Option<i64>, usize)]) {
        let all = ratings.iter().flat_map(|(rating, count)| std::iter::repeat_n(*rating, *count));
        let answers = all.enumerate().map(|(at, rating)| {
            let asked = asked.clone();
            async move {
                let (id, token) = self.prompt(asked, at);
                let outcome = if rating.is_some() { "rated" } else { "dismissed" };
                let answer = self.world.page.report(&report_of(id, &token, 1, outcome, rating)).await;
                assert_eq!(answer.status, 201, "{}", answer.body);
            }
        });
        together(32, answers).await;
    }

    fn prompt(&self, mut asked: Value, at: usize) -> (Uuid, String) {
        let issued_at = self.issued_at + at as u64 % 60;
        let id = uuid::Builder::from_unix_timestamp_millis(issued_at * 1000, &rand::random()).into_uuid();
        let place = json!({ "s": "shop", "i": id, "v": 1, "t": issued_at, "l": "en" });
        asked.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        let (key_id, secret) = &self.secret;
        let signed = format!("{key_id}.{}", BASE64_URL_SAFE_NO_PAD.encode(asked.to_string()));
        let keyed = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).unwrap();
        let site_key = keyed(secret).chain_update(b"token:shop").finalize().into_bytes();
        let mac = keyed(&site_key).chain_update(&signed).finalize().into_bytes();
        (id, format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac)))
    }
}
