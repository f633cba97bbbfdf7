"""How a process comes by its platform: the same way, whichever process it is."""

from domain.kernel import Platform
from domain.kernel.crypto import Vault
from domain.kernel.database import POOL_SIZE_MAX, Role, connect
from domain.kernel.hot import HotPath
from domain.kernel.platform import Bell, silence
from domain.reactions import PROVIDERS, REACTIONS
from domain.settings import Settings


def compose(
    settings: Settings, *, bell: Bell = silence, pool_size: int = POOL_SIZE_MAX
) -> Platform:
    """Make the platform of a process: its database, its secrets, its reactions."""
    return Platform(
        engine=connect(settings.database_url, Role.APP, pool_size=pool_size),
        vault=Vault(settings.master_key),
        reactions=REACTIONS,
        providers=PROVIDERS,
        bell=bell,
        hot=HotPath(settings.database_url, pool_size),
    )
