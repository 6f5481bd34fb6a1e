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
    /// A list of the policy rises where it must fall.
    #[error("`{field}` rises: what falls short more must not be worth more")]
    PolicyRises {
        /// The field.
        field: &'static str,
    },
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
            _ => None,
        }
    }
}
