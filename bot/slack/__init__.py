"""What we say to Slack: the gateway, the only door to its Web API."""
