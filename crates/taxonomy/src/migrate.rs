//! Where a concept of one version of a taxonomy is in another.

use passerelle_model::{Code, ConceptKind, LabelRole, LanguageTag, Prefixes, Status, codes};
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::error::Error;
use crate::graph::Taxonomy;
use crate::ids::ConceptId;
use crate::texts::LabelTable;

/// What makes a new concept the same as an old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It is stated as its successor.
    Successor,
    /// It has its code and one of its labels; or a code of the same concept
    /// changed.
    Code,
    /// It alone has its label.
    Label,
}

/// Why a concept cannot be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// It is gone, and nothing leads on from it.
    NoSuccessor,
    /// It is gone, and several concepts replace it: their IRIs, sorted.
    SeveralSuccessors(Vec<String>),
    /// It is gone, and several concepts have its label: their IRIs, sorted.
    SeveralLabels(Vec<String>),
    /// It is gone, and its code is that of a concept whose labels are all
    /// others.
    CodeReused {
        /// The code.
        code: String,
        /// The IRI of the concept that has it now.
        now: String,
        /// What that is called.
        label: String,
    },
    /// Its successors lead in a circle.
    Circle,
    /// The code is that of several concepts of the old taxonomy: their IRIs,
    /// sorted.
    AmbiguousCode(Vec<String>),
}

impl Obstacle {
    /// The stable code of the obstacle.
    pub const fn code(&self) -> Code {
        match self {
            Self::NoSuccessor => codes::MIGRATE_NO_SUCCESSOR,
            Self::SeveralSuccessors(_) => codes::MIGRATE_SEVERAL_SUCCESSORS,
            Self::SeveralLabels(_) => codes::MIGRATE_SEVERAL_LABELS,
            Self::CodeReused { .. } => codes::MIGRATE_CODE_REUSED,
            Self::Circle => codes::MIGRATE_CIRCLE,
            Self::AmbiguousCode(_) => codes::MIGRATE_AMBIGUOUS_CODE,
        }
    }
}

impl std::fmt::Display for Obstacle {
    /// What stands in the way, without the concept that it is about.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuccessor => f.write_str("it has no successor, and nothing has its label"),
            Self::SeveralSuccessors(iris) => write!(f, "it is replaced by {}", iris.join(", ")),
            Self::SeveralLabels(iris) => write!(f, "its label is that of {}", iris.join(", ")),
            Self::CodeReused { code, now, label } => {
                write!(f, "its code `{code}` is now that of {now} (`{}`)", label.trim())
            }
            Self::Circle => f.write_str("its successors lead in a circle"),
            Self::AmbiguousCode(iris) => write!(f, "it is the code of {}", iris.join(", ")),
        }
    }
}

/// How a reference names its concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By IRI or CURIE.
    Concept,
    /// By code.
    Code,
    /// By IRI, CURIE or code; what is none of them is words.
    Any,
}

/// A concept as a record or a mapping names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// What is written.
    pub text: &'a str,
    /// How it is meant.
    pub naming: Naming,
    /// The kinds of concept that a code may be of. Groups of occupations come
    /// before others, as they do in matching: a bare number is a code of
    /// ISCO-08 before any other.
    pub kinds: &'a [ConceptKind],
}

impl<'a> Reference<'a> {
    /// A reference by IRI or CURIE.
    pub const fn concept(text: &'a str) -> Self {
        Self { text, naming: Naming::Concept, kinds: &[] }
    }
}

/// What becomes of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// It stays as written, and means the same.
    Kept,
    /// It is to be written anew.
    To {
        /// What to write.
        text: String,
        /// Whether that is a code or a concept; never [`Naming::Any`].
        naming: Naming,
        /// Why.
        way: Way,
        /// The IRI of the old concept.
        from: String,
        /// The IRI of the new concept, which may be the same.
        to: String,
    },
    /// It stays as written, and no longer means what it meant.
    Stuck {
        /// The IRI of the old concept; nothing where a code is that of
        /// several.
        from: Option<String>,
        /// Why.
        obstacle: Obstacle,
    },
    /// It names no concept of the old taxonomy.
    NotOfOld,
    /// It names nothing, and is words to be resolved.
    Words,
}

/// Where the concepts of one taxonomy are in another.
///
/// A concept that the new taxonomy still has is kept. One that it has
/// withdrawn, or has no longer, is looked for along the successors that
/// either states; then under its code, where the new concept has one of its
/// labels too; then by its preferred label among the preferred labels of
/// the same kind, and last among the alternative ones, where one concept
/// alone has it.
///
/// A code alone proves nothing: ESCO v1.1.1 gave `S6.2.4`, which was
/// *climbing*, to *positioning materials, tools or equipment*.
#[derive(Debug)]
pub struct Migration<'t> {
    old: &'t Taxonomy,
    new: &'t Taxonomy,
    old_prefixes: Prefixes,
    new_prefixes: Prefixes,
    /// What is not in its place; a concept that is absent here is kept.
    moved: FxHashMap<ConceptId, Result<(ConceptId, Way), Obstacle>>,
}

impl<'t> Migration<'t> {
    /// Finds where every concept of `old` is in `new`.
    ///
    /// `normalise` says when two labels are the same to a reader; search's
    /// own normalisation is meant. Where a concept is gone, it is called for
    /// every label of the new taxonomy.
    ///
    /// # Errors
    /// Where the labels of either cannot be read.
    ///
    /// # Examples
    /// ```
    /// use passerelle_model::{ConceptKind, Iri, Status};
    /// use passerelle_taxonomy::{Builder, Migration, Move, Provenance, Reference};
    ///
    /// let mut builder = Builder::new();
    /// let kept = Iri::parse("urn:x:kept")?;
    /// builder.concept(&kept, ConceptKind::Skill, Status::Released);
    /// let (new, _) = builder.build(Provenance::default());
    ///
    /// let mut builder = Builder::new();
    /// let gone = Iri::parse("urn:x:gone")?;
    /// let gone = builder.concept(&gone, ConceptKind::Skill, Status::Deprecated);
    /// let kept = builder.concept(&kept, ConceptKind::Skill, Status::Released);
    /// builder.replaced_by(gone, kept);
    /// let (old, _) = builder.build(Provenance::default());
    ///
    /// let migration = Migration::between(&old, &new, &str::to_lowercase)?;
    /// assert_eq!(migration.moved(Reference::concept("urn:x:kept")), Move::Kept);
    /// let Move::To { text, .. } = migration.moved(Reference::concept("urn:x:gone")) else {
    ///     return Err("not moved".into());
    /// };
    /// assert_eq!(text, "urn:x:kept");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(
        old: &'t Taxonomy,
        new: &'t Taxonomy,
        normalise: &dyn Fn(&str) -> String,
    ) -> Result<Self, Error> {
        let mut migration = Self {
            old,
            new,
            old_prefixes: old.prefixes(),
            new_prefixes: new.prefixes(),
            moved: FxHashMap::default(),
        };
        let away: Vec<ConceptId> =
            old.concepts().filter(|&c| migration.in_place(c).is_none()).collect();
        if !away.is_empty() {
            let labels = Labels::new(old, new, normalise)?;
            for &concept in &away {
                let found = migration.find(concept, &labels)?;
                migration.moved.insert(concept, found);
            }
        }
        Ok(migration)
    }

    /// What becomes of a reference to a concept of the old taxonomy.
    pub fn moved(&self, reference: Reference<'_>) -> Move {
        let by_iri = match reference.naming {
            Naming::Code => None,
            Naming::Concept | Naming::Any => self.old_prefixes.expand(reference.text),
        };
        if let Some(concept) = by_iri.as_ref().and_then(|iri| self.old.find(iri)) {
            return self.concept(concept, reference.text);
        }
        if reference.naming != Naming::Concept {
            match held(self.old, reference).as_slice() {
                [] => {}
                &[concept] => return self.code(concept, reference),
                several => return self.ambiguous(several, reference),
            }
        }
        let is_name = by_iri.is_some() || reference.naming != Naming::Any;
        if is_name || looks_like_a_code(reference.text) { Move::NotOfOld } else { Move::Words }
    }

    /// The concepts of the old taxonomy that are not in their place, in the
    /// order of their IRIs, with their place in the new one or why they have
    /// none.
    pub fn away(
        &self,
    ) -> impl Iterator<Item = (ConceptId, Result<(ConceptId, Way), &Obstacle>)> + '_ {
        let found = |c| Some((c, self.moved.get(&c)?.as_ref().map(|&found| found)));
        self.old.concepts().filter_map(found)
    }

    /// A reference by IRI or CURIE.
    fn concept(&self, concept: ConceptId, text: &str) -> Move {
        let from = self.old.iri(concept);
        match self.moved.get(&concept) {
            None => Move::Kept,
            Some(Err(obstacle)) => {
                Move::Stuck { from: Some(from.to_owned()), obstacle: obstacle.clone() }
            }
            Some(&Ok((found, way))) => {
                let to = self.new.iri(found);
                Move::To {
                    // What was abbreviated stays so.
                    text: if text.trim() == from { to.to_owned() } else { self.compact(to) },
                    naming: Naming::Concept,
                    way,
                    from: from.to_owned(),
                    to: to.to_owned(),
                }
            }
        }
    }

    /// A reference by code: kept where the same code still leads to the same
    /// concept.
    fn code(&self, concept: ConceptId, reference: Reference<'_>) -> Move {
        let from = self.old.iri(concept);
        let (found, way) = match self.moved.get(&concept) {
            Some(Err(obstacle)) => {
                return Move::Stuck { from: Some(from.to_owned()), obstacle: obstacle.clone() };
            }
            Some(&Ok(found)) => found,
            None => match self.new.find_iri(from) {
                Some(found) => (found, Way::Code),
                // INVARIANT: what is not there is in `moved`.
                None => return Move::Kept,
            },
        };
        let leads = |code: &str| held(self.new, Reference { text: code, ..reference }) == [found];
        if leads(reference.text) {
            return Move::Kept;
        }
        let to = self.new.iri(found);
        let (text, naming) = match self.new.notation(found).filter(|code| leads(code)) {
            Some(code) => (code.to_owned(), Naming::Code),
            None => (self.compact(to), Naming::Concept),
        };
        Move::To { text, naming, way, from: from.to_owned(), to: to.to_owned() }
    }

    /// A code of several concepts; kept where it is that of the same ones.
    fn ambiguous(&self, several: &[ConceptId], reference: Reference<'_>) -> Move {
        let now = iris(self.new, &held(self.new, reference));
        let before = iris(self.old, several);
        let in_place = several.iter().all(|c| !self.moved.contains_key(c));
        if in_place && now == before {
            return Move::Kept;
        }
        Move::Stuck { from: None, obstacle: Obstacle::AmbiguousCode(before) }
    }

    /// The CURIE of a new concept, where it leads back to it.
    fn compact(&self, iri: &str) -> String {
        let curie = self.new_prefixes.compact_str(iri);
        let back = self.new_prefixes.expand(&curie);
        if back.is_some_and(|back| back.as_str() == iri) { curie } else { iri.to_owned() }
    }

    /// The same concept in the new taxonomy, unless that has withdrawn it in
    /// favour of another.
    fn in_place(&self, concept: ConceptId) -> Option<ConceptId> {
        let found = self.new.find_iri(self.old.iri(concept))?;
        let successors = |taxonomy: &Taxonomy, c| match taxonomy.status(c) {
            Status::Deprecated => iris(taxonomy, taxonomy.replaced_by(c)),
            _ => Vec::new(),
        };
        let now = successors(self.new, found);
        // What was withdrawn before is as good as it was.
        (now.is_empty() || now == successors(self.old, concept)).then_some(found)
    }

    /// Looks for a concept that is not in its place.
    fn find(
        &self,
        concept: ConceptId,
        labels: &Labels<'_>,
    ) -> Result<Result<(ConceptId, Way), Obstacle>, Error> {
        let mut iri = self.old.iri(concept);
        let mut seen = vec![];
        loop {
            if seen.contains(&iri) {
                return Ok(Err(Obstacle::Circle));
            }
            seen.push(iri);
            let (before, now) = (self.old.find_iri(iri), self.new.find_iri(iri));
            let settled = match (before, now) {
                (Some(before), _) => self.in_place(before),
                (None, now) => now.filter(|&c| self.new.status(c) != Status::Deprecated),
            };
            if let Some(found) = settled {
                return Ok(Ok((found, Way::Successor)));
            }
            let (stated_in, successors) = match (before, now) {
                (_, Some(c)) => (self.new, self.new.replaced_by(c)),
                (Some(c), None) => (self.old, self.old.replaced_by(c)),
                // INVARIANT: a successor is a concept of the taxonomy that states it.
                (None, None) => return Ok(Err(Obstacle::NoSuccessor)),
            };
            match (successors, before, now) {
                (&[successor], _, _) => iri = stated_in.iri(successor),
                ([], Some(before), None) => {
                    let found = self.by_code_or_label(before, labels)?;
                    let way = |way| if before == concept { way } else { Way::Successor };
                    return Ok(found.map(|(found, by)| (found, way(by))));
                }
                // It is deprecated, and still there.
                ([], _, Some(found)) => return Ok(Ok((found, Way::Successor))),
                ([], None, None) => return Ok(Err(Obstacle::NoSuccessor)),
                (several, _, _) => {
                    return Ok(Err(Obstacle::SeveralSuccessors(iris(stated_in, several))));
                }
            }
        }
    }

    fn by_code_or_label(
        &self,
        concept: ConceptId,
        labels: &Labels<'_>,
    ) -> Result<Result<(ConceptId, Way), Obstacle>, Error> {
        let kind = self.old.kind(concept);
        let code = self.old.notation(concept);
        let with_code: Vec<ConceptId> = code
            .into_iter()
            .flat_map(|code| self.new.find_notation(code))
            .copied()
            .filter(|&c| self.new.kind(c) == kind)
            .collect();
        // A concept that was there before is another one, and was given the code.
        let is_new = |c: &ConceptId| self.old.find_iri(self.new.iri(*c)).is_none();
        let same = with_code.iter().copied().filter(is_new);
        let same: Vec<ConceptId> = same.filter(|&c| labels.agree(concept, c)).collect();
        if let &[found] = same.as_slice() {
            return Ok(Ok((found, Way::Code)));
        }
        for role in [LabelRole::Preferred, LabelRole::Alternative] {
            match labels.holders(concept, kind, role).as_slice() {
                [] => {}
                &[found] => return Ok(Ok((found, Way::Label))),
                several => return Ok(Err(Obstacle::SeveralLabels(iris(self.new, several)))),
            }
        }
        Ok(Err(match (code, with_code.as_slice()) {
            (Some(code), &[now, ..]) => Obstacle::CodeReused {
                code: code.to_owned(),
                now: self.new.iri(now).to_owned(),
                label: self.new.display_label(now, &LanguageTag::english())?.to_owned(),
            },
            _ => Obstacle::NoSuccessor,
        }))
    }
}

/// The labels of both taxonomies, as a reader sees them.
struct Labels<'t> {
    /// The languages that both have labels in.
    tables: Vec<(&'t LabelTable, &'t LabelTable)>,
    new: &'t Taxonomy,
    normalise: &'t dyn Fn(&str) -> String,
    /// For each of the languages, who has a label in the new taxonomy.
    holders: Vec<FxHashMap<(LabelRole, String), Vec<ConceptId>>>,
}

impl<'t> Labels<'t> {
    fn new(
        old: &'t Taxonomy,
        new: &'t Taxonomy,
        normalise: &'t dyn Fn(&str) -> String,
    ) -> Result<Self, Error> {
        let (mut tables, mut holders) = (Vec::new(), Vec::new());
        for language in old.languages() {
            let (Some(before), Some(now)) = (old.labels(language)?, new.labels(language)?) else {
                continue;
            };
            let mut of_language: FxHashMap<_, Vec<ConceptId>> = FxHashMap::default();
            for concept in new.concepts() {
                for label in now.of(concept) {
                    let holders =
                        of_language.entry((label.role, normalise(label.text))).or_default();
                    if holders.last() != Some(&concept) {
                        holders.push(concept);
                    }
                }
            }
            tables.push((before, now));
            holders.push(of_language);
        }
        Ok(Self { tables, new, normalise, holders })
    }

    /// Whether the preferred label of either concept is a label of the other,
    /// in any language.
    fn agree(&self, old: ConceptId, new: ConceptId) -> bool {
        let has = |table: &LabelTable, concept, wanted: Option<&str>| {
            wanted.is_some_and(|wanted| {
                let wanted = (self.normalise)(wanted);
                table.of(concept).any(|label| (self.normalise)(label.text) == wanted)
            })
        };
        self.tables.iter().any(|(before, now)| {
            has(now, new, before.preferred(old)) || has(before, old, now.preferred(new))
        })
    }

    /// The new concepts of a kind that have the preferred label of an old one
    /// as a label of some role, in every language in which any has it; sorted
    /// by IRI.
    fn holders(&self, old: ConceptId, kind: ConceptKind, role: LabelRole) -> Vec<ConceptId> {
        let mut all: Vec<Vec<ConceptId>> = Vec::new();
        for ((before, _), holders) in self.tables.iter().zip(&self.holders) {
            let Some(label) = before.preferred(old) else { continue };
            let Some(found) = holders.get(&(role, (self.normalise)(label))) else { continue };
            all.push(found.iter().copied().filter(|&c| self.new.kind(c) == kind).collect());
        }
        all.retain(|found| !found.is_empty());
        let common = all.iter().flatten().filter(|c| all.iter().all(|found| found.contains(c)));
        let mut common: Vec<ConceptId> = common.copied().collect();
        if common.is_empty() {
            // Languages that contradict one another prove nothing.
            common = all.concat();
        }
        common.sort_unstable();
        common.dedup();
        common
    }
}

/// The concepts that a code may name, in the order of their IRIs.
fn held(taxonomy: &Taxonomy, reference: Reference<'_>) -> Vec<ConceptId> {
    let all = taxonomy.find_notation(reference.text.trim());
    let fits: Vec<ConceptId> =
        all.iter().copied().filter(|&c| reference.kinds.contains(&taxonomy.kind(c))).collect();
    let mut groups =
        fits.iter().copied().filter(|&c| taxonomy.kind(c) == ConceptKind::OccupationGroup);
    match (groups.next(), groups.next()) {
        (Some(group), None) => vec![group],
        _ if fits.is_empty() && reference.naming == Naming::Code => all.to_vec(),
        _ => fits,
    }
}

/// Whether a text that names nothing was meant to.
fn looks_like_a_code(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 12
        && text.contains(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

fn iris(taxonomy: &Taxonomy, concepts: &[ConceptId]) -> Vec<String> {
    concepts.iter().map(|&c| taxonomy.iri(c).to_owned()).collect()
}

#[cfg(test)]
mod tests;
