"""What Streamlit says of its cookies is made as strict as what we say of ours."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashlib.web.cookies import StrictCookies
from dashlib.web.server import middleware

MONTH = 30 * 24 * 3600
NAMES = ("_streamlit_user", "_streamlit_user_tokens", "_streamlit_user_1")


async def sign_in(request: Request) -> Response:
    answer = Response()
    for name in NAMES:
        answer.set_cookie(name, "value", max_age=MONTH, httponly=True, samesite="lax")
    answer.set_cookie("_streamlit_xsrf", "token", max_age=MONTH)
    return answer


async def sign_out(request: Request) -> Response:
    answer = Response()
    answer.delete_cookie("_streamlit_user")
    return answer


def cookies(path: str, address: str = "http://testserver", **headers: str) -> list[str]:
    app = Starlette(routes=[Route("/in", sign_in), Route("/out", sign_out)])
    app.add_middleware(StrictCookies)
    answer = TestClient(app, base_url=address).get(path, headers=headers)
    return [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]


@pytest.mark.parametrize(
    ("address", "headers"), [("https://testserver", {}), ("http://testserver", {"x-forwarded-proto": "https, http"})]
)
def test_behind_tls_every_cookie_is_secure_and_a_sign_in_ends_with_the_browser(
    address: str, headers: dict[str, str]
) -> None:
    *of_sign_in, xsrf = cookies("/in", address, **headers)
    assert [cookie.partition("=")[0] for cookie in of_sign_in] == list(NAMES)
    for cookie in of_sign_in:
        assert "; secure" in cookie
        assert "; httponly" in cookie
        assert "max-age" not in cookie
        assert "expires" not in cookie
    assert "; secure" in xsrf
    assert f"max-age={MONTH}" in xsrf
    assert "httponly" not in xsrf, "the page has to read it"


def test_without_tls_a_cookie_that_needs_it_would_never_come_back() -> None:
    assert not any("secure" in cookie for cookie in cookies("/in"))


def test_signing_out_still_deletes_the_cookie() -> None:
    (cookie,) = cookies("/out", "https://testserver")
    assert "max-age=0" in cookie
    assert "expires" in cookie


def test_the_site_does_so() -> None:
    assert StrictCookies in [entry.cls for entry in middleware()]
