//! Language tags.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A BCP 47 language tag in lower case: `en`, `de`, `pt-br`.
///
/// Two to 20 characters of ASCII letters, digits and `-`, starting with two
/// or three letters. Only the shape is checked, not the registry.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct LanguageTag(String);

/// A text that is not a language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a language tag such as `en` or `pt-br`")]
pub struct InvalidLanguageTag {
    /// The text as given.
    pub text: String,
}

impl LanguageTag {
    /// The longest tag that is accepted, in bytes.
    pub const MAX_LEN: usize = 20;

    /// Checks a text, folds its case and keeps it as a tag.
    ///
    /// # Errors
    /// [`InvalidLanguageTag`] where the text has not the shape of a tag.
    pub fn parse(text: &str) -> Result<Self, InvalidLanguageTag> {
        let primary = text.split('-').next().unwrap_or_default();
        let fits = text.len() <= Self::MAX_LEN
            && matches!(primary.len(), 2 | 3)
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && text
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if fits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidLanguageTag { text: text.chars().take(40).collect() })
        }
    }

    /// English, the language every shipped taxonomy has labels in.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// `und`: nobody says which language it is.
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language: `pt` of `pt-br`.
    pub fn primary(&self) -> &str {
        // Tags are short, and asked for by the million: no searcher is set up.
        let end = self.0.bytes().position(|byte| byte == b'-').unwrap_or(self.0.len());
        self.0.get(..end).unwrap_or(&self.0)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = InvalidLanguageTag;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

impl std::str::FromStr for LanguageTag {
    type Err = InvalidLanguageTag;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_fold_their_case() {
        assert_eq!(LanguageTag::parse("pt-BR").unwrap().as_str(), "pt-br");
        assert_eq!(LanguageTag::parse("pt-BR").unwrap().primary(), "pt");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "e", "english", "en_GB", "en-", "12", "a-very-long-tag-that-goes-on"] {
            assert!(LanguageTag::parse(text).is_err(), "{text}");
        }
    }
}
