"""What schemathesis is to know of the graph.

A schema of GraphQL cannot say that a page has at most a hundred things, or which ids
there are: what it allows may be refused. What may not be is a refusal without a code of
ours, or one that says that we crashed.
"""

# It is installed apart from our own environment.
# pyright: reportMissingImports=false, reportUnknownMemberType=false
# pyright: reportUntypedFunctionDecorator=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from typing import Any

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

schemathesis.graphql.scalar(
    "JSON", strategies.sampled_from(("", "1", "text")).map(nodes.String)
)


@schemathesis.check
def every_refusal_has_a_code(ctx: Any, response: Any, case: Any) -> None:
    """Hold what the graph refuses to what it promises of refusals."""
    del ctx
    if case.path != "/graphql":
        return
    assert response.status_code < 500, response.status_code
    for error in response.json().get("errors", ()):
        assert error["extensions"]["code"] != "crashed", error
