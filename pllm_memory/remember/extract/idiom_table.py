"""Set phrases of which each line tells what it claims; see `idioms`.

A line is "cues | pattern | effects". One of the cues is a word of every text that fits. Slots are names ({name},
{place}, {org}, …); "old_" is what it was before. An effect is "= predicate slot" for what holds, "+" for what began
when it is said, "-" for what ended; "of SLOT" for whom, if not the speaker. `abode` is lives_in or works_at, by what
the names are; `role` is the relation that {role} names.
Those of `ACROSS` reach from one sentence into the next.
"""

IDIOMS = r"""
# ── where one lives ──
home | \bhome (?:for (?:me|us) )?(?:is|means|these days is) (?!where)(?:in )?{place} | = lives_in place
home | \b{place} (?:is|has been|has always been|'s) (?:(?:my|our|still) )?home\b(?!town)(?! of| to (?!me\b|us\b)) | = lives_in place
home | \bcall(?:ing)? {place} home\b | = lives_in place
calls | \b{who} (?:now )?calls {place} home\b | = lives_in place of who
home,live,lives,based | \b{place},? (?:is |'s )?(?:that's |which is )?where (?:I|we) (?:live|call home|am based|are based|'m based|hang my hat|pay taxes|pay my taxes|pay rent|grew roots)\b | = lives_in place
where | \b{place} is where I(?:'m| am)? (?:live|living|based|at home|pay|settled|sleep|reside)\b | = lives_in place
resident,citizen,dweller,local | \b(?:a|an|proud|official|officially a|longtime) (?:new )?(?:resident|citizen|inhabitant|local) of {place} | = lives_in place
resident,citizen,dweller,local,person,girl,boy | \b(?:I'm|I am|we're|now|officially|week|here's) (?:now )?(?:officially )?an? (?:proud )?{place} (?:resident|dweller|local|person|girl|boy|guy)\b | = lives_in place
flat,apartment,house,place,room,studio,condo,cottage,loft | \b(?:I|we)(?:'ve| have)? (?:got |have |had |own |rent |bought |found |rented |share |'re renting |are renting |renting |'m renting )+(?:a|an|our|my|this|the) (?:[\w-]+,? ){0,3}(?:flat|apartment|house|place|room|studio|condo|cottage|loft|home)(?: of (?:my|our) own)? (?:right |over |here |up |down |out )?in (?:downtown |central |north |south |east |west )?{place} | = lives_in place
flat,apartment,house,place,room,studio,condo,loft | \b(?:my|our) (?:[\w-]+ ){0,2}(?:flat|apartment|house|place|room|studio|condo|cottage|loft|home) (?:is|'s) (?:now )?(?:right |over |here |up |down |out )?in {place} | = lives_in place
flat,apartment,house,place | \b(?:my|{who} (?:has|owns|rents|bought)) (?:{role} )?(?:has|owns|rents|bought)? ?(?:a|an) (?:[\w-]+ ){0,2}(?:flat|apartment|house|place) in {place} | = lives_in place of who
has,owns,rents | \bmy {role} (?:has|owns|rents) (?:a|an) (?:[\w-]+ ){0,2}(?:flat|apartment|house|place) in {place} | = lives_in place of role
ended,wound,landed | \b(?:I|we)(?:'ve)? (?:ended up|wound up|landed|washed up|finally landed) (?:living )?in {place} | + lives_in place
settled,nested,rooted | \b(?:I|we)(?:'ve| have)? (?:settled|settled down|put down roots|set up home|set up house|made a home) in {place} | + lives_in place
relocating,moving | \b(?:I|we) (?:ended up|finished|wound up) (?:relocating|moving)(?: again)?,? (?:to )?{place} | + lives_in place
relocated,moved | \b(?:packed (?:up )?everything|packed up|finally|and|just|have|'ve) (?:and )?(?:moved|relocated) (?:over |back |away )?to {place} | + lives_in place
years,ages | \bafter (?:(?:many |so many |all those )?years|ages|a decade|decades) in {old_place},? (?:I|we) \w+ (?:up |down |over )?(?:living |back )?(?:in|to) {place} | - lives_in old_place; + lives_in place
new | ^\W*new (?:address|city|town|home)\W+(?:it's |we're |I'm )?(?:now )?(?:in )?{place} | + lives_in place
address | \b(?:my|our) (?:new |current )?address is (?:now )?in {place} | = lives_in place
moved | ^\W*moved\W+(?:again\W+)?(?:to )?(?:it's )?{place}(?: now)?\W | + lives_in place
still | ^\W*(?:I'm |we're )?still (?:here )?(?:living )?in {place} and | = lives_in place
still | (?:^|[,;] )(?:yes,? )?(?:and )?still (?:living )?in {place}(?=[,.!]|$) | = lives_in place
still | (?:^|[,;] )(?:yes,? )?(?:and )?still (?:working )?(?:at|with) {org}(?=[,.!]|$) | = works_at org
flat,apartment,house,place,condo | \b(?:a|my|our|got a) new (?:little |tiny |own )?(?:flat|apartment|house|place|condo|home) in {place} | + lives_in place
still | \b(?:I'm|we're|I am|we are) still (?:living |based )?(?:over |here )?in {place} | = lives_in place
here | \bhere in {place},? where (?:I|we) live\b | = lives_in place
living | \bas (?:someone|somebody|a person) (?:living|who lives|based) in {place} | = lives_in place
living | \banother (?:\w+ )?(?:year|winter|summer|month|week) of living in {place} | = lives_in place
where | \b{place}\b[^.!?;]{0,16}, (?:you know, |that's |which is )*where (?:I|we) live\b | = lives_in place
living | \bliving (?:here )?in {place} (?:is|has|costs|means|feels|can|suits|isn't|drives) | = lives_in place
been | ^\W*(?:been|living|lived) (?:living )?in {place} (?:now|ever|all|my)? ?(?=$|\W) | = lives_in place
winter,summer,spring,autumn,year,week,day,monday,sunday,rainy | \banother (?:\w+ )?(?:winter|summer|spring|autumn|fall|year|week|day|month|monday|sunday) (?:here )?in {place} | = lives_in place
window,balcony | \b(?:I|we) can see (?:half of |all of )?{place} from (?:my|our) (?:\w+ )?(?:window|balcony|desk|bedroom) | = lives_in place
i,we | ^\W*(?:(?:so|anyway|yes|yeah|well|right now|now|currently|these days)\W+)?(?:I'm|I am|we're|we are) (?:actually |now |currently |based |living |here |over |still )*in {place}(?=\s*(?:$|[.!?,…]|now\b|these days|at the moment|for good|already|and\b)) | = lives_in place
swapped,traded,exchanged,left,switched | \b(?:I|we)(?:'ve| have)?(?: since| just| finally)? (?:swapped|traded|exchanged|switched|left) {old_place} for {place} | - abode old_place; + abode place
swapped,traded,exchanged | \blived in {old_place}\?? (?:well, )?(?:I|we)(?:'ve| have)?(?: since)? (?:swapped|traded|exchanged|left) it for {place} | - lives_in old_place; + lives_in place
switched | \b(?:switched|changed|moved|jumped|went|hopped) from {old_org} to {org} | - abode old_org; + abode org
bye,goodbye,farewell,adieu,ciao,adios | \b(?:bye(?:[ -]bye)?|goodbye|farewell|adieu|ciao|adios|so long),? {old_org}(?:,| and| -)+ (?:hello|hi|hey|welcome|bonjour|hola|good morning),? {org} | - abode old_org; + abode org
goodbye,bye,farewell | \b(?:bye(?:[ -]bye)?|goodbye|farewell|so long),? {old_place}, (?:as of \w+ |from \w+ (?:on )?)?(?:I'm|we're|I am|we are) (?:now )?(?:officially )?(?:an? )?{place} (?:person|people|resident|residents|folk|local) | - lives_in old_place; + lives_in place
left | \b(?:I|we)(?:'ve)? left {old_place}(?: behind)?(?:,|\.| and)+ (?:it's|now|I'm in|we're in|I live in|we live in) (?:now )?(?:in )?{place} | - abode old_place; + abode place
left | \b{who} lives in {place}(?: now)?,? (?:and )?left {old_place} | - lives_in old_place of who; + lives_in place of who
left | \b{who} (?:has )?left {old_place} (?:and|to) (?:now )?(?:lives?|is living|moved|live) (?:in|to) {place} | - lives_in old_place of who; + lives_in place of who
packed | \b{who} packed up (?:everything )?and (?:went to live in|moved to|left for|relocated to) {place} | + lives_in place of who
settled,settles | \b{who} (?:has )?settled (?:down )?in {place} | + lives_in place of who
over,based,living,lives | \b{who} (?:is|has been|'s)(?: now| currently)? (?:over in|based in|living in|living over in|living out in|staying in|settled in) {place} | = lives_in place of who
over,based,living,lives | \bmy (?:\w+ )?{role} (?:is|has been|'s)(?: now| currently)? (?:over in|based in|living in|living over in|living out in|settled in) {place} | = lives_in place of role
no | \bno longer in {old_place} | - lives_in old_place
left | \b(?:haven't|have not|don't|do not) (?:lived?|been living) in {old_place} (?:for|in) (?:a|ages|years|months|some) | - lives_in old_place
# ── where one works ──
hired,poached,recruited,employs,employed,offered,contracted,headhunted,pays,took | \b{org} (?:has )?(?:just |finally )?(?:hired|poached|recruited|employs|employed|headhunted|took me on|contracted|pays|has me on the payroll|signed) (?:me|my (?:rent|bills|salary|wages|mortgage|wage))\b | + works_at org
employed | \b{org} (?:has|have) employed me | = works_at org
hired,poached,recruited,employs,employed,took | \b(?:hired|poached|recruited|employs|employed|took|brought|taken) me (?:on )?as {job} | + works_as job
employed,employee,payroll,staff | \b(?:I'm|I am|we're|been|got) (?:now |currently |an? |on )?(?:officially )?(?:employed (?:at|by|with)|(?:proud |new )?employee (?:at|of)|the (?:payroll|staff) (?:of|at)) {org} | = works_at org
employed | \bemployed (?:at|by|with) [^,;]{2,40}? as {job} | = works_as job
employed | \b{who} is employed (?:at|by|with) {org} | = works_at org of who
employer | \b(?:my|our) (?:new |current )?employer is (?:now )?{org} | + works_at org
with | \b(?:I'm|I am|currently|these days|am|now) (?:now |currently )?with {org}(?: now| these days| currently)(?= |\W|$) | + works_at org
currently | \bcurrently with {org} | = works_at org
been | ^\W*(?:been|being) (?:an? ){job} | = works_as job
with,days,currently | \b(?:these days|currently|nowadays|now)(?: I'm| I am)? (?:with|at|working at|working for) {org}(?=\s*(?:$|[.!,;…]|[^\w\s']|lol|haha|hehe|tbh)) | = works_at org
trade | \bby trade I'm {job} | = works_as job
job | ^\W*(?:my|the) (?:day )?job\W+ ?(?:is )?(?:being )?{job}(?:, (?:at|for|with)|\W|$) | = works_as job
job | \bmy (?:day )?job\W+ ?[^,;.]{2,40}?, (?:at|for|with) {org} | = works_at org
job | \bmy (?:day |new |current |main )?job is (?:at|with) {org} | = works_at org
living | \bI (?:earn|make) (?:my|a) living as {job} | = works_as job
living | \bI (?:earn|make) (?:my|a) living as [^,;]{2,40}?,? (?:at |for |with )?{org}(?: to be (?:precise|exact))? | = works_at org
living | \b{who} makes a living as {job} | = works_as job of who
pay,pays,paid | \b(?:they|{org}) pays? me (?:at {firm} )?to be {job} | = works_as job; = works_at org; = works_at firm
day,weekdays | \bfind me at {org} being {job} | = works_at org; = works_as job
shift,day,week,desk | \b(?:shift|day|week|month|year) at {org},? (?:being|as) {job} | = works_at org; = works_as job
week,day,shift | \b(?:another|first|finished my first|second|survived my first|survived another) (?:\w+ )?(?:week|day|shift|month|year) at {org}(?: is)?(?: done| over|,|!| down| survived| finished|$) | = works_at org
same | \bsame (?:old )?(?:desk|office|job|place) at {org} | = works_at org
there | \bI'm {job} there\b | = works_as job
there | \b(?:works?|job is|employed|rent|bills|day job is) (?:at )?{org}[,;] I'm [\w -]+ there\b | = works_at org
new | \b(?:same (?:company|employer|place|firm|boss)|promoted|promotion),? (?:and |but )?(?:a |with a )?(?:new|better|fancier|different) (?:job )?(?:title|role|position|hat|badge)\W+ ?{job} | + works_as job
made,bumped,promoted,upgraded | \b(?:they|{org}) (?:have |'ve )?(?:made|bumped|promoted|upgraded|moved) me (?:up )?(?:to )?(?:be )?{job} | + works_as job
promoted,promotion | \b(?:got |been |was )(?:a promotion|promoted)(?:,| and| -|:|;)+ (?:now |so |and )*(?:I'm|I am|it's)(?: now)? {job} | + works_as job
promoted | \bpromoted to {job} | + works_as job
badge,card,contract,door | (?:[:;,] |^)(?P<job>[\w-]+(?: [\w-]+){0,2}?) it says on my (?:badge|card|contract|door|new card|business card)(?: now)? | + works_as job
call | \b(?:I|get to|can) (?:now )?call myself (?:now )?{job} | + works_as job
ship | \bjumped ship\W+ ?(?:to |it's )?{org}(?:, as {job})? | + works_at org; + works_as job
after | \bafter (?:years at |leaving )?{old_org},? I (?:landed|started|ended up|found a job|got a job|went) (?:at|with|to) {org} | - works_at old_org; + works_at org
signed | \bI (?:have |'ve )?(?:signed|signed on|signed up) with {org}(?!.*\bgym\b) | + works_at org
now | \bI'm now {job} (?:with|at|for) {org} | + works_as job; + works_at org
job | \b(?:got|landed|have|found|started|taken) (?:a|the|my) (?:new |dream )?(?:job|position|role|gig) (?:as {job} )?(?:at|with) {org} | + works_at org; + works_as job
longer | \bno longer (?:at |working at |working for |employed by |employed at )?{old_org}(?=\s*[!.,;]|$| -) | - abode old_org
clock | \b{org} is where I (?:clock in|work|earn my money|spend my days|punch in)(?: these days| now)? | = works_at org
don't,miss | \b(?:week|day|month) at {org} done[!.,]* (?:I )?don't miss {old_org} | - works_at old_org; + works_at org
first | ^\W*(?:my )?first (?:week|day|month) at {org} | + works_at org
work,job,anymore,longer | \bI (?:don't|do not|no longer) work (?:at|for) {old_org} | - works_at old_org
notice | \b(?:handed|gave|put|turned|given) in my (?:two weeks'? |two-week )?(?:notice|resignation) (?:at|to|with) {old_org} | - works_at old_org
laid,let,fired,dismissed,sacked,made,cut,closed,axed | \b{old_org} (?:just )?(?:let me go|laid me off|fired me|dismissed me|sacked me|made me redundant|closed (?:our|my) (?:\w+ )?(?:department|office|branch|team|site|plant)|cut my (?:job|position)|axed my (?:job|position)) | - works_at old_org
redundant | \b(?:made|declared) my (?:position|job|role) at {old_org} redundant | - works_at old_org
parted | \b{old_org} and I (?:have )?(?:parted ways|parted company|went our separate ways|are done|are through) | - works_at old_org
walked,stormed | \b(?:walked|stormed|marched) out (?:of|on) {old_org}(?! (?:today|yesterday|shop|store)) | - works_at old_org
packed,cleared,cleaned | \b(?:packed up|cleared|cleared out|cleaned out|emptied) my (?:desk|locker|office) at {old_org} | - works_at old_org
last | \b(?:today|yesterday|friday|it) (?:was|is) my last (?:day|shift|week) at {old_org} | - works_at old_org
more,done,through | \b(?:no more {old_org} for me|I'm (?:done|through|finished) (?:at|with) {firm}) | - abode old_org; - abode firm
history,past | \b{old_org} is (?:history|in the past|behind me|over)(?: now)?(?=\s*(?:$|[.!,;])) | - abode old_org
works,work,working | \b(?:my (?:\w+ )?{role}|{who}) (?:got|landed|found|has|started|took) (?:a|the) (?:new )?job (?:at|with) {org} | + works_at org of who; + works_at org of role
been | \bbeen (?:working )?(?:at|with|for) {org} (?:and I|now|,|so)  | = works_at org
# ── people at work ──
boss,manager,supervisor,lead | \b(?:my|our|the) (?:new |current |direct |line |old )?(?:boss|manager|supervisor|team lead|line manager|team leader|superior|foreman)(?: at work)?(?: is| is called| is named|'s name is|\?|:|,| goes by)? (?:is )?(?!at\b|of\b){name}(?! is my) | = boss name
boss,manager,supervisor,lead | \b{name}(?: is|,| \(|, she's|, he's|, that's| - )+ ?(?:my|our) (?:new |line |current |direct |actual )?(?:boss|manager|supervisor|team lead|line manager|superior)\b | = boss name
boss,manager,supervisor,lead | \b(?:a|got a|have a|'ve a) (?:new )?(?:boss|manager|supervisor|team lead|line manager)(?: is)?,? (?:called|named|by the name of|,)? ?{name} | = boss name
report,answer | \b(?:I|we) (?:now )?(?:report|answer) (?:directly )?to {name}(?! (?:question|email|call)) | = boss name
report,answer | \b(?:person|one|woman|man|guy) (?:I|we) (?:report|answer) to (?:at work |at the office )?is {name} | = boss name
team,runs,leads | \b{name} (?:runs|leads|heads|manages) (?:our|my) (?:team|department|office|group|unit|shop|shift) | = boss name
colleague,coworker,co-worker,workmate,teammate,deskmate | \b(?:my|our|a) (?:new |old |favourite |favorite )?(?:colleague|coworker|co-worker|workmate|deskmate)(?: is called|,| called| named)? {name} | = colleague name
colleague,coworker,co-worker,colleagues | \b{name}(?: is|,)+ (?:a|my|one of my) (?:\w+ )?(?:colleagues?|coworkers?|co-workers?)\b | = colleague name
work | \b{name} from (?:work|my office|the office|my team)\b | = colleague name
office | \b(?:our|the|my|they've put our|put the|put our) office(?: is|'s| sits| is located| is based)?(?: over| right| now)? (?:in|at|on|near) (?P<thing>(?:the )?[\w'-]+(?: [\w'-]+){0,2})(?=\s*(?:$|[.!,;…]|[^\w\s'])) | = office_in thing
office | \b(?:I|we) (?:sit|work) in (?P<thing>(?:the )?[\w'-]+(?: [\w'-]+){0,2}?)(?:,| -| and)+ (?:that's|which is|where) (?:where )?(?:the|our|my) office (?:is|sits)? ? | = office_in thing
office | \b(?:moved|moving|relocated) (?:the|our) office to (?P<thing>(?:the )?[\w'-]+(?: [\w'-]+){0,2}?)(?=\s*(?:$|[.!,;…])| in | for ) | + office_in thing
office | \b(?:the|our|my) office (?:has )?(?:moved|relocated) to (?P<thing>(?:the )?[\w'-]+(?: [\w'-]+){0,2}?)(?=\s*(?:$|[.!,;…])| in | for ) | + office_in thing
work,office | \b(?:work|the office|our office) is (?:over |out |down |up |right )?(?:in|at) (?P<thing>(?!home|a\b|an\b|progress|full)(?:the )?[\w'-]+(?: [\w'-]+){0,2}?), (?:our|the|my) (?:office|building|desk) | = office_in thing
# ── getting to work ──
work,office,commute | \b(?:go|get|getting|travel|come|commute|commuting|going|getting in|ride)(?:s|ing)? (?:in )?to (?:work|the office)(?: now| these days)? (?:is |now |usually |always |mostly )*(?:means (?:the )?|by |on |with )(?:the |my )?{means} | = commutes_by means
work,office | \b(?:take|taking|ride|catch|use|drive|hop on|get|go by|on) (?:the |my |a |an )?{means} (?:in )?(?:to (?:work|the office)|in every (?:morning|day)|into (?:work|the office)) | = commutes_by means
morning,day | \b(?:take|ride|catch|use) (?:the |my |a ){means} in(?:to town|to work)? (?:every|each|most) (?:morning|day|weekday) | = commutes_by means
work,office | \b(?:switched|changed|converted|moved) (?:from (?:the )?(?:{old_means}) )?to (?:going to work by|commuting by|going by|the|taking the|riding my|my) {means} (?:to|for) (?:get(?:ting)? to )?(?:work|the office|my commute) | + commutes_by means
work,office | \bswitched to (?:going|getting|commuting|travelling|traveling) (?:to (?:work|the office) )?by {means} | + commutes_by means
swapped,traded,exchanged,ditched | \b(?:swapped|traded|exchanged|ditched|switched) (?:the|my|a) {old_means} for (?:the |my |a |an ){means}(?= (?:for|to) (?:get|getting|work|the office|commut|my commute|going)| on (?:my|the) (?:way|commute)) | - commutes_by old_means; + commutes_by means
no | \bno more {old_means}(?: for me)?,? (?:I|we|it's|now) .{0,30}?{means} to (?:work|the office) | - commutes_by old_means; + commutes_by means
days,now | \b(?:these days|now|nowadays) it's (?:the |my |by ){means} (?:to|for) (?:get(?:ting)? to )?(?:work|the office)(?:, the {old_means} \w+)? | + commutes_by means; - commutes_by old_means
late | \bthe {means} (?:was|is) (?:late|delayed|cancelled|packed)(?: again)?,? so I was late (?:for|to) work | = commutes_by means
commute | \bmy (?:daily |morning )?commute(?: is|'s|:)(?: now)? (?:by |on |the |a |an |with )*(?:\w+ ){0,2}?{means} | = commutes_by means
# ── gyms ──
gym | \b(?:my|our|new|the) (?:new |usual |local |regular )?gym (?:is|:|is called|is now)(?: now)? {gym} | = gym gym
gym | \b(?:at|to) {gym},? (?:my|which is my) (?:new |usual |local |regular )?gym\b | = gym gym
gym | \b{gym} is (?:now )?my (?:new |usual |local |regular )?gym\b | = gym gym
gym,gyms | \bgyms?\b.{0,20}\bI (?:now )?(?:go|train|work out) (?:to|at) {gym} | + gym gym
work,workout,working | \bI(?:'ve)? (?:been |usually |now |always |mostly )?(?:work|working) out (?:over )?at {gym} | = gym gym
train | \bI(?:'ve| usually| now| always)? (?:train|lift|go lifting|spin|exercise|box) (?:over |weights )?at {gym} | = gym gym
train | \bleft {old_org}[,;]? .{0,12}(?:train|work out|lift|exercise) at {gym} | - gym old_org; + gym gym
signed,membership,joined,member,regular,enrolled | \b(?:signed (?:myself )?up (?:at|with)|got (?:myself )?a membership (?:at|with|for)|bought a membership (?:at|for)) {gym}(?=\W|$) | + gym gym
joined | \bjoined {gym}(?=[,.!]? (?:.{0,24}(?:week|times|goal|sauna|fit|weights|pounds|kilos|shape|muscle|treadmill|exercise|workout))) | + gym gym
joined,gym | \bjoined (?:a (?:new )?gym[,:]? (?:called )?)?{gym}(?=.{0,20}\bgym\b) | + gym gym
regular | \b(?:I've been|I'm|I am|been) a regular at {gym}(?! (?:bar|pub|caf)) | = gym gym
money | \b{gym} (?:has|takes|gets|eats) my money every month | = gym gym
leg,arm,chest,back,session | \b(?:leg|arm|chest|back|shoulder) day at {gym} | = gym gym
swapped,traded,switched,left,crowded | \b(?:swapped|traded|switched|left|ditched|dropped) (?:from )?{old_org} (?:for|to) {gym},? (?:they|it|which|because|as|since) .{0,30}(?:sauna|pool|weights|machines|cheaper|classes|equipment|gym) | - gym old_org; + gym gym
membership | \b(?:cancell?ed|ended|quit|dropped|terminated|gave up|stopped|paused|let|didn't renew|did not renew) (?:my )?(?:gym )?(?:membership|subscription|contract) (?:at|with|to|for) {old_org} | - gym old_org
membership | \b(?:cancell?ed|ended|quit|dropped|terminated|gave up|let|didn't renew|did not renew) my {old_org} (?:gym )?(?:membership|subscription|contract)\b | - gym old_org
gym | \b(?:so long|goodbye|bye|farewell),? {old_org}(?=,.{0,30}\bgym\b) | - gym old_org
gym | \bgym is {gym} now,? {old_org} (?:got|was|is|became|had) | - gym old_org; + gym gym
go | \bI (?:don't|do not|no longer|stopped) (?:go|going|train|training|work out|working out) (?:to|at) {old_org}(?: any ?more)?(?=,|$|\.|!) | - gym old_org
"""

ACROSS = r"""
KIN | \b{name}\. (?:that's|that is|he's|she's|this is|they're) my (?:\w+ )?{role}(?=[.,!]|$) | = role name
KIN | \b(?:a|one|two|got a|have a|another) (?:\w+ )?{role}[.!] {name}(?=[.,!]|$| is) | = role name
PET | \b(?:a|an|another) (?:\w+ )?{species}\b[^.!?]{0,40}[.!]+ (?:an? \w+[.,] )?{pet}(?=[.!]|$) | = pet pet; = is_a species of pet
PET | \b(?:a|an|another) (?:\w+ )?{species}[.!]+ an? [\w -]{3,20} (?:called|named) {pet} | = pet pet; = is_a species of pet
PET | \b(?:a|an|another) (?:\w+ )?{species}[.!]+ \w+ (?:calls?|named) (?:him|her|it) {pet} | = pet pet; = is_a species of pet
KIN | \b(?:my|our) (?:\w+[ -]){0,2}?{role}\? (?:it's |that's |that would be |her name is |his name is )?{name}(?=[.!,;]|$| \w+) | = role name
PET | \b(?:got|adopted|rescued|bought|have|brought home|took in) (?:a|an|another) (?:[\w-]+ ){0,3}?{species}[!.,]+ {pet} is\b | = pet pet; = is_a species of pet
PET | \b{species} (?:parent|mum|mom|dad|owner|person) now\W+(?:welcome|meet|say hi to|it's|say hello to) {pet} | = pet pet; = is_a species of pet
PET | \b(?:got|adopted|rescued|bought|have|brought home|took in) (?:a|an|another) (?:[\w-]+ ){0,3}?{species}[^.!?]{0,30}[!.]+ (?:we (?:call|named) (?:him|her|it)|(?:his|her|its|the) name(?:'s| is)|meet|say hi to|(?:he|she|it)'s called) {pet} | = pet pet; = is_a species of pet
moved | ^\W*(?:.{0,16}\W)?moved\W+(?:again\W+)?(?:to )?(?:it's |we're in |now in )?{place}(?: now| it is)?(?=\W|$) | + lives_in place
address,city,home,town | \bnew (?:address|city|town|home)\W+(?:it's |we're |we are |I'm )?(?:now )?(?:in )?{place} | + lives_in place
boxes,keys,unpacked,movers,moved,packed | \b(?:boxes|keys|unpacked|movers|moved in|packed)\b.{0,24}[.!]+ {place} it is\b | + lives_in place
resident,citizen | \bresident of {place} | = lives_in place
lived | \blived in {old_place}\?+ (?:\w+,? )?(?:I|we)(?:'ve| have)?(?: since| now)? (?:swapped|traded|exchanged|left) it for {place} | - lives_in old_place; + lives_in place
left,leave | \b(?:left|leave|quit|leaving) {old_place}[.!]+ (?:it's|it is|we're in|I'm in|now it's|home is|I live in|we live in) {place}(?: now| it is)?(?=\W|$) | - abode old_place; + abode place
left,quit | \b(?:left|quit) {old_org}[.!]+ (?:it's|I'm at|I'm with|I work at|I work for|now I'm at|now it's) {org}(?: now)?(?=\W|$) | - abode old_org; + abode org
job,work | \bnew job[!.]+ {org} (?:hired|took|wants|picked|chose) me | + works_at org
work,job | ^\W*(?:\w+, )?(?:work|my job)\. {org}\. {job} | = works_at org; = works_as job
wrote,said,typed | \b(?:I|did I) (?:wrote|write|say|said|typed|type) {old_org}\?+ (?:brain fog\. |I meant |sorry, |my bad\W+)?(?:it's |it is |I work (?:for|at) )?{org}(?: (?:I|that I) work for|\.|$) | ~ abode org old_org
wrote,said,typed | \b(?:I|did I) (?:wrote|write|say|said|typed|type) {old_place}\?+ (?:brain fog\.+ |sorry,? |my bad\W+|oops\W+)?I (?:live in|meant) {place} | ~ lives_in place old_place
single | \bsingle (?:again|now)[.!]+ {old_name} (?:left|and I|moved out|dumped) | - partner old_name
seeing,someone,somebody | \b(?:seeing|dating|met) (?:someone|somebody)(?: new| special)?[!.:]+ {name}(?=[.!]|$) | + partner name
"""
