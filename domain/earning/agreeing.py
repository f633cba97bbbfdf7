"""Agreeing: that somebody says yes to a purpose is an occasion, and earns once.

As withdrawing has to cost nothing (AVG, recital 42), what it gave is never taken back.
"""

from domain import consent
from domain.consent import ConsentsChanged
from domain.earning import occasions, rule_store
from domain.earning.occasions import CONSENT, Mark, occasion
from domain.earning.terms import OnConsent
from domain.kernel import Unit

# It comes about once, however often they change their mind.
ONCE = "once"


async def on_consents_changed(unit: Unit, news: ConsentsChanged) -> None:
    """Give what customers earn by agreeing, each once for each purpose.

    It counts as of when they first agreed: who did before there was a rule, as an
    import may tell, earns nothing by saying it again.
    """
    asked = {
        each.terms.on.purpose
        for each in await rule_store.versions(unit)
        if isinstance(each.terms.on, OnConsent)
    }
    purposes = sorted(asked.intersection(news.purposes))
    if not purposes:
        return
    agreed = await consent.agreed(unit, news.customer_ids, purposes)
    await occasions.arise(
        unit,
        [
            occasion(unit, customer_id, Mark(CONSENT, f"{purpose}/{ONCE}"), at)
            for (customer_id, purpose), at in sorted(agreed.items())
        ],
    )
