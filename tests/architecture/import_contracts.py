"""A kind of import contract that import-linter does not bring: modules private to their app."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateModulesContract(Contract):
    """Modules of certain names are imported inside their own app only.

    Options: ``containers`` (the apps), ``private`` (names of modules in them), ``composers``
    (root packages that put everything together and may import anything).
    """

    # The library replaces these descriptions of options by their values.
    containers: Any = fields.ListField(subfield=fields.StringField())
    private: Any = fields.ListField(subfield=fields.StringField())
    composers: Any = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect every import of a private module from outside its app."""
        trespasses = [
            trespass
            for container in self.containers
            for name in self.private
            for module in _package(graph, f"{container}.{name}")
            for trespass in self._from_outside(graph, str(container), module)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import that trespasses."""
        for importer, imported, line in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {imported}, private to its app (l.{line})")

    def _from_outside(
        self, graph: ImportGraph, container: str, module: str
    ) -> list[tuple[str, str, Any]]:
        friends = {container, *(str(name) for name in self.composers or [])}
        return [
            (importer, module, details[0]["line_number"] if details else "?")
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if importer.split(".")[0] not in friends
            for details in [graph.get_import_details(importer=importer, imported=module)]
        ]


def _package(graph: ImportGraph, name: str) -> list[str]:
    """Return a module with all that lies below it, nothing while it does not exist."""
    if name not in graph.modules:
        return []
    return [name, *sorted(graph.find_descendants(name))]
