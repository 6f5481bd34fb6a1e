//! From the words of a record to concepts.

mod names;
mod profile;
mod vacancy;

use std::collections::HashMap;
use std::sync::RwLock;

use passerelle_model::{ConceptKind, LanguageTag};
use passerelle_search::{Filter, Resolution, resolve_hits};
use passerelle_taxonomy::ConceptId;
use rustc_hash::FxHashMap;

use crate::engine::Engine;
use crate::error::Error;

/// How many texts a run remembers: registers repeat the same words.
const REMEMBERED: usize = 1 << 16;

impl Engine {
    /// Says which skill a text means: a skill proper, or where none fits a
    /// field or group of skills.
    ///
    /// Groups come second because many are named like the knowledge in them,
    /// and a person who says *mathematics* means the knowledge.
    ///
    /// # Errors
    /// Where labels or an index cannot be read.
    pub fn resolve(&self, text: &str, language: Option<&LanguageTag>) -> Result<Resolution, Error> {
        self.resolve_as(Meant::Skill, text, language, &[])
    }

    /// Says which occupation a job title means: an occupation, or where none
    /// fits a group of them.
    ///
    /// # Errors
    /// As [`Engine::resolve`].
    pub fn resolve_occupation(
        &self,
        text: &str,
        language: Option<&LanguageTag>,
    ) -> Result<Resolution, Error> {
        self.resolve_as(Meant::Occupation, text, language, &[])
    }

    /// `own` are the skills of a profile's occupations: a tie goes to the only
    /// one among them.
    fn resolve_as(
        &self,
        meant: Meant,
        text: &str,
        language: Option<&LanguageTag>,
        own: &[ConceptId],
    ) -> Result<Resolution, Error> {
        let among = |kinds: &[ConceptKind]| -> Result<Resolution, Error> {
            let filter =
                Filter { kinds: kinds.to_vec(), language: language.cloned(), scheme: None };
            Ok(resolve_hits(self.hits(text, &filter)?, own))
        };
        let (first, second) = meant.kinds();
        let found = among(first)?;
        if let Resolution::NoMatch { .. } = found {
            let group = among(second)?;
            if let Resolution::Resolved { .. } = group {
                return Ok(group);
            }
        }
        Ok(found)
    }

    /// The concept that an IRI or CURIE names.
    pub fn find(&self, iri_or_curie: &str) -> Option<ConceptId> {
        let taxonomy = self.taxonomy();
        // Most records name concepts in full; prefixes are made for the others.
        let named = taxonomy.find_iri(iri_or_curie);
        named.or_else(|| taxonomy.find(&taxonomy.prefixes().expand(iri_or_curie)?))
    }
}

/// What a text is to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Meant {
    Skill,
    Occupation,
}

impl Meant {
    /// The kinds to look among, and those to look among where none fits.
    const fn kinds(self) -> (&'static [ConceptKind], &'static [ConceptKind]) {
        match self {
            Self::Skill => (&ConceptKind::SKILLS, &[ConceptKind::SkillGroup, ConceptKind::Field]),
            Self::Occupation => (&[ConceptKind::Occupation], &[ConceptKind::OccupationGroup]),
        }
    }
}

type Text = (Meant, Option<LanguageTag>, String);

/// Resolves the records of a run; remembers what it found, which changes
/// nothing but the time.
pub(crate) struct Resolver<'e> {
    engine: &'e Engine,
    /// Every concept by its IRI: most records name theirs so.
    iris: FxHashMap<&'e str, ConceptId>,
    known: RwLock<HashMap<Text, Resolution>>,
}

impl<'e> Resolver<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        let taxonomy = engine.taxonomy();
        let iris = taxonomy.concepts().map(|concept| (taxonomy.iri(concept), concept)).collect();
        Self { engine, iris, known: RwLock::default() }
    }

    /// The concept that an IRI or CURIE names.
    fn find(&self, iri_or_curie: &str) -> Option<ConceptId> {
        self.iris.get(iri_or_curie).copied().or_else(|| self.engine.find(iri_or_curie))
    }

    fn text<'o>(
        &self,
        meant: Meant,
        text: &str,
        language: Option<&LanguageTag>,
        own: &dyn Fn() -> &'o [ConceptId],
    ) -> Result<Resolution, Error> {
        let key = (meant, language.cloned(), text.to_owned());
        // A poisoned lock holds whole entries: they are inserted at once.
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let found = known.get(&key).cloned();
        drop(known);
        let found = if let Some(found) = found {
            found
        } else {
            let found = self.engine.resolve_as(meant, text, language, &[])?;
            let lock = self.known.write();
            let mut known = lock.unwrap_or_else(std::sync::PoisonError::into_inner);
            if known.len() < REMEMBERED {
                known.insert(key, found.clone());
            }
            found
        };
        match found {
            Resolution::Ambiguous { candidates } => match own() {
                [] => Ok(Resolution::Ambiguous { candidates }),
                own => self.engine.resolve_as(meant, text, language, own),
            },
            found => Ok(found),
        }
    }
}
