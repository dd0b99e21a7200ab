//! Which answers somebody wants to read: from the address to the parameters of a question.

use shared::scale::{Band, Metric};

use crate::{address::Address, client::Query, day::Day, reading::band_class};

/// What narrows answers, by its name in the address.
const FILTERS: [&str; 12] = [
    "band",
    "rating",
    "comment",
    "touchpoint",
    "stage",
    "locale",
    "device",
    "reason",
    "contact",
    "held",
    "outcome",
    "q",
];

/// Returns the parameters that say which answers the address means, over these days. A band is one of each of `metrics`, as
/// surveys of several metrics may be read together.
pub(crate) fn query(address: &Address, (from, to): (Day, Day), metrics: &[Metric]) -> Query {
    let surveys = address.surveys.iter().map(|slug| ("survey", slug.clone()));
    let mut query: Query = surveys.chain([("from", from.to_string()), ("to", to.to_string())]).collect();
    for name in FILTERS {
        let Some(value) = address.get(name) else { continue };
        match name {
            "q" => query.push(("text", value.to_owned())),
            "band" => query.extend(bands(value, metrics).into_iter().map(|word| ("band", word))),
            _ => query.push((name, value.to_owned())),
        }
    }
    query.extend(address.attributes().map(|(name, value)| ("attribute", format!("{name}={value}"))));
    query
}

/// Returns the words for a band; what is none is left to the collector, which says so.
fn bands(named: &str, metrics: &[Metric]) -> Vec<String> {
    let Some(band) = Band::ALL.into_iter().find(|band| band_class(*band) == named) else {
        return vec![named.to_owned()];
    };
    let mut words: Vec<String> = metrics.iter().map(|metric| band.name(*metric).to_owned()).collect();
    words.sort();
    words.dedup();
    words
}

/// Says whether the address narrows the answers beside surveys and days.
pub(crate) fn is_narrowed(address: &Address) -> bool {
    FILTERS.into_iter().any(|name| address.get(name).is_some()) || address.attributes().next().is_some()
}

/// Returns the address with another value of a filter, and no answer open.
pub(crate) fn narrowed(address: &Address, name: &str, value: &str) -> Address {
    address.clone().with(name, value).with("id", "")
}

/// Returns which of `count` answers is the next one in the direction of `step`; none where there is none.
pub(crate) fn step(at: Option<usize>, step: isize, count: usize) -> Option<usize> {
    let next = match at {
        Some(at) => at.checked_add_signed(step)?,
        None => 0,
    };
    (next < count).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Metric; 3] = [Metric::Nps, Metric::Csat, Metric::Ces];

    fn asked(address: &str, metrics: &[Metric]) -> String {
        let days = ("2026-10-01".parse().unwrap(), "2026-11-01".parse().unwrap());
        let query = query(&Address::parse(address), days, metrics);
        query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn an_address_becomes_a_question() {
        let days = "from=2026-10-01&to=2026-11-01";
        for (address, metrics, parameters) in [
            ("?page=answers", &ALL[..], days.to_owned()),
            ("?survey=a,b&rating=3&q=too late", &ALL, format!("survey=a&survey=b&{days}&rating=3&text=too late")),
            ("?band=low&held=true", &[Metric::Nps], format!("{days}&band=detractor&held=true")),
            ("?band=middle", &ALL, format!("{days}&band=neutral&band=passive")),
            ("?band=high&comment=true", &ALL, format!("{days}&band=easy&band=promoter&band=satisfied&comment=true")),
            ("?band=upper", &ALL, format!("{days}&band=upper")),
            ("?touchpoint=t&stage=s&reason=r&contact=true&outcome=all&id=1", &[], {
                format!("{days}&touchpoint=t&stage=s&reason=r&contact=true&outcome=all")
            }),
            ("?attribute:plan=pro&locale=es&device=phone", &[], {
                format!("{days}&locale=es&device=phone&attribute=plan=pro")
            }),
        ] {
            assert_eq!(asked(address, metrics), parameters, "{address}");
        }
    }

    #[test]
    fn another_filter_opens_no_answer() {
        let address = Address::parse("?page=answers&id=1&band=low");
        assert!(is_narrowed(&address));
        assert_eq!(narrowed(&address, "band", "").query(), "?page=answers");
        assert!(!is_narrowed(&Address::parse("?page=answers&survey=a&range=7d&id=1")));
        assert!(is_narrowed(&Address::parse("?page=answers&attribute:plan=pro")));
    }

    #[test]
    fn steps_end_with_the_list() {
        for (at, by, count, next) in [
            (None, 1, 3, Some(0)),
            (None, -1, 3, Some(0)),
            (Some(0), 1, 3, Some(1)),
            (Some(2), 1, 3, None),
            (Some(0), -1, 3, None),
            (None, 1, 0, None),
        ] {
            assert_eq!(step(at, by, count), next, "{at:?} {by}");
        }
    }
}
