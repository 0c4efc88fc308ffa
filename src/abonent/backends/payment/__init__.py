"""Payment gateways: each module has `gateway() -> billing.ports.Gateway`."""
