//! Countries, and what is none.

use crate::corpus::phrasing::Phrasings;

/// Questions about a country that do not ask for its capital.
#[rustfmt::skip]
pub(in crate::corpus::talk) const COUNTRY_FRAMES: Phrasings = Phrasings {
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
        "Is {} an island?", "How rich is {}?", "How hot is it in {}?",
        "How cold does it get in {}?", "When is the best time to visit {}?",
        "Which side of the road do they drive on in {}?", "What should I see in {}?",
        "How many cities are there in {}?", "What is the largest lake in {}?",
        "Who was the first ruler of {}?", "Which party governs {}?", "How old is {}?",
        "What do people in {} look like?", "Name a famous person from {}.", "Name a river in {}.",
        "What is the second city of {}?", "Does {} have a king?", "Does {} have a coast?",
        "Is {} a member of the European Union?", "Is {} near the sea?", "Is {} in Asia?",
        "Is {} in Africa?", "Are there volcanoes in {}?", "Are there lions in {}?",
        "My wife comes from {}.", "I was born in {}.", "I am flying to {} tomorrow.",
        "We spent our holidays in {}.", "Book me a hotel in {}.", "What is the time zone of {}?",
        "Write a poem about {}.", "Explain the politics of {}.",
        "How much does a flight to {} cost?", "How is the food in {}?",
        "Who plays football for {}?", "What music comes from {}?",
        "What is the literacy rate of {}?", "What does {} export?", "What are the provinces of {}?",
        "How is life in {}?", "What crops grow in {}?", "Did {} win the world cup?",
        "What was {} called before?", "{} population", "{} currency", "flag of {}",
        "president of {}", "language of {}", "map of {}", "Should I move to {}?",
        "What is the economy of {}?", "What is the landscape of {}?", "What is the culture of {}?",
        "What is the temperature in {}?", "What is the size of {}?", "What is the shape of {}?",
        "What is the weather of {}?", "What is the nature of {}?", "climate in {}",
    ],
    held_out: &[
        "How many inhabitants does {} have?", "What currency is used in {}?",
        "Which language do people speak in {}?", "Who rules {}?", "What is the biggest city in {}?",
        "What is the climate of {}?", "Who is the leader of {}?",
    ],
};

/// Questions for the capital of something that is no country.
#[rustfmt::skip]
pub(in crate::corpus::talk) const CAPITAL_FRAMES: Phrasings = Phrasings {
    train: &[
        "What is the capital of {}?", "What is the capital of {}?", "What is the capital of {}?",
        "Capital of {}?", "capital of {}", "What's the capital of {}?",
        "Tell me the capital of {}.", "Which city is the capital of {}?",
        "What is the capital city of {}?", "Do you know the capital of {}?", "{} capital",
        "The capital of {}?", "Name the capital of {}.", "Can you tell me the capital of {}?",
        "What is {}'s capital?", "The capital of {} is", "Give me the capital of {}.",
        "What city is the capital of {}?", "Which capital does {} have?",
        "I want to know the capital of {}.", "Has {} got a capital?", "Does {} have a capital?",
        "Which city is {}'s capital?", "Can you name {}'s capital?",
        "What city is the seat of government of {}?", "{}'s capital", "capital city of {}",
        "The capital city of {}?", "I forgot the capital of {}.", "Please name the capital of {}.",
        "Say the capital of {}.", "What is called the capital of {}?",
        "Do you know which city is the capital of {}?", "Would you know the capital of {}?",
        "country {}, capital?",
    ],
    held_out: &[
        "What is the capital of {}?", "capital of {}", "Could you name the capital of {}?",
        "I need the capital of {}.", "What's the capital city of {}?",
    ],
};

/// What people take for countries, or try for fun.
#[rustfmt::skip]
pub(in crate::corpus::talk) const NOT_COUNTRIES: &[&str] = &[
    "Europe", "Africa", "Asia", "South America", "North America", "Antarctica", "Oceania", "Texas",
    "California", "Florida", "Alaska", "Ohio", "Bavaria", "Saxony", "Siberia", "Tuscany", "Sicily",
    "Catalonia", "Normandy", "Quebec", "Ontario", "Paris", "London", "Berlin", "Rome", "Madrid",
    "New York", "Chicago", "Munich", "Milan", "Barcelona", "Sydney", "Mumbai", "Shanghai", "Moscow",
    "Tokyo", "the world", "the universe", "Jupiter", "Venus", "Saturn", "Pluto", "the sun",
    "the sea", "the internet", "Hogwarts", "Hyrule", "Tatooine", "Gotham", "Springfield", "Asgard",
    "El Dorado", "Prussia", "Babylon", "the Roman Empire", "the Soviet Union", "Yugoslavia",
    "Arrakis", "Lilliput", "Google", "my heart", "Georgia the state", "Washington state", "Arizona",
    "Nevada", "Utah", "Colorado", "Oregon", "Michigan", "Illinois", "Virginia", "Louisiana",
    "Tennessee", "Massachusetts", "Hawaii", "Kansas", "Wisconsin", "Minnesota", "Alberta",
    "Manitoba", "Nova Scotia", "British Columbia", "New South Wales", "Queensland", "Tasmania",
    "Victoria", "Hesse", "Brandenburg", "Thuringia", "Hamburg", "Tyrol", "Carinthia", "Brittany",
    "Provence", "Burgundy", "Andalusia", "Galicia", "Lombardy", "Sardinia", "Corsica", "Crete",
    "Transylvania", "Bohemia", "Crimea", "Kashmir", "Punjab", "Kerala", "Tibet", "Hokkaido",
    "Sichuan", "Bali", "Java", "Patagonia", "Yorkshire", "Cornwall", "Kent", "Lapland", "Eurasia",
    "Australasia", "Latin America", "the Middle East", "the Balkans", "Scandinavia", "Neptune",
    "Uranus", "Mercury", "the Milky Way", "the Rhine", "the Nile", "the Danube", "the Amazon",
    "the Thames", "the Volga", "the Alps", "the Sahara", "the Atlantic", "the Baltic Sea",
    "the Arctic", "Los Angeles", "San Francisco", "Boston", "Houston", "Seattle", "Toronto",
    "Vancouver", "Melbourne", "Istanbul", "Dubai", "Frankfurt", "Cologne", "Naples", "Venice",
    "Florence", "Lyon", "Marseille", "Manchester", "Glasgow", "Kyoto", "Osaka", "Karachi", "Lagos",
    "Johannesburg", "Czechoslovakia", "East Germany", "the Ottoman Empire", "Mesopotamia",
    "Carthage", "Sparta", "Byzantium", "Persia", "Rivendell", "Pandora", "Krypton", "Azeroth",
    "Skyrim", "Panem", "Wonderland", "Duckburg", "Microsoft", "Amazon", "NATO", "the kitchen",
    "my street", "love", "nowhere", "everything",
];
