//! Who is asked, and how often: the rules of a survey in plain words.

use shared::survey::AskRules;

use crate::{
    figures::Pen,
    texts::{asking::Asking as Texts, counted, fill},
};

/// Says what the rules mean for a customer, a sentence each.
pub(crate) fn tell(pen: &dyn Pen, rules: &AskRules) -> Vec<String> {
    let texts = Texts::of(pen.lang());
    let days = |none: &str, text: &str, days: u32| match days {
        0 => none.to_owned(),
        days => counted(text, u64::from(days), &pen.number(f64::from(days), 0)),
    };
    let who = if rules.sample >= 1.0 {
        texts.everybody.to_owned()
    } else if rules.sample <= 0.0 {
        texts.nobody.to_owned()
    } else {
        fill(texts.some, &[("share", &pen.percent(rules.sample))])
    };
    let memory = if rules.ask_without_storage { texts.without_memory } else { texts.with_memory };
    vec![
        who,
        days(texts.no_cooldown, texts.cooldown, rules.cooldown_days),
        days(texts.answered_at_once, texts.answered, rules.again_after_answer_days),
        days(texts.dismissed_at_once, texts.dismissed, rules.again_after_dismissal_days),
        memory.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{figures::PlainPen, language::Lang};

    #[test]
    fn rules_are_sentences() {
        let told = tell(&PlainPen(Lang::En), &AskRules::default());
        let want = [
            "Every customer may be asked.",
            "A customer is asked at most once in 30 days, by whichever survey of the site.",
            "After an answer this survey is not shown to them for 90 days.",
            "After they closed it, not for 30 days.",
            "A browser that keeps nothing is not asked, since it could not remember that it was.",
        ];
        assert_eq!(told, want);
        let rules = AskRules { sample: 0.25, cooldown_days: 0, again_after_answer_days: 1, ..AskRules::default() };
        let told = tell(&PlainPen(Lang::En), &rules);
        assert_eq!(told[0], "25% of customers may be asked; who is among them stays among them.");
        assert_eq!(told[1], "There is no rest after another survey of the site.");
        assert_eq!(told[2], "After an answer this survey is not shown to them for a day.");
    }
}
