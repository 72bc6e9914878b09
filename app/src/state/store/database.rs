//! The IndexedDB database `unmask` and its tables. Every value is JSON text, so that what cannot be read can be set
//! aside as it is.
//!
//! | table | key | value |
//! |---|---|---|
//! | `conversations` | conversation | its [`Head`](super::rows::Head) |
//! | `turns` | conversation, turn | a [`Turn`](crate::state::conversation::Turn) |
//! | `runs` | conversation, answer | a [`Trajectory`](trajectory::Trajectory) |
//! | `gone` | conversation, answer | when its answer was removed: a recording that an undo may still ask for |
//! | `aside` | any | what could not be read |

use idb::{
    DatabaseEvent, Factory, KeyRange, ObjectStoreParams, Query, Transaction, TransactionMode,
    TransactionResult,
};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// Heads of conversations.
pub(super) const CONVERSATIONS: &str = "conversations";
/// Turns.
pub(super) const TURNS: &str = "turns";
/// Recordings.
pub(super) const RUNS: &str = "runs";
/// Recordings whose answer was removed.
pub(super) const GONE: &str = "gone";
/// What could not be read.
pub(super) const ASIDE: &str = "aside";

const NAME: &str = "unmask";
const VERSION: u32 = 1;

/// Why the database did not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseError {
    /// There is no room.
    Full,
    /// Anything else, in the browser's words.
    Refused(String),
}

impl std::fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Full => f.write_str(t!("this browser has no room left for this page")),
            Self::Refused(reason) => f.write_str(&t!(
                "this browser does not let the page keep anything: {reason}",
                reason
            )),
        }
    }
}

impl std::error::Error for DatabaseError {}

type Result<T> = std::result::Result<T, DatabaseError>;

impl From<idb::Error> for DatabaseError {
    fn from(error: idb::Error) -> Self {
        let exception = match &error {
            idb::Error::DomException(exception) => Some(exception.clone()),
            idb::Error::UpdateFailed(value) | idb::Error::AddFailed(value) => {
                value.clone().dyn_into().ok()
            }
            _ => None,
        };
        exception.map_or_else(|| Self::Refused(error.to_string()), |cause| of(&cause))
    }
}

fn of(exception: &web_sys::DomException) -> DatabaseError {
    if exception.name() == "QuotaExceededError" {
        DatabaseError::Full
    } else {
        DatabaseError::Refused(format!("{}: {}", exception.name(), exception.message()))
    }
}

/// A key of one part.
pub(super) fn key(name: &str) -> JsValue {
    JsValue::from_str(name)
}

/// A key of a conversation and a number.
#[allow(clippy::cast_precision_loss)] // Numbers stay below 2^53.
pub(super) fn pair(conversation: &str, number: u64) -> JsValue {
    Array::of2(&key(conversation), &JsValue::from_f64(number as f64)).into()
}

/// Conversation and number of a key; none if it is no such key.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Written by `pair`.
pub(super) fn parts(key: &JsValue) -> Option<(String, u64)> {
    let parts: &Array = key.dyn_ref()?;
    Some((parts.get(0).as_string()?, parts.get(1).as_f64()? as u64))
}

/// The keys of a conversation.
pub(super) fn all_of(conversation: &str) -> Result<Query> {
    // In the order of keys an array comes after every number.
    let (first, last) = (
        Array::of1(&key(conversation)),
        Array::of2(&key(conversation), &Array::new()),
    );
    Ok(KeyRange::bound(&first, &last, None, None)?.into())
}

/// An open database.
#[derive(Debug)]
pub struct Database(idb::Database);

impl Database {
    /// Opens the database, made if there is none.
    ///
    /// # Errors
    /// The browser has none, or forbids it.
    pub async fn open() -> Result<Self> {
        let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else {
                return;
            };
            for table in [CONVERSATIONS, TURNS, RUNS, GONE, ASIDE] {
                // Where a table cannot be made, opening it fails with the reason.
                drop(database.create_object_store(table, ObjectStoreParams::new()));
            }
        });
        let mut database = request.await?;
        // Whoever wants to delete or renew the database need not wait for this window.
        database.on_version_change(|event| {
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self(database))
    }

    /// Begins to read.
    pub(super) fn reading(&self, tables: &[&str]) -> Result<Access> {
        self.begin(tables, TransactionMode::ReadOnly)
    }

    /// Begins to write. Other windows wait until this is done.
    pub(super) fn writing(&self, tables: &[&str]) -> Result<Access> {
        self.begin(tables, TransactionMode::ReadWrite)
    }

    fn begin(&self, tables: &[&str], mode: TransactionMode) -> Result<Access> {
        let raw: web_sys::IdbTransaction = self.0.transaction(tables, mode)?.into();
        Ok(Access {
            transaction: raw.clone().into(),
            raw,
        })
    }
}

/// A transaction: all of it happens, or nothing.
pub(super) struct Access {
    transaction: Transaction,
    raw: web_sys::IdbTransaction,
}

impl Access {
    /// The text at a key.
    pub(super) async fn get(&self, table: &str, key: &JsValue) -> Result<Option<String>> {
        let request = self.transaction.object_store(table)?.get(key.clone())?;
        Ok(request.await?.and_then(|value| value.as_string()))
    }

    /// Writes a value.
    pub(super) async fn put(&self, table: &str, key: &JsValue, value: &JsValue) -> Result<()> {
        let request = self.transaction.object_store(table)?;
        request.put(value, Some(key))?.await?;
        Ok(())
    }

    /// Removes what has that key, or those keys.
    pub(super) async fn delete(&self, table: &str, which: impl Into<Query>) -> Result<()> {
        self.transaction.object_store(table)?.delete(which)?.await?;
        Ok(())
    }

    /// The keys in a table, in order.
    pub(super) async fn keys(&self, table: &str, which: Option<Query>) -> Result<Vec<JsValue>> {
        let table = self.transaction.object_store(table)?;
        Ok(table.get_all_keys(which, None)?.await?)
    }

    /// Keys and values in a table, in order; the first `most` of them, or all.
    pub(super) async fn all(
        &self,
        table: &str,
        which: Option<Query>,
        most: Option<u32>,
    ) -> Result<Vec<(JsValue, JsValue)>> {
        let table = self.transaction.object_store(table)?;
        let (keys, values) = (
            table.get_all_keys(which.clone(), most)?,
            table.get_all(which, most)?,
        );
        let keys = keys.await?;
        Ok(keys.into_iter().zip(values.await?).collect())
    }

    /// Waits until everything written is durable.
    pub(super) async fn done(self) -> Result<()> {
        match self.transaction.await? {
            TransactionResult::Committed => Ok(()),
            TransactionResult::Aborted => Err(self.raw.error().as_ref().map_or_else(
                || DatabaseError::Refused("the transaction was aborted".to_owned()),
                of,
            )),
        }
    }
}
