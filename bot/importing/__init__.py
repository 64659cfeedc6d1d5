"""Reading what was said before Knowhow came: files in, values out."""
