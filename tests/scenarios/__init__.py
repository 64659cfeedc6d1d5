"""What people do with Knowhow, from Slack's side."""
