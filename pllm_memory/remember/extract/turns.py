"""How turns of a life are put, and how they are put plainly; rows as in `wordings`.

What one leaves, loses, replaces or becomes has the most ways to be said, and each that is missed leaves what is over
standing as if it still held.
"""

# ruff: noqa: E501  patterns are read best in one piece

TURNS = r"""
# ── a job that is over ──
let | {s}(?:they|(?:my|the|our) (?:company|boss|employer|firm|manager|agency)|management|hr)(?:'ve| have| has)?(?: just| finally)? let me go(?: at| from| by) (?!.{0,12}(?:early|home|on\b)) | I got fired from
let | {s}(?:they|(?:my|the|our) (?:company|boss|employer|firm|manager|agency)|management|hr)(?:'ve| have| has)?(?: just| finally)? let me go(?=\s*(?:$|[.,;!]|yesterday|today|last|on \w+day|this|in \w+)) | I lost my job
company employer firm workplace startup start-up agency | {s}(?:my|our) (?:company|employer|firm|workplace|startup|start-up|agency)(?: has| have| just| finally| sadly)* (?:went bust|gone bust|went under|gone under|went bankrupt|went out of business|folded|collapsed|closed down|closed its doors|shut down|shut its doors|closed for good|is no more) | I lost my job
redundancy severance buyout package | {s}(?:i |i've |i have )?(?:just |finally )?(?:took|taken|accepted|got) (?:voluntary |early |the |a )*(?:redundancy|severance|buyout)(?: package)? (?:from|at|with) | I got fired from
redundancy severance buyout | {s}(?:i |i've |i have )?(?:just |finally )?(?:took|taken|accepted|got) (?:voluntary |early |the |a )*(?:redundancy|severance|buyout)(?: package)?{end} | I lost my job
walked stormed jacked packed chucked | {s}(?:i |i've |i have |i just )?(?:walked out of|stormed out of|jacked in|packed in|chucked in|walked away from) (?:my|the) job{end} | I lost my job
made | {s}they(?:'ve| have)?(?: just| finally)? made me (?=(?:the |a |an )?(?:[\w-]+ ){0,2}(?:lead|head|manager|director|supervisor|chef|captain|foreman|partner|editor|principal|president|chief|coordinator|deputy)\b)(?!.{0,30}for (?:a|the|one) (?:day|night|week|game)) | I got promoted to
made | {s}(?P<w>my \w+(?: (?-i:[A-Z])\w+)?|(?-i:[A-Z])\w+|he|she) (?:just |finally )?(?:got|was|has been) made (?=(?:[\w-]+ ){0,2}(?:lead|head|manager|director|supervisor|chef|captain|foreman|partner|editor|principal|president|chief|coordinator)\b) | {w} got promoted to
job company employer firm | {s}(?:so )?(?:i |i've |i have )?(?:just |finally |recently |also |now )*(?:quit|left|resigned from|got out of|escaped|ditched|dumped|packed in|chucked in|jacked in|walked out of|walked away from) (?:that|this) (?:\w+ )?(?:job|company|employer|firm)\b(?! interview| offer) | I quit my job
job | {s}(?:that|the) (?:old )?job(?: is|'s| was)? (?:now |finally |officially |all )*(?:behind me|history|over|done|gone|no more|in the past){end} | I lost my job
there | {s}(?:i )?(?:don't|no longer) work there(?: any ?more| any longer| now)?{end} | I quit my job
redundant let laid fired sacked canned axed | {s}(?:i've been|i have been|i was|i got|got|been|was|they(?:'ve| have)?(?: just| finally)? made me) (?:just |finally |officially |sadly )*(?:made redundant|redundant|let go|laid off|canned|axed)(?=\s*(?:$|[.,;!—–-]|\s(?:yesterday|today|last|on \w+day|this|in \w+|after|along|with|and|because|as|so)\b)) | I lost my job
laid fired sacked rid let redundant | {s}(?:since |when |after |because )?(?:they|(?:my|the) (?:boss|manager|company|employer|firm)|management|hr)(?:'ve| have| has)?(?: just| finally)? (?:laid me off|fired me|sacked me|got rid of me|made me redundant|gave me the (?:sack|boot|chop|push))(?! (?:up|from|at)\b) | I lost my job
let laid cut fired sacked axed redundant | {s}(?:and )?(?:i was|i'm|i am|was) (?:also |sadly |unfortunately |one of |among |part of |in )+(?:the )?(?:\w+ ){0,2}?[\w%]+(?: percent| people| of us| employees| colleagues| staff| ones| group| round)* (?:they |who |that |of people )*(?:'ve |have |were |was |been |got |just )*(?:let go|laid off|cut|fired|sacked|axed|made redundant) | I lost my job
position role job post | {s}my (?:position|role|job|post)(?: has been| was| got| is being| has just been| is)? (?:just |now |officially )*(?:eliminated|cut|axed|made redundant|scrapped|abolished|terminated|outsourced|automated away|no more|gone) | I lost my job
contract | {s}my (?:\w+ )?(?<!phone )(?<!gym )(?<!rental )contract (?:wasn't|was not|hasn't been|didn't get|isn't being|has not been|is not being) (?:renewed|extended|prolonged) | I lost my job
contract | {s}they (?:didn't|did not|haven't|decided not to) (?:renew|extend|renewed|extended) (?:my|the) contract{end} | I lost my job
contract | {s}my (?:work |temp |temporary )?contract (?:just |has |has just )?(?:ran out|run out|expired|ended|came to an end|come to an end)(?!.{0,40}\b(?:but|renew|extend|new one|permanent)) | I lost my job
p slip | {s}(?:i |i've |they )?(?:just |finally )?(?:got|received|been handed|handed me|gave me) (?:my|a|the) (?:p45|pink slip) | I lost my job
badge pass lanyard laptop uniform | {s}(?:i |i've |i have )?(?:just |finally |recently |also |now )*(?:handed in|handed back|gave back|turned in|returned) (?:my|the) (?:work |company |staff |office )*(?:badge|lanyard|pass|uniform|work laptop|company laptop|company car)(?: today| yesterday| on \w+day)?{end} | I lost my job
hung | {s}(?:i |i've |i have )?(?:just |finally |recently |also |now )*hung up (?:my|the) (?:scrubs|apron|uniform|badge|whistle|stethoscope|tool ?belt|robes|chef's (?:whites|hat|jacket)|chalk|hard hat)(?: for good)? | I retired
# ── a job that begins ──
gig | {s}new gig\W+(?:it's |at |with )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I started working at {x}
took taken accepted landed got | {s}(?:i |i've |i have )?(?:just |finally |recently |also |now )*(?:took|taken|accepted|landed|got) (?:the|a|that|their) (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:job|role|position|gig|post)(?! interview| offer| ad| application) | I started working at {x}
offer | {s}(?:i |i've |i have )?(?:took|accepted|signed) (?P<x>(?-i:[A-ZÀ-Þ])[\w&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w&.-]*)*)['’]s offer(?=.{0,40}\bstarted\b) | I started working at {x}
paying pays paid | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?: has been| is| have been|'s been)? (?:paying|pays|paid|signs|signing) (?:my (?:salary|wages|rent|bills|paychecks?)|me)(?! (?:back|attention|for|a visit|off|extra)) | I work at {x}
headhunted poached recruited hired | {s}(?:i was|i've been|i got|i have been|was|got) (?:headhunted|poached|recruited|snapped up|taken on|hired)(?: away)? by (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*){end}(?!.{0,40}(?:turned it down|said no|declined)) | I started working at {x}
gig post placement apprenticeship internship traineeship stint | {s}(?:i |i've |i have )?(?:just |finally |recently )*(?:started|began|begun|kicked off|landed|got|took) (?:my |a |an |the )?(?:new |first |dream )*(?:gig|post|placement|apprenticeship|internship|traineeship|stint|thing) (?:at|with) (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I started working at {x}
onboarding induction orientation probation | {s}(?:i'm |i am |my |still )?(?:doing |in (?:my )?)?(?:onboarding|induction|orientation|probation|on probation)(?: week| training| period)? (?:at|with) (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at {x}
offer | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:made|gave) me an offer\b(?=.{0,60}\b(?:started|accepted|said yes|took it|signed)\b) | I started working at {x}, an offer
under over | {s}(?:they(?:'ve| have)? |i've been |i was )?(?:put|moved|transferred) (?:me )?under (?P<x>(?-i:[A-ZÀ-Þ])[\w'-]+){end} | My boss is {x}
taken took boss manager | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'-]+) (?:has |'s )?(?:taken|took|takes) over (?:from (?:(?-i:[A-ZÀ-Þ])[\w'-]+|my old \w+) )?as (?:my|our) (?P<y>boss|manager|landlord|landlady|doctor|gp|teacher|therapist|supervisor|team lead) | My {y} is {x}
made became | {s}i(?:'ve| have)? (?:just |finally )*(?:made|made it to|become|became) (?=(?:[\w-]+ ){0,2}(?:lead|head|manager|director|supervisor|chef|captain|foreman|partner|editor|principal|president|chief|coordinator|engineer|professor|consultant|officer|sergeant)\b) | I got promoted to
trained retrained requalified qualified | {s}(?P<w>i(?:'ve| have)?|(?-i:[A-Z])\w+|my \w+|he|she)(?: has| have)? (?:just |finally |recently )*(?:retrained|requalified|qualified|trained up) as (?=an? ) | {w} became
over | {s}i'm (?:over|up|down|out|round) at (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?=,? (?:in|as|doing|these|now|since|on) (?:their|the|a|an|days|its|my)?) | I work at {x}
living | {s}i (?:drive|teach|sell|build|fix|repair|paint|write|cook|clean|design|make) (?P<y>[\w ]{3,24}?) for a living | I work, I do {y}
employed | {s}(?:currently |now |still )?employed (?:by|at|with) (?=(?:the |an? )?\w) | I work at
runs leads heads manages charge | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?:,? who)? (?:runs|leads|heads|manages|is in charge of|is the head of) (?:our|my) (?:team|department|shift|office|branch|store|unit|section|crew|division) | My boss is {x}
mine | ^\W*mine(?:'s| is)(?: on)? {date}{end} | My birthday is {date}
calls | {s}(?:(?:these days|now|nowadays),? )?(?P<w>(?-i:[A-ZÀ-Þ])[\w'-]+|my \w+|he|she) (?:now )?calls (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:his |her |their )?home | {w} lives in {x}
# ── a home ──
greetings hello hi writing | {s}(?:greetings|hello|hi|writing|typing|coming to you|waving|saying hi)(?: to you)?(?: live)? from (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*),? (?=(?:my|our) new (?:home|city|town|place)) | I live in {x},
van boxes unpacked | {s}(?:hello|greetings|hi) from (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*){end} | I live in {x}
people person local locals folk resident residents | {s}(?:we're|we are|i'm|i am) (?:now |officially )?(?:an? )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:people|person|locals?|folks?|residents?|dwellers?)(?: now)? | I live in {x}
got | {s}(?:we|i)(?:'ve| have)? (?:finally |just )?(?:got|gotten) out of (?=(?-i:[A-Z])) | I moved away from
up over down out | {s}(?:i'm|i am|we're|we are) (?:up|over|down|out|back) in (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?= these days| now| nowadays|\W*$)(?!.{0,12}(?:for|this week)) | I live in {x}
life | {s}(?:my|our) (?:\w+ )?life is in (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?: now)? | I live in {x}
emigrated immigrated | {s}(?P<w>i|we|my \w+ and i|(?-i:[A-Z])\w+|my \w+|he|she)(?:'ve|'s| have| has)? (?:just |finally |recently )*(?:emigrated|immigrated) to | {w} moved to
made making | {s}(?:i|we)(?:'ve| have)? (?:just |finally |recently )*made (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:my|our) (?:new )?(?:base|home|headquarters|hq) | I moved to {x}
returned back | {s}(?:i|we)(?:'ve| have|'m| am|'re| are)? (?:just |finally )?(?:returned|come back|came back|went back|gone back|moved back|back) (?:to|in) (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:for good|permanently|to stay) | I moved to {x}
hang hat | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) is where (?:i|we) (?:now )?(?:hang (?:my|our) hats?|lay my head|call home|have settled|settled|sleep|get my (?:post|mail)) | I live in {x}
has | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) has (?:us|me) now | I live in {x}
flat house apartment place home | {s}(?P<w>(?-i:[A-Z])\w+|my \w+)'s (?:new |little |tiny )?(?:flat|house|apartment|home|studio) in (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?=is|has|was|looks|needs) | {w} lives in {x}, it
# ── a home that is over, and a new one ──
keys | {s}(?:the |my |our )?keys (?:to|for|of) (?:the|my|our) (?:old )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:flat|house|place|apartment|studio|room)(?: are| have been| were| went)? (?:now |finally |all )*(?:back|returned|handed (?:back|over|in)|given back|dropped off|gone|with) | I moved out of {x}
keys | {s}(?:i |i've |i have )?(?:just |finally |recently |also |now )*(?:handed (?:back|over|in)|gave back|returned|dropped off) (?:the |my |our )?keys (?:to|for|of) (?:the|my|our) (?:old )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:flat|house|place|apartment|studio|room) | I moved out of {x}
sold gave | {s}(?:i've |i have |i |we've |we have |we )(?:just |finally |recently )*(?:sold|gave up|given up) (?:the|my|our) (?:old )?(?:flat|house|place|apartment|home|studio|room) in (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*){end} | I moved out of {x}
there here | {s}(?:i|we)(?:'ve| have)? (?:no longer live|don't live) (?:there|here)(?: any ?more| any longer| now)?{end} | I moved away
unpacked | {s}(?:all |finally |mostly |i'm |we're |i've |we've )*unpacked in (?:the )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*){end} | I moved to {x}
move | {s}(?:the|my|our) (?:big )?move to (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:went|is done|was|is behind us|is over|took|nearly killed|cost)(?! (?:off|cancelled|canceled|delayed|postponed)) | I moved to {x},
back | {s}(?:i've |i have |i |i'm |we )?(?:just )?moved back in with (?:my|our) (?:parents|mum|mom|dad|family|folks|mother|father|sister|brother) in (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I moved to {x}
# ── who one is with ──
half better hubby missus bae | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'-]+)(?:'s| is) my (?:better half|other half|hubby|missus|significant other|sweetheart|soulmate|bae|love of my life) | My partner is {x}
split over relationship | {s}(?:our|my|the) (?:relationship|marriage|engagement) (?:has |is |just |has just |was )?(?:ended|over|finished|come to an end|came to an end|fell apart|broke down|history)(?=\s*(?:$|[.,;!])|\s(?:in|last|this|after|and|yesterday|years?|months?|weeks?)\b) | We broke up
ways | {s}we(?:'ve| have)? (?:just |finally |recently )*(?:decided to |agreed to )?(?:go|went|gone|going) (?:our|our own) separate ways | We broke up
friends | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) and i are (?:just|only) friends now | I broke up with {x}
friends | {s}we're (?:just|only) friends now,? (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) and (?:me|i) | I broke up with {x}
paths ways | {s}(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) and i (?:are|have been|decided on|took|are now) (?:taking |on |going |going our )?separate (?:paths|ways) | I broke up with {x}
with | {s}(?:i'm|i am|we're|i've been|i have been|been) (?:now |still |happily )*with {given}(?! from\b| at\b| on (?:this|that)\b|,? who\b|(?: \w+)? today| in the | tonight| right now| all day)(?= now\b| these days| for (?:\w+ )?(?:\w+ )?(?:years?|months?|ages)| since|\s*(?:$|[.!])) | I am dating {given}
# ── who does what for one ──
new | {s}(?:i have|we have|i've got|we've got|i got|we got|got|there's|it's|meet)? ?(?:a |an |my |our )?new (?P<y>boss|manager|landlord|landlady|doctor|gp|therapist|dentist|supervisor)(?:,|:| called| named| -)+ (?:a |an )?(?P<x>(?-i:(?:Dr|Mr|Mrs|Ms)\.? )?(?-i:[A-ZÀ-Þ])[\w'-]*\w(?: (?-i:[A-ZÀ-Þ])[\w'-]*\w)?) | My {y} is {x}
assigned switched moved transferred changed registered | {s}(?:i've |i have |i )?(?:just |been |was |got |now )*(?:assigned|switched|moved|transferred|changed|registered)(?: over)? (?:to|with) (?P<x>(?-i:Dr)\.? (?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | My doctor is {x}
joined | {s}(?:i |i've |we )?(?:just |finally |also )*joined (?:a|the) (?:new |different |local )*gym(?:,|:| called| named| -)+ (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I joined {x} gym
off | {s}(?:i'm |i am |i've been )?off (?:the )?{diet}(?: diet)?(?= (?:since|now|for|these|completely)|\s*(?:$|[.,;!])) | I stopped being {diet}
# ── commutes ──
bus tram train bike metro subway tube ferry car | {s}(?:so )?(?:now )?(?:it's|it is|it'll be|back to) (?:back to )?the (?P<x>tram|bus|train|car|bike|metro|subway|ferry|tube)(?: for me| now| again| from now on| these days| instead)+ | I commute by {x}
bus tram train bike metro subway tube ferry car | {s}(?:i |i've |i have )?(?:just |finally |recently |also |now )*(?:switched|changed|gone over|moved|converted|gone back|went back) (?:over )?to (?:the |my )?(?P<x>tram|bus|train|car|bike|metro|subway|ferry|tube){end} | I commute by {x}
driving | {s}(?:i |i've |i have |i'm |we )?(?:just |finally |recently |also |now )*(?:started|begun|taken to|been|switched to|began|took to|back to) (?:driving) (?:in |all the way )?(?:to (?:the )?(?:office|work))(?! out) | I commute by car
cycling biking | {s}(?:i |i've |i have |i'm |we )?(?:just |finally |recently |also |now )*(?:started|begun|taken to|been|switched to|began|took to|back to) (?:cycling|biking) (?:in |all the way )?(?:to (?:the )?(?:office|work))(?! out) | I commute by bike
walking | {s}(?:i |i've |i have |i'm |we )?(?:just |finally |recently |also |now )*(?:started|begun|taken to|been|switched to|began|took to|back to) (?:walking) (?:in |all the way )?(?:to (?:the )?(?:office|work))(?! out) | I commute by foot
walk | {s}it's (?:now |just |only )*an? (?:[\w-]+ ){0,4}walk to (?:the office|work)(?: now| these days)? | I commute by foot
remote commute | {s}(?:i'm|i am|we're|my job is|my job's|work is|work's|i've gone) (?:now |fully |completely |100% |officially |permanently |entirely )*remote(?: now| these days)?{end} | I don't commute any more
commute | {s}(?:the|my) (?:daily )?commute (?:is|was) (?:now |finally )*(?:a thing of the past|history|over|gone|behind me|no more) | I don't commute any more
bike cycle walk drive run scoot | {s}(?:i|i now|now i|so i|these days i) (?:now |usually |always |mostly |just )*(?P<y>bike|cycle|walk|drive) (?:in|to (?:the )?(?:office|work))(?: now| instead| these days| every)? | I {y} to work
in | {s}i (?:usually |always |mostly |now )*(?:go|come|get|travel|commute) in (?:by|on) (?:the |my )?(?P<x>tram|bus|train|car|bike|bicycle|metro|subway|ferry|tube|scooter) | I go to work by {x}
ride | {s}(?:it's )?an? (?:[\w-]+ ){0,3}?(?P<x>tram|bus|train|car|bike|metro|subway|ferry|tube) (?:ride|journey|trip) to (?:work|the office) | I go to work by {x}
way | {s}on my (?:way|commute) to work | to work
# ── a home ──
packed upped headed | {s}(?:i |we |i've |we've )?(?:just |finally )?(?:packed up|packed (?:my|our) (?:bags|things|stuff|life)(?: up)?|upped sticks|upped and left)(?: everything)?,? and (?:headed|left|went|set off|took off) (?:off |back )?(?:to|for) (?=(?-i:[A-Z])) | I moved to
headed left | {s}(?:i |we )(?:just |finally )?(?:headed|left|set off) (?:off |back )?(?:to|for) (?P<x>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?) for good | I moved to {x}
# ── who is gone ──
make | {s}(?P<x>(?:my|our) (?:\w+ ){0,2}?\w+|(?!he |she |they |we |you |i )(?-i:[A-Z])\w+) (?:sadly |just |unfortunately )?(?:didn't|did not) make it(?=\s*(?:$|[.,;!]|through|past)) | {x} died
dumped left | {s}(?P<x>(?!he |she |they |we |you )(?-i:[A-Z])[\w'-]+) (?:has |just |finally )?(?:dumped|left|walked out on) me{end} | I broke up with {x}
divorced divorce | {s}(?:we|(?:my|our) (?:\w+ )?(?:divorce|decree absolute))(?:'re| are| is|'s| was)? (?:finally |officially |now )*(?:divorced|final|finalised|finalized|through|came through|went through)(?= |$|[.,;!]) | I got divorced
# ── a job that goes on ──
head director vp president cfo ceo cto coo cmo chief counsel partner secretary treasurer | {s}(?:i'm|i am)(?: now| currently| still)? (?:the |our |a |an )?(?P<y>(?:(?:deputy|vice|assistant|senior|junior|interim|acting|general) )*(?:head of (?!the)[\w& -]{2,24}?|vice[- ]president|president|director(?: of [\w& ]{2,24}?)?|vp(?: of [\w& ]{2,24}?)?|c[efotm]o|chief [\w ]{2,20}? officer|counsel|partner|secretary|treasurer)) (?:at|of|for|with) (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?! (?:university|college)\b) | I work as {y} at {x}
hr it sales marketing finance procurement legal logistics accounts accounting engineering support service care design operations ops purchasing research admin security quality payroll pr communications comms data analytics qa devops compliance maintenance production team department r | {s}(?:i'm|i am|i sit|i work)(?: now| currently| still)? (?:in|on) (?:hr|it|sales|marketing|finance|procurement|legal|logistics|r&d|accounts|accounting|engineering|support|customer (?:service|support|care)|design|operations|ops|purchasing|research|admin|security|quality|payroll|pr|communications|comms|data|analytics|qa|devops|compliance|maintenance|production|the \w+ (?:team|department))(?: team| department| side)? (?:at|for|with) (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at {x}
ux ui design accounts accounting marketing sales hr it support logistics legal pr research analytics admin payroll security qa testing devops translations copywriting consulting engineering maintenance reception shifts service procurement data | {s}(?:i |and )(?:do|handle|look after|cover) (?:the |all the |some |night )?(?:ux|ui|design|accounts|accounting|marketing|sales|hr|it|support|logistics|legal|pr|research|analytics|admin|payroll|security|qa|testing|devops|translations|copywriting|consulting|engineering|maintenance|reception|shifts|customer service|procurement|data\w*(?: \w+)?)(?: work| stuff)? (?:at|for) (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at {x}
lead manage oversee head run coordinate supervise | {s}i (?:lead|manage|oversee|head|coordinate|supervise|run (?=the )) ?(?:the |a |an )?[\w' -]{2,28}? (?:at|for) (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at {x}
been | {s}(?:i've |i have )?been at (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?=(?:for|since) (?:\w+ ){0,2}?(?:years?|months?|ages|decades?|\d{4}|january|february|march|april|may|june|july|august|september|october|november|december)\b) | I have been working at {x}
years | {s}(?P<n>\w+) years (?:at|with) (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?= (?:and counting|now|today|this)) | I have been working at {x} for {n} years
job desk colleagues coworkers team shift shifts | {s}my (?:new |day |current |main |old )*(?:job|desk|colleagues|coworkers|team|shifts?) at (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?=is|are|has|have|pays|keeps|starts?|means|makes?|lets?|drives?)(?!.{0,40}\b(?:over|history|ended?|gone|behind|done|cut|axed|redundant|finished|eliminated|empty|cleared)\b) | I work at {x}, it
working | ^\W*(?:currently |still |now |also )?working (?:at|for) (?=(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at
covering | {s}(?:i'm|i am) (?:covering|doing) (?:a |the |somebody's |someone's )?(?:maternity|paternity|parental|sick)(?: leave)?(?: cover)? at (?P<x>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I work at {x}
drive | {s}i drive (?:a |the )?(?P<y>taxi|cab|lorry|tram|forklift|ambulance|school bus|city bus|night bus)(?! to\b)(?=\s*(?:$|[.,;!])| in | for | and | at ) | I work as a {y} driver
from | {s}(?:i'm|i am) from (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) and (?:still |always |i still |i've always )?live(?:d)? here | I'm from {x} and I live in {x}
# ── where one studied ──
graduated | ^\W*(?:just |finally )?graduated from (?=(?:the )?(?-i:[A-Z])) | I graduated from
diagnosis | {s}(?:the|my|that) {ill} diagnosis (?:was|is|turned out to be) (?:wrong|a mistake|false|a misdiagnosis) | I don't have {ill} any more
after | {s}i don't have {ill} after all | I don't have {ill} any more
alumna alumnus alum grad alumni | {s}(?:i'm an? |proud )?(?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) (?:alum|alumna|alumnus|grad)(?: here)?{end} | I graduated from {x}
did got | {s}i (?:did|got) my (?:degree|bachelor's|bachelor|master's|masters|phd|doctorate|ba|bsc|msc|ma)(?: in [\w ]{2,20}?)? (?:at|from) (?=(?:the )?(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | I graduated from
# ── animals and their names ──
name | {s}(?P<w>i|we) have (?:a|an) (?P<y>[\w ]{0,12}?(?:dog|cat|rabbit|hamster|guinea pig|parrot|budgie|horse|pony|goldfish|tortoise|turtle|kitten|rat|ferret|snake|donkey|canary|puppy))(?: and|,| -)+ (?:his|her|its|the) name(?:'s| is) (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | {w} have a {y} called {x}
kids daughter son children girls boys | {s}(?:the|my|our) (?:kids|daughter|son|children|girls|boys) (?:have|has|keep|keeps|got) (?:a|an) (?P<y>dog|cat|rabbit|hamster|guinea pig|parrot|budgie|horse|pony|goldfish|tortoise|turtle|kitten|rat|ferret|snake|donkey|canary|puppy)(?:,| called| named)+ (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | we have a {y} called {x}
dogs cats rabbits hamsters pigs parrots budgies horses ponies goldfish turtles kittens rats ferrets donkeys | {s}(?:my|our) (?:\w+ )?(?P<y>dog|cat|rabbit|hamster|guinea pig|parrot|budgie|horse|pony|goldfish|tortoise|turtle|kitten|rat|ferret|snake|donkey|canary|puppy)s(?:,| are| called| named| -|:)+ (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?:,? and| &) (?P<w>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | My {y} is called {x} and my {y} is called {w},
dogs cats rabbits hamsters pigs parrots budgies horses ponies goldfish turtles kittens rats ferrets donkeys | {s}(?:my|our) (?:\w+ )?(?P<y>dog|cat|rabbit|hamster|guinea pig|parrot|budgie|horse|pony|goldfish|tortoise|turtle|kitten|rat|ferret|snake|donkey|canary|puppy)s(?:,| are| called| named| -|:)+ (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*), (?P<z>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*)(?:,? and| &) (?P<w>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | My {y} is called {x} and my {y} is called {z} and my {y} is called {w},
# ── things that were replaced ──
scrapped sold binned ditched returned replaced donated gave threw junked rehomed | {s}(?:my|the|our) (?P<x>[\w' -]{2,24}?) (?:is|was|has|had|got|broke|failed|died|gave|kept|needed|wouldn't|didn't|cost|went)\b[^.;!?]{0,50}?(?:,|\bso|\band) (?:so |and )?(?:i|we)(?:'ve| have)? (?:just |had to |finally |then )*(?:scrapped|sold|binned|ditched|returned|replaced|donated|gave|threw|junked|rehomed|got rid of) (?:it|him|her)(?: away| out)?{end} | I sold my {x}
pensioner pension | {s}(?:i'm (?:now )?a pensioner|(?:first|second|third) (?:day|week|month|year) as a pensioner|i'm drawing my pension|i draw my pension) | I've retired
answer | {s}(?:from now on|now|at work|these days),? i answer to (?P<x>(?-i:[A-ZÀ-Þ])[\w'’&.-]*(?:[ -](?-i:[A-ZÀ-Þ])[\w'’&.-]*)*) | My boss is {x}
sober teetotal | {s}(?:i'm|i am|i've been)(?: now| proudly| officially)* (?:sober|teetotal)(?= (?:for|since)|{end}) | I quit drinking alcohol
free | {s}(?:we're|we are|i'm|i am)(?: now| officially)* car-? ?free(?: now)?{end} | I don't have a car any more
longer | {s}(?P<w>i|we) no longer (?P<y>have|own|keep) {x}{end} | {w} don't {y} {x} any more
replaced swapped traded exchanged ditched switched | {s}(?:i |we |i've |we've |i have )?(?:just |finally )?(?:replaced|swapped|traded in|traded|exchanged|ditched|switched) (?P<y>(?:my|our) (?!job|flat|house|life|gym|boss|apartment|plan|diet|shift|place|name)[^,;.!?]{2,30}?) (?:with|for|to) (?P<x>an? (?!new one|newer one|better one|different one)[^,;.!?]{2,40}?){end} | I sold {y} and I bought {x}
wrote written totalled totaled | {s}(?:i |we |i've |we've |i have )?(?:just |finally )?(?:wrote|written) off (?=(?:my|our|the) ) | I lost
scrapyard landfill skip tip | {s}(?P<x>(?:my|our|the) [^,;.!?]{2,30}?) (?:went|is going|had to go) to the (?:scrapyard|landfill|tip|scrap heap) | I sold {x}
new | {s}my new (?:car|bike|phone|laptop|computer|guitar|camera|tablet|console|watch|bicycle|motorbike|van) is | I bought
# ── what one is an ex of ──
ex smoke non former | {s}(?:i'm|i am|we're)(?: now| officially| proudly| finally)* (?:an? )?(?:ex-? ?smokers?|smoke-free|former smoker|non-smoker now)\b | I quit smoking
smoked touched | {s}i haven't (?:smoked|touched a (?:cigarette|fag|smoke))(?: a cigarette| a single cigarette)? (?:in|for|since) | I quit smoking in
ex former | {s}(?:i'm|i am)(?: now| officially)* (?:an? )?(?:ex-? ?|former ){diet}{end} | I stopped being {diet}
ex former | {s}(?:i'm|i am)(?: now| officially)* (?:an? )(?:ex-|former )(?P<x>(?!wife|husband|boyfriend|girlfriend|partner|smoker)[a-z][\w -]{2,24}?){end} | I am no longer a {x}
# ── what one outgrows ──
outgrown outgrew grown grew | {s}(?:i've |i have |i |i'm )?(?:finally |just |apparently |actually |completely )*(?:outgrown|outgrew|grown out of|grew out of) (?:my|the|that) (?P<x>[a-z][\w -]{1,24}?) allergy | I am not allergic to {x} any more
allergy | {s}(?P<w>my|the) (?P<x>[a-z][\w -]{1,24}?) allergy (?:is|has|seems to have|just)(?: now| finally| apparently| completely| been)* (?:gone|disappeared|history|cleared up|cured|vanished|over|outgrown|no more){end} | I am not allergic to {x} any more
allergy | {s}no (?:more|longer any) (?P<x>[a-z][\w -]{1,24}?) allergy{end} | I am not allergic to {x} any more
again now | {s}(?:(?:the |my )?(?:allergist|doctor|tests?|results?|specialist) (?:says?|said|confirmed|cleared me|told me)(?: that)? )?i(?:'m able to| am able to|'m allowed to| can)(?: finally| now)* (?:eat|have) (?P<x>nuts|peanuts|eggs|milk|dairy|shellfish|shrimp|prawns|fish|wheat|gluten|soy|sesame|strawberries|kiwi|apples|tree nuts|almonds|cashews|hazelnuts|walnuts|lactose|bread) (?:again|now|safely) | I am not allergic to {x} any more
thing phase experiment diet | {s}(?:the|my|that|this) (?:whole )?{diet} (?:thing|phase|experiment|diet|stint) (?:only |just )?lasted | I stopped being {diet} after
dust | {s}(?:the|my) {x} (?:is|'s|has been|are) (?:just |only |now )*(?:gathering|collecting) dust | I gave up {x}
cycling biking | {s}(?P<t>since (?:last )?\w+),? i've been (?:cycling|biking) (?:in )?to (?:work|the office) | I commute by bike {t}
driving | {s}(?P<t>since (?:last )?\w+),? i've been driving (?:in )?to (?:work|the office) | I commute by car {t}
# ── food that is left out, and years ──
off | {s}(?:i'm |i am |we're |i've been )?off (?P<x>(?:{food}))(?= (?:since|now|for|these|at the moment|completely)|\s*(?:$|[.,;!])) | I avoid {x}
cut eliminated | {s}(?:i've |i have |i |we've |we )(?:completely |finally |just |recently )*(?:cut out|cut|eliminated) (?:all |any )?(?P<x>(?:{food}))(?: out)?{end} | I avoid {x}
hit reached | {s}i(?:'ve| have)? (?:just |finally |recently )*(?:hit|reached) (?P<n>[1-9]\d)(?=\s*(?:$|[.,;!?])|\s+(?:last|this|yesterday|today|in|on|now)) | I turned {n}
birthday | {s}(?:it was|it's|it is) my birthday (?:yesterday|today|last \w+),? (?:so )?(?:i'm )?(?P<n>[1-9]\d)(?: now)? | I turned {n}
counting | {s}(?P<n>[1-9]\d) and counting{end} | I am {n}
birthday | {s}(?:it's|it is|it was|today is|today's|today was|yesterday was|celebrated|celebrating|had|just had) my (?P<n>[1-9]\d?)(?:st|nd|rd|th) birthday | I turned {n}
"""
