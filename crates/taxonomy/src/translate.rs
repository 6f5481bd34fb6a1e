//! From any scheme to any other, along the mappings between them.
//!
//! A path has at most three hops and never visits a scheme twice. What its
//! mappings say together is in [`Composed::then`]; where they say nothing
//! together there is no translation, and that is an answer: *not mapped*,
//! with the nearest broader concept. A group of occupations ends a path: what
//! is true of the group is not true of each of its occupations.

use std::collections::BTreeSet;

use passerelle_model::{
    ConceptKind, Confidence, Importance, MappingPredicate, SchemeKind, TranslationPriors,
};
use rustc_hash::FxHashSet;

use crate::composition::Composed;
use crate::graph::Taxonomy;
use crate::ids::{ConceptId, SchemeId};
use crate::mapping::Mapping;

/// A path has at most so many hops.
pub const MAX_HOPS: usize = HOPS as usize;
const HOPS: u8 = 3;

/// A mapping of a path, read in the direction of travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The mapping, read from where the path comes.
    pub mapping: Mapping,
    /// Its confidence, in per cent: as stated, or its set's default.
    pub confidence: Confidence,
    /// What the use that is made of it keeps, in per cent.
    pub prior: u8,
}

/// A concept that another one translates to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The concept.
    pub target: ConceptId,
    /// What the path says: the target is exactly, closely … the source.
    pub meaning: Composed,
    /// ⌊100 · Π (confidence · prior)⌋ over the hops, in per cent: one floor.
    pub confidence: u8,
    steps: [Option<Step>; MAX_HOPS],
}

impl Translation {
    /// The hops, in the order of travel; none where source and target are the
    /// same concept.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().flatten()
    }
}

/// Why a concept has no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotMapped {
    /// A mapping set states that nothing corresponds to it.
    Stated,
    /// There are paths, and none says anything: they go up and down again, or
    /// through concepts that are only related, or open a group.
    NothingSaid,
    /// No path of up to three hops leads there.
    NoPath,
}

/// The nearest concept that includes one that is not mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The concept: in another scheme on the way, or above the source by
    /// `broader`.
    pub concept: ConceptId,
    /// How it is reached; nothing where it is above the source by `broader`.
    pub way: Option<Translation>,
    /// How many concepts of the target it translates to: as many as the
    /// answer would have had to choose from. Of one on the way only what
    /// leads there within the hops of a whole path counts.
    pub fan_out: usize,
}

/// What came of translating a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is mapped; never empty, the best first, then by IRI.
    Mapped(Vec<Translation>),
    /// It is not.
    NotMapped {
        /// Why.
        reason: NotMapped,
        /// What includes it, if anything does.
        nearest: Option<Nearest>,
    },
}

/// An arc of the graph of mappings, read from its start.
#[derive(Clone, Copy, Debug)]
struct Arc {
    to: ConceptId,
    /// The home scheme of `to`.
    scheme: u32,
    predicate: MappingPredicate,
    /// Confidence times prior, at most 10⁴.
    worth: u32,
    mapping: Mapping,
    confidence: Confidence,
}

/// Translates concepts for one use, which the priors stand for.
///
/// Making one reads every mapping; asking it costs the paths that there are,
/// mostly well under a microsecond. May be shared between threads.
#[derive(Debug)]
pub struct Translator<'t> {
    taxonomy: &'t Taxonomy,
    priors: TranslationPriors,
    /// The home scheme of each concept; one that is in none is a scheme by
    /// itself, with a number behind those of the schemes.
    home: Vec<u32>,
    /// Where the arcs of each concept start; one more than there are
    /// concepts.
    starts: Vec<u32>,
    arcs: Vec<Arc>,
    /// The schemes that mappings lead from and to, each pair once, sorted.
    links: Vec<(u32, u32)>,
}

/// The schemes that concepts are to be translated to: how far from them every
/// scheme is.
#[derive(Clone, Debug)]
pub struct Target {
    /// The least number of mappings from a scheme into these, `TOO_FAR` where
    /// a path has not so many; by the numbers of `Translator::home`.
    distance: Vec<u8>,
}

/// Farther than any path goes.
const TOO_FAR: u8 = u8::MAX;

/// Paths in the making; kept between questions so that asking allocates
/// nothing but the answer.
#[derive(Debug, Default)]
pub struct Scratch {
    found: Vec<Path>,
}

#[derive(Clone, Copy, Debug)]
struct Path {
    target: ConceptId,
    meaning: Composed,
    /// Π of the worths, and how many: worth / 10⁴ⁿ is the confidence.
    product: u64,
    hops: u8,
    arcs: [u32; MAX_HOPS],
}

impl Path {
    fn confidence(&self) -> u8 {
        let scale = 10_000u64.pow(u32::from(self.hops));
        // A product of percentages is at most its scale.
        u8::try_from(100 * self.product / scale).unwrap_or(100)
    }

    /// The product on the scale of three hops, to compare paths of any length
    /// without rounding.
    fn worth(&self) -> u64 {
        self.product * 10_000u64.pow(u32::from(HOPS - self.hops))
    }
}

impl Taxonomy {
    /// The scheme that a concept is at home in: of the schemes, not
    /// collections, that it is in, the one whose prefix its IRI has – a group
    /// of ISCO-08 is ESCO's too –, else the largest, then the first by IRI.
    pub fn home_schemes(&self) -> Vec<Option<SchemeId>> {
        let mut sizes = vec![0u32; self.schemes().len()];
        for concept in self.concepts() {
            for scheme in self.in_schemes(concept) {
                sizes[scheme.index()] += 1;
            }
        }
        let is_scheme = |s: SchemeId| self.schemes()[s.index()].kind == SchemeKind::ConceptScheme;
        self.concepts()
            .map(|concept| {
                let schemes = self.in_schemes(concept).iter().copied();
                let own = schemes.filter(|&scheme| is_scheme(scheme));
                let iri = self.iri(concept);
                let is_named = |s: SchemeId| {
                    let prefix = self.schemes()[s.index()].prefix.as_ref();
                    prefix.is_some_and(|(_, namespace)| iri.starts_with(namespace))
                };
                own.min_by_key(|&s| (!is_named(s), std::cmp::Reverse(sizes[s.index()]), s))
            })
            .collect()
    }
}

impl<'t> Translator<'t> {
    /// A translator for a use.
    pub fn new(taxonomy: &'t Taxonomy, priors: TranslationPriors) -> Self {
        let homes = taxonomy.home_schemes().into_iter();
        let none = crate::ids::id_of(taxonomy.schemes().len());
        let home: Vec<u32> = (none..)
            .zip(homes)
            .map(|(own, scheme)| scheme.map_or(own, |scheme| scheme.0))
            .collect();
        let mut starts = Vec::with_capacity(taxonomy.len() + 1);
        let mut arcs = Vec::with_capacity(2 * taxonomy.mappings().len());
        for concept in taxonomy.concepts() {
            starts.push(crate::ids::id_of(arcs.len()));
            arcs.extend(taxonomy.mappings_from(concept).map(|mapping| {
                let confidence = taxonomy.mapping_confidence(mapping);
                Arc {
                    to: mapping.object,
                    scheme: home[mapping.object.index()],
                    predicate: mapping.predicate,
                    worth: u32::from(confidence.percent())
                        * u32::from(priors.of(mapping.predicate)),
                    mapping,
                    confidence,
                }
            }));
        }
        starts.push(crate::ids::id_of(arcs.len()));
        let links: BTreeSet<(u32, u32)> = taxonomy
            .mappings()
            .iter()
            .map(|m| (home[m.subject.index()], home[m.object.index()]))
            .flat_map(|(one, other)| [(one, other), (other, one)])
            .collect();
        let links = links.into_iter().collect();
        Self { taxonomy, priors, home, starts, arcs, links }
    }

    /// Makes ready to translate into schemes: finds how far from them every
    /// other scheme is, so that no path goes where it cannot arrive.
    pub fn target(&self, schemes: &[SchemeId]) -> Target {
        let size = self.home.iter().map(|&home| home as usize + 1).max().unwrap_or(0);
        let size = size.max(self.taxonomy.schemes().len());
        let mut distance = vec![TOO_FAR; size];
        for scheme in schemes {
            distance[scheme.index()] = 0;
        }
        for step in 1..=HOPS {
            for &(from, to) in &self.links {
                let known = &distance[from as usize];
                if *known == TOO_FAR && distance[to as usize] == step - 1 {
                    distance[from as usize] = step;
                }
            }
        }
        Target { distance }
    }

    /// The taxonomy that it translates in.
    pub fn taxonomy(&self) -> &'t Taxonomy {
        self.taxonomy
    }

    /// What a concept translates to in the schemes of `target`: the surest first, of
    /// equals what says most, then by IRI. Of several paths to one target the
    /// best: the surest, of equals the shortest, then what says most, then the
    /// first by IRIs on the way.
    ///
    /// A concept that is in the schemes already is its own translation.
    pub fn translate(&self, concept: ConceptId, target: &Target, scratch: &mut Scratch) -> Outcome {
        scratch.found.clear();
        if self.is_in(concept, target) {
            return Outcome::Mapped(vec![identity(concept)]);
        }
        self.walk(concept, target, &mut scratch.found);
        if scratch.found.is_empty() {
            return self.not_mapped(concept, target);
        }
        Outcome::Mapped(self.ranked(&mut scratch.found))
    }

    /// Everything that a concept translates to in any other scheme, sorted by
    /// IRI.
    pub fn translate_anywhere(
        &self,
        concept: ConceptId,
        scratch: &mut Scratch,
    ) -> Vec<Translation> {
        scratch.found.clear();
        self.walk_through(concept, &mut scratch.found);
        let mut ranked = self.ranked(&mut scratch.found);
        ranked.sort_unstable_by_key(|translation| translation.target);
        ranked
    }

    /// Whether any mapping starts or ends at a concept.
    pub(crate) fn has_mappings(&self, concept: ConceptId) -> bool {
        !self.arcs_of(concept).is_empty()
    }

    /// Whether a concept is in another scheme than `other` and has no
    /// relations in its own: an entry of a list, to which no steps lead.
    pub(crate) fn is_in_other_list(&self, concept: ConceptId, other: ConceptId) -> bool {
        let home = self.home[concept.index()];
        let taxonomy = self.taxonomy;
        !taxonomy.in_schemes(concept).is_empty()
            && home != self.home[other.index()]
            && taxonomy.broader(concept).is_empty()
            && taxonomy.narrower(concept).is_empty()
            && taxonomy.part_of(concept).is_empty()
            && taxonomy.required_by(concept, Importance::Essential).is_empty()
            && taxonomy.required_by(concept, Importance::Optional).is_empty()
    }

    fn is_in(&self, concept: ConceptId, target: &Target) -> bool {
        target.distance[self.home[concept.index()] as usize] == 0
    }

    fn arcs_of(&self, concept: ConceptId) -> std::ops::Range<u32> {
        self.starts[concept.index()]..self.starts[concept.index() + 1]
    }

    /// Every path that ends in the target.
    fn walk(&self, from: ConceptId, target: &Target, found: &mut Vec<Path>) {
        let mut emit = |path: Path| {
            let ends = self.is_in(path.target, target);
            if ends {
                found.push(path);
            }
            !ends
        };
        self.extend(start(from), &[self.home[from.index()]], Some(target), &mut emit);
    }

    /// Every path, and all that goes on from its end.
    fn walk_through(&self, from: ConceptId, found: &mut Vec<Path>) {
        let mut emit = |path: Path| {
            found.push(path);
            true
        };
        self.extend(start(from), &[self.home[from.index()]], None, &mut emit);
    }

    /// Calls `emit` with every path that goes on from one; goes on itself
    /// where `emit` says so, and `target` is still to be reached.
    fn extend(
        &self,
        path: Path,
        visited: &[u32],
        target: Option<&Target>,
        emit: &mut dyn FnMut(Path) -> bool,
    ) {
        if usize::from(path.hops) == MAX_HOPS {
            return;
        }
        // The hops that are left behind the next one.
        let left = HOPS - 1 - path.hops;
        for at in self.arcs_of(path.target) {
            let arc = &self.arcs[at as usize];
            let distance = target.map_or(0, |target| target.distance[arc.scheme as usize]);
            if arc.worth == 0 || distance > left || visited.contains(&arc.scheme) {
                continue;
            }
            let Some(meaning) = path.meaning.then(Composed::of(arc.predicate)) else { continue };
            let mut next = Path {
                target: arc.to,
                meaning,
                product: path.product * u64::from(arc.worth),
                hops: path.hops + 1,
                arcs: path.arcs,
            };
            next.arcs[usize::from(path.hops)] = at;
            let goes_on = next.confidence() > 0 && emit(next);
            if !goes_on || self.is_end(arc.to) {
                continue;
            }
            let mut further = [0; MAX_HOPS + 1];
            further[..visited.len()].copy_from_slice(visited);
            further[visited.len()] = arc.scheme;
            self.extend(next, &further[..=visited.len()], target, emit);
        }
    }

    /// Whether a path that arrives there ends: a group is never opened.
    fn is_end(&self, concept: ConceptId) -> bool {
        self.taxonomy.kind(concept) == ConceptKind::OccupationGroup
    }

    /// The best path to each target, the best first, then by IRI.
    fn ranked(&self, found: &mut [Path]) -> Vec<Translation> {
        let on_the_way = |path: &Path| {
            let arcs = path.arcs.map(|at| self.arcs.get(at as usize));
            (
                arcs.map(|arc| arc.map(|a| a.to)),
                arcs.map(|arc| arc.map(|a| (a.predicate, a.mapping))),
            )
        };
        found.sort_unstable_by(|a, b| {
            b.worth()
                .cmp(&a.worth())
                .then(a.hops.cmp(&b.hops))
                .then(a.meaning.cmp(&b.meaning))
                .then(a.target.cmp(&b.target))
                .then_with(|| on_the_way(a).cmp(&on_the_way(b)))
        });
        let mut best: Vec<Translation> = Vec::with_capacity(found.len().min(16));
        let mut seen = FxHashSet::default();
        let many = found.len() > 16;
        for path in found.iter() {
            let known = if many {
                !seen.insert(path.target)
            } else {
                best.iter().any(|translation| translation.target == path.target)
            };
            if !known {
                best.push(self.translation(path));
            }
        }
        // Each target once, so that no two are equal.
        best.sort_unstable_by(|a, b| {
            (b.confidence, a.meaning, a.target).cmp(&(a.confidence, b.meaning, b.target))
        });
        best
    }

    fn translation(&self, path: &Path) -> Translation {
        let mut steps = [None; MAX_HOPS];
        for (step, &at) in steps.iter_mut().zip(&path.arcs).take(usize::from(path.hops)) {
            let arc = &self.arcs[at as usize];
            let prior = self.priors.of(arc.predicate);
            *step = Some(Step { mapping: arc.mapping, confidence: arc.confidence, prior });
        }
        let confidence = path.confidence();
        Translation { target: path.target, meaning: path.meaning, confidence, steps }
    }

    /// Why there is no translation, and what includes the concept.
    fn not_mapped(&self, concept: ConceptId, target: &Target) -> Outcome {
        // A concept on the way that translates into the target in the hops
        // that are left, and is not narrower than the source.
        let mut pivots: Vec<(Path, usize)> = Vec::new();
        let mut through = Vec::new();
        self.walk_through(concept, &mut through);
        for path in through {
            let includes = !matches!(
                path.meaning.predicate,
                MappingPredicate::Narrow | MappingPredicate::Related
            );
            let fan_out = if includes { self.fan_out(concept, &path, target) } else { 0 };
            if fan_out > 0 {
                pivots.push((path, fan_out));
            }
        }
        let pivot = pivots
            .iter()
            .min_by_key(|(path, _)| (std::cmp::Reverse(path.worth()), path.hops, path.target));
        let nearest = match pivot {
            Some((path, fan_out)) => Some(Nearest {
                concept: path.target,
                way: Some(self.translation(path)),
                fan_out: *fan_out,
            }),
            None => self.broader_mapped(concept, target),
        };
        let leads_there =
            !pivots.is_empty() || self.leads(concept, &[self.home[concept.index()]], target);
        let reason = if !self.taxonomy.stated_unmapped(concept).is_empty() && !leads_there {
            NotMapped::Stated
        } else if leads_there {
            NotMapped::NothingSaid
        } else {
            NotMapped::NoPath
        };
        Outcome::NotMapped { reason, nearest }
    }

    /// Whether a path leads into the schemes, whatever it says.
    fn leads(&self, from: ConceptId, visited: &[u32], target: &Target) -> bool {
        let left = MAX_HOPS - visited.len();
        let arcs = self.arcs_of(from).map(|at| &self.arcs[at as usize]);
        arcs.filter(|arc| !visited.contains(&arc.scheme)).any(|arc| {
            let distance = usize::from(target.distance[arc.scheme as usize]);
            distance == 0
                || (distance <= left
                    && self.leads(arc.to, &[visited, &[arc.scheme]].concat(), target))
        })
    }

    /// How many concepts of the schemes the end of a path translates to in
    /// the hops that the path leaves.
    fn fan_out(&self, from: ConceptId, path: &Path, target: &Target) -> usize {
        let on_the_way = path.arcs.iter().take(usize::from(path.hops));
        let mut visited = vec![self.home[from.index()]];
        visited.extend(on_the_way.map(|&at| self.arcs[at as usize].scheme));
        let mut targets = Vec::new();
        let mut emit = |further: Path| {
            let ends = self.is_in(further.target, target);
            if ends {
                targets.push(further.target);
            }
            !ends
        };
        let product = 10_000u64.pow(u32::from(path.hops));
        let afresh = Path { meaning: Composed::IDENTITY, product, ..*path };
        self.extend(afresh, &visited, Some(target), &mut emit);
        targets.sort_unstable();
        targets.dedup();
        targets.len()
    }

    /// The nearest concept above a source that translates, or is in the
    /// schemes itself.
    fn broader_mapped(&self, concept: ConceptId, target: &Target) -> Option<Nearest> {
        let mut level = vec![concept];
        let mut seen: FxHashSet<ConceptId> = level.iter().copied().collect();
        let mut found = Vec::new();
        while !level.is_empty() {
            let mut above: Vec<ConceptId> = level
                .iter()
                .flat_map(|&c| self.taxonomy.broader(c))
                .copied()
                .filter(|&c| seen.insert(c))
                .collect();
            above.sort_unstable();
            for &broader in &above {
                if self.is_in(broader, target) {
                    return Some(Nearest { concept: broader, way: None, fan_out: 1 });
                }
                found.clear();
                self.walk(broader, target, &mut found);
                if !found.is_empty() {
                    let fan_out = self.ranked(&mut found).len();
                    return Some(Nearest { concept: broader, way: None, fan_out });
                }
            }
            level = above;
        }
        None
    }
}

fn start(from: ConceptId) -> Path {
    Path {
        target: from,
        meaning: Composed::IDENTITY,
        product: 1,
        hops: 0,
        arcs: [u32::MAX; MAX_HOPS],
    }
}

fn identity(concept: ConceptId) -> Translation {
    let meaning = Composed::IDENTITY;
    Translation { target: concept, meaning, confidence: 100, steps: [None; MAX_HOPS] }
}
