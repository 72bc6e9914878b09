//! The words that forms are filled with: large lists, so that most of them are spelled rather than known.

/// First names.
#[rustfmt::skip]
pub(in crate) const NAMES: &[&str] = &[
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Henry", "Ida", "Jack", "Karen", "Leo", "Maria",
    "Nina", "Oscar", "Paul", "Rosa", "Sam", "Tom", "Ursula", "Victor", "Wendy", "Yara", "Zoe", "Adam", "Bella",
    "Carlos", "Diana", "Eva", "Frank", "George", "Hannah", "Ivan", "Julia", "Kevin", "Laura", "Martin", "Nora",
    "Olivia", "Peter", "Quentin", "Rita", "Simon", "Tina", "Ugo", "Vera", "Walter", "Yusuf", "Zara", "Alice",
    "Bruno", "Chloe", "Daniel", "Elena", "Fatima", "Gustav", "Helen", "Isabel", "James", "Kate", "Lukas", "Mia",
    "Noah", "Otto", "Priya", "Robert", "Sofia", "Thomas", "Omar", "Vincent", "Amir", "Bob", "Carla", "Dora",
    "Eric", "Fiona", "Greta", "Hugo", "Irene", "John", "Klara", "Lisa", "Max", "Nadia", "Olga", "Pablo", "Ruth",
    "Sara", "Theo", "Lucy", "Mary", "Mark", "Jane", "Emily", "Chen", "Aisha", "Kenji", "Mei", "Raj", "Sven",
];

/// Cities.
#[rustfmt::skip]
pub(in crate) const CITIES: &[&str] = &[
    "Rome", "Paris", "London", "Berlin", "Madrid", "Vienna", "Oslo", "Prague", "Lisbon", "Dublin", "Athens",
    "Cairo", "Tokyo", "Delhi", "Boston", "Chicago", "Seattle", "Toronto", "Sydney", "Lima", "Milan", "Munich",
    "Hamburg", "Zurich", "Geneva", "Basel", "Lyon", "Nice", "Porto", "Seville", "Warsaw", "Riga", "Vilnius",
    "Tallinn", "Helsinki", "Bergen", "Stockholm", "Malmo", "Cologne", "Dresden", "Leipzig", "Venice", "Naples",
    "Turin", "Florence", "Moscow", "Kiev", "Istanbul", "Ankara", "Tehran", "Baghdad", "Mumbai", "Lahore", "Dhaka",
    "Bangkok", "Hanoi", "Manila", "Seoul", "Osaka", "Kyoto", "Beijing", "Shanghai", "Perth", "Nairobi", "Accra",
    "Lagos", "Tunis", "Dakar", "Denver", "Dallas", "Houston", "Miami", "Phoenix", "Austin", "Montreal", "Havana",
    "Bogota", "Quito", "Santiago", "Brussels", "Antwerp", "Ghent", "Utrecht", "Leeds", "Oxford", "York", "Bristol",
];

/// Things to buy.
#[rustfmt::skip]
pub(in crate) const ITEMS: &[&str] = &[
    "ball", "car", "shirt", "hat", "coat", "bike", "book", "pen", "cup", "lamp", "chair", "table", "bag", "watch",
    "phone", "kite", "boat", "drum", "guitar", "umbrella", "scarf", "sofa", "pillow", "blanket", "candle", "vase",
    "mug", "plate", "bowl", "basket", "bottle", "box", "bucket", "broom", "brush", "carpet", "clock", "curtain",
    "desk", "dress", "fan", "flag", "helmet", "jacket", "jar", "kettle", "ladder", "mirror", "notebook", "pencil",
    "piano", "purse", "ring", "robot", "rope", "ruler", "scooter", "skirt", "sled", "spoon", "sweater", "tent",
    "towel", "toy", "train", "truck", "wallet", "whistle", "balloon", "bench", "belt", "ribbon", "backpack",
];

/// Colours.
#[rustfmt::skip]
pub(super) const COLORS: &[&str] = &[
    "red", "blue", "green", "yellow", "black", "white", "orange", "purple", "pink", "brown", "grey", "golden",
];

/// Things of which one makes lists.
#[rustfmt::skip]
pub(super) const THEMES: &[&[&str]] = &[
    &[
        "milk", "bread", "eggs", "butter", "cheese", "rice", "sugar", "salt", "flour", "honey", "yogurt", "cream",
        "pasta", "tea", "coffee", "juice", "water", "jam", "soup", "ham", "fish", "beef", "pork", "chicken", "oil",
        "vinegar", "pepper", "cocoa", "cereal", "noodles", "beans", "nuts", "chocolate", "cookies", "biscuits",
    ],
    &[
        "apples", "pears", "plums", "grapes", "lemons", "limes", "oranges", "bananas", "cherries", "peaches",
        "mangoes", "melons", "figs", "dates", "kiwis", "berries", "apricots", "papayas", "quinces", "coconuts",
    ],
    &[
        "potatoes", "onions", "carrots", "tomatoes", "garlic", "spinach", "cabbage", "celery", "leeks", "peas",
        "lettuce", "broccoli", "radishes", "pumpkin", "beets", "corn", "cucumber", "fennel", "kale", "mushrooms",
    ],
    &[
        "cat", "dog", "horse", "cow", "pig", "sheep", "goat", "duck", "goose", "hen", "mouse", "rat", "lion",
        "tiger", "bear", "wolf", "fox", "deer", "elk", "moose", "camel", "zebra", "giraffe", "elephant", "monkey",
        "panda", "koala", "otter", "seal", "whale", "shark", "eagle", "owl", "crow", "swan", "frog", "toad",
        "snake", "lizard", "turtle", "bee", "ant", "spider", "beaver", "badger", "hamster", "rabbit", "penguin",
    ],
    &[
        "hammer", "saw", "nails", "screws", "pliers", "drill", "wrench", "chisel", "axe", "shovel", "rake", "tape",
        "glue", "paint", "level", "clamp", "file", "wire", "bolts", "spade", "hoe", "crowbar", "sandpaper",
    ],
    &[
        "shirts", "socks", "trousers", "shoes", "boots", "gloves", "sandals", "jeans", "shorts", "pyjamas", "vest",
        "tie", "cap", "hoodie", "slippers", "swimsuit", "raincoat", "sunglasses", "mittens", "cardigan",
    ],
    &[
        "rose", "tulip", "daisy", "lily", "poppy", "violet", "orchid", "iris", "lotus", "sunflower", "dahlia",
        "jasmine", "lavender", "peony", "aster", "oak", "pine", "birch", "maple", "willow", "elm", "ash", "cedar",
        "beech", "fir", "palm", "poplar", "ivy", "fern", "moss",
    ],
    &[
        "football", "tennis", "hockey", "rugby", "golf", "cricket", "boxing", "rowing", "skiing", "judo", "fencing",
        "cycling", "swimming", "running", "chess", "yoga", "sailing", "diving", "surfing", "archery", "karate",
    ],
    &[
        "violin", "flute", "harp", "cello", "trumpet", "tuba", "organ", "banjo", "oboe", "horn", "trombone",
        "clarinet", "lute", "mandolin", "saxophone", "ukulele", "accordion", "cymbals", "gong", "bagpipes",
    ],
    &[
        "eraser", "scissors", "paper", "folder", "stapler", "chalk", "crayons", "atlas", "compass", "calculator",
        "laptop", "printer", "stamps", "envelopes", "keyboard", "screen", "charger", "cable", "battery", "camera",
    ],
    &[
        "passport", "tickets", "map", "money", "keys", "toothbrush", "soap", "shampoo", "comb", "razor", "torch",
        "sunscreen", "snacks", "headphones", "suitcase", "matches", "knife", "fork", "pan", "pot", "sponge",
    ],
    &[
        "wash", "cook", "clean", "shop", "read", "write", "sleep", "walk", "swim", "call", "study", "iron", "sweep",
        "dust", "bake", "plant", "paint", "knit", "sew", "dance", "sing", "jog", "rest", "pack", "travel",
    ],
    &[
        "iron", "gold", "silver", "copper", "zinc", "tin", "lead", "nickel", "steel", "bronze", "brass", "stone",
        "wood", "glass", "wool", "silk", "cotton", "leather", "rubber", "plastic", "clay", "sand", "coal", "marble",
    ],
    &[
        "arm", "leg", "hand", "foot", "head", "nose", "ear", "eye", "mouth", "neck", "knee", "elbow", "finger",
        "thumb", "toe", "back", "chest", "chin", "cheek", "hip", "heart", "lung", "liver", "brain", "skin", "bone",
    ],
    &[
        "doctor", "nurse", "teacher", "baker", "farmer", "cook", "pilot", "judge", "lawyer", "singer", "actor",
        "painter", "writer", "tailor", "butcher", "plumber", "sailor", "soldier", "miner", "waiter", "dentist",
    ],
];
