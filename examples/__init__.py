"""Programs that use keyflow; the tests run each of them."""
