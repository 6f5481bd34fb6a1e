//! Which way broad and narrow mappings point: the evidence, and the verdict.

use passerelle_model::MappingPredicate;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::view::{NodeId, Row, View};

/// Which way the mappings of a set point, as far as its content tells.
///
/// Broad and narrow are judged apart: a set may be sound in one and inverted
/// in the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectionReport {
    /// Of the `broadMatch` rows.
    pub broad: Direction,
    /// Of the `narrowMatch` rows.
    pub narrow: Direction,
}

/// Which way the mappings with one predicate point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// How many rows have the predicate.
    pub rows: u64,
    /// What the evidence comes to.
    pub verdict: Verdict,
    /// The evidence, one entry for each kind, in the order of the kinds.
    pub evidence: Vec<Votes>,
}

/// What the evidence comes to.
///
/// A kind of evidence with at least [`Verdict::VOTES`] votes has an opinion:
/// the side that has at least [`Verdict::SHARE`] per cent of them, else
/// *mixed*. Labels, groups and the hierarchy speak of the pair itself: where
/// any of them has an opinion, theirs is the verdict, or *mixed* where they
/// do not agree. Fans tell rather how the two schemes are cut – a table with
/// one row for each object cannot fan in at all – and decide only where
/// nothing else does. Where no kind has an opinion, all votes are counted
/// together, by the same rule; where these are too few, it is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The predicate means what SKOS says.
    AsPublished,
    /// The predicate means the opposite.
    Inverted,
    /// Both occur.
    Mixed,
    /// There is too little evidence.
    Undetermined,
}

impl Verdict {
    /// How many votes make an opinion.
    pub const VOTES: u64 = 20;
    /// The least share of the votes that makes a side, in per cent.
    pub const SHARE: u64 = 75;

    fn of(as_published: u64, inverted: u64) -> Self {
        let all = as_published + inverted;
        if all < Self::VOTES {
            Self::Undetermined
        } else if as_published * 100 >= all * Self::SHARE {
            Self::AsPublished
        } else if inverted * 100 >= all * Self::SHARE {
            Self::Inverted
        } else {
            Self::Mixed
        }
    }
}

/// A kind of evidence, independent of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// One label says all that the other says, and more: it is the narrower.
    /// A vote for each row.
    Labels,
    /// Several concepts are mapped to one, and each to that one only: it is
    /// the broader. A vote for each such concept, not for its rows. Units and
    /// outcomes of standards do not vote: a unit comprises many things, and an
    /// outcome is a case of several skills.
    Fan,
    /// One end is a group of a classification, or has others of the set below
    /// it by its code, and the other end does not: it is the broader. A vote
    /// for each row. What a unit or standard has below it are its parts, and
    /// tell nothing.
    Groups,
    /// The taxonomy has one end above the other. A vote for each row.
    Hierarchy,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Labels, Self::Fan, Self::Groups, Self::Hierarchy];
}

/// The votes of one kind of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Votes {
    /// What the votes are based on.
    pub kind: EvidenceKind,
    /// Votes that the predicate means what SKOS says.
    pub as_published: u64,
    /// Votes that it means the opposite.
    pub inverted: u64,
    /// The first rows that vote for it as published; at most five.
    pub examples_as_published: Vec<Example>,
    /// The first rows that vote against; at most five.
    pub examples_inverted: Vec<Example>,
}

/// A row that votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Its line in the file; 0 where it is of none.
    pub line: u64,
    /// The subject, as messages name it.
    pub subject: String,
    /// The object, as messages name it.
    pub object: String,
}

/// The end of a mapping that is the broader one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broader {
    Subject,
    Object,
}

impl Broader {
    /// Whether that is what the predicate says.
    pub(super) fn agrees_with(self, predicate: MappingPredicate) -> bool {
        (self == Self::Object) == (predicate == MappingPredicate::Broad)
    }
}

/// Most rows that stand as examples for one side.
const EXAMPLES: usize = 5;

/// Weighs the evidence.
pub(super) fn judge(view: &View<'_>) -> DirectionReport {
    DirectionReport {
        broad: weigh(view, &[MappingPredicate::Broad]),
        narrow: weigh(view, &[MappingPredicate::Narrow]),
    }
}

fn weigh(view: &View<'_>, predicate: &'static [MappingPredicate]) -> Direction {
    let rows: Vec<&Row<'_>> = view.rows_with(predicate).collect();
    let evidence: Vec<Votes> = EvidenceKind::ALL
        .into_iter()
        .map(|kind| {
            let mut votes = Votes {
                kind,
                as_published: 0,
                inverted: 0,
                examples_as_published: Vec::new(),
                examples_inverted: Vec::new(),
            };
            if kind == EvidenceKind::Fan {
                let told = rows.iter().copied().filter(|row| !view.is_of_a_standard(row));
                fans(&told.collect::<Vec<_>>(), |row, broader| votes.add(view, row, broader));
            } else {
                for row in &rows {
                    if let Some(broader) = broader_end(view, row, kind) {
                        votes.add(view, row, broader);
                    }
                }
            }
            votes
        })
        .collect();
    Direction { rows: rows.len() as u64, verdict: verdict(&evidence), evidence }
}

fn verdict(evidence: &[Votes]) -> Verdict {
    let opinions = |fans: bool| {
        evidence
            .iter()
            .filter(move |votes| (votes.kind == EvidenceKind::Fan) == fans)
            .map(|votes| Verdict::of(votes.as_published, votes.inverted))
            .filter(|&opinion| opinion != Verdict::Undetermined)
    };
    let agreed = |one: Verdict, other| if one == other { one } else { Verdict::Mixed };
    opinions(false).reduce(agreed).or_else(|| opinions(true).next()).unwrap_or_else(|| {
        Verdict::of(
            evidence.iter().map(|votes| votes.as_published).sum(),
            evidence.iter().map(|votes| votes.inverted).sum(),
        )
    })
}

impl Votes {
    fn add(&mut self, view: &View<'_>, row: &Row<'_>, broader: Broader) {
        let (count, examples) = if broader.agrees_with(row.predicate) {
            (&mut self.as_published, &mut self.examples_as_published)
        } else {
            (&mut self.inverted, &mut self.examples_inverted)
        };
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(Example {
                line: row.mapping.line,
                subject: view.name(row.subject),
                object: view.name(row.object),
            });
        }
    }
}

/// The end of a single row that is the broader one, by one kind of evidence;
/// nothing where that does not tell, and for fans, which take several rows.
pub(super) fn broader_end(view: &View<'_>, row: &Row<'_>, kind: EvidenceKind) -> Option<Broader> {
    let (subject, object) = (view.node(row.subject), view.node(row.object));
    let (subject_is, object_is) = match kind {
        EvidenceKind::Fan => return None,
        EvidenceKind::Labels if !view.one_language => return None,
        EvidenceKind::Labels => (
            object.wording.says_more_than(&subject.wording, view.compounds),
            subject.wording.says_more_than(&object.wording, view.compounds),
        ),
        EvidenceKind::Groups if view.is_of_a_standard(row) => return None,
        EvidenceKind::Groups => (subject.level.has_members(), object.level.has_members()),
        EvidenceKind::Hierarchy => {
            let taxonomy = view.taxonomy?;
            let (subject, object) = (subject.concept?, object.concept?);
            let above = |a, b| taxonomy.ancestors(b).binary_search(&a).is_ok();
            (above(subject, object), above(object, subject))
        }
    };
    match (subject_is, object_is) {
        (true, false) => Some(Broader::Subject),
        (false, true) => Some(Broader::Object),
        _ => None,
    }
}

/// Calls `vote` for each concept that several others are mapped with, and
/// they with it alone; with its first row.
fn fans<'v, 'a>(rows: &[&'v Row<'a>], mut vote: impl FnMut(&'v Row<'a>, Broader)) {
    let mut objects_of: FxHashMap<NodeId, FxHashSet<NodeId>> = FxHashMap::default();
    let mut subjects_of: FxHashMap<NodeId, FxHashSet<NodeId>> = FxHashMap::default();
    for row in rows {
        objects_of.entry(row.subject).or_default().insert(row.object);
        subjects_of.entry(row.object).or_default().insert(row.subject);
    }
    let is_hub = |others: &FxHashSet<NodeId>, back: &FxHashMap<NodeId, FxHashSet<NodeId>>| {
        others.len() > 1 && others.iter().all(|other| back[other].len() == 1)
    };
    let mut seen = FxHashSet::default();
    for row in rows {
        if seen.insert((row.object, Broader::Object as u8))
            && is_hub(&subjects_of[&row.object], &objects_of)
        {
            vote(row, Broader::Object);
        }
        if seen.insert((row.subject, Broader::Subject as u8))
            && is_hub(&objects_of[&row.subject], &subjects_of)
        {
            vote(row, Broader::Subject);
        }
    }
}
