"""The ways in which banners say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class BannerNotFound(Refusal):
    """There is no such banner."""

    kind = Kind.NOT_FOUND
    banner: str


@dataclass(eq=False)
class TooManyBanners(Refusal):
    """A shop has so many banners at most."""

    kind = Kind.CONFLICT
    banners_max: int
