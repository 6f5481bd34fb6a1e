//! A profile whose skills have become concepts.

use passerelle_model::{Assurance, Proficiency, ResolvedBy};
use passerelle_taxonomy::ConceptId;

/// A candidate, ready to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    id: String,
    skills: Vec<CandidateSkill>,
    distinct: u64,
}

/// One piece of a candidate's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateSkill {
    /// The skill.
    pub concept: ConceptId,
    /// How the profile named it.
    pub resolved_by: ResolvedBy,
    /// How well the person does it, where it is stated.
    pub proficiency: Option<Proficiency>,
    /// Who vouches for it.
    pub assurance: Assurance,
}

impl CandidateSkill {
    /// The proficiency that counts: as stated, or independent.
    pub fn counted_proficiency(&self) -> Proficiency {
        self.proficiency.unwrap_or(Proficiency::INDEPENDENT)
    }
}

impl Candidate {
    /// A candidate with evidence in any order, which may name a skill more
    /// than once.
    pub fn new(id: impl Into<String>, skills: Vec<CandidateSkill>) -> Self {
        let mut concepts: Vec<ConceptId> = skills.iter().map(|s| s.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        Self { id: id.into(), skills, distinct: concepts.len() as u64 }
    }

    /// The id of the profile.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The evidence, in the order of the profile.
    pub fn skills(&self) -> &[CandidateSkill] {
        &self.skills
    }

    /// How many different skills there are.
    pub fn distinct_skills(&self) -> u64 {
        self.distinct
    }
}
