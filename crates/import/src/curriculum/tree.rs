//! Frameworks as curricula: trees of items, told apart into modules and
//! outcomes.
//!
//! What has nothing below it is an outcome. What has outcomes directly below
//! it is a module, named behind the items above it. An outcome that stands
//! directly below the document is a module of its own.
//!
//! No walk is recursive: a file may be as deep as it is long.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{Code, Issue, Module, ModuleOutcome, Place, Severity, codes};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Reading, short};

/// How many names of items a message holds.
const NAMED: usize = 8;

/// How many titles of the items above it stand before that of a module.
const ABOVE: usize = 8;

/// How many bytes of items that stand below several others are read again:
/// what is shared on every level would be read twice as often with each.
const READ_AGAIN: usize = 4 << 20;

/// An item of a framework.
#[derive(Default)]
pub(super) struct Item {
    /// Its id; unique in the framework, never empty.
    pub(super) id: String,
    /// What people call it by, not always unique.
    pub(super) code: Option<String>,
    pub(super) text: Option<String>,
    /// The concept that it is the same as.
    pub(super) concept: Option<String>,
    /// The line that it stands on.
    pub(super) line: Option<u64>,
}

/// A framework: items, and which of them stand below which.
#[derive(Default)]
pub(super) struct Forest {
    pub(super) items: Vec<Item>,
    /// The items directly below the document, in order.
    pub(super) roots: Vec<usize>,
    /// The items directly below each item, in order; each once.
    pub(super) children: Vec<Vec<usize>>,
}

impl Reading<'_> {
    /// The modules of a framework, of which some items match concepts. Every
    /// item is read, whatever is wrong with its place in the tree, unless it
    /// has no text.
    pub(super) fn modules(
        &mut self,
        mut forest: Forest,
        matches: Vec<(usize, String)>,
    ) -> Vec<Module> {
        self.matched(&mut forest, matches);
        forest.children.resize(forest.items.len(), Vec::new());
        let parents = forest.parents();
        self.several_parents(&forest, &parents);
        let above = |item: usize| parents.get(item).and_then(|above| above.first().copied());
        let placed: FxHashSet<usize> = forest.roots.iter().copied().collect();
        let lost = (0..forest.items.len()).filter(|&i| above(i).is_none() && !placed.contains(&i));
        let lost: Vec<usize> = lost.collect();
        forest.roots.extend(lost);
        self.open_circles(&mut forest, &above);
        for (at, item) in forest.items.iter().enumerate() {
            let is_outcome = forest.is_outcome(at);
            if item.text.is_none() && !(is_outcome && item.concept.is_some()) {
                self.about(codes::CURRICULUM_ITEM, item, "the item has no text".to_owned());
            }
        }
        let inner = |(at, item): &(usize, &Item)| item.concept.is_some() && !forest.is_outcome(*at);
        let count = forest.items.iter().enumerate().filter(inner).count();
        if count > 0 {
            let message = format!(
                "{count} items that have others below them match a concept: that is read of \
                 outcomes only"
            );
            let issue = Issue::new(codes::CURRICULUM_REFERENCE, self.place(), message);
            self.issues.push(Issue { severity: Severity::Info, ..issue });
        }
        let mut walk = Walk::new(&forest);
        walk.run();
        let (modules, left) = (walk.modules, walk.left);
        if left > 0 {
            let message = format!(
                "items stand below so many others that {left} places of them are left out; each \
                 item is read once at least"
            );
            self.issues.push(Issue::new(codes::CURRICULUM_PARTS, self.place(), message));
        }
        modules
    }

    /// Gives the items the concepts that they match.
    fn matched(&mut self, forest: &mut Forest, matches: Vec<(usize, String)>) {
        let mut by_item: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (item, concept) in matches {
            by_item.entry(item).or_default().insert(concept);
        }
        for (at, concepts) in by_item {
            let count = concepts.len();
            let Some(item) = forest.items.get_mut(at) else { continue };
            item.concept = concepts.into_iter().next();
            if let Some(first) = item.concept.as_ref().filter(|_| count > 1) {
                let message =
                    format!("the item matches {count} concepts; `{}` is read", short(first));
                self.about(codes::CURRICULUM_REFERENCE, item, message);
            }
        }
    }

    /// An issue about an item.
    pub(super) fn about(&mut self, code: Code, item: &Item, message: String) {
        let place = Place { line: item.line, ..self.place() }.about(short(&item.id));
        self.issues.push(Issue::new(code, place, message));
    }

    fn several_parents(&mut self, forest: &Forest, parents: &[Vec<usize>]) {
        let roots: FxHashSet<usize> = forest.roots.iter().copied().collect();
        for (at, (item, above)) in forest.items.iter().zip(parents).enumerate() {
            let is_root = roots.contains(&at);
            if above.len() + usize::from(is_root) > 1 {
                let mut names = forest.names(above.iter().copied());
                if is_root {
                    names = format!("the document, {names}");
                }
                let message = format!("the item stands below several: {names}");
                self.about(codes::CURRICULUM_PARTS, item, message);
            }
        }
    }

    /// Takes out each link that closes a circle; a circle that nothing leads
    /// to is put below the document.
    fn open_circles(&mut self, forest: &mut Forest, above: &dyn Fn(usize) -> Option<usize>) {
        let mut descent =
            Descent { state: vec![State::New; forest.items.len()], closing: FxHashSet::default() };
        for &root in &forest.roots {
            descent.from(root, forest, self);
        }
        for item in 0..forest.items.len() {
            // Nothing leads here from the document, so that the way up ends
            // in a circle.
            let (mut at, mut way) = (item, Vec::new());
            let mut position = FxHashMap::default();
            while descent.state.get(item) == Some(&State::New) {
                if let Some(&start) = position.get(&at) {
                    let circle = way.get(start..).unwrap_or_default();
                    let first: usize = circle.iter().copied().min().unwrap_or(item);
                    forest.roots.push(first);
                    descent.from(first, forest, self);
                    // Whatever the way led through is below the circle.
                    break;
                }
                position.insert(at, way.len());
                way.push(at);
                let Some(next) = above(at) else { break };
                at = next;
            }
        }
        if descent.closing.is_empty() {
            return;
        }
        for (parent, children) in forest.children.iter_mut().enumerate() {
            children.retain(|&child| !descent.closing.contains(&(parent, child)));
        }
    }
}

impl Forest {
    /// The items directly above each.
    fn parents(&self) -> Vec<Vec<usize>> {
        let mut parents = vec![Vec::new(); self.items.len()];
        for (parent, children) in self.children.iter().enumerate() {
            for &child in children {
                if let Some(parents) = parents.get_mut(child) {
                    parents.push(parent);
                }
            }
        }
        parents
    }

    fn below(&self, item: usize) -> &[usize] {
        self.children.get(item).map(Vec::as_slice).unwrap_or_default()
    }

    fn is_outcome(&self, item: usize) -> bool {
        self.below(item).is_empty()
    }

    /// The names of some items, for a message.
    fn names(&self, mut items: impl ExactSizeIterator<Item = usize>) -> String {
        let more = items.len().saturating_sub(NAMED);
        let told = items.by_ref().take(NAMED).filter_map(|item| self.items.get(item));
        let names: Vec<String> = told
            .map(|item| format!("`{}`", short(item.code.as_deref().unwrap_or(&item.id))))
            .collect();
        let names = names.join(", ");
        if more == 0 { names } else { format!("{names} and {more} more") }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way down, at a depth.
    Open(usize),
    Done,
}

/// A way down that finds the links that close a circle.
struct Descent {
    state: Vec<State>,
    closing: FxHashSet<(usize, usize)>,
}

impl Descent {
    fn from(&mut self, start: usize, forest: &Forest, reading: &mut Reading<'_>) {
        if self.state.get(start) != Some(&State::New) {
            return;
        }
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        self.set(start, State::Open(0));
        while let Some((item, next)) = way.last_mut() {
            let parent = *item;
            let Some(&child) = forest.below(parent).get(*next) else {
                self.set(parent, State::Done);
                way.pop();
                continue;
            };
            *next += 1;
            match self.state.get(child) {
                Some(State::New) => {
                    self.set(child, State::Open(way.len()));
                    way.push((child, 0));
                }
                Some(&State::Open(depth)) => {
                    self.closing.insert((parent, child));
                    let circle = way.get(depth..).unwrap_or_default();
                    let names = forest.names(circle.iter().map(|(item, _)| *item));
                    let message = format!(
                        "the item is part of itself: each is below the one before it in {names}"
                    );
                    if let Some(item) = forest.items.get(child) {
                        reading.about(codes::CURRICULUM_CYCLE, item, message);
                    }
                }
                Some(State::Done) | None => {}
            }
        }
    }

    fn set(&mut self, item: usize, state: State) {
        if let Some(of) = self.state.get_mut(item) {
            *of = state;
        }
    }
}

/// The walk that makes modules.
struct Walk<'f> {
    forest: &'f Forest,
    modules: Vec<Module>,
    ids: FxHashSet<String>,
    /// How often modules were called by a name that another has.
    times: FxHashMap<&'f str, u64>,
    /// How many items have a code.
    codes: FxHashMap<&'f str, usize>,
    seen: Vec<bool>,
    /// How much was read again so far.
    again: usize,
    /// How many places were left out.
    left: u64,
}

impl<'f> Walk<'f> {
    fn new(forest: &'f Forest) -> Self {
        let mut codes = FxHashMap::default();
        for code in forest.items.iter().filter_map(|item| item.code.as_deref()) {
            *codes.entry(code).or_default() += 1;
        }
        Self {
            forest,
            modules: Vec::new(),
            ids: FxHashSet::default(),
            times: FxHashMap::default(),
            codes,
            seen: vec![false; forest.items.len()],
            again: 0,
            left: 0,
        }
    }

    fn run(&mut self) {
        let mut titles: Vec<Option<&'f str>> = Vec::new();
        // INVARIANT: without circles, all that is below an item is read before
        // the item comes again, so that nothing is lost where it is passed over.
        let mut to_do: Vec<(usize, usize)> =
            self.forest.roots.iter().rev().map(|&root| (root, 0)).collect();
        while let Some((at, depth)) = to_do.pop() {
            let Some(item) = self.forest.items.get(at) else { continue };
            if !self.may_read(at, item) {
                continue;
            }
            titles.truncate(depth);
            let below = self.forest.below(at);
            if below.is_empty() {
                // Only a root comes here: other outcomes are read with what
                // is above them.
                if let Some(outcome) = outcome(item) {
                    self.module(item, &titles, vec![outcome]);
                }
                continue;
            }
            let mut outcomes = Vec::new();
            let mut has_outcomes = false;
            for &child in below {
                if !self.forest.is_outcome(child) {
                    continue;
                }
                has_outcomes = true;
                if let Some(item) = self.forest.items.get(child).filter(|i| self.may_read(child, i))
                {
                    outcomes.extend(outcome(item));
                }
            }
            if has_outcomes {
                self.module(item, &titles, outcomes);
            }
            titles.push(item.text.as_deref());
            let inner = below.iter().rev().filter(|&&child| !self.forest.is_outcome(child));
            to_do.extend(inner.map(|&child| (child, depth + 1)));
        }
    }

    /// Whether an item is read at this place: always at the first.
    fn may_read(&mut self, at: usize, item: &Item) -> bool {
        let Some(seen) = self.seen.get_mut(at) else { return false };
        if std::mem::replace(seen, true) {
            self.again += 64 + item.text.as_deref().map_or(0, str::len);
            if self.again > READ_AGAIN {
                self.left += 1;
                return false;
            }
        }
        true
    }

    fn module(&mut self, item: &'f Item, titles: &[Option<&str>], outcomes: Vec<ModuleOutcome>) {
        let own = item.code.as_deref().filter(|code| self.codes.get(code) == Some(&1));
        let name = own.unwrap_or(&item.id);
        let mut id = name.to_owned();
        while !self.ids.insert(id.clone()) {
            let time = self.times.entry(name).or_insert(1);
            *time += 1;
            id = format!("{name}#{time}");
        }
        let above: Vec<&str> = titles.iter().flatten().copied().collect();
        let far = above.len().saturating_sub(ABOVE);
        let mut title = String::new();
        for text in above.iter().skip(far).map(|text| short(text)).chain(item.text.as_deref()) {
            title.push_str(if title.is_empty() { "" } else { " / " });
            title.push_str(text);
        }
        if far > 0 {
            title.insert_str(0, "… / ");
        }
        let title = Some(title).filter(|title| !title.is_empty());
        self.modules.push(Module { id, title, outcomes, ..Module::default() });
    }
}

/// An item as an outcome; nothing where it says nothing.
fn outcome(item: &Item) -> Option<ModuleOutcome> {
    let outcome = ModuleOutcome {
        concept: item.concept.clone(),
        text: item.text.clone(),
        ..ModuleOutcome::default()
    };
    (outcome != ModuleOutcome::default()).then_some(outcome)
}
