"""What goes wrong around Knowhow, on purpose: real processes, a sandbox that misbehaves, a checker of what came out."""
