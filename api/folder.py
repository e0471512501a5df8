"""The data folder: everything of this installation that outlives the process.

Private to the user that runs the server (0700): it holds the case files and the installation's secrets.
"""

import os
import secrets
from pathlib import Path

import msgspec


class UnusableFolder(Exception):
    """The message is one sentence for the operator."""


class DataFolder(msgspec.Struct, frozen=True):
    """Where things lie in a data folder."""

    path: Path

    @property
    def store(self) -> Path:
        """The store: all databases in one file."""
        return self.path / "qadam.sqlite"

    @property
    def read_model(self) -> Path:
        """The supervisors' lists; disposable, `python -m api rebuild` makes it again."""
        return self.path / "readmodel.sqlite"

    @property
    def operator_socket(self) -> Path:
        """Where a running server takes an operator's orders."""
        return self.path / "operator.sock"

    def secret(self, name: str, length: int = 32) -> bytes:
        """Read a secret of this installation, made at the first use and never changed.

        Losing it changes every derived id: it belongs in the backup with the store.

        Raises:
            UnusableFolder: when it can be neither read nor written.

        """
        file = self.path / f"{name}.secret"
        try:
            if not file.exists():
                # Written aside and renamed, so that a crash cannot leave half a secret that looks whole.
                draft = self.path / f".{name}.secret.{os.getpid()}"
                handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                try:
                    os.write(handle, secrets.token_bytes(length))
                    os.fsync(handle)
                finally:
                    os.close(handle)
                draft.rename(file)
            return file.read_bytes()
        except OSError as error:
            raise UnusableFolder(f"Cannot keep a secret in {self.path}: {error.strerror}.") from None


def open_folder(path: Path) -> DataFolder:
    """Create the folder if need be, and see that it can be written.

    Raises:
        UnusableFolder: with one sentence that says why it cannot be used.

    """
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / f".probe.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except NotADirectoryError:
        raise UnusableFolder(f"{path} is not a folder.") from None
    except FileExistsError:
        raise UnusableFolder(f"{path} is not a folder.") from None
    except OSError as error:
        raise UnusableFolder(f"Cannot write to the data folder {path}: {error.strerror}.") from None
    return DataFolder(path)
