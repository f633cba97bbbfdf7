"""Words: what sentences are made of, in Dutch and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.earning.terms import CapPeriod, CapScope, Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a language needs to tell why a rule gave what it gave."""

    weekdays: tuple[str, ...]
    fields: Mapping[str, str]
    condition: str
    held: str
    failed: str
    one_of: str
    exactly: str
    at_least: str
    at_most: str
    multiple_of: str
    and_: str
    from_day: str
    to_day: str
    from_time: str
    to_time: str
    nothing: str
    yes: str
    no: str
    not_held: str
    undone: str
    late: str
    fixed: str
    no_line: str
    per_step: str
    multiplied: str
    roundings: Mapping[Rounding, str]
    outdone: str
    excluded: str
    cap: str
    cap_times: str
    times: tuple[str, str]
    scopes: Mapping[CapScope, str]
    periods: Mapping[CapPeriod, str]
    result: str
    free: str
    waits: str
    awaits: str
    nobody: str
    other_currency: str
    occasions: Mapping[str, str]
    birthdays: Mapping[str, str]
    not_tried: str


EN = Words(
    weekdays=(
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
        *("Saturday", "Sunday"),
    ),
    fields={
        "order.amount": "The amount of the order",
        "order.quantity": "The number of pieces",
        "order.lines": "The number of lines",
        "order.shipping": "The shipping cost",
        "order.points_paid": "What was paid in points",
        "order.channel": "The channel",
        "order.source": "The system that sent the order",
        "order.vouchers": "The vouchers used",
        "line.product": "The product",
        "line.variant": "The variant",
        "line.category": "The category",
        "line.quantity": "The pieces on a line",
        "line.unit_price": "The price of a piece",
        "line.amount": "The amount of a line",
        "line.discount": "The discount on a line",
        "customer.tier": "The tier",
        "customer.segments": "The segments",
        "customer.order_count": "The number of orders so far",
        "customer.member_days": "The days of membership",
        "time": "The time",
    },
    condition="{name} was {found}; asked was {asked}: {verdict}.",
    held="that fits",
    failed="that does not fit",
    one_of="one of {wanted}",
    exactly="exactly {number}",
    at_least="at least {number}",
    at_most="at most {number}",
    multiple_of="a multiple of {number}",
    and_=" and ",
    from_day="from {day} on",
    to_day="up to and including {day}",
    from_time="from {time}",
    to_time="until {time}",
    nothing="nothing",
    yes="yes",
    no="no",
    not_held="So the conditions of the rule did not hold.",
    undone="Nothing is left of it: it was returned, cancelled or removed.",
    late="It was a guest's, who became known too late.",
    fixed="The rule gives {worth}.",
    no_line="There was no line that counts.",
    per_step=("{basis} counted; every {step} gives {points}, {rounding}: {worth}."),
    multiplied=(
        "Other rules gave {basis}, which become {percent} %; the difference is,"
        " {rounding}: {worth}."
    ),
    roundings={
        Rounding.WHOLE_STEPS: "whole steps only",
        Rounding.DOWN: "rounded down",
        Rounding.UP: "rounded up",
        Rounding.HALF_UP: "rounded to the nearest",
        Rounding.HALF_EVEN: "rounded to the nearest, halves to even",
    },
    outdone="The rule {other} gave more, and of the two only the better one gives.",
    excluded="The rule {other} gave, and lets no other give beside it.",
    cap="The cap is {limit} {per}; left of it: {left}, wanted: {wanted}.",
    cap_times="The cap is {limit} {per}; left of it: {left}.",
    times=("time", "times"),
    scopes={
        CapScope.ORDER: "per order",
        CapScope.CUSTOMER: "per customer",
        CapScope.RULE: "for the rule",
        CapScope.BUDGET: "for the budget",
    },
    periods={
        CapPeriod.EVER: "",
        CapPeriod.DAY: "a day",
        CapPeriod.WEEK: "a week",
        CapPeriod.MONTH: "a month",
        CapPeriod.YEAR: "a year",
    },
    result="That makes {given}.",
    free="Available already: {amount}.",
    waits="Available from {day} on: {amount}.",
    awaits="Available from {day} on, or as soon as {event} says so: {amount}.",
    nobody="It is a guest's: nobody is known who could earn by it.",
    other_currency="It was paid in {currency}, and only {own} earns.",
    occasions={
        "sign_up": "The customer signed up on {day}.",
        "profile_completed": "The profile was complete on {day}.",
        "birthday": "It was the customer's birthday on {day}.",
        "consent": "The customer agreed to it on {day}.",
        "inactivity": "By {day} nothing had been ordered for long enough.",
        "balance": "On {day} a balance was full, and what that takes was taken.",
        "challenge": "A challenge, or a step of one, was completed on {day}.",
        "referral": "Somebody brought a friend, who kept an order, on {day}.",
    },
    birthdays={
        "celebrated": "This year's birthday has been celebrated.",
        "no_rule": "No rule gives anything for a birthday now.",
        "unknown": "No birth date is known.",
        "just_set": (
            "The birth date was set within {days} days before this year's birthday, or"
            " after it: the next one counts."
        ),
        "to_come": "This year's birthday is still to come.",
        "tonight": "It is about to be celebrated.",
        "passed": "This year's birthday had passed before there was a rule for it.",
    },
    not_tried="No rule was tried: it came before there were rules, or too late.",
)

NL = Words(
    weekdays=(
        *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"),
        *("zaterdag", "zondag"),
    ),
    fields={
        "order.amount": "Het bedrag van de bestelling",
        "order.quantity": "Het aantal stuks",
        "order.lines": "Het aantal regels",
        "order.shipping": "De verzendkosten",
        "order.points_paid": "Wat met punten betaald werd",
        "order.channel": "Het kanaal",
        "order.source": "Het systeem dat de bestelling stuurde",
        "order.vouchers": "De gebruikte vouchers",
        "line.product": "Het product",
        "line.variant": "De variant",
        "line.category": "De categorie",
        "line.quantity": "Het aantal stuks op een regel",
        "line.unit_price": "De prijs per stuk",
        "line.amount": "Het bedrag van een regel",
        "line.discount": "De korting op een regel",
        "customer.tier": "De status",
        "customer.segments": "De segmenten",
        "customer.order_count": "Het aantal bestellingen tot dan toe",
        "customer.member_days": "Het aantal dagen als klant",
        "time": "Het tijdstip",
    },
    condition="{name} was {found}; gevraagd was {asked}: {verdict}.",
    held="dat klopt",
    failed="dat klopt niet",
    one_of="een van {wanted}",
    exactly="precies {number}",
    at_least="ten minste {number}",
    at_most="ten hoogste {number}",
    multiple_of="een veelvoud van {number}",
    and_=" en ",
    from_day="vanaf {day}",
    to_day="tot en met {day}",
    from_time="vanaf {time}",
    to_time="tot {time}",
    nothing="niets",
    yes="ja",
    no="nee",
    not_held="Daarom gold de regel niet.",
    undone="Er is niets van over: het is geretourneerd, geannuleerd of verwijderd.",
    late="Het was van een gast die te laat bekend werd.",
    fixed="De regel geeft {worth}.",
    no_line="Er was geen regel van de bestelling die meetelt.",
    per_step=("{basis} telde mee; elke {step} geeft {points}, {rounding}: {worth}."),
    multiplied=(
        "Andere regels gaven {basis}, wat {percent} % wordt; het verschil is,"
        " {rounding}: {worth}."
    ),
    roundings={
        Rounding.WHOLE_STEPS: "alleen hele stappen",
        Rounding.DOWN: "naar beneden afgerond",
        Rounding.UP: "naar boven afgerond",
        Rounding.HALF_UP: "afgerond",
        Rounding.HALF_EVEN: "afgerond, helften naar even",
    },
    outdone="De regel {other} gaf meer, en van de twee telt alleen de beste.",
    excluded="De regel {other} gaf, en laat geen andere naast zich toe.",
    cap="Het maximum is {limit} {per}; daarvan over: {left}, gevraagd: {wanted}.",
    cap_times="Het maximum is {limit} {per}; daarvan over: {left}.",
    times=("keer", "keer"),
    scopes={
        CapScope.ORDER: "per bestelling",
        CapScope.CUSTOMER: "per klant",
        CapScope.RULE: "voor de regel",
        CapScope.BUDGET: "voor het budget",
    },
    periods={
        CapPeriod.EVER: "",
        CapPeriod.DAY: "per dag",
        CapPeriod.WEEK: "per week",
        CapPeriod.MONTH: "per maand",
        CapPeriod.YEAR: "per jaar",
    },
    result="Dat maakt {given}.",
    free="Al beschikbaar: {amount}.",
    waits="Beschikbaar vanaf {day}: {amount}.",
    awaits="Beschikbaar vanaf {day}, of zodra {event} dat zegt: {amount}.",
    nobody="Het is van een gast: er is niemand bekend die ermee kan sparen.",
    other_currency="Er is betaald in {currency}, en alleen {own} telt mee.",
    occasions={
        "sign_up": "De klant meldde zich aan op {day}.",
        "profile_completed": "Het profiel was compleet op {day}.",
        "birthday": "De klant was jarig op {day}.",
        "consent": "De klant stemde ermee in op {day}.",
        "inactivity": "Op {day} was er lang genoeg niets besteld.",
        "balance": "Op {day} was een saldo vol, en ging eraf wat dat kost.",
        "challenge": "Een uitdaging, of een stap ervan, was klaar op {day}.",
        "referral": "Iemand bracht een vriend, die op {day} een bestelling hield.",
    },
    birthdays={
        "celebrated": "De verjaardag van dit jaar is gevierd.",
        "no_rule": "Er is nu geen regel die iets geeft voor een verjaardag.",
        "unknown": "Er is geen geboortedatum bekend.",
        "just_set": (
            "De geboortedatum is binnen {days} dagen voor de verjaardag van dit jaar"
            " opgegeven, of erna: de volgende telt."
        ),
        "to_come": "De verjaardag van dit jaar komt nog.",
        "tonight": "De verjaardag wordt zo gevierd.",
        "passed": "De verjaardag was dit jaar al voorbij voor er een regel voor was.",
    },
    not_tried="Er is geen regel geprobeerd: het kwam voor er regels waren, of te laat.",
)
