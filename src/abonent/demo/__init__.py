"""What a demonstration needs and a real operator never has: invented customers, a stand-in bank, a mail sink.

Absent in production: named in the settings and URLs only when a demo runs.
"""
