//! Conditions on facts, and what comes of them where not everything is known.

use serde::Deserialize;

use crate::facts::{Domain, Fact, FactId, FactType, Vocabulary};

/// Whether something holds, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
}

/// One condition on one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) fact: FactId,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    /// The value is one of these words.
    Words(u64),
    /// The number is between these, both included.
    Range(i32, i32),
    /// The text starts with one of these, or, negated, with none.
    Starts { texts: Vec<String>, negated: bool, whole: bool },
}

impl Condition {
    pub(crate) fn holds(&self, domain: &Domain) -> Truth {
        match (&self.test, domain) {
            (Test::Words(wanted), Domain::Words(may_be)) => {
                within(may_be & !wanted == 0, may_be & wanted == 0)
            }
            (&Test::Range(from, to), &Domain::Range(least, most)) => {
                within(from <= least && most <= to, most < from || least > to)
            }
            (Test::Starts { texts, negated, whole }, Domain::Text(Some(text))) => {
                let found = texts.iter().any(|start| {
                    if *whole { **text == **start } else { text.starts_with(start.as_str()) }
                });
                if found == *negated { Truth::No } else { Truth::Yes }
            }
            (Test::Starts { texts, negated, .. }, Domain::TextNot(excluded)) => {
                // What starts with something excluded is excluded.
                let out = |text: &String| excluded.iter().any(|e| text.starts_with(e.as_str()));
                match (texts.iter().all(out), negated) {
                    (true, true) => Truth::Yes,
                    (true, false) => Truth::No,
                    (false, _) => Truth::Unknown,
                }
            }
            _ => Truth::Unknown,
        }
    }

    /// What is left of a domain where the condition holds, or where it does
    /// not.
    pub(crate) fn narrow(&self, domain: &Domain, holds: bool) -> Domain {
        match (&self.test, domain) {
            (Test::Words(wanted), Domain::Words(may_be)) => {
                Domain::Words(if holds { may_be & wanted } else { may_be & !wanted })
            }
            (&Test::Range(from, to), &Domain::Range(least, most)) => {
                if holds {
                    Domain::Range(least.max(from), most.min(to))
                } else if least < from {
                    // Below first: what is asked for is a minimum, as a rule.
                    Domain::Range(least, from.saturating_sub(1).min(most))
                } else {
                    Domain::Range(to.saturating_add(1).max(least), most)
                }
            }
            (Test::Starts { texts, negated, .. }, Domain::Text(_) | Domain::TextNot(_)) => {
                let mut excluded = match domain {
                    Domain::TextNot(excluded) => excluded.clone(),
                    _ => Vec::new(),
                };
                match texts.first() {
                    Some(text) if holds != *negated => Domain::Text(Some(text.as_str().into())),
                    _ => {
                        excluded.extend(texts.iter().cloned());
                        Domain::TextNot(excluded)
                    }
                }
            }
            _ => domain.clone(),
        }
    }

    /// What it asks for, in words.
    pub(crate) fn wanted(&self, fact: &Fact) -> String {
        match &self.test {
            Test::Words(bits) => fact.in_words(&Domain::Words(*bits)),
            &Test::Range(from, to) => fact.in_words(&Domain::Range(from, to)),
            Test::Starts { texts, negated, .. } => {
                let texts = texts.join(" or ");
                if *negated { format!("not {texts}") } else { texts }
            }
        }
    }
}

const fn within(all: bool, none: bool) -> Truth {
    match (all, none) {
        (_, true) => Truth::No,
        (true, _) => Truth::Yes,
        _ => Truth::Unknown,
    }
}

/// Conditions that must all hold, and of `any` one set, where there are some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Vec<Vec<Condition>>,
}

impl Conditions {
    pub(crate) fn holds<'d>(&self, domain: impl Fn(FactId) -> &'d Domain) -> Truth {
        let mut truth = all_hold(&self.all, &domain);
        if truth == Truth::No || self.any.is_empty() {
            return truth;
        }
        let mut some = Truth::No;
        for set in &self.any {
            match all_hold(set, &domain) {
                Truth::Yes => return truth,
                Truth::Unknown => some = Truth::Unknown,
                Truth::No => {}
            }
        }
        if some == Truth::No {
            truth = Truth::No;
        } else if truth == Truth::Yes {
            truth = Truth::Unknown;
        }
        truth
    }

    /// The first condition that nobody can answer.
    pub(crate) fn first_unknown<'d>(
        &self,
        domain: impl Fn(FactId) -> &'d Domain,
    ) -> Option<&Condition> {
        let unknown = |c: &&Condition| c.holds(domain(c.fact)) == Truth::Unknown;
        self.all.iter().find(unknown).or_else(|| {
            let open =
                |set: &&Vec<Condition>| set.iter().all(|c| c.holds(domain(c.fact)) != Truth::No);
            self.any.iter().find(open)?.iter().find(unknown)
        })
    }

    /// Every condition, in order.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().chain(self.any.iter().flatten())
    }
}

fn all_hold<'d>(conditions: &[Condition], domain: &impl Fn(FactId) -> &'d Domain) -> Truth {
    let mut truth = Truth::Yes;
    for condition in conditions {
        match condition.holds(domain(condition.fact)) {
            Truth::No => return Truth::No,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::Yes => {}
        }
    }
    truth
}

/// Conditions as a file states them.
pub(crate) type WrittenConditions = toml::Table;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    at_least: Option<toml::Value>,
    at_most: Option<toml::Value>,
    not: Option<Vec<String>>,
    starts_with: Option<Vec<String>>,
}

/// Reads conditions: each names a fact and what it is to be.
///
/// # Errors
/// What is wrong with one, in words.
pub(crate) fn read_all(
    written: &WrittenConditions,
    vocabulary: &Vocabulary,
) -> Result<Vec<Condition>, String> {
    written
        .iter()
        .map(|(name, value)| {
            let id = vocabulary.find(name).ok_or_else(|| {
                let like = vocabulary.like(name).join("`, `");
                let hint =
                    if like.is_empty() { String::new() } else { format!(": is it `{like}`?") };
                format!("`{name}` is no fact of `facts.toml`{hint}")
            })?;
            let fact = vocabulary.get(id).ok_or("no such fact")?;
            let test = read_test(fact, value).ok_or_else(|| {
                format!("`{name}` is asked for what it cannot be: {}", fact.answers())
            })?;
            Ok(Condition { fact: id, test })
        })
        .collect()
}

fn read_test(fact: &Fact, value: &toml::Value) -> Option<Test> {
    let bit = |word: &str| match &fact.kind {
        FactType::Word { words, .. } => words.iter().position(|w| w == word).map(|at| 1_u64 << at),
        _ => None,
    };
    let bits = |words: &[String]| words.iter().map(|w| bit(w)).try_fold(0, |all, b| Some(all | b?));
    let all = match fact.everything() {
        Domain::Words(all) => all,
        _ => 0,
    };
    match (&fact.kind, value) {
        (FactType::Flag, toml::Value::Boolean(flag)) => {
            Some(Test::Words(if *flag { 0b10 } else { 0b01 }))
        }
        (FactType::Number(_), toml::Value::Integer(number)) => {
            let number = i32::try_from(*number).ok()?;
            Some(Test::Range(number, number))
        }
        (FactType::Word { .. }, toml::Value::String(word)) => Some(Test::Words(bit(word)?)),
        (FactType::Word { .. }, toml::Value::Array(_)) => {
            let words: Vec<String> = value.clone().try_into().ok()?;
            Some(Test::Words(bits(&words)?))
        }
        (FactType::Text, toml::Value::String(text)) => {
            Some(Test::Starts { texts: vec![text.clone()], negated: false, whole: true })
        }
        (FactType::Text, toml::Value::Array(_)) => {
            let texts = value.clone().try_into().ok()?;
            Some(Test::Starts { texts, negated: false, whole: true })
        }
        (_, toml::Value::Table(_)) => {
            let bounds: Bounds = value.clone().try_into().ok()?;
            match (&fact.kind, bounds) {
                (
                    FactType::Number(_),
                    Bounds { at_least, at_most, not: None, starts_with: None },
                ) if at_least.is_some() || at_most.is_some() => {
                    let number = |bound: Option<toml::Value>, default: i32| match bound {
                        None => Some(default),
                        Some(bound) => i32::try_from(bound.as_integer()?).ok(),
                    };
                    Some(Test::Range(number(at_least, 0)?, number(at_most, i32::MAX)?))
                }
                (
                    FactType::Word { ordered: true, .. },
                    Bounds { at_least, at_most, not: None, starts_with: None },
                ) if at_least.is_some() || at_most.is_some() => {
                    let of = |bound: &toml::Value| bit(bound.as_str()?);
                    let least = at_least.as_ref().map_or(Some(1), of)?;
                    let most = at_most.as_ref().map_or(Some(0), of)?;
                    let below = if most == 0 { all } else { (most << 1).wrapping_sub(1) & all };
                    Some(Test::Words(all & !(least - 1) & below))
                }
                (
                    FactType::Word { .. },
                    Bounds { at_least: None, at_most: None, not: Some(not), starts_with: None },
                ) => Some(Test::Words(all & !bits(&not)?)),
                (
                    FactType::Text,
                    Bounds { at_least: None, at_most: None, not: Some(texts), starts_with: None },
                ) => Some(Test::Starts { texts, negated: true, whole: true }),
                (
                    FactType::Text,
                    Bounds { at_least: None, at_most: None, not: None, starts_with: Some(texts) },
                ) => Some(Test::Starts { texts, negated: false, whole: false }),
                _ => None,
            }
        }
        _ => None,
    }
}
