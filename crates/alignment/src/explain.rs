//! An alignment as data that people can check.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{
    Alignment, AlignmentBasis, AlignmentSubject, CoverageEvidence, CoverageStatus, Detail,
    HoursCompared, LanguageCompared, LanguageTag, LevelBasis, LevelCompared, MissingOutcome,
    ModuleOverlap, ModuleUse, OutcomeCoverage, PathStep, RequiredBy, SCHEMA_VERSION, Score,
    StandardCoverage, UnitCoverage,
};
use passerelle_taxonomy::{ConceptId, Hop, Names};

use crate::coverage::{Aligner, CellCoverage, Evidence, StandardFigures, levels_short};
use crate::hours::hours_missing;
use crate::reach::LeafReach;
use crate::standard::{Cell, CompiledStandard, CompiledUnit};
use crate::subject::Subject;

/// How many pieces of evidence a cell names of those that are confirmed, and
/// of those that are suggested.
const NAMED: usize = 3;

impl Aligner<'_> {
    /// Aligns a subject with standards. `language` is that of work, where it
    /// is known; `detail` says how much is told: full with the evidence of
    /// every cell, compact with units and what is missing, or the figures
    /// alone.
    pub fn align(
        &self,
        subject: &Subject,
        standards: &[CompiledStandard],
        language: Option<&LanguageTag>,
        names: &Names<'_>,
        detail: Option<Detail>,
    ) -> Alignment {
        let evidence = self.evidence(subject);
        let coverage = self.coverage_by(&evidence, standards);
        let mut shown = Vec::new();
        let mut order: Vec<(&CompiledStandard, &StandardFigures)> =
            standards.iter().zip(&coverage.standards).collect();
        order.sort_by_key(|(standard, _)| standard.concept);
        for &(standard, figures) in &order {
            shown.push(self.standard(&evidence, standard, figures, language, names, detail));
        }
        let is_told = detail.is_some();
        let modules = subject.modules.iter().zip(&coverage.modules_used);
        let modules = modules.zip(&coverage.outcomes_used).filter(|_| is_told);
        let modules = modules.map(|((module, &used), is_used)| ModuleUse {
            module: module.id.clone(),
            title: module.title.clone(),
            hours: module.hours,
            optional: module.optional,
            outcomes: u32::try_from(module.outcomes.len()).unwrap_or(u32::MAX),
            used,
            surplus: module
                .outcomes
                .iter()
                .zip(is_used)
                .filter(|&(_, &is_used)| {
                    !is_used && detail == Some(Detail::Full) && !module.optional
                })
                .map(|(outcome, _)| {
                    let label = || outcome.links.first().map(|link| names.of(link.concept).label);
                    outcome.text.clone().or_else(label).unwrap_or_default()
                })
                .collect(),
        });
        Alignment {
            schema_version: SCHEMA_VERSION,
            subject: AlignmentSubject {
                id: subject.id.clone(),
                title: subject.title.clone(),
                kind: subject.kind,
            },
            basis: AlignmentBasis::default(),
            standards: shown,
            modules: modules.collect(),
            overlaps: if is_told { self.overlaps(&evidence, standards, names) } else { Vec::new() },
            missing: if is_told { self.missing(&order, names) } else { Vec::new() },
            supplement: None,
        }
    }

    fn standard(
        &self,
        evidence: &Evidence<'_>,
        standard: &CompiledStandard,
        figures: &StandardFigures,
        language: Option<&LanguageTag>,
        names: &Names<'_>,
        detail: Option<Detail>,
    ) -> StandardCoverage {
        let subject = evidence.subject;
        let units: Vec<UnitCoverage> = standard
            .units
            .iter()
            .enumerate()
            .map(|(at, unit)| self.unit(evidence, standard, unit, figures, at, names, detail))
            .collect();
        let missing = units.iter().map(|unit| unit.hours.missing);
        let missing = missing.collect::<Option<Vec<u32>>>().map(|hours| hours.iter().sum());
        let topic = subject.topics.get(&standard.concept).copied();
        let covered = u64::from(figures.coverage.with_suggested.millionths());
        let used = u64::from(figures.used.with_suggested.millionths());
        // F₂: coverage counts more than what else is taught.
        let both = (5 * covered * used).checked_div(4 * used + covered).unwrap_or(0);
        let squared = topic.map_or(10_000, |topic| u64::from(topic) * u64::from(topic));
        let basis = |level: Option<(_, LevelBasis)>| level.map_or(LevelBasis::Unknown, |l| l.1);
        StandardCoverage {
            standard: names.of(standard.concept),
            coverage: figures.coverage,
            content: figures.content,
            used: figures.used,
            fit: figures.fit,
            topic,
            relevance: both.saturating_mul(squared) / 10_000,
            outcomes: figures.outcomes,
            undetermined: figures.undetermined,
            hours: HoursCompared {
                asked: standard.hours,
                given: figures.hours_given.as_ref().map(|hours| hours.iter().sum()),
                missing,
            },
            level: LevelCompared {
                asked: standard.level.map(|level| level.0),
                asked_basis: basis(standard.level),
                given: subject.level.map(|level| level.0),
                given_basis: basis(subject.level),
                short: levels_short(subject.level, standard.level),
            },
            language: standard.language.map(|asked| {
                let of_work = |tag: &LanguageTag| {
                    subject.languages.iter().find(|l| l.language.primary() == tag.primary())
                };
                let reached = language.and_then(of_work);
                LanguageCompared {
                    asked,
                    language: language.cloned(),
                    reached: subject.languages.clone(),
                    short: reached.map(|reached| reached.level.shortfall(asked)),
                }
            }),
            units: if detail.is_none() { Vec::new() } else { units },
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a unit with all that it stands in")]
    fn unit(
        &self,
        evidence: &Evidence<'_>,
        standard: &CompiledStandard,
        unit: &CompiledUnit,
        figures: &StandardFigures,
        at: usize,
        names: &Names<'_>,
        detail: Option<Detail>,
    ) -> UnitCoverage {
        let coverage = figures.units.get(at).copied().unwrap_or_default();
        let cells = figures.cells.get(at).map_or(&[] as &[CellCoverage], Vec::as_slice);
        let missing = hours_missing(unit, cells);
        let hours = cell_hours(unit, cells);
        let outcomes = unit.cells.iter().zip(cells).zip(hours);
        let outcomes = outcomes.map(|((cell, &found), hours_missing)| OutcomeCoverage {
            outcome: names.of(cell.target),
            certainty: cell.certainty,
            comprised: cell.by.map(|by| names.comprised(by)),
            status: found.status(cell, self.policy),
            covered: found.confirmed,
            with_suggested: found.with_suggested,
            hours_missing,
            evidence: if detail == Some(Detail::Full) {
                self.evidence_of(evidence, standard, unit, cell, names)
            } else {
                Vec::new()
            },
        });
        UnitCoverage {
            unit: names.of(unit.concept),
            coverage,
            hours: HoursCompared {
                asked: unit.hours,
                given: figures.hours_given.as_ref().and_then(|hours| hours.get(at).copied()),
                missing,
            },
            outcomes: outcomes.collect(),
        }
    }

    /// The evidence of a cell, the best first; of each module's outcome the
    /// best way only.
    fn evidence_of(
        &self,
        evidence: &Evidence<'_>,
        standard: &CompiledStandard,
        unit: &CompiledUnit,
        cell: &Cell,
        names: &Names<'_>,
    ) -> Vec<CoverageEvidence> {
        let mut found: Vec<_> = evidence
            .entries(unit.concept, cell)
            .filter_map(|(entry, held)| {
                let piece = evidence.pieces.get(entry.piece as usize)?;
                let (covers, of) =
                    self.covers(evidence.subject, piece, entry, standard, cell, held);
                Some((piece, entry, held, covers, of))
            })
            .collect();
        found.sort_by_key(|&(piece, entry, held, covers, _)| {
            let own = piece.concept != Some(cell.target);
            let modules = &evidence.subject.modules;
            let module = modules.get(piece.module as usize).map(|module| module.id.as_str());
            let worth = std::cmp::Reverse((covers, entry.worth));
            (worth, !held, own, module, piece.outcome, piece.link.concept, piece.concept)
        });
        let (mut counts, mut seen) = ([0usize; 2], BTreeSet::new());
        found.retain(|(piece, ..)| {
            let Some(count) = counts.get_mut(usize::from(piece.link.is_confirmed())) else {
                return false;
            };
            let keep = *count < NAMED && seen.insert((piece.module, piece.outcome));
            *count += usize::from(keep);
            keep
        });
        found
            .into_iter()
            .map(|(piece, entry, held, covers, sufficiency)| {
                let module = evidence.subject.modules.get(piece.module as usize);
                let outcome = module.and_then(|m| m.outcomes.get(piece.outcome as usize));
                let reach = self.reach(piece.link.concept);
                let leaf = piece.leaf.and_then(|at| reach.leaves.get(at as usize));
                let leaf = leaf.filter(|_| !held);
                CoverageEvidence {
                    module: module.map(|m| m.id.clone()).unwrap_or_default(),
                    text: outcome.and_then(|o| o.text.clone()),
                    concept: names.of(piece.link.concept),
                    link: piece.link.basis,
                    link_confidence: piece.link.confidence,
                    through: leaf
                        .map(|leaf| leaf.through.iter().map(|&c| names.of(c)).collect())
                        .unwrap_or_default(),
                    comprised: leaf.and_then(|leaf| leaf.by).map(|by| names.comprised(by)),
                    origin_confidence: leaf.map_or(100, LeafReach::origin_confidence),
                    path: leaf
                        .map(|l| self.path(l.concept, cell.target, names))
                        .unwrap_or_default(),
                    proximity: entry.proximity,
                    confidence: entry.confidence,
                    sufficiency: sufficiency.worth,
                    levels_short: sufficiency.short,
                    proficiency: piece.proficiency,
                    covers,
                }
            })
            .collect()
    }

    fn path(&self, from: ConceptId, to: ConceptId, names: &Names<'_>) -> Vec<PathStep> {
        let way = self.taxonomy.proximity(from, to, &self.proximity, &self.translator);
        let step = |hop: Hop| PathStep { relation: hop.relation, to: names.of(hop.to) };
        way.map(|way| way.path.into_iter().map(step).collect()).unwrap_or_default()
    }

    /// Pairs of modules that both cover an outcome some standard asks for.
    fn overlaps(
        &self,
        evidence: &Evidence<'_>,
        standards: &[CompiledStandard],
        names: &Names<'_>,
    ) -> Vec<ModuleOverlap> {
        let threshold = self.policy.alignment.covered;
        let mut pairs: BTreeMap<(u32, u32), BTreeMap<ConceptId, bool>> = BTreeMap::new();
        for standard in standards {
            for unit in &standard.units {
                for cell in &unit.cells {
                    let mut by: BTreeMap<u32, bool> = BTreeMap::new();
                    for (entry, held) in evidence.entries(unit.concept, cell) {
                        let Some(piece) = evidence.pieces.get(entry.piece as usize) else {
                            continue;
                        };
                        // What two modules teach is the same at any level.
                        let worth = entry.worth / 1_000_000;
                        if worth >= u32::from(threshold) || held {
                            *by.entry(piece.module).or_default() |= piece.link.is_confirmed();
                        }
                    }
                    let modules: Vec<(u32, bool)> = by.into_iter().collect();
                    for (at, &(one, one_confirmed)) in modules.iter().enumerate() {
                        for &(other, other_confirmed) in modules.iter().skip(at + 1) {
                            let outcomes = pairs.entry((one, other)).or_default();
                            *outcomes.entry(cell.target).or_default() |=
                                one_confirmed && other_confirmed;
                        }
                    }
                }
            }
        }
        let id = |module: u32| {
            let modules = &evidence.subject.modules;
            modules.get(module as usize).map(|m| m.id.clone()).unwrap_or_default()
        };
        let overlap = |((one, other), outcomes): ((u32, u32), BTreeMap<ConceptId, bool>)| {
            let confirmed = outcomes.values().filter(|&&confirmed| confirmed).count();
            ModuleOverlap {
                modules: [id(one), id(other)],
                outcomes: outcomes.into_keys().map(|c| names.of(c)).collect(),
                confirmed: u32::try_from(confirmed).unwrap_or(u32::MAX),
            }
        };
        pairs.into_iter().map(overlap).collect()
    }

    fn missing(
        &self,
        order: &[(&CompiledStandard, &StandardFigures)],
        names: &Names<'_>,
    ) -> Vec<MissingOutcome> {
        let mut found: BTreeMap<ConceptId, Vec<RequiredBy>> = BTreeMap::new();
        for (standard, figures) in order {
            for (unit, cells) in standard.units.iter().zip(&figures.cells) {
                let hours = cell_hours(unit, cells);
                for ((cell, covered), hours) in unit.cells.iter().zip(cells).zip(hours) {
                    if covered.status(cell, self.policy) == CoverageStatus::Covered {
                        continue;
                    }
                    found.entry(cell.target).or_default().push(RequiredBy {
                        standard: names.of(standard.concept).id,
                        unit: names.of(unit.concept).id,
                        covered: covered.confirmed,
                        hours,
                    });
                }
            }
        }
        let mut missing: Vec<(ConceptId, Vec<RequiredBy>)> = found.into_iter().collect();
        missing.sort_by_cached_key(|(concept, required_by)| {
            let standards: BTreeSet<&str> =
                required_by.iter().map(|r| r.standard.as_str()).collect();
            let hours = required_by.iter().filter_map(|r| r.hours).max();
            (std::cmp::Reverse((standards.len(), hours)), *concept)
        });
        let shown =
            |(concept, required_by)| MissingOutcome { outcome: names.of(concept), required_by };
        missing.into_iter().map(shown).collect()
    }
}

/// The hours of what is missing of each cell: those of the unit, shared out by
/// certainty, rounded up.
fn cell_hours(unit: &CompiledUnit, cells: &[CellCoverage]) -> Vec<Option<u32>> {
    let certain: u64 = unit.cells.iter().map(|c| u64::from(c.certainty)).sum();
    let of = |(cell, found): (&Cell, &CellCoverage)| {
        let open = u64::from(100 - found.confirmed.min(100)) * u64::from(cell.certainty);
        let hours = (u64::from(unit.hours?) * open).div_ceil(100 * certain.max(1));
        u32::try_from(hours).ok()
    };
    unit.cells.iter().zip(cells).map(of).collect()
}

/// Whether a score is all there is.
pub(crate) const fn is_full(score: Score) -> bool {
    score.millionths() == Score::MAX.millionths()
}
