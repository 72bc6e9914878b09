//! The one who reads and writes: jobs are done in the order in which they are given, so whoever asks after a change
//! sees it. What cannot be written is remembered and tried again with every later change.

use std::sync::Arc;

use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use leptos::task::spawn_local;
use trajectory::Trajectory;

use super::archive::{Read, slim};
use super::claim::Hold;
use super::database::{Database, DatabaseError};
use super::local::{LocalStorage, Strings};
use super::rows::{Head, list};
use super::takeover;
use super::windows::{Message, Post};
use crate::state::answer::AnswerId;
use crate::state::browser;
use crate::state::change::Change;
use crate::state::conversation::{Conversation, TurnId};

/// What the page is told.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A conversation's head is different, or blank: then it is gone.
    Head(Head),
    /// These could not be read and were set aside.
    Damaged(Vec<String>),
    /// There is no room: what was said last is not kept.
    Full,
    /// There is no room for the recording of that answer.
    Unrecorded(String, TurnId, AnswerId),
    /// Nothing can be kept; why.
    Refused(String),
}

enum Job {
    Apply {
        id: String,
        change: Change,
        hold: Option<Hold>,
        done: Option<oneshot::Sender<bool>>,
    },
    Restore(Conversation),
    Remove(String),
    Record {
        id: String,
        turn: TurnId,
        answer: AnswerId,
        run: Arc<Trajectory>,
    },
    Conversation(String, oneshot::Sender<Option<Conversation>>),
    Recording(String, AnswerId, oneshot::Sender<Option<Trajectory>>),
    Search(String, oneshot::Sender<Vec<String>>),
    Forget {
        spare: String,
        done: oneshot::Sender<bool>,
    },
}

/// The way to the keeper. Until [`Store::open`] there is nobody at its end.
#[derive(Debug, Clone)]
pub struct Store {
    jobs: mpsc::UnboundedSender<Job>,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            jobs: mpsc::unbounded().0,
        }
    }
}

impl Store {
    /// Opens the database, takes over what earlier versions kept, and begins to keep. Returns the heads of what is
    /// kept, the conversation changed last first.
    pub async fn open(post: Post, news: impl Fn(News) + 'static) -> (Self, Vec<Head>) {
        let mut keeper = Keeper {
            database: None,
            unkept: Vec::new(),
            post,
            news: Box::new(news),
        };
        let heads = match Database::open().await {
            Ok(database) => keeper.begin(database).await,
            Err(error) => {
                keeper.trouble(&error);
                Vec::new()
            }
        };
        let (jobs, mut given) = mpsc::unbounded();
        spawn_local(async move {
            while let Some(job) = given.next().await {
                keeper.work(job).await;
            }
        });
        (Self { jobs }, heads)
    }

    fn give(&self, job: Job) {
        // Nobody is there before the store is opened, and then there is nothing to keep.
        let _ = self.jobs.unbounded_send(job);
    }

    /// Makes a change, and tells the other windows.
    pub fn apply(&self, id: &str, change: Change) {
        self.apply_holding(id, change, None);
    }

    /// Makes a change, tells the other windows, and only then lets go of a run.
    pub fn apply_holding(&self, id: &str, change: Change, hold: Option<Hold>) {
        self.give(Job::Apply {
            id: id.to_owned(),
            change,
            hold,
            done: None,
        });
    }

    /// Makes a change and says whether anything was different for it.
    pub async fn apply_if_new(&self, id: &str, change: Change) -> bool {
        let (done, differs) = oneshot::channel();
        self.give(Job::Apply {
            id: id.to_owned(),
            change,
            hold: None,
            done: Some(done),
        });
        differs.await.unwrap_or(false)
    }

    /// Brings a removed conversation back.
    pub fn restore(&self, conversation: Conversation) {
        self.give(Job::Restore(conversation));
    }

    /// Removes a conversation.
    pub fn remove(&self, id: &str) {
        self.give(Job::Remove(id.to_owned()));
    }

    /// Keeps a recording.
    pub fn record(&self, id: &str, turn: TurnId, answer: AnswerId, run: Arc<Trajectory>) {
        self.give(Job::Record {
            id: id.to_owned(),
            turn,
            answer,
            run,
        });
    }

    /// A conversation that is kept.
    pub async fn conversation(&self, id: &str) -> Option<Conversation> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::Conversation(id.to_owned(), reply));
        answer.await.ok().flatten()
    }

    /// The conversations in which a question or an answer holds a text, written in lower case.
    pub async fn search(&self, wanted: &str) -> Vec<String> {
        let (reply, found) = oneshot::channel();
        self.give(Job::Search(wanted.to_owned(), reply));
        found.await.unwrap_or_default()
    }

    /// Removes the recordings of all conversations but one; whether there were any.
    pub async fn forget_recordings(&self, spare: &str) -> bool {
        let (done, forgotten) = oneshot::channel();
        self.give(Job::Forget {
            spare: spare.to_owned(),
            done,
        });
        forgotten.await.unwrap_or(false)
    }

    /// A recording that is kept.
    pub async fn recording(&self, id: &str, answer: AnswerId) -> Option<Trajectory> {
        let (reply, run) = oneshot::channel();
        self.give(Job::Recording(id.to_owned(), answer, reply));
        run.await.ok().flatten()
    }
}

struct Keeper {
    /// None where the browser keeps nothing: then everything is remembered as [`Keeper::unkept`].
    database: Option<Database>,
    /// Changes that could not be written, in order.
    unkept: Vec<(String, Change)>,
    post: Post,
    news: Box<dyn Fn(News)>,
}

impl Keeper {
    /// Takes over what earlier versions kept, and lists what there is.
    async fn begin(&mut self, database: Database) -> Vec<Head> {
        let found = takeover::find(&LocalStorage);
        if !found.keys.is_empty() {
            match database.take_over(&found).await {
                Ok(()) => found.keys.iter().for_each(|key| LocalStorage.remove(key)),
                Err(error) => self.trouble(&error),
            }
        }
        let damaged = found.damaged.into_iter().map(|(name, _)| name);
        self.damaged(damaged.collect());
        let mut heads = Vec::new();
        match database.heads().await {
            Ok(Read { value, damaged }) => {
                for head in value {
                    list(&mut heads, head);
                }
                self.damaged(damaged);
            }
            Err(error) => self.trouble(&error),
        }
        // What is not swept today is swept tomorrow.
        let _ = database.sweep(browser::now()).await;
        self.database = Some(database);
        heads
    }

    async fn work(&mut self, job: Job) {
        match job {
            Job::Apply {
                id,
                change,
                hold,
                done,
            } => {
                let differs = self.apply(id, change).await;
                drop(hold);
                if let Some(done) = done {
                    // Nobody waits any longer.
                    let _ = done.send(differs);
                }
            }
            Job::Restore(conversation) => self.restore(conversation).await,
            Job::Remove(id) => self.remove(id).await,
            Job::Record {
                id,
                turn,
                answer,
                run,
            } => {
                if !self.record(&id, answer, &run).await {
                    (self.news)(News::Unrecorded(id, turn, answer));
                }
            }
            Job::Conversation(id, reply) => {
                let _ = reply.send(self.conversation(&id).await);
            }
            Job::Recording(id, answer, reply) => {
                let _ = reply.send(self.recording(&id, answer).await);
            }
            Job::Search(wanted, reply) => {
                let _ = reply.send(self.search(&wanted).await);
            }
            Job::Forget { spare, done } => {
                let _ = done.send(self.forget(&spare).await);
            }
        }
    }

    /// Makes a change, and tells the other windows of it if anything was different.
    async fn apply(&mut self, id: String, change: Change) -> bool {
        self.unkept.push((id.clone(), change.clone()));
        let (differs, head) = match self.write_unkept().await {
            Ok(done) => done,
            Err(error) => {
                self.trouble(&error);
                let now = browser::now();
                let conversation = self.conversation(&id).await;
                (true, conversation.map(|known| Head::of(&known, now)))
            }
        };
        if differs {
            if let Some(head) = head.clone() {
                (self.news)(News::Head(head));
            }
            self.post.send(Message::Changed {
                conversation: id,
                change,
                head,
            });
        }
        differs
    }

    /// Writes what is not written yet, in order; what the last of it led to.
    async fn write_unkept(&mut self) -> Result<(bool, Option<Head>), DatabaseError> {
        let mut last = (false, None);
        while let Some((id, change)) = self.unkept.first().cloned() {
            last = loop {
                let Some(database) = &self.database else {
                    // Told once, when it could not be opened.
                    let known = self.conversation(&id).await;
                    let head = known.map(|known| Head::of(&known, browser::now()));
                    return Ok((true, head));
                };
                match database.apply(&id, &change, browser::now()).await {
                    Ok(done) => break (done.differs, done.head),
                    Err(DatabaseError::Full) if database.forget_oldest(None).await? => {}
                    Err(error) => return Err(error),
                }
            };
            self.unkept.remove(0);
        }
        Ok(last)
    }

    async fn restore(&mut self, conversation: Conversation) {
        let now = browser::now();
        let kept = match &self.database {
            Some(database) => database.restore(&conversation, now).await,
            None => Ok(()),
        };
        if let Err(error) = &kept {
            self.trouble(error);
        }
        if kept.is_err() || self.database.is_none() {
            let id = &conversation.id;
            let changes = conversation.changes();
            self.unkept
                .extend(changes.map(|change| (id.clone(), change)));
        }
        let head = Head::of(&conversation, now);
        self.post.send(Message::Listed { head: head.clone() });
        (self.news)(News::Head(head));
    }

    async fn remove(&mut self, id: String) {
        self.unkept.retain(|(other, _)| *other != id);
        if let Some(database) = &self.database
            && let Err(error) = database.remove(&id, browser::now()).await
        {
            self.trouble(&error);
        }
        (self.news)(News::Head(Head::new(&id)));
        self.post.send(Message::Removed { conversation: id });
    }

    /// Keeps a recording, making room if it must; without its candidates, or not at all, where there is not enough.
    async fn record(&mut self, id: &str, answer: AnswerId, run: &Arc<Trajectory>) -> bool {
        let Some(database) = &self.database else {
            return false;
        };
        match database.record(id, answer, run).await {
            Ok(()) => return true,
            Err(DatabaseError::Full) => {}
            Err(_) => return false,
        }
        let slim = slim(run);
        loop {
            match database.record(id, answer, &slim).await {
                Ok(()) => return true,
                Err(DatabaseError::Full) => {
                    let forgotten = database.forget_oldest(Some((id, answer))).await;
                    if !forgotten.unwrap_or(false) {
                        return false;
                    }
                }
                Err(_) => return false,
            }
        }
    }

    async fn conversation(&self, id: &str) -> Option<Conversation> {
        let kept = match &self.database {
            Some(database) => database.conversation(id).await,
            None => Ok(Read {
                value: None,
                damaged: Vec::new(),
            }),
        };
        let mut known = match kept {
            Ok(Read { value, damaged }) => {
                self.damaged(damaged);
                value
            }
            Err(error) => {
                self.trouble(&error);
                None
            }
        };
        for (_, change) in self.unkept.iter().filter(|(other, _)| other == id) {
            let fresh = || Conversation::new(id.to_owned());
            known.get_or_insert_with(fresh).apply(change);
        }
        known
    }

    async fn recording(&self, id: &str, answer: AnswerId) -> Option<Trajectory> {
        let database = self.database.as_ref()?;
        match database.recording(id, answer).await {
            Ok(Read { value, damaged }) => {
                self.damaged(damaged);
                value
            }
            Err(error) => {
                self.trouble(&error);
                None
            }
        }
    }

    async fn search(&self, wanted: &str) -> Vec<String> {
        let Some(database) = &self.database else {
            return Vec::new();
        };
        database.search(wanted).await.unwrap_or_else(|error| {
            self.trouble(&error);
            Vec::new()
        })
    }

    async fn forget(&self, spare: &str) -> bool {
        let Some(database) = &self.database else {
            return false;
        };
        database.forget_all(spare).await.unwrap_or_else(|error| {
            self.trouble(&error);
            false
        })
    }

    fn damaged(&self, names: Vec<String>) {
        if !names.is_empty() {
            (self.news)(News::Damaged(names));
        }
    }

    fn trouble(&self, error: &DatabaseError) {
        (self.news)(match error {
            DatabaseError::Full => News::Full,
            DatabaseError::Refused(_) => News::Refused(error.to_string()),
        });
    }
}
