//! Transitive closures of the hierarchy.

use crate::csr::Csr;
use crate::graph::Taxonomy;
use crate::ids::ConceptId;

impl Taxonomy {
    /// Every concept broader than `concept`, directly or not, without it
    /// (unless a cycle leads back); sorted by IRI.
    ///
    /// Costs the size of the answer; stops at concepts it has seen.
    pub fn ancestors(&self, concept: ConceptId) -> Vec<ConceptId> {
        self.reachable(concept, Self::broader)
    }

    /// Every concept narrower than `concept`, directly or not, without it
    /// (unless a cycle leads back); sorted by IRI.
    pub fn descendants(&self, concept: ConceptId) -> Vec<ConceptId> {
        self.reachable(concept, Self::narrower)
    }

    fn reachable<'t>(
        &'t self,
        start: ConceptId,
        step: impl Fn(&'t Self, ConceptId) -> &'t [ConceptId],
    ) -> Vec<ConceptId> {
        let mut seen: Vec<ConceptId> = Vec::new();
        let mut stack: Vec<ConceptId> = step(self, start).to_vec();
        // Answers are small for most concepts and as large as the graph for
        // a few: a sorted list would be slow for those, a bit for each
        // concept for the others.
        let mut marks = rustc_hash::FxHashSet::default();
        while let Some(concept) = stack.pop() {
            if marks.insert(concept) {
                seen.push(concept);
                stack.extend_from_slice(step(self, concept));
            }
        }
        seen.sort_unstable();
        seen
    }
}

/// Every concept's ancestors at once, for work that asks of many pairs.
#[derive(Clone, Debug)]
pub struct Closure(Csr<ConceptId>);

impl Closure {
    /// Computes the closure of `broader` over the whole graph.
    ///
    /// Takes about as long as the answer is large: some 10 ms and 200,000
    /// pairs for ESCO.
    pub fn of_broader(taxonomy: &Taxonomy) -> Self {
        let pairs = taxonomy
            .concepts()
            .flat_map(|c| taxonomy.ancestors(c).into_iter().map(move |a| (c, a)))
            .collect();
        Self(Csr::from_pairs(taxonomy.len(), pairs))
    }

    /// The concepts broader than `concept`, directly or not; sorted by IRI.
    pub fn ancestors(&self, concept: ConceptId) -> &[ConceptId] {
        self.0.row(concept)
    }

    /// Whether `above` is broader than `below`, directly or not.
    pub fn is_above(&self, above: ConceptId, below: ConceptId) -> bool {
        self.ancestors(below).binary_search(&above).is_ok()
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is above anything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
