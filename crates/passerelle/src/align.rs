//! Alignment: curricula, standards and people against standards.

mod cache;
mod links;
mod subjects;
mod suggestions;

use passerelle_alignment::{Aligner, CompiledStandard, Subject, Value};
use passerelle_model::{
    Alignment, AlignmentBasis, ConceptKind, Detail, LanguageTag, MatchingPolicy, Status,
};
use passerelle_taxonomy::{ConceptId, Names};
use rayon::prelude::*;

use crate::engine::Engine;
use crate::error::Error;

pub use cache::SuggestionCache;
pub(crate) use subjects::reached;

pub use links::{COLUMNS as LINK_COLUMNS, Links, links_table};

/// How an alignment is made.
#[derive(Clone, Debug, Default)]
pub struct AlignOptions {
    /// The language of work at the destination, where it is known.
    pub work_language: Option<LanguageTag>,
    /// How much is told; the figures alone where absent.
    pub detail: Option<Detail>,
    /// Say which units would help most within so many hours.
    pub hours: Option<u32>,
    /// The numbers.
    pub policy: MatchingPolicy,
}

/// What links the texts of curricula to standards.
#[derive(Debug, Default)]
pub struct Linking {
    /// What people confirmed and rejected.
    pub links: Links,
    /// Whether links are suggested for texts that nobody linked.
    pub suggest: bool,
    /// What was suggested before.
    pub cache: SuggestionCache,
}

impl Engine {
    /// The standards that are asked for: each by IRI, CURIE or code, or all
    /// current ones with units of a scheme by its prefix; each once, by IRI.
    ///
    /// # Errors
    /// Where one is not known, is no standard, or has no units.
    pub fn standards_to_align(&self, asked: &[String]) -> Result<Vec<ConceptId>, Error> {
        let taxonomy = self.taxonomy();
        let mut found = Vec::new();
        for text in asked {
            let fail = |reason: &'static str| Error::NoSuchStandard { text: text.clone(), reason };
            let is_standard = |&c: &ConceptId| {
                matches!(taxonomy.kind(c), ConceptKind::Qualification | ConceptKind::Unit)
            };
            let named = self.find(text).into_iter();
            let coded = taxonomy.find_notation(text.trim()).iter().copied();
            let concepts: Vec<ConceptId> = named.chain(coded).collect();
            let mut standards: Vec<ConceptId> =
                concepts.iter().copied().filter(is_standard).collect();
            standards.sort_unstable();
            standards.dedup();
            match (standards.as_slice(), concepts.is_empty()) {
                (&[standard], _) => {
                    let is_unit = taxonomy.kind(standard) == ConceptKind::Unit;
                    if taxonomy.parts(standard).is_empty() && !is_unit {
                        return Err(fail("it is known by its title alone, without units"));
                    }
                    found.push(standard);
                }
                ([], false) => return Err(fail("it is no standard")),
                ([], true) => {
                    let mut schemes = taxonomy.schemes().iter().filter(|scheme| {
                        scheme.prefix.as_ref().is_some_and(|(prefix, _)| prefix == text)
                            || scheme.iri.as_str() == text
                    });
                    let scheme = schemes.next().ok_or_else(|| fail("nothing loaded has it"))?;
                    let id = taxonomy.find_scheme(scheme.iri.as_str());
                    let id = id.ok_or_else(|| fail("nothing loaded has it"))?;
                    let before = found.len();
                    found.extend(taxonomy.members(id).filter(|&c| {
                        taxonomy.kind(c) == ConceptKind::Qualification
                            && taxonomy.status(c) != Status::Deprecated
                            && !taxonomy.parts(c).is_empty()
                    }));
                    if found.len() == before {
                        return Err(fail("it has no standard with units"));
                    }
                }
                _ => return Err(fail("several standards have this code: name one by CURIE")),
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Holds subjects against standards; in parallel, in the order given. The
    /// result is the same on any number of threads.
    ///
    /// # Errors
    /// Where labels or a digest cannot be read.
    pub fn align(
        &self,
        subjects: &[Subject],
        standards: &[ConceptId],
        options: &AlignOptions,
    ) -> Result<Vec<Alignment>, Error> {
        self.align_by(subjects, standards, options, None)
    }

    /// As [`Engine::align`], with what the outcomes that are covered are worth
    /// to the caller, places that open for instance: the units that would
    /// help most are chosen by it.
    ///
    /// # Errors
    /// As [`Engine::align`].
    pub fn align_by(
        &self,
        subjects: &[Subject],
        standards: &[ConceptId],
        options: &AlignOptions,
        value: Option<Value<'_>>,
    ) -> Result<Vec<Alignment>, Error> {
        let aligner = Aligner::new(self.taxonomy(), &options.policy);
        let standards: Vec<CompiledStandard> =
            standards.iter().filter_map(|&standard| aligner.compile(standard)).collect();
        let names = Names::new(self.taxonomy(), self.language())?;
        let basis = AlignmentBasis {
            taxonomies: self.digests()?,
            policy: crate::policy::digest(&options.policy),
        };
        let align = |subject: &Subject| {
            let language = options.work_language.as_ref();
            let alignment = aligner.align(subject, &standards, language, &names, options.detail);
            let supplement = options.hours.map(|hours| {
                aligner.supplement(subject, &standards, hours, value).named(hours, &names)
            });
            Alignment { basis: basis.clone(), supplement, ..alignment }
        };
        Ok(subjects.par_iter().map(align).collect())
    }
}
