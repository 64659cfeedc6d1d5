"""What a newcomer does on the sandbox's page, in a real browser."""
