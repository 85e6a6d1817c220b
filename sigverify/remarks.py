"""What a clerk has to know of a cheque besides its signatures: sentences of the records, in English there."""

from __future__ import annotations

from sigverify.sentences import Sentence


class Remark(Sentence):
    """What is remarked on a cheque."""

    ACCOUNTS_DIFFER = "The manifest says account {listed}, the magnetic line {printed}. Look which is right."
    SEVERAL_ACCOUNTS = "The manifest lists the file for several accounts: {accounts}."
    LISTED_TWICE = "The manifest lists the file twice."
    BAD_AMOUNT = "The manifest's amount '{said}' cannot be understood."
    BAD_DATE = "The manifest's date '{said}' cannot be understood."
    NOT_ENROLLED = "Account {account} ({origin}) is not enrolled. Enrol it, or check the number."
    NOT_LISTED = "The manifest does not name its account."
    NO_MANIFEST = "No manifest names its account."
    NO_LINE = "No magnetic line can be read."
    LINE_WITHOUT_ACCOUNT = "The magnetic line does not tell the account."
    LINE_NOT_ENROLLED = "Account {account} of the magnetic line is not enrolled."
    PRESENTED_BEFORE = "The same cheque was presented before: {file}, page {page}, run {run}."
    READER_ENDED = "The program that reads {file} was ended. Open and save it in another program."
    READER_HANGS = "The program that reads {file} hangs. Open and save it in another program."
    BACK = "The back of a cheque."


class Flaw(Sentence):
    """What is wrong with a scan."""

    BLACK = "The scan is nearly black."
    EVEN = "There is next to nothing to be seen: the scan is almost of one brightness."
    FAINT = "The scan is faint: little contrast between ink and paper."
    DARK = "The scan is too dark."
    SMEARED = "The scan is so blurred that strokes run together."
    BLURRED = "The scan is blurred."
    SMALL = "The image is too small to show a signature."
    COARSE = "The resolution is low ({dpi} dots per inch); scan at 200 or more."
    ASKEW = "The scan lay askew by {degrees} degrees."
    LARGE = "The scan is larger than a cheque: there may be another document on it."
    FOLDED = "A corner is folded or torn off."
