"""What the API says of itself (OpenAPI 3.1): beside what ninja knows, who may call, how to prove it, and every refusal."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from thongsuot.kernel.actor import Kind

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `errors` are all reasons at once, `pointer` the field of each.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors", "trace_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "pointer", "detail"],
                "properties": {name: {"type": "string"} for name in ("code", "pointer", "detail")},
            },
        },
        "trace_id": {"type": "string"},
    },
}
REFUSED = {
    "description": "Refused, or not possible now",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
TOKEN = {"type": "http", "scheme": "bearer", "description": "A token of an account, made at the desk"}


# Modules have words of their own by these names: their values are written where they are used.
OWN_WORDS = ("Kind", "Outcome")


def _written_out(schema: Any, own: dict[str, Any]) -> Any:
    """The schema with the values of `own` in the place of references to them."""
    if isinstance(schema, list):
        return [_written_out(one, own) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _written_out(one, own) for name, one in schema.items()}
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return {**own[name], **{k: v for k, v in found.items() if k != "$ref"}} if name in own else found


def _outline(schema: dict[str, Any]) -> tuple[Any, ...]:
    """What tells two things of one name apart; ninja writes the inner parts of one sometimes out, sometimes not."""
    return tuple(sorted(schema.get(name) or ()) for name in ("properties", "required", "enum"))


class Description(OpenAPISchema):
    """The document; it is also checked in as docs/openapi.json."""

    _own: dict[str, Any]

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Take over what a call names; two things of one name would be described as one of them."""
        self._own = {name: found for name, found in definitions.items() if name in OWN_WORDS}
        definitions = {
            name: _written_out(found, self._own)
            for name, found in definitions.items()
            if name not in OWN_WORDS
        }
        for name, found in definitions.items():
            if _outline(self.schemas.get(name, found)) != _outline(found):
                raise ValueError(f"two schemas called {name}")
        super().add_schema_definitions(definitions)

    def _create_schema_from_model(self, *args: Any, **kwargs: Any) -> tuple[dict[str, Any], bool]:
        self._own = {}
        schema, is_required = super()._create_schema_from_model(*args, **kwargs)
        return _written_out(schema, self._own), is_required

    def _extract_parameters(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        self._own = {}
        found: list[dict[str, Any]] = super()._extract_parameters(*args, **kwargs)
        return [_written_out(one, self._own) for one in found]

    def get_components(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_components()
        found.setdefault("schemas", {})["Problem"] = PROBLEM
        found["securitySchemes"] = {"token": TOKEN}
        return found

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        found: dict[str, Any] = super().operation_details(operation)
        found["responses"]["default"] = REFUSED
        kinds = vars(operation.view_func)["expects"]["kinds"]
        if Kind.ANONYMOUS not in kinds:
            found["security"] = [{"token": []}]
        return found


class DescribedAPI(NinjaAPI):
    """ninja's API with our description."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, with addresses as they are served."""
        return Description(
            self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        )
