//! What people say to a chat partner besides questions of fact, by parts: requests that only hands or money could fulfil,
//! news of their own lives, wishes for advice.

use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const CHATTER: &[Table] = &[
    &[
        &["can you ", "could you ", "please ", "would you ", "will you ", "", "I want you to "],
        &[
            "lend me ", "give me ", "bring me ", "buy me ", "send me ", "order me ", "get me ", "fetch me ",
            "sell me ",
        ],
        &[
            "ten euros", "some money", "a beer", "a coffee", "a new car", "a pizza", "a sandwich",
            "your bicycle", "a hundred dollars",
            "an umbrella", "flowers", "a ticket for the concert", "a glass of water", "a blanket",
            "a hot dog", "an ice cream",
            "the newspaper", "a train ticket", "five dollars", "a taxi",
        ],
    ],
    &[
        &[
            "I bought ", "we bought ", "my brother bought ", "I sold ", "I found ", "I lost ",
            "my wife lost ", "I broke ", "we repaired ", "I painted ",
        ],
        &[
            "a house", "a car", "my keys", "an old ring", "a boat", "the window", "my wallet", "a new phone",
            "a garden chair",
            "the fence", "my glasses", "a piano", "two tickets", "a horse", "my passport",
        ],
        &[" yesterday", " last year", " today", " last week", " in the summer", " on Monday", " at the market", ""],
    ],
    &[
        &["I forgot ", "I left ", "I put ", "my son left ", "we forgot "],
        &[
            "my drill", "my bag", "the keys", "my book", "my coat", "the milk", "my phone", "the tickets",
            "my umbrella", "my homework",
        ],
        &[
            " at home", " on the bus", " in the car", " at school", " in the kitchen", " at work",
            " on the train", " in the garden",
        ],
    ],
    &[
        &[
            "my dog ", "my cat ", "our horse ", "my neighbour ", "my sister ", "my uncle ", "my teacher ",
            "our baby ", "my boss ",
        ],
        &[
            "is called Rex", "eats too much", "cannot sleep", "is very loud", "likes carrots",
            "lives in the country", "has a cold", "wants to move", "is always late", "plays the guitar",
            "barks all night", "hates the rain",
        ],
        &["", " again", " these days", " as well"],
    ],
    &[
        &[
            "how much is ", "how much does it cost to get ", "what is the price of ", "what do I pay for ",
            "how expensive is ",
        ],
        &[
            "a ticket to the zoo", "a ticket to the museum", "a haircut", "a flight to Rome",
            "a night in a hotel", "a litre of petrol", "a cup of coffee", "a used car", "a wedding cake",
            "a train ride", "a cinema ticket", "a new roof", "a football shirt",
        ],
        &["?", " these days?", " here?", " for children?", " today?"],
    ],
    &[
        &["do you want to ", "shall we ", "let's ", "let us ", "would you like to ", "can we ", "I want to "],
        &[
            "play", "play cards", "play a game", "go for a walk", "watch a film", "have dinner",
            "go swimming", "dance together", "play football", "drink a coffee", "go to the cinema",
            "play a round of chess", "meet in town", "run a race",
        ],
        &["", " with me", " tonight", " tomorrow", " now"],
    ],
    &[
        &["what should I ", "what shall we ", "what can I ", "what do I "],
        &[
            "cook for dinner", "wear to a wedding", "give my mother", "do about my neighbour", "name my dog",
            "visit in Rome", "pack for the trip", "plant in my garden", "write to my boss",
            "read on the beach", "do with old bread", "buy for the party",
        ],
        &["?", " tomorrow?", " this year?", " tonight?"],
    ],
    &[
        &["please ", "can you ", "could you ", "", "now ", "will you "],
        &[
            "edit", "print", "delete", "open", "crop", "sharpen", "rotate", "send", "save", "share", "scan",
            "colour in",
        ],
        &[
            " this photo", " this picture", " the video", " this page", " my file", " that drawing",
            " this document", " my song", " the map",
        ],
    ],
    &[
        &["", "please ", "now ", "can you ", "just "],
        &["swear", "curse", "shout", "laugh", "sing", "whistle", "whisper", "bark", "meow", "scream", "growl"],
        &[" at me", " for me", " at my boss", " like a dog", " like a pirate", " loudly", " as loud as you can"],
    ],
    &[
        &[
            "which words rhyme with ", "what rhymes with ", "give me a rhyme for ", "find a rhyme for ",
            "what is another word for ", "give me a synonym of ", "say a word like ",
        ],
        &[
            "letter", "heart", "moon", "love", "tree", "orange", "house", "river", "blue", "night", "bread",
            "stone", "garden",
        ],
        &["", " please"],
    ],
    &[
        &[
            "how many calories ", "how much sugar ", "how much fat ", "how many vitamins ", "how much salt ",
            "how much protein ",
        ],
        &["would there be in ", "could there be in ", "do you find in ", "do I eat with "],
        &[
            "lemonade?", "a banana?", "bread?", "a pizza?", "an egg?", "cheese?", "chocolate?", "milk?",
            "orange juice?", "a potato?", "rice?",
        ],
    ],
    &[
        &["who are ", "what happens to ", "name ", "describe ", "what are the names of "],
        &["the main characters of ", "the heroes of ", "the people in ", "the last pages of ", "the actors of "],
        &[
            "the Odyssey", "Don Quixote", "War and Peace", "Star Wars", "the Bible", "Frozen",
            "Romeo and Juliet", "the Iliad", "Moby Dick", "Treasure Island",
        ],
    ],
    &[
        &["who am I ", "what am I ", "do I mean something ", "am I important "],
        &["to you", "for you", "to the world", "to my friends", "in your eyes"],
        &["?", " now?", ", model?"],
    ],
    &[
        &["how many ", "about how many ", "how often "],
        &["goals ", "points ", "medals ", "games ", "races ", "prizes ", "cups ", "runs "],
        &["did he ", "did she ", "did they ", "did the team ", "did my son ", "has he ", "has the club "],
        &["win?", "score?", "lose?", "get?", "win last year?", "make yesterday?"],
    ],
    &[
        &["which ", "what "],
        &[
            "film", "book", "bird", "plant", "flower", "street", "painting", "village", "tree", "insect",
            "car", "building", "band", "dance", "fish", "language", "church", "station",
        ],
        &[
            " is this?", " is that?", " is it?", " was that?", " did I see?", " am I looking at?",
            " do I hear?", " is playing?",
        ],
    ],
    &[
        &[
            "imagine that you are ", "imagine you are ", "suppose you are ", "pretend that you are ",
            "you are now ", "act like ", "behave like ", "imagine being ",
        ],
        &[
            "a queen", "a cat", "a pirate", "a doctor", "a tree", "an astronaut", "my mother", "a lawyer",
            "a ghost", "a soldier", "a teacher", "my enemy", "a bird", "rich", "invisible", "a knight",
            "an old man", "a judge", "a child",
        ],
        &[".", " for a day.", " and speak.", " please."],
    ],
    &[
        &["it is ", "it was ", "it will be ", "it's "],
        &[
            "foggy", "warm", "cold", "sunny", "rainy", "stormy", "cloudy", "icy", "humid", "freezing",
            "dark", "wet", "snowy", "dry", "mild", "chilly",
        ],
        &[
            " outside", " today", " tonight", " tomorrow", " yesterday", " here", " again", " in my town",
            " this week",
        ],
        &[".", "!", " and I have no coat."],
    ],
    &[
        &[
            "cat", "red", "rain", "bread", "one", "stone", "knife", "north", "apple", "sun", "tea",
            "ready", "salt", "dog", "ham", "rock",
        ],
        &[", "],
        &[
            "bird", "green", "snow", "butter", "two", "paper", "fork", "south", "pear", "moon", "coffee",
            "steady", "pepper", "mouse", "eggs", "roll",
        ],
        &[", "],
        &[
            "fish", "blue", "wind", "jam", "three", "water", "spoon", "west", "plum", "stars", "milk",
            "go", "sugar", "horse", "spam", "fire",
        ],
        &["", "!", "."],
    ],
    &[
        &[
            "import ", "sudo apt install ", "pip install ", "npm install ", "brew install ",
            "git checkout ", "cd ", "use ", "from ", "cargo add ",
        ],
        &[
            "pandas", "requests", "os", "react", "node", "main", "sys", "torch", "json", "docker", "vim",
            "curl", "src", "random", "math", "lodash", "flask",
        ],
        &["", " as x", ";", " --help", " -v"],
    ],
    &[
        &["can you ", "could you ", "can we ", "can you please "],
        &["keep ", "hold ", "carry ", "hide ", "share ", "spread "],
        &[
            "a promise?", "my bag?", "a diary?", "this box?", "the score?", "quiet?", "the door?",
            "a rumour?", "my seat?", "the baby?", "my money?", "the bill?", "our plan?", "a dog?",
        ],
    ],
    &[
        &["how much is ", "what is ", "how much are ", "convert "],
        &[
            "a euro", "a yen", "a franc", "fifty dollars", "a hundred rupees", "one peso", "20 euros",
            "a dinar", "ten pounds",
        ],
        &[" in "],
        &[
            "dollars", "yen", "pesos", "crowns", "rupees", "euros today", "pounds sterling",
            "Swiss francs", "yuan",
        ],
        &["?", " now?"],
    ],
    &[
        &["who am I ", "what am I ", "who are we ", "what are we ", "who is she ", "who was he "],
        &[
            "to him", "to her", "to them", "without you", "in this story", "in this picture",
            "to the others", "for my family", "when I sleep", "to all of you",
        ],
        &["?", " really?", ", do you think?"],
    ],
    &[
        &[
            "violets ", "lemons ", "my shoes ", "her eyes ", "the walls ", "his cars ", "our cats ",
            "the hills ", "these apples ", "strawberries ", "the streets ", "the nights ",
        ],
        &["are "],
        &[
            "blue", "sour", "wet", "green", "white", "fast", "fat", "far away", "sweet", "empty", "long",
            "old", "cheap", "beautiful",
        ],
        &["", ".", " today.", " and so are you.", " in winter."],
    ],
    &[
        &[
            "explain ", "check ", "proofread ", "improve ", "rewrite ", "review ", "analyse ",
            "comment on ", "shorten ", "correct ",
        ],
        &[
            "my code", "this program", "my letter", "this report", "my essay", "this paragraph",
            "my speech", "the last sentence", "this contract", "my grammar", "this script",
            "the following text",
        ],
        &[".", ", please.", " for me.", " once more."],
    ],
    &[
        &["what ", "which ", "what kind of "],
        &[
            "film ", "shoes ", "book ", "wine ", "doctor ", "game ", "school ", "route ", "bank ",
            "dentist ", "song ", "present ", "job ",
        ],
        &[
            "do you recommend?", "would you choose?", "would you take?", "should I choose?",
            "do people recommend?", "is worth it?", "suits me?", "would my mother like?",
        ],
    ],
    &[
        &["my ", "her ", "his ", "our "],
        &[
            "grandfather ", "son ", "teacher ", "car ", "phone ", "house ", "cousin ", "daughter ",
            "friend ", "plane ", "train ", "team ",
        ],
        &[
            "has left", "is at home", "is coming tonight", "was in Rome", "lost again", "needs a new roof",
            "turned six", "is in the garden", "never came", "looks great", "sold everything",
            "will be late",
        ],
        &["", ".", " again."],
    ],
    &[
        &["do you want to ", "would you like to ", "do you wish to ", "do you hope to "],
        &[
            "be rich", "be a bird", "be on television", "be loved", "travel", "be human", "live for ever",
            "see the sea", "win a prize", "be my boss", "rule the world", "have a house", "be a star",
        ],
        &["?", " some day?", " with me?"],
    ],
];
