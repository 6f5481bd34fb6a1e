//! Translation against a slow reference, written from the words of the design,
//! and its laws.

use passerelle_model::{
    ConceptKind, Confidence, MappingPredicate, SchemeKind, Status, TranslationPriors,
};
use passerelle_taxonomy::{
    Builder, ConceptId, MappingSet, NotMapped, Outcome, Provenance, Scratch, Taxonomy, Translation,
    Translator,
};
use proptest::prelude::*;

use super::PEOPLE;
use crate::graph::{certain_set, iri};

/// A path and all that is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Way {
    stops: Vec<ConceptId>,
    predicates: Vec<MappingPredicate>,
    /// Confidence times prior of each hop, in ten thousandths.
    worths: Vec<u128>,
}

/// What a translation is, for comparison.
type Told = (ConceptId, MappingPredicate, bool, bool, u8, Vec<ConceptId>);

impl Way {
    fn end(&self) -> ConceptId {
        self.stops[self.stops.len() - 1]
    }

    /// Π of the hops over a denominator that all ways share.
    fn worth(&self) -> u128 {
        let missing = u32::try_from(3 - self.worths.len()).expect("at most three");
        self.worths.iter().product::<u128>() * 10_000u128.pow(missing)
    }

    fn confidence(&self) -> u8 {
        u8::try_from(100 * self.worth() / 10_000u128.pow(3)).expect("at most 100")
    }

    /// The predicate, whether it is composed, whether it is beyond SKOS.
    fn meaning(&self) -> Option<(MappingPredicate, bool, bool)> {
        use MappingPredicate::{Broad, Close, Exact, Narrow, Related};
        let said: Vec<MappingPredicate> =
            self.predicates.iter().copied().filter(|&p| p != Exact).collect();
        let (last, before) = self.predicates.split_last()?;
        let (up, down) = (said.contains(&Broad), said.contains(&Narrow));
        // Likeness fades until the path goes up or down.
        let close = said.iter().take_while(|&&p| p == Close).count();
        if before.contains(&Related) || (up && down) || close > 2 {
            return None;
        }
        let predicate = match () {
            () if *last == Related => Related,
            () if up => Broad,
            () if down => Narrow,
            () if close > 0 => Close,
            () => Exact,
        };
        Some((predicate, said.len() > 1, close == 2))
    }

    fn told(&self) -> Told {
        let (predicate, composed, beyond_skos) = self.meaning().expect("only these are told");
        let stops = self.stops[1..].to_vec();
        (self.end(), predicate, composed, beyond_skos, self.confidence(), stops)
    }
}

struct Reference<'t> {
    taxonomy: &'t Taxonomy,
    priors: &'t TranslationPriors,
    /// Each concept's home, by its name; of homeless ones their own.
    home: Vec<String>,
}

impl<'t> Reference<'t> {
    fn new(taxonomy: &'t Taxonomy, priors: &'t TranslationPriors) -> Self {
        let size = |scheme| taxonomy.members(scheme).count();
        let home = taxonomy
            .concepts()
            .map(|c| {
                let mut own = taxonomy.in_schemes(c).to_vec();
                own.retain(|s| taxonomy.schemes()[s.index()].kind == SchemeKind::ConceptScheme);
                own.sort_by_key(|&s| {
                    (usize::MAX - size(s), taxonomy.schemes()[s.index()].iri.to_string())
                });
                let first = own.first().map(|s| taxonomy.schemes()[s.index()].iri.to_string());
                first.unwrap_or_else(|| format!("alone: {}", taxonomy.iri(c)))
            })
            .collect();
        Self { taxonomy, priors, home }
    }

    fn home(&self, concept: ConceptId) -> &str {
        &self.home[concept.index()]
    }

    /// Every way of one to three hops that visits no scheme twice, whatever
    /// it says and whatever lies on it.
    fn ways(&self, from: ConceptId) -> Vec<Way> {
        let mut all = vec![Way { stops: vec![from], predicates: Vec::new(), worths: Vec::new() }];
        let mut longest = all.clone();
        for _ in 0..3 {
            let mut longer = Vec::new();
            for way in &longest {
                for m in self.taxonomy.mappings() {
                    let set = &self.taxonomy.mapping_sets()[m.set.index()];
                    let confidence = m.confidence.unwrap_or(set.default_confidence).percent();
                    for (start, predicate, to) in [
                        (m.subject, m.predicate, m.object),
                        (m.object, m.predicate.inverse(), m.subject),
                    ] {
                        let home = self.home(to);
                        if start != way.end() || way.stops.iter().any(|&c| self.home(c) == home) {
                            continue;
                        }
                        let prior = match predicate {
                            MappingPredicate::Exact => self.priors.exact,
                            MappingPredicate::Close => self.priors.close,
                            MappingPredicate::Broad => self.priors.broad,
                            MappingPredicate::Narrow => self.priors.narrow,
                            MappingPredicate::Related => self.priors.related,
                        };
                        let mut longer_way = way.clone();
                        longer_way.stops.push(to);
                        longer_way.predicates.push(predicate);
                        longer_way.worths.push(u128::from(confidence) * u128::from(prior));
                        longer.push(longer_way);
                    }
                }
            }
            all.extend(longer.iter().cloned());
            longest = longer;
        }
        all.remove(0);
        all
    }

    /// Whether a way says something: all of it, and opens no group.
    fn says(&self, way: &Way) -> bool {
        let inside = &way.stops[1..way.stops.len() - 1];
        let opens = inside.iter().any(|&c| self.taxonomy.kind(c) == ConceptKind::OccupationGroup);
        !opens && way.meaning().is_some() && way.confidence() > 0
    }

    /// Whether a way ends in a scheme and has not been there before.
    fn arrives(&self, way: &Way, wanted: &[&str]) -> bool {
        let (last, before) = way.stops.split_last().expect("it has a start");
        wanted.contains(&self.home(*last))
            && !before.iter().any(|&c| wanted.contains(&self.home(c)))
    }

    /// The best way to each target, in the order of the answer.
    fn best(mut ways: Vec<Way>) -> Vec<Told> {
        ways.sort_by_key(|w| {
            (w.end(), u128::MAX - w.worth(), w.worths.len(), w.meaning(), w.stops.clone())
        });
        ways.dedup_by_key(|way| way.end());
        let mut told: Vec<Told> = ways.iter().map(Way::told).collect();
        told.sort_by_key(|&(target, predicate, composed, beyond_skos, confidence, _)| {
            (100 - confidence, predicate, composed, beyond_skos, target)
        });
        told
    }

    fn translate(&self, from: ConceptId, wanted: &[&str]) -> Answer {
        if wanted.contains(&self.home(from)) {
            let exact = MappingPredicate::Exact;
            return Answer::Mapped(vec![(from, exact, false, false, 100, Vec::new())]);
        }
        let all = self.ways(from);
        let arrived = |way: &&Way| self.arrives(way, wanted);
        let told: Vec<Way> = all.iter().filter(arrived).filter(|w| self.says(w)).cloned().collect();
        if !told.is_empty() {
            return Answer::Mapped(Self::best(told));
        }
        let reason = if all.iter().any(|way| self.arrives(way, wanted)) {
            NotMapped::NothingSaid
        } else if self.taxonomy.stated_unmapped(from).is_empty() {
            NotMapped::NoPath
        } else {
            NotMapped::Stated
        };
        let mut pivots: Vec<(Way, usize)> = Vec::new();
        for way in all.iter().filter(|way| self.says(way)) {
            let up = way.meaning().is_some_and(|(predicate, ..)| {
                !matches!(predicate, MappingPredicate::Narrow | MappingPredicate::Related)
            });
            let fits = |on: &Way| {
                way.worths.len() + on.worths.len() <= 3
                    && on.stops[1..]
                        .iter()
                        .all(|&c| way.stops.iter().all(|&before| self.home(before) != self.home(c)))
            };
            let mut targets: Vec<ConceptId> = self
                .ways(way.end())
                .iter()
                .filter(|on| fits(on) && self.arrives(on, wanted) && self.says(on))
                .map(Way::end)
                .collect();
            targets.sort_unstable();
            targets.dedup();
            if up && !targets.is_empty() {
                pivots.push((way.clone(), targets.len()));
            }
        }
        pivots.sort_by_key(|(w, _)| (u128::MAX - w.worth(), w.worths.len(), w.end()));
        let nearest = match pivots.first() {
            Some((way, fan_out)) => {
                Some((way.end(), Some((way.confidence(), way.worths.len())), *fan_out))
            }
            None => self.above(from, wanted),
        };
        Answer::Not(reason, nearest)
    }

    fn above(&self, from: ConceptId, wanted: &[&str]) -> Option<Nearest> {
        let mut level = vec![from];
        let mut seen = level.clone();
        while !level.is_empty() {
            let above: Vec<ConceptId> = self
                .taxonomy
                .concepts()
                .filter(|c| !seen.contains(c))
                .filter(|c| level.iter().any(|&below| self.taxonomy.broader(below).contains(c)))
                .collect();
            for &concept in &above {
                if wanted.contains(&self.home(concept)) {
                    return Some((concept, None, 1));
                }
                let ways = self.ways(concept);
                let arrive = ways.into_iter().filter(|w| self.arrives(w, wanted) && self.says(w));
                let told = Self::best(arrive.collect());
                if !told.is_empty() {
                    return Some((concept, None, told.len()));
                }
            }
            seen.extend(&above);
            level = above;
        }
        None
    }
}

/// The concept, the confidence and hops of the way to it, the fan-out.
type Nearest = (ConceptId, Option<(u8, usize)>, usize);

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Mapped(Vec<Told>),
    Not(NotMapped, Option<Nearest>),
}

fn told(translation: &Translation) -> Told {
    let meaning = translation.meaning;
    (
        translation.target,
        meaning.predicate,
        meaning.composed,
        meaning.beyond_skos,
        translation.confidence,
        translation.steps().map(|step| step.mapping.object).collect(),
    )
}

fn answered(outcome: &Outcome) -> Answer {
    match outcome {
        Outcome::Mapped(all) => Answer::Mapped(all.iter().map(told).collect()),
        Outcome::NotMapped { reason, nearest } => {
            let nearest = nearest.as_ref().map(|nearest| {
                let way = nearest.way.as_ref().map(|way| (way.confidence, way.steps().count()));
                (nearest.concept, way, nearest.fan_out)
            });
            Answer::Not(*reason, nearest)
        }
    }
}

/// A drawn mapping: subject, predicate, object, stated confidence, set.
type DrawnMapping = (usize, MappingPredicate, usize, Option<u8>, usize);

/// What a random graph is made of; concepts by number, in one of four
/// schemes, or in none.
#[derive(Clone, Debug)]
struct Drawn {
    concepts: Vec<(usize, bool)>,
    broader: Vec<(usize, usize)>,
    mappings: Vec<DrawnMapping>,
    unmapped: Vec<usize>,
}

const SCHEMES: [&str; 5] = ["A", "B", "C", "D", ""];

fn graphs() -> impl Strategy<Value = Drawn> {
    let scheme = prop_oneof![12 => 0..4usize, 1 => Just(4)];
    let group = prop::bool::weighted(0.1);
    prop::collection::vec((scheme, group), 2..10).prop_flat_map(|concepts| {
        let n = concepts.len();
        // Confidences that make for equal products, and for none.
        let stated = prop::sample::select(vec![0, 5, 50, 80, 90, 100]);
        let mapping = (
            0..n,
            prop::sample::select(MappingPredicate::ALL),
            0..n,
            prop::option::of(stated),
            0..2usize,
        );
        let broader = prop::collection::vec((0..n, 0..n), 0..4);
        let unmapped = prop::collection::vec(0..n, 0..3);
        (Just(concepts), broader, prop::collection::vec(mapping, 0..16), unmapped).prop_map(
            |(concepts, broader, mappings, unmapped)| Drawn {
                concepts,
                broader,
                mappings,
                unmapped,
            },
        )
    })
}

impl Drawn {
    fn build(&self) -> Taxonomy {
        let mut builder = Builder::new();
        let default_confidence = Confidence::new(90).expect("a percentage");
        let sets = [
            builder.mapping_set(certain_set("urn:x:certain")),
            builder.mapping_set(MappingSet { default_confidence, ..certain_set("urn:x:less") }),
        ];
        let mut at = Vec::new();
        for (number, &(scheme, group)) in self.concepts.iter().enumerate() {
            let kind = if group { ConceptKind::OccupationGroup } else { ConceptKind::Occupation };
            let concept = builder.concept(&iri(&number.to_string()), kind, Status::Released);
            if !SCHEMES[scheme].is_empty() {
                builder.in_scheme(concept, &iri(SCHEMES[scheme]));
            }
            at.push(concept);
        }
        for &(one, other) in &self.broader {
            builder.broader(at[one], at[other]);
        }
        for &(subject, predicate, object, percent, set) in &self.mappings {
            let confidence = percent.and_then(|p| Confidence::new(p).ok());
            builder.mapping(at[subject], predicate, at[object], confidence, sets[set]);
        }
        for &concept in &self.unmapped {
            builder.unmapped(at[concept], sets[0]);
        }
        builder.build(Provenance::default()).0
    }

    /// The same with every mapping turned round: what was broader is narrower.
    fn inverted(&self) -> Self {
        let inverted = |&(s, p, o, c, set): &DrawnMapping| (s, p.inverse(), o, c, set);
        Self { mappings: self.mappings.iter().map(inverted).collect(), ..self.clone() }
    }
}

fn all_priors() -> impl Strategy<Value = TranslationPriors> {
    prop_oneof![
        Just(TranslationPriors::evidence()),
        Just(PEOPLE),
        prop::array::uniform5(0..=100u8).prop_map(|[exact, close, broad, narrow, related]| {
            TranslationPriors { exact, close, broad, narrow, related }
        }),
    ]
}

fn swapped(priors: &TranslationPriors) -> TranslationPriors {
    TranslationPriors { broad: priors.narrow, narrow: priors.broad, ..priors.clone() }
}

/// Each source, each set of schemes asked for, and the outcome.
fn outcomes(
    taxonomy: &Taxonomy,
    priors: &TranslationPriors,
) -> Vec<(ConceptId, Vec<String>, Outcome)> {
    let translator = Translator::new(taxonomy, priors.clone());
    let mut scratch = Scratch::default();
    let mut all = Vec::new();
    for wanted in [&["A"][..], &["B"], &["C"], &["D"], &["B", "D"], &[]] {
        let wanted: Vec<String> = wanted.iter().map(|name| iri(name).to_string()).collect();
        let schemes: Vec<_> =
            wanted.iter().filter_map(|scheme| taxonomy.find_scheme(scheme)).collect();
        for from in taxonomy.concepts() {
            all.push((
                from,
                wanted.clone(),
                translator.translate(from, &translator.target(&schemes), &mut scratch),
            ));
        }
    }
    all
}

proptest! {
    #[test]
    fn translations_equal_the_reference(drawn in graphs(), priors in all_priors()) {
        let taxonomy = drawn.build();
        let reference = Reference::new(&taxonomy, &priors);
        for (from, wanted, outcome) in outcomes(&taxonomy, &priors) {
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let expected = reference.translate(from, &wanted);
            prop_assert_eq!(answered(&outcome), expected, "{:?} into {:?}", from, wanted);
        }
        let translator = Translator::new(&taxonomy, priors.clone());
        for from in taxonomy.concepts() {
            let anywhere = translator.translate_anywhere(from, &mut Scratch::default());
            let ways = reference.ways(from);
            let mut expected =
                Reference::best(ways.into_iter().filter(|way| reference.says(way)).collect());
            expected.sort_by_key(|told| told.0);
            prop_assert_eq!(anywhere.iter().map(told).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_longer_path_is_never_surer(drawn in graphs(), priors in all_priors()) {
        let taxonomy = drawn.build();
        for (_, _, outcome) in outcomes(&taxonomy, &priors) {
            let Outcome::Mapped(all) = outcome else { continue };
            for translation in all {
                let mut product = 1.0;
                for (hops, step) in (1..).zip(translation.steps()) {
                    let worth = u64::from(step.confidence.percent()) * u64::from(step.prior);
                    product *= f64::from(u32::try_from(worth).expect("at most 10⁴")) / 10_000.0;
                    prop_assert!(hops <= 3);
                    let prefix = 100.0 * product + 1e-9;
                    prop_assert!(f64::from(translation.confidence) <= prefix);
                }
            }
        }
    }

    #[test]
    fn what_is_read_backwards_says_the_inverse(drawn in graphs(), priors in all_priors()) {
        use MappingPredicate::{Broad, Narrow, Related};
        let mut drawn = drawn;
        // Related is the last hop only, and so has no way back.
        drawn.mappings.retain(|mapping| mapping.1 != Related);
        let taxonomy = drawn.build();
        let back = Translator::new(&taxonomy, swapped(&priors));
        let home = taxonomy.home_schemes();
        for (from, wanted, outcome) in outcomes(&taxonomy, &priors) {
            let Outcome::Mapped(all) = outcome else { continue };
            let Some(scheme) = home[from.index()] else { continue };
            if wanted.len() > 1 {
                continue;
            }
            for there in all {
                let outcome = back.translate(there.target, &back.target(&[scheme]), &mut Scratch::default());
                let Outcome::Mapped(all) = outcome else {
                    return Err(TestCaseError::fail("there is no way back"));
                };
                let again = all.iter().find(|t| t.target == from);
                let again = again.expect("the way back leads to where it started");
                prop_assert_eq!(again.confidence, there.confidence);
                let (said, inverse) = (again.meaning.predicate, there.meaning.predicate.inverse());
                // Where going up is as sure as going down, either may stand.
                let either = [said, inverse].iter().all(|p| matches!(p, Broad | Narrow));
                prop_assert!(said == inverse || either, "{:?} and {:?}", said, inverse);
            }
        }
    }

    #[test]
    fn sets_read_the_other_way_round_say_the_inverse(drawn in graphs(), priors in all_priors()) {
        let one = outcomes(&drawn.build(), &priors);
        let other = outcomes(&drawn.inverted().build(), &swapped(&priors));
        let conclusions = |outcome: &Outcome| -> Vec<(ConceptId, u8)> {
            let Outcome::Mapped(all) = outcome else { return Vec::new() };
            let mut all: Vec<_> = all.iter().map(|t| (t.target, t.confidence)).collect();
            all.sort_unstable();
            all
        };
        for ((.., one), (.., other)) in one.iter().zip(&other) {
            prop_assert_eq!(conclusions(one), conclusions(other));
        }
    }

    #[test]
    fn the_order_of_statements_makes_no_difference(
        (drawn, shuffled) in graphs().prop_flat_map(|drawn| {
            let mappings = Just(drawn.mappings.clone()).prop_shuffle();
            let again = drawn.clone();
            let turned = prop::bool::ANY;
            let shuffled = (mappings, turned).prop_map(move |(mappings, turned)| {
                let mut other = Drawn { mappings, ..again.clone() };
                if turned {
                    other.broader.reverse();
                    other.unmapped.reverse();
                }
                // A statement said twice is said once.
                let first = other.mappings.first().copied();
                other.mappings.extend(first);
                other
            });
            (Just(drawn), shuffled)
        })
    ) {
        let priors = TranslationPriors::evidence();
        let (one, other) = (drawn.build(), shuffled.build());
        prop_assert!(one.same_content(&other).expect("both are in memory"));
        prop_assert_eq!(outcomes(&one, &priors), outcomes(&other, &priors));
    }
}
