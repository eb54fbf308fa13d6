"""How people say what they do and who they are, and how it is put plainly; rows as in `wordings`."""

# ruff: noqa: E501  patterns are read best in one piece

MANNERS = r"""
# ── work ──
teach | {s}(?:i |i also |i now )teach (?!myself|him|her|them|you|my|the kids|people|how)(?P<x>[a-z]+(?: (?:and|&) [a-z]+)?) at (?=(?-i:[A-Z])|the |a ) | I am a teacher at
teach | {s}(?:i |i also |i now )teach (?!myself|him|her|them|you|my|how|about)(?P<x>maths?|english|biology|chemistry|physics|history|geography|german|french|spanish|music|art|pe|kindergarten|(?:primary|elementary|middle|high|secondary) school|(?:first|second|third|fourth|fifth) grade|piano|guitar|violin|yoga|dance|drama|latin|economics|computer science){end} | I work as a {x} teacher
drive | {s}(?:i |i now )drive (?:a |an )?(?P<x>truck|trucks|lorry|lorries|bus|buses|van|taxi|cab|tram|train|rig|reefers?|forklift)s? (?:for|at) (?=(?-i:[A-Z])|the |a ) | I work as a driver at
sous-chef nurse teacher chef | {s}(?:i'm|i am) (?:now |still |currently )?(?P<x>sous-chef|head chef|head nurse|head teacher|deputy head|deputy manager|team lead|team leader|store manager|shift manager|shift lead)(?= (?:since|now|at|for|there)|\s*(?:$|[.,;!])) | I am a {x}
deputy assistant head regional general senior | {s}(?:i'm|i am) (?:now |still |currently )?the (?P<x>(?:new )?(?:deputy|assistant|head|regional|general|senior|store|branch|night|shift|office|finance|project|product|kitchen|ward|site) (?:manager|chef|nurse|director|editor|librarian|lead|head|teacher|engineer|supervisor))(?= (?:since|now|at|for|there)|\s*(?:$|[.,;!])) | I am a {x}
# ── pastimes ──
do | {s}(?:i |i mostly |i just )do (?P<x>(?:\w+ )?\w+ing|yoga|pilates|karate|judo|crossfit|ballet|aikido|tai chi|taekwondo|track|parkour|ceramics|pottery|crosswords|origami|improv|zumba)(?: now| these days| nowadays| on the side| instead){end} | My hobby is {x}
learned learnt | {s}(?:i've |i have |i )(?:just |finally |also )?(?:learned|learnt|taught myself) (?:to play )?(?:the )?(?P<x>{instrument}|organ){end} | I play {x}
playing | {s}(?:still |now |been )?playing (?:the )?(?P<x>{instrument}|organ) (?=badly|a lot|these|every|again|now|poorly) | I play {x}
# ── things ──
i've | {s}i've (?=(?:an? |two |three )(?:\w+ ){0,3}?(?:bike|car|dog|cat|guitar|flat|house|garden|boat|van|laptop|phone|camera|brother|sister|son|daughter|wife|husband|girlfriend|boyfriend|puppy|kitten|motorbike|piano|horse|rabbit)\b) | I have
# ── others ──
hired | {s}(?:i |we |he |she |they |\w+ )?(?:has |have |just )?(?:hired|appointed|took on) (?P<w>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?) as (?:our |the |a |an )?(?=[a-z]) | {w} works as a
"""
