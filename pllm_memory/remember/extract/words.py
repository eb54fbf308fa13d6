"""The words that the rules know, as data: people, animals, things, states, and what says nothing.

A word that is not here is not an error: the rules then say less, or only that something was done.
"""


def _pairs(table: str) -> dict[str, str]:
    """Reads "meaning: word, two words" lines into word → meaning."""
    lines = (line.split(":") for line in table.strip().splitlines())
    return {word.strip(): meaning.strip() for meaning, words in lines for word in words.split(",")}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RELATIONS = _pairs("""
partner: husband, wife, hubby, wifey, spouse, partner, girlfriend, boyfriend, fiancé, fiancée, fiance, fiancee
mother: mother, mom, mum, mam, mama, mommy, mummy
father: father, dad, papa, daddy
sister: sister, sis, half-sister, stepsister
brother: brother, bro, half-brother, stepbrother
daughter: daughter, stepdaughter
son: son, stepson
child: child, kid, children, kids, baby, toddler
grandmother: grandmother, grandma, granny, gran, nan, nana
grandfather: grandfather, grandpa, granddad, grandad, gramps
aunt: aunt, auntie, aunty
uncle: uncle
cousin: cousin
niece: niece
nephew: nephew
friend: friend, buddy, pal, bestie, mate
neighbour: neighbour, neighbor
landlord: landlord, landlady
roommate: roommate, flatmate, housemate, roomie, lodger
boss: boss, manager, supervisor
colleague: colleague, coworker, co-worker, workmate, teammate
teacher: teacher, professor, tutor, instructor, coach, mentor
doctor: doctor, gp, dentist, physician
therapist: therapist, counselor, counsellor, psychologist
parents: parents
grandparents: grandparents
mother-in-law: mother-in-law
father-in-law: father-in-law
sister-in-law: sister-in-law
brother-in-law: brother-in-law
grandson: grandson
granddaughter: granddaughter
godmother: godmother
godfather: godfather
stepmother: stepmother, stepmom
stepfather: stepfather, stepdad
siblings: siblings
ex: ex, ex-wife, ex-husband, ex-girlfriend, ex-boyfriend
""")
"""What people call each other, and the relation that it is."""

MANY = ("parents", "grandparents", "children", "kids", "siblings")
"""More than one person: a name never follows."""

FEMALE = _words(
    "mother mom mum mam mama mommy mummy sister sis half-sister stepsister daughter stepdaughter grandmother grandma"
    " granny gran nan nana aunt auntie aunty niece mother-in-law sister-in-law granddaughter godmother stepmother"
    " stepmom wife wifey girlfriend fiancée fiancee landlady ex-wife ex-girlfriend"
)
MALE = _words(
    "father-in-law brother-in-law grandson godfather stepfather stepdad father dad papa daddy brother bro"
    " half-brother stepbrother son stepson grandfather grandpa granddad grandad gramps uncle nephew"
    " husband hubby boyfriend fiancé fiance ex-husband ex-boyfriend"
)

PETS = _words(
    "dog puppy pup cat kitten kitty hamster rabbit bunny parrot turtle tortoise goldfish fish snake lizard gecko horse"
    " pony ferret bird canary budgie cockatiel guinea-pig chinchilla rat mouse beagle labrador lab poodle retriever"
    " shepherd bulldog dachshund terrier husky corgi whippet hound mastiff pointer setter weimaraner dalmatian"
    " malinois akita samoyed ragdoll bengal"
    " sphynx cockatoo macaw axolotl hedgehog iguana tarantula donkey schnauzer doberman rottweiler pinscher"
    " chihuahua pug spaniel collie greyhound mutt tabby siamese"
)
THINGS = _words(
    "car bike bicycle motorcycle motorbike scooter van truck boat house flat apartment condo cottage phone iphone"
    " smartphone laptop computer pc macbook tablet ipad camera guitar piano violin keyboard drum drums saxophone cello"
    " flute ukulele trumpet watch tv television console playstation xbox switch telescope sofa couch desk bed table"
    " tent kayak surfboard snowboard skateboard skis necklace ring bracelet e-bike headphones printer camper caravan"
    " garden greenhouse oven mixer vinyl collection painting drone tattoo restaurant shop store studio cabin farm"
    " tesla toyota honda ford bmw volvo mustang synthesizer"
)
"""What somebody who has, gets or sells it owns."""
CONSUMED = _words(
    "milk bread coffee tea lunch dinner breakfast food groceries ticket tickets flowers gift gifts present presents"
    " snacks drinks drink beer wine stuff things supplies ingredients meal pizza cake clothes round time"
)
"""What is bought and soon gone."""
GROUPS = _words(
    "club choir team band group class league society association community church orchestra gang guild crew union"
    " network committee program programme course"
)
EVENTS = _words(
    "appointment meeting interview exam test flight trip wedding party concert date presentation deadline race"
    " marathon"
    " tournament game match show recital conference workshop surgery operation checkup check-up class lesson audition"
    " performance gig exhibition festival vacation holiday reunion graduation ceremony birthday dinner lunch barbecue"
    " picnic session call hearing move shift retreat competition event visit viewing delivery"
)
"""What takes place at a time: who has one with a time, plans it."""
HEAD_NOISE = _words(
    "idea ideas question questions feeling feelings time times fun chance problem problems lot lots way ways reason"
    " reasons moment moments point plan plans hope hopes doubt day days week weekend night morning blast ball luck"
    " look one ones thing things something anything nothing everything clue choice more stuff bit experience"
    " opportunity news issue issues trouble faith fear regrets guts access memories words heart vision thought"
    " thoughts"
    " no any so such much many enough most all none some impact difference success progress go try talk chat break"
    " part role power ability energy strength passion love respect confidence control sense effect support help people"
    " moment while hand"
)
"""What one "has" without anything to know."""

DIETS = _pairs("""
vegan: vegan
plant-based: plant-based, plant based
vegetarian: vegetarian, veggie
pescatarian: pescatarian, pescetarian
gluten-free: gluten-free
dairy-free: dairy-free
keto: keto, ketogenic
paleo: paleo
halal: halal
kosher: kosher
flexitarian: flexitarian
""")
CONDITIONS = _pairs("""
diabetes: diabetes, diabetic
asthma: asthma, asthmatic
lactose intolerance: lactose intolerant, lactose-intolerant, lactose intolerance
gluten intolerance: gluten intolerant, gluten-intolerant, gluten intolerance
celiac disease: celiac, coeliac, celiac disease, coeliac disease
color blindness: color-blind, colorblind, colour-blind, colourblind, color blind, colour blind
dyslexia: dyslexia, dyslexic
ADHD: adhd
autism: autism, autistic
epilepsy: epilepsy, epileptic
migraines: migraines, migraine
insomnia: insomnia
anxiety: anxiety
depression: depression, depressed
arthritis: arthritis
high blood pressure: high blood pressure
hypertension: hypertension
hearing loss: hearing loss, deaf
blindness: blind
anemia: anemia, anaemia, anemic
hay fever: hay fever
tinnitus: tinnitus
scoliosis: scoliosis
eczema: eczema
ptsd: ptsd
bad knees: bad knees, bad knee
back pain: back pain
""")
STATUSES = _pairs("""
single: single
married: married
divorced: divorced
engaged: engaged
widowed: widowed, a widow, a widower
separated: separated
in a relationship: in a relationship, in a long-distance relationship
""")
RELIGIONS = _words(
    "christian muslim jewish hindu buddhist catholic protestant atheist agnostic mormon sikh orthodox quaker"
)
NATIONALITIES = _words(
    "american british english irish scottish welsh french german italian spanish portuguese dutch belgian swiss"
    " austrian"
    " swedish norwegian danish finnish polish czech russian ukrainian greek turkish chinese japanese korean indian"
    " pakistani vietnamese thai filipino indonesian australian canadian mexican brazilian argentinian chilean"
    " colombian peruvian cuban egyptian moroccan nigerian kenyan ghanaian ethiopian iranian iraqi israeli lebanese"
    " syrian saudi european african asian romanian hungarian bulgarian croatian serbian"
)
LANGUAGES = _words(
    "english french german italian spanish portuguese dutch swedish norwegian danish finnish polish czech russian"
    " ukrainian greek turkish chinese mandarin cantonese japanese korean hindi urdu bengali tamil vietnamese thai"
    " tagalog indonesian arabic hebrew farsi persian swahili amharic catalan basque gaelic romanian hungarian latin"
    " bulgarian croatian serbian icelandic esperanto punjabi gujarati marathi telugu kannada malayalam sinhala nepali"
    " somali yoruba igbo hausa zulu xhosa afrikaans albanian macedonian slovenian slovak estonian latvian lithuanian"
    " maltese welsh irish breton galician yiddish georgian armenian kurdish pashto malay burmese khmer mongolian maori"
    " tigrinya wolof twi"
)
PROFESSIONS = _words(
    "nurse chef cook pilot barista accountant architect journalist lawyer attorney paramedic surgeon vet veterinarian"
    " librarian plumber electrician mechanic carpenter farmer florist pharmacist clerk cashier waiter waitress actor"
    " actress model singer dancer musician artist photographer illustrator translator interpreter student intern"
    " freelancer consultant analyst scientist physicist chemist biologist developer programmer engineer designer"
    " teacher professor tutor manager director doctor dentist therapist psychologist counselor baker butcher tailor"
    " hairdresser barber firefighter policeman officer soldier politician secretary assistant recruiter salesperson"
    " realtor economist historian writer author editor producer gardener driver trainer coach researcher technician"
    " sous-chef goldsmith barrister solicitor welder roofer courier locksmith optician"
    " entrepreneur blogger painter sculptor composer dj judge midwife"
)
SPORTS = _words(
    "tennis football soccer basketball baseball volleyball hockey golf cricket rugby chess squash badminton poker"
    " guitar piano violin drums bass cello flute saxophone trumpet ukulele harp clarinet keyboard banjo trombone"
    " tabla sitar mandolin harmonica recorder oboe organ lute bagpipes bassoon viola bocce boules pétanque"
    " handball padel pickleball snooker pool darts bridge softball lacrosse accordion"
)
"""What is played, for years."""
HOBBIES = _words(
    "hiking swimming running jogging climbing bouldering cycling biking skiing snowboarding surfing dancing camping"
    " fishing sailing kayaking riding skating"
)
"""What one goes, again and again."""
BRANDS = _words(
    "netflix youtube google spotify amazon alexa siri chatgpt instagram tiktok facebook twitter reddit playstation xbox"
    " nintendo whatsapp disney ikea excel outlook photoshop steam roomba"
)
"""What somebody calls their husband in jest."""
LANGUAGE_STYLES = _words("german french english spanish italian portuguese dutch polish japanese chinese korean")

FEELINGS = _words(
    "happy sad excited nervous anxious worried scared afraid proud grateful thankful thrilled tired exhausted stressed"
    " lonely homesick overwhelmed depressed angry upset frustrated disappointed heartbroken hopeful optimistic"
    " relieved"
    " jealous bored confident ashamed guilty content calm devastated ecstatic hurt lost stuck blessed accepted"
    " motivated inspired determined swamped burned-out burnt-out pumped stoked terrified miserable"
)
SHORT_FEELINGS = _words(
    "happy excited glad sure sorry tired lost stuck proud thrilled confident content pumped stoked grateful"
    " thankful determined blessed inspired motivated excited hopeful accepted relieved"
)
"""Feelings that are only worth keeping with what they are about: "so happy!" is how one talks."""

EVALUATIVE = _words(
    "great good nice awesome amazing fine okay ok bad terrible awful cool perfect wonderful fantastic lovely beautiful"
    " fun funny crazy busy hard tough easy important interesting boring special incredible super weird strange right"
    " wrong true ready open done here there gone over back up down off out late early free available sure glad sorry"
    " welcome able different same better best worse worst new old big small long short hot cold full empty close going"
    " it so too very really just not all always still also pretty quite such everything something nothing what how why"
    " that this these those where which who when nuts insane exciting rewarding inspiring powerful unreal huge clear"
)
"""What says how something is, and nothing that lasts."""

NOT_NAMES = _words(
    "i i'm me monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december christmas easter thanksgiving halloween hey hi hello wow yeah yes no"
    " ok okay"
    " thanks thank sure well oh so and but the a an this that these those it its it's he she we they you my your"
    " our his"
    " her their what who where when why how if because then there here not just really congrats congratulations good"
    " great nice cool awesome amazing please sorry maybe actually definitely absolutely lol haha btw also anyway god"
    " bye glad love let let's looks sounds hope can't don't as at in on for from with to of by everyone everything"
    " someone something nothing anything nobody anyone one two three some any all both each every most many more much"
    " next last today tomorrow yesterday tonight now never always sometimes recently lately currently finally life"
    " work"
    " people family friends mom dad mum art music nature english french german spanish can do did does is was were are"
    " have has had will would could should might must go get got take make keep after before since while until though"
    " although unless once during yup yep nope totally exactly agreed alright ah aw aww ooh hmm um uh gosh man dude"
    " woah whoa thankfully luckily unfortunately hopefully sadly honestly apparently clearly obviously"
    " tmrw tmr guys bro sis correction update ps fyi still even only being having making such same self-care yoga"
)
"""What begins with a capital and is no name."""


DRUGS = _words(
    "nicotine cigarettes smoking vaping caffeine alcohol drugs painkillers opioids opiates pills gambling cocaine"
    " heroin oxy meth weed"
)
"""What one is addicted to without being fond of it."""
TEMPERS = _words(
    "crazy mad nuts lazy cynical biased picky fussy naive paranoid sentimental superstitious spoilt spoiled sceptical"
    " skeptical pessimistic optimistic greedy selfish silly stupid stubborn nosy nerdy sad mean strict controversial"
    " boring basic ancient old-fashioned weird strange odd romantic petty vain bitter jealous ignorant"
    " dramatic simple"
)
"""What one calls oneself in "call me crazy, but", and no name."""

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = (
    {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)}
    | {ten: 20 + 10 * place for place, ten in enumerate(_TENS)}
    | {f"{ten}{link}{one}": 20 + 10 * place + more for place, ten in enumerate(_TENS)
       for more, one in enumerate(_ONES, 1) for link in "- "}
)  # fmt: skip
"""Numbers in words, up to ninety-nine, as ages are told."""


def number(told: str) -> int:
    """A number in digits or in words; 0 where it is none."""
    return int(told) if told.isdigit() else NUMBERS.get(told, 0)


def is_relation(word: str) -> bool:
    """Whether a word says what somebody or a pet is to somebody."""
    return word in RELATIONS or word in PETS
