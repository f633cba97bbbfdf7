"""Quotes over REST."""

from http import HTTPStatus

from api.rest.routing import post
from domain import quotes

routes = (post("/v1/quotes", quotes.quote, HTTPStatus.OK),)
