//! Standards: files of them, and what a taxonomy knows of each.

use std::fs;
use std::path::Path;

use passerelle_import::standard::{ADDED_BY_US, StandardFile, parse_standards};
use passerelle_model::{
    ConceptKind, Importance, Issue, LanguageTag, MappingPredicate, OutcomeShown, Proficiency,
    SCHEMA_VERSION, Severity, StandardList, StandardListed, StandardShown, TranslationHop,
    UnitShown, codes,
};
use passerelle_taxonomy::{Builder, ConceptId, Names, Taxonomy, referencing_of};

use crate::engine::Engine;
use crate::error::Error;
use crate::import_run::provenance;

pub use passerelle_import::standard::TEMPLATE as STANDARD_TEMPLATE;

/// Imported standards.
#[derive(Debug)]
pub struct StandardImport {
    /// The taxonomy: the standards alone, to be added to the default.
    pub taxonomy: Taxonomy,
    /// What was read, file by file.
    pub reports: Vec<StandardReport>,
    /// What was found in the files, and in the graph that they make.
    pub issues: Vec<Issue>,
}

/// How much there is in a file of standards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardReport {
    /// The name of the file.
    pub file: String,
    /// Standards.
    pub standards: usize,
    /// Units, each as often as a standard has it.
    pub units: usize,
    /// Outcomes.
    pub outcomes: usize,
}

impl Engine {
    /// Reads and checks files of standards: what is wrong in themselves, and
    /// what they refer to that this engine does not know.
    ///
    /// # Errors
    /// Where a file cannot be read at all.
    pub fn check_standards(
        &self,
        files: &[&Path],
    ) -> Result<(Vec<StandardReport>, Vec<Issue>), Error> {
        let (mut reports, mut issues) = (Vec::new(), Vec::new());
        for path in files {
            let (report, _, found) = self.read_standards(path)?;
            reports.push(report);
            issues.extend(found);
        }
        Ok((reports, issues))
    }

    /// Makes a taxonomy of files of standards. What they refer to – levels,
    /// groups of ISCO-08, fields – is taken from this engine.
    ///
    /// A file with an error is left out, and its issues say why.
    ///
    /// # Errors
    /// Where a file cannot be read at all, or none is without error.
    pub fn import_standards(&self, files: &[&Path]) -> Result<StandardImport, Error> {
        let mut builder = Builder::new();
        let (mut reports, mut issues) = (Vec::new(), Vec::new());
        let mut titles = Vec::new();
        for path in files {
            let (report, file, found) = self.read_standards(path)?;
            let is_sound = found.iter().all(|issue| issue.severity < Severity::Error);
            issues.extend(found);
            let Some(file) = file.filter(|_| is_sound) else { continue };
            file.declare_references(self.taxonomy(), &mut builder);
            // Unknown references are told already.
            let found = file.add_to(&report.file, &mut builder);
            issues.extend(found.into_iter().filter(|i| i.code != codes::GRAPH_UNKNOWN_REFERENCE));
            if !titles.contains(&file.scheme.title) {
                titles.push(file.scheme.title.clone());
            }
            reports.push(report);
        }
        if reports.is_empty() {
            let file = files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ");
            issues.retain(|issue| issue.severity == Severity::Error);
            return Err(Error::Standard { file, issues: issues.into_boxed_slice() });
        }
        let (taxonomy, found) = builder.build(provenance(titles.join(" + ")));
        issues.extend(found);
        Ok(StandardImport { taxonomy, reports, issues })
    }

    /// A file with what is wrong in it; nothing of it where it cannot be
    /// understood.
    fn read_standards(
        &self,
        path: &Path,
    ) -> Result<(StandardReport, Option<StandardFile>, Vec<Issue>), Error> {
        let name = passerelle_import::records::name_of(path);
        let text = fs::read_to_string(path).map_err(|source| {
            passerelle_import::Error::CannotRead { path: path.to_path_buf(), source }
        })?;
        let file = match parse_standards(&name, &text) {
            Ok(file) => file,
            Err(issue) => {
                let report = StandardReport { file: name, standards: 0, units: 0, outcomes: 0 };
                return Ok((report, None, vec![issue]));
            }
        };
        let mut issues = file.check(&name);
        issues.extend(file.check_references(&name, self.taxonomy()));
        let report = StandardReport {
            file: name,
            standards: file.standard.len(),
            units: file.standard.iter().map(|s| s.unit.len()).sum(),
            outcomes: file.standard.iter().map(|s| s.outcomes().count()).sum(),
        };
        Ok((report, Some(file), issues))
    }

    /// Every standard: the qualifications of the taxonomy, by IRI.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn standards(&self) -> Result<StandardList, Error> {
        let names = Names::new(self.taxonomy(), self.language())?;
        let all = self.taxonomy().concepts_of(ConceptKind::Qualification);
        let standards = all.map(|standard| self.listed(standard, &names)).collect();
        Ok(StandardList { schema_version: SCHEMA_VERSION, standards })
    }

    /// A standard with all that is known of it; nothing where `concept` is no
    /// qualification.
    ///
    /// # Errors
    /// Where labels or notes cannot be read.
    pub fn standard(&self, concept: ConceptId) -> Result<Option<StandardShown>, Error> {
        let taxonomy = self.taxonomy();
        if taxonomy.kind(concept) != ConceptKind::Qualification {
            return Ok(None);
        }
        let names = Names::new(taxonomy, self.language())?;
        let eqf = taxonomy.level(concept).and_then(|level| referencing_of(taxonomy, level));
        let asked = taxonomy.requires(concept, Importance::Essential);
        let mut parts = Vec::new();
        for unit in by_code(taxonomy, taxonomy.parts(concept)) {
            parts.push(self.unit(unit, &names)?);
        }
        let units = taxonomy.related(concept).iter().copied();
        let electives: Vec<ConceptId> =
            units.filter(|&c| taxonomy.kind(c) == ConceptKind::Unit).collect();
        let mut optional = Vec::new();
        for unit in by_code(taxonomy, &electives) {
            optional.push(self.unit(unit, &names)?);
        }
        Ok(Some(StandardShown {
            schema_version: SCHEMA_VERSION,
            about: self.listed(concept, &names),
            eqf_level: eqf.map(|(level, _)| level),
            eqf_referencing: eqf.map(|(_, referencing)| referencing),
            asks_for: asked.iter().map(|&c| names.of(c)).collect(),
            notes: self.notes_of(concept)?,
            source: self.source_of(concept)?,
            replaced_by: taxonomy.replaced_by(concept).iter().map(|&c| names.of(c)).collect(),
            corresponds: corresponds(taxonomy, concept, &names),
            parts,
            optional,
        }))
    }

    fn listed(&self, standard: ConceptId, names: &Names<'_>) -> StandardListed {
        let taxonomy = self.taxonomy();
        let units = taxonomy.parts(standard);
        let outcomes: Vec<ConceptId> =
            units.iter().flat_map(|&unit| taxonomy.parts(unit)).copied().collect();
        let leaves = units.iter().filter(|&&unit| taxonomy.parts(unit).is_empty());
        let leaves = leaves.chain(&outcomes);
        let mapped = leaves.filter(|&&leaf| taxonomy.mappings_from(leaf).next().is_some());
        StandardListed {
            standard: names.of(standard),
            code: taxonomy.notation(standard).map(str::to_owned),
            level: taxonomy.level(standard).map(|level| names.of(level).id),
            hours: taxonomy.hours(standard),
            units: units.len(),
            mapped: mapped.count(),
            outcomes: outcomes.len(),
            superseded: taxonomy.status(standard) == passerelle_model::Status::Deprecated,
        }
    }

    fn unit(&self, unit: ConceptId, names: &Names<'_>) -> Result<UnitShown, Error> {
        let taxonomy = self.taxonomy();
        let outcomes = by_code(taxonomy, taxonomy.parts(unit));
        let mut shown = Vec::new();
        for outcome in outcomes {
            let level = taxonomy.level(outcome).and_then(|level| {
                let number = taxonomy.iri(level).strip_prefix("urn:passerelle:proficiency:")?;
                Proficiency::try_from(number.parse::<i64>().ok()?).ok()
            });
            shown.push(OutcomeShown {
                outcome: names.of(outcome),
                level,
                ours: self.notes_of(outcome)?.iter().any(|note| note == ADDED_BY_US),
                corresponds: corresponds(taxonomy, outcome, names),
                stated_unmapped: !taxonomy.stated_unmapped(outcome).is_empty(),
            });
        }
        Ok(UnitShown {
            unit: names.of(unit),
            code: taxonomy.notation(unit).map(str::to_owned),
            hours: taxonomy.hours(unit),
            source: self.source_of(unit)?,
            notes: self.notes_of(unit)?,
            corresponds: corresponds(taxonomy, unit, names),
            stated_unmapped: !taxonomy.stated_unmapped(unit).is_empty(),
            outcomes: shown,
        })
    }

    fn notes_of(&self, concept: ConceptId) -> Result<Vec<String>, Error> {
        let notes = self.taxonomy().notes(&LanguageTag::english())?;
        let of = |table: &passerelle_taxonomy::NoteTable| {
            table.of(concept).map(|note| note.text.to_owned()).collect()
        };
        Ok(notes.map(of).unwrap_or_default())
    }

    /// The source of the preferred label.
    fn source_of(&self, concept: ConceptId) -> Result<Option<String>, Error> {
        let taxonomy = self.taxonomy();
        for language in taxonomy.languages() {
            let Some(table) = taxonomy.labels(language)? else { continue };
            if let Some(label) = table.of(concept).next() {
                let source = taxonomy.provenance().sources.get(label.source.index());
                return Ok(source.map(|source| source.name.clone()));
            }
        }
        Ok(None)
    }
}

/// Parts as people order them: by code, numbers as numbers.
fn by_code(taxonomy: &Taxonomy, parts: &[ConceptId]) -> Vec<ConceptId> {
    let mut parts = parts.to_vec();
    parts.sort_by_cached_key(|&part| {
        let code = taxonomy.notation(part).unwrap_or_else(|| taxonomy.iri(part));
        (passerelle_taxonomy::in_code_order(code), part)
    });
    parts
}

/// What a concept corresponds to in other schemes, surest first; what stands
/// for levels and fields is left aside.
fn corresponds(taxonomy: &Taxonomy, concept: ConceptId, names: &Names<'_>) -> Vec<TranslationHop> {
    let mut mappings: Vec<_> = taxonomy
        .mappings_from(concept)
        .filter(|m| !matches!(taxonomy.kind(m.object), ConceptKind::Level | ConceptKind::Field))
        .collect();
    let strength = |predicate: MappingPredicate| predicate.number();
    mappings.sort_by_key(|&m| {
        let sure = taxonomy.mapping_confidence(m);
        (std::cmp::Reverse(sure), strength(m.predicate), m.object)
    });
    mappings.into_iter().map(|mapping| names.mapping(mapping)).collect()
}
