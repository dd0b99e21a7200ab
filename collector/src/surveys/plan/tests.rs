//! Plans, by what stands in a site after each.

use super::*;
use crate::survey_file::SurveyFile;

fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

fn survey(name: &str, more: &str) -> Survey {
    let text = format!("slug = '{name}'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{more}");
    Survey::new(toml::from_str(&text).unwrap()).unwrap()
}

fn put(name: &str, more: &str, position: Option<usize>) -> Edit {
    Edit::of(Wish::Put { survey: Box::new(survey(name, more)), position })
}

/// The surveys of a site as they stand after each edit.
#[derive(Default)]
struct Site(Standing);

impl Site {
    fn try_to(&mut self, edit: &Edit) -> Result<Plan, Unmade> {
        let plan = self.0.clone().plan(edit)?;
        for (slug, version, written) in &plan.versions {
            let survey = Survey::new(serde_json::from_str(written).unwrap()).unwrap();
            self.0.latest.insert(slug.clone(), (*version, survey));
            self.0.bytes += written.len() as u64;
        }
        self.0.listed = plan.listed.iter().map(|(slug, _)| slug.clone()).collect();
        Ok(plan)
    }

    fn does(&mut self, edit: &Edit) -> String {
        let plan = self.try_to(edit).unwrap();
        plan.listed.iter().map(|(slug, version)| format!("{slug}{version} ")).collect()
    }
}

#[test]
fn a_new_survey_goes_last_and_any_goes_where_it_is_put() {
    let mut site = Site::default();
    for (edit, want) in [
        (put("a", "", None), "a1 "),
        (put("b", "", None), "a1 b1 "),
        (put("c", "", Some(1)), "c1 a1 b1 "),
        (put("c", "", None), "c1 a1 b1 "),
        (put("c", "", Some(2)), "a1 c1 b1 "),
        (put("a", "live = false", Some(200)), "c1 b1 a2 "),
        (put("d", "", Some(2)), "c1 d1 b1 a2 "),
    ] {
        assert_eq!(site.does(&edit), want, "{edit:?}");
    }
}

#[test]
fn what_a_file_does_not_name_stays_behind_what_it_names() {
    let mut site = Site::default();
    for name in ["a", "b", "c"] {
        site.does(&put(name, "", None));
    }
    let text =
        ["c", "n"].map(|name| format!("[[survey]]\nslug='{name}'\nmetric='csat'\ntouchpoints=['order_completed']\n"));
    let file = Edit::of(Wish::File(SurveyFile::parse(&text.concat()).unwrap()));
    assert_eq!(site.does(&file), "c1 n1 a1 b1 ");
    assert!(!site.try_to(&file).unwrap().is_needed);
}

#[test]
fn a_deleted_survey_goes_on_with_the_next_version_and_on_the_same_scale() {
    let mut site = Site::default();
    site.does(&put("a", "", None));
    assert_eq!(site.does(&Edit::of(Wish::Delete(slug("a")))), "");
    assert_eq!(site.try_to(&Edit::of(Wish::Delete(slug("a")))), Err(Unmade::NoSurvey));
    let other = site.try_to(&put("a", "scale = 7", None)).unwrap_err();
    assert!(matches!(other, Unmade::OtherScale { field: "scale", .. }), "{other}");
    let again = site.try_to(&put("a", "", None)).unwrap();
    assert_eq!((again.changes[0].before, again.changes[0].after.unwrap().version), (None, 2));
}

#[test]
fn whether_it_asks_is_a_version_and_nothing_else_of_it() {
    let mut site = Site::default();
    site.does(&put("a", "", None));
    let live = |live| Edit::of(Wish::Live { survey: slug("a"), live });
    assert_eq!(site.does(&live(true)), "a1 ");
    let paused = site.try_to(&live(false)).unwrap();
    assert_eq!((paused.changes[0].changed.as_slice(), paused.changes[0].is_one()), (&["/live".to_owned()][..], true));
    assert_eq!(site.does(&live(false)), "a2 ");
    assert_eq!(site.does(&live(true)), "a3 ");
}

#[test]
fn an_edit_is_made_only_where_its_condition_holds() {
    use Condition::{Absent, At, Nothing, Present};
    let mut site = Site::default();
    site.does(&put("there", "", None));
    site.does(&put("there", "live = false", None));
    site.does(&put("gone", "", None));
    site.does(&Edit::of(Wish::Delete(slug("gone"))));
    for (name, condition, holds) in [
        ("there", Nothing, true),
        ("there", Present, true),
        ("there", Absent, false),
        ("there", At(vec![2]), true),
        ("there", At(vec![1, 3]), false),
        ("there", At(vec![1, 2]), true),
        ("gone", Present, false),
        ("gone", Absent, true),
        ("gone", At(vec![1]), false),
        ("new", At(vec![0]), false),
        ("new", Absent, true),
    ] {
        let edit = Edit { condition: condition.clone(), ..put(name, "live = false", None) };
        let made = site.0.clone().plan(&edit);
        assert_eq!(made.as_ref().err(), if holds { None } else { Some(&Unmade::OtherVersion) }, "{name} {condition:?}");
    }
}

#[test]
fn a_site_has_so_many_surveys_and_bytes_of_them() {
    let mut site = Site::default();
    for at in 0..MAX_SURVEYS {
        site.does(&put(&format!("s{at}"), "", None));
    }
    assert_eq!(site.try_to(&put("more", "", None)), Err(Unmade::TooMany));
    site.does(&put("s0", "live = false", None));
    site.0.bytes = MAX_DEFINITION_BYTES - 10;
    assert_eq!(site.try_to(&put("s0", "", None)), Err(Unmade::TooLong));
    // What adds nothing is still done.
    site.does(&Edit::of(Wish::Delete(slug("s0"))));
}
