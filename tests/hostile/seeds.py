"""Sound files of every kind that sigverify reads, small, and made on the spot: what hostile ones are made from."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper
from PIL import Image

from calibration import profile as profiles
from calibration.pairs import Scored
from models import bundle as bundles
from models.bundle import GOLDEN, KERAS, MANIFEST, ONNX, SEEN
from models.comparison import Comparison
from sigverify import samples, settings, templates
from sigverify.demo.bank import DEMO_GRAMMAR
from sigverify.demo.cheques import ChequeFields, cts_line, print_cheque
from sigverify.demo.hands import genuine, hand
from sigverify.demo.pens import any_pen
from sigverify.demo.press import DESIGNS
from sigverify.micr import grammar
from sigverify.records import Decision, Records
from sigverify.settings import Settings
from tests.sigverify.letters import Item, letter
from tests.sigverify.records.evidence import enrol, save

Files = dict[str, bytes]


def scans(rng: np.random.Generator) -> Files:
    """Return a cheque and a signature in the formats and the depths that scanners write."""
    cheque = Image.fromarray(cheque_pixels(rng)).resize((700, 320))
    signature = cheque.crop((400, 180, 690, 300))
    fax = signature.convert("1")
    pages = [fax, fax.rotate(180), fax]
    return {
        "cheque.png": _encoded(cheque, "PNG", dpi=(100, 100)),
        "cheque.jpg": _encoded(cheque, "JPEG", dpi=(100, 100), quality=70),
        "cheque.tif": _encoded(cheque, "TIFF", dpi=(100, 100), compression="tiff_lzw"),
        "cheque.pdf": _encoded(cheque, "PDF", resolution=100),
        "signature.webp": _encoded(signature, "WEBP", quality=60),
        "signature.bmp": _encoded(signature.convert("L"), "BMP", dpi=(200, 200)),
        "signature16.png": _encoded(Image.fromarray(np.asarray(signature.convert("L"), np.uint16) * 257), "PNG"),
        "palette.png": _encoded(signature.convert("P"), "PNG", transparency=0),
        "progressive.jpg": _encoded(signature, "JPEG", progressive=True, optimize=True),
        "fax.tif": _encoded(fax, "TIFF", save_all=True, append_images=pages, compression="group4", dpi=(204, 98)),
    }


def cheque_pixels(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a printed, signed cheque, uint8 (height, width, 3) at 100 dpi."""
    holder = hand(1)
    fields = ChequeFields(
        design=DESIGNS[0],
        account="00123456",
        number="000017",
        payee="Ann Example",
        amount=12_500,
        day=date(2026, 11, 25),
        signatory=holder.name,
        micr=cts_line("000017", DESIGNS[0].sort_code, "123456", "10"),
        drawer=holder,
    )
    return print_cheque(fields, genuine(holder, rng), any_pen(rng), rng, dpi=100).pixels


def tables(profile: profiles.Profile) -> Mapping[str, Files]:
    """Return the texts that people and other programs write, by what reads them."""
    return {
        "pairs": {
            "PAIRS.csv": b"references,questioned,whole_scan,note\na.png|b.png,q.png,signature,x\nc.png,q.png,,\n"
        },
        "manifest": {
            "manifest.csv": b"file,account,amount,date,number,page\n1.png,12,12.50,2026-11-25,17,1\n2.tif,7,,,,\n",
            "bank.csv": "﻿Image File;Account No;Amount\r\na.png;1;1.234,50\r\nb.png;2;\r\n".encode(),
        },
        "accounts": {
            "accounts.csv": b"account,holder,signatory,threshold,box,valid_from\n"
            b"1,Ann,Ann,.5,1 2 3 4,2026-01-01\n2,B,,,,\n",
            "mandates.csv": b"account,count,signatories,up_to,always_refer,instructions\n1,1,Ann,100,yes,call\n",
        },
        "outcomes": {
            "outcomes.csv": b"verification,outcome,source,account,cheque_number\n"
            b"1,genuine,told,,\n,forged,court,1,7\n"
        },
        "settings": {settings.FILE_NAME: b'theme = "dark"\nfour_eyes = true\nshortcuts = { accept = "Y" }\n'},
        "grammars": {grammar.FILE_NAME: DEMO_GRAMMAR.encode()},
        "templates": {
            templates.FILE_NAME: json.dumps(
                {"templates": [asdict(templates.Template("a", (1, 2, 30, 40), (200, 90), "12"))]}
            ).encode()
        },
        "profile": {"profile.json": json.dumps(asdict(profile)).encode()},
    }


def letters(image: bytes) -> Files:
    """Return image cash letters, in both encodings."""
    items = [Item("121000248", "123456/", 1250, image, image), Item("026009593", "77/0101", 99, image)]
    return {"letter.x937": letter(items), "letter.icl": letter(items, "ascii", key="key", signature=b"signed")}


def bundle(folder: Path) -> Files:
    """Return a whole bundle whose network is a few numbers."""
    folder.mkdir()
    comparison = Comparison(2, 1, 1, 2, 0, 0, 0.5)
    height, width, length = 8, 24, comparison.dimensions
    weights = np.linspace(-1, 1, height * width * length, dtype=np.float32).reshape(height * width, length)
    network = helper.make_model(
        helper.make_graph(
            [
                helper.make_node("Flatten", ["canvas"], ["flat"]),
                helper.make_node("MatMul", ["flat", "weights"], ["embedding"]),
            ],
            "tiny",
            [helper.make_tensor_value_info("canvas", TensorProto.FLOAT, ["n", height, width, 1])],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", length])],
            [helper.make_tensor("weights", TensorProto.FLOAT, weights.shape, weights.tobytes(), raw=True)],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
    )
    network.ir_version = 8
    (folder / ONNX).write_bytes(network.SerializeToString())
    (folder / KERAS).write_bytes(b"never opened by a clerk")
    canvas = bundles.golden_canvas(height, width).astype(np.float32) / 255
    np.save(folder / GOLDEN, canvas.reshape(-1) @ weights)
    np.savez(folder / SEEN, **{part: np.arange(3, dtype=np.uint64) for part in ("train", "validation", "test")})
    bundles.write_manifest(
        folder,
        name="tiny",
        canvas_version="1",
        canvas_size=(height, width),
        comparison=comparison,
        training={},
        metrics={},
        versions={},
    )
    return {name: (folder / name).read_bytes() for name in (MANIFEST, ONNX, GOLDEN, SEEN, KERAS)}


def hashed_again(files: Files) -> Files:
    """Return a bundle whose manifest names the files as they are: nothing but the content is wrong with it."""
    stored: dict[str, Any] = json.loads(files[MANIFEST])
    stored["files"] = {name: hashlib.sha256(files[name]).hexdigest() for name in (KERAS, ONNX, GOLDEN, SEEN)}
    stored["bundle"] = f"{stored['name']}-{stored['files'][ONNX][:12]}"
    return files | {MANIFEST: json.dumps(stored).encode()}


def sample(folder: Path) -> Files:
    """Return what a calibration keeps of the signatures that it was made on."""
    scored = Scored(np.linspace(0, 1, 6), np.arange(6) % 3, np.arange(6) // 2)
    compared = samples.Compared(np.arange(6)[:, np.newaxis], np.arange(6))
    samples.save(
        samples.Sample("b", "mean", "d", {1: scored}, {1: compared}, ("a",), ("n",)), folder / "sample.npz"
    )
    return {"sample.npz": (folder / "sample.npz").read_bytes()}


def records(folder: Path) -> Files:
    """Return a database with something in most tables, as a backup of it."""
    with Records.open(Settings(folder)) as opened:
        for number in range(3):
            opened.add_account(str(number), f"Ann Example {number}")
            reference = enrol(opened, str(number), bytes([number]) * 900)
            opened.save_embedding(reference.id, "bundle", np.ones(4, np.float32))
            opened.save_decision(save(opened, account=str(number)), Decision.ACCEPTED)
        path = opened.backup(folder / "copy.db")
    return {"records.db": path.read_bytes()}


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
