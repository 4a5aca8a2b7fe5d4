//! Compares the compiled definition with a table of the published interface: a wrong number or type
//! would not fail anywhere else, but lose or mangle what a host says.

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet,
    MethodDescriptorProto,
};

const PUBLISHED: &str = include_str!("interface.txt");
const COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

#[test]
fn the_definition_is_the_published_interface() {
    let published = PUBLISHED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut published: Vec<_> = published.map(str::to_owned).collect();
    let mut compiled = compiled_lines();
    published.sort();
    compiled.sort();
    for line in &published {
        assert!(compiled.contains(line), "not in the definition: {line}");
    }
    for line in &compiled {
        assert!(published.contains(line), "not published: {line}");
    }
}

/// The compiled definition, a line for each call, enumeration and message with fields.
fn compiled_lines() -> Vec<String> {
    let set = FileDescriptorSet::decode(COMPILED).expect("a descriptor set");
    let file = set.file.iter().find(|file| file.package() == "tfplugin5");
    let file = file.expect("the protocol's file");
    let mut lines = Vec::new();
    for service in &file.service {
        assert_eq!(service.name(), "Provider");
        lines.extend(service.method.iter().map(call_line));
    }
    let enums = file.enum_type.iter();
    lines.extend(enums.map(|each| enum_line("", each)));
    for message in &file.message_type {
        message_lines("", message, &mut lines);
    }
    lines
}

fn call_line(call: &MethodDescriptorProto) -> String {
    assert!(!call.client_streaming(), "{}", call.name());
    let stream = if call.server_streaming() {
        "stream "
    } else {
        ""
    };
    let (request, answer) = (local(call.input_type()), local(call.output_type()));
    format!("rpc {}: {request} -> {stream}{answer}", call.name())
}

fn enum_line(scope: &str, each: &EnumDescriptorProto) -> String {
    let values = each.value.iter();
    let values: Vec<_> = values
        .map(|value| format!("{} {}", value.number(), value.name()))
        .collect();
    format!("enum {scope}{}: {}", each.name(), values.join(", "))
}

fn message_lines(scope: &str, message: &DescriptorProto, lines: &mut Vec<String>) {
    let name = format!("{scope}{}", message.name());
    let mut fields: Vec<_> = message.field.iter().collect();
    fields.sort_by_key(|field| field.number());
    let fields: Vec<_> = fields
        .into_iter()
        .map(|field| field_text(message, field))
        .collect();
    if !fields.is_empty() {
        lines.push(format!("message {name}: {}", fields.join(", ")));
    }
    let scope = format!("{name}.");
    lines.extend(message.enum_type.iter().map(|each| enum_line(&scope, each)));
    for nested in message.nested_type.iter().filter(|each| !is_entry(each)) {
        message_lines(&scope, nested, lines);
    }
}

fn field_text(message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let (number, name, kind) = (field.number(), field.name(), type_text(field));
    if let Some(entry) = entry_of(message, field) {
        let (key, value) = (type_text(&entry.field[0]), type_text(&entry.field[1]));
        return format!("{number} {name}: map<{key} to {value}>");
    }
    if field.label() == Label::Repeated {
        return format!("{number} {name}: repeated {kind}");
    }
    if field.proto3_optional() {
        return format!("{number} {name}: optional {kind}");
    }
    let group = field
        .oneof_index
        .and_then(|index| message.oneof_decl.get(usize::try_from(index).ok()?));
    let group = group.map(|group| format!(" in {}", group.name()));
    format!("{number} {name}: {kind}{}", group.unwrap_or_default())
}

fn type_text(field: &FieldDescriptorProto) -> String {
    match field.r#type() {
        Type::Message | Type::Enum => local(field.type_name()).to_owned(),
        scalar => scalar.as_str_name().replace("TYPE_", "").to_lowercase(),
    }
}

/// The entry message of a map field.
fn entry_of<'a>(
    message: &'a DescriptorProto,
    field: &FieldDescriptorProto,
) -> Option<&'a DescriptorProto> {
    let name = field.type_name().rsplit('.').next()?;
    let mut entries = message.nested_type.iter().filter(|each| is_entry(each));
    entries.find(|entry| entry.name() == name)
}

fn is_entry(message: &DescriptorProto) -> bool {
    message
        .options
        .as_ref()
        .is_some_and(|options| options.map_entry())
}

fn local(name: &str) -> &str {
    let name = name.trim_start_matches('.');
    name.strip_prefix("tfplugin5.").unwrap_or(name)
}
