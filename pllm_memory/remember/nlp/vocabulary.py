"""Words that a parse is read by: what says nothing, trades, what is eaten and ridden."""

import re

from pllm_memory.remember.extract.words import GROUPS

INNER = frozenset("of with about for in from to by on into at without between like and".split())
"""Prepositions that may be of what is liked: "oatmeal with honey"."""
OUTER = frozenset(
    "too also though now anymore longer again already still lately recently nowadays really very much so since because"
    " while just ever tbh lol haha these days honestly either forever always sometimes often usually today tonight"
    " either instead together then there here as".split()
)
SAYS_NOTHING = frozenset(
    "living it that this them these those everything anything nothing something one ones all you him her me us thing"
    " things stuff way lot lots people someone anyone everyone time times idea what which who whom day"
    " days kind sort bit"
    " job life work home place part much more most some any many few both each other others another same him himself"
    " myself yourself course fact point view person man woman guy guys girl boy kids house flat".split()
)
SPANS = frozenset(
    "second minute hour day week weekend month year decade century age morning evening night noon".split()
)
HAILS = frozenset("goodbye bye hello farewell quit news update fyi question answer reminder".split())
THIS = frozenset("this that these those what which no every another".split())
CONSUMED = frozenset(
    "alcohol wine beer liquor spirits booze meat beef pork chicken poultry lamb bacon fish seafood shellfish shrimp"
    " dairy milk cheese butter cream lactose egg gluten wheat bread pasta rice grain carb sugar candy chocolate sweet"
    " sweets dessert soda caffeine coffee tea nut peanut almond soy tofu mushroom onion garlic tomato"
    " salt fat oil cigarette"
    " tobacco nicotine weed cannabis drug snack corn potato fruit honey yoghurt yogurt gelatin spice chili".split()
)
VEHICLES = frozenset(
    "bus train tram metro subway underground tube ferry bike bicycle car scooter moped motorbike motorcycle boat taxi"
    " cab streetcar trolley trolleybus minibus shuttle carpool skateboard vespa".split()
)
GROUPS_JOINED = GROUPS - {"course", "class", "program", "programme", "network", "company"} | frozenset(
    "party union brigade ensemble quartet troupe council board parish congregation collective cooperative".split()
)
TRADE = re.compile(
    r"(?:[a-z]{2}(?:er|or|ist|ician|ant|man|woman|smith|wright|wife|ologist|ian|keeper|monger|maker)|chef|cook|nurse"
    r"|clerk|guide|lead|head|vet|aide|pilot|judge|au pair|nanny|host|steward|scribe|guard|apprentice|intern)$"
)
NO_TRADE = frozenset(
    "number member mother father sister brother daughter driver's winner owner lover beginner loser believer user"
    " stranger foreigner sinner summer winter person human woman man chairman neighbour neighbor partner bachelor"
    " vegetarian pensioner prisoner survivor christian mayor fighter outsider thinker sleeper eater drinker reader"
    " speaker player follower elder offer paper order matter center letter computer dinner water favor error monster"
    " mirror door floor color visitor volunteer resident homeowner dreamer giant elephant restaurant plant".split()
)
AILING = re.compile(r"(?:itis|osis|emia|algia|opathy|phobia|disease|syndrome|disorder|intolerance|cancer|fever)$")
TONGUES = frozenset(
    "welsh irish breton scots yiddish afrikaans zulu xhosa yoruba igbo hausa somali tigrinya malay javanese burmese"
    " khmer lao nepali sinhala punjabi gujarati marathi telugu kannada malayalam pashto kurdish dari uzbek kazakh"
    " mongolian tibetan georgian armenian azerbaijani albanian macedonian slovenian slovene slovak"
    " estonian latvian lithuanian"
    " maltese luxembourgish frisian faroese sardinian corsican galician quechua guarani maori hawaiian samoan navajo"
    " belarusian bosnian flemish farsi filipino".split()
)
"""Languages that are not among those of the rules."""
