//! Who or what is aligned: modules with outcomes that were linked to concepts.

use std::collections::BTreeMap;

use passerelle_model::{
    EqfLevel, LanguageReached, LevelBasis, LinkBasis, Proficiency, SubjectKind,
};
use passerelle_taxonomy::ConceptId;

/// A curriculum, a standard read as what is taught, or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: String,
    /// What it is called; never a person's name.
    pub title: Option<String>,
    /// What it is; a person's evidence is judged by proficiency, what is
    /// taught by EQF levels.
    pub kind: SubjectKind,
    /// Its level.
    pub level: Option<(EqfLevel, LevelBasis)>,
    /// Its learning hours as a whole.
    pub hours: Option<u32>,
    /// The languages reached, by tag.
    pub languages: Vec<LanguageReached>,
    /// By standard: how like its words as a whole are to those of the standard,
    /// in per cent of the mean over the standards; empty where nobody compared.
    pub topics: BTreeMap<ConceptId, u32>,
    /// Its modules; for a person, the parts of the record. Their order changes
    /// no figure.
    pub modules: Vec<SubjectModule>,
}

/// A module, or what a record states at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectModule {
    /// Its id; unique in its subject.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// Its learning hours.
    pub hours: Option<u32>,
    /// What it weighs among the modules where hours are unknown, as its weeks;
    /// it has weight by its outcomes where a module beside it states none.
    pub weeks: Option<u32>,
    /// Its level, where it is not the subject's.
    pub level: Option<(EqfLevel, LevelBasis)>,
    /// Whether only some take it: it then covers nothing.
    pub optional: bool,
    /// What is learnt in it.
    pub outcomes: Vec<SubjectOutcome>,
}

/// One thing that is learnt, with the concepts that it was linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectOutcome {
    /// The curriculum's own words; absent for a person.
    pub text: Option<String>,
    /// The links; none where nobody knows what it is.
    pub links: Vec<Link>,
}

/// A link from an outcome to a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The concept: an outcome, a skill, or a whole with all it comprises.
    pub concept: ConceptId,
    /// How it came about.
    pub basis: LinkBasis,
    /// What it is worth, in per cent, 0 to 100.
    pub confidence: u8,
    /// A person's proficiency, where the record states it.
    pub proficiency: Option<Proficiency>,
}

impl Link {
    /// A link that the curriculum or the record states.
    pub const fn stated(concept: ConceptId) -> Self {
        Self { concept, basis: LinkBasis::Stated, confidence: 100, proficiency: None }
    }

    pub(crate) const fn is_confirmed(self) -> bool {
        !matches!(self.basis, LinkBasis::Suggested)
    }
}

impl Subject {
    /// A subject of which nothing is known but its modules.
    pub fn new(id: impl Into<String>, kind: SubjectKind, modules: Vec<SubjectModule>) -> Self {
        let (title, level, hours, languages) = (None, None, None, Vec::new());
        let topics = BTreeMap::new();
        Self { id: id.into(), title, kind, level, hours, languages, topics, modules }
    }

    /// The weight of each outcome of each module that everybody takes, in
    /// 2^-32 of the whole: by hours, else by weeks, else equally.
    pub(crate) fn weights(&self) -> Vec<u128> {
        let taken: Vec<&SubjectModule> =
            self.modules.iter().filter(|m| !m.optional && !m.outcomes.is_empty()).collect();
        let by = |of: fn(&SubjectModule) -> Option<u32>| -> bool {
            taken.iter().all(|m| of(m).is_some()) && taken.iter().any(|m| of(m) > Some(0))
        };
        let of: fn(&SubjectModule) -> u128 = if by(|m| m.hours) {
            |m| m.hours.unwrap_or(0).into()
        } else if by(|m| m.weeks) {
            |m| m.weeks.unwrap_or(0).into()
        } else {
            |m| m.outcomes.len() as u128
        };
        let all: u128 = taken.iter().map(|m| of(m)).sum();
        let weight = |m: &SubjectModule| {
            if m.optional || m.outcomes.is_empty() {
                return 0;
            }
            (of(m) << 32) / all.max(1) / m.outcomes.len() as u128
        };
        self.modules.iter().map(weight).collect()
    }
}
