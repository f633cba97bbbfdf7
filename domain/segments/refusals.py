"""The ways in which segments say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal


@dataclass(eq=False)
class SegmentNotFound(Refusal):
    """There is no such segment."""

    kind = Kind.NOT_FOUND
    segment: str


@dataclass(eq=False)
class TooManySegments(Refusal):
    """There are as many segments as there may be."""

    kind = Kind.CONFLICT
    segments_max: int


@dataclass(eq=False)
class SegmentInUse(Refusal):
    """Another segment says who is in it by this one."""

    kind = Kind.CONFLICT
    by: str


@dataclass(eq=False)
class SharingNotAgreed(Refusal):
    """This is no purpose of sharing for which each customer's consent is asked."""

    kind = Kind.CONFLICT
    purpose: str
