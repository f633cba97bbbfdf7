"""Every scope there is, with a sentence on what it grants."""

from collections.abc import Mapping

from domain.kernel import OPERATOR, SYSTEM, Scope

SCOPES: Mapping[Scope, str] = {
    Scope(name): sentence
    for name, sentence in {
        "programme:read": "See the programme: its name, zone, currency and units.",
        "tenants:read": "See the tenant, its API keys without secrets, who did what.",
        "tenants:write": "Change the programme; make, rotate and revoke API keys.",
        "tokens:write": "Mint and revoke tokens by which customers see themselves.",
        "documents:read": "See which GraphQL documents are trusted.",
        "documents:write": "Say which GraphQL documents are trusted.",
        "graphql:adhoc": "Execute GraphQL documents that are not trusted ones.",
        "customers:read": "See customers, and find them.",
        "customers:write": "Create, change, link and merge customers.",
        "consent:read": "See what customers agree to.",
        "consent:write": "Say what data is used for, and what customers agree to.",
        "catalogue:read": "See products and categories.",
        "catalogue:write": "Create and change products and categories.",
        "ledger:read": "See balances, entries and lots.",
        "accounting:read": "See the books of the whole shop, and what it owes.",
        "ledger:write": "Correct, freeze and extend accounts; make pots and policies.",
        "ledger:give": "Give, donate and convert what a customer holds.",
        "orders:read": "See orders and returns.",
        "orders:write": "Record orders and returns.",
        "events:read": "See what was reported of customers.",
        "events:write": "Report what customers did.",
        "earning:read": "See how points are earned, and why they were.",
        "earning:write": "Change how points are earned.",
        "quotes:read": "Ask what a basket costs and earns.",
        "rewards:read": "See the catalogue of rewards, drafts too.",
        "rewards:write": "Change the catalogue of rewards, and take rewards back.",
        "rewards:redeem": "See what there is for a customer, and redeem it.",
        "vouchers:read": "See vouchers with their codes, and whether one counts.",
        "vouchers:write": "Make, import, use and withdraw vouchers.",
        "vouchers:redeem": "Keep vouchers for a cart, and let go of them.",
        "tiers:read": "See the tiers, and in which one a customer is, and why.",
        "tiers:write": "Change the tiers; put customers in one by hand.",
        "challenges:read": "See the challenges, and how far customers are, and why.",
        "challenges:write": "Publish and retire challenges.",
        "challenges:join": "Let customers take part in challenges, or no longer.",
        "referrals:read": "See who came by whom, and what became of it.",
        "referrals:write": "Say how referrals go, and what customers paid with.",
        "referrals:join": "Give customers codes, and say by which they came.",
        "community:read": "See what customers write for each other.",
        "community:write": "Let customers write, vote, report, and see what is theirs.",
        "community:moderate": "See what waits, decide about it, and block members.",
        "leaderboards:read": "See how customers stand among others.",
        "leaderboards:write": "Make leaderboards.",
        "leaderboards:join": "Let customers be seen on leaderboards, or no longer.",
        "households:read": "See who is in a household, and what it has.",
        "households:write": "Say how households go.",
        "households:join": "Begin, join and leave households; give to them and take.",
        "levels:read": "See on which levels customers are, and why.",
        "levels:write": "Publish the levels.",
        "draws:read": "See how many tickets customers have in a draw.",
        "draws:write": "Open draws, and call them off.",
        "scoring:read": "See what customers' purchases say of them.",
        "scoring:write": "Say how customers are scored.",
        "segments:read": "See segments, who is in them, and why.",
        "segments:write": "Say who is in a segment.",
        "segments:export": "Hand segments to others, as hashes of who agreed to that.",
        "holdouts:read": "See what campaigns brought, against who was left alone.",
        "holdouts:write": "Say whom campaigns leave alone, and decide who is.",
        "recommendations:read": "See what to show whom, and why.",
        "recommendations:write": "Say which products are not to be shown.",
        "recommendations:tell": "Say what became of what was recommended.",
        "simulation:read": "See what rules would have given, and to whom.",
        "simulation:write": "Try rules on the orders that there were.",
        "status:read": "See a customer's loyalty status.",
        "status:write": "Change the thresholds that customers look forward to.",
        "privacy:read": "See what is known of customers, and what becomes of it.",
        "privacy:write": "Ask and answer AVG requests.",
        "mails:read": "See what the platform wrote to customers, and what came of it.",
        "messages:read": "See messages, templates and journeys, and what came of them.",
        "messages:write": "Say what customers are written, when, and how often.",
        "exports:read": "Take everything of a kind away, if it may be read.",
        "imports:read": "See how imports went.",
        "imports:write": "Import in bulk what may be sent one by one.",
        "help:ask": "Ask a person to help a customer.",
        "banners:read": "See what the shop's pages say to customers, and why.",
        "banners:write": "Say what the shop's pages say, and to whom.",
        "webhooks:read": "See where news is sent, and how that went.",
        "webhooks:write": "Say where news is sent, and have it sent again.",
        OPERATOR: "Run the platform: tenants, their quotas and their keys.",
    }.items()
}

# What whoever runs the platform may do at a terminal; no API key has all of it.
EVERYTHING = frozenset({*SCOPES, OPERATOR, SYSTEM})

# What a key may grant that everybody who loads a page can read.
PUBLISHABLE_SCOPES = frozenset(
    map(Scope, ("programme:read", "catalogue:read", "community:read"))
)

# What a customer may be let do for themselves, by a token that lives in a browser.
CUSTOMER_SCOPES = PUBLISHABLE_SCOPES | frozenset(
    map(
        Scope,
        (
            *("status:read", "customers:read", "customers:write"),
            *("consent:read", "consent:write"),
            *("ledger:read", "ledger:give", "orders:read", "events:read"),
            "privacy:read",
            *("vouchers:read", "vouchers:redeem"),
            *("rewards:redeem", "quotes:read"),
            "tiers:read",
            *("challenges:read", "challenges:join"),
            *("referrals:read", "referrals:join"),
            "community:write",
            *("leaderboards:read", "leaderboards:join", "levels:read"),
            *("households:read", "households:join"),
            *("banners:read", "help:ask"),
            "draws:read",
            "scoring:read",
            "recommendations:read",
            "recommendations:tell",
            "segments:read",
            "privacy:write",
        ),
    )
)
