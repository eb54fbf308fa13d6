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
# ── a home ──
packed upped headed | {s}(?:i |we |i've |we've )?(?:just |finally )?(?:packed up|packed (?:my|our) (?:bags|things|stuff|life)(?: up)?|upped sticks|upped and left)(?: everything)?,? and (?:headed|left|went|set off|took off) (?:off |back )?(?:to|for) (?=(?-i:[A-Z])) | I moved to
headed left | {s}(?:i |we )(?:just |finally )?(?:headed|left|set off) (?:off |back )?(?:to|for) (?P<x>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?) for good | I moved to {x}
# ── who is gone ──
make | {s}(?P<x>(?:my|our) (?:\w+ ){0,2}?\w+|(?!he |she |they |we |you |i )(?-i:[A-Z])\w+) (?:sadly |just |unfortunately )?(?:didn't|did not) make it(?=\s*(?:$|[.,;!]|through|past)) | {x} died
dumped left | {s}(?P<x>(?!he |she |they |we |you )(?-i:[A-Z])[\w'-]+) (?:has |just |finally )?(?:dumped|left|walked out on) me{end} | I broke up with {x}
divorced divorce | {s}(?:we|(?:my|our) (?:\w+ )?(?:divorce|decree absolute))(?:'re| are| is|'s| was)? (?:finally |officially |now )*(?:divorced|final|finalised|finalized|through|came through|went through)(?= |$|[.,;!]) | I got divorced
# ── things that were replaced ──
replaced swapped traded exchanged ditched switched | {s}(?:i |we |i've |we've |i have )?(?:just |finally )?(?:replaced|swapped|traded in|traded|exchanged|ditched|switched) (?P<y>(?:my|our) (?!job|flat|house|life|gym|boss|apartment|plan|diet|shift|place|name)[^,;.!?]{2,30}?) (?:with|for|to) (?P<x>an? (?!new one|newer one|better one|different one)[^,;.!?]{2,40}?){end} | I sold {y} and I bought {x}
wrote written totalled totaled | {s}(?:i |we |i've |we've |i have )?(?:just |finally )?(?:wrote|written) off (?=(?:my|our|the) ) | I lost
scrapyard landfill skip tip | {s}(?P<x>(?:my|our|the) [^,;.!?]{2,30}?) (?:went|is going|had to go) to the (?:scrapyard|landfill|tip|scrap heap) | I sold {x}
new | {s}my new (?:car|bike|phone|laptop|computer|guitar|camera|tablet|console|watch|bicycle|motorbike|van) is | I bought
# ── food that is left out, and years ──
off | {s}(?:i'm |i am |we're |i've been )?off (?P<x>(?:{food}))(?= (?:since|now|for|these|at the moment|completely)|\s*(?:$|[.,;!])) | I avoid {x}
cut eliminated | {s}(?:i've |i have |i |we've |we )(?:completely |finally |just |recently )*(?:cut out|cut|eliminated) (?:all |any )?(?P<x>(?:{food}))(?: out)?{end} | I avoid {x}
birthday | {s}(?:it's|it is|it was|today is|today's|today was|yesterday was|celebrated|celebrating|had|just had) my (?P<n>[1-9]\d?)(?:st|nd|rd|th) birthday | I turned {n}
"""
