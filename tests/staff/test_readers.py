"""Visitors ask while releases are published: whatever they are told belongs to the one release that they are told."""

import csv
import io
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from threading import Event

import builders
import pytest
from candidates import publish_uploaded, ticked, unmet, uploaded
from conftest import published, settings_for
from server import served
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from dashlib.errors import CandidateError
from dashlib.publishing import chain, release
from dashlib.publishing.candidate import open_candidate
from dashlib.publishing.chain import begin_first, publishing_lock
from dashlib.publishing.gates import publish_candidate
from dashlib.publishing.publish import make_current
from dashlib.publishing.register import NOBODY
from dashlib.publishing.withheld import Names
from dashlib.queries.store import Store, open_store
from dashlib.queries.totals import totals_by
from dashlib.releases import current
from dashlib.releases.current import open_current, open_served
from dashlib.releases.journal import read_journal
from dashlib.schema.selection import Selection
from dashlib.settings import Settings

FEW, MANY, SESSIONS, OTHERS = 5, 20, 20, 30
PAUSE, SECONDS = 1.0, 80
PUBLISHER = """
import sys, time; from pathlib import Path
from dashlib.publishing.chain import publishing_lock; from dashlib.publishing.publish import make_current
from dashlib.publishing.register import NOBODY; from dashlib.publishing.release import place_release
from dashlib.publishing.withheld import Names; from dashlib.settings import read_settings
data, *releases = map(Path, sys.argv[1:])
settings = read_settings(data)
for release in releases:
    with publishing_lock(data):
        make_current(settings, place_release(release, data / "releases"), {}, [], "", {}, Names((), NOBODY))
    time.sleep(1)
"""
BUILDER = """
import sys; from pathlib import Path
from dashlib.publishing.publish import publish_folder; from dashlib.settings import read_settings
print(publish_folder(Path(sys.argv[2]), read_settings(Path(sys.argv[1]))).release_id)
"""
AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+\.\d\d")
Told = tuple[set[str], set[Decimal]]


def amounts(number: int) -> list[Decimal]:
    """What the grants of a version are worth: no two versions have an amount or a total in common."""
    return [Decimal(f"{1000 * grant}.{number:02}") for grant in (1, 3, 9)]


def tables(number: int) -> builders.Tables:
    return builders.programme(
        rounds=[{"award_date": "2023-06", "countries": "RS"}],
        grants=[{"amount_awarded": amount} for amount in amounts(number)],
    )


def run_page(socket: ClientConnection, page: str) -> str:
    """All that the server sends about one run of a page, as a browser would get it."""
    request, told = BackMsg(), b""
    request.rerun_script.page_name = page
    socket.send(request.SerializeToString())
    while True:
        part = socket.recv(timeout=SECONDS, decode=False)
        told += part
        answer = ForwardMsg()
        answer.ParseFromString(part)
        if answer.WhichOneof("type") == "script_finished":
            return told.decode("utf-8", "ignore")


def watch_pages(address: str, ended: Event) -> list[Told]:
    """A visitor whose page stays open, and who clicks from one to the other: the releases and amounts that it shows."""
    stream = address.replace("http:", "ws:") + "/_stcore/stream"
    protocol, found, last = Subprotocol("streamlit"), [], False
    with connect(stream, origin=Origin(address), subprotocols=[protocol], max_size=None, proxy=None) as socket:
        while not last:
            last = ended.is_set()
            for page in ("", "grants"):
                text = run_page(socket, page)
                shown = {Decimal(amount.replace(",", "")) for amount in AMOUNT.findall(text)}
                found.append((set(re.findall(r"\b[0-9a-f]{16}\b", text)), shown))
            ended.wait(PAUSE)
    return found


def take_files(address: str, ended: Event) -> list[Told]:
    """A program that asks which release is served, and takes its grants."""
    found, last = [], False
    while not last:
        last = ended.is_set()
        with urllib.request.urlopen(address + "/healthz", timeout=SECONDS) as answer:
            release = json.load(answer)["release"]
        with urllib.request.urlopen(f"{address}/download/{release}/grants.csv", timeout=SECONDS) as answer:
            rows = csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig")))
            found.append(({release}, {Decimal(row["amount_awarded"]) for row in rows}))
        ended.wait(PAUSE)
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("versions")
    return [builders.write(tables(number), folder / str(number)) for number in range(3)]


@pytest.fixture(scope="module", params=[FEW, pytest.param(MANY, marks=pytest.mark.long)])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Releases that are ready to be published, in order; that their parts add up is tested elsewhere."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "verify_release", lambda store, tell: None)
        found = []
        for number in range(request.param + 1):
            connection, _ = builders.check(tables(number), folder / "source")
            found.append(release.build_release(connection, folder / "releases", builders.DISPLAY_CURRENCIES))
            connection.close()
    assert len(set(found)) == request.param + 1
    return found


def publish_built(settings: Settings, folder: Path) -> None:
    """What publishing an upload does once everything is checked."""
    with publishing_lock(settings.data):
        begin_first(settings, "Ana")
        make_current(
            settings, release.place_release(folder, settings.data / "releases"), {}, [], "", {}, Names((), NOBODY)
        )


def assert_none_is_mixed(told: list[Told], releases: list[str]) -> Counter[str]:
    """Each answer names one release, and shows amounts and totals of that alone. How often each was met."""
    expected = {release: {*amounts(n), sum(amounts(n), Decimal(0))} for n, release in enumerate(releases)}
    met: Counter[str] = Counter()
    for named, shown in told:
        (release,) = named & set(releases)
        assert shown & expected[release]
        assert shown <= expected[release], release
        met[release] += 1
    return met


def test_fifty_visitors_of_the_site_while_releases_are_published(built: list[Path], tmp_path: Path) -> None:
    publish_built(settings_for(tmp_path / "data"), built[0])
    ended = Event()
    with served(tmp_path / "data") as address, ThreadPoolExecutor(SESSIONS + OTHERS) as pool:
        kinds: list[Callable[..., list[Told]]] = [*[watch_pages] * SESSIONS, *[take_files] * OTHERS]
        visitors = [pool.submit(visit, address, ended) for visit in kinds]
        try:
            command = [sys.executable, "-c", PUBLISHER, tmp_path / "data", *built[1:]]
            subprocess.run(command, check=True, timeout=SECONDS)
        finally:
            ended.set()
        found = [visitor.result() for visitor in visitors]
    releases = [folder.name for folder in built]
    met = assert_none_is_mixed([answer for answers in found for answer in answers], releases)
    assert len(met) >= len(built[1:]) / 4, met
    # Whoever asks after the last publication gets it.
    for answers in found:
        assert releases[-1] in answers[-1][0]


def test_fifty_threads_while_releases_are_published(
    built: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each release is opened once, however many ask for it at the same moment."""
    settings, opened = settings_for(tmp_path / "data"), Counter[Path]()
    expected = {folder.name: sum(amounts(number), Decimal(0)) for number, folder in enumerate(built)}
    publish_built(settings, built[0])
    ended = Event()

    def count(folder: Path, kept: Path) -> Store:
        opened[folder] += 1
        return open_store(folder, kept)

    def visit() -> set[str]:
        met = set()
        while not ended.is_set():
            store, entry = open_served(settings)
            (line,) = totals_by(store, "total", Selection(), "EUR")
            assert (store.release_id, line["amount"]) == (entry.release, expected[entry.release])
            met.add(entry.release)
            ended.wait(0.05)
        return met

    monkeypatch.setattr(current, "open_store", count)
    with ThreadPoolExecutor(SESSIONS + OTHERS) as pool:
        visitors = [pool.submit(visit) for _ in range(SESSIONS + OTHERS)]
        try:
            for folder in built[1:]:
                publish_built(settings, folder)
                time.sleep(0.3)
        finally:
            ended.set()
        met = set().union(*(visitor.result() for visitor in visitors))
    assert len(met) >= len(built[1:]) / 4
    assert max(opened.values()) == 1


def test_of_two_who_publish_at_once_the_second_is_told_that_the_base_has_moved(
    folders: list[Path], tmp_path: Path
) -> None:
    settings = settings_for(tmp_path / "data")
    published(folders[0], settings.data)
    both = [ticked(settings, uploaded(settings, folders[n], "grants.csv")) for n in (1, 2)]

    def publish(number: int) -> str | None:
        try:
            return publish_candidate(settings, both[number], "", {"by": str(number)}).release_id
        except CandidateError:
            return None

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(publish, (0, 1)))
    assert won.count(None) == 1
    assert [entry.release for entry in read_journal(settings.data)][1:] == [name for name in won if name]
    late = open_candidate(settings, both[won.index(None)].id)
    assert unmet(settings, late) == ["base"]
    assert late.files[0].path.read_bytes() == (folders[1 + won.index(None)] / "grants.csv").read_bytes()


def test_two_processes_that_publish_at_once_follow_each_other(folders: list[Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    published(folders[0], data)
    commands = [[sys.executable, "-c", BUILDER, data, folders[n]] for n in (1, 2)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    told = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert {entry.release for entry in read_journal(data)[1:]} == set(told)
    assert open_current(settings_for(data)).release_id == read_journal(data)[2].release


class Backwards:
    """A clock that goes back by a year each time it is asked."""

    def __init__(self) -> None:
        self.year = 2030

    def now(self, zone: tzinfo) -> datetime:
        self.year -= 1
        return datetime(self.year, 1, 1, tzinfo=zone)


def test_order_does_not_depend_on_the_clock(
    folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path / "data")
    published(folders[0], settings.data)
    monkeypatch.setattr(chain, "datetime", Backwards())
    last = [publish_uploaded(settings, folders[n], "grants.csv").release_id for n in (1, 2)][-1]
    entries = read_journal(settings.data)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert sorted(entries[1:], key=lambda entry: entry.time) == entries[:0:-1]
    assert open_served(settings)[1].number == 3
    assert open_current(settings).release_id == last
