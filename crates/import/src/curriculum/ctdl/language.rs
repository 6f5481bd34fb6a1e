//! The language of a framework, however it is stated.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::LanguageTag;

use super::{Facts, Property, texts, values};

/// Codes of ISO 639-2, bibliographic and terminological, with those of ISO
/// 639-1 that language tags have.
///
/// # Source
/// Library of Congress, *Codes for the Representation of Names of Languages*.
const CODES: [(&str, &str); 68] = [
    ("alb", "sq"),
    ("ara", "ar"),
    ("ben", "bn"),
    ("bos", "bs"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("est", "et"),
    ("fas", "fa"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gle", "ga"),
    ("gre", "el"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ice", "is"),
    ("ind", "id"),
    ("isl", "is"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kat", "ka"),
    ("kor", "ko"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mac", "mk"),
    ("may", "ms"),
    ("mkd", "mk"),
    ("mlt", "mt"),
    ("msa", "ms"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nor", "no"),
    ("per", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slo", "sk"),
    ("slv", "sl"),
    ("spa", "es"),
    ("sqi", "sq"),
    ("srp", "sr"),
    ("swa", "sw"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("vie", "vi"),
    ("zho", "zh"),
];

/// The language that most items have their text in; where texts have none,
/// the one that the framework or its items state.
pub(super) fn common_language(framework: &Facts, items: &[&Facts]) -> Option<LanguageTag> {
    let mut counts: BTreeMap<&LanguageTag, u64> = BTreeMap::new();
    for facts in items {
        let tags: BTreeSet<&LanguageTag> =
            values(facts, Property::Text).filter_map(|value| value.language.as_ref()).collect();
        for tag in tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(tag, count)| (*count, Reverse(*tag)));
    let stated = || {
        let mut all = std::iter::once(&framework).chain(items);
        all.find_map(|facts| texts(facts, Property::InLanguage).find_map(stated_language))
    };
    most.map(|(tag, _)| tag.clone()).or_else(stated)
}

/// A language by its tag, or by an IRI that ends in its code.
fn stated_language(text: &str) -> Option<LanguageTag> {
    let code = text.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(text).trim();
    let lower = code.to_ascii_lowercase();
    let short = CODES.binary_search_by_key(&lower.as_str(), |(long, _)| long);
    match short.ok().and_then(|at| CODES.get(at)) {
        Some((_, short)) => LanguageTag::parse(short).ok(),
        None => LanguageTag::parse(code).ok(),
    }
}

/// The text of a node in a language; else one with the same primary language,
/// one without any, or the first. With it, how many more there are in its
/// language.
pub(super) fn text_in<'s>(
    facts: &'s Facts,
    property: Property,
    language: Option<&LanguageTag>,
) -> Option<(&'s str, usize)> {
    let rank = |tag: Option<&LanguageTag>| match (tag, language) {
        (tag, language) if tag == language => 0,
        (Some(tag), Some(language)) if tag.primary() == language.primary() => 1,
        (None, _) => 2,
        _ => 3,
    };
    let best = values(facts, property).min_by_key(|value| rank(value.language.as_ref()))?;
    let same = values(facts, property).filter(|value| value.language == best.language);
    Some((best.text.trim(), same.count().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_tags_however_they_are_stated() {
        assert!(CODES.is_sorted());
        for (text, expected) in [
            ("en-US", Some("en-us")),
            ("http://id.loc.gov/vocabulary/iso639-2/eng", Some("en")),
            ("https://id.loc.gov/vocabulary/iso639-1/de/", Some("de")),
            ("GER", Some("de")),
            ("haw", Some("haw")),
            ("English", None),
            ("", None),
        ] {
            let found = stated_language(text).map(|tag| tag.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
