"""The errors of Loadlens; each message is a sentence a user can act on.

A message says what is wrong, which value it is, what is allowed, and what to do next. The doors (page,
API, terminal) show the message as it is and never a traceback.
"""

import secrets


class LoadlensError(Exception):
    """Anything a user can mend; catch this one at a door."""


class DataError(LoadlensError):
    """Readings or a file that cannot be used: malformed, too short, of unknown shape."""


class UnforeseenError(DataError):
    """A file on which a reader failed in a way that nobody foresaw.

    Parameters
    ----------
    file
        Its name.
    error
        What happened.

    Attributes
    ----------
    reference
        Six characters that its sentence names; whoever logs the error names them too.
    """

    def __init__(self, file: str, error: BaseException) -> None:
        self.reference = secrets.token_hex(3)
        super().__init__(
            f"{file} cannot be read: something in it was not foreseen ({type(error).__name__}, reference "
            f"{self.reference}). Save its readings as a CSV file of times and values, or report it with the reference."
        )


class ParameterError(LoadlensError):
    """A choice that is not possible: a parameter, an option, a setting, an unknown name."""
