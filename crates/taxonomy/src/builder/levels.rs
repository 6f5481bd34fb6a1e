//! Taking tables of levels into the graph.

use passerelle_model::{
    ConceptKind, Confidence, FactConfidence, LabelRole, LanguageTag, LevelConversion, LevelTables,
    MappingPredicate, SchemeKind, Status,
};

use super::{Builder, Handle};
use crate::ids::SourceId;
use crate::levels::{level_iri, namespace, set_of};
use crate::mapping::MappingSet;
use crate::scheme::{Scheme, Source};

impl Builder {
    /// Takes in tables of levels: the tables as they are, each framework as a
    /// scheme, each level as a concept, and each conversion as mappings in a
    /// set that says what they rest on.
    ///
    /// Levels of frameworks that are code lists (EQF, ISCED) are expected to
    /// be there; others are declared.
    pub fn levels(&mut self, tables: LevelTables) {
        for framework in &tables.frameworks {
            let space = namespace(&framework.id);
            let Ok(iri) = passerelle_model::Iri::parse(space.trim_end_matches(':')) else {
                continue;
            };
            let place =
                if framework.country.is_empty() { &framework.region } else { &framework.country };
            let title = format!("{} ({place})", framework.title);
            self.scheme(Scheme {
                prefix: Some((framework.id.clone(), space)),
                ..Scheme::new(iri, SchemeKind::ConceptScheme, &title)
            });
        }
        // Each row has a source of its own, and the tables keep it.
        let source = self.source(Source::named("tables of levels"));
        for row in &tables.conversions {
            self.level_conversion(row, source);
        }
        self.level_tables.extend(tables);
    }

    fn level_conversion(&mut self, row: &LevelConversion, source: SourceId) {
        let english = LanguageTag::english();
        let Some(level) = self.level_concept(&row.framework, &row.level) else { return };
        let name = format!("{} {}", row.framework, row.level);
        if row.framework != "isco-skill-level" {
            self.label(level, &english, LabelRole::Preferred, &name, source);
            self.label(level, &english, LabelRole::Alternative, &row.title, source);
        }
        let (id, title) = set_of(row.referencing);
        let set = MappingSet::new(id, title, "semapv:ManualMappingCuration", Confidence::FULL);
        let set = self.mapping_set(set);
        let one = row.to_levels.len() == 1 && row.referencing.is_formal();
        let predicate = if one { MappingPredicate::Close } else { MappingPredicate::Related };
        let percent = match row.fact.confidence {
            FactConfidence::High => 95,
            FactConfidence::Medium => 80,
            FactConfidence::Low => 60,
        };
        for to in &row.to_levels {
            if let Some(other) = self.level_concept(&row.to, to) {
                self.mapping(level, predicate, other, Confidence::new(percent).ok(), set);
            }
        }
    }

    fn level_concept(&mut self, framework: &str, level: &str) -> Option<Handle> {
        let iri = passerelle_model::Iri::parse(&level_iri(framework, level)).ok()?;
        if let Some(known) = self.find(iri.as_str()) {
            return Some(known);
        }
        let concept = self.concept(&iri, ConceptKind::Level, Status::Released);
        if let Ok(scheme) = passerelle_model::Iri::parse(namespace(framework).trim_end_matches(':'))
        {
            self.in_scheme(concept, &scheme);
        }
        self.notation(concept, level);
        Some(concept)
    }
}
