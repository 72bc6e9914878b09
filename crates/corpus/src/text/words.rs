//! The words that are operated on: many, so that each is rare and is read letter by letter.

use crate::draw::{Draw, fingerprint};
use crate::formats::words::{CITIES, NAMES};
use crate::phrasing::upper_first;
use crate::{Split, invented};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "acid", "acorn", "adult", "agent", "alarm", "album", "alley", "almond", "amber", "anchor", "angel", "angle",
    "animal", "ankle", "apron", "arch", "area", "arena", "armor", "army", "arrow", "artist", "attic", "aunt",
    "author", "award", "baby", "bacon", "badge", "bakery", "bamboo", "banana", "band", "bank", "banner", "bark",
    "barrel", "bat", "bath", "bead", "beak", "beam", "bean", "beard", "beast", "beauty", "beetle", "berry",
    "biscuit", "bishop", "bitter", "blaze", "blind", "blossom", "board", "body", "bolt", "boot", "border", "bottom",
    "boxer", "branch", "breeze", "brick", "bride", "brook", "brother", "bubble", "buckle", "bug", "bugle",
    "builder", "bull", "bunch", "bundle", "bus", "bush", "busy", "cabin", "cactus", "cage", "calf", "camp", "canal",
    "candy", "canoe", "canvas", "captain", "card", "cargo", "carrot", "cart", "ceiling", "cell", "cement", "chain",
    "chance", "chapel", "charm", "cheap", "cherry", "chimney", "circle", "circus", "climb", "cloth", "clown",
    "club", "coach", "cobra", "coconut", "collar", "colony", "comet", "comic", "common", "computer", "concert",
    "cookie", "coral", "cork", "corner", "couch", "cough", "cousin", "cover", "cradle", "crane", "crayon", "creek",
    "crisp", "crop", "cross", "crowd", "crumb", "crystal", "cube", "curve", "cushion", "custom", "daily", "dairy",
    "damp", "danger", "deal", "dear", "debate", "decent", "defend", "delta", "dessert", "detail", "diary", "dice",
    "dinner", "dinosaur", "dirt", "dish", "disk", "ditch", "doll", "dome", "donkey", "dot", "double", "dough",
    "dove", "dozen", "drama", "drawer", "drink", "driver", "drop", "dull", "duty", "eager", "echo", "edge",
    "editor", "eel", "elder", "elegant", "ember", "empire", "energy", "engine", "entry", "envelope", "equal",
    "error", "escape", "exact", "exit", "fable", "fabric", "face", "factory", "fair", "faith", "falcon", "fall",
    "fancy", "feast", "fence", "ferry", "fever", "fiddle", "fig", "film", "fire", "firework", "firm", "fist",
    "flame", "flash", "flat", "flea", "fleet", "flight", "flock", "flood", "floor", "fluid", "foam", "fog", "foil",
    "follow", "food", "fort", "fossil", "frame", "freedom", "fresh", "frost", "frozen", "fruit", "fuel", "fur",
    "furnace", "future", "galaxy", "gallery", "game", "garage", "gem", "gift", "ginger", "globe", "glove", "glow",
    "goal", "gown", "grace", "grain", "grand", "grape", "graph", "grass", "gravel", "gravity", "greet", "grid",
    "grill", "grip", "ground", "group", "grove", "guard", "guest", "guide", "gull", "gym", "habit", "hail", "hair",
    "half", "hall", "hammock", "handle", "harbor", "hard", "harvest", "hawk", "hay", "health", "heat", "hedge",
    "heel", "height", "help", "herb", "heron", "hinge", "hippo", "history", "hobby", "holiday", "hollow", "hood",
    "hook", "hotel", "hour", "human", "hunter", "hut", "ice", "icon", "igloo", "image", "inch", "index", "infant",
    "ink", "inn", "internet", "jaguar", "jaw", "jazz", "jelly", "job", "join", "joke", "journey", "jump", "jury",
    "kangaroo", "kayak", "keen", "kick", "kiosk", "kiwi", "knock", "knot", "label", "labor", "lace", "lady", "lamb",
    "land", "laser", "laugh", "laundry", "lava", "lawn", "layer", "leader", "legend", "leopard", "lesson", "lever",
    "lid", "limit", "line", "linen", "lip", "liquid", "listen", "lively", "load", "lobster", "local", "lock",
    "locket", "lodge", "log", "loop", "loud", "lounge", "lovely", "loyal", "lucky", "lumber", "lunar", "lunch",
    "machine", "magnet", "major", "mango", "manner", "margin", "mast", "master", "mat", "match", "meal", "measure",
    "meat", "medal", "melody", "melon", "member", "memory", "menu", "mercy", "metal", "method", "middle", "mild",
    "mimic", "mineral", "mint", "minute", "mist", "mixer", "mobile", "modest", "moment", "mosaic", "moth", "mother",
    "motor", "movie", "mud", "muffin", "mule", "muscle", "museum", "mushroom", "music", "mustard", "mystery",
    "myth", "nail", "napkin", "nation", "native", "nature", "navy", "neat", "nephew", "nerve", "nest", "net",
    "nettle", "neutral", "niece", "noodle", "normal", "note", "notice", "novel", "nugget", "nylon", "oar", "oasis",
    "oat", "object", "octopus", "offer", "office", "olive", "omelet", "onion", "opera", "orbit", "orchard",
    "origin", "ostrich", "outfit", "oval", "oven", "owner", "oyster", "package", "paddle", "page", "pair",
    "pancake", "panel", "panther", "parade", "parcel", "parent", "park", "parrot", "partner", "party", "pastry",
    "path", "pattern", "peach", "peanut", "pear", "pebble", "pedal", "pelican", "penny", "people", "perfect",
    "petal", "photo", "picnic", "pigeon", "pin", "pipe", "pizza", "plain", "plan", "planet", "platform", "player",
    "pocket", "point", "polar", "pony", "pool", "porch", "potato", "pottery", "powder", "power", "prairie", "prize",
    "public", "pudding", "puddle", "punch", "pupil", "puppet", "pure", "puzzle", "pyramid", "quail", "quarry",
    "quarter", "quest", "quick", "quilt", "quiver", "quiz", "raccoon", "race", "radar", "radio", "radish", "raft",
    "rail", "rainbow", "raisin", "ranch", "rapid", "reader", "reason", "recipe", "record", "reef", "regular",
    "reply", "report", "rescue", "rider", "ridge", "ripe", "rise", "roast", "robin", "rocket", "room", "root",
    "rough", "route", "royal", "ruby", "rug", "runner", "rural", "rust", "saddle", "sail", "salad", "salmon",
    "sandal", "sauce", "saucer", "sausage", "scale", "science", "scout", "screw", "script", "search", "seat",
    "senior", "series", "shade", "shadow", "shallow", "shape", "shelf", "shelter", "shield", "shine", "shoulder",
    "shower", "shrimp", "signal", "silence", "sink", "siren", "sister", "size", "sketch", "ski", "skill", "sky",
    "slate", "sleeve", "slice", "slide", "slim", "slipper", "smoke", "smooth", "snow", "soccer", "sock", "software",
    "soil", "solar", "solid", "song", "sour", "space", "spark", "sparrow", "speaker", "spear", "spine", "spiral",
    "spirit", "splash", "sport", "spruce", "stable", "stadium", "staff", "stage", "stairs", "stamp", "station",
    "statue", "steak", "steam", "stem", "stick", "stool", "storm", "stove", "straw", "street", "string", "studio",
    "subject", "subway", "sudden", "suit", "supper", "surf", "surface", "swing", "syrup", "system", "tablet",
    "tail", "talent", "tank", "target", "task", "taste", "taxi", "teapot", "theater", "thick", "thing", "thorn",
    "thread", "throat", "thunder", "ticket", "tide", "tidy", "tile", "timber", "tire", "title", "toast", "toffee",
    "tomato", "tongue", "tool", "topic", "tortoise", "total", "tractor", "trade", "traffic", "trail", "trash",
    "tray", "trick", "trip", "trolley", "trophy", "trout", "trunk", "tube", "tunnel", "turkey", "turnip", "twig",
    "twin", "uncle", "uniform", "unique", "unit", "urban", "vacuum", "valve", "van", "vanilla", "vast", "vehicle",
    "velvet", "vessel", "video", "vine", "virus", "vivid", "voice", "volcano", "vote", "voyage", "wagon", "waist",
    "walker", "walnut", "walrus", "wasp", "wave", "wax", "weak", "weather", "wedding", "weed", "weekend", "west",
    "wheat", "wheel", "wind", "window", "wine", "wing", "wonder", "worker", "world", "wreck", "wrist", "yacht",
    "yard", "yeast", "youth", "zero", "zipper", "zone",
];

/// Words that other skills know, so that they are tokens: what letters they have is learned word by word, and they
/// are trained on, all of them.
#[rustfmt::skip]
const FAMILIAR: &[&str] = &[
    "accordion", "actor", "angry", "answer", "ant", "apple", "apples", "apricots", "archery", "arm", "ash", "aster",
    "atlas", "autumn", "axe", "back", "backpack", "badger", "bag", "bagpipes", "bake", "baker", "ball", "balloon",
    "bananas", "banjo", "barn", "basket", "battery", "beach", "beans", "bear", "beaver", "bed", "bee", "beech",
    "beef", "beets", "bell", "belt", "bench", "berries", "bike", "birch", "bird", "biscuits", "blanket", "block",
    "blue", "blueberry", "boat", "bold", "bolts", "bone", "book", "boots", "bottle", "bowl", "box", "boxing", "boy",
    "brain", "brass", "brave", "bread", "bridge", "bright", "broccoli", "broken", "bronze", "broom", "brown",
    "brush", "bucket", "butcher", "butter", "butterfly", "button", "cabbage", "cable", "cake", "calculator", "call",
    "calm", "camel", "camera", "candle", "cap", "cape", "car", "carbon", "cardigan", "carpet", "carrots", "castle",
    "cat", "cave", "cedar", "celery", "cello", "cereal", "chair", "chalk", "charger", "cheek", "cheese", "cherries",
    "chess", "chest", "chicken", "child", "chin", "chisel", "chocolate", "city", "clamp", "clarinet", "clay",
    "clean", "clever", "cliff", "clock", "cloud", "coal", "coast", "coat", "cocoa", "coconuts", "coffee", "coin",
    "cold", "comb", "compass", "cook", "cookies", "copper", "corn", "cotton", "country", "cow", "crab", "crayons",
    "cream", "cricket", "crocodile", "crow", "crowbar", "crown", "cruel", "cucumber", "cup", "curious", "curtain",
    "cycling", "cymbals", "dahlia", "daisy", "dance", "dark", "dates", "dawn", "day", "deep", "deer", "dentist",
    "desert", "desk", "diamond", "distant", "diving", "doctor", "dog", "dolphin", "door", "dragon", "dream",
    "dress", "drill", "drum", "dry", "duck", "dust", "dwarf", "eagle", "ear", "early", "earth", "east", "easy",
    "egg", "eggs", "elbow", "elephant", "elf", "elk", "elm", "emerald", "empty", "enjoy", "envelopes", "eraser",
    "evening", "expert", "eye", "fairy", "family", "famous", "fan", "farm", "farmer", "fast", "fat", "father",
    "feather", "fencing", "fennel", "fern", "field", "figs", "file", "finger", "fir", "fish", "flag", "flour",
    "flower", "flute", "fly", "folder", "foot", "football", "forest", "fork", "fountain", "fox", "friend", "frog",
    "front", "funny", "gap", "garden", "garlic", "gate", "gentle", "ghost", "giant", "giraffe", "girl", "glad",
    "glass", "gloves", "glue", "goat", "gold", "golden", "golf", "gong", "goodbye", "goose", "grapes", "great",
    "green", "grey", "guitar", "ham", "hammer", "hamster", "hand", "happy", "harp", "hat", "head", "headphones",
    "heart", "heavy", "hello", "helmet", "hen", "hero", "hill", "hip", "hockey", "hoe", "home", "honest", "honey",
    "hoodie", "hope", "horn", "horse", "house", "huge", "humble", "hungry", "idea", "insect", "iris", "iron",
    "island", "item", "ivory", "ivy", "jacket", "jam", "jar", "jasmine", "jeans", "jewel", "jog", "jolly", "joy",
    "judge", "judo", "juice", "jungle", "junior", "kale", "karate", "kettle", "key", "keyboard", "keys", "kind",
    "king", "kitchen", "kite", "kitten", "kiwis", "knee", "knife", "knight", "knit", "koala", "ladder", "lake",
    "lamp", "language", "lantern", "laptop", "large", "late", "lavender", "lawyer", "lazy", "lead", "leaf", "learn",
    "leather", "leeks", "left", "leg", "lemon", "lemons", "letter", "lettuce", "level", "library", "light",
    "lighthouse", "lily", "lime", "limes", "lion", "list", "little", "liver", "lizard", "loaf", "lonely", "long",
    "lotus", "love", "lung", "lute", "magic", "mandolin", "mangoes", "map", "maple", "marble", "march", "market",
    "mask", "matches", "meadow", "melons", "merry", "milk", "mill", "miner", "minor", "mirror", "mittens", "model",
    "modern", "money", "monkey", "month", "moon", "moose", "morning", "moss", "mountain", "mouse", "mouth", "mug",
    "mushrooms", "nails", "name", "narrow", "near", "neck", "needle", "new", "nickel", "night", "noble", "noise",
    "noodles", "north", "nose", "notebook", "number", "nurse", "nut", "nuts", "oak", "oboe", "ocean", "odd", "oil",
    "onions", "open", "orange", "oranges", "orchid", "order", "organ", "otter", "owl", "oxygen", "pack", "paint",
    "painter", "palace", "palm", "pan", "panda", "papayas", "paper", "passport", "pasta", "patient", "pea", "peace",
    "peaches", "pearl", "pears", "peas", "pen", "pencil", "penguin", "peony", "pepper", "person", "phone", "piano",
    "picture", "pie", "piece", "pig", "pillow", "pilot", "pine", "pink", "pirate", "place", "plant", "plastic",
    "plate", "pliers", "plum", "plumber", "plums", "poem", "poet", "polite", "pond", "poor", "poplar", "poppy",
    "pork", "port", "pot", "potatoes", "prince", "printer", "program", "proud", "pumpkin", "puppy", "purple",
    "purse", "pyjamas", "queen", "question", "quiet", "quinces", "rabbit", "radishes", "rain", "raincoat", "rake",
    "random", "rat", "raven", "razor", "read", "rest", "ribbon", "rice", "rich", "right", "ring", "river", "road",
    "robot", "rock", "roof", "rope", "rose", "round", "rowing", "rubber", "rugby", "ruler", "running", "rusty",
    "sad", "safe", "sailing", "sailor", "salt", "sand", "sandals", "sandpaper", "sapphire", "saw", "saxophone",
    "scarf", "school", "scissors", "scooter", "screen", "screws", "sea", "seal", "season", "secret", "seed", "sew",
    "shampoo", "shark", "sharp", "sheep", "shell", "ship", "shirt", "shirts", "shoe", "shoes", "shop", "shore",
    "short", "shorts", "shovel", "shy", "sign", "silk", "silly", "silver", "simple", "sing", "singer", "skiing",
    "skin", "skirt", "sled", "sleep", "slippers", "slow", "small", "smart", "smile", "snacks", "snail", "snake",
    "soap", "socks", "sofa", "soft", "soldier", "sound", "soup", "south", "spade", "spider", "spinach", "sponge",
    "spoon", "spring", "square", "squirrel", "stamps", "stapler", "star", "start", "steel", "steep", "step",
    "stone", "story", "strawberry", "stream", "strong", "student", "study", "sugar", "suitcase", "summer", "sun",
    "sunflower", "sunglasses", "sunscreen", "sunset", "surfing", "swamp", "swan", "sweater", "sweep", "sweet",
    "swift", "swim", "swimming", "swimsuit", "sword", "symbol", "table", "tailor", "tall", "tape", "tea", "teacher",
    "team", "temple", "tender", "tennis", "tent", "text", "thief", "thin", "throne", "thumb", "tickets", "tie",
    "tiger", "tin", "tiny", "toad", "toe", "token", "tomatoes", "tooth", "toothbrush", "torch", "towel", "tower",
    "town", "toy", "train", "travel", "treasure", "tree", "triangle", "trombone", "trousers", "truck", "trumpet",
    "truth", "tuba", "tulip", "turtle", "tutor", "typical", "ugly", "ukulele", "umbrella", "upper", "useful",
    "usual", "valley", "vase", "vest", "victory", "village", "vinegar", "violet", "violin", "visit", "waiter",
    "walk", "wall", "wallet", "warm", "wash", "watch", "water", "waterfall", "welcome", "well", "whale", "whisper",
    "whistle", "white", "wide", "wild", "willow", "winner", "winter", "wire", "wise", "wolf", "wood", "wool",
    "word", "worm", "wrench", "write", "writer", "year", "yellow", "yoga", "yogurt", "young", "zebra", "zinc",
];

/// Some longer words that people like to ask about.
#[rustfmt::skip]
const LONG: &[&str] = &[
    "adventure", "alligator", "apartment", "astronaut", "breakfast", "cauliflower", "classroom", "dandelion",
    "detective", "dictionary", "education", "excellent", "fireplace", "furniture", "grapefruit", "grasshopper",
    "hamburger", "helicopter", "important", "jellyfish", "landscape", "marmalade", "microscope", "mississippi",
    "newspaper", "orchestra", "passenger", "pineapple", "porcupine", "raspberry", "restaurant", "sandcastle",
    "spaghetti", "tangerine", "telephone", "telescope", "television", "underwater", "vegetable", "watermelon",
    "wonderful", "woodpecker",
];

/// The words that are tokens.
pub(crate) fn familiar() -> impl Iterator<Item = &'static str> {
    FAMILIAR.iter().copied()
}

/// The words that can be kept for measuring.
pub(crate) fn unfamiliar() -> impl Iterator<Item = &'static str> {
    WORDS.iter().chain(LONG).copied()
}

/// Whether a word is kept for measuring: no operation is trained on it. Only words that are spelled can be: nobody
/// can tell the letters of a token that he never saw in letters.
fn held_out(word: &str) -> bool {
    fingerprint(word).is_multiple_of(10) && !is_token(word)
}

/// Whether a word in small letters is a token.
pub(super) fn is_token(word: &str) -> bool {
    FAMILIAR.binary_search(&word).is_ok() || is_name(word)
}

/// Names of people and towns: tokens as well, whose letters are trained on like those of the familiar words.
fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().chain(CITIES).copied()
}

/// Whether a word in small letters is a name.
pub(super) fn is_name(word: &str) -> bool {
    names().any(|name| name.eq_ignore_ascii_case(word))
}

/// A word of the split in small letters, from the lists or invented.
pub(super) fn word(split: Split, draw: &mut Draw) -> String {
    loop {
        let word: String = match draw.below(100) {
            0..25 => invented::short(draw),
            25..28 => (*draw.pick(LONG)).to_owned(),
            28..66 => (*draw.pick(FAMILIAR)).to_owned(),
            66..74 => {
                let list = if draw.chance(0.6) { NAMES } else { CITIES };
                draw.pick(list).to_lowercase()
            }
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
        let list = if draw.chance(0.85) { FAMILIAR } else { WORDS };
        let word = *draw.pick(list);
        if !held_out(word) {
            return word;
        }
    }
}

/// The word as it is typed in a question about its letters, whose case does not matter there.
pub(super) fn any_case(word: &str, draw: &mut Draw) -> String {
    match draw.below(100) {
        0..70 if is_name(word) => upper_first(word),
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
