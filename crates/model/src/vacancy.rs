//! Posts to be filled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Importance, InvalidSkillRef, LanguageTag, Proficiency, SkillRef};

/// A vacancy: what a post asks for.
///
/// A vacancy without requirements of its own may name an occupation: it then
/// asks for that occupation's essential skills (a *template vacancy*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Vacancy {
    /// The record's id; unique within a file.
    pub id: String,
    /// The post's title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The occupation by IRI or CURIE. Its essential skills are the
    /// requirements where `requirements` is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// What the post asks for, in any order; where a skill is asked for
    /// twice, the first statement counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<SkillRequirement>,
}

/// One skill that a post asks for.
///
/// Exactly one of `concept`, `code` and `text` names the skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SkillRequirement {
    /// The skill by IRI or CURIE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The skill by its notation in a loaded taxonomy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The skill in words, to be resolved to a concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The language of `text`; any loaded language where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// Essential (where absent) or optional; gives the weight where none is
    /// stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The requirement's weight, 1 to 5; where absent, the policy's weight
    /// for its importance (2 and 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub weight: Option<u8>,
    /// The least proficiency that is enough; 2 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_proficiency: Option<Proficiency>,
}

impl SkillRequirement {
    /// How the record names the skill.
    ///
    /// # Errors
    /// [`InvalidSkillRef`] unless exactly one way is given.
    pub fn skill(&self) -> Result<SkillRef<'_>, InvalidSkillRef> {
        SkillRef::from_fields(self.concept.as_deref(), self.code.as_deref(), self.text.as_deref())
    }
}
