"""Times told in words -> intervals in UTC.

In: one report's text and what is known of its publication. Out: every time told, in text order, each with its exact
span and, where it can be known, a ``TimeSpan``. A year is never guessed from the clock: with no year in the text and no
publication date the value is None and ``problem`` says why. Which time is the incident's is for ``extract`` to judge.
"""

from rashomon.when.find import TimeAnchor, TimeMention, find_times
from rashomon.when.show import describe, local_text

__all__ = ["TimeAnchor", "TimeMention", "describe", "find_times", "local_text"]
