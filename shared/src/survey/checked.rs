//! A definition that was checked: what the house trusts, and what keeps a definition from being a survey.

use super::{MAX_ATTRIBUTES, Slug, SurveyDefinition, offers, words};
use crate::{
    scale::{Scale, Shape},
    theme::{MAX_RADIUS, Mended},
    trigger::{self, Trigger},
    wire::theme::Theme,
};

/// A survey that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    definition: SurveyDefinition,
    scale: Scale,
    shape: Shape,
    triggers: Vec<Trigger>,
    theme: Theme,
    mended: Vec<Mended>,
}

/// What keeps a definition from being a survey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("survey {slug}: {detail}")]
pub struct InvalidSurvey {
    /// The survey.
    pub slug: Slug,
    /// The field at fault, as it is spelled in a file.
    pub field: &'static str,
    /// JSON pointer to it, where the definition is JSON.
    pub pointer: String,
    /// What is wrong with it, and what would be right.
    pub detail: String,
}

/// A field at fault: its name in a file, the pointer to it in JSON, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) pointer: String,
    pub(crate) detail: String,
}

impl Fault {
    /// Of a field of the survey itself.
    pub(crate) fn of(field: &'static str, detail: impl Into<String>) -> Self {
        Self::in_part("", field, detail)
    }

    /// Of a field of a part, which the pointer `part` leads to.
    pub(crate) fn in_part(part: &str, field: &'static str, detail: impl Into<String>) -> Self {
        Self { field, pointer: format!("{part}/{field}"), detail: detail.into() }
    }
}

impl Survey {
    /// Checks a definition.
    ///
    /// # Errors
    /// [`InvalidSurvey`] names the first field at fault.
    pub fn new(definition: SurveyDefinition) -> Result<Self, InvalidSurvey> {
        Self::check(definition).map_err(|(slug, fault)| {
            let Fault { field, pointer, detail } = fault;
            InvalidSurvey { slug, field, pointer, detail }
        })
    }

    fn check(definition: SurveyDefinition) -> Result<Self, (Slug, Fault)> {
        let refuse = |fault| Err((definition.slug.clone(), fault));
        let metric = definition.metric;
        let scale = match definition.scale {
            None => Scale::default_of(metric),
            Some(max) => match Scale::new(metric, max) {
                Some(scale) => scale,
                None => {
                    let highest: Vec<String> =
                        Scale::ALL.iter().filter(|s| s.metric() == metric).map(|s| s.max().to_string()).collect();
                    let right = highest.join(", ");
                    let detail = format!("there is no {} scale up to {max}; there is {right}", metric.name());
                    return refuse(Fault::of("scale", detail));
                }
            },
        };
        let shape = definition.shape.unwrap_or(scale.default_shape());
        if !scale.allows(shape) {
            let detail = format!("a scale from {} to {} cannot be drawn so", scale.min(), scale.max());
            return refuse(Fault::of("shape", detail));
        }
        if definition.touchpoints.is_empty() {
            return refuse(Fault::of("touchpoints", "a survey needs at least one touchpoint"));
        }
        let triggers = match trigger::read(&definition.triggers, &definition.touchpoints) {
            Ok(triggers) => triggers,
            Err(fault) => return refuse(fault),
        };
        if definition.attributes.len() > MAX_ATTRIBUTES {
            let detail = format!("a survey may declare {MAX_ATTRIBUTES} attributes at most");
            return refuse(Fault::of("attributes", detail));
        }
        if !(0.0..=1.0).contains(&definition.ask.sample) {
            return refuse(Fault::in_part("/ask", "sample", "a sample is a share of customers, 0 to 1"));
        }
        if definition.theme.radius.is_some_and(|radius| radius > MAX_RADIUS) {
            let detail = format!("corners are rounded by {MAX_RADIUS} pixels at most");
            return refuse(Fault::in_part("/theme", "radius", detail));
        }
        if let Err(fault) = words::check(&definition.texts).and_then(|()| offers::check(&definition)) {
            return refuse(fault);
        }
        let (theme, mended) = definition.theme.mend();
        Ok(Self { definition, scale, shape, triggers, theme, mended })
    }

    /// Returns what the owner wrote.
    pub fn definition(&self) -> &SurveyDefinition {
        &self.definition
    }

    /// Returns its triggers, as the loader is told of them.
    pub fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }

    /// Returns the scale of its ratings.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Returns how its scale is drawn.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Returns how its prompts look.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Returns the colors that its owner chose and that could not be read.
    pub fn mended(&self) -> &[Mended] {
        &self.mended
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_is_pointed_at() {
        for (field, value, pointer) in [
            ("scale", json!(5), "/scale"),
            ("shape", json!("stars"), "/shape"),
            ("touchpoints", json!([]), "/touchpoints"),
            ("ask", json!({ "sample": 1.5 }), "/ask/sample"),
            ("theme", json!({ "radius": 25 }), "/theme/radius"),
            ("trigger", json!([{ "after": "exit" }, { "after": "delay" }]), "/trigger/1/after"),
            ("reasons_low", json!(["late", "late"]), "/reasons_low"),
            ("texts", json!({ "pt-BR": { "send": " " } }), "/texts/pt-BR/send"),
            ("texts", json!({ "es": { "rating": "{rating}" } }), "/texts/es/rating"),
            ("texts", json!({ "es": { "reason": { "late": "Tarde" } } }), "/texts/es/reason/late"),
            ("texts", json!({ "not a tag": {} }), "/texts"),
        ] {
            let mut definition = json!({ "slug": "a", "metric": "nps", "touchpoints": ["seen"] });
            definition[field] = value;
            let refused = Survey::new(serde_json::from_value(definition.clone()).unwrap()).unwrap_err();
            assert_eq!(refused.pointer, pointer, "{definition}: {refused}");
        }
    }
}
