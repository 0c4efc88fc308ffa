"""Pictures made of numbers: QR codes (and later charts) as SVG.

Knows nothing of customers or money: it is handed numbers and text, and hands back markup.
"""
