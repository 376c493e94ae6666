"""WHAT HARMS: hazards, each a plug-in of its own."""
