"""The data folder: everything of this installation that outlives the process.

Private to the user that runs the server (0700): it holds the case files, the accounts and the secrets.
"""

import fcntl
import os
from pathlib import Path

import msgspec

from sync.errors import FolderInUse


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
    def uploads(self) -> Path:
        """What has arrived of photographs on their way; disposable."""
        return self.path / "uploads"

    @property
    def operator_socket(self) -> Path:
        """Where a running server takes an operator's orders."""
        return self.path / "operator.sock"


def _ours(path: Path) -> bool:
    """Tell whether it is our user's and a data folder, or empty: root may name /tmp, which stays open."""
    if path.stat().st_uid != os.geteuid():
        return False
    folder = DataFolder(path)
    return folder.store.exists() or folder.read_model.exists() or not any(path.iterdir())


def open_folder(path: Path) -> DataFolder:
    """Create the folder if need be, close it to other users, and see that it can be written.

    Raises:
        UnusableFolder: with one sentence that says why it cannot be used.

    """
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _ours(path):
            path.chmod(0o700)
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


def claim(folder: DataFolder) -> DataFolder:
    """Take the folder for this process until it ends, however it ends; give it back as it came.

    The store's file has a lock of its own. Of servers that start at the same moment that one would tell some
    only when they have begun to serve.

    Raises:
        FolderInUse: another server has it.

    """
    # Never closed here: the kernel lets go of it when the process ends.
    held = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise FolderInUse(
            f"Another process is using {folder.path}: stop it first, or choose another folder."
        ) from None
    return folder
