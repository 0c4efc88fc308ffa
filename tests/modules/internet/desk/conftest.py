"""The staff at the desk of the network: the same as at every other."""

from tests.web.desk.conftest import (  # noqa: F401
    accountant,
    accountant_user,
    admin,
    admin_user,
    clerk,
    clerk_user,
    one_step,
    technician,
    technician_user,
)
