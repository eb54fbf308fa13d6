"""What people are fond of and have gone off, what they do for pleasure, and what they are called; in their own ways."""

import pytest
from test_extract import told


def tastes(*turns: str) -> list[str]:
    """All but what happened, and what is noted besides."""
    return [one for one in told(*turns) if not {"did", "does", "finds", "says"} & set(one.split()[:2])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I couldn't stand beetroot until I had it in Kraków.", ["user likes beetroot"]),
        ("Didn't like whisky at all but it's grown on me.", ["user likes whisky"]),
        ("I used to hate running, now I'm hooked.", ["user likes running"]),
        ("I wasn't really into opera but I've come round.", ["user likes opera"]),
        ("I never liked her until she apologised.", []),
        ("I hated school but now I love teaching.", ["user likes teaching"]),
        ("I used to detest prunes.", ["user dislikes prunes to 2024-06-12"]),
        ("I loved oysters until I got ill from one.", ["user likes oysters to 2024-06-12"]),
        ("I'm finally warming to electronic music.", ["user likes electronic music"]),
        ("I'm coming round to see you later.", []),
        ("Jigsaws have lost their appeal.", ["ends user likes Jigsaws"]),
        ("The novelty of scooters has worn off.", ["ends user likes scooters"]),
        ("I'm not as into manga as I used to be.", ["ends user likes manga"]),
    ],
)
def test_of_a_taste_that_turned_only_what_is_now_holds(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm heavily into synths.", ["user likes synths"]),
        ("I'm dead keen on netball.", ["user likes netball"]),
        ("I'm addicted to cryptic crosswords.", ["user likes cryptic crosswords"]),
        ("I'm addicted to nicotine.", []),
        ("I'm more of a cat person.", ["user likes cats"]),
        ("Gimme a mango over an apple any day.", ["user prefers mango"]),
        ("Trains over planes, every time.", ["user prefers Trains"]),
        ("Over to you, always", []),
        ("There's nothing better than a hot bath.", ["user likes hot bath"]),
        ("I've got a real soft spot for steam trains.", ["user likes steam trains"]),
        ("I always make time for a museum.", ["user likes museum"]),
        ("I always have time for you.", []),
        ("I get such a thrill out of auctions.", ["user likes auctions"]),
        ("Severance blew me away.", ["user likes Severance"]),
        ("The view blew me away.", []),
        ("Fleabag is the best comedy ever made.", ["user likes Fleabag"]),
        ("My mum is the best cook in the world.", []),
        ("I'm a massive coffee drinker.", ["user likes coffee"]),
        ("I still rate Oasis.", ["user likes Oasis"]),
        ("I rate my pain a seven.", []),
        ("My go-to breakfast is porridge.", ["user likes porridge"]),
        ("I love a spot of gardening.", ["user likes gardening"]),
        ("I finally tried bao and I'm obsessed.", ["user likes bao"]),
        ("The highlight of my week is band practice.", ["user likes band practice"]),
        ("Half of my salary goes on vinyl.", ["user likes vinyl"]),
        ("Half of my salary goes on rent.", []),
        ("Falconry's my main thing these days.", ["user likes Falconry"]),
        ("Honestly, who doesn't love cake", ["user likes cake"]),
        ("Tofu slaps.", ["user likes Tofu"]),
        ("Cake is my downfall.", ["user likes Cake"]),
        ("I'd much rather bake than cook.", ["user prefers baking"]),
        ("I loved the soup yesterday.", []),
        ("I have a love-hate relationship with running.", ["user has a love-hate relationship with running"]),
    ],
)
def test_fondness_needs_no_word_for_it(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Never been one for karaoke.", ["user dislikes karaoke"]),
        ("I can't be doing with podcasts.", ["user dislikes podcasts"]),
        ("I can't be doing with people who shout.", []),
        ("Celery tastes like soap to me.", ["user dislikes Celery"]),
        ("Celery tastes like soap to me, keep it off my plate.", ["user dislikes Celery"]),
        ("Mayonnaise is banned from our kitchen.", ["user dislikes Mayonnaise"]),
        ("I have zero interest in golf.", ["user dislikes golf"]),
        ("I couldn't care less about fashion.", ["user dislikes fashion"]),
        ("I couldn't care less about what he says.", []),
        ("I run a mile from karaoke.", ["user dislikes karaoke"]),
        ("Liver turns my stomach.", ["user dislikes Liver"]),
        ("I won't touch sprouts.", ["user dislikes sprouts"]),
        ("I can't face work today.", []),
        ("I can't touch my toes.", []),
        ("I find chess a bit dull.", ["user dislikes chess"]),
        ("Cricket bores me rigid.", ["user dislikes Cricket"]),
        ("Ballet leaves me cold.", ["user dislikes Ballet"]),
        ("ballet leaves me cold, my partner adores it", ["user dislikes Ballet"]),
        ("Reality shows are a nightmare for me.", ["user dislikes Reality shows"]),
        ("I've had it with dating apps.", ["user dislikes dating apps"]),
        ("I've had it with you.", []),
        ("There's nothing I enjoy less than ironing.", ["user dislikes ironing"]),
        ("My heart sinks when someone suggests charades.", ["user dislikes charades"]),
        ("Hard pass on anchovies.", ["user dislikes anchovies"]),
        ("So done with winter.", ["user dislikes winter"]),
        ("So done with work today.", []),
        ("I hate to say it, but no.", []),
    ],
)
def test_dislike_needs_no_word_for_it(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I could talk opera for hours.", ["user likes opera"]),
        ("I could talk about this for hours.", []),
        ("I'm weirdly into bus timetables.", ["user likes bus timetables"]),
        ("No such thing as too much garlic.", ["user likes garlic"]),
        ("I eat, sleep and breathe cricket.", ["user likes cricket"]),
        ("Life's better with dogs.", ["user likes dogs"]),
        ("Life's better with you.", []),
        ("Happiness is a choice.", ["Happiness is a choice"]),
        ("I run on oat milk.", ["user likes oat milk"]),
        ("I run on Tuesdays.", ["user hobby running"]),
        ("My fridge is full of kimchi.", ["user likes kimchi"]),
        ("My fridge is full of leftovers.", []),
        ("I grew up on reggae.", ["user likes reggae"]),
        ("I grew up on a farm.", []),
        ("I can't walk past a bakery.", ["user likes bakery"]),
        ("Sundays mean roast potatoes.", ["user likes roast potatoes"]),
        ("I just don't get opera.", ["user dislikes opera"]),
        ("I just don't get paid enough.", []),
        ("I don't do mornings.", ["user dislikes mornings"]),
        ("I don't do nights.", []),
        ("Golf is so overrated.", ["user dislikes Golf"]),
        ("Work is boring.", []),
        ("I never really got into anime.", ["user dislikes anime"]),
        ("I'm not overly fond of gin.", ["user dislikes gin"]),
        ("Nothing annoys me more than queues.", ["user dislikes queues"]),
        ("Flying gives me anxiety.", ["user dislikes Flying"]),
        ("I'd rather watch paint dry than play golf.", ["user dislikes golf"]),
        ("I'd rather die than lose her.", []),
        ("The thought of mushrooms makes me gag.", ["user dislikes mushrooms"]),
    ],
)
def test_there_are_more_ways_to_tell_a_taste(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mira can never say no to baklava.", ["Mira likes baklava"]),
        ("My brother swears by cold showers.", ["user/brother likes cold showers"]),
        ("Nothing makes Mira happier than opera.", ["Mira likes opera"]),
        ("You can always win Mira over with figs.", ["Mira likes figs"]),
        ("darts is my brother's thing", ["user/brother likes darts"]),
        ("Crowds drive my brother mad.", ["user/brother dislikes Crowds"]),
        ("Mira finds golf boring.", ["Mira dislikes golf"]),
        ("Opera isn't Mira's cup of tea.", ["Mira dislikes Opera"]),
        ("London is all about money.", []),
        ("My brother annoys me.", []),
        ("Nothing bores my wife.", []),
        ("He can't live without her.", []),
    ],
)
def test_others_have_tastes_too(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I got into Cambridge!", []),
        ("I got into a row with my landlord.", []),
        ("I got into the Beatles last year.", ["user likes Beatles from 2023-01-01"]),
        ("I got into kayaking.", ["user hobby kayaking"]),
        ("My sister got me into bouldering.", ["user hobby bouldering"]),
        ("My sister got me into trouble.", []),
        ("I've taken up judo to get fit.", ["user hobby judo"]),
        ("I took up too much of your time.", []),
        ("I'm a keen birdwatcher.", ["user hobby birdwatching"]),
        ("I'm an avid photographer.", ["user hobby photography"]),
        ("I'm a keen learner.", ["user is a keen learner"]),
        ("I've got back into sketching.", ["user hobby sketching"]),
        ("I've got back into bed.", []),
        ("I collect postcards.", ["user hobby collecting postcards"]),
        ("I collect my kids at three.", []),
        ("I crochet.", ["user hobby crocheting"]),
        ("I draw the line there.", []),
        ("In my spare time I mostly carve spoons.", ["user hobby carving spoons"]),
        ("I go wild swimming every Sunday.", ["user hobby wild swimming"]),
        ("I check my emails every morning.", []),
        ("I pick up the kids every day.", []),
        ("I run a bakery every day.", []),
        ("We do the dishes every evening.", []),
        ("I do all my ironing on Sundays.", []),
        ("I'm a lapsed violinist.", []),
        ("I'm trying to get better at darts.", ["user hobby darts"]),
        ("I'm trying to get better at saving.", []),
        ("We're keen hikers.", ["user hobby hiking"]),
        ("After work I'm exhausted.", []),
        ("I spend hours on paperwork.", []),
        ("My hobby used to be sewing.", ["user hobby sewing to 2024-06-12"]),
        ("Chess and darts every Thursday with the lads", []),
        ("When I'm not working I'm usually climbing.", ["user hobby climbing"]),
        ("My hobbies include pottery and baking bread.", ["user hobby pottery", "user hobby baking bread"]),
    ],
)
def test_a_pastime_is_told_from_a_chore(text, expected):
    assert [one for one in tastes(text) if "feels" not in one] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "My favourite game used to be chess but these days it's Go.",
            ["user favorite_game chess to 2024-06-12", "user favorite_game Go"],
        ),
        ("My favourite place is the park, it's so quiet now.", ["user favorite_place park"]),
        ("My favourite book has to be Middlemarch.", ["user favorite_book Middlemarch"]),
        ("My favourite guest is whoever brings wine.", []),
        ("fave drink: lemonade", ["user favorite_drink lemonade"]),
        ("My number one song is Hallelujah.", ["user favorite_song Hallelujah"]),
    ],
)
def test_a_favourite_may_change(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("A: What's your favourite song?", "Oof, hard to say. Probably Jolene."), ["user favorite_song Jolene"]),
        (
            ("A: What's your favourite drink?", "used to be beer, now definitely cider"),
            ["user favorite_drink cider", "beer: user anything cider"],
        ),
        (("A: Are you a fan of circuses?", "Hell no"), ["user dislikes circuses"]),
        (("A: Any hobbies?", "pottery, and a bit of judo when I can"), ["user hobby Pottery", "user hobby judo"]),
        (("A: What are your plans for summer?", "Hiking with my niece"), ["user plans to hike with their niece"]),
        (("A: What are your plans for summer?", "Nothing much"), []),
        (("A: Do you still like Oasis?", "Nah, grew out of them years ago"), ["ends user likes Oasis"]),
        (
            ("A: Which languages do you know?", "Czech natively, then some Thai"),
            ["user speaks Czech", "user speaks Thai"],
        ),
        (("A: Which languages do you know?", "Czech, I wish I knew Thai"), ["user speaks Czech"]),
        (("A: What languages do you speak?", "Danish and a bit of Thai"), ["user speaks Danish", "user speaks Thai"]),
    ],
)
def test_an_answer_is_no_more_than_what_was_asked(turns, expected):
    assert tastes(*turns) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't call me Susan, it's Sue.", ["user wants_to_be_called Sue"]),
        ("Please don't call me Robert.", []),
        ("Stop calling me Stephanie! It's Steph.", ["user wants_to_be_called Steph"]),
        ("Call me cynical, I don't buy it.", []),
        ("Call me old-fashioned but I write letters.", []),
        ("My name's Leopold but please, it's Leo.", ["user name Leopold", "user wants_to_be_called Leo"]),
        ("I'm Benedetta (Bene for short).", ["user wants_to_be_called Bene", "user name Benedetta"]),
        ("Everyone's been calling me Doc since spring.", ["user nickname Doc"]),
        ("People keep calling me Karen, which isn't my name.", []),
        ("this is Noor, using my dad's account", ["user name Noor"]),
        ("You can shorten it to Theo.", ["user wants_to_be_called Theo"]),
        ("My name is spelled Kaitlyn.", ["user name Kaitlyn"]),
        ("I'm Hungry", []),
        ("Call me Ines.", ["user wants_to_be_called Ines"]),
        ("It's Oksana here again.", ["user name Oksana"]),
        ("I was named Rose after my aunt.", ["user name Rose"]),
        ("I've changed my name to Robin.", ["user name Robin"]),
        ("My name's Benedikt, Ben is fine.", ["user wants_to_be_called Ben", "user name Benedikt"]),
        ("I'm Margaret on paper, Maggie to everyone.", ["user name Margaret", "user wants_to_be_called Maggie"]),
        ("My aunt is teaching me Maltese.", ["user studies Maltese"]),
        ("My wife is obsessed with Top Gear, I can take it or leave it.", ["user/partner likes Top Gear"]),
        ("My mother tongue is Welsh.", ["user speaks Welsh"]),
        ("I understand Hindi but answer in English.", []),
    ],
)
def test_a_name_is_one_that_is_wanted(text, expected):
    assert tastes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm allergic to latex and, oddly, celery.", ["user allergic_to latex", "user allergic_to celery"]),
        ("Walnuts make my lips tingle.", ["user allergic_to Walnuts"]),
        ("Laughing makes my face swell.", []),
        ("Plasters bring me out in hives.", ["user allergic_to Plasters"]),
        ("I can't do gluten.", ["user avoids gluten"]),
        ("I can't do coffee today.", []),
        ("Cheese doesn't agree with me.", ["user avoids Cheese"]),
        ("We don't do pork at home.", ["user avoids pork"]),
        ("My niece has to carry an EpiPen for nuts.", ["user/niece allergic_to nuts"]),
        ("I don't drink.", ["user avoids alcohol"]),
        ("I don't drink coffee.", ["user avoids coffee"]),
        ("I've been sober since 2020.", ["user avoids alcohol from 2020-01-01"]),
        ("I have to avoid grapefruit because of my pills.", ["user avoids grapefruit"]),
        ("I prefer plant-based food.", ["user prefers plant-based food"]),
        ("I'm training to be a nurse.", []),
        ("I've always wanted to see Petra.", ["user wants to see Petra"]),
        ("Petra is on my bucket list.", ["user wants to do Petra"]),
        ("I'm looking to buy a boat.", ["user wants to buy a boat ?"]),
        ("We were planning to go to Spain but it fell through.", []),
        ("We're not moving to Malta.", []),
        ("I've put my name down for an allotment.", []),
        ("I keep meaning to learn the harp.", ["user wants to learn the harp"]),
        ("No shellfish for me.", ["user avoids shellfish"]),
        ("No coffee for me today.", []),
        ("Thinking we might redo the loft.", ["user plans to redo the loft ?"]),
        ("The plan is to learn Welsh.", ["user plans to learn Welsh"]),
        ("I intend to stop vaping this year.", ["user plans to stop vaping"]),
        ("Saving up to buy a kayak.", ["user wants to buy a kayak"]),
        ("My resolution is to stop smoking.", ["user plans to stop smoking"]),
        ("Just booked a week in Malta.", ["user plans a trip to Malta"]),
        ("We've got a trip booked to Malta.", ["user plans a trip to Malta"]),
        ("I fancy visiting Malta.", ["user wants to visit Malta ?"]),
        ("Flying out to Malta on Friday", ["user plans to fly out to Malta from 2024-06-14"]),
        ("We're off to Malta in July.", ["user plans to go to Malta from 2024-07-01"]),
    ],
)
def test_what_is_left_out_and_what_is_to_come(text, expected):
    assert tastes(text) == expected
