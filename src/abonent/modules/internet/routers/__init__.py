"""Speaks to routers: RADIUS the other way round (RFC 5176), where we ask and the router answers."""
