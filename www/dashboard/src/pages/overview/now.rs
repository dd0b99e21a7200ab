//! How customers feel now: the score, how sure it is, and whether it changed.

use shared::{change::ENOUGH_ANSWERS, scale::Metric, wire::scores::ScoresReply};
use yew::{Html, html};

use crate::{
    day::Day,
    figures::{self, Length, Pen},
    parts::{interval::interval, states::Empty},
    reading::Reading,
    speech::Speech,
    texts::{counted, fill, measures::Measures, overview::Overview as Texts},
    verdict,
};

/// Draws what the whole range says.
pub(super) fn view(speech: &Speech, reply: &ScoresReply) -> Html {
    let (texts, measures) = (Texts::of(speech.lang), Measures::of(speech.lang));
    let total = Reading::of(&reply.total);
    let (metric, answered) = (total.metric, total.answered());
    let Some(score) = total.headline else {
        return html! { <Empty title={texts.nobody} hint={texts.nobody_hint} /> };
    };
    let (long, _) = figures::metric_names(speech.lang, metric);
    let (unit, feel) = match metric {
        Metric::Nps => (measures.nps_unit, measures.nps_feel),
        Metric::Csat => (measures.csat_unit, measures.csat_feel),
        Metric::Ces => (measures.ces_unit, measures.ces_feel),
    };
    let share = |place: usize| speech.percent(total.bands[place].percent.unwrap_or(0.0) / 100.0);
    let sure = total.interval.map(|interval| {
        let between = figures::between(speech, metric, interval);
        fill(texts.interval, &[("between", &between), ("level", &speech.percent(interval.level))])
    });
    let few = (answered < ENOUGH_ANSWERS).then(|| counted(texts.few, answered, &figures::count(speech, answered)));
    html! {
        <div class="now-is" data-metric={metric.name()}>
            <div class="figure">
                <p class="metric">{ long }</p>
                <p><strong class="score">{ figures::score(speech, metric, score) }</strong> <span class="unit">{ unit }</span></p>
                { interval(metric, Some(score), total.interval) }
                <p class="sure">{ sure.unwrap_or_else(|| measures.one_answer.to_owned()) }</p>
            </div>
            <div class="means">
                { change(speech, reply) }
                <p class="feel">{ fill(feel, &[("high", &share(0)), ("low", &share(2))]) }</p>
                <p class={yew::classes!("volume", few.is_some().then_some("few"))}>
                    { few.unwrap_or_else(|| figures::answers(speech, answered)) }
                </p>
            </div>
        </div>
    }
}

/// Whether it changed, in words, and what it is compared with.
fn change(speech: &Speech, reply: &ScoresReply) -> Html {
    let (Some(change), Some(previous)) = (&reply.change, &reply.previous) else { return Html::default() };
    let told = verdict::tell(speech, reply.metric, previous.score.headline(), change);
    let day = |text: &str, later: i32| {
        text.parse::<Day>().map_or_else(|_| text.to_owned(), |day| speech.day(day.plus(later), Length::Short))
    };
    let days = [("from", &*day(&previous.from, 0)), ("to", &*day(&previous.to, -1))];
    html! {
        <div class="verdict" data-tone={told.tone.name()}>
            <p class="said">{ told.verdict }</p>
            <p class="grounds">{ told.grounds }</p>
            if previous.score.headline().is_some() {
                <p class="grounds">{ fill(Texts::of(speech.lang).compared, &days) }</p>
            }
        </div>
    }
}
