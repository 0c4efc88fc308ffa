"""What the measuring programs share: processor time of servers, visitors, and the servers themselves."""
