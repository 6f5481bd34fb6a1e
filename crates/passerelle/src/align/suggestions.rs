//! Links that words suggest: each text is looked up once.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_alignment::{CompiledStandard, Link};
use passerelle_model::{Curriculum, Issue, LanguageTag, LinkBasis, Place, codes};
use passerelle_search::{Suggester, normalise};
use passerelle_taxonomy::ConceptId;
use rayon::prelude::*;

use super::Linking;
use super::cache::{Key, Suggested};
use super::links::Known;
use super::subjects::language_of;
use crate::engine::Engine;
use crate::error::Error;

/// How many concepts are suggested for a text at most.
const SUGGESTED: usize = 5;

/// What words suggest, by language and normalised text.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    of: BTreeMap<LanguageTag, BTreeMap<String, Suggested>>,
}

impl Suggestions {
    /// Looks up every text of the curricula that nobody linked, among the
    /// outcomes of the standards.
    pub(super) fn find(
        engine: &Engine,
        file: &str,
        curricula: &[Curriculum],
        standards: &[CompiledStandard],
        linking: &mut Linking,
        issues: &mut Vec<Issue>,
    ) -> Result<Self, Error> {
        let mut found = Self::default();
        if !linking.suggest {
            return Ok(found);
        }
        let mut texts: BTreeMap<LanguageTag, BTreeSet<String>> = BTreeMap::new();
        for curriculum in curricula {
            let of_language = texts.entry(language_of(curriculum)).or_default();
            let outcomes = curriculum.modules.iter().flat_map(|module| &module.outcomes);
            for text in outcomes.filter_map(|outcome| outcome.text.as_deref()) {
                if matches!(linking.links.of(text), Known::Open(_)) {
                    of_language.insert(normalise(text));
                }
            }
        }
        let cells = standards.iter().flat_map(|s| &s.units).flat_map(|unit| &unit.cells);
        let mut targets: Vec<ConceptId> = cells.map(|cell| cell.target).collect();
        targets.sort_unstable();
        targets.dedup();
        for (language, texts) in texts {
            let taxonomy = engine.taxonomy();
            let has_labels = match taxonomy.labels(&language)? {
                Some(labels) => targets.iter().any(|&c| labels.preferred(c).is_some()),
                None => false,
            };
            if !has_labels {
                let message = format!("no outcome of the standards has a text in `{language}`");
                let place = Place::file(file).field("language");
                issues.push(Issue::new(codes::OUTCOME_LANGUAGE, place, message));
                continue;
            }
            let key = Key::new(taxonomy, &targets, &language)?;
            let unknown: Vec<&String> =
                texts.iter().filter(|text| linking.cache.get(&key, text).is_none()).collect();
            if !unknown.is_empty() {
                let suggester = Suggester::new(taxonomy, &targets, &language)?;
                let made: Vec<Suggested> = unknown
                    .par_iter()
                    .map(|text| {
                        let hits = suggester.suggest(text, SUGGESTED).into_iter();
                        hits.map(|hit| (hit.concept, hit.confidence)).collect()
                    })
                    .collect();
                for (text, made) in unknown.into_iter().zip(made) {
                    linking.cache.put(taxonomy, &key, text, &made);
                }
            }
            let of_language = found.of.entry(language).or_default();
            for text in texts {
                let known = linking.cache.get(&key, &text).unwrap_or_default();
                let known =
                    known.iter().filter_map(|(iri, sure)| Some((taxonomy.find_iri(iri)?, *sure)));
                of_language.insert(text, known.collect());
            }
        }
        Ok(found)
    }

    /// The links that a text suggests, the surest first.
    pub(super) fn of(&self, text: &str, language: &LanguageTag) -> impl Iterator<Item = Link> {
        let found = self.of.get(language).and_then(|texts| texts.get(&normalise(text)));
        found.into_iter().flatten().map(|&(concept, confidence)| Link {
            concept,
            basis: LinkBasis::Suggested,
            confidence,
            proficiency: None,
        })
    }
}
