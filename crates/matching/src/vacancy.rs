//! A vacancy whose names have become concepts, and its demands compiled.

use std::collections::BTreeMap;

use passerelle_model::{
    CefrLevel, Component, ConceptKind, Country, Employment, EqfLevel, Importance, LanguageTag,
    MatchingPolicy, Period, Proficiency, ResolvedBy, TranslationPriors,
};
use passerelle_taxonomy::{ConceptId, Taxonomy, Translator, is_whole, leaves, proficiency_of};

use crate::Error;
use crate::experience::ExperienceIn;
use crate::isco::Occupation;
use crate::remainder::largest_remainder;
use crate::template;

/// A vacancy whose names have become concepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedVacancy {
    /// The id of the vacancy.
    pub id: String,
    /// Its title, for people.
    pub title: Option<String>,
    /// Its occupation.
    pub occupation: Option<Occupation>,
    /// What it asks for, in its order; where it is empty, and the vacancy
    /// states no requirement at all, the occupation's skills.
    pub requirements: Vec<StatedRequirement>,
    /// Whether the occupation's skills are the requirements.
    pub from_occupation: bool,
    /// The languages.
    pub languages: Vec<LanguageDemand>,
    /// The level and field of qualification.
    pub qualification: Option<QualificationDemand>,
    /// The experience.
    pub experience: Option<ExperienceDemand>,
    /// The licence.
    pub licence: Option<LicenceDemand>,
    /// The country.
    pub destination: Option<Country>,
    /// The time.
    pub season: Option<Period>,
}

/// A requirement as a vacancy states it: a skill, or a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRequirement {
    /// The skill, qualification or unit.
    pub concept: ConceptId,
    /// How the vacancy named it.
    pub resolved_by: ResolvedBy,
    /// Essential or optional.
    pub importance: Importance,
    /// Its weight, 1 to 5; the policy's for its importance where absent.
    pub weight: Option<u8>,
    /// The least proficiency that is enough, where it is stated.
    pub minimum: Option<Proficiency>,
    /// Whether a candidate without it is not eligible.
    pub must_have: bool,
}

/// A language that a vacancy asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageDemand {
    /// The language.
    pub language: LanguageTag,
    /// The least level of each skill, in the order of
    /// [`CefrSkill::ALL`](passerelle_model::CefrSkill::ALL).
    pub asked: [Option<CefrLevel>; 5],
    /// Whether it decides eligibility; the policy's default where absent.
    pub gate: Option<bool>,
}

/// A level and field of qualification that a vacancy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QualificationDemand {
    /// The level.
    pub level: Option<EqfLevel>,
    /// The field.
    pub field: FieldDemand,
    /// Whether the level decides eligibility; the policy's default where
    /// absent.
    pub gate: Option<bool>,
}

/// The field of qualification that a vacancy asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FieldDemand {
    /// None.
    #[default]
    Any,
    /// A field of ISCED-F.
    Field(ConceptId),
    /// One that the vacancy names and nobody knows: none is the same.
    Unknown,
}

/// Experience that a vacancy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExperienceDemand {
    /// The months; at least 1.
    pub months: u16,
    /// What they are to be in.
    pub within: ExperienceIn,
    /// Whether it decides eligibility; the policy's default where absent.
    pub gate: Option<bool>,
}

/// A licence that a vacancy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LicenceDemand {
    /// The profession; where it is not known nobody's licence can be judged.
    pub profession: Option<Occupation>,
    /// Employed or self-employed work.
    pub employment: Employment,
    /// Whether the vacancy states it; else a table of law asks for it.
    pub stated: bool,
    /// Whether the table says that the profession is regulated there in this
    /// form; absent where there is no table, or it cannot say.
    pub regulated: Option<bool>,
}

/// One skill that a vacancy asks for, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The skill.
    pub concept: ConceptId,
    /// How the vacancy named it.
    pub resolved_by: ResolvedBy,
    /// The whole whose outcome it is.
    pub part_of: Option<ConceptId>,
    /// Essential or optional.
    pub importance: Importance,
    /// Its weight, at least 1.
    pub weight: u16,
    /// The least proficiency that is enough.
    pub minimum: Proficiency,
    /// Whether a candidate without it is not eligible.
    pub must_have: bool,
    /// How sure it is that the vacancy asks for it, in per cent: 100, or how
    /// sure the translation of the occupation is that implies it, or the
    /// mapping of the unit that comprises it.
    pub confidence: u8,
}

impl Requirement {
    /// What evidence that is worth `credit` earns here, both in per cent: cut
    /// once more where the requirement itself is not certain.
    pub(crate) fn earns(&self, credit: u8) -> u8 {
        u8::try_from(u16::from(credit) * u16::from(self.confidence) / 100).unwrap_or(100)
    }
}

/// A demand that decides eligibility.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum GateDemand {
    MustHave(MustHave),
    Language(LanguageDemand),
    EqfLevel(EqfLevel),
    Experience(ExperienceDemand),
    Licence(LicenceDemand, Option<Country>),
    Destination(Country),
    Dates(Period),
}

/// A skill, or every outcome of a whole, without which nobody is eligible.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MustHave {
    pub(crate) what: ConceptId,
    pub(crate) leaves: Vec<(ConceptId, Proficiency)>,
}

/// A vacancy, ready to be scored against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledVacancy {
    vacancy: ResolvedVacancy,
    requirements: Vec<Requirement>,
    dropped: Vec<ConceptId>,
    merged: Vec<ConceptId>,
    weight: u64,
    shares: [u8; 4],
    gates: Vec<GateDemand>,
    used: Vec<ConceptId>,
}

impl CompiledVacancy {
    /// Compiles a vacancy; of several requirements for the same skill the
    /// greatest weight and the highest minimum count, and one must-have makes
    /// a must-have.
    pub(crate) fn new(
        mut vacancy: ResolvedVacancy,
        translator: &Translator<'_>,
        policy: &MatchingPolicy,
    ) -> Result<Self, Error> {
        let taxonomy = translator.taxonomy();
        if let Some(weight) = vacancy
            .requirements
            .iter()
            .find_map(|r| r.weight.filter(|weight| !(1..=5).contains(weight)))
        {
            return Err(Error::Weight { id: vacancy.id, weight });
        }
        if vacancy.experience.is_some_and(|demand| demand.months == 0) {
            return Err(Error::NoMonths { id: vacancy.id });
        }
        translate_occupations(&mut vacancy, translator);
        let mut parts = Parts::default();
        for stated in &vacancy.requirements {
            parts.add(stated, taxonomy, policy);
        }
        if let Some(occupation) = vacancy.occupation.filter(|_| vacancy.from_occupation) {
            for asked in template::of(taxonomy, occupation, policy) {
                let weight = u128::from(asked.weight) << 32;
                parts.push(asked, weight);
            }
        }
        let Parts { mut requirements, weights, any_whole, must_haves, merged, .. } = parts;
        let mut dropped = Vec::new();
        if any_whole {
            let total = policy.template.whole_weight;
            let scaled = largest_remainder(&weights, total);
            for (requirement, weight) in requirements.iter_mut().zip(scaled) {
                // The total is at most 511 by the check of the policy.
                requirement.weight = u16::try_from(weight).unwrap_or(u16::MAX);
            }
            dropped = requirements.iter().filter(|r| r.weight == 0).map(|r| r.concept).collect();
            requirements.retain(|r| r.weight > 0);
        }
        let weight = requirements.iter().map(|r| u64::from(r.weight)).sum();

        let asks = [
            !requirements.is_empty(),
            vacancy.experience.is_some(),
            vacancy.qualification.is_some_and(|q| q.level.is_some() || q.field != FieldDemand::Any),
            !vacancy.languages.is_empty(),
        ];
        let shares = shares(asks, policy);
        if shares.iter().all(|&share| share == 0) {
            return Err(Error::AsksNothing { id: vacancy.id });
        }
        let of_occupation = |occupation| template::skills(taxonomy, occupation, policy);
        let mut used = vacancy.occupation.map_or_else(Vec::new, of_occupation);
        used.extend(requirements.iter().map(|requirement| requirement.concept));
        used.sort_unstable();
        let gates = gates(&vacancy, must_haves, policy);
        Ok(Self { vacancy, requirements, dropped, merged, weight, shares, gates, used })
    }

    /// The id of the vacancy.
    pub fn id(&self) -> &str {
        &self.vacancy.id
    }

    /// Its title, for people.
    pub fn title(&self) -> Option<&str> {
        self.vacancy.title.as_deref()
    }

    /// The vacancy that it was made of.
    pub fn vacancy(&self) -> &ResolvedVacancy {
        &self.vacancy
    }

    /// The skills that it asks for, each once; empty where it asks for other
    /// things only.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Outcomes of a whole whose part in the weight came out at nothing: they
    /// are not scored, but still decide where they are must-haves.
    pub fn dropped(&self) -> &[ConceptId] {
        &self.dropped
    }

    /// Skills that were asked for more than once, and became one requirement.
    pub fn merged(&self) -> &[ConceptId] {
        &self.merged
    }

    /// Σ weight of the requirements; 0 where there is none.
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// What a component weighs in the total, in per cent; 0 where it is not
    /// asked for. The four add up to 100.
    pub fn share(&self, component: Component) -> u8 {
        let [skills, experience, qualification, language] = self.shares;
        match component {
            Component::Skills => skills,
            Component::Experience => experience,
            Component::Qualification => qualification,
            Component::Language => language,
        }
    }

    pub(crate) fn gates(&self) -> &[GateDemand] {
        &self.gates
    }

    /// The essential skills of its occupation and those that it asks for, in
    /// order.
    pub(crate) fn used(&self) -> &[ConceptId] {
        &self.used
    }
}

/// Lets every occupation that knows no skills stand for what it translates to.
fn translate_occupations(vacancy: &mut ResolvedVacancy, translator: &Translator<'_>) {
    if let Some(occupation) = &mut vacancy.occupation {
        *occupation = occupation.translated(translator);
    }
    if let Some(ExperienceDemand { within: ExperienceIn::Occupation(occupation), .. }) =
        &mut vacancy.experience
    {
        *occupation = occupation.translated(translator);
    }
}

/// The shares of the components that are asked for.
fn shares(asks: [bool; 4], policy: &MatchingPolicy) -> [u8; 4] {
    let of = &policy.shares;
    let stated = [of.skills, of.experience, of.qualification, of.language];
    let mut weights = [0; 4];
    for ((weight, asks), stated) in weights.iter_mut().zip(asks).zip(stated) {
        *weight = if asks { u128::from(stated) } else { 0 };
    }
    let mut shares = [0; 4];
    for (share, part) in shares.iter_mut().zip(largest_remainder(&weights, 100)) {
        *share = u8::try_from(part).unwrap_or(100);
    }
    shares
}

fn gates(
    vacancy: &ResolvedVacancy,
    must_haves: Vec<MustHave>,
    policy: &MatchingPolicy,
) -> Vec<GateDemand> {
    let mut gates: Vec<GateDemand> = must_haves.into_iter().map(GateDemand::MustHave).collect();
    let languages = vacancy.languages.iter();
    gates.extend(
        languages
            .filter(|demand| demand.gate.unwrap_or(policy.gates.language))
            .map(|demand| GateDemand::Language(demand.clone())),
    );
    if let Some(QualificationDemand { level: Some(level), gate, .. }) = vacancy.qualification
        && gate.unwrap_or(policy.gates.eqf_level)
    {
        gates.push(GateDemand::EqfLevel(level));
    }
    if let Some(demand) = vacancy.experience
        && demand.gate.unwrap_or(policy.gates.experience)
    {
        gates.push(GateDemand::Experience(demand));
    }
    gates.extend(vacancy.licence.map(|demand| GateDemand::Licence(demand, vacancy.destination)));
    gates.extend(vacancy.destination.map(GateDemand::Destination));
    gates.extend(vacancy.season.filter(|s| *s != Period::default()).map(GateDemand::Dates));
    gates
}

/// Requirements as they are gathered, each skill once.
#[derive(Default)]
struct Parts {
    requirements: Vec<Requirement>,
    /// The weight of each, in 2^-32.
    weights: Vec<u128>,
    /// Where each skill is, and which of the vacancy's statements asked first.
    seen: BTreeMap<ConceptId, (usize, usize)>,
    /// How many statements came before.
    stated: usize,
    /// The skills that were asked for again.
    merged: Vec<ConceptId>,
    any_whole: bool,
    must_haves: Vec<MustHave>,
}

impl Parts {
    fn add(&mut self, stated: &StatedRequirement, taxonomy: &Taxonomy, policy: &MatchingPolicy) {
        self.stated += 1;
        let StatedRequirement { concept, resolved_by, importance, must_have, .. } = *stated;
        let weight = stated.weight.unwrap_or_else(|| policy.weight.of(importance));
        let requirement = |concept, minimum| Requirement {
            concept,
            resolved_by,
            part_of: None,
            importance,
            weight: u16::from(weight),
            minimum,
            must_have,
            confidence: 100,
        };
        let asked = |leaf: ConceptId| {
            let own = || proficiency_of(taxonomy, leaf);
            stated.minimum.or_else(own).unwrap_or(policy.assumed_proficiency)
        };
        let mut must_leaves = Vec::new();
        if is_whole(taxonomy.kind(concept)) {
            self.any_whole = true;
            let priors = policy.evidence_priors.for_requirements();
            for leaf in leaves(taxonomy, concept, &priors) {
                let minimum = asked(leaf.concept);
                must_leaves.push((leaf.concept, minimum));
                let requirement = Requirement {
                    part_of: leaf.through.last().copied(),
                    resolved_by: ResolvedBy::Whole,
                    confidence: leaf.confidence(),
                    ..requirement(leaf.concept, minimum)
                };
                self.push(requirement, u128::from(weight) * leaf.part);
            }
        } else {
            let minimum = stated.minimum.unwrap_or(policy.assumed_proficiency);
            must_leaves.push((concept, minimum));
            self.push(requirement(concept, minimum), u128::from(weight) << 32);
        }
        if must_have {
            self.must_haves.push(MustHave { what: concept, leaves: must_leaves });
        }
    }

    /// Adds a requirement. Where its skill is asked for already the two
    /// become one, which asks for what each does: no order of statements makes
    /// a demand weaker.
    fn push(&mut self, requirement: Requirement, weight: u128) {
        let seen = self.seen.get(&requirement.concept).copied();
        let known =
            seen.and_then(|(at, _)| self.requirements.get_mut(at).zip(self.weights.get_mut(at)));
        if let Some((known, known_weight)) = known {
            known.minimum = known.minimum.max(requirement.minimum);
            known.weight = known.weight.max(requirement.weight);
            known.must_have |= requirement.must_have;
            known.confidence = known.confidence.max(requirement.confidence);
            known.importance = known.importance.min(requirement.importance);
            *known_weight = (*known_weight).max(weight);
            // Two units of one whole may comprise the same outcome.
            if seen.is_some_and(|(_, stated)| stated != self.stated) {
                self.merged.push(requirement.concept);
            }
        } else {
            self.seen.insert(requirement.concept, (self.requirements.len(), self.stated));
            self.requirements.push(requirement);
            self.weights.push(weight);
        }
    }
}

/// Whether a concept can be asked for as a requirement: a skill, or a whole
/// that has outcomes.
pub fn can_be_required(taxonomy: &Taxonomy, concept: ConceptId) -> bool {
    let kind: ConceptKind = taxonomy.kind(concept);
    let priors = TranslationPriors::evidence();
    kind.is_skill() || (is_whole(kind) && !leaves(taxonomy, concept, &priors).is_empty())
}
