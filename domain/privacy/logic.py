"""The logic behind what is inferred, its meaning and consequences (art. 15(1)(h))."""

from collections.abc import Mapping

# English, then Dutch, by the place in which it is told.
LOGIC: Mapping[str, tuple[str, str]] = {
    "customer_scores": (
        (
            "We compare when, how often and for how much you bought with the other "
            "customers of this shop: five grades each for recency, frequency and "
            "spending, and a name for what they come to. From the gaps between your"
            " purchases, or those of customers who bought alike, follows when the "
            "next may come; from models of all customers' purchases (BG/NBD or "
            "Pareto/NBD, Gamma-Gamma, a logistic regression), how likely that is "
            "and how much is to be expected. Nothing else is used: no origin, "
            "health, place or name. It decides which messages and recommendations "
            "you get. It never raises a price. The field why says it of you in "
            "sentences. Object, and it is deleted."
        ),
        (
            "We vergelijken wanneer, hoe vaak en voor hoeveel je kocht met de "
            "andere klanten van deze winkel: vijf cijfers voor recentheid, "
            "frequentie en besteding, en een naam voor wat die samen zeggen. Uit de"
            " tijd tussen je aankopen, of die van klanten die net zo kochten, volgt"
            " wanneer de volgende kan komen; uit modellen van de aankopen van alle "
            "klanten (BG/NBD of Pareto/NBD, Gamma-Gamma, een logistische regressie)"
            " hoe waarschijnlijk dat is en hoeveel er te verwachten valt. Iets "
            "anders gebruiken we niet: geen afkomst, gezondheid, plaats of naam. "
            "Het bepaalt welke berichten en aanbevelingen je krijgt. Het verhoogt "
            "nooit een prijs. Het veld why zegt het over jou in zinnen. Maak "
            "bezwaar, en het wordt verwijderd."
        ),
    ),
    "segment_stays": (
        (
            "The shop describes a group by conditions on what you bought, did or "
            "told us, or on the scores above. You are in it for as long as they "
            "hold, which we look at again whenever something changes. Groups decide "
            "which messages and offers you are shown. Groups made of scores give no "
            "points, rewards or prices. The shop tells you each condition when you "
            "ask."
        ),
        (
            "De winkel beschrijft een groep met voorwaarden aan wat je kocht, deed "
            "of vertelde, of aan de scores hierboven. Je zit erin zolang die "
            "kloppen; we kijken opnieuw als er iets verandert. Groepen bepalen "
            "welke berichten en aanbiedingen je ziet. Groepen op grond van scores "
            "geven geen punten, beloningen of prijzen. De winkel vertelt je elke "
            "voorwaarde als je erom vraagt."
        ),
    ),
    "recommendations": (
        (
            "What you bought, looked at or put in a cart is compared with what goes "
            "together in the baskets of all customers, and with what you buy again "
            "and after how long. What is sold out or not meant for you is left out. "
            "Each recommendation carries its own reason. It decides only what you "
            "are shown."
        ),
        (
            "Wat je kocht, bekeek of in een mandje legde vergelijken we met wat in "
            "de mandjes van alle klanten samengaat, en met wat je opnieuw koopt en "
            "na hoe lang. Wat uitverkocht is of niet voor jou bedoeld, valt af. Bij "
            "elke aanbeveling staat haar eigen reden. Het bepaalt alleen wat je te "
            "zien krijgt."
        ),
    ),
    "recommendation_feedback": (
        (
            "We note what you were shown, and whether you looked at it or bought "
            "it, to see which recommendations are of use. One place is filled by "
            "chance, so that the comparison is fair."
        ),
        (
            "We houden bij wat je te zien kreeg, en of je het bekeek of kocht, om "
            "te zien welke aanbevelingen nuttig zijn. Eén plaats wordt door het "
            "toeval gevuld, zodat de vergelijking eerlijk is."
        ),
    ),
    "purchase_rollups": (
        (
            "Your orders less what you returned, added up day by day: how many, for "
            "how much, and how far apart. The scores are computed of nothing else."
        ),
        (
            "Je bestellingen min wat je terugstuurde, per dag opgeteld: hoeveel, "
            "voor hoeveel, en hoe ver uit elkaar. De scores worden uit niets anders "
            "berekend."
        ),
    ),
    "tier_memberships": (
        (
            "The programme says what counts towards a tier, over which time, and "
            "how much it takes. We add up what counts of you, and compare. Your "
            "tier decides which benefits you have."
        ),
        (
            "Het programma zegt wat meetelt voor een niveau, over welke tijd, en "
            "hoeveel ervoor nodig is. We tellen op wat van jou meetelt, en "
            "vergelijken. Je niveau bepaalt welke voordelen je hebt."
        ),
    ),
    "tier_changes": (
        (
            "As for your tier: what counted then, what was needed, and what it "
            "followed from."
        ),
        (
            "Zoals bij je niveau: wat toen telde, wat er nodig was, en waar het uit "
            "volgde."
        ),
    ),
    "challenge_members": (
        (
            "The shop says what each step of a challenge asks, and we count what "
            "you did of it."
        ),
        (
            "De winkel zegt wat elke stap van een uitdaging vraagt, en wij tellen "
            "wat je daarvan deed."
        ),
    ),
    "challenge_contributions": (
        "What you did for a common goal is counted and added to everybody's.",
        (
            "Wat je voor een gezamenlijk doel deed wordt geteld en opgeteld bij dat "
            "van iedereen."
        ),
    ),
    "holdout_decisions": (
        (
            "To see whether a campaign does any good, some customers are left out "
            "of it. Who that is follows from a computation with your number that "
            "comes to the same as chance; nothing else about you is used."
        ),
        (
            "Om te zien of een campagne helpt, blijven sommige klanten erbuiten. "
            "Wie dat zijn volgt uit een berekening met je nummer die op toeval "
            "neerkomt; iets anders van jou wordt niet gebruikt."
        ),
    ),
    "journey_runs": (
        (
            "Something you did, or a date, began a series of messages; its steps "
            "and their conditions are the shop's. Each is looked at again before it "
            "is sent, and your choices always come first."
        ),
        (
            "Iets wat je deed, of een datum, begon een reeks berichten; de stappen "
            "en voorwaarden zijn van de winkel. Elk bericht wordt opnieuw bekeken "
            "voor het weggaat, en jouw keuzes gaan altijd voor."
        ),
    ),
    "messages": (
        (
            "Before each message we look whether you may be sent it: what you "
            "agreed to, how many you had lately, quiet hours. The field evidence "
            "says what was found, and reason why one was not sent."
        ),
        (
            "Voor elk bericht kijken we of het je gestuurd mag worden: waar je mee "
            "instemde, hoeveel je er pas had, stille uren. Het veld evidence zegt "
            "wat er werd gevonden, en reason waarom iets niet werd gestuurd."
        ),
    ),
    "help_requests": (
        (
            "A bad review, or a bad experience that you told us of, has a person "
            "asked to help you. Until they have, you get no advertising."
        ),
        (
            "Na een slechte beoordeling of ervaring die je ons vertelde, wordt "
            "iemand gevraagd je te helpen. Tot dat gedaan is, krijg je geen "
            "reclame."
        ),
    ),
    "referrals": (
        (
            "Who came by whose code is noted. It counts once the conditions of the "
            "programme are met; signs that both are the same person, or that it is "
            "a habit, keep it from counting, and a person can look at that."
        ),
        (
            "We houden bij wie met wiens code kwam. Het telt als aan de voorwaarden "
            "van het programma is voldaan; tekenen dat beiden dezelfde persoon "
            "zijn, of dat het een gewoonte is, houden het tegen, en een mens kan "
            "daarnaar kijken."
        ),
    ),
    "community_decisions": (
        (
            "What people report, or what a rule of the community finds, is decided "
            "on by a person of the shop. The reason is told."
        ),
        (
            "Over wat mensen melden, of wat een regel van de community vindt, "
            "beslist iemand van de winkel. De reden wordt gezegd."
        ),
    ),
    "community_members": (
        "How you take part: the name you chose, and what you may do there.",
        "Hoe je meedoet: de naam die je koos, en wat je daar mag.",
    ),
    "community_texts": (
        (
            "What you wrote, and how it stands: shown, waiting for a person to look "
            "at it, or taken down."
        ),
        (
            "Wat je schreef, en hoe het ervoor staat: te zien, wachtend op iemand "
            "die ernaar kijkt, of weggehaald."
        ),
    ),
    "contributions": (
        (
            "Whether you bought what you write of is looked up in your orders, and "
            "said beside it. Votes of others and a person of the shop decide what "
            "becomes of it."
        ),
        (
            "Of je kocht waarover je schrijft, zoeken we op in je bestellingen en "
            "zeggen we erbij. Stemmen van anderen en iemand van de winkel bepalen "
            "wat ervan wordt."
        ),
    ),
    "customer_levels": (
        (
            "What you earned is counted, whatever you spent of it; levels begin where "
            "the shop says."
        ),
        (
            "Wat je verdiende wordt geteld, wat je er ook van uitgaf; levels beginnen "
            "waar de winkel het zegt."
        ),
    ),
    "leaderboard_scores": (
        (
            "What you earned in a period is compared with what others did who want to "
            "be seen, too."
        ),
        (
            "Wat je in een periode verdiende wordt vergeleken met wat anderen "
            "verdienden die ook gezien willen worden."
        ),
    ),
    "draw_entries": (
        (
            "Your tickets, what was drawn, and your place. What is drawn follows from "
            "a number that was sealed when the draw began and from the list of all "
            "tickets: anybody can compute it again."
        ),
        (
            "Je loten, wat er getrokken is, en je plaats. Wat er getrokken wordt volgt "
            "uit een getal dat bij het begin van de trekking is verzegeld en uit de "
            "lijst van alle loten: iedereen kan het narekenen."
        ),
    ),
}
