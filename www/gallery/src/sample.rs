//! Prompts to look at, in a language of each direction.

use shared::{
    scale::{Metric, Scale},
    wire::{
        after::{After, Farewell, Link, Reason},
        prompts::{Dir, FollowUp, Prompt, ScaleView, Texts},
        tag::WidgetFiles,
        theme::Theme,
    },
};
use uuid::Uuid;

/// What there is to look at: metrics, shapes, and the cancellation, which asks for the reason first.
pub(crate) const KINDS: [&str; 6] = ["nps", "csat", "ces", "smileys", "thumbs", "leaving"];

/// Returns a prompt of one of [`KINDS`] in a language that is written in direction `dir`.
pub(crate) fn prompt(kind: &str, dir: Dir) -> Prompt {
    let scale = match kind {
        "nps" => Scale::Nps,
        "ces" => Scale::Ces7,
        "smileys" => Scale::Csat3,
        "thumbs" => Scale::Csat2,
        "leaving" => Scale::Csat7,
        _ => Scale::Csat5,
    };
    let metric = scale.metric();
    let (locale, texts, follow_up) = match dir {
        Dir::Ltr => ("en", english(metric), english_follow_up()),
        Dir::Rtl => ("ar", arabic(metric), arabic_follow_up()),
    };
    Prompt {
        id: Uuid::nil(),
        token: String::new(),
        show_within_s: 3_600,
        survey: metric.name().to_owned(),
        version: 1,
        metric,
        scale: ScaleView { min: scale.min(), max: scale.max(), shape: scale.default_shape() },
        locale: locale.to_owned(),
        dir,
        texts,
        follow_up,
        after: after(kind, dir),
        theme: Theme::default(),
        widget: WidgetFiles {
            js: String::new(),
            wasm: String::new(),
            js_sha384: String::new(),
            wasm_sha384: String::new(),
        },
    }
}

fn after(kind: &str, dir: Dir) -> After {
    let labels = match dir {
        Dir::Ltr => [("late", "It came late"), ("broken", "Something was broken"), ("other", "Something else")],
        Dir::Rtl => [("late", "وصل متأخرا"), ("broken", "وصل مكسورا"), ("other", "شيء آخر")],
    };
    let reason = |(name, label): (&str, &str)| Reason { name: name.to_owned(), label: label.to_owned() };
    let reasons: Vec<Reason> = labels.into_iter().map(reason).collect();
    let link = Link { url: "https://reviews.example".to_owned(), label: "reviews.example".to_owned() };
    let happy = Farewell { link: Some(link), ..Farewell::default() };
    let unhappy = Farewell { reasons, ..Farewell::default() };
    let is_leaving = kind == "leaving";
    After {
        high: if is_leaving { unhappy.clone() } else { happy },
        middle: unhappy.clone(),
        low: unhappy,
        one_reason: is_leaving,
        reasons_first: is_leaving,
        contact: true,
        privacy: Some("https://shop.example/privacy".to_owned()),
    }
}

fn english(metric: Metric) -> Texts {
    let (question, low, high) = match metric {
        Metric::Nps => ("How likely are you to recommend us to a friend?", "Not at all likely", "Extremely likely"),
        Metric::Csat => ("How satisfied are you with your purchase?", "Very dissatisfied", "Very satisfied"),
        Metric::Ces => ("The shop made it easy for me to handle my issue.", "Strongly disagree", "Strongly agree"),
    };
    Texts {
        question: question.to_owned(),
        low: low.to_owned(),
        high: high.to_owned(),
        rating: "{rating} out of {max}".to_owned(),
        send: "Send".to_owned(),
        close: "Close".to_owned(),
        opt_out: "Don't ask me again".to_owned(),
        thanks: "Thank you! Every answer is read by a person.".to_owned(),
        reasons: "What was it about?".to_owned(),
        contact_offer: "I would like to talk to a person".to_owned(),
        contact: "How can we reach you? An e-mail address or a phone number".to_owned(),
        privacy: "Privacy".to_owned(),
    }
}

fn english_follow_up() -> FollowUp {
    FollowUp {
        high: "Lovely! What did you like most?".to_owned(),
        middle: "What would have made it better?".to_owned(),
        low: "We are sorry. What went wrong?".to_owned(),
    }
}

fn arabic(metric: Metric) -> Texts {
    let (question, low, high) = match metric {
        Metric::Nps => ("ما مدى احتمال أن توصي بنا لصديق؟", "غير محتمل إطلاقا", "محتمل جدا"),
        Metric::Csat => ("ما مدى رضاك عن عملية الشراء؟", "غير راض تماما", "راض جدا"),
        Metric::Ces => ("سهّل علي المتجر حل مشكلتي.", "لا أوافق بشدة", "أوافق بشدة"),
    };
    Texts {
        question: question.to_owned(),
        low: low.to_owned(),
        high: high.to_owned(),
        rating: "{rating} من {max}".to_owned(),
        send: "إرسال".to_owned(),
        close: "إغلاق".to_owned(),
        opt_out: "لا تسألني مرة أخرى".to_owned(),
        thanks: "شكرا لك! نقرأ كل إجابة.".to_owned(),
        reasons: "بماذا يتعلق الأمر؟".to_owned(),
        contact_offer: "أود التحدث إلى شخص".to_owned(),
        contact: "كيف يمكننا التواصل معك؟ بريد إلكتروني أو رقم هاتف".to_owned(),
        privacy: "الخصوصية".to_owned(),
    }
}

fn arabic_follow_up() -> FollowUp {
    FollowUp {
        high: "رائع! ما أكثر ما أعجبك؟".to_owned(),
        middle: "ما الذي كان يمكن تحسينه؟".to_owned(),
        low: "نأسف لذلك. ما الخطأ الذي حدث؟".to_owned(),
    }
}
