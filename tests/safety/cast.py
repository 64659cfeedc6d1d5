"""Who takes part in the tour: colleagues who are in all of its channels, and people who are in none of them."""

from bot.sandbox import Channel, Person

KEN = "U0KEN"
INSIDE = ("U0ADA", "U0GRACE", "U0ALAN", "U0KATH", "U0MAE", KEN)
LINUS, GUEST, ABROAD, ADMIN = "U0LINUS", "U0GUEST", "U0ABROAD", "U0ROOT"
OUTSIDE = (LINUS, GUEST, ABROAD, ADMIN)
PUBLIC, PRIVATE, LOBBY, OTHER = "C0HELP", "C0SEC", "C0LOBBY", "C0OTHER"

PEOPLE = (
    Person("U0ADA", "ada", "Ada Lovelace"),
    Person("U0GRACE", "grace", "Grace Hopper"),
    Person("U0ALAN", "alan", "Alan Turing"),
    Person("U0KATH", "katherine", "Katherine Johnson", is_admin=True),
    Person("U0MAE", "mae", "Mae Jemison", is_admin=True, is_owner=True),
    Person(KEN, "ken", "Ken Thompson"),
    Person(LINUS, "linus", "Linus Novak"),
    Person(GUEST, "guest", "Dora Guest", is_restricted=True, is_ultra_restricted=True),
    Person(ADMIN, "root", "Frida Root", is_admin=True),
    Person(ABROAD, "abroad", "Emil Abroad", team="T0ABROAD"),
)
CHANNELS = (
    Channel(PUBLIC, "help", members=INSIDE),
    Channel(PRIVATE, "security-private", members=INSIDE, is_private=True),
    Channel(LOBBY, "lobby", members=(*INSIDE, *OUTSIDE)),
    Channel(OTHER, "other-private", members=INSIDE, is_private=True),
)
