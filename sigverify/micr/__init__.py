"""The magnetic ink line of a cheque, read by its looks: E-13B and CMC-7.

`rows` are found and straightened to `strips`, which `e13b` and `cmc7` read; `likeness` and `edges` doubt what
E-13B was read as; `grammar` tells the fields, `reader` puts these together.
"""

from sigverify.micr.grammar import Grammar, MicrFields, Parsed, load, parse
from sigverify.micr.reader import MicrLine, read_line
from sigverify.micr.symbols import AMOUNT, DASH, ON_US, TRANSIT, UNREADABLE

__all__ = [
    "AMOUNT",
    "DASH",
    "ON_US",
    "TRANSIT",
    "UNREADABLE",
    "Grammar",
    "MicrFields",
    "MicrLine",
    "Parsed",
    "load",
    "parse",
    "read_line",
]
