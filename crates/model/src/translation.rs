//! What a translation from one classification to another says, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Direction, MappingPredicate, SkillNamed};

/// What a translation is for, which decides what each hop keeps of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TranslationUse {
    /// For people to read: broad and narrow are worth the same, and shown.
    People,
    /// For what a person can do: the broader is mostly true of them, the
    /// narrower by chance.
    Evidence,
    /// For what a vacancy asks: the narrower meets it, the broader by chance.
    Requirements,
}

/// A concept translated: one line of a file of translations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TranslationAnswer {
    /// The version of this shape.
    pub schema_version: u32,
    /// What was translated; as it was written, where it is not known.
    pub source: SkillNamed,
    /// The schemes that it was translated to, by title.
    pub to: Vec<String>,
    /// What the translation is for.
    pub purpose: TranslationUse,
    /// The translations, the best first, then by IRI; empty where it is not
    /// mapped.
    pub translations: Vec<TranslationShown>,
    /// Why it is not mapped; absent where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_mapped: Option<NotMappedShown>,
}

/// A concept that another one translates to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TranslationShown {
    /// The concept.
    pub target: SkillNamed,
    /// What it is to the source: `broadMatch` says that it is broader.
    pub predicate: MappingPredicate,
    /// How sure that is, in per cent: ⌊100 · Π (confidence · prior)⌋ over the
    /// hops.
    pub confidence: u8,
    /// Whether several hops that are not exact stand behind the predicate:
    /// SKOS itself draws no such conclusion.
    pub composed: bool,
    /// Whether two `closeMatch` follow one another, of which SKOS warns.
    pub beyond_skos: bool,
    /// The hops; none where the source is in the scheme already.
    pub path: Vec<TranslationHop>,
}

/// One mapping on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TranslationHop {
    /// What it says, read in the direction of travel.
    pub predicate: MappingPredicate,
    /// Where it leads.
    pub to: SkillNamed,
    /// Its confidence, in per cent.
    pub confidence: u8,
    /// Whether the confidence is the set's default, not stated.
    pub assumed: bool,
    /// What this use keeps of such a mapping, in per cent.
    pub prior: u8,
    /// The mapping set that it stands in.
    pub set: String,
    /// How the set is read, where the reviewed verdict differs from what is
    /// published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Direction>,
}

/// Why something is not mapped, and what includes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotMappedShown {
    /// Why.
    pub reason: NotMappedReason,
    /// The nearest concept that includes it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_broader: Option<NearestBroader>,
}

/// Why something is not mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotMappedReason {
    /// A mapping set states that nothing corresponds to it.
    StatedUnmapped,
    /// Paths lead there, and none says anything: they go up and down again,
    /// or through what is only related.
    NothingSaid,
    /// No path of up to three hops leads there.
    NoPath,
    /// What is to be translated is in nothing that is loaded.
    Unknown,
    /// What is to be translated is the code of several concepts.
    Ambiguous,
}

impl NotMappedReason {
    /// The reason as written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StatedUnmapped => "stated-unmapped",
            Self::NothingSaid => "nothing-said",
            Self::NoPath => "no-path",
            Self::Unknown => "unknown",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// The nearest concept that includes one that is not mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NearestBroader {
    /// The concept.
    pub concept: SkillNamed,
    /// How it is reached; empty where it is broader in the source's own
    /// scheme.
    pub path: Vec<TranslationHop>,
    /// How many concepts of the target it is mapped to.
    pub fan_out: usize,
}
