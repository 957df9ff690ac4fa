"""A form as JSON Schema 2020-12: what a program must send is what a person must answer."""

from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.answers import LONGEST, NUMBER_MOST
from thongsuot.registers.forms.rules.conditions import Op, When
from thongsuot.registers.forms.rules.values import Definition, Field, Section, Type

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PATTERNS = {Type.PERSON_ID: r"^[0-9]{12}$", Type.PHONE: r"^0[0-9]{9,10}$"}
Schema = dict[str, Any]


@house_rule("one definition for people and for programs")
def json_schema(definition: Definition) -> Schema:
    """The schema of typed answers. Conditions become `if`/`then`: required when, and absent while invisible."""
    properties: Schema = {}
    required: list[str] = []
    rules: list[Schema] = []
    for section in definition.sections:
        inner = _object(section)
        if section.repeat is not None:
            item = {"type": "object", **inner, "additionalProperties": False}
            least = 0 if section.visible_when else section.repeat.least
            properties[section.id] = {
                "type": "array", "title": section.title, "items": item,
                "minItems": least, "maxItems": section.repeat.most,
            }  # fmt: skip
            required += [section.id] if least else []
            continue
        properties |= inner["properties"]
        required += [] if section.visible_when else inner["required"]
        rules += inner.get("allOf", [])
        rules += _of_section(section, inner["required"])
    return {
        "$schema": DIALECT,
        "$id": f"urn:thongsuot:form:{definition.code}:{definition.version}",
        "title": definition.title,
        "description": definition.source,
        "type": "object",
        "properties": properties,
        "required": required,
        **({"allOf": rules} if rules else {}),
        "additionalProperties": False,
    }


def _object(section: Section) -> Schema:
    """`properties`, `required` and conditional rules of one section's fields."""
    rules = [rule for field in section.fields for rule in _conditions(field)]
    return {
        "properties": {field.id: _property(field) for field in section.fields},
        "required": [f.id for f in section.fields if f.required and f.visible_when is None],
        **({"allOf": rules} if rules else {}),
    }


def _property(field: Field) -> Schema:
    found: Schema = {"title": field.label}
    if field.hint:
        found["description"] = field.hint
    match field.type:
        case Type.NUMBER | Type.MONEY:
            found |= {"type": "integer", "minimum": field.least or 0}
            found["maximum"] = field.most if field.most is not None else NUMBER_MOST
        case Type.YES:
            found |= {"const": True}
        case Type.DATE:
            found |= {"type": "string", "format": "date"}
        case Type.CHOICE:
            found["oneOf"] = [{"const": o.code, "title": o.label} for o in field.options]
        case _:
            found |= {
                "type": "string",
                "minLength": 1,
                "maxLength": field.most or LONGEST.get(field.type, 100),
            }
            if field.type in _PATTERNS:
                found["pattern"] = _PATTERNS[field.type]
    return found


def _conditions(field: Field) -> list[Schema]:
    """When the field must be there, and when it must not."""
    found: list[Schema] = []
    seen = field.visible_when
    if seen is not None:
        found.append({"if": _not(_when(seen)), "then": {"properties": {field.id: False}}})
    if field.required and seen is not None:
        found.append({"if": _when(seen), "then": {"required": [field.id]}})
    if field.required_when is not None:
        asked = _when(field.required_when)
        both = {"allOf": [_when(seen), asked]} if seen is not None else asked
        found.append({"if": both, "then": {"required": [field.id]}})
    return found


def _of_section(section: Section, required: list[str]) -> list[Schema]:
    if section.visible_when is None:
        return []
    shown = _when(section.visible_when)
    nothing = {field.id: False for field in section.fields}
    found: list[Schema] = [{"if": _not(shown), "then": {"properties": nothing}}]
    return [*found, {"if": shown, "then": {"required": required}}] if required else found


def _not(schema: Schema) -> Schema:
    return {"not": schema}


def _when(when: When) -> Schema:
    """A condition over typed answers; a ticked box is `true` there and `yes` as typed."""
    match when.op:
        case Op.ALL:
            return {"allOf": [_when(part) for part in when.parts]}
        case Op.ANY:
            return {"anyOf": [_when(part) for part in when.parts]}
        case Op.NOT:
            return _not(_when(when.parts[0]))
        case Op.FILLED:
            return {"required": [when.field]}
        case Op.AT_LEAST:
            test: Schema = {"minimum": int(when.values[0])}
        case _:
            values: list[Any] = [*when.values, *([True] if "yes" in when.values else [])]
            test = {"enum": values}
    return {"properties": {when.field: test}, "required": [when.field]}
