"""The one place that builds the services from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from calibration import profile as profiles
from calibration.profile import Profile
from models import bundle as bundles
from models.bundle import Bundle
from models.embedder import Embedder, KerasEmbedder, OnnxEmbedder
from sigverify import scans
from sigverify.errors import BundleUnusable, ProfileUnusable
from sigverify.files import private_folder
from sigverify.geometry import Box
from sigverify.records import Records, StoredReference
from sigverify.settings import Settings
from sigverify.verifier import Reference, ScanKind, Verification, Verifier

KEEP_BUNDLED = "Reinstall sigverify, or choose another bundle in the settings"


class App:
    """Services of one data folder; each is built when it is first asked for."""

    def __init__(self, settings: Settings, *, runtime: str = "onnx") -> None:
        """`runtime` is `onnx`, or `keras` for the network as trained (needs TensorFlow)."""
        self.settings = settings
        self._runtime = runtime

    @cached_property
    def limits(self) -> scans.Limits:
        """What scans may be at most."""
        return scans.Limits(
            max_bytes=self.settings.max_megabytes * 2**20, max_pixels=self.settings.max_megapixels * 1_000_000
        )

    @cached_property
    def bundle(self) -> Bundle:
        """The model bundle of the settings, its hashes verified."""
        return open_bundle(Path(self.settings.bundle) if self.settings.bundle else bundles.DEFAULT)

    @cached_property
    def embedder(self) -> Embedder:
        """The bundle's network, loaded."""
        return load_embedder(self.bundle, self._runtime)

    @cached_property
    def profile(self) -> Profile | None:
        """The active calibration profile; None when there is none at all."""
        path = self.profile_path
        if path is None:
            return None
        try:
            return profiles.load(path)
        except profiles.ProfileError as error:
            raise ProfileUnusable(str(error), "Run the calibration again", path=error.path) from error

    @property
    def profile_path(self) -> Path | None:
        """Where the active profile lies: chosen in the settings, or shipped beside the default bundle."""
        if self.settings.profile:
            return self.profiles_folder / f"{self.settings.profile}.json"
        return profiles.DEFAULT if profiles.DEFAULT.exists() else None

    @property
    def profiles_folder(self) -> Path:
        """Where this data folder keeps its own profiles."""
        return self.settings.data_folder / "profiles"

    @cached_property
    def verifier(self) -> Verifier:
        """The verifier, model and profile loaded."""
        return Verifier(self.embedder, self.profile)

    @cached_property
    def records(self) -> Records:
        """The database, opened, and made where there is none."""
        private_folder(self.settings.data_folder)
        return Records.open(self.settings)

    def read(self, path: Path, page: int = 1) -> scans.Scan:
        """Read a scan within the limits of the settings."""
        return scans.read(path, page, limits=self.limits)

    def enrol(
        self, account: str, path: Path, *, holder: str = "", page: int = 1, box: Box | None = None
    ) -> StoredReference:
        """Add a reference to an account, which is made when it is new.

        Raises
        ------
        ScanError
            When the file cannot be read or holds no signature; nothing is stored then.
        RecordsError
            When the account already has this reference.
        """
        data = scans.read_file(path, self.limits)
        scan = scans.read_bytes(data, name=str(path), page=page, limits=self.limits)
        reference = self.verifier.reference(scan, box)
        if self.records.account(account) is None:
            self.records.add_account(account, holder)
        stored = self.records.add_reference(
            account, image=data, file_name=path.name, sha256=scan.sha256, page=page, box=box
        )
        self.records.save_embedding(stored.id, self.verifier.model, reference.embedding)
        return stored

    def references(self, account: str) -> list[tuple[StoredReference, Reference]]:
        """Return the account's references, ready to be compared; their embeddings are kept between runs."""
        return [(stored, self._ready(stored)) for stored in self.records.references(account)]

    def _ready(self, stored: StoredReference) -> Reference:
        scan = scans.read_bytes(stored.image, name=stored.file_name, page=stored.page, limits=self.limits)
        kept = self.records.embedding(stored.id, self.verifier.model)
        reference = self.verifier.reference(scan, stored.box, embedding=kept)
        if kept is None:
            self.records.save_embedding(stored.id, self.verifier.model, reference.embedding)
        return reference

    def verify_account(
        self, questioned: scans.Scan, account: str, *, box: Box | None = None, kind: ScanKind = ScanKind.AUTO
    ) -> Verification:
        """Verify against an account's references and put the verification on record.

        Raises
        ------
        RecordsError
            When there is no such account.
        """
        known = self.references(account)
        verification = self.verifier.verify(questioned, [reference for _, reference in known], box=box, kind=kind)
        self.records.save_verification(
            verification,
            account=account,
            file_name=questioned.path.name if questioned.path else "clipboard",
            page=questioned.page,
            sha256=questioned.sha256,
            reference_ids=tuple(stored.id for stored, _ in known),
        )
        return verification

    def read_references(self, paths: Sequence[Path]) -> list[Reference]:
        """Read references from files."""
        return [self.verifier.reference(self.read(path)) for path in paths]


def open_bundle(folder: Path) -> Bundle:
    """Open a bundle.

    Raises
    ------
    BundleUnusable
        When it is missing or damaged.
    """
    try:
        return bundles.open_bundle(folder)
    except bundles.BundleError as error:
        raise BundleUnusable(str(error), KEEP_BUNDLED, path=error.path) from error


def load_embedder(bundle: Bundle, runtime: str = "onnx") -> Embedder:
    """Load a bundle's network into a runtime, `onnx` or `keras`.

    Raises
    ------
    BundleUnusable
        When it does not load or does not compute its golden vector.
    """
    try:
        return KerasEmbedder(bundle) if runtime == "keras" else OnnxEmbedder(bundle)
    except bundles.BundleError as error:
        raise BundleUnusable(str(error), KEEP_BUNDLED, path=error.path) from error
