"""The terminal: every command on real input, what it writes, and one sentence with exit code 2 for bad input."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import results
from cli import BAD_INPUT, DONE, main, parser
from data.download import fetch_uci
from data.options import ImportOptions
from detectors.registry import detectors
from pipeline.export import EVENT_COLUMNS
from pipeline.serve import address, check_free
from pipeline.settings import SETTINGS, Settings
from terminal.parser import IMPORT_HELP, flag
from terminal.text import counted, table
from tests.gunicorn_server import serving, until

ROOT = Path(__file__).parents[1]
CAMBRIDGE = ROOT / "../shared/data/cambridge_hourly_kwh.parquet"
STEEL = ROOT / "../shared/data/steel_native.csv.gz"
SCORE_COLUMNS = (
    "meter_id", "timestamp", "power_kw", "expected_kw", "low_kw", "high_kw",
    "score", "side", "window_hours", "reason", "flagged",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DEMO", "no")
    monkeypatch.setattr("terminal.serve.become_gunicorn", lambda _settings: pytest.fail("this would end the tests"))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred days of hours of an office with planted faults."""
    folder = tmp_path_factory.mktemp("office")
    words = ["simulate", str(folder / "office.csv"), "--archetype", "office", "--days", "100", "--step", "60"]
    assert main([*words, "--labels", str(folder / "labels.csv")]) == DONE
    return folder / "office.csv"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three buildings, one of them too young to be judged."""
    folder = tmp_path_factory.mktemp("town")
    assert main(["simulate", str(folder / "two.csv"), "--meters", "2", "--days", "60", "--step", "60"]) == DONE
    assert main(["simulate", str(folder / "new.csv"), "--archetype", "retail", "--days", "5", "--step", "60"]) == DONE
    pd.concat([pd.read_csv(folder / "two.csv"), pd.read_csv(folder / "new.csv")]).to_csv(
        folder / "town.csv", index=False
    )
    return folder / "town.csv"


def run(*words: object) -> int:
    return main([str(word) for word in words])


def complaint(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Run a command that must refuse and return its one sentence."""
    capsys.readouterr()
    assert run(*words) == BAD_INPUT
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Traceback" not in error
    return error


def test_detect_writes_one_row_a_reading_with_the_columns_promised(office: Path, tmp_path: Path) -> None:
    given = pd.read_csv(office)

    assert run("detect", office, "--country", "CH", "--scores", tmp_path / "scores.csv") == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert tuple(scores.columns) == SCORE_COLUMNS
    assert scores["timestamp"].tolist() == given["timestamp"].tolist()
    assert scores["power_kw"].tolist() == pytest.approx(given["power_kw"].tolist())


def test_detect_finds_the_planted_faults(office: Path, tmp_path: Path) -> None:
    labels = pd.read_csv(office.with_name("labels.csv"))

    assert run("detect", office, "--country", "CH", "--events", tmp_path / "events.csv") == DONE

    events = pd.read_csv(tmp_path / "events.csv")
    starts, ends = (pd.to_datetime(events[name], utc=True) for name in ("start", "end"))
    judged = labels[pd.to_datetime(labels["start"], utc=True) > pd.Timestamp("2024-02-01", tz="UTC")]
    found = [
        bool(((starts < pd.Timestamp(label.end)) & (ends > pd.Timestamp(label.start))).any())
        for label in judged.itertuples()
    ]
    assert tuple(events.columns) == EVENT_COLUMNS
    assert len(found) >= 1
    assert all(found)


def test_flagged_and_band_are_those_of_the_level(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--detector", "typical_week", "--level", 3, "--scores", tmp_path / "s.csv") == DONE

    scores = pd.read_csv(tmp_path / "s.csv")
    assert (scores["flagged"] == (scores["score"].fillna(0) >= 3)).all()
    own = scores[(scores["window_hours"] == 1) & scores["score"].notna() & scores["expected_kw"].notna()]
    outside = (own["power_kw"] < own["low_kw"]) | (own["power_kw"] > own["high_kw"])
    assert (own["flagged"] == outside).mean() > 0.999  # the files keep nine digits


def test_start_and_end_choose_what_is_reported_and_not_what_is_learnt_from(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--scores", tmp_path / "all.csv") == DONE
    dates = ("--start", "2024-03-01", "--end", "2024-03-08")
    assert run("detect", office, *dates, "--scores", tmp_path / "week.csv") == DONE

    everything, week = pd.read_csv(tmp_path / "all.csv"), pd.read_csv(tmp_path / "week.csv")
    assert (week["timestamp"].iloc[0], week["timestamp"].iloc[-1], len(week)) == (
        "2024-03-01T00:00:00+01:00",
        "2024-03-07T23:00:00+01:00",
        7 * 24,
    )
    same = everything[everything["timestamp"].isin(week["timestamp"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(week, same)


def test_events_a_month_limit_the_events(office: Path, tmp_path: Path) -> None:
    assert run("detect", office, "--events-per-month", 1, "--events", tmp_path / "events.csv") == DONE

    assert len(pd.read_csv(tmp_path / "events.csv")) <= 100 / 30.4


def test_a_parameter_of_the_detector_is_an_option(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kind, param = next((kind, param) for kind in detectors().values() for param in kind.params())

    assert run("detect", office, "--detector", kind.name, flag(param.name), param.default) == DONE
    assert param.label in complaint(capsys, "detect", office, "--detector", kind.name, flag(param.name), "nonsense")


@pytest.mark.parametrize("name", detectors())
def test_every_parameter_of_every_detector_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("detect", "--detector", name, "--help")

    shown = " ".join(capsys.readouterr().out.split())
    for param in detectors()[name].params():
        assert flag(param.name) in shown
        assert " ".join(param.help.split()[:4]) in shown


@pytest.mark.parametrize("name", [name for name, kind in detectors().items() if kind.can_forecast])
def test_every_parameter_of_every_forecaster_is_an_option_of_forecast(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("forecast", "--detector", name, "--help")
    told = capsys.readouterr().out
    assert all(flag(param.name) in told for param in detectors()[name].params())


def test_a_forecast_and_what_the_method_found_out_are_told(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.read_csv(office).drop(columns="temperature_c").to_csv(tmp_path / "plain.csv", index=False)
    for command in ("detect", "forecast"):
        assert run(command, tmp_path / "plain.csv", "--detector", "temperature_week") == DONE
        said = capsys.readouterr()
        assert "This meter has no temperature" in said.err
    assert "e+0" not in said.out


def test_a_meter_that_is_too_young_is_said_and_does_not_hide_the_others(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("detect", town, "--scores", tmp_path / "scores.csv") == DONE

    error = capsys.readouterr().err
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert "retail-1" in error
    assert "5.0 days" in error
    assert scores["meter_id"].nunique() == 3
    assert scores.loc[scores["meter_id"] == "retail-1", "score"].isna().all()
    assert scores.loc[scores["meter_id"] == "office-1", "score"].notna().any()


def test_one_meter_that_is_too_young_is_refused_and_writes_nothing(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("detect", town, "--meter", "retail-1", "--scores", tmp_path / "scores.csv")

    assert "will answer from" in complaint(capsys, *words)
    assert list(tmp_path.glob("*.csv*")) == []


def test_detect_on_a_file_stores_nothing(office: Path, tmp_path: Path) -> None:
    assert run("detect", office) == DONE

    assert not (tmp_path / "var").exists()


def test_a_stored_meter_gives_the_same_as_its_file(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", office, "--country", "CH") == DONE
    assert run("detect", "office-1", "--scores", tmp_path / "stored.csv", "--events", tmp_path / "se.csv") == DONE
    words = ("--country", "CH", "--scores", tmp_path / "file.csv", "--events", tmp_path / "fe.csv")
    assert run("detect", office, *words) == DONE

    stored, file = pd.read_csv(tmp_path / "stored.csv"), pd.read_csv(tmp_path / "file.csv")
    pd.testing.assert_frame_equal(stored, file, rtol=1e-4, atol=1e-5)  # what is kept for later is kept in fewer digits
    assert pd.read_csv(tmp_path / "se.csv")["start"].tolist() == pd.read_csv(tmp_path / "fe.csv")["start"].tolist()
    assert "--timezone is for files" in complaint(capsys, "detect", "office-1", "--timezone", "UTC")


def test_a_choice_that_takes_long_is_said_beforehand(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--detector", "sarimax", "--season", "classic")

    assert run("detect", office, *words, "--start", "2030-01-01") == BAD_INPUT  # before it is run
    assert "Slow: about 30 s for a year of readings." in capsys.readouterr().err
    assert run("detect", "nothing.csv", "--detector", "sarimax") == BAD_INPUT
    assert "Slow" not in capsys.readouterr().err


def test_events_are_told_in_money_once_a_kilowatt_hour_has_a_price(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", office) == DONE
    assert run("detect", "office-1") == DONE
    assert "cost" not in capsys.readouterr().out

    assert run("meters", "office-1", "--price", "0.5", "--currency", "CHF") == DONE
    assert "A kWh costs CHF 0.5." in capsys.readouterr().out
    assert run("detect", "office-1") == DONE
    rows = re.findall(r"([+-][\d,]+\.\d) +CHF (−?[\d,.]+)", capsys.readouterr().out)

    assert rows
    for kwh, cost in rows:
        assert float(cost.replace("−", "-").replace(",", "")) == pytest.approx(
            float(kwh.replace(",", "")) * 0.5, abs=0.51
        )
    assert "'dear' is no price; write 0.25, or none" in complaint(capsys, "meters", "office-1", "--price", "dear")


def test_import_shows_its_guesses_and_what_it_did(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", office) == DONE
    first = capsys.readouterr().out
    assert run("import", office) == DONE
    second = capsys.readouterr().out
    assert run("meters") == DONE

    assert "--separator" in first
    assert "--unit" in first
    assert "readings added, 0 changed, 0 equal" in first
    assert "0 readings added, 0 changed" in second
    assert "office-1" in capsys.readouterr().out


def test_a_dry_run_shows_the_guesses_and_stores_nothing(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "--dry-run", office) == DONE

    assert "office-1" in capsys.readouterr().out
    assert not (tmp_path / "var").exists()


def test_every_guess_can_be_overridden_by_an_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{day:02d}/01/2024 {hour:02d}:00|{hour},5" for day in range(1, 13) for hour in range(24)]
    (tmp_path / "odd.txt").write_text("\n".join(["made by hand", "when|how much", *rows]))
    words = (
        "--separator", "bar", "--decimal", ",", "--date-order", "dmy", "--header-row", "2", "--layout", "wide",
        "--time-column", "when", "--meter-column", "", "--value-columns", "how much", "--temperature-column", "",
        "--timezone", "Europe/London", "--clock", "local", "--stamp", "end", "--unit", "W", "--encoding", "utf-8",
    )  # fmt: skip

    assert run("import", tmp_path / "odd.txt", *words) == DONE

    printed = capsys.readouterr().out
    assert len(words) // 2 == len(fields(ImportOptions))
    assert "guessed" not in printed
    assert "288 readings added" in printed
    assert "from 2023-12-31 23:00" in printed


def test_every_field_of_the_import_has_a_help() -> None:
    assert set(IMPORT_HELP) == {item.name for item in fields(ImportOptions)}


def test_uci_without_a_network_says_where_to_put_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    closed = {"addresses": ("http://127.0.0.1:9/file.zip",), "progress": None}
    monkeypatch.setattr(fetch_uci, "__kwdefaults__", closed)

    assert str(tmp_path / "var" / "downloads") in complaint(capsys, "import", "uci")


def test_uci_put_there_by_hand_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "var" / "downloads"
    folder.mkdir(parents=True)
    words = ("simulate", folder / "LD2011_2014.txt", "--format", "uci", "--meters", 2, "--days", 30)
    assert run(*words) == DONE

    assert run("import", "uci", "--meter", "MT_002") == DONE
    assert run("meters") == DONE

    printed = capsys.readouterr().out
    assert "MT_002" in printed
    assert "MT_001: " not in printed
    assert "Europe/Lisbon  PT" in printed


def test_simulate_gives_the_same_again(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        assert run("simulate", tmp_path / name, "--days", 3, "--seed", 5) == DONE
    assert run("simulate", tmp_path / "c.csv", "--days", 3, "--seed", 6) == DONE

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() != (tmp_path / "c.csv").read_bytes()


def test_detectors_as_json_say_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detectors", "--json") == DONE

    records = {record["name"]: record for record in json.loads(capsys.readouterr().out)}
    assert list(records) == list(detectors())
    for name, kind in detectors().items():
        assert [param["name"] for param in records[name]["params"]] == [param.name for param in kind.params()]


def test_detectors_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("detectors") == DONE

    printed = capsys.readouterr().out
    for kind in detectors().values():
        assert f"{kind.name}: {kind.label}" in printed


def test_settings_are_listed_and_secrets_are_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x-very-secret-key-x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@host/db")

    assert run("settings") == DONE

    printed = capsys.readouterr().out
    assert all(setting.name in printed for setting in SETTINGS)
    assert "very-secret" not in printed
    assert "hunter2" not in printed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "required: COMMAND"),
        (("dance",), "invalid choice: 'dance'"),
        (("detect", "nothing.csv"), "neither a file nor a stored meter 'nothing.csv'"),
        (("import", "nothing.csv"), "There is no file nothing.csv"),
        (("detect", "OFFICE", "--detector", "magic"), "no detector 'magic'; choose one of"),
        (("detect", "OFFICE", "--level", "0"), "alarm level is 0"),
        (("detect", "OFFICE", "--level", "high"), "invalid float value: 'high'"),
        (("detect", "OFFICE", "--events-per-month", "0"), "Events a month is 0"),
        (("detect", "OFFICE", "--level", "3", "--events-per-month", "1"), "not allowed with"),
        (("detect", "OFFICE", "--start", "soon"), "'soon' is no date; write 2024-03-01"),
        (("detect", "OFFICE", "--start", "2030-01-01"), "no readings from 2030-01-01"),
        (("detect", "OFFICE", "--meter", "MT_1"), "no meter 'MT_1' in the file; it has office-1"),
        (("detect", "OFFICE", "--timezone", "Mars/Base"), "'Mars/Base' is not a known time zone"),
        (("detect", "OFFICE", "--country", "XX"), "No public holidays are known for country 'XX'"),
        (("detect", "OFFICE", "--unit", "horsepower"), "unit is 'horsepower'"),
        (("detect", "OFFICE", "--header-row", "0"), "'0' is no row"),
        (("detect", "OFFICE", "--scores", "/nowhere/scores.csv"), "Cannot write /nowhere/scores.csv"),
        (("simulate", "x.csv", "--archetype", "castle"), "no archetype 'castle'"),
        (("simulate", "x.csv", "--meters", "0"), "number of meters is 0"),
        (("simulate", "x.csv", "--start", "never"), "'never' is no date; write it like 2024-03-01"),
        (("simulate", "x.csv", "--seed", "-1"), "'-1' is no count"),
        (("detect", "OFFICE", "--top", "-5"), "'-5' is no count"),
        (("serve", "--port", "70000"), "The port is 70000"),
        (("serve", "--host", "203.0.113.1"), "Cannot listen on 203.0.113.1"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence(
    words: tuple[str, ...], sentence: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in complaint(capsys, *(str(office) if word == "OFFICE" else word for word in words))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\x00\xff" * 50,
        b"a;b\n1;2\n",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 broken",
        b"<xml>",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_none_gets_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)

    assert complaint(capsys, "detect", tmp_path / "odd.csv")
    assert complaint(capsys, "import", tmp_path / "odd.csv")


def test_a_bad_setting_gets_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "eighty")

    assert "PORT is 'eighty'" in complaint(capsys, "settings")


def test_a_folder_instead_of_a_file_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be read" in complaint(capsys, "detect", tmp_path)


def test_a_fault_of_our_own_is_no_traceback_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Settings, "table", lambda _self: 1 / 0)

    assert run("settings") == 1
    assert capsys.readouterr().err.startswith("Loadlens failed: ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        run("settings", "--traceback")


def test_no_abbreviation_of_an_option_is_taken(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--lev" in complaint(capsys, "detect", office, "--lev", "3")


def test_every_command_has_a_help() -> None:
    names = list(parser()._subparsers._group_actions[0].choices)

    for name in names:
        with pytest.raises(SystemExit, match="0"):
            run(name, "--help")

    assert names == ["serve", "import", "meters", "detect", "forecast", "detectors", "simulate", "settings", "bench"]


def test_every_benchmark_has_a_report() -> None:
    modules = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__", "results"}

    assert set(results.names()) <= modules
    assert "page" in results.names()


def test_the_results_hold_the_report_of_each_benchmark(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.results.RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr("benchmarks.results.names", lambda: ("page",))
    monkeypatch.setattr("benchmarks.page.report", lambda: "| fast |")

    assert run("bench") == DONE

    printed = capsys.readouterr().out
    assert "## How long a person waits" in printed
    assert "| fast |" in printed
    assert (tmp_path / "RESULTS.md").read_text() == printed


def test_a_benchmark_that_is_not_there_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no benchmark 'luck'" in complaint(capsys, "bench", "luck")


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "cli.py"), *words]


@pytest.mark.parametrize(("words", "code"), [(("detectors",), DONE), (("import", "nothing.csv"), BAD_INPUT)])
def test_nothing_that_happens_on_the_way_out_changes_the_exit_code(words: tuple[str, ...], code: int) -> None:
    aborts = f"import atexit, os, runpy, sys; atexit.register(os.abort); sys.argv[0] = {command()[1]!r}"
    door = f"{aborts}; runpy.run_path(sys.argv[0], run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", door, *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert (done.stdout + done.stderr).endswith("\n")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(command("detectors", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()  # before anything is written, as `head` would after a line

    error = process.stderr.read()

    assert (process.wait(60), error) == (DONE, b"")


def test_an_interrupt_ends_with_one_word_and_leaves_no_file(tmp_path: Path) -> None:
    words = command("simulate", str(tmp_path / "long.csv"), "--meters", "500")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    assert process.stderr
    until(lambda: any(tmp_path.iterdir()), 60)

    process.send_signal(signal.SIGINT)

    assert (process.wait(60), process.stderr.read()) == (130, "Stopped.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.server
def test_serve_answers_where_the_environment_says(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path / "var"), "DEMO": "no"}

    with serving(command("serve"), environ, tmp_path) as server:
        assert f"Loadlens is at {server.url}" in server.log.read_text()
        assert (tmp_path / "var").is_dir()
        assert server.stop() < 5


@pytest.mark.server
def test_serve_on_a_taken_port_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(command("serve"), {"DATA_DIR": str(tmp_path / "var"), "DEMO": "no"}, tmp_path) as server:
        port = server.url.rsplit(":", 1)[-1]

        assert "choose another PORT" in complaint(capsys, "serve", "--port", port)


def test_the_address_is_one_a_browser_understands(settings: Settings) -> None:
    hosts = {"127.0.0.1": "http://127.0.0.1:8050", "0.0.0.0": "http://localhost:8050", "::1": "http://[::1]:8050"}

    shown = {host: address(Settings(**{**vars(settings), "host": host})) for host in hosts}

    assert shown == hosts


def test_any_free_port_can_be_listened_on() -> None:
    check_free("127.0.0.1", 0)


def test_columns_of_numbers_stand_right() -> None:
    assert table(("name", "kWh"), [("a", "1.0"), ("b", "+1,200.0")]) == "name       kWh\na          1.0\nb     +1,200.0"


def test_an_empty_cell_among_numbers_changes_nothing() -> None:
    assert table(("kWh", "what"), [("", "gap"), ("12", "left on")]) == "kWh  what\n     gap\n 12  left on"


def test_a_long_last_column_is_wrapped_under_itself() -> None:
    assert table(("a", "b"), [("x", "one two three")], 8) == "a  b\nx  one two\n   three"


def test_one_is_not_many() -> None:
    assert (counted(1, "meter"), counted(1200, "meter")) == ("1 meter", "1,200 meters")


@pytest.mark.skipif(not STEEL.exists(), reason="the real readings are not here: ../shared/data")
def test_a_real_file_with_day_first_dates_is_judged(tmp_path: Path) -> None:
    words = ("--timezone", "Asia/Seoul", "--country", "KR", "--scores", tmp_path / "scores.csv")

    assert run("detect", STEEL, *words) == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert len(scores) == 35_040
    assert scores["timestamp"].iloc[0] == "2018-01-01T00:00:00+09:00"
    assert 0 < (scores["flagged"]).mean() < 0.02


@pytest.mark.skipif(not CAMBRIDGE.exists(), reason="the real readings are not here: ../shared/data")
def test_a_chosen_meter_of_a_real_file_is_judged(tmp_path: Path) -> None:
    words = ("--meter", "ucam_b0_elec", "--timezone", "Europe/London", "--country", "GB", "--region", "ENG")

    assert run("detect", CAMBRIDGE, *words, "--start", "2019-01-01", "--scores", tmp_path / "scores.csv") == DONE

    scores = pd.read_csv(tmp_path / "scores.csv")
    assert scores["meter_id"].unique().tolist() == ["ucam_b0_elec"]
    assert scores["timestamp"].min().startswith("2019-01-01")
