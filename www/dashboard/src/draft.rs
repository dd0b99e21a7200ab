//! A survey that is being written: its definition as JSON, which holds what is wrong too until it is right.

use serde_json::{Map, Value, json};
use shared::{problem::Problem, survey::SurveyDefinition};

/// A definition, by JSON pointers. Nothing in it is empty: what is emptied is left out, as in a survey file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft(Value);

/// What stands for what is not there yet, so that it can be seen before it has a name.
const NAMELESS: &str = "new";

impl Draft {
    /// Makes a survey of which nothing was said yet.
    pub(crate) fn blank() -> Self {
        Self(json!({ "slug": "", "metric": "csat", "touchpoints": [], "live": true }))
    }

    /// Makes a draft of what there is.
    pub(crate) fn of(definition: &SurveyDefinition) -> Self {
        let mut value = serde_json::to_value(definition).unwrap_or_default();
        prune(&mut value);
        Self(value)
    }

    /// Returns the whole definition.
    pub(crate) const fn body(&self) -> &Value {
        &self.0
    }

    /// Returns what is said at a pointer.
    pub(crate) fn get(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// Returns what is said at a pointer as a text; nothing where nothing is said.
    pub(crate) fn text(&self, pointer: &str) -> String {
        match self.get(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// Returns the names that are listed at a pointer.
    pub(crate) fn list(&self, pointer: &str) -> Vec<String> {
        let listed = self.get(pointer).and_then(Value::as_array).into_iter().flatten();
        listed.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Says whether something is so.
    pub(crate) fn is(&self, pointer: &str) -> bool {
        self.get(pointer).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Returns the draft with something else at a pointer; with nothing there where that is null.
    #[must_use]
    pub(crate) fn with(mut self, pointer: &str, said: Value) -> Self {
        let mut at = &mut self.0;
        for name in pointer.split('/').skip(1) {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(object) = at else { return self };
            at = object.entry(name).or_insert(Value::Null);
        }
        *at = said;
        prune(&mut self.0);
        self
    }

    /// Says whether two drafts are the same survey: what goes without saying may be said.
    pub(crate) fn means(&self, other: &Self) -> bool {
        let read = |draft: &Self| serde_json::from_value::<SurveyDefinition>(draft.0.clone()).ok();
        self == other || read(self).is_some_and(|survey| Some(survey) == read(other))
    }

    /// Returns how it spells a language, whose tags are the same in capitals.
    pub(crate) fn spells<'a>(&'a self, tag: &'a str) -> &'a str {
        let texts = self.get("/texts").and_then(Value::as_object);
        let spelled = texts.and_then(|texts| texts.keys().find(|key| key.eq_ignore_ascii_case(tag)));
        spelled.map_or(tag, String::as_str)
    }

    /// Returns all reasons that it offers to anybody, each once.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let lists = ["/reasons", "/reasons_high", "/reasons_middle", "/reasons_low"];
        let mut reasons: Vec<String> = Vec::new();
        for reason in lists.into_iter().flat_map(|list| self.list(list)) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    /// Returns the pointers to what has to be said and is not.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let slug = self.text("/slug").is_empty().then_some("/slug");
        let touchpoints = self.list("/touchpoints").is_empty().then_some("/touchpoints");
        slug.into_iter().chain(touchpoints).collect()
    }

    /// Returns a definition that can be shown before all is said.
    pub(crate) fn shown(&self) -> Value {
        let mut shown = self.0.clone();
        for pointer in self.missing() {
            shown[&pointer[1..]] = if pointer == "/slug" { json!(NAMELESS) } else { json!([NAMELESS]) };
        }
        shown
    }
}

/// Leaves out what is null, and objects that are empty.
fn prune(value: &mut Value) {
    if let Value::Object(object) = value {
        object.values_mut().for_each(prune);
        object.retain(|_, said| !said.is_null() && said.as_object().is_none_or(|object| !object.is_empty()));
    }
}

/// Reads a text; nothing where there is none.
pub(crate) fn text(typed: &str) -> Value {
    if typed.is_empty() { Value::Null } else { json!(typed) }
}

/// Reads a whole number; what is none stays as it is, for the collector to say so.
pub(crate) fn number(typed: &str) -> Value {
    typed.trim().parse::<u32>().map_or_else(|_| text(typed.trim()), |number| json!(number))
}

/// Reads a percentage as a share; what is none stays as it is.
pub(crate) fn share(typed: &str) -> Value {
    typed.trim().parse::<u32>().map_or_else(|_| text(typed.trim()), |percent| json!(f64::from(percent) / 100.0))
}

/// Writes a share as a percentage.
pub(crate) fn percentage(said: Option<&Value>) -> String {
    match said {
        Some(Value::String(typed)) => typed.clone(),
        Some(share) => share.as_f64().map(|share| (share * 100.0).round().to_string()).unwrap_or_default(),
        None => String::new(),
    }
}

/// Reads names, with commas between them.
pub(crate) fn names(typed: &str) -> Vec<String> {
    typed.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The JSON pointer.
    pub(crate) pointer: String,
    /// What is wrong, and what would be right, as the collector says it.
    pub(crate) detail: String,
}

impl Fault {
    /// Reads a refusal, whose pointers lead into the definition below `part`.
    pub(crate) fn of(problem: &Problem, part: &str) -> Vec<Self> {
        let fault = |pointer: &str, detail: &str| Self {
            pointer: pointer.strip_prefix(part).unwrap_or(pointer).to_owned(),
            // Where it stands in the JSON, which nobody wrote here, is of no help.
            detail: detail.split(" (line ").next().unwrap_or_default().to_owned(),
        };
        match problem.errors.as_slice() {
            [] => vec![fault("", &problem.detail)],
            errors => errors.iter().map(|error| fault(&error.pointer, &error.detail)).collect(),
        }
    }

    /// Returns the language whose words a pointer leads to.
    pub(crate) fn language(pointer: &str) -> Option<&str> {
        pointer.strip_prefix("/texts/").and_then(|rest| rest.split('/').next())
    }

    /// Says whether this is about what is said at a pointer, or within it.
    pub(crate) fn is_at(&self, pointer: &str) -> bool {
        self.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_emptied_is_as_if_it_had_never_been_said() {
        let blank = Draft::blank();
        for (pointer, said) in [
            ("/texts/es/question", json!("¿Qué tal?")),
            ("/texts/pt-BR/reason/late", json!("Tarde")),
            ("/ask/cooldown_days", json!(7)),
            ("/stage", json!("use")),
        ] {
            let draft = blank.clone().with(pointer, said.clone());
            assert_eq!(draft.get(pointer), Some(&said), "{pointer}");
            assert_eq!(draft.with(pointer, Value::Null), blank, "{pointer}");
        }
    }

    #[test]
    fn a_survey_that_was_read_is_the_draft_that_is_sent() {
        let json = json!({ "slug": "order", "metric": "nps", "touchpoints": ["a"], "texts": { "es": {} } });
        let definition: SurveyDefinition = serde_json::from_value(json).unwrap();
        let draft = Draft::of(&definition);
        assert_eq!(draft.get("/texts"), None);
        assert_eq!(draft.get("/theme"), None);
        assert_eq!(draft.text("/ask/cooldown_days"), "30");
        let sent: SurveyDefinition = serde_json::from_value(draft.body().clone()).unwrap();
        assert_eq!(Draft::of(&sent), draft);
        assert!(draft.clone().with("/ask", Value::Null).with("/contact", json!(false)).means(&draft));
        assert!(!draft.clone().with("/ask/sample", json!(0.5)).means(&draft));
    }

    #[test]
    fn a_survey_is_shown_before_all_is_said() {
        let blank = Draft::blank();
        assert_eq!(blank.missing(), ["/slug", "/touchpoints"]);
        assert!(serde_json::from_value::<SurveyDefinition>(blank.shown()).is_ok());
        let named = blank.with("/slug", json!("Not a name"));
        assert_eq!(named.shown()["slug"], "Not a name");
    }

    #[test]
    fn what_was_typed_is_read_or_kept() {
        for (read, typed, want) in [
            (number as fn(&str) -> Value, "30", json!(30)),
            (number, " ", Value::Null),
            (number, "-1", json!("-1")),
            (number, "soon", json!("soon")),
            (share, "25", json!(0.25)),
            (share, "a lot", json!("a lot")),
            (text, "", Value::Null),
            (text, " ", json!(" ")),
        ] {
            assert_eq!(read(typed), want, "{typed}");
        }
        assert_eq!(names(" a, b ,,c d\ne"), ["a", "b", "c d", "e"]);
        assert_eq!([json!(1.0), json!(0.07), json!("x")].map(|said| percentage(Some(&said))), ["100", "7", "x"]);
    }

    #[test]
    fn a_fault_is_shown_where_it_is() {
        let fault = |pointer: &str| Fault { pointer: pointer.to_owned(), detail: String::new() };
        for (at, pointer, is_there) in [
            ("/touchpoints/0", "/touchpoints", true),
            ("/texts/es/question", "/texts/es/question", true),
            ("/reasons_low", "/reasons", false),
            ("/slug", "/touchpoints", false),
        ] {
            assert_eq!(fault(at).is_at(pointer), is_there, "{at} {pointer}");
        }
    }
}
