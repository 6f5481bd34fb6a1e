//! What can stop matching.

/// An error of the matching crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number of the policy is out of its range.
    #[error("`{field}` is {value}, and must be between {least} and {most}")]
    Policy {
        /// The field.
        field: String,
        /// What it is.
        value: u32,
        /// The least it may be.
        least: u32,
        /// The most it may be.
        most: u32,
    },
    /// Numbers of the policy rise where they must fall.
    #[error("`{field}` rise: what is further from what is asked must not be worth more")]
    PolicyRises {
        /// The field, or the fields in their order.
        field: &'static str,
    },
    /// The shares of the components do not add up.
    #[error("the `shares` add up to {sum}, not to 100")]
    PolicyShares {
        /// What they add up to.
        sum: u32,
    },
    /// The policy has no version.
    #[error("the policy has no version: an output could not say what it rests on")]
    PolicyVersion,
    /// A vacancy asks for nothing that could be scored.
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
    /// A vacancy asks for experience of no months.
    #[error("vacancy `{id}` asks for 0 months of experience")]
    NoMonths {
        /// The vacancy.
        id: String,
    },
}

impl Error {
    /// The field of the policy that is at fault, where it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Policy { field, .. } => Some(field),
            Self::PolicyRises { field } => Some(field),
            Self::PolicyShares { .. } => Some("shares.skills"),
            Self::PolicyVersion => Some("version"),
            _ => None,
        }
    }
}
