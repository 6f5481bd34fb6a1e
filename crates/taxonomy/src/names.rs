//! What to call concepts and mappings before people.

use std::sync::OnceLock;

use passerelle_model::{Direction, LabelRole, LanguageTag, Prefixes, SkillNamed, TranslationHop};

use crate::error::Error;
use crate::graph::Taxonomy;
use crate::ids::ConceptId;
use crate::mapping::Mapping;
use crate::texts::{Label, LabelTable};
use crate::translate::{Step, Translation};
use crate::whole::UnitMapping;

/// What to call concepts before people.
#[derive(Debug)]
pub struct Names<'t> {
    taxonomy: &'t Taxonomy,
    prefixes: Prefixes,
    /// The labels to look into, in this order.
    tables: Vec<&'t LabelTable>,
    /// What was named before.
    known: Vec<OnceLock<SkillNamed>>,
}

impl<'t> Names<'t> {
    /// Names in a language, else in English, else in any.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn new(taxonomy: &'t Taxonomy, language: &LanguageTag) -> Result<Self, Error> {
        let english = LanguageTag::english();
        let mut tables = Vec::new();
        for tag in [language, &english].into_iter().chain(taxonomy.languages()) {
            tables.extend(taxonomy.labels(tag)?);
        }
        let known = std::iter::repeat_with(OnceLock::new).take(taxonomy.len()).collect();
        Ok(Self { taxonomy, prefixes: taxonomy.prefixes(), tables, known })
    }

    /// A concept's CURIE and label.
    pub fn of(&self, concept: ConceptId) -> SkillNamed {
        let name = || self.name(concept);
        self.known.get(concept.index()).map_or_else(name, |cell| cell.get_or_init(name).clone())
    }

    /// A concept's CURIE alone, as [`Names::of`] has it; empty for a concept of
    /// another graph.
    pub fn id(&self, concept: ConceptId) -> &str {
        let cell = self.known.get(concept.index());
        cell.map_or("", |cell| &cell.get_or_init(|| self.name(concept)).id)
    }

    fn name(&self, concept: ConceptId) -> SkillNamed {
        let id = self.prefixes.compact_str(self.taxonomy.iri(concept));
        let preferred = self.tables.iter().find_map(|table| table.preferred(concept));
        // What only a crosswalk names has its alternative labels alone.
        let label = preferred.or_else(|| {
            let of_crosswalk = |label: &Label<'_>| label.role == LabelRole::Alternative;
            self.tables.iter().find_map(|table| Some(table.of(concept).find(of_crosswalk)?.text))
        });
        SkillNamed { label: label.unwrap_or(&id).to_owned(), id }
    }

    /// The hops of a translation.
    pub fn path(&self, translation: &Translation) -> Vec<TranslationHop> {
        let hop = |step: &Step| self.hop(step.mapping, step.confidence.percent(), step.prior);
        translation.steps().map(hop).collect()
    }

    /// The mapping that stands for the outcomes that a unit does not state.
    pub fn comprised(&self, by: UnitMapping) -> TranslationHop {
        let confidence = self.taxonomy.mapping_confidence(by.mapping).percent();
        self.hop(by.mapping, confidence, by.keeps)
    }

    /// A mapping as it stands.
    pub fn mapping(&self, mapping: Mapping) -> TranslationHop {
        self.hop(mapping, self.taxonomy.mapping_confidence(mapping).percent(), 100)
    }

    fn hop(&self, mapping: Mapping, confidence: u8, prior: u8) -> TranslationHop {
        let sets = self.taxonomy.mapping_sets();
        TranslationHop {
            predicate: mapping.predicate,
            to: self.of(mapping.object),
            confidence,
            assumed: mapping.confidence.is_none(),
            prior,
            set: sets.get(mapping.set.index()).map_or("", |s| &s.title).to_owned(),
            read: mapping.swapped.then_some(Direction::Inverted),
        }
    }
}
