"""Documents that were found good: each is parsed and validated once, not with every request."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import DocumentNode, GraphQLSchema, get_operation_ast
from strawberry.extensions import SchemaExtension

from api.limits.cost import Cost

MOST = 1_000
LONGEST = 100_000  # characters of all together; a parsed one takes 100 to 300 bytes for each


@dataclass
class Known:
    """A good document, and what its operations cost, by the names under which they are asked."""

    document: DocumentNode
    costs: dict[str | None, Cost] = field(default_factory=dict)


class Documents:
    """The good documents of one schema by their text, those that were asked for last.

    A bad document is not kept: its errors are found again each time. Nor is one that would take
    the room of many.
    """

    def __init__(self, most: int = MOST, longest: int = LONGEST) -> None:
        self._most = most
        self._longest = longest
        self._length = 0
        self._found: OrderedDict[str, Known] = OrderedDict()

    def get(self, text: str) -> DocumentNode | None:
        """Return the document, if it is known to be good."""
        known = self._found.get(text)
        if known is None:
            return None
        self._found.move_to_end(text)
        return known.document

    def cost(
        self, schema: GraphQLSchema, text: str, document: DocumentNode, name: str | None
    ) -> Cost | None:
        """Return what an operation of a valid document costs; None where there is none so named."""
        costs = self._found[text].costs if text in self._found else {}
        if name not in costs:
            operation = get_operation_ast(document, name)
            if operation is None:
                return None
            costs[name] = Cost(schema, document, operation)
        return costs[name]

    def keep(self, text: str, document: DocumentNode) -> None:
        """Keep a document that is valid, and let go of those that were not asked for longest."""
        known = text in self._found  # by another request meanwhile
        if known or len(text) > self._longest // 10:
            return
        self._found[text] = Known(document)
        self._length += len(text)
        while len(self._found) > self._most or self._length > self._longest:
            self._length -= len(self._found.popitem(last=False)[0])


class KnownDocuments(SchemaExtension):
    """Takes a document from those that are known to be good, and adds one that proves to be.

    A rule that looks at the request, and not at the document alone, must not be among the
    validation rules, for a known document is not validated again.
    """

    def __init__(self, documents: Documents) -> None:
        super().__init__()
        self._documents = documents
        self._known = False

    def on_parse(self) -> Iterator[None]:
        """Spare the parsing."""
        context = self.execution_context
        if context.query and (document := self._documents.get(context.query)):
            context.graphql_document = document
            self._known = True
        yield

    def on_validate(self) -> Iterator[None]:
        """Spare the validation."""
        context = self.execution_context
        if self._known and context.pre_execution_errors is None:
            context.pre_execution_errors = []
        yield
        good = not (self._known or context.pre_execution_errors)
        if good and context.query and context.graphql_document:
            self._documents.keep(context.query, context.graphql_document)
