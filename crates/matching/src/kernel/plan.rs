//! What vacancies ask for, laid out for the vectors.

use super::demands::Demands;
use super::lanes::{Quad, Quads, Shape, Sided};
use super::rows::Rows;
use super::sides::{Sides, SidesAsked};
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
    pub(super) class: u32,
    /// The rows of its requirements, with their weights.
    pub(super) rows: Box<[(u32, u16)]>,
    pub(super) weight: u64,
    pub(super) skills_share: u8,
    /// The components beside skills, with their shares.
    pub(super) sides: SidesAsked,
    pub(super) side_shares: [u8; 3],
    pub(super) tie: Tie,
}

/// Posts one after the other that make the same demands.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) class: usize,
    /// In order.
    pub(super) posts: std::ops::Range<usize>,
    /// How many of them, from the first, the vectors can score.
    pub(super) in_vectors: usize,
}

/// All vacancies of a run.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rows: Rows,
    pub(super) sides: Sides,
    pub(super) demands: Demands,
    pub(super) posts: Vec<Post>,
    /// As the vectors see the posts; of those that they cannot score, nothing
    /// that is read.
    pub(super) shapes: Vec<Shape>,
    pub(super) quads: Quads,
    pub(super) stretches: Vec<Stretch>,
}

impl Plan {
    pub(super) fn new(matcher: &Matcher<'_>, vacancies: &[CompiledVacancy], seed: u64) -> Self {
        let rows = Rows::new(matcher, vacancies);
        let (sides, asked) = Sides::new(vacancies);
        let (demands, classes) = Demands::new(vacancies);
        let each = vacancies.iter().zip(asked).zip(classes).enumerate();
        let mut posts: Vec<Post> = each
            .map(|(at, ((vacancy, sides), class))| Post {
                vacancy: at,
                class,
                rows: rows
                    .of(vacancy)
                    .zip(vacancy.requirements())
                    .map(|(row, requirement)| (row, requirement.weight))
                    .collect(),
                weight: vacancy.weight(),
                skills_share: vacancy.share(Component::Skills),
                sides,
                side_shares: [
                    vacancy.share(Component::Experience),
                    vacancy.share(Component::Qualification),
                    vacancy.share(Component::Language),
                ],
                tie: Tie::new(seed, vacancy.id()),
            })
            .collect();
        // Posts that make the same demands stand together, for they are left
        // out together; then those of a size.
        posts.sort_by_key(|post| {
            (post.class, !post.is_in_range(), post.is_sided(), post.rows.len(), post.vacancy)
        });
        let mut quads = Quads::default();
        let shapes = posts.iter().map(|post| post.shape(&mut quads)).collect();
        let mut stretches: Vec<Stretch> = Vec::new();
        for (at, post) in posts.iter().enumerate() {
            let class = post.class as usize;
            match stretches.last_mut().filter(|stretch| stretch.class == class) {
                Some(stretch) => stretch.posts.end = at + 1,
                None => stretches.push(Stretch { class, posts: at..at + 1, in_vectors: 0 }),
            }
            if let Some(stretch) = stretches.last_mut() {
                stretch.in_vectors += usize::from(post.is_in_range());
            }
        }
        Self { rows, sides, demands, posts, shapes, quads, stretches }
    }
}

impl Post {
    /// Whether it asks for anything beside skills.
    pub(super) fn is_sided(&self) -> bool {
        self.skills_share < 100
    }

    /// Whether its numbers fit into those of the vectors.
    fn is_in_range(&self) -> bool {
        (1..=MOST_WEIGHT).contains(&self.weight) && self.skills_share >= Sided::LEAST_SHARE
    }

    fn shape(&self, quads: &mut Quads) -> Shape {
        let start = quads.len();
        if self.is_in_range() {
            push(&self.rows, quads);
        }
        let sided = self.is_sided().then(|| Sided {
            rows: self.sides,
            shares: self.side_shares.map(u16::from),
            // Fits where the share is in range.
            reciprocal: u16::try_from((1 << 22) / u32::from(self.skills_share.max(1)))
                .unwrap_or(u16::MAX),
        });
        let weight = u16::try_from(self.weight).unwrap_or(u16::MAX);
        Shape { quads: start..quads.len(), weight, sided }
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
