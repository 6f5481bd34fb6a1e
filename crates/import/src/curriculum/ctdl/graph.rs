//! Which items a framework has, which stand below which, and in what order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use passerelle_model::{Curriculum, Iri, Issue, LanguageTag, Place, Severity, codes};
use rustc_hash::FxHashMap;

use super::super::tree::{Forest, Item};
use super::super::{Reading, short};
use super::language::{common_language, text_in};
use super::{Facts, Property, texts};

/// A node of a file with what is said of it.
type Described<'s> = (&'s str, &'s Facts);

/// A curriculum without its modules, what they are made of, and the concepts
/// that its items match.
type Framework = (Curriculum, Forest, Vec<(usize, String)>);

/// What a link leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Framework(usize),
    Item(usize),
}

/// The frameworks and items of a file, and which stand below which.
pub(super) struct Graph<'s> {
    frameworks: Vec<Described<'s>>,
    /// In the order in which they are read.
    items: Vec<Described<'s>>,
    nodes: FxHashMap<&'s str, Node>,
    /// From what is above to what is below.
    links: BTreeSet<(Node, usize)>,
    /// The framework that each item is of.
    wholes: Vec<Option<usize>>,
}

impl<'s> Graph<'s> {
    pub(super) fn new(
        reading: &mut Reading<'_>,
        frameworks: Vec<Described<'s>>,
        mut items: Vec<Described<'s>>,
    ) -> Self {
        // By their numbers, and by IRI where they have none.
        items.sort_by_cached_key(|(iri, facts)| {
            let number = texts(facts, Property::ListId).next().map(natural);
            (number.is_none(), number, *iri)
        });
        let mut nodes = FxHashMap::default();
        nodes.extend(
            frameworks.iter().enumerate().map(|(at, &(iri, _))| (iri, Node::Framework(at))),
        );
        nodes.extend(items.iter().enumerate().map(|(at, &(iri, _))| (iri, Node::Item(at))));
        let wholes = vec![None; items.len()];
        let mut graph = Self { frameworks, items, nodes, links: BTreeSet::new(), wholes };
        graph.link(reading);
        graph.share_out(reading);
        graph
    }

    /// Takes the links, which may be stated from above, from below or both.
    fn link(&mut self, reading: &mut Reading<'_>) {
        use Property::{HasChild, HasTopChild, IsChildOf, IsTopChildOf};
        let frameworks = self.frameworks.iter().enumerate();
        let items = self.items.iter().enumerate();
        let all = frameworks.map(|(at, of)| (Node::Framework(at), of));
        for (node, (iri, facts)) in all.chain(items.map(|(at, of)| (Node::Item(at), of))) {
            let mut tell = |name: &str, other: &str| {
                let message = format!("there is no item `{}` to stand {other}", short(name));
                let place = reading.place().about(short(iri));
                reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
            };
            for name in [HasTopChild, HasChild].iter().flat_map(|p| texts(facts, *p)) {
                match self.nodes.get(name) {
                    Some(&Node::Item(child)) => _ = self.links.insert((node, child)),
                    _ => tell(name, "below it"),
                }
            }
            for name in [IsTopChildOf, IsChildOf].iter().flat_map(|p| texts(facts, *p)) {
                match (self.nodes.get(name), node) {
                    (Some(&above), Node::Item(child)) => _ = self.links.insert((above, child)),
                    _ => tell(name, "above it"),
                }
            }
        }
    }

    /// Finds out which framework each item is of: the one that it says, or
    /// that has it directly below, else that of what is above it.
    fn share_out(&mut self, reading: &mut Reading<'_>) {
        if self.frameworks.len() == 1 {
            self.wholes.fill(Some(0));
            return;
        }
        let mut stated = vec![BTreeSet::new(); self.items.len()];
        for ((_, facts), stated) in self.items.iter().zip(&mut stated) {
            for whole in texts(facts, Property::IsPartOf) {
                if let Some(&Node::Framework(at)) = self.nodes.get(whole) {
                    stated.insert(at);
                }
            }
        }
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(above, item) in &self.links {
            match above {
                Node::Item(above) => below.entry(above).or_default().push(item),
                Node::Framework(at) => {
                    stated.get_mut(item).into_iter().for_each(|stated| _ = stated.insert(at));
                }
            }
        }
        self.wholes = stated.iter().map(|stated| stated.first().copied()).collect();
        let placed = self.wholes.iter().enumerate().filter(|(_, whole)| whole.is_some());
        let mut to_do: VecDeque<usize> = placed.map(|(item, _)| item).collect();
        while let Some(item) = to_do.pop_front() {
            let whole = self.whole(item);
            for &child in below.get(&item).into_iter().flatten() {
                if let Some(of @ None) = self.wholes.get_mut(child) {
                    *of = whole;
                    to_do.push_back(child);
                }
            }
        }
        for (at, ((iri, _), stated)) in self.items.iter().zip(&stated).enumerate() {
            let message = match (self.whole(at), stated.len()) {
                (None, _) => "the item is of no framework; it is read with the first",
                (_, 2..) => "the item is of several frameworks; it is read with the first",
                _ => continue,
            };
            let place = reading.place().about(short(iri));
            reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
        }
        self.wholes.iter_mut().for_each(|whole| _ = whole.get_or_insert(0));
    }

    /// The framework that an item is of.
    fn whole(&self, item: usize) -> Option<usize> {
        self.wholes.get(item).copied().flatten()
    }

    /// Each framework with its items.
    pub(super) fn frameworks(&self, reading: &mut Reading<'_>) -> Vec<Framework> {
        let mut members = vec![Vec::new(); self.frameworks.len()];
        let mut links = vec![Vec::new(); self.frameworks.len()];
        for (item, whole) in self.wholes.iter().enumerate() {
            if let Some(members) = whole.and_then(|whole| members.get_mut(whole)) {
                members.push(item);
            }
        }
        for &(above, item) in &self.links {
            let upper = match above {
                Node::Framework(at) => Some(at),
                Node::Item(above) => self.whole(above),
            };
            let links = upper.and_then(|upper| links.get_mut(upper));
            if let Some(links) = links.filter(|_| upper == self.whole(item)) {
                links.push((above, item));
            } else {
                let iri = self.items.get(item).map_or("", |(iri, _)| *iri);
                let place = reading.place().about(short(iri));
                let message = "the item stands below another framework too; it is read in its own";
                reading.issues.push(Issue::new(codes::CURRICULUM_REFERENCE, place, message));
            }
        }
        let parts = self.frameworks.iter().zip(members.iter().zip(&links));
        parts.map(|(of, (members, links))| self.framework(reading, *of, members, links)).collect()
    }

    fn framework(
        &self,
        reading: &mut Reading<'_>,
        (iri, facts): Described<'s>,
        members: &[usize],
        links: &[(Node, usize)],
    ) -> Framework {
        let described = || members.iter().filter_map(|&member| self.items.get(member));
        let said: Vec<&Facts> = described().map(|(_, facts)| *facts).collect();
        let language = common_language(facts, &said);
        let mut forest = Forest { children: vec![Vec::new(); members.len()], ..Forest::default() };
        let mut matches = Vec::new();
        for (at, (iri, facts)) in described().enumerate() {
            let text = text_of(reading, iri, facts, Property::Text, language.as_ref());
            let code = texts(facts, Property::Code).next().map(str::to_owned);
            forest.items.push(Item { id: (*iri).to_owned(), code, text, ..Item::default() });
            for other in texts(facts, Property::ExactAlignment) {
                match Iri::parse(other) {
                    Ok(_) if self.nodes.contains_key(other) => {}
                    Ok(concept) => matches.push((at, concept.to_string())),
                    Err(error) => {
                        let place = reading.place().about(short(iri));
                        let issue =
                            Issue::new(codes::CURRICULUM_REFERENCE, place, error.to_string());
                        reading.issues.push(issue);
                    }
                }
            }
        }
        // INVARIANT: members are sorted, and so are links, by what is above and
        // then by what is below: all that is below an item comes in order.
        let position = |item: &usize| members.binary_search(item).ok();
        for (above, item) in links {
            let Some(child) = position(item) else { continue };
            match above {
                Node::Framework(_) => forest.roots.push(child),
                Node::Item(above) => {
                    let children = position(above).and_then(|at| forest.children.get_mut(at));
                    if let Some(children) = children {
                        children.push(child);
                    }
                }
            }
        }
        let curriculum = Curriculum {
            id: iri.to_owned(),
            title: text_of(reading, iri, facts, Property::Name, language.as_ref()),
            source: texts(facts, Property::Source).next().map(str::to_owned),
            language,
            ..Curriculum::default()
        };
        (curriculum, forest, matches)
    }
}

/// A text of a node in a language, else in the nearest to it.
fn text_of(
    reading: &mut Reading<'_>,
    iri: &str,
    facts: &Facts,
    property: Property,
    language: Option<&LanguageTag>,
) -> Option<String> {
    let (text, others) = text_in(facts, property, language)?;
    if others > 0 {
        let place: Place = reading.place().about(short(iri));
        let message =
            format!("there are {others} more texts in its language; `{}` is read", short(text));
        let issue = Issue::new(codes::CURRICULUM_VALUE, place, message);
        reading.issues.push(Issue { severity: Severity::Warning, ..issue });
    }
    Some(text.to_owned())
}

/// A number as it is ordered, part by part: `1.10` comes behind `1.9`.
fn natural(text: &str) -> Vec<(usize, String)> {
    let mut parts: Vec<(usize, String)> = Vec::new();
    let mut was_digit = false;
    for c in text.chars() {
        let is_digit = c.is_ascii_digit();
        match parts.last_mut() {
            Some((_, part)) if is_digit == was_digit => part.push(c),
            _ => parts.push((0, c.to_string())),
        }
        was_digit = is_digit;
    }
    for (length, part) in &mut parts {
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            *part = part.trim_start_matches('0').to_owned();
            *length = part.len() + 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_are_ordered_part_by_part() {
        let numbers = ["", "1", "1.9", "01.10", "2", "10", "10a", "99999999999999999999999"];
        assert!(numbers.is_sorted_by_key(|text| natural(text)));
    }
}
