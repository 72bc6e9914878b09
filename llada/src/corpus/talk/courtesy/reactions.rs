//! What people say about an answer, and about themselves.

use super::MARK;
use crate::corpus::phrasing::{Intent, Phrasings};

#[rustfmt::skip]
pub(super) const REACTIONS: &[Intent] = &[
    Intent {
        phrasings: Phrasings {
            train: &[
                "Great!", "Nice!", "Cool", "Ok", "Okay.", "Good.", "Well done!", "Wow", "Perfect!",
                "Very good!", "Awesome!", "Right.", "Correct!", "Yes", "That is right.",
                "Good job!", "Excellent!", "I see.", "Good answer!", "Interesting.", "Amazing!",
                "Fantastic!", "yes!", "yep", "yeah", "yup", "sure", "of course", "k", "kk", "fine",
                "ok ok", "alright", "all right", "got it", "I understand.", "Understood.",
                "Makes sense.", "I agree.", "True.", "Exactly!", "Right!", "Sounds good.",
                "Brilliant!", "Super!", "Impressive!", "Not bad.", "I like it.", "I like that.",
                "Good work!", "Bravo!", "That is it.", "You are right.", "You got it!", "Lovely!",
                "Beautiful!", "Nice story!", "What a nice story!", "I know.", "Indeed.",
                "yes please", "Go on.", "Continue.", "Oh I see.", "aha", "ah ok", "Cool story!",
                "That was fast!", "Wonderful!", "Neat!", "Sweet!", "Spot on!", "Superb!",
                "Terrific!", "Marvelous!", "That works.", "Works for me.", "Good to know.",
                "Nailed it!", "Clever!", "Fair enough.", "No doubt.", "Absolutely!", "Definitely.",
                "That explains it.", "Now I get it.", "You did it!", "Respect!", "hooray",
                "Precisely.", "good stuff", "Well said!", "Noted.", "10/10", "I am impressed.",
                "Keep going!", "Splendid!",
            ],
            held_out: &[
                "Very nice!", "Ok, good.", "Wow, great!", "That is correct!", "oh nice",
                "That was good!", "That makes sense.",
            ],
        },
        parts: &[
            &[
                "", "", "Ok, ", "Wow, ", "Yes, ", "Oh, ", "Very ", "Ah, ", "Really ", "Haha, ",
                "So ",
            ],
            &[
                "great", "nice", "cool", "good", "perfect", "awesome", "well done", "correct",
                "right", "excellent", "interesting", "that is right", "that is correct",
                "that is good", "that is nice", "I see", "fine", "amazing", "that is great",
                "that is cool", "that was right", "that is true", "good job", "that is interesting",
                "I understand",
            ],
            MARK,
        ],
        answer: "Good! What would you like to know next?",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "That is wrong.", "Wrong!", "That's not right.", "That is not correct.",
                "You are wrong.", "This is false.", "Incorrect.", "No, that is wrong.",
                "That is a mistake.", "You made a mistake.", "That's wrong", "that is not true",
                "Your answer is false.", "This makes no sense.", "That makes no sense.",
                "Nonsense!", "This is not what I asked.", "That is not what I asked for.",
                "That is not what I meant.", "I do not believe you.", "I don't believe it.",
                "You are lying.", "This is bad.", "Bad answer.", "Bad bot!",
                "That is a bad answer.", "Not true.", "Not correct.", "You are useless.",
                "You are stupid.", "You are dumb.", "This is stupid.", "I hate you.",
                "You are bad.", "You suck.", "Terrible!", "Try again.", "Are you crazy?",
                "What a bad answer!", "Rubbish!", "You did not answer my question.",
                "You misunderstood me.", "Wrong answer!", "That was not good.", "error",
                "I don't like that.", "This does not help.", "You don't know anything.",
                "You got that wrong.", "You are mixing things up.", "Check that again.",
                "That can't be.", "No way, that is off.", "This is garbage.",
                "That is far from the truth.", "You fail.", "Epic fail!", "What nonsense is this?",
                "You're broken.", "You are talking rubbish.", "Please correct yourself.",
                "That answer is off.", "I disagree.", "I am disappointed.", "Such a poor answer.",
                "You keep getting it wrong.", "You are no help.", "Idiot!", "That was awful.",
                "I expected more.", "boo",
            ],
            held_out: &[
                "No, that's not correct.", "That was wrong.", "Your answer is wrong.",
                "You are mistaken.", "That was a mistake.", "That's not what I asked.",
            ],
        },
        parts: &[
            &["", "No, ", "Hmm, ", "Sorry, ", "But ", "Oh no, ", "I think ", "Sorry, but "],
            &[
                "that is", "that was", "this is", "that's", "your answer is", "you are",
                "the answer is", "your answer was", "this answer is", "it is",
            ],
            &[
                " wrong", " not right", " not correct", " false", " incorrect", " not true",
                " a mistake", " bad", " nonsense", " stupid", " useless", " not what I asked",
            ],
            MARK,
        ],
        answer: "I am sorry. I am a very small model and make mistakes.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "No", "No.", "Nope", "nah", "No thanks.", "No, thank you.", "Never mind.",
                "Nothing.", "Nothing, thanks.", "Stop", "Stop it.", "Forget it.", "Not now.",
                "Wait", "Wait a moment.", "One moment.", "Maybe.", "Perhaps.", "I don't know.",
                "Not really.", "I don't care.", "cancel", "no no", "Let me think.",
                "I am not sure.", "Something else.", "Another topic, please.", "Whatever.",
                "Enough.", "Hold on.", "Skip it.", "Next.", "Not today.", "I changed my mind.",
                "idk", "Let us talk about something else.", "Be quiet.", "Shut up.", "Drop it.",
                "Leave it.", "Let it be.", "Pass.", "Don't bother.", "No need.", "Not interested.",
                "Give me a minute.", "I'd rather not.", "Some other time.", "Hang on.",
                "Change the subject.", "New topic.", "This is boring.", "I have no idea.",
                "No clue.", "hmm, nope", "not necessary", "That is enough.", "Ignore that.",
                "Start over.", "I'll pass.",
            ],
            held_out: &[
                "Oh, never mind.", "No, nothing.", "Wait a second.", "Please stop.",
                "I do not know.",
            ],
        },
        parts: &[
            &["", "No, ", "Ok, ", "Oh, ", "Hmm, ", "Please, ", "Sorry, ", "Well, "],
            &[
                "never mind", "forget it", "nothing", "stop", "not now", "maybe later", "wait",
                "perhaps not", "I don't know", "I changed my mind", "something else",
                "let me think", "no",
            ],
            &["", " please", " for now", " again", ", model"],
            MARK,
        ],
        answer: "All right. Ask me something else whenever you like.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Sorry", "I am sorry.", "Sorry!", "My mistake.", "Oh, sorry.", "Sorry about that.",
                "Excuse me.", "I apologize.", "Pardon me.", "my bad", "oops", "Oops, sorry.",
                "Forgive me.", "I was wrong.", "It was my fault.", "Please forgive me.",
                "I made a mistake.", "I did not mean it.", "That was a typo.", "Sorry, typo.",
                "I beg your pardon.", "whoops", "I take it back.", "Sorry for the trouble.",
                "Sorry to disturb you.", "My apologies.", "Apologies!", "I misspoke.",
                "That came out wrong.", "Mea culpa.", "I pressed the wrong key.",
                "Wrong window, sorry.", "Don't be angry with me.", "I should not have said that.",
                "I was rude.", "sry", "soz", "I regret what I said.", "No offense meant.",
                "I typed too fast.", "I got it wrong, sorry.",
            ],
            held_out: &[
                "Oh, I am sorry.", "Sorry, my mistake.", "I'm so sorry.", "That was my mistake.",
            ],
        },
        parts: &[
            &["", "Oh, ", "Ok, ", "Oops, ", "Ah, "],
            &[
                "sorry", "I am sorry", "I'm sorry", "my mistake", "I apologize", "excuse me",
                "pardon me", "my fault", "I am very sorry", "forgive me",
            ],
            &[
                "", " for that", " about that", ", really", ", I was wrong", ", I made a typo",
                ", my friend",
            ],
            MARK,
        ],
        answer: "No problem at all.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Can you help me?", "Could you help me?", "I need help.", "I need your help.",
                "I have a question.", "Can I ask you something?", "May I ask you something?",
                "Can I ask a question?", "Will you help me?", "Please help me.", "Help me please",
                "Can you help me with something?", "Would you help me?",
                "I want to ask you something.", "Are you ready?", "Ready?", "Can you assist me?",
                "help me", "Can we talk?", "Let us talk.", "Let's chat.", "Talk to me.",
                "Do you have time?", "I have some questions.", "Can I ask you a question?",
                "Let me ask you something.", "I want to talk.", "I need some help, please.",
                "I have a problem.", "Can you do something for me?", "Do me a favor.",
                "Can you hear me?", "Got a minute?", "I am stuck.",
                "There is something I want to know.", "I'm looking for help.", "Lend me a hand.",
                "Would you answer a question?", "SOS", "Can I bother you?",
                "I could use some help.", "Are you listening?", "Someone help me!",
                "Mind if I ask you something?", "I don't know what to do.", "Are you available?",
                "Let's have a conversation.", "Shall we chat?", "I wish to ask something.",
                "assist me",
            ],
            held_out: &[
                "Are you able to help me?", "Could you please help me?", "May I ask a question?",
                "I need a bit of help.", "I've got a question.",
            ],
        },
        parts: &[
            &["", "Hi, ", "Hello, ", "Please, ", "Excuse me, ", "Hey, "],
            &[
                "can you help me", "could you help me", "will you help me",
                "can I ask you something", "may I ask you a question", "I need help",
                "I have a question", "I need your help", "I want to ask something",
                "can you give me a hand",
            ],
            &["", " please", " with something", " today", " for a moment", " now"],
            &["", "?", "."],
        ],
        answer: "I will try. What would you like to know?",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Nice to meet you!", "Pleased to meet you.", "Nice to meet you, model.",
                "Glad to meet you!", "nice to meet u", "It is a pleasure to meet you.",
                "Good to meet you.", "A pleasure!", "My pleasure.", "It's nice to meet you.",
                "Happy to meet you!", "Great to meet you.", "Nice meeting you.",
                "Delighted to meet you.", "Nice to talk to you.", "It is nice to talk to you.",
                "I am happy to meet you.", "Charmed!", "Lovely to meet you.",
                "It's a joy to meet you.", "What a pleasure to meet you!", "Honoured to meet you.",
                "So we meet at last!", "Glad we met.", "I am honoured to meet you.", "Enchanted!",
                "Good to know you.", "It is great to finally meet you.",
                "Nice to make your acquaintance.", "Wonderful to meet you!",
                "I'm thrilled to meet you.", "nice meeting u", "Nice to get to know you.",
            ],
            held_out: &[
                "It is nice to meet you!", "Very nice to meet you.", "I'm glad to meet you.",
            ],
        },
        parts: &[
            &["", "Hi, ", "Hello, ", "Oh, ", "So, "],
            &[
                "nice to meet you", "pleased to meet you", "glad to meet you", "good to meet you",
                "happy to meet you", "great to meet you", "it is nice to meet you",
                "it is good to meet you", "I am pleased to meet you",
            ],
            &[
                "", " too", ", model", ", my friend", ", Unmask", " at last", " today",
                ", small model",
            ],
            MARK,
        ],
        answer: "Nice to meet you too! What would you like to know?",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "You are great!", "You are smart.", "You are nice.", "I like you.", "I love you.",
                "You are the best!", "You are cool.", "Good bot!", "You are amazing.",
                "You are funny.", "You are so clever.", "You are cute.", "You're awesome!",
                "You are very good.", "Good model!", "I love this.", "You are my friend.",
                "You are wonderful.", "Well done, little model!", "Smart model!", "You did well.",
                "What a clever model!", "You are beautiful.", "You know a lot!", "You are fast!",
                "I love your answers.", "You are good at this.", "What a lovely model you are!",
                "You rock!", "You are a genius.", "I adore you.", "You're a star!",
                "I'm a fan of you.", "You are better than I thought.", "You impress me.",
                "You are doing a great job.", "I am proud of you.", "You're brilliant!",
                "You are my favourite model.", "How clever you are!", "You are a legend.",
                "So small and so clever!", "You write well.", "You deserve praise.",
                "Hats off to you!",
            ],
            held_out: &[
                "You are really great!", "You're so nice.", "I really like you.",
                "You are a good model.",
            ],
        },
        parts: &[
            &["", "Wow, ", "Ok, ", "Thanks, ", "Haha, ", "I think ", "Oh, "],
            &["you are", "you're", "you are so", "you are really", "you are very", "you're very"],
            &[
                " nice", " smart", " clever", " funny", " kind", " good", " helpful", " cool",
                " cute", " fast", " friendly", " polite", " sweet", " intelligent", " impressive",
            ],
            MARK,
        ],
        answer: "Thank you, that is kind!",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "I am sad.", "I am tired.", "I feel bad.", "I am ill.", "I am bored.",
                "I am lonely.", "I am angry.", "I am not well.", "I am hungry.", "I am stressed.",
                "I had a bad day.", "I feel sad today.", "My day was bad.", "I am afraid.",
                "I am unhappy.", "I feel sick.", "Not so good.", "I have a headache.",
                "I am depressed.", "I lost my job.", "My cat died.", "I am very tired today.",
                "I'm sad", "I am cold.", "Life is hard.", "I cannot sleep.", "I failed my exam.",
                "Nobody likes me.", "I feel alone.", "I broke my leg.", "It is raining again.",
                "I miss my friends.", "I feel down.", "I am heartbroken.", "My girlfriend left me.",
                "I want to cry.", "I am crying.", "Everything is going wrong.",
                "I'm having a hard time.", "I am scared.", "My dog ran away.",
                "I feel awful today.", "I got fired.", "I had a terrible night.",
                "Everyone ignores me.", "I am in pain.", "I'm so stressed out.", "I lost the game.",
                "My grandmother died.", "Today was horrible.", "I feel empty.",
            ],
            held_out: &[
                "I am so sad.", "I feel very tired.", "My day was terrible.", "I'm feeling lonely.",
            ],
        },
        parts: &[
            &[
                "I am ", "I'm ", "I feel ", "Today I am ", "Sorry, I am ", "I am so ", "I feel so ",
                "I am a bit ",
            ],
            &[
                "sad", "tired", "bad", "ill", "bored", "lonely", "angry", "sick", "stressed",
                "unhappy", "worried", "afraid", "nervous", "exhausted", "upset", "frustrated",
                "confused", "lost",
            ],
            &["", " today", " now", " again"],
            MARK,
        ],
        answer: "I am sorry to hear that. I hope that it gets better.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "I am happy.", "I am fine.", "I am well.", "I am good, thanks.", "I'm fine",
                "I am fine, thank you.", "I feel great!", "I had a good day.", "It is my birthday.",
                "I am in love.", "I passed my exam!", "Life is good.", "I am great.",
                "I am doing well.", "I got a new job!", "I feel good.", "I'm good", "Fine, thanks.",
                "Fine, and you?", "I won!", "I am so happy today!", "All is well.",
                "I am on holiday.", "The sun is shining.", "What a lovely day!", "I got the job!",
                "I am engaged!", "We won the match!", "I am over the moon.",
                "I'm on top of the world.", "Everything is going well.", "I feel fantastic.",
                "I slept well.", "I am in a good mood.", "I'm getting married!", "We had a baby!",
                "I finished my work.", "It was a wonderful day.", "Couldn't be better.",
                "I am smiling.", "My exam went well.", "Doing great here!",
            ],
            held_out: &[
                "I am so happy.", "I'm doing fine.", "I had a great day.", "I feel very well.",
            ],
        },
        parts: &[
            &[
                "I am ", "I'm ", "I feel ", "Today I am ", "I am so ", "I feel so ", "I am doing ",
                "I am also ",
            ],
            &[
                "happy", "fine", "well", "good", "great", "glad", "excited", "proud", "very well",
                "wonderful", "healthy", "relaxed",
            ],
            &["", " today", " now", " too", ", thanks", ", thank you"],
            MARK,
        ],
        answer: "I am glad to hear that!",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "haha", "lol", "Haha!", "hahaha", "hehe", "That is funny.", "How funny!", "lmao",
                "rofl", ":)", ":-)", ";)", ":D", "Very funny!", "You make me laugh.",
                "That was funny!", "Hilarious!", "ha ha", "xD", "haha good one", "I am laughing.",
                "You are hilarious!", "I can't stop laughing.", "heh", "hahahaha",
                "That cracked me up.", "You made me smile.", "I laughed out loud.", "What a joke!",
                "Good joke!", "You have a sense of humour.", "That made me giggle.", "jaja",
                "Comedy gold!", "You're a comedian.",
            ],
            held_out: &["haha lol", "ha ha ha", "That's so funny!", "It was funny."],
        },
        parts: &[],
        answer: "I am glad that you enjoy it.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Merry Christmas!", "Happy New Year!", "Happy birthday!", "Happy Easter!",
                "Happy holidays!", "Good luck!", "Congratulations!", "Happy Friday!",
                "Enjoy your day!", "All the best!", "Best wishes!", "Have fun!", "Cheers to you!",
                "Happy Halloween!", "I wish you a good day.", "I wish you well.", "Happy Diwali!",
                "Stay healthy!", "Have a good time!", "Eid Mubarak!", "Get well soon!",
                "Happy Hanukkah!", "Happy Thanksgiving!", "Season's greetings!",
                "Happy anniversary!", "Safe travels!", "Enjoy your meal!", "Bon appetit!",
                "Happy Ramadan!", "Have a safe trip!", "Fingers crossed!", "Long life to you!",
                "Happy Valentine's Day!", "I wish you all the luck in the world.",
                "May you live long!", "Happy Monday!", "Have a blast!",
            ],
            held_out: &[
                "A happy New Year to you!", "I wish you good luck.", "Merry Christmas to you!",
            ],
        },
        parts: &[],
        answer: "Thank you, the same to you!",
    },
];
