//! Which tags a language is looked for under, best first: the lookup of RFC 4647, over tags as they are written today.

use shared::wire::prompts::Dir;

/// Tags of yore, and those of one and the same language.
const ALIASES: [(&str, &str); 6] =
    [("iw", "he"), ("in", "id"), ("no", "nb"), ("mo", "ro"), ("cmn", "zh"), ("prs", "fa")];

/// Where Chinese is written in traditional characters.
const TRADITIONAL: [&str; 3] = ["tw", "hk", "mo"];

/// Languages written from right to left, unless their tag names a script.
const RTL_LANGUAGES: [&str; 11] = ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Scripts written from right to left.
const RTL_SCRIPTS: [&str; 6] = ["adlm", "arab", "hebr", "nkoo", "syrc", "thaa"];

/// Returns the tag as it is compared: in small letters, with today's name of the language, and Chinese with its script.
pub(super) fn canonical(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    let mut parts: Vec<&str> = tag.split('-').collect();
    if parts[0] == "yue" {
        parts.splice(..1, ["zh", "hant"]);
    }
    if let Some((_, today)) = ALIASES.iter().find(|(former, _)| *former == parts[0]) {
        parts[0] = today;
    }
    if parts[0] == "zh" && script(&parts).is_none() {
        let is_traditional = parts.iter().any(|part| TRADITIONAL.contains(part));
        parts.insert(1, if is_traditional { "hant" } else { "hans" });
    }
    parts.join("-")
}

/// Returns what to look for in place of `tag`: itself, then with one part less each time, then what its readers read too.
pub(super) fn lookup(tag: &str) -> Vec<String> {
    let whole = canonical(tag);
    let mut parts: Vec<&str> = whole.split('-').collect();
    let mut tags = Vec::new();
    while !parts.is_empty() {
        tags.push(parts.join("-"));
        parts.pop();
        // A single letter only introduces what stood behind it.
        while parts.last().is_some_and(|part| part.len() == 1) {
            parts.pop();
        }
    }
    if whole == "nn" || whole.starts_with("nn-") {
        tags.push("nb".to_owned());
    }
    tags
}

/// Returns the direction in which a language is written.
pub(super) fn dir(tag: &str) -> Dir {
    let tag = canonical(tag);
    let parts: Vec<&str> = tag.split('-').collect();
    let is_rtl = match script(&parts) {
        Some(script) => RTL_SCRIPTS.contains(&script),
        None => RTL_LANGUAGES.contains(&parts[0]),
    };
    if is_rtl { Dir::Rtl } else { Dir::Ltr }
}

/// Returns the script that a tag names: four letters behind the language, before anything private.
fn script<'a>(parts: &[&'a str]) -> Option<&'a str> {
    let named = parts.iter().skip(1).take_while(|part| part.len() > 1);
    named.copied().find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_looked_for_part_by_part() {
        for (tag, tags) in [
            ("es", "es"),
            ("ES", "es"),
            ("es-419", "es-419 es"),
            ("pt-PT", "pt-pt pt"),
            ("pt-BR", "pt-br pt"),
            ("de-CH-1996", "de-ch-1996 de-ch de"),
            ("de-DE-u-co-phonebk", "de-de-u-co-phonebk de-de-u-co de-de de"),
            ("en-x-pirate", "en-x-pirate en"),
            ("zh", "zh-hans zh"),
            ("zh-CN", "zh-hans-cn zh-hans zh"),
            ("zh-SG", "zh-hans-sg zh-hans zh"),
            ("zh-TW", "zh-hant-tw zh-hant zh"),
            ("zh-HK", "zh-hant-hk zh-hant zh"),
            ("zh-MO", "zh-hant-mo zh-hant zh"),
            ("zh-Hant-CN", "zh-hant-cn zh-hant zh"),
            ("zh-Hans-TW", "zh-hans-tw zh-hans zh"),
            ("cmn-TW", "zh-hant-tw zh-hant zh"),
            ("yue", "zh-hant zh"),
            ("no", "nb"),
            ("no-NO", "nb-no nb"),
            ("nn", "nn nb"),
            ("nn-NO", "nn-no nn nb"),
            ("iw-IL", "he-il he"),
            ("in", "id"),
            ("prs-AF", "fa-af fa"),
        ] {
            assert_eq!(lookup(tag).join(" "), tags, "{tag}");
        }
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for (tag, want) in [
            ("ar-EG", Dir::Rtl),
            ("iw", Dir::Rtl),
            ("ur-PK", Dir::Rtl),
            ("az-Arab", Dir::Rtl),
            ("ks-Arab-IN", Dir::Rtl),
            ("az", Dir::Ltr),
            ("ar-Latn", Dir::Ltr),
            ("en-x-arab", Dir::Ltr),
            ("es-419", Dir::Ltr),
        ] {
            assert_eq!(dir(tag), want, "{tag}");
        }
    }
}
