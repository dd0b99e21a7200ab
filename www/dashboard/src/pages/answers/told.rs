//! Filters by what was told with the interaction: language, device, and the attributes that the surveys declare. What can
//! be chosen is what the answers of these days have, and what the address names.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use shared::wire::{prompts::Device, scores::ScoresReply, surveys::SurveyView};
use yew::{Html, component, html};

use super::{
    filters::{Choice, filter, surveys_of, typed},
    one,
};
use crate::{
    address::ATTRIBUTE,
    client::{Client, Query},
    day::Day,
    loaded::use_loaded,
    route::use_route,
    speech::use_speech,
    texts::answers::one::One as Texts,
    trouble::Trouble,
    visit::{Kind, use_visit},
};

/// More values than this are typed, not chosen.
const MOST: usize = 100;

/// Surveys of one kind, and the dimensions of which their answers may have values.
#[derive(Clone, PartialEq)]
struct Alike {
    kind: Kind,
    surveys: Vec<String>,
    dimensions: BTreeSet<String>,
}

/// What is asked for: the values that answers have, over these days.
#[derive(Clone, PartialEq)]
struct Question {
    client: Client,
    kinds: Vec<Alike>,
    from: Day,
    to: Day,
}

/// The values that answers have, by dimension.
type Values = BTreeMap<String, BTreeSet<String>>;

async fn ask(question: Question) -> Result<Values, Trouble> {
    let Question { client, kinds, from, to } = &question;
    let asked = kinds.iter().flat_map(|alike| alike.dimensions.iter().map(|name| (&alike.surveys, name)));
    let of_one = async |(surveys, dimension): (&Vec<String>, &String)| {
        let surveys = surveys.iter().map(|slug| ("survey", slug.clone()));
        let rest = [("from", from.to_string()), ("to", to.to_string()), ("group_by", dimension.clone())];
        let query: Query = surveys.chain(rest).collect();
        let reply = client.get::<ScoresReply>("scores", &query).await?;
        Ok::<_, Trouble>((dimension.clone(), reply.groups.into_iter().filter_map(|group| group.key)))
    };
    let mut values = Values::new();
    for (dimension, keys) in try_join_all(asked.map(of_one)).await? {
        values.entry(dimension).or_default().extend(keys);
    }
    Ok(values)
}

/// Returns the surveys by kind: those of one kind are asked about together, 20 at most.
fn kinds(surveys: &[&SurveyView]) -> Vec<Alike> {
    let mut kinds: Vec<Alike> = Vec::new();
    for survey in surveys {
        let kind = Kind::of(survey);
        let place = kinds.iter().position(|alike| alike.kind == kind && alike.surveys.len() < 20);
        let place = place.unwrap_or_else(|| {
            kinds.push(Alike { kind, surveys: Vec::new(), dimensions: BTreeSet::from(["locale".to_owned()]) });
            kinds.len() - 1
        });
        kinds[place].surveys.push(survey.slug.clone());
        kinds[place].dimensions.extend(survey.definition.attributes.iter().map(|name| format!("{ATTRIBUTE}{name}")));
    }
    kinds
}

/// The filters.
#[component]
pub(super) fn Told() -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let (from, to) = route.address.range.days(visit.today());
    let kinds = kinds(&surveys_of(&visit, &route.address.surveys));
    let declared = kinds.iter().flat_map(|alike| &alike.dimensions).filter(|name| name.starts_with(ATTRIBUTE));
    let named = route.address.attributes().map(|(name, _)| format!("{ATTRIBUTE}{name}"));
    let attributes: BTreeSet<String> = declared.cloned().chain(named).collect();
    let values = use_loaded(Question { client: visit.client.clone(), kinds, from, to }, ask);
    let field = |name: &str, label: &str, called: &dyn Fn(&str) -> String| {
        let known = values.known.as_ref().and_then(|values| values.get(name));
        if known.is_some_and(|known| known.len() > MOST) {
            return typed(&route, name, label);
        }
        let choice = |value: &String| (value.clone(), called(value));
        let mut choices: Vec<Choice> = known.into_iter().flatten().map(choice).collect();
        choices.sort_by(|(_, one), (_, other)| one.cmp(other));
        filter(&route, speech.lang, name, label, choices)
    };
    let devices = [Device::Phone, Device::Tablet, Device::Desktop];
    let devices = devices.map(|each| (each.name().to_owned(), one::device(texts, each).to_owned())).to_vec();
    html! {
        <>
            { field("locale", texts.language, &|tag| speech.language(tag)) }
            { filter(&route, speech.lang, "device", texts.device, devices) }
            { for attributes.iter().map(|name| field(name, &name[ATTRIBUTE.len()..], &str::to_owned)) }
        </>
    }
}
