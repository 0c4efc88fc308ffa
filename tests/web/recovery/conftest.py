"""Pages of the recovery are read in English."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["abonent-language"] = "en"
