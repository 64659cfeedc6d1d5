"""What goes out: claim a notice, compose it late, send it at Slack's pace, settle it."""
