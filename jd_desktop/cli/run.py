"""Running one command: its program, its words, its exit code; no traceback reaches a person."""

from __future__ import annotations

import json
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from jd_desktop.domain.errors import JdError
from jd_desktop.domain.language import DANISH, Language, text
from jd_desktop.host.logs import redact, start_log, stop_log
from jd_desktop.host.paths import data_folder
from jd_desktop.main import Program, Start, SystemClock

CRASHED = 70
INTERRUPTED = 130
log = logging.getLogger(__name__)


def program_for(arguments: Namespace) -> Program:
    """Return the program over the data folder that the arguments name."""
    folder = data_folder(getattr(arguments, "data_dir", None), os.environ)
    return Program(Start(folder, os.environ, SystemClock()))


def run(command: Callable[[Any], int], arguments: Namespace) -> int:
    """Run a command; whatever fails is one sentence on stderr and an exit code."""
    language = DANISH
    try:
        language = _language(arguments)
        return command(arguments)
    except JdError as error:
        say_error(error.sentence(language))
        log.info("refused", extra={"detail": redact(error.detail)})
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the outermost place: said, and kept for support
        return _crashed(arguments, language, error)


def out(words: str) -> None:
    """Say a line."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def out_json(value: Any) -> None:
    """Say a value for a program."""
    out(json.dumps(value, ensure_ascii=False, default=str))


def say_error(sentence: str) -> None:
    """Say a sentence on stderr."""
    sys.stderr.write(sentence + "\n")


def _language(arguments: Namespace) -> Language:
    if not hasattr(arguments, "data_dir"):
        return DANISH
    return program_for(arguments).language


def _crashed(arguments: Namespace, language: Language, error: Exception) -> int:
    """Keep a redacted report where the data lies, and say where."""
    paths = program_for(arguments).paths
    try:
        handler = start_log(paths.prepare().logs)
        log.exception("crashed", exc_info=error)
        stop_log(handler)
    except (JdError, OSError):
        say_error(redact(f"{type(error).__name__}: {error}"))
    hint = text("Noget gik galt i programmet. En rapport ligger i {mappe}.", mappe=str(paths.logs))
    say_error(language.say(hint))
    return CRASHED
