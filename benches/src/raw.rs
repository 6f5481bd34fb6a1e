//! What a run of the scale benchmark measures, as `benches/raw/` keeps it.

use serde::{Deserialize, Serialize};

/// One run on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raw {
    /// `S`, `M` or `L`.
    pub size: String,
    /// The day of the run.
    pub day: String,
    /// Where it ran.
    pub machine: Machine,
    /// What the figures of peers were measured with: their versions.
    pub peers: Vec<String>,
    /// What was compared before anything was written.
    pub agreement: Vec<Agreement>,
    /// What was measured, in the order in which it was.
    pub measured: Vec<Measured>,
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The name of the processor.
    pub processor: String,
    /// How many threads it runs at once.
    pub threads: usize,
    /// The instruction sets that the kernel can use there.
    pub instruction_sets: Vec<String>,
}

/// Lists that were compared, of sampled candidates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// The density.
    pub density: String,
    /// With what the kernel was compared: `reference`, or a peer.
    pub with: String,
    /// How many lists.
    pub lists: usize,
    /// How many of them differed.
    pub differing: usize,
}

/// One thing that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// `passerelle`, or a peer.
    pub by: String,
    /// `full`, `cap` or `policy`.
    pub density: String,
    /// `peers` or `full`.
    pub semantics: String,
    /// `both`, `candidates` or `vacancies`: whose lists.
    pub lists: String,
    /// How many near misses a list has.
    pub near_misses: usize,
    /// Threads.
    pub threads: usize,
    /// The instruction set, of the kernel alone.
    pub instruction_set: Option<String>,
    /// Candidates.
    pub candidates: usize,
    /// Vacancies.
    pub vacancies: usize,
    /// Requirements of all vacancies together.
    pub requirements: usize,
    /// Each repetition, in seconds.
    pub seconds: Vec<f64>,
}

impl Measured {
    /// The median of the repetitions, in seconds.
    pub fn median(&self) -> f64 {
        let mut seconds = self.seconds.clone();
        seconds.sort_by(f64::total_cmp);
        seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Million pairs a second, by the median.
    #[expect(clippy::cast_precision_loss, reason = "pairs are far below 2^52")]
    pub fn rate(&self) -> f64 {
        (self.candidates * self.vacancies) as f64 / self.median() / 1e6
    }
}
