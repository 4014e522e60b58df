"""The line that says where an event is."""

import pytest

from forumapp.calendars.rules.places import location
from forumapp.core.translated import Translated
from forumapp.venues.models import Venue


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Old Customs House, 40 Pier Road, 049326 Singapore"),
        ("zh", "新加坡码头路40号 旧海关楼"),
    ],
)
def test_a_city_that_is_its_country_is_named_once(language, line):
    venue = Venue(
        name=Translated({"en": "Old Customs House", "zh": "旧海关楼"}),
        street=Translated({"en": "40 Pier Road", "zh": "码头路40号"}),
        city=Translated({"en": "Singapore", "zh": "新加坡"}),
        postcode="049326",
        country="SG",
    )
    assert location(venue, None, language) == line
