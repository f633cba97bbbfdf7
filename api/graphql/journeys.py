"""Messages in the graph: journeys, templates, what was written, and who is helped."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import call, entry, output, plain, shows
from api.graphql.mutations import mutation
from domain import messages

call(messages.Because, "JourneyBecause")
call(messages.Browser, "PushBrowser")
call(messages.EntryKind, "JourneyEntry")
call(messages.Condition, "JourneyCondition")
call(messages.ExitKind, "JourneyExit")
call(messages.StepKind, "JourneyStepKind")
call(messages.Planned, "PlannedMessage")
call(messages.Simulated, "JourneySimulation")
call(messages.Funnel, "JourneyFunnel")
call(messages.FunnelStage, "JourneyStage")
call(messages.Fact, "MessageFact")
call(messages.Why, "MessageWhy")
call(messages.Reason, "MessageReason")
call(messages.Reported, "ReportedMessage")
call(messages.Cap, "MessageCap")
call(messages.Help, "HelpRequest")
call(messages.HelpState, "HelpRequestState")
call(messages.Block, "TemplateBlock")
call(messages.BlockKind, "TemplateBlockKind")
call(messages.SubjectLine, "TemplateSubject")
call(messages.Template, "MessageTemplate")
call(messages.TemplateState, "MessageTemplateState")
call(messages.WrittenAs, "TemplateWrittenAs")
call(messages.Preview, "TemplatePreview")

Previewed: TypeAlias = Annotated[
    Any,
    strawberry.argument(
        name="input",
        graphql_type=entry(messages.PreviewTemplate, "TemplatePreviewInput"),
    ),
]
Simulated: TypeAlias = Annotated[
    Any,
    strawberry.argument(
        name="input",
        graphql_type=entry(messages.SimulateJourney, "JourneySimulationInput"),
    ),
]
Message = output(messages.Message)
Journey = output(messages.Journey)
Template = output(messages.Template)
Help = output(messages.Help)
Settings = output(messages.MessageSettings)
Preview = output(messages.Preview)
Funnel = output(messages.Funnel)
Simulation = output(messages.Simulated)


@shows(messages.Journeys)
class Journeys:
    """The newest version of each journey."""


@shows(messages.Browsers)
class PushBrowsers:
    """The browsers that show a customer push messages, newest first."""


@strawberry.type(description="That a browser shows a customer nothing any more.")
class ForgottenBrowser:
    """Nothing is left to tell of a browser that was forgotten."""

    forgotten: bool


@strawberry.type
class MessageQuery:
    """What can be asked about messages, and about journeys that write them."""

    @strawberry.field(
        description="Messages, newest first; those kept back too, and why.",
        graphql_type=Connection[Message],
    )
    async def messages(
        self,
        info: Info,
        customer_id: strawberry.ID | None = None,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of messages, of one customer if one is named."""
        asked = {"customer_id": customer_id, "limit": first, "after": after}
        page = await info.context.run(messages.list_messages, asked)
        return connection(page, itself, after, lambda each: (each.id,))

    @strawberry.field(
        description="The newest version of each journey.", graphql_type=list[Journey]
    )
    async def journeys(self, info: Info) -> Any:
        """Return what all journeys do."""
        return (await info.context.run(messages.list_journeys, {})).journeys

    @strawberry.field(
        description="How many went how far on a journey.",
        graphql_type=Funnel,
    )
    async def journey_funnel(self, info: Info, journey: str) -> Any:
        """Return how many runs and messages are at which stage."""
        return await info.context.run(messages.ask_funnel, {"journey": journey})

    @strawberry.field(
        description="What a journey would do with a customer, at an instant.",
        graphql_type=Simulation,
    )
    async def journey_simulation(self, info: Info, given: Simulated) -> Any:
        """Return whether they would enter, and what they would be written when."""
        return await info.context.run(messages.simulate_journey, plain(given))

    @strawberry.field(
        description="The newest version of each template, whatever its state.",
        graphql_type=list[Template],
    )
    async def message_templates(self, info: Info) -> Any:
        """Return what all templates say."""
        return (await info.context.run(messages.list_templates, {})).templates

    @strawberry.field(
        description="What a template would say to a customer, or to somebody made up.",
        graphql_type=Preview,
    )
    async def template_preview(self, info: Info, given: Previewed) -> Any:
        """Return a preview; nothing is sent."""
        return await info.context.run(messages.preview_template, plain(given))

    @strawberry.field(description="The key that browsers subscribe with.")
    async def push_key(self, info: Info) -> str:
        """Return the key by which the shop is known to push services."""
        return (await info.context.run(messages.find_push_key, {})).key

    @strawberry.field(description="How the shop sends messages.", graphql_type=Settings)
    async def message_settings(self, info: Info) -> Any:
        """Return when it is quiet, and how often somebody is written to."""
        return await info.context.run(messages.find_message_settings, {})

    @strawberry.field(
        description="Who is to be helped by a person, newest first.",
        graphql_type=Connection[Help],
    )
    async def help_requests(
        self,
        info: Info,
        state: str | None = None,
        first: First = 20,
        after: After = None,
    ) -> Any:
        """Return a page of who is to be helped, and who was."""
        asked = {"state": state, "limit": first, "after": after}
        page = await info.context.run(messages.list_help, asked)
        return connection(page, itself, after, lambda each: (each.id,))


@strawberry.type
class MessageMutation:
    """What can be done with messages, and with journeys that write them."""

    send_message = mutation("SendMessage", messages.send_message, Message)
    cancel_message = mutation("CancelMessage", messages.cancel_message, Message)
    put_message_template = mutation("PutTemplate", messages.put_template, Template)
    approve_message_template = mutation(
        "ApproveTemplate", messages.approve_template, Template
    )
    retire_message_template = mutation(
        "RetireTemplate", messages.retire_template, Template
    )
    put_journey = mutation("PutJourney", messages.put_journey, Journey)
    ship_journeys = mutation("ShipJourneys", messages.ship_journeys, Journeys)
    put_message_settings = mutation(
        "PutMessageSettings", messages.put_message_settings, Settings
    )
    register_browser = mutation(
        "RegisterBrowser", messages.register_browser, PushBrowsers
    )
    forget_browser = mutation(
        "ForgetBrowser",
        messages.forget_browser,
        ForgottenBrowser,
        lambda _: ForgottenBrowser(forgotten=True),
    )
    ask_help = mutation("AskHelp", messages.ask_help, Help)
    close_help = mutation("CloseHelp", messages.close_help, Help)
    apologise = mutation("Apologise", messages.apologise, Help)
