//! People, as far as matching may know them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Assurance, InvalidSkillRef, LanguageTag, Proficiency, SkillRef};

/// A candidate: an id and the evidence of skills.
///
/// There is no field for sex, age, nationality, religion or any other
/// protected attribute: what is not in the type cannot enter a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// The record's id in its register; unique within a file. It is the only
    /// part of a profile that a log may hold.
    pub id: String,
    /// The skills the person has, in any order. The same skill may be stated
    /// more than once: the best evidence counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<SkillEvidence>,
}

/// One skill that a person has, and what stands behind it.
///
/// Exactly one of `concept`, `code` and `text` names the skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SkillEvidence {
    /// The skill by IRI or CURIE: `esco:skill/…`, `joint:welder/W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The skill by its notation in a loaded taxonomy: `W3.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The skill in words, to be resolved to a concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The language of `text`; any loaded language where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// How well the person does it; 2 is assumed, and said, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proficiency: Option<Proficiency>,
    /// Who vouches for it; self-declared where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
}

impl SkillEvidence {
    /// How the record names the skill.
    ///
    /// # Errors
    /// [`InvalidSkillRef`] unless exactly one way is given.
    pub fn skill(&self) -> Result<SkillRef<'_>, InvalidSkillRef> {
        SkillRef::from_fields(self.concept.as_deref(), self.code.as_deref(), self.text.as_deref())
    }
}
