"""Slack's documented limits, in code points or pieces."""

MESSAGE_TEXT = 4_000
"""Beyond it Slack splits one message into several posts."""
MESSAGE_BLOCKS = 50
MESSAGE_BLOCK_TEXT = 12_000
"""The text of all blocks of a message together; ``msg_blocks_too_long`` was seen from some 13,200."""
VIEW_BLOCKS = 100
VIEW_TITLE = 24
VIEW_BUTTON = 24
METADATA = 3_000
ID = 255

SECTION_TEXT = 3_000
FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTIONS = 25
LABEL = 2_000
HINT = 2_000

IMAGE_URL = 3_000
IMAGE_TEXT = 2_000
"""An image's alternative text, and its title."""

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACCESSIBILITY_LABEL = 75
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
OPTIONS = 100
CHOICES = 10
"""The options of checkboxes and of radio buttons."""
OVERFLOW_OPTIONS = 5
PLACEHOLDER = 150
INPUT_TEXT = 3_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
