"""Finishing: an erasure of which all recipients know is certified."""

from domain.kernel import Unit, writes
from domain.privacy import certifying, erasure_store, rules
from domain.privacy.asking import save
from domain.privacy.certificate import CERTIFIED_MAX, CertifySome, Propagating
from domain.privacy.erasing import Erasing
from domain.privacy.requests import RequestState


@writes("system")
async def certify_some(unit: Unit, command: CertifySome) -> Erasing:
    """Certify erasures, of which all places are done and all recipients told."""
    told = {each.request_id: each for each in command.told}
    held = await erasure_store.hold_many(unit, told)
    requests = {e.id: e for e in held if e.state is RequestState.PROPAGATING}
    parts = await erasure_store.parts(unit, requests)
    for stage in await erasure_store.those(unit, requests):
        request = requests[stage.request_id]
        theirs = [each for each in parts if each.request_id == request.id]
        signed = await certifying.certificate(
            unit, request, stage, theirs, told[request.id]
        )
        erasure_store.change(
            unit,
            [request.id],
            certified_at=unit.now,
            certificate=certifying.stored(signed),
        )
        await save(unit, rules.follow(request, RequestState.CERTIFIED), None)
    return Erasing(done=len(requests), more=len(told) == CERTIFIED_MAX)


async def propagating(unit: Unit) -> tuple[Propagating, ...]:
    """Return erasures of which recipients are told, those that wait longest first."""
    return await erasure_store.propagating(unit, CERTIFIED_MAX)
