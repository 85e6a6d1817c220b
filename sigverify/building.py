"""The one place that builds the services from the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from calibration import profile as profiles
from calibration.profile import Profile
from models import bundle as bundles
from models.bundle import Bundle
from models.embedder import Embedder
from sigverify import micr, scans, templates
from sigverify.errors import ProfileUnusable
from sigverify.files import private_folder
from sigverify.networks import load_embedder, open_bundle
from sigverify.once import once
from sigverify.settings import RECORDS_FILE, Settings
from sigverify.templates import Forms
from sigverify.verifier import Verifier

if TYPE_CHECKING:  # the database takes longer to load than a cheque to verify, and not every command needs it
    from sigverify.records import Records, StoredProfile


class Container:
    """Services of one data folder; each is built when it is first asked for."""

    def __init__(
        self,
        settings: Settings,
        *,
        runtime: str = "onnx",
        credentials: Callable[[], tuple[str, str]] | None = None,
        passphrase: Callable[[], str] | None = None,
    ) -> None:
        """Build nothing yet.

        Parameters
        ----------
        runtime
            `onnx`, or `keras` for the network as trained (needs TensorFlow).
        credentials
            Gives an operator's name and password, where the settings ask for signing in.
        passphrase
            Gives that of encrypted records, where neither keyring nor environment has their key.
        """
        self.settings = settings
        self._runtime = runtime
        self._credentials = credentials
        self._passphrase = passphrase

    @once
    def limits(self) -> scans.Limits:
        """What scans may be at most."""
        return scans.Limits(
            max_bytes=self.settings.max_megabytes * 2**20, max_pixels=self.settings.max_megapixels * 1_000_000
        )

    @once
    def bundle(self) -> Bundle:
        """The model bundle of the settings, its hashes verified."""
        return open_bundle(Path(self.settings.bundle) if self.settings.bundle else bundles.DEFAULT)

    @once
    def embedder(self) -> Embedder:
        """The bundle's network, loaded."""
        return load_embedder(self.bundle, self._runtime)

    @once
    def profile(self) -> Profile | None:
        """The active calibration profile; None when there is none at all.

        The records say which one it is: whoever activates one needs the permission, and with four eyes another
        operator's approval. Where none was ever activated, the settings name one, or the shipped one serves.
        """
        active, path = self._active_profile(), self.profile_path
        try:
            if active is not None:
                return profiles.parse(active.document)
            return None if path is None else profiles.load(path)
        except profiles.ProfileError as error:
            raise ProfileUnusable(str(error), "Run the calibration again", path=error.path) from error

    @property
    def profile_path(self) -> Path | None:
        """Where the profile lies that serves as long as none was activated in the records."""
        if self.settings.profile:
            return self.profiles_folder / f"{self.settings.profile}.json"
        return profiles.DEFAULT if profiles.DEFAULT.exists() else None

    @property
    def profiles_folder(self) -> Path:
        """Where this data folder keeps its own profiles."""
        return self.settings.data_folder / "profiles"

    def look_for_profile(self) -> None:
        """Let the next recommendation be made with the profile that is active by then."""
        for built in ("profile", "verifier"):
            self.__dict__.pop(built, None)

    @once
    def verifier(self) -> Verifier:
        """The verifier, model and profile loaded."""
        return Verifier(self.embedder, self.profile, self.forms)

    @once
    def grammars(self) -> tuple[micr.Grammar, ...]:
        """The grammars of magnetic lines: the data folder's own, then the shipped ones."""
        return micr.load(self.settings.data_folder)

    @once
    def forms(self) -> Forms:
        """What the data folder knows of the bank's own forms."""
        return Forms(self.grammars, templates.load(self.settings.data_folder))

    @once
    def records(self) -> Records:
        """The database, opened, and made where there is none."""
        from sigverify.records import Records

        private_folder(self.settings.data_folder)
        opened = Records.open(self.settings, ask=self._passphrase)
        if opened.operator is None and self._credentials is not None:
            try:
                return opened.sign_in(*self._credentials())
            except BaseException:
                opened.close()
                raise
        return opened

    def sign_in(self, name: str, password: str) -> None:
        """Let an operator act in the records from now on.

        Raises
        ------
        NotPermitted
            When name and password do not match, or the operator is retired or locked out.
        """
        self.records = self.records.sign_in(name, password)

    def take_settings(self, settings: Settings) -> None:
        """Ask of the operators what other settings of the same data folder do, from now on."""
        self.settings = settings
        if "records" in self.__dict__:
            self.records = self.records.governed_by(settings)

    def _active_profile(self) -> StoredProfile | None:
        """Return the profile that was activated; who looks at it need not have signed in."""
        if "records" in self.__dict__:
            return self.records.active_profile()
        if not self.settings.database_url and not (self.settings.data_folder / RECORDS_FILE).exists():
            return None
        from sigverify.records import Records

        with Records.open(self.settings) as records:
            return records.active_profile()
