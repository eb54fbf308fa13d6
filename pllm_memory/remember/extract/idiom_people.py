"""Set phrases about oneself, family, friends and pets; the lines are those of `idiom_table`."""

PEOPLE = r"""
# ── who one is ──
name,names,name's | \b(?:my (?:full |first |real )?name(?:'s| is|:)|^\W*(?:(?:so|oh|btw|well|hey|hi|hello|um|ok|right)\W+)*(?:the )?name(?:'s| is|:)) (?:actually )?{name} | = name name
name | \b{name} is (?:my|the) (?:full |first |real |given )?name\b | = name name
here,speaking | ^\W*(?:(?:hey|hi|hello|yo|ah|oh|so|ok|btw|well|right)\W+)*{name} (?:here|speaking|at your service)(?=\W|$)(?! (?:in|is|at)\b) | = name name
it's,introduce,btw,way,it | ^\W*(?:(?:hey|hi|hello|yo|ah|oh|so|ok|btw|well|right)\W+)*(?:it's|it is|this is|I'm) {name}(?=,? (?:btw|by the way|forgot to introduce|nice to meet|pleased to meet|with (?:a|an|one|two)|from accounting|at your service)) | = name name
this | ^\W*(?:(?:hey|hi|hello|yo|ah|oh|so|ok|btw|well)\W+)*this is {name}(?: (?:speaking|here))?(?=\W*(?:lol|haha|hehe|btw|tbh|xx)?\W*$) | = name name
named,called | \bmy (?:parents|mother|mum|mom|folks|family) (?:named|called|christened) me {name} | = name name
christened,baptised,baptized,named | \bI was (?:christened|baptised|baptized|named) {name}(?! after) | = name name
signed,yours,sincerely | ^\W*(?:signed|yours|yours truly|sincerely|regards|best|cheers), {name}(?=\W|$) | = name name
passport,id,badge,coat,tag,certificate,licence,license | \b{name} is what (?:it says|is written|stands|my parents) (?:in|on) my | = name name
passport,id,badge,coat,tag,certificate,licence,license | \b(?:says|reads|has|written) (?:on it |it: )?{name}(?=[.!,]?$) | = name name
call | \b(?:please |just |can you |could you |do |you can |you may |everyone can )(?:please |just )*call me {name}(?! (?:a|an|the|when|if|at|on|back)\b) | = wants_to_be_called name
call | ^\W*(?:\w+, )?they call me {name} | = name name
call | ^\W*call me {name}(?! (?:a|an|the|when|if|at|on|back)\b) | = wants_to_be_called name
rather,prefer,go,answer,goes | \bI(?:'d)? (?:rather|prefer|go by|answer to|would rather|mostly go by|prefer to be|like to be called)(?: be)?(?: called)? {name}(?! (?:to|over)\b) | = wants_to_be_called name
rather | ^\W*(?:\w+, )?rather {name}(?=,|\.|$) | = wants_to_be_called name
says | \beveryone (?:just )?says {name}, you can too | = wants_to_be_called name
do,fine,enough | ^\W*(?:.{0,40}\bname\b.{0,12}\. )?{name} (?:will do|is fine|is enough|works|is good|suffices|works for me|does it)[.! ]*$ | = wants_to_be_called name
intro,context,me,about,hi,hello,introduce,based | ^(?:.{0,50}: |\W*(?:hi|hello|hey),? )?{name}, \d\d,? {job}(?: (?:at|with|for) {org})?(?=[,.!]|$| based| in) | = name name; = works_as job; = works_at org
# ── who is who ──
KIN | \b(?:my|our) (?:(?:older|younger|little|big|twin|best|good|old|new|dear|close|late|next-door|upstairs|eldest|youngest|other|line|lovely)[ -]){0,2}{role},? {name}(?! (?:city|university|street|airport)) | = role name
KIN | \b{name}'s still my (?:\w+ )?{role}\b | = role name
KIN | \b{name}(?: herself| himself)?(?: is (?:actually |like )?(?:my|our) (?:\w+[ -]){0,2}?{role}\b(?!'s| of choice)|(?:,| \(| -)+ ?(?:that's |she's |he's |who is |who's )?(?:my|our) (?:\w+[ -]){0,2}?{old_role}(?=\s*(?:[,.!;)…]|$|[^\w\s'-])| and | from )) | = role name
KIN | \b(?:my|our|the) (?:\w+[ -]){0,2}?{role}(?:'s name is| is called| is named| goes by| is|, called|, named|:|,|\?) (?:is )?{name}(?=\s*(?:$|[.!,;)…]|[^\w\s'])|,| and | who | btw) | = role name
KIN | \b(?:got|have|I've|there's|has) (?:got )?(?:a|an|one|this|the) (?:\w+[ -]){0,3}?{role}(?: is|:|,|, called| called| named| by the name of|, named)+ {name} | = role name
KIN | ^\W*(?:(?:yes|yeah|just|only|with|it's|that's|to),? )*my (?:\w+[ -]){0,2}?{role} {name}(?=[,.!]|$) | = role name
everyone,everybody,people | \bI'm {name},? (?:that's|which is) (?:what|how) (?:everyone|everybody|people|they) calls? me | = name name
KIN | ^\W*(?:.{0,12}\W)?(?:a )?{role} of mine(?:,| is| named| called|, called|, named|: )+ ?{name} | = role name
KIN | \b(?:a|an|the|my) (?:\w+ )?{role} of mine(?:,| is| named| called|, called)+ ?{name} | = role name
KIN | \b{name}(?: is|,| was)+ (?:an?|one of my) (?:\w+ ){0,2}?{role} of mine | = role name
friend,friends | \b{name} is (?:one of my|the kind of|the best) (?:\w+ ){0,2}?friends?\b(?! of (?!mine)) | = friend name
friends,friend | \b{name} and I (?:go way back|go back years|are (?:\w+ )?friends|have been (?:\w+ )?friends|became friends) | = friend name
friends,way | \b{name} and I (?:go way back|grew up together|have been friends|are old friends|are best friends) | = friend name
friend,mate,pal,buddy | \b(?:my|an old|a good|this) (?:\w+ )?(?:mate|pal|buddy|friend|bestie)(?: is|,| called| named)* {name}(?=\W) | = friend name
got,new | \b(?:got|have|found) a new {role}: {name} | = role name
together,couple,item,engaged,dating,going,relationship | \b(?:{name} and (?:I|me)|(?:me|I) and {old_name}) (?:are|have been|'ve been|were) (?:now )?(?:together|a couple|an item|going out|dating|in a relationship|engaged)(?: now)?\b(?! not) | = partner name; = partner old_name
official,relationship | \b{name} and (?:I|me) (?:have |finally )?(?:made it official|got together|hooked up for good|moved in together|started dating|became a couple|tied the knot|got engaged) | + partner name
seeing,dating,new,someone,somebody | \b(?:seeing|dating|met|going out with) (?:someone|somebody)(?: new| special)?\W+(?:(?:his|her|their) name is |called |named |it's )?{name} | + partner name
woman,man,girl,guy,someone,somebody,person | \bthere's (?:a |an )?(?:new )?(?:woman|man|girl|guy|someone|somebody|person|lady)(?: new| special)? in my life\W+ ?(?:called |named )?{name} | + partner name
going | \b(?:been |am |I'm |started )?going out with {name}(?! for (?:dinner|lunch|drinks|a)\b) | = partner name
dating,seeing | \b(?:I'm|I've been|been|started|I started|we're) (?:now )?(?:dating|seeing) {name}(?! (?:tomorrow|tonight|live|off)\b) | = partner name
married,engaged | \b(?:I'm|I am|been|got|we're)(?: now| happily| finally)? (?:married|engaged) to {name} | = partner name
tied | \btied the knot with {name} | = partner name
life | \bshare my life with {name} | = partner name
proposed | \b{name} proposed(?: to me)? and I said (?:yes|yeah|of course) | = partner name
half | \b(?:my|the) (?:better|other) half(?:,| is| is called| goes by|'s name is)+ ?{name} | = partner name
met | \bmet {name} .{0,40}\bnow we're (?:together|a couple|dating) | + partner name
partner,fiancé,fiancée,fiance,fiancee | \b{name} is my (?:new )?(?:fiancé|fiancée|fiance|fiancee|partner|significant other) | = partner name
up,split,apart | \b{old_name} and (?:I|me)(?: have| finally| just)? (?:broke up|split up|split(?= (?:last|in|back|ages|a )|\s*[.,!]|$)|separated|divorced|got (?:a )?divorced?|parted ways|called it quits|called it a day|ended things|ended it|drifted apart|grew apart|are done|are through|are over|are no longer together|went our separate ways|got separated)\b | - partner old_name
up,split,apart,ways | \b(?:we|and we) (?:broke up|split up|split|separated|parted ways|went our separate ways|got divorced|called it quits), (?:me and )?{old_name}(?: and (?:me|I))? | - partner old_name
ways | \bwent our separate ways, {old_name} and I | - partner old_name
up | \b(?:broke|split) up with {old_name} | - partner old_name
over | \b(?:it's|things are) over (?:between {old_name} and (?:me|I)|with {name}) | - partner old_name; - partner name
divorce | \bdivorce from {old_name} (?:came through|is final|went through|was finalised|was finalized) | - partner old_name
dumped,left | \b{old_name} (?:dumped me|left me|broke up with me|walked out on me|ended things with me|ended it) | - partner old_name
left | \bsingle (?:again|now)\W+{old_name} left\b | - partner old_name
ex | \bmy ex(?:-\w+)? {old_name}\b | - partner old_name
together | \b{old_name} and I (?:are|aren't|are not) (?:no longer|not) together | - partner old_name
roommate,flat,house,apartment,rent,flatmates,share,place,housemates,roommates | \b(?:share|sharing) (?:the|a|my|our|an) (?:\w+ )?(?:flat|house|apartment|place|room|dorm) with {name} | = roommate name
rent,flatmates,roommates,housemates | \b{name} and I (?:split the rent|share (?:a|the) (?:flat|house|apartment|place|rent)|are (?:flatmates|roommates|housemates)|have been (?:flatmates|roommates|housemates)) | = roommate name
live | \b(?:live|living) with (?:a|my) (?:roommate|flatmate|housemate),? (?:called |named )?{name} | = roommate name
rent | \b(?:I|we) rent (?:\w+ ){0,3}?from (?:a guy called |a woman called |a man called |a lady called |a couple, )?{name} | = landlord name
owns | \b{name} owns (?:our|my|the) (?:flat|apartment|house|place|building)\b | = landlord name
next,door,upstairs,downstairs | \b{name} (?:from|who lives) (?:next door|upstairs|downstairs|across the (?:hall|street|road)|the flat (?:above|below)) | = neighbour name
doctor,gp,dentist,physician | \b(?:my|our|the|a) (?:[\w-]+ ){0,3}?(?:doctor|gp|physician)(?: I go to)?(?: is|,| is called|:)* {doctor} | = doctor doctor
doctor,gp,physician | \b{doctor}(?: is|,| has been| was)+ (?:my|our) (?:\w+ )?(?:doctor|gp|physician)\b | = doctor doctor
# ── pets ──
PET | \b(?:{pet}(?: is|,)+ (?:my|our) (?:[\w-]+ ){0,3}?{species}\b)(?!'s) | = pet pet; = is_a species of pet
PET | \b(?:my|our) (?:[\w-]+ ){0,3}?{species}(?:'s name is| is called| is named| goes by|, named|, called| called| named|:|,)* {pet} | = pet pet; = is_a species of pet
PET | \b(?:got|have|adopted|rescued|bought|in|home|with|and|'ve|fostered|found|took in|also|is|welcomed|welcome|get|one|there's) (?:a|an|one|this|another|my|our) (?:[\w-]+ ){0,4}?{species}(?:(?: (?!and\b)[\w'-]+){0,4}?)(?:\W+(?:and )?(?:(?:his|her|its|their|the) name(?:'s| is| will be)|named|called|name of|we call (?:him|her|it|them)|we(?:'ve)? named (?:him|her|it|them)|the kids named (?:him|her|it|them)|who we named|answers to|is called|by the name of|it's|he's|she's) )(?:is )?{pet} | = pet pet; = is_a species of pet
PET | \b(?:a|an|one) (?:[\w-]+ ){0,3}?{species}(?: in (?:our|my) (?:house|home|flat))?, {pet}(?=\s*(?:$|[.!,…]|[^\w\s'])) | = pet pet; = is_a species of pet
PET | \b(?:got|adopted|rescued|bought|have|brought home) (?:a|an|another) (?:[\w-]+ ){0,3}?{species}[!.]+ {pet} is\b | = pet pet; = is_a species of pet
PET | \b(?:one|two|just|only)?,? ?{pet} the {species}\b | = pet pet; = is_a species of pet
PET | \b{species} (?:parent|mum|mom|dad|owner|person) now\W+(?:welcome|meet|say hi to|it's) {pet} | = pet pet; = is_a species of pet
PET | \bmeet {pet},? (?:the|my|our|a) (?:[\w-]+ ){0,2}?{species}\b | = pet pet; = is_a species of pet
PET | \b(?:rush|rushed|take|took|bring|brought|walk|walked|feed|fed) {pet} .{0,30}?,? our {species}\b | = pet pet; = is_a species of pet
down | \b(?:put|putting) {old_pet} (?:down|to sleep) | - pet old_pet
sleep | \b(?:put|putting) {old_pet} to sleep | - pet old_pet
died,passed | \b{old_pet} (?:has |just |sadly )*(?:died|passed|passed away|passed on) | - pet old_pet
lost | \b(?:we|I)(?: just| recently)? lost {old_pet}(?=\s*(?:$|[.!,;…]|[^\w\s']))(?! (?:at|by|to)\b) | - pet old_pet
rehome,rehomed | \b(?:rehome|rehomed|re-homed) {old_pet} | - pet old_pet
give | \b(?:had to give|gave|give) {old_pet} (?:away|up)\b | - pet old_pet
rainbow | \b{old_pet} (?:has |just )?(?:crossed|went over|is over|is across) (?:over )?the rainbow | - pet old_pet
goodbye | \b(?:said|say|saying) (?:our |my )?(?:last )?goodbyes? to {old_pet} (?:at the vet|forever|for the last time|,? our) | - pet old_pet
gone | \b{old_pet} is (?:gone|no longer with us|no more)\b | - pet old_pet
make | \b{old_pet} (?:didn't|did not) make it | - pet old_pet
family,owner,owners,home | \b{old_pet} (?:now )?(?:lives with|has|found|went to) (?:another|a new|an?other|new) (?:family|home|owner|owners)\b | - pet old_pet
"""
