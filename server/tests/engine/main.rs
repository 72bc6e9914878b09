//! The engine over a scripted model: order, cancellation, overload, panics, the end.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod scripted;

use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::time::Duration;

use futures::StreamExt;
use server::engine::service::{Engine as _, Events, Service};
use server::engine::{Client, Engine, Limits};
use trajectory::api::{ApiError, ModelStatus};
use trajectory::{Event, FailureKind};

use scripted::*;

#[tokio::test]
async fn events_come_in_order_and_then_the_stream_ends() {
    let stage = stage(ONE).await;
    stage.allow(3);
    let mut events = stage.generate("hello", 3).await;
    assert!(matches!(next(&mut events).await, Event::Started { .. }));
    for step in 0..3 {
        match next(&mut events).await {
            Event::Step(event) => assert_eq!(event.step.step, step),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        matches!(next(&mut events).await, Event::Finished(ending) if ending.response_ids == [40; 16])
    );
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn those_who_wait_are_told_their_place_and_served_in_order() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let mut second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(place(&mut second).await, 1);
    assert_eq!(place(&mut third).await, 2);
    stage.allow(8);
    ended(&mut first).await;
    assert_eq!(place(&mut third).await, 1);
    stage.allow(2);
    ended(&mut second).await;
    ended(&mut third).await;
    assert_eq!(stage.passes(), [1; 11]);
}

#[tokio::test]
async fn the_wait_is_told_when_a_pass_was_measured() {
    let stage = stage(ONE).await;
    let _first = stage.occupy().await;
    // The second pass tells the engine how long the first one took.
    stage.allow(1);
    settle(|| stage.passes().len() == 2).await;
    let mut second = stage.generate("second", 1).await;
    let event = next(&mut second).await;
    assert!(
        matches!(
            event,
            Event::Queued {
                position: 1,
                wait_ms: Some(_)
            }
        ),
        "{event:?}"
    );
}

#[tokio::test]
async fn turns_go_round_the_clients() {
    let stage = stage(Limits { queue: 8, ..ONE }).await;
    let mut first = stage.generate_for("a", "first", 1).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    let mut many = Vec::new();
    for text in ["a1", "a2", "a3"] {
        many.push(stage.generate_for("a", text, 1).await);
    }
    assert_eq!(place(&mut many[2]).await, 3);
    let mut other = stage.generate_for("b", "b1", 1).await;
    // Before all of the other client's, which was served last.
    assert_eq!(place(&mut other).await, 1);
    assert_eq!(place(&mut many[2]).await, 4);
    stage.allow(2);
    ended(&mut first).await;
    ended(&mut other).await;
    stage.allow(3);
    for events in &mut many {
        ended(events).await;
    }
}

#[tokio::test]
async fn runs_share_forward_passes_and_join_and_leave_between_them() {
    let stage = stage(Limits { runs: 3, ..ONE }).await;
    let mut first = stage.generate("first", 4).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    settle(|| stage.begun.load(Ordering::SeqCst) == 1).await;
    // Nobody waits: there is room beside the first one.
    let mut second = stage.generate("second", 2).await;
    let mut third = stage.generate("third", 9).await;
    stage.allow(1);
    for events in [&mut second, &mut third] {
        assert!(matches!(next(events).await, Event::Started { .. }));
    }
    // The second one ends with its second pass.
    stage.allow(2);
    ended(&mut second).await;
    settle(|| stage.passes().len() == 3).await;
    drop(third);
    stage.allow(1);
    ended(&mut first).await;
    let passes = stage.passes();
    assert_eq!(passes[..3], [1, 3, 3]);
    // The pass for which the third one had asked when its reader went may still be executed.
    assert!(
        (1..=2).contains(&passes[3]) && passes.len() == 4,
        "{passes:?}"
    );
}

#[tokio::test]
async fn passes_that_do_not_fit_together_take_turns() {
    // A prompt and sixteen tokens each: two of them are too much.
    let limits = Limits {
        runs: 2,
        batch_tokens: 32,
        ..ONE
    };
    let stage = stage(limits).await;
    let mut first = stage.generate("first", 2).await;
    let mut second = stage.generate("second", 2).await;
    stage.allow(4);
    ended(&mut first).await;
    ended(&mut second).await;
    assert_eq!(stage.passes(), [1; 4]);
}

#[tokio::test]
async fn a_dropped_stream_stops_the_run_before_its_next_pass() {
    let stage = stage(ONE).await;
    drop(stage.occupy().await);
    // The pass that was under way when the reader went may still be executed, no other one.
    stage.allow(1);
    let mut next_run = stage.generate("next", 1).await;
    stage.allow(1);
    ended(&mut next_run).await;
    assert!(stage.passes().len() <= 3);
}

#[tokio::test]
async fn one_who_leaves_the_queue_makes_room_and_never_runs() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(place(&mut third).await, 2);
    drop(second);
    assert_eq!(place(&mut third).await, 1);
    stage.allow(9);
    ended(&mut first).await;
    ended(&mut third).await;
    assert_eq!(stage.passes().len(), 10);
}

#[tokio::test]
async fn overload_is_refused_and_passes() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let mut waiting: Vec<Events> = Vec::new();
    for _ in 0..ONE.queue {
        waiting.push(stage.generate("wait", 1).await);
    }
    let mut refused = stage.generate("too many", 1).await;
    let event = next(&mut refused).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Busy);
    assert!(
        message.contains("3 runs") && message.contains("Try again"),
        "{message}"
    );
    assert!(refused.next().await.is_none());
    // A program is told before the stream begins.
    let asked = server::engine::backend::request(request("too many", 1));
    let refused = stage.engine.submit(Client::default(), asked).await;
    assert_eq!(refused.err().unwrap().error.kind, FailureKind::Busy);
    waiting.truncate(2);
    stage.allow(8 + 3);
    ended(&mut first).await;
    let mut admitted = stage.generate("now", 1).await;
    ended(&mut admitted).await;
}

#[tokio::test]
async fn a_panic_or_a_failure_ends_its_own_pass_only() {
    let stage = stage(ONE).await;
    stage.allow(3);
    let event = ended(&mut stage.generate(PANIC, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(
        message.contains("as scripted") && message.contains("report"),
        "{message}"
    );
    let event = ended(&mut stage.generate(FAIL, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(message.contains("there is no token to run"), "{message}");
    let refused = stage.engine.generate(request(REFUSED, 1)).await;
    assert_eq!(
        refused.err().unwrap(),
        ApiError::new(FailureKind::Invalid, "nothing asked")
    );
    let event = ended(&mut stage.generate(UNPLANNED, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(message.contains("as scripted"), "{message}");
    let event = ended(&mut stage.generate("hello", 1).await).await;
    assert!(matches!(event, Event::Finished(_)));
}

#[tokio::test]
async fn a_failure_leaves_the_runs_beside_it_and_a_panic_takes_them_along() {
    let stage = stage(Limits { runs: 3, ..ONE }).await;
    let mut first = stage.generate("first", 9).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    let mut fails = stage.generate(FAIL, 2).await;
    stage.allow(2);
    assert_eq!(failure(&ended(&mut fails).await).0, FailureKind::Internal);
    assert!(matches!(next(&mut first).await, Event::Step(_)));
    assert!(matches!(next(&mut first).await, Event::Step(_)));
    let mut panics = stage.generate(PANIC, 2).await;
    stage.allow(2);
    assert_eq!(failure(&ended(&mut panics).await).0, FailureKind::Internal);
    assert_eq!(failure(&ended(&mut first).await).0, FailureKind::Internal);
    stage.allow(1);
    let event = ended(&mut stage.generate("hello", 1).await).await;
    assert!(matches!(event, Event::Finished(_)));
}

#[tokio::test]
async fn a_likelihood_waits_its_turn_and_fails_alone() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let score = stage.engine.score(Client::default(), likelihood(1));
    let score = tokio::spawn(score);
    stage.allow(9);
    assert!(matches!(ended(&mut first).await, Event::Finished(_)));
    let refused = score.await.unwrap().unwrap_err();
    assert_eq!(refused.error.kind, FailureKind::Internal);
}

#[tokio::test]
async fn likelihoods_leave_runs_half_of_the_places_and_every_second_pass() {
    let stage = stage(Limits {
        runs: 4,
        batch_tokens: 4096,
        queue: 8,
    })
    .await;
    // Scripted ones of several tokens have no end.
    let endless = || stage.engine.score(Client::default(), likelihood(2));
    let endless: Vec<_> = (0..6).map(|_| tokio::spawn(endless())).collect();
    stage.allow(3);
    settle(|| stage.passes() == [0, 0, 0]).await;
    let mut one = stage.generate("hello", 3).await;
    let mut other = stage.generate("hello", 3).await;
    // A likelihood's pass was begun before they came.
    stage.allow(6);
    assert!(matches!(ended(&mut one).await, Event::Finished(_)));
    assert!(matches!(ended(&mut other).await, Event::Finished(_)));
    assert_eq!(stage.passes()[3..], [0, 2, 0, 2, 0, 2]);
    endless.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn shutting_down_ends_every_stream_at_once() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    let mut waiting = stage.generate("waiting", 1).await;
    assert_eq!(place(&mut waiting).await, 1);
    // The running pass is not over: nobody waits for it.
    stage.engine.shut_down();
    for events in [
        &mut running,
        &mut waiting,
        &mut stage.generate("late", 1).await,
    ] {
        assert_eq!(failure(&next(events).await).0, FailureKind::Shutdown);
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn draining_lets_runs_in_progress_end_and_admits_no_more() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    let mut waiting = stage.generate("waiting", 1).await;
    assert_eq!(place(&mut waiting).await, 1);
    let engine = stage.engine.clone();
    let drained = tokio::spawn(async move { engine.drain(Duration::from_secs(60)).await });
    assert_eq!(failure(&next(&mut waiting).await).0, FailureKind::Shutdown);
    assert!(!stage.engine.is_open());
    let mut late = stage.generate("late", 1).await;
    assert_eq!(failure(&next(&mut late).await).0, FailureKind::Shutdown);
    stage.allow(8);
    assert!(matches!(ended(&mut running).await, Event::Finished(_)));
    drained.await.unwrap();
}

#[tokio::test]
async fn draining_ends_runs_that_take_too_long() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    stage.engine.drain(Duration::ZERO).await;
    assert_eq!(failure(&ended(&mut running).await).0, FailureKind::Shutdown);
}

#[tokio::test]
async fn a_silent_stream_beats() {
    let stage = stage(ONE).await;
    let mut events = stage.occupy().await;
    tokio::time::pause();
    assert_eq!(events.next().await, Some(None));
    assert_eq!(events.next().await, Some(None));
    tokio::time::resume();
    stage.allow(1);
    assert!(matches!(next(&mut events).await, Event::Step(_)));
}

#[tokio::test]
async fn until_the_model_is_ready_runs_are_refused_with_the_stage() {
    let (ready, wait) = channel::<()>();
    let load = move |report: &server::progress::Report<'_>| {
        report(server::progress::Progress {
            stage: "Downloading model.safetensors",
            done: 1,
            total: 2,
        });
        wait.recv().unwrap();
        anyhow::bail!("the disk is full")
    };
    let engine = Engine::start("slow", Limits::default(), Box::new(load)).unwrap();
    let downloading = || {
        matches!(
            engine.status(),
            ModelStatus::Loading {
                done: 1,
                total: 2,
                ..
            }
        )
    };
    settle(downloading).await;
    let event = next(&mut admitted(&engine, "hello", 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Model);
    assert!(
        message.contains("Downloading model.safetensors"),
        "{message}"
    );
    assert_eq!(
        engine.preview(request("hello", 1)).await.unwrap_err().kind,
        FailureKind::Model
    );
    ready.send(()).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Failed { .. })).await;
    let event = next(&mut admitted(&engine, "hello", 1).await).await;
    assert_eq!(failure(&event), (FailureKind::Model, "the disk is full"));
}

#[tokio::test]
async fn a_long_conversation_is_read_away_from_the_threads_that_serve() {
    let stage = stage(ONE).await;
    let mut preview = stage.engine.preview(request(LONG, 1));
    // This thread serves: it gets the future back before the conversation is read.
    assert!(futures::poll!(&mut preview).is_pending());
    assert!(preview.await.is_ok());
}

#[tokio::test]
async fn a_panic_while_loading_is_a_failed_model() {
    let load = |_: &server::progress::Report<'_>| panic!("no such luck");
    let engine = Engine::start("broken", Limits::default(), Box::new(load)).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Failed { .. })).await;
    let ModelStatus::Failed { message, .. } = engine.status() else {
        unreachable!()
    };
    assert!(message.contains("no such luck"), "{message}");
}
