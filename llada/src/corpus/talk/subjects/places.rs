//! Cities, sights and landscapes.

use super::Kind;
use crate::corpus::phrasing::Phrasings;

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
            "How do people live in {}?", "Is {} crowded?", "Is {} expensive?",
            "When should I visit {}?", "How cold is it in {}?", "How hot does it get in {}?",
            "Is there snow in {}?", "What are the sights of {}?", "Which hotel in {} is good?",
            "What is the history of {}?", "Who founded {}?", "Is {} safe at night?",
            "I want to go to {}.", "I was in {} last year.", "My flight to {} is late.",
            "Show me {} on a map.", "map of {}", "hotels in {}", "flights to {}",
            "Draw me a picture of {}.", "Is {} worth a visit?", "Where do I park in {}?",
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
        "Loch Ness", "Stonehenge", "Disneyland", "Las Vegas", "Miami", "Seattle", "Houston",
        "Vancouver", "Montreal", "Manchester", "Liverpool", "Edinburgh", "Glasgow", "Cologne",
        "Frankfurt", "Dresden", "Salzburg", "Lyon", "Nice", "Bordeaux", "Granada", "Porto",
        "Palermo", "Bologna", "Antwerp", "Krakow", "Saint Petersburg", "Kyoto", "Osaka",
        "Seoul Tower", "Kolkata", "Goa", "Karachi", "Tel Aviv", "Casablanca", "Marrakesh",
        "Timbuktu", "Johannesburg", "Lagos", "Sao Paulo", "Machu Picchu", "Easter Island",
        "the Galapagos Islands", "Bali", "Siberia", "Greenland", "the North Pole", "the South Pole",
        "the Dead Sea", "the Black Sea", "Lake Superior", "the Danube", "the Mississippi",
        "the Thames", "the Andes", "Mont Blanc", "Kilimanjaro", "the Golden Gate Bridge",
        "the Statue of Liberty", "the Kremlin", "the Vatican Museums", "Notre-Dame", "Central Park",
        "Times Square", "Hollywood", "Silicon Valley", "Buckingham Palace", "Wall Street",
    ],
    names: true,
};
