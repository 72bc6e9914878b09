//! The words that are operated on: many, so that each is rare and is read letter by letter.

use crate::corpus::draw::{Draw, fingerprint};
use crate::corpus::phrasing::upper_first;
use crate::corpus::{Split, invented};

const WORDS: &[&str] = &[
    "acid", "acorn", "actor", "adult", "agent", "alarm", "album", "alley", "almond", "amber",
    "anchor", "angel", "angle", "angry", "animal", "ankle", "answer", "apple", "apron", "arch",
    "area", "arena", "arm", "armor", "army", "arrow", "artist", "ash", "atlas", "attic", "aunt",
    "author", "autumn", "award", "axe", "baby", "back", "bacon", "badge", "bag", "baker", "bakery",
    "ball", "balloon", "bamboo", "banana", "band", "bank", "banner", "bark", "barn", "barrel",
    "basket", "bat", "bath", "battery", "beach", "bead", "beak", "beam", "bean", "bear", "beard",
    "beast", "beauty", "beaver", "bed", "bee", "beetle", "bell", "belt", "bench", "berry", "bike",
    "bird", "biscuit", "bishop", "bitter", "blanket", "blaze", "blind", "block", "blossom", "blue",
    "board", "boat", "body", "bold", "bolt", "bone", "book", "boot", "border", "bottle", "bottom",
    "bowl", "box", "boxer", "boy", "branch", "brass", "brave", "bread", "breeze", "brick", "bride",
    "bridge", "bright", "broken", "bronze", "brook", "broom", "brother", "brown", "brush",
    "bubble", "bucket", "buckle", "bug", "bugle", "builder", "bull", "bunch", "bundle", "bus",
    "bush", "busy", "butcher", "butter", "button", "cabbage", "cabin", "cable", "cactus", "cage",
    "cake", "calf", "calm", "camel", "camera", "camp", "canal", "candle", "candy", "canoe",
    "canvas", "cap", "cape", "captain", "car", "carbon", "card", "cargo", "carpet", "carrot",
    "cart", "castle", "cat", "cave", "ceiling", "cell", "cement", "cereal", "chain", "chair",
    "chalk", "chance", "chapel", "charm", "cheap", "cheek", "cheese", "cherry", "chess", "chest",
    "chicken", "child", "chimney", "chin", "circle", "circus", "city", "clay", "clean", "clever",
    "cliff", "climb", "clock", "cloth", "cloud", "clown", "club", "coach", "coal", "coast", "coat",
    "cobra", "coconut", "coffee", "coin", "cold", "collar", "colony", "comb", "comet", "comic",
    "common", "compass", "computer", "concert", "cook", "cookie", "copper", "coral", "cork",
    "corn", "corner", "cotton", "couch", "cough", "country", "cousin", "cover", "cow", "crab",
    "cradle", "crane", "crayon", "cream", "creek", "cricket", "crisp", "crop", "cross", "crow",
    "crowd", "crown", "cruel", "crumb", "crystal", "cube", "cucumber", "cup", "curious", "curtain",
    "curve", "cushion", "custom", "daily", "dairy", "daisy", "damp", "dance", "danger", "dark",
    "dawn", "day", "deal", "dear", "debate", "decent", "deep", "deer", "defend", "delta",
    "dentist", "desert", "desk", "dessert", "detail", "diamond", "diary", "dice", "dinner",
    "dinosaur", "dirt", "dish", "disk", "distant", "ditch", "doctor", "dog", "doll", "dolphin",
    "dome", "donkey", "door", "dot", "double", "dough", "dove", "dozen", "dragon", "drama",
    "drawer", "dream", "dress", "drill", "drink", "driver", "drop", "drum", "dry", "duck", "dull",
    "dust", "duty", "dwarf", "eager", "eagle", "ear", "early", "earth", "east", "easy", "echo",
    "edge", "editor", "eel", "egg", "elbow", "elder", "elegant", "elephant", "elf", "elm", "ember",
    "emerald", "empire", "empty", "energy", "engine", "enjoy", "entry", "envelope", "equal",
    "error", "escape", "evening", "exact", "exit", "expert", "eye", "fable", "fabric", "face",
    "factory", "fair", "fairy", "faith", "falcon", "fall", "family", "famous", "fan", "fancy",
    "farm", "farmer", "fast", "fat", "father", "feast", "feather", "fence", "fern", "ferry",
    "fever", "fiddle", "field", "fig", "film", "finger", "fire", "firework", "firm", "fish",
    "fist", "flag", "flame", "flash", "flat", "flea", "fleet", "flight", "flock", "flood", "floor",
    "flour", "flower", "fluid", "flute", "fly", "foam", "fog", "foil", "folder", "follow", "food",
    "foot", "forest", "fork", "fort", "fossil", "fountain", "fox", "frame", "freedom", "fresh",
    "friend", "frog", "front", "frost", "frozen", "fruit", "fuel", "funny", "fur", "furnace",
    "future", "galaxy", "gallery", "game", "gap", "garage", "garden", "garlic", "gate", "gem",
    "gentle", "ghost", "giant", "gift", "ginger", "giraffe", "girl", "glad", "glass", "globe",
    "glove", "glow", "glue", "goal", "goat", "gold", "golden", "goodbye", "goose", "gown", "grace",
    "grain", "grand", "grape", "graph", "grass", "gravel", "gravity", "great", "green", "greet",
    "grey", "grid", "grill", "grip", "ground", "group", "grove", "guard", "guest", "guide",
    "guitar", "gull", "gym", "habit", "hail", "hair", "half", "hall", "ham", "hammer", "hammock",
    "hamster", "hand", "handle", "happy", "harbor", "hard", "harp", "harvest", "hat", "hawk",
    "hay", "head", "health", "heart", "heat", "heavy", "hedge", "heel", "height", "hello",
    "helmet", "help", "hen", "herb", "hero", "heron", "hill", "hinge", "hippo", "history", "hobby",
    "holiday", "hollow", "home", "honest", "honey", "hood", "hook", "hope", "horn", "horse",
    "hotel", "hour", "house", "huge", "human", "humble", "hungry", "hunter", "hut", "ice", "icon",
    "idea", "igloo", "image", "inch", "index", "infant", "ink", "inn", "insect", "internet",
    "iron", "island", "item", "ivory", "ivy", "jacket", "jaguar", "jam", "jar", "jaw", "jazz",
    "jelly", "jewel", "job", "join", "joke", "jolly", "journey", "joy", "judge", "juice", "jump",
    "jungle", "junior", "jury", "kangaroo", "kayak", "keen", "kettle", "key", "keyboard", "kick",
    "kind", "king", "kiosk", "kitchen", "kite", "kitten", "kiwi", "knee", "knife", "knight",
    "knock", "knot", "koala", "label", "labor", "lace", "ladder", "lady", "lake", "lamb", "lamp",
    "land", "language", "lantern", "large", "laser", "late", "laugh", "laundry", "lava", "lawn",
    "lawyer", "layer", "lazy", "leader", "leaf", "learn", "leather", "left", "legend", "lemon",
    "leopard", "lesson", "letter", "lettuce", "level", "lever", "library", "lid", "light", "lily",
    "lime", "limit", "line", "linen", "lion", "lip", "liquid", "list", "listen", "little",
    "lively", "lizard", "load", "loaf", "lobster", "local", "lock", "locket", "lodge", "log",
    "lonely", "long", "loop", "loud", "lounge", "love", "lovely", "loyal", "lucky", "lumber",
    "lunar", "lunch", "lung", "machine", "magic", "magnet", "major", "mango", "manner", "maple",
    "marble", "march", "margin", "market", "mask", "mast", "master", "mat", "match", "meadow",
    "meal", "measure", "meat", "medal", "melody", "melon", "member", "memory", "menu", "mercy",
    "merry", "metal", "method", "middle", "mild", "milk", "mill", "mimic", "mineral", "minor",
    "mint", "minute", "mirror", "mist", "mixer", "mobile", "model", "modern", "modest", "moment",
    "monkey", "month", "moon", "moose", "morning", "mosaic", "moss", "moth", "mother", "motor",
    "mountain", "mouse", "mouth", "movie", "mud", "muffin", "mug", "mule", "muscle", "museum",
    "mushroom", "music", "mustard", "mystery", "myth", "nail", "name", "napkin", "narrow",
    "nation", "native", "nature", "navy", "near", "neat", "neck", "needle", "nephew", "nerve",
    "nest", "net", "nettle", "neutral", "new", "nickel", "niece", "night", "noble", "noise",
    "noodle", "normal", "north", "nose", "note", "notice", "novel", "nugget", "number", "nurse",
    "nut", "nylon", "oak", "oar", "oasis", "oat", "object", "ocean", "octopus", "odd", "offer",
    "office", "olive", "omelet", "onion", "open", "opera", "orange", "orbit", "orchard", "orchid",
    "order", "organ", "origin", "ostrich", "otter", "outfit", "oval", "oven", "owl", "owner",
    "oxygen", "oyster", "package", "paddle", "page", "paint", "painter", "pair", "palace", "palm",
    "pan", "pancake", "panda", "panel", "panther", "paper", "parade", "parcel", "parent", "park",
    "parrot", "partner", "party", "pasta", "pastry", "path", "patient", "pattern", "pea", "peace",
    "peach", "peanut", "pear", "pearl", "pebble", "pedal", "pelican", "pen", "pencil", "penguin",
    "penny", "people", "pepper", "perfect", "person", "petal", "phone", "photo", "piano", "picnic",
    "picture", "pie", "piece", "pig", "pigeon", "pillow", "pilot", "pin", "pine", "pink", "pipe",
    "pirate", "pizza", "place", "plain", "plan", "planet", "plant", "plate", "platform", "player",
    "plum", "plumber", "pocket", "poem", "poet", "point", "polar", "polite", "pond", "pony",
    "pool", "poor", "poppy", "porch", "port", "potato", "pottery", "powder", "power", "prairie",
    "prince", "printer", "prize", "program", "proud", "public", "pudding", "puddle", "pumpkin",
    "punch", "pupil", "puppet", "puppy", "pure", "purple", "purse", "puzzle", "pyramid", "quail",
    "quarry", "quarter", "queen", "quest", "question", "quick", "quiet", "quilt", "quiver", "quiz",
    "rabbit", "raccoon", "race", "radar", "radio", "radish", "raft", "rail", "rain", "rainbow",
    "raisin", "ranch", "random", "rapid", "raven", "razor", "reader", "reason", "recipe", "record",
    "reef", "regular", "reply", "report", "rescue", "rest", "ribbon", "rice", "rich", "rider",
    "ridge", "right", "ring", "ripe", "rise", "river", "road", "roast", "robin", "robot", "rock",
    "rocket", "roof", "room", "root", "rope", "rose", "rough", "round", "route", "royal", "rubber",
    "ruby", "rug", "ruler", "runner", "rural", "rust", "rusty", "sad", "saddle", "safe", "sail",
    "sailor", "salad", "salmon", "salt", "sand", "sandal", "sapphire", "sauce", "saucer",
    "sausage", "scale", "scarf", "school", "science", "scissors", "scooter", "scout", "screen",
    "screw", "script", "sea", "seal", "search", "season", "seat", "secret", "seed", "senior",
    "series", "shade", "shadow", "shallow", "shape", "shark", "sharp", "sheep", "shelf", "shell",
    "shelter", "shield", "shine", "ship", "shirt", "shoe", "shop", "shore", "short", "shoulder",
    "shovel", "shower", "shrimp", "shy", "sign", "signal", "silence", "silk", "silly", "silver",
    "simple", "singer", "sink", "siren", "sister", "size", "sketch", "ski", "skill", "skin",
    "skirt", "sky", "slate", "sled", "sleep", "sleeve", "slice", "slide", "slim", "slipper",
    "slow", "small", "smart", "smile", "smoke", "smooth", "snail", "snake", "snow", "soap",
    "soccer", "sock", "sofa", "soft", "software", "soil", "solar", "soldier", "solid", "song",
    "sound", "soup", "sour", "south", "space", "spade", "spark", "sparrow", "speaker", "spear",
    "spider", "spinach", "spine", "spiral", "spirit", "splash", "sponge", "spoon", "sport",
    "spring", "spruce", "square", "squirrel", "stable", "stadium", "staff", "stage", "stairs",
    "stamp", "star", "start", "station", "statue", "steak", "steam", "steel", "steep", "stem",
    "step", "stick", "stone", "stool", "storm", "story", "stove", "straw", "stream", "street",
    "string", "strong", "student", "studio", "subject", "subway", "sudden", "sugar", "suit",
    "summer", "sun", "sunset", "supper", "surf", "surface", "swamp", "swan", "sweater", "sweet",
    "swift", "swing", "sword", "symbol", "syrup", "system", "table", "tablet", "tail", "tailor",
    "talent", "tall", "tank", "tape", "target", "task", "taste", "taxi", "tea", "teacher", "team",
    "teapot", "temple", "tender", "tennis", "tent", "text", "theater", "thick", "thief", "thin",
    "thing", "thorn", "thread", "throat", "throne", "thumb", "thunder", "ticket", "tide", "tidy",
    "tiger", "tile", "timber", "tin", "tiny", "tire", "title", "toad", "toast", "toe", "toffee",
    "token", "tomato", "tongue", "tool", "tooth", "topic", "torch", "tortoise", "total", "towel",
    "tower", "town", "toy", "tractor", "trade", "traffic", "trail", "train", "trash", "travel",
    "tray", "treasure", "tree", "triangle", "trick", "trip", "trolley", "trophy", "trout", "truck",
    "trumpet", "trunk", "truth", "tube", "tulip", "tunnel", "turkey", "turnip", "turtle", "tutor",
    "twig", "twin", "typical", "ugly", "umbrella", "uncle", "uniform", "unique", "unit", "upper",
    "urban", "useful", "usual", "vacuum", "valley", "valve", "van", "vanilla", "vase", "vast",
    "vehicle", "velvet", "vessel", "victory", "video", "village", "vine", "vinegar", "violet",
    "violin", "virus", "visit", "vivid", "voice", "volcano", "vote", "voyage", "wagon", "waist",
    "waiter", "walker", "wall", "wallet", "walnut", "walrus", "warm", "wasp", "watch", "water",
    "wave", "wax", "weak", "weather", "wedding", "weed", "weekend", "welcome", "well", "west",
    "whale", "wheat", "wheel", "whisper", "whistle", "white", "wide", "wild", "willow", "wind",
    "window", "wine", "wing", "winner", "winter", "wire", "wise", "wolf", "wonder", "wood", "wool",
    "word", "worker", "world", "worm", "wreck", "wrist", "writer", "yacht", "yard", "year",
    "yeast", "yellow", "yogurt", "young", "youth", "zebra", "zero", "zinc", "zipper", "zone",
];

/// Some longer words that people like to ask about.
const LONG: &[&str] = &[
    "adventure",
    "alligator",
    "apartment",
    "astronaut",
    "blueberry",
    "breakfast",
    "butterfly",
    "calculator",
    "cauliflower",
    "chocolate",
    "classroom",
    "crocodile",
    "dandelion",
    "detective",
    "dictionary",
    "education",
    "excellent",
    "fireplace",
    "furniture",
    "grapefruit",
    "grasshopper",
    "hamburger",
    "helicopter",
    "important",
    "jellyfish",
    "landscape",
    "lighthouse",
    "marmalade",
    "microscope",
    "mississippi",
    "newspaper",
    "orchestra",
    "passenger",
    "pineapple",
    "porcupine",
    "raspberry",
    "restaurant",
    "sandcastle",
    "spaghetti",
    "strawberry",
    "sunflower",
    "tangerine",
    "telephone",
    "telescope",
    "television",
    "underwater",
    "vegetable",
    "waterfall",
    "watermelon",
    "wonderful",
    "woodpecker",
];

/// Whether a word is kept for measuring: no operation is trained on it.
fn held_out(word: &str) -> bool {
    fingerprint(word).is_multiple_of(10)
}

/// A word of the split in small letters, from the list or invented.
pub(super) fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word: String = match draw.below(100) {
            0..30 => {
                // Cut to 4 to 8 letters: as they come, most would have more.
                let letters = 4 + draw.below(5);
                invented::word(draw).chars().take(letters).collect()
            }
            30..34 => (*draw.pick(LONG)).to_owned(),
            _ => (*draw.pick(WORDS)).to_owned(),
        };
        if held_out(&word) == (split == Split::HeldOut) {
            return word;
        }
    }
}

/// A short word of the list that is trained on.
pub(super) fn trained(draw: &mut Draw) -> &'static str {
    loop {
        let word = *draw.pick(WORDS);
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
        for list in [WORDS, LONG] {
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
