//! How near evidence of one skill is to a requirement of another.
//!
//! A path is at most one translation to another scheme, then steps of one kind,
//! or the steps first where the requirement is in a classification without
//! relations of its own: the requirement is translated then. Steps lead
//! up the hierarchy, down it, along a `requires`, or to a sibling. Kinds are
//! never mixed: a sibling of something broader says too little.

use std::collections::BTreeMap;

use passerelle_model::{ConceptKind, Importance, MappingPredicate, ProximityPolicy, Relation};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Taxonomy;
use crate::ids::ConceptId;
use crate::translate::{Scratch, Step, Translator};

/// A requirement that evidence reaches, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The skill that is reached.
    pub target: ConceptId,
    /// How near it is, in per cent.
    pub proximity: u8,
    /// How sure the mapping on the way is, in per cent; 100 without one.
    pub confidence: u8,
}

impl Reach {
    /// Proximity times confidence: what a path is judged by.
    pub const fn worth(self) -> u16 {
        self.proximity as u16 * self.confidence as u16
    }

    /// The order of paths to one target: by worth, and of equals the surer.
    fn order(self, other: Self) -> std::cmp::Ordering {
        (self.worth(), self.confidence).cmp(&(other.worth(), other.confidence))
    }
}

/// The skills of one kind right under one broader concept: siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiblingGroup {
    /// The broader concept.
    pub parent: ConceptId,
    /// The kind of the skills.
    pub kind: ConceptKind,
}

/// What evidence reaches, with siblings told by their group: short where
/// groups are large.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReachByGroup {
    /// What is not reached as a sibling only, sorted by IRI.
    pub direct: Vec<Reach>,
    /// The groups of which every member is reached as a sibling, at least so
    /// well, with the worth of it; sorted.
    pub groups: Vec<(SiblingGroup, u16)>,
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hop {
    /// How the step leads on.
    pub relation: Relation,
    /// Where it arrives.
    pub to: ConceptId,
}

/// The best path from evidence to a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proximity {
    /// Where it leads and what it is worth.
    pub reach: Reach,
    /// The steps; empty where both are the same concept.
    pub path: Vec<Hop>,
}

/// A hop along a mapping.
fn hop(step: &Step) -> Hop {
    let relation = match step.mapping.predicate {
        MappingPredicate::Exact => Relation::ExactMatch,
        MappingPredicate::Close => Relation::CloseMatch,
        MappingPredicate::Broad => Relation::BroadMatch,
        MappingPredicate::Narrow => Relation::NarrowMatch,
        MappingPredicate::Related => Relation::RelatedMatch,
    };
    Hop { relation, to: step.mapping.object }
}

impl Taxonomy {
    /// Every skill that evidence of `evidence` reaches, sorted by IRI, each
    /// with its best path's worth; paths worth nothing are left out.
    ///
    /// Costs the size of the answer: about a hundred skills in ESCO.
    pub fn reach(
        &self,
        evidence: ConceptId,
        policy: &ProximityPolicy,
        translator: &Translator<'_>,
    ) -> Vec<Reach> {
        let mut best: FxHashMap<ConceptId, Reach> = FxHashMap::default();
        self.each_path(evidence, policy, translator, &mut |reach, _| {
            best.entry(reach.target)
                .and_modify(|known| {
                    if reach.order(*known).is_gt() {
                        *known = reach;
                    }
                })
                .or_insert(reach);
        });
        let mut reached: Vec<Reach> = best.into_values().collect();
        reached.sort_unstable_by_key(|r| r.target);
        reached
    }

    /// As [`Taxonomy::reach`], with siblings told by their group: the worth of
    /// a target there is the greatest of its own here and of those of its
    /// [groups](Taxonomy::sibling_groups).
    pub fn reach_by_group(
        &self,
        evidence: ConceptId,
        policy: &ProximityPolicy,
        translator: &Translator<'_>,
    ) -> ReachByGroup {
        let mut direct: BTreeMap<ConceptId, Reach> = BTreeMap::new();
        let mut groups: BTreeMap<SiblingGroup, u16> = BTreeMap::new();
        self.each_path(evidence, policy, translator, &mut |reach, path| {
            if let [.., parent, Hop { relation: Relation::Sibling, .. }] = path {
                let group = SiblingGroup { parent: parent.to, kind: self.kind(reach.target) };
                let worth = groups.entry(group).or_default();
                *worth = (*worth).max(reach.worth());
                return;
            }
            let known = direct.entry(reach.target).or_insert(reach);
            if reach.order(*known).is_gt() {
                *known = reach;
            }
        });
        ReachByGroup {
            direct: direct.into_values().collect(),
            groups: groups.into_iter().collect(),
        }
    }

    /// The groups whose members are siblings of a skill, small enough for the
    /// policy.
    pub fn sibling_groups(
        &self,
        skill: ConceptId,
        policy: &ProximityPolicy,
    ) -> impl Iterator<Item = SiblingGroup> {
        let kind = self.kind(skill);
        let parents = if kind.has_siblings() { self.broader(skill) } else { &[] };
        let groups = parents.iter().map(move |&parent| SiblingGroup { parent, kind });
        groups.filter(|&group| self.siblings_in(group).count() <= policy.sibling_group_max as usize)
    }

    fn siblings_in(&self, group: SiblingGroup) -> impl Iterator<Item = ConceptId> {
        let children = self.narrower(group.parent).iter().copied();
        children.filter(move |&child| self.kind(child) == group.kind)
    }

    /// The best path from evidence to a requirement, if any is worth
    /// something.
    ///
    /// The best is the one worth most; of equals the surest, then the
    /// shortest, then the first in the order of [`Relation`] and of the IRIs
    /// on the way.
    pub fn proximity(
        &self,
        evidence: ConceptId,
        requirement: ConceptId,
        policy: &ProximityPolicy,
        translator: &Translator<'_>,
    ) -> Option<Proximity> {
        let mut best: Option<Proximity> = None;
        self.each_path(evidence, policy, translator, &mut |reach, path| {
            if reach.target != requirement {
                return;
            }
            let better = best.as_ref().is_none_or(|known| {
                reach
                    .order(known.reach)
                    .then(known.path.len().cmp(&path.len()))
                    .then_with(|| known.path.as_slice().cmp(path))
                    .is_gt()
            });
            if better {
                best = Some(Proximity { reach, path: path.to_vec() });
            }
        });
        best
    }

    /// Calls `emit` with every path that is worth something; a target may
    /// come more than once.
    fn each_path(
        &self,
        evidence: ConceptId,
        policy: &ProximityPolicy,
        translator: &Translator<'_>,
        emit: &mut dyn FnMut(Reach, &[Hop]),
    ) {
        let mut scratch = Scratch::default();
        self.each_path_inside(evidence, 100, &mut Vec::new(), policy, &mut |reach, path| {
            emit(reach, path);
            if path.is_empty() || !translator.has_mappings(reach.target) {
                return;
            }
            for translation in translator.translate_anywhere(reach.target, &mut scratch) {
                let target = translation.target;
                if translator.is_in_other_list(target, evidence) && self.kind(target).is_skill() {
                    let mut whole = path.to_vec();
                    whole.extend(translation.steps().map(hop));
                    let confidence = translation.confidence;
                    emit(Reach { target, confidence, ..reach }, &whole);
                }
            }
        });
        for translation in translator.translate_anywhere(evidence, &mut Scratch::default()) {
            let mut path: Vec<Hop> = translation.steps().map(hop).collect();
            let (target, confidence) = (translation.target, translation.confidence);
            self.each_path_inside(target, confidence, &mut path, policy, emit);
        }
    }

    /// The paths without a mapping, from where `path` has arrived.
    fn each_path_inside(
        &self,
        start: ConceptId,
        confidence: u8,
        path: &mut Vec<Hop>,
        policy: &ProximityPolicy,
        emit: &mut dyn FnMut(Reach, &[Hop]),
    ) {
        let mut offer = |proximity: u8, path: &[Hop], target: ConceptId| {
            if proximity > 0 && confidence > 0 && self.kind(target).is_skill() {
                emit(Reach { target, proximity, confidence }, path);
            }
        };
        offer(policy.same, path, start);

        self.walk(start, path, &policy.evidence_narrower, Relation::Broader, &mut offer);
        self.walk(start, path, &policy.evidence_broader, Relation::Narrower, &mut offer);

        let requires = [
            (Relation::RequiresEssential, policy.requires_essential),
            (Relation::RequiredByEssential, policy.required_by_essential),
            (Relation::RequiresOptional, policy.optional),
            (Relation::RequiredByOptional, policy.optional),
        ];
        for (relation, worth) in requires {
            for &to in self.neighbours(start, relation) {
                path.push(Hop { relation, to });
                offer(worth, path, to);
                path.pop();
            }
        }

        for group in self.sibling_groups(start, policy) {
            for to in self.siblings_in(group).filter(|&c| c != start) {
                // The parent is named, so that a reader sees what the two have
                // in common.
                path.push(Hop { relation: Relation::Broader, to: group.parent });
                path.push(Hop { relation: Relation::Sibling, to });
                offer(policy.sibling, path, to);
                path.truncate(path.len() - 2);
            }
        }
    }

    /// Follows one relation as far as `worth` has entries, nearest first.
    fn walk(
        &self,
        start: ConceptId,
        path: &mut Vec<Hop>,
        worth: &[u8],
        relation: Relation,
        offer: &mut dyn FnMut(u8, &[Hop], ConceptId),
    ) {
        let base = path.len();
        let mut frontier: Vec<Vec<Hop>> = vec![Vec::new()];
        let mut seen = FxHashSet::from_iter([start]);
        for &proximity in worth {
            let mut next = Vec::new();
            for way in &frontier {
                let from = way.last().map_or(start, |hop| hop.to);
                for &to in self.neighbours(from, relation) {
                    // The first way to a concept is the first in the order
                    // of the IRIs, for rows and frontiers are sorted.
                    if !seen.insert(to) {
                        continue;
                    }
                    let mut way = way.clone();
                    way.push(Hop { relation, to });
                    path.extend_from_slice(&way);
                    offer(proximity, path, to);
                    path.truncate(base);
                    next.push(way);
                }
            }
            frontier = next;
        }
    }

    fn neighbours(&self, concept: ConceptId, relation: Relation) -> &[ConceptId] {
        match relation {
            Relation::Broader => self.broader(concept),
            Relation::Narrower => self.narrower(concept),
            Relation::RequiresEssential => self.requires(concept, Importance::Essential),
            Relation::RequiresOptional => self.requires(concept, Importance::Optional),
            Relation::RequiredByEssential => self.required_by(concept, Importance::Essential),
            Relation::RequiredByOptional => self.required_by(concept, Importance::Optional),
            _ => &[],
        }
    }
}
