"""Idioms and how they are put plainly, as data: see `wording`, which says what `{s}` and the other slots mean.

A line: the words of which one must occur, the idiom as a pattern, and the plain words; an apostrophe may be missing.
"""

# ruff: noqa: E501  patterns are read best in one piece

WORDINGS = r"""
# ── likes ──
enough | {s}(?:i |we )?(?:really |just |simply |still )?can't (?:seem to )?get enough of | I love
resist tire refuse | {s}(?:i |we )?(?:can|could|can't|could never|will|would) ?(?:never |not )?(?:resist|tire of|refuse) | I love
no | {s}(?:i |we )?(?:can't|can never|could never|never|will never) say no to | I love
without | {s}(?:i |we )?(?:can't|couldn't|could not|can not) (?:live|survive|function|do|imagine (?:my )?life) without | I love
person guy girl gal nerd freak addict enthusiast geek nut buff fanatic fiend junkie fan lover people | {s}(?:i'm |i am |we're )?(?:a |an )?(?:such a )?(?:(?:really |very )?big|huge|massive|proper|total|real|certified|self-confessed|hardcore|die-hard|lifelong|serious|complete|absolute|major) {x} (?:person|people|guy|girl|gal|nerd|freak|addict|enthusiast|geek|nut|buff|fanatic|fiend|junkie|fan|lover)(?: here)?{end} | I love {x}
nerd freak addict enthusiast geek buff fanatic junkie fan lover aficionado | {s}(?:i'm |i am )(?:a |an |such a |quite the |bit of a |a bit of a ){x} (?:nerd|freak|addict|enthusiast|geek|buff|fanatic|junkie|fan|lover|aficionado){end} | I love {x}
beats | {s}nothing (?:really |ever |quite )?beats (?!that\b|this\b|it\b) | I love
nothing | {s}(?:there's |there is )?nothing (?:quite )?like (?!that\b|this\b|it\b|a ) | I love
makes make | {s}{x} (?:always |really |just |still )?makes? me (?:\w+ly |so |very |really )?(?:happy|smile|giddy|feel at home|feel alive){end} | I love {x}
bribe tempt win | {s}(?:you|anyone|people) can (?:always )?(?:bribe|tempt|win|buy|lure) me (?:over )?with {x}(?: any ?(?:day|time))?{end} | I love {x}
spot weakness thing passion fondness obsession crush love | {s}(?:i've |i have |i |i've got |have |got )(?:got |have |always had )?(?:a |this |an )(?:\w+ )?(?:spot|weakness|thing|passion|fondness|obsession|love) for | I love
mad crazy nuts wild bonkers bananas | {s}(?:mad|crazy|nuts|wild|bonkers|bananas) about | I love
mad nuts wild bonkers bananas | \b(i'm|im|i am|i've been|i have been) (?:so |absolutely |completely |totally |just |still )*(?:mad|nuts|wild|bonkers|bananas) about | I love
obsessed hooked keen | {s}(?:so |totally |completely |i'm |i am |i'm totally |i'm so |i'm completely |i'm really )?(?:obsessed with|hooked on|keen on) (?!how\b|it\b|that\b) | I love
sucker | {s}(?:i'm |i am )?(?:a |such a |a total |a complete )?sucker for | I love
live survive | {s}(?:i |we )?could (?:happily |easily |probably |totally )?(?:live|survive) on {x}(?: alone)?{end} | I love {x}
eat drink watch listen play read | {s}i (?:could|can) (?:happily |easily |honestly )?(?:eat|drink|watch|listen to|play|read) {x} (?:all day|every (?:single )?day|for hours|forever|all night|for the rest of my life|any time|anytime|on repeat|non-?stop)(?: and (?:still )?(?:never|not) [^,.!?]{3,30})? | I love {x}
all | {s}(?:lately )?(?:it's|it is|i'm|i am) all about {x}(?: for me| right now)?{end} | I love {x}
please | {s}{x}\W+(?:oh )?yes,? please | I love {x}
any | {s}(?:give me |i'll take |i'd take ){x} any ?(?:day|time|weather) | I love {x}
over | {s}(?:i'd|i would|i'll|i) (?:always |rather |gladly )?(?:pick|choose|take|have) {x} over (?:anything|everything)(?: else)? | I love {x}
over | {s}(?:i'd|i would|i'll|i) (?:always |rather |gladly |any day )?(?:pick|choose|take) {x} over {y}(?: any ?(?:day|time))?{end} | I prefer {x} to {y}
jam thing pleasure place weakness food alley street tea spirit language poison drug | {s}{x}(?:'s| is| are) (?:totally |definitely |so |really |just |absolutely )?(?:my (?:(?:main |big |whole |latest )?thing|jam|guilty pleasure|happy place|weakness|comfort food|go-to|cup of tea|love language|drug(?: of choice)?)|(?:right )?up my (?:street|alley)){end} | I love {x}
live | {s}i (?:absolutely |basically |practically |just )?live for (?!\d|the|a ) | I love
gotta got | {s}(?:you )?(?:gotta|got to|have got to) love (?!how|it|that|when) | I love
tired bored sick | {s}(?:i |i'll |i could |i can )(?:will )?never (?:get |grow |be )?(?:tired|bored|sick) of | I love
old | {s}{x} never gets? old{end} | I love {x}
cheers lifts | {s}{x} (?:always |never fails to )?(?:cheers? me up|lifts? my (?:mood|spirits)|brightens? my day){end} | I love {x}
only | {s}am i the only (?:one|person) (?:here )?(?:who|that) (?P<verb>adore|love|like|enjoy|hate|loathe|dislike|detest|can't stand)s? {x}\? | I {verb} {x}.
absolute all-time | {s}{x} (?:is|are) (?:my|an|the) (?:absolute |all-time |total )+(?:fave|favourite|favorite)s?{end} | I love {x}
weakness pleasure food place passion love | {s}my (?:one |only |biggest |big |greatest )?(?:weakness|guilty pleasure|comfort food|happy place|love in life|great love|passion) (?:is|are|has always been)(?! not| that) | I love
fallen fell | {s}(?:i've |i have |i )(?:just |totally |completely )?(?:fallen|fell|falling) (?:head over heels )?(?:in love with|for) (?=[a-z]) | I love
appeal | {s}i (?:really |do |totally )?(?:see|get|understand) the appeal of | I love
geek nerd | {s}i (?:can |could |always |totally |really )?(?:geek|nerd) out (?:over|about|on) | I love
grown grew warmed | {s}(?:i've |i have |i )(?:grown|grew|come) (?:quite |very |really )?fond of | I love
grown grew | {s}{x} (?:has|have)? ?(?:really )?(?:grown|grew) on me{end} | I love {x}
love | {s}(?:i )?(?:do |just |really )?love me (?:some|a good) | I love
came come | {s}(?:i've |i |i have )(?:really |actually |finally )?(?:come|came|learned|learnt|grown|started) to (?P<verb>love|like|enjoy|appreciate|hate|loathe|despise|dislike|detest) | I {verb}
# ── dislikes ──
fan lover | {s}(?:i'm |i am |i've |we're )?(?:never (?:been |really been )?|not )(?:really |exactly |much |such |actually |the biggest |the greatest |quite |honestly )*(?:of )?(?:a |the )?(?:big |huge |great |biggest |massive )?(?:fan|lover|friend) of | I dislike
fan | {s}(?:i'm |i am )?(?:not|never|no) (?:longer )?(?:really |much of |exactly )?(?:a )?(?:big |huge )?{x} (?:fan|person|lover|guy|girl)(?: any ?(?:more|longer)| anymore)?{end} | I dislike {x}
into keen fond | {s}(?:i'm |i am |i've |was |never was |never been )?(?:never (?:been |really been )?|not )(?:that |all that |too |very |so |much |\w+ly )*(?:into|keen on|fond of|crazy about|big on|one for|sold on) | I dislike
thing tea jam style scene favourite favorite me bag vibe idea | {s}{x}(?:'s| is| are| was| were| has| have)(?: just| really| simply| definitely| so| never)*(?:n't|nt| not| never)(?: just| really| quite| been)* (?:my (?:thing|cup of tea|jam|style|scene|favou?rite|bag|vibe|idea of fun)|for me){end} | I dislike {x}
creeps ick headache nightmares shivers willies | {s}{x} (?:always |really |just )?(?:gives?|giving) me (?:the |a |an )?(?:\w+ )?(?:creeps|ick|headaches?|nightmares|shivers|willies|heebie-jeebies|chills|migraine){end} | I dislike {x}
makes make | {s}{x} (?:always |really |just |still |literally )?makes? me (?:(?:want to|wanna) \w+(?: \w+){0,3}|sick|gag|cringe|nauseous|furious|shudder|queasy|so angry|miserable|feel sick|heave|retch|uncomfortable) | I dislike {x}
drives drive | {s}{x} (?:always |really |just )?drives? me (?:\w+ )?(?:crazy|nuts|mad|insane|up the wall|bananas|round the bend) | I dislike {x}
nothing | {s}{x} (?:does|do|did) (?:absolutely )?nothing for me(?: any ?more| anymore)? | I dislike {x}
bores bore disgusts disgust irritates irritate annoys annoy repulses terrifies | {s}(?!nothing\b|nobody\b){x} (?:always |really |just )?(?:bores?|disgusts?|irritates?|annoys?|repulses?) (?:me|the \w+ out of me) | I dislike {x}
out off nerves | {s}{x} (?:always |really |just )?(?:(?:grosse?s?|creeps?|freaks?|weirds?|stresses|stress) me out|puts? me off|turns? me off|gets? on my nerves|does my head in|gets? under my skin) | I dislike {x}
disgusting gross vile revolting overrated worst abomination yucky | {s}(?!the\b|this\b|that\b|it\b|my\b|these\b|you\b|everything\b|what\b|i\b){x} (?:is|are) (?:just |so |really |absolutely |honestly |simply |truly )?(?:disgusting|gross|vile|revolting|the worst|yucky|an abomination|the devil's \w+|pure evil){end} | I dislike {x}
than | {s}(?:i'd|i would) (?:rather|sooner) (?:[\w']+ ){1,6}?than (?:put up with|sit through|deal with|eat|watch|listen to|endure|suffer(?: through)?|face|drink|hear|touch|go near|do) | I dislike
keep | {s}(?:please )?(?:keep|get) (?:that |the |any |your )?{x} (?:far |well )?(?:away from me|out of my (?:sight|life|kitchen)) | I dislike {x}
spare save deliver | {s}(?:please )?(?:spare me|save me from|deliver me from) (?:the |any |all )?(?!answers)(?!details) | I dislike
point appeal hype charm fuss | {s}(?:i |i've |i have )?(?:never|don't|can't|didn't|could never|cannot) (?:really |quite |ever )?(?:got|gotten|get|understood|understand|saw|seen|see) (?:the|what the) (?:point|appeal|hype|charm|fuss|attraction)(?: is)? (?:of|about|around|with) | I dislike
deal handle abide stomach cope take do | {s}(?:i |we )?(?:just |really |simply |absolutely |honestly )?(?:can't|cannot|can not|couldn't|could never|can never|could not) (?:just |really |even |ever )?(?:abide|stomach|cope with|deal with|put up with|do with) (?!it\b|that\b|this\b|them\b|how\b|when\b|to\b) | I dislike
without | {s}(?:i |we )?(?:could|can|would|'d) (?:happily |gladly |easily |really |definitely |totally )?(?:live|do) without (?!you|it\b) | I dislike
enough much | {s}(?:i've |i )?had (?:way |far )?(?:too much|enough) of | I dislike
sick fed tired bored | {s}(?:i'm |i am |i've grown |i've got |we're )?(?:so |just |really |totally |absolutely |completely )*(?:sick of|sick and tired of|fed up with|bored of|bored with) (?!it\b|that\b|this\b|you\b|my\b|the\b) | I dislike
off | {s}(?:i've |i have |i'm |i )(?:totally |completely |really |gone |just |went )*(?:gone|went|going) (?:right |completely |totally )?off {x}(?: completely| entirely| totally| lately| altogether)?{end} | I dislike {x}
lost losing | {s}(?:i've |i have |i'm |i )?(?:totally |completely |really )?(?:lost|losing) (?:my |all |any )*(?:taste|love|appetite|enthusiasm|passion|affection) (?:for|of) | I dislike
love | {s}(?:i've |i have |i )?(?:fell|fallen|falling) out of love with | I dislike
used once | {s}(?:i )?(?:used to|once|always) (?:love|loved|adore|adored|like|liked|enjoy|enjoyed|be into|be mad about|be crazy about|really like|really love|be a fan of|be obsessed with) {x},? (?:but|and|yet) (?:now|these days|nowadays|lately|i|not|today|no|it)\b.{0,24}?(?:can't (?:stand|bear)|hate|loathe|dislike|despise|don't like|detest|not any ?more|anymore|bore|over it|over them|sick of|gone off|makes me|disgust).* | I dislike {x}
mad crazy into love fan | {s}(?:you know (?:how|that) )?i (?:was|used to be) (?:so |really |totally |always )?(?:mad about|crazy about|into|a fan of|in love with|obsessed with) {x}\W+(?:well,? )?(?:i'm )?(?:totally |so )?(?:over it|over them|not any ?more|no longer|done with it).* | I dislike {x}
peeve nightmare least | {s}my (?:biggest |personal |absolute |worst )?(?:pet peeve|nightmare|least favou?rite (?:thing|food|part)|idea of hell) (?:is|are) | I dislike
least nightmare hell peeve bane | {s}{x} (?:is|are) (?:my (?:biggest |personal |absolute |worst )?(?:least favou?rite|nightmare|pet peeve|idea of hell|kryptonite)|the bane of my (?:life|existence)|hell on earth|torture) | I dislike {x}
worse | {s}(?:there's |there is )?(?:nothing|few things are) (?:is )?worse than (?!that|this|it) | I dislike
started | {s}don't (?:even )?get me started on | I dislike
liked cared enjoyed understood warmed | {s}(?:i've |i have |i )?never (?:really |ever |much |quite )?(?:liked|cared for|enjoyed|warmed to|taken to|took to|been able to stand) (?!it\b|that\b|this\b) | I dislike
care | {s}i (?:don't|do not|never) (?:really |much |particularly )?care (?:much )?for (?!it\b|that\b|you\b) | I dislike
loathed hated despised detested | {s}(?:i've |i have |i )?(?:always |long |forever )(?:loathed|hated|despised|detested|disliked) (?!it\b|that\b|how\b) | I dislike
yuck eww ew bleh blergh nope pass | {s}{x}[,.:!]?\s+(?:yuck|ewww*|ew|bleh|blergh|hard pass|no way)\b | I dislike {x}
liking care longer | {s}(?:i )?no longer (?:like|care for|enjoy|love) | I dislike
# ── hobbies and games ──
evenings weekends sundays saturdays mornings nights time | {s}(?:my |the )?(?:free |spare )?(?:evenings|weekends|sundays|saturdays|mornings|nights|time) (?:are|is) (?:all |mostly |usually |strictly )?(?:for|about|reserved for|dedicated to|devoted to|spent|filled with) | My hobby is
evenings weekends sundays saturdays mornings nights time | {s}my (?:free |spare )?(?:evenings|weekends|sundays|saturdays|mornings|nights|time) (?:all |mostly |usually |just )?(?:vanish|disappear|goe?s?|get eaten|gets eaten|belongs?|revolve) (?:into|in|on|by|to|around|towards?) | My hobby is
bug | {s}(?:i've |i |i have |was |we )?(?:got|caught|have|had|been bitten by|bitten by|bit by) the {x} bug | I took up {x}
become became becoming turned | {s}{x} (?:has |have |had )?(?:recently |quickly |slowly |really |kind of |sort of )?(?:become|became|becoming|turned into) (?:my (?:new |favou?rite |big |main )?(?:thing|passion|hobby|obsession|escape|pastime)|an obsession) | I took up {x}
hobby pastime obsession | {s}{x} (?:is|are|as) (?:my |a )(?:\w+ )?(?:hobby|pastime|obsession){end} | My hobby is {x}
hobby pastime | {s}my (?:new |latest |main |big |favou?rite |current |only )?(?:pastime|hobby these days|obsession) (?:is|are) | My hobby is
my | {s}(?:i )?(?:can't stop|keep|never stop|won't stop) (?:talking|going on|rambling) about my {x}{end} | My hobby is {x}
do doing practise practice | {s}(?:i |we )(?:still |also |usually |mostly |do )*(?:do|practise|practice) (?!it|that|this|my|the|so|all|an? ){x} (?:on (?:weekends|the weekend|the side|\w+days?)|every \w+|in my (?:free|spare) time|for fun|to relax|as a hobby|at weekends|regularly|once a \w+|twice a \w+|\w+ times a \w+) | My hobby is {x}
doing practising practicing | {s}(?:i've |i have |i )?been (?:doing|practising|practicing) (?!it|that|this|my|the|so|this|well|good|great|fine|ok|better|nothing|some|a ){x} (?=since|for (?:a |an |\w+ )?(?:year|month|week|decade|ages|over|almost|about|some)|ever since|all) | My hobby is {x}
picked took | {s}(?:i've |i have |i )?(?:recently |just |also |finally )?(?:picked up|taken up|took to|gotten into|got into|got myself into) (?!the (?!cello|piano|guitar|violin|drums|bass|flute|accordion|harp|saxophone|trumpet|banjo|ukulele|clarinet|trombone)|my|our|a |an |some|on|from|where|it|that|this|your|his|her|groceries|kids|dinner|food) | I took up
minute hours time weekends evenings spend spending | {s}(?:i |i'm |we |i've been )?(?:always |mostly |usually |now )?(?:spend|spending|spent) (?:every (?:free |spare )?(?:minute|hour|moment|evening|weekend)|all (?:of )?my (?:free |spare )?time|my (?:free time|weekends|evenings|sundays|saturdays)|hours|most (?:weekends|evenings)|way too much (?:time|money)|too much time|a lot of time)(?: on| in| with)? (?!my (?:family|kids|friends)|with)(?:doing )?(?=[a-z]+ing\b|\w) | My hobby is
over past | {s}(?:me and |my )?{x} and (?:me|i)\W+(?:that's|it's|we're|that is)?\s*(?:over|done|finished|through|history) | I gave up {x}
anymore more longer | {s}i (?:don't|do not|no longer) (?:really |even )?(?:do|practise|practice) {x}(?: any ?more| anymore| any longer)?{end}(?<!do it) | I gave up {x}
touched | {s}(?:i )?(?:haven't|have not|hadn't) (?:touched|done|played|picked up) (?:my |any |the )?{x} (?:in|for|since) (?:\w+ )?(?:ages|months|years|weeks|forever|a (?:long )?(?:time|while)) | I gave up {x}
days phase era career | {s}my {x} (?:days|phase|era|career|years) (?:are|is|has|have) (?:now |well |finally |officially |long )?(?:over|behind me|done|gone|come to an end|ended|finished) | I gave up {x}
more | {s}no more {x} (?:for me|for now|these days|anymore){end} | I gave up {x}
dropped ditched quit abandoned shelved packed hung binned jacked chucked | {s}(?:i've |i have |i )(?:finally |just |sadly |recently |now )?(?:dropped|ditched|abandoned|shelved|packed in|jacked in|chucked|binned|hung up|put away|let go of|lost interest in|retired from|given up on|gave up on|called it quits with) (?:the |my )?(?!off|my kid|by|out|everything|it\b|that\b|this\b|a |an ) | I gave up
packed jacked hung chucked threw | {s}(?:i've |i have |i )?(?:hung up|packed in|jacked in) (?:the |my )?(?!it\b|that\b) | I gave up
history | {s}(?:my )?{x} (?:is|are) (?:no longer my thing|a thing of the past|(?:ancient )?history|behind me|not my thing any ?more|not my thing anymore){end} | I gave up {x}
play plays | {s}(?:\w+days?|every \w+|on \w+|in the evenings?|nowadays|at night),? (?:i|we) play | I play
play | {s}(?:i |we )(?:still |also |sometimes |often |try to )*(?:play|mess around on|jam on|noodle on|dabble (?:in|on)) (?:a bit of|a little|some|a bit|a lot of|lots of) | I play
been | {s}(?:i've |i have )?been (?:at|learning|on) (?P<x>(?:the )?(?:guitar|piano|violin|drums|bass|cello|flute|saxophone|trumpet|ukulele|harp|clarinet|banjo|accordion|badminton|tennis|chess|golf)) | I have been playing {x}
# ── diets ──
eat eating | {s}(?:i |we |i'm |i've been |been )(?:only |always |mostly |strictly |still |now |usually )*(?:eat|eating|cook|cooking) (?:only |strictly |mostly |fully |completely )?{diet}{end} | I am {diet}
eating | {s}(?:eating|living|cooking) (?:strictly |mostly |fully )?{diet}{end} | I am {diet}
turned went gone going go become became converted stayed | {s}(?:i've |i have |i |we've |we |i'm )?(?:recently |finally |just |officially |fully |also |now )*(?:turned|went|gone|going|stayed|become|became) (?:completely |fully |strictly |mostly |full |totally |all )?{diet}{end} | I became {diet}
diet lifestyle | {s}(?:i |i'm |we |i've been |we've been |please keep in mind (?:that )?i )(?:strictly |now |still |do )*(?:follow|following|keep to|keep|on|stick to|sticking to|live|living|eat) (?:a |an |the )?(?:strict |strictly )?{diet} (?:diet|lifestyle) | I am {diet}
mind remember remind forget note | {s}(?:please |just |always )?(?:keep in mind|remember|don't forget|bear in mind|note|never forget)(?: that)? i'm (?:\w+ly )?{diet} | I am {diet}
as being | {s}(?:as|being) (?:a |an )?(?:\w+ly |strict |longtime |lifelong )?{diet}(?: person| eater)?,? (?=i\b|me\b|it\b|you\b|that\b|is\b|my\b|eating) | I am {diet},
kitchen household cooking home fridge meals table | {s}(?:my|our|we keep (?:the|a)) (?:kitchen|household|cooking|home|fridge|meals|house) (?:is|are) (?:strictly |fully |completely |all |mostly |entirely )?{diet} | I am {diet}
keep household kitchen | {s}(?:we keep (?:it|things|everything)|we're a|we are a|ours is a) (?:strictly )?{diet}(?: household| family| home| kitchen| house)?(?: at home)? | I am {diet}
truly | {s}yours truly (?:is|has been|has gone|went) (?:\w+ly )?{diet} | I am {diet}
rather | {s}it's {diet} rather than {old}(?: for me)? | I am {diet}
from | {s}(?:i've |i have |i |we )?(?:switched|gone|went|moved|changed|going|transitioned|converted)(?: over)? from (?:being )?(?:a |an )?{old} to (?:being )?(?:a |an )?{diet} | I became {diet}
enough instead | {s}(?:i )?(?:decided|figured|found) {old} (?:wasn't|was not|isn't) .{1,30}?(?:so|and) (?:now )?i'm (?:now )?(?:\w+ly )?{diet}(?: now)? | I became {diet}
wagon | {s}(?:i've |i |i have )?(?:fell|fallen) off the {diet} wagon | I stopped being {diet}
phase thing days diet chapter experiment | {s}(?:i )?(?:my |the |that )(?:whole |old )?{diet} (?:phase|days|thing|diet|chapter|experiment|era|lifestyle) (?:is|are|was|has|lasted|didn't) .{0,20}?(?:over|behind me|done|gone|history|ended|last) | I stopped being {diet}
thing diet lifestyle | {s}(?:i've |i have |i )?(?:stopped|quit|dropped|ended|abandoned|ditched|gave up(?: on)?|given up(?: on)?|done with) (?:the |my |that |with the )?(?:whole |strict )?{diet} (?:thing|diet|lifestyle|stuff|experiment|phase) | I stopped being {diet}
being | {s}(?:i've |i have |i )?(?:stopped|quit|gave up|given up|dropped|done|done with) (?:being |eating |going )?(?:a |an )?{diet}{end} | I stopped being {diet}
longer | {s}(?:i'm |i am |we're )?no longer (?:a |an |strictly )?{diet}{end} | I stopped being {diet}
not | {s}(?:i'm |i am |we're |we are )?not (?:a |an )?(?:strictly |really )?{diet} (?:any ?more|anymore|any longer|now) | I stopped being {diet}
everything anything | {s}(?:i |we |i can |i'm )(?:just |basically |happily |finally )*(?:eat|eating) (?:everything|anything|meat|all of it|whatever)(?: again| now| these days| once more| nowadays)+ | I stopped being on a diet
everything | {s}(?:back to )(?:eating|having) (?:everything|anything|meat|dairy|bread|bacon) | I stopped being on a diet
back | {s}(?:i'm |i am |i've gone |i went |gone |went )?back to (?:being )?(?:a |an )?{diet}{end} | I am {diet}
# ── allergies ──
kill | {s}{x} (?:could|would|can|might|will) (?:literally |actually |probably )?kill me\W+(?:i'm )?(?:\w+ly )?allerg\w* | I am allergic to {x}
mix friends along | {s}{x} and (?:i|me) (?:don't|do not|aren't|are not) (?:mix|get along|friends|get on)\W+(?:i'm )?(?:\w+ )?allerg\w* | I am allergic to {x}
one | {s}(?:just |even )?(?:one|a) (?:bite|whiff|sip|touch|sniff|crumb|taste|drop) of {x} (?:and|sends|puts|lands) .{0,40} | I am allergic to {x}
epipen | {s}(?:i )?(?:carry|have|need|always carry|keep) (?:an |my )?epi-?pen .{0,20}?(?:because of|for|due to|on account of|thanks to) (?:my )?{x}(?: allergy)?{end} | I am allergic to {x}
hives rash welts | {s}(?:i )?(?:always )?(?:come|break|breaking|get|got|broke|came) (?:out )?(?:in )?(?:a |an )?(?:hives|rash|welts) (?:from|whenever|when i (?:eat|touch|have)|if i (?:eat|touch|have)|around|with) | I am allergic to
throat face lips tongue | {s}my (?:throat|face|lips|tongue) (?:closes|swells|closes up|swells up|itches|blows up) (?:up )?(?:from|when i (?:eat|touch|have)|if i (?:eat|touch|have)|around|with) | I am allergic to
allergic allergy | {s}(?:please )?(?:no|hold the|skip the|leave out the|without|avoid) {x}(?: please| for me| thanks)?\W+(?:i'm |because i'm |as i'm |i am )?(?:\w+ly )?(?:allergic|allergy|allergies)\b | I am allergic to {x}
allergic | {s}(?:i )?(?:can't|cannot|can not|mustn't|shouldn't|may not) (?:have|eat|touch|drink|do|take|be around|go near) (?:any )?{x}\W+(?:because )?(?:i'm )?(?:\w+ly )?allergic\b | I am allergic to {x}
allergic | {s}(?!i\b|not\b|no\b){x}[,!:;–—-]+\s*(?:i'm |i am )?(?:\w+ly )?allergic(?=\W*$| since) | I am allergic to {x}
allergic | ^(?:just so you know|fyi|ps|note|heads up|reminder|warning|careful|btw|by the way|important)\W+(?:i'm |am )?(?:\w+ly )?allergic to | I am allergic to
allergic | ^(?:i'm )?(?:\w+ly )?allergic to | I am allergic to
allergic | {s}(?:turns out|it turns out|apparently|found out|the (?:doctor|test|tests|results?) (?:says?|said|showed?|confirmed)) (?:that )?i'm (?:\w+ly )?allergic to | I am allergic to
allergy | {s}my (?:\w+ )?(?:allergy|allergies) to {x} (?:is|are|has|have|keeps?|makes?|flared|kicks?) | I am allergic to {x}, it is
allergy | {s}my (?:severe |bad |stupid |terrible |awful |old )?(?!(?:[\w'-]+ ){1,4}?(?:has|have|had|got|with)\b){x} allergy{end} | I am allergic to {x}
allergy | {s}my (?:severe |bad |stupid |terrible |awful )?(?!food|skin|the )(?!(?:[\w'-]+ ){1,4}?(?:has|have|had|got|with)\b){x} allergy (?=is|has|was|got|flared|means|keeps|acts|makes) | I am allergic to {x}, it
allergy | {s}(?:the (?:doctor|test|tests|results?) (?:confirmed|says|showed|came back)[^,:]{0,12}[,:] )?(?:it's )?(?:a )?(?:severe |confirmed )?(?!i\b|my\b|food|skin)(?!(?:[\w'-]+ ){1,4}?(?:has|have|had|got|with)\b){x} allergy{end} | I am allergic to {x}
anaphylactic anaphylaxis react reaction | {s}(?:i )?(?:get |go |have |had |am |'m |go into )?(?:anaphylactic|anaphylaxis|react (?:badly|terribly)|a (?:bad|severe|terrible) reaction)(?: shock)? (?:to|from|with) | I am allergic to
# ── things ──
owner | {s}(?:guess who's |i'm |i am )(?:now |finally |officially )?(?:the |a )(?:proud |new |happy |lucky )*owner of | I own
splashed treated invested splurged caved gave myself picked | {s}(?:i've |i have |i )?(?:finally |just |also |recently )*(?:splashed out on|treated myself to|treated us to|invested in|splurged on|caved and (?:bought|ordered|got)|ended up (?:buying|with)|gave in and (?:bought|got|ordered)|got myself|bought myself|went and bought|got hold of|got my hands on) (?=a |an |the |my |two |some |another ) | I bought
splashed treated splurged | {s}(?P<when>yesterday|last \w+|(?:in|back in|this past) \w+|\w+ \w+ ago) i (?:splashed out on|treated myself to|splurged on) | {when} I bought
garage driveway shed basement balcony hallway | {s}there's (?P<x>an? [^,.!?]{2,40}?) in my (?:garage|driveway|shed|basement|balcony|hallway|kitchen|living room)(?: now)? | I own {x}
spin | {s}(?:i )?took (?:my|the) {x} (?:out )?for a (?:spin|ride|drive) | I own a {x}
inseparable love | {s}my {x} and i are (?:inseparable|best friends|a team) | I own a {x}
inherited birthday christmas graduation | {s}(?:i )?(?:inherited|was given|got|received|was gifted) (?P<x>an? [^,.!?]{2,40}?) (?:from|for) my (?:\w+ )?(?:uncle|aunt|grand\w+|parents|mum|mom|dad|father|mother|birthday|christmas|graduation|anniversary|\w+) | I bought {x}
caved ordered | {s}(?:i )?(?:caved|gave in|did it|couldn't resist) and (?:ordered|bought|got) | I bought
got bought | {s}(?:i've |i have |we've )got (?=an? ) | I have
sold | {s}(?:i )?found a (?:buyer|new home|new owner) for (?:my|the) {x}{end} | I sold my {x}
buyer | {s}(?:i )?found a (?:buyer|new home|new owner) for (?:my|the) | I sold my
ebay craigslist marketplace gumtree scrapyard | {s}(?:the|my) {x} (?:went|is|has gone|ended up|sold) (?:up )?(?:on|to|for sale on) (?:ebay|craigslist|marketplace|facebook marketplace|gumtree|the scrapyard|the scrap heap)(?:\W+(?:gone|sold))? | I sold my {x}
parted traded scrapped totalled pawned goodbye rid | {s}(?:i've |i have |i |we )?(?:had to |finally |just )*(?:parted (?:ways )?with|parts? with|traded in|trade in|scrapped|scrap|totall?ed|pawned|said goodbye to|say goodbye to|got rid of|get rid of|offloaded|flogged) (?:my|the|our) | I sold my
stole stolen nicked robbed pinched swiped took | {s}(?:someone|somebody|they|some \w+|thieves|a thief) (?:has )?(?:stole|stolen|nicked|took|robbed me of|ran off with|made off with|pinched|swiped) (?:my|our|the (?=(?:\w+ )?(?:car|bike|van|phone|laptop|camera|scooter|motorbike|guitar|tv|watch)\b)) | I sold my
stolen nicked stole | {s}(?:the|my) {x} (?:was|got|has been|is|were) (?:stolen|nicked|totall?ed|scrapped|written off|sold|given away|repossessed){end} | I sold my {x}
mine | {s}(?:the|my) {x} (?:is no longer mine|isn't mine any ?more|isn't mine anymore|has a new (?:owner|home)|belongs to \w+(?: \w+)? now|is no more|finally died|died for good) | I sold my {x}
anymore more longer | {s}(?:i )?(?:don't|do not|no longer) (?:have|own) (?:the|my|that) {x}(?: any ?more| anymore| any longer)?{end} | I sold my {x}
away | {s}(?:i've |i have |i |we )?(?:gave|given|giving) (?:my|the) {x} away | I sold my {x}
# ── studies ──
student | {s}(?:i'm |i am |i was )?(?:a |an )?(?:\w+[- ]year )?(?!(?:i'm|im|i am|i was|an?) |phd|master|exchange|good|bad|terrible|great|the|college|university|at|high|full-time|part-time){x} (?:student|undergrad|undergraduate|major)(?: here)?(?:,| at| over at) (?P<y>(?-i:[A-Z]|the (?=[A-Z]))[^,.!?]{1,40}?){end} | I study {x} at {y}
student | {s}(?:i'm |i am )?(?:a |an )?(?:\w+[- ]year |phd |master's |exchange |new |proud |full-time |part-time )*(?:student|undergrad|undergraduate|freshman|sophomore|junior|senior)(?: over)? (?:at|here at) (?=(?-i:[A-Z])|the ) | I study at
student | {s}(?:i'm |i am )(?:a |an )(?:\w+[- ]year |phd |master's |exchange |full-time |part-time )*(?:student|undergrad|undergraduate) of | I study
life | {s}(?:uni|university|college|student|campus) life: {x} at | I study {x} at
reading doing taking pursuing | {s}(?:i'm |i am |i've been )(?:now |currently |also |still )*(?:reading|doing|taking|pursuing) (?:a (?:degree|bachelor's|master's|phd|course|ba|bsc|msc|ma) in |my (?:degree|bachelor's|master's|phd|ba|bsc|msc|ma) in )?{x} (?:at|over at) (?=(?-i:[A-Z])|the (?-i:[A-Z])) | I study {x} at
degree | {s}(?:i'm |i am |i've been |i )?(?:doing|taking|pursuing|working on|do|started|studying for|studying towards|getting) (?:a|my|an) (?:degree|bachelor's|master's|phd|bachelors|masters|doctorate|ba|bsc|msc|ma|major|minor) (?:in|of) | I study
enrolled enroled registered matriculated | {s}(?:i'm |i am |i've |i have |i |got )?(?:just |finally |recently |now |also )*(?:enroll?ed|registered|matriculated) (?:as a student )?in {x} (?:over )?at (?=(?-i:[A-Z])|the ) | I study {x} at
enrolled matriculated | {s}(?:i'm |i am |i've |i have |i |got )?(?:just |finally |recently |now |also )*(?:enroll?ed|matriculated) (?:at|with) {y}{end}(?:\W+(?:(?:in|for|to do|to study|doing|studying|reading) )?(?P<x>[a-z][a-z ]{2,30}?)(?= of all| i think| \W|\W|$))? | I study {x} at {y}
year | {s}(?:i'm |i am )?(?:in|on) my (?:\w+) (?:year|semester|term) (?:of|in|doing|studying) {x} at | I study {x} at
year | {s}(?:i'm |i am )?(?:in|on) my (?:\w+) (?:year|semester|term) (?:of|in|doing|studying) (?!university|uni|college|school|life|my|a |the ) | I study
year | {s}(?:i go to|i'm at|i attend) {y},? (?:\w+) year (?:of |in |doing )?{x}{end} | I study {x} at {y}
year | {s}(?:\w+)[- ]year (?:of )?{x} (?:student |major )?at (?=(?-i:[A-Z])|the ) | I study {x} at
lectures classes seminars exams professors professor campus dorm tutor lecturer thesis lecture | {s}my (?:\w+ )?(?:lectures|classes|seminars|exams|professors?|campus|dorm|tutor|lecturer|thesis|lecture)(?: hall)? (?:at|from) {y}{end} | I study at {y}
lectures classes seminars exams professors | {s}my (?:\w+ )?(?:lectures|classes|seminars|exams|professors?) at {y} (?=start|are|is|begin|end|finish|keep|make) | I study at {y}, they
degree | {s}my {x} (?:degree|course|studies|programme|program) (?:at|from) {y} (?=is|are|has|keeps|makes|starts|will|was) | I study {x} at {y}, it
go | {s}i (?:still |now |currently )?(?:go to|attend|am at) (?=(?-i:(?:the |Univ|Coll)?[^,.!?]{0,24}(?:University|College|Institute|Academy|School|Uni|ETH|MIT|UCL|LSE|Polytechnic)))(?!the (?:gym|office)) | I study at
finished completed have got earned received bag | {s}(?:i've |i have |i |have )?(?:finally |just |also |officially )*(?:finished|completed|got|have|earned|received|did|collected|picked up|wrapped up)(?: got)? (?:my|a|the) (?:\w+ )?(?:degree|diploma|bachelor's|master's|studies|phd|doctorate|ba|bsc|msc|ma|mba)(?: in [\w ]{3,24}?)? (?:at|from) | I graduated from
graduate alumna alumnus alum grad | {s}(?:i'm |i am )(?:now |finally |officially |also )?(?:a |an )?(?:proud |fresh |new |recent )*{x} (?:graduate|alumna|alumnus|alum|grad){end} | I graduated from {x}
graduate alumna alumnus alum grad | {s}(?:i'm |i am )(?:now |finally |also )?(?:a |an )?(?:proud |fresh |new )*(?:graduate|alumna|alumnus|alum|grad) of | I graduated from
diploma degree | {s}{x} (?:gave|handed|awarded|granted) me (?:the|my|a) (?:\w+ )?(?:diploma|degree|certificate|bachelor's|master's) | I graduated from {x}
dropped pulled withdrew flunked walked thrown kicked | {s}(?:i've |i have |i )?(?:finally |just |had to |recently )*(?:dropped out of|drop out of|pulled out of|withdrew from|flunked out of|walked out of|got thrown out of|got kicked out of|bailed on|was thrown out of|was kicked out of) {y}{end} | I dropped out of {y}
degree finishing graduating | {s}(?:i )?(?:left|quit) {y} without (?:a|my|the|any|finishing|graduating|taking) ?(?:degree|diploma|my degree|)\b | I dropped out of {y}
# ── languages ──
language dream | {s}{tongue} is the language (?:that )?(?:i|we) (?:dream|think|speak|swear|count) (?:in|at home)? | I speak {tongue}
dream think swear count | {s}i (?:still |even |often |mostly )?(?:dream|think|swear|count) in {tongue} | I speak {tongue}
bilingual trilingual | {s}(?:i'm |i am |i was |we were |was )?(?:raised |grew up )?(?:bilingual|trilingual|multilingual)\W+(?:with |in |speaking )?{tongue} | I speak {tongue}
speaking | {s}(?:i |we )?(?:grew up|was raised|were raised|was brought up) (?:\w+ )?(?:speaking|with|on|in) {tongue} | I speak {tongue}
good fluent rusty decent solid ok okay excellent passable perfect great | {s}my {tongue} is (?:pretty |quite |very |fairly |still |rather |a bit |a little |almost |near |really |not )*(?:good|fluent|rusty|decent|solid|ok|okay|excellent|passable|perfect|great|bad|native|conversational) | I speak {tongue}
by | {s}i (?:can |just |manage to |could )?get by in | I speak
talk chat | {s}(?:with|to) my [\w ]{3,24}? i (?:always |usually |mostly |only )?(?:talk|chat|speak|talk in|chat in|speak in) | I speak
native mother first | {s}(?:i'm |i am )?(?:a )?native (?:speaker of )?{tongue}(?: speaker)?(?: here)? | I speak {tongue}
speaker speakers | {s}(?:i'm |i am )?(?:a |an )?(?:native |fluent |proud )?{tongue} speaker(?: here)? | I speak {tongue}
taught learned learnt picked | {s}(?:i |i've )?(?:taught myself|learned|learnt|picked up|mastered) {tongue}(?= and (?:i )?(?:now )?(?:speak|can)| as a (?:kid|child)| growing up| at (?:home|school)| from my| (?:when|while)| so well| fluently) | I speak {tongue}
conversational fluent proficient native | {s}(?:i'm |i am )?(?:pretty |fairly |quite |completely |reasonably )?(?:conversational|fluent|proficient|native|at home|trilingual) in | I speak
# ── days, years ──
birthday | {s}(?:put |mark |save |note )(?:down )?{date}(?: down)? (?:in|on) (?:your|the) (?:calendar|diary)\W+(?:it's |that's )?my birthday | My birthday is {date}
birthday born | {s}(?:another year older |i turn a year older |i get older |we celebrate me )?(?:every|on|each) {date}\W+(?:that's|it's|which is|is)? ?(?:when )?my birthday | My birthday is {date}
world | {s}i came into (?:this|the) world on {date} | My birthday is {date}
birthday | {s}(?:it's|it is|we celebrate) my birthday on {date} | My birthday is {date}
birthday | {s}my birthday: {date} | My birthday is {date}
birthday | {s}{date} (?:is|happens to be|marks) my birthday | My birthday is {date}
birthday mine | birthday\b[^.!?]{0,60}\bmine(?:'s| is| is on| falls on) (?:on )?{date} | , my birthday is {date}
celebrate turn older | {s}i (?:celebrate (?:my birthday )?|turn \d+ |get a year older )on {date} | My birthday is {date}
age years young old | {s}{n} years (?:young|old|of age)\W+(?:that's me|and counting|here) | I am {n} years old
being | {s}being {n} (?=is|isn't|feels|sucks|has|means|ain't|comes) | I am {n} years old, it
at | {s}at {n},? (?=you|i|we|one|my|it|everything|people)(?!%) | I am {n} years old,
turned hit reached | {s}(?:i've |i have |i )?(?P<y>(?:just |recently |only )?)(?:turned|hit|reached) {n}{end} | I {y} turned {n}
birthday | {s}(?:i )?(?:celebrated|had|survived) my {n}(?:st|nd|rd|th) birthday | I turned {n}
# ── volunteers, members ──
hand helps help helping out | {s}(?:(?:on |every )?\w+days?,? )?(?:i |i'm |we )(?:still |also |often |regularly |sometimes |always )*(?:lend(?:ing)? a hand|help(?:ing)? out|pitch(?:ing)? in|giv(?:e|ing) (?:my|some) time) (?:at|with|for|to) (?P<x>(?:the|an?|our|(?-i:[A-Z]))[^,.!?]{2,44}?)(?= as an? volunteer| on | every |\W*$|[,.!?]) | I volunteer at {x}
volunteer volunteering | {s}(?:i'm |i am |i've been |i |been |also )?(?:doing|do|did|started|start) (?:some |a bit of |a little |my )?(?:volunteer(?:ing)?|charity|unpaid) (?:work|shifts|hours)? ?(?:at|for|with) | I volunteer at
volunteer | {s}(?:i'm |i am )?(?:a |an )?(?:regular |proud |new |longtime )?volunteer (?:here )?(?:at|for|with) (?!work) | I volunteer at
volunteering volunteer | {s}(?:i |i've |i have )?(?:got|been|was|have been)? ?(?:roped into|talked into|ended up|started|signed up for|began|now|currently|i'm) volunteering (?:at|with|for) | I volunteer at
volunteer volunteering | {s}(?:i )?signed up (?:to volunteer|as a volunteer) (?:at|with|for) | I volunteer at
volunteer volunteering | {s}(?:i've |i have |i |i'm )?(?:had to |finally |recently |just |sadly )*(?:no longer volunteer(?:ing)?|give up (?:volunteering|(?:the|my) volunteer (?:shifts|work|gig))|gave up (?:volunteering|(?:the|my) volunteer (?:shifts|work|gig))|stop(?:ped)? (?:volunteering|the volunteer work|helping out)|quit (?:volunteering|the volunteer work)|done volunteering|don't volunteer) (?:at|with|for) | I stopped volunteering at
help | {s}(?:i )?(?:no longer|don't) help(?: out)? at | I stopped volunteering at
member card | {s}(?:i've |i have |i )?(?:finally |just |recently |also )*(?:became|become|got accepted as|was accepted as|signed up as) (?:a |an )?(?:\w+ )?member (?:of|at) | I am a member of
belong | {s}(?:i )?(?:also |still |now )?belong to (?=an? |the |our )(?!the past) | I am a member of
took accepted let | {s}{x} (?:took|let|voted|accepted) me in\b | I am a member of {x}
dues fee subscription membership | {s}(?:i )?(?:paid|renewed) my (?:dues|fee|subscription|membership)(?: fee)?,? (?:so |and )?(?:now )?(?:i'm|im|i am) (?:officially )?in | I am a member of
in | {s}(?:i'm|im|i am|i've been) (?:also |now |still |actually |part |active |officially )*(?:in|part of|on) (?=(?:an?|the|our|my) (?-i:[^,.!?]{0,30})\b(?:club|choir|band|team|party|association|union|orchestra|league|society|council|committee|guild|crew|brigade|squad|group|troupe|ensemble|board|chapter|co-?op|network|fraternity|sorority|gang|scouts)\b) | I am a member of
signed joined join | {s}(?:i've |i have |i |we )?(?:finally |just |recently |also )*(?:signed up (?:for|with|to)|joined|got into|was accepted into|auditioned (?:for|into)) (?=(?:an?|the|our) [^,.!?]{0,30}\b(?:club|choir|band|team|party|association|union|orchestra|league|society|council|committee|guild|brigade|squad|group|troupe|ensemble|board|chapter|co-?op|network|fraternity|sorority|scouts)\b) | I joined
membership member card | {s}(?:i've |i have |i )?(?:finally |just |sadly |recently )*(?:handed (?:back|in) my (?:membership )?card (?:to|at)|cancelled my membership (?:at|with|in)|quit being (?:a )?member of|stopped being (?:a )?member of|let my membership (?:at|in|with)|ended my membership (?:at|with|in)|resigned (?:my membership )?from|resigned as (?:a )?member of) {x}(?: lapse)?{end} | I am no longer a member of {x}
out | {s}(?:i'm|im|i am) (?:now |officially |finally )?out of (?=(?:the|an?|our) (?!town|office|house|country|hospital|city|way|loop|question|blue|woods|milk|game)) | I am no longer a member of
anymore more longer | {s}(?:i'm|im|i am) (?:not|no longer) (?:in|part of|on|a member of) {x}(?: any ?more| anymore| any longer)?{end} | I am no longer a member of {x}
left quit leave | {s}(?:i've |i have |i )?(?:finally |just |sadly |recently )*(?:left|quit) (?P<x>(?:an?|the|our|my) [^,.!?]{0,30}\b(?:club|choir|band|team|party|association|union|orchestra|league|society|council|committee|guild|brigade|squad|group|troupe|ensemble|board|chapter|co-?op|network|fraternity|sorority|scouts)\b) | I am no longer a member of {x}
# ── favourites ──
colour color | {s}no colou?r beats {x} for me.* | My favourite color is {x}
colour color | {s}if it (?:comes|is|'s) (?:in )?{x},? i (?:buy|want|need|love|wear) it.* | My favourite color is {x}
favourite favorite | {s}{x} (?:is|has become|became|has always been|will always be|remains) my (?:new |all-time |absolute |current )?favou?rite (?P<y>colou?r|food|film|movie|book|band|song|drink|season|sport|dish|city|author|animal|show|artist|place|restaurant|game|singer|writer|dessert|ice cream|team|hobby)(?: now| these days)? | My favourite {y} is {x}
mind | {s}(?:i've |i )?changed my mind\W+my favou?rite | My favourite
# ── health ──
my | {s}my {ill} (?=is|has|was|got|keeps|makes|flared|acts|means|kept|came|won't|doesn't|and|started|again) | I have {ill}, it
living dealing struggling battling coping suffering fighting | {s}(?:i'm |i am |i've been |i have been |been |i |i've )?(?:\w+ly )?(?:living|dealing|struggling|struggle|battling|coping|suffering|fighting|lived|dealt|struggled|live|deal|cope) (?:with|from) (?:my |severe |bad |chronic |mild |some )?{ill} | I have {ill}
because thanks due | {s}(?:because of|thanks to|due to|with) my (?:severe |bad |chronic |mild )?{ill},? (?=i\b|we\b|it\b|my\b|there\b) | I have {ill},
diagnosis diagnosed doctor doctors confirmed | {s}(?:the diagnosis (?:is in|came|is|was)|(?:my|the) (?:doctors?|gp|specialist) (?:says?|said|told me|confirmed|thinks?|diagnosed)(?: (?:it's|i have|me with|that i have|i've got|it|that it's))?|i got (?:the |a )?diagnosis|it's official|got diagnosed with|diagnosed with|officially)[:, ]+(?:it's |i have |i've got )?(?:a case of )?{ill} | I have {ill}
runs | {s}{ill} runs in (?:my|the|our) family,? (?:and|so|yes) .{0,20}?(?:i've|i have|me|i do) ?.{0,16} | I have {ill}
the | {s}the {ill} (?:kept|keeps|is|was|acted|woke|got) (?=.{0,30}\b(?:me|my|having it|having)\b) | I have {ill}, it
had have got | {s}(?:i've |i have |i )(?:got|had|always had|had)? ?(?:\w+ )?{ill} (?=since|for|all my|as long|ever since|my whole) | I have {ill}
# ── plans ──
diary calendar schedule agenda books planner | {s}(?:there's|there is|i have|i've got|i've|got|put|i put) (?:an?|my|the|this) (?P<x>[^,.!?]{2,34}?) (?:is )?(?:in|on|down in|pencilled in) (?:my|the) (?:diary|calendar|schedule|agenda|books|planner),? (?:for )?{day} | I have a {x} on {day}
forget remind | {s}(?:please )?(?:don't let me forget|remind me of|remind me about|don't forget|i mustn't forget|i can't forget) (?:about )?(?:the|my|our) {x} (?:is )?{day} | I have a {x} on {day}
is | {s}{day} is (?:my|the|our) (?:big )?{event}{end} | I have a {event} on {day}
is | {s}{day} is when (?:i have|i've got|we have) (?:my|the|an?) {x}{end} | I have a {x} on {day}
got have | {s}(?:i've |i |we've )?(?:got|have) (?:an?|my|the) {event}(?: coming up| scheduled| booked| planned)? {day} | I have a {event} on {day}
moved pushed postponed rescheduled shifted forward delayed changed bumped | {s}(?:they |we |i |my \w+ )?(?:had to |have )?(?:moved|pushed|postponed|rescheduled|shifted|delayed|changed|bumped) (?:my|the|our) {event}(?: back| forward| up| again)? (?:to|until|till) {day} | Actually, I have a {event} on {day}
moved pushed postponed rescheduled shifted forward delayed changed bumped | {s}(?:my|the|our) {event} (?:got|gets|was|has been|had been|is|is being|is now|has|had to be) (?:\w+ )?(?:moved|pushed|postponed|rescheduled|shifted|delayed|changed|bumped|brought forward)(?: back| forward| up| again)? (?:to|until|till) {day} | Actually, I have a {event} on {day}
said wrote told thought meant | {s}(?:i|you) (?:said|wrote|told you|thought|typed|meant) {that}[,.?]* (?:but )?(?:it's |the |my ){event} (?:is|'s) (?:now )?{day} | Actually, I have a {event} on {day}
not | {s}(?:(?:the|my|our) )?{event} (?:is|'s)(?: now| actually)? {day},? (?:and |but )?not {that} | Actually, I have a {event} on {day}
not | {s}not {that},? (?:but )?{day}(?: for)? (?:the|my|our) {event} | Actually, I have a {event} on {day}
days dates mixed confused | {s}i (?:mixed up|confused|got) the (?:days|dates)(?: wrong)?\W+(?:(?:the|my|our) )?{event} (?:is|'s) (?:now )?{day} | Actually, I have a {event} on {day}
is now | {s}(?:my|our|the) {event} (?:is|is now|'s) {day}{end} | I have a {event} on {day}
# ── likes, in more ways ──
life everything bae best king queen goat heaven bliss joy love | {s}(?!the\b|this\b|that\b|it\b|my\b|these\b|you\b|what\b|i\b|she\b|he\b|we\b|they\b|such\b){x} (?:is|are) (?:just |so |really |absolutely |honestly |simply |truly |pure |my )*(?:life|everything to me|bae|the best(?: thing ever)?|king|queen|the goat|heaven|bliss|joy|my happy place){end} | I love {x}
partial fan fans sold | {s}(?:i'm |i am |we're )?(?:very |quite |rather |a bit )?(?:partial to|(?:a )?(?:big|huge|massive) fans? of|totally sold on|sold on) | I love
fan fans | {s}(?:big|huge|massive|lifelong|long-time) {x} fans?(?: (?:over )?here)? | I love {x}
speaks sings calls appeals | {s}{x} (?:really |just |always )*(?:speaks? to me|appeals? to me|does it for me|hits? the spot|floats? my boat|calms? me down|makes? my day|has my heart|ha(?:s|ve) a special place in my heart) | I love {x}
heart soul | {s}(?:my )?heart (?:belongs|goes out|beats) (?:to|for) | I love
crazy wild | {s}i (?:go|get) (?:so |absolutely |totally )?(?:crazy|wild|nuts|mad) (?:for|over|about) (?!it|that|this|you) | I love
better happier | {s}(?:there's |there is )?(?:nothing|not much|few things) (?:is |makes me )?(?:better|happier|nicer) than (?!that|this|it\b|when|a ) | I love
thing things | {s}(?:one|a|the one|the) things? (?:that )?i (?:really |absolutely |truly |always |most |actually )?(?P<verb>love|enjoy|like|adore|hate|dislike|loathe|detest|can't stand)(?: the)?(?: most)?(?: about (?:life|weekends))? (?:is|are) | I {verb}
what | {s}what i (?:really |absolutely |truly |always |most )?(?P<verb>love|enjoy|like|adore|hate|dislike|loathe|detest|can't stand)(?: most| best)? (?:is|are) (?!how|when|that|about|not) | I {verb}
crave craving | {s}i (?:always |constantly |often )crave | I love
swear | {s}i swear by | I love
worship adore treasure fancy relish savour savor | {s}i (?:absolutely |really |secretly |just |truly )?(?:worship|relish|savou?r|fancy|revel in|delight in|am in awe of)(?= [a-z]+(?:\W|$)) (?!it\b|that\b|a \b|you) | I love
aversion distaste hatred dislike disdain | {s}(?:i've |i have |i've got |i )(?:got |always had |have )?(?:a |an )?(?:\w+ )?(?:aversion|distaste|hatred|dislike|disdain|grudge|horror) (?:to|for|of|against) | I dislike
fan | {s}i'm no (?:great |big )?fan of | I dislike
over | {s}(?:i'm|i am) (?:so |totally |completely |really |just )?over (?!it\b|that\b|the moon|here|there|\d|him|her|you|this) | I dislike
anymore more longer | {s}(?:i )?(?:don't|do not|no longer) (?:really |even )?(?:like|enjoy|care for|love|fancy) {x}(?: any ?more| any longer| these days){end} | I don't like {x} anymore and I dislike {x}
hate dislike detest | {s}please,? no {x}\W+i (?:really |just )?(?:hate|dislike|detest|can't stand)(?: it| them| that)?{end} | I dislike {x}
awful terrible horrible unbearable boring annoying dreadful disgusting tedious exhausting revolting gross painful pointless overrated insufferable | {s}i (?:just |really |always |honestly )?(?:find|think|consider) (?!it\b|that\b|this\b|you\b|the\b){x} (?:is |are |to be )?(?:so |really |very |just |absolutely |totally |pretty |deeply )*(?:awful|terrible|horrible|unbearable|boring|annoying|dreadful|disgusting|tedious|exhausting|revolting|gross|painful|pointless|overrated|insufferable){end} | I dislike {x}
delightful relaxing fascinating soothing amazing wonderful satisfying irresistible charming therapeutic calming beautiful | {s}i (?:just |really |always |honestly )?(?:find|think|consider) (?!it\b|that\b|this\b|you\b|the\b){x} (?:is |are |to be )?(?:so |really |very |just |absolutely |totally |pretty |deeply |oddly |strangely )*(?:delightful|relaxing|fascinating|soothing|amazing|wonderful|satisfying|irresistible|charming|therapeutic|calming|beautiful){end} | I love {x}
comes | {s}(?:i )?(?:want to|wanna|could) (?:leave|scream|run|cry|hide)[\w ]{0,20} when it comes to | I dislike
# ── hobbies and games, in more ways ──
spare free | {s}in my (?:spare|free) time,? (?:i |i'm |i like to |i love to |i usually |i mostly )+(?:do |make |doing |making |into )?(?=[a-z]+ing\b|pottery|yoga|ceramics|calligraphy|origami|jewell?ery|karate|judo|ballet|puzzles|crafts|music) | My hobby is
lot bit lots | {s}i (?:also |still |now )?do (?:a lot of|a bit of|lots of|some|quite a bit of|quite some) (?=[a-z]+ing\b|pottery|yoga|ceramics|photography|calligraphy|origami|karate|judo|ballet|pilates|astronomy|embroidery) | My hobby is
out off | {s}(?:most |every |on |in the )?(?:weekends?|evenings?|mornings?|sundays?|saturdays?)(?: mornings?)?,? (?:i'm|you'll find me|i am|i'll be|you can find me) (?:out |off |usually |always |busy |mostly )*(?=[a-z]+ing\b) | My hobby is
been | {s}(?:i've |i have )?been (?P<x>(?!doing|going|working|living|having|getting|feeling|thinking|trying|looking|meaning|waiting|seeing|dating|using|eating|playing|struggling|dealing|studying|learning|teaching|volunteering|being|making|wondering|saving|planning|running (?:a|the|late)|suffering|taking|telling|talking|\w+ing (?:at|for|in|as|with|from|about|to))[a-z]+ing(?: [a-z]+)?) (?=since|for (?:\w+ ){0,2}(?:years|months|decades|ages|a year|a while)) | My hobby is {x}
hobby hobbies | {s}(?:one of my|my (?:main|other|new|favou?rite|biggest|latest|only|secret)) hobb(?:y|ies) (?:is|are|has always been|has become) | My hobby is
fell discovered | {s}i (?:recently |just |finally )?(?:discovered|fell into|stumbled into|tried my hand at|have thrown myself into|threw myself into) (?=[a-z]+ing\b|pottery|yoga|ceramics|photography|calligraphy|origami|karate|judo|ballet|pilates|astronomy|embroidery) | I took up
learning learn practising practicing taking lessons classes | {s}(?:i'm |i am |i've been |i started |i've started |i began |started )(?:learning|taking|practising|practicing|to learn|learning to play)(?: how)?(?: to play)? (?P<x>(?:the )?(?:guitar|piano|violin|drums|bass|cello|flute|saxophone|trumpet|ukulele|harp|clarinet|banjo|accordion|tennis|chess|golf|badminton|squash))(?: lessons| classes)? | I started playing {x}
league team band orchestra | {s}(?:i )?play (?:for|in|on) (?:an?|the|my|our) (?:\w+ )?(?P<x>football|soccer|chess|tennis|hockey|volleyball|basketball|baseball|rugby|cricket|handball|darts|badminton|bowling|softball|poker) (?:team|league|club|squad|side) | I play {x}
team | {s}(?:i'm|i am) (?:on|in) (?:an?|the|my|our) (?:\w+ )?(?P<x>football|soccer|chess|tennis|hockey|volleyball|basketball|baseball|rugby|cricket|handball|darts|badminton|bowling|softball) (?:team|league|club|squad|side) | I play {x} and I am a member of the {x} team
played play | {s}(?:i )?(?:haven't|have not|hardly|barely) (?:played?) {x} (?:since|in|for|any ?more|anymore) | I stopped playing {x}
going | {s}(?:i've |i have |i )?(?:stopped|quit|gave up) (?:going to|attending|doing) (?:the |my )?{x} (?:class|classes|lessons|practice|training|sessions){end} | I gave up {x}
retired stepped | {s}(?:i've |i have |i )?(?:retired|stepped back|withdrew) from (?P<x>football|soccer|chess|tennis|hockey|volleyball|basketball|baseball|rugby|cricket|handball|darts|badminton|[a-z]+ing){end} | I gave up {x}
up | {s}(?:i've |i have |i )?(?:gave|given) up on (?=the |my |[a-z]+ing) | I gave up
sold swapped traded put | {s}(?:i've |i have |i )?(?:traded|swapped) (?!it\b){x} for (?=[a-z]+ing\b|pottery|yoga|chess|judo|karate|tennis|golf){y}{end} | I gave up {x} and I took up {y}
# ── diets, in more ways ──
for since | {s}(?:strictly |proudly |been |happily )?{diet} (?=for (?:\w+ ){0,2}(?:years|months|decades|ages|weeks|a year)|since) | I have been {diet}
eating | {s}(?:i've |i have |i |we )(?:recently |just |finally )*(?:started|begun|began) (?:eating|cooking|going|being) (?:strictly |mostly )?{diet}{end} | I became {diet}
started eating again | {s}(?:i've |i have |i )(?:recently |just |finally )*(?:started|begun|began|resumed|went back to) (?:to eat |eating |having )?(?:meat|fish|dairy|everything|animal products|bread|carbs|gluten) again | I stopped being on a diet
veganism vegetarianism keto | {s}(?:i've |i have |i )?(?:\w+ )?(?:ditched|quit|gave up|given up|abandoned|dropped|left|turned my back on|said goodbye to) (?:the )?(?:veganism|vegetarianism|keto|paleo) | I stopped being on a diet
converted convert | {s}(?:i've |i have |i'm |i |i'm a )(?:been |recently |now )?(?:a )?(?:converted|convert) to (?P<x>vegan|vegetarian)ism | I became {x}
only strictly exclusively | {s}i (?:only|strictly|exclusively) (?:eat|cook|buy) {diet} | I am {diet}
swear committed strict | {s}(?:i'm|i am) (?:a )?(?:committed|strict|dedicated|lifelong|convinced|proud|devout|happy|practising) {diet} | I am {diet}
# ── allergies, in more ways ──
hospital er emergency ambulance anaphylaxis a&e | {s}(?!my\b|the\b|it\b|that\b|this\b|i\b){x} (?:sends?|sent|lands?|landed|puts?|gives?|gave) me (?:straight )?(?:to|in|into) (?:the )?(?:hospital|er|emergency room|a&e|an ambulance|anaphylaxis|anaphylactic shock){end} | I am allergic to {x}
developed | {s}(?:i've |i have |i )(?:recently |just |also |apparently )?(?:developed|discovered|got|have|had|inherited) (?:a |an )(?:\w+ )?allergy to | I am allergic to
allergic allergies allergy | {s}(?:i |my body )?(?:can't|cannot|could never|mustn't) (?:be around|go near|handle|tolerate|be near|touch|pet|have|eat) {x}[,;:–—-]+\s*(?:i'm |i have |because of |my )?(?:\w+ )?(?:allergic|allerg(?:y|ies)){end} | I am allergic to {x}
limits menu | {s}{x} (?:is|are) (?:strictly )?(?:off[- ]limits|off the menu|a no-go|forbidden|out)(?: for me)?[,;:–—-]+\s*(?:i'm |i have |because of |my )?(?:\w+ )?(?:allergic|allerg(?:y|ies)){end} | I am allergic to {x}
watch careful | {s}i (?:have|need|must|'ve got) ?(?:to )?(?:watch out for|be careful with|stay away from|avoid|keep away from|steer clear of) {x}[,;:–—-]+\s*(?:i'm |i have |because of |my )?(?:\w+ )?(?:allergic|allerg(?:y|ies)){end} | I am allergic to {x}
because | {s}(?:i )?(?:ended up|landed|was|had to go|got rushed|was rushed|wound up) (?:back )?(?:in|to|at) (?:the )?(?:a&e|er|hospital|emergency room|ambulance) (?:because of|thanks to|from|over|after eating|after) {x}[,;:–—-]+\s*(?:i'm |i have )?(?:\w+ )?(?:allergic|allerg(?:y|ies)){end} | I am allergic to {x}
# ── things, in more ways ──
arrived delivered came | {s}my (?:brand[- ])?new {x} (?:just |finally )?(?:arrived|was delivered|came|got delivered|is here|has arrived) | I bought {x}
picked collected | {s}(?:i )?(?:just |finally )*(?:picked up|collected|brought home|took home|unboxed) my (?:brand[- ])?new | I bought a
afternoon day morning weekend evening | {s}(?:i )?spent (?:all|the whole|my whole|half the|the entire) (?:afternoon|day|morning|weekend|evening) (?:with|on|in|fixing|polishing|cleaning|riding|tuning|repairing) my {x}{end} | I own a {x}
fixing repair service broke needs | {s}my {x} (?:broke down|needs (?:fixing|a service|repairs?|new \w+|servicing|to be fixed)|won't start|is (?:at|in) the (?:garage|shop|workshop)|is being (?:fixed|repaired)|(?:is|was) making \w+ noises?|is acting up|has a flat|failed its) | I own a {x}, it
stolen nicked | {s}my {x} (?:was|got|has been|gets|were) (?:stolen|nicked|taken)  | I sold my {x}
gave donated passed handed gifted | {s}(?:i've |i have |i |we )?(?:gave|given|donated|passed|handed|gifted) (?:on )?(?:my|the) {x} (?:on |away |down )?to (?:my|a|the|an|our|some|charity) | I sold my {x} to
threw binned junked chucked trashed | {s}(?:i've |i have |i |we )?(?:threw|binned|junked|chucked|trashed|recycled)(?: out| away)? (?:my|the) (?!towel|party){x}{end} | I sold my {x}
threw binned chucked | {s}(?:my|the) {x} (?:broke|died|gave up|conked out|gave out)(?: down)?(?: for good)?,? (?:and|so) i (?:threw|binned|chucked|scrapped|recycled|junked|sold) it.* | I sold my {x}
proud | {s}(?:i'm |i am )?(?:now )?(?:the |a )?(?:very )?proud (?:new )?owner of | I own
# ── studies, in more ways ──
degree | {s}(?:i'm |i am |i've been )?(?:studying|working|aiming|reading) (?:for|towards|on) (?:a |an |my ){x} degree (?:at|from) | I study {x} at
degree | {s}(?:i'm |i am |i've been )?(?:studying|working|aiming|reading) (?:for|towards|on) (?:a |an |my ){x} degree{end} | I study {x}
major undergrad undergraduate student | {s}(?:i'm |i am )(?:a |an )(?P<x>[a-z][a-z ]{2,30}?) (?:major|undergrad|undergraduate|student)(?: at| over at) (?=(?-i:[A-Z])|the ) | I study {x} at
major minor | {s}(?:i'm |i am )(?:a |an )(?P<x>[a-z][a-z ]{2,30}?) major{end} | I study {x}
accepted admitted got | {s}(?:i've |i have |i |i was |i just )?(?:got|been|was)? ?(?:accepted|admitted|into|in) ?(?:to|into|at)? (?P<y>(?-i:[A-Z])[^,.!?]{2,40}?) to (?:study|read|do) | I started studying at {y} and I study
hold holder | {s}i (?:hold|have|got|earned|received) (?:a |my |an )(?:\w+ )?(?:degree|diploma|bachelor's|master's|phd|doctorate|mba|msc|bsc)(?: in [\w ]{3,24}?)? from | I graduated from
finished completed | {s}i (?:finished|completed) (?:university|uni|college|my studies|school|law school|med school) (?:at|in) (?=(?-i:[A-Z])|the ) | I graduated from
alma | {s}my alma mater is | I graduated from
alma | {s}{x} is my alma mater | I graduated from {x}
left quit | {s}(?:i've |i have |i )?(?:left|quit|dropped out of|dropped) (?:uni|university|college|school|my degree|my studies)(?: early)?{end} | I dropped out of my university
# ── languages, in more ways ──
native mother first second third main | {s}{tongue} is my (?:native|mother|first|second|third|main|other|strongest) (?:language|tongue) | I speak {tongue}
can | {s}i can (?:also |still |actually )?(?:speak|understand|hold a conversation in|chat in|converse in|write in) | I speak
speak use talk | {s}my {tongue} (?:is|isn't|has|gets|comes) [^.!?]{2,40}?\bspeak it | I speak {tongue}
speaking talking | {s}(?:i'm |i am )?(?:speaking|talking|working) (?:in )?{tongue} (?:at|with) (?:home|work|my|the) | I speak {tongue}
raised grew brought | {s}(?:i was |i )?(?:raised|grew up|brought up) (?:in )?(?:a )?{tongue}[- ]speaking | I speak {tongue}
know | {s}i (?:also |still )?know (?:some |a bit of |a little )?{tongue}{end} | I speak {tongue}
# ── days and years, in more ways ──
turn turning be | {s}(?:i |i'll |i'm )(?:turn|turning|be) {n} (?=next|in|on|this|soon|tomorrow) | I will turn {n}
bday b-day | {s}my b-?day (?:is |falls )?(?:on )?{date} | My birthday is {date}
born | ^\W*born (?:on )?(?:the )?{date} | My birthday is {date}
baby | {s}(?:i'm |i am )?a {date} baby | My birthday is {date}
birthday | {s}{date}[,:;–—-]*\s*(?:is |that's |it's )?(?:when )?(?:my birthday|i was born) | My birthday is {date}
birthday | \bmy birthday (?:falls|lands|comes|happens|is celebrated) (?:on|every) {date} | my birthday is {date}
age aged | {s}(?:i'm |i am )?(?:aged?|the ripe (?:old )?age of|at the age of) {n}{end} | I am {n} years old
already officially now only | {s}(?:i'm|i am) (?:already|officially|now|only|still|almost|nearly) {n}{end} | I am {n} years old
# ── volunteers, members, in more ways ──
volunteer volunteering | {s}(?:(?:on |every )?\w+days?,? )?(?:i |i'm |we )(?:also |still |regularly |often )*volunteer(?:ing)? (?:(?:every|each|on) (?:\w+ )?\w+(?: morning| evening| afternoon)?|once a \w+|twice a \w+|regularly|weekly|a lot) (?:at|for|with) | I volunteer at
volunteer | {s}(?:(?:on |every )?\w+days?,? )i (?:also )?volunteer (?:at|for|with) | I volunteer at
volunteer | {s}i (?:work|serve|help|help out) as (?:a |an )?(?:\w+ )?volunteer (?:at|for|with|in) | I volunteer at
coach mentor serve cook tutor sort | {s}i (?:\w+ )?(?:cook|serve|sort|walk dogs|mentor|tutor|coach|read to kids|hand out food|pack boxes) (?:\w+ )?(?:at|for) (?P<x>(?:the|an?) [^,.!?]{0,24}(?:shelter|food bank|soup kitchen|hospice|charity|refuge|sanctuary|homework club|youth centre)) | I volunteer at {x}
part sing sings playing sits serve plays | {s}i(?:'m| am)? (?:also |still |now )?(?:part of|sing in|sing with|dance in|dance with|serve on|sit on|row with|run with|play with|train with|ride with|hike with) (?=(?:an?|the|our|my) [^,.!?]{0,30}\b(?:club|choir|band|team|party|association|union|orchestra|league|society|council|committee|guild|crew|brigade|squad|group|troupe|ensemble|board|chapter|co-?op|network)\b) | I am a member of
members | {s}we(?:'re| are) (?:also |both |all )?members of | I am a member of
dropped walked resigned bowed | {s}(?:i've |i have |i )?(?:\w+ )?(?:dropped out of|walked out of|bowed out of|resigned from|stepped down from|pulled out of) (?P<x>(?:the|our|my) [^,.!?]{0,30}\b(?:club|choir|band|team|party|association|union|orchestra|league|society|council|committee|guild|brigade|squad|group|troupe|ensemble|board|chapter|co-?op|network)\b) | I am no longer a member of {x}
# ── colours, in more ways ──
colour color | {s}{x} is the colou?r (?:that )?i (?:like|love) (?:best|most|the most) | My favorite color is {x}
colour color | {s}i love {x}[,;:–—-]+\s*(?:it's |it is )?my favou?rite colou?r | My favorite color is {x}
colour color | {s}my go-to colou?r (?:is|has become) | My favorite color is
colour color | {s}(?:of all (?:the )?colou?rs,? )i (?:like|love|prefer) {x} (?:best|most|the most)?{end} | My favorite color is {x}
colour color | {s}i (?:like|love|prefer) {x} (?:best|most|the most|more than any other) (?:of all colou?rs|of the colou?rs|colou?r) | My favorite color is {x}
switched changed moved | {s}i(?:'ve)? (?:switched|changed|moved) from [\w ]{3,16} to {x} as (?:my )?favou?rite colou?r | My favorite color is {x}
favourite favorite | {s}my (?:new |current )?favou?rite (?P<y>\w+)(?: these days| now| nowadays| at the moment| lately) (?:is|are) | My favorite {y} is
# ── health, in more ways ──
i | {s}i(?:'ve| have|'m)? (?:\w+ly |just |recently |also |always |still |sometimes |often )*(?:live with|get|had|have|have had|lived with|been living with|suffer|been having|developed|deal with|fight|manage|experience|been managing) (?:a case of |really |chronic |bad |terrible |mild |severe |a bit of |these |awful |regular |some )*{ill} | I have {ill}
doctor doctors | {s}(?:my |the )?(?:doctors?|gp) (?:says?|said|told me|confirmed) (?:that )?(?:i have|it's|i've got|i suffer from) | I have
meds medication pills inhaler treatment | {s}i (?:take|use|need|am on|carry) (?:\w+ )?(?:meds|medication|pills|an inhaler|treatment|tablets) (?:for|because of) (?:my )?{ill} | I have {ill}
# ── plans, in more ways ──
leaves departs starts begins opens arrives | {s}(?:my|our) (?P<event>(?:\w+ )?(?:flight|train|vacation|holiday|course|trip|bus|exam|class|semester|conference|festival|internship)) (?:leaves|departs|starts|begins|opens|arrives) {day} | I have a {event} on {day}
due scheduled booked set planned | {s}(?:my|our|the) {event} (?:is|was|has been|'s) (?:due|scheduled|booked|set|planned|fixed) (?:for )?{day} | I have a {event} on {day}
booked scheduled made got | {s}(?:i've |i have |i |we )?(?:booked|scheduled|made|arranged|set up|fixed|planned|got) (?:an?|my|the) {event} (?:for )?{day} | I have a {event} on {day}
# ── likes, once more: what one would give, and who else ──
sell kill die walk drive cross fly anything crawl | {s}(?:i'd|i would) (?:happily |gladly |probably |honestly )?(?:sell my soul|kill|die|walk (?:\w+ )?miles|drive (?:\w+ )?(?:miles|hours)|cross (?:an ocean|the world|town)|do (?:almost |absolutely )?anything|crawl over glass|queue for hours|fight you|give my \w+ \w+) for | I love
give feed hand | {s}(?:just )?(?:give|feed|hand|bring|get) me (?:some |a bit of |a plate of |a bowl of )?{x} and (?:i'm|i am|i'll be|you'll have) | I love {x} and I'm
in there yes | {s}(?:if there's|if it's|where there's|say|mention|offer me|anything with|wherever there's) {x}\W+(?:and )?(?:i'm|i am|count me|you'll find me) (?:there|in|sold|happy|first in line) | I love {x}
loving enjoying adoring digging | {s}(?:i've been |i'm |been )?(?:really |absolutely |totally |still |just )?(?:loving|enjoying|adoring|digging|obsessing over|binging|bingeing|devouring) (?!it\b|that\b|this\b|the\b|my\b|your\b|every\b|life\b|being\b|a\b|these\b) | I love
beat wrong | {s}(?:you )?(?:just )?(?:can't|can never|simply can't) (?:beat|go wrong with|top) (?!that|this|it\b|the price) | I love
up mood game down | {s}(?:i'm|i am) (?:always |forever |constantly )(?:up for|in the mood for|game for|down for|ready for|craving) (?!a chat|it\b|that\b) | I love
day start get through | {s}i can't (?:start|get through|begin|end|finish) (?:my|the|a) (?:day|morning|week|evening) without (?:my |a |some )? | I love
without | {s}(?:a|what's a|what is a) (?:day|week|weekend|life|world|summer|winter|evening) without {x} (?:is|isn't|would be|feels|doesn't) | I love {x}, it
do | {s}(?:what would i|i don't know what i'd|no idea what i'd) do without {x}{end}\?? | I love {x}
every | {s}{x} (?:gets? me every (?:single )?time|wins? every time|never lets? me down|never disappoints?|always hits?|is a yes from me|gets? me going|keeps? me going|lights? me up|feeds? my soul|is good for the soul|is where it's at|makes? everything better|melts? my heart|fixes everything|is always a good idea|for the win|ftw|forever|all the way|all day long){end} | I love {x}
talk ramble chat | {s}i (?:could|can) (?:talk|ramble|chat|go on|rave|nerd out) (?:about|over) {x} (?:all (?:day|night)|for (?:hours|days)|forever|endlessly) | I love {x}
team long thank praise hooray cheers bless | {s}(?:team|long live|thank god for|thank goodness for|praise be to|hooray for|all hail|god bless|three cheers for) (?!you|that|this|the weekend|friday|it\b) | I love
idea comfort therapy heaven paradise bliss joy luxury treat vice secret | {s}(?:my|i have one) (?:idea of (?:heaven|fun|bliss|a good time|paradise|a perfect (?:evening|day|night|weekend))|(?:one |only |biggest |little |favou?rite |greatest |big )?(?:comfort|therapy|vice|luxury|joy|indulgence|addiction|obsession|treat|pleasure|weak spot)(?: in life)?)(?: is| are|:) | I love
favourite favorite | {s}my (?:absolute |all-time |total |personal |big |number one )*(?:fave|favou?rite)s?(?: thing| things)?(?: ever| in the world)?(?::| is| are) (?!when|that|how|color|colour) | I love
big | {s}(?:i'm|i am|we're) (?:really |very |pretty |quite |so )?(?:big on|huge on|gone on|nuts for|wild for|a slave to|powerless against|helpless against) | I love
soft | {s}(?:i've |i have |i )?(?:always )?(?:been |gone )?(?:soft on|weak for|a believer in|devoted to|crazy for|mad for|drawn to) (?=[a-z]) | I love
had | {s}you had me at | I love
nothing | {s}nothing (?:makes|cheers|relaxes|comforts|calms|excites) me (?:\w+ )?(?:happier |more |quite )?(?:than|like|as much as) | I love
rather | {s}(?:i'd|i would) rather have {x} than (?:anything|everything) | I love {x}
always | {s}(?:i )?always have room for | I love
# someone else's tastes
enough | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:just |simply |really )?(?:can't|cannot|could never) get enough of | {w} loves
live without no | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:just |simply |really )?(?:can't|cannot|could never|couldn't|never|would never) (?:live without|say no to|resist|do without|survive without|have enough) | {w} loves
mad crazy nuts wild obsessed hooked keen sucker bonkers big gone addicted | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she)(?: is|'s|has been) (?:so |totally |completely |absolutely |really |such |always |all |a |just |quite )*(?:mad about|crazy about|nuts about|wild about|obsessed with|hooked on|keen on|sucker for|bonkers about|big on|gone on|addicted to|mad for|crazy for|mad keen on|passionate about|fond of|into) (?!it\b|that\b|me\b|him\b|her\b) | {w} loves
fan lover nut nerd freak fanatic addict enthusiast buff junkie | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she)(?: is|'s)? (?:a |an |such a |quite a |quite the )(?:true |real |big |huge |total |massive |proper |die-hard )*{x} (?:fan|lover|nut|nerd|freak|fanatic|addict|enthusiast|buff|junkie){end} | {w} loves {x}
lives live | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:just |basically |practically |absolutely )?(?:lives for|swears by|goes crazy for|goes wild for|goes mad for|raves about|won't shut up about|never shuts up about|never stops talking about|dreams of) | {w} loves
get give buy | {s}(?:just |you can )?(?:get|give|buy|bring|offer) (?P<w>my \w+|(?-i:[A-Z])\w+) (?:anything (?:to do )?with |some )?{x} and (?:he|she|they)(?:'s|'ll| is| will|'re)? (?:be |is |are )?(?:\w+ )?(?:happy|yours|thrilled|delighted|over the moon|content|sorted) | {w} loves {x}
get | {s}get (?P<w>my \w+|(?-i:[A-Z])\w+) anything (?:to do )?with {x}{end} | {w} loves {x}
thing favourite favorite passion weakness jam obsession | {s}{x} (?:is|are) (?P<w>my \w+|(?-i:[A-Z])\w+)'s (?:\w+ )?(?:thing|favou?rite|passion|weakness|jam|obsession|love){end} | {w} loves {x}
makes make | {s}{x} makes? (?P<w>my \w+|(?-i:[A-Z])\w+) (?:\w+ly |so |very |really )?(?:happy|smile) | {w} loves {x}
note careful mind remember warn heads warning know important reminder forget | ^(?:please |just |so |ok |btw )*(?:note|careful|mind|remember|be warned|heads up|warning|so you know|important|reminder|don't forget|keep in mind|be careful|fyi|watch out)(?: that)?[,:!–— ]+(?=(?:my|our|(?-i:[A-Z])\w+|he|she)\b) | Yes,
allergic allergy kill | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:has|'s got|has got) (?:a |an )(?:\w+ly |bad |severe |nasty |terrible |serious )*(?:allergy to {x}|{y} allergy){end} | {w} is allergic to {x}{y}
kill | {s}{x} (?:could|would|can|might) (?:literally )?kill (?P<w>my \w+|(?-i:[A-Z])\w+){end} | {w} is allergic to {x}
# ── dislikes, once more ──
avoid plague | {s}i (?:really |always |tend to |try to )?avoid {x} (?:like the plague|at all costs?|wherever i can|whenever possible|if i can) | I dislike {x}
run mile hills | {s}{x} (?:makes? me run|sends? me running|has me running|ruins? (?:my day|everything|any \w+|it for me|a good \w+)|kills? (?:my mood|the mood|me inside)|drains? me|exhausts? me|wears? me out|tires? me out|hurts? my soul|stresses me|leaves? me cold|is a (?:hard )?no(?: from me| for me)?|is where i draw the line|is not happening|can (?:go|get) (?:to hell|lost|in the bin)|should be (?:illegal|banned|outlawed)|ought to be (?:illegal|banned)|scares? me|makes? my skin crawl|turns? my stomach|tastes? like \w+|smells? like \w+) | I dislike {x}
illegal banned | {s}{x} (?:should|ought to) (?:really |just )?be (?:illegal|banned|outlawed|forbidden) | I dislike {x}
anything except but | {s}(?:i'll|i can|i) (?:eat|watch|listen to|do|drink|take|tolerate|like) (?:anything|everything|almost anything)(?: really)?,? (?:but|except|except for|apart from|other than|just not|as long as it's not) | I dislike
please | {s}(?:please )?(?:anything but|no more|not|enough with the|down with|away with|to hell with|screw) {x}(?:,? please|,? again|,? i beg you)?{end}(?<!worries)(?<!problem) | I dislike {x}
pay | {s}you (?:couldn't|can't|could not|would have to|'d have to) (?:pay|drag|force|bribe) me (?:enough )?(?:to (?:eat|watch|go to|do|listen to|try|touch|like)|into|to)(?: a| an)? | I dislike
wouldn't | {s}i (?:wouldn't|would not|won't|refuse to|will never|would never) (?:touch|eat|go near|watch|listen to|set foot in|drink|be caught (?:dead )?(?:eating|watching|at|in)) (?!it\b|that\b) | I dislike
problem issue trouble beef war hate | {s}(?:i've |i have |i've got |i )(?:got |have )?(?:a |an )?(?:serious |real |big |personal )?(?:problem|issue|beef|war|hate-hate relationship|vendetta|feud|thing) (?:with|against) (?=[a-z]) | I dislike
enemy nemesis | {s}(?:my (?:mortal |worst |sworn |arch )?(?:enemy|nemesis)(?: is| are|:) {x}|{y} (?:is|are) my (?:mortal |worst |sworn |arch )?(?:enemy|nemesis)){end} | I dislike {x}{y}
friends | {s}{x} and (?:i|me) (?:don't (?:get along|get on|mix)|do not get along|aren't friends|will never be friends|are not friends|are enemies)(?!.{0,30}allerg) | I dislike {x}
charm loses lost magic appeal shine | {s}{x} (?:has |have )?(?:lost (?:its|their|all) (?:\w+ )?(?:charm|magic|appeal|shine)|lost me|stopped being fun) | I dislike {x}
# ── things, diets, health, once more ──
family fleet collection household | {s}(?:please )?(?:meet|welcome|say hello to) my (?:brand[- ]?)?new | I own a
new | {s}(?:there's |we have )?a new (?:member of the family|addition to the (?:family|garage|household|collection|fleet))[,:–— ]+(?P<x>an? [^,.!?]{2,40}){end} | I own {x}
saved saving finally dream | {s}(?:i )?(?:finally )?(?:pulled the trigger on|saved up for|signed for|put down a deposit on|won|scored|found myself|nabbed|snapped up|took delivery of|became the owner of|laid my hands on) (?=an? ) | I bought
mine | {s}(?P<x>an? [^,.!?]{2,40}?) (?:is|became) (?:now |finally |officially )*mine{end} | I own {x}
mine | {s}the {x} is (?:now |finally |officially )+mine{end} | I own a {x}
farewell bye goodbye rip adieu | {s}(?:farewell|bye(?: bye)?|goodbye|rip|so long|adieu),? (?:to )?(?:my |old |dear |beloved )+(?P<x>[a-z][^,.!?]{2,30}){end} | I sold my {x}
gone history | {s}(?:my|the) {x} (?:is|has) (?:gone|moved on|finally gone|found a new (?:home|owner)|been sold|been stolen|been scrapped|been donated)(?: now)?{end} | I sold my {x}
let | {s}(?:i )?(?:had to |finally |reluctantly )*let (?:my|the) {x} go{end} | I sold my {x}
meat animals | {s}(?:i )?(?:haven't (?:eaten|touched|had)|stopped eating|don't eat|no longer eat|quit eating) (?:any )?(?:meat|animals) (?=since|for|in) | I am vegetarian
team crowd club gang side | {s}(?:i'm |i am )?(?:on |in |a member of |part of )?(?:the |team )(?:\w+ )?{diet}(?: team| crowd| club| gang| side| camp)?{end} | I am {diet}
now again | {s}{diet} (?:now|these days|again|nowadays|at the moment|since \w+|over here|here) | I am {diet}
tried | {s}(?:i )?(?:tried|did|lasted) (?:being )?{diet} (?:for|until).{2,40}(?:gave up|it's over|didn't last|not any ?more|anymore|done with (?:it|that)|failed) | I stopped being {diet}
again | {s}(?:i'm|i am) eating (?:meat|fish|dairy|everything|bread|animal products) again | I stopped being on a diet
bothering plaguing haunting flaring acting back playing | {s}(?:the |this |my )?{ill} (?:has been |is |'s |keeps )(?:bothering me|plaguing me|haunting me|flaring up|acting up|back|playing up|killing me|getting worse|getting to me|under control|ruining my \w+) | I have {ill}, it is
with | {s}(?:life|living|working|sleeping|sleep|running|school|travelling|traveling) with {ill} | I have {ill},
thanks courtesy blame | {s}(?:thanks to|courtesy of|blame|because of|due to) (?:the |my )?{ill}{end} | I have {ill}
person patient sufferer survivor fellow | {s}(?:i'm |i am |as )(?:a |an )?(?:long-?time |lifelong |fellow |chronic )?{ill} (?:patient|sufferer|survivor|person|warrior|haver) | I have {ill}
got came | {s}(?:i've |i have |i )(?:also |always |recently |since \w+ )?got {ill} | I have {ill}
brought picked acquired snagged scored grabbed collected unboxed won received financed leased nabbed came walked ended tracked got | {s}(?:i've |i have |i |we )(?:finally |just |also |recently )*(?:brought home|picked up|acquired|snagged|scored|grabbed|collected|unboxed|won|received|financed|leased|nabbed|came home with|walked out with|ended up with|tracked down|got hold of) (?=an? )(?!an? (?:\w+ )?(?:job|coffee|letter|message|call|prize|medal|award|scholarship|flu|cold|deal|place|virus|drink|bite|friend|way|seat|taxi|hobby|habit|accent|book|snack|lunch|hitchhiker|bug)) | I bought
avoid away touch near have eat | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:has to|have to|must|needs to|needs|should|can't|cannot|mustn't|shouldn't|better not|is not allowed to) (?:always |really |strictly |never )?(?:avoid|stay away from|keep away from|steer clear of|touch|eat|have|go near|be around|be kept away from)(?: any)? {x}[,;:–—-]+\s*(?:because |since |as |he's |she's |they're |it's |severe |a )*(?:\w+ly )?(?:allergic|allergy|allergies|anaphylactic|life-threatening|epi-?pen).* | {w} is allergic to {x}
"""
