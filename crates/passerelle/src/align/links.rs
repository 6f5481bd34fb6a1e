//! Links that people confirmed or rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use passerelle_alignment::Subject;
use passerelle_import::links::{Verdict, read_links};
use passerelle_model::{Issue, LanguageTag, LinkBasis, MappingPredicate, Place, codes};
use passerelle_search::normalise;
use passerelle_taxonomy::ConceptId;

use crate::engine::Engine;
use crate::error::Error;

/// What people found about the texts of curricula; by the normalised text, so
/// that it holds for every curriculum that says the same.
#[derive(Clone, Debug, Default)]
pub struct Links {
    of: BTreeMap<String, Found>,
}

/// What was found about one text.
#[derive(Clone, Debug, Default)]
struct Found {
    /// What it was confirmed to be, by IRI.
    confirmed: BTreeMap<ConceptId, MappingPredicate>,
    /// What it is not.
    rejected: BTreeSet<ConceptId>,
    /// It is nothing that is known.
    is_nothing: bool,
}

/// What is known of a text before anything is suggested.
pub(super) enum Known<'l> {
    /// Somebody said what it is; nothing for nothing.
    Settled(Vec<(ConceptId, MappingPredicate)>),
    /// Nobody did, but some things it is not.
    Open(Option<&'l BTreeSet<ConceptId>>),
}

impl Links {
    /// Opens and reads a links file.
    ///
    /// # Errors
    /// Where it cannot be opened, or as [`Links::read`].
    pub fn open(engine: &Engine, path: &Path) -> Result<(Self, Vec<Issue>), Error> {
        let path = path.to_owned();
        if path.is_dir() {
            return Err(passerelle_import::Error::IsDirectory { path }.into());
        }
        let name = path.display().to_string();
        let file = File::open(&path)
            .map_err(|source| passerelle_import::Error::CannotRead { path, source })?;
        Self::read(engine, &name, BufReader::new(file))
    }

    /// Reads a links file; `name` is what to call it. Rows that nobody judged
    /// yet have no effect.
    ///
    /// # Errors
    /// Where it is no table with the columns that are needed.
    pub fn read(
        engine: &Engine,
        name: &str,
        reader: impl Read,
    ) -> Result<(Self, Vec<Issue>), Error> {
        let (rows, mut issues) = read_links(name, reader)?;
        let mut links = Self::default();
        for row in rows {
            if row.verdict == Verdict::Suggested {
                continue;
            }
            let place = |field: &str| Place::file(name).line(row.line).field(field);
            let concept = match row.concept.as_deref() {
                None => None,
                Some(text) => match engine.find(text) {
                    Some(concept) if can_be_learnt(engine, concept) => Some(concept),
                    found => {
                        let what = if found.is_some() { "is none to learn" } else { "is unknown" };
                        let message = format!("`{text}` {what}");
                        issues.push(Issue::new(codes::LINK_VALUE, place("concept"), message));
                        continue;
                    }
                },
            };
            let found = links.of.entry(normalise(&row.text)).or_default();
            match (concept, row.verdict) {
                (Some(concept), Verdict::Confirmed) => {
                    found.confirmed.insert(concept, row.predicate);
                }
                (Some(concept), _) => {
                    found.rejected.insert(concept);
                }
                (None, _) => found.is_nothing = true,
            }
        }
        for found in links.of.values_mut() {
            let both: Vec<ConceptId> =
                found.confirmed.keys().copied().filter(|c| found.rejected.contains(c)).collect();
            for concept in both {
                found.confirmed.remove(&concept);
                let message = format!("`{}`", engine.taxonomy().iri(concept));
                issues.push(Issue::new(codes::LINK_CONFLICT, Place::file(name), message));
            }
        }
        Ok((links, issues))
    }

    /// Whether nobody judged anything.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Adds what another file says; where both are about one text, both hold,
    /// and what either rejects is rejected.
    pub fn extend(&mut self, other: Self) {
        for (text, found) in other.of {
            let known = self.of.entry(text).or_default();
            known.confirmed.extend(found.confirmed);
            known.rejected.extend(found.rejected);
            known.is_nothing |= found.is_nothing;
            known.confirmed.retain(|concept, _| !known.rejected.contains(concept));
        }
    }

    pub(super) fn of(&self, text: &str) -> Known<'_> {
        match self.of.get(&normalise(text)) {
            None => Known::Open(None),
            Some(found) if found.confirmed.is_empty() && !found.is_nothing => {
                Known::Open(Some(&found.rejected))
            }
            Some(found) => Known::Settled(found.confirmed.iter().map(|(&c, &p)| (c, p)).collect()),
        }
    }
}

/// Whether a concept can be learnt: a skill, or a whole.
pub(super) fn can_be_learnt(engine: &Engine, concept: ConceptId) -> bool {
    let kind = engine.taxonomy().kind(concept);
    kind.is_skill() || passerelle_taxonomy::is_whole(kind)
}

/// The links that are only suggested, as rows of a links file to judge: each
/// text and concept once, by text, the surest first. The columns are
/// [`COLUMNS`].
///
/// # Errors
/// Where labels cannot be read.
pub fn links_table(
    engine: &Engine,
    subjects: &[(Subject, LanguageTag)],
) -> Result<Vec<[String; 7]>, crate::Error> {
    let names = passerelle_taxonomy::Names::new(engine.taxonomy(), engine.language())?;
    let mut rows = BTreeMap::new();
    for (subject, language) in subjects {
        for outcome in subject.modules.iter().flat_map(|module| &module.outcomes) {
            let Some(text) = &outcome.text else { continue };
            for link in outcome.links.iter().filter(|link| link.basis == LinkBasis::Suggested) {
                let to = names.of(link.concept);
                let sure = link.confidence;
                let key = (normalise(text), std::cmp::Reverse(sure), to.id.clone());
                rows.entry(key).or_insert_with(|| {
                    let verdict = Verdict::Suggested.as_str().to_owned();
                    let (text, tag) = (text.clone(), language.to_string());
                    [text, tag, to.id, "close".into(), verdict, to.label, sure.to_string()]
                });
            }
        }
    }
    Ok(rows.into_values().collect())
}

/// The columns of a links file.
pub const COLUMNS: [&str; 7] =
    ["text", "language", "concept", "predicate", "verdict", "label", "confidence"];
