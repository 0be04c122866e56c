"""The shape of a decision graph (JDM): nodes in the order in which they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.errors import FieldProblem

INPUT, OUTPUT = "inputNode", "outputNode"
TABLE, EXPRESSIONS = "decisionTableNode", "expressionNode"
# Row marker of collecting tables: their default row matches always, so its absence shows a failure.
NONE: Final = "none"
# Function nodes run JavaScript (clock, random), decision and custom nodes reach outside the version.
KINDS: Final = frozenset({INPUT, OUTPUT, TABLE, EXPRESSIONS})


@dataclass(frozen=True)
class Node:
    id: str
    name: str
    kind: str
    content: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        return f"/graph/{self.name or self.id}"


def nodes_in_order(graph: Mapping[str, Any], problems: list[FieldProblem]) -> list[Node]:
    """The nodes of a graph that is one chain from its input to its output.

    A chain, because then what a cell can see is what stands above it. Faults are added to
    `problems`; with any of them the answer is empty.
    """
    nodes = {
        str(raw.get("id", "")): Node(
            str(raw.get("id", "")),
            str(raw.get("name", "")),
            str(raw.get("type", "")),
            raw.get("content") or {},
        )
        for raw in graph.get("nodes") or []
    }
    before = len(problems)
    if len(nodes) != len(graph.get("nodes") or []):
        problems.append(FieldProblem("/graph", "repeated_node", "two nodes have the same id"))
    if len({node.name for node in nodes.values()}) != len(nodes):
        problems.append(FieldProblem("/graph", "repeated_name", "two nodes have the same name"))
    for node in nodes.values():
        if node.kind not in KINDS:
            problems.append(
                FieldProblem(
                    node.pointer, "forbidden_node", f"{node.kind} may not be used in rules"
                )
            )
    starts = [node for node in nodes.values() if node.kind == INPUT]
    ends = [node for node in nodes.values() if node.kind == OUTPUT]
    if len(starts) != 1 or len(ends) != 1:
        problems.append(FieldProblem("/graph", "ends", "a graph has one input and one output node"))
    if len(problems) > before:
        return []
    chain = _follow(starts[0], nodes, graph.get("edges") or [])
    if len(chain) != len(nodes) or chain[-1].kind != OUTPUT:
        problems.append(
            FieldProblem("/graph", "not_a_chain", "the edges must join all nodes in one chain")
        )
        return []
    return chain


def _follow(start: Node, nodes: Mapping[str, Node], edges: list[Any]) -> list[Node]:
    targets: dict[str, list[str]] = {}
    for edge in edges:
        targets.setdefault(str(edge.get("sourceId")), []).append(str(edge.get("targetId")))
    chain = [start]
    while len(chain) <= len(nodes):
        following = targets.get(chain[-1].id, [])
        if len(following) != 1 or following[0] not in nodes:
            return chain if not following else []
        chain.append(nodes[following[0]])
    return []
