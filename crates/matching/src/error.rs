//! What can stop matching.

/// An error of the matching crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number of the policy is out of its range.
    #[error("policy: `{field}` is {value}, and must be between {least} and {most}")]
    Policy {
        /// The field.
        field: &'static str,
        /// What it is.
        value: u32,
        /// The least it may be.
        least: u32,
        /// The most it may be.
        most: u32,
    },
    /// A vacancy has no requirements.
    #[error("vacancy `{id}` asks for nothing")]
    AsksNothing {
        /// The vacancy.
        id: String,
    },
    /// A requirement's weight is out of range.
    #[error("vacancy `{id}` has a requirement of weight {weight}; weights are 1 to 5")]
    Weight {
        /// The vacancy.
        id: String,
        /// The weight.
        weight: u8,
    },
}
