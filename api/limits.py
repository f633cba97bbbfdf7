"""How much a caller may ask: a bucket of tokens for each, refilled all the time.

The buckets are in Valkey, so that all processes take from the same. A process takes
several tokens at once and spends those first, or else each request would cost a journey
to Valkey. If Valkey is away, nobody is refused: to serve is worth more than to count.
"""

from asyncio import Lock
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from time import monotonic
from typing import TypeAlias

from starlette.requests import HTTPConnection

from api.valkey import FAULTS, Valkey
from domain.kernel import Kind, Principal, Refusal, TenantId

# Takes as many whole tokens as there are, up to those wanted, but none if there are
# fewer than needed. Answers how many it took, how many are left, and in how many
# milliseconds there will be as many as are needed.
SCRIPT = """
local size, per_s = tonumber(ARGV[1]), tonumber(ARGV[2])
local needed, wanted = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(bucket[1]) or size, tonumber(bucket[2]) or now
tokens = math.min(size, tokens + math.max(0, now - at) * per_s / 1000)
local taken = 0
if tokens >= needed then
    taken = math.min(math.floor(tokens), math.max(needed, wanted))
    tokens = tokens - taken
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(size / per_s * 1000) + 1000)
local wait = math.max(0, math.ceil((needed - tokens) / per_s * 1000))
return {taken, math.floor(tokens), wait}
"""

Key: TypeAlias = tuple[str, str]


@dataclass(eq=False)
class TooManyRequests(Refusal):
    """This caller has asked too much; `Retry-After` says when to ask again.

    `RateLimit` and `RateLimit-Policy` come with every answer, so that a caller who
    looks at them is never refused.
    """

    kind = Kind.TOO_MANY
    retryable = True
    retry_after_s: int


@dataclass(eq=False)
class QuotaSpent(TooManyRequests):
    """All that the shop may ask in a day has been asked.

    It is of all its keys and tokens together, and flows back all the time: `RateLimit`
    tells of it as `tenant`. Whoever runs the platform may give the shop more.
    """

    requests_per_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A bucket holds so many tokens, and so many a second flow into it."""

    name: str
    size: int
    per_s: float
    # How much of a bucket a process takes at once, and for how long it keeps it.
    share: float = 0.02
    kept_s: float = 1.0
    # How many tokens a process lends, for as long, before it asks Valkey at all.
    lent: int = 0

    @property
    def header(self) -> str:
        """Return the policy as callers read it."""
        return f'"{self.name}";q={self.size};w={ceil(self.size / self.per_s)}'


# Who pays for the server, and who came with a browser.
OF_KEYS = Policy(name="key", size=2_000, per_s=200)
# There are many customers, and each asks now and then: as long as one asks no more than
# is lent, nobody needs to count.
OF_CUSTOMERS = Policy(name="customer", size=120, per_s=4, lent=3)


DAY_S = 24 * 60 * 60


def of_tenant(requests_per_day: int) -> Policy:
    """Return how much a tenant may ask, whoever asks for it.

    A process keeps what it took for an hour, or a shop that asks now and then would pay
    for what nobody asked.
    """
    per_s = requests_per_day / DAY_S
    return Policy(
        name="tenant", size=requests_per_day, per_s=per_s, share=0.001, kept_s=3_600
    )


# How long Valkey is left alone after it did not answer.
DEAF_S = 5.0
LEASES_MAX = 100_000


@dataclass(slots=True)
class Lease:
    """Tokens that this process has taken and not yet spent."""

    tokens: int = 0
    left: int = 0
    # Of what was lent, all is owed as soon as more is asked for.
    owed: int = 0
    until: float = 0.0
    turn: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a caller has left, and after how many seconds they may ask, if not now."""

    policy: Policy
    left: int
    retry_after_s: int | None = None

    @property
    def size(self) -> int:
        """Return how much there could be."""
        return self.policy.size

    @property
    def per_s(self) -> float:
        """Return how much comes back in a second."""
        return self.policy.per_s

    @property
    def headers(self) -> Mapping[str, str]:
        """Return what callers are told of this."""
        full_s = ceil((self.size - self.left) / self.per_s)
        return {
            "RateLimit": f'"{self.policy.name}";r={self.left};t={full_s}',
            "RateLimit-Policy": self.policy.header,
        }


@dataclass(slots=True)
class Limiter:
    """Counts what callers ask."""

    valkey: Valkey
    of_keys: Policy = OF_KEYS
    of_customers: Policy = OF_CUSTOMERS
    _leases: dict[Key, Lease] = field(default_factory=dict[Key, Lease])
    _digest: str | None = None
    _deaf_until: float = 0.0

    async def spend(self, principal: Principal, cost: int) -> Allowance:
        """Take a cost from a caller's bucket; return what to tell them."""
        policy = self.of_keys if principal.customer is None else self.of_customers
        key = (str(principal.tenant), principal.customer or principal.actor)
        return await self._spend(policy, key, cost)

    async def spend_of_quota(self, tenant: TenantId, quota: int) -> Allowance:
        """Count a request against what a tenant may ask in a day."""
        # Who is given another quota begins with all of it.
        key = (str(tenant), f"{quota} a day")
        return await self._spend(of_tenant(quota), key, 1)

    async def _spend(self, policy: Policy, key: Key, cost: int) -> Allowance:
        lease, cost = self._lease(key), min(cost, policy.size)
        retry_after_s = None
        there = lease.tokens >= cost and lease.until >= monotonic()
        if there and not lease.turn.locked():
            lease.tokens -= cost
        else:
            async with lease.turn:  # What one request leases, the next one spends.
                wait_ms = await self._renew(lease, policy, key, cost)
                if lease.tokens < cost:
                    retry_after_s = max(1, ceil(wait_ms / 1_000))
                else:
                    lease.tokens -= cost
        left = lease.tokens + lease.left
        return Allowance(policy=policy, left=left, retry_after_s=retry_after_s)

    def _lease(self, key: Key) -> Lease:
        if len(self._leases) > LEASES_MAX:
            self._leases.clear()
        return self._leases.setdefault(key, Lease())

    async def _renew(self, lease: Lease, policy: Policy, key: Key, cost: int) -> int:
        """Take what is needed and some more; return how long to wait, in ms."""
        more, now = ceil(policy.size * policy.share), monotonic()
        if lease.until < now:
            # Who leases and does not spend has lost it.
            lease.tokens = lease.owed = policy.lent
            lease.left, lease.until = policy.size - policy.lent, now + policy.kept_s
        if lease.tokens >= cost:
            return 0
        needed = cost - lease.tokens + lease.owed
        more += lease.owed
        taken, left, wait_ms = max(needed, more), policy.size - more, 0
        if now >= self._deaf_until:
            try:
                taken, left, wait_ms = await self._take(policy, key, needed, more)
            except FAULTS:
                self._deaf_until, self._digest = now + DEAF_S, None
        lease.left, lease.until = left, now + policy.kept_s
        if taken:
            lease.tokens += taken - lease.owed
            lease.owed = 0
        return wait_ms

    async def _take(
        self, policy: Policy, key: Key, needed: int, wanted: int
    ) -> tuple[int, int, int]:
        if self._digest is None:
            self._digest = await self.valkey.script_load(SCRIPT)
        name = f"stamgast:limit:{policy.name}:{':'.join(key)}"
        given = (name, policy.size, policy.per_s, needed, wanted)
        taken, left, wait_ms = await self.valkey.evalsha(self._digest, 1, *given)
        return taken, left, wait_ms


async def spend(
    request: HTTPConnection, principal: Principal, more: int | None = None
) -> Allowance | None:
    """Have a caller pay for a request, or what it costs more; or refuse.

    Return what is left; where nobody counts, there is nothing to return.
    """
    request.state.tenant = principal.tenant
    limiter: Limiter | None = request.app.state.limiter
    if limiter is None:
        return None
    allowance = await limiter.spend(principal, 1 if more is None else more)
    request.state.headers = allowance.headers
    if allowance.retry_after_s is not None:
        raise TooManyRequests(allowance.retry_after_s)
    if more is None and principal.requests_per_day is not None:
        quota = principal.requests_per_day
        request.state.of_day = await limiter.spend_of_quota(principal.tenant, quota)
    of_day: Allowance | None = getattr(request.state, "of_day", None)
    if of_day is not None:
        request.state.headers = {
            name: f"{value}, {of_day.headers[name]}"
            for name, value in allowance.headers.items()
        }
        if of_day.retry_after_s is not None:
            raise QuotaSpent(of_day.retry_after_s, of_day.size)
    return allowance
