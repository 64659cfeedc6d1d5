"""The doors through which Slack comes in: HTTP and Socket Mode, one path behind both."""
