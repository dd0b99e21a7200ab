//! What a browser tells: one report, and how its fate is known.

use rand::RngExt;
use serde_json::json;
use shared::wire::prompts::Prompt;
use uuid::Uuid;

/// A prompt that nobody has answered.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its site's number in the crowd; the first is 0.
    pub site: usize,
    /// The prompt's id.
    pub id: Uuid,
    /// The prompt's token.
    pub token: String,
}

/// As the first site's pages get it.
impl From<Prompt> for Fresh {
    fn from(prompt: Prompt) -> Self {
        Self { site: 0, id: prompt.id, token: prompt.token }
    }
}

/// A revision of the response to a prompt, ready to be sent as often as it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The site's number in the crowd; the first is 0.
    pub site: usize,
    /// The prompt's id.
    pub id: Uuid,
    /// The prompt's token.
    pub token: String,
    /// The revision.
    pub rev: u32,
    /// The rating, 0 to 10.
    pub rating: i64,
    /// The body as it is sent, every time the same bytes.
    pub body: String,
}

impl Told {
    /// A first answer, with a comment or without one.
    pub fn answer(prompt: &Prompt, rating: i64, comment: Option<&str>) -> Self {
        Self::first(prompt.clone().into(), rating, comment)
    }

    /// The same of any site's prompt.
    pub fn first(Fresh { site, id, token }: Fresh, rating: i64, comment: Option<&str>) -> Self {
        Self::at(site, id, token, 1, rating, comment)
    }

    /// The customer thinks again: another rating, and a word about it.
    pub fn changed(&self, rev: u32, rating: i64) -> Self {
        Self::at(self.site, self.id, self.token.clone(), rev, rating, Some("on second thoughts"))
    }

    /// The same with a fault that it has to be refused for; which one is drawn.
    pub fn spoilt(&self, random: &mut impl RngExt) -> Self {
        let body = match random.random_range(0..6) {
            0 => self.body[..self.body.len() - 1].to_owned(),
            1 => self.body.replace("\"rating\":", "\"rating\":9"),
            2 => self.body.replace("\"rev\":1", "\"rev\":-1"),
            3 => self.body.replace("\"age_ms\":", "\"created_at\":1,\"age_ms\":"),
            4 => self.body.replace("\"token\":\"", "\"token\":\"x"),
            _ => self.body.replace("\"outcome\":\"completed\"", "\"outcome\":\"adored\""),
        };
        Self { body, ..self.clone() }
    }

    fn at(site: usize, id: Uuid, token: String, rev: u32, rating: i64, comment: Option<&str>) -> Self {
        let body = json!({
            "id": id, "token": token, "rev": rev, "outcome": "completed",
            "rating": rating, "comment": comment, "age_ms": 1200,
        });
        Self { site, id, token, rev, rating, body: body.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn what_is_spoilt_differs() {
        let told = Told::at(0, Uuid::from_u128(7), "1.payload.mac".to_owned(), 1, 8, None);
        let mut random = StdRng::seed_from_u64(1);
        for _ in 0..100 {
            assert_ne!(told.spoilt(&mut random).body, told.body);
        }
    }
}
