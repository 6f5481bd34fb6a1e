//! What vacancies ask for, laid out for the vectors.

use super::demands::Demands;
use super::layout::{Quad, Quads, Shape};
use super::rows::Rows;
use super::sides::{SideRows, Sides, SidesAsked};
use crate::list::Tie;
use crate::matcher::Matcher;
use crate::rank::RankBy;
use crate::vacancy::CompiledVacancy;
use passerelle_model::Component;

/// Σ weight above which the bound of a post does not fit into 16 bits.
const MOST_WEIGHT: u64 = 511;
/// The greatest weight of a row in a quad, which is a signed byte.
const MOST_ROW_WEIGHT: u16 = 127;
/// Where the sum of two products of bytes saturates.
const MOST_PRODUCT: u32 = 32_767;

/// One vacancy.
#[derive(Debug)]
pub(super) struct Post {
    /// Its position among the vacancies.
    pub(super) vacancy: usize,
    /// The rows of its requirements, with their weights.
    pub(super) rows: Box<[(u32, u16)]>,
    pub(super) tie: Tie,
}

/// All vacancies of a run.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rows: Rows,
    pub(super) sides: Sides,
    pub(super) demands: Demands,
    /// First those that the vectors can score.
    pub(super) posts: Vec<Post>,
    /// The class of each post.
    pub(super) classes: Vec<u32>,
    /// [`Tie::start`] of each post.
    pub(super) tie_starts: Vec<u64>,
    pub(super) shapes: Vec<Shape>,
    /// How many of them the vectors can score.
    pub(super) in_vectors: usize,
    pub(super) quads: Quads,
}

impl Plan {
    pub(super) fn new(matcher: &Matcher<'_>, vacancies: &[CompiledVacancy], seed: u64) -> Self {
        let (demands, classes) = Demands::new(vacancies);
        let rows = Rows::new(matcher, vacancies);
        let (sides, asked) = Sides::new(vacancies);
        let each = vacancies.iter().zip(asked).zip(classes).enumerate();
        let mut posts: Vec<(Post, Shape, u32, u32)> = each
            .map(|(at, ((vacancy, sides), class))| {
                let post = Post {
                    vacancy: at,
                    rows: rows
                        .of(vacancy)
                        .zip(vacancy.requirements())
                        .map(|(row, requirement)| (row, requirement.weight))
                        .collect(),
                    tie: Tie::new(seed, vacancy.id()),
                };
                (post, Shape::new(vacancy, sides), class, neighbourhood(vacancy))
            })
            .collect();
        // Posts that ask for the same skills stand together, for their rows are
        // near at hand then.
        posts.sort_by_key(|(post, shape, _, neighbourhood)| {
            (!shape.is_in_range(), *neighbourhood, post.rows.len(), post.vacancy)
        });
        let mut plan = Self {
            rows,
            sides,
            demands,
            posts: Vec::with_capacity(posts.len()),
            classes: Vec::with_capacity(posts.len()),
            tie_starts: posts.iter().map(|(post, ..)| post.tie.start()).collect(),
            shapes: Vec::with_capacity(posts.len()),
            in_vectors: 0,
            quads: Quads::default(),
        };
        for (post, mut shape, class, _) in posts {
            if shape.is_in_range() {
                shape.first_quad = number(plan.quads.len());
                push(&post.rows, &mut plan.quads);
                // No more than weights add up to.
                let quads = plan.quads.len() - shape.first_quad as usize;
                shape.quads = u16::try_from(quads).unwrap_or(u16::MAX);
                plan.in_vectors += 1;
            }
            plan.posts.push(post);
            plan.classes.push(class);
            plan.shapes.push(shape);
        }
        plan
    }
}

/// A number that vacancies have in common the more often, the more of their
/// skills they have in common.
fn neighbourhood(vacancy: &CompiledVacancy) -> u32 {
    let mixed = |concept: usize| number(concept).wrapping_mul(0x9e37_79b1);
    let concepts = vacancy.requirements().iter().map(|asked| asked.concept.index());
    concepts.map(mixed).min().unwrap_or(0)
}

/// A count as 32 bits; a plan of more would not fit into memory.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Shape {
    /// Without quads.
    fn new(vacancy: &CompiledVacancy, sides: SidesAsked) -> Self {
        let skills_share = vacancy.share(Component::Skills);
        Self {
            first_quad: 0,
            quads: 0,
            // Fits where the share is in range.
            reciprocal: u16::try_from((1 << 22) / u32::from(skills_share.max(1)))
                .unwrap_or(u16::MAX),
            weight: vacancy.weight(),
            sides,
            side_shares: [
                vacancy.share(Component::Experience),
                vacancy.share(Component::Qualification),
                vacancy.share(Component::Language),
            ],
            skills_share,
        }
    }

    /// Whether its numbers fit into those of the vectors.
    fn is_in_range(&self) -> bool {
        (1..=MOST_WEIGHT).contains(&self.weight) && self.skills_share >= Self::LEAST_SHARE
    }

    /// What the components beside skills are worth for a candidate.
    pub(super) fn worth(&self, sides: &SideRows, slot: usize) -> [u8; 3] {
        if self.is_sided() { self.sides.map(|row| sides.worth(row, slot)) } else { [0; 3] }
    }

    /// Whether a pair is a match at all, as
    /// [`Matcher::score`](crate::Matcher::score) says it.
    pub(super) fn is_match(&self, numerator: u32, sides: [u8; 3]) -> bool {
        let earned = 100 * u64::from(self.skills_share) * u64::from(numerator);
        let has_score = (self.weight > 0 && earned >= self.weight)
            || sides.iter().zip(self.side_shares).any(|(&value, share)| value > 0 && share > 0);
        let [experience, ..] = sides;
        has_score && (self.weight == 0 || numerator > 0 || experience > 0)
    }

    /// The score or the fit, in millionths; `own` is what the candidate's skills
    /// weigh, and `sides` what the components beside skills are worth.
    pub(super) fn total(&self, by: RankBy, numerator: u32, own: u64, sides: [u8; 3]) -> u32 {
        let side: u64 = sides
            .iter()
            .zip(self.side_shares)
            .map(|(&value, share)| crate::matcher::side(share, value))
            .sum();
        let parts = crate::matcher::Parts {
            credit_sum: u64::from(numerator),
            vacancy_weight: self.weight,
            candidate_weight: own,
            sides: [
                (Component::Experience, 0),
                (Component::Qualification, 0),
                (Component::Language, 0),
            ],
        };
        let skills = match by {
            RankBy::Score => parts.skills_score(self.skills_share),
            RankBy::Fit => parts.skills_fit(self.skills_share),
        };
        u32::try_from(skills + side).unwrap_or(u32::MAX)
    }
}

/// Puts rows of the same weight together, two by two, and two pairs into a quad
/// where the sum of their products fits.
fn push(rows: &[(u32, u16)], quads: &mut Quads) {
    let mut parts: Vec<(u16, u32)> = Vec::new();
    for &(row, weight) in rows {
        let mut left = weight;
        while left > 0 {
            let part = left.min(MOST_ROW_WEIGHT);
            parts.push((part, row));
            left -= part;
        }
    }
    parts.sort_unstable();
    let pairs: Vec<(u16, [u32; 2])> = parts
        .chunk_by(|a, b| a.0 == b.0)
        .flat_map(|same| {
            same.chunks(2).map(|pair| match *pair {
                [(weight, row), (_, other)] => (weight, [row, other]),
                [(weight, row), ..] => (weight, [row, 0]),
                [] => (0, [0, 0]),
            })
        })
        .collect();
    let product = |&(weight, [_, other]): &(u16, [u32; 2])| {
        u32::from(weight) * if other == 0 { 100 } else { 200 }
    };
    let mut left = pairs.as_slice();
    while let [first, rest @ ..] = left {
        let fits = rest.first().filter(|second| product(first) + product(second) <= MOST_PRODUCT);
        let &(second_weight, [c, d]) = fits.unwrap_or(&(0, [0, 0]));
        let (weight, [a, b]) = *first;
        quads.push(Quad { rows: [a, b, c, d], weights: weight | (second_weight << 8) });
        left = rest.get(usize::from(fits.is_some())..).unwrap_or_default();
    }
}
