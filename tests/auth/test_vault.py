"""Confidential values open for their own record and field alone, and for nobody once the key is erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.data_keys import DataKeys, name_of
from auth.vault import PADDED_TO, FieldKeys, NotOpened, Vault, VaultClosed, decrypted, field_key, vault_of
from settings import OperatorError, Settings

OLD, NEW = field_key("the former field key, of 32 and more"), field_key("the field key of today, of 32 and more")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def vault_in(folder: Path, current=NEW, *old) -> Vault:
    keys = FieldKeys(current, old)
    return Vault(DataKeys(folder), lambda: keys)


def read(vault: Vault, record: str, field: str, text: str) -> str | None:
    """The value as a reader gets it; None without a key."""
    key = vault.open([record]).get(record)
    return None if key is None else decrypted(key, record, field, text)


@pytest.fixture(scope="module")
def vault(tmp_path_factory) -> Vault:
    return vault_in(tmp_path_factory.mktemp("keys"))


@given(record=NAMES, values=st.dictionaries(NAMES, TEXTS, max_size=3))
def test_what_is_sealed_is_read_again(vault, record, values):
    stored = vault.seal(record, values, {})
    assert {field: read(vault, record, field, text) for field, text in stored.items()} == values
    again = vault.seal(record, values, {})
    assert all(again[field] != text for field, text in stored.items()), "equal values may not look alike"


@given(one=NAMES, other=NAMES, field=NAMES, elsewhere=NAMES, text=TEXTS)
def test_a_value_opens_nowhere_but_where_it_belongs(vault, one, other, field, elsewhere, text):
    stored = vault.seal(one, {field: text}, {})[field]
    vault.seal(other, {field: text}, {})
    for record, name in ((one, elsewhere), (other, field), (other, elsewhere)):
        if (record, name) != (one, field):
            with pytest.raises(NotOpened):
                read(vault, record, name, stored)


@given(text=TEXTS, at=st.integers(0, 10_000), character=st.sampled_from("AZaz09+/="), cut=st.booleans())
def test_an_altered_value_is_refused(vault, text, at, character, cut):
    stored = vault.seal("r", {"conf_f": text}, {})["conf_f"]
    at %= len(stored)
    altered = stored[:at] if cut else f"{stored[:at]}{character}{stored[at + 1 :]}"
    if altered != stored:
        with pytest.raises(NotOpened):
            read(vault, "r", "conf_f", altered)


@pytest.mark.parametrize("text", ["", "plain@example.org", "ئاشتی", "AAAA", "=" * 40])
def test_what_was_never_sealed_is_refused(vault, text):
    vault.seal("r", {"conf_f": "x"}, {})
    with pytest.raises(NotOpened):
        read(vault, "r", "conf_f", text)


@given(one=st.text("ab@.", max_size=PADDED_TO), other=st.text("ab@.", max_size=PADDED_TO))
def test_the_length_of_a_ciphertext_tells_little(vault, one, other):
    if one and other:
        lengths = {len(vault.seal("r", {"f": text}, {})["f"]) for text in (one, other)}
        assert len(lengths) == 1


def test_an_equal_value_keeps_its_ciphertext(vault):
    stored = vault.seal("r", {"a": "same", "b": "one"}, {})
    again = vault.seal("r", {"a": "same", "b": "two"}, stored)
    assert again["a"] == stored["a"] and again["b"] != stored["b"]
    assert vault.seal("r", {"a": "same"}, {"a": "rubbish"})["a"] != "rubbish"


def test_without_its_key_a_record_has_no_values(vault):
    stored = vault.seal("gone", {"f": "secret"}, {})["f"]
    vault.seal("other", {"f": "kept"}, {})
    vault.erase(["gone", "never was"])
    assert "gone" not in vault.open(["gone", "other"])
    fresh = vault.seal("gone", {"f": "new"}, {})
    assert read(vault, "gone", "f", fresh["f"]) == "new"
    with pytest.raises(NotOpened):
        read(vault, "gone", "f", stored)


def test_what_one_process_erases_is_gone_for_another_at_once(tmp_path):
    one, other = vault_in(tmp_path), vault_in(tmp_path)
    stored = one.seal("r", {"f": "secret"}, {})["f"]
    assert read(other, "r", "f", stored) == "secret"
    one.erase(["r"])
    assert other.open(["r"]) == {}


def test_nothing_of_an_erased_key_is_left_in_the_folder(tmp_path):
    vault = vault_in(tmp_path)
    vault.seal("r", {"f": "secret"}, {})
    path = vault.data_keys.path(name_of("r"))
    wrapped, broken = path.read_bytes(), path.with_name(f"{path.name}.1.abcd")
    broken.write_bytes(wrapped)
    other_name = tmp_path / "hard link"
    other_name.hardlink_to(path)
    vault.erase(["r"])
    assert not path.exists() and not broken.exists()
    assert wrapped not in other_name.read_bytes()


def test_a_key_is_readable_by_its_owner_alone(tmp_path):
    vault = vault_in(tmp_path / "keys")
    vault.seal("r", {"f": "secret"}, {})
    path = vault.data_keys.path(name_of("r"))
    assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert b"secret" not in path.read_bytes()


def test_many_who_seal_at_once_use_one_key(tmp_path):
    vaults = [vault_in(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda vault: vault.seal("r", {"f": "secret"}, {})["f"], vaults * 8))
    assert {read(vaults[0], "r", "f", text) for text in stored} == {"secret"}
    assert [path.name for path in tmp_path.glob("??/*")] == [name_of("r")]


def test_rewrapping_changes_no_value(tmp_path):
    before = vault_in(tmp_path, OLD)
    stored = {f"r{number}": before.seal(f"r{number}", {"f": f"v{number}"}, {})["f"] for number in range(30)}
    after = vault_in(tmp_path, NEW, OLD)
    assert [read(after, record, "f", text) for record, text in stored.items()] == [f"v{n}" for n in range(30)]
    assert after.rewrap() == (30, 0)
    assert after.rewrap() == (0, 0)
    alone = vault_in(tmp_path, NEW)
    assert [read(alone, record, "f", text) for record, text in stored.items()] == [f"v{n}" for n in range(30)]
    assert set(vault_in(tmp_path, OLD).open(stored).values()) == {None}


def test_rewrapping_that_was_broken_off_goes_on(tmp_path, monkeypatch):
    before = vault_in(tmp_path, OLD)
    stored = {f"r{number}": before.seal(f"r{number}", {"f": "v"}, {})["f"] for number in range(9)}
    after = vault_in(tmp_path, NEW, OLD)
    kept, count = after.data_keys.replace, iter(range(100))

    def breaking(name, content):
        if next(count) == 4:
            raise OSError("no space")
        kept(name, content)

    monkeypatch.setattr(after.data_keys, "replace", breaking)
    with pytest.raises(OSError, match="no space"):
        after.rewrap()
    assert all(read(after, record, "f", text) == "v" for record, text in stored.items())
    monkeypatch.undo()
    assert after.rewrap() == (5, 0)


def test_rewrapping_counts_what_it_cannot_unwrap(tmp_path):
    vault_in(tmp_path, OLD).seal("r", {"f": "v"}, {})
    vault_in(tmp_path, NEW).seal("s", {"f": "v"}, {})
    assert vault_in(tmp_path, NEW).rewrap() == (0, 1)


def test_what_is_erased_while_keys_are_rewrapped_stays_erased(tmp_path):
    before = vault_in(tmp_path, OLD)
    records = [f"r{number}" for number in range(300)]
    for record in records:
        before.seal(record, {"f": "v"}, {})
    after = vault_in(tmp_path, NEW, OLD)
    with ThreadPoolExecutor(2) as pool:
        rewrapping = pool.submit(after.rewrap)
        for record in records[::3]:
            before.erase([record])
        done, lost = rewrapping.result()
    assert lost == 0 and done <= 300
    assert not after.open(records[::3])
    assert len(after.open(records)) == 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(("seal", "erase", "rewrap")), st.sampled_from("abc"), TEXTS), max_size=12)
)
def test_a_record_reads_what_was_last_sealed_and_nothing_after_its_erasure(tmp_path_factory, steps):
    folder, current = tmp_path_factory.mktemp("keys"), OLD
    expected: dict[str, tuple[str, str] | None] = {}
    for step, record, text in steps:
        vault = vault_in(folder, current, OLD, NEW)
        if step == "seal":
            expected[record] = (text, vault.seal(record, {"f": text}, {})["f"])
        elif step == "erase":
            vault.erase([record])
            expected[record] = None
        else:
            current = NEW if current is OLD else OLD
            vault_in(folder, current, OLD, NEW).rewrap()
        for one, held in expected.items():
            if held is None:
                assert vault.open([one]) == {}
            else:
                assert read(vault, one, "f", held[1]) == held[0]


# Settings


def test_a_machine_alone_keeps_its_key_in_the_data_folder(tmp_path):
    one = vault_of(Settings(data_dir=tmp_path))
    stored = one.seal("r", {"f": "v"}, {})["f"]
    assert (tmp_path / "field_key").stat().st_mode & 0o077 == 0
    assert read(vault_of(Settings(data_dir=tmp_path)), "r", "f", stored) == "v"


def test_nothing_is_made_until_there_is_something_confidential(tmp_path):
    vault_of(Settings(data_dir=tmp_path)).open(["r"])
    assert not list(tmp_path.iterdir())


def test_processes_of_a_served_database_need_common_keys(tmp_path):
    served = {"data_dir": tmp_path, "neo4j_uri": "neo4j://db:7687"}
    with pytest.raises(VaultClosed, match="PEYMAN_KEYS_DIR and PEYMAN_FIELD_KEY"):
        vault_of(Settings(**served)).seal("r", {"f": "v"}, {})
    common = vault_of(Settings(**served, keys_dir=tmp_path / "keys", field_key="k" * 40))
    assert read(common, "r", "f", common.seal("r", {"f": "v"}, {})["f"]) == "v"


def test_former_keys_come_from_the_environment_or_a_file(tmp_path):
    first = vault_of(Settings(data_dir=tmp_path, field_key="a" * 32))
    stored = first.seal("r", {"f": "v"}, {})["f"]
    second = vault_of(Settings(data_dir=tmp_path, field_key="b" * 32, field_keys_old=f"{'c' * 32}, {'a' * 32}"))
    assert read(second, "r", "f", stored) == "v"
    file = tmp_path / "old"
    file.write_text(f"{'c' * 32}\n{'a' * 32}\n")
    third = vault_of(Settings(data_dir=tmp_path, field_key="b" * 32, field_keys_old_file=file))
    assert read(third, "r", "f", stored) == "v"
    with pytest.raises(OperatorError, match="has 5 characters"):
        vault_of(Settings(data_dir=tmp_path, field_key="b" * 32, field_keys_old="short")).seal("s", {"f": "v"}, {})
