//! What two mappings, one after the other, say together.

use passerelle_model::MappingPredicate;

/// What a path of mappings says of its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Composed {
    /// What the path says as a whole.
    pub predicate: MappingPredicate,
    /// Whether more than one hop that is not exact stands behind it: SKOS
    /// itself draws no such conclusion.
    pub composed: bool,
    /// Whether two `closeMatch` follow one another in it, which SKOS warns
    /// of: likeness fades from hop to hop.
    pub beyond_skos: bool,
}

impl Composed {
    /// What a path without hops says: a concept is exactly itself.
    pub const IDENTITY: Self = Self::of(MappingPredicate::Exact);

    /// What a single mapping says.
    pub const fn of(predicate: MappingPredicate) -> Self {
        Self { predicate, composed: false, beyond_skos: false }
    }

    /// What this path says with another one after it; nothing where the two
    /// together say nothing.
    ///
    /// | then    | exact  | close  | broad | narrow | related |
    /// |---------|--------|--------|-------|--------|---------|
    /// | exact   | exact  | close  | broad | narrow | related |
    /// | close   | close  | close¹ | broad | narrow | related |
    /// | broad   | broad  | broad  | broad | –      | related |
    /// | narrow  | narrow | narrow | –     | narrow | related |
    /// | related | –      | –      | –     | –      | –       |
    ///
    /// ¹ Once, and flagged [`beyond_skos`](Self::beyond_skos); a second one
    /// ends the path. The flags of both parts are kept.
    ///
    /// Predicates compose alike however a path is cut, as far as the parts
    /// are defined; the flag, and so where a path ends, depends on the cut:
    /// close, close, broad is beyond SKOS, close before "close, broad" is
    /// not. Paths are followed from their start.
    ///
    /// # Source
    /// SKOS Reference §10.6.5: `exactMatch` is transitive, `closeMatch` is
    /// not, to keep errors from compounding; on chains of `broadMatch` it
    /// is silent.
    #[must_use]
    pub fn then(self, next: Self) -> Option<Self> {
        use MappingPredicate::{Broad, Close, Exact, Narrow, Related};
        let beyond_skos = self.beyond_skos || next.beyond_skos;
        let (predicate, beyond_skos) = match (self.predicate, next.predicate) {
            (Related, _) | (Broad, Narrow) | (Narrow, Broad) => return None,
            (Close, Close) if beyond_skos => return None,
            (Close, Close) => (Close, true),
            (Exact, other) | (other, Exact) => (other, beyond_skos),
            (_, Related) => (Related, beyond_skos),
            (Broad, Broad | Close) | (Close, Broad) => (Broad, beyond_skos),
            (Narrow, Narrow | Close) | (Close, Narrow) => (Narrow, beyond_skos),
        };
        let both = self.predicate != Exact && next.predicate != Exact;
        Some(Self { predicate, composed: self.composed || next.composed || both, beyond_skos })
    }
}

#[cfg(test)]
mod tests {
    use MappingPredicate::{Broad, Close, Exact, Narrow, Related};
    use proptest::prelude::*;

    use super::*;

    /// A path, read from its start: its predicate, with `+` where it is
    /// composed and `!` where it is beyond SKOS; `-` where it ends.
    fn check(path: &[MappingPredicate], expected: &str) {
        let read =
            path.iter().try_fold(Composed::IDENTITY, |so_far, &p| so_far.then(Composed::of(p)));
        let text = read.map_or("-".to_owned(), |c| {
            let flag = |on: bool, mark: &'static str| if on { mark } else { "" };
            format!("{}{}{}", c.predicate, flag(c.composed, "+"), flag(c.beyond_skos, "!"))
        });
        assert_eq!(text, expected, "{path:?}");
    }

    #[test]
    fn paths_say_what_the_design_says() {
        check(&[], "exactMatch");
        check(&[Exact, Broad, Exact], "broadMatch");
        check(&[Broad, Broad], "broadMatch+");
        check(&[Narrow, Narrow], "narrowMatch+");
        check(&[Close, Broad], "broadMatch+");
        check(&[Narrow, Close], "narrowMatch+");
        check(&[Close, Exact], "closeMatch");
        check(&[Close, Close], "closeMatch+!");
        check(&[Close, Close, Exact], "closeMatch+!");
        check(&[Close, Close, Broad], "broadMatch+!");
        check(&[Close, Exact, Close, Close], "-");
        check(&[Broad, Narrow], "-");
        check(&[Narrow, Broad], "-");
        check(&[Related], "relatedMatch");
        check(&[Exact, Related], "relatedMatch");
        check(&[Broad, Related], "relatedMatch+");
        check(&[Related, Exact], "-");
        check(&[Related, Related], "-");
    }

    fn composed() -> impl Strategy<Value = Composed> {
        (proptest::sample::select(MappingPredicate::ALL), any::<bool>(), any::<bool>()).prop_map(
            |(predicate, composed, beyond_skos)| Composed { predicate, composed, beyond_skos },
        )
    }

    proptest! {
        #[test]
        fn exact_is_the_identity_but_after_related(path in composed()) {
            prop_assert_eq!(Composed::IDENTITY.then(path), Some(path));
            let after = path.then(Composed::IDENTITY);
            prop_assert_eq!(after, (path.predicate != Related).then_some(path));
        }

        #[test]
        fn predicates_compose_alike_however_a_path_is_cut(
            a in composed(), b in composed(), c in composed(),
        ) {
            let left = a.then(b).and_then(|ab| ab.then(c));
            let right = b.then(c).and_then(|bc| a.then(bc));
            if let (Some(left), Some(right)) = (left, right) {
                prop_assert_eq!(left.predicate, right.predicate);
                prop_assert_eq!(left.composed, right.composed);
            }
        }
    }
}
