//! The components beside the skills: what a qualification and a language are
//! worth. Experience has a module of its own.

use passerelle_model::{CefrLevel, CefrSkill, LanguageShortfall, LevelBasis, MatchingPolicy};
use passerelle_taxonomy::{ConceptId, Taxonomy};

use crate::candidate::{Qualification, ResolvedProfile};
use crate::vacancy::{FieldDemand, LanguageDemand, QualificationDemand};

/// What one qualification is worth: by level, by field, and together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QualificationWorth {
    pub(crate) level: u8,
    pub(crate) field: u8,
}

impl QualificationWorth {
    /// ⌊level · field / 100⌋.
    pub(crate) fn total(self) -> u8 {
        u8::try_from(u16::from(self.level) * u16::from(self.field) / 100).unwrap_or(100)
    }
}

impl QualificationDemand {
    /// What a qualification is worth for this demand.
    pub(crate) fn worth(
        self,
        held: &Qualification,
        taxonomy: &Taxonomy,
        policy: &MatchingPolicy,
    ) -> QualificationWorth {
        let of = &policy.qualification;
        let level = match (self.level, held.level) {
            (None, _) => 100,
            (Some(asked), Some(held)) => {
                let short = asked.number().saturating_sub(held.number());
                100_u8.saturating_sub(short.saturating_mul(of.level_short))
            }
            (Some(_), None) => 0,
        };
        let code = |field: Option<ConceptId>| field.and_then(|f| taxonomy.notation(f));
        let field = match (self.field, code(held.field)) {
            (FieldDemand::Any, _) => 100,
            (FieldDemand::Unknown, _) | (FieldDemand::Field(_), None) => of.field_other,
            (FieldDemand::Field(asked), Some(held)) => {
                let asked = code(Some(asked)).unwrap_or_default();
                let common = asked.bytes().zip(held.bytes()).take_while(|(a, b)| a == b).count();
                match common {
                    _ if common == asked.len() => of.field_same,
                    0 | 1 => of.field_other,
                    2 => of.field_broad,
                    _ => of.field_narrow,
                }
            }
        };
        QualificationWorth { level, field }
    }

    /// The qualification that is worth most; of equals one whose level is
    /// formal, then the first of the profile.
    pub(crate) fn best<'p>(
        self,
        profile: &'p ResolvedProfile,
        taxonomy: &Taxonomy,
        policy: &MatchingPolicy,
    ) -> Option<(&'p Qualification, QualificationWorth)> {
        let mut best: Option<(&Qualification, QualificationWorth)> = None;
        for held in &profile.qualifications {
            let worth = self.worth(held, taxonomy, policy);
            let rank = |q: &Qualification, w: QualificationWorth| {
                (w.total(), q.basis == LevelBasis::Formal)
            };
            if best.is_none_or(|(known, of_known)| rank(held, worth) > rank(known, of_known)) {
                best = Some((held, worth));
            }
        }
        best
    }
}

/// The levels that a candidate holds of a language, whatever the region or
/// script (`pt-BR` is `pt`); of several statements the best.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held([Option<CefrLevel>; 5]);

impl Held {
    /// Of the language with this primary tag.
    pub(crate) fn of(primary: &str, profile: &ResolvedProfile) -> Self {
        let mut best = [None; 5];
        for known in profile.languages.iter().filter(|k| k.language.primary() == primary) {
            for (best, level) in best.iter_mut().zip(known.skills.all(known.level)) {
                *best = (*best).max(level);
            }
        }
        Self(best)
    }
}

impl LanguageDemand {
    fn held(&self, profile: &ResolvedProfile) -> Held {
        Held::of(self.language.primary(), profile)
    }

    /// The skills that fall short.
    pub(crate) fn short(&self, profile: &ResolvedProfile) -> Vec<LanguageShortfall> {
        let each = CefrSkill::ALL.into_iter().zip(self.asked).zip(self.held(profile).0);
        each.filter_map(|((skill, asked), held)| {
            let asked = asked?;
            (held < Some(asked)).then_some(LanguageShortfall { skill, asked, held })
        })
        .collect()
    }

    /// Whether every skill is met.
    pub(crate) fn is_met(&self, profile: &ResolvedProfile) -> bool {
        self.is_met_by(self.held(profile))
    }

    /// The same of somebody who holds these levels of the language.
    pub(crate) fn is_met_by(&self, held: Held) -> bool {
        let each = self.asked.into_iter().zip(held.0);
        each.into_iter().all(|(asked, held)| asked.is_none() || held >= asked)
    }

    /// What the worst skill is worth, 0 to 100.
    pub(crate) fn worth(&self, profile: &ResolvedProfile, policy: &MatchingPolicy) -> u8 {
        self.worth_of(self.held(profile), policy)
    }

    /// The same of somebody who holds these levels of the language.
    pub(crate) fn worth_of(&self, held: Held, policy: &MatchingPolicy) -> u8 {
        let worth = |(asked, held): (Option<CefrLevel>, Option<CefrLevel>)| {
            let Some(asked) = asked else { return 100 };
            let short = held.map(|held| usize::from(held.shortfall(asked)));
            short.and_then(|s| policy.language.shortfall.get(s)).copied().unwrap_or(0)
        };
        self.asked.into_iter().zip(held.0).map(worth).min().unwrap_or(100)
    }
}

/// The mean over the languages of what the worst skill of each is worth, cut
/// to a whole number.
pub(crate) fn language(
    demands: &[LanguageDemand],
    profile: &ResolvedProfile,
    policy: &MatchingPolicy,
) -> u8 {
    let sum: usize = demands.iter().map(|d| usize::from(d.worth(profile, policy))).sum();
    u8::try_from(sum / demands.len().max(1)).unwrap_or(100)
}
