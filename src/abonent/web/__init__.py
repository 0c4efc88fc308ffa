"""The doors: pages in a browser. Everything a person sees, and nothing that decides."""
