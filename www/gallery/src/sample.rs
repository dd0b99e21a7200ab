//! Prompts to look at, in a language of each direction.

use shared::{
    scale::{Metric, Scale},
    wire::{
        after::After,
        prompts::{Dir, FollowUp, Prompt, ScaleView, Texts},
        tag::WidgetFiles,
        theme::Theme,
    },
};
use uuid::Uuid;

/// Returns a prompt that measures `metric` in a language that is written in direction `dir`.
pub(crate) fn prompt(metric: Metric, dir: Dir) -> Prompt {
    let scale = Scale::default_of(metric);
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
        after: After::default(),
        theme: Theme::default(),
        widget: WidgetFiles {
            js: String::new(),
            wasm: String::new(),
            js_sha384: String::new(),
            wasm_sha384: String::new(),
        },
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
