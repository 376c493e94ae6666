"""The planner's page: the verbs of the command line, for whoever never saw a scenario file.

server, guard, app     listens on the loopback address, lets in only its own page, routes
streets, levers, asked what may be chosen: a street, the sliders, two to four plans
jobs, job              the command line run in the background, and what is known of it
found, sayings, figures, townplay, workday    what has come out so far, in words and pictures
words                  every string of the page, in English and in Chinese
"""

from sim.web.server import Opened, WebError, open_page, serve

__all__ = ["Opened", "WebError", "open_page", "serve"]
