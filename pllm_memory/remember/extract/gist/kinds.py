"""Sorts of things that are told by their words, wherever they stand: a diet, an illness, a colour, a place to work.

The rules of grammar know what something is by the verb that it follows. These lists know it by itself, so that
"plant-based, these days" needs no verb. They are general knowledge, and never complete.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterable
from functools import lru_cache

from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    EVENTS,
    GROUPS,
    LANGUAGES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    SPORTS,
    THINGS,
)

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
"""A word; "e-bike" is one, "I'm" is two."""


@lru_cache(maxsize=256)
def words(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(WORD.findall(text.lower()))


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(sorted((re.escape(word) for word in set(words)), key=lambda word: (-len(word), word)))


_DIETS = (
    *DIETS, "lacto-vegetarian", "ovo-vegetarian", "fruitarian", "carnivore", "low-carb", "low carb", "low-fat",
    "low-sodium", "low-sugar", "low-gi", "low-fodmap", "low fodmap", "fodmap", "high-protein", "raw food", "raw vegan",
    "mediterranean", "macrobiotic", "whole30", "atkins", "dash", "plant based", "gluten free", "dairy free",
    "lactose-free", "lactose free", "sugar-free", "sugar free", "nut-free", "egg-free", "soy-free", "grain-free",
    "meat-free", "alcohol-free", "oil-free", "wheat-free", "salt-free", "jain", "clean eating", "intermittent fasting",
    "climatarian", "reducetarian", "sattvic", "ital",
)  # fmt: skip
_NO_DIET = "car|phone|tv|smoke|debt|rent|stress|pain|child|kid|care|hands|worry|guilt|risk|tax|duty|cost|hassle|symptom|seizure|cancer|drug|mask"
"""What one may be free of, and eat as before."""
DIET = rf"(?:{one_of(_DIETS)}|(?!(?:{_NO_DIET})-)[a-z]{{3,10}}-free|[a-z]{{3,9}}tarian)"
"""How somebody eats."""

_ILLS = (
    *CONDITIONS, "type 1 diabetes", "type 2 diabetes", "gestational diabetes", "crohn's disease", "crohn's", "crohns",
    "ulcerative colitis", "colitis", "ibs", "irritable bowel syndrome", "ibd", "acid reflux", "gerd", "gastritis",
    "endometriosis", "pcos", "fibromyalgia", "lupus", "multiple sclerosis", "ms", "parkinson's", "parkinson's disease",
    "alzheimer's", "dementia", "osteoporosis", "osteoarthritis", "rheumatoid arthritis", "rheumatism", "gout",
    "psoriasis", "rosacea", "acne", "vitiligo", "dermatitis", "sciatica", "a slipped disc", "carpal tunnel",
    "carpal tunnel syndrome", "tendonitis", "tendinitis", "plantar fasciitis", "bursitis", "copd", "bronchitis",
    "sleep apnea", "sleep apnoea", "narcolepsy", "restless legs", "chronic fatigue", "chronic fatigue syndrome",
    "long covid", "chronic pain", "hypothyroidism", "hyperthyroidism", "hashimoto's", "graves' disease", "a heart murmur",
    "heart disease", "arrhythmia", "atrial fibrillation", "angina", "low blood pressure", "hypotension",
    "high cholesterol", "iron deficiency", "haemophilia", "hemophilia", "sickle cell", "thrombosis", "varicose veins",
    "vertigo", "meniere's", "glaucoma", "cataracts", "astigmatism", "myopia", "dry eyes", "sinusitis", "hiv",
    "hepatitis", "kidney stones", "kidney disease", "cystic fibrosis", "cerebral palsy", "muscular dystrophy",
    "spina bifida", "bipolar disorder", "bipolar", "ocd", "add", "tourette's", "dyspraxia", "dyscalculia", "aspergers",
    "asperger's", "bpd", "schizophrenia", "panic attacks", "panic disorder", "social anxiety", "agoraphobia",
    "claustrophobia", "anorexia", "bulimia", "pots", "raynaud's", "cancer", "leukemia", "leukaemia", "lymphoma",
    "a hernia", "hernia", "shingles", "lyme disease", "neuropathy", "neuralgia", "cluster headaches", "osteopenia",
    "celiac", "bad back", "a bad back", "urticaria", "allergic rhinitis", "epilepsy", "an underactive thyroid",
)  # fmt: skip
ILL = rf"(?:{one_of(word for word in _ILLS if word not in ('blind', 'deaf', 'depressed', 'add', 'ms', 'pots'))})"
"""What somebody suffers from, as far as its name says it."""

COLOR = (
    r"(?:(?:navy|dark|light|pale|deep|bright|royal|sky|baby|forest|olive|lime|mint|sea|emerald|burnt|hot|dusty|pastel"
    r"|neon|midnight|electric|powder|steel|sage|bottle|cherry|blood|rose|ice|moss|brick|electric|cobalt) )?(?:red|blue"
    r"|green|yellow|orange|purple|violet|pink|brown|black|white|gr[ae]y|teal|turquoise|cyan|magenta|maroon|burgundy"
    r"|crimson|scarlet|vermilion|coral|salmon|peach|apricot|gold|golden|silver|bronze|copper|beige|cream|ivory|khaki"
    r"|olive|mint|lime|emerald|jade|indigo|navy|lavender|lilac|mauve|plum|aubergine|fuchsia|rose|mustard|amber|ochre"
    r"|terracotta|rust|tan|taupe|charcoal|aquamarine|aqua|azure|cobalt|sapphire|ultramarine|chartreuse|sage)"
)
"""A colour."""

MEANS = (
    r"(?:(?:e-|motor|push)?bikes?|bicycle|car|bus|coach|train|tram|trolley|streetcar|metro|subway|underground|tube"
    r"|u-bahn|s-bahn|light rail|monorail|ferry|boat|kayak|scooter|e-scooter|moped|vespa|motorcycle|skateboard|taxi|cab"
    r"|carpool(?:ing)?|rideshare|on foot|foot|walking|cycling|driving|cable car|funicular|rollerblades|water taxi)"
)
"""What brings somebody to work."""

DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow)"
"""A day of the coming week."""
DATE = (
    r"(?:(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)|(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)(?: the)? \d{1,2}(?:st|nd|rd|th)?)(?!\d)"
)
"""A day of the year."""
TONGUE = rf"(?:{one_of((*LANGUAGES, 'irish', 'welsh', 'afrikaans', 'albanian', 'armenian', 'estonian', 'georgian', 'latvian', 'lithuanian', 'slovak', 'slovenian', 'slovene', 'malay', 'nepali', 'punjabi', 'sinhala', 'somali', 'telugu', 'tibetan', 'yiddish', 'yoruba', 'zulu', 'igbo', 'hausa', 'kurdish', 'mongolian', 'marathi', 'gujarati', 'malayalam', 'kannada', 'sign language', 'flemish', 'frisian', 'galician', 'luxembourgish', 'maltese', 'macedonian', 'bosnian', 'belarusian', 'quechua', 'maori', 'hawaiian', 'sicilian', 'breton', 'khmer', 'lao', 'burmese'))})"
"""A language."""

_WORKPLACES = (
    "office library hospital museum school university college company bank shop store restaurant café cafe bakery"
    " agency ministry council clinic firm factory studio centre center station hotel practice court courthouse"
    " institute academy garage salon theatre theater lab laboratory startup start-up foundation church farm department"
    " authority association board brigade union society service services trust gallery zoo aquarium airport port"
    " shipyard mill brewery winery distillery vineyard nursery kindergarten daycare archive archives embassy consulate"
    " newspaper magazine publisher station warehouse supermarket pharmacy surgery cooperative co-op bureau commission"
    " parliament prison police army navy observatory plant workshop charity registry treasury town hall cityhall"
    " hall depot yard forge boutique pub bar bistro cinema opera orchestra hospice shelter corporation"
).split()
WORKPLACE = one_of(_WORKPLACES)
"""The head of what one works at, where it has no name: "the housing association"."""
GYMS = one_of(
    "gym centre center club pool box studio baths dojo ring court courts barbell leisure-centre rec ymca ywca hall"
    " loft academy dome arena".split()
)
"""The head of where one trains, where it has no name: "the boxing club"."""
GYM_NAMES = re.compile(
    r"(?i)\b(?:gym|fit\w*|fitness|crossfit|strength|muscle|iron|barbell|athletics?|sports?|pilates|yoga|boxing"
    r"|bouldering|climbing|leisure|aqua\w*|workout|health club|ymca|ywca|lifting|body|active|training)\b"
)
"""Names that a place to train may have."""
CLUB = one_of((
    *GROUPS, "party", "troupe", "ensemble", "circle", "brigade", "council", "co-op", "cooperative", "board", "quartet",
    "congregation", "lodge", "squad", "federation", "chapter", "collective", "company", "corps", "rescue team", "scouts",
    "parents' association", "league", "forum", "movement", "institute", "volunteers",
))  # fmt: skip
"""The head of what one is a member of."""
SCHOOL = re.compile(
    r"(?i)\b(?:university|college|institute|school|academy|polytechnic|uni|eth|mit|ucl|lse|tech|state|sorbonne"
    r"|universit\w+|hochschule|conservator\w+|seminary|sciences po|mcgill|caltech|harvard|yale|stanford|princeton"
    r"|oxford|cambridge|berkeley|columbia|cornell|brown|duke|northwestern|imperial|chalmers|epfl|nyu|ucla)\b"
)
"""Names that a school has."""
SUBJECT = (
    r"(?:(?:applied|pure|modern|ancient|medieval|marine|molecular|computer|computational|political|social|data|art|music"
    r"|film|media|business|international|environmental|veterinary|civil|mechanical|electrical|chemical|software|industrial"
    r"|aerospace|biomedical|interior|graphic|fashion|product|comparative|english|american|french|german|gender|religious"
    r"|cognitive|sports?|food|urban|criminal|clinical|public|human|game|web|museum|library|theat(?:re|er)|material"
    r"|materials|classical|creative|early childhood|russian|spanish|asian|african|peace|sound) )*(?:accounting"
    r"|administration|agriculture|anthropology|archaeology|architecture|art|arts|astronomy|astrophysics|biochemistry"
    r"|biology|biophysics|biotechnology|botany|business|chemistry|classics|communications?|computing|criminology"
    r"|cybersecurity|dance|dentistry|design|drama|ecology|economics|education|engineering|ethics|film|finance|forestry"
    r"|genetics|geography|geology|geophysics|history|hospitality|humanities|informatics|journalism|justice|law"
    r"|linguistics|literature|logistics|management|marketing|mathematics|maths?|mechatronics|medicine|meteorology"
    r"|microbiology|music|musicology|neuroscience|nursing|nutrition|oceanography|optometry|paleontology|pedagogy|pharmacy"
    r"|pharmacology|philosophy|photography|physics|physiology|physiotherapy|planning|policy|psychology|relations|robotics"
    r"|science|sciences|sociology|statistics|studies|surveying|technology|teaching|theology|theatre|theater|tourism"
    r"|translation|writing|zoology|work)"
)
"""What one studies."""
SPECIES = one_of((
    *PETS, "guinea pig", "gerbil", "degu", "cockatoo", "lovebird", "parakeet", "finch", "pigeon", "dove", "hen", "chicken",
    "rooster", "duck", "goose", "goat", "sheep", "pig", "piglet", "llama", "alpaca", "foal", "mare", "gelding", "stallion",
    "lamb", "cow", "newt", "frog", "toad", "salamander", "terrapin", "python", "corn snake", "bearded dragon", "chameleon",
    "koi", "betta", "guppy", "spider", "scorpion", "stick insect", "hermit crab", "sugar glider", "skunk", "crab",
    "maine coon", "persian", "moggy", "hound", "spaniel", "cocker spaniel", "border collie", "german shepherd", "golden",
    "golden retriever", "great dane", "rescue dog", "sheepdog", "cavapoo", "cockapoo", "labradoodle", "shih tzu",
    "maltese", "havanese", "papillon", "vizsla", "boxer", "pitbull", "staffie", "jack russell", "westie", "yorkie",
    "bichon", "pomeranian", "pekingese", "lurcher", "st bernard", "newfoundland", "mongrel", "tomcat", "pet",
))  # fmt: skip
"""Animals that people live with."""
_THINGS = (
    *THINGS, "tandem", "canoe", "rowing boat", "sailboat", "yacht", "dinghy", "paddleboard", "surfboard", "rollerblades",
    "skateboard", "longboard", "unicycle", "tricycle", "tractor", "jeep", "land rover", "minivan", "suv", "pickup",
    "motorhome", "rv", "caravan", "trailer", "honda", "toyota", "volvo", "saab", "fiat", "bmw", "audi", "mercedes", "mini",
    "mini cooper", "ford", "kia", "hyundai", "mazda", "nissan", "subaru", "suzuki", "peugeot", "renault", "citroën",
    "citroen", "skoda", "seat", "opel", "volkswagen", "vw", "beetle", "golf", "polo", "tesla", "porsche", "jaguar", "lexus",
    "jeep", "harley", "vespa", "ducati", "yamaha", "kawasaki", "steinway", "gibson", "les paul", "fender", "stratocaster",
    "telecaster", "ibanez", "banjo", "harp", "accordion", "harmonica", "clarinet", "trombone", "oboe", "bass", "amp",
    "turntable", "record player", "synth", "metronome", "kindle", "e-reader", "nintendo switch", "nintendo", "gameboy",
    "ps4", "ps5", "gopro", "leica", "nikon", "canon", "polaroid", "microscope", "binoculars", "pair of binoculars",
    "pottery wheel", "loom", "spinning wheel", "sewing machine", "knitting machine", "3d printer", "lathe", "chainsaw",
    "lawnmower", "lawn mower", "espresso machine", "coffee machine", "coffee grinder", "air fryer", "bread maker",
    "pizza oven", "barbecue", "grill", "smoker", "stand mixer", "blender", "food processor", "dishwasher", "fridge",
    "freezer", "washing machine", "dryer", "vacuum", "robot vacuum", "roomba", "treadmill", "rowing machine",
    "exercise bike", "dumbbells", "kettlebell", "hammock", "trampoline", "hot tub", "sauna", "pool table", "chess set",
    "typewriter", "armchair", "rocking chair", "wardrobe", "bookcase", "bookshelf", "rug", "chandelier", "clock",
    "grandfather clock", "piano", "grand piano", "allotment", "treehouse", "shed", "projector", "soundbar", "speaker",
    "speakers", "monitor", "headset", "smartwatch", "fitbit", "garmin", "apple watch", "pixel", "galaxy", "thinkpad",
    "chromebook", "imac", "mac", "wheelchair", "pram", "stroller", "engagement ring", "wetsuit", "kite", "sled", "sledge",
    "glider", "metal detector", "weather station", "kiln", "easel", "anvil",
)  # fmt: skip
_TOO_COMMON = frozenset(
    "table bed desk switch watch shop work house flat apartment condo cottage phone smartphone laptop computer pc restaurant store studio seat mini golf polo pixel galaxy bass service clock"
    " garden printer oven tv television fridge freezer dishwasher collection painting drum drums painting shed rug vinyl".split()
)
GYM = re.compile(
    r"(?i)gym\b|\bfit(?:ness|lab|x|inn|box|zone|club|star|seven)\w*|\b\w*fit\b|\b(?:crossfit|health club|leisure cent(?:re|er)|sports? club|yoga|pilates|boulder\w*|climbing (?:cent(?:re|er)|wall|hall)|boxing|barbell|mcfit|fitx|basic-fit|david lloyd|virgin active)"
)
"""What says of a name that it is a place to work out."""
THING = one_of(word for word in _THINGS if word not in _TOO_COMMON)
"""What somebody may own, by its last word."""
EVENT = one_of((
    *EVENTS, "root canal", "scan", "mri", "ct scan", "x-ray", "ultrasound", "mammogram", "check", "rehearsal", "haircut",
    "launch", "workshop", "course", "seminar", "webinar", "webcast", "talk", "lecture", "lunch", "brunch", "breakfast",
    "coffee", "drinks", "date", "sleepover", "playdate", "barbecue", "bbq", "housewarming", "baptism", "christening",
    "funeral", "memorial", "anniversary", "prom", "ball", "gala", "fundraiser", "auction", "fair", "market", "parade",
    "premiere", "screening", "opening", "vernissage", "play", "opera", "ballet", "musical", "reading", "book club",
    "quiz", "pub quiz", "derby", "tryout", "training", "practice", "class", "tutorial", "exam", "midterm", "final",
    "quiz", "defence", "defense", "thesis defence", "review", "performance review", "appraisal", "assessment", "audit",
    "inspection", "survey", "hearing", "trial", "court date", "closing", "signing", "handover", "fitting", "massage",
    "facial", "manicure", "pedicure", "tattoo", "vaccination", "jab", "shot", "blood test", "blood draw", "biopsy",
    "colonoscopy", "filling", "cleaning", "therapy", "physio", "consultation", "follow-up", "webinar", "demo", "pitch",
    "board meeting", "stand-up", "one-on-one", "1:1", "offsite", "hike", "ride", "run", "half marathon", "triathlon", "swim",
    "tour", "ferry", "train", "cruise", "camping trip", "sale", "move-in", "open day", "open house", "parents' evening",
    "recital", "photoshoot", "shoot", "recording", "audition", "callback", "gig", "set", "show", "bowling", "karaoke",
    "game night", "movie night", "poker night", "theory test", "mot", "service", "repair",
))  # fmt: skip
"""What takes place on a day."""

_INSTRUMENTS = (
    "violin viola cello bass guitar piano harp harmonica banjo mandolin ukulele lute sitar accordion concertina bagpipes"
    " flute recorder clarinet oboe bassoon saxophone sax trumpet trombone tuba horn cornet bugle drums drum bongos cajon"
    " djembe xylophone marimba vibraphone synth synthesizer keyboard keyboards organ harpsichord theremin fiddle zither"
    " bouzouki balalaika kalimba piccolo euphonium timpani tambourine didgeridoo"
).split()
_PLAYED = (
    "tennis football soccer basketball baseball softball volleyball handball hockey floorball golf cricket rugby chess"
    " squash badminton padel pickleball poker snooker billiards darts bridge bowls lacrosse netball korfball checkers"
    " backgammon go mahjong scrabble croquet pétanque petanque polo futsal rounders curling ping-pong paintball"
).split()
PLAYED = rf"(?:{one_of((*SPORTS, *_INSTRUMENTS, *_PLAYED, 'table tennis', 'water polo', 'beach volleyball', 'ultimate frisbee', 'ice hockey', 'field hockey', 'french horn', 'double bass', 'electric guitar', 'bass guitar', 'ping pong', 'american football', 'five-a-side', 'video games', 'board games', 'dungeons and dragons', 'd&d', 'hurling', 'camogie', 'bagpipes'))})"
"""What somebody plays."""

_TRADE = re.compile(
    r"(?:er|or|ist|ian|eer|ant|man|woman|smith|wright|ress|officer|nurse|chef|vet|cook|clerk|pilot|coach|judge|guard"
    r"|guide|barista|paramedic|surgeon|agent|operator|analyst|intern|apprentice|trainee|hygienist|scientist|physio"
    r"|solicitor|archivist|model|monk|nun|priest|pastor|imam|rabbi|potter|sommelier|concierge|au pair|nanny|porter|maid)$"
)
_NO_TRADE = frozenset(
    "lifesaver rollercoaster coaster member owner lover winner player partner father mother sister brother order number matter never ever over under"
    " better other another former user however whether together later after helper loser adult person fan order letter"
    " corner winter summer weather dinner paper water river butter computer printer scooter number quarter chapter"
    " monster hamster center character neighbor newcomer beginner stranger bummer downer loner hoarder foreigner giant"
    " infant restaurant tenant elephant variant mirror error favor flavor color colour doctor's human woman man sucker"
    " morning supporter reader eater drinker sleeper talker walker runner believer vegetarian pescatarian pensioner"
    " commuter resident customer gamer climber hiker swimmer cyclist minimalist optimist pessimist realist lister"
    " christian italian bulgarian romanian hungarian twitter whisper shower power tower flower offer cover master sober"
    " ladder remember shelter address older younger elder newer door december november october september disorder border shoulder newsletter poster folder header tester-free super"
    " enter matter finger silver ginger cancer cider lager beer burger pepper cucumber soccer poker snooker supper oyster"
    " lobster horror dealbreaker deal-breaker thriller humour humor laughter leather plant croissant chowder powder timber laser easter".split()
)


@lru_cache(maxsize=16_384)
def is_job(title: str) -> bool:
    """Whether a title is one of a job, by its last word."""
    last = title.lower().split()[-1] if title else ""
    return last in PROFESSIONS or (
        bool(_TRADE.search(last)) and last not in _NO_TRADE and last not in RELATIONS and len(last) > 3
    )


# ── quick looks: whether a text can have a thing of a sort at all ────────────────────────────────────────


def _last_words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+(?:-[^\W_]+)*", name.lower())[-1] for name in names)


_DIET_WORDS, _ILL_WORDS = _last_words(_DIETS), _last_words(_ILLS) | {"crohn", "parkinson", "alzheimer", "disease", "s"}
_THING_WORDS, _EVENT_WORDS = _last_words(_THINGS), _last_words(EVENT.replace("\\", "").split("|"))
_SPECIES_WORDS = _last_words(SPECIES.replace("\\", "").split("|"))


def has_diet(words: frozenset[str]) -> bool:
    """Whether one of some words in lower case may be a diet."""
    return not _DIET_WORDS.isdisjoint(words) or any(word.endswith(("-free", "tarian")) for word in words)


def has_illness(words: frozenset[str]) -> bool:
    """Likewise, an illness."""
    return not _ILL_WORDS.isdisjoint(words)


def has_thing(words: frozenset[str]) -> bool:
    """Likewise, something to own."""
    return not _THING_WORDS.isdisjoint(words)


def has_event(words: frozenset[str]) -> bool:
    """Likewise, something that takes place."""
    return not _EVENT_WORDS.isdisjoint(words)


def has_animal(words: frozenset[str]) -> bool:
    """Likewise, an animal."""
    return not _SPECIES_WORDS.isdisjoint(words)


def has_job(words: frozenset[str]) -> bool:
    """Likewise, a job."""
    return any(map(is_job, words))
