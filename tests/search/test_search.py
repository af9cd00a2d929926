"""The search: any text has an answer, each spelling of a name the same; the index is a thing that can be thrown away."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from cyrtranslit import to_cyrillic
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import Thing, by_grants, invented, parts

from dashlib.queries.store import Store
from dashlib.schema.selection import Selection
from dashlib.search.among import among
from dashlib.search.ask import read
from dashlib.search.find import Results, find
from dashlib.search.index import VERSION, Index, build_index, open_index
from dashlib.search.things import things
from dashlib.search.words import word_key

HOSTILE = [
    "'; DROP TABLE grants; --",
    "<script>alert(1)</script>",
    "(a+)+$",
    "[a-z",
    "\\",
    "*",
    "name:*",
    "a AND (b OR",
    "^~2",
    '"',
    '"" ""',
    '-"',
    "--",
    "country:",
    "country:,",
    ":x",
    "{!xmlparser}",
    "%",
    "\x00",
    "\ud800",
    "\u202e",
    "ﷺ" * 50,
    "🏳️‍🌈",
    "a" * 10_000,
    "a " * 5_000,
    '"a ' * 3_000,
    "-a " * 3_000,
    "country:a " * 1_000,
]


@pytest.fixture(scope="session")
def index(real: Store) -> Index:
    return build_index(things(real))


@pytest.fixture(scope="session")
def crowd() -> Index:
    """Invented organizations, of which a great many share their words."""
    return build_index(by_grants(parts(invented(6_000))))


def directory(*names: str | tuple[str, ...], **more: object) -> Index:
    """Organizations of these names, others after the first; the identifiers are o1, o2, …"""
    given = [(name,) if isinstance(name, str) else name for name in names]
    return build_index(
        parts(
            Thing("awardee", f"o{number}", name[0], "RS", spellings=name[1:], **more)  # type: ignore[arg-type]
            for number, name in enumerate(given, start=1)
        )
    )


def told(results: Results) -> list[tuple[object, ...]]:
    return [(hit.id, hit.score, hit.reason, hit.marked, hit.where) for hit in results.hits(0, 30)]


@given(st.text(max_size=300) | st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE))
@settings(max_examples=400, deadline=None)
def test_any_text_has_an_answer(index: Index, text: str) -> None:
    for kind in (None, "awardee", "event"):
        results = find(index, text, kind)
        assert told(results) == told(find(index, text, kind))
        assert all("".join(piece for piece, _ in hit.marked) for hit in results.hits(0, 10))
        assert not (results.ids and results.near)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_search_finds_nothing_by_chance(index: Index, text: str) -> None:
    results = find(index, text, "awardee")
    for hit in results.hits(0, 10):
        assert any(is_match for _, is_match in (*hit.marked, *hit.where)) or not read(text).words, hit


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_spelling_of_a_name_has_the_same_answer(index: Index, data: st.DataObject) -> None:
    names = [name for number in range(60) for name in index.rows([number])[0]["spellings"]]
    name = data.draw(st.sampled_from(names))
    ways = [str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text), lambda text: f"  {text}  "]
    ways += [lambda text: text.replace("-", "–").replace("'", "’"), lambda text: text.replace(" ", "\u00a0")]
    if all(letter.isascii() or letter in "čćžšđČĆŽŠĐ" for letter in name) and not {*"qwxyQWXY"} & {*name}:
        ways.append(lambda text: to_cyrillic(text, "sr"))
        ways.append(lambda text: text.translate(str.maketrans("čćžšđČĆŽŠĐ", "cczsdCCZSD")))
    way = data.draw(st.sampled_from(ways))
    expected = find(index, name, "awardee")
    assert told(find(index, way(name), "awardee")) == told(expected)
    assert expected.ids


def test_letters_of_the_region_and_beyond_have_one_spelling() -> None:
    same = [
        ("Ђорђе", "Đorđe", "Djordje", "dorde", "DORĐE"),
        ("Његош", "Njegoš", "ǋegoš", "njegos"),
        ("Љиљана", "Ljiljana", "ǈiljana"),
        ("Џеп", "Džep", "ǅep", "dzep"),
        ("Ѓорче", "Gjorče", "Ǵorče", "Gorce"),
        ("Ќука", "Kjuka", "Ḱuka"),
        ("Ѕвезда", "Dzvezda"),
        ("Штип", "Štip", "Shtip", "Stip"),
        ("Qëndrë", "Qendre", "QËNDRË", "Qe\u0308ndre\u0308"),
        ("Gjirokastër", "Gjirokaster"),
        ("Çelik", "Celik"),
        ("İstanbul", "Istanbul", "ıstanbul"),
        ("Ağrı", "Agri"),
        ("Straße", "Strasse"),
        ("Ｆｕｌｌ", "full"),
    ]
    for spellings in same:
        assert len({word_key(spelling) for spelling in spellings}) == 1, spellings


@pytest.mark.parametrize("typed", ["Zuerich", "Zürich", "Zurich", "ZÜRICH"])
def test_a_dotted_letter_may_be_typed_as_two(typed: str) -> None:
    assert find(directory("Verein Zürich", "Verein Basel"), typed).ids == ("o1",)


def test_the_name_itself_comes_first_then_its_beginning_all_words_a_slip_and_other_fields() -> None:
    found = [
        Thing("awardee", "other", "Krug", grants=9, fields=(("place", "Vodica"),)),
        Thing("awardee", "slip", "Vodika", grants=8),
        Thing("awardee", "words", "Mlada Vodica", grants=7),
        Thing("awardee", "beginning", "Vodica i šuma", grants=6),
        Thing("awardee", "name", "Vodica", grants=1),
    ]
    index = build_index(parts(found))
    assert find(index, "vodica").ids == ("name", "beginning", "words", "other")
    assert find(index, "Vodika").ids[:1] == ("slip",)
    scores = [hit.score for hit in find(index, "vodica").hits()]
    assert scores == sorted(scores, reverse=True)


def test_of_equal_hits_those_with_more_grants_come_first_also_among_many() -> None:
    found = [Thing("awardee", f"o{number}", f"Krug {number:04} mladih", grants=number) for number in range(3_000)]
    index = build_index(by_grants(parts(found, 1_000)))
    assert find(index, "krug mladih").ids[:3] == ("o2999", "o2998", "o2997")
    assert find(index, "k", most=10).ids[:3] == find(index, "k").ids[:3] == ("o2999", "o2998", "o2997")
    assert len(find(index, "k").ids) == 3_000


@pytest.mark.parametrize("typed", ["Komps", "Kompass", "Kopmas", "Kompad"])
def test_a_slip_is_forgiven_and_never_comes_before_what_was_meant(typed: str) -> None:
    index = directory("NVO Kompas", "Udruženje Kompot", "Most", typed + "i")
    found = find(index, typed)
    assert "o1" in found.ids
    assert find(index, "Kompas").ids[:1] == ("o1",)


def test_a_digit_is_never_a_slip_and_a_hyphen_belongs_to_the_word() -> None:
    index = directory("Group 484", "COVID-19 Response", "COVID-20 Response", "Centar CK13")
    assert find(index, "Group 485").ids == ()
    assert [hit.id for hit in find(index, "Group 485").near][:1] == ["o1"]
    for typed in ("COVID-19", "covid 19", "covid19", "COVID–19"):
        assert find(index, typed).ids == ("o2",), typed


def test_legal_forms_count_little_but_are_found() -> None:
    index = directory("NVO Kompas", "Udruženje građana Most", "OJQ Ura", ("Здружение Лира", "Lira Association"))
    for typed in ("Udruženje Kompas", "Kompas NGO", "kompas"):
        assert find(index, typed).ids[:1] == ("o1",)
    assert find(index, "shoqata Ura").ids[:1] == ("o3",)
    assert find(index, "zdruzenie").ids == ("o4",)


@pytest.mark.parametrize("typed", ["femplatz", "fem platz", "FEM-PLATZ", "femp", "platz fem"])
def test_words_may_be_joined_split_unfinished_and_in_any_order(typed: str) -> None:
    assert find(directory("Fem Platz", "Fenomena", "Plac"), typed).ids == ("o1",)


def test_abbreviations_are_found_by_dots_letters_and_initials() -> None:
    index = directory(("Centar za slobodne izbore", "CeSID"), "Group for Legal and Political Studies")
    for typed in ("cesid", "C.E.S.I.D.", "c e s i d", "ЦеСИД"):
        assert find(index, typed).ids == ("o1",), typed
    for typed in ("GLPS", "G.L.P.S."):
        assert find(index, typed).ids == ("o2",), typed


def test_phrases_exclusions_and_fields_narrow(real: Store, index: Index) -> None:
    awardees = {row["organization_id"] for row in real.rows("awardees")}
    assert set(find(index, "-women", "awardee").ids) < awardees
    assert not set(find(index, "women", "awardee").ids) & set(find(index, "-women", "awardee").ids)
    assert find(index, '"rights human"', "awardee").ids == ()
    assert "uzice-center" in find(index, '"human rights"', "awardee").ids
    in_serbia = set(find(index, "country:RS", "awardee").ids)
    assert (
        in_serbia
        == set(find(index, "country:Serbia", "awardee").ids)
        == set(find(index, "country:Србија", "awardee").ids)
    )
    assert in_serbia | set(find(index, "country:XK", "awardee").ids) == set(find(index, "country:RS,XK", "awardee").ids)
    assert {row["organization_id"] for row in real.rows("awardees", Selection(country=("RS",)))} <= in_serbia
    assert find(index, 'area:"media freedom"', "awardee").ids == find(index, "area:media-freedom", "awardee").ids
    assert find(index, "unknown:astra", "awardee").ids == find(index, "unknown astra", "awardee").ids


def test_more_words_than_are_searched_for_are_named() -> None:
    index = directory("Most")
    assert find(index, "most").left_out == ""
    assert find(index, "most " * 30).left_out.split() == ["most"] * 6


def test_hits_say_why_they_are_hits(index: Index) -> None:
    def why(text: str, kind: str = "awardee") -> tuple[str, str, list[str]]:
        hit = find(index, text, kind).hits(0, 1)[0]
        return (
            hit.reason.template,
            "".join(text for text, _ in hit.where),
            [t for t, yes in (*hit.marked, *hit.where) if yes],
        )

    assert why("Ћурувија") == ("in the name", "", ["Curuvija"])
    assert why("ХОПС Скопје")[0] == "in the name"
    assert why("HOPS")[:2] == ("spelled", "HOPS")
    assert why("cesid")[0] == "also known as"
    assert why("Fenomana") == ("a similar spelling", "", ["Fenomena"])
    assert why("media freedom")[0] == "area"
    assert why("Aleksinac")[:2] == ("place", "Aleksinac")
    assert why("G-NI-RS-01", "grant")[0] == "identifier"


def test_partners_and_operators_are_organizations_but_no_awardees(index: Index) -> None:
    assert find(index, "CRPM", "awardee").ids == ()
    assert find(index, "CRPM", "organization").ids == ("crpm",)
    assert find(index, "astra", "organization").ids[:1] == ("astra",)


def test_a_selection_narrows_what_is_found(real: Store, index: Index) -> None:
    everywhere = find(index, "institute", "awardee").ids
    only = among(real, "awardee", Selection(country=("AL",)))
    in_albania = find(index, "institute", "awardee", only).ids
    assert in_albania == tuple(found for found in everywhere if found in only)
    assert 0 < len(in_albania) < len(everywhere)
    assert among(real, "awardee", Selection()) is None


def test_asking_for_few_gives_the_first_of_all(crowd: Index) -> None:
    for text in ("centar", "udr", "c", "ljudska prava", "mladi", "organizacija za", "Шта", "shoqata për"):
        everything = find(crowd, text).ids
        assert find(crowd, text, most=10).ids[:10] == everything[:10], text


def test_the_index_is_built_once_and_again_when_it_is_missing_broken_or_cannot_be_kept(
    real: Store, tmp_path: Path
) -> None:
    def opened(cache: Path) -> tuple[str, ...]:
        open_index.cache_clear()
        return find(open_index(real, cache), "zajecarska inicijativa", "awardee").ids

    expected = ("zajecar-initiative",)
    assert opened(tmp_path) == expected
    folder = tmp_path / real.release_id / f"search-{VERSION}"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert opened(tmp_path) == expected
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    (folder / "things.arrow").write_bytes(b"broken")
    assert opened(tmp_path) == expected
    (folder / "meta.json").write_text("{}")
    assert opened(tmp_path) == expected
    shutil.rmtree(folder)
    assert opened(tmp_path) == expected
    (tmp_path / "file").write_text("in the way")
    assert opened(tmp_path / "file") == expected
    open_index.cache_clear()
