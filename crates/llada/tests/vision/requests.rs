//! Requests with pictures: what is refused, what is left out, what caches do.

use llada::session::{Input, Request};
use llada::vision::data_url;
use llada::{KernelChoice, LanguageModel, WeightType};
use trajectory::{Cache, Image, Message, PartialParams, Role};

use super::reference::open_with;
use super::{FIXTURE, file};

fn model() -> LanguageModel {
    open_with(FIXTURE, WeightType::F32, KernelChoice::Auto)
}

fn picture(name: &str) -> Image {
    Image::new(data_url::of_file(&file(name)))
}

fn message(text: &str, images: Vec<Image>) -> Message {
    Message {
        images,
        ..Message::user(text)
    }
}

fn request(messages: Vec<Message>) -> Request {
    Request {
        input: Input::Conversation(messages),
        params: PartialParams {
            gen_length: Some(8),
            steps: Some(4),
            block_length: Some(4),
            seed: Some(1),
            ..PartialParams::default()
        },
        ..Request::default()
    }
}

#[test]
fn what_cannot_be_shown_is_refused_with_the_way_out() {
    let model = model();
    let refusal = |images: Vec<Image>| {
        let planned = model
            .planner()
            .plan(&request(vec![message("what?", images)]));
        planned.unwrap_err().to_string()
    };
    let url = |text: &str| vec![Image::new(text)];
    let zip = refusal(url(&data_url::of_file(b"PK\x03\x04")));
    assert!(
        zip.starts_with("image 1 is a zip archive; allowed: a PNG, JPEG, WebP or GIF file"),
        "{zip}"
    );
    let remote = refusal(url("https://example.org/cat.png"));
    assert!(
        remote.contains("since this program fetches nothing"),
        "{remote}"
    );
    let garbled = refusal(url("data:image/png;base64,%%%"));
    assert!(
        garbled.starts_with("image 1 is a data URL that is not base64"),
        "{garbled}"
    );
    let many = refusal(vec![picture("square"); 20]);
    assert!(
        many.starts_with("images is 20; allowed: at most 8 in one message"),
        "{many}"
    );
    let mut cut = file("wide");
    cut.truncate(cut.len() / 2);
    let cut = refusal(vec![picture("square"), Image::new(data_url::of_file(&cut))]);
    assert!(cut.starts_with("image 2 is "), "{cut}");
    let alone = model
        .planner()
        .plan(&request(vec![message(" ", vec![picture("square")])]));
    assert!(
        alone
            .unwrap_err()
            .to_string()
            .starts_with("prompt is empty")
    );
    let mut answer = Message::new(Role::Assistant, "a cat");
    answer.images = vec![picture("square")];
    let messages = vec![Message::user("draw"), answer, Message::user("thanks")];
    let refused = model
        .planner()
        .plan(&request(messages))
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("none in a message of the assistant"),
        "{refused}"
    );
}

#[test]
fn a_model_of_text_alone_names_one_that_sees() {
    let model = open_with("llada-dense", WeightType::F32, KernelChoice::Auto);
    let planned = model
        .planner()
        .plan(&request(vec![message("what?", vec![picture("square")])]));
    let refused = planned.unwrap_err().to_string();
    assert!(
        refused.contains("this model sees text only") && refused.contains("GSAI-ML/LLaDA-V"),
        "{refused}"
    );
}

#[test]
fn the_oldest_turns_go_with_their_pictures() {
    let model = model();
    let answered = |images| {
        [
            message("what?", images),
            Message::new(Role::Assistant, "a cat"),
        ]
    };
    let mut messages: Vec<Message> = Vec::new();
    for _ in 0..3 {
        messages.extend(answered(vec![picture("tall")]));
    }
    messages.push(message("and here?", vec![picture("wide")]));
    let planned = model.planner().plan(&request(messages)).unwrap();
    // 3,705 positions each, of 8,192.
    assert_eq!((planned.dropped_turns, planned.pictures.len()), (2, 2));
    let [tall, wide] = [&planned.pictures[0], &planned.pictures[1]];
    assert_eq!((tall.recorded.tokens, wide.recorded.tokens), (3705, 1774));
    assert_eq!(wide.first, wide.recorded.at + 3705);
    assert_eq!(
        planned.job.prompt().len(),
        planned.prompt_ids.len() + 3705 + 1774
    );
}

#[test]
fn a_written_placeholder_is_only_text() {
    let model = model();
    let text = "is <image> a tag? \u{f8ff}";
    let planned = model
        .planner()
        .plan(&request(vec![message(text, vec![picture("square")])]))
        .unwrap();
    assert_eq!(planned.pictures.len(), 1);
    assert!(
        planned.prompt.contains("<image>\nis <image> a tag?"),
        "{}",
        planned.prompt
    );
}

#[test]
fn caches_and_fast_modes_work_with_pictures() {
    let mut model = model();
    let mut answer = |change: &dyn Fn(&mut PartialParams)| {
        let mut request = request(vec![message(
            "what is in the picture?",
            vec![picture("wide")],
        )]);
        change(&mut request.params);
        let mut run = model.start(&request).unwrap();
        while let Some(step) = run.step(model.denoiser()) {
            step.unwrap();
        }
        let (_, ending) = run.finish();
        assert!(!ending.response_ids.contains(&model.special().mask_id));
        ending
    };
    let exact = answer(&|_| {});
    assert_eq!(exact.stats.forwards, 4);
    for cache in [Cache::Prefix, Cache::Dual] {
        let cached = answer(&|params| params.cache = Some(cache));
        assert_eq!(cached.response_ids.len(), exact.response_ids.len());
        // The first pass of a block sees everything.
        assert_eq!(cached.stats.forwards, 4);
    }
    let fast = answer(&|params| params.ahead = Some(0.0));
    assert_eq!(fast.stats.forwards, 2);
}
