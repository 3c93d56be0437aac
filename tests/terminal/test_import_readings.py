"""``import`` on the terminal: again, under another name, in the zone of what is stored, and many meters at once."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from cli import BAD_INPUT, DONE
from data.storage.store import Store
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace
from tests.terminal.commands import run

MARCH = pd.date_range("2025-03-01", "2025-04-10", freq="h", tz="Europe/Berlin")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DEMO", "no")
    return Settings.from_environment()


def local_file(path: Path, index: pd.DatetimeIndex, column: str = "Power kW") -> Path:
    """Write local times without an offset; every value tells its moment."""
    rows = [f"{at:%Y-%m-%d %H:%M},{at.timestamp() / 3600 % 1000:g}" for at in index]
    path.write_text("\n".join([f"time,{column}", *rows]), encoding="utf-8")
    return path


def uci_file(path: Path, meters: int = 12) -> Path:
    assert run("simulate", path, "--format", "uci", "--meters", meters, "--days", 3) == DONE
    return path


def test_a_second_file_is_read_in_the_zone_its_meter_is_stored_in(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    first = local_file(tmp_path / "a.csv", MARCH[:600])
    second = local_file(tmp_path / "b.csv", MARCH[500:])
    assert run("import", first, "--as", "office", "--timezone", "Europe/Berlin") == DONE
    capsys.readouterr()

    assert run("import", "--dry-run", second, "--as", "office") == DONE
    shown = capsys.readouterr().out
    assert "has 1 meter: office." in shown
    assert "the meter is stored in this zone" in shown
    assert run("import", second, "--as", "office") == DONE

    assert "0 changed, 100 equal" in capsys.readouterr().out
    stored = Workspace(settings).series("office")
    assert stored.timezone == "Europe/Berlin"
    assert stored.index.equals(MARCH.as_unit("us"))


def test_a_zone_that_is_given_counts_more_than_the_stored_one(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = local_file(tmp_path / "a.csv", MARCH[:600])
    assert run("import", file, "--timezone", "Europe/Berlin") == DONE

    assert run("import", file, "--timezone", "UTC") == DONE

    assert "stored in this zone" not in capsys.readouterr().out
    assert Workspace(settings).meters()[0].timezone == "UTC"


def test_files_without_a_meter_s_name_are_one_meter_when_that_is_said(tmp_path: Path, settings: Settings) -> None:
    for number, part in enumerate((MARCH[:400], MARCH[400:])):
        assert run("import", local_file(tmp_path / f"{number}.csv", part), "--as", "bakery") == DONE

    [meter] = Workspace(settings).meters()
    assert (meter.meter_id, Workspace(settings).describe("bakery").readings) == ("bakery", len(MARCH))
    report = Workspace(settings).report("bakery")
    assert report is not None
    assert report.meter_id == "bakery"


def test_one_name_is_not_given_to_several_meters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", tmp_path / "two.csv", "--meters", 2, "--days", 3) == DONE

    assert run("import", tmp_path / "two.csv", "--as", "one") == BAD_INPUT
    assert "--as names one meter" in capsys.readouterr().err
    assert run("import", uci_file(tmp_path / "LD.txt"), "--as", "one") == BAD_INPUT
    assert run("import", tmp_path / "LD.txt", "--as", "one", "--meter", "MT_002") == DONE


@pytest.mark.parametrize("ending", ["txt", "zip"])
def test_the_uci_file_under_any_name_is_stored_client_by_client_with_its_country(
    tmp_path: Path, settings: Settings, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = uci_file(tmp_path / "diagrams.txt")
    if ending == "zip":
        with zipfile.ZipFile(tmp_path / "diagrams.zip", "w") as archive:
            archive.write(file, "LD2011_2014.txt")
    monkeypatch.setattr(
        "data.importing.load.load", lambda *_args, **_options: pytest.fail("all clients would be in memory")
    )

    assert run("import", file.with_suffix(f".{ending}")) == DONE

    meters = Workspace(settings).meters()
    assert [meter.meter_id for meter in meters] == [f"MT_{number:03d}" for number in range(1, 13)]
    assert {(meter.timezone, meter.country) for meter in meters} == {("Europe/Lisbon", "PT")}


def test_a_client_of_the_uci_file_can_be_judged_from_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("simulate", tmp_path / "LD.txt", "--format", "uci", "--meters", 3, "--days", 40) == DONE

    assert run("detect", tmp_path / "LD.txt", "--meter", "MT_002", "--scores", tmp_path / "s.csv") == DONE
    assert set(pd.read_csv(tmp_path / "s.csv")["meter_id"]) == {"MT_002"}
    assert run("detect", tmp_path / "LD.txt", "--meter", "MT_999") == BAD_INPUT
    assert "MT_999" in capsys.readouterr().err


@pytest.mark.parametrize("rows", [["2025-03-01 00:00,1"], ["2025-03-01 00:00,1"] * 20, ["2025-03-01 00:00,"] * 3])
def test_a_dry_run_ends_as_the_import_would_with_the_same_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[str]
) -> None:
    (tmp_path / "few.csv").write_text("\n".join(["time,kWh", *rows]))

    ends = [(run("import", *words, tmp_path / "few.csv"), capsys.readouterr().err) for words in (["--dry-run"], [])]

    assert ends[0] == ends[1]
    assert ends[0][0] == BAD_INPUT
    assert ends[0][1].count("\n") == 1


def test_a_dry_run_says_what_an_import_would_do_and_leaves_all_as_it_was(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", local_file(tmp_path / "a.csv", MARCH[:600]), "--as", "office", "--timezone", "UTC") == DONE
    before = Workspace(settings).stamp()
    other = local_file(tmp_path / "b.csv", MARCH[:500:2])
    capsys.readouterr()

    assert run("import", "--dry-run", local_file(tmp_path / "c.csv", MARCH[500:]), "--as", "office") == DONE
    assert f"office: {len(MARCH) - 600} readings added, 0 changed, 100 equal" in capsys.readouterr().out
    ends = [(run("import", *words, other, "--as", "office"), capsys.readouterr().err) for words in (["--dry-run"], [])]

    assert ends[0] == ends[1]
    assert "python cli.py meters office --remove" in ends[0][1]
    assert Workspace(settings).stamp() == before


def test_a_dry_run_of_the_diagrams_reads_them_and_stores_nothing(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = uci_file(tmp_path / "LD.txt", meters=3)

    assert run("import", "--dry-run", file) == DONE
    assert capsys.readouterr().out.count("not stored, a dry run") == 3
    assert run("import", "--dry-run", file, "--meter", "MT_999") == BAD_INPUT
    assert run("import", "--dry-run", "uci") == DONE

    assert not settings.data_dir.exists()


def test_the_unit_that_was_said_is_taken_for_the_next_file_that_names_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = local_file(tmp_path / "a.csv", MARCH[:600], "Consumption")
    second = local_file(tmp_path / "b.csv", MARCH[500:], "Consumption")
    assert run("import", first, "--as", "shop", "--timezone", "UTC", "--unit", "W") == DONE
    capsys.readouterr()

    assert run("import", second, "--as", "shop") == DONE

    printed = capsys.readouterr().out
    assert "no unit is named; the meter is stored with this one" in printed
    assert "0 changed, 100 equal" in printed
    assert run("import", local_file(tmp_path / "c.csv", MARCH[500:], "Consumption kWh"), "--as", "shop") == DONE
    assert f"{len(MARCH) - 500} changed" in capsys.readouterr().out
    assert run("meters", "shop", "--unit", "none") == DONE
    assert run("import", second, "--as", "shop", "--dry-run") == DONE
    assert "plausible as" in capsys.readouterr().out


def test_what_an_import_found_is_told_with_the_command_that_lists_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = local_file(tmp_path / "a.csv", MARCH[:100].append(MARCH[148:600]))

    assert run("import", file, "--as", "my shop", "--timezone", "Europe/Berlin") == DONE
    assert "Each of them: python cli.py meters 'my shop' --report" in capsys.readouterr().out
    assert run("meters", "my shop", "--report") == DONE

    printed = capsys.readouterr().out
    assert re.search(r"gap +2025-03-05 04:00 +2025-03-07 04:00 +48 ", printed)
    assert run("import", local_file(tmp_path / "b.csv", MARCH[:600]), "--as", "whole", "--timezone", "UTC") == DONE
    assert "--report" not in capsys.readouterr().out


def test_an_import_that_breaks_off_leaves_whole_meters_that_a_next_one_completes(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = uci_file(tmp_path / "LD.txt")
    write = Store.write

    def breaks_off(store: Store, series: object, report: object = None) -> object:
        if series.meter_id == "MT_006":  # type: ignore[attr-defined]
            raise OSError(28, "No space left on device")
        return write(store, series, report)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "write", breaks_off)
    assert run("import", file) == BAD_INPUT
    monkeypatch.undo()
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))

    there = Workspace(settings)
    assert {meter.meter_id for meter in there.meters()} == set(there.store.meter_ids())
    assert "MT_005" in there.store
    assert "MT_006" not in there.store
    assert run("import", file) == DONE
    assert len(Workspace(settings).meters()) == 12
