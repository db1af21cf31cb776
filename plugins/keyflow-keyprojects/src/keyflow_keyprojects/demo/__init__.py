"""`keyflow demo`: the office's year 2011 on the notice's list, from adoption to production."""

# Here as the command offers them to choose from, and the words are loaded only when it is run.
LANGUAGES = ("zh", "en")
