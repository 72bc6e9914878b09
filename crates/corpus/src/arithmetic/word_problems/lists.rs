//! What the word problems are made of: people, things and the ranges of numbers.

/// Names, and whether "he" or "she" stands for them.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("Tom", "he"),
    ("Anna", "she"),
    ("Ben", "he"),
    ("Lisa", "she"),
    ("Max", "he"),
    ("Mary", "she"),
    ("John", "he"),
    ("Sarah", "she"),
    ("Peter", "he"),
    ("Emma", "she"),
    ("Paul", "he"),
    ("Julia", "she"),
    ("David", "he"),
    ("Laura", "she"),
    ("Sam", "he"),
    ("Alice", "she"),
    ("Bob", "he"),
    ("Sophie", "she"),
    ("Jack", "he"),
    ("Lucy", "she"),
    ("Leo", "he"),
    ("Mia", "she"),
    ("Noah", "he"),
    ("Olivia", "she"),
    ("Liam", "he"),
    ("Ava", "she"),
    ("Daniel", "he"),
    ("Ella", "she"),
    ("Felix", "he"),
    ("Nina", "she"),
    ("Oscar", "he"),
    ("Clara", "she"),
    ("Henry", "he"),
    ("Kate", "she"),
    ("James", "he"),
    ("Maria", "she"),
    ("Mark", "he"),
    ("Eva", "she"),
    ("Luke", "he"),
    ("Jane", "she"),
    ("Adam", "he"),
    ("Susan", "she"),
    ("Simon", "he"),
    ("Helen", "she"),
    ("Ali", "he"),
    ("Amy", "she"),
    ("Tim", "he"),
    ("Zoe", "she"),
    ("Carlos", "he"),
    ("Lena", "she"),
    ("Ivan", "he"),
    ("Rosa", "she"),
    ("Omar", "he"),
    ("Priya", "she"),
    ("George", "he"),
    ("Grace", "she"),
];

/// People without a name.
pub(super) const RELATIVES: &[(&str, &str)] = &[
    ("my brother", "he"),
    ("my sister", "she"),
    ("my mother", "she"),
    ("my father", "he"),
    ("my gran", "she"),
    ("my grandpa", "he"),
    ("my uncle", "he"),
    ("my aunt", "she"),
    ("my cousin", "he"),
    ("my friend", "she"),
    ("my son", "he"),
    ("my daughter", "she"),
    ("the teacher", "she"),
    ("the baker", "he"),
    ("the farmer", "he"),
    ("our neighbour", "she"),
    ("mum", "she"),
    ("dad", "he"),
];

pub(super) const THINGS: &[&str] = &[
    "apple", "pear", "orange", "lemon", "banana", "peach", "cherry", "berry", "cookie", "cake",
    "sweet", "candle", "pencil", "pen", "book", "marble", "stamp", "coin", "card", "sticker",
    "balloon", "ball", "toy", "doll", "flower", "rose", "egg", "nut", "carrot", "plum", "muffin",
    "pancake", "sandwich", "shell", "stone", "button", "ticket", "photo", "crayon", "magnet",
    "ring", "hat", "cup", "plate", "spoon", "key", "bottle", "star", "bead", "feather",
];
pub(super) const FOODS: &[&str] = &[
    "apple", "pear", "orange", "banana", "peach", "cherry", "berry", "cookie", "cake", "sweet",
    "nut", "carrot", "muffin", "pancake", "sandwich", "egg", "plum", "grape", "waffle", "tart",
];
pub(super) const ANIMALS: &[&str] = &[
    "cow", "pig", "hen", "goat", "horse", "duck", "rabbit", "dog", "cat", "bird", "chicken",
];
pub(super) const MONEY: &[&str] = &["dollar", "euro"];
pub(super) const LENGTHS: &[&str] = &[
    "metre",
    "meter",
    "centimetre",
    "cm",
    "km",
    "mile",
    "kilometre",
];
pub(super) const WEIGHTS: &[&str] = &["litre", "kilo", "pound", "gram", "liter", "kilogram"];
pub(super) const VEHICLES: &[&str] = &["bus", "train", "tram", "ferry", "boat"];
pub(super) const PEOPLE: &[&str] = &["person", "passenger"];
pub(super) const CONTAINERS: &[&str] = &["box", "bag", "basket", "pack", "jar", "bowl"];
pub(super) const GOODS: &[&str] = &[
    "pen", "book", "ticket", "toy", "cake", "pear", "cup", "hat", "ball", "card", "sandwich",
    "stamp", "shirt", "game", "flower", "candle",
];
/// Nouns whose plural has no rule.
#[rustfmt::skip]
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"), ("child", "children"), ("man", "men"), ("woman", "women"), ("goose", "geese"),
    ("mouse", "mice"), ("sheep", "sheep"), ("fish", "fish"), ("cm", "cm"), ("km", "km"), ("bus", "buses"),
    ("shelf", "shelves"), ("piece of fruit", "pieces of fruit"),
];
/// Where the story has no second noun.
pub(super) const NOWHERE: &[&str] = &[""];

/// A number that the story does not use.
pub(super) const UNUSED: (i32, i32) = (0, 0);
pub(super) const SOME: (i32, i32) = (2, 60);
pub(super) const FEW: (i32, i32) = (1, 30);
pub(super) const FACTOR: (i32, i32) = (2, 12);
