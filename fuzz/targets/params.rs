//! Parameters: what passes the check can be planned, by every family.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trajectory::{Edits, Family, Layout, PartialParams, Plan};

const PROMPT: usize = 16;
const CONTEXT: usize = 4096;

fuzz_target!(|bytes: &[u8]| {
    let Ok(asked) = serde_json::from_slice::<PartialParams>(bytes) else {
        return;
    };
    let families = [
        Family::default(),
        Family::block_causal(32, Edits::Never),
        Family::block_causal(32, Edits::OnRequest),
        Family::block_causal(4, Edits::Always),
    ];
    for family in families {
        let Ok(params) = family.resolve(&asked) else { continue };
        params.check().expect("what a family resolves is within bounds");
        if family.check_fit(&params, PROMPT, CONTEXT).is_err() {
            continue;
        }
        let layout = Layout::new(&params, &family, PROMPT);
        assert!((params.gen_length..CONTEXT).contains(&layout.length()));
        let plan = Plan::of(&params, &layout, |_| true);
        assert_eq!(plan.blocks.last().map(|block| block.end), Some(layout.length()));
        for block in plan.blocks.iter().filter(|block| !block.commits.is_empty()) {
            assert_eq!(block.commits.iter().sum::<usize>(), block.end - block.start);
        }
        let _ = plan.describe();
    }
});
