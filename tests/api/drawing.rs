//! Definitions of surveys that make sense, drawn at random from everything that they may say.

use rand::prelude::{IndexedRandom, RngExt, SeedableRng, StdRng};
use serde_json::{Map, Value, json};

/// Draws, the same again from the same seed.
pub(crate) struct Drawing(StdRng);

impl Drawing {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    fn often(&mut self) -> bool {
        self.0.random_ratio(1, 2)
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all.choose(&mut self.0).unwrap().clone()
    }

    /// Some words, in which anything may stand that people write.
    fn text(&mut self) -> String {
        let words = [
            "How",
            "was",
            "it?",
            "¿Qué",
            "tal?",
            "تجربة",
            "好",
            "👍🏽",
            "a\u{301}",
            "\"quoted\"",
            "'",
            "\\",
            "<b>",
            "{max}",
        ];
        let count = self.0.random_range(1..8);
        (0..count).map(|_| self.of(&words)).collect::<Vec<_>>().join(" ")
    }

    fn color(&mut self) -> Value {
        json!(format!("#{:06x}", self.0.random_range(0..1 << 24)))
    }

    /// A definition of this name.
    pub(crate) fn definition(&mut self, slug: &str) -> Value {
        let (metric, scale, shape) = self.of(&[
            ("nps", 10, "numbers"),
            ("csat", 2, "thumbs"),
            ("csat", 3, "smileys"),
            ("csat", 5, "smileys"),
            ("csat", 5, "stars"),
            ("csat", 7, "numbers"),
            ("ces", 7, "numbers"),
        ]);
        let touchpoints = self.of(&[vec!["order_completed"], vec!["a", "b-2", "c_3"]]);
        let mut said = Map::new();
        let mut say = |name: &str, value: Value| said.insert(name.to_owned(), value);
        say("slug", json!(slug));
        say("metric", json!(metric));
        say("scale", json!(scale));
        say("touchpoints", json!(touchpoints));
        say("live", json!(self.often()));
        for (name, value) in [
            ("shape", json!(shape)),
            ("stage", json!("purchase")),
            ("kind", json!("promise")),
            ("attributes", json!(["plan", "country"])),
            ("contact", json!(true)),
            ("choose", json!("many")),
            ("link", json!("https://shop.example/thanks?from=survey#top")),
            ("link_low", json!("https://shop.example/help")),
            ("privacy", json!("https://shop.example/privacy")),
            ("reasons", json!(["late", "price", "other"])),
            ("reasons_low", json!([])),
        ] {
            if self.often() {
                say(name, value);
            }
        }
        if self.often() {
            let trigger = json!({ "touchpoint": touchpoints[0], "path": "/pricing*", "after": "delay", "delay_s": 3 });
            say("trigger", json!([trigger, { "touchpoint": touchpoints[0], "after": "exit" }]));
        }
        if self.often() {
            let sample = f64::from(self.0.random_range(0..=1_u32 << 30)) / f64::from(1_u32 << 30);
            say(
                "ask",
                json!({ "sample": sample, "cooldown_days": self.0.random_range(0..1000), "ask_without_storage": self.often() }),
            );
        }
        if self.often() {
            say(
                "theme",
                json!({ "accent": self.color(), "dark_background": self.color(), "radius": self.0.random_range(0..=24), "font": "inherit" }),
            );
        }
        let mut texts = Map::new();
        for locale in ["en", "es", "pt-BR", "eu", "zh-Hant-HK"] {
            if self.often() {
                texts.insert(locale.to_owned(), json!({ "question": self.text(), "follow_up_low": self.text() }));
            }
        }
        if !texts.is_empty() {
            say("texts", Value::Object(texts));
        }
        Value::Object(said)
    }
}
