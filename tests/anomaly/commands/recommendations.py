"""What recommendations are called with."""

from collections.abc import Mapping

from domain import recommendations
from tests.anomaly.shop import Prepared, always
from tests.domain.recommendations.shop import learn, open_grocer
from tests.domain.scoring.shop import TODAY, buy, profiling
from tests.world import World


async def _advise(shop: World) -> recommendations.Advise:
    await learn(await _shop(shop))
    return recommendations.Advise()


async def _publish(shop: World) -> recommendations.PublishModel:
    begin = recommendations.BeginModel()
    lesson = await (await _shop(shop)).run(recommendations.begin_model, begin)
    assert lesson is not None
    return recommendations.learn_model(lesson)


async def _shop(shop: World) -> World:
    await profiling(shop)
    await buy(shop, "ann", 3)
    return shop


async def _feedback(shop: World) -> recommendations.GiveFeedback:
    await open_grocer(shop)
    return recommendations.GiveFeedback(
        customer_id="external:shop:c1",
        slot=recommendations.Slot.FOR_YOU,
        model=1,
        day=TODAY.date(),
        products=(
            recommendations.ProductFeedback(
                product_id="own-1", place=1, feedback=recommendations.Feedback.CLICKED
            ),
        ),
    )


async def _kept(shop: World) -> recommendations.KeepModel:
    await open_grocer(shop)
    return recommendations.KeepModel(model=1)


async def _release(shop: World) -> recommendations.ReleaseModel:
    await shop.run(recommendations.keep_model, await _kept(shop))
    return recommendations.ReleaseModel()


COMMANDS: Mapping[str, Prepared] = {
    "recommendations.advise": _advise,
    "recommendations.give_feedback": _feedback,
    "recommendations.forget_feedback": always(recommendations.ForgetFeedback()),
    "recommendations.keep_model": _kept,
    "recommendations.note_facts": always(recommendations.NoteFacts()),
    "recommendations.release_model": _release,
    "recommendations.publish_model": _publish,
    "recommendations.put_offers": always(
        recommendations.PutProductOffers(
            offers=(
                recommendations.ProductOffer(product_id="tea", price=300, before=450),
            )
        )
    ),
    "recommendations.put_unavailable": always(
        recommendations.PutUnavailable(products=("tea", "cup"))
    ),
}
