//! Parameters: what passes the check can be planned.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trajectory::{Edits, Family, PartialParams, Plan};

fuzz_target!(|bytes: &[u8]| {
    let Ok(asked) = serde_json::from_slice::<PartialParams>(bytes) else {
        return;
    };
    for family in [Family::default(), Family::block_causal(32, Edits::OnRequest)] {
        if let Ok(params) = family.resolve(&asked)
            && params.check_fit(16, 4096).is_ok()
        {
            let plan = Plan::new(&params, &[]);
            assert!(plan.blocks.last().is_none_or(|block| block.end >= params.gen_length));
        }
    }
});
