//! Why a customer would be asked or not: what each gate of a survey says, in plain words.

use shared::wire::explain::GateView;

use crate::{
    figures::Pen,
    texts::{counted, fill, gates::Gates as Texts},
};

/// Says what a gate found.
pub(crate) fn tell(pen: &dyn Pen, gate: &GateView) -> String {
    let texts = Texts::of(pen.lang());
    let since = |text: &str| {
        let [ago, rest] = [gate.age_s, gate.rest_s].map(|seconds| length(pen, seconds.unwrap_or_default()));
        fill(text, &[("ago", &ago), ("rest", &rest)])
    };
    let rest = |never: &str, closed: &str, open: &str| match gate.age_s {
        None => never.to_owned(),
        Some(_) => since(if gate.open { open } else { closed }),
    };
    let says = match gate.gate.as_str() {
        "no_survey" => match (gate.live, gate.of_touchpoint) {
            (Some(false), _) => texts.paused,
            (_, Some(false)) => texts.other_touchpoint,
            _ => texts.asks,
        },
        "stage" if gate.open => texts.stage,
        "stage" => {
            let stages =
                [&gate.survey_stage, &gate.interaction_stage].map(|stage| stage.as_deref().unwrap_or_default());
            return fill(texts.other_stage, &[("survey", stages[0]), ("interaction", stages[1])]);
        }
        "opted_out" if gate.open => texts.not_opted_out,
        "opted_out" => return since(texts.opted_out),
        "storage_blocked" if gate.open => texts.remembers,
        "storage_blocked" => texts.forgets,
        "sampled_out" => {
            let share = pen.percent(gate.sample.unwrap_or_default());
            return fill(if gate.open { texts.in_sample } else { texts.not_in_sample }, &[("share", &share)]);
        }
        "cooldown" => return rest(texts.never_asked, texts.cooling, texts.cooled),
        "answered_recently" => return rest(texts.never_answered, texts.answered, texts.answered_long_ago),
        "dismissed_recently" => return rest(texts.never_dismissed, texts.dismissed, texts.dismissed_long_ago),
        "already_rated" if gate.open => texts.not_rated,
        "already_rated" => texts.rated,
        unknown => return unknown.to_owned(),
    };
    says.to_owned()
}

/// Writes a length of time, in its largest unit.
fn length(pen: &dyn Pen, seconds: u64) -> String {
    let texts = Texts::of(pen.lang());
    let (text, number) = match seconds {
        0..3_600 => (texts.minutes, seconds / 60),
        3_600..172_800 => (texts.hours, seconds / 3_600),
        _ => (texts.days, seconds / 86_400),
    };
    counted(text, number, &pen.number(number as f64, 0))
}

#[cfg(test)]
mod tests {
    use shared::policy::Gate;

    use super::*;
    use crate::{figures::PlainPen, language::Lang};

    #[test]
    fn every_gate_has_words_open_and_closed() {
        for lang in Lang::ALL {
            for gate in Gate::ALL {
                let view = |open| GateView {
                    gate: gate.name().to_owned(),
                    open,
                    live: Some(open),
                    age_s: Some(90_000),
                    rest_s: Some(2_592_000),
                    sample: Some(0.5),
                    ..GateView::default()
                };
                let told = [true, false].map(|open| tell(&PlainPen(lang), &view(open)));
                assert_ne!(told[0], told[1], "{}", gate.name());
                assert!(told.iter().all(|told| told != gate.name() && !told.contains('{')), "{told:?}");
            }
        }
    }

    #[test]
    fn a_rest_says_since_when_and_how_long() {
        let gate =
            |age_s| GateView { gate: "cooldown".to_owned(), age_s, rest_s: Some(2_592_000), ..GateView::default() };
        let pen = PlainPen(Lang::En);
        assert_eq!(tell(&pen, &gate(Some(172_800))), "Asked 2 days ago; the rest is 30 days.");
        assert_eq!(tell(&pen, &gate(None)), "No survey of the site has asked them so far.");
    }
}
