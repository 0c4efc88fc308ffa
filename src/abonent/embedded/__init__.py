"""The PostgreSQL of demo and tests: one private server a folder, shared by whoever asks for it.

Never for production: there DATABASE_URL names the operator's own server.
"""
