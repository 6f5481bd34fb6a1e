//! Why a pair scores what it scores.

use passerelle_model::{
    Component, ComponentExplanation, Detail, Evidence, EvidenceOrigin, ExperienceExplanation,
    GateResult, JobCounted, LanguageExplanation, LanguageTag, MatchExplanation, Missing,
    OccupationTranslated, PathStep, QualificationCounted, QualificationExplanation,
    RequirementExplanation, TranslationHop,
};
use passerelle_taxonomy::{ConceptId, Hop, Names, Reach, Scratch, Translator};

use crate::candidate::{Candidate, CandidateSkill, Origin};
use crate::credit::{credit, credit_at};
use crate::isco::translation_of;
use crate::matcher::{Matcher, PairScore, Parts, side};
use crate::vacancy::{CompiledVacancy, FieldDemand, Requirement};

/// What an occupation stands for that knows no skills of its own, with
/// the hops and what they cost.
fn translated(
    names: &Names<'_>,
    occupation: ConceptId,
    translator: &Translator<'_>,
) -> Option<OccupationTranslated> {
    let translation = translation_of(occupation, translator)?;
    Some(OccupationTranslated {
        to: names.of(translation.target),
        predicate: translation.meaning.predicate,
        confidence: translation.confidence,
        path: names.path(&translation),
    })
}

/// A requirement with the best evidence for it.
struct Met<'a> {
    requirement: &'a Requirement,
    best: Option<(&'a CandidateSkill, Reach)>,
    credit: u8,
    /// Whether both come from the same occupation or unit, so that no
    /// translation stands between them.
    certain: bool,
}

impl<'a> Met<'a> {
    /// A requirement of which it is known what it earns, and by what is not
    /// asked.
    fn known((requirement, &credit): (&'a Requirement, &u8)) -> Self {
        Self { requirement, best: None, credit, certain: false }
    }
}

/// What is known of a pair before it is explained.
#[derive(Clone, Debug, Default)]
pub struct Known<'k> {
    /// How its demands come out, as [`Matcher::gates`] says; in full form
    /// alone.
    pub gates: Vec<GateResult>,
    /// What each requirement earns, as [`Ranking`](crate::Ranking) says;
    /// searched for where absent.
    pub credits: Option<&'k [u8]>,
}

/// How many gaps a compact explanation names: those that weigh most.
const COMPACT_MISSING: usize = 3;

/// Something that would raise a score, not yet named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap<'v> {
    /// The component that it would raise.
    pub component: Component,
    /// The skill that is asked for, where it is one.
    pub skill: Option<ConceptId>,
    /// The language that is asked for, where it is one.
    pub language: Option<&'v LanguageTag>,
    /// What there is of it, 0 to 100.
    pub has: u8,
    /// What closing it would add, in millionths.
    pub gain: u64,
}

/// What a compact explanation says in numbers, without its names: all that a
/// row of a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief<'v> {
    /// What each component reaches, 0 to 100, in the order of
    /// [`Component::ALL`]; nothing where it has no share.
    pub components: [Option<u8>; 4],
    /// What would raise the score, what would raise it most first; three at
    /// most.
    pub gaps: Vec<Gap<'v>>,
}

impl Matcher<'_> {
    /// The numbers of a compact explanation of a pair; `credits` are what each
    /// requirement earns, as [`Ranking`](crate::Ranking) says. Nothing is
    /// searched for.
    pub fn brief<'v>(
        &self,
        candidate: &Candidate,
        vacancy: &'v CompiledVacancy,
        pair: &PairScore,
        credits: &[u8],
    ) -> Brief<'v> {
        let months = self.months(candidate, vacancy);
        let parts = self.parts(pair.credit_sum, months, candidate, vacancy);
        let reached = components(&parts, vacancy);
        let value = |of: Component| reached.iter().find(|c| c.component == of).map(|c| c.value);
        let earned = vacancy.requirements().iter().zip(credits.iter().copied());
        Brief {
            components: Component::ALL.map(value),
            gaps: self.gaps(earned, &parts, candidate, vacancy, Detail::Compact),
        }
    }

    /// Explains one pair: for each requirement the best evidence, its path
    /// and what it earns. It goes from requirement to evidence, where a
    /// [`Ranker`](crate::Ranker) goes the other way, and comes to the same
    /// sum.
    pub fn explain(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
        detail: Detail,
    ) -> MatchExplanation {
        let gates = match detail {
            Detail::Full => self.gates(candidate, vacancy, names),
            Detail::Compact => Vec::new(),
        };
        self.explain_with(candidate, vacancy, names, detail, Known { gates, credits: None })
    }

    /// As [`Matcher::explain`], with what is known of the pair already: a
    /// compact explanation needs no search for evidence then.
    pub fn explain_with(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
        detail: Detail,
        known: Known<'_>,
    ) -> MatchExplanation {
        let same = Self::same_occupation(candidate, vacancy);
        let asked_for = vacancy.requirements();
        let credits = known
            .credits
            .filter(|credits| detail == Detail::Compact && credits.len() == asked_for.len());
        let met: Vec<Met<'_>> = if let Some(credits) = credits {
            asked_for.iter().zip(credits).map(Met::known).collect()
        } else {
            let best = |requirement| self.best_evidence(candidate, requirement, same);
            asked_for.iter().map(best).collect()
        };
        let credit_sum =
            met.iter().map(|m| u64::from(m.requirement.weight) * u64::from(m.credit)).sum();
        let asked = vacancy.vacancy();
        let months = self.months(candidate, vacancy);
        let parts = self.parts(credit_sum, months, candidate, vacancy);
        let share = vacancy.share(Component::Skills);
        let contribution = |weighted: u64| {
            (100 * u64::from(share) * weighted).checked_div(parts.vacancy_weight).unwrap_or(0)
        };
        let mut contributed = 0;
        let mut requirements = Vec::new();
        for met in &met {
            let weighted = u64::from(met.requirement.weight) * u64::from(met.credit);
            contributed += contribution(weighted);
            if detail == Detail::Full {
                requirements.push(self.requirement(met, contribution(weighted), names));
            }
        }
        MatchExplanation {
            detail,
            components: components(&parts, vacancy),
            occupation_translated: asked
                .occupation
                .and_then(|asked| translated(names, asked.concept, self.requirement_translator())),
            credit_sum,
            vacancy_weight: parts.vacancy_weight,
            candidate_weight: parts.candidate_weight,
            // Cutting each part can only lose against cutting the sum.
            remainder: parts.skills_score(share).saturating_sub(contributed),
            requirements,
            experience: asked.experience.map(|demand| ExperienceExplanation {
                asked_months: demand.months,
                weighted_hundredths: months,
                jobs: match detail {
                    Detail::Full => self.jobs(candidate, vacancy, names),
                    Detail::Compact => Vec::new(),
                },
            }),
            qualification: self.qualification(candidate, vacancy, names),
            languages: asked
                .languages
                .iter()
                .map(|demand| LanguageExplanation {
                    language: demand.language.clone(),
                    value: demand.worth(candidate.profile(), self.policy()),
                    short: demand.short(candidate.profile()),
                })
                .collect(),
            gates: if detail == Detail::Full { known.gates } else { Vec::new() },
            deskilling: self.deskilling(candidate, vacancy, names, detail),
            missing: self.missing(&met, &parts, candidate, vacancy, names, detail),
        }
    }

    fn jobs(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
    ) -> Vec<JobCounted> {
        let Some(demand) = vacancy.vacancy().experience else { return Vec::new() };
        let jobs = candidate.profile().jobs.iter();
        jobs.map(|job| JobCounted {
            occupation: job.occupation.map(|occupation| names.of(occupation.concept)),
            translated: job
                .occupation
                .and_then(|held| translated(names, held.concept, self.evidence_translator())),
            resolved_by: job.resolved_by,
            months: job.month_count(),
            relevance: demand.within.relevance(job, self.taxonomy(), &self.policy().experience),
            hours_per_week: job.hours_per_week,
        })
        .collect()
    }

    fn qualification(
        &self,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
    ) -> Option<QualificationExplanation> {
        let demand = vacancy.vacancy().qualification?;
        let best = demand.best(candidate.profile(), self.taxonomy(), self.policy());
        Some(QualificationExplanation {
            asked_level: demand.level,
            asked_field: match demand.field {
                FieldDemand::Field(field) => Some(names.of(field)),
                FieldDemand::Any | FieldDemand::Unknown => None,
            },
            best: best.map(|(held, worth)| QualificationCounted {
                concept: held.concept.map(|concept| names.of(concept)),
                title: held.title.clone(),
                level: held.level,
                level_basis: held.basis,
                level_worth: worth.level,
                field: held.field.map(|field| names.of(field)),
                field_worth: worth.field,
            }),
        })
    }

    /// The evidence that earns most; of equals that about the person, then
    /// the nearest, then the first in the order of the IRIs and of the
    /// candidate's evidence.
    fn best_evidence<'a>(
        &self,
        candidate: &'a Candidate,
        requirement: &'a Requirement,
        same: Option<ConceptId>,
    ) -> Met<'a> {
        let mut best: Option<(&CandidateSkill, Reach, u8)> = None;
        for skill in candidate.skills() {
            let reached = self.reach(skill.concept);
            let at = reached.binary_search_by_key(&requirement.concept, |r| r.target);
            let Some(&reach) = at.ok().and_then(|at| reached.get(at)) else { continue };
            let certain = skill.is_certain_for(requirement, same);
            let credit = if certain {
                credit_at(self.policy(), skill, 100, reach, requirement.minimum)
            } else {
                requirement.earns(credit(self.policy(), skill, reach, requirement.minimum))
            };
            let better = best.is_none_or(|(known, known_reach, known_credit)| {
                (credit, skill.is_evidenced(), reach.worth())
                    .cmp(&(known_credit, known.is_evidenced(), known_reach.worth()))
                    .then(known.concept.cmp(&skill.concept))
                    .is_gt()
            });
            if better {
                best = Some((skill, reach, credit));
            }
        }
        Met {
            requirement,
            credit: best.map_or(0, |(.., credit)| credit),
            certain: best.is_some_and(|(skill, ..)| skill.is_certain_for(requirement, same)),
            best: best.map(|(skill, reach, _)| (skill, reach)),
        }
    }

    fn requirement(
        &self,
        met: &Met<'_>,
        contribution: u64,
        names: &Names<'_>,
    ) -> RequirementExplanation {
        let requirement = met.requirement;
        RequirementExplanation {
            skill: names.of(requirement.concept),
            resolved_by: requirement.resolved_by,
            part_of: requirement.part_of.map(|whole| names.of(whole)),
            importance: requirement.importance,
            must_have: requirement.must_have,
            weight: requirement.weight,
            minimum_proficiency: requirement.minimum,
            confidence: if met.certain { 100 } else { requirement.confidence },
            credit: met.credit,
            contribution,
            best_evidence: met.best.and_then(|(skill, _)| self.evidence(skill, met, names)),
        }
    }

    fn evidence(
        &self,
        skill: &CandidateSkill,
        met: &Met<'_>,
        names: &Names<'_>,
    ) -> Option<Evidence> {
        let requirement = met.requirement;
        let policy = self.policy();
        let found = self.taxonomy().proximity(
            skill.concept,
            requirement.concept,
            &policy.proximity,
            self.evidence_translator(),
        )?;
        let steps = found.path.iter();
        let proficiency = skill.counted_proficiency(policy);
        Some(Evidence {
            skill: names.of(skill.concept),
            resolved_by: skill.resolved_by,
            origin: match &skill.origin {
                Origin::Stated => EvidenceOrigin::Stated,
                Origin::Certificate { through, by } => EvidenceOrigin::Certificate {
                    through: through.iter().map(|&whole| names.of(whole)).collect(),
                    comprised: by.map(|by| names.comprised(by)),
                },
                Origin::Inferred { occupation, months } => EvidenceOrigin::Inferred {
                    occupation: names.of(*occupation),
                    months: *months,
                    translated: translated(names, *occupation, self.evidence_translator()),
                },
            },
            path: steps
                .map(|hop| PathStep { relation: hop.relation, to: names.of(hop.to) })
                .collect(),
            translation: self.translation(skill.concept, &found.path, names),
            proximity: found.reach.proximity,
            confidence: found.reach.confidence,
            proficiency,
            proficiency_assumed: skill.proficiency.is_none(),
            sufficiency: policy.sufficiency(proficiency, requirement.minimum),
            assurance: skill.assurance,
            assurance_worth: skill.worth,
            origin_confidence: if met.certain { 100 } else { skill.confidence },
            last_used: skill.last_used,
        })
    }

    /// The mappings that a path begins or ends with, and what each keeps.
    fn translation(
        &self,
        skill: ConceptId,
        path: &[Hop],
        names: &Names<'_>,
    ) -> Vec<TranslationHop> {
        // Where the steps come first, the translation starts at their end.
        let steps = path.iter().take_while(|hop| !hop.relation.is_mapping());
        let start = steps.last().map_or(skill, |hop| hop.to);
        let mut mappings = path.iter().filter(|hop| hop.relation.is_mapping());
        let Some(target) = mappings.next_back() else { return Vec::new() };
        // Of the ways to one concept a path takes the best, as this does.
        let found = self.evidence_translator().translate_anywhere(start, &mut Scratch::default());
        let taken = found.iter().find(|translation| translation.target == target.to);
        taken.map_or_else(Vec::new, |translation| names.path(translation))
    }

    /// What would raise the score, what would raise it most first.
    fn missing(
        &self,
        met: &[Met<'_>],
        parts: &Parts,
        candidate: &Candidate,
        vacancy: &CompiledVacancy,
        names: &Names<'_>,
        detail: Detail,
    ) -> Vec<Missing> {
        let earned = met.iter().map(|met| (met.requirement, met.credit));
        let gaps = self.gaps(earned, parts, candidate, vacancy, detail);
        let missing = gaps.into_iter().map(|gap| Missing {
            component: gap.component,
            skill: gap.skill.map(|skill| names.of(skill)),
            language: gap.language.cloned(),
            has: gap.has,
            gain: gap.gain,
        });
        missing.collect()
    }

    /// The same without names; `earned` are the requirements with what each
    /// earns. Of equals skills go first, then the components in their order.
    fn gaps<'v>(
        &self,
        earned: impl Iterator<Item = (&'v Requirement, u8)>,
        parts: &Parts,
        candidate: &Candidate,
        vacancy: &'v CompiledVacancy,
        detail: Detail,
    ) -> Vec<Gap<'v>> {
        let most = if detail == Detail::Compact { COMPACT_MISSING } else { usize::MAX };
        // By what lacks, which orders as what would be gained does: only those
        // that are kept cost a division.
        let mut lacking: Vec<(u64, &Requirement, u8)> = Vec::new();
        for (requirement, has) in earned {
            let lacks = u64::from(requirement.confidence.saturating_sub(has));
            let weighted = u64::from(requirement.weight) * lacks;
            insert(&mut lacking, (weighted, requirement, has), most, |&(weighted, ..)| weighted);
        }
        let share = u64::from(vacancy.share(Component::Skills));
        let skills = lacking.into_iter().map(|(weighted, requirement, has)| Gap {
            component: Component::Skills,
            skill: Some(requirement.concept),
            language: None,
            has,
            gain: (100 * share * weighted).checked_div(parts.vacancy_weight).unwrap_or(0),
        });
        let mut gaps: Vec<Gap<'v>> = skills.filter(|gap| gap.gain > 0).collect();
        let mut add = |gap: Gap<'v>| insert(&mut gaps, gap, most, |gap| gap.gain);
        for (component, has) in parts.sides {
            if component == Component::Language {
                self.language_gaps(has, candidate, vacancy).for_each(&mut add);
            } else {
                let gain = side(vacancy.share(component), 100 - has.min(100));
                add(Gap { component, skill: None, language: None, has, gain });
            }
        }
        gaps
    }

    fn language_gaps<'v>(
        &self,
        value: u8,
        candidate: &Candidate,
        vacancy: &'v CompiledVacancy,
    ) -> impl Iterator<Item = Gap<'v>> {
        let demands = &vacancy.vacancy().languages;
        // The mean of one is itself.
        let is_one = demands.len() == 1;
        let worth = move |demand: &crate::LanguageDemand| {
            if is_one { value } else { demand.worth(candidate.profile(), self.policy()) }
        };
        let sum: usize = demands.iter().map(|demand| usize::from(worth(demand))).sum();
        demands.iter().map(move |demand| {
            let has = worth(demand);
            let met = (sum + 100 - usize::from(has)) / demands.len();
            let met = u8::try_from(met).unwrap_or(100);
            Gap {
                component: Component::Language,
                skill: None,
                language: Some(&demand.language),
                has,
                gain: side(vacancy.share(Component::Language), met.saturating_sub(value)),
            }
        })
    }
}

/// Puts what is worth something into its place in a list that has the greatest
/// first, behind its equals; the list keeps so many at most.
fn insert<T>(list: &mut Vec<T>, item: T, most: usize, worth: impl Fn(&T) -> u64) {
    let place = list.partition_point(|known| worth(known) >= worth(&item));
    if worth(&item) > 0 && place < most {
        list.insert(place, item);
        list.truncate(most);
    }
}

fn components(parts: &Parts, vacancy: &CompiledVacancy) -> Vec<ComponentExplanation> {
    let share = vacancy.share(Component::Skills);
    let reached = parts.credit_sum.checked_div(parts.vacancy_weight).unwrap_or(0);
    let skills = ComponentExplanation {
        component: Component::Skills,
        share,
        value: u8::try_from(reached).unwrap_or(100),
        contribution: parts.skills_score(share),
        fit_contribution: parts.skills_fit(share),
    };
    let sides = parts.sides.iter().map(|&(component, value)| {
        let share = vacancy.share(component);
        let contribution = side(share, value);
        ComponentExplanation {
            component,
            share,
            value,
            contribution,
            fit_contribution: contribution,
        }
    });
    std::iter::once(skills).chain(sides).filter(|c| c.share > 0).collect()
}
