//! "Sort 12, 3, 45", and the smallest or the largest of a list.

use super::asking::{ask, held_out_set, listed};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

const ASK_ASCENDING: Phrasings = Phrasings {
    train: &[
        "Sort {0}.",
        "Sort {0}.",
        "Sort: {0}",
        "Sort these numbers: {0}",
        "Sort these numbers: {0}",
        "Sort the numbers {0}.",
        "Sort the numbers {0}.",
        "Sort the following numbers: {0}",
        "Sort {0} from smallest to largest.",
        "Sort {0} from small to large.",
        "Sort {0} in ascending order.",
        "Sort these numbers in ascending order: {0}",
        "Sort ascending: {0}",
        "Sort in ascending order: {0}",
        "Sort from smallest to largest: {0}",
        "Sort this list: {0}",
        "{0} sorted",
        "{0} in order",
        "{0} sorted from smallest to largest",
        "{0}: sort these numbers",
        "Order {0}.",
        "Order these numbers: {0}",
        "Order the numbers {0}.",
        "Order the numbers {0} from smallest to largest.",
        "Put {0} in order.",
        "Put these numbers in order: {0}",
        "Put the numbers {0} in order.",
        "Put {0} in the right order.",
        "Put {0} in ascending order.",
        "Arrange {0} in order.",
        "Arrange the numbers {0} from smallest to largest.",
        "Arrange {0} by size.",
        "Write {0} in order.",
        "Bring {0} into order.",
        "Rank {0} from lowest to highest.",
        "What is the right order of {0}?",
        "What is the order of {0} from smallest to largest?",
        "Can you sort {0}?",
        "Can you sort these numbers: {0}?",
        "Can you put {0} in order?",
        "Could you sort the numbers {0}?",
        "Please sort {0}.",
        "Please sort these numbers: {0}",
        "I need these numbers sorted: {0}",
        "ascending: {0}",
        "Ascending order: {0}",
        "Increasing order: {0}",
        "Numerical order: {0}",
        "Smallest first: {0}",
        "Least to greatest: {0}",
        "Low to high: {0}",
        "{0} ascending",
        "{0} from low to high",
        "{0} from least to greatest",
        "{0}, smallest first",
        "Arrange: {0}",
        "Arrange the following numbers, smallest first: {0}",
        "Rank these numbers from small to big: {0}",
        "Order from least to greatest: {0}",
        "Organize {0} from least to greatest.",
        "Put {0} in numerical order.",
        "Place these numbers in increasing order: {0}",
        "Sort {0} upwards.",
        "Sort {0} with the lowest first.",
        "Sort numerically: {0}",
        "Here are some numbers: {0}. Sort them.",
        "I have {0}. Put them in order.",
        "My numbers are {0}. Arrange them from low to high.",
    ],
    held_out: &[
        "Please put these numbers in order: {0}",
        "Could you order {0} for me?",
        "Give me {0} in ascending order.",
        "Line up {0} from smallest to largest.",
        "Sort this list of numbers: {0}",
        "How do you sort {0}?",
        "Arrange these numbers in ascending order: {0}",
    ],
};

const ASK_DESCENDING: Phrasings = Phrasings {
    train: &[
        "Sort {0} from largest to smallest.",
        "Sort {0} from largest to smallest.",
        "Sort {0} from large to small.",
        "Sort {0} from highest to lowest.",
        "Sort {0} from biggest to smallest.",
        "Sort {0} in descending order.",
        "Sort {0} in descending order.",
        "Sort {0} descending.",
        "Sort descending: {0}",
        "Sort from largest to smallest: {0}",
        "Sort in descending order: {0}",
        "Sort these numbers in descending order: {0}",
        "Sort these numbers from largest to smallest: {0}",
        "Sort the numbers {0} from largest to smallest.",
        "Sort {0}, largest first.",
        "Sort {0} with the largest first.",
        "{0} sorted from largest to smallest",
        "{0} in descending order",
        "{0}, largest first",
        "Order {0} from largest to smallest.",
        "Order these numbers from highest to lowest: {0}",
        "Put {0} in descending order.",
        "Put {0} in order from largest to smallest.",
        "Put these numbers in descending order: {0}",
        "Arrange {0} from largest to smallest.",
        "Arrange the numbers {0} in descending order.",
        "Rank {0} from highest to lowest.",
        "Can you sort {0} from largest to smallest?",
        "Can you put {0} in descending order?",
        "Please sort {0} in descending order.",
        "What is {0} in descending order?",
        "descending: {0}",
        "Descending order: {0}",
        "Decreasing order: {0}",
        "Largest first: {0}",
        "Biggest first: {0}",
        "Greatest to least: {0}",
        "High to low: {0}",
        "{0} descending",
        "{0} from high to low",
        "{0} from greatest to least",
        "{0}, biggest first",
        "{0} ranked from big to small",
        "{0}. Sort these numbers, largest first.",
        "Arrange {0} from high to low.",
        "Arrange the following numbers, biggest first: {0}",
        "Rank these numbers from big to small: {0}",
        "Order from greatest to least: {0}",
        "Order {0}, beginning with the largest.",
        "Organize {0} from greatest to least.",
        "Put the largest first: {0}",
        "Place these numbers in decreasing order: {0}",
        "Sort {0} downwards.",
        "Sort {0} with the highest first.",
        "Here are some numbers: {0}. Sort them from high to low.",
        "I have {0}. Put them in descending order.",
    ],
    held_out: &[
        "Give me {0} in descending order.",
        "Could you sort {0} from largest to smallest?",
        "Please put {0} in order, largest first.",
        "Order these numbers from largest to smallest: {0}",
        "List {0} from biggest to smallest.",
        "Write {0} in descending order.",
    ],
};

const ASK_LARGEST: Phrasings = Phrasings {
    train: &[
        "What is the largest of {0}?",
        "What is the largest number of {0}?",
        "What is the largest number: {0}?",
        "What is the largest number in {0}?",
        "What's the biggest of {0}?",
        "What is the biggest number: {0}?",
        "What is the highest number in {0}?",
        "What is the maximum of {0}?",
        "Which is the largest: {0}?",
        "Which is the largest of {0}?",
        "Which number is the largest: {0}?",
        "Which number is largest, {0}?",
        "Which number is the biggest: {0}?",
        "Which of {0} is the largest?",
        "Which of {0} is the biggest?",
        "Which of these numbers is the largest: {0}?",
        "Find the largest of {0}.",
        "Find the largest number: {0}",
        "Find the maximum of {0}.",
        "Tell me the largest of {0}.",
        "Name the largest of {0}.",
        "Largest of {0}?",
        "largest number of {0}",
        "The biggest of {0}?",
        "Maximum of {0}",
        "max of {0}",
        "{0}: which is the largest?",
        "{0}, which one is the biggest?",
        "What is the greatest of {0}?",
        "What is the greatest number in {0}?",
        "Which number is the highest: {0}?",
        "Which of {0} is the greatest?",
        "Which number has the highest value: {0}?",
        "Which number is greater than the others: {0}?",
        "Greatest of {0}",
        "Highest of {0}",
        "Highest: {0}",
        "Biggest: {0}",
        "max: {0}",
        "{0}: max",
        "{0}: largest number",
        "{0}, what is the maximum?",
        "Select the biggest of {0}.",
        "Show the greatest number of {0}.",
        "Compare {0} and name the largest.",
        "I have {0}. Which is the largest?",
        "Look at {0}. Which number is the biggest?",
        "Here are some numbers: {0}. Which is the highest?",
    ],
    held_out: &[
        "Which one is the largest of {0}?",
        "Can you tell me the largest of {0}?",
        "Give me the biggest number of {0}.",
        "Pick the largest number: {0}",
        "Among {0}, which is the largest?",
        "What's the maximum of {0}?",
    ],
};

const ASK_SMALLEST: Phrasings = Phrasings {
    train: &[
        "What is the smallest of {0}?",
        "What is the smallest number of {0}?",
        "What is the smallest number: {0}?",
        "What is the smallest number in {0}?",
        "What's the smallest of {0}?",
        "What is the lowest number: {0}?",
        "What is the lowest number in {0}?",
        "What is the minimum of {0}?",
        "Which is the smallest: {0}?",
        "Which is the smallest of {0}?",
        "Which number is the smallest: {0}?",
        "Which number is smallest, {0}?",
        "Which number is the lowest: {0}?",
        "Which of {0} is the smallest?",
        "Which of {0} is the least?",
        "Which of these numbers is the smallest: {0}?",
        "Find the smallest of {0}.",
        "Find the smallest number: {0}",
        "Find the minimum of {0}.",
        "Tell me the smallest of {0}.",
        "Name the smallest of {0}.",
        "Smallest of {0}?",
        "smallest number of {0}",
        "The smallest of {0}?",
        "Minimum of {0}",
        "min of {0}",
        "{0}: which is the smallest?",
        "{0}, which one is the smallest?",
        "What is the least of {0}?",
        "What is the tiniest number in {0}?",
        "Which number is the least: {0}?",
        "Which of {0} is the lowest?",
        "Which number has the lowest value: {0}?",
        "Which number is less than the others: {0}?",
        "Least of {0}",
        "Lowest of {0}",
        "Lowest: {0}",
        "Smallest: {0}",
        "min: {0}",
        "{0}: min",
        "{0}: smallest number",
        "{0}, what is the minimum?",
        "Select the lowest of {0}.",
        "Show the least number of {0}.",
        "Compare {0} and name the smallest.",
        "I have {0}. Which is the smallest?",
        "Look at {0}. Which number is the lowest?",
        "Here are some numbers: {0}. Which is the least?",
    ],
    held_out: &[
        "Which one is the smallest of {0}?",
        "Can you tell me the smallest of {0}?",
        "Give me the lowest number of {0}.",
        "Pick the smallest number: {0}",
        "Among {0}, which is the smallest?",
        "What's the minimum of {0}?",
    ],
};

/// Three to five different numbers of the split.
pub(super) fn numbers(split: Split, draw: &mut Draw) -> Vec<usize> {
    loop {
        let count = 3 + draw.below(3);
        let mut numbers = Vec::new();
        while numbers.len() < count {
            // One-digit numbers are a tenth of all, but more than that of what people type.
            let most = match draw.below(100) {
                0..25 => 9,
                25..93 => 99,
                _ => 999,
            };
            let number = 1 + draw.below(most);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        if held_out_set(&numbers) == (split == Split::HeldOut) {
            return numbers;
        }
    }
}

pub(super) fn texts(numbers: &[usize]) -> Vec<String> {
    numbers.iter().map(usize::to_string).collect()
}

/// Which number comes first.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Order {
    Ascending,
    Descending,
}

impl Order {
    /// Ascending with this chance.
    pub(super) fn draw(ascending: f32, draw: &mut Draw) -> Self {
        if draw.chance(ascending) {
            Self::Ascending
        } else {
            Self::Descending
        }
    }

    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    /// The ways to ask for it.
    pub(super) fn asked(self) -> &'static Phrasings {
        match self {
            Self::Ascending => &ASK_ASCENDING,
            Self::Descending => &ASK_DESCENDING,
        }
    }

    /// The numbers in this order, as the answer says them.
    pub(super) fn answer(self, numbers: &[usize]) -> String {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        match self {
            Self::Ascending => format!("In order: {}.", texts(&sorted).join(", ")),
            Self::Descending => {
                sorted.reverse();
                let sorted = texts(&sorted).join(", ");
                format!("From largest to smallest: {sorted}.")
            }
        }
    }
}

/// "Sort 12, 3, 45."
pub(super) struct SortNumbers;

impl Skill for SortNumbers {
    fn name(&self) -> &'static str {
        "sorting numbers"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let numbers = numbers(split, draw);
        let order = Order::draw(0.75, draw);
        let list = listed(&texts(&numbers), draw);
        let question = ask(order.asked(), split, &[&list], draw);
        Dialogue::single(question, order.answer(&numbers))
    }
}

/// "Which is the largest: 12, 3, 45?"
pub(super) struct Extremes;

impl Skill for Extremes {
    fn name(&self) -> &'static str {
        "smallest and largest"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let numbers = numbers(split, draw);
        let (ways, name, found) = if draw.chance(0.5) {
            (&ASK_LARGEST, "largest", numbers.iter().max())
        } else {
            (&ASK_SMALLEST, "smallest", numbers.iter().min())
        };
        let found = found.map(usize::to_string).unwrap_or_default();
        let mut list = listed(&texts(&numbers), draw);
        if draw.chance(0.2) {
            list = list.replace(" and ", " or ");
        }
        let question = ask(ways, split, &[&list], draw);
        Dialogue::single(question, format!("The {name} is {found}."))
    }
}
