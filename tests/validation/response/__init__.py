"""The response held against what was reported of real ones: the page validation-response."""
