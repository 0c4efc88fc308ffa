"""The commands of `abonent` that need the settings; each is a command of Django too."""
