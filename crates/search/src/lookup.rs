//! Looking up: a query in, concepts out, the best first.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use passerelle_model::{ConceptKind, LabelRole, LanguageTag};
use passerelle_taxonomy::{ConceptId, SchemeId, Taxonomy};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, Term};

use crate::error::Error;
use crate::index::{Index, unpack_label};
use crate::normalise::normalise;
use crate::similarity::{BEST_UNEQUAL, Words, similarity};
use crate::tokens::Tokeniser;

/// How many labels the words of a query bring up to be compared closely.
const CANDIDATES: usize = 300;
/// How many words of the index a misspelt word is taken for.
const RESPELLINGS: usize = 8;
/// The longest query that is looked at; longer ones are cut.
const MAX_QUERY_CHARS: usize = 200;

/// What a search is limited to; the default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The kinds of concept that are wanted; all where empty.
    pub kinds: Vec<ConceptKind>,
    /// The scheme that they must be in.
    pub scheme: Option<SchemeId>,
    /// The language of the labels that are searched.
    pub language: Option<LanguageTag>,
}

impl Filter {
    fn admits(&self, taxonomy: &Taxonomy, concept: ConceptId) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&taxonomy.kind(concept)))
            && self.scheme.is_none_or(|s| taxonomy.in_schemes(concept).contains(&s))
    }
}

/// A concept that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The concept.
    pub concept: ConceptId,
    /// The label or code that was found; for a hidden label, the preferred
    /// one.
    pub label: String,
    /// The language of the label; absent for a code.
    pub language: Option<LanguageTag>,
    /// The role of the label; absent for a code.
    pub role: Option<LabelRole>,
    /// How well it fits: 100 for a preferred label or a code, 95 for an
    /// alternative label, less than 95 for a hidden one or a likeness.
    pub score: u8,
    /// The likeness in full, for ordering.
    likeness: f64,
    /// How like the query is to the concept's preferred label.
    to_preferred: f64,
}

impl Hit {
    /// The better hit first; equals in the order of their IRIs.
    fn order(&self, other: &Self) -> Ordering {
        other
            .likeness
            .total_cmp(&self.likeness)
            .then_with(|| other.to_preferred.total_cmp(&self.to_preferred))
            .then_with(|| self.concept.cmp(&other.concept))
    }
}

impl Index {
    /// The concepts whose labels or codes are like a text, the best first,
    /// each with its best label.
    ///
    /// Typing errors, inflection, British and American spelling, word order,
    /// words written together or apart and initials are forgiven. Costs a
    /// millisecond or two on ESCO; the same query gives the same answer.
    ///
    /// # Errors
    /// Where the index or the labels cannot be read.
    pub fn search(
        &self,
        taxonomy: &Taxonomy,
        text: &str,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let mut hits = self.candidates(taxonomy, text, filter)?;
        if filter.language.is_none() {
            let named = codes(taxonomy, text).into_iter().filter(|&c| filter.admits(taxonomy, c));
            hits.extend(named.map(|concept| Hit {
                concept,
                label: taxonomy.notation(concept).unwrap_or_default().to_owned(),
                language: None,
                role: None,
                score: 100,
                likeness: 100.0,
                to_preferred: 0.0,
            }));
            hits = merge_hits(hits);
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// As [`Index::search`], by labels alone and without a limit but that of
    /// the comparison: some hundreds of labels. For [`resolve_hits`](crate::resolve_hits) and
    /// [`merge_hits`].
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn candidates(
        &self,
        taxonomy: &Taxonomy,
        text: &str,
        filter: &Filter,
    ) -> Result<Vec<Hit>, Error> {
        // Only the whole text can be equal to a label; what is compared word
        // by word may be cut.
        let whole_text = normalise(text);
        let normalised: String = whole_text.chars().take(MAX_QUERY_CHARS).collect();
        let mut best: BTreeMap<ConceptId, Hit> = BTreeMap::new();
        let mut queries = Vec::new();
        for (number, (language, tokeniser)) in self.languages.iter().enumerate() {
            if normalised.is_empty() || filter.language.as_ref().is_some_and(|l| l != language) {
                continue;
            }
            let Some(table) = self.table(taxonomy, number)? else { continue };
            let rarity = Rarity::new(self);
            let query = rarity.words(*tokeniser, normalised.clone())?;
            for packed in self.labels_like(taxonomy, &query, &whole_text, number, filter)? {
                let (_, position) = unpack_label(packed.label);
                let (Some(label), Some(concept)) =
                    (table.at(position), taxonomy.concept_at(packed.concept))
                else {
                    continue;
                };
                let words = rarity.words(*tokeniser, normalise(label.text))?;
                let likeness = score(&query, &whole_text, &words, label.role);
                // A hidden label is for finding, never for showing.
                let shown = match label.role {
                    LabelRole::Hidden => table.preferred(concept).unwrap_or(label.text),
                    _ => label.text,
                };
                let hit = Hit {
                    concept,
                    label: shown.to_owned(),
                    language: Some(language.clone()),
                    role: Some(label.role),
                    score: whole(likeness),
                    likeness,
                    to_preferred: 0.0,
                };
                if best.get(&concept).is_none_or(|known| hit.order(known).is_lt()) {
                    best.insert(concept, hit);
                }
            }
            queries.push((number, query));
        }
        let mut hits: Vec<Hit> = best.into_values().filter(|hit| hit.score > 0).collect();
        hits.sort_by(Hit::order);
        // Only equals need to know how like their preferred labels are.
        let rarity = Rarity::new(self);
        for equals in hits.chunk_by_mut(|a, b| a.likeness.total_cmp(&b.likeness).is_eq()) {
            if equals.len() < 2 {
                continue;
            }
            for hit in &mut *equals {
                for (number, query) in &queries {
                    let (Some(table), Some((_, tokeniser))) =
                        (self.table(taxonomy, *number)?, self.languages.get(*number))
                    else {
                        continue;
                    };
                    if let Some(label) = table.preferred(hit.concept) {
                        let words = rarity.words(*tokeniser, normalise(label))?;
                        hit.to_preferred = hit.to_preferred.max(similarity(query, &words));
                    }
                }
            }
            equals.sort_by(Hit::order);
        }
        Ok(hits)
    }

    /// The concepts with a label that starts as the text does, for
    /// completing what is being typed: short labels first, then preferred
    /// ones, then by the alphabet.
    ///
    /// # Errors
    /// Where the index or the labels cannot be read.
    pub fn complete(
        &self,
        taxonomy: &Taxonomy,
        text: &str,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let normalised = normalise(&text.chars().take(MAX_QUERY_CHARS).collect::<String>());
        if normalised.is_empty() {
            return Ok(Vec::new());
        }
        let term = Term::from_field_text(self.fields.exact, &normalised);
        let query = FuzzyTermQuery::new_prefix(term, 0, false);
        let mut best: BTreeMap<ConceptId, Hit> = BTreeMap::new();
        for (number, (language, _)) in self.languages.iter().enumerate() {
            if filter.language.as_ref().is_some_and(|l| l != language) {
                continue;
            }
            let Some(table) = self.table(taxonomy, number)? else { continue };
            for packed in self.collect(taxonomy, &query, number, filter, usize::MAX)? {
                let (_, position) = unpack_label(packed.label);
                let (Some(label), Some(concept)) =
                    (table.at(position), taxonomy.concept_at(packed.concept))
                else {
                    continue;
                };
                if label.role == LabelRole::Hidden {
                    continue;
                }
                let typed = normalised.chars().count() * 100;
                let of = normalise(label.text).chars().count().max(1);
                #[expect(clippy::cast_precision_loss, reason = "lengths of labels")]
                let likeness = typed as f64 / of as f64;
                let hit = Hit {
                    concept,
                    label: label.text.to_owned(),
                    language: Some(language.clone()),
                    role: Some(label.role),
                    score: whole(likeness),
                    likeness,
                    to_preferred: f64::from(u8::from(label.role == LabelRole::Preferred)),
                };
                if best.get(&concept).is_none_or(|known| hit.order(known).is_lt()) {
                    best.insert(concept, hit);
                }
            }
        }
        let mut hits: Vec<Hit> = best.into_values().collect();
        hits.sort_by(|a, b| {
            b.likeness
                .total_cmp(&a.likeness)
                .then_with(|| b.to_preferred.total_cmp(&a.to_preferred))
                .then_with(|| a.label.cmp(&b.label))
                .then_with(|| a.concept.cmp(&b.concept))
        });
        hits.truncate(limit);
        Ok(hits)
    }

    /// The labels of one language that share words with a query, the most
    /// promising first, and all that equal it.
    fn labels_like(
        &self,
        taxonomy: &Taxonomy,
        query: &Words,
        whole_text: &str,
        language: usize,
        filter: &Filter,
    ) -> Result<Vec<Found>, Error> {
        let term = |field: Field, text: &str| -> Box<dyn Query> {
            let term = Term::from_field_text(field, text);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        let exact = term(self.fields.exact, whole_text);
        let mut found = self.collect(taxonomy, &*exact, language, filter, usize::MAX)?;

        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut should = |query: Box<dyn Query>, boost: f32| {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
        };
        for token in &query.tokens {
            let known = self.stem_frequency(&token.stem)?;
            if known > 0 {
                should(term(self.fields.stems, &token.stem), 1.0);
            }
            // A rare word may be a misspelling that somebody else made too.
            if known <= 3 {
                for (word, likeness) in self.respellings(&token.word)? {
                    should(term(self.fields.words, &word), likeness);
                }
                for at in token.word.char_indices().map(|(at, _)| at).skip(2) {
                    let (first, second) = token.word.split_at(at);
                    let apart = second.len() >= 2
                        && self.frequency(self.fields.words, first)? > 0
                        && self.frequency(self.fields.words, second)? > 0;
                    if apart {
                        should(term(self.fields.words, first), 0.5);
                        should(term(self.fields.words, second), 0.5);
                    }
                }
            }
            if (3..=5).contains(&token.word.len()) {
                should(term(self.fields.initials, &token.word), 1.0);
            }
        }
        for pair in query.tokens.windows(2) {
            let joined: String = pair.iter().map(|t| t.word.as_str()).collect();
            if self.frequency(self.fields.words, &joined)? > 0 {
                should(term(self.fields.words, &joined), 1.5);
            }
        }
        if !clauses.is_empty() {
            let query = BooleanQuery::new(clauses);
            found.extend(self.collect(taxonomy, &query, language, filter, CANDIDATES)?);
        }
        Ok(found)
    }

    /// The words of the index that are within one or two letters of a word,
    /// the likeliest first, each with how much it counts.
    fn respellings(&self, word: &str) -> Result<Vec<(String, f32)>, Error> {
        let length = word.chars().count();
        let distance = match length {
            0..=3 => return Ok(Vec::new()),
            4..=6 => 1,
            _ => 2,
        };
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let term = Term::from_field_text(self.fields.words, word);
        let automaton = FuzzyTermQuery::new(term, distance, true).automaton()?;
        let inverted = segment.inverted_index(self.fields.words)?;
        let mut stream = inverted
            .terms()
            .search(&automaton)
            .into_stream()
            .map_err(tantivy::TantivyError::from)?;
        let mut found = Vec::new();
        while stream.advance() {
            if let Ok(other) = std::str::from_utf8(stream.key()) {
                let likeness = strsim::jaro_winkler(word, other);
                found.push((other.to_owned(), likeness, stream.value().doc_freq));
            }
        }
        found.sort_by(|a, b| {
            b.1.total_cmp(&a.1).then_with(|| b.2.cmp(&a.2)).then_with(|| a.0.cmp(&b.0))
        });
        found.truncate(RESPELLINGS);
        #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
        Ok(found.into_iter().map(|(word, likeness, _)| (word, likeness as f32)).collect())
    }

    /// How many labels have a term.
    fn frequency(&self, field: Field, text: &str) -> Result<u64, Error> {
        Ok(self.searcher.doc_freq(&Term::from_field_text(field, text))?)
    }

    /// Runs a query over the labels of one language.
    fn collect(
        &self,
        taxonomy: &Taxonomy,
        query: &dyn Query,
        language: usize,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Found>, Error> {
        let mut found =
            self.searcher.search(query, &Labels { index: self, taxonomy, language, filter })?;
        let order =
            |a: &Found, b: &Found| b.score.total_cmp(&a.score).then_with(|| a.label.cmp(&b.label));
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        Ok(found)
    }
}

/// Joins the hits of several indexes, whose concepts have been brought to one
/// taxonomy: each concept once, with its best hit, the best first.
pub fn merge_hits(hits: impl IntoIterator<Item = Hit>) -> Vec<Hit> {
    let mut best: BTreeMap<ConceptId, Hit> = BTreeMap::new();
    for hit in hits {
        match best.get_mut(&hit.concept) {
            Some(known) if hit.order(known).is_lt() => *known = hit,
            Some(_) => {}
            None => {
                best.insert(hit.concept, hit);
            }
        }
    }
    let mut merged: Vec<Hit> = best.into_values().collect();
    merged.sort_by(Hit::order);
    merged
}

/// The concepts that a query names by their code.
fn codes(taxonomy: &Taxonomy, text: &str) -> Vec<ConceptId> {
    let text = text.trim();
    let mut found = taxonomy.find_notation(text).to_vec();
    found.extend(taxonomy.find_notation(&text.to_uppercase()));
    // ISCO codes are also written with a `C`.
    if let Some(digits) =
        text.strip_prefix(['C', 'c']).filter(|d| d.starts_with(|c: char| c.is_ascii_digit()))
    {
        found.extend(taxonomy.find_notation(digits));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The likeness of a query to a label, in which an equal label scores 100, 95
/// or 94 by its role.
fn score(query: &Words, whole_text: &str, label: &Words, role: LabelRole) -> f64 {
    if whole_text == label.text {
        return match role {
            LabelRole::Preferred => 100.0,
            LabelRole::Alternative => 95.0,
            LabelRole::Hidden => BEST_UNEQUAL,
        };
    }
    let worth = match role {
        LabelRole::Preferred => 1.0,
        LabelRole::Alternative => 0.985,
        LabelRole::Hidden => 0.97,
    };
    similarity(query, label) * worth
}

/// A likeness as a whole number.
fn whole(likeness: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let score = likeness.clamp(0.0, 100.0) as u8;
    score
}

/// What words say by their rarity.
struct Rarity<'i> {
    index: &'i Index,
    labels: f64,
}

impl<'i> Rarity<'i> {
    fn new(index: &'i Index) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a count of labels")]
        let labels = index.searcher.num_docs() as f64;
        Self { index, labels }
    }

    fn words(&self, tokeniser: Tokeniser, text: String) -> Result<Words, Error> {
        let tokens = tokeniser.tokens(&text);
        let mut weights = Vec::with_capacity(tokens.len());
        for token in &tokens {
            weights.push(self.weight(&token.stem)?);
        }
        Ok(Words { text, tokens, weights })
    }

    /// The inverse document frequency, dampened: a rare word says more, but
    /// not ten times more. An unknown word is likely misspelt and as rare as
    /// an average one.
    fn weight(&self, stem: &str) -> Result<f64, Error> {
        let frequency = self.index.stem_frequency(stem)?;
        let frequency = if frequency == 0 { 50.0 } else { f64::from(frequency) };
        Ok((1.0 + self.labels / frequency).ln().sqrt())
    }
}

/// A document that was found.
#[derive(Clone, Copy, Debug)]
struct Found {
    score: Score,
    concept: u32,
    label: u64,
}

/// Collects the labels of one language that the filter admits.
struct Labels<'a> {
    index: &'a Index,
    taxonomy: &'a Taxonomy,
    language: usize,
    filter: &'a Filter,
}

impl Collector for Labels<'_> {
    type Fruit = Vec<Found>;
    type Child = LabelsOfSegment;

    fn for_segment(
        &self,
        _segment: SegmentOrdinal,
        _reader: &SegmentReader,
    ) -> tantivy::Result<Self::Child> {
        let everything = self.filter.kinds.is_empty() && self.filter.scheme.is_none();
        let admitted = (!everything).then(|| {
            self.taxonomy.concepts().map(|c| self.filter.admits(self.taxonomy, c)).collect()
        });
        Ok(LabelsOfSegment {
            concept: self.index.columns.concept.clone(),
            label: self.index.columns.label.clone(),
            language: self.language,
            admitted,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(fruits.concat())
    }
}

struct LabelsOfSegment {
    concept: Option<tantivy::columnar::Column<u64>>,
    label: Option<tantivy::columnar::Column<u64>>,
    language: usize,
    admitted: Option<Vec<bool>>,
    found: Vec<Found>,
}

impl SegmentCollector for LabelsOfSegment {
    type Fruit = Vec<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let first = |column: &Option<tantivy::columnar::Column<u64>>| {
            column.as_ref().and_then(|c| c.first(doc))
        };
        let (Some(concept), Some(label)) = (first(&self.concept), first(&self.label)) else {
            return;
        };
        let Ok(concept) = u32::try_from(concept) else { return };
        let admitted = self
            .admitted
            .as_ref()
            .is_none_or(|a| a.get(concept as usize).copied().unwrap_or(false));
        if admitted && unpack_label(label).0 == self.language {
            self.found.push(Found { score, concept, label });
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
