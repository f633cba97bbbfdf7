"""What is known in each place, as people call it."""

from collections.abc import Mapping

# English, then Dutch.
PLACES: Mapping[str, tuple[str, str]] = {
    "accounts": (
        "What you hold",
        "Je saldo",
    ),
    "adjustments": (
        "Corrections",
        "Correcties",
    ),
    "attributes": (
        "What others say of you",
        "Wat anderen over je zeggen",
    ),
    "audit_entries": (
        "Who worked with your data",
        "Wie met je gegevens werkte",
    ),
    "awards": (
        "What you earned, and why",
        "Wat je verdiende, en waarom",
    ),
    "back_test_customers": (
        "What a rule that was tried would have given you",
        "Wat een uitgeprobeerde regel je had gegeven",
    ),
    "cap_uses": (
        "How far you used up what is limited",
        "Hoeveel je gebruikte van wat een grens heeft",
    ),
    "challenge_contributions": (
        "What you added to common goals",
        "Wat je bijdroeg aan gezamenlijke doelen",
    ),
    "challenge_members": (
        "Your challenges",
        "Je uitdagingen",
    ),
    "community_cases": (
        "What you reported",
        "Wat je meldde",
    ),
    "community_decisions": (
        "What was decided about what you wrote",
        "Wat er werd besloten over wat je schreef",
    ),
    "community_ignores": (
        "Whom you do not want to read",
        "Wie je niet wilt lezen",
    ),
    "community_members": (
        "How you are known in the community",
        "Hoe je bekend bent in de community",
    ),
    "community_reactions": (
        "What you reacted to",
        "Waar je op reageerde",
    ),
    "community_texts": (
        "What you wrote, as only you and the shop read it",
        "Wat je schreef, zoals alleen jij en de winkel het lezen",
    ),
    "community_votes": (
        "What you voted for",
        "Waar je op stemde",
    ),
    "consent_events": (
        "What you agreed to, and when",
        "Waarmee je instemde, en wanneer",
    ),
    "consent_states": (
        "What you agree to now",
        "Waarmee je nu instemt",
    ),
    "contributions": (
        "What you shared in the community",
        "Wat je deelde in de community",
    ),
    "customer_scores": (
        "What we expect of you",
        "Wat we van je verwachten",
    ),
    "customer_levels": (
        "Your level",
        "Je level",
    ),
    "customers": (
        "Your profile",
        "Je profiel",
    ),
    "draw_entries": (
        "Draws that you took part in",
        "Trekkingen waaraan je meedeed",
    ),
    "erasure_parts": (
        "What was erased, place by place",
        "Wat er werd gewist, plaats voor plaats",
    ),
    "erasures": (
        "Your erasure",
        "Je wissing",
    ),
    "evaluations": (
        "How rules judged what you did",
        "Hoe regels beoordeelden wat je deed",
    ),
    "events": (
        "What you did",
        "Wat je deed",
    ),
    "extensions": (
        "What lasts longer",
        "Wat langer geldig blijft",
    ),
    "external_ids": (
        "What shops call you",
        "Hoe winkels je noemen",
    ),
    "former_emails": (
        "Your earlier addresses",
        "Je eerdere adressen",
    ),
    "help_requests": (
        "When a person was asked to help you",
        "Wanneer iemand werd gevraagd je te helpen",
    ),
    "holdout_decisions": (
        "What you were left out of, for comparison",
        "Waar je buiten bleef, ter vergelijking",
    ),
    "holds": (
        "What is set apart",
        "Wat gereserveerd is",
    ),
    "household_lines": (
        "What you gave to a household, and had of it",
        "Wat je aan een huishouden gaf en eruit kreeg",
    ),
    "household_members": (
        "The household that you are in",
        "Het huishouden waar je in zit",
    ),
    "interventions": (
        "What was done to your balance by hand",
        "Wat er met de hand aan je saldo is gedaan",
    ),
    "journey_runs": (
        "Series of messages you are in",
        "Reeksen berichten waar je in zit",
    ),
    "leaderboard_members": (
        "The name by which others see you on lists",
        "De naam waarmee anderen je op ranglijsten zien",
    ),
    "leaderboard_scores": (
        "Your place on lists",
        "Je plaats op ranglijsten",
    ),
    "legal_holds": (
        "What the law keeps us from erasing",
        "Wat we van de wet niet mogen wissen",
    ),
    "lots": (
        "What you were given",
        "Wat je kreeg",
    ),
    "mails": (
        "Mails about your requests",
        "Mails over je verzoeken",
    ),
    "merges": (
        "Profiles that became one",
        "Samengevoegde profielen",
    ),
    "messages": (
        "Messages to you",
        "Berichten aan jou",
    ),
    "occasions": (
        "Occasions that you were given something for",
        "Gelegenheden waarvoor je iets kreeg",
    ),
    "order_claims": (
        "What you used with orders",
        "Wat je bij bestellingen gebruikte",
    ),
    "order_lines": (
        "What you bought",
        "Wat je kocht",
    ),
    "order_moves": (
        "Orders that moved with a merged profile",
        "Bestellingen die met een profiel meegingen",
    ),
    "orders": (
        "Your orders",
        "Je bestellingen",
    ),
    "partner_callbacks": (
        "Whom we tell how your request goes",
        "Wie we laten weten hoe je verzoek ervoor staat",
    ),
    "partner_requests": (
        "Requests that came by others",
        "Verzoeken die via anderen kwamen",
    ),
    "preferences": (
        "What you told us",
        "Wat je ons vertelde",
    ),
    "privacy_request_events": (
        "What happened to what you asked",
        "Wat er met je verzoeken gebeurde",
    ),
    "privacy_requests": (
        "What you asked",
        "Wat je vroeg",
    ),
    "purchase_rollups": (
        "Your purchases, added up",
        "Je aankopen, opgeteld",
    ),
    "push_browsers": (
        "Browsers that show you notifications",
        "Browsers die je meldingen laten zien",
    ),
    "recommendation_feedback": (
        "What you did with recommendations",
        "Wat je met aanbevelingen deed",
    ),
    "recommendations": (
        "What we recommend to you",
        "Wat we je aanbevelen",
    ),
    "redemptions": (
        "What you spent points on",
        "Waaraan je punten uitgaf",
    ),
    "referral_codes": (
        "Your code to invite others",
        "Je code om anderen uit te nodigen",
    ),
    "referrals": (
        "Whom you brought, and who brought you",
        "Wie je meebracht, en wie jou meebracht",
    ),
    "restrictions": (
        "That your data may not be used",
        "Dat je gegevens niet gebruikt mogen worden",
    ),
    "return_lines": (
        "What you returned",
        "Wat je terugstuurde",
    ),
    "return_moves": (
        "Returns that moved with a merged profile",
        "Retouren die met een profiel meegingen",
    ),
    "returns": (
        "Your returns",
        "Je retouren",
    ),
    "reversals": (
        "What was taken back",
        "Wat is teruggenomen",
    ),
    "rollups": (
        "Your balance by period",
        "Je saldo per periode",
    ),
    "segment_stays": (
        "Groups that you are in",
        "Groepen waar je in zit",
    ),
    "stopped_lots": (
        "What does not expire for now",
        "Wat voorlopig niet verloopt",
    ),
    "suppressions": (
        "That we send you nothing",
        "Dat we je niets sturen",
    ),
    "tier_changes": (
        "How your tier changed",
        "Hoe je niveau veranderde",
    ),
    "tier_memberships": (
        "Your tier",
        "Je niveau",
    ),
    "transfers": (
        "Every change of your balance",
        "Elke wijziging van je saldo",
    ),
    "visitors": (
        "Your visits",
        "Je bezoeken",
    ),
    "voucher_notes": (
        "Why vouchers were withdrawn",
        "Waarom vouchers werden ingetrokken",
    ),
    "vouchers": (
        "Your vouchers",
        "Je vouchers",
    ),
}
