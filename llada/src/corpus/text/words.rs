//! The words that are operated on: many, so that each is rare and is read letter by letter.

use crate::corpus::draw::{Draw, fingerprint};
use crate::corpus::phrasing::upper_first;
use crate::corpus::{Split, invented};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "acid", "acorn", "actor", "adult", "agent", "alarm", "album", "alley", "almond", "amber", "anchor", "angel",
    "angle", "animal", "ankle", "apron", "arch", "area", "arena", "arm", "armor", "army", "arrow", "artist", "ash",
    "atlas", "attic", "aunt", "author", "award", "axe", "baby", "bacon", "badge", "bag", "bakery", "balloon",
    "bamboo", "banana", "band", "bank", "banner", "bark", "barrel", "bat", "bath", "battery", "bead", "beak",
    "beam", "bean", "beard", "beast", "beauty", "beaver", "beetle", "belt", "bench", "berry", "bike", "biscuit",
    "bishop", "bitter", "blanket", "blaze", "blind", "blossom", "board", "body", "bolt", "boot", "border", "bottom",
    "bowl", "boxer", "branch", "brass", "bread", "breeze", "brick", "bride", "bronze", "brook", "broom", "brother",
    "brush", "bubble", "bucket", "buckle", "bug", "bugle", "builder", "bull", "bunch", "bundle", "bus", "bush",
    "busy", "butcher", "butter", "cabbage", "cabin", "cable", "cactus", "cage", "calf", "camel", "camera", "camp",
    "canal", "candle", "candy", "canoe", "canvas", "cap", "cape", "captain", "card", "cargo", "carpet", "carrot",
    "cart", "ceiling", "cell", "cement", "cereal", "chain", "chair", "chalk", "chance", "chapel", "charm", "cheap",
    "cheek", "cheese", "cherry", "chess", "chimney", "chin", "circle", "circus", "clay", "climb", "cloth", "clown",
    "club", "coach", "coal", "coast", "cobra", "coconut", "coffee", "collar", "colony", "comb", "comet", "comic",
    "common", "compass", "computer", "concert", "cook", "cookie", "coral", "cork", "corn", "corner", "cotton",
    "couch", "cough", "cousin", "cover", "cow", "cradle", "crane", "crayon", "cream", "creek", "cricket", "crisp",
    "crop", "cross", "crowd", "crumb", "crystal", "cube", "curtain", "curve", "cushion", "custom", "daily", "dairy",
    "daisy", "damp", "dance", "danger", "deal", "dear", "debate", "decent", "defend", "delta", "dentist", "desk",
    "dessert", "detail", "diary", "dice", "dinner", "dinosaur", "dirt", "dish", "disk", "ditch", "doll", "dome",
    "donkey", "dot", "double", "dough", "dove", "dozen", "drama", "drawer", "dream", "dress", "drill", "drink",
    "driver", "drop", "dull", "dust", "duty", "eager", "eagle", "ear", "earth", "echo", "edge", "editor", "eel",
    "elbow", "elder", "elegant", "elm", "ember", "empire", "energy", "engine", "entry", "envelope", "equal",
    "error", "escape", "exact", "exit", "eye", "fable", "fabric", "face", "factory", "fair", "faith", "falcon",
    "fall", "fan", "fancy", "feast", "fence", "fern", "ferry", "fever", "fiddle", "fig", "film", "finger", "fire",
    "firework", "firm", "fist", "flag", "flame", "flash", "flat", "flea", "fleet", "flight", "flock", "flood",
    "floor", "flour", "fluid", "foam", "fog", "foil", "folder", "follow", "food", "foot", "fork", "fort", "fossil",
    "frame", "freedom", "fresh", "frost", "frozen", "fruit", "fuel", "fur", "furnace", "future", "galaxy",
    "gallery", "game", "garage", "garlic", "gem", "gift", "ginger", "giraffe", "glass", "globe", "glove", "glow",
    "glue", "goal", "goodbye", "gown", "grace", "grain", "grand", "grape", "graph", "grass", "gravel", "gravity",
    "greet", "grid", "grill", "grip", "ground", "group", "grove", "guard", "guest", "guide", "gull", "gym", "habit",
    "hail", "hair", "half", "hall", "ham", "hammer", "hammock", "hamster", "handle", "harbor", "hard", "harvest",
    "hawk", "hay", "head", "health", "heart", "heat", "hedge", "heel", "height", "hello", "helmet", "help", "hen",
    "herb", "heron", "hinge", "hippo", "history", "hobby", "holiday", "hollow", "honey", "hood", "hook", "horn",
    "hotel", "hour", "human", "hunter", "hut", "ice", "icon", "idea", "igloo", "image", "inch", "index", "infant",
    "ink", "inn", "internet", "item", "ivory", "ivy", "jacket", "jaguar", "jam", "jar", "jaw", "jazz", "jelly",
    "job", "join", "joke", "journey", "judge", "juice", "jump", "jury", "kangaroo", "kayak", "keen", "kettle",
    "keyboard", "kick", "kiosk", "kiwi", "knee", "knife", "knock", "knot", "koala", "label", "labor", "lace",
    "ladder", "lady", "lamb", "land", "laser", "laugh", "laundry", "lava", "lawn", "lawyer", "layer", "leader",
    "leather", "legend", "leopard", "lesson", "lettuce", "level", "lever", "lid", "lily", "limit", "line", "linen",
    "lip", "liquid", "listen", "lively", "lizard", "load", "lobster", "local", "lock", "locket", "lodge", "log",
    "loop", "loud", "lounge", "lovely", "loyal", "lucky", "lumber", "lunar", "lunch", "lung", "machine", "magnet",
    "major", "mango", "manner", "maple", "marble", "march", "margin", "mast", "master", "mat", "match", "meal",
    "measure", "meat", "medal", "melody", "melon", "member", "memory", "menu", "mercy", "metal", "method", "middle",
    "mild", "mimic", "mineral", "mint", "minute", "mist", "mixer", "mobile", "modest", "moment", "moose", "mosaic",
    "moss", "moth", "mother", "motor", "mouth", "movie", "mud", "muffin", "mug", "mule", "muscle", "museum",
    "mushroom", "music", "mustard", "mystery", "myth", "nail", "napkin", "nation", "native", "nature", "navy",
    "neat", "neck", "nephew", "nerve", "nest", "net", "nettle", "neutral", "new", "niece", "noodle", "normal",
    "note", "notice", "novel", "nugget", "nurse", "nylon", "oar", "oasis", "oat", "object", "octopus", "offer",
    "office", "olive", "omelet", "onion", "opera", "orbit", "orchard", "orchid", "organ", "origin", "ostrich",
    "otter", "outfit", "oval", "oven", "owner", "oyster", "package", "paddle", "page", "paint", "pair", "palm",
    "pan", "pancake", "panda", "panel", "panther", "paper", "parade", "parcel", "parent", "park", "parrot",
    "partner", "party", "pasta", "pastry", "path", "pattern", "peach", "peanut", "pear", "pebble", "pedal",
    "pelican", "pencil", "penny", "people", "pepper", "perfect", "petal", "phone", "photo", "picnic", "pigeon",
    "pillow", "pilot", "pin", "pine", "pipe", "pizza", "plain", "plan", "planet", "plant", "plate", "platform",
    "player", "plumber", "pocket", "point", "polar", "pony", "pool", "poppy", "porch", "port", "potato", "pottery",
    "powder", "power", "prairie", "printer", "prize", "public", "pudding", "puddle", "punch", "pupil", "puppet",
    "pure", "purse", "puzzle", "pyramid", "quail", "quarry", "quarter", "quest", "quick", "quilt", "quiver", "quiz",
    "raccoon", "race", "radar", "radio", "radish", "raft", "rail", "rainbow", "raisin", "ranch", "rapid", "razor",
    "reader", "reason", "recipe", "record", "reef", "regular", "reply", "report", "rescue", "rest", "ribbon",
    "rice", "rider", "ridge", "ripe", "rise", "roast", "robin", "rocket", "room", "root", "rough", "route", "royal",
    "rubber", "ruby", "rug", "ruler", "runner", "rural", "rust", "saddle", "sail", "salad", "salmon", "salt",
    "sand", "sandal", "sauce", "saucer", "sausage", "scale", "science", "scooter", "scout", "screen", "screw",
    "script", "seal", "search", "seat", "senior", "series", "shade", "shadow", "shallow", "shape", "shark", "shelf",
    "shelter", "shield", "shine", "shirt", "shoulder", "shovel", "shower", "shrimp", "signal", "silence", "silk",
    "sink", "siren", "sister", "size", "sketch", "ski", "skill", "skin", "skirt", "sky", "slate", "sled", "sleep",
    "sleeve", "slice", "slide", "slim", "slipper", "smoke", "smooth", "snow", "soap", "soccer", "sock", "sofa",
    "software", "soil", "solar", "solid", "song", "soup", "sour", "south", "space", "spade", "spark", "sparrow",
    "speaker", "spear", "spinach", "spine", "spiral", "spirit", "splash", "sponge", "sport", "spruce", "stable",
    "stadium", "staff", "stage", "stairs", "stamp", "station", "statue", "steak", "steam", "steel", "stem", "stick",
    "stool", "storm", "stove", "straw", "street", "string", "studio", "subject", "subway", "sudden", "sugar",
    "suit", "supper", "surf", "surface", "sweater", "sweet", "swing", "syrup", "system", "tablet", "tail", "talent",
    "tank", "tape", "target", "task", "taste", "taxi", "tea", "teapot", "tender", "tennis", "tent", "theater",
    "thick", "thing", "thorn", "thread", "throat", "thumb", "thunder", "ticket", "tide", "tidy", "tile", "timber",
    "tire", "title", "toad", "toast", "toe", "toffee", "tomato", "tongue", "tool", "topic", "torch", "tortoise",
    "total", "towel", "toy", "tractor", "trade", "traffic", "trail", "train", "trash", "travel", "tray", "trick",
    "trip", "trolley", "trophy", "trout", "trumpet", "trunk", "tube", "tulip", "tunnel", "turkey", "turnip", "twig",
    "twin", "uncle", "uniform", "unique", "unit", "urban", "useful", "vacuum", "valve", "van", "vanilla", "vase",
    "vast", "vehicle", "velvet", "vessel", "video", "vine", "vinegar", "violet", "virus", "vivid", "voice",
    "volcano", "vote", "voyage", "wagon", "waist", "waiter", "walker", "wallet", "walnut", "walrus", "wasp", "wave",
    "wax", "weak", "weather", "wedding", "weed", "weekend", "west", "wheat", "wheel", "whistle", "willow", "wind",
    "window", "wine", "wing", "wire", "wonder", "wood", "worker", "world", "wreck", "wrist", "writer", "yacht",
    "yard", "yeast", "yogurt", "youth", "zebra", "zero", "zipper", "zone",
];

/// Words that other skills know, so that they are tokens: what letters they have is learned word by word, and they
/// are trained on, all of them.
#[rustfmt::skip]
const FAMILIAR: &[&str] = &[
    "angry", "answer", "apple", "autumn", "back", "baker", "ball", "barn", "basket", "beach", "bear", "bed", "bee",
    "bell", "bird", "block", "blue", "blueberry", "boat", "bold", "bone", "book", "bottle", "box", "boy", "brave",
    "bridge", "bright", "broken", "brown", "butterfly", "button", "cake", "calm", "car", "carbon", "castle", "cat",
    "cave", "chest", "chicken", "child", "city", "clean", "clever", "cliff", "clock", "cloud", "coat", "coin",
    "cold", "copper", "country", "crab", "crocodile", "crow", "crown", "cruel", "cucumber", "cup", "curious",
    "dark", "dawn", "day", "deep", "deer", "desert", "diamond", "distant", "doctor", "dog", "dolphin", "door",
    "dragon", "drum", "dry", "duck", "dwarf", "early", "east", "easy", "egg", "elephant", "elf", "emerald", "empty",
    "enjoy", "evening", "expert", "fairy", "family", "famous", "farm", "farmer", "fast", "fat", "father", "feather",
    "field", "fish", "flower", "flute", "fly", "forest", "fountain", "fox", "friend", "frog", "front", "funny",
    "gap", "garden", "gate", "gentle", "ghost", "giant", "girl", "glad", "goat", "gold", "golden", "goose", "great",
    "green", "grey", "guitar", "hand", "happy", "harp", "hat", "heavy", "hero", "hill", "home", "honest", "hope",
    "horse", "house", "huge", "humble", "hungry", "insect", "iron", "island", "jewel", "jolly", "joy", "jungle",
    "junior", "key", "kind", "king", "kitchen", "kite", "kitten", "knight", "lake", "lamp", "language", "lantern",
    "large", "late", "lazy", "leaf", "learn", "left", "lemon", "letter", "library", "light", "lighthouse", "lime",
    "lion", "list", "little", "loaf", "lonely", "long", "love", "magic", "market", "mask", "meadow", "merry",
    "milk", "mill", "minor", "mirror", "model", "modern", "monkey", "month", "moon", "morning", "mountain", "mouse",
    "name", "narrow", "near", "needle", "nickel", "night", "noble", "noise", "north", "nose", "number", "nut",
    "oak", "ocean", "odd", "open", "orange", "order", "owl", "oxygen", "painter", "palace", "patient", "pea",
    "peace", "pearl", "pen", "penguin", "person", "piano", "picture", "pie", "piece", "pig", "pink", "pirate",
    "place", "plum", "poem", "poet", "polite", "pond", "poor", "prince", "program", "proud", "pumpkin", "puppy",
    "purple", "queen", "question", "quiet", "rabbit", "rain", "random", "raven", "rich", "right", "ring", "river",
    "road", "robot", "rock", "roof", "rope", "rose", "round", "rusty", "sad", "safe", "sailor", "sapphire", "scarf",
    "school", "scissors", "sea", "season", "secret", "seed", "sharp", "sheep", "shell", "ship", "shoe", "shop",
    "shore", "short", "shy", "sign", "silly", "silver", "simple", "singer", "slow", "small", "smart", "smile",
    "snail", "snake", "soft", "soldier", "sound", "spider", "spoon", "spring", "square", "squirrel", "star",
    "start", "steep", "step", "stone", "story", "strawberry", "stream", "strong", "student", "summer", "sun",
    "sunflower", "sunset", "swamp", "swan", "swift", "sword", "symbol", "table", "tailor", "tall", "teacher",
    "team", "temple", "text", "thief", "thin", "throne", "tiger", "tin", "tiny", "token", "tooth", "tower", "town",
    "treasure", "tree", "triangle", "truck", "truth", "turtle", "tutor", "typical", "ugly", "umbrella", "upper",
    "usual", "valley", "victory", "village", "violin", "visit", "wall", "warm", "watch", "water", "waterfall",
    "welcome", "well", "whale", "whisper", "white", "wide", "wild", "winner", "winter", "wise", "wolf", "wool",
    "word", "worm", "year", "yellow", "young", "zinc",
];

/// Some longer words that people like to ask about.
#[rustfmt::skip]
const LONG: &[&str] = &[
    "adventure", "alligator", "apartment", "astronaut", "breakfast", "calculator", "cauliflower", "chocolate",
    "classroom", "dandelion", "detective", "dictionary", "education", "excellent", "fireplace", "furniture",
    "grapefruit", "grasshopper", "hamburger", "helicopter", "important", "jellyfish", "landscape", "marmalade",
    "microscope", "mississippi", "newspaper", "orchestra", "passenger", "pineapple", "porcupine", "raspberry",
    "restaurant", "sandcastle", "spaghetti", "tangerine", "telephone", "telescope", "television", "underwater",
    "vegetable", "watermelon", "wonderful", "woodpecker",
];

/// Every word of the lists.
pub(in crate::corpus) fn all() -> impl Iterator<Item = &'static str> {
    [WORDS, FAMILIAR, LONG].into_iter().flatten().copied()
}

/// The words that can be kept for measuring.
#[cfg(test)]
pub(in crate::corpus) fn unfamiliar() -> impl Iterator<Item = &'static str> {
    WORDS.iter().chain(LONG).copied()
}

/// Whether a word is kept for measuring: no operation is trained on it. Only words that are spelled can be: nobody
/// can tell the letters of a token that he never saw in letters.
fn held_out(word: &str) -> bool {
    fingerprint(word).is_multiple_of(10) && FAMILIAR.binary_search(&word).is_err()
}

/// A word of the split in small letters, from the lists or invented.
pub(super) fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word: String = match draw.below(100) {
            0..30 => {
                // Cut to 4 to 8 letters: as they come, most would have more.
                let letters = 4 + draw.below(5);
                invented::word(draw).chars().take(letters).collect()
            }
            30..34 => (*draw.pick(LONG)).to_owned(),
            34..60 => (*draw.pick(FAMILIAR)).to_owned(),
            _ => (*draw.pick(WORDS)).to_owned(),
        };
        if held_out(&word) == (split == Split::HeldOut) {
            return word;
        }
    }
}

/// A short word of the lists that is trained on.
pub(super) fn trained(draw: &mut Draw) -> &'static str {
    loop {
        let list = if draw.chance(0.2) { FAMILIAR } else { WORDS };
        let word = *draw.pick(list);
        if !held_out(word) {
            return word;
        }
    }
}

/// The word as it is typed in a question about its letters, whose case does not matter there.
pub(super) fn any_case(word: &str, draw: &mut Draw) -> String {
    match draw.below(100) {
        0..5 => upper_first(word),
        5..8 => word.to_uppercase(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_plain() {
        for list in [WORDS, FAMILIAR, LONG] {
            assert!(list.is_sorted_by(|a, b| a < b));
            for word in list {
                assert!(word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase()));
            }
        }
    }

    #[test]
    fn a_word_belongs_to_one_split() {
        let mut draw = Draw::new(&[5]);
        for _ in 0..2_000 {
            assert!(!held_out(&word(Split::Train, &mut draw)));
            assert!(held_out(&word(Split::HeldOut, &mut draw)));
            assert!(!held_out(trained(&mut draw)));
        }
    }
}
