//! Sharing a total out in whole parts.

/// Cuts a total into whole parts in proportion to weights, by largest
/// remainder; of equals the first wins. The parts add up to the total unless
/// every weight is 0.
pub(crate) fn largest_remainder(weights: &[u128], total: u32) -> Vec<u32> {
    let sum: u128 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quota = |weight: u128| u128::from(total) * weight;
    // At most `total`, for a weight is at most the sum.
    let mut parts: Vec<u32> =
        weights.iter().map(|&w| u32::try_from(quota(w) / sum).unwrap_or(total)).collect();
    let left = total - parts.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(weights.get(at).map(|&w| quota(w) % sum)));
    for at in order.into_iter().take(left as usize) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_the_largest_remainder_wins() {
        assert_eq!(largest_remainder(&[70, 15, 10, 0], 100), [74, 16, 10, 0]);
        assert_eq!(largest_remainder(&[1, 1, 1], 100), [34, 33, 33]);
        assert_eq!(largest_remainder(&[0, 0], 100), [0, 0]);
        assert_eq!(largest_remainder(&[1, 999], 5), [0, 5]);
    }
}
