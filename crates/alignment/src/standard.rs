//! What a standard asks for, cell by cell.

use passerelle_model::{
    CefrLevel, ConceptKind, EqfLevel, Importance, LevelBasis, Proficiency, TranslationPriors,
};
use passerelle_taxonomy::{
    ConceptId, Taxonomy, UnitMapping, in_code_order, is_whole, leaves, level_of, proficiency_of,
};

/// A standard, made ready to be held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledStandard {
    /// The standard.
    pub concept: ConceptId,
    /// Its EQF level, where one is known, and what that rests on.
    pub level: Option<(EqfLevel, LevelBasis)>,
    /// The least level in the language of work.
    pub language: Option<CefrLevel>,
    /// Its hours: as stated, else those of its units where all state them.
    pub hours: Option<u32>,
    /// Its units, in the order of their codes; without electives.
    pub units: Vec<CompiledUnit>,
}

/// A unit of a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledUnit {
    /// The unit; the standard itself where it has outcomes without units.
    pub concept: ConceptId,
    /// Its hours, where they are known.
    pub hours: Option<u32>,
    /// What it weighs in the standard: its hours, or 1 where a unit beside it
    /// states none.
    pub part: u128,
    /// What it asks for, in the order of the codes; never empty.
    pub cells: Vec<Cell>,
}

/// An outcome that a unit asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The outcome; the unit itself where only its title is known and nothing
    /// is mapped to it.
    pub target: ConceptId,
    /// How sure it is that the unit comprises it, in per cent: its weight
    /// among the cells of its unit.
    pub certainty: u8,
    /// The mapping that says so, where the unit states no outcomes.
    pub by: Option<UnitMapping>,
    /// The proficiency that it asks for, where the taxonomy says.
    pub proficiency: Option<Proficiency>,
    /// Whether only the title of the unit is known.
    pub is_title: bool,
}

impl CompiledStandard {
    /// Compiles a qualification, or a unit alone; nothing where the concept is
    /// neither or has no units.
    pub(crate) fn new(
        taxonomy: &Taxonomy,
        concept: ConceptId,
        evidence_priors: &TranslationPriors,
    ) -> Option<Self> {
        let kind = taxonomy.kind(concept);
        if !is_whole(kind) {
            return None;
        }
        let priors = evidence_priors.for_requirements();
        let parts: Vec<ConceptId> = if kind == ConceptKind::Unit {
            vec![concept]
        } else {
            let has_own = taxonomy.parts(concept).iter().any(|&p| taxonomy.kind(p).is_skill());
            let own = has_own.then_some(concept);
            let units = taxonomy.parts(concept).iter().copied();
            own.into_iter().chain(units.filter(|&p| is_whole(taxonomy.kind(p)))).collect()
        };
        let mut parts = parts;
        parts.sort_by_cached_key(|&part| {
            (in_code_order(taxonomy.notation(part).unwrap_or("")), part)
        });
        let hours: Option<Vec<u32>> = parts.iter().map(|&part| taxonomy.hours(part)).collect();
        let weights: Vec<u128> = match &hours {
            Some(hours) if hours.iter().any(|&h| h > 0) => {
                hours.iter().copied().map(u128::from).collect()
            }
            _ => vec![1; parts.len()],
        };
        let units: Vec<CompiledUnit> = parts
            .iter()
            .zip(weights)
            .map(|(&unit, weight)| CompiledUnit {
                concept: unit,
                hours: taxonomy.hours(unit),
                part: weight,
                cells: cells(taxonomy, concept, unit, &priors),
            })
            .collect();
        if units.is_empty() {
            return None;
        }
        let sum =
            || hours.as_ref().map(|hours| hours.iter().fold(0u32, |a, &h| a.saturating_add(h)));
        Some(Self {
            concept,
            level: level_of(taxonomy, concept),
            language: language_of(taxonomy, concept),
            hours: taxonomy.hours(concept).or_else(sum),
            units,
        })
    }
}

fn cells(
    taxonomy: &Taxonomy,
    standard: ConceptId,
    unit: ConceptId,
    priors: &TranslationPriors,
) -> Vec<Cell> {
    let found = if unit == standard && taxonomy.kind(unit) == ConceptKind::Qualification {
        let own = taxonomy.parts(unit).iter().filter(|&&p| taxonomy.kind(p).is_skill());
        own.map(|&target| (target, 100, None)).collect()
    } else {
        let of = leaves(taxonomy, unit, priors).into_iter();
        of.map(|leaf| (leaf.concept, leaf.confidence(), leaf.by)).collect::<Vec<_>>()
    };
    let found: Vec<Cell> = found
        .into_iter()
        .filter(|&(_, certainty, _)| certainty > 0)
        .map(|(target, certainty, by)| Cell {
            target,
            certainty,
            by,
            proficiency: proficiency_of(taxonomy, target),
            is_title: false,
        })
        .collect();
    if !found.is_empty() {
        return found;
    }
    vec![Cell { target: unit, certainty: 100, by: None, proficiency: None, is_title: true }]
}

/// The level that a standard asks for in the language of work.
fn language_of(taxonomy: &Taxonomy, standard: ConceptId) -> Option<CefrLevel> {
    let asked = taxonomy.requires(standard, Importance::Essential).iter();
    let mut levels = asked.filter(|&&c| taxonomy.kind(c) == ConceptKind::Level);
    levels.find_map(|&level| {
        let name = taxonomy.notation(level)?;
        CefrLevel::ALL.into_iter().find(|cefr| cefr.as_str() == name)
    })
}
