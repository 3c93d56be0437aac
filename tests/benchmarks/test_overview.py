from benchmarks.overview import HEADING, method_rows, overview

QUALITY = """\
## Detection quality

| method | faults | recall | recall at 2 | by chance | VUS-PR |
|---|---:|---:|---:|---:|---:|
| `recommended` | 10 | **0.800** | 0.900 | 0.01 | 0.400 |
| a library | 10 | **0.500** | 0.600 | 0.02 | 0.300 |

| kind | recall |
|---|---:|
| spike | 1.00 |
"""
SPEED = """\
| | seconds |
|---|---:|
| import | 3.4 |

| method | hourly, s | x MSTL |
|---|---:|---:|
| `slow` | 9.00 | 2.00 |
| `recommended` | 1.00 | 0.10 |
"""


def test_rows_are_those_of_tables_of_methods() -> None:
    assert method_rows(QUALITY + "\n" + SPEED) == {
        "`recommended`": {
            "method": "`recommended`",
            "faults": "10",
            "recall": "**0.800**",
            "recall at 2": "0.900",
            "by chance": "0.01",
            "VUS-PR": "0.400",
            "hourly, s": "1.00",
            "x MSTL": "0.10",
        },
        "a library": {
            "method": "a library",
            "faults": "10",
            "recall": "**0.500**",
            "recall at 2": "0.600",
            "by chance": "0.02",
            "VUS-PR": "0.300",
        },
        "`slow`": {"method": "`slow`", "hourly, s": "9.00", "x MSTL": "2.00"},
    }


def test_every_method_of_every_section_has_one_row_with_what_is_known_of_it() -> None:
    lines = overview({"quality": QUALITY, "speed": SPEED, "page": "no table"}).splitlines()

    assert lines[0] == f"## {HEADING}"
    assert lines[-5:] == [
        "| method | recall, hourly | at 2 false | by chance | VUS-PR | hourly year, s | x MSTL |",
        "|---|---:|---:|---:|---:|---:|---:|",
        "| `recommended` | **0.800** | 0.900 | 0.01 | 0.400 | 1.00 | 0.10 |",
        "| a library | **0.500** | 0.600 | 0.02 | 0.300 |  |  |",
        "| `slow` |  |  |  |  | 9.00 | 2.00 |",
    ]


def test_without_figures_there_is_no_overview() -> None:
    assert overview({"page": "| readings |\n|---|\n| 3 |"}) == ""
