"""The review page: the desk in a browser, on this computer alone."""
