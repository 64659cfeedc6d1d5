"""The words that say nothing about what a text is about: English function words and the phrases of asking."""

SMALL_WORDS = frozenset(
    """
    a about after all also am an and any anybody anyone anything are as at be because been before being but by
    can cannot cant could couldnt did didnt do does doesnt doing done dont each either else even ever every for from
    get gets getting got had hadnt has hasnt have havent having he hello help her here hers hi him his how i id if im
    in into is isnt it its itself ive just kind know let lets like look looking lot make many may maybe me might mine
    more most much must my myself need no nor not now of off often on only or other others our ours out over own
    please quite rather really same shall she should shouldnt so some somebody someone something still such sure tell
    than thank thanks that thats the their theirs them then there theres these they theyre thing things this those
    through to too try trying until up upon us very want wants was wasnt way we well went were werent what whats when
    where wheres whether which while who whom whose why will with within without wont would wouldnt yes yet you your
    youre yours
    """.split()  # noqa: SIM905 - a list to read
)
