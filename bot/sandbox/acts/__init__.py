"""What people do, as Slack's own client lets them."""
