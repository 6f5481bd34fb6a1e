//! Lists before they are explained: who writes them says how much is wanted,
//! their explanation or their numbers alone.

use std::sync::{Arc, Mutex, PoisonError};

use passerelle_matching::{
    Brief, Candidate, CompiledVacancy, Known, Occupation, Ranked, Ranking, level_drop,
};
use passerelle_model::{
    Country, Detail, GateOutcome, MatchList, RankedMatch, RecognitionRoute, SCHEMA_VERSION,
    Safeguard, View,
};
use passerelle_taxonomy::ConceptId;
use rustc_hash::FxHashMap;

use super::licences::{Person, Practice};
use super::setting::Setting;
use crate::safeguard;

/// What all pairs of a vacancy have in common, found once.
pub(crate) struct About<'s> {
    practice: Option<Practice<'s>>,
    safeguards: Vec<&'static Safeguard>,
    /// The level of skill of its occupation.
    level: Option<u8>,
    /// How much of an occupation's skills it leaves unused: many people of one
    /// occupation have it in their lists. Each vacancy has its own, so that
    /// threads rarely wait for one another.
    unused: Mutex<FxHashMap<ConceptId, Option<u8>>>,
}

impl<'s> About<'s> {
    pub(super) fn new(setting: &'s Setting<'_>, vacancy: &CompiledVacancy) -> Self {
        let taxonomy = setting.matcher.taxonomy();
        Self {
            practice: setting.licences.as_ref().and_then(|law| law.practice(vacancy, taxonomy)),
            safeguards: safeguard::of_post(vacancy, taxonomy),
            level: setting.matcher.vacancy_level(vacancy),
            unused: Mutex::default(),
        }
    }

    /// The share that it leaves unused of an occupation's skills, which is found
    /// by `find` where it is not known.
    fn unused(&self, occupation: Occupation, find: impl FnOnce() -> Option<u8>) -> Option<u8> {
        // A poisoned lock holds whole entries: they are inserted at once.
        let lock = || self.unused.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&occupation.concept).copied();
        known.unwrap_or_else(|| {
            let share = find();
            let mut known = lock();
            if known.len() < REMEMBERED {
                known.insert(occupation.concept, share);
            }
            share
        })
    }
}

/// How many shares of unused skills are remembered of a vacancy.
const REMEMBERED: usize = 256;

/// A list before it is explained.
pub(crate) struct Draft<'d> {
    /// Whose list it is.
    pub(crate) view: View,
    /// The id of that candidate or vacancy.
    pub(crate) id: &'d str,
    /// The matches, then the near misses.
    pub(crate) pairs: [Vec<Pair<'d>>; 2],
    setting: &'d Setting<'d>,
    ranking: &'d Ranking,
}

/// A pair of a list before it is explained.
pub(crate) struct Pair<'d> {
    pub(crate) ranked: &'d Ranked,
    /// Its place in the list, from 1.
    pub(crate) rank: u32,
    pub(super) view: View,
    pub(super) setting: &'d Setting<'d>,
    pub(super) candidate: &'d Candidate,
    pub(super) person: Person,
    pub(super) vacancy: &'d CompiledVacancy,
    pub(super) about: &'d About<'d>,
    /// How much is to be explained.
    pub(super) detail: Option<Detail>,
    /// What each requirement earns, where that is known.
    pub(super) credits: Option<&'d [u8]>,
}

/// The numbers of a pair that stand beside its scores.
pub(crate) struct Figures<'d> {
    /// What a compact explanation says.
    pub(crate) brief: Brief<'d>,
    /// As [`Deskilling`](passerelle_model::Deskilling) has them.
    pub(crate) level_drop: Option<u8>,
    pub(crate) unused_share: Option<u8>,
}

impl<'d> Draft<'d> {
    /// `pair` finds the two sides of a pair.
    pub(super) fn new(
        setting: &'d Setting<'d>,
        view: View,
        id: &'d str,
        ranking: &'d Ranking,
        detail: Option<Detail>,
        pair: impl Fn(&Ranked) -> Option<(&'d Candidate, &'d CompiledVacancy, &'d About<'d>)>,
    ) -> Self {
        let mut credits = ranking.credits.as_slice();
        let mut person: Option<(usize, Person)> = None;
        let mut pairs = |ranked: &'d [Ranked]| -> Vec<Pair<'d>> {
            let each = ranked.iter().filter_map(|r| Some((r, pair(r)?))).zip(1..);
            each.map(|((ranked, (candidate, vacancy, about)), rank)| {
                let own = credits.split_at_checked(vacancy.requirements().len());
                credits = own.map_or(&[], |(_, rest)| rest);
                let person = match person {
                    Some((known, person)) if known == ranked.candidate => person,
                    _ => {
                        let law = setting.licences.as_ref();
                        let new = law.map_or_else(Person::default, |law| law.person(candidate));
                        person = Some((ranked.candidate, new));
                        new
                    }
                };
                let credits = own.map(|(own, _)| own);
                Pair {
                    ranked,
                    rank,
                    view,
                    setting,
                    candidate,
                    person,
                    vacancy,
                    about,
                    detail,
                    credits,
                }
            })
            .collect()
        };
        let pairs = [pairs(&ranking.matches), pairs(&ranking.near_misses)];
        Self { view, id, pairs, setting, ranking }
    }

    /// The list with everything that it is to explain.
    pub(crate) fn explained(&self) -> MatchList {
        let [matches, near_misses] =
            self.pairs.each_ref().map(|pairs| pairs.iter().map(Pair::explained).collect());
        MatchList {
            schema_version: SCHEMA_VERSION,
            view: self.view,
            id: self.id.to_owned(),
            basis: self.setting.basis.clone(),
            counts: self.ranking.counts.named(),
            matches,
            near_misses,
        }
    }

    /// The ids of the safeguards that its pairs concern.
    pub(super) fn safeguards(&self) -> impl Iterator<Item = &'static str> {
        let pairs = self.pairs.iter().flatten();
        pairs.flat_map(Pair::safeguards).map(|(safeguard, _)| safeguard.id.as_str())
    }
}

impl Pair<'_> {
    /// The id of the other side, and the title where that is a vacancy.
    pub(crate) fn other(&self) -> (&str, Option<&str>) {
        match self.view {
            View::Candidate => (self.vacancy.id(), self.vacancy.title()),
            View::Vacancy => (self.candidate.id(), None),
        }
    }

    /// The way of recognition, where the law tables know one.
    pub(crate) fn route(&self) -> Option<Arc<RecognitionRoute>> {
        let law = self.setting.licences.as_ref()?;
        law.route(self.candidate, self.person, self.about.practice?)
    }

    /// The safeguards that it concerns, with the country of training.
    pub(crate) fn safeguards(&self) -> impl Iterator<Item = (&'static Safeguard, Country)> {
        safeguard::concerning(self.candidate, &self.about.safeguards)
    }

    /// The CURIE of a concept.
    pub(crate) fn concept_id(&self, concept: ConceptId) -> &str {
        self.setting.names.id(concept)
    }

    /// The numbers of a compact explanation: nothing where another is asked for,
    /// or where they would have to be searched for.
    pub(crate) fn figures(&self) -> Option<Figures<'_>> {
        let matcher = &self.setting.matcher;
        self.detail.filter(|&detail| detail == Detail::Compact)?;
        let brief = matcher.brief(self.candidate, self.vacancy, &self.ranked.pair, self.credits?);
        let highest = self.candidate.highest_occupation();
        let unused_share = highest.and_then(|occupation| {
            let find = || matcher.unused_share(occupation, self.vacancy);
            self.about.unused(occupation, find)
        });
        let level_drop = level_drop(self.candidate, self.about.level);
        Some(Figures { brief, level_drop, unused_share })
    }

    /// Whether [`Pair::figures`] says all that is to be said.
    pub(crate) fn is_brief(&self) -> bool {
        match self.detail {
            None => true,
            Some(Detail::Compact) => self.credits.is_some(),
            Some(Detail::Full) => false,
        }
    }

    /// The match with everything that it is to explain.
    pub(super) fn explained(&self) -> RankedMatch {
        let Self { setting, candidate, vacancy, detail, .. } = *self;
        let (id, title) = self.other();
        let pair = &self.ranked.pair;
        let gates = match detail {
            Some(Detail::Full) => setting.matcher.gates(candidate, vacancy, &setting.names),
            _ => setting.matcher.gates_not_met(candidate, vacancy, &setting.names),
        };
        let of = |outcome: GateOutcome| gates.iter().filter(move |g| g.outcome == outcome).cloned();
        RankedMatch {
            rank: self.rank,
            id: id.to_owned(),
            title: title.map(str::to_owned),
            score: pair.score,
            fit: pair.fit,
            evidenced: pair.evidenced(),
            inferred: pair.inferred(),
            failed: of(GateOutcome::Failed).collect(),
            undetermined: of(GateOutcome::Undetermined).collect(),
            recognition: self.route().map(|route| (*route).clone()),
            warnings: self.safeguards().map(safeguard::warning).collect(),
            explanation: detail.map(|detail| {
                let known = Known { gates, credits: self.credits };
                setting.matcher.explain_with(candidate, vacancy, &setting.names, detail, known)
            }),
        }
    }
}
