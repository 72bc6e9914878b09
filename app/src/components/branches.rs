//! The answers of a turn as a tree: what each one changed, where it branches off, and the way to it.

use leptos::prelude::*;

use crate::language::text;
use crate::state::Page;
use crate::state::answer::{Answer, AnswerId, AnswerStatus};
use crate::state::browser::capital;
use crate::state::conversation::{Turn, TurnId};
use crate::state::progress::duration;

/// A line of the tree.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    id: AnswerId,
    depth: usize,
    name: String,
    cost: String,
}

/// The answers, each below the one that it goes on from.
fn lines(turn: &Turn) -> Vec<Line> {
    let mut lines = Vec::with_capacity(turn.answers.len());
    let known = |id: AnswerId| turn.find(id).is_some();
    let parent = |answer: &Answer| {
        answer
            .parent
            .map(|parent| parent.answer)
            .filter(|id| known(*id))
    };
    let roots = turn
        .answers
        .iter()
        .filter(|answer| parent(answer).is_none());
    let mut open: Vec<(&Answer, usize, usize)> = roots
        .enumerate()
        .map(|(index, answer)| (answer, 0, index + 1))
        .collect();
    open.reverse();
    while let Some((answer, depth, number)) = open.pop() {
        lines.push(Line {
            id: answer.id,
            depth,
            name: name(answer, number),
            cost: cost(answer),
        });
        let children = turn
            .answers
            .iter()
            .filter(|child| parent(child) == Some(answer.id));
        let mut children: Vec<_> = children.map(|child| (child, depth + 1, 0)).collect();
        children.reverse();
        open.append(&mut children);
    }
    lines
}

fn name(answer: &Answer, number: usize) -> String {
    if answer.label.is_empty() {
        t!("Answer {n}", n = number)
    } else {
        capital(text(&answer.label))
    }
}

fn cost(answer: &Answer) -> String {
    match answer.status {
        AnswerStatus::Running => t!("coming").to_owned(),
        AnswerStatus::Failed { .. } => t!("failed").to_owned(),
        _ => {
            let passes = counted!(answer.stats.forwards, "1 pass", "{n} passes");
            t!(
                "{passes}, {time}",
                passes,
                time = duration(answer.stats.wall_ms)
            )
        }
    }
}

/// The tree of a turn that has more than one answer.
#[component]
pub fn Branches(turn: TurnId) -> impl IntoView {
    let page = Page::here();
    let tree = Memo::new(move |_| {
        page.conversation.with(|open| {
            let turn = open.turn(turn).filter(|turn| turn.answers.len() > 1)?;
            Some((lines(turn), turn.answer().map(|answer| answer.id)))
        })
    });
    let view = move || {
        let (lines, shown) = tree.get()?;
        let rows = lines.into_iter().map(move |line| {
            let Line {
                id,
                depth,
                name,
                cost,
            } = line;
            let is_shown = shown == Some(id);
            let remove = t!("Remove: {name}", name);
            view! {
                <li style=format!("--depth:{depth}") class:shown=is_shown>
                    <button
                        type="button"
                        class="branch"
                        data-testid="branch"
                        aria-current=is_shown.then_some("true")
                        on:click=move |_| page.show_branch(turn, id)
                    >
                        <span class="branch-name">{name}</span>
                        <span class="branch-cost">{cost}</span>
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        data-testid="branch-remove"
                        aria-label=remove
                        on:click=move |_| page.remove_answer(turn, id)
                    >
                        "×"
                    </button>
                </li>
            }
        });
        Some(view! {
            <nav class="branches" aria-label=t!("Answers and branches") data-testid="branches">
                <ul>{rows.collect_view()}</ul>
                <button
                    type="button"
                    class="quiet"
                    data-testid="save-tree"
                    title=t!("The recordings of all these answers in one file")
                    on:click=move |_| page.save_tree(turn)
                >
                    {t!("Save all recordings")}
                </button>
            </nav>
        })
    };
    view! { {view} }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;
    use crate::state::answer::BranchPoint;
    use crate::state::change::{Change, TurnChange};
    use crate::state::conversation::Conversation;

    #[test]
    fn a_branch_stands_below_its_parent() {
        let mut open = Conversation::new("a".into());
        let turn = open.asked("Hi".into(), Params::default(), 10);
        let (id, root) = (turn.id, turn.shown);
        open.apply(&Change::Added { turn });
        let mut add = |from: Option<AnswerId>, label: &str| {
            let answer = match from {
                Some(answer) => {
                    let point = BranchPoint { answer, step: 2 };
                    open.branched(point, label.into(), Params::default(), 0)
                }
                None => open.asked_again(Params::default(), 0),
            };
            let new = answer.id;
            let answer = Box::new(answer);
            open.apply(&Change::within(id, TurnChange::Answer { answer }));
            new
        };
        let first = add(Some(root), "from step 2");
        add(None, "");
        add(Some(first), "8 steps");
        let told: Vec<(usize, String)> = lines(open.turn(id).unwrap())
            .into_iter()
            .map(|line| (line.depth, line.name))
            .collect();
        let told: Vec<(usize, &str)> = told.iter().map(|(at, name)| (*at, name.as_str())).collect();
        assert_eq!(
            told,
            [
                (0, "Answer 1"),
                (1, "From step 2"),
                (2, "8 steps"),
                (0, "Answer 2")
            ]
        );
    }
}
