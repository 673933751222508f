"""One page of HTML that needs nothing else: the shell that reports of commands and pages of a release share."""
