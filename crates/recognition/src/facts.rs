//! What rules may ask: the vocabulary of facts, and what is known of each.

use std::collections::HashMap;
use std::fmt;

use passerelle_model::{FactConfidence, FactOrigin, FactValue};
use serde::Deserialize;

/// A fact, by its place in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactId(u16);

impl FactId {
    pub(crate) fn index(self) -> usize {
        self.0.into()
    }
}

/// Where a fact comes from, and so which rules may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactGroup {
    /// The case's own fields.
    Case,
    /// The law tables.
    Table,
    /// The qualification that is examined.
    Qualification,
    /// Work periods.
    Experience,
    /// Units, outcomes and mappings.
    Comparison,
    /// Stated in the case's `circumstances`.
    Circumstance,
    /// Only an authority can say.
    Finding,
    /// What the equivalence came to.
    Result,
    /// Language and good standing.
    Licence,
    /// Stated in the case's `immigration`.
    Immigration,
}

impl FactGroup {
    /// The word, as in `facts.toml`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Table => "table",
            Self::Qualification => "qualification",
            Self::Experience => "experience",
            Self::Comparison => "comparison",
            Self::Circumstance => "circumstance",
            Self::Finding => "finding",
            Self::Result => "result",
            Self::Licence => "licence",
            Self::Immigration => "immigration",
        }
    }

    /// Whether a rule on equivalence may read it. Language, good standing and
    /// what only immigration law may ask never enter.
    pub const fn is_for_equivalence(self) -> bool {
        !matches!(self, Self::Result | Self::Licence | Self::Immigration)
    }

    /// How an outsider states it.
    pub(crate) const fn where_stated(self) -> &'static str {
        match self {
            Self::Case => "a field of the case",
            Self::Table => "the law tables; or `findings`, by an authority",
            Self::Qualification => {
                "a field of `qualifications`, or derived from it; or `findings`, by an authority"
            }
            Self::Experience => "derived from `experience`; or `findings`, by an authority",
            Self::Comparison => {
                "derived from the qualification's units against `target.reference`; or `findings`, by an authority"
            }
            Self::Circumstance => "`circumstances`",
            Self::Finding => "`findings`, by an authority",
            Self::Result => "the equivalence itself",
            Self::Licence => "`languages`; `good_standing` in `circumstances`",
            Self::Immigration => "`immigration`",
        }
    }
}

/// What a fact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FactType {
    Flag,
    /// A whole number, with its unit.
    Number(String),
    /// One of these words; in rising order where they are ordered.
    Word {
        words: Vec<String>,
        ordered: bool,
    },
    Text,
}

/// A fact of the vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub id: String,
    /// Where it comes from.
    pub group: FactGroup,
    /// What it asks.
    pub question: String,
    /// What the law presumes where nobody says.
    pub presumed: Option<FactValue>,
    pub(crate) kind: FactType,
}

impl Fact {
    /// What may stand as its answer, for people.
    pub fn answers(&self) -> String {
        match &self.kind {
            FactType::Flag => "true, false".to_owned(),
            FactType::Number(unit) => format!("a number of {unit}"),
            FactType::Word { words, .. } => words.join(", "),
            FactType::Text => "text".to_owned(),
        }
    }

    /// Everything that it may be.
    pub(crate) fn everything(&self) -> Domain {
        match &self.kind {
            FactType::Flag => Domain::Words(0b11),
            FactType::Number(_) => Domain::Range(0, i32::MAX),
            FactType::Word { words, .. } => {
                Domain::Words(u64::MAX >> (64 - words.len().clamp(1, 64)))
            }
            FactType::Text => Domain::Text(None),
        }
    }

    /// What a value means; nothing where it is none of this fact's.
    pub(crate) fn domain_of(&self, value: &FactValue) -> Option<Domain> {
        match (&self.kind, value) {
            (FactType::Flag, FactValue::Flag(flag)) => Some(Domain::flag(*flag)),
            (FactType::Number(_), &FactValue::Number(number)) if number >= 0 => {
                Some(Domain::Range(number, number))
            }
            (FactType::Word { words, .. }, FactValue::Word(word)) => {
                let at = words.iter().position(|w| w == word)?;
                Some(Domain::Words(1 << at))
            }
            (FactType::Text, FactValue::Word(text)) => {
                Some(Domain::Text(Some(text.as_str().into())))
            }
            _ => None,
        }
    }

    /// A value in words, of a domain that holds one.
    pub(crate) fn value_of(&self, domain: &Domain) -> FactValue {
        match (&self.kind, domain) {
            (FactType::Flag, Domain::Words(bits)) => FactValue::Flag(*bits == 0b10),
            (FactType::Word { words, .. }, Domain::Words(bits)) => {
                let at = bits.trailing_zeros() as usize;
                FactValue::Word(words.get(at).cloned().unwrap_or_default())
            }
            (_, Domain::Range(from, _)) => FactValue::Number(*from),
            (_, Domain::Text(text)) => {
                FactValue::Word(text.as_deref().unwrap_or_default().to_owned())
            }
            (_, Domain::Words(_) | Domain::TextNot(_)) => FactValue::Word(String::new()),
        }
    }

    /// What a domain allows, in words.
    pub(crate) fn in_words(&self, domain: &Domain) -> String {
        match (&self.kind, domain) {
            (FactType::Flag, Domain::Words(0b10)) => "yes".to_owned(),
            (FactType::Flag, Domain::Words(0b01)) => "no".to_owned(),
            (FactType::Flag, Domain::Words(_)) => "yes or no".to_owned(),
            (FactType::Word { words, .. }, Domain::Words(bits)) => {
                let allowed = words.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                let allowed: Vec<&str> = allowed.map(|(_, word)| word.as_str()).collect();
                allowed.join(" or ")
            }
            (FactType::Number(unit), &Domain::Range(from, to)) => match (from, to) {
                (from, to) if from == to => format!("{from} {unit}"),
                (from, i32::MAX) => format!("at least {from} {unit}"),
                (0, to) => format!("at most {to} {unit}"),
                (from, to) => format!("{from} to {to} {unit}"),
            },
            (_, Domain::TextNot(texts)) => format!("neither {}", texts.join(" nor ")),
            (_, Domain::Text(Some(text))) => text.to_string(),
            _ => "anything".to_owned(),
        }
    }
}

/// The values that a fact may have as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Domain {
    /// One bit for each word; for a flag, bit 0 is no and bit 1 yes.
    Words(u64),
    /// From and to, both included.
    Range(i32, i32),
    /// One text, or any.
    Text(Option<Box<str>>),
    /// Any text that starts with none of these.
    TextNot(Vec<String>),
}

impl Domain {
    pub(crate) const fn flag(flag: bool) -> Self {
        Self::Words(if flag { 0b10 } else { 0b01 })
    }
}

/// A fact that is known, and how.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) domain: Domain,
    pub(crate) origin: FactOrigin,
    pub(crate) confidence: FactConfidence,
    /// How it came about, for people.
    pub(crate) note: Option<Box<str>>,
}

/// What is known of every fact in one case.
#[derive(Clone, Debug)]
pub(crate) struct FactStore {
    known: Vec<Option<Known>>,
    /// What tables of low confidence say: they may warn, and never decide.
    hints: Vec<(FactId, Box<str>)>,
}

impl FactStore {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        Self { known: vec![None; vocabulary.facts.len()], hints: Vec::new() }
    }

    pub(crate) fn get(&self, id: FactId) -> Option<&Known> {
        self.known.get(id.index())?.as_ref()
    }

    /// Notes a fact. One of low confidence becomes a hint: it may warn, and
    /// never decides. A finding of an authority stands against anything else.
    pub(crate) fn set(&mut self, vocabulary: &Vocabulary, id: FactId, known: Known) {
        if known.confidence == FactConfidence::Low {
            let value = vocabulary.get(id).map(|fact| fact.in_words(&known.domain));
            let value = value.unwrap_or_default();
            self.hints.push((id, value.into()));
            return;
        }
        let Some(place) = self.known.get_mut(id.index()) else { return };
        let keep = place.as_ref().is_some_and(|old| {
            old.origin == FactOrigin::AuthorityFinding
                && known.origin != FactOrigin::AuthorityFinding
        });
        if !keep {
            *place = Some(known);
        }
    }

    pub(crate) fn hint(&self, id: FactId) -> Option<&str> {
        self.hints.iter().find(|(fact, _)| *fact == id).map(|(_, hint)| &**hint)
    }
}

/// All facts that rules may name.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    facts: Vec<Fact>,
    by_id: HashMap<String, FactId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    fact: Vec<WrittenFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFact {
    id: String,
    group: FactGroup,
    #[serde(rename = "type")]
    kind: WrittenType,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    ordered: bool,
    question: String,
    #[serde(default)]
    presumed: Option<FactValue>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenType {
    Flag,
    Number,
    Word,
    Text,
}

impl Vocabulary {
    /// Reads `facts.toml`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut vocabulary = Self::default();
        for fact in written.fact {
            let kind = match (fact.kind, fact.unit, fact.words.len()) {
                (WrittenType::Flag, None, 0) => FactType::Flag,
                (WrittenType::Number, Some(unit), 0) => FactType::Number(unit),
                (WrittenType::Word, None, 1..=64) => {
                    FactType::Word { words: fact.words, ordered: fact.ordered }
                }
                (WrittenType::Text, None, 0) => FactType::Text,
                _ => {
                    return Err(format!(
                        "fact `{}`: a number has a `unit`, a word 1 to 64 `words`, others neither",
                        fact.id
                    ));
                }
            };
            let number = u16::try_from(vocabulary.facts.len()).map_err(|_| "too many facts")?;
            let (id, group, question, presumed) =
                (fact.id, fact.group, fact.question, fact.presumed);
            let fact = Fact { id: id.clone(), group, question, presumed, kind };
            if fact.presumed.as_ref().is_some_and(|value| fact.domain_of(value).is_none()) {
                return Err(format!("fact `{id}` presumes what it cannot be"));
            }
            if vocabulary.by_id.insert(id.clone(), FactId(number)).is_some() {
                return Err(format!("fact `{id}` stands twice"));
            }
            vocabulary.facts.push(fact);
        }
        Ok(vocabulary)
    }

    /// The facts, in the order of `facts.toml`.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    pub(crate) fn find(&self, id: &str) -> Option<FactId> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn get(&self, id: FactId) -> Option<&Fact> {
        self.facts.get(id.index())
    }

    /// The names that are most like one that is not known.
    pub(crate) fn like(&self, id: &str) -> Vec<&str> {
        let words: Vec<&str> = id.split('_').filter(|word| word.len() > 3).collect();
        let shared = |fact: &Fact| words.iter().filter(|word| fact.id.contains(**word)).count();
        let mut found: Vec<&Fact> = self.facts.iter().filter(|fact| shared(fact) > 0).collect();
        found.sort_by_key(|fact| std::cmp::Reverse(shared(fact)));
        found.truncate(3);
        found.into_iter().map(|fact| fact.id.as_str()).collect()
    }
}

impl fmt::Display for FactGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

macro_rules! engine_facts {
    ($($name:ident),+ $(,)?) => {
        /// The facts that the engine itself derives or reads.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct EngineFacts { $(pub(crate) $name: FactId,)+ }

        impl EngineFacts {
            pub(crate) fn find(vocabulary: &Vocabulary) -> Result<Self, String> {
                Ok(Self {
                    $($name: vocabulary.find(stringify!($name)).ok_or_else(|| {
                        format!("`facts.toml` lacks `{}`, which the engine derives", stringify!($name))
                    })?,)+
                })
            }
        }
    };
}

engine_facts! {
    host, purpose, request_equivalence, form, isco, profession, regulated, regime, national_act,
    host_applies_directive, host_lisbon, both_global_convention, visa_needs_equivalence,
    annex_iv_list, required_level, evidence_from, evidence_present, origin, institution,
    state_recognised, annex_v_title, after_reference_date, meets_minimum_training, held_level,
    training_months, recognised_in_member_state, months_in_recognising_state, experience_months,
    experience_months_in_10_years, experience_months_in_7_years, experience_months_in_5_years,
    consecutive_months_in_5_years, consecutive_months_in_10_years, self_employed_or_manager_months,
    self_employed_months, executive_months, executive_technical_months, employed_months,
    self_employed_or_manager_ended_months_ago, differences,
    differences_remain, comparable_activities, duration_short, duration_short_remains,
    equivalence_found, home_regulated, article_10_case, equivalence_class, language_met, german,
    english, level_short, partial_recognition_notice, full_recognition,
}
