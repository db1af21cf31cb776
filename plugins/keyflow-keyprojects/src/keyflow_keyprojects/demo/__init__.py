"""`keyflow demo`: the office's year 2011 on the notice's list, from adoption to production."""
