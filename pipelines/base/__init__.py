"""What every command stands on: settings, failures and exit codes, the version of the program, what stands."""
