"""The community at rest.

What is published stands in `contributions`, and nothing that is not: a text that waits,
was rejected or taken back is only in `community_texts`, with every earlier version.
"""

from dataclasses import replace

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from domain.community.case import CaseKind
from domain.community.model import (
    ContributionKind,
    ContributionState,
    RejectionReason,
)
from domain.community.standing import ContributionReaction, IdeaStatus
from domain.kernel.personal import (
    NOT_PERSONAL,
    Category,
    Erase,
    Export,
    personal,
    pseudonym,
)
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table

MEMBER = "member_id>community_members.customer_id"
WRITER = f"contribution_id>contributions.{MEMBER}"

NAMED = personal(Category.PROFILE, erase=Erase.NULL)
BLOCKED = personal(Category.BEHAVIOUR, export=Export.ACCESS, erase=Erase.NULL)
# Others read it and replied to it; of whom it is, nobody can tell any more.
PUBLISHED = personal(
    Category.BEHAVIOUR,
    subject=MEMBER,
    erase=Erase.KEEP,
    basis="published without an author: expression and information (art. 17(3)(a))",
)
# What search makes of it says nothing that it does not say itself.
FOUND = replace(PUBLISHED, export=Export.NO)
AGREED = personal(Category.PREFERENCE, subject=MEMBER, erase=Erase.NULL)
JUDGED = personal(
    Category.BEHAVIOUR, subject=MEMBER, export=Export.ACCESS, erase=Erase.NULL
)
WRITTEN = personal(Category.BEHAVIOUR, subject=WRITER)
DECIDED = personal(Category.BEHAVIOUR, subject=WRITER, export=Export.ACCESS)
SAID = personal(Category.BEHAVIOUR, subject=MEMBER)

community_settings = tenant_table(
    "community_settings",
    key("name", Text),
    column("terms", JSONB, NOT_PERSONAL),
    instant("recorded_at", NOT_PERSONAL),
)

community_members = tenant_table(
    "community_members",
    key("id", Id("mbr")),
    column("customer_id", Id("cus"), pseudonym()),
    # Which member counts for the person, of whom a merge brought two together.
    column("person_id", Id("mbr"), NOT_PERSONAL),
    column("name", Text, NAMED, nullable=True),
    column("folded_name", Text, NAMED, nullable=True),
    # Of who was erased, nothing says when they joined.
    instant("joined_at", NAMED, nullable=True),
    instant("blocked_at", BLOCKED, nullable=True),
    column("blocked_reason", Text, BLOCKED, nullable=True),
    Index(None, "tenant_id", "customer_id", unique=True),
    Index(None, "tenant_id", "folded_name", unique=True),
    Index(None, "tenant_id", "person_id"),
)

contributions = tenant_table(
    "contributions",
    key("id", Id("cbn")),
    column("kind", Choice(ContributionKind), PUBLISHED),
    # Without a member, the shop wrote it.
    column("member_id", Id("mbr"), pseudonym(MEMBER), nullable=True),
    column("parent_id", Id("cbn"), PUBLISHED, nullable=True),
    column("product_id", Text, PUBLISHED, nullable=True),
    column("title", Text, PUBLISHED, nullable=True),
    column("body", Text, PUBLISHED, nullable=True),
    column("search", TSVECTOR, FOUND, nullable=True),
    # A testimonial is shown because its author agrees; nobody does who is gone.
    column("quote", Text, AGREED, nullable=True),
    column("rating", SmallInteger, PUBLISHED, nullable=True),
    column("verified", Boolean, PUBLISHED),
    instant("reusable_since", AGREED, nullable=True),
    column("state", Choice(ContributionState), PUBLISHED),
    column("reason", Choice(RejectionReason), JUDGED, nullable=True),
    column("note", Text, JUDGED, nullable=True),
    instant("appealed_at", JUDGED, nullable=True),
    # What counts for it, on which day of the programme's zone.
    column("event_id", Id("evt"), JUDGED, nullable=True),
    column("written_on", Date, PUBLISHED),
    instant("written_at", PUBLISHED),
    instant("published_at", PUBLISHED, nullable=True),
    instant("edited_at", PUBLISHED, nullable=True),
    column("version", Integer, PUBLISHED),
    # Whether it may count at all, which whoever brought it from elsewhere said.
    column("counts", Boolean, NOT_PERSONAL),
    Index(None, "tenant_id", "member_id", "written_at", "id"),
    Index(
        "contributions_feed_idx",
        "tenant_id",
        "kind",
        "published_at",
        "id",
        postgresql_where=sql("state = 'published'"),
    ),
    Index(
        "contributions_newest_idx",
        "tenant_id",
        "published_at",
        "id",
        postgresql_where=sql("state = 'published'"),
    ),
    Index(
        "contributions_parent_idx",
        "tenant_id",
        "parent_id",
        "published_at",
        "id",
        postgresql_where=sql("parent_id IS NOT NULL"),
    ),
    Index(
        "contributions_product_idx",
        "tenant_id",
        "product_id",
        "published_at",
        "id",
        postgresql_where=sql("product_id IS NOT NULL"),
    ),
)

community_ideas = tenant_table(
    "community_ideas",
    key("contribution_id", Id("cbn")),
    column("status", Choice(IdeaStatus), NOT_PERSONAL),
    # The shop's words.
    column("reason", Text, NOT_PERSONAL, nullable=True),
    instant("changed_at", NOT_PERSONAL),
)

# A member has one vote for an idea; of a person's members, one counts.
community_votes = tenant_table(
    "community_votes",
    key("contribution_id", Id("cbn"), SAID),
    key("member_id", Id("mbr"), pseudonym(MEMBER)),
    instant("voted_at", SAID),
    Index(None, "tenant_id", "member_id", "voted_at"),
)

community_reactions = tenant_table(
    "community_reactions",
    key("contribution_id", Id("cbn"), SAID),
    key("member_id", Id("mbr"), pseudonym(MEMBER)),
    column("reaction", Choice(ContributionReaction), SAID),
    instant("reacted_at", SAID),
    Index(None, "tenant_id", "member_id"),
)

# Whom somebody does not read.
community_ignores = tenant_table(
    "community_ignores",
    key("member_id", Id("mbr"), pseudonym(MEMBER)),
    key("ignored_id", Id("mbr"), SAID),
)

community_texts = tenant_table(
    "community_texts",
    key("contribution_id", Id("cbn")),
    key("version", Integer),
    column("title", Text, WRITTEN, nullable=True),
    column("body", Text, WRITTEN),
    column("findings", JSONB, DECIDED),
    instant("written_at", WRITTEN),
)

# What a moderator is to look at: a text that waits, a report, an appeal.
community_cases = tenant_table(
    "community_cases",
    key("id", Id("cse")),
    column("contribution_id", Id("cbn"), SAID),
    column("kind", Choice(CaseKind), SAID),
    # Who said so: the platform, or a member.
    column("member_id", Id("mbr"), pseudonym(MEMBER), nullable=True),
    column("reason", Choice(RejectionReason), SAID, nullable=True),
    column("note", Text, SAID, nullable=True),
    instant("opened_at", SAID),
    instant("closed_at", SAID, nullable=True),
    Index(None, "tenant_id", "contribution_id"),
    Index(None, "tenant_id", "member_id", "opened_at"),
    Index(
        "community_cases_open_idx",
        "tenant_id",
        "opened_at",
        "id",
        postgresql_where=sql("closed_at IS NULL"),
    ),
)

community_decisions = tenant_table(
    "community_decisions",
    key("id", Id("dcs")),
    column("contribution_id", Id("cbn"), DECIDED),
    column("decision", Text, DECIDED),
    column("reason", Choice(RejectionReason), DECIDED, nullable=True),
    column("note", Text, DECIDED, nullable=True),
    # A key or the platform, never a name.
    column("actor", Text, NOT_PERSONAL),
    instant("decided_at", DECIDED),
    Index(None, "tenant_id", "contribution_id", "decided_at"),
)
