"""Releases for the tests, always made by the production path."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from server import served

from dashlib.publishing.publish import publish_folder
from dashlib.queries.store import Store
from dashlib.releases.current import open_current
from dashlib.settings import PROJECT, Settings

SOURCE = PROJECT / "data" / "source"


def settings_for(data: Path, source: Path = SOURCE / "smart-balkans") -> Settings:
    return Settings(data=data, private=data / "private", source=source)


def published(source: Path, data: Path) -> Store:
    settings = settings_for(data, source)
    publish_folder(source, settings)
    return open_current(settings)


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """What one test sets for the program under test, another does not find: it may look into the other's data."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("real")
    published(SOURCE / "smart-balkans", data)
    return data


@pytest.fixture(scope="session")
def awkward_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("awkward")
    published(SOURCE / "awkward", data)
    return data


@pytest.fixture(scope="session")
def real(real_data: Path) -> Store:
    return open_current(settings_for(real_data))


@pytest.fixture(scope="session")
def awkward(awkward_data: Path) -> Store:
    return open_current(settings_for(awkward_data))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[str]:
    with served(Path(copytree(real_data, tmp_path_factory.mktemp("served") / "data"))) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
