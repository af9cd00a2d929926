"""A release whose figures do not add up is not published, in whichever derived table or dimension the fault is."""

import pytest

from dashlib.errors import ReleaseError
from dashlib.publishing.verify import verify_release
from dashlib.queries.store import Store, open_store

FAULTS = {
    "money of a cell": "UPDATE cube SET amount_eur = amount_eur + 0.01 WHERE amount_eur IS NOT NULL",
    "a share by area": "UPDATE cube_by_area SET grant_share = grant_share + 0.000001 WHERE kind = 'grant'",
    "a grant twice": "INSERT INTO awards FROM awards WHERE kind = 'grant' LIMIT 1",
    "a row lost by area": "DELETE FROM awards_by_area WHERE grant_id IS NULL",
    "no value on a dimension": "UPDATE cube SET round = NULL WHERE kind = 'remainder'",
    "no value on another": "UPDATE awards SET organization = NULL WHERE kind = 'grant'",
    "money moved between countries": "UPDATE cube SET country = 'RS' WHERE country = 'AL'",
    "another currency": "UPDATE cube SET currency = 'NOK' WHERE currency = 'EUR'",
    "no source": "DELETE FROM sources WHERE source_id IN (SELECT source_id FROM funding)",
}


@pytest.fixture
def copy(real: Store) -> Store:
    return open_store(real.folder)


def test_a_sound_release_is_verified(copy: Store, awkward: Store) -> None:
    verify_release(copy)
    verify_release(awkward)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_that_does_not_add_up_is_refused(copy: Store, fault: str) -> None:
    copy.connection.execute(FAULTS[fault])
    with pytest.raises(ReleaseError):
        verify_release(copy)
