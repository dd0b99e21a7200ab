//! A prompt as customers would see it, for whoever writes its survey. Nobody is asked by it.

use shared::{
    survey::{Survey, is_language_tag},
    wire::{preview::PreviewReply, tag::WidgetFiles},
};
use uuid::Uuid;

use super::prompt;
use crate::{
    catalog::Site,
    invalid::InvalidField,
    texts::{languages, wording},
};

/// Shows a survey in the language that a customer reads, or in the site's.
///
/// # Errors
/// [`InvalidField`] if that is no language's tag.
pub fn preview(
    survey: &Survey,
    locale: Option<String>,
    site: &Site,
    widget: &WidgetFiles,
) -> Result<PreviewReply, InvalidField> {
    if locale.as_ref().is_some_and(|tag| !is_language_tag(tag)) {
        return Err(InvalidField::new("/locale", "a language is a BCP 47 tag such as es or pt-BR"));
    }
    let wanted: Vec<String> = locale.into_iter().collect();
    let wording = wording(survey, &wanted, &site.locale);
    // Nothing that is told of it would be taken: it has no token.
    let prompt = prompt(survey, wording, Uuid::nil(), String::new(), 0, widget);
    Ok(PreviewReply { prompt, locales: languages(survey) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(texts: &str) -> Survey {
        let file = format!("slug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{texts}");
        Survey::new(toml::from_str(&file).unwrap()).unwrap()
    }

    fn shown(survey: &Survey, locale: Option<&str>) -> Result<PreviewReply, InvalidField> {
        let [js, wasm, js_sha384, wasm_sha384] = ["js", "wasm", "", ""].map(str::to_owned);
        let files = WidgetFiles { js, wasm, js_sha384, wasm_sha384 };
        preview(survey, locale.map(str::to_owned), &Site::of(Vec::new()), &files)
    }

    #[test]
    fn a_preview_speaks_as_a_prompt_would_and_is_none() {
        let survey = survey("[texts.es]\nquestion = '¿Qué tal?'\n[texts.eu]\nquestion = 'Pozik?'");
        for (locale, spoken, question) in [
            (Some("es-MX"), "es", "¿Qué tal?"),
            (Some("eu"), "eu", "Pozik?"),
            (Some("xx"), "en", "How satisfied are you with this experience?"),
            (None, "en", "How satisfied are you with this experience?"),
        ] {
            let prompt = shown(&survey, locale).unwrap().prompt;
            assert_eq!((prompt.locale.as_str(), prompt.texts.question.as_str()), (spoken, question), "{locale:?}");
            assert!(prompt.id.is_nil() && prompt.token.is_empty() && prompt.version == 0);
        }
        assert_eq!(shown(&survey, Some("¿?")).unwrap_err().pointer, "/locale");
    }

    #[test]
    fn the_languages_are_those_of_the_house_and_of_the_survey() {
        let locales = shown(&survey("[texts.ES]\n[texts.eu]\n[texts.pt-br]\n"), None).unwrap().locales;
        assert!(locales.len() > 30 && locales.contains(&"pt-BR".to_owned()), "{locales:?}");
        assert_eq!(locales.iter().filter(|tag| tag.eq_ignore_ascii_case("es")).count(), 1);
        assert_eq!(locales.last().map(String::as_str), Some("eu"));
    }
}
