//! Matching policies in TOML.

use passerelle_model::{Issue, MatchingPolicy, Place, codes};

/// Reads a policy; a key that is absent has the default's value.
///
/// # Errors
/// An issue with the line where the text is not TOML, has an unknown key or a
/// value of the wrong kind. Whether the numbers make sense is for
/// `passerelle-matching` to say.
///
/// # Examples
/// ```
/// let policy = passerelle_import::policy::parse_policy("p.toml", "[assurance]\ntested = 90\n");
/// assert_eq!(policy.map(|p| p.assurance.tested), Ok(90));
/// ```
pub fn parse_policy(name: &str, text: &str) -> Result<MatchingPolicy, Issue> {
    toml::from_str(text).map_err(|error| {
        let place = crate::toml_place(name, text, error.span());
        Issue::new(codes::POLICY_SHAPE, place, error.message().replace('\n', " "))
    })
}

/// The line of each key of a policy, to say where a number stands that is out
/// of its range: `shares.skills` in `[shares]`, or nothing where the default
/// is used.
pub fn line_of(text: &str, field: &str) -> Option<u64> {
    // `sufficiency[1]` stands at its list, `assurance: verified, …` at its first.
    let field = field.split(['[', ',']).next().unwrap_or(field).replace(": ", ".");
    let (section, key) = field.rsplit_once('.').unwrap_or(("", &field));
    let mut current = "";
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            current = name.trim();
        } else if current == section
            && line.split('=').next().is_some_and(|name| name.trim().trim_matches('"') == key)
        {
            return Some(number);
        }
    }
    None
}

/// The place of an issue about a field of a policy.
pub fn place_of(name: &str, text: &str, field: &str) -> Place {
    let place = Place::file(name).field(field);
    match line_of(text, field) {
        Some(line) => place.line(line),
        None => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_line() {
        let at = |text: &str| {
            let issue = parse_policy("p.toml", text).unwrap_err();
            (issue.code.id(), issue.place.line)
        };
        assert_eq!(at("[shares]\nskill = 3\n"), ("PS-POL-001", Some(2)));
        assert_eq!(at("sufficiency = [1, 2]\n"), ("PS-POL-001", Some(1)));
        assert_eq!(at("[shares\n"), ("PS-POL-001", Some(1)));
        assert_eq!(at("\n[assurance]\ntested = 300\n"), ("PS-POL-001", Some(3)));
        let text = "[shares]\nskills = 60\n[assurance]\nself-declared = 3\n";
        assert_eq!(line_of(text, "assurance.self-declared"), Some(4));
        assert_eq!(line_of(text, "proximity.same"), None);
    }
}
