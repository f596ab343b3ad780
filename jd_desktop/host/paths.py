"""Where data, logs, cache and resources live; frozen, installed or in a checkout."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import text

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PACKAGE = Path(__file__).resolve().parent.parent


class FolderUnusable(JdError):
    """The data folder cannot be made or written."""

    exit_code = 6


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one person's data on this computer; nothing is made before `prepare`."""

    data: Path

    @property
    def schools(self) -> Path:
        """Return the folder of databases."""
        return self.data / "schools"

    @property
    def logs(self) -> Path:
        """Return the folder of logs and crash reports."""
        return self.data / "logs"

    @property
    def backups(self) -> Path:
        """Return the folder of backups; encrypted like the databases."""
        return self.data / "backups"

    @property
    def cache(self) -> Path:
        """Return the folder of what can be made again."""
        return self.data / "cache"

    @property
    def preferences(self) -> Path:
        """Return the file of this device's preferences."""
        return self.data / "preferences.toml"

    def database(self, school_key: str) -> Path:
        """Return a school's database file; raises ValueError where the key is no plain word."""
        if not _SAFE.fullmatch(school_key):
            raise ValueError(f"not a school key: {school_key!r}")
        return self.schools / f"{school_key}.db"

    def prepare(self) -> Paths:
        """Make the folders, for their owner alone; raises FolderUnusable."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.schools, self.logs, self.backups, self.cache):
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise _unusable(self.data, error) from error
        return self

    def identity(self) -> str:
        """Return this data folder's own id, made at first use: it keeps keyring entries apart."""
        file = self.data / "id"
        try:
            with suppress(FileExistsError):
                _first_write(file, secrets.token_hex(8).encode())
            return file.read_text("ascii").strip()
        except OSError as error:
            raise _unusable(self.data, error) from error


def data_folder(option: str | None, environ: Mapping[str, str]) -> Path:
    """Return the folder named by --data-dir, else by JD_DATA_DIR, else the system's for data."""
    named = option or environ.get("JD_DATA_DIR")
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("jd-desktop", appauthor=False, roaming=False)


def resources(package: Path = _PACKAGE) -> Path:
    """Return the folder of fonts, icons, translations …, in the bundle, the wheel or the checkout.

    Raises FileNotFoundError where the program is installed without them.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    places = [package / "_resources", package.parent / "resources"]
    for place in [Path(bundle) / "resources", *places] if bundle else places:
        if (place / "i18n").is_dir():
            return place
    raise FileNotFoundError(f"no resources beside {package}")


def write_private(path: Path, content: bytes) -> None:
    """Replace a file whole or not at all, for its owner alone; raises OSError."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_new(part, content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _first_write(path: Path, content: bytes) -> None:
    """Write a file that is whole from the moment it is seen; raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_new(part, content)
        if os.name == "nt":
            part.rename(path)  # refuses to replace on Windows
        else:
            path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unusable(folder: Path, error: OSError) -> FolderUnusable:
    return FolderUnusable(
        text("Datamappen {folder} kan ikke bruges.", folder=str(folder)),
        hint=text("Vælg en mappe, som du må skrive i, og som har plads."),
        detail=str(error),
    )
