"""Somebody who may be invited."""

import pytest

from abonent.people.models import User
from tests import people


@pytest.fixture
def nadia(db: None) -> User:
    return people.person("nadia", "Nadia Koval")
