"""Grammars as data: which digits of a line mean what, and which lines do not add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.errors import SettingsError
from sigverify.micr import AMOUNT, DASH, ON_US, TRANSIT, MicrFields, Parsed, load, parse

SHIPPED = load()


def told(text: str, font: str = "E-13B") -> Parsed:
    return parse(text, font, SHIPPED)


def test_india() -> None:
    line = told(f"{ON_US}083654{ON_US}500025033{TRANSIT}290062{ON_US}31")
    assert line.fields == MicrFields("083654", "500025033", "290062", "31")
    assert (line.country, line.account_key, line.problems) == ("IN", "500025033-290062", ())


def test_the_indian_short_account_may_be_missing() -> None:
    line = told(f"{ON_US}120616{ON_US}500015048{TRANSIT}31")
    assert line.fields == MicrFields(serial="120616", routing="500015048", transaction="31")
    assert line.account_key is None


def test_a_us_business_cheque() -> None:
    text = f"{ON_US}001913{ON_US}{TRANSIT}122016066{TRANSIT}001{DASH}535595{ON_US}{AMOUNT}0000010149{AMOUNT}"
    line = told(text)
    assert line.fields == MicrFields("001913", "122016066", "001535595", None, "0000010149")
    assert line.country == "US"


def test_the_number_of_a_us_personal_cheque_follows_the_account() -> None:
    assert told(f"{TRANSIT}122016066{TRANSIT}001{DASH}535595{ON_US}1234").fields == MicrFields(
        serial="1234", routing="122016066", account="001535595"
    )


def test_canada() -> None:
    line = told(f"{ON_US}001{ON_US}{TRANSIT}12345{DASH}678{TRANSIT}123{DASH}456{DASH}7{ON_US}")
    assert line.fields == MicrFields("001", f"12345{DASH}678", f"123{DASH}456{DASH}7")
    assert line.country == "CA"


def test_the_united_kingdom() -> None:
    line = told(f"{ON_US}316042{ON_US}20{DASH}8080{TRANSIT}58020027{ON_US}02")
    assert line.fields == MicrFields("316042", f"20{DASH}8080", "58020027", "02")
    assert line.country == "GB"


def test_france() -> None:
    line = told(f"{ON_US}0123456{DASH}789012345678{TRANSIT}901234567890{DASH}", "CMC-7")
    assert line.fields == MicrFields("0123456", "789012345678", "901234567890")
    assert line.country == "FR"


def luhn_digit(number: str) -> str:
    """Return the check digit of modulus ten, written another way than the program's: by a table of doubles."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    digits = [int(digit) for digit in reversed(number)]
    return str(-(sum(doubled[d] for d in digits[::2]) + sum(digits[1::2])) % 10)


def brazil(bank: str, middle: str, account: str) -> str:
    second, first, third = luhn_digit(middle), luhn_digit(bank), luhn_digit(account)
    return f"{AMOUNT}{bank}{second}{AMOUNT}{middle}{DASH}{first}{account}{third}{TRANSIT}"


def test_brazil() -> None:
    line = told(brazil("0011234", "0180001235", "0123456789"), "CMC-7")
    assert line.fields == MicrFields("000123", "0011234", "0123456789", "5")
    assert (line.country, line.problems) == ("BR", ())


def test_every_single_wrong_digit_of_a_brazilian_line_is_found() -> None:
    right = brazil("0011234", "0180001235", "0123456789")
    for place, digit in enumerate(right):
        if digit.isdigit():
            for other in set("0123456789") - {digit}:
                line = told(right[:place] + other + right[place + 1 :], "CMC-7")
                assert line.problems, (place, other)


def test_every_single_wrong_digit_of_a_us_routing_number_is_found() -> None:
    for place in range(9):
        for other in set("0123456789") - {"122016066"[place]}:
            routing = "122016066"[:place] + other + "122016066"[place + 1 :]
            line = told(f"{TRANSIT}{routing}{TRANSIT}001535595{ON_US}")
            assert line.fields == MicrFields(account="001535595")
            assert line.problems == ("The check digit of the routing does not fit.",)


def test_an_unreadable_digit_stays_marked_and_makes_no_key() -> None:
    line = told(f"{ON_US}083?54{ON_US}500025033{TRANSIT}29?062{ON_US}31")
    assert line.fields == MicrFields("083?54", "500025033", "29?062", "31")
    assert line.account_key is None


@pytest.mark.parametrize("text", ["", "123456", f"{TRANSIT}1234{TRANSIT}", f"{ON_US}{ON_US}{ON_US}"])
def test_a_line_of_no_known_grammar_has_no_fields(text: str) -> None:
    assert told(text) == Parsed()


def test_a_bank_adds_its_own_grammar_and_it_comes_first(tmp_path: Path) -> None:
    (tmp_path / "micr.toml").write_text(
        f"""[[grammar]]
name = "Our deposit slips"
font = "E-13B"
patterns = ['{ON_US}(?P<serial>\\d{{6}}){ON_US}(?P<branch>\\d{{4}})(?P<account>\\d{{5}}){TRANSIT}290062{ON_US}31']
account_key = "{{branch}}/{{account}}"
""",
        encoding="utf-8",
    )
    line = parse(f"{ON_US}083654{ON_US}500025033{TRANSIT}290062{ON_US}31", "E-13B", load(tmp_path))
    assert line.account_key == "5000/25033"
    assert len(load(tmp_path)) == len(SHIPPED) + 1


def test_a_bank_changes_only_the_key_of_a_shipped_grammar(tmp_path: Path) -> None:
    own = '[[grammar]]\nname = "India"\naccount_key = "00{account}"\n'
    (tmp_path / "micr.toml").write_text(own, encoding="utf-8")
    line = parse(f"{ON_US}083654{ON_US}500025033{TRANSIT}290062{ON_US}31", "E-13B", load(tmp_path))
    assert line.account_key == "00290062"
    assert len(load(tmp_path)) == len(SHIPPED)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[[grammar]\n", "not valid TOML"),
        ("patterns = 3\n", "something else"),
        ('[[grammar]]\nname = "x"\nfont = "E-13B"\n', "cannot be used"),
        ("[[grammar]]\nname = 'x'\nfont = 'E-13B'\npatterns = ['(']\n", "cannot be used"),
        ("[[grammar]]\nname = 'x'\nfont = 'OCR-B'\npatterns = ['(?P<account>\\d)']\n", "no known font"),
        ("[[grammar]]\nname = 'x'\nfont = 'E-13B'\npatterns = ['\\d']\n", "no pattern has as a group"),
        ("[[grammar]]\nname = 'x'\nfont = 'E-13B'\npatterns = ['\\d']\ncolour = 'red'\n", "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "micr.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        load(tmp_path)
