"""Commands of the shell that work on the data, each a module; bot/cli.py names them."""
