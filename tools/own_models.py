"""A contract for import-linter: what a module keeps to itself is imported only from within it.

`room.module.models` (and web, api, reactions, jobs) may be imported only by `room.module.*`,
by its tests and by the one list of addresses.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnModelsContract(Contract):
    """`private` lists the names that stay inside a module."""

    type_name = "own_models"
    private: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every direct import of a private name from another module is a breach."""
        found = []
        for imported in graph.modules:
            parts = imported.split(".")
            if len(parts) < 4 or parts[3] not in self.private:
                continue
            for importer in graph.find_modules_that_directly_import(imported):
                own = importer.split(".")[:3] == parts[:3]
                allowed = ".tests." in importer or importer == "thongsuot.urls"
                if not own and not allowed:
                    found.append(f"{importer} -> {imported}")
        return ContractCheck(kept=not found, metadata={"found": sorted(found)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line a breach."""
        for line in check.metadata["found"]:
            output.print_error(line, bold=False)
