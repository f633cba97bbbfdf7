"""Messages in the graph: templates looked at and approved, journeys, who is helped."""

import httpx

from tests.api.graphql.conftest import ask

DRAFT = """
mutation ($input: PutTemplateInput!) {
    putMessageTemplate(input: $input) { ... on MessageTemplate { version state } }
}
"""
APPROVE = """
mutation ($input: ApproveTemplateInput!) {
    approveMessageTemplate(input: $input) { ... on MessageTemplate { state } }
}
"""
PREVIEW = """
query ($input: TemplatePreviewInput!) {
    templatePreview(input: $input) { subject text language }
}
"""
SHIP = """
mutation ($input: ShipJourneysInput!) {
    shipJourneys(input: $input) { ... on Journeys { journeys { journey } } }
}
"""
EVERYTHING = """
query {
    journeys { journey version state terms { entry exits because { nl } } }
    journeyFunnel(journey: "cart") { stages { stage count } }
    messageTemplates { template state }
    messageSettings { quietFrom }
    messages(first: 5) { nodes { id } }
    helpRequests(state: "open") { nodes { id } }
}
"""


async def test_templates_and_journeys_are_in_the_graph(shop: httpx.AsyncClient) -> None:
    words = {"nl": "Dag {{ name }}", "en": "Hello {{ name }}"}
    template = {
        "template": "hello",
        "subject": words,
        "blocks": [{"kind": "TEXT", "text": words}],
        "state": "DRAFT",
    }
    drafted = (await ask(shop, DRAFT, input=template))["putMessageTemplate"]
    assert drafted == {"version": 1, "state": "DRAFT"}
    look = {"template": "hello", "language": "EN"}
    seen = (await ask(shop, PREVIEW, input=look))["templatePreview"]
    assert (seen["subject"], seen["language"]) == ("Hello Sam", "EN")
    approve = {"template": "hello", "version": 1}
    approved = await ask(shop, APPROVE, input=approve)
    assert approved["approveMessageTemplate"] == {"state": "APPROVED"}

    names = {"nl": "Je bestellingen", "en": "Your orders"}
    purpose = {"name": names, "basis": "contract", "kind": "service"}
    assert (await shop.put("/v1/purposes/orders", json=purpose)).is_success
    purposes = {"servicePurpose": "orders", "marketingPurpose": "orders"}
    shipped = (await ask(shop, SHIP, input=purposes))["shipJourneys"]["journeys"]
    found = await ask(shop, EVERYTHING)
    assert [each["journey"] for each in found["journeys"]] == sorted(
        each["journey"] for each in shipped
    )
    (cart,) = [each for each in found["journeys"] if each["journey"] == "cart"]
    assert (cart["state"], cart["terms"]["exits"]) == ("ACTIVE", ["CART_CHANGED"])
    assert found["journeyFunnel"] == {"stages": []}
    assert len(found["messageTemplates"]) == len(shipped) + 1
    assert found["messages"]["nodes"] == found["helpRequests"]["nodes"] == []
