//! Matching policies as files.

use std::path::Path;

use passerelle_import::policy::{parse_policy as parse_shape, place_of};
use passerelle_model::{Issue, MatchingPolicy, codes};

use crate::error::Error;

/// The policy that ships, as a file that documents every number.
pub const DEFAULT_POLICY: &str = include_str!("../data/policy.toml");

/// Reads a policy and checks it.
///
/// # Errors
/// What is wrong with it, each with its line.
///
/// # Examples
/// ```
/// let policy = passerelle::parse_policy("ours.toml", "version = \"ours-3\"\n[assurance]\ntested = 90\n");
/// assert_eq!(policy.map(|p| p.assurance.tested), Ok(90));
/// ```
pub fn parse_policy(name: &str, text: &str) -> Result<MatchingPolicy, Vec<Issue>> {
    let policy = parse_shape(name, text).map_err(|issue| vec![issue])?;
    let faults = passerelle_matching::check_policy(&policy);
    if faults.is_empty() {
        return Ok(policy);
    }
    let issue = |fault: passerelle_matching::Error| {
        let place = place_of(name, text, fault.field().unwrap_or_default());
        Issue::new(codes::POLICY_RANGE, place, fault.to_string())
    };
    Err(faults.into_iter().map(issue).collect())
}

/// Reads a policy file and checks it.
///
/// # Errors
/// Where it cannot be read, and [`Error::Policy`] with what is wrong.
pub fn read_policy(path: &Path) -> Result<MatchingPolicy, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| passerelle_import::Error::CannotRead { path: path.to_owned(), source })?;
    let name = path.display().to_string();
    parse_policy(&name, &text).map_err(|issues| Error::Policy { file: name, issues: issues.into() })
}

/// The digest of a policy, in hexadecimal.
pub(crate) fn digest(policy: &MatchingPolicy) -> String {
    let json = serde_json::to_vec(policy).unwrap_or_default();
    blake3::hash(&json).to_hex().to_string()
}

/// A policy as a file that documents every number: the default's text with
/// the values of `policy`.
pub fn policy_text(policy: &MatchingPolicy) -> String {
    let values = serde_json::to_value(policy).unwrap_or_default();
    let mut text = String::with_capacity(DEFAULT_POLICY.len());
    let mut section = &values;
    for line in DEFAULT_POLICY.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = &values[name];
        }
        match line.split_once(" = ") {
            // In JSON as in TOML, numbers, flags, plain texts and lists of
            // numbers are written alike.
            Some((key, _)) if !line.starts_with('#') => {
                let value = section[key].to_string();
                let value = if section[key].is_array() { value.replace(',', ", ") } else { value };
                text.extend([key, " = ", &value]);
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_the_default_and_states_every_number() {
        let policy = parse_policy("policy.toml", DEFAULT_POLICY).unwrap();
        assert_eq!(policy, MatchingPolicy::default());
        assert_eq!(policy_text(&policy), DEFAULT_POLICY);
        // What is not in the file would keep its default here.
        let keys = |value: &serde_json::Value| value.as_object().map_or(0, serde_json::Map::len);
        let values = serde_json::to_value(&policy).unwrap();
        let nested: usize = values.as_object().unwrap().values().map(keys).sum();
        let plain = values.as_object().unwrap().values().filter(|v| !v.is_object()).count();
        let stated = DEFAULT_POLICY.lines().filter(|l| !l.starts_with('#') && l.contains(" = "));
        assert_eq!(stated.count(), nested + plain);
    }

    #[test]
    fn a_policy_survives_being_written() {
        let mut policy = MatchingPolicy {
            version: "ours, \"third\"".to_owned(),
            sufficiency: [90, 80, 0, 0],
            ..MatchingPolicy::default()
        };
        policy.gates.experience = true;
        policy.assurance.self_declared = 60;
        let text = policy_text(&policy);
        assert_eq!(parse_policy("p", &text).map(|p| p.sufficiency), Ok([90, 80, 0, 0]));
        assert!(text.contains("self-declared = 60") && text.contains("experience = true"));
    }

    #[test]
    fn faults_have_a_line_and_a_code() {
        let faults = parse_policy("p.toml", "[inferred]\nassurance = 90\n").unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].code, codes::POLICY_RANGE);
        assert_eq!(faults[0].place.line, Some(2));
        assert!(faults[0].message.contains("between 0 and 70"), "{}", faults[0].message);
    }
}
