//! Prefixes: identifiers are CURIEs when written, and IRIs here.

use passerelle_model::{Iri, Prefix};

/// Prefixes that need no declaration, and may have no other meaning.
///
/// # Source
/// SSSOM, *IRI prefixes*.
const BUILT_IN: [(&str, &str); 8] = [
    ("linkml", "https://w3id.org/linkml/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// More than the largest registry has; all are looked at to abbreviate.
const MAX_PREFIXES: usize = 10_000;

/// The prefixes of a set.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Sorted by prefix; each there once.
    declared: Vec<Prefix>,
}

/// An identifier that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It was a CURIE.
    Curie(String),
    /// It was an IRI already.
    Iri(String),
}

/// Why a text is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown<'a> {
    /// Its prefix is not declared.
    Prefix(&'a str),
    /// It is neither a CURIE nor an IRI.
    Form,
}

/// Why a prefix is not declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undeclared {
    /// It is no name.
    Name,
    /// What it stands for is no IRI.
    Namespace,
    /// It is built in, with this meaning.
    BuiltIn(&'static str),
    /// It is declared already.
    Twice,
    /// There are more than any real set has.
    TooMany,
}

impl Names {
    /// Those of a list that can be declared.
    pub(super) fn of(prefixes: &[Prefix]) -> Self {
        let mut names = Self::default();
        for Prefix { prefix, namespace } in prefixes {
            // What cannot be declared cannot be written either.
            let _ = names.declare(prefix, namespace);
        }
        names
    }

    /// Declares a prefix.
    pub(super) fn declare(&mut self, prefix: &str, namespace: &str) -> Result<(), Undeclared> {
        if !is_name(prefix) {
            return Err(Undeclared::Name);
        }
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == prefix);
        if let Some((_, meaning)) = built_in.filter(|(_, meaning)| *meaning != namespace) {
            return Err(Undeclared::BuiltIn(meaning));
        }
        if Iri::parse(namespace).is_err() {
            return Err(Undeclared::Namespace);
        }
        match self.declared.binary_search_by(|p| p.prefix.as_str().cmp(prefix)) {
            Ok(_) => Err(Undeclared::Twice),
            Err(_) if self.declared.len() >= MAX_PREFIXES => Err(Undeclared::TooMany),
            Err(at) => {
                let entry = Prefix { prefix: prefix.to_owned(), namespace: namespace.to_owned() };
                self.declared.insert(at, entry);
                Ok(())
            }
        }
    }

    /// The declared ones, sorted.
    pub(super) fn declared(&self) -> &[Prefix] {
        &self.declared
    }

    /// What the set declares, without what is built in.
    pub(super) fn into_declared(self) -> Vec<Prefix> {
        self.declared
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        let declared = self.declared.binary_search_by(|p| p.prefix.as_str().cmp(prefix));
        let declared = declared.ok().and_then(|at| self.declared.get(at));
        declared.map(|p| p.namespace.as_str()).or_else(|| {
            BUILT_IN.iter().find(|(name, _)| *name == prefix).map(|(_, meaning)| *meaning)
        })
    }

    /// The IRI that a text names; white space around it is passed over.
    pub(super) fn expand<'a>(&self, text: &'a str) -> Result<Named, Unknown<'a>> {
        let text = text.trim();
        let (prefix, local) = text.split_once(':').ok_or(Unknown::Form)?;
        if local.is_empty() || local.contains(char::is_whitespace) {
            return Err(Unknown::Form);
        }
        if !local.starts_with("//") {
            if let Some(namespace) = self.namespace(prefix) {
                let iri = Iri::parse(&format!("{namespace}{local}"));
                return iri.map(|iri| Named::Curie(iri.into())).map_err(|_| Unknown::Form);
            }
            if !matches!(prefix, "urn" | "tag") {
                let named = prefix.is_empty() || is_name(prefix);
                return Err(if named { Unknown::Prefix(prefix) } else { Unknown::Form });
            }
        }
        Iri::parse(text).map(|iri| Named::Iri(iri.into())).map_err(|_| Unknown::Form)
    }

    /// A CURIE for an IRI, by the longest namespace that fits; the text as it
    /// stands where none does.
    ///
    /// INVARIANT: what [`Names::expand`] made an IRI of is made the same IRI
    /// of again: the prefix that it was written with fits, if no longer one
    /// does.
    pub(super) fn abbreviate(&self, text: &str) -> String {
        if Iri::parse(text).is_err() {
            return text.to_owned();
        }
        let built_in = BUILT_IN.iter().copied();
        self.declared
            .iter()
            .map(|p| (p.prefix.as_str(), p.namespace.as_str()))
            .chain(built_in)
            .filter_map(|(prefix, namespace)| {
                let local = text.strip_prefix(namespace)?;
                (!local.is_empty() && !local.starts_with("//")).then_some((prefix, local))
            })
            // The shortest rest; of two prefixes for one namespace, the first.
            .min_by_key(|&(prefix, local)| (local.len(), prefix))
            .map_or_else(|| text.to_owned(), |(prefix, local)| format!("{prefix}:{local}"))
    }
}

/// Whether a text is a name in the sense of XML namespaces: a prefix, or the
/// name of a slot.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, Unknown<'_>>) {
        let names = Names::of(&[
            Prefix { prefix: "x".to_owned(), namespace: "http://x.org/".to_owned() },
            Prefix { prefix: "xy".to_owned(), namespace: "http://x.org/y_".to_owned() },
        ]);
        let found = names.expand(text);
        let found = found.map(|(Named::Curie(iri) | Named::Iri(iri))| iri);
        assert_eq!(found.as_deref().map_err(|unknown| *unknown), expected, "{text}");
        if let Ok(iri) = found {
            let again = names.abbreviate(&iri);
            let (Ok(Named::Curie(back) | Named::Iri(back)), true) = (names.expand(&again), true)
            else {
                panic!("{again}")
            };
            assert_eq!(back, iri);
        }
    }

    #[test]
    fn curies_expand_and_are_found_again() {
        check("x:1", Ok("http://x.org/1"));
        check(" xy:1 ", Ok("http://x.org/y_1"));
        check("x:y_1", Ok("http://x.org/y_1"));
        check("x:1/(a:'x:2',b:'x:3')", Ok("http://x.org/1/(a:'x:2',b:'x:3')"));
        check("skos:exactMatch", Ok("http://www.w3.org/2004/02/skos/core#exactMatch"));
        check("http://elsewhere.org/1", Ok("http://elsewhere.org/1"));
        check("urn:a:b", Ok("urn:a:b"));
    }

    #[test]
    fn what_is_no_identifier_says_why() {
        check("Lexical", Err(Unknown::Form));
        check("biolink:Gene", Err(Unknown::Prefix("biolink")));
        check(":NO_MATCH", Err(Unknown::Prefix("")));
        check("x:", Err(Unknown::Form));
        check("x: y", Err(Unknown::Form));
        check("x:a|b", Err(Unknown::Form));
        check("a b:c", Err(Unknown::Form));
    }

    #[test]
    fn the_longest_namespace_abbreviates() {
        let mut names = Names::default();
        for (prefix, namespace) in
            [("b", "http://x.org/"), ("a", "http://x.org/"), ("c", "http://x.org/c/")]
        {
            assert_eq!(names.declare(prefix, namespace), Ok(()));
        }
        assert_eq!(names.abbreviate("http://x.org/1"), "a:1");
        assert_eq!(names.abbreviate("http://x.org/c/1"), "c:1");
        assert_eq!(names.abbreviate("http://x.org/c/"), "a:c/");
        assert_eq!(names.abbreviate("http://x.org/ 1"), "http://x.org/ 1");
        assert_eq!(names.declare("a", "http://y.org/"), Err(Undeclared::Twice));
        assert_eq!(names.declare("skos", "http://y.org/"), Err(Undeclared::BuiltIn(BUILT_IN[5].1)));
        assert_eq!(names.declare("d", "y"), Err(Undeclared::Namespace));
        assert_eq!(names.declare("d e", "http://y.org/"), Err(Undeclared::Name));
    }
}
