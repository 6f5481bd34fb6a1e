//! Integrity: what SKOS demands of a graph, and what this engine does.

use std::collections::BTreeMap;

use passerelle_model::{
    ConceptKind, Issue, LabelRole, MappingPredicate, Place, SchemeKind, Status, codes,
};
use rustc_hash::FxHashMap;

use crate::closure::Closure;
use crate::error::Error;
use crate::graph::Taxonomy;
use crate::ids::ConceptId;

impl Taxonomy {
    /// Checks the whole graph, labels included, and so reads every section.
    ///
    /// `normalise` says when two labels are the same to a reader; search's
    /// own normalisation is meant. The issues are ordered by concept, then
    /// code.
    ///
    /// # Errors
    /// Where a section cannot be read.
    ///
    /// # Source
    /// SKOS Reference, conditions S9, S13, S14, S27, S37 and S46; the codes
    /// `PS-GRAPH-…` are ours.
    pub fn check(&self, normalise: &dyn Fn(&str) -> String) -> Result<Vec<Issue>, Error> {
        let mut issues = Vec::new();
        let closure = Closure::of_broader(self);
        self.check_identity(&mut issues);
        self.check_hierarchy(&closure, &mut issues);
        self.check_mappings(&mut issues);
        self.check_status(&mut issues);
        self.check_notations(&mut issues);
        self.check_labels(normalise, &mut issues)?;
        for language in self.note_languages() {
            self.notes(language)?;
        }
        issues.sort_by(|a, b| {
            (&a.place.subject, a.code.id(), &a.message).cmp(&(
                &b.place.subject,
                b.code.id(),
                &b.message,
            ))
        });
        // One mapping may stand in several sets.
        issues.dedup();
        Ok(issues)
    }

    /// S9 and S37.
    fn check_identity(&self, issues: &mut Vec<Issue>) {
        for scheme in self.schemes() {
            if self.find(&scheme.iri).is_some() {
                let code = match scheme.kind {
                    SchemeKind::ConceptScheme => codes::SKOS_009,
                    SchemeKind::Collection => codes::SKOS_037,
                };
                let message = format!("it is a concept and a {}", scheme.kind);
                issues.push(Issue::new(code, Place::subject(scheme.iri.as_str()), message));
            }
        }
    }

    /// S27, cycles and orphans.
    fn check_hierarchy(&self, closure: &Closure, issues: &mut Vec<Issue>) {
        let mut in_known_cycle = vec![false; self.len()];
        for c in self.concepts() {
            for &other in self.related(c).iter().filter(|&&other| other >= c) {
                if closure.is_above(c, other) || closure.is_above(other, c) {
                    let message =
                        format!("it is related to {} and in line with it", self.iri(other));
                    issues.push(Issue::new(codes::SKOS_027, self.place(c), message));
                }
            }
            if closure.is_above(c, c) && !in_known_cycle[c.index()] {
                // The cycle is what lies both above and below.
                let cycle: Vec<ConceptId> = closure
                    .ancestors(c)
                    .iter()
                    .copied()
                    .filter(|&above| closure.is_above(c, above))
                    .collect();
                for member in &cycle {
                    in_known_cycle[member.index()] = true;
                }
                let named: Vec<&str> = cycle.iter().take(10).map(|&m| self.iri(m)).collect();
                let message = format!("a cycle of {}: {}", cycle.len(), named.join(", "));
                issues.push(Issue::new(codes::GRAPH_CYCLE, self.place(c), message));
            }
            let alone = self.broader(c).is_empty()
                && self.narrower(c).is_empty()
                && self.parts(c).is_empty()
                && self.part_of(c).is_empty()
                && self.kind(c) != ConceptKind::Level
                && self.mappings_from(c).next().is_none();
            if alone {
                let message = "it has nothing broader or narrower and is part of nothing";
                issues.push(Issue::new(codes::GRAPH_ORPHAN, self.place(c), message));
            }
        }
    }

    /// S46: what is exact must not also be broad or related.
    fn check_mappings(&self, issues: &mut Vec<Issue>) {
        for m in self.mappings().iter().filter(|m| m.predicate == MappingPredicate::Exact) {
            let clash = self.mappings_from(m.subject).find(|other| {
                other.object == m.object
                    && matches!(
                        other.predicate,
                        MappingPredicate::Broad
                            | MappingPredicate::Narrow
                            | MappingPredicate::Related
                    )
            });
            if let Some(clash) = clash {
                let message = format!(
                    "it is mapped to {} as exactMatch and {}",
                    self.iri(m.object),
                    clash.predicate
                );
                issues.push(Issue::new(codes::SKOS_046, self.place(m.subject), message));
            }
        }
    }

    fn check_status(&self, issues: &mut Vec<Issue>) {
        for c in self.concepts() {
            if self.status(c) == Status::Deprecated && self.replaced_by(c).is_empty() {
                let message = "it is deprecated and names no successor";
                issues.push(Issue::new(codes::GRAPH_NO_SUCCESSOR, self.place(c), message));
            }
        }
    }

    fn check_notations(&self, issues: &mut Vec<Issue>) {
        let mut holders: BTreeMap<(ConceptKind, &str), Vec<ConceptId>> = BTreeMap::new();
        for c in self.concepts() {
            let Some(notation) = self.notation(c) else { continue };
            let holders = holders.entry((self.kind(c), notation)).or_default();
            if let Some(&first) = holders.iter().find(|&&h| self.share_scheme(c, h)) {
                let message = format!("`{notation}` is also the notation of {}", self.iri(first));
                issues.push(Issue::new(codes::GRAPH_SAME_NOTATION, self.place(c), message));
            }
            holders.push(c);
        }
    }

    /// S13, S14, missing labels, and labels that are the same to a reader.
    fn check_labels(
        &self,
        normalise: &dyn Fn(&str) -> String,
        issues: &mut Vec<Issue>,
    ) -> Result<(), Error> {
        let mut labelled = vec![false; self.len()];
        for language in self.languages() {
            let Some(table) = self.labels(language)? else { continue };
            // Fields and groups repeat the label of their only child by
            // design, so levels of one hierarchy are told apart.
            let mut same: FxHashMap<(String, ConceptKind, usize), Vec<ConceptId>> =
                FxHashMap::default();
            for c in self.concepts() {
                let place = || self.place(c).field(language.as_str());
                let labels: Vec<_> = table.of(c).collect();
                labelled[c.index()] |= !labels.is_empty();
                let preferred = labels.iter().filter(|l| l.role == LabelRole::Preferred).count();
                if preferred > 1 {
                    let message = format!("it has {preferred} preferred labels");
                    issues.push(Issue::new(codes::SKOS_014, place(), message));
                }
                let mut texts: Vec<&str> = labels.iter().map(|l| l.text).collect();
                texts.sort_unstable();
                if let Some([text, _]) = texts.array_windows().find(|[a, b]| a == b) {
                    let message = format!("`{text}` stands in two roles");
                    issues.push(Issue::new(codes::SKOS_013, place(), message));
                }
                if let Some(label) = table.preferred(c) {
                    let depth = self.notation(c).map_or(0, str::len);
                    let key = (normalise(label), self.kind(c), depth);
                    let holders = same.entry(key).or_default();
                    if let Some(&first) = holders.iter().find(|&&h| self.share_scheme(c, h)) {
                        let message = format!("`{label}` is also the label of {}", self.iri(first));
                        issues.push(Issue::new(codes::GRAPH_SAME_LABEL, place(), message));
                    }
                    holders.push(c);
                }
            }
        }
        for c in self.concepts().filter(|c| !labelled[c.index()]) {
            let message = "it has no label in any language";
            issues.push(Issue::new(codes::GRAPH_NO_LABEL, self.place(c), message));
        }
        Ok(())
    }

    fn share_scheme(&self, one: ConceptId, other: ConceptId) -> bool {
        self.in_schemes(one).iter().any(|s| self.in_schemes(other).contains(s))
    }

    fn place(&self, concept: ConceptId) -> Place {
        Place::subject(self.iri(concept))
    }
}
