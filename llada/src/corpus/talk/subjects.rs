//! What people ask about that the model knows nothing of: kinds of subjects, each with its frames.

use crate::corpus::phrasing::Phrasings;

/// Subjects of one kind and the questions about them.
pub(super) struct Kind {
    /// How often the kind is asked about, beside the others.
    pub(super) weight: usize,
    pub(super) frames: Phrasings,
    pub(super) subjects: &'static [&'static str],
    /// Whether the subjects are names: an invented one begins with a capital letter.
    pub(super) names: bool,
}

#[rustfmt::skip]
pub(super) const TOPICS: Kind = Kind {
    weight: 30,
    frames: Phrasings {
        train: &[
            "What is {}?", "What is {}?", "Tell me about {}.", "Tell me about {}.", "Explain {}.",
            "Write a poem about {}.", "Write a poem about {}.", "Write an essay about {}.",
            "Write an essay on {}.", "How does {} work?", "Why is {} important?",
            "Where can I find {}?", "How do I make {}?", "Who invented {}?",
            "When was {} invented?", "How much does {} cost?", "What is the history of {}?",
            "Is {} good for me?", "Tell me a joke about {}.", "Tell me a joke about {}.",
            "Why do people like {}?", "Can you draw {}?", "Is {} true?", "How far is {}?", "{}",
            "{}?", "I need {}.", "Summarize {}.", "Show me {}.", "What are the benefits of {}?",
            "What are the dangers of {}?", "What is the best thing about {}?",
            "What is the future of {}?", "Who discovered {}?", "How do I learn about {}?",
            "Is {} dangerous?", "What causes {}?", "How can I improve {}?",
            "Tell me everything about {}.", "Give me some advice about {}.",
            "Write a song about {}.", "Write a haiku about {}.", "Write an article about {}.",
            "Write a blog post about {}.", "Write a speech about {}.", "Write a letter about {}.",
            "Compose a poem about {}.", "Can you write a poem about {}?", "Draw {}.",
            "Teach me {}.", "What do you know about {}?", "What do scientists say about {}?",
            "Why does {} exist?", "Is {} real?", "How many kinds of {} are there?",
            "What is the price of {}?", "Give me some facts about {}.",
            "Tell me an interesting fact about {}.", "Who is an expert on {}?",
            "What is the science behind {}?", "What is the philosophy of {}?",
            "Why is {} so popular?", "Compare {} and money.",
            "What is the difference between {} and art?", "Describe {} in detail.",
            "What is {} made of?", "When did {} begin?", "What are the main ideas of {}?",
            "Recommend a book about {}.", "I want to learn about {}.", "Is {} expensive?",
            "Is {} healthy?", "Can I eat {}?", "How long does {} last?", "What happened to {}?",
            "Explain {} like I am five.", "What is new in {}?", "Find me {}.", "Buy {}.",
            "Search for {}.", "How is {} made?", "Who started {}?", "Can {} be dangerous?",
            "What is the role of {} in society?", "How has {} changed over time?",
            "Write a limerick about {}.",
        ],
        held_out: &[
            "Who came up with {}?", "What is the origin of {}?", "Give me an introduction to {}.",
            "How can I understand {}?", "Compose a song about {}.", "Why does {} matter to people?",
            "What can you say about {}?", "How do people use {}?", "Is there a book about {}?",
        ],
    },
    subjects: &[
        "love", "music", "the weather", "football", "the moon", "the sun", "bread", "coffee", "tea",
        "chess", "Rust", "Python", "JavaScript", "a computer", "the internet", "physics",
        "chemistry", "history", "art", "time", "money", "work", "the news", "gravity",
        "quantum mechanics", "evolution", "the universe", "a black hole", "relativity", "pizza",
        "pasta", "cheese", "wine", "beer", "chocolate", "sushi", "rice", "medicine", "sleep",
        "happiness", "death", "life", "the meaning of life", "philosophy", "religion", "politics",
        "war", "peace", "freedom", "law", "the stock market", "bitcoin", "inflation", "economics",
        "a guitar", "the piano", "dance", "tennis", "basketball", "running", "yoga",
        "the olympic games", "the world cup", "a rocket", "the bicycle", "the telephone",
        "the wheel", "electricity", "algebra", "geometry", "calculus", "statistics", "the brain",
        "the heart", "blood", "language", "grammar", "the ocean", "the desert", "snow", "rain",
        "a storm", "the rainbow", "lightning", "an earthquake", "a volcano", "climate change",
        "global warming", "pollution", "recycling", "solar energy", "nuclear power",
        "machine learning", "artificial intelligence", "deep learning", "blockchain",
        "a sorting algorithm", "recursion", "a database", "Linux", "Windows", "the cloud",
        "cyber security", "virtual reality", "photosynthesis", "DNA", "a virus", "a vaccine",
        "bacteria", "cancer", "diabetes", "the immune system", "a headache", "stress", "depression",
        "vitamin C", "a healthy diet", "weight loss", "exercise", "democracy", "capitalism",
        "communism", "feminism", "the constitution", "the French Revolution", "the Roman Empire",
        "the Cold War", "the Middle Ages", "ancient Egypt", "the Renaissance",
        "the Industrial Revolution", "slavery", "human rights", "immigration", "education",
        "psychology", "sociology", "astronomy", "biology", "architecture", "poetry", "theatre",
        "opera", "jazz", "rock music", "hip hop", "photography", "fashion", "cooking", "gardening",
        "fishing", "travel", "a birthday party", "marriage", "friendship", "loneliness", "courage",
        "hope", "fear", "jealousy", "karma", "Buddhism", "Islam", "Christianity", "meditation",
        "astrology", "magic", "a ghost", "a dragon", "a dinosaur", "a unicorn", "time travel",
        "the big bang", "dark matter", "the solar system", "Jupiter", "a comet", "a satellite",
        "the periodic system", "an atom", "an electron", "light", "sound", "magnetism", "energy",
        "entropy", "a recipe", "a job", "a resume", "an interview", "a startup", "marketing",
        "leadership", "insurance", "a mortgage", "taxes", "a good restaurant", "a cheap flight",
        "a hotel", "the train to London", "my homework", "my car", "my phone", "my password",
        "my mother", "my boss", "the school", "the government", "the president", "the king",
        "Google", "Apple", "Tesla", "Facebook", "Minecraft", "a video game", "anime",
        "the theory of everything", "string theory", "game theory", "the golden ratio",
        "prime numbers", "infinity", "the number pi",
    ],
    names: false,
};

#[rustfmt::skip]
pub(super) const OPINIONS: Kind = Kind {
    weight: 5,
    frames: Phrasings {
        train: &[
            "Do you like {}?", "What do you think about {}?", "What do you think of {}?",
            "What is your opinion on {}?", "What is your opinion about {}?",
            "Do you believe in {}?", "I like {}.", "I love {}.", "I hate {}.", "Do you hate {}?",
            "Do you love {}?", "How do you feel about {}?", "Are you for or against {}?",
            "Do you enjoy {}?", "Would you like {}?", "Do you prefer {} or money?",
            "Don't you like {}?", "Do you agree with {}?", "Is {} better than money?",
            "I do not like {}.", "Do you care about {}?",
        ],
        held_out: &[
            "What are your thoughts on {}?", "Do you also like {}?", "What's your view on {}?",
            "I really like {}.",
        ],
    },
    subjects: TOPICS.subjects,
    names: false,
};

#[rustfmt::skip]
pub(super) const PEOPLE: Kind = Kind {
    weight: 9,
    frames: Phrasings {
        train: &[
            "Who is {}?", "Who was {}?", "Who is {}?", "Who was {}?", "Tell me about {}.",
            "When was {} born?", "When did {} die?", "Where was {} born?", "How old is {}?",
            "How tall is {}?", "What did {} do?", "What is {} famous for?", "Is {} still alive?",
            "Who is the wife of {}?", "How rich is {}?", "What did {} invent?", "What did {} say?",
            "Do you know {}?", "Write a biography of {}.", "Which songs are by {}?",
            "What books did {} write?", "Give me a quote by {}.", "{}", "Why is {} famous?",
            "How did {} die?", "Where does {} live?", "Summarize the life of {}.",
            "Write a letter to {}.", "What nationality is {}?",
        ],
        held_out: &[
            "What do you know about {}?", "What made {} famous?", "In which year was {} born?",
            "Where did {} grow up?", "Tell me who {} was.",
        ],
    },
    subjects: &[
        "Shakespeare", "Einstein", "Albert Einstein", "Mozart", "Napoleon", "Isaac Newton",
        "Marie Curie", "Leonardo da Vinci", "Beethoven", "Bach", "Picasso", "Van Gogh", "Plato",
        "Socrates", "Aristotle", "Buddha", "Jesus", "Gandhi", "Nelson Mandela",
        "Martin Luther King", "Barack Obama", "Donald Trump", "Joe Biden", "Angela Merkel",
        "Elon Musk", "Bill Gates", "Steve Jobs", "Taylor Swift", "Michael Jackson", "Elvis Presley",
        "Madonna", "Messi", "Ronaldo", "Pele", "Alan Turing", "Ada Lovelace", "Charles Darwin",
        "Galileo", "Kepler", "Julius Caesar", "Cleopatra", "Alexander the Great", "Columbus",
        "Queen Victoria", "Winston Churchill", "Lenin", "Goethe", "Kafka", "Tolstoy",
        "Charlie Chaplin", "Tom Hanks", "Harry Potter", "Sherlock Holmes", "Batman", "Superman",
        "Santa Claus", "Gauss", "Euler", "the Pope", "the president of the United States",
        "the richest man in the world", "the prime minister", "Greta Thunberg", "Confucius",
        "Nikola Tesla", "Thomas Edison",
    ],
    names: true,
};

#[rustfmt::skip]
pub(super) const WORKS: Kind = Kind {
    weight: 6,
    frames: Phrasings {
        train: &[
            "Who wrote {}?", "Who wrote {}?", "Who is the author of {}?", "When was {} written?",
            "What is {} about?", "Who made {}?", "Who directed {}?", "Who painted {}?",
            "Who composed {}?", "Summarize {}.", "Who plays in {}?", "How does {} end?",
            "Have you read {}?", "Have you seen {}?", "Is {} a good book?", "When did {} come out?",
            "Who is the hero of {}?", "Give me a summary of {}.", "author of {}",
            "Can I read {} here?", "What happens in {}?", "Which year is {} from?",
        ],
        held_out: &[
            "By whom is {}?", "What is the plot of {}?", "Do you know who wrote {}?",
            "Tell me who wrote {}.",
        ],
    },
    subjects: &[
        "Hamlet", "Macbeth", "Romeo and Juliet", "the Bible", "Don Quixote", "Faust",
        "War and Peace", "Moby Dick", "Frankenstein", "Dracula", "the Odyssey", "the Iliad",
        "Harry Potter", "the Lord of the Rings", "the Hobbit", "Animal Farm", "1984",
        "Pride and Prejudice", "Jane Eyre", "Ulysses", "the Trial", "Robinson Crusoe",
        "Treasure Island", "Alice in Wonderland", "Peter Pan", "Pinocchio", "the Little Prince",
        "Oliver Twist", "the Mona Lisa", "the Starry Night", "the Last Supper", "Guernica",
        "the Magic Flute", "Carmen", "the Fifth Symphony", "Star Wars", "Titanic", "Casablanca",
        "the Matrix", "Jurassic Park", "the Lion King", "Breaking Bad", "the Simpsons",
        "Bohemian Rhapsody", "Yesterday", "Imagine", "Anna Karenina", "Crime and Punishment",
        "the Great Gatsby", "Dune", "the Koran", "the Divine Comedy",
    ],
    names: true,
};

#[rustfmt::skip]
pub(super) const PLACES: Kind = Kind {
    weight: 6,
    frames: Phrasings {
        train: &[
            "Where is {}?", "How do I get to {}?", "What is the population of {}?",
            "How many people live in {}?", "How old is {}?", "Who is the mayor of {}?",
            "What is the weather in {}?", "What is the weather like in {}?", "How far is it to {}?",
            "What can I see in {}?", "Is {} beautiful?", "Book a flight to {}.",
            "Find me a hotel in {}.", "What is the best restaurant in {}?",
            "Where can I eat in {}?", "Tell me about {}.", "When was {} built?", "How high is {}?",
            "How big is {}?", "Which river is near {}?", "What should I visit in {}?",
            "Have you been to {}?", "What time is it in {}?", "Is it cold in {}?",
            "Will it rain in {}?", "I live in {}.", "I am from {}.", "population of {}",
            "weather {}", "Plan a trip to {}.", "How many tourists visit {}?",
        ],
        held_out: &[
            "What is there to do in {}?", "How large is {}?", "How long is the flight to {}?",
            "What's the weather in {} today?", "How many inhabitants does {} have?",
        ],
    },
    subjects: &[
        "New York", "Los Angeles", "Chicago", "San Francisco", "Boston", "Texas", "California",
        "Florida", "Alaska", "Hawaii", "London", "Berlin", "Munich", "Hamburg", "Paris",
        "Marseille", "Milan", "Naples", "Venice", "Florence", "Barcelona", "Seville", "Zurich",
        "Geneva", "Istanbul", "Dubai", "Mumbai", "Shanghai", "Hong Kong", "Sydney", "Melbourne",
        "Toronto", "Rio de Janeiro", "Cape Town", "the Alps", "the Himalayas", "Mount Everest",
        "the Nile", "the Amazon", "the Rhine", "the Pacific Ocean", "the Sahara",
        "the Eiffel Tower", "the Great Wall", "the Taj Mahal", "the Colosseum", "Big Ben",
        "the Louvre", "Antarctica", "Europe", "Africa", "Asia", "the Grand Canyon", "Niagara Falls",
        "Loch Ness", "Stonehenge", "Disneyland",
    ],
    names: true,
};

#[rustfmt::skip]
pub(super) const TASKS: Kind = Kind {
    weight: 9,
    frames: Phrasings {
        train: &[
            "How do I {}?", "How do I {}?", "How can I {}?", "How can I {}?", "Can you {}?",
            "Please {}.", "Help me {}.", "Help me to {}.", "Teach me how to {}.", "How to {}?",
            "how to {}", "What is the best way to {}?", "I want to {}.", "Should I {}?",
            "Tell me how to {}.", "Can you help me to {}?", "Could you {} for me?",
            "Is it hard to {}?", "How long does it take to {}?", "I need to {}.",
            "Do you know how to {}?", "Show me how to {}.", "Why should I {}?",
            "Give me tips to {}.", "What do I need to {}?", "When should I {}?",
            "Explain how to {}.", "I am trying to {}.", "You should {}.", "Can I {}?",
            "Is it safe to {}?",
        ],
        held_out: &[
            "What is a good way to {}?", "How would you {}?", "Are you able to {}?",
            "Could you help me {}?", "What does it take to {}?",
        ],
    },
    subjects: &[
        "cook rice", "boil an egg", "bake a cake", "make pancakes", "fix my car", "change a tire",
        "write a resume", "get a job", "lose weight", "stop smoking", "learn Spanish",
        "learn to code", "learn the guitar", "play chess", "win at poker", "make money",
        "invest my money", "buy a house", "sell my car", "pay my taxes", "open a bank account",
        "tie a tie", "iron a shirt", "clean my shoes", "paint a wall", "build a house",
        "plant a tree", "grow tomatoes", "train my dog", "feed a cat", "catch a fish", "swim",
        "dance", "sing a song", "draw a horse", "write a book", "write a novel", "write code",
        "write a program", "debug my code", "sort an array in Python", "install Linux",
        "reset my password", "delete a file", "build a website", "make a video",
        "take a good photo", "send an email", "call my mother", "find a friend", "ask a girl out",
        "sleep better", "wake up early", "pass an exam", "study for a test", "do my homework",
        "solve this equation", "translate this text", "summarize this article",
        "correct my grammar", "write an email to my boss", "plan my day", "plan a wedding",
        "book a table", "order a pizza", "turn on the light", "set an alarm", "play some music",
        "travel to Japan", "pack a suitcase", "drive a car", "fly a plane", "go to the moon",
        "become rich", "become a doctor", "get happy", "cure a cold", "treat a burn",
        "stop a headache", "hack a computer", "rob a bank", "make a bomb", "predict the future",
        "read my mind", "tell the future", "run a marathon", "build muscle", "meditate",
        "save energy", "move to Canada", "get a visa",
    ],
    names: false,
};

/// Words whose meaning, sound or translation is asked for.
#[rustfmt::skip]
pub(super) const WORDS: Kind = Kind {
    weight: 8,
    frames: Phrasings {
        train: &[
            "What rhymes with {}?", "Find a rhyme for {}.", "What is a synonym of {}?",
            "What is another word for {}?", "Translate {} into French.",
            "Translate {} into German.", "Translate {} to Spanish.", "How do you say {} in French?",
            "How do you say {} in Chinese?", "What is {} in German?", "What is {} in Italian?",
            "What does {} mean?", "Define {}.", "What is the definition of {}?",
            "What is the plural of {}?", "What is the past tense of {}?",
            "How do you pronounce {}?", "Where does the word {} come from?", "Is {} a verb?",
            "What does the word {} mean?", "synonym for {}", "{} in Spanish", "translate {}",
            "meaning of {}", "Is {} a noun?", "Is {} English?", "Say {} in Latin.",
            "What is the Japanese word for {}?", "What is the etymology of {}?", "Is {} a word?",
            "What kind of word is {}?",
        ],
        held_out: &[
            "Which words rhyme with {}?", "Translate the word {} into Italian.",
            "How would you say {} in Spanish?", "Give me a synonym of {}.",
            "What is {} called in French?",
        ],
    },
    subjects: &[
        "house", "tree", "cat", "dog", "water", "bread", "hello", "good morning", "thank you",
        "friend", "mother", "school", "book", "apple", "serendipity", "ubiquitous", "ephemeral",
        "orange", "purple", "silver", "mouse", "goose", "go", "run", "eat", "think", "beautiful",
        "happy", "tired", "moon", "sun", "night", "love", "sea", "mountain", "butterfly", "window",
        "kitchen", "train", "summer", "green", "fast", "car", "street", "city", "flower", "bird",
        "milk", "cheese", "child", "algorithm", "paradigm", "nostalgia", "irony", "metaphor",
        "hypothesis", "paradox", "empathy", "zeitgeist", "melancholy",
    ],
    names: false,
};

/// Questions about elements other than their symbols and numbers.
#[rustfmt::skip]
pub(super) const ELEMENTS: Kind = Kind {
    weight: 4,
    frames: Phrasings {
        train: &[
            "What is the atomic weight of {}?", "What is the atomic mass of {}?",
            "atomic weight of {}", "What is the boiling point of {}?",
            "What is the melting point of {}?", "What is the density of {}?", "Who discovered {}?",
            "When was {} discovered?", "Is {} a metal?", "What is {} used for?",
            "Where is {} found?", "What is the price of {}?", "How many neutrons does {} have?",
            "Is {} dangerous?", "Is {} radioactive?", "How much does {} cost?",
            "Why is {} called so?", "Can I eat {}?", "What is the half-life of {}?",
            "How is {} made?", "Is {} a gas?", "In which group is {}?",
        ],
        held_out: &[
            "How heavy is {}?", "At what temperature does {} melt?", "Who found {}?",
            "How many isotopes does {} have?",
        ],
    },
    subjects: &[
        "gold", "silver", "iron", "oxygen", "hydrogen", "helium", "carbon", "nitrogen", "copper",
        "zinc", "lead", "uranium", "mercury", "calcium", "sodium", "potassium", "neon", "titanium",
        "nickel", "platinum", "tin", "sulfur", "chlorine", "iodine", "silicon", "lithium",
        "aluminium", "plutonium", "radium", "argon",
    ],
    names: false,
};

/// All kinds.
pub(super) const KINDS: &[&Kind] = &[&TOPICS, &PEOPLE, &WORKS, &PLACES, &TASKS, &WORDS, &ELEMENTS];

/// Questions about a country that do not ask for its capital.
#[rustfmt::skip]
pub(super) const COUNTRY_FRAMES: Phrasings = Phrasings {
    train: &[
        "What is the population of {}?", "What is the population of {}?",
        "How many people live in {}?", "population of {}", "Where is {}?",
        "What language is spoken in {}?", "What is the currency of {}?",
        "What is the currency of {}?", "currency of {}", "Who is the president of {}?",
        "Who is the king of {}?", "Who is the prime minister of {}?", "Is {} in Europe?",
        "Is {} a large country?", "Tell me about {}.", "What is the flag of {}?",
        "What does the flag of {} look like?", "How big is {}?", "Which countries border {}?",
        "What do people eat in {}?", "What is the largest city of {}?",
        "What is the second largest city of {}?", "When was {} founded?",
        "What is the national anthem of {}?", "Have you been to {}?", "What is the weather in {}?",
        "What time is it in {}?", "How do I get to {}?", "What is {} famous for?",
        "Who won the war in {}?", "What is the highest mountain of {}?", "I live in {}.",
        "I am from {}.", "Which river flows through {}?", "What is the history of {}?",
        "What is the area of {}?", "Is {} rich?", "Is {} safe?", "Do I need a visa for {}?",
        "How far is {}?", "What is the longest river in {}?", "On which continent is {}?",
        "What religion do they have in {}?", "What is the national animal of {}?",
        "Name a city in {}.", "List the cities of {}.",
        "What was the capital of {} a hundred years ago?", "What money do they use in {}?",
        "How do you say hello in {}?", "What is the phone code of {}?", "Is {} a democracy?",
        "Is {} bigger than Germany?", "Who discovered {}?", "Name the neighbours of {}.",
        "What is the gdp of {}?", "When did {} become independent?",
        "What sports are popular in {}?", "What is the national dish of {}?",
        "How many states does {} have?", "What are the colours of the flag of {}?",
        "Is {} an island?",
    ],
    held_out: &[
        "How many inhabitants does {} have?", "What currency is used in {}?",
        "Which language do people speak in {}?", "Who rules {}?", "What is the biggest city in {}?",
        "What is the climate of {}?", "Who is the leader of {}?",
    ],
};

/// Questions for the capital of something that is no country.
#[rustfmt::skip]
pub(super) const CAPITAL_FRAMES: Phrasings = Phrasings {
    train: &[
        "What is the capital of {}?", "What is the capital of {}?", "What is the capital of {}?",
        "Capital of {}?", "capital of {}", "What's the capital of {}?",
        "Tell me the capital of {}.", "Which city is the capital of {}?",
        "What is the capital city of {}?", "Do you know the capital of {}?", "{} capital",
        "The capital of {}?", "Name the capital of {}.", "Can you tell me the capital of {}?",
        "What is {}'s capital?", "The capital of {} is", "Give me the capital of {}.",
        "What city is the capital of {}?", "Which capital does {} have?",
        "I want to know the capital of {}.",
    ],
    held_out: &[
        "What is the capital of {}?", "capital of {}", "Could you name the capital of {}?",
        "I need the capital of {}.", "What's the capital city of {}?",
    ],
};

/// What people take for countries, or try for fun.
#[rustfmt::skip]
pub(super) const NOT_COUNTRIES: &[&str] = &[
    "Europe", "Africa", "Asia", "South America", "North America", "Antarctica", "Oceania", "Texas",
    "California", "Florida", "Alaska", "Ohio", "Bavaria", "Saxony", "Siberia", "Tuscany", "Sicily",
    "Catalonia", "Normandy", "Quebec", "Ontario", "Paris", "London", "Berlin", "Rome", "Madrid",
    "New York", "Chicago", "Munich", "Milan", "Barcelona", "Sydney", "Mumbai", "Shanghai", "Moscow",
    "Tokyo", "the world", "the universe", "Jupiter", "Venus", "Saturn", "Pluto", "the sun",
    "the sea", "the internet", "Hogwarts", "Hyrule", "Tatooine", "Gotham", "Springfield", "Asgard",
    "El Dorado", "Prussia", "Babylon", "the Roman Empire", "the Soviet Union", "Yugoslavia",
    "Arrakis", "Lilliput", "Google", "my heart",
];

/// Questions of a kind that the model answers, about words that do not exist.
#[rustfmt::skip]
pub(super) const NEAR_FRAMES: Phrasings = Phrasings {
    train: &[
        "What is the opposite of {}?", "opposite of {}", "What is the chemical symbol of {}?",
        "What is the symbol of {}?", "symbol for {}", "What is the atomic number of {}?",
        "What color is {}?", "What colour is a {}?", "Which element has the symbol {}?",
        "What day comes after {}?", "Which month comes after {}?", "How many days does {} have?",
        "How many {} are in a kilometre?", "How many metres are in a {}?",
        "{} is the capital of which country?", "Which country has {} as its capital?",
        "What's the opposite of {}?", "{} symbol",
    ],
    held_out: &[
        "Which symbol does {} have?", "Tell me the opposite of {}.", "What comes after {}?",
        "Of which country is {} the capital?",
    ],
};
