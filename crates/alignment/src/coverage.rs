//! How far outcomes, units and standards are covered.

use std::sync::OnceLock;

use passerelle_model::{
    CoverageStatus, Covered, EqfLevel, LevelBasis, MatchingPolicy, OutcomeCounts, Proficiency,
    ProximityPolicy, Score, SubjectKind, TranslationPriors,
};
use passerelle_taxonomy::{ConceptId, Taxonomy, Translator};
use rustc_hash::FxHashMap;

use crate::reach::{self, ConceptReach};
use crate::standard::{Cell, CompiledStandard};
use crate::subject::{Link, Subject};

/// How finely the units of a standard are summed up, in bits.
const FINE: u32 = 40;

static NOTHING: ConceptReach =
    ConceptReach { leaves: Vec::new(), held: Vec::new(), mapped: Vec::new() };

/// Holds subjects against standards.
///
/// What a concept covers is found when first asked for, and kept. May be
/// shared between threads.
#[derive(Debug)]
pub struct Aligner<'t> {
    pub(crate) taxonomy: &'t Taxonomy,
    pub(crate) policy: &'t MatchingPolicy,
    pub(crate) proximity: ProximityPolicy,
    pub(crate) translator: Translator<'t>,
    priors: TranslationPriors,
    /// By concept.
    reaches: Vec<OnceLock<Box<ConceptReach>>>,
}

/// A piece of evidence for one concept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Which of the subject's pieces it is.
    pub(crate) piece: u32,
    pub(crate) proximity: u8,
    pub(crate) confidence: u8,
    /// Link, proximity, confidence and origin together, up to 10^8.
    pub(crate) worth: u32,
}

/// One outcome that a link of the subject leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) module: u32,
    pub(crate) outcome: u32,
    pub(crate) link: Link,
    /// Which of the leaves of the link's concept; none where it has none.
    pub(crate) leaf: Option<u32>,
    pub(crate) proficiency: Option<Proficiency>,
    /// The leaf itself.
    pub(crate) concept: Option<ConceptId>,
}

/// What a subject covers, before it is held against anything.
#[derive(Debug)]
pub(crate) struct Evidence<'s> {
    pub(crate) subject: &'s Subject,
    pub(crate) pieces: Vec<Piece>,
    /// By what is covered.
    by_target: FxHashMap<ConceptId, Vec<Entry>>,
    /// The pieces by the wholes that they are had with.
    by_whole: FxHashMap<ConceptId, Vec<Entry>>,
}

/// The figures of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// By standard, in the order given.
    pub standards: Vec<StandardFigures>,
    /// How much of each module some standard uses, in the order of the
    /// modules.
    pub modules_used: Vec<Covered>,
    /// Whether each outcome of each module is used by a standard, suggestions
    /// included.
    pub(crate) outcomes_used: Vec<Vec<bool>>,
}

/// The figures of one subject and one standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardFigures {
    /// How much of the standard is covered.
    pub coverage: Covered,
    /// How much would be, if no level were short.
    pub content: Covered,
    /// How much of what is taught it uses.
    pub used: Covered,
    /// The harmonic mean of both.
    pub fit: Covered,
    /// How many outcomes are covered.
    pub outcomes: OutcomeCounts,
    /// The part of which nobody can say.
    pub undetermined: Score,
    /// Each unit's coverage, in the order of the units.
    pub units: Vec<Covered>,
    /// Each unit's cells, in their order.
    pub cells: Vec<Vec<CellCoverage>>,
    /// The hours given to each unit with what is suggested; absent where the
    /// subject states none.
    pub hours_given: Option<Vec<u32>>,
}

/// How far one cell is covered, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellCoverage {
    /// By what is stated or confirmed.
    pub confirmed: u8,
    /// With what is suggested.
    pub with_suggested: u8,
    /// As `confirmed`, if no level were short.
    pub confirmed_content: u8,
    /// As `with_suggested`, if no level were short.
    pub suggested_content: u8,
}

impl CellCoverage {
    /// Whether the cell is covered.
    pub const fn status(self, cell: &Cell, policy: &MatchingPolicy) -> CoverageStatus {
        status(self.confirmed, cell, policy)
    }
}

const fn status(covered: u8, cell: &Cell, policy: &MatchingPolicy) -> CoverageStatus {
    if covered >= policy.alignment.covered {
        CoverageStatus::Covered
    } else if covered >= policy.alignment.partial {
        CoverageStatus::Partial
    } else if cell.is_title && covered == 0 {
        CoverageStatus::Undetermined
    } else {
        CoverageStatus::Missing
    }
}

impl<'t> Aligner<'t> {
    /// An aligner for a policy, which must be sound.
    pub fn new(taxonomy: &'t Taxonomy, policy: &'t MatchingPolicy) -> Self {
        let priors = reach::priors(policy);
        Self {
            taxonomy,
            policy,
            proximity: reach::covering(policy),
            translator: Translator::new(taxonomy, priors.clone()),
            priors,
            reaches: taxonomy.concepts().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Makes a standard ready: a qualification, or a unit alone. Nothing where
    /// the concept is neither, or a qualification without units.
    pub fn compile(&self, standard: ConceptId) -> Option<CompiledStandard> {
        CompiledStandard::new(self.taxonomy, standard, &self.policy.evidence_priors)
    }

    /// What a concept covers.
    pub(crate) fn reach(&self, concept: ConceptId) -> &ConceptReach {
        let make = || {
            let (proximity, translator) = (&self.proximity, &self.translator);
            Box::new(reach::reach(self.taxonomy, concept, proximity, translator, &self.priors))
        };
        // A concept of another graph covers nothing.
        self.reaches.get(concept.index()).map_or(&NOTHING, |kept| kept.get_or_init(make))
    }

    /// The figures of a subject against standards; costs what the subject's
    /// links reach, and the cells of the standards.
    pub fn coverage(&self, subject: &Subject, standards: &[CompiledStandard]) -> Coverage {
        let evidence = self.evidence(subject);
        self.coverage_by(&evidence, standards)
    }

    pub(crate) fn coverage_by(
        &self,
        evidence: &Evidence<'_>,
        standards: &[CompiledStandard],
    ) -> Coverage {
        let mut best_use = Used::new(evidence.pieces.len());
        let mut figures = Vec::with_capacity(standards.len());
        let weights = evidence.subject.weights();
        for standard in standards {
            let (found, used) = self.figures(evidence, standard, &weights);
            best_use.merge(&used);
            figures.push(found);
        }
        let used = evidence.outcomes_used(&best_use);
        let modules_used = used
            .iter()
            .map(|outcomes| {
                let count = outcomes.len().max(1) as u64;
                let mean = |of: fn(&(u64, u64)) -> u64| {
                    let sum: u64 = outcomes.iter().map(of).sum();
                    Score::from_millionths(sum / count)
                };
                Covered { confirmed: mean(|o| o.0), with_suggested: mean(|o| o.1) }
            })
            .collect();
        let is_used = |outcomes: &Vec<(u64, u64)>| outcomes.iter().map(|o| o.1 > 0).collect();
        Coverage {
            standards: figures,
            modules_used,
            outcomes_used: used.iter().map(is_used).collect(),
        }
    }

    /// Everything that a subject covers.
    pub(crate) fn evidence<'s>(&self, subject: &'s Subject) -> Evidence<'s> {
        let mut found = Evidence {
            subject,
            pieces: Vec::new(),
            by_target: FxHashMap::default(),
            by_whole: FxHashMap::default(),
        };
        for (at, module) in (0..).zip(&subject.modules) {
            if module.optional {
                continue;
            }
            for (number, outcome) in (0..).zip(&module.outcomes) {
                for &link in &outcome.links {
                    self.add_link(&mut found, at, number, link);
                }
            }
        }
        found
    }

    fn add_link(&self, found: &mut Evidence<'_>, module: u32, outcome: u32, link: Link) {
        let reach = self.reach(link.concept);
        let whole = !reach.held.is_empty();
        let piece = Piece { module, outcome, link, leaf: None, proficiency: None, concept: None };
        let first = id(found.pieces.len());
        let sure = u32::from(link.confidence);
        for (at, leaf) in (0..).zip(&reach.leaves) {
            let number = id(found.pieces.len());
            let proficiency = link.proficiency.or(leaf.proficiency.filter(|_| whole));
            let concept = Some(leaf.concept);
            found.pieces.push(Piece { leaf: Some(at), proficiency, concept, ..piece });
            let origin = u32::from(leaf.origin_confidence());
            for &(target, proximity, confidence) in &leaf.targets {
                let worth = sure * u32::from(proximity) * u32::from(confidence) * origin;
                let entry = Entry { piece: number, proximity, confidence, worth };
                found.by_target.entry(target).or_default().push(entry);
            }
        }
        if !whole {
            return;
        }
        if reach.leaves.is_empty() {
            found.pieces.push(piece);
        }
        let last = id(found.pieces.len());
        let held = Entry { piece: first, proximity: 100, confidence: 100, worth: sure * 1_000_000 };
        for &whole in &reach.held {
            let entries = found.by_whole.entry(whole).or_default();
            entries.extend((first..last).filter_map(|number| {
                let leaf = found.pieces.get(number as usize)?.leaf;
                let inside = |at: u32| {
                    reach.leaves.get(at as usize).is_some_and(|l| l.through.contains(&whole))
                };
                leaf.is_none_or(inside).then_some(Entry { piece: number, ..held })
            }));
            // A part that nothing is mapped to has no piece of its own.
            if entries.is_empty() {
                entries.push(held);
            }
        }
        for &(target, confidence) in &reach.mapped {
            let worth = sure * 100 * u32::from(confidence) * 100;
            let entry = Entry { piece: first, proximity: 100, confidence, worth };
            found.by_target.entry(target).or_default().push(entry);
        }
    }

    fn figures(
        &self,
        evidence: &Evidence<'_>,
        standard: &CompiledStandard,
        weights: &[u128],
    ) -> (StandardFigures, Used) {
        let mut used = Used::new(evidence.pieces.len());
        let mut outcomes = OutcomeCounts::default();
        let (mut units, mut all_cells) = (Vec::new(), Vec::new());
        // By what is stated or confirmed, with what is suggested, both again if no
        // level were short, and what nobody can say.
        let mut totals = [0u128; 5];
        for (number, unit) in (0..).zip(&standard.units) {
            let certain: u128 = unit.cells.iter().map(|c| u128::from(c.certainty)).sum();
            let part_of = |sum: u128| ((unit.part * sum) << FINE) / (100 * certain.max(1));
            let mut sums = [0u128; 5];
            let mut cells = Vec::with_capacity(unit.cells.len());
            for cell in &unit.cells {
                let found = self.cell(evidence, standard, unit.concept, cell, number, &mut used);
                let weight = u128::from(cell.certainty);
                let now = found.status(cell, self.policy);
                let is_open = now == CoverageStatus::Undetermined;
                let values = [
                    found.confirmed,
                    found.with_suggested,
                    found.confirmed_content,
                    found.suggested_content,
                    100 * u8::from(is_open),
                ];
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum += weight * u128::from(value);
                }
                match now {
                    CoverageStatus::Covered => outcomes.covered += 1,
                    CoverageStatus::Partial => outcomes.partial += 1,
                    CoverageStatus::Missing => outcomes.missing += 1,
                    CoverageStatus::Undetermined => outcomes.undetermined += 1,
                }
                let then = status(found.with_suggested, cell, self.policy);
                outcomes.suggested += u32::from(then != now);
                cells.push(found);
            }
            let of_unit = |sum: u128| share(sum, 100 * certain.max(1));
            let [confirmed, suggested, ..] = sums;
            units.push(Covered {
                confirmed: of_unit(confirmed),
                with_suggested: of_unit(suggested),
            });
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total += part_of(sum);
            }
            all_cells.push(cells);
        }
        // Each unit's part was cut by less than one of its finest steps; what the
        // cuts lost is not a loss of coverage.
        let parts: u128 = standard.units.iter().map(|unit| unit.part).sum::<u128>().max(1) << FINE;
        let cut = standard.units.len() as u128;
        let whole = |sum: u128| share(if sum == 0 { 0 } else { (sum + cut).min(parts) }, parts);
        let [confirmed, suggested, content, suggested_content, undetermined] = totals.map(whole);
        let coverage = Covered { confirmed, with_suggested: suggested };
        let content = Covered { confirmed: content, with_suggested: suggested_content };
        let used_share = evidence.used_share(&used, weights);
        let fit = Covered {
            confirmed: harmonic(coverage.confirmed, used_share.confirmed),
            with_suggested: harmonic(coverage.with_suggested, used_share.with_suggested),
        };
        let hours_given = evidence.hours_given(&used, standard.units.len());
        let figures = StandardFigures {
            coverage,
            content,
            used: used_share,
            fit,
            outcomes,
            undetermined,
            units,
            cells: all_cells,
            hours_given,
        };
        (figures, used)
    }

    fn cell(
        &self,
        evidence: &Evidence<'_>,
        standard: &CompiledStandard,
        unit: ConceptId,
        cell: &Cell,
        number: u32,
        used: &mut Used,
    ) -> CellCoverage {
        let mut found = CellCoverage::default();
        for (entry, held) in evidence.entries(unit, cell) {
            let Some(piece) = evidence.pieces.get(entry.piece as usize) else { continue };
            let (covers, _) = self.covers(evidence.subject, piece, entry, standard, cell, held);
            let content = percent(u64::from(entry.worth), 1_000_000);
            found.suggested_content = found.suggested_content.max(content);
            found.with_suggested = found.with_suggested.max(covers);
            if piece.link.is_confirmed() {
                found.confirmed = found.confirmed.max(covers);
                found.confirmed_content = found.confirmed_content.max(content);
            }
            // Of a unit that is held whole, each outcome is used for itself.
            if !held || piece.concept.is_none_or(|leaf| leaf == cell.target) {
                used.note(entry.piece, content, number);
            }
        }
        found
    }

    /// What a piece of evidence covers of a cell, in per cent, and how many
    /// levels are short.
    pub(crate) fn covers(
        &self,
        subject: &Subject,
        piece: &Piece,
        entry: &Entry,
        standard: &CompiledStandard,
        cell: &Cell,
        held: bool,
    ) -> (u8, Sufficiency) {
        let sufficiency = self.sufficiency(subject, piece, standard, cell, held);
        let covers = u64::from(entry.worth) * u64::from(sufficiency.worth);
        (percent(covers, 100_000_000), sufficiency)
    }

    fn sufficiency(
        &self,
        subject: &Subject,
        piece: &Piece,
        standard: &CompiledStandard,
        cell: &Cell,
        held: bool,
    ) -> Sufficiency {
        if subject.kind == SubjectKind::Person {
            // Who holds the very whole has what it asks for.
            if held || piece.leaf.is_none() {
                return Sufficiency { worth: 100, short: Some(0) };
            }
            let assumed = self.policy.assumed_proficiency;
            let has = piece.proficiency.unwrap_or(assumed);
            let asked = cell.proficiency.unwrap_or(assumed);
            let short = Some(has.shortfall(asked));
            return Sufficiency { worth: self.policy.sufficiency(has, asked), short };
        }
        let module = subject.modules.get(piece.module as usize);
        let given = module.and_then(|m| m.level).or(subject.level);
        let short = levels_short(given, standard.level);
        let worth = short.map_or(100, |short| {
            let table = self.policy.alignment.level_sufficiency;
            let at = usize::from(short).min(table.len() - 1);
            table.get(at).copied().unwrap_or(0)
        });
        Sufficiency { worth, short }
    }
}

/// What a level is worth, in per cent, and how many levels are short.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sufficiency {
    pub(crate) worth: u8,
    /// Absent where a level is unknown, which lowers nothing.
    pub(crate) short: Option<u8>,
}

/// How many levels one is short of another; nothing where one is unknown.
pub(crate) fn levels_short(
    given: Option<(EqfLevel, LevelBasis)>,
    asked: Option<(EqfLevel, LevelBasis)>,
) -> Option<u8> {
    Some(asked?.0.number().saturating_sub(given?.0.number()))
}

impl Evidence<'_> {
    /// The evidence for a cell of a unit, and whether it is the very unit: who
    /// has that has its outcomes, whatever they are mapped to.
    pub(crate) fn entries<'e>(
        &'e self,
        unit: ConceptId,
        cell: &Cell,
    ) -> impl Iterator<Item = (&'e Entry, bool)> + use<'e> {
        let of = |map: &'e FxHashMap<ConceptId, Vec<Entry>>, concept: ConceptId| {
            map.get(&concept).map_or(&[] as &[Entry], Vec::as_slice)
        };
        let held = of(&self.by_whole, unit).iter().map(|entry| (entry, true));
        held.chain(of(&self.by_target, cell.target).iter().map(|entry| (entry, false)))
    }

    /// How much of each outcome of each module is used: in millionths, by what
    /// is stated or confirmed, and with what is suggested. Of several links of
    /// one outcome the best counts; a whole counts by the mean of its parts.
    pub(crate) fn outcomes_used(&self, used: &Used) -> Vec<Vec<(u64, u64)>> {
        let modules = &self.subject.modules;
        let mut found: Vec<Vec<(u64, u64)>> =
            modules.iter().map(|m| vec![(0, 0); m.outcomes.len()]).collect();
        let same = |a: &(usize, &Piece), b: &(usize, &Piece)| {
            (a.1.module, a.1.outcome, a.1.link) == (b.1.module, b.1.outcome, b.1.link)
        };
        let pieces: Vec<(usize, &Piece)> = self.pieces.iter().enumerate().collect();
        for of_link in pieces.chunk_by(same) {
            let Some((_, piece)) = of_link.first() else { continue };
            let sum: u64 = of_link.iter().map(|&(at, _)| u64::from(used.best(at))).sum();
            let value = sum * 10_000 / of_link.len() as u64;
            let outcomes = found.get_mut(piece.module as usize);
            if let Some(known) = outcomes.and_then(|o| o.get_mut(piece.outcome as usize)) {
                known.1 = known.1.max(value);
                if piece.link.is_confirmed() {
                    known.0 = known.0.max(value);
                }
            }
        }
        found
    }

    fn used_share(&self, used: &Used, weights: &[u128]) -> Covered {
        let outcomes = self.outcomes_used(used);
        let sum = |of: fn(&(u64, u64)) -> u64| {
            let by_module = outcomes.iter().zip(weights);
            let sum = by_module.map(|(outcomes, weight)| {
                weight * outcomes.iter().map(|o| u128::from(of(o))).sum::<u128>()
            });
            sum.sum::<u128>()
        };
        let all: u128 =
            outcomes.iter().zip(weights).map(|(o, weight)| weight * o.len() as u128).sum();
        let share =
            |sum: u128| Score::from_millionths(u64::try_from(sum / all.max(1)).unwrap_or(u64::MAX));
        Covered { confirmed: share(sum(|o| o.0)), with_suggested: share(sum(|o| o.1)) }
    }
}

/// What each piece is best used for.
#[derive(Debug)]
pub(crate) struct Used {
    /// By piece: how well it is used, in per cent, and the unit.
    best: Vec<(u8, u32)>,
}

impl Used {
    fn new(pieces: usize) -> Self {
        Self { best: vec![(0, 0); pieces] }
    }

    fn note(&mut self, piece: u32, worth: u8, unit: u32) {
        if let Some(best) = self.best.get_mut(piece as usize)
            && worth > best.0
        {
            *best = (worth, unit);
        }
    }

    fn merge(&mut self, other: &Self) {
        for (best, other) in self.best.iter_mut().zip(&other.best) {
            *best = (best.0.max(other.0), 0);
        }
    }

    pub(crate) fn best(&self, piece: usize) -> u8 {
        self.best.get(piece).map_or(0, |best| best.0)
    }

    pub(crate) fn unit(&self, piece: usize) -> Option<usize> {
        self.best.get(piece).filter(|best| best.0 > 0).map(|best| best.1 as usize)
    }
}

/// A worth in per cent, of which `scale` is one.
fn percent(worth: u64, scale: u64) -> u8 {
    u8::try_from(worth / scale).unwrap_or(100).min(100)
}

fn share(sum: u128, of: u128) -> Score {
    Score::from_millionths(u64::try_from(1_000_000 * sum / of).unwrap_or(u64::MAX))
}

fn harmonic(a: Score, b: Score) -> Score {
    let (a, b) = (u64::from(a.millionths()), u64::from(b.millionths()));
    Score::from_millionths((2 * a * b).checked_div(a + b).unwrap_or(0))
}

fn id(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
