//! PS-LINT-003.

use std::collections::VecDeque;

use passerelle_model::{Code, Issue, MappingPredicate, codes};
use rustc_hash::FxHashMap;

use super::view::{Row, View};

/// # A concept is broader than itself
///
/// **What it checks.** Circles of steps from narrower to broader, of the
/// set's `broadMatch` and `narrowMatch` rows together with the hierarchy and
/// the other mapping sets of the loaded taxonomy. Circles that
/// share a concept are one finding, which names the shortest one through the
/// first of their rows. Two rows that contradict one another on one pair are
/// PS-LINT-004.
///
/// **Why.** Nothing is broader than itself: one of the steps is wrong, often
/// because two sets, or a set and a hierarchy, read the predicates in
/// opposite directions.
///
/// **Example.** `DE_Mapping_ESCO_Kompetenzen_220518_0.csv` (ESCO to the
/// German Kompetenzsystematik): `klinische Analysetechniken verwenden` is
/// mapped to `Klinische Psychologie` (K 090210-020) as `narrowMatch` and to
/// `Psychoonkologie` (K 090210-061) as `broadMatch` in lines 1367 and 1368,
/// `Gesundheitspsychologie` the other way round in lines 11814 and 11815.
/// Read either way, clinical psychology is broader than itself.
///
/// **What to do.** Walk the circle and find the step that does not hold.
pub(super) const CODE: Code = codes::LINT_CYCLE;

/// Most concepts that a message names.
const NAMED: usize = 8;

pub(super) fn check(view: &View<'_>, issues: &mut Vec<Issue>) {
    let steps = Steps::new(view);
    let knot_of = steps.knots();
    let mut sizes = vec![0; steps.names.len()];
    for &knot in &knot_of {
        sizes[knot] += 1;
    }
    let mut told = vec![false; steps.names.len()];
    for (row, below, above) in &steps.rows {
        let knot = knot_of[*below];
        if knot != knot_of[*above] || std::mem::replace(&mut told[knot], true) {
            continue;
        }
        let circle = steps.way(*above, *below, &knot_of);
        // There and back by rows of the set: the pair is in conflict.
        let size: usize = sizes[knot];
        if size == 2 && steps.only_rows(*above, *below) {
            continue;
        }
        let named: Vec<String> =
            circle.iter().take(NAMED).map(|&at| steps.name(view, at)).collect();
        let more = if circle.len() > NAMED { ", …" } else { "" };
        let others = if size > circle.len() {
            format!("; {size} concepts lie on such circles")
        } else {
            String::new()
        };
        let message =
            format!("from narrower to broader in a circle: {}{more}{others}", named.join(", "));
        issues.push(view.on(row, CODE, message));
    }
}

/// Steps from narrower to broader concepts, over everything that is known.
struct Steps<'v, 'a> {
    /// The IRIs of the concepts; positions in it stand for them.
    names: Vec<&'v str>,
    at: FxHashMap<&'v str, usize>,
    above: Vec<Vec<usize>>,
    /// The rows of the set with the concepts that they put below and above.
    rows: Vec<(&'v Row<'a>, usize, usize)>,
    /// Steps that are not from a row.
    others: Vec<Vec<usize>>,
}

impl<'v, 'a> Steps<'v, 'a> {
    fn new(view: &'v View<'a>) -> Self {
        let mut steps = Self {
            names: Vec::new(),
            at: FxHashMap::default(),
            above: Vec::new(),
            rows: Vec::new(),
            others: Vec::new(),
        };
        for row in view.rows_with(&[MappingPredicate::Broad, MappingPredicate::Narrow]) {
            let (subject, object) = (view.node(row.subject).iri, view.node(row.object).iri);
            let (below, above) = match row.predicate {
                MappingPredicate::Narrow => (object, subject),
                _ => (subject, object),
            };
            let (below, above) = (steps.position(below), steps.position(above));
            steps.above[below].push(above);
            steps.rows.push((row, below, above));
        }
        // Only what lies above a concept of the set can close a circle with
        // one of its rows.
        let Some(taxonomy) = view.taxonomy else { return steps };
        let mut next = 0;
        while let Some(&iri) = steps.names.get(next) {
            if let Some(concept) = taxonomy.find_iri(iri) {
                let mapped = taxonomy
                    .mappings_from(concept)
                    .filter(|m| m.predicate == MappingPredicate::Broad)
                    .map(|m| m.object);
                for above in taxonomy.broader(concept).iter().copied().chain(mapped) {
                    let above = steps.position(taxonomy.iri(above));
                    steps.above[next].push(above);
                    steps.others[next].push(above);
                }
            }
            next += 1;
        }
        steps
    }

    fn position(&mut self, iri: &'v str) -> usize {
        let fresh = self.names.len();
        let at = *self.at.entry(iri).or_insert(fresh);
        if at == fresh {
            self.names.push(iri);
            self.above.push(Vec::new());
            self.others.push(Vec::new());
        }
        at
    }

    /// The knot of each concept: concepts that reach one another are in one
    /// (Tarjan's strongly connected components, without recursion).
    fn knots(&self) -> Vec<usize> {
        const UNSEEN: usize = usize::MAX;
        let count = self.names.len();
        let (mut order, mut low) = (vec![UNSEEN; count], vec![0; count]);
        let (mut knot_of, mut open) = (vec![UNSEEN; count], Vec::new());
        let (mut clock, mut knots) = (0, 0);
        for root in 0..count {
            if order[root] != UNSEEN {
                continue;
            }
            let mut work = vec![(root, 0)];
            while let Some((at, step)) = work.pop() {
                if step == 0 {
                    order[at] = clock;
                    low[at] = clock;
                    clock += 1;
                    open.push(at);
                }
                if let Some(&to) = self.above[at].get(step) {
                    work.push((at, step + 1));
                    if order[to] == UNSEEN {
                        work.push((to, 0));
                    } else if knot_of[to] == UNSEEN {
                        low[at] = low[at].min(order[to]);
                    }
                    continue;
                }
                if low[at] == order[at] {
                    while let Some(member) = open.pop() {
                        knot_of[member] = knots;
                        if member == at {
                            break;
                        }
                    }
                    knots += 1;
                }
                if let Some(&(parent, _)) = work.last() {
                    low[parent] = low[parent].min(low[at]);
                }
            }
        }
        knot_of
    }

    /// The shortest way up from one concept to another of its knot, both
    /// included.
    fn way(&self, from: usize, to: usize, knot_of: &[usize]) -> Vec<usize> {
        let mut before = FxHashMap::from_iter([(from, from)]);
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                break;
            }
            for &above in self.above[at].iter().filter(|&&a| knot_of[a] == knot_of[from]) {
                before.entry(above).or_insert_with(|| {
                    queue.push_back(above);
                    at
                });
            }
        }
        let mut way = vec![to];
        let mut at = to;
        while at != from
            && let Some(&previous) = before.get(&at)
        {
            way.push(previous);
            at = previous;
        }
        way.reverse();
        way
    }

    /// Whether two concepts form a circle by rows of the set alone.
    fn only_rows(&self, one: usize, other: usize) -> bool {
        !self.others[one].contains(&other) && !self.others[other].contains(&one)
    }

    fn name(&self, view: &View<'_>, at: usize) -> String {
        let iri = self.names[at];
        match (view.find(iri), view.taxonomy) {
            (Some(node), _) => view.name(node),
            (None, Some(taxonomy)) => taxonomy
                .find_iri(iri)
                .map_or_else(|| iri.to_owned(), |concept| view.name_of(taxonomy, concept)),
            (None, None) => iri.to_owned(),
        }
    }
}
