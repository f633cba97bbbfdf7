"""What the demo shops use their customers' data for, and the notices that say so."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPurpose:
    """A purpose, and the notice that customers are shown."""

    purpose: str
    terms: dict[str, Any]
    notice: dict[str, str]


PURPOSES = (
    DemoPurpose(
        purpose="orders",
        terms={
            "name": {
                "nl": "Je bestellingen en je punten",
                "en": "Your orders and your points",
            },
            "basis": "contract",
            "kind": "service",
            "channels": ["email"],
        },
        notice={
            "nl": "Zonder deze gegevens kunnen we niets sturen en geen punten geven.",
            "en": "Without this we can send you nothing and give you no points.",
        },
    ),
    DemoPurpose(
        purpose="news",
        terms={
            "name": {"nl": "Nieuws en aanbiedingen", "en": "News and offers"},
            "basis": "consent",
            "kind": "marketing",
            "channels": ["email", "sms"],
            "valid_months": 24,
        },
        notice={
            "nl": "We schrijven je hooguit één keer per week over wat nieuw is en over"
            " aanbiedingen.",
            "en": "We write to you at most once a week, of what is new and on offer.",
        },
    ),
    DemoPurpose(
        purpose="similar",
        terms={
            "name": {
                "nl": "Berichten over wat lijkt op wat je kocht",
                "en": "Messages about things like those that you bought",
            },
            "basis": "existing_customer",
            "kind": "marketing",
            "channels": ["email"],
        },
        notice={
            "nl": "Kocht je iets bij ons, dan mailen we je over wat daarop lijkt.",
            "en": "If you bought something of us, we mail you about similar things.",
        },
    ),
    DemoPurpose(
        purpose="profiling",
        terms={
            "name": {
                "nl": "Aanbevelingen die bij je passen",
                "en": "Recommendations that fit you",
            },
            "basis": "legitimate_interest",
            "kind": "profiling",
        },
        notice={
            "nl": "Uit wat je kocht maken we op hoe vaak je komt, wanneer weer, en wat"
            " je verder kunt gebruiken. Je kunt daar nee tegen zeggen; het verandert"
            " geen prijs.",
            "en": "From what you bought we infer how often you come, when again, and"
            " what else may be of use to you. You may say no to it; it changes no"
            " price.",
        },
    ),
)
