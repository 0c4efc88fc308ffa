"""What lines carried, as customers and the desk are shown it: charts, tables, files, billing periods."""
