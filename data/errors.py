"""The three errors of Loadlens; each message is a sentence a user can act on.

A message says what is wrong, which value it is, what is allowed, and what to do next. The doors (page,
API, terminal) show the message as it is and never a traceback.
"""


class LoadlensError(Exception):
    """Anything a user can mend; catch this one at a door."""


class DataError(LoadlensError):
    """Readings or a file that cannot be used: malformed, too short, of unknown shape."""


class ParameterError(LoadlensError):
    """A choice that is not possible: a parameter, an option, a setting, an unknown name."""
