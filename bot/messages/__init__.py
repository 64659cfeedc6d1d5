"""Every word a person reads, and all Block Kit."""
