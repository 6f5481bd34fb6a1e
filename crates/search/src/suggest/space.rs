//! Texts as vectors of weighted terms, and which are near one another.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// The terms of a text and how often each stands in it – not a whole number,
/// for a part of a compound counts less than a word –, ordered by term.
pub(super) type Bag<T> = Vec<(T, f64)>;

/// Adds up what stands in a text more than once.
pub(super) fn bag<T: Ord>(mut terms: Vec<(T, f64)>) -> Bag<T> {
    terms.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut bag: Bag<T> = Vec::with_capacity(terms.len());
    for (term, count) in terms {
        match bag.last_mut() {
            Some((last, sum)) if *last == term => *sum += count,
            _ => bag.push((term, count)),
        }
    }
    bag
}

/// An inverted index of texts, with terms weighted by how rarely they are
/// used.
#[derive(Clone, Debug)]
pub(super) struct Space<T> {
    terms: FxHashMap<T, Term>,
    /// The length of each text's vector; 0 for one without terms.
    norms: Vec<f64>,
    /// The sum of the rarity of each text's terms.
    masses: Vec<f64>,
    /// The rarity of a term that no text has.
    unknown: f64,
}

#[derive(Clone, Debug)]
struct Term {
    rarity: f64,
    /// The texts with the term, ascending, and its weight in each.
    texts: Vec<(u32, f64)>,
}

/// How near each text is to a query.
#[derive(Clone, Debug)]
pub(super) struct Nearness {
    /// The cosine of the two vectors.
    pub(super) cosine: Vec<f64>,
    /// Which share of the query, by rarity, is in the text.
    pub(super) of_query: Vec<f64>,
    /// Which share of the text is in the query.
    pub(super) of_text: Vec<f64>,
}

impl<T: Eq + Hash + Ord> Space<T> {
    pub(super) fn new(texts: Vec<Bag<T>>) -> Self {
        let count = f64::from(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        let (mut norms, mut masses) = (vec![0.0; texts.len()], vec![0.0; texts.len()]);
        let mut terms: FxHashMap<T, Term> = FxHashMap::default();
        for (text, bag) in (0u32..).zip(texts) {
            for (term, number) in bag {
                let entry = terms.entry(term);
                let term = entry.or_insert_with(|| Term { rarity: 0.0, texts: Vec::new() });
                term.texts.push((text, damped(number)));
            }
        }
        let unknown = rarity(count, 0.0);
        // Each text's sums are taken over its terms in their order, whatever
        // order the map has.
        let mut sorted: Vec<(&T, &mut Term)> = terms.iter_mut().collect();
        sorted.sort_by(|a, b| a.0.cmp(b.0));
        for (_, term) in sorted {
            let having = f64::from(u32::try_from(term.texts.len()).unwrap_or(u32::MAX));
            term.rarity = rarity(count, having);
            for (text, weight) in &mut term.texts {
                let at = *text as usize;
                masses[at] += weight.min(1.0) * term.rarity;
                *weight *= term.rarity;
                norms[at] += *weight * *weight;
            }
        }
        for norm in &mut norms {
            *norm = norm.sqrt();
        }
        Self { terms, norms, masses, unknown }
    }

    /// How near a query is to every text.
    pub(super) fn near(&self, query: &Bag<T>) -> Nearness {
        let texts = self.norms.len();
        let mut near = Nearness {
            cosine: vec![0.0; texts],
            of_query: vec![0.0; texts],
            of_text: vec![0.0; texts],
        };
        let (mut norm, mut mass) = (0.0, 0.0);
        for (term, number) in query {
            let share = number.min(1.0);
            let Some(term) = self.terms.get(term) else {
                norm += (damped(*number) * self.unknown).powi(2);
                mass += share * self.unknown;
                continue;
            };
            let weight = damped(*number) * term.rarity;
            norm += weight * weight;
            mass += share * term.rarity;
            for (text, there) in &term.texts {
                let at = *text as usize;
                near.cosine[at] += weight * there;
                near.of_query[at] += share * term.rarity;
                near.of_text[at] += there.min(term.rarity);
            }
        }
        let norm = norm.sqrt();
        for at in 0..texts {
            if near.cosine[at] > 0.0 {
                near.cosine[at] /= norm * self.norms[at];
                near.of_query[at] /= mass;
                near.of_text[at] /= self.masses[at];
            }
        }
        near
    }
}

/// A term that stands twice says little more than one that stands once.
fn damped(number: f64) -> f64 {
    if number > 1.0 { 1.0 + number.ln() } else { number }
}

/// What a term says by how few texts have it; nothing if all do.
fn rarity(texts: f64, having: f64) -> f64 {
    ((texts + 1.0) / (having + 0.5)).ln().max(0.0)
}
