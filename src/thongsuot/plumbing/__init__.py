"""Django without domain: settings, commands, journal, bus, access, files, http, jobs, cli, postgres, ui, paper."""
