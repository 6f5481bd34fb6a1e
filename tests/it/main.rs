//! End-to-end tests.

mod search_quality;
