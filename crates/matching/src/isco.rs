//! Occupations in ISCO-08: which group one belongs to, how near two are, and
//! what skill level a group has.

use passerelle_model::{ConceptKind, ExperiencePolicy, Importance, MappingPredicate};
use passerelle_taxonomy::{ConceptId, Scratch, Taxonomy, Translation, Translator};

/// The namespace of ISCO-08's groups, as ESCO has it.
const ISCO: &str = "http://data.europa.eu/esco/isco/C";
/// The namespace of ISCO-08's skill levels, ours.
const SKILL_LEVEL: &str = "urn:passerelle:isco-skill-level:";

/// An occupation that a record names, what it stands for, and its place in
/// ISCO-08.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occupation {
    /// The occupation, a group of them, or a qualification for one.
    pub concept: ConceptId,
    /// The occupation whose skills count: itself, or of a national
    /// classification that knows no skills what it translates to.
    pub stands_for: ConceptId,
    /// How sure that is, in per cent; 100 where it stands for itself.
    pub confidence: u8,
    /// The group of `stands_for` in ISCO-08, where one is known.
    pub isco: Option<ConceptId>,
}

impl Occupation {
    /// An occupation with its group: itself, or the nearest above it, or for
    /// a qualification the one that it is mapped to.
    pub fn new(taxonomy: &Taxonomy, concept: ConceptId) -> Self {
        Self { concept, stands_for: concept, confidence: 100, isco: group_of(taxonomy, concept) }
    }

    /// The same, standing for what it translates to where nothing is known of
    /// its own skills and place in ISCO-08: the surest translation of which
    /// either is known.
    pub(crate) fn translated(self, translator: &Translator<'_>) -> Self {
        let Some(translation) = translation_of(self.concept, translator) else { return self };
        let taxonomy = translator.taxonomy();
        Self {
            stands_for: translation.target,
            confidence: translation.confidence,
            isco: group_of(taxonomy, translation.target),
            ..self
        }
    }

    /// What a month in `self` is worth, in per cent, where `asked` is asked.
    ///
    /// A group that is asked for is met by everything inside it.
    ///
    /// Where either was translated, times the confidence of that.
    pub fn relevance(self, asked: Self, taxonomy: &Taxonomy, policy: &ExperiencePolicy) -> u8 {
        if self.concept == asked.concept {
            return policy.unit_group;
        }
        let near = u32::from(self.nearness(asked, taxonomy, policy));
        let sure = u32::from(self.confidence) * u32::from(asked.confidence);
        // A product of percentages.
        u8::try_from(near * sure / 10_000).unwrap_or(100)
    }

    fn nearness(self, asked: Self, taxonomy: &Taxonomy, policy: &ExperiencePolicy) -> u8 {
        if self.stands_for == asked.stands_for {
            return policy.unit_group;
        }
        let code = |group: Option<ConceptId>| group.and_then(|g| taxonomy.notation(g));
        let (Some(held), Some(asked)) = (code(self.isco), code(asked.isco)) else { return 0 };
        let common = held.bytes().zip(asked.bytes()).take_while(|(a, b)| a == b).count();
        if common == asked.len() {
            return policy.unit_group;
        }
        match common {
            0 | 1 => 0,
            2 => policy.sub_major_group,
            _ => policy.minor_group,
        }
    }
}

/// What an occupation that knows no skills translates to; nothing where it
/// knows some, is a group of ISCO-08, or translates to nothing that helps.
pub(crate) fn translation_of(
    concept: ConceptId,
    translator: &Translator<'_>,
) -> Option<Translation> {
    let taxonomy = translator.taxonomy();
    let has_skills = |c: ConceptId| !taxonomy.requires(c, Importance::Essential).is_empty();
    let is_placed = |c: ConceptId| taxonomy.ancestors(c).iter().any(|&a| is_group(taxonomy, a));
    let is_work = |c: ConceptId| {
        matches!(taxonomy.kind(c), ConceptKind::Occupation | ConceptKind::OccupationGroup)
    };
    let is_known = |c: ConceptId| has_skills(c) || is_group(taxonomy, c) || is_placed(c);
    if !is_work(concept) || is_known(concept) {
        return None;
    }
    let found = translator.translate_anywhere(concept, &mut Scratch::default());
    let helps = |t: &Translation| is_work(t.target) && is_known(t.target);
    found.into_iter().filter(helps).min_by_key(|t| {
        (std::cmp::Reverse(t.confidence), !has_skills(t.target), t.meaning, t.target)
    })
}

fn is_group(taxonomy: &Taxonomy, concept: ConceptId) -> bool {
    taxonomy.kind(concept) == ConceptKind::OccupationGroup
        && taxonomy.iri(concept).starts_with(ISCO)
        && taxonomy.notation(concept).is_some()
}

fn group_of(taxonomy: &Taxonomy, concept: ConceptId) -> Option<ConceptId> {
    if is_group(taxonomy, concept) {
        return Some(concept);
    }
    // The longest code is the nearest group; of equals the surest, then the
    // first by IRI.
    let nearest = |groups: &mut dyn Iterator<Item = (ConceptId, u8)>| {
        let found = groups.filter(|&(group, _)| is_group(taxonomy, group));
        let key = |&(group, sure): &(ConceptId, u8)| {
            let length = taxonomy.notation(group).map_or(0, str::len);
            (std::cmp::Reverse((length, sure)), group)
        };
        found.min_by_key(key).map(|(group, _)| group)
    };
    nearest(&mut taxonomy.ancestors(concept).into_iter().map(|group| (group, 100))).or_else(|| {
        let mapped = taxonomy.mappings_from(concept);
        let fits = mapped.filter(|m| m.predicate != MappingPredicate::Narrow);
        nearest(&mut fits.map(|m| (m.object, taxonomy.mapping_confidence(m).percent())))
    })
}

/// The skill level of an ISCO-08 group, 1 to 4; nothing for the major groups
/// that span several.
pub(crate) fn skill_level(taxonomy: &Taxonomy, group: ConceptId) -> Option<u8> {
    let level = taxonomy.level(group)?;
    let number = taxonomy.iri(level).strip_prefix(SKILL_LEVEL)?.parse().ok()?;
    (1..=4).contains(&number).then_some(number)
}
