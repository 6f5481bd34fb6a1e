//! Policies whose numbers are drawn from bytes.

use passerelle_model::{MatchingPolicy, Proficiency};

/// The default with numbers from bytes, as long as there are any: each within
/// its range, what must fall falling, the shares a hundred. Almost every such
/// policy is sound, where a text that is changed anywhere hardly ever is.
///
/// # Panics
/// Never: proficiencies are drawn from 1 to 4.
pub fn drawn(bytes: &[u8]) -> MatchingPolicy {
    let mut from = Drawn(bytes.iter());
    let mut policy = MatchingPolicy::default();

    let shares = &mut policy.shares;
    let mut left = 100;
    for (share, least) in
        [(&mut shares.skills, 1), (&mut shares.experience, 0), (&mut shares.qualification, 0)]
    {
        from.number(share, least, left);
        left -= *share;
    }
    shares.language = left;

    let near = &mut policy.proximity;
    for list in [&mut near.evidence_narrower, &mut near.evidence_broader] {
        from.length(list, 0, 5);
        from.falling(list);
    }
    let mut nearest =
        near.evidence_narrower.iter().chain(&near.evidence_broader).copied().max().unwrap_or(0);
    for other in [
        &mut near.requires_essential,
        &mut near.required_by_essential,
        &mut near.optional,
        &mut near.sibling,
    ] {
        from.number(other, 0, 100);
        nearest = nearest.max(*other);
    }
    from.number(&mut near.same, nearest, 100);
    from.count(&mut near.sibling_group_max, 0, 12);

    from.falling(&mut policy.sufficiency);
    from.length(&mut policy.language.shortfall, 1, 6);
    from.falling(&mut policy.language.shortfall);
    let by = &mut policy.assurance;
    from.falling([
        &mut by.verified,
        &mut by.certified,
        &mut by.tested,
        &mut by.employer_attested,
        &mut by.self_declared,
    ]);
    from.number(&mut policy.inferred.assurance, 0, by.self_declared);
    let kept = &mut policy.evidence_priors;
    from.falling([&mut kept.exact, &mut kept.close, &mut kept.related]);
    from.number(&mut kept.broad, 0, 100);
    from.number(&mut kept.narrow, 0, 100);
    let worth = &mut policy.experience;
    from.falling([&mut worth.unit_group, &mut worth.minor_group, &mut worth.sub_major_group]);
    let worth = &mut policy.qualification;
    from.falling([
        &mut worth.field_same,
        &mut worth.field_narrow,
        &mut worth.field_broad,
        &mut worth.field_other,
    ]);
    from.number(&mut worth.level_short, 0, 100);

    let (weight, template) = (&mut policy.weight, &mut policy.template);
    for weight in [
        &mut weight.essential,
        &mut weight.optional,
        &mut weight.candidate_skill,
        &mut template.max_weight,
    ] {
        from.number(weight, 1, 5);
    }
    from.count(&mut template.one_in, 1, 4);
    from.count(&mut template.max_skills, 1, 60);
    from.count(&mut template.whole_weight, 100, 511);
    let deskilling = &mut policy.deskilling;
    for level in &mut deskilling.skill_level_of_eqf {
        from.number(level, 1, 4);
    }
    from.number(&mut deskilling.used_from, 0, 100);
    for months in [&mut policy.inferred.full_months, &mut deskilling.occupation_months] {
        let mut count = u32::from(*months);
        from.count(&mut count, 1, 600);
        *months = u16::try_from(count).unwrap_or(*months);
    }
    let mut level = policy.assumed_proficiency.level();
    from.number(&mut level, 1, 4);
    policy.assumed_proficiency = Proficiency::try_from(i64::from(level)).expect("1 to 4");
    let gates = &mut policy.gates;
    for gate in [&mut gates.language, &mut gates.eqf_level, &mut gates.experience] {
        let mut bit = u8::from(*gate);
        from.number(&mut bit, 0, 1);
        *gate = bit == 1;
    }
    policy
}

/// Bytes, each of which becomes a number.
struct Drawn<'b>(std::slice::Iter<'b, u8>);

impl Drawn<'_> {
    /// Draws a number, or leaves it as it is at the end; in its range either
    /// way.
    fn number(&mut self, value: &mut u8, least: u8, most: u8) {
        *value = match self.0.next() {
            Some(byte) => u8::try_from(within(*byte, least.into(), most.into())).unwrap_or(most),
            None => (*value).clamp(least, most),
        };
    }

    /// As [`Drawn::number`], for larger ones; they come in 256 steps.
    fn count(&mut self, value: &mut u32, least: u32, most: u32) {
        if let Some(byte) = self.0.next() {
            *value = within(*byte, least, most);
        }
    }

    /// Draws per cents of which none is more than the one before.
    fn falling<'v>(&mut self, values: impl IntoIterator<Item = &'v mut u8>) {
        let mut most = 100;
        for value in values {
            self.number(value, 0, most);
            most = *value;
        }
    }

    fn length(&mut self, list: &mut Vec<u8>, least: u8, most: u8) {
        let mut length = u8::try_from(list.len()).unwrap_or(most);
        self.number(&mut length, least, most);
        list.resize(length.into(), 0);
    }
}

/// Where a byte stands in a range: small ones are a number each, larger ones
/// are stretched.
fn within(byte: u8, least: u32, most: u32) -> u32 {
    let span = most - least + 1;
    let at = if span <= 256 { u32::from(byte) % span } else { u32::from(byte) * (span - 1) / 255 };
    least + at
}
