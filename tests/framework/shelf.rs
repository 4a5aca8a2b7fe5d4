//! A provider of boxes on a shelf. What a box does is decided by its label.

use async_trait::async_trait;
use azprivatelink::framework::context::Context;
use azprivatelink::framework::data_source::DataSource;
use azprivatelink::framework::diagnostics::{Diagnostic, Diagnostics};
use azprivatelink::framework::provider::{Configure, Provider};
use azprivatelink::framework::resource::{ApplyChange, Plan, PlanChange, Resource};
use azprivatelink::framework::schema::{Attribute, Block, Nesting, Schema};
use azprivatelink::framework::types::Type;
use azprivatelink::framework::value::Value;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The type name of the resource.
pub const BOX: &str = "shelf_box";
/// The type name of the data source.
pub const OWNER: &str = "shelf_owner";

/// The provider.
#[derive(Default)]
pub struct Shelf {
    /// What the test and a slow operation tell each other.
    pub signals: Arc<Signals>,
}

/// What the test and a slow operation tell each other.
#[derive(Default)]
pub struct Signals {
    /// A slow operation has begun.
    pub begun: Notify,
    /// A slow operation may go on.
    pub go_on: Notify,
    /// A slow operation has ended.
    pub ended: Notify,
}

/// What belongs to one connection.
#[derive(Default)]
pub struct Session {
    owner: Mutex<Option<String>>,
}

impl Provider for Shelf {
    type Session = Session;

    fn open_session(&self) -> Session {
        Session::default()
    }

    fn schema(&self) -> Schema {
        let owner = Attribute::optional("owner", Type::String).validate(not_empty);
        Schema::new(Block::new("A shelf.").attribute(owner))
    }

    fn resources(&self) -> Vec<Arc<dyn Resource<Session>>> {
        vec![Arc::new(Boxes(Arc::clone(&self.signals)))]
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource<Session>>> {
        vec![Arc::new(Owner)]
    }

    fn configure(&self, session: &Session, request: Configure<'_>) -> Result<(), Diagnostics> {
        let owner = request.config.attribute("owner").as_str();
        *session.owner.lock().expect("not poisoned") = owner.map(str::to_owned);
        Ok(())
    }
}

fn not_empty(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some("") => Err("It must not be empty.".to_owned()),
        _ => Ok(()),
    }
}

fn same_but_for_case(configured: &Value, prior: &Value) -> bool {
    match (configured.as_str(), prior.as_str()) {
        (Some(configured), Some(prior)) => configured.eq_ignore_ascii_case(prior),
        _ => false,
    }
}

/// The block of a box: an attribute of every type, a nested block in every mode.
pub fn box_block() -> Block {
    let note = || Block::new("A note.").attribute(Attribute::optional("text", Type::String));
    let sticker = note().attribute(Attribute::computed("number", Type::Number));
    let anything = Block::new("Anything.").attribute(Attribute::optional("value", Type::Dynamic));
    let label = Attribute::required("label", Type::String)
        .description("What the box *does*.")
        .requires_replace()
        .same_when(same_but_for_case)
        .validate(not_empty);
    let pair = Type::Tuple(vec![Type::String, Type::Number]);
    let spec = Type::object([("a", Type::Bool), ("b", Type::list(Type::Number))]);
    Block::new("A box.")
        .attribute(label)
        .attribute(Attribute::optional_computed("size", Type::Number))
        .attribute(Attribute::optional_computed("mode", Type::String).default("plain"))
        .attribute(Attribute::optional("fragile", Type::Bool))
        .attribute(Attribute::optional("lines", Type::list(Type::String)))
        .attribute(Attribute::optional("marks", Type::set(Type::Number)))
        .attribute(Attribute::optional("tags", Type::map(Type::String)).sensitive())
        .attribute(Attribute::optional("pair", pair))
        .attribute(Attribute::optional("spec", spec))
        .attribute(Attribute::optional("anything", Type::Dynamic))
        .attribute(Attribute::computed("id", Type::String))
        .attribute(Attribute::computed("stamp", Type::String).recomputed_by(&["fragile"]))
        .nested("lid", Nesting::Single, note())
        .nested("item", Nesting::List { min: 0, max: 3 }, note())
        .nested("sticker", Nesting::Set { min: 0, max: 0 }, sticker)
        .nested("door", Nesting::Map, note())
        .nested("care", Nesting::Group, note())
        .nested("extra", Nesting::List { min: 0, max: 0 }, anything)
}

struct Boxes(Arc<Signals>);

impl Boxes {
    /// Waits for the test, or for Terraform's stop signal.
    async fn slowly(&self, context: &Context<Session>) -> Result<(), Diagnostics> {
        self.0.begun.notify_one();
        let stopped = Diagnostic::error("The box was stopped", "Run it again.");
        let result = tokio::select! {
            () = context.stop().cancelled() => Err(stopped.into()),
            () = self.0.go_on.notified() => Ok(()),
        };
        self.0.ended.notify_one();
        result
    }

    async fn put(
        &self,
        context: &Context<Session>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics> {
        let mut state = request.planned.clone();
        let known = |state: &mut Value, name: &str, value: Value| {
            if state.attribute(name).is_unknown() {
                state.set_attribute(name, value);
            }
        };
        known(&mut state, "id", "box-1".into());
        known(&mut state, "stamp", "s1".into());
        known(&mut state, "size", Value::Number(7_i64.into()));
        let numbered = |element: &Value| {
            let mut element = element.clone();
            known(&mut element, "number", Value::Number(1_i64.into()));
            element
        };
        let stickers = state.attribute("sticker").elements();
        let stickers = Value::Set(stickers.iter().map(numbered).collect());
        state.set_attribute("sticker", stickers);
        match state.attribute("mode").as_str() {
            Some("mismatch") => state.set_attribute("fragile", Value::Bool(true)),
            Some("unknown") => state.set_attribute("stamp", Value::unknown()),
            Some("misshapen") => state.set_attribute("id", Value::Bool(true)),
            Some("panic") => panic!("the box fell"),
            Some("slow") => self.slowly(context).await?,
            Some("warn") => context.warn(Diagnostic::warning("The box is heavy", "Take care.")),
            _ => {}
        }
        Ok(state)
    }
}

#[async_trait]
impl Resource<Session> for Boxes {
    fn type_name(&self) -> &'static str {
        BOX
    }

    fn schema(&self) -> Schema {
        Schema {
            version: 1,
            block: box_block(),
        }
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match config.attribute("label").as_str() {
            Some("panic") => panic!("the label fell off"),
            Some("two") => Diagnostic::error("Two boxes", "There is one.").into(),
            _ => Diagnostics::new(),
        }
    }

    async fn plan_change(
        &self,
        context: &Context<Session>,
        request: &PlanChange<'_>,
        plan: &mut Plan,
    ) -> Result<(), Diagnostics> {
        plan.private = request.prior_private.to_vec();
        if plan.planned.attribute("mode").as_str() == Some("warn") {
            context.warn(Diagnostic::warning("The box will be heavy", "Take care."));
        }
        Ok(())
    }

    async fn plan_destroy(
        &self,
        context: &Context<Session>,
        _prior: &Value,
    ) -> Result<(), Diagnostics> {
        context.warn(Diagnostic::warning("The box will be gone", "For ever."));
        Ok(())
    }

    async fn read(
        &self,
        _context: &Context<Session>,
        state: &Value,
    ) -> Result<Option<Value>, Diagnostics> {
        match state.attribute("id").as_str() {
            Some("gone") => Ok(None),
            Some("hidden") => Err(Diagnostic::error("The box is hidden", "Light a lamp.").into()),
            _ => Ok(Some(state.clone())),
        }
    }

    async fn create(
        &self,
        context: &Context<Session>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics> {
        self.put(context, request).await
    }

    async fn update(
        &self,
        context: &Context<Session>,
        request: &ApplyChange<'_>,
    ) -> Result<Value, Diagnostics> {
        self.put(context, request).await
    }

    async fn delete(&self, context: &Context<Session>, prior: &Value) -> Result<(), Diagnostics> {
        match prior.attribute("mode").as_str() {
            Some("panic") => panic!("the box is stuck"),
            Some("slow") => self.slowly(context).await,
            _ => Ok(()),
        }
    }

    async fn import(&self, _context: &Context<Session>, id: &str) -> Result<Value, Diagnostics> {
        if id.is_empty() {
            return Err(Diagnostic::error("An id is needed", "It is on the box.").into());
        }
        Ok(Value::object([("id", id.into())]))
    }

    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Vec<u8>, Diagnostics> {
        if version != 0 {
            return Err(Diagnostic::error("No such version", "There was only 0.").into());
        }
        let old = String::from_utf8_lossy(state);
        Ok(old.replace("\"name\"", "\"label\"").into_bytes())
    }
}

struct Owner;

#[async_trait]
impl DataSource<Session> for Owner {
    fn type_name(&self) -> &'static str {
        OWNER
    }

    fn schema(&self) -> Schema {
        let name = Attribute::computed("name", Type::String);
        let prefix = Attribute::optional("prefix", Type::String).validate(not_empty);
        Schema::new(Block::new("Whose shelf.").attribute(name).attribute(prefix))
    }

    async fn read(&self, context: &Context<Session>, config: &Value) -> Result<Value, Diagnostics> {
        let mut state = config.clone();
        let owner = context
            .session()
            .owner
            .lock()
            .expect("not poisoned")
            .clone();
        state.set_attribute("name", owner.into());
        Ok(state)
    }
}
