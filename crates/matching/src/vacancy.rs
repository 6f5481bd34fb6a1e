//! A vacancy whose requirements have become concepts.

use passerelle_model::{Importance, Proficiency, ResolvedBy};
use passerelle_taxonomy::ConceptId;

use crate::Error;

/// A vacancy, ready to be scored against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledVacancy {
    id: String,
    title: Option<String>,
    requirements: Vec<Requirement>,
    weight: u64,
}

/// One skill that a vacancy asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The skill.
    pub concept: ConceptId,
    /// How the vacancy named it.
    pub resolved_by: ResolvedBy,
    /// Essential or optional.
    pub importance: Importance,
    /// Its weight, 1 to 5.
    pub weight: u8,
    /// The least proficiency that is enough.
    pub minimum: Proficiency,
}

impl CompiledVacancy {
    /// A vacancy with requirements in the order in which they are explained;
    /// of two for the same skill, the first counts.
    ///
    /// # Errors
    /// [`Error::AsksNothing`] without any requirement, and
    /// [`Error::Weight`] for a weight that is not 1 to 5.
    pub fn new(
        id: impl Into<String>,
        title: Option<String>,
        requirements: Vec<Requirement>,
    ) -> Result<Self, Error> {
        let id = id.into();
        let mut kept: Vec<Requirement> = Vec::with_capacity(requirements.len());
        let mut seen = std::collections::BTreeSet::new();
        for requirement in requirements {
            if !(1..=5).contains(&requirement.weight) {
                return Err(Error::Weight { id, weight: requirement.weight });
            }
            if seen.insert(requirement.concept) {
                kept.push(requirement);
            }
        }
        if kept.is_empty() {
            return Err(Error::AsksNothing { id });
        }
        let weight = kept.iter().map(|r| u64::from(r.weight)).sum();
        Ok(Self { id, title, requirements: kept, weight })
    }

    /// The id of the vacancy.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title, for people.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What it asks for; never empty, each skill once.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Σ weight of the requirements; at least 1.
    pub fn weight(&self) -> u64 {
        self.weight
    }
}
