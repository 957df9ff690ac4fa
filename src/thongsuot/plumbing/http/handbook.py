"""The API as a page of the house: drawn here from its own description, without a script and without asking anybody.

ninja's own page loads its parts from a stranger's server, which no page of ours may.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems

Node = dict[str, Any]
# Text and, where it is the name of a kind of data, that name once more: the page leads to it.
Piece = tuple[str, str]
REFERENCE = "#/components/schemas/"
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "maxItems")
NO_GROUP = Problem("no_such_page", "Không có trang này. Hãy kiểm tra lại địa chỉ hoặc quay về trang chủ.")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one value of a body or an answer."""

    name: str
    kind: tuple[Piece, ...]
    is_required: bool
    note: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent or comes back: `status` of an answer; `kind` names a kind of data, `fields` stand here themselves."""

    status: str
    media: str
    kind: tuple[Piece, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one address."""

    group: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: tuple[Field, ...]
    bodies: tuple[Content, ...]
    answers: tuple[Content, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page of its group; two calls have no path and method in common."""
        return re.sub(r"\W+", "-", f"{self.method} {self.path}".lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data: `fields` of an object, else `kind` in a few words."""

    name: str
    description: str
    kind: tuple[Piece, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The calls of one matter."""

    name: str
    calls: tuple[Call, ...]


def pieces(schema: Node) -> tuple[Piece, ...]:
    """What a value may be, in a few words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix(REFERENCE)
        return ((name, name),)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _joined([pieces(one) for one in schema[key]], " | ")
    if "enum" in schema:
        return ((" | ".join(f'"{one}"' for one in schema["enum"]), ""),)
    if "items" in schema:
        return (("[", ""), *pieces(schema["items"]), ("]", ""))
    if isinstance(inner := schema.get("additionalProperties"), dict):
        return (("{…: ", ""), *pieces(inner), ("}", ""))
    words = str(schema.get("type", "")) or "…"
    return ((f"{words} ({schema['format']})" if "format" in schema else words, ""),)


def _joined(parts: list[tuple[Piece, ...]], between: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for part in parts:
        found += [(between, ""), *part] if found else part
    return tuple(found)


def fields_of(schema: Node) -> tuple[Field, ...]:
    """The values that an object holds."""
    needed = schema.get("required", ())
    return tuple(
        Field(name, pieces(one), name in needed, _note(one))
        for name, one in schema.get("properties", {}).items()
    )


def _note(schema: Node, said: str = "") -> str:
    """What is said of a value, its limits and what stands for it when nothing is sent."""
    limits = [f"{name}: {schema[name]}" for name in LIMITS if name in schema]
    if schema.get("default") not in (None, "", []):
        limits.append(f"default: {json.dumps(schema['default'], ensure_ascii=False)}")
    return " · ".join([part for part in (said or schema.get("description", ""), *limits) if part])


def named_in(schema: Any) -> Iterator[str]:
    """The kinds of data that a schema names anywhere inside."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield str(schema["$ref"]).removeprefix(REFERENCE)
        for one in schema.values():
            yield from named_in(one)
    elif isinstance(schema, list | tuple):
        for one in schema:
            yield from named_in(one)


class Handbook:
    """The description, put in order for reading."""

    def __init__(self, document: Node) -> None:
        self.schemas: Node = document["components"]["schemas"]
        self._sources = [
            (path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]

    @cached_property
    def groups(self) -> dict[str, Group]:
        """By name."""
        found: dict[str, list[Call]] = {}
        for path, method, operation in self._sources:
            call = _call(path, method, operation)
            found.setdefault(call.group, []).append(call)
        return {name: Group(name, tuple(found[name])) for name in sorted(found)}

    def kinds_of(self, group: str) -> list[Kind]:
        """Every kind of data that the calls of a group lead to."""
        todo = [
            name
            for path, method, operation in self._sources
            if _group(operation) == group
            for name in named_in(
                (operation.get("parameters"), operation.get("requestBody"), _answers(operation))
            )
        ]
        found: set[str] = set()
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += named_in(self.schemas[name])
        return [_kind(name, self.schemas[name]) for name in sorted(found)]


def _kind(name: str, schema: Node) -> Kind:
    return Kind(name, schema.get("description", ""), pieces(schema), fields_of(schema))


def _group(operation: Node) -> str:
    return str(operation["tags"][0])


def _answers(operation: Node) -> Node:
    """Without the refusal, which is the same everywhere and said once."""
    return {str(status): one for status, one in operation["responses"].items() if status != "default"}


def _call(path: str, method: str, operation: Node) -> Call:
    return Call(
        group=_group(operation),
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        needs_token=bool(operation.get("security")),
        parameters=tuple(
            Field(
                one["name"],
                pieces(one["schema"]),
                bool(one.get("required")),
                _note(one["schema"], one.get("description", "")),
                one["in"],
            )
            for one in operation.get("parameters", ())
        ),
        bodies=tuple(_contents("", operation.get("requestBody", {}))),
        answers=tuple(
            content for status, one in _answers(operation).items() for content in _contents(status, one)
        ),
    )


def _contents(status: str, message: Node) -> Iterator[Content]:
    """Each form in which a body or an answer may come; an answer without a body is one too."""
    if status and not message.get("content"):
        yield Content(status, "", (), ())
    for media, one in message.get("content", {}).items():
        schema = one.get("schema", {})
        fields = fields_of(schema)
        yield Content(status, media, () if fields else pieces(schema), fields)


class Docs(DocsBase):
    """What stands at `/docs`: all calls by group, and with `?group=` those of one in full."""

    def __init__(self) -> None:
        self._read: dict[str, Handbook] = {}

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page; put in order once for each process, because the description does not change in one."""
        address = self.get_openapi_url(api, kwargs)
        if address not in self._read:
            self._read[address] = Handbook(api.get_openapi_schema(path_params=kwargs))
        handbook, name = self._read[address], request.GET.get("group")
        context: Node = {"openapi_url": address, "version": api.version, "groups": handbook.groups.values()}
        if name is None:
            return render(request, "plumbing/api.html", context)
        if name not in handbook.groups:
            return problems.answer(request, 404, NO_GROUP)
        context |= {"group": handbook.groups[name], "kinds": handbook.kinds_of(name)}
        return render(request, "plumbing/api_group.html", context)
