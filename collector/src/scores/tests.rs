//! Which queries are questions, and what is asked by them.

use jiff::tz::TimeZone;
use shared::survey::Survey;

use super::*;
use crate::{catalog::Site, survey_file::SurveyFile};

/// 00:30 of November 23 in Madrid, still November 22 in UTC.
const NOW: &str = "2026-11-22T23:30:00Z";

/// `order` declares plan and once declared shop; `web` is on its scale and declares nothing; `relation` is on another.
fn site() -> Site {
    let surveys = |attributes: &str| -> Vec<Survey> {
        let survey = |(slug, more): (&str, &str)| {
            format!("[[survey]]\nslug = '{slug}'\ntouchpoints = ['order_completed']\nmetric = {more}\n")
        };
        let order = format!("'csat'\nattributes = [{attributes}]");
        let file: String = [("order", order.as_str()), ("web", "'csat'"), ("relation", "'nps'")].map(survey).concat();
        SurveyFile::parse(&file).unwrap().surveys().to_vec()
    };
    let tz = "Europe/Madrid";
    let earlier = [(("order".parse().unwrap(), 1), surveys("'shop'").remove(0))].into();
    Site { tz: tz.to_owned(), zone: TimeZone::get(tz).unwrap(), earlier, ..Site::of(surveys("'plan'")) }
}

fn read(query: &str) -> Result<ScoresQuery, InvalidQuery> {
    let parameters = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    ScoresQuery::new(parameters, &site(), NOW.parse().unwrap())
}

fn range(from: &str, to: &str) -> Result<(String, String), InvalidQuery> {
    let Days { from, to } = read(&format!("survey=order&from={from}&to={to}"))?.days;
    Ok((from.to_string(), to.to_string()))
}

#[test]
fn without_a_range_the_last_30_days_of_the_sites_zone_are_meant() {
    assert_eq!(read("survey=order").unwrap().days, read("survey=order&from=2026-10-25&to=2026-11-24").unwrap().days);
}

#[test]
fn ranges_are_half_open_days_of_the_calendar_and_ten_years_at_most() {
    for (from, to, fits) in [
        ("2026-11-22", "2026-11-23", true),
        ("2026-11-22", "2026-11-22", false),
        ("2026-11-23", "2026-11-22", false),
        ("2024-02-29", "2024-03-01", true),
        ("2026-02-30", "2026-03-01", false),
        ("2026-1-1", "2026-03-01", false),
        ("2026-11-22T00:00:00", "2026-11-23", false),
        ("2016-11-15", "2026-11-23", true),
        ("2016-11-14", "2026-11-23", false),
        ("1926-11-23", "2026-11-23", false),
        ("", "2026-11-23", false),
    ] {
        let got = range(from, to);
        match got {
            Ok(days) => assert!(fits && days == (from.to_owned(), to.to_owned()), "{from} to {to}: {days:?}"),
            Err(refused) => {
                assert!(!fits && matches!(refused, InvalidQuery::Range(_)), "{from} to {to}: {refused}")
            }
        }
    }
}

#[test]
fn parameters_at_fault_are_named() {
    for (query, pointer) in [
        ("", "?survey"),
        ("survey=Order!", "?survey"),
        ("survey=order&survey=order", "?survey"),
        ("survey=order&survey=relation", "?survey"),
        ("survey=order&key=k", "?"),
        ("survey=order&attribute:=x", "?"),
        ("survey=order&attribute:Pl%20an=x", "?"),
        ("survey=order&from=2026-11-01&from=2026-11-01", "?from"),
        ("survey=order&touchpoint=", "?touchpoint"),
        ("survey=order&touchpoint=a&touchpoint=b", "?touchpoint"),
        ("survey=order&stage=A", "?stage"),
        ("survey=order&locale=e", "?locale"),
        ("survey=order&device=fridge", "?device"),
        ("survey=order&attribute:plan=", "?attribute"),
        ("survey=order&attribute:plan=a%0Ab", "?attribute"),
        ("survey=order&attribute:plan=a&attribute:plan=b", "?attribute"),
        ("survey=order&attribute:canary=pro", "?attribute"),
        ("survey=web&attribute:plan=pro", "?attribute"),
        ("survey=order&group_by=", "?group_by"),
        ("survey=order&group_by=year", "?group_by"),
        ("survey=order&group_by=whole", "?group_by"),
        ("survey=order&group_by=week,", "?group_by"),
        ("survey=order&group_by=week,month", "?group_by"),
        ("survey=order&group_by=stage&group_by=stage", "?group_by"),
        ("survey=order&group_by=day,stage,device", "?group_by"),
        ("survey=order&group_by=attribute:canary", "?group_by"),
        ("survey=order&level=0.4999", "?level"),
        ("survey=order&level=0.9991", "?level"),
        ("survey=order&level=NaN", "?level"),
        ("survey=order&level=95", "?level"),
        ("survey=order&compare=next", "?compare"),
        ("survey=order&compare=rest", "?compare"),
        ("survey=order&compare=rest&group_by=day", "?compare"),
        ("survey=order&compare=rest&group_by=touchpoint,week", "?compare"),
        ("survey=order&compare=2026-11-01", "?compare"),
        ("survey=order&compare=2026-11-02..2026-11-01", "?compare"),
        ("survey=order&compare=2026-02-30..2026-03-01", "?compare"),
        ("survey=order&compare=1926-11-02..2026-11-01", "?compare"),
    ] {
        match read(query) {
            Err(InvalidQuery::Parameter(field)) => assert_eq!(field.pointer, pointer, "{query}"),
            other => panic!("{query}: {other:?}"),
        }
    }
    let many: String = (0..21).map(|at| format!("&survey=s{at}")).collect();
    assert!(matches!(read(&many[1..]), Err(InvalidQuery::Parameter(_))));
    assert_eq!(read("survey=order&survey=nowhere"), Err(InvalidQuery::SurveyUnknown));
}

#[test]
fn what_is_asked_by_a_query() {
    let plan = || Dimension::Attribute("plan".parse().unwrap());
    let month = GroupBy::Time(Unit::Month);
    for (more, filters, group_by) in [
        ("", vec![], vec![]),
        ("&touchpoint=chat_closed", vec![(Dimension::Touchpoint, "chat_closed")], vec![]),
        ("&stage=use&locale=pt-BR", vec![(Dimension::Stage, "use"), (Dimension::Locale, "pt-BR")], vec![]),
        ("&device=phone&group_by=month", vec![(Dimension::Device, "phone")], vec![month.clone()]),
        ("&attribute:plan=Pro%20%26%20more", vec![(plan(), "Pro & more")], vec![]),
        ("&group_by=attribute:plan,month", vec![], vec![GroupBy::Value(plan()), month.clone()]),
        ("&group_by=month&group_by=device", vec![], vec![month.clone(), GroupBy::Value(Dimension::Device)]),
        ("&group_by=attribute:shop", vec![], vec![GroupBy::Value(Dimension::Attribute("shop".parse().unwrap()))]),
    ] {
        let query = read(&format!("survey=order{more}")).unwrap();
        let filters: Vec<_> = filters.into_iter().map(|(dimension, value)| (dimension, value.to_owned())).collect();
        assert_eq!((query.filters, query.group_by), (filters, group_by), "{more}");
    }
    let programme = read("survey=web&survey=order&attribute:plan=pro&level=0.9").unwrap();
    assert_eq!(programme.surveys.iter().map(ToString::to_string).collect::<Vec<_>>(), ["web", "order"]);
    assert_eq!((programme.scale, programme.level), (Scale::Csat5, Level::new(0.9).unwrap()));
}

#[test]
fn what_is_compared_with() {
    for (compare, days) in [
        ("previous", "2026-10-01..2026-11-01"),
        ("2025-11-01..2025-12-01", "2025-11-01..2025-12-01"),
        ("2026-11-10..2026-11-12", "2026-11-10..2026-11-12"),
    ] {
        let query = read(&format!("survey=order&from=2026-11-01&to=2026-12-01&compare={compare}")).unwrap();
        let Some(Compare::Days(Days { from, to })) = query.compare else { panic!("{compare} are days") };
        assert_eq!(format!("{from}..{to}"), days, "{compare}");
    }
    let query = read("survey=order&group_by=touchpoint,stage&compare=rest").unwrap();
    assert_eq!(query.compare, Some(Compare::Rest));
    assert_eq!(read("survey=order").unwrap().compare, None);
}
