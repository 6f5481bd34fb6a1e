//! A profile whose names have become concepts, and what follows from it.

use passerelle_model::{
    Assurance, ConceptKind, Country, DayOrMonth, Employment, EqfLevel, Importance, LanguageKnown,
    LevelBasis, LicenceStatus, MappingPredicate, MatchingPolicy, Period, Proficiency, ResolvedBy,
};
use passerelle_taxonomy::{
    ConceptId, Taxonomy, Translator, UnitMapping, leaves, level_of, proficiency_of,
};

use crate::experience::Job;
use crate::isco::{Occupation, skill_level};
use crate::likeness::Likeness;
use crate::vacancy::Requirement;

/// A profile whose names have become concepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedProfile {
    /// The id of the profile.
    pub id: String,
    /// The skills that it states, in its order; one may be there twice.
    pub skills: Vec<StatedSkill>,
    /// The jobs, in its order.
    pub jobs: Vec<Job>,
    /// The languages.
    pub languages: Vec<LanguageKnown>,
    /// The completed qualifications.
    pub qualifications: Vec<Qualification>,
    /// Licences, wherever they stand.
    pub licences: Vec<Licence>,
    /// The countries the person would work in; any where empty.
    pub destinations: Vec<Country>,
    /// When the person could work; any time where absent.
    pub availability: Option<Period>,
}

/// A skill that a profile states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedSkill {
    /// The skill.
    pub concept: ConceptId,
    /// How the profile named it.
    pub resolved_by: ResolvedBy,
    /// How well the person does it, where it is stated.
    pub proficiency: Option<Proficiency>,
    /// Who vouches for it.
    pub assurance: Assurance,
    /// When it was last used.
    pub last_used: Option<DayOrMonth>,
}

/// A qualification that a person completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// The qualification or unit, where a taxonomy knows it.
    pub concept: Option<ConceptId>,
    /// Its title, for people.
    pub title: Option<String>,
    /// Its level, where one is known.
    pub level: Option<EqfLevel>,
    /// What the level rests on; where the record states none, what the level
    /// that the taxonomy has is to rest on, if the record says so.
    pub basis: LevelBasis,
    /// Its field in ISCED-F, where one is known.
    pub field: Option<ConceptId>,
    /// Where it was earned; counts for safeguards only, never for a score.
    pub country: Option<Country>,
    /// Who vouches for it.
    pub assurance: Assurance,
}

/// Where a person stands with a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Licence {
    /// The profession.
    pub profession: Occupation,
    /// The country.
    pub destination: Country,
    /// Employed or self-employed work; both where absent.
    pub employment: Option<Employment>,
    /// Where it stands.
    pub status: LicenceStatus,
}

/// One piece of a candidate's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateSkill {
    /// The skill.
    pub concept: ConceptId,
    /// How the profile named it, or what it comes from.
    pub resolved_by: ResolvedBy,
    /// How well the person does it, where it is stated.
    pub proficiency: Option<Proficiency>,
    /// Who vouches for it; nobody where it is inferred.
    pub assurance: Option<Assurance>,
    /// What that is worth, in per cent.
    pub worth: u8,
    /// How sure it is that the person has it for other reasons than who
    /// vouches: 100, or how sure the translation of the occupation is that
    /// implies it, or the mapping of the unit that comprises it.
    pub confidence: u8,
    /// Where it comes from.
    pub origin: Origin,
    /// When it was last used.
    pub last_used: Option<DayOrMonth>,
}

/// Where a piece of evidence comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The profile states it.
    Stated,
    /// It is an outcome of a whole that was completed.
    Certificate {
        /// From the whole down to the part that holds it.
        through: Vec<ConceptId>,
        /// How it is known that the last part comprises it, where that part
        /// states no outcomes of its own.
        by: Option<UnitMapping>,
    },
    /// It is essential in an occupation that was held for so many months.
    Inferred {
        /// The occupation, as the profile names it.
        occupation: ConceptId,
        /// The months.
        months: u32,
    },
}

/// What of a piece of evidence a credit depends on: what vectors are filled
/// with, small, for registers are large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) concept: ConceptId,
    /// As stated or assumed.
    pub(crate) proficiency: Proficiency,
    /// [`CandidateSkill::worth`].
    pub(crate) worth: u8,
    /// [`CandidateSkill::confidence`].
    pub(crate) confidence: u8,
    /// [`CandidateSkill::is_evidenced`], [`CandidateSkill::is_strict`].
    pub(crate) is_evidenced: bool,
    pub(crate) is_strict: bool,
}

/// An occupation that a person held, with the months of all its jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) occupation: Occupation,
    pub(crate) months: u32,
}

/// The level of skill that a person's past stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SkillLevel {
    /// 1 to 4, as in ISCO-08.
    pub(crate) level: u8,
    /// Whether it rests on an estimate of an EQF level.
    pub(crate) estimated: bool,
}

/// A candidate, ready to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    profile: ResolvedProfile,
    evidence: Vec<CandidateSkill>,
    pieces: Box<[Piece]>,
    likeness: Likeness,
    distinct: u64,
    skill_level: Option<SkillLevel>,
    highest: Option<Occupation>,
    assumed_proficiency: Proficiency,
}

impl Candidate {
    /// What follows from a profile: the outcomes of its certificates, the
    /// skills that its occupations imply, its level of skill.
    pub(crate) fn new(
        mut profile: ResolvedProfile,
        translator: &Translator<'_>,
        policy: &MatchingPolicy,
    ) -> Self {
        let taxonomy = translator.taxonomy();
        for occupation in profile.jobs.iter_mut().filter_map(|job| job.occupation.as_mut()) {
            *occupation = occupation.translated(translator);
        }
        for qualification in &mut profile.qualifications {
            complete(qualification, taxonomy);
            if qualification.level.is_none() {
                qualification.basis = LevelBasis::Unknown;
            }
        }
        let held = held(&profile.jobs);
        let mut evidence: Vec<CandidateSkill> =
            profile.skills.iter().map(|skill| stated(skill, policy)).collect();
        for qualification in &profile.qualifications {
            evidence.extend(certified(qualification, taxonomy, policy));
        }
        for held in &held {
            evidence.extend(inferred(*held, taxonomy, policy));
        }
        let mut concepts: Vec<ConceptId> = evidence.iter().map(|skill| skill.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();

        let settled = |held: &&Held| held.months >= u32::from(policy.deskilling.occupation_months);
        let level = |o: Occupation| o.isco.and_then(|group| skill_level(taxonomy, group));
        // The highest; of equals the one held longest, then the first by IRI.
        let highest = held
            .iter()
            .filter(settled)
            .filter_map(|h| Some((level(h.occupation)?, h.months, std::cmp::Reverse(h.occupation))))
            .max();
        let by_work = highest.map(|(level, ..)| SkillLevel { level, estimated: false });
        let by_qualification = profile.qualifications.iter().filter_map(|q| {
            let at = usize::from(q.level?.number()) - 1;
            let level = *policy.deskilling.skill_level_of_eqf.get(at)?;
            Some(SkillLevel { level, estimated: q.basis != LevelBasis::Formal })
        });
        let skill_level = by_qualification.chain(by_work).max_by_key(|l| (l.level, !l.estimated));
        let piece = |skill: &CandidateSkill| Piece {
            concept: skill.concept,
            proficiency: skill.counted_proficiency(policy),
            worth: skill.worth,
            confidence: skill.confidence,
            is_evidenced: skill.is_evidenced(),
            is_strict: skill.is_strict(),
        };
        Self {
            distinct: concepts.len() as u64,
            pieces: evidence.iter().map(piece).collect(),
            likeness: Likeness::of(&profile),
            evidence,
            skill_level,
            highest: highest.map(|(.., occupation)| occupation.0),
            assumed_proficiency: policy.assumed_proficiency,
            profile,
        }
    }

    /// The id of the profile.
    pub fn id(&self) -> &str {
        &self.profile.id
    }

    /// The profile that it was made of.
    pub fn profile(&self) -> &ResolvedProfile {
        &self.profile
    }

    /// The profile alone; [`Matcher::candidate`](crate::Matcher::candidate)
    /// makes the same candidate of it again.
    pub fn into_profile(self) -> ResolvedProfile {
        self.profile
    }

    /// The evidence: what is stated, in the order of the profile, then the
    /// outcomes of certificates, then what is inferred.
    pub fn skills(&self) -> &[CandidateSkill] {
        &self.evidence
    }

    /// The same in short.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(crate) fn likeness(&self) -> Likeness {
        self.likeness
    }

    /// How many different skills there is evidence of.
    pub fn distinct_skills(&self) -> u64 {
        self.distinct
    }

    /// Whether the person has an outcome by holding the very whole, at least as
    /// well as asked: it is the same whole then, whatever its units are mapped
    /// to.
    pub(crate) fn has_by(&self, whole: ConceptId, outcome: ConceptId, asked: Proficiency) -> bool {
        self.evidence.iter().any(|skill| {
            skill.concept == outcome
                && self.proficiency(skill) >= asked
                && matches!(&skill.origin, Origin::Certificate { through, .. } if through.contains(&whole))
        })
    }

    /// The proficiency of a piece of its evidence, as stated or assumed.
    pub(crate) fn proficiency(&self, skill: &CandidateSkill) -> Proficiency {
        skill.proficiency.unwrap_or(self.assumed_proficiency)
    }

    pub(crate) fn skill_level(&self) -> Option<SkillLevel> {
        self.skill_level
    }

    /// The highest occupation that was held long enough to count.
    pub fn highest_occupation(&self) -> Option<Occupation> {
        self.highest
    }
}

impl CandidateSkill {
    /// The proficiency that counts: as stated, or as the policy assumes.
    pub fn counted_proficiency(&self, policy: &MatchingPolicy) -> Proficiency {
        self.proficiency.unwrap_or(policy.assumed_proficiency)
    }

    /// Whether it rests on the same as a requirement: the occupation that both
    /// sides name, or a unit that states no outcomes, which the certificate
    /// has and the vacancy asks for.
    pub(crate) fn is_certain_for(
        &self,
        requirement: &Requirement,
        same: Option<ConceptId>,
    ) -> bool {
        match &self.origin {
            Origin::Stated => false,
            Origin::Certificate { through, by } => {
                let unit = through.last().filter(|_| by.is_some());
                unit.is_some() && unit == requirement.part_of.as_ref()
            }
            Origin::Inferred { occupation, .. } => same == Some(*occupation),
        }
    }

    /// Whether it can meet a must-have: it is about the person, and is the
    /// skill itself. A unit that is one case of an outcome is not the outcome.
    pub(crate) fn is_strict(&self) -> bool {
        match &self.origin {
            Origin::Stated => true,
            Origin::Certificate { by, .. } => {
                by.is_none_or(|by| by.mapping.predicate != MappingPredicate::Broad)
            }
            Origin::Inferred { .. } => false,
        }
    }

    /// Whether it is about the person, not about the person's occupation.
    pub const fn is_evidenced(&self) -> bool {
        !matches!(self.origin, Origin::Inferred { .. })
    }
}

/// Fills in what the taxonomy knows of a qualification: its field, and its
/// level with what that rests on, unless the record says so.
fn complete(qualification: &mut Qualification, taxonomy: &Taxonomy) {
    let Some(concept) = qualification.concept else { return };
    if qualification.level.is_none()
        && let Some((level, basis)) = level_of(taxonomy, concept)
    {
        qualification.level = Some(level);
        if qualification.basis == LevelBasis::Unknown {
            qualification.basis = basis;
        }
    }
    if qualification.field.is_none() {
        let mapped = taxonomy.mappings_from(concept).map(|mapping| mapping.object);
        qualification.field = mapped.filter(|&o| taxonomy.kind(o) == ConceptKind::Field).min();
    }
}

/// The occupations of jobs, each once, in the order of their first job.
fn held(jobs: &[Job]) -> Vec<Held> {
    let mut found: Vec<Held> = Vec::new();
    for occupation in jobs.iter().filter_map(|job| job.occupation) {
        if found.iter().all(|held| held.occupation != occupation) {
            let own = jobs.iter().filter(|job| job.occupation == Some(occupation));
            found.push(Held { occupation, months: crate::experience::distinct_months(own) });
        }
    }
    found
}

fn stated(skill: &StatedSkill, policy: &MatchingPolicy) -> CandidateSkill {
    CandidateSkill {
        concept: skill.concept,
        resolved_by: skill.resolved_by,
        proficiency: skill.proficiency,
        assurance: Some(skill.assurance),
        worth: policy.assurance.of(skill.assurance),
        confidence: 100,
        origin: Origin::Stated,
        last_used: skill.last_used,
    }
}

/// Holding the whole is evidence of every part, at the level that the part
/// is taught to.
fn certified<'a>(
    qualification: &'a Qualification,
    taxonomy: &'a Taxonomy,
    policy: &'a MatchingPolicy,
) -> impl Iterator<Item = CandidateSkill> + 'a {
    let of = |whole| leaves(taxonomy, whole, &policy.evidence_priors);
    let leaves = qualification.concept.map(of).unwrap_or_default();
    leaves.into_iter().map(|leaf| CandidateSkill {
        concept: leaf.concept,
        resolved_by: ResolvedBy::Whole,
        proficiency: proficiency_of(taxonomy, leaf.concept),
        assurance: Some(qualification.assurance),
        worth: policy.assurance.of(qualification.assurance),
        confidence: leaf.confidence(),
        origin: Origin::Certificate { through: leaf.through, by: leaf.by },
        last_used: None,
    })
}

fn inferred<'a>(
    held: Held,
    taxonomy: &'a Taxonomy,
    policy: &'a MatchingPolicy,
) -> impl Iterator<Item = CandidateSkill> + 'a {
    let worth = policy.inferred.worth(held.months);
    let Occupation { concept: occupation, stands_for, confidence, .. } = held.occupation;
    let is_occupation = taxonomy.kind(stands_for) == ConceptKind::Occupation;
    let skills: &[ConceptId] = if is_occupation && worth > 0 {
        taxonomy.requires(stands_for, Importance::Essential)
    } else {
        &[]
    };
    skills.iter().map(move |&concept| CandidateSkill {
        concept,
        resolved_by: ResolvedBy::Occupation,
        proficiency: None,
        assurance: None,
        worth,
        confidence,
        origin: Origin::Inferred { occupation, months: held.months },
        last_used: None,
    })
}
