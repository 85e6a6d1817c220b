"""Where the signature is on a cheque, and whether a scan shows a cheque at all."""

from sigverify.cheque.locating import Candidate, locate
from sigverify.cheque.printing import looks_like_cheque

__all__ = ["Candidate", "locate", "looks_like_cheque"]
