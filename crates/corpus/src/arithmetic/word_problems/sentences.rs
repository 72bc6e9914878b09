//! The sentences that a story is told in: `{x}` is how many something happens to, and the rest are the slots of a
//! [`Family`](super::Family).

#[rustfmt::skip]
pub(super) const NAMED_HAS: &[&str] = &[
    "{n} has {a i}", "{n} has {a i}", "{n} had {a i}", "{n} had {a i}", "{n} owns {a i}", "{n} owned {a i}",
    "{n} starts with {a i}", "{n} started with {a i}", "{n} started out with {a i}", "{n} began with {a i}",
    "{n} collected {a i}", "{n} bought {a i}", "{n} got {a i}", "{n} found {a i}", "{n} kept {a i}",
    "{n} has got {a i}", "{n} counted {a i}", "{n} brought {a i}", "{n} won {a i}", "{n} was given {a i}",
    "{n} received {a i}", "{n} picked {a i} in the morning", "{n} took {a i} to school",
    "{n} keeps {a i} in a drawer", "Yesterday {n} had {a i}", "At first {n} had {a i}", "This morning {n} had {a i}",
    "On Monday {n} had {a i}", "Last week {n} had {a i}", "In the beginning {n} had {a i}", "{n} used to have {a i}",
    "{n} packed {a i}", "{n} ordered {a i}", "{n} made {a i}", "For {his} birthday {n} got {a i}",
    "There were {a i} in {n}'s bag",
];

#[rustfmt::skip]
pub(super) const I_HAVE: &[&str] = &[
    "I have {a i}", "I have {a i}", "I had {a i}", "I had {a i}", "I've got {a i}", "I have got {a i}",
    "I own {a i}", "I owned {a i}", "I started with {a i}", "I start with {a i}", "I started out with {a i}",
    "I began with {a i}", "I collected {a i}", "I bought {a i}", "I got {a i}", "I found {a i}", "I took {a i}",
    "I counted {a i}", "I was given {a i}", "I picked {a i} in the morning", "Yesterday I had {a i}",
    "At first I had {a i}", "This morning I had {a i}", "On Monday I had {a i}", "Last week I had {a i}",
    "I used to have {a i}", "I made {a i}", "For my birthday I got {a i}", "There were {a i} in my bag", "had {a i}",
    "got {a i}",
];

#[rustfmt::skip]
pub(super) const THERE_ARE: &[&str] = &[
    "There are {a i} here", "There are {a i} in the garden", "There were {a i} on the table", "There were {a i} here",
    "There are {a i} in a box", "There are {a i} on a shelf", "There were {a i} in the shop", "There are {a i} in a row",
    "A box holds {a i}", "A box has {a i} in it", "A shelf has {a i} on it", "On the table lie {a i}", "I see {a i}",
    "In the room there are {a i}", "In the yard there are {a i}", "We see {a i}", "A shop has {a i}", "A shop had {a i}",
    "A school has {a i}", "A school had {a i}", "Here are {a i}", "You see {a i}", "Take {a i}", "We had {a i}",
];

#[rustfmt::skip]
pub(super) const NAMED_HAS_PACKS: &[&str] = &[
    "{n} has {a} {places} of {b i}", "{n} has {a} {places} of {b i} each", "{n} has {a} {places} with {b i} in each",
    "{n} has {a} {places} with {b i} each", "{n} has {a} {places} and each has {b i}", "{n} has {a} {places}, each with {b i}",
    "{n} had {a} {places} of {b i}", "{n} had {a} {places} with {b i} inside each", "{n} buys {a} {places} of {b i}",
    "{n} buys {a} {places} of {is}, {b i} per {place}", "{n} buys {a} {places} of {is} with {b} in each",
    "{n} bought {a} {places} with {b i} in each", "{n} bought {a} {places} of {is}, {b} per {place}",
    "{n} bought {a} {places} of {is} and each {place} has {b i}", "{n} gets {a} {places} with {b i} each",
    "{n} got {a} {places}, {b i} in each", "{n} filled {a} {places} with {b i} each", "{n} packs {a} {places} with {b i} each",
    "{n} opened {a} {places} of {b i}", "{n} owns {a} {places} of {is}. Each {place} has {b i}",
    "{n} has {a} {places}. There are {b i} in each {place}", "{n} has {a} {places}. Every {place} holds {b i}",
    "{n} bought {a} {places}. In each were {b i}", "Each {place} has {b i}. {n} has {a} {places}",
    "There are {b i} in a {place}. {n} buys {a} {places}", "{n} carries {a} {places}, each holding {b i}",
];

#[rustfmt::skip]
pub(super) const I_HAVE_PACKS: &[&str] = &[
    "I have {a} {places} of {b i}", "I have {a} {places} of {b i} each", "I have {a} {places} with {b i} in each",
    "I have {a} {places} with {b i} each", "I have {a} {places} and each has {b i}", "I've got {a} {places} of {b i}",
    "I had {a} {places} of {b i}", "I had {a} {places} with {b i} each", "I buy {a} {places} of {b i}",
    "I bought {a} {places} with {b i} in each", "I bought {a} {places} of {is}, {b} per {place}",
    "I bought {a} {places} of {is}. Each {place} has {b i}", "I got {a} {places}, {b i} in each",
    "I filled {a} {places} with {b i} each", "I opened {a} {places} of {b i}", "Each {place} has {b i}. I have {a} {places}",
];

/// Between two sentences with the same subject: the second goes on with its verb.
#[rustfmt::skip]
pub(super) const SAME_SUBJECT: &[&str] = &[
    ". {He} ", ". {He} ", ". Then {he} ", ". Then {he} ", ", then {he} ", " and ", " and then ", ", ", " but ", ". Later {he} ",
    ". After that {he} ", ". The next day {he} ", ", and {he} ", " and later ", ", then ", ". On the way {he} ", ". Today {he} ",
    ". In the afternoon {he} ", ". {n} ", ". Then {n} ", "; {he} ",
];

/// Between two sentences that have nothing in common.
#[rustfmt::skip]
pub(super) const ANY_SUBJECT: &[&str] = &[
    ". ", ". ", ". Then ", ", then ", ", and ", " and ", ", and then ", ", but ", ". Later ", ". After that ", ", later ",
    ". Today ", "; ", ", ",
];

#[rustfmt::skip]
pub(super) const GAINS: &[&str] = &[
    "bought {x} more", "bought {x} more", "bought another {x}", "found {x} more", "found {x}", "got {x} more",
    "got {x} from {m}", "got {x} from a friend", "got {x} as a gift", "received {x} from {m}", "received {x} more",
    "won {x} more", "won {x}", "made {x} more", "picked up {x} more", "picked up {x}", "was given {x} more",
    "was given {x} by {m}", "borrowed {x} from {m}", "collected {x} more", "collected {x}", "got another {x}",
    "found another {x} at home", "earned {x} more", "added {x}", "added {x} more", "brought {x} more",
    "took {x} from {m}", "already had {x}", "had {x} already", "gained {x}", "made another {x}",
    "bought {x} new ones", "found {x} new ones", "got {x} in the afternoon", "found {x} under the bed",
    "got {x} for {his} birthday", "picked {x} more",
];

#[rustfmt::skip]
pub(super) const GAIN_HAPPENS: &[&str] = &[
    "{m} gave {him} {x} more", "{m} gave {him} {x}", "{m} gives {him} {x}", "{m} gave {him} another {x}", "a friend gave {him} {x}",
    "a friend gave {him} {x} more", "{m} brought {x} more", "{m} brings {x}", "{m} added {x}", "{his} aunt gave {him} {x}",
    "{his} mother gave {him} {x} more", "{his} grandmother gave {him} {x}", "{his} brother brought {him} {x}",
    "{his} sister added {x} more", "{his} dad bought {him} {x} more", "{x} more came in the mail", "{m} sent {him} {x}",
    "{his} teacher gave {him} {x}", "{x} were added", "{his} uncle sent {x} more",
];

#[rustfmt::skip]
pub(super) const LOSES: &[&str] = &[
    "gave {x} to {m}", "gave {x} to {m}", "gave {x} away", "gave away {x}", "gave {m} {x}",
    "gave {x} of them to {m}", "gave {x} to a friend", "lost {x}", "lost {x}", "lost {x} of them", "sold {x}",
    "sold {x} of them", "used {x}", "used up {x}", "broke {x}", "broke {x} of them", "dropped {x}", "threw {x} away",
    "threw out {x}", "left {x} at school", "left {x} on the bus", "donated {x}", "traded {x} away",
    "gave {x} to {his} brother", "gave {x} to {his} sister", "gave {x} to {his} mother", "handed {x} to {m}",
    "lent {m} {x}", "lent {x} to {m}", "sent {x} to {m}", "forgot {x} at home", "shared {x} with {m}",
    "had to give {x} back", "gave {x} back",
];

#[rustfmt::skip]
pub(super) const LOSS_HAPPENS: &[&str] = &[
    "{m} took {x}", "{m} took {x} of them", "{m} takes {x}", "{x} got lost", "{x} were lost", "{x} of them got lost", "{x} broke",
    "{x} got broken", "{x} were stolen", "{x} are missing", "{x} fell out", "a friend took {x}", "{m} borrowed {x}", "{m} broke {x}",
    "{his} brother took {x}", "{his} sister lost {x}", "the dog broke {x}", "a thief stole {x}", "{x} went missing",
    "{x} of them broke", "{m} bought {x} of them", "{x} were no good", "{x} were sold",
];

#[rustfmt::skip]
pub(super) const EATS: &[&str] = &[
    "ate {x}", "ate {x}", "ate {x} of them", "ate {x} for lunch", "had {x} for breakfast", "used {x} for a pie",
    "used {x} to bake", "gave {x} to the dog", "ate {x} at once", "ate {x} on the way", "ate {x} with {m}",
    "had {x} of them for lunch", "swallowed {x}", "baked a cake with {x}",
];

#[rustfmt::skip]
pub(super) const EATING_HAPPENS: &[&str] = &[
    "{m} ate {x}", "{m} ate {x} of them", "{m} eats {x}", "we ate {x}", "the dog ate {x}", "the dog got {x}",
    "the kids ate {x}", "the children ate {x}", "a friend ate {x}", "{his} brother ate {x}",
    "{his} sister ate {x} of them", "{x} were eaten", "{x} got eaten", "the cat stole {x}", "the birds ate {x}",
    "{his} friends ate {x}", "{x} of them were eaten",
];

#[rustfmt::skip]
pub(super) const SPENDS: &[&str] = &[
    "spent {x} on lunch", "spent {x} on a book", "spent {x} on a ticket", "spent {x} on coffee", "spent {x} on food",
    "spent {x} at the shop", "spent {x} on sweets", "spent {x} on a gift for {m}", "spent {x}",
    "paid {x} for a drink", "paid {x} for the bus", "paid {x} for lunch", "paid {x} for a cake",
    "bought a book for {x}", "bought a hat for {x}", "bought bread for {x}", "bought a toy for {x}", "lost {x}",
    "gave {x} to {m}", "gave {m} {x}", "lent {m} {x}", "spent {x} at the cinema", "spent {x} on flowers",
];

#[rustfmt::skip]
pub(super) const SPENDING_HAPPENS: &[&str] = &[
    "lunch cost {x}", "the ticket cost {x}", "a drink cost {x}", "the bus was {x}", "{m} borrowed {x}", "{m} took {x}",
    "{x} went to the baker", "{x} were for a book", "a cake was {x}", "the cinema cost {x}",
];

#[rustfmt::skip]
pub(super) const COMING: &[&str] = &[
    "{x} more come", "{x} more came", "{x} more are added", "{x} were added", "{x} more arrive", "{x} new ones arrive",
    "{m} brings {x} more", "{m} brought {x}", "{m} adds {x}", "{m} added {x} more", "somebody brings {x}", "we add {x} more",
    "we get {x} more", "you add {x}", "another {x} come", "another {x} were put there", "{x} more join", "I add {x} more",
];

#[rustfmt::skip]
pub(super) const GOING: &[&str] = &[
    "{x} are taken away", "{x} were taken away", "{x} are gone", "{x} of them are gone", "{x} are sold", "{x} were sold",
    "{x} get lost", "{x} disappear", "{m} takes {x}", "{m} took {x} away", "{m} takes {x} of them", "somebody takes {x}",
    "we lose {x}", "we give away {x}", "you take {x} away", "{x} are removed", "{x} of them leave", "I take {x} away",
];

#[rustfmt::skip]
pub(super) const HOW_MANY_HAS: &[&str] = &[
    "How many {is} does {n} have now?", "How many {is} does {n} have?", "How many {is} does {he} have now?",
    "How many {is} does {he} have?", "How many does {n} have?", "How many does {he} have now?", "How many does {n} have now?",
    "How many {is} has {n} got?", "How many {is} has {he} got now?", "How many has {he} got?", "How many {is} are there now?",
    "How many {is} in total?", "How many {is} now?", "How many now?", "How many is that?", "How many {is} is that now?",
    "How many {is} does {n} have in the end?", "How many {is} does {he} end up with?", "What is the number of {is} now?",
    "How many {is} altogether?", "So how many {is} does {he} have?",
];

#[rustfmt::skip]
pub(super) const HOW_MANY_LEFT: &[&str] = &[
    "How many {is} does {n} have left?", "How many {is} does {he} have left?", "How many does {he} have left?",
    "How many {is} are left?", "How many are left?", "How many {is} remain?", "How many left?", "How many {is} left?",
    "What is left?", "What's left?", "How many does {n} still have?", "How many {is} does {he} still have?",
    "How many {is} has {n} got left?", "How many has {he} got left?", "How many of them are left?",
];

#[rustfmt::skip]
pub(super) const HOW_MANY_HAVE_I: &[&str] = &[
    "How many {is} do I have now?", "How many {is} do I have?", "How many do I have?", "How many do I have now?",
    "How many {is} have I got?", "How many have I got now?", "How many {is} are there now?", "How many {is} in total?",
    "How many {is} now?", "How many now?", "How many is that?", "How many {is} do I end up with?",
    "How many {is} do I have in the end?", "How many {is} altogether?", "So how many {is} do I have?",
];

#[rustfmt::skip]
pub(super) const HOW_MANY_LEFT_I: &[&str] = &[
    "How many {is} do I have left?", "How many do I have left?", "How many {is} are left?", "How many are left?",
    "How many {is} remain?", "How many left?", "How many {is} left?", "What is left?", "What's left?",
    "How many do I still have?", "How many {is} have I got left?", "How many of them are left?",
];

#[rustfmt::skip]
pub(super) const HOW_MANY_ARE: &[&str] = &[
    "How many {is} are there now?", "How many {is} are there?", "How many are there now?", "How many {is} now?",
    "How many {is}?", "How many now?", "How many {is} is that?", "How many {is} are there in the end?",
    "What is the number of {is} now?", "So how many {is} are there?",
];

#[rustfmt::skip]
pub(super) const HOW_MUCH_LEFT: &[&str] = &[
    "How much money is left?", "How much is left?", "How much is left?", "What is left?", "What's left?", "How much remains?",
    "How many {is} are left?", "How many {is} remain?", "How much money remains?", "How many {is} left?", "How much left?",
];

#[rustfmt::skip]
pub(super) const GAINS_NOW: &[&str] = &[
    "buys {x} more", "finds {x} more", "gets {x} more", "wins {x}", "gets {x} from {m}", "buys another {x}",
    "makes {x} more", "picks up {x}", "receives {x} from {m}", "collects {x} more", "adds {x}",
];

#[rustfmt::skip]
pub(super) const LOSES_NOW: &[&str] = &[
    "gives {x} away", "gives {x} to {m}", "gives {m} {x}", "loses {x}", "loses {x} of them", "sells {x}",
    "drops {x}", "breaks {x}", "uses {x}", "throws {x} away", "lends {x} to {m}", "leaves {x} at home",
];

#[rustfmt::skip]
pub(super) const EATS_NOW: &[&str] = &[
    "eats {x}", "eats {x} of them", "eats {x} for lunch", "uses {x} for a pie", "bakes a cake with {x}",
    "has {x} for breakfast",
];

#[rustfmt::skip]
pub(super) const SPENDS_NOW: &[&str] = &[
    "spends {x} on lunch", "spends {x} on a toy", "spends {x}", "pays {x} for a ticket", "buys a cake for {x}",
    "buys a ball for {x}", "pays {x} for a drink", "gives {m} {x}",
];

#[rustfmt::skip]
pub(super) const NAMED_HAS_MONEY: &[&str] = &[
    "{n} has {a i}", "{n} has {a i}", "{n} had {a i}", "{n} had {a i}", "{n} has got {a i}", "{n} earned {a i}",
    "{n} saved {a i}", "{n} took {a i} to the shop", "{n} started with {a i}", "{n} got {a i} for {his} birthday",
    "{n} found {a i}", "This morning {n} had {a i}", "{n} went out with {a i}", "There were {a i} in {n}'s pocket",
    "{n} got {a i} from {m}",
];

#[rustfmt::skip]
pub(super) const I_HAVE_MONEY: &[&str] = &[
    "I have {a i}", "I have {a i}", "I had {a i}", "I had {a i}", "I've got {a i}", "I earned {a i}",
    "I saved {a i}", "I took {a i} to the shop", "I started with {a i}", "I got {a i} for my birthday",
    "I found {a i}", "This morning I had {a i}", "I went out with {a i}", "There were {a i} in my pocket",
    "had {a i}", "got {a i} from {m}",
];

/// Asked after the answer: `{did}` is what somebody did or does.
#[rustfmt::skip]
pub(super) const WHAT_IF: &[&str] = &[
    "And if {he} {did}?", "And if {he} then {did}?", "and if {he} {did}?", "What if {he} {did}?", "What if {he} then {did}?",
    "And then {he} {did}. How many now?", "Then {he} {did}. How many {is} are there?", "{He} {did}. How many {is} now?",
    "Now {he} {did}. How many?", "And if later {he} {did}?", "And what if {he} {did}?", "How many if {he} {did}?",
    "How many are there if {he} {did}?", "And how many when {he} {did}?", "If {he} then {did}, how many {is} are there?",
    "And after that {he} {did}?", "Later {he} {did}. And now?", "Suppose {he} {did}. How many then?",
];
